/** Rules whose rows would be wrong, or different from run to run, without anybody being told: what they give on DuckDB. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openWorkspace } from "./workspace.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function pack(rules: string, data: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "rulec-rows-"));
  folders.push(folder);
  const manifest = JSON.stringify({ name: "p", version: "0.1.0", language: 1, profiles: { dev: { threads: 2 } } });
  for (const [path, text] of Object.entries({ "rulepack.json": manifest, "m.rule": rules, ...data })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const open = (rules: string, data?: Readonly<Record<string, string>>): ReturnType<typeof openWorkspace> => openWorkspace(pack(rules, data));
const sqlOf = (rules: string, rule: string): string => open(rules).compiled.rules.find(({ name }) => name === `m.${rule}`)?.select.text ?? "";

/** The rows of the rule `r`. */
async function rowsOf(rules: string, data?: Readonly<Record<string, string>>): Promise<readonly (readonly unknown[])[]> {
  const workspace = open(rules, data);
  await workspace.run();
  return workspace.rows("from r");
}

const SALES = 'source sales = csv("sales.csv") { id: int64, region: string?, n: int64?, w: float64?, key [id] }\n';
const DATA = { "sales.csv": "id,region,n,w\n1,EU,3,1.5\n2,EU,,2.5\n3,US,3,\n4,,1,0.5\n5,US,2,0.25\n" };

describe("a limit", () => {
  test("names every column that its order rests on, whatever order the rows came in", () => {
    const text = `${SALES}rule by_id ordered by [id] { from sales }\n`;
    expect(sqlOf(`${text}rule r ordered by [id] { from by_id |> sort [region] |> limit 4 }`, "r")).toContain("order by region nulls last, id nulls last\n  limit 4");
    expect(sqlOf(`${text}rule r ordered by [id] { from by_id |> limit 4 }`, "r")).toContain("order by id nulls last\nlimit 4");
    expect(sqlOf(`${text}rule r ordered by [n] then all { from by_id |> sort [n] |> derive { m: id } |> limit 2 |> select { n } }`, "r")).toContain("order by n nulls last, id nulls last\nlimit 2");
  });

  test("over one row needs no order", async () => {
    expect(await rowsOf(`${SALES}rule r ordered by [n] { from sales |> aggregate { n: count() } |> limit 1 }`, DATA)).toEqual([[5]]);
    expect(await rowsOf(`${SALES}rule r ordered by [n] { from sales |> where id == 3 |> select { n } |> limit 1, offset: 1 }`, DATA)).toEqual([]);
  });
});

describe("what nobody reads", () => {
  test("of a union is left out, and its rows are still counted", async () => {
    expect(await rowsOf(`${SALES}rule r ordered by [n] { let x = from sales |> where n == 3
      from (from x |> union all (from sales |> where id > 4)) |> union all x |> aggregate { n: count() } }`, DATA)).toEqual([[5]]);
    expect(await rowsOf(`${SALES}rule r ordered by [one] then all { from sales |> union all sales |> derive { one: 1 } |> select { one } |> where one == 1 |> distinct }`, DATA)).toEqual([[1]]);
  });
});

describe("a null of a type", () => {
  test("keeps it beside every operator", async () => {
    expect(await rowsOf(`${SALES}rule r ordered by [a] then all { from sales |> where id == 1 |> select { a: region || null::string, b: null::string || null::string, c: id + null::int64, d: null::decimal(5, 2) * 2, e: null::date + 1, f: -(null::int64), g: null::bool and null::bool } }`, DATA))
      .toEqual([[null, null, null, null, null, null, null]]);
    const params = "param t: string? = null\nparam xs: list<int64>? = null\n";
    expect(await rowsOf(`${SALES}${params}rule r ordered by [a] then all { from sales |> where id == 1 |> select { a: region || $t, b: f"{region}-{$t}", c: $xs[1], d: length(region || $t), e: $t } }`, DATA))
      .toEqual([[null, null, null, null, null]]);
  });
});

describe("an as-of join", () => {
  const QUOTES = 'source quotes = csv("quotes.csv") { region: string, at: int64, px: int64, key [region, at] }\n';
  const MORE = { ...DATA, "quotes.csv": "region,at,px\nEU,1,10\nEU,3,11\nUS,4,12\n" };
  const join = (text: string): string => `${SALES}${QUOTES}param p: int64 = 3\nrule r ordered by [id] { from sales ${text} |> select { id, q.px } }`;

  test("takes a left column that is a constant, and a right one that is computed", async () => {
    const found = [[1, 11], [2, 11], [3, null], [4, null], [5, null]];
    expect(await rowsOf(join('|> derive { t: 3::int64 } |> join asof left quotes as q on region == q.region and t >= q.at'), MORE)).toEqual(found);
    expect(await rowsOf(join('|> derive { t: $p } |> join asof left quotes as q on region == q.region and t >= q.at'), MORE)).toEqual(found);
    expect(await rowsOf(join('|> join asof (from quotes |> where px == 11 |> derive { z: 2 } |> check key [region, z]) as q on region == q.region and n >= q.z'), MORE)).toEqual([[1, 11]]);
  });

  test("is refused where its condition reads nothing of the left", () => {
    expect(() => open(join("|> join asof left quotes as q on region == q.region and 3 >= q.at"))).toThrow("compares a constant");
  });
});

test("a window takes `where:` or says that it does not", async () => {
  const rule = (expr: string): string => `${SALES}rule r ordered by [id] { from sales |> derive { x: ${expr} } |> select { id, x } }`;
  expect(() => open(rule("lag(n, 1, where: id > 2) over (sort [id])"))).toThrow("`lag` has no argument `where`");
  expect(await rowsOf(rule("first(id, where: id > 2) over (sort [id] rows ..0)"), DATA)).toEqual([[1, null], [2, null], [3, 3], [4, 3], [5, 3]]);
  expect(await rowsOf(rule("count(where: id > 2) over (sort [id] rows ..0)"), DATA)).toEqual([[1, 0], [2, 0], [3, 1], [4, 2], [5, 3]]);
});

test("an order by a field of a struct is by the field, whatever columns the table has", async () => {
  const source = 'source docs = json("docs.json") { id: int64, a: int64, tags: list<struct<a: int64?>>, key [id] }\n';
  const data = { "docs.json": '[{"id": 1, "a": 2, "tags": [{"a": 1}]}, {"id": 2, "a": 1, "tags": [{"a": 2}, {"a": null}]}]' };
  expect(await rowsOf(`${source}rule r ordered by [a] then all { from docs |> explode tags as e |> select { e.a } }`, data)).toEqual([[1], [2], [null]]);
  expect(await rowsOf(`${source}rule r ordered by [a, id] { from docs |> select { id, n: a, tags } |> explode tags as e, index: i, base: 1 |> select { id, e.a, n, i } |> check key [a, id] }`, data))
    .toEqual([[1, 1, 2, 1], [2, 2, 1, 1], [2, null, 1, 2]]);
  expect(sqlOf(`${source}rule r ordered by [id, i] { from docs |> explode tags as e, index: i, base: 1 |> select { id, i, e.a } }`, "r")).toContain("select id, i, e.a\n");
});

describe("a source gives what stands in the file, or an error that names it", () => {
  const json = (type: string, value: string): Promise<readonly (readonly unknown[])[]> =>
    rowsOf(`source docs = json("docs.json") { id: int64, v: ${type}, key [id] }\nrule r ordered by [id] { from docs }`, { "docs.json": `[{"id": 1, "v": ${value}}]` });
  const csv = (type: string, value: string): Promise<readonly (readonly unknown[])[]> =>
    rowsOf(`source docs = csv("docs.csv") { id: int64, v: ${type}, key [id] }\nrule r ordered by [id] { from docs }`, { "docs.csv": `id,v\n1,${value}\n` });

  test.each([
    ["decimal(12, 2)", "1.239"], ["decimal(12, 2)", '"1.239"'], ["decimal(18, 2)", "1234567890123456.78"], ["list<decimal(12, 2)>", "[1, 1.239]"], ["list<int64>", "[1.5]"],
    ["list<int64>", "[1, null]"], ["list<int64>", "7"], ["struct<a: bool?>", '{"a": "t"}'], ["struct<a: int64, b: int64?>", '{"b": 1}'], ["map<string, int64>", '{"a": 2.5}'],
    ["map<int64, string>", '{"a": "x"}'], ["list<struct<d: date>>", '[{"d": "2026-1-5"}]'], ["list<list<struct<a: decimal(4, 1)>>>", '[[{"a": 1.25}]]'],
  ])("JSON: %s is not %s", async (type, value) => {
    await expect(json(type, value)).rejects.toThrow("error[source-value]");
  });

  test.each([
    ["decimal(12, 2)", "1.2300", "1.23"], ["decimal(12, 2)", "1e2", "100.00"], ["decimal(12, 7)", "0.0000001", "0.0000001"], ["decimal(38, 0)", "123456789012345678901234567890", "123456789012345678901234567890"],
    ["decimal(18, 2)", '"1234567890123456.78"', "1234567890123456.78"], ["decimal(18, 2)", "12345678901234.56", "12345678901234.56"], ["decimal(38, 20)?", "null", null],
    ["list<decimal(12, 2)?>?", '[1.5, null, "2.25"]', ["1.50", null, "2.25"]], ["list<int64>?", "null", null], ["list<int64>", "[]", []],
    ["struct<`a/b~c`: int64, e1: string?, t: timestamp?>", '{"a/b~c": 1, "more": 2, "t": "2026-01-02 03:04:05"}', { "a/b~c": 1, e1: null, t: "2026-01-02 03:04:05" }],
    ["map<string, list<bool>>", '{"b": [true], "a": []}', [{ key: "b", value: [true] }, { key: "a", value: [] }]],
    ["list<list<map<int64, struct<x: float64?>?>>>", '[[{"1": {"x": 1.5}, "2": null}], []]', [[[{ key: 1, value: { x: 1.5 } }, { key: 2, value: null }]], []]],
  ])("JSON: %s takes %s", async (type, value, result) => {
    expect(await json(type, value)).toEqual([[1, result]]);
  });

  test("CSV: no digit is rounded away", async () => {
    await expect(csv("decimal(12, 2)", "1.239")).rejects.toThrow('"1.239" is no decimal(12, 2)');
    await expect(csv("decimal(38, 2)", "12345678901234567890.123")).rejects.toThrow("error[source-value]");
    expect(await csv("decimal(12, 2)", "+1.230")).toEqual([[1, "1.23"]]);
    expect(await csv("decimal(12, 2)", "12e1")).toEqual([[1, "120.00"]]);
  });
});

test("what an engine would plan twice at each level is refused before it takes forever", () => {
  const nested = (depth: number, one: (x: string) => string): string => Array.from({ length: depth }).reduce<string>((x) => one(x), "w");
  const rule = (expr: string): string => `${SALES}rule r ordered by [id] { from sales |> select { id, x: ${expr} } }`;
  for (const one of [(x: string) => `sqrt(${x})`, (x: string) => `(1e0 / ${x})`, (x: string) => `asin(${x})`, (x: string) => `(if ${x} > 0e0 then ${x} else 1e0)`]) {
    expect(() => open(rule(nested(3, one)))).not.toThrow();
  }
  for (const one of [(x: string) => `sqrt(${x})`, (x: string) => `(1e0 / ${x})`, (x: string) => `asin(${x})`]) {
    expect(() => open(rule(nested(30, one)))).toThrow("written out");
  }
});
