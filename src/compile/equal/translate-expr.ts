/** Expressions of the IR as terms. */
import type { Expr } from "../../ir/expr.ts";
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

export function termOf(expr: Expr, place: Place, cx: ExprContext): Term {
  cx.spend();
  const go = (one: Expr): Term => termOf(one, place, cx);
  const orNull = (nullable: boolean): boolean => nullable || cx.allNullable;
  const { type } = expr;
  switch (expr.kind) {
    case "column": {
      const found = place.out.get(expr.column);
      if (found === undefined) throw new Unprovable("a column is not in sight");
      return found;
    }
    case "literal": return literalTerm(type, expr.value);
    case "param": return callTerm("$param", [], type, orNull(expr.nullable), false, `$${cx.param(expr.name)}`);
    case "call": return calledTerm(expr, expr.args.map(go), cx);
    case "case": return { kind: "case", arms: expr.arms.map(([condition, value]) => [go(condition), go(value)] as const), otherwise: go(expr.otherwise), type, nullable: orNull(expr.nullable) };
    case "cast": return castTerm(go(expr.arg), type, expr.onError === "null", orNull(expr.nullable));
    case "field": return callTerm("field", [go(expr.arg)], type, orNull(expr.nullable), false, `field ${JSON.stringify(expr.name)}`);
    case "struct": case "list": case "map": return callTerm(expr.kind, expr.args.map(go), type, false, false);
    case "lambda": {
      const params = expr.params.map((column) => [column, cx.newId()] as const);
      const types = expr.params.map((column) => [column, typeIn(expr, column)] as const);
      const own = params.map(([column, id], i) => [column, columnTerm(id, "", types[i]?.[1] ?? type, true)] as const);
      return { kind: "lambda", params: params.map(([, id]) => id), body: termOf(expr.body, { ...place, out: new Map([...place.out, ...own]) }, cx), type, nullable: false };
    }
    case "aggregate": {
      if (place.gathered === null) throw new Unprovable("an aggregate stands in no group");
      const inside: Place = { out: place.inner, inner: place.inner, gathered: null };
      return place.gathered(gatheredTerm(expr, inside, cx));
    }
    case "window": return gatheredTerm(expr, place, cx);
    case "sql": case "error": throw new Unprovable("it holds text of an engine");
  }
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
  if (sameDigits(arg.type, to) && !orNull && !isDecision(arg)) return { ...arg, type: to } as Term;
  if (sameDigits(arg.type, to) && !orNull) return arg;
  return callTerm("cast", [arg], to, orNull ? nullable || arg.nullable : arg.nullable, !orNull, orNull ? "try_cast" : `cast`);
}

function gatheredTerm(expr: Extract<Expr, { kind: "aggregate" | "window" }>, place: Place, cx: ExprContext): GatheredTerm {
  if (functionNamed(expr.fn)?.volatility !== "immutable") throw new Unprovable(`it calls ${expr.fn}`);
  const go = (one: Expr): Term => termOf(one, place, cx);
  const window = expr.kind === "window";
  const sort = expr.sort.map(({ expr: of, desc, nullsFirst }) => ({ term: go(of), desc, nullsFirst }));
  const made: GatheredTerm = {
    kind: "gathered", window, fn: expr.fn, args: expr.args.map(go), where: expr.where === null ? null : go(expr.where), by: window ? expr.by.map(go) : [],
    // What is exact comes out the same in any order.
    sort: !window && /^(sum|sum\.decimal|count|count\.value|count_distinct|min|max|avg|avg\.decimal)$/.test(expr.fn) ? [] : sort,
    frame: window && expr.frame !== null ? [expr.frame.unit, expr.frame.from === null ? ".." : go(expr.frame.from), "to", expr.frame.to === null ? ".." : go(expr.frame.to)] : [],
    type: expr.type, nullable: functionNamed(expr.fn)?.nulls === "never" ? false : expr.nullable || cx.allNullable,
  };
  return made;
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
