/** Windows: their keys, orders and frames, and which functions need an order that leaves no ties. Meaning: docs/language.md, "Windows". */
import type { Expr, Frame, SortKey, Window } from "../../ir/expr.ts";
import { nullOverNoRows, type FunctionRow } from "../../ir/functions/index.ts";
import { INTERVAL, isInteger, isNumeric, isSortable, isTemporal, nameText, typeText, type Type } from "../../values/type.ts";
import { localName } from "../../ir/id.ts";
import { boundOf, naturalProblem } from "../../ir/natural-params.ts";
import type { ExprNode, FrameNode, Span, WindowSpec, WindowStage } from "../ast/index.ts";
import {
  bindExpr, columnDef, constant, errorExpr, insertAt, isError, mistake, mode, newNode, origin, report, scopeOf, unsure, type Context, type Row, type Scope, type Spec,
} from "./context.ts";
import { checkOptions, defaultOf, reaches } from "./options.ts";
import { columnIn } from "./row.ts";
import { columnsOf, lacksKey, partitionKeys, sortKeys } from "./sorting.ts";
import { deriveRow } from "./stages-rows.ts";

/** One window for many entries. Errors: those of the window and of the entries. */
export function windowStage(stage: WindowStage, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "window", []);
  const base = mode("window", "`window`");
  const spec = bindSpec(stage.spec, scopeOf(cx, row, base));
  return deriveRow(stage.row, stage, row, scopeOf(cx, row, { ...base, spec }), "window");
}

const NO_SORT = { keys: [], whole: true } as const;
export const EMPTY_SPEC = (cx: Context, at: Span): Spec => ({ by: [], sort: [], frame: null, broken: false, at, sortAt: null, cx });

/** Errors: frame-bound, and those of the keys. */
export function bindSpec(node: WindowSpec, scope: Scope): Spec {
  const inner = { ...scope, mode: mode("no", "the keys of a window") };
  const by = node.by === null ? [] : partitionKeys(node.by, inner, "a window");
  const { keys: sort, whole } = node.sort === null ? NO_SORT : sortKeys(node.sort, inner, "the sort of a window", false);
  const frame = node.frame === null || !whole ? null : bindFrame(node.frame, sort, inner);
  const broken = !whole || by.some(isError) || (node.frame !== null && frame === null);
  return { by, sort, frame, broken, at: node, sortAt: node.sort, cx: scope.cx };
}

function bindFrame(node: FrameNode, sort: readonly SortKey[], scope: Scope): Frame | null {
  const { cx } = scope;
  const wrong = (problem: string, at: Span): null => {
    report(cx, "frame-bound", { problem }, at);
    return null;
  };
  const bounds = [node.from, node.to].map((bound) => (bound === null ? null : bindBound(bound, scope)));
  const [from = null, to = null] = bounds;
  if (bounds.some((bound) => bound !== null && isError(bound))) return null;
  const given = [from, to].filter((bound) => bound !== null);
  const varying = given.find((bound) => bound.shape !== "constant");
  if (varying !== undefined) return wrong("needs constant bounds", node);
  if (node.unit === "rows" && given.some((bound) => !isInteger(bound.type))) return wrong("in rows takes numbers of rows", node);
  const [key] = sort;
  const counted = given.filter((bound) => !isCurrent(bound));
  if (node.unit === "range" && counted.length > 0) {
    if (key === undefined || sort.length > 1) return wrong("in values needs a sort of one column", node);
    const { type } = key.expr;
    if (counted.some((bound) => !measures(bound.type, type))) return wrong(isTemporal(type) ? "over a time takes intervals" : "over numbers takes numbers", node);
    if (counted.some((bound) => bound.kind === "literal" && !reaches(type, bound.value))) return wrong(`needs bounds that its column, a ${typeText(type)}, can hold`, node);
  }
  for (const bound of given) {
    const problem = boundProblem(bound, cx);
    if (problem !== null) return wrong(problem, node);
  }
  const [low, high] = [numberOf(from), numberOf(to)];
  if ((low !== null && high !== null && low > high) || side(from, -1) > side(to, 1)) return wrong("ends before it begins", node);
  return { unit: node.unit, from, to };
}

const measures = (bound: Type, key: Type): boolean => (isTemporal(key) ? bound === INTERVAL : isNumeric(key) && isNumeric(bound));
const isCurrent = (bound: Expr): boolean => bound.kind === "literal" && bound.value === "0";
const numberOf = (bound: Expr | null): number | null => (bound?.kind === "literal" && isNumeric(bound.type) ? Number(bound.value) : null);

/** What is known of a parameter's value: text says on which side of the row a bound lies, so that every value lies there. */
function boundProblem(expr: Expr, cx: Context): string | null {
  const bound = boundOf(expr);
  if (bound === null) return "takes literals and parameters as bounds";
  if (bound.kind === "literal") return null;
  const name = `\`$${localName(bound.name)}\``;
  if (bound.nullable) return `takes no bound that may be null, as ${name} may`;
  const value = defaultOf(bound.name, cx);
  return value === undefined || naturalProblem(value) === null ? null : `takes bounds of 0 and more, and the default of ${name} is less: what comes before the row is written \`-${name.slice(1, -1)}\``;
}

/** A number, a parameter, an interval, each maybe with a minus. */
function bindBound(node: ExprNode, scope: Scope): Expr {
  if (node.kind !== "unary" || node.op !== "-") return bindExpr(node, scope);
  const arg = bindExpr(node.arg, scope);
  const written = arg.kind === "literal" && typeof arg.value === "string" && (arg.type === INTERVAL || (node.arg.kind === "ref" && isNumeric(arg.type)));
  if (!written) return isError(arg) ? arg : bindExpr(node, scope);
  const negated = arg.value.split(" ").map((part) => (part === "0" ? part : part.startsWith("-") ? part.slice(1) : `-${part}`));
  return constant(scope.cx, node, arg.type, negated.join(" "));
}

/** On which side of the row a bound lies; `edge` is where an open one does. A parameter's value is not below zero. */
function side(bound: Expr | null, edge: -1 | 1): number {
  if (bound === null) return edge;
  if (bound.kind === "cast") return side(bound.arg, edge);
  if (bound.kind !== "literal" || typeof bound.value !== "string") return bound.kind === "call" ? -1 : 1;
  return Math.sign(Number(bound.value.split(" ").find((part) => part !== "0") ?? 0));
}

/** Whether the frame may leave out the row itself, and so be empty. */
function mayBeEmpty(frame: Frame | null): boolean {
  return frame !== null && (side(frame.from, -1) > 0 || side(frame.to, 1) < 0);
}

/** These give each row a place among the others, over the whole partition. */
const PLACES: ReadonlySet<string> = new Set(["row_number", "lag", "lead", "ntile", "first", "last"]);
const RANKS: ReadonlySet<string> = new Set(["rank", "dense_rank", "percent_rank", "cume_dist"]);

export type Called = {
  readonly row: FunctionRow;
  readonly name: string;
  readonly args: readonly Expr[];
  readonly where: Expr | null;
  readonly type: Type;
  readonly nullable: boolean;
  readonly at: Span;
};

/**
 * A function over a window. `shared`: the window stage's, in which a frame is for the aggregates alone.
 * Errors: frame-missing, frame-misplaced, window-needs-sort, window-not-total, float-sum-needs-key.
 */
export function windowOf(called: Called, spec: Spec, shared: boolean, scope: Scope): Expr {
  const { cx } = scope;
  const { row, name, args, where, type, at } = called;
  if (spec.broken) return errorExpr(cx, at);
  const own = row.kind === "window";
  if (own && spec.frame !== null && !shared) return mistake(cx, "frame-misplaced", { fn: name }, at);
  const frame = own ? null : spec.frame;
  const needsTotal = PLACES.has(name) || row.ordered === "sort";
  if (!unsure(scope.row) && !isOrdered(name, needsTotal, frame, spec, at, scope)) return errorExpr(cx, at);
  if (!own && spec.sort.length > 0 && frame === null) {
    reportFrame(name, needsTotal, spec, scope);
    return errorExpr(cx, at);
  }
  const ordered = orderFloats(row, name, { by: spec.by, sort: spec.sort, frame }, at, scope);
  if (ordered === null) return errorExpr(cx, at);
  const nullable = called.nullable || (nullOverNoRows(row.nulls) && !own && (where !== null || mayBeEmpty(frame)));
  const node: Window = { kind: "window", id: newNode(cx), at: origin(cx, at), type, nullable, shape: "window", fn: row.name, args, where, ...ordered };
  return node;
}

/** Whether the place of each row is fixed, where the function or the frame asks for one. */
function isOrdered(name: string, needsTotal: boolean, frame: Frame | null, spec: Spec, at: Span, scope: Scope): boolean {
  const { cx, row } = scope;
  const counts = frame !== null && frame.unit === "rows" && (frame.from !== null || frame.to !== null);
  const isTotal = (): string[][] | null => lacksKey(cx, row.rel, [...columnsOf(spec.by), ...columnsOf(spec.sort.map(({ expr }) => expr))]);
  if (RANKS.has(name) || needsTotal || counts) {
    const would = needsTotal || counts ? isTotal() : null;
    if (spec.sort.length === 0 && (RANKS.has(name) || would !== null)) {
      report(cx, "window-needs-sort", { fn: name }, at);
      return false;
    }
    if (would !== null) {
      report(cx, "window-not-total", { fn: name, would }, spec.sortAt ?? at, addKeys(would[0], spec));
      return false;
    }
  }
  return true;
}

/** The missing columns of the smallest key behind the sort. */
function addKeys(names: readonly string[] | undefined, spec: Spec): ReturnType<typeof insertAt> | object {
  if (names === undefined || spec.sortAt === null || spec.sort.length === 0) return {};
  return insertAt(spec.cx, spec.sortAt.end - 1, `, ${names.map(nameText).join(", ")}`);
}

/** Where no rows tie, counting rows and taking ties together are the same, and rows are cheaper. */
function reportFrame(name: string, needsTotal: boolean, spec: Spec, scope: Scope): void {
  const { cx, row } = scope;
  const total = needsTotal || unsure(row) || lacksKey(cx, row.rel, [...columnsOf(spec.by), ...columnsOf(spec.sort.map(({ expr }) => expr))]) === null;
  const frame = total ? "rows ..0" : "range ..0";
  const end = spec.sortAt?.end ?? spec.at.end;
  report(spec.cx, "frame-missing", { fn: name, frame }, spec.at, insertAt(spec.cx, end, ` ${frame}`));
}

type Over = Pick<Window, "by" | "sort" | "frame">;

/**
 * In the tier `canonical` floats are added in the order of the relation's key, as each order gives another last digit.
 * Null when there is no key. Error: float-sum-needs-key.
 */
function orderFloats(row: FunctionRow, name: string, over: Over, at: Span, scope: Scope): Over | null {
  if (row.ordered !== "float" || over.sort.length > 0) return over;
  const sort = floatOrder(row, name, at, scope);
  if (sort === null) return null;
  return sort.length === 0 ? over : { ...over, sort, frame: { unit: "rows", from: null, to: null } };
}

export function floatOrder(row: FunctionRow, name: string, at: Span, scope: Scope): readonly SortKey[] | null {
  const { cx } = scope;
  if (row.ordered !== "float" || cx.state.tier !== "canonical" || unsure(scope.row)) return [];
  const keys = cx.binding.propsOf(scope.row.rel).keys.filter((key) => [...key].every((column) => isSortable(columnDef(cx, column).type)));
  const [key] = keys.sort((a, b) => a.size - b.size);
  if (key !== undefined) return [...key].map((column) => ({ expr: columnIn(cx, scope.row, column, at), desc: false, nullsFirst: false }));
  report(cx, "float-sum-needs-key", { fn: name }, at);
  return null;
}
