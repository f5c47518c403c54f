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

test("a warehouse that names a file of another kind is refused, and the file is left as it is", async () => {
  const { input } = pack("id, p", { warehouse: "one.json" });
  const outcome = await runPlan(input);
  expect([outcome.status, codesOf(outcome)]).toEqual(["failed", ["warehouse-unreadable"]]);
});
