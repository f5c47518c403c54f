/**
 * SQL's words where ours differ. A keyword in other letters, where only that keyword can stand, is reported with its repair and read as it;
 * a form that has no counterpart word by word is reported with the right form, and what stands around it is read on.
 */
import type { IToken, TokenType } from "chevrotain";
import type { Arg } from "../ast/index.ts";
import { Identifier, K, Name, NumberToken, ParamToken, PlainString, RawString, S, Temporal, TripleString, tokenEnd } from "../tokens.ts";
import { place, raise, report } from "./recover.ts";
import { at, isA, type RuleParser } from "./rule-parser.ts";

/** How what the word begins is written here. */
const FORMS: ReadonlyMap<string, string> = new Map([
  ["like", "`like(x, \"a%\")`, `starts_with(x, \"a\")` or `contains(x, \"a\")`"], ["ilike", "`like(lower(x), \"a%\")`"], ["rlike", "`regexp_matches(x, r\"…\")`"],
  ["regexp", "`regexp_matches(x, r\"…\")`"], ["similar", "`regexp_matches(x, r\"…\")`"], ["case", "`case { a > 1 -> 2, else -> 3 }`"],
  ["when", "`case { a > 1 -> 2, else -> 3 }`"], ["then", "`case { a > 1 -> 2, else -> 3 }`"], ["end", "`case { a > 1 -> 2, else -> 3 }`"], ["else", "`case { a > 1 -> 2, else -> 3 }`"],
  ["distinct", "`count_distinct(x)`, or the stage `distinct`"], ["as", "`name: expression`; a cast is `x::int64`"], ["cast", "`x::int64`, or `x::?int64` for null where it fails"],
  ["filter", "`sum(x, where: y > 1)`"], ["within", "`list(x, sort: [y])`"], ["exists", "`join semi t on …`"], ["from", "`from t |> select { … }`"],
]);
const formOf = (token: IToken): string | undefined => (isQuoted(token) ? undefined : FORMS.get(token.image.toLowerCase()));
const isQuoted = ({ image }: IToken): boolean => image.startsWith("`");

const OPERAND: readonly TokenType[] = [Name, NumberToken, ParamToken, PlainString, RawString, TripleString, Temporal, S.leftParen, S.minus, K.not, K.null, K.true, K.false, K.case];
const startsOperand = (token: IToken): boolean => OPERAND.some((type) => isA(token, type));

/** The next token, if it is one of these keywords in other letters, becomes it. */
function inOurLetters($: RuleParser, words: readonly (keyof typeof K)[], ahead = 1): boolean {
  const token = $.LA(ahead);
  if (token.tokenType !== Identifier) return false;
  const word = words.find((one) => one === token.image.toLowerCase());
  if (word === undefined) return false;
  const where = place($, token);
  report($, "misspelt-word", { word: token.image, meant: word }, where, { edits: [{ ...where, text: word }] });
  token.tokenType = K[word];
  token.tokenTypeIdx = K[word].tokenTypeIdx as number;
  token.endOffset = where.end - 1;
  token.image = word;
  return true;
}

/** Tests that other languages write between their operands, and names that are words of none elsewhere. */
const INFIX = /^(like|ilike|rlike|regexp|similar|contains|startswith|starts_with|endswith|ends_with|matches)$/i;
const CALLED: ReadonlyMap<string, string> = new Map([
  ["matches", "`regexp_matches(x, r\"…\")`"], ["contains", "`contains(x, \"a\")`"], ["startswith", "`starts_with(x, \"a\")`"], ["starts_with", "`starts_with(x, \"a\")`"],
  ["endswith", "`ends_with(x, \"a\")`"], ["ends_with", "`ends_with(x, \"a\")`"],
]);

/** Behind an operand, where no name can stand: `AND`, `IS`, `NOT IN`, `BETWEEN`; true if there is an operator now. Error: sql-form for `like`. */
export function operatorWord($: RuleParser): boolean {
  if ($.LA(1).tokenType !== Identifier && !at($, K.not)) return false;
  const negated = (isWord($.LA(1), "not") && /^(in|between|like|ilike|rlike|regexp)$/i.test($.LA(2).image)) ? 1 : 0;
  const word = $.LA(1 + negated);
  if (INFIX.test(word.image) && word.tokenType === Identifier && startsOperand($.LA(2 + negated))) sqlForm($, word);
  if (negated === 1) {
    const mended = inOurLetters($, ["not"]);
    return inOurLetters($, ["in", "between"], 2) || mended;
  }
  return inOurLetters($, ["and", "or", "is", "in", "between"]);
}

const isWord = ({ image }: IToken, word: string): boolean => image.toLowerCase() === word;

/** `IS NOT NULL` behind the `is`. */
export function nullWord($: RuleParser): void {
  inOurLetters($, ["not"]);
  inOurLetters($, ["null"], at($, K.not) ? 2 : 1);
}

/** `NOT x`: two operands in a row otherwise. */
export function notWord($: RuleParser): void {
  if (isWord($.LA(1), "not") && startsOperand($.LA(2))) inOurLetters($, ["not"]);
}

/** `case when …`. Error: sql-form. */
export function caseWhen($: RuleParser): void {
  if (isWord($.LA(1), "case") && !at($, S.leftBrace, 2) && (isWord($.LA(2), "when") || (isA($.LA(2), Name) && isWord($.LA(3), "when")))) sqlForm($, $.LA(1));
}

function sqlForm($: RuleParser, token: IToken): void {
  raise($, "sql-form", { wrote: token.image, ours: formOf(token) ?? CALLED.get(token.image.toLowerCase()) ?? "" }, place($, token));
}

/** Between two items that no comma parts: whether a word of SQL stands at either side. Error: sql-form. */
export function sqlBetweenItems($: RuleParser): void {
  if (isWord($.LA(1), "order") && at($, K.by, 2)) raise($, "sql-form", { wrote: "order by", ours: "`string_agg(x, \", \", sort: [y])`" }, place($, $.LA(1)));
  for (const token of [$.LA(1), $.LA(0)]) if (formOf(token) !== undefined && (token === $.LA(1) || isA(token, Name))) sqlForm($, token);
}

/** `in (1, 2)`, `in ("a")`: single values with commas between them. A single name in parentheses may be a list already. */
export function listInParentheses($: RuleParser): void {
  if (!at($, S.leftParen)) return;
  let i = 2;
  for (; ; i++) {
    if (at($, S.minus, i)) i++;
    if (!VALUES.some((type) => isA($.LA(i), type))) return;
    i++;
    if (at($, S.rightParen, i)) break;
    if (!at($, S.comma, i)) return;
  }
  if ((i === 3 || (i === 4 && at($, S.minus, 2))) && isA($.LA(i - 1), Name)) return;
  // `in ("a")[1]`: one value, of which a part is taken.
  if ([S.leftBracket, S.dot, S.cast, S.tryCast].includes($.LA(i + 1).tokenType)) return;
  const [open, close] = [$.LA(1), $.LA(i)];
  const edits = [{ ...place($, open), text: "[" }, { ...place($, close), text: "]" }];
  report($, "missing-braces", { brackets: "[ ]", what: "a list of values" }, { file: $.path, start: open.startOffset, end: tokenEnd(close) }, { edits });
  become(open, S.leftBracket);
  become(close, S.rightBracket);
}

const VALUES: readonly TokenType[] = [Name, NumberToken, PlainString, RawString];

function become(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx as number;
}

/** `count(distinct x)`: the token `distinct`, which is taken away; null where nothing of the kind stands. */
export function distinctArgument($: RuleParser): IToken | null {
  const token = $.LA(1);
  if (!isWord(token, "distinct") || !(isA($.LA(2), Name) || at($, S.leftParen, 2))) return null;
  // `distinct(x)` is a call of that name.
  if (at($, S.leftParen, 2)) return null;
  $.input.splice($.currIdx + 1, 1);
  $.tokVectorLength--;
  return token;
}

/** With the edit where the function is `count` of one argument. */
export function reportDistinct($: RuleParser, fn: IToken | undefined, distinct: IToken, args: readonly Arg[]): void {
  const [arg] = args;
  const edits = fn?.image === "count" && arg !== undefined && args.length === 1
    ? [{ ...place($, fn), text: "count_distinct" }, { file: $.path, start: distinct.startOffset, end: arg.start, text: "" }]
    : [];
  report($, "sql-form", { wrote: distinct.image, ours: FORMS.get("distinct") as string }, place($, distinct), { edits });
}
