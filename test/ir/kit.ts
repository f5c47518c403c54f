/** Rules of the IR by hand: verbs that take columns by name and give relations, so that a test reads like the rule it is about. */
import { createHash } from "node:crypto";
import { allOf, call, columnRef, createBuilder, literal, shapeOf, type Builder } from "../../src/ir/build.ts";
import type { Expr, Frame, LiteralValue, SortKey } from "../../src/ir/expr.ts";
import { NO_ORIGIN, type ColumnId } from "../../src/ir/id.ts";
import { createProps, type PropsOf } from "../../src/ir/props/index.ts";
import type { AggregateRel, Join, Limit, Rel, SetRel } from "../../src/ir/rel.ts";
import type { ColumnSet, Env, Host, Interface, Local, Obligation, Props, Rule, SortedColumn, SortedName } from "../../src/ir/rule.ts";
import { parseField } from "../../src/values/parse-type.ts";
import { BOOL, FLOAT64, INT64, STRING, type Field, type Type } from "../../src/values/type.ts";

export const host: Host = { sha256: (bytes) => createHash("sha256").update(bytes).digest("hex") };

const AT = NO_ORIGIN;
const field = (text: string): Field => {
  const parsed = parseField(text);
  if (parsed === null) throw new Error(`no type: ${text}`);
  return parsed;
};

export type Interfaces = Record<string, { columns: Record<string, string>; keys?: string[][]; order?: string[] }>;
export type Key = string | Expr;

const sorted = (text: string): { name: string; desc: boolean; nullsFirst: boolean } => {
  const [name, ...rest] = text.split(" ");
  return { name: name as string, desc: rest.includes("desc"), nullsFirst: rest.includes("first") };
};

/** `interfaces` are sources by name, their types in the language's spelling: `orders: { columns: { id: "int64", email: "string?" }, keys: [["id"]] }`. */
export function kit(interfaces: Interfaces = {}) {
  const b: Builder = createBuilder();
  const env: Env = { interfaces: new Map(Object.entries(interfaces).map(([name, of]) => [name, interfaceOf(name, of)])), host };
  const locals: Local[] = [];
  const obligations: Obligation[] = [];
  const propsOf: PropsOf = createProps({ columns: b.columns, env, locals, obligations });

  const newColumn = (name: string, type: Type, nullable = false): ColumnId => b.newColumn({ name, type, nullable, tags: [], doc: null });
  const nameOf = (column: ColumnId): string => b.columns[column]?.name as string;
  const column = (rel: Rel, name: string): ColumnId => {
    const found = rel.outputs.filter((c) => nameOf(c) === name);
    if (found.length !== 1) throw new Error(`${found.length} columns are called ${name}`);
    return found[0] as ColumnId;
  };
  const columns = (rel: Rel, names: readonly string[]): ColumnId[] => names.map((name) => column(rel, name));
  const ref = (rel: Rel, name: string): Expr => {
    const id = column(rel, name);
    return columnRef(b, AT, id, !propsOf(rel).notNull.has(id));
  };
  const int = (value: number): Expr => literal(b, AT, INT64, String(value));
  const text = (value: string): Expr => literal(b, AT, STRING, value);
  const lit = (type: Type, value: LiteralValue): Expr => literal(b, AT, type, value);
  const param = (name: string, type: Type = INT64): Expr => ({ kind: "param", id: b.newNode(), at: AT, type, nullable: false, shape: "constant", name });
  const fn = (name: string, args: readonly Expr[], type: Type = INT64, nullable = false): Expr => call(b, AT, name, args, type, nullable);
  const test = (name: string, ...args: Expr[]): Expr => fn(name, args, BOOL);
  const and = (...parts: Expr[]): Expr => allOf(b, parts) as Expr;
  const cast = (arg: Expr, type: Type, onError: "fail" | "null" = "fail"): Expr => ({ kind: "cast", id: b.newNode(), at: AT, type, nullable: false, shape: arg.shape, arg, onError });
  const caseOf = (arms: readonly (readonly [Expr, Expr])[], otherwise: Expr): Expr =>
    ({ kind: "case", id: b.newNode(), at: AT, type: otherwise.type, nullable: false, shape: shapeOf([...arms.flat(), otherwise]), arms, otherwise });
  const keysOf = (rel: Rel, keys: readonly Key[]): SortKey[] => keys.map((key) => {
    if (typeof key !== "string") return { expr: key, desc: false, nullsFirst: false };
    const { name, desc, nullsFirst } = sorted(key);
    return { expr: ref(rel, name), desc, nullsFirst };
  });
  const agg = (name: string, args: readonly Expr[], more: { where?: Expr; sort?: SortKey[]; type?: Type; nullable?: boolean } = {}): Expr =>
    ({ kind: "aggregate", id: b.newNode(), at: AT, type: more.type ?? INT64, nullable: more.nullable ?? false, shape: "aggregate", fn: name, args, where: more.where ?? null, sort: more.sort ?? [] });
  const over = (name: string, args: readonly Expr[], by: readonly Expr[], sort: readonly SortKey[], more: { where?: Expr; frame?: Frame; type?: Type; nullable?: boolean } = {}): Expr =>
    ({ kind: "window", id: b.newNode(), at: AT, type: more.type ?? INT64, nullable: more.nullable ?? false, shape: "window", fn: name, args, where: more.where ?? null, by, sort, frame: more.frame ?? null });

  const node = () => ({ id: b.newNode(), at: AT });
  const scan = (name: string, only?: readonly string[]): Rel => {
    const of = env.interfaces.get(name) as Interface;
    const reads = of.columns.filter((c) => only === undefined || only.includes(c.name)).map((c) => [c.name, newColumn(c.name, c.type, c.nullable)] as const);
    return { kind: "scan", ...node(), outputs: reads.map(([, c]) => c), of: { kind: of.kind, name }, reads };
  };
  const scanLocal = (local: number): Rel => {
    const { root } = locals[local] as Local;
    const reads = root.outputs.map((c) => [nameOf(c), newColumn(nameOf(c), b.columns[c]?.type as Type, b.columns[c]?.nullable)] as const);
    return { kind: "scan", ...node(), outputs: reads.map(([, c]) => c), of: { kind: "local", local }, reads };
  };
  const values = (of: Record<string, string>, rows: readonly (readonly LiteralValue[])[]): Rel => {
    const made = Object.entries(of).map(([name, type]) => [newColumn(name, field(type).type, field(type).nullable), field(type).type] as const);
    return { kind: "values", ...node(), outputs: made.map(([c]) => c), rows: rows.map((row) => row.map((value, at) => lit(made[at]?.[1] as Type, value))) };
  };
  const filter = (input: Rel, ...predicates: Expr[]): Rel => ({ kind: "filter", ...node(), outputs: input.outputs, input, predicate: and(...predicates) });
  const made = (adds: Record<string, Expr>): [ColumnId, Expr][] => Object.entries(adds).map(([name, expr]) => [newColumn(name, expr.type, expr.nullable), expr]);
  /** Replaces columns of the same name in their place and appends the others. */
  const derive = (input: Rel, of: Record<string, Expr>): Rel => {
    const adds = made(of);
    const byName = new Map(adds.map(([c]) => [nameOf(c), c]));
    const kept = input.outputs.map((c) => byName.get(nameOf(c)) ?? c);
    return { kind: "project", ...node(), outputs: [...kept, ...adds.map(([c]) => c).filter((c) => !kept.includes(c))], input, adds };
  };
  /** Names pass through, the rest is computed. */
  const select = (input: Rel, ...of: (string | Record<string, Expr>)[]): Rel => {
    const adds: [ColumnId, Expr][] = [];
    const outputs = of.flatMap((entry) => {
      if (typeof entry === "string") return [column(input, entry)];
      const more = made(entry);
      adds.push(...more);
      return more.map(([c]) => c);
    });
    return { kind: "project", ...node(), outputs, input, adds };
  };
  const join = (how: Join["how"], left: Rel, right: Rel, on: readonly Expr[], multiplicity: Join["multiplicity"] = "n:1", more: { asof?: Join["asof"]; using?: string[] } = {}): Rel => {
    const merged = (more.using ?? []).map((name) => {
      const l = column(left, name);
      return [l, column(right, name), newColumn(name, b.columns[l]?.type as Type, true)] as const;
    });
    const gone = new Set(merged.flatMap(([l, r]) => [l, r]));
    const rights = how === "semi" || how === "anti" ? [] : right.outputs;
    const outputs = [...merged.map(([, , m]) => m), ...[...left.outputs, ...rights].filter((c) => !gone.has(c))];
    const pairs = merged.map(([l, r]) => test("eq", columnRef(b, AT, l, false), columnRef(b, AT, r, false)));
    return { kind: "join", ...node(), outputs, how, left, right, on: [...pairs, ...on], multiplicity, asof: more.asof ?? null, merged };
  };
  const group = (input: Rel, by: readonly string[], of: Record<string, Expr>): Rel => {
    const adds = made(of);
    const keys = columns(input, by);
    return { kind: "aggregate", ...node(), outputs: [...keys, ...adds.map(([c]) => c)], input, by: keys, adds } satisfies AggregateRel;
  };
  const sort = (input: Rel, keys: readonly Key[], promised = false): Rel => ({ kind: "sort", ...node(), outputs: input.outputs, input, keys: keysOf(input, keys), promised });
  const limit = (input: Rel, count: number | Expr, arbitrary = false): Rel =>
    ({ kind: "limit", ...node(), outputs: input.outputs, input, count: typeof count === "number" ? int(count) : count, offset: null, arbitrary }) satisfies Limit;
  const distinct = (input: Rel): Rel => ({ kind: "distinct", ...node(), outputs: input.outputs, input });
  const dedupe = (input: Rel, on: readonly string[], by: readonly Key[], ties: "total" | "error" = "total"): Rel =>
    ({ kind: "dedupe", ...node(), outputs: input.outputs, input, on: columns(input, on), by: keysOf(input, by), ties });
  const set = (how: SetRel["how"], ...inputs: Rel[]): Rel => {
    const [first] = inputs as [Rel];
    const outputs = first.outputs.map((c) => newColumn(nameOf(c), b.columns[c]?.type as Type, b.columns[c]?.nullable));
    const maps = inputs.map((input) => first.outputs.map((c) => input.outputs.find((o) => nameOf(o) === nameOf(c)) ?? null));
    return { kind: "set", ...node(), outputs, how, inputs, maps };
  };
  /** A bare column is replaced. */
  const explode = (input: Rel, list: string, as: string, more: { index?: string; keepEmpty?: boolean } = {}): Rel => {
    const listColumn = column(input, list);
    const listType = b.columns[listColumn]?.type as Type;
    const element = listType.kind === "list" ? listType.element : { type: INT64, nullable: false };
    const item = newColumn(as, element.type, element.nullable || more.keepEmpty === true);
    const index = more.index === undefined ? null : newColumn(more.index, INT64, more.keepEmpty === true);
    const outputs = [...input.outputs.map((c) => (c === listColumn ? item : c)), ...(index === null ? [] : [index])];
    return { kind: "explode", ...node(), outputs, input, lists: [ref(input, list)], as: [item], index, base: 0, keepEmpty: more.keepEmpty ?? false, pad: false, source: "list" };
  };
  const unpivot = (input: Rel, names: readonly string[]): Rel => {
    const from = columns(input, names);
    const [name, value] = [newColumn("name", STRING), newColumn("value", b.columns[from[0] as ColumnId]?.type as Type, true)];
    return { kind: "unpivot", ...node(), outputs: [...input.outputs.filter((c) => !from.includes(c)), name, value], input, columns: from, name, value };
  };
  const sql = (of: Record<string, string>, ...inputs: Rel[]): Rel =>
    ({ kind: "sql", ...node(), outputs: Object.entries(of).map(([name, type]) => newColumn(name, field(type).type, field(type).nullable)), dialect: "duckdb", parts: ["select 1 from ", ...inputs.map(() => "")], holes: inputs.map(() => "input"), inputs, values: [] });
  const local = (name: string, root: Rel): number => locals.push({ name, root }) - 1;
  const obligation = (kind: Obligation["kind"], on: Rel, more: Partial<Omit<Obligation, "kind" | "over">> = {}): Obligation => {
    const made: Obligation = { kind, at: AT, over: on, predicate: null, columns: [], references: null, severity: "error", message: "", ...more };
    obligations.push(made);
    return made;
  };
  const rule = (root: Rel, more: Partial<Rule> = {}): Rule => ({
    name: "test.r", params: [], locals: [...locals], root, columns: b.columns, nodes: b.nodeCount(), obligations: [...obligations], storage: { kind: "table", mode: "replace" },
    tier: "canonical", order: [], tags: [], doc: null, origins: b.origins(), ...more,
  });

  return {
    b, env, locals, obligations, propsOf, newColumn, nameOf, column, columns, ref, int, text, lit, param, fn, test, and, cast, caseOf, keysOf, agg, over,
    scan, scanLocal, values, filter, derive, select, join, group, sort, limit, distinct, dedupe, set, explode, unpivot, sql, local, obligation, rule, node,
    props: (rel: Rel): Named => named(propsOf(rel), nameOf),
  };
}
export type Kit = ReturnType<typeof kit>;

/** Properties under names, for people: keys as `a+b`, an order as `a, b desc`. */
export type Named = { order: string; total: boolean; keys: string[]; notNull: string[]; constant: string[]; equal: string[]; atMost: number | null };
export function named(props: Props, nameOf: (column: ColumnId) => string): Named {
  const setText = (set: ColumnSet): string => [...set].map(nameOf).join("+");
  const orderText = (key: SortedColumn): string => `${nameOf(key.column)}${key.desc ? " desc" : ""}${key.nullsFirst ? " nulls first" : ""}`;
  return {
    order: props.order.map(orderText).join(", "), total: props.total, keys: props.keys.map(setText), notNull: [...props.notNull].map(nameOf).sort(),
    constant: [...props.constant].map(nameOf).sort(), equal: props.equal.map(setText), atMost: props.atMost,
  };
}

function interfaceOf(name: string, of: Interfaces[string]): Interface {
  const order = (of.order ?? []).map((text): SortedName => sorted(text));
  return {
    name, kind: "source", columns: Object.entries(of.columns).map(([column, type]) => ({ name: column, ...field(type), tags: [], doc: null })),
    order, keys: of.keys ?? [], storage: "source", tier: "canonical", hash: "",
  };
}

export const TYPES = { BOOL, FLOAT64, INT64, STRING };
