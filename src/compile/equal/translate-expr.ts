/** Expressions of the IR as terms. */
import type { Expr, ExprBy } from "../../ir/expr.ts";
import { functionNamed } from "../../ir/functions/index.ts";
import type { ColumnId } from "../../ir/id.ts";
import { isInteger, typeText, type Type } from "../../values/type.ts";
import { isDecision, sameDigits } from "./table.ts";
import { callTerm, columnTerm, literalTerm, Unprovable, type GatheredTerm, type Term } from "./term.ts";

export type Out = ReadonlyMap<ColumnId, Term>;
export type ExprContext = {
  readonly newId: () => number;
  readonly param: (name: string) => string;
  /** What is said of nulls elsewhere does not hold on both sides. */
  readonly allNullable: boolean;
  readonly spend: () => void;
};
/** `inner`: the columns that an aggregate's arguments name. `gathered`: what stands for an aggregate; null where none may stand. */
export type Place = { readonly out: Out; readonly inner: Out; readonly gathered: ((term: GatheredTerm) => Term) | null };

/** The null rules by which a call is null exactly where an argument is. */
const isStrict = (fn: string): boolean => functionNamed(fn)?.nulls === "propagate";

/** Functions that give no null though their arguments may be null: as the row says. */
const isNever = (fn: string): boolean => functionNamed(fn)?.nulls === "never";

type Translate<K extends Expr["kind"]> = (expr: ExprBy<K>, go: (expr: Expr) => Term, place: Place, cx: ExprContext) => Term;

const made = (expr: ExprBy<"struct" | "list" | "map">, go: (expr: Expr) => Term): Term => callTerm(expr.kind, expr.args.map(go), expr.type, false, false);
const opaque = (): never => {
  throw new Unprovable("it holds text of an engine");
};
const orNull = (nullable: boolean, { allNullable }: ExprContext): boolean => nullable || allNullable;

const TERMS: { readonly [K in Expr["kind"]]: Translate<K> } = {
  column: (expr, _go, { out }) => {
    const found = out.get(expr.column);
    if (found === undefined) throw new Unprovable("a column is not in sight");
    return found;
  },
  literal: (expr) => literalTerm(expr.type, expr.value),
  param: (expr, _go, _place, cx) => callTerm("$param", [], expr.type, orNull(expr.nullable, cx), false, `$${JSON.stringify(cx.param(expr.name))}`),
  call: (expr, go, _place, cx) => calledTerm(expr, expr.args.map(go), cx),
  case: (expr, go, _place, cx) => ({ kind: "case", arms: expr.arms.map(([condition, value]) => [go(condition), go(value)] as const), otherwise: go(expr.otherwise), type: expr.type, nullable: orNull(expr.nullable, cx) }),
  cast: (expr, go, _place, cx) => castTerm(go(expr.arg), expr.type, expr.onError === "null", orNull(expr.nullable, cx)),
  field: (expr, go, _place, cx) => callTerm("field", [go(expr.arg)], expr.type, orNull(expr.nullable, cx), false, `field ${JSON.stringify(expr.name)}`),
  struct: made, list: made, map: made,
  lambda: (expr, _go, place, cx) => {
    const own = expr.params.map((column) => [column, columnTerm(cx.newId(), "", typeIn(expr, column) ?? expr.type, true)] as const);
    return { kind: "lambda", params: own.map(([, term]) => term.of), body: termOf(expr.body, { ...place, out: new Map([...place.out, ...own]) }, cx), type: expr.type, nullable: false };
  },
  aggregate: (expr, _go, place, cx) => {
    if (place.gathered === null) throw new Unprovable("an aggregate stands in no group");
    return place.gathered(gatheredTerm(expr, { out: place.inner, inner: place.inner, gathered: null }, cx));
  },
  window: (expr, _go, place, cx) => gatheredTerm(expr, place, cx),
  sql: opaque, error: opaque,
};

export function termOf(expr: Expr, place: Place, cx: ExprContext): Term {
  cx.spend();
  return TERMS[expr.kind](expr as never, (one) => termOf(one, place, cx), place, cx);
}

/** A parameter's type, as its uses have it. */
function typeIn(expr: Extract<Expr, { kind: "lambda" }>, column: ColumnId): Type | null {
  const pending: Expr[] = [expr.body];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === "column" && next.column === column) return next.type;
    if ("args" in next) pending.push(...next.args);
    if ("arg" in next) pending.push(next.arg);
    if (next.kind === "case") pending.push(...next.arms.flat(), next.otherwise);
    if (next.kind === "lambda") pending.push(next.body);
  }
  return null;
}

function calledTerm({ fn, type, nullable }: Extract<Expr, { kind: "call" }>, args: readonly Term[], { allNullable }: ExprContext): Term {
  if (functionNamed(fn)?.volatility !== "immutable") throw new Unprovable(`it calls ${fn}`);
  const strict = isStrict(fn) && !args.some(({ kind }) => kind === "lambda");
  const mayBe = strict ? args.some((arg) => arg.nullable) : isNever(fn) ? false : nullable || allNullable;
  const [a, b] = args;
  if (fn === "is_not_distinct" && a !== undefined && b !== undefined && !a.nullable && !b.nullable) return callTerm("eq", args, type, false, true);
  const compared = COMPARED.has(fn) ? args.map(unwidened) : args;
  return callTerm(fn, fitted(compared) ? compared : args, type, mayBe, strict);
}

const COMPARED = new Set(["eq", "ne", "lt", "le", "gt", "ge", "in", "between", "is_not_distinct"]);
/** A comparison looks at numbers, however wide they are held. */
const unwidened = (term: Term): Term => (term.kind === "call" && term.fn === "cast" && term.head === "cast" && term.args[0] !== undefined && isInteger(term.type) && isInteger(term.args[0].type) ? term.args[0] : term);
const fitted = (terms: readonly Term[]): boolean => terms.every(({ type }) => isInteger(type)) || terms.every(({ type }) => type === terms[0]?.type);

export function castTerm(arg: Term, to: Type, orNull: boolean, nullable: boolean): Term {
  if (arg.type === to) return arg;
  if (arg.kind === "literal" && arg.value === null) return literalTerm(to, null);
  // Wider, with the same digits: what does not fit stops a run, and all others are the same value.
  if (sameDigits(arg.type, to) && !orNull && !isDecision(arg)) return { ...arg, type: to };
  if (sameDigits(arg.type, to) && !orNull) return arg;
  return callTerm("cast", [arg], to, orNull ? nullable || arg.nullable : arg.nullable, !orNull, orNull ? "try_cast" : `cast`);
}

function gatheredTerm(expr: Extract<Expr, { kind: "aggregate" | "window" }>, place: Place, cx: ExprContext): GatheredTerm {
  if (functionNamed(expr.fn)?.volatility !== "immutable") throw new Unprovable(`it calls ${expr.fn}`);
  const go = (one: Expr): Term => termOf(one, place, cx);
  const window = expr.kind === "window";
  const sort = expr.sort.map(({ expr: of, desc, nullsFirst }) => ({ term: go(of), desc, nullsFirst }));
  return {
    kind: "gathered", window, fn: expr.fn, args: expr.args.map(go), where: expr.where === null ? null : go(expr.where), by: window ? expr.by.map(go) : [],
    // What is exact comes out the same in any order.
    sort: !window && /^(sum|sum\.decimal|count|count\.value|count_distinct|min|max|avg|avg\.decimal)$/.test(expr.fn) ? [] : sort,
    frame: window && expr.frame !== null ? [expr.frame.unit, expr.frame.from === null ? ".." : go(expr.frame.from), "to", expr.frame.to === null ? ".." : go(expr.frame.to)] : [],
    type: expr.type, nullable: functionNamed(expr.fn)?.nulls === "never" ? false : expr.nullable || cx.allNullable,
  };
}

/** A sum of ones and zeros over a group that has rows is a count. */
export function asCount(term: GatheredTerm): GatheredTerm {
  const [arg] = term.args;
  if (term.fn !== "sum" || arg?.kind !== "case" || term.where !== null || term.sort.length > 0 || typeText(term.type) !== "int64") return term;
  const leaves = [...arg.arms.map(([, value]) => value), arg.otherwise];
  if (!leaves.every((leaf) => leaf.kind === "literal" && isInteger(leaf.type) && (leaf.value === "0" || leaf.value === "1"))) return term;
  const bool = (arg.arms[0] as readonly [Term, Term])[0].type;
  return { ...term, fn: "count", args: [], where: callTerm("eq", [arg, literalTerm(leaves[0]?.type ?? arg.type, "1")], bool, false, true), nullable: false };
}
