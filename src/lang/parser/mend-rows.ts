/** What stands where a row in braces should: calls without names, parentheses. Each is one diagnostic with its repair, and is read as the row that was meant. */
import { EOF, type TokenType } from "chevrotain";
import type { Entry, RowExpr } from "../ast/index.ts";
import type { Diagnostic, Edit } from "../diagnostics/index.ts";
import { K, Key, Name, S } from "../tokens.ts";
import { isCloser, isOpener } from "./balance.ts";
import { nameOf } from "./nodes.ts";
import { place, raise, report, unexpected, type SyntaxProblem } from "./recover.ts";
import { at, endOf, isA, startOf, type RuleParser } from "./rule-parser.ts";

const ROW = { brackets: "{ }", what: "a row of `name: expression`" } as const;
/** A group is looked through so far. */
const FAR = 300;

/** `aggregate count(), sum(amount)`: each call gives its entry its name, as in `{ sum(amount) }`. */
export const startsCalls = ($: RuleParser): boolean => isA($.LA(1), Name) && at($, S.leftParen, 2);
export function bareCalls($: RuleParser): RowExpr {
  const start = startOf($);
  const before = $.diagnostics.length;
  const edits: Edit[] = [];
  const taken = new Set<string>();
  const entries: Entry[] = [];
  do {
    if (entries.length > 0) $.currIdx++;
    entries.push(namedCall($, taken, edits));
  } while (at($, S.comma) && isA($.LA(2), Name) && at($, S.leftParen, 3));
  const end = endOf($);
  // `count() as n, …` is no second mistake.
  const within = $.diagnostics.splice(before);
  const isName = (one: Diagnostic): boolean => one.code === "sql-form" && one.at.start >= start && one.at.end <= end && one.edits.length > 0;
  $.diagnostics.push(...within.filter((one) => !isName(one)));
  const [first, ...rest] = [...within.filter(isName).flatMap((one) => one.edits), ...edits].sort((a, b) => a.start - b.start) as [Edit, ...Edit[]];
  const around = [{ ...first, text: `{ ${first.text}` }, ...rest, { file: $.path, start: end, end, text: " }" }];
  report($, "missing-braces", ROW, { file: $.path, start, end }, { edits: around });
  return { kind: "row", start, end, entries };
}

function namedCall($: RuleParser, taken: Set<string>, edits: Edit[]): Entry {
  const entry = $.SUBRULE($.entry);
  if (entry.name !== null) return entry;
  const { start, end } = entry;
  if (at($, K.as) && isA($.LA(2), Name)) {
    const name = nameOf($.LA(2));
    edits.push({ file: $.path, start, end: start, text: `${$.LA(2).image}: ` }, { file: $.path, start: end, end: name.end, text: "" });
    $.currIdx += 2;
    return { ...entry, end: name.end, name };
  }
  const base = entry.expr.kind === "call" ? entry.expr.fn.text : "value";
  let text = base;
  for (let n = 2; taken.has(text); n++) text = `${base}_${n}`;
  taken.add(text);
  edits.push({ file: $.path, start, end: start, text: `${text}: ` });
  return { ...entry, name: { kind: "name", start, end: start, text } };
}

/** `group status (n: count())`: what looks like a call of `status` is the row of what is computed. */
export function rowBehindKey($: RuleParser): void {
  if (isA($.LA(1), Name) && at($, S.leftParen, 2) && at($, Key, 3)) parenthesised($, 2);
}

/** `(n: count())` where a row stands. Error: missing-braces, where no entry has a name. */
export function rowInParentheses($: RuleParser): void {
  if (at($, S.leftParen) && !(at($, Key, 2) && parenthesised($, 1))) raise($, "missing-braces", ROW, place($, $.LA(1)));
}

/** `group [day: at.date()] { … }`. */
export function rowInBrackets($: RuleParser): void {
  if (at($, S.leftBracket) && at($, Key, 2)) asRow($, 1, (next) => next === S.leftBrace || endsRow(next));
}

/** `by [day: at.date()]`, where only columns stand. Error: unexpected-token. */
export function namedInList($: RuleParser): SyntaxProblem {
  $.currIdx++;
  return unexpected($, "a column", "computed");
}

const parenthesised = ($: RuleParser, ahead: number): boolean => asRow($, ahead, endsRow);
const endsRow = (next: TokenType): boolean => next === S.pipe || next === S.comma || next === EOF || isCloser(next);

/** Makes braces of the brackets that open `ahead`, where what is behind them may follow a row. */
function asRow($: RuleParser, ahead: number, follows: (next: TokenType) => boolean): boolean {
  let depth = 0;
  let i = ahead;
  for (; i < ahead + FAR; i++) {
    const { tokenType } = $.LA(i);
    if (tokenType === EOF) return false;
    if (isOpener(tokenType)) depth++;
    else if (isCloser(tokenType) && --depth === 0) break;
  }
  if (depth !== 0 || !follows($.LA(i + 1).tokenType)) return false;
  const [open, close] = [$.LA(ahead), $.LA(i)];
  const [from, to] = [place($, open), place($, close)];
  const apart = (offset: number): string => (/\s/.test($.text[offset] ?? " ") ? "" : " ");
  report($, "missing-braces", ROW, { ...from, end: to.end }, { edits: [{ ...from, text: `{${apart(from.end)}` }, { ...to, text: `${apart(to.start - 1)}}` }] });
  for (const [token, type] of [[open, S.leftBrace], [close, S.rightBrace]] as const) [token.tokenType, token.tokenTypeIdx] = [type, type.tokenTypeIdx as number];
  return true;
}
