/** What stands in brackets: rows of entries, lists of elements, windows. */
import { EOF } from "chevrotain";
import type { Element, Entry, ExprNode, FrameNode, ListExpr, Name, RowExpr, WindowSpec } from "../ast/index.ts";
import { K, Key, Name as NameToken, NumberToken, ParamToken, S, Temporal } from "../tokens.ts";
import { namedByEquals } from "./arguments.ts";
import { isCloser } from "./balance.ts";
import { errorNode, nameOf, spanOf } from "./nodes.ts";
import { separated } from "./lists.ts";
import { numberLiteral } from "./literals.ts";
import { bareCalls, namedInList, rowInBrackets, rowInParentheses, startsCalls } from "./mend-rows.ts";
import { bareColumns, bareEntries, bareList, orderBy, partitionBy, starForAll } from "./mend.ts";
import { place, raise, report, unexpected } from "./recover.ts";
import { at, endOf, isA, startOf, type RuleParser } from "./rule-parser.ts";

export function defineGroups($: RuleParser): void {
  defineRows($);
  defineLists($);
  defineWindows($);
}

function defineRows($: RuleParser): void {
  const broken = (start: number, end: number): Entry => ({ kind: "entry", start, end, name: null, expr: errorNode(start, end), spread: false, doc: null });
  $.row = $.RULE("row", (): RowExpr => {
    const start = startOf($);
    if (!$.RECORDING_PHASE && (at($, Key) || (isA($.LA(1), NameToken) && at($, S.assign, 2)))) return bareEntries($);
    if (!$.RECORDING_PHASE && startsCalls($)) return bareCalls($);
    if (!$.RECORDING_PHASE) rowInParentheses($);
    $.CONSUME(S.leftBrace);
    const entries = separated($, S.rightBrace, $.entry, broken);
    $.CONSUME(S.rightBrace);
    return { kind: "row", start, end: endOf($), entries };
  });
  $.entry = $.RULE("entry", (): Entry => {
    const start = startOf($);
    const doc = $.docs.size === 0 ? null : ($.docs.get(start) ?? null);
    const spread = $.OPTION(() => $.CONSUME(S.ellipsis)) !== undefined;
    if (!$.RECORDING_PHASE) namedByEquals($, true);
    const name = $.OPTION1((): Name => {
      const key = nameOf($.CONSUME(Key));
      $.CONSUME(S.colon);
      return key;
    });
    if (!$.RECORDING_PHASE) starEntry($);
    // A lambda is no value, which the binder says.
    const expr = $.SUBRULE($.value);
    const renamed = $.RECORDING_PHASE || name !== undefined ? null : nameBehind($, start);
    return { kind: "entry", start, end: endOf($), name: renamed ?? name ?? null, expr, spread, doc };
  });
  const forms: { ALT: () => ExprNode }[] = [{ ALT: () => $.SUBRULE($.row) }, { ALT: () => $.SUBRULE($.expression) }];
  $.rowOrSet = $.RULE("rowOrSet", (): ExprNode => {
    if (!$.RECORDING_PHASE) starForAll($);
    if (!$.RECORDING_PHASE) rowInBrackets($);
    if (!$.RECORDING_PHASE && at($, Key)) return bareEntries($);
    const of = $.OR({ DEF: forms, IGNORE_AMBIGUITIES: true, MAX_LOOKAHEAD: 1, ERR_MSG: "columns in `{ }` or `[ ]`" });
    return !$.RECORDING_PHASE && at($, S.comma) && !at($, Key, 2) && !isLastComma($) && !(isBracketed(of) && at($, S.leftBrace, 2)) ? bareColumns($, of) : of;
  });
}

/** A comma behind the last option of a stage, or behind a stage without any. */
export const isLastComma = ($: RuleParser): boolean => at($, S.comma) && (at($, S.pipe, 2) || at($, EOF, 2) || isCloser($.LA(2).tokenType));

/** `{ *, … }`, `{ t.*, … }`. Error: foreign-operator. */
function starEntry($: RuleParser): void {
  const after = at($, S.star) ? 2 : at($, S.dot, 2) && at($, S.star, 3) ? 4 : 0;
  if (after === 0 || !(at($, S.comma, after) || at($, S.rightBrace, after))) return;
  const where = { file: $.path, start: place($, $.LA(1)).start, end: place($, $.LA(after - 1)).end };
  raise($, "foreign-operator", { wrote: $.text.slice(where.start, where.end), ours: "...@all" }, where, { edits: after === 2 ? [{ ...where, text: "...@all" }] : [] });
}

/** `amount as total` in a row is `total: amount`. */
function nameBehind($: RuleParser, start: number): Name | null {
  if (!at($, K.as) || !isA($.LA(2), NameToken) || !(at($, S.comma, 3) || at($, S.rightBrace, 3))) return null;
  const [as, word] = [$.LA(1), $.LA(2)];
  const before = endOf($);
  const edits = [{ file: $.path, start, end: start, text: `${word.image}: ` }, { file: $.path, start: before, end: place($, word).end, text: "" }];
  report($, "sql-form", { wrote: as.image, ours: "`name: expression`" }, place($, as), { edits });
  $.currIdx += 2;
  return nameOf(word);
}

const isBracketed = ({ kind }: ExprNode): boolean => kind === "row" || kind === "list";

function defineLists($: RuleParser): void {
  const broken = (start: number, end: number): Element => ({ kind: "element", start, end, expr: errorNode(start, end), spread: false, direction: null, nulls: null });
  $.list = $.RULE("list", (): ListExpr => {
    const start = startOf($);
    if (!$.RECORDING_PHASE && isA($.LA(1), NameToken)) return bareList($);
    if (!$.RECORDING_PHASE) bracesForList($);
    if (!$.RECORDING_PHASE && at($, S.leftBracket) && at($, Key, 2)) throw namedInList($);
    $.CONSUME(S.leftBracket);
    const elements = separated($, S.rightBracket, $.element, broken);
    $.CONSUME(S.rightBracket);
    return { kind: "list", start, end: endOf($), elements };
  });
  const directions: { ALT: () => "asc" | "desc" }[] = [{ ALT: () => ($.CONSUME(K.asc), "asc") }, { ALT: () => ($.CONSUME(K.desc), "desc") }];
  const places: { ALT: () => "first" | "last" }[] = [{ ALT: () => ($.CONSUME(K.first), "first") }, { ALT: () => ($.CONSUME(K.last), "last") }];
  const nullsPlace = () => {
    $.CONSUME(K.nulls);
    return $.OR1(places);
  };
  const direction = () => $.OR(directions);
  $.element = $.RULE("element", (): Element => {
    const start = startOf($);
    const spread = $.OPTION(() => $.CONSUME(S.ellipsis)) !== undefined;
    const expr = $.SUBRULE($.value);
    const sorted = $.OPTION1(direction) ?? null;
    const nulls = $.OPTION2(nullsPlace) ?? null;
    return { kind: "element", start, end: endOf($), expr, spread, direction: sorted, nulls };
  });
}

/** `sort { a, b }`. */
function bracesForList($: RuleParser): void {
  if (!at($, S.leftBrace)) return;
  let i = 2;
  while (!at($, S.rightBrace, i) && !at($, EOF, i) && i < 100) i++;
  if (!at($, S.rightBrace, i)) return;
  const [open, close] = [$.LA(1), $.LA(i)];
  const edits = [{ ...place($, open), text: "[" }, { ...place($, close), text: "]" }];
  // `sort {-a}`: descending.
  for (let j = 2; j < i; j++) {
    const [minus, column] = [$.LA(j), $.LA(j + 1)];
    if (minus.tokenType !== S.minus || !isA(column, NameToken) || !(at($, S.leftBrace, j - 1) || at($, S.comma, j - 1)) || !(at($, S.comma, j + 2) || j + 2 === i)) continue;
    edits.push({ ...place($, minus), text: "" }, { ...place($, column), start: place($, column).end, text: " desc" });
    [minus.tokenType, minus.tokenTypeIdx, minus.image, minus.endOffset] = [column.tokenType, column.tokenTypeIdx, column.image, place($, column).end - 1];
    [column.tokenType, column.tokenTypeIdx, column.image, column.endOffset] = [K.desc, K.desc.tokenTypeIdx as number, "desc", place($, column).end - 1];
  }
  report($, "missing-braces", { brackets: "[ ]", what: "a list of columns" }, { file: $.path, start: open.startOffset, end: place($, close).end }, { edits });
  [open.tokenType, open.tokenTypeIdx] = [S.leftBracket, S.leftBracket.tokenTypeIdx as number];
  [close.tokenType, close.tokenTypeIdx] = [S.rightBracket, S.rightBracket.tokenTypeIdx as number];
}

function defineWindows($: RuleParser): void {
  $.windowSpec = $.RULE("windowSpec", (): WindowSpec => {
    const start = startOf($);
    if (!$.RECORDING_PHASE) partitionBy($);
    const by = $.OPTION(() => ($.CONSUME(K.by), $.SUBRULE($.list))) ?? null;
    if (!$.RECORDING_PHASE) orderBy($);
    const sort = $.OPTION1(() => ($.CONSUME(K.sort), $.SUBRULE1($.list))) ?? null;
    const framed = $.OPTION2(() => $.SUBRULE(frame)) ?? null;
    return { kind: "spec", start, end: by === null && sort === null && framed === null ? start : endOf($), by, sort, frame: framed };
  });
  const unit: { ALT: () => FrameNode["unit"] }[] = [{ ALT: () => ($.CONSUME(K.rows), "rows") }, { ALT: () => ($.CONSUME(K.range), "range") }];
  const frame = $.RULE("frame", (): FrameNode => {
    const start = startOf($);
    const chosen = $.OR(unit);
    const from = $.OPTION(() => $.SUBRULE(bound)) ?? null;
    if (!$.RECORDING_PHASE && !at($, S.range)) throw unexpected($, "`..` between the ends of the frame");
    $.CONSUME(S.range);
    const to = $.OPTION1(() => $.SUBRULE1(bound)) ?? null;
    return { kind: "frame", start, end: endOf($), unit: chosen, from, to };
  });
  const values: { ALT: () => ExprNode }[] = [
    { ALT: () => numberLiteral($.CONSUME(NumberToken).image, $.LA(0).startOffset) },
    {
      ALT: () => {
        const token = $.CONSUME(ParamToken);
        return { kind: "param", ...spanOf(token), name: token.image.slice(1) };
      },
    },
    {
      ALT: () => {
        const token = $.CONSUME(Temporal);
        const value = $.SUBRULE($.string).value;
        return { kind: "literal", start: token.startOffset, end: endOf($), literal: token.image as "interval", value, form: "plain" };
      },
    },
    {
      // A macro's constant.
      ALT: () => {
        const name = $.SUBRULE($.name);
        return { kind: "ref", start: name.start, end: name.end, name };
      },
    },
  ];
  const bound = $.RULE("bound", (): ExprNode => {
    const start = startOf($);
    const negative = $.OPTION(() => $.CONSUME(S.minus)) !== undefined;
    const value = $.OR({ DEF: values, ERR_MSG: "a number, a parameter or an interval" });
    return negative ? { kind: "unary", start, end: endOf($), op: "-", arg: value } : value;
  });
}

