/** What the forms of other languages are told by: tokens around a place, and tokens and edits that stand in for others. */
import type { IToken, TokenType } from "chevrotain";
import { diagnose, type Code, type Diagnostic, type Edit, type ParamsOf } from "../diagnostics/index.ts";
import { Name, NumberToken, ParamToken, PlainString, S, isReserved, makeToken, tokenEnd } from "../tokens.ts";
import { isCloser, isOpener } from "./balance.ts";
import { isA } from "./rule-parser.ts";

export type Around = { readonly path: string; readonly text: string; readonly tokens: readonly IToken[]; readonly at: number; /** What was read before, mended. */ readonly before: readonly IToken[] };
/** Tokens up to `end` are replaced by `put`, with the last `back` before them. */
export type Found = { readonly end: number; readonly put: readonly IToken[]; readonly back?: number; readonly diagnostic: Diagnostic };
export type Form = (around: Around) => Found | null;

/** So far a form is looked through, so that nests of them cost no more than they hold. */
export const FAR = 300;

export const word = (token: IToken | undefined, text: string): boolean => token !== undefined && token.image.toLowerCase() === text;
/** A token of ours that stands where `at` stands. */
export const instead = (type: TokenType, image: string, at: IToken): IToken => ({ ...makeToken(type, image, at.startOffset), endOffset: tokenEnd(at) - 1 });
export const edit = (path: string, from: IToken, to: IToken, text: string): Edit => ({ file: path, start: from.startOffset, end: tokenEnd(to), text });
export const put = (path: string, at: number, text: string): Edit => ({ file: path, start: at, end: at, text });
export function tell<C extends Code>({ path }: Around, code: C, params: ParamsOf<C>, from: IToken, to: IToken, edits: readonly Edit[] = []): Diagnostic {
  return diagnose(code, params, { file: path, start: from.startOffset, end: tokenEnd(to) }, { edits });
}

/** The index of what closes the group that opens at `at`; -1 where that is far away. */
export function closing(tokens: readonly IToken[], at: number): number {
  let depth = 0;
  for (let i = at; i < tokens.length && i < at + FAR; i++) {
    const type = (tokens[i] as IToken).tokenType;
    if (isOpener(type)) depth++;
    else if (isCloser(type) && --depth === 0) return i;
  }
  return -1;
}

/** How many tokens behind `to` are one operand: a path, a literal, a call or a group. */
export function operandBefore(tokens: readonly IToken[]): number {
  let i = tokens.length - 1;
  for (;;) {
    const token = tokens[i];
    if (token === undefined) return 0;
    if (isCloser(token.tokenType)) {
      let depth = 0;
      for (; i >= 0; i--) {
        const { tokenType } = tokens[i] as IToken;
        if (isCloser(tokenType)) depth++;
        else if (isOpener(tokenType) && --depth === 0) break;
      }
      if (i < 0) return 0;
      const before = tokens[i - 1];
      if (before !== undefined && isA(before, Name) && !isReserved(before.image) && (tokens[i] as IToken).tokenType === S.leftParen) i--;
    } else if (!isA(token, Name) && token.tokenType !== PlainString && token.tokenType !== NumberToken && token.tokenType !== ParamToken) return 0;
    if (tokens[i - 1]?.tokenType !== S.dot) return tokens.length - i;
    i -= 2;
  }
}
