/** `rulec test --update`, `--coverage`, `--trace`, `--junit`, `--new`: what they make of tests. */
import { describe, expect, test } from "vitest";
import { createCoverage } from "../../src/compile/tests/coverage.ts";
import { draftTest } from "../../src/compile/tests/draft.ts";
import { runTest, suiteOf, type Suite } from "../../src/compile/tests/index.ts";
import { junitText } from "../../src/compile/tests/junit.ts";
import { traceTest } from "../../src/compile/tests/trace.ts";
import { updated } from "../../src/compile/tests/update.ts";
import { compile } from "../../src/compile/compile.ts";
import { diffLines } from "../../src/cli/tests/diff-lines.ts";
import { createOutput } from "../../src/cli/output.ts";
import { PASSES } from "../../src/ir/passes/list.ts";
import { formatText } from "../../src/lang/format/index.ts";
import { readPack } from "../../src/runtime/pack/read-pack.ts";
import type { Value } from "../../src/values/value.ts";
import { host, packFolder } from "../support/pack.ts";

const RULES = `source orders = csv("orders.csv") {
  order_id: int64, customer_id: int64, status: string, amount: decimal(12, 2), fee: decimal(12, 2)?,
  key [order_id],
}
source customers = csv("customers.csv") { id: int64, region: string, key [id] }

rule paid ordered by [order_id] {
  from orders
  |> where status == "paid"
  |> select {
    order_id, customer_id,
    net: amount - (fee ?? 0),
    size: case { amount > 100 -> "big", amount > 10 -> "middle", else -> "small" },
  }
}

rule by_region ordered by [region] {
  from paid as p
  |> join left customers as c on p.customer_id == c.id
  |> group { c.region } { total: sum(net), orders: count() }
}

rule bag unordered { from paid |> select { net } }
`;
const GIVEN = `given orders = [
    { order_id: 1, customer_id: 7, status: "paid", amount: 12.50, fee: 0.50 },
    { order_id: 2, customer_id: 7, status: "void", amount: 2.00 },
    { order_id: 3, customer_id: 8, status: "paid", amount: 3.00 },
  ]`;

const opened = (tests: string, plain = false): { readonly suite: Suite; readonly text: string } => {
  const { text } = formatText("m.rule", RULES + tests);
  if (text === null) throw new Error("the sample is none");
  const { pack } = readPack({ start: packFolder({ "m.rule": text }), profile: null });
  if (pack === null) throw new Error("no pack");
  const compiled = compile(pack, host, { keep: true, ...(plain ? { without: PASSES.map(({ name }) => name) } : {}) });
  expect(compiled.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return { suite: suiteOf(compiled), text };
};
const problemsOf = (suite: Suite) => suite.compiled.tests.flatMap((one) => runTest(one, suite).problems);
/** What the tests of a text become; its first lines are those of the rules. */
const rewritten = (tests: string): { readonly before: string; readonly after: string } => {
  const { suite, text } = opened(tests);
  const after = updated(problemsOf(suite), () => text).get("m.rule") ?? text;
  const from = text.indexOf('test "');
  expect(after.slice(0, from)).toBe(text.slice(0, from));
  return { before: text.slice(from), after: after.slice(from) };
};

describe("--update", () => {
  test("writes the rows that were found: rows that stay and their comments stay, of others the cells alone that differ", () => {
    const { before, after } = rewritten(`test "a" for paid {
  ${GIVEN}
  expect rows [
    -- the first one
    { order_id: 1, net: 10.00 + 2.00, size: "middle" }, -- a sum
    { order_id: 2, net: 2.00, size: "small" },
    { order_id: 3, net: 9.99, size: "small" },
  ]
}
`);
    expect(after).toBe(before.replace('    { order_id: 2, net: 2.00, size: "small" },\n', "").replace("net: 9.99", "net: 3.00"));
  });
  test("gives what holds after it, whatever was expected, laid out as before", () => {
    const tests = [
      `test "none" for paid {\n  ${GIVEN}\n  expect no rows\n}\n`, `test "all" for paid {\n  expect rows [{ order_id: 1, net: 1 }, { order_id: 2, net: 2 }]\n}\n`,
      `test "order" for paid {\n  ${GIVEN}\n  expect rows [{ order_id: 3 }, { order_id: 1 }]\n}\n`, `test "bag" for bag {\n  ${GIVEN}\n  expect rows [{ net: 3 }, { net: 1 }]\n}\n`,
      `test "left out" for by_region {\n  ${GIVEN}\n  given customers = [{ id: 7, region: "EU" }]\n  expect rows [{ region: "EU", total: 1 }, { total: 2 }]\n  expect rows paid []\n}\n`,
    ].join("\n");
    const { before, after } = rewritten(tests);
    expect(after).not.toBe(before);
    const again = opened(after);
    expect(problemsOf(again.suite)).toEqual([]);
    expect(formatText("m.rule", again.text).text).toBe(again.text);
    expect(after).toContain('expect rows [{ region: "EU", total: 12.00 }, { total: 3.00 }]');
  });
  test("leaves alone what is not about rows", () => {
    const { before, after } = rewritten(`test "error" for paid {\n  expect error "key-violated"\n}\n\ntest "false" {\n  expect 1 == 2\n}\n`);
    expect(after).toBe(before);
  });
});

test("rows that differ stand beside each other: what changed with what it was, and where it comes from", () => {
  const { suite } = opened(`test "a" for by_region { ${GIVEN} given customers = [{ id: 7, region: "EU" }, { id: 8, region: "US" }] expect rows [{ region: "EU", total: 10.00, orders: 1 }, { region: "ZA", total: 1, orders: 1 }] }`);
  const [problem] = problemsOf(suite);
  if (problem?.diff == null) throw new Error("the rows are as expected");
  expect(diffLines(problem.diff, { paint: createOutput({ json: true, env: { NO_COLOR: "1" } }).paint, width: 100 }).join("\n")).toBe(`    row  region  total           orders
  -   1  EU      10.00                1
  +   1  EU      12.00  ← 10.00       1
  -   2  ZA       1.00                1
  +   2  US       3.00                1
  why: total <- paid.net <- orders.amount, orders.fee`);
});

test("coverage tells the rules that no test makes, the branches that none takes and the columns that none looks at", () => {
  const { suite, text } = opened(`test "a" for by_region { ${GIVEN} expect rows [{ total: 15.00 }] }`, true);
  const coverage = createCoverage(suite, () => text);
  for (const one of suite.compiled.tests) expect(runTest(one, suite, { coverage }).problems).toEqual([]);
  const told = coverage.of(suite.compiled.tests, () => true).map(({ rule, tested, branches, columns }) => [rule, tested, branches.filter(({ taken }) => !taken).map(({ words }) => words), columns.filter(({ seen }) => !seen).map(({ name }) => name)]);
  expect(told).toEqual([["m.paid", true, ['"big"'], ["order_id", "customer_id", "size"]], ["m.bag", false, [], ["net"]], ["m.by_region", true, [], ["region", "orders"]]]);
});

test("a trace shows the rows that each stage leaves, in the author's words", () => {
  const { suite } = opened(`test "a" for paid { ${GIVEN} expect rows [] }`, true);
  const traced = traceTest(suite.compiled.tests[0] as (typeof suite.compiled.tests)[number], suite, 10);
  if (typeof traced === "string") throw new Error(traced);
  expect(traced.map(({ rule, stages }) => [rule, stages.map(({ where, total }) => `${total} ${where.words.split(" ")[0]}`)])).toEqual([["m.paid", ["3 orders", '2 where', "2 select", "2 ordered"]]]);
});

test("JUnit's XML counts tests by file, and says of those that fail what is wrong, whatever stands in it", () => {
  const at = { file: "rules/a.rule", start: 0, end: 1 };
  const text = junitText("shop", [{ file: "rules/a.rule", name: 'x < "y" & \u0001', line: 3, ms: 12, problems: [{ at, says: "1 row", diff: null, expect: null }], details: ["<row>"] }, { file: "rules/b.rule", name: "b", line: 1, ms: 0, problems: [], details: [] }]);
  expect(text).toContain('<testsuites name="shop" tests="2" failures="1" errors="0" time="0.012">');
  expect(text).toContain('<testcase name="x &lt; &quot;y&quot; &amp; \uFFFD" classname="rules.a" file="rules/a.rule" line="3" time="0.012">');
  expect(text).toContain('<failure message="1 row">&lt;row&gt;</failure>');
});

test("a draft takes few rows that join and take every branch, and holds", () => {
  const { suite, text } = opened("");
  const order = (id: number): readonly Value[] => [BigInt(id), BigInt(id % 90), id % 3 === 0 ? "void" : "paid", BigInt(id * 37 % 30_000), id % 2 === 0 ? null : 50n];
  const columnsOf = (name: string) => (suite.prepared.env.interfaces.get(name)?.columns ?? []).map((column) => ({ name: column.name, type: column.type }));
  const tables = new Map([
    ["m.orders", { columns: columnsOf("m.orders"), rows: Array.from({ length: 200 }, (_, i) => order(i + 1)) }],
    ["m.customers", { columns: columnsOf("m.customers"), rows: Array.from({ length: 60 }, (_, i): readonly Value[] => [BigInt(i), i % 2 === 0 ? "EU" : "US"]) }],
  ]);
  const called = (name: string): string => name.slice(2);
  for (const [rule, most] of [["m.paid", 4], ["m.by_region", 6]] as const) {
    const drafted = draftTest({ rule, tables, params: new Map(), called }, suite);
    if ("problem" in drafted) throw new Error(drafted.problem);
    const again = opened(drafted.text);
    expect(problemsOf(again.suite)).toEqual([]);
    const given = again.suite.compiled.tests[0]?.givens ?? [];
    const rows = given.reduce((sum, { rows: of }) => sum + (of?.rule.root.kind === "values" ? of.rule.root.rows.length : 0), 0);
    expect([rule, given.length, rows <= most]).toEqual([rule, rule === "m.paid" ? 1 : 2, true]);
  }
  expect(draftTest({ rule: "m.paid", tables: new Map(), params: new Map(), called }, suite)).toMatchObject({ empty: true });
  expect(text).toContain("rule paid");
});

test("a value of any type is written as a test reads it again", () => {
  const source = `source things = json("t.json") { id: int64, word: string?, tags: list<string>?, dims: struct<w: float64, h: float64?>?, extra: json?, uid: uuid?, blob: binary?, at: timestamptz?, day: date?, hour: time?, big: decimal(38, 3)?, rate: float32?, of: map<string, int64>?, key [id] }
rule things_again ordered by [id] { from things }
`;
  const given = `test "all" for things_again {
  given things = [
    { id: -1, word: "a\\"\\n{b}", tags: [], dims: { h: null, w: 1.5e300 }, extra: "{\\"a\\": 1}"::json, uid: "0b5f3f9e-1111-2222-3333-444455556666"::uuid, blob: "x"::binary, at: timestamptz "2026-01-01 00:00:00.5Z", day: date "2026-01-01", hour: time "10:00:00", big: -1.250, rate: 2.5::float32, of: map_from_entries([{ key: "k", value: 1 }]) },
    { id: 2, tags: ["x"], dims: { w: 0.1, h: 2 }, rate: 0.1::float32, of: map_from_entries([]::list<struct<key: string, value: int64>>) },
  ]
  expect no rows
}
`;
  const { suite, text } = opened(source + given);
  const after = updated(problemsOf(suite), () => text).get("m.rule");
  expect(after).toContain("expect rows [");
  expect(problemsOf(opened((after as string).slice(RULES.length)).suite)).toEqual([]);
});

test("whatever rows were expected, in whatever layout, --update gives tests that hold, and keeps each comment of a row that stays", () => {
  const random = seeded(7);
  const pick = (n: number): number => Math.floor(random() * n);
  const rows = Array.from({ length: 12 }, (_, id) => ({ id, word: "abc"[id % 3] as string }));
  const texts = Array.from({ length: 60 }, (_, nth) => {
    const given = rows.filter(() => random() < 0.4);
    const expected = rows.filter(() => random() < 0.4).map((row) => (random() < 0.3 ? { ...row, word: "x" } : row));
    if (random() < 0.3) expected.reverse();
    const cell = ({ id, word }: (typeof rows)[number]): string => [`id: ${id}`, ...(random() < 0.2 ? [] : [`word: "${word}"`])].sort(() => random() - 0.5).join(", ");
    const many = random() < 0.7;
    const element = (row: (typeof rows)[number], last: boolean): string => (many
      ? `${random() < 0.2 ? `    -- before ${nth}.${row.id}\n` : ""}    {${random() < 0.2 ? "\n      " : " "}${cell(row)} }${last && random() < 0.5 ? "" : ","}${random() < 0.2 ? ` -- behind ${nth}.${row.id}, ${row.word}` : ""}\n`
      : `{ ${cell(row)} }${last ? "" : ", "}`);
    const list = `[${many ? "\n" : ""}${expected.map((row, i) => element(row, i === expected.length - 1)).join("")}${many ? "  " : ""}]`;
    const rule = ["ordered_words", "bag_of_words"][pick(2)] as string;
    return `test "${nth}" for ${rule} {\n  given words = [${given.map(({ id, word }) => `{ id: ${id}, word: "${word}" }`).join(", ")}]\n  expect ${random() < 0.1 ? "no rows" : `rows ${random() < 0.3 ? `${rule} ` : ""}${list}`}\n}\n`;
  });
  const source = `source words = csv("w.csv") { id: int64, word: string?, key [id] }\nrule ordered_words ordered by [id] { from words }\nrule bag_of_words unordered { from words }\n\n`;
  const { suite, text } = opened(source + texts.join("\n"));
  const after = updated(problemsOf(suite), () => text).get("m.rule") as string;
  const again = opened(after.slice(RULES.length));
  expect(problemsOf(again.suite)).toEqual([]);
  expect(again.text).toBe(after);
  for (const [, place, nth, id] of text.matchAll(/-- (before|behind) (\d+)\.(\d+)/g)) {
    const isGiven = (texts[Number(nth)] as string).split("expect")[0]?.includes(`{ id: ${id},`) === true;
    if (isGiven) expect(bodyOf(after, nth as string)).toContain(`-- ${place} ${nth}.${id}`);
  }
});

const bodyOf = (text: string, nth: string): string => text.slice(text.indexOf(`test "${nth}" for`)).split("expect rows")[1]?.split("\ntest ")[0] ?? "";

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
