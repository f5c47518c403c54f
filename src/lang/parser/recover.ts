/** What happens where the text does not fit: a diagnostic in plain words, and parsing goes on behind the item, stage or declaration that was hit. */
import { EOF, tokenLabel, type IToken, type TokenType } from "chevrotain";
import { diagnose, type Code, type Diagnostic, type More, type ParamsOf, type Place } from "../diagnostics/index.ts";
import { K, Key, Name, PlainString, S, TemplateMiddle, TemplateTail, Unknown, tokenEnd } from "../tokens.ts";
import { isCloser, isOpener } from "./balance.ts";
import { isA, type RuleParser, type Rule } from "./rule-parser.ts";

/** Thrown where parsing cannot go on; caught by the nearest `attempt`. `diagnostic` is null where the mistake has been reported already. */
export class SyntaxProblem extends Error {
  readonly diagnostic: Diagnostic | null;
  constructor(diagnostic: Diagnostic | null) {
    super(diagnostic?.title ?? "reported");
    this.diagnostic = diagnostic;
  }
}

export const place = ($: RuleParser, token: IToken): Place =>
  token.tokenType === EOF ? { file: $.path, start: $.text.length, end: $.text.length } : { file: $.path, start: token.startOffset, end: tokenEnd(token) };

export function report<C extends Code>($: RuleParser, code: C, params: ParamsOf<C>, where: Place, more?: More): void {
  $.diagnostics.push(diagnose(code, params, where, more));
}

export const raise = <C extends Code>($: RuleParser, code: C, params: ParamsOf<C>, where: Place, more?: More): never => {
  throw new SyntaxProblem(diagnose(code, params, where, more));
};

/** The next token is not what the grammar wants. Silent where it stands for a mistake that has a diagnostic. */
export function unexpected($: RuleParser, expected: string, own: Hint | null = null): SyntaxProblem {
  const token = $.LA(1);
  const known = token.tokenType === Unknown || token.isInsertedInRecovery === true || token === $.lastError;
  if (token.tokenType !== EOF) $.lastError = token;
  if (known) return new SyntaxProblem(null);
  const divided = slashes($, token);
  const more = divided ?? commentBehindOperand($, $.LA(0), token);
  const hint = divided !== null ? "slashes" : more === null ? (own ?? hintFor(token)) : "comment";
  return new SyntaxProblem(diagnose("unexpected-token", { found: describe(token), expected, hint }, whereMissing($, token), more ?? {}));
}

/** Where what ends a part stands on a later line, something is missing behind what was read last. */
function whereMissing($: RuleParser, token: IToken): Place {
  const before = $.LA(0);
  const ends = token.tokenType === S.pipe || token.tokenType === EOF || isCloser(token.tokenType) || token.tokenType === K.let || token.tokenType === K.from || startsDeclaration(token, $.LA(2));
  if (before.tokenType === EOF || !ends) return place($, token);
  const end = tokenEnd(before);
  return /[\n\r]/.test($.text.slice(end, token.tokenType === EOF ? $.text.length : token.startOffset)) ? { file: $.path, start: end, end } : place($, token);
}

export const expectedText = (type: TokenType): string => tokenLabel(type);

const LONGEST = 24;
function describe(token: IToken): string {
  if (token.tokenType === EOF) return "the end of the file";
  if (token.tokenType === TemplateMiddle || token.tokenType === TemplateTail) return "the end of the hole";
  if (token.tokenType === Key) return `\`${token.image}:\``;
  const line = token.image.split("\n", 1)[0] as string;
  return line.length > LONGEST ? `\`${line.slice(0, LONGEST)}…\`` : `\`${line}\``;
}

/** Which hint of `unexpected-token` fits what was found. */
export type Hint = "slashes" | "comment" | "reserved" | "conditional" | "equal" | "lambda" | "pivot" | "computed" | "none";
function hintFor({ tokenType }: IToken): Hint {
  if (tokenType === S.question) return "conditional";
  if (tokenType === S.assign) return "equal";
  if (tokenType === S.arrow) return "lambda";
  return TAKEN_FOR_NAMES.has(tokenType) ? "reserved" : "none";
}
/** Reserved words that somebody may have meant as a name; the others are seldom columns. */
const TAKEN_FOR_NAMES: ReadonlySet<TokenType> = new Set([K.between, K.case, K.if, K.in, K.is, K.null, K.on, K.over, K.sql, K.true, K.false]);

/** `// a comment`: the division on the line before what does not fit, or where the next line goes on. */
function slashes($: RuleParser, token: IToken): More | null {
  for (let i = 0, one = token; i < 12 && one.tokenType !== EOF; one = $.LA(-i++)) {
    if (i > 0 && /[\n\r]/.test($.text.slice(tokenEnd(one), $.LA(2 - i).startOffset))) return null;
    if (one.tokenType === S.intDivide) return { edits: [{ ...place($, one), text: "--" }], related: one === token ? [] : [{ at: place($, one), label: "comments begin with `--`" }] };
  }
  return null;
}

/** `a--b`: the comment between the tokens begins where the first one ends. */
export function commentBehindOperand($: RuleParser, before: IToken, token: IToken): More | null {
  if (before.tokenType === EOF) return null;
  const start = tokenEnd(before);
  const end = token.tokenType === EOF ? $.text.length : token.startOffset;
  if (start >= end || !$.text.startsWith("--", start)) return null;
  const line = $.text.slice(start, end).split(/[\r\n]/, 1)[0] as string;
  const apart = { file: $.path, start: start + 1, end: start + 1, text: " " };
  return { related: [{ at: { file: $.path, start, end: start + line.length }, label: "this is a comment" }], edits: [{ ...apart, start: start, end: start + 2, text: " - -" }] };
}

/** Tokens that end what an `attempt` skips, where they stand in no inner group. */
export type Stop = (token: IToken, next: IToken) => boolean;
export const STOP = {
  item: (token: IToken) => token.tokenType === S.comma,
  stage: (token: IToken) => token.tokenType === S.pipe,
  binding: (token: IToken) => token.tokenType === K.let || token.tokenType === K.from,
  header: (token: IToken) => token.tokenType === S.leftBrace || token.tokenType === S.assign,
  testEntry: (token: IToken) => token.tokenType === K.given || token.tokenType === K.expect,
  declaration: (token: IToken, next: IToken) => startsDeclaration(token, next),
} satisfies Record<string, Stop>;

/** Reads `rule`; where it fails, reports, skips to a stop or to the end of the group, and gives what `broken` makes of the skipped text. */
export function attempt<T>($: RuleParser, rule: () => T, stop: Stop, broken: (start: number, end: number) => T): T {
  if ($.RECORDING_PHASE) return rule();
  const [from, depth, levels] = [$.currIdx, $.depth, $.levels];
  try {
    return rule();
  } catch (problem) {
    recordProblem($, problem);
    [$.depth, $.levels] = [depth, levels];
    skip($, from, stop);
    const start = place($, $.input[from + 1] ?? $.LA(1)).start;
    const last = $.currIdx > from ? tokenEnd($.LA(0)) : start;
    return broken(start, Math.max(start, last));
  }
}

export function recordProblem($: RuleParser, problem: unknown): void {
  if (!(problem instanceof SyntaxProblem)) throw problem;
  if (problem.diagnostic !== null) $.diagnostics.push(problem.diagnostic);
}

/** Moves behind what began after the token `from`: first out of the groups that were entered since, then to the next stop. */
export function skip($: RuleParser, from: number, stop: Stop): void {
  let depth = 0;
  for (let i = from + 1; i <= $.currIdx; i++) {
    const type = ($.input[i] as IToken).tokenType;
    if (isOpener(type)) depth++;
    else if (isCloser(type)) depth--;
  }
  for (;;) {
    const token = $.LA(1);
    if (token.tokenType === EOF) return;
    if (depth === 0 && (isCloser(token.tokenType) || stop(token, $.LA(2)) || startsDeclarationAt($, token))) return;
    if (isOpener(token.tokenType)) depth++;
    else if (isCloser(token.tokenType)) depth--;
    $.currIdx++;
  }
}

const HEADS: ReadonlySet<TokenType> = new Set([K.rule, K.schema, K.source, K.macro, K.function, K.param, K.module, K.import, K.export, K.test]);
export const isHeadWord = (type: TokenType): boolean => HEADS.has(type);

/** Whether a declaration begins here. The keywords are names elsewhere, so what follows decides. */
export function startsDeclaration(token: IToken, next: IToken): boolean {
  const type = token.tokenType;
  if (!HEADS.has(type)) return false;
  if (type === K.test) return next.tokenType === PlainString;
  if (type === K.import || type === K.export) return next.tokenType === S.leftBrace;
  return isA(next, Name) || next.tokenType === Key;
}

/** The same, for the end of a pipeline or an expression that no bracket closes: only at the start of a line. */
export function startsDeclarationAt($: RuleParser, token: IToken): boolean {
  return startsDeclaration(token, $.LA(2)) && ($.text[token.startOffset - 1] === "\n" || token.startOffset === 0);
}

/** Turns the next token into the keyword that was meant. */
export function correct($: RuleParser, type: TokenType): void {
  const token = $.LA(1);
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx as number;
}

export type { Rule };
