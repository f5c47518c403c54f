import { describe, expect, test } from "vitest";
import {
  FUNCTIONS, duckdbSql, functionNamed, lambdaParams, parseTemplate, resolveCall, sqlType, writtenName, type ArgSpec, type FunctionRow,
} from "../../src/ir/functions/index.ts";
import { callArg, callSql, literal, query, resolved, typeOf, value, type Value } from "./engine.ts";

/** A value of each type that no function refuses. */
const SAMPLES: Readonly<Record<string, string>> = {
  bool: "true", int8: "3", int16: "3", int32: "3", int64: "3", uint8: "3", uint16: "3", uint32: "3", uint64: "3", float32: "0.5", float64: "0.5",
  "decimal(5, 2)": "0.75", "decimal(18, 0)": "3", "decimal(18, 18)": "0.5", "decimal(20, 5)": "0.75", "decimal(38, 10)": "0.75",
  string: "'UTC'", binary: "'ab'::blob", uuid: "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", json: `'{"a": [1]}'`, date: "'2024-02-29'",
  time: "'10:11:12.5'", timestamp: "'2024-02-29 10:11:12.5'",
  timestamptz: "'2024-02-29 10:11:12.5+00'", "list<int64>": "[3, 1]", "list<string>": "['b', 'a']", "list<list<int64>>": "[[3], [1]]",
  "list<decimal(5, 2)>": "[0.5]", "list<float64>": "[0.5]",
  "list<struct<key: string, value: int64>>": "[{'key': 'ab', 'value': 1}]", "map<string, int64>": "map {'ab': 1}", "struct<a: int64>": "{'a': 1}",
};
const NUMBERS = Object.keys(SAMPLES).filter((type) => /^u?int|^float|^decimal/.test(type));
const INTEGERS = NUMBERS.filter((type) => type.includes("int"));
const FLOATS = ["float32", "float64"];
const DECIMALS = NUMBERS.filter((type) => type.startsWith("decimal"));
const LISTS = Object.keys(SAMPLES).filter((type) => type.startsWith("list"));
const ALL = Object.keys(SAMPLES);
const SORTABLE = ALL.filter((type) => !/^(list|map|struct|json)/.test(type));
const COMPARABLE = ALL.filter((type) => !/^(map|json)/.test(type));

/** The types that each pattern is tried with; what a row does not take together is left out. */
const TYPES: Readonly<Record<ArgSpec["type"], readonly string[]>> = {
  any: ALL, bool: ["bool"], string: ["string"], json: ["json"], binary: ["binary"], date: ["date"], time: ["time"], timestamp: ["timestamp"],
  timestamptz: ["timestamptz"], interval: [], calendarInterval: [],
  textOrBinary: ["string", "binary"], hashable: [...INTEGERS, ...DECIMALS, "string", "bool", "uuid", "date", "time", "timestamp", "timestamptz"],
  integer: INTEGERS, anyInteger: INTEGERS, wideInteger: INTEGERS, signedInteger: INTEGERS,
  int32: INTEGERS, days: INTEGERS, decimal: DECIMALS, exact: [...INTEGERS, ...DECIMALS], float: FLOATS, number: NUMBERS, float64: NUMBERS,
  operand: NUMBERS,
  dated: ["date", "timestamp", "timestamptz"], timed: ["timestamp", "timestamptz"], clock: ["time", "timestamp", "timestamptz"], same: ALL,
  sameComparable: COMPARABLE, sameSortable: SORTABLE,
  comparable: COMPARABLE, sortable: SORTABLE, sameDated: ["date", "timestamp", "timestamptz"], sameTimed: ["timestamp", "timestamptz"],
  list: LISTS, comparableList: LISTS, sortableList: LISTS, numberList: LISTS, textList: LISTS, listOfLists: LISTS, sameList: LISTS,
  listOfFirst: LISTS,
  element: ["int32", "int64", "string", "list<int64>", "decimal(5, 2)", "float64"], entryList: ["list<struct<key: string, value: int64>>"], map: ["map<string, int64>"], key: ["string"], predicate: [],
  lambda: [],
};

const LITERALS: Readonly<Record<NonNullable<ArgSpec["value"]>, readonly Value[]>> = {
  dateUnit: [literal("string", "month")], unit: [literal("string", "month"), literal("string", "week")], floatDigits: [literal("int64", "1")],
  scale: [literal("int64", "2"), literal("int64", "0")],
  positive: [literal("int64", "2")], natural: [literal("int64", "1")], regex: [literal("string", "[a-z]")], replacement: [literal("string", "<$0>")],
  group: [literal("int64", "0")],
  format: [literal("string", "%Y-%m-%d")], dateFormat: [literal("string", "%Y-%m-%d")], timeFormat: [literal("string", "%Y-%m-%d")],
  width: [{ ...literal("interval", "0 0 900000000"), sql: "(interval '15 minutes')" }],
  fraction: [literal("decimal(2, 1)", "0.5")],
};

const INTERVALS: readonly Value[] = [{ ...literal("interval", "1 2 0"), sql: "(interval '1 month 2 days')" }];
const TIMED_INTERVALS: readonly Value[] = [{ ...literal("interval", "0 0 5"), sql: "(interval '5 microseconds')" }];

function candidates(spec: ArgSpec): readonly Value[] {
  if (spec.value !== undefined) return LITERALS[spec.value];
  if (spec.constant !== undefined) return [literal("string", ",")];
  if (spec.type === "calendarInterval") return INTERVALS;
  if (spec.type === "interval") return TIMED_INTERVALS;
  return TYPES[spec.type].map((type) => value(type, SAMPLES[type] as string));
}

/** All combinations of types; a third value that shares a type with the second has the same. */
function combinations(row: FunctionRow): Value[][] {
  const specs = row.variadic === undefined ? row.args : [...row.args, row.args.at(-1) as ArgSpec];
  let all: Value[][] = [[]];
  for (const [i, spec] of specs.entries()) {
    const repeats = i >= 2 && spec.type === specs[i - 1]?.type && spec.value === undefined;
    all = all.flatMap((before) => (repeats ? [before.at(-1) as Value] : candidates(spec)).map((next) => [...before, next]));
  }
  return all;
}

const ofRow = (row: FunctionRow): Value[][] =>
  combinations(row).filter((args) => {
    const found = resolveCall(writtenName(row), args.map(callArg));
    return found.ok && found.row === row;
  });

const LAMBDAS: ReadonlySet<string> = new Set(["transform", "filter", "any_of", "all_of"]);
const tested = FUNCTIONS.filter(({ name }) => !LAMBDAS.has(name));
const overOf = ({ kind }: FunctionRow): string => (kind === "window" ? " over ()" : "");
const columns = (args: readonly Value[]): Value[] => args.map((arg, i) => (arg.literal === undefined ? { ...arg, sql: `c${i}` } : arg));
const source = (args: readonly Value[]): string => `(select ${["1", ...args.map(({ sql }, i) => `${sql} as c${i}`)].join(", ")} from range(1))`;
const call = (args: readonly Value[], row: FunctionRow): string => callSql(resolved(writtenName(row), args), columns(args), { over: overOf(row) });

describe("every row of the table", () => {
  test("has a name of its own, text that says what it means, and an example", () => {
    expect(new Set(FUNCTIONS.map(({ name }) => name)).size).toBe(FUNCTIONS.length);
    for (const row of FUNCTIONS) {
      expect(row.doc, row.name).toMatch(/^.{10,}[.]$/s);
      expect(row.examples.length, row.name).toBeGreaterThan(0);
      expect(functionNamed(row.name)).toBe(row);
      expect(functionNamed(writtenName(row)), row.name).toBeDefined();
    }
  });

  test.each(tested.map((row) => [row.name, row] as const))("%s gives on DuckDB the type that it promises", async (_, row) => {
    const calls = ofRow(row);
    expect(calls.length).toBeGreaterThan(0);
    const typed = calls.map((args) => args.map((arg) => (arg.literal === undefined ? { ...arg, sql: `null::${sqlType(arg.type)}` } : arg)));
    const wrong: string[] = [];
    const selects = typed.map((args) => {
      const promised = sqlType(resolved(writtenName(row), args).type);
      return `(select typeof(${call(args, row)}) || '|' || typeof(null::${promised}) from ${source(args)})`;
    });
    for (let start = 0; start < selects.length; start += 100) {
      const got = (await query(`select [${selects.slice(start, start + 100).join(", ")}]`)) as string[];
      got.forEach((pair, i) => {
        const [found, promised] = pair.split("|");
        if (found !== promised) wrong.push(`${selects[start + i]}: ${pair}`);
      });
    }
    expect(wrong).toEqual([]);
  });

  const strict = tested.filter(({ nulls, kind }) => nulls === "propagate" && kind === "scalar");

  test.each(strict.map((row) => [row.name, row] as const))("%s is null for a null in any place, and for nothing else", async (_, row) => {
    const wrong: string[] = [];
    const checks: string[] = [];
    for (const args of ofRow(row)) {
      // One shape of types is enough here: the first argument's types vary.
      if (args.slice(1).some((arg) => arg.literal === undefined && arg.type !== args[0]?.type) && checks.length > 0) continue;
      checks.push(`(select (${call(args, row)}) is null from ${source(args)})`);
      for (const [i, arg] of args.entries()) {
        if (arg.literal !== undefined || (row.args[Math.min(i, row.args.length - 1)] as ArgSpec).notNull === true) continue;
        const nulled = args.map((other, j) => (i === j ? { ...other, nullable: true, sql: `null::${sqlType(other.type)}` } : other));
        checks.push(`(select not ((${call(nulled, row)}) is null) from ${source(nulled)})`);
      }
    }
    expect(checks.length).toBeGreaterThan(0);
    for (let start = 0; start < checks.length; start += 100) {
      const got = (await query(`select [${checks.slice(start, start + 100).join(", ")}]`)) as boolean[];
      got.forEach((bad, i) => bad && wrong.push(checks[start + i] as string));
    }
    // `in` and `between` are SQL's: a null among the values matters only when no other decides.
    expect(row.name === "in" || row.name === "between" ? [] : wrong).toEqual([]);
  });

  test.each(tested.filter(({ nulls }) => nulls === "never").map((row) => [row.name, row] as const))("%s is never null", async (_, row) => {
    for (const args of ofRow(row).slice(0, 40)) {
      const nulled = args.map((arg) => (arg.literal === undefined ? { ...arg, nullable: true, sql: `null::${sqlType(arg.type)}` } : arg));
      expect(await query(`select (${call(nulled, row)}) is null from ${source(nulled)}`)).toBe(false);
    }
  });

  const aggregates = tested.filter(({ kind }) => kind === "aggregate").map((row) => [row.name, row] as const);

  test.each(aggregates)("%s stands in a window, with a filter and in an order", async (_, row) => {
    const args = ofRow(row)[0] as Value[];
    const sql = (tails: { order?: string; over?: string }): string => callSql(resolved(writtenName(row), args), columns(args), tails);
    const filter = " filter (where k > 0)";
    const frame = " over (partition by k order by k rows between unbounded preceding and current row)";
    const from = `from (select *, 1 as k from ${source(args)})`;
    await query(`select ${sql({ over: row.filtered === undefined ? filter + frame : frame })} ${from}`);
    if (row.ordered !== undefined) await query(`select ${sql({ order: " order by k desc nulls last", over: filter })} ${from}`);
  });
});

test("functions of lambdas apply them to each element", async () => {
  const lambda = (sql: string, type: string): Value => ({ ...value(type, "null"), sql, nullable: false });
  const over = async (name: string, body: string, type: string): Promise<unknown> => {
    const [xs, f] = [value("list<int64?>", "[1, 2, null]"), lambda(`lambda x: ${body}`, type)];
    const found = resolveCall(name, [callArg(xs), { ...callArg(f), lambda: true }]);
    if (!found.ok) throw new Error(found.problem);
    const parts = parseTemplate(duckdbSql(found.row, { args: [xs, f], type: found.type }).template);
    return query(`select ${parts.map((part) => ("text" in part ? part.text : part.hole === "xs" ? xs.sql : f.sql)).join("")}`);
  };
  expect(await over("transform", "x * 10", "int64")).toEqual(["10", "20", null]);
  expect(await over("filter", "x > 1", "bool")).toEqual(["2"]);
  expect(await over("any_of", "x > 1", "bool")).toBe(true);
  expect(await over("all_of", "x > 0", "bool")).toBe(false);
  expect(lambdaParams("filter", 1, typeOf("list<int64?>"))).toEqual([{ type: typeOf("int64"), nullable: true }]);
  expect(lambdaParams("filter", 0, typeOf("list<int64?>"))).toBe(null);
});
