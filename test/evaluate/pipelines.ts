/** Random pipelines in the language itself, over rows with nulls, ties and extremes, on the evaluator and on the engine. */
import * as fc from "fast-check";
import { compile } from "../../src/compile/compile.ts";
import { RESULT_NAME, type CompiledRule, type Prepared } from "../../src/compile/types.ts";
import { evaluateRule, relationsOf, type Inputs, type Row, type Table } from "../../src/evaluate/index.ts";
import { sqlType } from "../../src/ir/functions/index.ts";
import { optimise, PASSES } from "../../src/ir/passes/list.ts";
import { createProps } from "../../src/ir/props/index.ts";
import type { ColumnDef, Rule } from "../../src/ir/rule.ts";
import { bindQuery } from "../../src/lang/bind-rule.ts";
import { parsePipeline } from "../../src/lang/parser/index.ts";
import { chooseProfile, readManifest, type Manifest, type Profile } from "../../src/lang/pack.ts";
import { isRefusal, lowerRule, PRETTY, type LowerOptions } from "../../src/lower/index.ts";
import { openDuckdb } from "../../src/runtime/duckdb/open.ts";
import type { Engine, JsonValue, Session } from "../../src/runtime/engine.ts";
import { Failure } from "../../src/values/failure.ts";
import { isInteger, isNumeric, type Type } from "../../src/values/type.ts";
import { jsonOf, valueOfJson } from "../../src/values/value-text.ts";
import { host } from "../support/pack.ts";

export const SOURCES = `
source s = json("s.json") {
  id: int64, g: string, a: int64?, b: int32, d: decimal(8, 2)?, f: float64?, ok: bool?, day: date?, at: timestamp,
  xs: list<int64?>?, ys: list<string>, ps: list<struct<p: int32, q: string?>>?, m: map<string, int64?>?, key [id],
}
source r = json("r.json") { rid: int64, rg: string?, v: int64?, w: int64, rday: date, ra: timestamp, e: decimal(6, 3)?, key [rid], unique [rday], unique [ra] }`;

/** Rows of the sources by data set, as SQL in the order of their columns. */
const DATA: Readonly<Record<string, { readonly s: readonly string[]; readonly r: readonly string[] }>> = {
  plain: {
    s: [
      "1, 'x', 3, 1, 1.50, 0.5, true, '2024-01-31', '2024-01-31 10:00:00', [1, null, 3], ['a', 'b'], [{p: 1, q: 'u'}, {p: 2, q: null}], map {'k': 1, 'a': null}",
      "2, 'x', 1, 2, -2.25, -0.0, false, '2024-02-29', '2024-02-29 00:00:00.5', [], [], [], map {}",
      "3, 'y', null, 2, null, null, null, null, '2024-01-31 10:00:00', null, ['c'], null, null",
      "4, 'y', 1, 0, 0.00, 'nan', true, '2024-03-01', '2024-03-01 23:59:59.999999', [2, 2], ['', 'é'], [{p: 1, q: 'u'}], map {'z': 5}",
      "5, '', 2, 1, 1.50, 0.0, false, '2024-02-29', '2023-12-31 00:00:00', [5], ['\u{10000}'], [{p: 3, q: ''}], map {'k': 2}",
      "6, 'z', -4, 3, 99.99, 'inf', true, '2023-02-28', '2024-02-01 12:30:00', [null], ['a'], [], map {'b': 1}",
    ],
    r: [
      "1, 'x', 3, 1, '2024-01-01', '2024-01-31 10:00:00', 1.500", "2, 'x', null, 2, '2024-02-01', '2024-02-10 00:00:00', null", "3, null, 1, 2, '2024-02-29', '2024-02-29 00:00:00.5', -0.001",
      "4, 'z', 2, 1, '2024-03-02', '2025-01-01 00:00:00', 2.250",
    ],
  },
  empty: { s: [], r: ["1, 'x', 3, 1, '2024-01-01', '2024-01-31 10:00:00', 1.500"] },
  extreme: {
    s: [
      "1, 'é', 9223372036854775807, 2147483647, 999999.99, '-inf', null, '9999-12-31', '9999-12-31 23:59:59', [9223372036854775807], ['a'], null, null",
      "2, '\u{10000}', -9223372036854775808, -2147483648, -999999.99, 1e308, true, '0001-01-01', '0001-01-01 00:00:00', [0], [], [{p: -1, q: 'x'}], map {'': 0}",
      "3, 'e', 0, 0, 0.01, 5e-324, false, '1970-01-01', '1970-01-01 00:00:00', [], [' '], [], map {'e': 9}",
      "4, '\uffff', 0, 0, 0.01, 0.1, true, '1969-12-31', '1969-12-31 23:59:59.999999', null, ['b'], [{p: 0, q: null}], map {}",
    ],
    r: ["0, 'é', 9223372036854775807, 0, '0001-01-01', '0001-01-01 00:00:00', 999.999", "2, '\u{10000}', 0, 0, '9999-12-31', '9999-12-31 23:59:59', -999.999"],
  },
};

export const manifest = readManifest('{"name": "random", "version": "0.1.0", "language": 1, "roots": [""]}', () => []).manifest as Manifest;
const compiled = compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [{ path: "p.rule", text: SOURCES }] }, host, { keep: true });
export const prepared = compiled.prepared as Prepared;

/** Null where the text has a mistake. */
export function bound(text: string): Rule | null {
  const parsed = parsePipeline("-e", text);
  if (parsed.diagnostics.length > 0) return null;
  const { rule, diagnostics } = bindQuery(parsed.ast, { path: "-e", text }, prepared.program, prepared.env);
  return diagnostics.some(({ severity }) => severity === "error") ? null : rule;
}

export type Step = { readonly op: number; readonly x: number; readonly y: number; readonly z: number };
export const oneStep: fc.Arbitrary<Step> = fc.record({ op: fc.nat(999), x: fc.nat(99), y: fc.nat(99), z: fc.nat(99) });
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(oneStep, { minLength: 1, maxLength: 8 });
export const dataNames = Object.keys(DATA);

const pick = <T>(items: readonly T[], at: number): T => items[at % items.length] as T;
type Columns = readonly { readonly name: string; readonly type: Type }[];
const columnsOf = (rule: Rule): Columns => rule.root.outputs.map((column) => rule.columns[column] as ColumnDef);

/** Names and types of what a pipeline gives. */
export const outputsOf = (text: string): readonly (readonly [name: string, type: Type])[] => columnsOf(bound(text) as Rule).map(({ name, type }) => [name, type]);

/** Each step adds a stage; one that does not compile adds nothing. */
export function pipeline(plan: readonly Step[]): string {
  let text = "from s";
  let columns = columnsOf(bound(text) as Rule);
  plan.forEach((step, n) => {
    const longer = `${text}\n|> ${stage(columns, step, n)}`;
    const rule = bound(longer);
    if (rule === null || rule.root.outputs.length > 24) return;
    [text, columns] = [longer, columnsOf(rule)];
  });
  return text;
}

const named = (columns: Columns, of: (type: Type) => boolean): readonly string[] => columns.filter(({ type }) => of(type)).map(({ name }) => name);

/** An expression of some type over the columns; nested as deep as `depth`. */
function value(columns: Columns, { x, y, z }: Step, depth = 2): string {
  const number = (k: number): string => pick([...named(columns, isNumeric), "1"], x + k);
  const text = (k: number): string => pick([...named(columns, ({ kind }) => kind === "string"), '"q"'], y + k);
  const date = pick([...named(columns, ({ kind }) => kind === "date" || kind === "timestamp"), 'date "2024-02-29"'], x);
  const list = pick([...named(columns, ({ kind }) => kind === "list"), "[1, 2]"], y);
  const inner = (k: number): string => (depth > 0 ? `(${value(columns, { op: 0, x: x + k, y: y + 3 * k, z: (z * 7 + k * 13) % 97 }, depth - 1)})` : number(k));
  return pick([
    () => `${number(0)} + ${number(1)}`, () => `${number(0)} * 2`, () => `${number(0)} - ${inner(1)}`, () => `${inner(1)} // ${number(0)}`, () => `${inner(2)} % ${number(0)}`, () => `${number(0)} / ${number(1)}`,
    () => `${number(0)} ?? ${number(1)}`, () => `if ${condition(columns, { op: 0, x, y, z: z + 1 }, depth - 1)} then ${inner(1)} else ${inner(2)}`, () => `abs(${number(0)})`, () => `round(${number(0)}, 1)`,
    () => `greatest(${number(0)}, ${number(1)})`, () => `${number(0)}::decimal(20, 3)`, () => `${number(0)}::?int32`, () => `${text(0)} || ${text(1)}`, () => `upper(${text(0)})`, () => `length(${text(0)})`,
    () => `substr(${text(0)}, 1, 1)`, () => `f"{${text(0)}}-{${text(1)}}"`, () => `${date} + 1`, () => `${date} + interval "1 month"`, () => `date_trunc("month", ${date})`, () => `year(${date})`,
    () => `length(${list})`, () => `${list}[1]`, () => `transform(${list}, e -> e)`, () => `${list}.filter(e -> e is not null)`, () => `[${number(0)}, ${number(1)}]`, () => `{ u: ${number(0)}, w: ${text(0)} }`,
    () => `nullif(${number(0)}, ${number(1)})`, () => `hash_id("h", ${text(0)})`, () => `case { ${condition(columns, { op: 0, x, y, z }, 0)} -> 1, else -> 2 }`,
  ], z)();
}

function condition(columns: Columns, { x, y, z }: Step, depth = 2): string {
  const sortable = named(columns, (type) => isNumeric(type) || type.kind === "string" || type.kind === "date" || type.kind === "timestamp");
  const [one, other] = [pick([...sortable, "1"], x), pick([...sortable, "2"], y)];
  const number = pick([...named(columns, isNumeric), "1"], x);
  const inner = (k: number): string => (depth > 0 ? `(${condition(columns, { op: 0, x: x + k, y: y + k, z: (z * 5 + k * 11) % 89 }, depth - 1)})` : `${one} is null`);
  return pick([
    () => `${number} > 1`, () => `${one} == ${other}`, () => `${one} <=> ${one}`, () => `${one} is not null`, () => `not ${inner(1)}`, () => `${inner(1)} and ${inner(2)}`, () => `${inner(1)} or ${inner(2)}`,
    () => `${number} in [1, 2, null]`, () => `${number} between 0 and 2`, () => `${one} < ${other}`, () => `${one} >= ${other}`, () => pick([...named(columns, ({ kind }) => kind === "bool"), "true"], y),
    () => `${pick([...named(columns, ({ kind }) => kind === "string"), '"q"'], y)} != "x"`,
  ], z)();
}

const SORTED = (type: Type): boolean => isNumeric(type) || ["string", "date", "timestamp", "bool"].includes(type.kind);

/** A stage over the columns; `n` keeps new names apart. */
function stage(columns: Columns, step: Step, n: number): string {
  const { op, x, y, z } = step;
  const names = columns.map(({ name }) => name);
  const sorted = named(columns, SORTED);
  const by = pick([...sorted, "id"], x);
  const exact = pick([...named(columns, (type) => isInteger(type) || type.kind === "decimal"), "1"], y);
  const total = `[${[by, ...(z % 2 === 0 ? [`${pick([...sorted, "id"], y)} desc`] : []), ...sorted].filter((name, i, all) => all.findIndex((other) => other.split(" ")[0] === name.split(" ")[0]) === i).join(", ")}]`;
  const how = pick(["", "left ", "right ", "full "], z);
  const one = pick(names, x);
  const list = pick([...named(columns, ({ kind }) => kind === "list"), "[1, 2]"], x);
  const dates = pick([...named(columns, ({ kind }) => kind === "date"), 'date "2024-01-31"'], x);
  const frame = pick(["rows ..0", "rows ..", "rows -1..0", "rows 0..1", "rows -2..-1", "range ..0", "range 0..", "range -1..1", "rows 1..2", 'range -interval "1 month"..0', "range 0..2"], z);
  const aggregate = pick([`sum(${exact})`, "count()", `count(${one})`, `min(${by})`, `max(${by})`, `count_distinct(${by})`, `list(${one}, sort: ${total})`, `avg(${exact})`, `first(${one}, sort: ${total})`,
    `sum(${exact}, where: ${condition(columns, step, 1)})`, `string_agg(g, "-", sort: ${total})`, `median(${exact})`, "bool_or(ok)", `last(${one}, sort: ${total})`], z);
  return pick([
    () => `where ${condition(columns, step)}`, () => `where ${condition(columns, step)}`, () => `derive { n${n}: ${value(columns, step)} }`, () => `derive { n${n}: ${value(columns, step)} }`,
    () => `derive { ${by}: ${value(columns, step)} }`, () => `derive { n${n}: ${value(columns, step)}, o${n}: ${condition(columns, step)} }`,
    () => `select { ${names.filter((name, i) => name === "id" || name === by || (z >> i % 6) % 2 === 0).map((name) => name).join(", ")} }`, () => `drop [${one}]`, () => `rename { ren${n}: ${one} }`,
    () => `sort [${by}${z % 2 === 0 ? " desc" : ""}${z % 3 === 0 ? " nulls first" : ""}]`, () => `sort ${total} |> limit ${z % 5}${x % 2 === 0 ? `, offset: ${y % 3}` : ""}`,
    () => "distinct", () => `select [${by}, ${pick([...sorted, "id"], y)}] |> distinct`, () => `dedupe on [${by}] keep ${z % 2 === 0 ? "first" : "last"} by ${total}`,
    () => `group { ${by} } { n${n}: ${aggregate}, c${n}: count(where: ${condition(columns, step, 1)}) }`, () => `group { k${n}: ${value(columns, step, 1)} } { n${n}: ${aggregate} }`,
    () => `aggregate { n${n}: ${aggregate}, c${n}: count() }`,
    () => `join ${how}r as r${n} on ${by} == ${pick([`r${n}.rid`, `r${n}.rg`, `r${n}.v`, `r${n}.w`, `r${n}.rday`, `r${n}.e`], y)}, cardinality: "n:m" |> select { ...@all, v${n}: r${n}.v, e${n}: r${n}.e }`,
    () => `join ${how}r as r${n} on ${exact} <= r${n}.w and g == r${n}.rg, cardinality: "n:m" |> select { id, g, by${n}: ${by}, v${n}: r${n}.v, k${n}: r${n}.rid }`,
    () => `join ${z % 2 === 0 ? "semi" : "anti"} r as r${n} on ${by} == ${pick([`r${n}.rid`, `r${n}.rg`, `r${n}.v`], y)}`,
    () => `select { l${n}: ${one}, ${by} } |> join ${how}(from r |> select { ${by}: ${pick(["rid", "rg", "v", "w"], y)}, e${n}: e }) using [${by}], cardinality: "n:m"`,
    () => `join asof ${z % 2 === 0 ? "left " : ""}r as r${n} on at ${pick([">=", "<=", ">", "<"], x)} r${n}.ra${y % 2 === 0 ? ', tolerance: interval "40 days"' : ""} |> select { ...@all, v${n}: r${n}.rid }`,
    () => `join asof left r as r${n} on ${dates} ${pick([">=", "<="], x)} r${n}.rday |> select { ...@all, v${n}: r${n}.v }`,
    () => "join cross (from values [{ cx: 1 }, { cx: 2 }])",
    () => `window by [${by}] sort ${total} ${frame} { n${n}: ${aggregate.replace(/, sort: .*\)/, ")")} }`, () => `window sort [${pick([...sorted, "id"], y)}${x % 2 === 0 ? " desc" : ""}${x % 3 === 0 ? " nulls first" : ""}] ${frame} { n${n}: ${aggregate.replace(/, sort: .*\)/, ")")} }`,
    () => `derive { n${n}: ${pick(["row_number()", "rank()", "dense_rank()", `lag(${one})`, `lead(${one}, 2)`, "ntile(2)", `lag(${exact}, 1, 0)`], z)} over (by [${pick([...sorted, "g"], y)}] sort ${total}) }`,
    () => `derive { n${n}: ${exact} - min(${exact}) }`, () => `where ${exact} >= max(${exact}) over (by [${by}])`,
    () => `select { id, g, x${n}: ${exact} } |> ${pick(["union all", "union", "intersect", "except"], z)} (from s |> where b > 0 |> select { id, g, x${n}: ${pick(["a", "id", "b::int64"], y)} })`,
    () => `select { ${by} } |> ${pick(["union all", "union", "intersect", "except"], z)} (from r |> select { ${by}: ${pick(["rid", "rg", "v", "rday"], y)} })`,
    () => `union all (from r |> select { id: rid, w${n}: e }), fill: true`,
    () => `explode ${list} as x${n}${y % 2 === 0 ? `, index: i${n}, base: ${z % 2}` : ""}${z % 3 === 0 ? ", keep_empty: true" : ""}`, () => `explode xs as x${n}, keep_empty: ${z % 2 === 0}`,
    () => `explode [xs, ys] as { x${n}, y${n} }${z % 2 === 0 ? ", pad: true" : ""}${y % 2 === 0 ? `, index: i${n}, base: ${x % 2}` : ""}${x % 3 === 0 ? ", keep_empty: true" : ""}`,
    () => `explode m as { k${n}, w${n} }${y % 2 === 0 ? `, index: i${n}, base: 1` : ""}${z % 3 === 0 ? ", keep_empty: true" : ""}`,
    () => `explode ps as { p, q: q${n} }${z % 2 === 0 ? ", keep_empty: true" : ""}${y % 2 === 0 ? `, index: i${n}, base: 0` : ""}`,
    () => `unpivot [${by}, ${pick([...sorted, "id"], y)}], names_to: "nm${n}", values_to: "vl${n}"`, () => `pivot by [${by}] on b values [0, 1, 2] { t${n}: ${aggregate} }`,
    () => `select { src: ${pick([...named(columns, ({ kind }) => kind === "int64"), "id"], x)}, dst: ${pick([...named(columns, ({ kind }) => kind === "int64"), "id"], y)} } |> recurse as q, depth: d${n}${z % 2 === 0 ? ", max_depth: 3" : ""} { from q |> join r as rr on dst == rr.w, cardinality: "n:m" |> select { src, dst: rr.v } }`,
    () => `select { k${n}: ${pick([...named(columns, ({ kind }) => kind === "int64"), "id"], x)} } |> recurse as q, max_depth: ${z % 4} { from q |> select { k${n}: (k${n} + 2) % 5 } }`,
  ], op)();
}

/** Each pass of the optimiser is left out by some programs, and none by others. */
const LEFT_OUT: readonly (readonly string[])[] = [[], ...PASSES.map(({ name }) => [name])];
export const leavingOut: readonly number[] = LEFT_OUT.map((_, i) => i);

/** A rule of its own over a pipeline, whose joins claim what may not be true and whose rows are checked. Null where it does not compile. */
export function promising(text: string, { x, y, z }: Step): CompiledRule | null {
  const columns = columnsOf(bound(text) as Rule);
  const claimed = text.replaceAll('"n:m"', () => JSON.stringify(pick(["n:1", "1:1", "1:n", "n:m"], z)));
  const keys = [pick(columns, x), ...(z % 3 === 0 ? [pick(columns, y)] : [])].map(({ name }) => name);
  const checked = `${claimed}\n|> check ${condition(columns, { op: 0, x, y, z })} else warn "{${keys[0]}}"\n|> check key [${[...new Set(keys)].join(", ")}]\n|> check count() > 3`;
  const file = { path: "p.rule", text: `${SOURCES}\nrule q unordered tier best_effort {\n${checked}\n}` };
  const { rules, diagnostics } = compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [file] }, host, { keep: true, promises: true, without: pick(LEFT_OUT, x) });
  return diagnostics.some(({ severity }) => severity === "error") ? null : (rules[0] ?? null);
}

/** How many rows break each promise, as lines; those that hold are left out. */
export function brokenHere({ rule }: CompiledRule, set: string): readonly string[] | "fails" {
  try {
    const { broken } = evaluateRule(rule as Rule, inputsOf(set));
    return broken.map(({ obligation: { kind, columns }, failures }) => `${kind} [${columns.map((column) => rule?.columns[column]?.name).join(", ")}]: ${failures}`).sort();
  } catch (error) {
    if (error instanceof Failure) return "fails";
    throw error;
  }
}

export async function brokenThere({ select, scans }: CompiledRule, set: string): Promise<readonly string[]> {
  const engine = session as Session;
  await engine.run({ text: `set schema = '${set}'` });
  await engine.run({ text: `create or replace temp table ${RESULT_NAME} as ${select.text}` });
  const lines: string[] = [];
  for (const { count, promises } of scans) {
    const [counts = []] = (await engine.query({ text: count.text })).rows;
    promises.forEach(({ kind, columns }, i) => counts[i] !== 0 && lines.push(`${kind} [${columns.join(", ")}]: ${JSON.stringify(counts[i])}`));
  }
  return lines.sort();
}

let session: Session | null = null;
let engine: Engine | null = null;
const tables = new Map<string, ReadonlyMap<string, Table>>();

/** The data sets as schemas of an engine in memory, and as the evaluator takes them. */
export async function openData(): Promise<void> {
  engine = await openDuckdb({ warehouse: ":memory:", policy: "admin", directories: [], threads: 1, memory: null, temp: null });
  session = await engine.session();
  for (const [set, sources] of Object.entries(DATA)) {
    await session.run({ text: `create schema ${set}` });
    const held = new Map<string, Table>();
    for (const { name, columns } of compiled.sources) {
      const bare = name.split(".").at(-1) as "s" | "r";
      await session.run({ text: `create table ${set}.${bare} (${columns.map((column) => `"${column.name}" ${sqlType(column.type)}`).join(", ")})` });
      if (sources[bare].length > 0) await session.run({ text: `insert into ${set}.${bare} values ${sources[bare].map((row) => `(${row})`).join(", ")}` });
      const { rows } = await session.query({ text: `select * from ${set}.${bare}` });
      held.set(name, { columns, rows: rows.map((row) => columns.map(({ type }, i) => valueOfJson(type, row[i] ?? null))) });
    }
    tables.set(set, held);
  }
}

export function closeData(): void {
  session?.close();
  engine?.close();
}

export const inputsOf = (set: string): Inputs => ({ tables: tables.get(set) as ReadonlyMap<string, Table>, previous: null, params: new Map() });

export type Answer = readonly string[] | "fails" | "refused";

/** What a pipeline means, as lines of JSON. */
export function evaluated(rule: Rule, set: string): Answer {
  try {
    const rows = relationsOf(rule, inputsOf(set))(rule.root);
    return rows.map((row: Row) => lineOf(rule.root.outputs.map((column) => jsonOf((rule.columns[column] as ColumnDef).type, row.get(column) ?? null))));
  } catch (error) {
    if (error instanceof Failure) return "fails";
    throw error;
  }
}

/** Text, so that a NaN is one and a zero has no sign: which of equal values a group shows is anybody's. */
const lineOf = (row: readonly JsonValue[]): string => JSON.stringify(row, (_, value: unknown) => (value === 0 ? 0 : value));

/** `print`: the choices of the SQL. */
export async function onEngine(rule: Rule, set: string, form: "bound" | "optimised", print: LowerOptions = PRETTY): Promise<{ readonly answer: Answer; readonly sql: string; readonly ordered: boolean; readonly why?: string }> {
  const { env, names } = prepared;
  const of = form === "bound" ? rule : optimise(rule, env);
  const propsOf = createProps({ columns: of.columns, env, locals: of.locals, obligations: of.obligations });
  const { order, total } = propsOf(of.root);
  const lowered = lowerRule({ ...of, order }, { ...names, relation: (read) => [set, ...names.relation(read)] }, { ...print, orderOf: (rel) => propsOf(rel).order });
  if (isRefusal(lowered)) return { answer: "refused", sql: "", ordered: false };
  try {
    const { rows } = await (session as Session).query({ text: lowered.text });
    return { answer: rows.map(lineOf), sql: lowered.text, ordered: total };
  } catch (error) {
    return { answer: "fails", sql: lowered.text, ordered: false, why: error instanceof Error ? error.message : "" };
  }
}
