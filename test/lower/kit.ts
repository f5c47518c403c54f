/** Builds IR by hand, lowers it, and runs the SQL on DuckDB. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { columnRef, createBuilder, literal } from "../../src/ir/build.ts";
import type { Expr, SortKey } from "../../src/ir/expr.ts";
import { resolveCall, type CallArg } from "../../src/ir/functions/index.ts";
import { NO_ORIGIN, type ColumnId, type Origin } from "../../src/ir/id.ts";
import type { AggregateRel, Explode, Join, Reference, Rel, SetRel } from "../../src/ir/rel.ts";
import type { Local, Obligation, Rule, SortedColumn } from "../../src/ir/rule.ts";
import { isRefusal, lowerRule, PRETTY, type LowerOptions, type Naming, type Printed } from "../../src/lower/index.ts";
import { convertLiteral, readLiteral } from "../../src/values/literal.ts";
import { parseField } from "../../src/values/parse-type.ts";
import { BOOL, FLOAT64, INT64, INTERVAL, STRING, isInteger, type Field, type StructType, type Type } from "../../src/values/type.ts";

/** A relation and its columns by name. */
export type T = { readonly rel: Rel; readonly c: Readonly<Record<string, ColumnId>> };
export type Key = readonly [name: string, ...("desc" | "nulls first")[]] | string;

export const naming: Naming = { relation: (of) => ("name" in of ? of.name.split(".").slice(-1) : []), param: (name) => name, pattern: (name) => `${name}_pattern` };

/** `int64`, `string?`. */
export function field(text: string): Field {
  const read = parseField(text);
  if (read === null) throw new Error(`no type: ${text}`);
  return read;
}

export function kit() {
  const b = createBuilder();
  const locals: Local[] = [];
  const obligations: Obligation[] = [];
  const newColumn = (name: string, of: Field): ColumnId => b.newColumn({ name, type: of.type, nullable: of.nullable, tags: [], doc: null });
  const base = (outputs: readonly ColumnId[]) => ({ id: b.newNode(), at: NO_ORIGIN, outputs });
  const def = (column: ColumnId) => b.columns[column] as (typeof b.columns)[number];
  const outputsOf = (c: T["c"]): ColumnId[] => Object.values(c);

  const lit = (type: Type, value: string | boolean | null): Expr => literal(b, NO_ORIGIN, type, value);
  const int = (value: number | string): Expr => lit(INT64, String(value));
  const str = (value: string): Expr => lit(STRING, value);
  const num = (text: string): Expr => read("decimal", text);
  const read = (kind: Parameters<typeof readLiteral>[0], text: string): Expr => {
    const value = readLiteral(kind, text.replace("-", ""), text.startsWith("-") && kind !== "interval");
    if (!value.ok) throw new Error(value.why);
    return lit(value.type, value.value);
  };
  const col = (column: ColumnId): Expr => columnRef(b, NO_ORIGIN, column, def(column).nullable);
  const argOf = (expr: Expr): CallArg => ({ name: null, type: expr.type, nullable: expr.nullable, literal: expr.kind === "literal" ? expr.value : undefined });

  const convert = (expr: Expr, to: Type): Expr => {
    if (expr.type === to) return expr;
    const value = expr.kind === "literal" ? convertLiteral(expr.value, expr.type, to) : undefined;
    if (value !== undefined) return lit(to, value);
    return { kind: "cast", id: b.newNode(), at: expr.at, type: to, nullable: expr.nullable, shape: expr.shape, arg: expr, onError: "fail" };
  };
  const resolve = (name: string, args: readonly Expr[]) => {
    const found = resolveCall(name, args.map(argOf));
    if (!found.ok) throw new Error(`${name}: ${found.problem} ${JSON.stringify(found.params)}`);
    return { found, given: found.args.map((arg) => ("index" in arg ? convert(args[arg.index] as Expr, arg.to) : lit(arg.type, arg.default))) };
  };
  const shapeOf = (parts: readonly Expr[]): Expr["shape"] => parts.reduce<Expr["shape"]>((widest, part) => {
    const order = ["constant", "row", "aggregate", "window"] as const;
    return order.indexOf(part.shape) > order.indexOf(widest) ? part.shape : widest;
  }, "constant");

  const fn = (name: string, ...args: readonly Expr[]): Expr => {
    const { found, given } = resolve(name, args);
    return { kind: "call", id: b.newNode(), at: NO_ORIGIN, type: found.type, nullable: found.nullable, shape: shapeOf(given), fn: found.row.name, args: given };
  };
  const and = (...parts: readonly Expr[]): Expr => parts.reduce((left, right) => fn("and", left, right));
  const agg = (name: string, args: readonly Expr[] = [], more: { where?: Expr; sort?: readonly SortKey[] } = {}): Expr => {
    const { found, given } = resolve(name, args);
    return { kind: "aggregate", id: b.newNode(), at: NO_ORIGIN, type: found.type, nullable: true, shape: "aggregate", fn: found.row.name, args: given, where: more.where ?? null, sort: more.sort ?? [] };
  };
  const win = (name: string, args: readonly Expr[], more: { by?: readonly Expr[]; sort?: readonly SortKey[]; frame?: readonly [string | null, string | null]; unit?: "rows" | "range"; where?: Expr } = {}): Expr => {
    const { found, given } = resolve(name, args);
    const bound = (text: string | null): Expr | null => (text === null ? null : / /.test(text) ? lit(INTERVAL, text) : int(text));
    const frame = more.frame === undefined ? null : { unit: more.unit ?? "rows", from: bound(more.frame[0]), to: bound(more.frame[1]) };
    return {
      kind: "window", id: b.newNode(), at: NO_ORIGIN, type: found.type, nullable: true, shape: "window", fn: found.row.name, args: given, where: more.where ?? null,
      by: more.by ?? [], sort: more.sort ?? [], frame,
    };
  };
  const cast = (expr: Expr, type: string, onError: "fail" | "null" = "fail"): Expr =>
    ({ kind: "cast", id: b.newNode(), at: NO_ORIGIN, type: field(type).type, nullable: expr.nullable || onError === "null", shape: expr.shape, arg: expr, onError });
  const when = (arms: readonly (readonly [Expr, Expr])[], otherwise: Expr, type: Type = otherwise.type): Expr =>
    ({ kind: "case", id: b.newNode(), at: NO_ORIGIN, type, nullable: true, shape: shapeOf([...arms.flat(), otherwise]), arms, otherwise });
  const get = (expr: Expr, name: string): Expr => {
    const found = (expr.type as StructType).fields.find((one) => one.name === name) as Field;
    return { kind: "field", id: b.newNode(), at: NO_ORIGIN, type: found.type, nullable: expr.nullable || found.nullable, shape: expr.shape, arg: expr, name };
  };
  const param = (name: string, type: string): Expr => ({ kind: "param", id: b.newNode(), at: NO_ORIGIN, type: field(type).type, nullable: false, shape: "constant", name });
  const key = (column: ColumnId, ...how: readonly ("desc" | "nulls first")[]): SortKey => ({ expr: col(column), desc: how.includes("desc"), nullsFirst: how.includes("nulls first") });
  const keyOf = (t: T, [name, ...how]: readonly [string, ...("desc" | "nulls first")[]]): SortKey => key(t.c[name] as ColumnId, ...how);
  const keys = (t: T, of: readonly Key[]): SortKey[] => of.map((one) => keyOf(t, typeof one === "string" ? [one] : one));

  const scanOf = (of: Reference, columns: Readonly<Record<string, string>>): T => {
    const c = Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, newColumn(name, field(type))]));
    return { c, rel: { ...base(outputsOf(c)), kind: "scan", of, reads: Object.entries(c) } };
  };
  const scan = (name: string, columns: Readonly<Record<string, string>>): T => scanOf({ kind: "source", name }, columns);
  const filter = (t: T, predicate: Expr): T => ({ c: t.c, rel: { ...base(outputsOf(t.c)), kind: "filter", input: t.rel, predicate } });
  /** Names are kept columns; others are computed. */
  const select = (t: T, row: Readonly<Record<string, Expr | string>>): T => {
    const adds: [ColumnId, Expr][] = [];
    const c: Record<string, ColumnId> = {};
    for (const [name, value] of Object.entries(row)) {
      const same = typeof value === "string" ? t.c[value] : undefined;
      if (same !== undefined && def(same).name === name) c[name] = same;
      else {
        const expr = same !== undefined ? col(same) : (value as Expr);
        const column = newColumn(name, expr);
        adds.push([column, expr]);
        c[name] = column;
      }
    }
    return { c, rel: { ...base(outputsOf(c)), kind: "project", input: t.rel, adds } };
  };
  const derive = (t: T, row: Readonly<Record<string, Expr>>): T => select(t, { ...Object.fromEntries(Object.keys(t.c).map((name) => [name, name])), ...row });
  const group = (t: T, by: readonly string[], adds: Readonly<Record<string, Expr>>): T => {
    const c: Record<string, ColumnId> = Object.fromEntries(by.map((name) => [name, t.c[name] as ColumnId]));
    const added = Object.entries(adds).map(([name, expr]) => [(c[name] = newColumn(name, expr)), expr] as const);
    return { c, rel: { ...base(outputsOf(c)), kind: "aggregate", input: t.rel, by: by.map((name) => t.c[name] as ColumnId), adds: added } satisfies AggregateRel };
  };
  const join = (left: T, right: T, how: Join["how"], on: readonly Expr[], more: Partial<Pick<Join, "asof" | "multiplicity">> & { keep?: Readonly<Record<string, string>> } = {}): T => {
    const kept = how === "semi" || how === "anti" ? {} : Object.fromEntries(Object.entries(right.c).map(([name, column]) => [more.keep?.[name] ?? (name in left.c ? `right_${name}` : name), column]));
    const c = { ...left.c, ...kept };
    return { c, rel: { ...base(outputsOf(c)), kind: "join", how, left: left.rel, right: right.rel, on, multiplicity: more.multiplicity ?? "n:1", asof: more.asof ?? null, merged: [] } };
  };
  const sort = (t: T, by: readonly Key[], promised = false): T => ({ c: t.c, rel: { ...base(outputsOf(t.c)), kind: "sort", input: t.rel, keys: keys(t, by), promised } });
  const limit = (t: T, count: number, offset: number | null = null, arbitrary = false): T =>
    ({ c: t.c, rel: { ...base(outputsOf(t.c)), kind: "limit", input: t.rel, count: int(count), offset: offset === null ? null : int(offset), arbitrary } });
  const distinct = (t: T): T => ({ c: t.c, rel: { ...base(outputsOf(t.c)), kind: "distinct", input: t.rel } });
  const dedupe = (t: T, on: readonly string[], by: readonly Key[]): T =>
    ({ c: t.c, rel: { ...base(outputsOf(t.c)), kind: "dedupe", input: t.rel, on: on.map((name) => t.c[name] as ColumnId), by: keys(t, by), ties: "total" } });
  const set = (how: SetRel["how"], ...inputs: readonly T[]): T => {
    const names = Object.keys((inputs[0] as T).c);
    const c = Object.fromEntries(names.map((name) => {
      const of = inputs.flatMap((input) => input.c[name] ?? []).map(def);
      return [name, newColumn(name, { type: (of.find(({ type }) => !isInteger(type)) ?? of.at(-1))!.type, nullable: of.some(({ nullable }) => nullable) })];
    }));
    return { c, rel: { ...base(outputsOf(c)), kind: "set", how, inputs: inputs.map(({ rel }) => rel), maps: inputs.map((input) => names.map((name) => input.c[name] ?? null)) } };
  };
  const explode = (t: T, lists: readonly Expr[], as: readonly string[], more: Partial<Pick<Explode, "base" | "keepEmpty" | "pad">> & { index?: string; drop?: readonly string[] } = {}): T => {
    const [first] = lists as readonly [Expr];
    const source = first.type.kind === "map" ? "map" : "list";
    const types: Field[] = first.type.kind === "map" ? [{ type: first.type.key, nullable: false }, first.type.value] : lists.map((list) => (list.type as Type & { kind: "list" }).element);
    const made = as.map((name, i) => [name, newColumn(name, types[i] as Field)] as const);
    const index = more.index === undefined ? null : newColumn(more.index, { type: INT64, nullable: true });
    const c = { ...Object.fromEntries(Object.entries(t.c).filter(([name]) => !(more.drop ?? []).includes(name))), ...Object.fromEntries(made), ...(index === null ? {} : { [more.index as string]: index }) };
    return {
      c,
      rel: { ...base(outputsOf(c)), kind: "explode", input: t.rel, lists, as: made.map(([, column]) => column), index, base: more.base ?? 0, keepEmpty: more.keepEmpty ?? false, pad: more.pad ?? false, source },
    };
  };
  const values = (columns: Readonly<Record<string, string>>, rows: readonly (readonly Expr[])[]): T => {
    const c = Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, newColumn(name, field(type))]));
    return { c, rel: { ...base(outputsOf(c)), kind: "values", rows } };
  };
  /** A `let` that scans read by `from`. */
  const local = (name: string, t: T): (() => T) => {
    const index = locals.push({ name, root: t.rel }) - 1;
    return () => {
      const c = Object.fromEntries(Object.entries(t.c).map(([column, id]) => [column, newColumn(column, def(id))]));
      return { c, rel: { ...base(outputsOf(c)), kind: "scan", of: { kind: "local", local: index }, reads: Object.entries(c) } };
    };
  };
  const oblige = (of: Partial<Obligation> & Pick<Obligation, "kind" | "over">): void =>
    void obligations.push({ at: NO_ORIGIN, predicate: null, columns: [], references: null, severity: "error", message: "", ...of });

  const rule = (t: T, order: readonly Key[] = []): Rule => {
    const sorted = order.length === 0 ? t : sort(t, order, true);
    return {
      name: "test.rule", params: [], locals, root: sorted.rel, columns: b.columns, nodes: b.nodeCount(), obligations, storage: { kind: "table", mode: "replace" },
      tier: "canonical", order: keys(t, order).map(({ expr, desc, nullsFirst }): SortedColumn => ({ column: (expr as Expr & { column: ColumnId }).column, desc, nullsFirst })),
      tags: [], doc: null, origins: b.origins(),
    };
  };
  const at = (start: number): Origin => b.origin("case.rule", start, start + 1, NO_ORIGIN);
  return {
    b, lit, int, str, num, read, col, fn, and, agg, win, cast, when, get, param, key, scan, scanOf, filter, select, derive, group, join, sort, limit, distinct, dedupe, set, explode,
    values, local, oblige, rule, at, newColumn, base, def, BOOL, FLOAT64,
  };
}

export function lowered(rule: Rule, options: Partial<LowerOptions> = {}): Printed {
  const result = lowerRule(rule, naming, { ...PRETTY, ...options });
  if (isRefusal(result)) throw new Error(`refused: ${result.what}: ${result.reason}`);
  return result;
}

export const sqlOf = (rule: Rule, options: Partial<LowerOptions> = {}): string => lowered(rule, options).text;

/** A database with what `setup` makes. */
export async function database(...setup: readonly string[]): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  for (const statement of setup) await connection.run(statement);
  return connection;
}

export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${sql}`, { cause: error });
  }
}

export async function run(rule: Rule, ...setup: readonly string[]): Promise<unknown[][]> {
  return rowsOf(await database(...setup), sqlOf(rule));
}

/** How many selects the statement has. */
export const selects = (sql: string): number => sql.match(/\bselect\b/gi)?.length ?? 0;
