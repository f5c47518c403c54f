/** Mistakes whose meaning is clear: each is reported with its repair, the tokens are corrected, and parsing goes on as if it had been right. */
import { EOF, type IToken, type TokenType } from "chevrotain";
import type { Element, Entry, ExprNode, ListExpr, RowExpr } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import type { Diagnostic, Edit } from "../diagnostics/index.ts";
import { Identifier, K, Key, Name, NumberToken, ParamToken, PlainString, S, SelectorToken, TagToken, Temporal, makeToken } from "../tokens.ts";
import { isCloser } from "./balance.ts";
import { correct, place, raise, recordProblem, report, skip, startsDeclaration, unexpected } from "./recover.ts";
import { at, endOf, isA, startOf, type RuleParser } from "./rule-parser.ts";

export const VERBS = [
  "where", "derive", "select", "drop", "rename", "aggregate", "group", "window", "sort", "limit", "sample", "distinct", "join", "union", "intersect", "except",
  "dedupe", "explode", "recurse", "pivot", "unpivot", "check",
] as const;
const VERB_TOKENS: ReadonlySet<TokenType> = new Set(VERBS.map((verb) => K[verb]));

/** What other languages call our verbs. */
const SYNONYMS: ReadonlyMap<string, (typeof VERBS)[number]> = new Map([
  ["filter", "where"], ["having", "where"], ["mutate", "derive"], ["extend", "derive"], ["compute", "derive"], ["project", "select"], ["summarize", "aggregate"],
  ["summarise", "aggregate"], ["order", "sort"], ["order_by", "sort"], ["orderby", "sort"], ["arrange", "sort"], ["group_by", "group"], ["take", "limit"],
  ["head", "limit"], ["top", "limit"], ["flatten", "explode"], ["unnest", "explode"], ["melt", "unpivot"], ["append", "union"], ["minus", "except"],
  ["deduplicate", "dedupe"], ["qualify", "where"], ["query", "where"], ["keep_rows", "where"], ["calculate", "derive"], ["nest", "group"], ["assert", "check"], ["remove", "drop"],
]);

/** At the head of a stage: a verb, or a macro with its arguments. A word that is neither is a misspelt verb if one is near. */
export function fixVerb($: RuleParser): void {
  joinKind($);
  const token = $.LA(1);
  if (VERB_TOKENS.has(token.tokenType)) return;
  if (!isA(token, Name)) throw unexpected($, "a stage");
  if (at($, S.leftParen, 2)) return;
  const meant = SYNONYMS.get(token.image.toLowerCase()) ?? nearest(token.image, VERBS);
  if (token.image === "offset") return raise($, "sql-form", { wrote: "offset", ours: "`limit 10, offset: 5`, one stage" }, place($, token));
  if (meant === null) return raise($, "unknown-stage", { word: token.image, known: VERBS }, place($, token));
  const withBy = token.image === "order" && at($, K.by, 2);
  const last = withBy ? $.LA(2) : token;
  const where = { file: $.path, start: token.startOffset, end: place($, last).end };
  report($, "misspelt-word", { word: withBy ? "order by" : token.image, meant }, where, { edits: [{ ...where, text: meant }] });
  correct($, K[meant as keyof typeof K]);
  if (withBy) remove($, 2);
}

/** `group by day`, and nothing behind it. Error: sql-form. */
export function groupAlone($: RuleParser): void {
  let i = at($, K.by) ? 2 : 1;
  const first = $.LA(i);
  if (!isA(first, Name)) return;
  while (isA($.LA(i), Name) || at($, S.dot, i) || at($, S.comma, i)) i++;
  const keys = $.text.slice(first.startOffset, place($, $.LA(i - 1)).end);
  if (at($, S.pipe, i) || at($, EOF, i) || isCloser($.LA(i).tokenType))
    raise($, "sql-form", { wrote: `group ${at($, K.by) ? "by " : ""}${keys}`, ours: `\`group [${keys}] { n: count() }\`: behind the keys stands what each group gives` }, place($, first));
}

/** `group by [..]`, `sort by [..]`. */
export function strayBy($: RuleParser, verb: "group" | "sort"): void {
  if ($.RECORDING_PHASE || !at($, K.by)) return;
  if (verb === "group" && !at($, S.leftBracket, 2) && !at($, Key, 2) && !isA($.LA(2), Name) && !twoRows($)) return;
  const where = place($, $.LA(1));
  report($, "unneeded-word", { word: "by", behind: verb }, where, { edits: [{ ...where, end: $.LA(2).startOffset, text: "" }] });
  remove($, 1);
}

/** `by { … } { … }`: behind the column `by` stands one row. */
function twoRows($: RuleParser): boolean {
  if (!at($, S.leftBrace, 2)) return false;
  let depth = 0;
  for (let i = 2; i < 200; i++) {
    const type = $.LA(i).tokenType;
    if (type === S.leftBrace) depth++;
    else if (type === S.rightBrace && --depth === 0) return at($, S.leftBrace, i + 1) || (at($, S.comma, i + 1) && at($, S.leftBrace, i + 2));
    else if (type === EOF) return false;
  }
  return false;
}

/** `select *`, and nothing else. */
export function starForAll($: RuleParser): void {
  const next = $.LA(2).tokenType;
  if (!at($, S.star) || (next !== S.pipe && next !== EOF && !isCloser(next))) return;
  const where = place($, $.LA(1));
  report($, "foreign-operator", { wrote: "*", ours: "@all" }, where, { edits: [{ ...where, text: "@all" }] });
  const token = $.LA(1);
  token.endOffset = where.end - 1;
  token.image = "@all";
  correct($, SelectorToken);
}

/** `over (partition by …)`. */
export function partitionBy($: RuleParser): void {
  const [word, by] = [$.LA(1), $.LA(2)];
  if (!/^partition$/i.test(word.image) || !/^by$/i.test(by.image)) return;
  oneWord($, "by", K.by);
}

/** `over (… order by …)`. */
export function orderBy($: RuleParser): void {
  const [word, by] = [$.LA(1), $.LA(2)];
  if (!/^order$/i.test(word.image) || !/^by$/i.test(by.image)) return;
  oneWord($, "sort", K.sort);
}

/** The next two words are written as one. */
function oneWord($: RuleParser, meant: string, type: TokenType): void {
  const [first, second] = [$.LA(1), $.LA(2)];
  const where = { file: $.path, start: first.startOffset, end: place($, second).end };
  report($, "misspelt-word", { word: `${first.image} ${second.image}`, meant }, where, { edits: [{ ...where, text: meant }] });
  correct($, type);
  remove($, 2);
}

/** `inner join t`, `left outer join t`: the kind follows the verb. */
function joinKind($: RuleParser): void {
  const kind = $.LA(1).image.toLowerCase();
  const outer = /^outer$/i.test($.LA(2).image) ? 1 : 0;
  const join = $.LA(2 + outer);
  if (!/^(inner|left|right|full|cross|semi|anti)$/.test(kind) || !/^join$/i.test(join.image)) return;
  const where = { file: $.path, start: $.LA(1).startOffset, end: place($, join).end };
  const meant = kind === "inner" ? "join" : `join ${kind}`;
  report($, "misspelt-word", { word: $.text.slice(where.start, where.end), meant }, where, { edits: [{ ...where, text: meant }] });
  correct($, K.join);
  if (kind !== "inner") {
    const word = $.LA(2);
    word.tokenType = K[kind as keyof typeof K];
    word.tokenTypeIdx = K[kind as keyof typeof K].tokenTypeIdx as number;
    if (outer === 1) remove($, 3);
  } else for (let i = 0; i <= outer; i++) remove($, 2);
}

/** Options whose names say enough where their sign is missing, too. */
const OPTIONS: ReadonlySet<string> = new Set(["tolerance", "cardinality", "seed", "ties", "keep_empty", "pad", "fill", "max_depth", "names_to", "values_to"]);
const VALUES: readonly TokenType[] = [PlainString, NumberToken, ParamToken, Temporal, K.true, K.false];

/** `limit 5 offset: 2`, `join … on a == q.a tolerance "1 day"`. */
export function commaBeforeOption($: RuleParser): void {
  const token = $.LA(1);
  const isKey = token.tokenType === Key;
  if (!isKey && !(isA(token, Name) && OPTIONS.has(token.image) && VALUES.includes($.LA(2).tokenType))) return;
  const end = endOf($);
  const comma = { file: $.path, start: end, end, text: "," };
  const colon = { ...place($, token), start: place($, token).end, text: ":" };
  report($, "missing-comma", {}, comma, { edits: isKey ? [comma] : [comma, colon] });
  if (!isKey) {
    $.input.splice($.currIdx + 2, 0, { ...makeToken(S.colon, ":", token.startOffset), endOffset: token.startOffset - 1 });
    $.tokVectorLength++;
    correct($, Key);
  }
  insert($, S.comma, ",");
}

/** `pivot on status { … }`: which columns come out is written down. Error: unexpected-token. */
export function pivotWord($: RuleParser, word: TokenType): void {
  if (at($, word)) return;
  throw unexpected($, word === K.by ? "`by` and the columns that make a row" : "`values` and the values that become columns", "pivot");
}

/** `group [day], { … }`. */
export function strayComma($: RuleParser, verb: "group"): void {
  if (!at($, S.comma) || !at($, S.leftBrace, 2)) return;
  const where = place($, $.LA(1));
  report($, "unneeded-word", { word: ",", behind: verb }, where, { edits: [{ ...where, text: "" }] });
  remove($, 1);
}

/** Behind a relation or a stage: `|>`, or something that ends the pipeline. */
export function betweenStages($: RuleParser): void {
  const token = $.LA(1);
  const type = token.tokenType;
  if (type === S.pipe || endsPipeline($, token)) return;
  if (VERB_TOKENS.has(type)) {
    const where = { file: $.path, start: token.startOffset, end: token.startOffset };
    report($, "missing-pipe", { verb: token.image }, place($, token), { edits: [{ ...where, text: "|> " }] });
    insert($, S.pipe, "|>");
    return;
  }
  const from = $.currIdx;
  const form = foreignStage($);
  if (form !== null) report($, form.code, { wrote: form.wrote, ours: form.ours }, place($, token));
  else recordProblem($, unexpected($, "`|>` or the end of the pipeline"));
  skip($, from, (next) => next.tokenType === S.pipe || endsPipeline($, next));
}

/** What stands behind a relation or a stage in other languages. */
function foreignStage($: RuleParser): { readonly code: "sql-form" | "foreign-form"; readonly wrote: string; readonly ours: string } | null {
  const { tokenType } = $.LA(1);
  if (at($, K.distinct, 0)) return { code: "sql-form", wrote: "distinct", ours: tokenType === K.on ? "`dedupe on [kind] keep first by [id]`" : "`select { kind } |> distinct`: the stage takes no columns" };
  if (tokenType === K.from) return { code: "sql-form", wrote: "from", ours: "what is read first: `from t |> where … |> select { … }`" };
  if (tokenType === S.leftBracket) return { code: "foreign-form", wrote: "[…]", ours: "a stage: `|> where a > 1` for rows, `|> select [a, b]` for columns" };
  if (tokenType === S.dot) return { code: "foreign-form", wrote: `.${$.LA(2).image}`, ours: `a stage: \`|> ${SYNONYMS.get($.LA(2).image.toLowerCase()) ?? "group { … } { … }"}\`` };
  return null;
}

/** `select a, b from t`: that the columns lack their braces says nothing more. */
export function fromBehind($: RuleParser): boolean {
  if (!at($, K.from)) return false;
  takeBack($, ({ code, at: where }) => code === "missing-braces" && /^\s*$/.test($.text.slice(where.end, $.LA(1).startOffset)));
  report($, "sql-form", { wrote: "from", ours: "what is read first: `from t |> where … |> select { … }`" }, place($, $.LA(1)));
  return true;
}

function endsPipeline($: RuleParser, token: IToken): boolean {
  const type = token.tokenType;
  return type === EOF || isCloser(type) || type === K.let || type === K.from || type === TagToken || startsDeclaration(token, $.LA(2));
}

/** `from orders o`. */
export function aliasWithoutAs($: RuleParser): void {
  const token = $.LA(1);
  const next = $.LA(2).tokenType;
  if (token.tokenType !== Identifier || (next !== S.pipe && next !== K.on && next !== K.using && next !== EOF && !isCloser(next))) return;
  const where = place($, token);
  report($, "missing-as", { alias: token.image }, where, { edits: [{ ...where, end: where.start, text: "as " }] });
  insert($, K.as, "as");
}

/** `{ select … }`, `{ with … }`. Error: sql-form. */
export function statementOfSql($: RuleParser): void {
  const head = $.LA(1);
  if (/^with$/i.test(head.image) && isA($.LA(2), Name)) raise($, "sql-form", { wrote: head.image, ours: "`let paid = from …`, then the pipeline" }, place($, head));
  const next = $.LA(2).tokenType;
  if (/^select$/i.test(head.image) && next !== S.pipe && next !== K.as && !isCloser(next)) raise($, "sql-form", { wrote: head.image, ours: "what is read first: `from t |> where … |> select { … }`" }, place($, head));
}

/** `{ orders |> … }`, `{ orders as o |> … }`; false if nothing here looks like a relation. */
export function missingFrom($: RuleParser): boolean {
  const next = $.LA(2).tokenType;
  const token = $.LA(1);
  const ends = (type: TokenType): boolean => type === S.pipe || type === EOF || isCloser(type);
  if (!isA(token, Name) || (!ends(next) && next !== K.as && !(next === Identifier && ends($.LA(3).tokenType)))) return false;
  const where = place($, token);
  report($, "missing-from", { relation: token.image }, where, { edits: [{ ...where, end: where.start, text: "from " }] });
  insert($, K.from, "from");
  return true;
}

/** `derive total: a + b, rest: c`. */
export function bareEntries($: RuleParser): RowExpr {
  const start = startOf($);
  const entries: Entry[] = [$.SUBRULE($.entry)];
  // No option is a word without a colon.
  while (at($, S.comma) && (at($, Key, 2) || at($, S.assign, 3) || isA($.LA(2), Name))) {
    $.currIdx++;
    entries.push($.SUBRULE($.entry));
  }
  const end = endOf($);
  // `derive a = 1`: that `=` is no second mistake.
  const signs = takeBack($, ({ code, at: where }) => code === "equals-sign" && where.start >= start && where.end <= end);
  report($, "missing-braces", { brackets: "{ }", what: "a row" }, { file: $.path, start, end }, { edits: [...around($, start, end, "{ ", " }"), ...signs.flatMap(({ edits }) => edits)] });
  return { kind: "row", start, end, entries };
}

/** Diagnostics that another one will say, too. */
function takeBack($: RuleParser, said: (diagnostic: Diagnostic) => boolean): readonly Diagnostic[] {
  let from = $.diagnostics.length;
  while (from > 0 && said($.diagnostics[from - 1] as Diagnostic)) from--;
  return $.diagnostics.splice(from);
}

/** `select a, b`; the first expression has been read. */
export function bareColumns($: RuleParser, first: ExprNode): RowExpr {
  const entry = (expr: ExprNode): Entry => ({ kind: "entry", start: expr.start, end: expr.end, name: null, expr, spread: false, doc: null });
  const entries = first.kind === "row" ? [...first.entries] : [entry(first)];
  while (at($, S.comma) && !at($, Key, 2)) {
    $.currIdx++;
    entries.push($.SUBRULE($.entry));
  }
  const [start, end] = [first.start, endOf($)];
  report($, "missing-braces", { brackets: "{ }", what: "a row" }, { file: $.path, start, end }, { edits: around($, start, end, "{ ", " }") });
  return { kind: "row", start, end, entries };
}

/** `sort a desc, b`. */
export function bareList($: RuleParser): ListExpr {
  const start = startOf($);
  const elements: Element[] = [$.SUBRULE($.element)];
  while (at($, S.comma) && !at($, Key, 2)) {
    $.currIdx++;
    elements.push($.SUBRULE($.element));
  }
  const end = endOf($);
  const edits = around($, start, end, "[", "]");
  // `order by a, b` is one mistake.
  const [word] = takeBack($, ({ code, at: where }) => code === "misspelt-word" && where.end <= start && /^\s*$/.test($.text.slice(where.end, start)));
  if (word !== undefined) $.diagnostics.push({ ...word, edits: [...word.edits, ...edits] });
  else report($, "missing-braces", { brackets: "[ ]", what: "a list of columns" }, { file: $.path, start, end }, { edits });
  return { kind: "list", start, end, elements };
}

const around = ($: RuleParser, start: number, end: number, before: string, behind: string): Edit[] => [
  { file: $.path, start, end: start, text: before },
  { file: $.path, start: end, end, text: behind },
];

/** Puts a token before the next one, empty and at its place. */
export function insert($: RuleParser, type: TokenType, image: string): void {
  const { startOffset } = $.LA(1);
  $.input.splice($.currIdx + 1, 0, { ...makeToken(type, image, startOffset), endOffset: startOffset - 1 });
  $.tokVectorLength++;
}

/** Takes the `count`-th token ahead away. */
export function remove($: RuleParser, count: number): void {
  $.input.splice($.currIdx + count, 1);
  $.tokVectorLength--;
}
