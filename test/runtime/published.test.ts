import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readRows, runPlan } from "../../src/runtime/index.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rulec-published-"));
  writeFileSync(join(dir, "one.json"), '{"id": 1, "p": 2.50, "d": "2026-01-05"}\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const pack = (columns: string, profile: object = {}): Workspace => {
  writeFileSync(join(dir, "rulepack.json"), JSON.stringify({ name: "p", version: "0.1.0", language: 1, profiles: { dev: profile } }));
  writeFileSync(join(dir, "a.rule"), `source one = json("one.json") { id: int64, p: decimal(12, 2), d: date, key [id] }\nrule a ordered by [id] { from one |> select { ${columns} } }\nrule b ordered by [id] { from a }\n`);
  return openWorkspace(dir);
};
const codesOf = (of: { readonly diagnostics: readonly { readonly code: string }[] } | object): string[] => ("diagnostics" in of ? of.diagnostics.map(({ code }) => code) : []);

test("rows of an earlier text are never shown under the columns of a later one", async () => {
  await pack("id, x: p, y: d").run();
  for (const changed of ["id, y: d, x: p", "id, x: p", "id, x: p::float64, y: d"]) {
    const { input, compiled } = pack(changed);
    const rule = compiled.rules.find(({ table }) => table === "a");
    expect(codesOf(await readRows(input, rule as NonNullable<typeof rule>, 10))).toEqual(["published-differs"]);
    const outcome = await runPlan({ ...input, selected: (name) => name === "a.b" });
    expect([outcome.status, codesOf(outcome)]).toEqual(["failed", ["published-differs"]]);
  }
});

test("who reads published rows relies on no key and no order that the rule did not have when they were published", async () => {
  const of = (a: string): Workspace => {
    pack("id, p");
    writeFileSync(join(dir, "a.rule"), `source one = json("one.json") { id: int64, p: decimal(12, 2), d: date, key [id] }\n${a}\nrule b ordered by [] { from a |> aggregate { n: count() } }\n`);
    return openWorkspace(dir);
  };
  const bOf = async (a: string): Promise<unknown> => {
    const outcome = await runPlan({ ...of(a).input, fullRefresh: true, selected: (name) => name === "a.b" });
    return [outcome.status, ...outcome.diagnostics.map(({ code, params }) => [code, params["published"], params["says"]])];
  };
  const keyed = "rule a ordered by [id] { from one |> select { id, p } }";
  await of("rule a ordered by [id, p] { from one |> select { id, p } |> union all (from one |> select { id: id + 1, p }) |> check key [id, p] }").run();
  expect(await bOf(keyed)).toEqual(["failed", ["published-differs", ["key [id, p]", "ordered by [id, p]"], ["key [id]"]]]);
  await of(keyed).run();
  for (const less of [keyed, "rule a ordered by [id, p] { from one |> select { id, p } }", "rule a unordered { from one |> select { id, p } }", "rule a unordered { from one |> select { id, p } |> union all (from one |> select { id: id + 5, p }) }"]) expect(await bOf(less)).not.toContainEqual(expect.arrayContaining(["published-differs"]));
  expect(await bOf("rule a ordered by [p, id] { from one |> select { id, p } }")).toEqual(["failed", ["published-differs", ["key [id]", "ordered by [id]"], ["ordered by [p, id]"]]]);
  const { input, compiled } = of("rule a ordered by [p] { from one |> select { id, p } |> check key [p] }");
  const rule = compiled.rules.find(({ table }) => table === "a");
  // Shown by itself, it is what was published.
  expect(codesOf(await readRows(input, rule as NonNullable<typeof rule>, 10))).toEqual([]);
  await expect(of("rule a ordered by [p] { from one |> select { id, p } |> check key [p] }").rows("from a |> aggregate { n: count() }")).rejects.toThrow("without what it promises now");
  // So it is with a file.
  const filed = (key: string): Workspace => of(`rule a as csv("a.csv") ordered by [id] { from one |> select { id, p }${key} }`);
  await filed("").run();
  await expect(filed(" |> check key [p]").rows("from a |> aggregate { n: count() }")).rejects.toThrow("without what it promises now");
  expect(await filed("").rows("from a |> aggregate { n: count() }")).toEqual([[1]]);
});

test("a warehouse that names a file of another kind is refused, and the file is left as it is", async () => {
  const { input } = pack("id, p", { warehouse: "one.json" });
  const outcome = await runPlan(input);
  expect([outcome.status, codesOf(outcome)]).toEqual(["failed", ["warehouse-unreadable"]]);
});
