/** Packs that import from packs. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasErrors, openFolder, packFolder, publishedRows, runAll, type Opened } from "../support/pack.ts";

const manifest = (more: object): string => JSON.stringify({ name: "p", version: "0.1.0", language: 1, ...more });
const SHARED: Readonly<Record<string, string>> = {
  "shared/rulepack.json": manifest({ name: "shared", roots: ["rules"] }),
  "shared/rules/money/tax.rule": [
    'module money.tax', 'import { half } from "./parts"', 'import { Row } from "base"', 'export { Row } from "base"',
    "param rate: decimal(4, 2) = 0.25", "macro expr taxed(x: expr<numeric>) = x * (1 + $rate)", "function fair(x: decimal(12, 2)) -> float64? = half(x)", "rule hidden ordered by [n] { from values [{ n: 1 }] }",
  ].join("\n"),
  "shared/rules/money/parts.rule": "function half(x: decimal(12, 2)) -> float64? = x / 2\nfunction _own(x: int64) -> int64 = x\n",
  "shared/rules/base.rule": "schema Row { n: int64, t: decimal(38, 4), key [n] }\n",
};
const open = (files: Readonly<Record<string, string>>, dependency: object): Opened =>
  openFolder(join(packFolder({ ...SHARED, "own/rulepack.json": manifest({ roots: ["rules"], dependencies: { lib: dependency } }), ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`own/rules/${path}`, text])) }), "own"));
const told = ({ diagnostics }: Opened): string[] => diagnostics.map(({ code, title, at }) => `${at.file} ${code}: ${title}`);

describe("a pack imports from another", () => {
  const RULE = 'import { taxed, fair, Row, rate as tax_rate } from "lib/money/tax"\nrule r -> Row ordered by [n] { from values [{ n: 1, a: 2.00 }] |> where fair(2.00) > 0.5 and $tax_rate > 0 |> select { n, t: taxed(a)::decimal(38, 4) } }\n';

  test("its functions, macros, schemas and parameters, under the dependency's name", async () => {
    const opened = open({ "m.rule": RULE }, { path: "../shared" });
    expect(told(opened)).toEqual([]);
    expect(opened.compiled?.rules.map(({ name, params }) => [name, params.map((param) => param.name)])).toEqual([["m.r", ["lib.money.tax.rate"]]]);
    expect((await runAll(opened)).status).toBe("published");
    const [rule] = opened.compiled?.rules ?? [];
    expect(rule === undefined ? null : await publishedRows(opened, rule)).toEqual([[1, "2.5000"]]);
  });

  test("but none of its rules, nothing private, and no module that it has not", () => {
    expect(told(open({ "m.rule": 'import { hidden } from "lib/money/tax"\nimport { _own } from "lib/money/parts"\nimport { x } from "lib/monny/tax"\nimport { y } from "./lib/base"\nrule r ordered by [n] { from hidden }\n' }, { path: "../shared" }))).toEqual([
      "rules/m.rule not-supported-yet: a rule of another pack is not supported yet",
      'rules/m.rule private-name: `_own` is private to "lib/money/parts"',
      'rules/m.rule unknown-module: there is no module "lib/monny/tax"',
      'rules/m.rule unknown-module: there is no module "./lib/base"',
    ]);
  });

  test("and is told where the mistake is when the other has one", () => {
    const opened = openFolder(join(packFolder({ ...SHARED, "shared/rules/base.rule": "schema Row { n: int46, key [n] }\n", "own/rulepack.json": manifest({ dependencies: { lib: { path: "../shared/" } } }), "own/m.rule": "rule r ordered by [n] { from values [{ n: 1 }] }\n" }), "own"));
    expect(told(opened)).toEqual([expect.stringContaining("../shared/rules/base.rule unknown-type")]);
  });

  test.each([
    ["a folder without a pack", { path: "../nowhere" }, "dependency-unreadable"],
    ["a name that does not come with rulec", {}, "dependency-unreadable"],
    ["a pack that is not what it was", { path: "../shared", sha256: "0".repeat(64) }, "dependency-changed"],
  ])("%s is one mistake, at its place in rulepack.json", (_, dependency, code) => {
    const opened = open({ "m.rule": RULE }, dependency);
    expect(opened.diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.at.file])).toEqual([[code, "rulepack.json"]]);
    expect(opened.diagnostics[0]?.at.end).toBeGreaterThan(0);
  });

  test("what it holds is fixed by what sha256sum says of it, which the message gives", () => {
    const opened = open({ "m.rule": RULE }, { path: "../shared", sha256: "0".repeat(64) });
    const has = /[0-9a-f]{64}/.exec(opened.diagnostics[0]?.label ?? "")?.[0] ?? "";
    const files = ["rulepack.json", "rules/base.rule", "rules/money/parts.rule", "rules/money/tax.rule"];
    const folder = packFolder(Object.fromEntries(Object.entries(SHARED)));
    expect(execFileSync("sh", ["-c", `sha256sum ${files.join(" ")} | sha256sum`], { cwd: join(folder, "shared"), encoding: "utf8" })).toContain(has);
    expect(hasErrors(open({ "m.rule": RULE }, { path: "../shared", sha256: has }).diagnostics)).toBe(false);
  });
});
