/**
 * What small rules mean, for tests that compare two ways to the same rows: integers, strings, booleans, lists and nulls, the functions that
 * random rules use. Rows come in an order that follows from the text alone, as if each stage kept what it could.
 */
import type { Expr, SortKey, Window } from "../../src/ir/expr.ts";
import { byKind, type RelTable } from "../../src/ir/fields.ts";
import type { ColumnId } from "../../src/ir/id.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";

export type Value = number | string | boolean | null | readonly Value[];
export type Row = ReadonlyMap<ColumnId, Value>;
/** Rows of each source by column name. */
export type Data = Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;

export class Failure extends Error {}

type Scope = { readonly data: Data; readonly rule: Rule; readonly done: Map<Rel, readonly Row[]> };

export const keyText = (values: readonly (Value | undefined)[]): string => JSON.stringify(values);
const valueIn = (row: Row, column: ColumnId): Value => {
  const value = row.get(column);
  if (value === undefined) throw new Error(`column ${column} is not in the row`);
  return value;
};

export function compare(a: Value, b: Value, key: { readonly desc: boolean; readonly nullsFirst: boolean }): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === key.nullsFirst ? -1 : 1;
  const order = a === b ? 0 : (a as number) < (b as number) ? -1 : 1;
  return key.desc ? -order : order;
}

const strict = (of: (a: never, b: never) => Value) => (a: Value, b: Value): Value => (a === null || b === null ? null : of(a as never, b as never));
const FUNCTIONS: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  eq: strict((a: Value, b: Value) => keyText([a]) === keyText([b])),
  gt: strict((a: number, b: number) => a > b),
  ge: strict((a: number, b: number) => a >= b),
  le: strict((a: number, b: number) => a <= b),
  add: strict((a: number, b: number) => a + b),
  and: (a, b) => (a === false || b === false ? false : a === null || b === null ? null : true),
  or: (a, b) => (a === true || b === true ? true : a === null || b === null ? null : false),
  not: (a) => (a === null ? null : !(a as boolean)),
  is_null: (a) => a === null,
  coalesce: (a, b) => a ?? b,
  // Fails as arithmetic does on overflow.
  multiply: strict((a: number, b: number) => {
    if (a * b > 6) throw new Failure("overflow");
    return a * b;
  }),
};

/** `window` says the value of a window expression for this row. */
function evaluate(expr: Expr, row: Row, window: (expr: Window) => Value): Value {
  if (expr.kind === "column") return valueIn(row, expr.column);
  if (expr.kind === "literal") return expr.type.kind === "int64" && expr.value !== null ? Number(expr.value) : expr.value;
  if (expr.kind === "window") return window(expr);
  const fn = expr.kind === "call" ? FUNCTIONS[expr.fn] : undefined;
  if (expr.kind !== "call" || fn === undefined) throw new Error(`no ${expr.kind === "call" ? expr.fn : expr.kind} here`);
  const [a = null, b = null] = expr.args.map((arg) => evaluate(arg, row, window));
  return fn(a, b);
}
const noWindow = (): Value => {
  throw new Error("no window here");
};
const plain = (expr: Expr, row: Row): Value => evaluate(expr, row, noWindow);

function sortRows(rows: readonly Row[], keys: readonly SortKey[]): Row[] {
  const held = rows.map((row) => ({ row, values: keys.map((key) => plain(key.expr, row)) }));
  held.sort((a, b) => keys.reduce((order, key, at) => order || compare(a.values[at] as Value, b.values[at] as Value, key), 0));
  return held.map(({ row }) => row);
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Of no values there is no sum. */
function sumOf(values: readonly Value[]): Value {
  const held = values.filter((value) => value !== null) as number[];
  return held.length === 0 ? null : held.reduce((sum, value) => sum + value, 0);
}

/** For each row the value of a window over all of them. */
function windowValues(expr: Window, rows: readonly Row[]): ReadonlyMap<Row, Value> {
  const out = new Map<Row, Value>();
  for (const partition of grouped(rows, (row) => keyText(expr.by.map((e) => plain(e, row)))).values()) {
    const sorted = sortRows(partition, expr.sort);
    if (expr.fn === "row_number") sorted.forEach((row, at) => out.set(row, at + 1));
    else {
      const total = sumOf(sorted.map((row) => plain(expr.args[0] as Expr, row)));
      sorted.forEach((row) => out.set(row, total));
    }
  }
  return out;
}

function overRows(rows: readonly Row[]): (expr: Expr, row: Row) => Value {
  const known = new Map<Window, ReadonlyMap<Row, Value>>();
  return (expr, row) => evaluate(expr, row, (window) => {
    const values = known.get(window) ?? windowValues(window, rows);
    known.set(window, values);
    return values.get(row) as Value;
  });
}

const project = (row: Row, columns: readonly ColumnId[]): Row => new Map(columns.map((column) => [column, valueIn(row, column)]));
const tuple = (row: Row, columns: readonly ColumnId[]): string => keyText(columns.map((column) => valueIn(row, column)));
const firstOf = (rows: readonly Row[], columns: readonly ColumnId[]): Row[] => [...grouped(rows, (row) => tuple(row, columns)).values()].map((group) => group[0] as Row);

const EVALUATE: RelTable<readonly Row[], [scope: Scope]> = {
  scan: (node, { data, rule, done }) => {
    if (node.of.kind === "local") {
      const { root } = rule.locals[node.of.local] as Rule["locals"][number];
      const columns = node.reads.map(([name, to]) => [root.outputs.find((c) => rule.columns[c]?.name === name) as ColumnId, to] as const);
      return (done.get(root) ?? rowsOf(root, { data, rule, done })).map((row) => new Map(columns.map(([from, to]) => [to, valueIn(row, from)])));
    }
    if (node.of.kind === "self") throw new Error("no recursion here");
    return (data[node.of.name] ?? []).map((row) => new Map(node.reads.map(([name, column]) => [column, row[name] as Value])));
  },
  values: (node) => node.rows.map((row) => new Map(node.outputs.map((column, at) => [column, plain(row[at] as Expr, new Map())]))),
  filter: (node, scope) => {
    const rows = rowsOf(node.input, scope);
    const value = overRows(rows);
    return rows.filter((row) => value(node.predicate, row) === true);
  },
  project: (node, scope) => {
    const rows = rowsOf(node.input, scope);
    const value = overRows(rows);
    return rows.map((row) => new Map([...row, ...node.adds.map(([column, expr]) => [column, value(expr, row)] as const)]));
  },
  join: (node, scope) => {
    const [left, right] = [rowsOf(node.left, scope), rowsOf(node.right, scope)];
    const nulls = (columns: readonly ColumnId[]): Row => new Map(columns.map((column) => [column, null]));
    const met = new Set<Row>();
    const inequality = node.on.at(-1);
    const compared = inequality?.kind === "call" ? inequality.args[1] : undefined;
    const largest = (row: Row): number => (compared?.kind === "column" ? (valueIn(row, compared.column) as number) : 0);
    const matches = left.map((l) => {
      const found = right.filter((r) => node.on.every((on) => plain(on, new Map([...l, ...r])) === true));
      // The conditions of an as-of join say `>=`: the nearest is the largest.
      const taken = node.asof === null || found.length < 2 ? found : [found.reduce((best, r) => (largest(r) > largest(best) ? r : best))];
      taken.forEach((r) => met.add(r));
      return taken;
    });
    if (node.how === "semi") return left.filter((_, at) => (matches[at] as Row[]).length > 0);
    if (node.how === "anti") return left.filter((_, at) => (matches[at] as Row[]).length === 0);
    const fillsRight = node.how === "left" || node.how === "full";
    const pairs = left.flatMap((l, at) => {
      const taken = matches[at] as Row[];
      return (taken.length === 0 && fillsRight ? [nulls(node.right.outputs)] : taken).map((r) => [l, r] as const);
    });
    const alone = node.how === "right" || node.how === "full" ? right.filter((r) => !met.has(r)).map((r) => [nulls(node.left.outputs), r] as const) : [];
    return [...pairs, ...alone].map(([l, r]) => {
      const row = new Map([...l, ...r]);
      for (const [a, b, merged] of node.merged) row.set(merged, valueIn(row, a) ?? valueIn(row, b));
      return row;
    });
  },
  aggregate: (node, scope) => {
    const groups = grouped(rowsOf(node.input, scope), (row) => tuple(row, node.by));
    const all = node.by.length === 0 && groups.size === 0 ? [[]] : [...groups.values()];
    return all.map((rows) => {
      const row = new Map(node.by.map((column) => [column, valueIn(rows[0] as Row, column)]));
      for (const [column, expr] of node.adds) {
        if (expr.kind !== "aggregate") throw new Error("only aggregates");
        const values = rows.filter((r) => expr.where === null || plain(expr.where, r) === true).map((r) => (expr.args[0] === undefined ? 1 : plain(expr.args[0], r))).filter((v) => v !== null);
        row.set(column, expr.fn === "count" ? values.length : sumOf(values));
      }
      return row;
    });
  },
  sort: (node, scope) => sortRows(rowsOf(node.input, scope), node.keys),
  limit: (node, scope) => rowsOf(node.input, scope).slice(0, plain(node.count, new Map()) as number),
  distinct: (node, scope) => firstOf(rowsOf(node.input, scope), node.input.outputs),
  dedupe: (node, scope) => {
    const rows = rowsOf(node.input, scope);
    const winners = new Set(firstOf(sortRows(rows, node.by), node.on));
    return rows.filter((row) => winners.has(row));
  },
  set: (node, scope) => {
    const inputs = node.inputs.map((input, k) => rowsOf(input, scope).map((row): Row => new Map(node.outputs.map((column, at) => {
      const from = node.maps[k]?.[at] ?? null;
      return [column, from === null ? null : valueIn(row, from)];
    }))));
    if (node.how === "union_all") return inputs.flat();
    if (node.how === "union") return firstOf(inputs.flat(), node.outputs);
    const [first = [], ...rest] = inputs;
    const others = rest.map((rows) => new Set(rows.map((row) => tuple(row, node.outputs))));
    return firstOf(first, node.outputs).filter((row) => others.every((other) => other.has(tuple(row, node.outputs)) === (node.how === "intersect")));
  },
  explode: (node, scope) => rowsOf(node.input, scope).flatMap((row) => {
    const values = (plain(node.lists[0] as Expr, row) ?? []) as readonly Value[];
    const items: (readonly [Value, Value])[] = values.length === 0 && node.keepEmpty ? [[null, null]] : values.map((value, at) => [value, at + node.base]);
    return items.map(([value, at]) => new Map([...row, [node.as[0] as ColumnId, value], ...(node.index === null ? [] : [[node.index, at] as const])]));
  }),
  unpivot: (node, scope) => rowsOf(node.input, scope).flatMap((row) => node.columns.map((column) =>
    new Map([...row, [node.name, scope.rule.columns[column]?.name as string], [node.value, valueIn(row, column)]]))),
  recurse: () => [],
  sql: () => [],
  error: () => [],
};

function rowsOf(rel: Rel, scope: Scope): readonly Row[] {
  const known = scope.done.get(rel);
  if (known !== undefined) return known;
  const rows = byKind(EVALUATE, rel, scope).map((row) => project(row, rel.outputs));
  scope.done.set(rel, rows);
  return rows;
}

/** Rows of any relation of a rule. Throws `Failure` where a run would stop. */
export function evaluator(rule: Rule, data: Data): (rel: Rel) => readonly Row[] {
  const scope: Scope = { data, rule, done: new Map() };
  return (rel) => rowsOf(rel, scope);
}
