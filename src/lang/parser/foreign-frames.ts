/** SQL's frames, `rows between 6 preceding and current row`, as ours: `rows -6..0`. */
import type { IToken } from "chevrotain";
import { NumberToken, ParamToken, S } from "../tokens.ts";
import { edit, instead, tell, word, type Form } from "./foreign-kit.ts";

type End = { readonly next: number; readonly tokens: readonly IToken[]; readonly text: string };

/** One end of a frame, from `at` on. */
function endOf(tokens: readonly IToken[], at: number): End | null {
  const [first, second] = [tokens[at], tokens[at + 1]];
  if (first === undefined || second === undefined) return null;
  if (word(first, "current") && word(second, "row")) return { next: at + 2, tokens: [instead(NumberToken, "0", first)], text: "0" };
  if (!word(second, "preceding") && !word(second, "following")) return null;
  if (word(first, "unbounded")) return { next: at + 2, tokens: [], text: "" };
  if (first.tokenType !== NumberToken && first.tokenType !== ParamToken) return null;
  const before = word(second, "preceding");
  return { next: at + 2, tokens: before ? [instead(S.minus, "-", first), first] : [first], text: `${before ? "-" : ""}${first.image}` };
}

const frame: Form = (around) => {
  const { path, tokens, at } = around;
  const unit = tokens[at] as IToken;
  const isBetween = word(tokens[at + 1], "between");
  const from = endOf(tokens, at + (isBetween ? 2 : 1));
  if (from === null || (isBetween && !word(tokens[from.next], "and"))) return null;
  const to = isBetween ? endOf(tokens, from.next + 1) : { next: from.next, tokens: [instead(NumberToken, "0", tokens[from.next - 1] as IToken)], text: "0" };
  if (to === null) return null;
  const last = tokens[to.next - 1] as IToken;
  const ours = `${unit.image.toLowerCase()} ${from.text}..${to.text}`;
  const tokens_ = [unit, ...from.tokens, instead(S.range, "..", tokens[at + 1] as IToken), ...to.tokens];
  return { end: to.next, put: tokens_, diagnostic: tell(around, "sql-form", { wrote: isBetween ? "between" : (tokens[from.next - 1] as IToken).image, ours: `\`${ours}\`` }, unit, last, [edit(path, unit, last, ours)]) };
};

export const FRAME_FORMS: readonly (readonly [string, Form])[] = [["rows", frame], ["range", frame]];
