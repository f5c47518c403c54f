/** Packs that import from packs. */
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import check from "../../src/cli/commands/check.ts";
import deps from "../../src/cli/commands/deps.ts";
import { createOutput } from "../../src/cli/output.ts";
import type { Command, Invocation } from "../../src/cli/spec.ts";
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
  openFolder(join(packFolder({ ...SHARED, "own/rulepack.json": manifest({ roots: ["rules"], dependencies: { lib: dependency } }), "own/shared.zip": "PK", ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`own/rules/${path}`, text])) }), "own"));
/** A command in a folder, as the program runs it; options by their names. */
async function asked(command: Command, cwd: string, args: readonly string[], options: Invocation["options"] = {}): Promise<{ readonly exit: number; readonly printed: string; readonly noted: string; readonly document: unknown }> {
  const [printed, noted, documents]: [string[], string[], unknown[]] = [[], [], []];
  const out = { ...createOutput({ json: options["json"] === true, env: { NO_COLOR: "1" } }), print: (line: string) => void printed.push(line), note: (line: string) => void noted.push(line), document: (value: unknown) => void documents.push(value) };
  const exit = await command.run({ args, options, out, cwd, env: {} });
  return { exit, printed: printed.join("\n"), noted: noted.join("\n"), document: documents[0] };
}
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
    expect(open({ "m.rule": 'import { hidden } from "lib/money/tax"\nrule r ordered by [n] { from hidden }\n' }, { path: "../shared" }).diagnostics.map(({ hint }) => hint)).toEqual([expect.stringMatching(/^a dependency gives functions, macros, schemas and parameters/)]);
    expect(told(open({ "m.rule": 'import { hidden } from "lib/money/tax"\nimport { _own } from "lib/money/parts"\nimport { x } from "lib/monny/tax"\nimport { y } from "./lib/base"\nrule r ordered by [n] { from hidden }\n' }, { path: "../shared" }))).toEqual([
      "rules/m.rule not-supported-yet: a rule of another pack is not supported yet",
      'rules/m.rule private-name: `_own` is private to "lib/money/parts"',
      'rules/m.rule unknown-module: there is no module "lib/monny/tax"',
      'rules/m.rule unknown-module: there is no module "./lib/base"',
    ]);
  });

  test("and is told where the mistake is when the other has one", () => {
    const opened = openFolder(join(packFolder({ ...SHARED, "shared/rules/base.rule": "schema Row { n: int46, key [n] }\n", "own/rulepack.json": manifest({ dependencies: { lib: { path: "../shared/" } } }), "own/m.rule": 'import { fair } from "lib/money/tax"\nrule r ordered by [n] { from values [{ n: 1 }] }\n' }), "own"));
    expect(told(opened)).toEqual([expect.stringContaining("../shared/rules/base.rule unknown-type")]);
  });

  test("and reads of it what imports lead to: nothing else costs time, or is anybody's mistake here", () => {
    const files = { ...SHARED, "shared/rules/base.rule": "schema Row { n: int46, key [n] }\n", "own/rulepack.json": manifest({ dependencies: { lib: { path: "../shared/" } } }), "own/m.rule": 'import { half } from "lib/money/parts"\nrule r ordered by [n] { from values [{ n: half(2.00) }] }\n' };
    const opened = openFolder(join(packFolder(files), "own"));
    expect(told(opened)).toEqual([]);
    expect([...(opened.compiled?.prepared?.program.modules.keys() ?? [])]).toEqual(["lib.money.parts", "m"]);
  });

  test.each([
    ["a folder without a pack", { path: "../nowhere" }, "dependency-unreadable"],
    ["a name that does not come with rulec", {}, "dependency-unreadable"],
    ["a pack that is not what it was", { path: "../shared", sha256: "0".repeat(64) }, "dependency-changed"],
    ["an address", { path: "https://example.org/shared" }, "dependency-unreadable"],
    ["a path of one machine", { path: "/srv/shared" }, "dependency-unreadable"],
    ["an archive", { path: "../own/shared.zip" }, "dependency-unreadable"],
    ["the pack itself", { path: "." }, "dependency-cycle"],
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

const RULES = "function f(x: int64) -> int64 = x\n";
/** Packs beside each other, each in a folder of its name, with what it imports from and its files; the first is opened. */
const packs = (of: Readonly<Record<string, { readonly more?: object; readonly uses?: object; readonly files?: Readonly<Record<string, string>> }>>): string =>
  packFolder(Object.fromEntries(Object.entries(of).flatMap(([name, { more = {}, uses = {}, files = { "m.rule": RULES } }]) => [
    [`${name}/rulepack.json`, manifest({ name, roots: ["rules"], dependencies: uses, ...more })] as const,
    ...Object.entries(files).map(([path, text]) => [`${name}/rules/${path}`, text] as const),
  ])));
const to = (name: string): object => ({ [name]: { path: `../${name}` } });
const openedIn = (folder: string): Opened => openFolder(join(folder, "own"));

describe("a dependency imports from packs itself", () => {
  const RULE = { "m.rule": 'import { g } from "a/m"\nrule r ordered by [n] { from values [{ n: 1 }] |> select { n: g(n) } }\n' };
  const G = (of: string): Readonly<Record<string, string>> => ({ "m.rule": `import { f } from "${of}/m"\nfunction g(x: int64) -> int64 = f(x) + 1\n` });

  test("by its own names for them, and a pack that two import from is there once", async () => {
    const folder = packs({ own: { uses: { ...to("a"), ...to("b") }, files: RULE }, a: { uses: { base: { path: "../c" } }, files: G("base") }, b: { uses: to("c"), files: G("c") }, c: {} });
    const opened = openedIn(folder);
    expect(told(opened)).toEqual([]);
    expect(opened.pack?.dependencies.map(({ name, packs: names }) => [name, names])).toEqual([["a", { base: "c" }], ["b", { c: "c" }], ["c", {}]]);
    const [rule] = opened.compiled?.rules ?? [];
    expect((await runAll(opened)).status).toBe("published");
    expect(rule === undefined ? null : await publishedRows(opened, rule)).toEqual([[2]]);
  });

  test("equal copies are one pack, different ones of a name are refused with the ways to both", () => {
    const own = { own: { uses: { ...to("a"), ...to("b") }, files: RULE }, a: { uses: to("c"), files: G("c") }, b: { uses: { c: { path: "../d" } }, files: G("c") }, c: {} };
    expect(told(openedIn(packs({ ...own, d: { more: { name: "c" } } })))).toEqual([]);
    const differing = openedIn(packs({ ...own, d: { more: { name: "c", version: "2.0.0" } } }));
    expect(told(differing)).toEqual(["rulepack.json dependency-conflict: two packs are called c"]);
    expect(differing.diagnostics[0]?.label).toBe("(a/c) is version 0.1.0, by own → a → c; (b/c) is version 2.0.0, by own → b → c");
  });

  test("a circle is refused with the way round, however far it lies", () => {
    expect(told(openedIn(packs({ own: { uses: to("a"), files: RULE }, a: { uses: to("b"), files: G("b") }, b: { uses: to("c"), files: G("c") }, c: { uses: to("a") } })))).toEqual([
      "rulepack.json dependency-cycle: packs import from each other: own → a → b → c → a",
    ]);
  });

  test("a change behind a dependency is a change of it", () => {
    const folder = packs({ own: { uses: to("a"), files: RULE }, a: { uses: to("b"), files: G("b") }, b: {} });
    const before = openedIn(folder).pack?.tree[0]?.sha256;
    writeFileSync(join(folder, "b/rules/m.rule"), `${RULES}-- changed\n`);
    expect(openedIn(folder).pack?.tree[0]?.sha256).not.toBe(before);
  });
});

describe("what a pack holds lies in its own folder", () => {
  test.each([
    ["the folder of a dependency", "a", "../a is a link"],
    ["a folder on the way to it", ".", "../a/inner is a link"],
    ["its rulepack.json", "a/rulepack.json", "../a/rulepack.json is a link"],
    ["one of its rule files", "a/rules/m.rule", "../a/rules/m.rule is a link"],
    ["one of its folders of rules", "a/rules/deep", "../a/rules/deep is a link"],
  ])("%s that is a link is refused", (_, path, says) => {
    const inner = path === ".";
    const folder = packs({ own: { uses: { a: { path: inner ? "../a/inner" : "../a" } } }, a: { files: { "m.rule": RULES, "deep/m.rule": RULES } }, "b/inner": {} });
    const target = inner ? "a" : path;
    renameSync(join(folder, target), join(folder, "elsewhere"));
    symlinkSync(inner ? join(folder, "b") : join(folder, "elsewhere"), join(folder, target));
    expect(told(openedIn(folder))).toEqual([`rulepack.json link-refused: ${says}`]);
  });

  test("so is a rule file of the pack itself", () => {
    const folder = packs({ own: {} });
    symlinkSync(join(folder, "own/rulepack.json"), join(folder, "own/rules/x.rule"));
    expect(told(openedIn(folder))).toEqual(["rules/x.rule link-refused: rules/x.rule is a link"]);
  });
});

describe("no name hides another", () => {
  test("a folder of rules cannot have the name of a dependency", () => {
    expect(told(openedIn(packs({ own: { uses: to("a"), files: { "a/x.rule": RULES, "a/y.rule": RULES } }, a: {} })))).toEqual([
      "rules/a/x.rule dependency-hidden: this pack has a module a of its own, and imports from a pack of that name",
    ]);
  });

  test("a function of a pack cannot be called as one of the language, where it is declared or imported or passed on", () => {
    const own = { "m.rule": 'import { f as lower, g } from "a/m"\nexport { f as sum } from "a/m"\nrule r ordered by [n] { from values [{ n: 1 }] |> select { n: g(n) } }\n' };
    expect(told(openedIn(packs({ own: { uses: to("a"), files: own }, a: { files: { "m.rule": `${RULES}function upper(x: int64) -> int64 = x\nfunction g(x: int64) -> int64 = x\n` } } })))).toEqual([
      "../a/rules/m.rule builtin-name: `upper` is a function of the language",
      "rules/m.rule builtin-name: `lower` is a function of the language",
      "rules/m.rule builtin-name: `sum` is a function of the language",
    ]);
  });

  test("a module passes on what it imports from a pack", () => {
    const own = { "m.rule": 'export { f as ours } from "a/m"\n', "n.rule": 'import { ours } from "m"\nrule r ordered by [n] { from values [{ n: ours(1) }] }\n' };
    expect(told(openedIn(packs({ own: { uses: to("a"), files: own }, a: {} })))).toEqual([]);
  });
});

test("a name that another module has, or one of a pack that is imported from, is told with the import that brings it, which --fix writes", async () => {
  const files = {
    "m.rule": '--- What is used.\nimport { t } from "./n"\nrule r ordered by [id] { from u |> latest_per([id], id, []) |> select { id, s: slug("A") } }\nrule d ordered by [day] { from days(date "2026-01-01", date "2026-01-02") |> where t_of() == 1 }\n',
    "n.rule": "source t = csv(\"t.csv\") { id: int64, key [id] }\nsource u = csv(\"t.csv\") { id: int64, key [id] }\nfunction t_of() -> int64 = 1\n",
  };
  const folder = packs({ own: { uses: { std: {} }, files } });
  const opened = openedIn(folder);
  expect(opened.diagnostics.flatMap(({ code, hint }) => (code.startsWith("unknown") ? [`${code}: ${hint ?? ""}`] : []))).toEqual([
    'unknown-relation: `import { u } from "n"`', 'unknown-function: `import { latest_per } from "std/rows"`', 'unknown-function: `import { slug } from "std/text"`',
    'unknown-relation: `import { days } from "std/calendar"`', 'unknown-function: `import { t_of } from "n"`',
  ]);
  await asked(check, join(folder, "own"), [], { fix: true });
  expect(told(openedIn(folder)).filter((text) => /unknown/.test(text))).toEqual([]);
});

test("the pack that comes with rulec is one edit away", async () => {
  const folder = packs({ own: { files: { "m.rule": 'import { slug } from "std/text"\nrule r ordered by [n] { from values [{ n: slug("A b") }] }\n' } } });
  for (const text of [manifest({ roots: ["rules"], dependencies: undefined }), manifest({ roots: ["rules"], dependencies: {} }), manifest({ roots: ["rules"], dependencies: { own2: { path: "../b" } } })]) {
    writeFileSync(join(folder, "own/rulepack.json"), text);
    const found = openedIn(folder).diagnostics.filter(({ code }) => code === "unknown-module");
    expect(found.map(({ hint, edits }) => [hint, edits.map(({ file }) => file)])).toEqual([[expect.stringContaining("comes with rulec"), ["rulepack.json"]]]);
    await asked(check, join(folder, "own"), [], { fix: true });
    expect((JSON.parse(readFileSync(join(folder, "own/rulepack.json"), "utf8")) as { dependencies: object }).dependencies).toMatchObject({ std: {} });
  }
});

describe("rulec deps", () => {
  const files = { "m.rule": 'import { f } from "a/m"\nrule r ordered by [n] { from values [{ n: f(1) }] }\n' };
  const TEXT = `{
  "name": "own", "version": "0.1.0", "language": 1, "roots": ["rules"],
  "dependencies": {
    "std": {},
    "a": {
      "path": "../a"
    }, "b": { "path": "../b", "sha256": "${"0".repeat(64)}" }
  }
}
`;
  test("writes what packs hold into rulepack.json as it is laid out, and nothing else", async () => {
    const folder = packs({ own: { files }, a: { uses: to("b") }, b: {} });
    const run = (options: Invocation["options"], ...args: string[]): ReturnType<typeof asked> => asked(deps, join(folder, "own"), args, options);
    const read = (): string => readFileSync(join(folder, "own/rulepack.json"), "utf8");
    const without = (text: string): string => text.replace(/,\n {6}"sha256": "[0-9a-f]{64}"/, "");
    writeFileSync(join(folder, "own/rulepack.json"), TEXT);
    expect((await run({ check: true })).exit).toBe(1);
    // Another one is not as it was.
    expect((await run({ update: true }, "a")).exit).toBe(1);
    expect(without(read())).toBe(TEXT);
    expect((await run({ update: true })).exit).toBe(0);
    expect(without(read()).replace(/\{ "sha256": "[0-9a-f]{64}" \}/, "{}").replace(/"[0-9a-f]{64}"/, `"${"0".repeat(64)}"`)).toBe(TEXT);
    expect((await run({ check: true })).exit).toBe(0);
    const before = read();
    await run({ update: true });
    expect(read()).toBe(before);
    expect((await run({})).printed.replaceAll(/[0-9a-f]{12}/g, "<hash>")).toBe([
      "own 0.1.0", "├ std 0.1.0  with rulec  <hash>  locked", "├ a 0.1.0    ../a        <hash>  locked", "│ └ b 0.1.0  ../b        <hash>  not locked", "└ b 0.1.0    ../b        <hash>  locked",
    ].join("\n"));
  });

  test("says in CI whether all is locked, and refuses names that are none", async () => {
    const folder = join(packs({ own: { uses: to("a"), files }, a: {} }), "own");
    expect([(await asked(deps, folder, [])).exit, (await asked(deps, folder, [], { check: true })).exit]).toEqual([0, 3]);
    expect(await asked(deps, folder, ["b"])).toMatchObject({ exit: 2, noted: expect.stringContaining("own has no dependency b") });
    expect((await asked(deps, folder, [], { json: true })).document).toMatchObject({ locked: false, dependencies: [{ name: "a", same: null }] });
  });
});
