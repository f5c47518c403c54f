/** Sets of columns: lists of names, selectors, and `& | - ~` between them. Meaning: docs/language.md, "Scope". */
import type { ColumnId } from "../../ir/id.ts";
import type { ColumnSet } from "../../ir/rule.ts";
import { isFloat, isInteger, isNested, isNumeric, isTemporal, typeText, type Type } from "../../values/type.ts";
import type { Arg, CallExpr, ExprNode, ListExpr, Ref, SelectorExpr, Span, UnaryExpr } from "../ast/index.ts";
import { SELECTORS } from "../builtins.ts";
import { nearest } from "../diagnostics/define.ts";
import { countColumns } from "./budget.ts";
import { bindExpr, columnDef, findName, isError, mode, nameOf, report, type Scope } from "./context.ts";
import { expandSelector } from "./expand.ts";
import { nullableIn } from "./row.ts";
import { columnTest } from "./selector-where.ts";

/** A chosen column, and where it was chosen. */
export type Chosen = { readonly column: ColumnId; readonly at: Span };
/** `columns` null: a mistake was reported. `written`: a bare list of names, which keeps its own order. */
type SetOf = { readonly columns: readonly Chosen[]; readonly written: boolean };

/**
 * The columns that a set means, in the order of the table; only a bare list of names keeps its own. `what` names the place in messages.
 * Null when a mistake was reported. Errors: not-columns, unknown-column, unknown-selector, selector-condition, option-value.
 */
export function chooseColumns(node: ExprNode, scope: Scope, what: string): readonly Chosen[] | null {
  const set = setOf(node, scope, what);
  return set === null ? null : set.columns;
}

function setOf(node: ExprNode, scope: Scope, what: string): SetOf | null {
  countColumns(scope.cx, scope.row.names.size);
  switch (node.kind) {
    case "list": return listOf(node, scope, what);
    case "selector": return selectorOf(node, scope, what);
    case "binary": return binaryOf(node, scope, what);
    case "unary": return complementOf(node, scope, what);
    case "ref": return refOf(node, scope, what);
    case "field": return single(node, scope, what);
    case "call": return selectorCall(node, scope, what);
    case "error": return null;
    case "literal": case "fstring": case "param": case "underscore": case "index": case "cast": case "over": case "is_null": case "in": case "between": case "if":
    case "case": case "lambda": case "row": case "sql": return notColumns(node, scope, what);
  }
  return notColumns(node, scope, what);
}

function complementOf(node: UnaryExpr, scope: Scope, what: string): SetOf | null {
  if (node.op !== "~") return notColumns(node, scope, what);
  const set = setOf(node.arg, scope, what);
  if (set === null) return null;
  const chosen = new Set(set.columns.map(({ column }) => column));
  return tableOrder(scope, node, (column) => !chosen.has(column));
}

/** A parameter of a macro, a `let` that holds a set, or a column. */
function refOf(node: Ref, scope: Scope, what: string): SetOf | null {
  const bound = findName(scope.cx, node.name.text);
  if (bound?.kind === "set") return setOf(bound.node, { ...scope, cx: bound.cx, it: bound.scope.it }, what);
  if (bound?.kind === "deferred" && isSet(bound.node)) return setOf(bound.node, { ...scope, cx: bound.cx }, what);
  return single(node, scope, what);
}

const isSet = (node: ExprNode): boolean =>
  node.kind === "list" || node.kind === "selector" || (node.kind === "binary" && /^[-&|]$/.test(node.op)) || (node.kind === "unary" && node.op === "~");

/** Whether what stands where a value may means columns: a bare list, or a difference of columns, is a value there. */
export function meansColumns(node: ExprNode, scope: Scope): boolean {
  if (node.kind === "binary") return /^[-&|]$/.test(node.op) && (meansColumns(node.left, scope) || meansColumns(node.right, scope));
  if (node.kind === "ref") return findName(scope.cx, node.name.text)?.kind === "set";
  return node.kind === "selector" || (node.kind === "unary" && node.op === "~");
}

function notColumns(node: ExprNode, { cx }: Scope, what: string): null {
  report(cx, "not-columns", { what }, node);
  return null;
}

/** Naming a column of a set is no use of it: whether it may be used is up to the place that takes the set. */
const NAMED = mode("no", "a set of columns");

/** A column by its name or path. */
function single(node: ExprNode, scope: Scope, what: string): SetOf | null {
  const expr = bindExpr(node, { ...scope, mode: NAMED });
  if (isError(expr)) return null;
  if (expr.kind !== "column") return notColumns(node, scope, what);
  return { columns: [{ column: expr.column, at: node }], written: true };
}

function listOf(node: ListExpr, scope: Scope, what: string): SetOf | null {
  const chosen: Chosen[] = [];
  const seen = new Set<ColumnId>();
  let whole = true;
  for (const { expr, direction, nulls } of node.elements) {
    if (direction !== null || nulls !== null) report(scope.cx, "direction-misplaced", {}, expr);
    const set = setOf(expr, scope, what);
    if (set === null) whole = false;
    for (const one of set?.columns ?? []) {
      if (seen.has(one.column)) report(scope.cx, "duplicate-column", { name: nameOf(scope.cx, one.column) }, expr);
      else chosen.push(one);
      seen.add(one.column);
    }
  }
  return whole ? { columns: chosen, written: true } : null;
}

function binaryOf(node: ExprNode & { kind: "binary" }, scope: Scope, what: string): SetOf | null {
  if (node.op !== "&" && node.op !== "|" && node.op !== "-") return notColumns(node, scope, what);
  const [left, right] = [setOf(node.left, scope, what), setOf(node.right, scope, what)];
  if (left === null || right === null) return null;
  const [inLeft, inRight] = [new Set(left.columns.map((one) => one.column)), new Set(right.columns.map((one) => one.column))];
  const keeps: Readonly<Record<"&" | "|" | "-", (column: ColumnId) => boolean>> = {
    "&": (column) => inLeft.has(column) && inRight.has(column),
    "|": (column) => inLeft.has(column) || inRight.has(column),
    "-": (column) => inLeft.has(column) && !inRight.has(column),
  };
  return tableOrder(scope, node, keeps[node.op]);
}

/** Hidden columns can be named, never selected: they come into a set by a list alone. */
function tableOrder({ row }: Scope, at: Span, keeps: (column: ColumnId) => boolean): SetOf {
  const visible = [...row.names.values()];
  const seen = new Set(visible);
  const all = [...visible, ...row.rel.outputs.filter((column) => !seen.has(column))];
  return { columns: all.filter(keeps).map((column) => ({ column, at })), written: false };
}

function selectorCall(node: CallExpr, scope: Scope, what: string): SetOf | null {
  const macro = expandSelector(node.fn, node.args, scope, node);
  if (macro === "none") return notColumns(node, scope, what);
  return macro && setOf(macro.node, macro.scope, what);
}

function selectorOf(node: SelectorExpr, scope: Scope, what: string): SetOf | null {
  const { name } = node;
  if (!SELECTORS.has(name)) {
    const macro = expandSelector({ kind: "name", text: name, start: node.start, end: node.end }, node.args ?? [], scope, node);
    if (macro !== "none") return macro && setOf(macro.node, macro.scope, what);
    report(scope.cx, "unknown-selector", { name, meant: nearest(name, SELECTORS) }, node);
    return null;
  }
  const { cx, row } = scope;
  const keeps = BY_TYPE[name];
  if (keeps !== undefined) return visible(scope, node, (column) => keeps(columnDef(cx, column).type));
  const args = node.args ?? [];
  const patterns = BY_NAME[name];
  if (patterns !== undefined) return byName(node, args, patterns, scope);
  switch (name) {
    case "type": return byType(args, node, scope);
    case "nullable": return visible(scope, node, (column) => nullableIn(cx, row, column));
    case "tag": {
      const tags = texts(args, scope, node);
      return tags && visible(scope, node, (column) => columnDef(cx, column).tags.some((tag) => tags.includes(tag)));
    }
    case "key": {
      const key = keyOf(scope);
      return visible(scope, node, (column) => key?.has(column) === true);
    }
    case "where": return byFacts(node, scope);
    case "first": case "last": case "index": return byPlace(name, args, node, scope);
    case "between": return between(args, node, scope);
    default: throw new Error(`the selector @${name} is in the list, and has no meaning`);
  }
}

function visible({ row }: Scope, at: Span, keeps: (column: ColumnId, index: number) => boolean): SetOf {
  return { columns: [...row.names.values()].filter(keeps).map((column) => ({ column, at })), written: false };
}

const BY_TYPE: Readonly<Record<string, (type: Type) => boolean>> = {
  all: () => true, none: () => false, numeric: isNumeric, integer: isInteger, float: isFloat, temporal: isTemporal, nested: isNested,
  string: (type) => type.kind === "string", bool: (type) => type.kind === "bool",
};

const BY_NAME: Readonly<Record<string, (name: string, text: string) => boolean>> = {
  starts: (name, text) => name.startsWith(text),
  ends: (name, text) => name.endsWith(text),
  contains: (name, text) => name.includes(text),
  matches: (name, pattern) => new RegExp(pattern).test(name),
};

function byName(node: SelectorExpr, args: readonly Arg[], test: (name: string, text: string) => boolean, scope: Scope): SetOf | null {
  const wanted = texts(args, scope, node);
  if (wanted === null) return null;
  if (node.name === "matches" && !wanted.every(isPattern)) {
    report(scope.cx, "option-value", { option: "@matches", wanted: "a regular expression" }, node);
    return null;
  }
  return visible(scope, node, (column) => wanted.some((text) => test(nameOf(scope.cx, column), text)));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** `@type("decimal")` for any decimal, `@type("decimal(12, 2)")` for that one. */
function byType(args: readonly Arg[], node: SelectorExpr, scope: Scope): SetOf | null {
  const bare = args.map(({ value }) => (value.kind === "ref" ? value.name.text : null));
  const wanted = bare.includes(null) ? texts(args, scope, node) : (bare as string[]);
  if (wanted === null) return null;
  const compact = new Set(wanted.map((text) => text.replaceAll(/\s/g, "")));
  return visible(scope, node, (column) => {
    const { type } = columnDef(scope.cx, column);
    return compact.has(type.kind) || compact.has(typeText(type).replaceAll(/\s/g, ""));
  });
}

function byPlace(name: "first" | "last" | "index", args: readonly Arg[], node: SelectorExpr, scope: Scope): SetOf | null {
  const numbers = args.map(({ value }) => placeOf(value, scope));
  if (numbers.length === 0 || numbers.includes(null) || (name !== "index" && numbers.length > 1)) {
    report(scope.cx, "option-value", { option: `@${name}`, wanted: name === "index" ? "places, counted from 0" : "a number of columns" }, node);
    return null;
  }
  const count = scope.row.names.size;
  const [n = 0] = numbers as number[];
  return visible(scope, node, (_, index) => (name === "first" ? index < n : name === "last" ? index >= count - n : numbers.includes(index)));
}

/** A literal integer, or a constant of an enclosing macro. */
function placeOf(node: ExprNode, scope: Scope): number | null {
  if (node.kind !== "literal" && (node.kind !== "ref" || findName(scope.cx, node.name.text) === null)) return null;
  const expr = bindExpr(node, scope);
  return expr.kind === "literal" && isInteger(expr.type) ? Number(expr.value) : null;
}

/** The smallest key, the one that comes first in the table where two are as small; undefined where none is known. */
function keyOf({ cx, row }: Scope): ColumnSet | undefined {
  const place = new Map([...row.names.values()].map((column, i) => [column, i]));
  const first = (key: ColumnSet): number => Math.min(...[...key].map((column) => place.get(column) ?? place.size));
  return [...cx.binding.propsOf(row.rel).keys].sort((a, b) => a.size - b.size || first(a) - first(b))[0];
}

function byFacts(node: SelectorExpr, scope: Scope): SetOf | null {
  const { cx, row } = scope;
  const test = columnTest(node, cx, (arg) => (arg.kind === "ref" && findName(cx, arg.name.text) !== null ? literalText(arg, scope) : null));
  if (test === null) return null;
  const key = keyOf(scope);
  return visible(scope, node, (column, place) => {
    const { name, type, tags } = columnDef(cx, column);
    return test({ name, type: typeText(type), kind: type.kind, nullable: nullableIn(cx, row, column), key: key?.has(column) === true, place, tags });
  });
}

/** From one column to another, in the order of the table. */
function between(args: readonly Arg[], node: SelectorExpr, scope: Scope): SetOf | null {
  const ends = args.map(({ value }) => single(value, scope, "`@between`"));
  if (ends.includes(null)) return null;
  const order = [...scope.row.names.values()];
  const places = ends.flatMap((set) => (set?.columns ?? []).map(({ column }) => order.indexOf(column)));
  if (places.length !== 2) {
    report(scope.cx, "option-value", { option: "@between", wanted: "two columns" }, node);
    return null;
  }
  const [from, to] = [Math.min(...places), Math.max(...places)];
  return visible(scope, node, (_, index) => index >= from && index <= to);
}

/** Literal strings, or constants of an enclosing macro. */
function texts(args: readonly Arg[], scope: Scope, node: SelectorExpr): string[] | null {
  const values = args.map(({ value }) => literalText(value, scope));
  if (values.length > 0 && values.every((text) => text !== null)) return values;
  report(scope.cx, "option-value", { option: `@${node.name}`, wanted: "literal strings" }, node);
  return null;
}

function literalText(node: ExprNode, scope: Scope): string | null {
  if (node.kind !== "literal" && node.kind !== "ref") return null;
  const expr = bindExpr(node, scope);
  return expr.kind === "literal" && typeof expr.value === "string" ? expr.value : null;
}

/** As chooseColumns; none is an error. `verb` is the stage. */
export function chooseSome(node: ExprNode, scope: Scope, verb: string): readonly Chosen[] | null {
  const chosen = chooseColumns(node, scope, `\`${verb}\``);
  if (chosen?.length !== 0) return chosen;
  if (!scope.row.broken) report(scope.cx, "empty-selection", { what: `\`${verb}\` of` }, node);
  return null;
}
