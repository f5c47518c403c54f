/** Expressions over a row: what each kind means, and when a null makes a call null before its kernel sees it. */
import type { Aggregate, Call, Expr, ExprBy, ExprKind, SortKey, Window } from "../ir/expr.ts";
import { functionNamed, type FunctionRow } from "../ir/functions/index.ts";
import type { ColumnId } from "../ir/id.ts";
import { compareValues, sameValue } from "../values/compare.ts";
import { Failure } from "../values/failure.ts";
import { castValue, tryCastValue } from "../values/kernels/cast.ts";
import { AGGREGATE_KERNELS, LAMBDA_KERNELS, SCALAR_KERNELS, type KernelTypes } from "../values/kernels/index.ts";
import type { MapType, StructType, Type } from "../values/type.ts";
import type { LambdaValue, Value } from "../values/value.ts";
import { valueOf } from "../values/value-text.ts";
import type { Inputs, Row } from "./types.ts";

/** What an expression ranges over. `row` gives undefined for a column that it lacks. */
export type Env = {
  readonly row: Pick<Row, "get">;
  /** The rows of the group, for aggregates; null where there is none. */
  readonly group: readonly Row[] | null;
  /** The value of a window for this row. */
  readonly window: (expr: Window) => Value;
  readonly param: (name: string) => Value;
  readonly taken?: Inputs["taken"];
};

const EVALUATE: { readonly [K in ExprKind]: (expr: ExprBy<K>, env: Env) => Value } = {
  column: (expr, env) => valueIn(env.row, expr.column),
  literal: literalValue,
  param: (expr, env) => env.param(expr.name),
  call: callValue,
  aggregate: aggregateValue,
  window: (expr, env) => env.window(expr),
  case: (expr, env) => {
    const arm = expr.arms.find(([condition]) => evaluate(condition, env) === true);
    const branch = arm === undefined ? expr.otherwise : arm[1];
    env.taken?.(branch);
    return converted(branch, expr.type, env);
  },
  cast: (expr, env) => {
    const value = evaluate(expr.arg, env);
    return value === null ? null : (expr.onError === "fail" ? castValue : tryCastValue)(value, expr.arg.type, expr.type);
  },
  // What takes a lambda asks for it by itself.
  lambda: () => never("a lambda has no value of its own"),
  field: (expr, env) => {
    const of = evaluate(expr.arg, env);
    const place = (expr.arg.type as StructType).fields.findIndex(({ name }) => name === expr.name);
    return of === null ? null : ((of as readonly Value[])[place] as Value);
  },
  struct: (expr, env) => expr.args.map((arg, i) => converted(arg, (expr.type as StructType).fields[i]?.type as Type, env)),
  list: (expr, env) => expr.args.map((arg) => converted(arg, (expr.type as Type & { kind: "list" }).element.type, env)),
  map: mapValue,
  sql: () => {
    throw new Failure("opaque", "SQL means something to its engine alone: it is not evaluated");
  },
  error: () => never("an expression with a mistake in it has no value"),
};

/** Throws `Failure` where a run would stop. */
export const evaluate = (expr: Expr, env: Env): Value => (EVALUATE[expr.kind] as (expr: Expr, env: Env) => Value)(expr, env);

/** For what the compiler rules out. */
function never(what: string): never {
  throw new Error(what);
}

export function valueIn(row: Pick<Row, "get">, column: ColumnId): Value {
  const value = row.get(column);
  return value === undefined ? never(`column ${column} is not in the row`) : value;
}

/** Each literal's value is made once. */
const literals = new WeakMap<Expr, { readonly value: Value }>();

function literalValue(expr: ExprBy<"literal">): Value {
  const known = literals.get(expr);
  if (known !== undefined) return known.value;
  const value = valueOf(expr.type, expr.value);
  literals.set(expr, { value });
  return value;
}

/** In the type that the place has: branches and elements widen to the one they meet in. */
const converted = (expr: Expr, to: Type, env: Env): Value => convert(evaluate(expr, env), expr.type, to);

export const convert = (value: Value, from: Type, to: Type): Value => (value === null || from === to ? value : castValue(value, from, to));

function mapValue(expr: ExprBy<"map">, env: Env): Value {
  const { key: keyType, value: valueType } = expr.type as MapType;
  const pairs: (readonly [Value, Value])[] = [];
  for (let i = 0; i < expr.args.length; i += 2) {
    const key = converted(expr.args[i] as Expr, keyType, env);
    if (key === null) throw new Failure("argument", "a key of a map is null");
    if (pairs.some(([other]) => sameValue(keyType, other, key))) throw new Failure("argument", "two keys of a map are equal");
    pairs.push([key, converted(expr.args[i + 1] as Expr, valueType.type, env)]);
  }
  return pairs;
}

const rowOf = (fn: string): FunctionRow => functionNamed(fn) ?? never(`there is no function ${fn}`);
export const kernelOf = <K>(kernels: Readonly<Record<string, K>>, fn: string): K => kernels[fn] ?? never(`${fn} has no kernel`);
export const kernelTypes = (expr: { readonly args: readonly Expr[]; readonly type: Type }): KernelTypes =>
  ({ args: expr.args.map((arg) => (arg.kind === "lambda" ? arg.body.type : arg.type)), result: expr.type });

/**
 * All arguments are evaluated, so that what fails does so wherever it stands; `coalesce` alone, like `case`, looks no further than it must.
 * Down the left side without recursion: a chain of thousands of operators is a list.
 */
function callValue(expr: Call, env: Env): Value {
  const chain: Call[] = [expr];
  for (let left = expr.args[0]; left?.kind === "call" && left.fn !== "coalesce"; left = left.args[0]) chain.push(left);
  let first: Value | undefined;
  for (const call of chain.toReversed()) first = oneCall(call, first, env);
  return first as Value;
}

/** `first`: the value of the first argument where it is known. */
function oneCall(expr: Call, first: Value | undefined, env: Env): Value {
  if (expr.fn === "coalesce") return firstNotNull(expr, env);
  const row = rowOf(expr.fn);
  if (expr.args.some(({ kind }) => kind === "lambda")) return lambdaCall(expr, row, first, env);
  const args = expr.args.map((arg, i) => (i === 0 && first !== undefined ? first : evaluate(arg, env)));
  return isNullBefore(row, args) ? null : kernelOf(SCALAR_KERNELS, expr.fn)(args, kernelTypes(expr));
}

function firstNotNull(expr: Call, env: Env): Value {
  for (const arg of expr.args) {
    const value = converted(arg, expr.type, env);
    if (value === null && arg !== expr.args.at(-1)) continue;
    env.taken?.(arg);
    return value;
  }
  return null;
}

function lambdaCall(expr: Call, row: FunctionRow, first: Value | undefined, env: Env): Value {
  const args = expr.args.map((arg, i) => (i === 0 && first !== undefined ? first : arg.kind === "lambda" ? lambdaValue(arg, env) : evaluate(arg, env)));
  const values = args.filter((arg) => typeof arg !== "function");
  return isNullBefore(row, values) ? null : kernelOf(LAMBDA_KERNELS, expr.fn)(args, kernelTypes(expr));
}

const lambdaValue = (expr: ExprBy<"lambda">, env: Env): LambdaValue => (...args) => {
  const own = new Map(expr.params.map((param, i) => [param, args[i] ?? null] as const));
  return evaluate(expr.body, { ...env, row: { get: (column) => (own.has(column) ? own.get(column) : env.row.get(column)) } });
};

/** The null rules by which a null argument makes the result null, whatever else does. */
const STRICT: ReadonlySet<FunctionRow["nulls"]> = new Set<FunctionRow["nulls"]>(["propagate", "divisor", "step"]);

/** Whether the result is null without a look at the kernel. The last argument of a row may stand for many. */
function isNullBefore({ nulls, args: specs }: FunctionRow, args: readonly Value[]): boolean {
  if (STRICT.has(nulls)) return args.includes(null);
  if (nulls === "first" && args[0] === null) return true;
  return args.some((arg, i) => arg === null && specs[Math.min(i, specs.length - 1)]?.notNull === true);
}

/** Over the group's rows, those for which `where:` is true, in the order of `sort:`. The arguments are computed for all of them. */
function aggregateValue(expr: Aggregate, env: Env): Value {
  const over = env.group ?? never("an aggregate stands in no group");
  const envs = over.map((row): Env => ({ ...env, row, group: null }));
  const rows = envs.map((inner) => ({ inner, values: argumentsOf(expr, inner) }));
  const kept = expr.where === null ? rows : rows.filter(({ inner }) => evaluate(expr.where as Expr, inner) === true);
  return aggregated(expr, sortedBy(kept, expr.sort, (key, { inner }) => evaluate(key, inner)).map(({ values }) => values));
}

/** What an aggregate or a window is given of one row. */
export const argumentsOf = ({ args }: Aggregate | Window, env: Env): readonly Value[] => args.map((arg) => evaluate(arg, env));

/** The kernel of an aggregate or of a window over the arguments of these rows. */
export const aggregated = (expr: Aggregate | Window, rows: readonly (readonly Value[])[]): Value => kernelOf(AGGREGATE_KERNELS, expr.fn)(rows, kernelTypes(expr));

/** Stable: what ties stays as it stood. */
export function sortedBy<T>(items: readonly T[], keys: readonly SortKey[], of: (expr: Expr, item: T) => Value): readonly T[] {
  if (keys.length === 0) return items;
  const held = items.map((item) => ({ item, values: keys.map(({ expr }) => of(expr, item)) }));
  held.sort((a, b) => {
    for (const [i, key] of keys.entries()) {
      const order = compareBy(key.expr.type, key, a.values[i] as Value, b.values[i] as Value);
      if (order !== 0) return order;
    }
    return 0;
  });
  return held.map(({ item }) => item);
}

/** The order of one sort key; nulls stand where it says, whichever way it goes. */
export function compareBy(type: Type, { desc, nullsFirst }: { readonly desc: boolean; readonly nullsFirst: boolean }, a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === nullsFirst ? -1 : 1;
  return desc ? compareValues(type, b, a) : compareValues(type, a, b);
}
