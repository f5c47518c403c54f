/** Small nodes that every part of the grammar makes, and the guard of the stack. */
import type { IToken } from "chevrotain";
import type { ExprNode, Name } from "../ast/index.ts";
import { tokenEnd } from "../tokens.ts";
import { MAX_DEPTH } from "./limits.ts";
import { place, raise } from "./recover.ts";
import type { RuleParser } from "./rule-parser.ts";

export const errorNode = (start: number, end: number): ExprNode => ({ kind: "error", start, end });

export function deeper($: RuleParser): void {
  if (++$.depth > MAX_DEPTH && !$.RECORDING_PHASE) raise($, "too-deep", { limit: MAX_DEPTH }, place($, $.LA(1)));
}

export const spanOf = (token: IToken): { start: number; end: number } => ({ start: token.startOffset, end: tokenEnd(token) });
export function nameOf(token: IToken): Name {
  const { image } = token;
  const text = image.charCodeAt(0) === 96 ? image.slice(1, -1) : image;
  return { kind: "name", start: token.startOffset, end: tokenEnd(token), text };
}
