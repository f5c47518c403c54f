/** `rulec diff`: the other side from a commit or a folder, in each format, with its exit code. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import command from "../../src/cli/commands/diff.ts";
import { createOutput } from "../../src/cli/output.ts";
import { artifacts, wholeText } from "../../src/compile/artifacts.ts";
import type { Compiled } from "../../src/compile/types.ts";
import type { Pack } from "../../src/runtime/pack/read-pack.ts";
import { host, openFolder, packFolder, temporaryFolder } from "../support/pack.ts";

const SOURCES = `source orders = csv("orders.csv") { order_id: int64, customer_id: int64?, status: string, amount: decimal(12, 2), key [order_id] }
source customers = csv("customers.csv") { id: int64, region: string?, key [id] }
`;
const rules = (how: string, lines: string): string => `import { orders, customers } from "sources"
rule sales ordered by [order_id] { from orders as o |> ${how} customers as c on o.customer_id == c.id |> where ${lines} |> select { o.order_id, c.region, o.amount } }
rule regions ordered by [region] { from sales |> group { region } { revenue: sum(amount) } }
`;
const BEFORE = rules("join left", 'status == "paid" and amount > 10');
const AFTER = rules("join", 'status == "paid" and amount > 10');
const SAME = rules("join left", 'not (amount <= 10 or status != "paid")');

type Answer = { readonly exit: number; readonly printed: string; readonly noted: string };

async function diff(cwd: string, args: readonly string[] = [], options: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const [printed, noted]: [string[], string[]] = [[], []];
  const out = { ...createOutput({ json: options["json"] === true, env: {} }), print: (line: string) => void printed.push(line), note: (line: string) => void noted.push(line), document: (value: unknown) => void printed.push(JSON.stringify(value)) };
  return { exit: await command.run({ args, options: { tries: "200", ...options }, out, cwd, env: {} }), printed: printed.join("\n"), noted: noted.join("\n") };
}

const git = (folder: string, ...args: readonly string[]): void => void execFileSync("git", ["-C", folder, "-c", "user.email=a@example.org", "-c", "user.name=A", "-c", "commit.gpgsign=false", ...args], { stdio: "ignore" });
/** A pack in a folder of a repository, committed; another stands beside it, which it imports from. */
let shop = "";
beforeAll(() => {
  const folder = temporaryFolder();
  git(folder, "init", "-q");
  packFolder({ "shared/rulepack.json": '{ "name": "shared", "version": "0.1.0", "language": 1 }', "shared/text.rule": "function shout(s: string?) -> string? = upper(s)\n" }, folder);
  shop = packFolder({
    "rulepack.json": '{ "name": "shop", "version": "0.1.0", "language": 1, "roots": ["rules"], "dependencies": { "shared": { "path": "../shared" } } }',
    "rules/sources.rule": SOURCES, "rules/sales.rule": BEFORE, "rules/loud.rule": 'import { shout } from "shared/text"\nimport { customers } from "sources"\nrule loud ordered by [id] { from customers |> select { id, region: shout(region) } }\n',
  }, join(folder, "shop"));
  git(folder, "add", "-A");
  git(folder, "commit", "-qm", "one");
});
const write = (text: string): void => void packFolder({ "rules/sales.rule": text }, shop);
const leftBehind = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("rulec-diff-"));

describe("against a commit", () => {
  test("nothing has changed: exit 0, and no folder is left behind", async () => {
    const before = leftBehind();
    write(BEFORE);
    expect(await diff(shop)).toEqual({ exit: 0, printed: "", noted: "as git:HEAD: 3 unchanged" });
    expect(leftBehind().filter((name) => !before.includes(name))).toEqual([]);
  });
  test("a change that loses rows: what changes, on which rows, and whom it reaches", async () => {
    write(AFTER);
    const { exit, printed, noted } = await diff(shop);
    expect([exit, noted]).toEqual([3, "1 changed · 1 gives other rows · 2 unchanged"]);
    expect(printed).toMatchInlineSnapshot(`
      "sales  changed
               other rows on 1 input row
                 customers  no rows
                 orders     { order_id: 1, customer_id: 1, status: "paid", amount: 10.01 }
                 before     { order_id: 1, region: null, amount: 10.01 }
                 after      no rows
               reaches regions"
    `);
  });
  test("a change of the text alone that means the same is proved", async () => {
    write(SAME);
    expect(await diff(shop)).toEqual({ exit: 3, printed: "sales  changed  same rows (proved)", noted: "1 changed · 1 proved equal · 2 unchanged" });
    write(`-- A comment.\n${BEFORE.replaceAll(" |> ", "\n  |> ")}`);
    expect(await diff(shop)).toEqual({ exit: 0, printed: "sales    text only\nregions  text only", noted: "2 text only · 1 unchanged" });
  });
  test("for a review: a table in markdown, annotations of a workflow, JSON", async () => {
    write(AFTER.replace("revenue: sum(amount)", "turnover: sum(amount)"));
    const [markdown, github, json] = [await diff(shop, ["git:HEAD"], { format: "markdown" }), await diff(shop, [], { format: "github" }), await diff(shop, [], { format: "json" })];
    expect(markdown.printed).toContain("| `regions` | **changed, breaking** | **column revenue removed**<br>column turnover added | same rows (proved) |  |");
    expect(github.printed.split("\n").map((line) => line.split("::").slice(0, 2).join("::"))).toEqual([expect.stringMatching(/^::warning file=.*sales\.rule,title=sales changed$/), expect.stringMatching(/^::warning file=.*sales\.rule,title=regions changed%2C breaking$/)]);
    expect(JSON.parse(json.printed)).toMatchObject({ against: "git:HEAD", differs: true, summary: { breaking: 1, changed: 2, differing: 1 }, rules: [{ name: "loud", status: "unchanged" }, { name: "sales", rows: { kind: "differs" }, reaches: ["regions"] }, { name: "regions", breaking: true }] });
    expect([markdown.exit, github.exit, json.exit]).toEqual([3, 3, 3]);
  });
});

test("against a folder: a rule under another name and in another file is still the same, and so is one that reads it", async () => {
  write(BEFORE);
  const other = packFolder({ "sources.rule": SOURCES, "a.rule": 'import { orders } from "sources"\nrule paid ordered by [order_id] { from orders |> where status == "paid" }\n', "b.rule": 'import { paid } from "a"\nrule n { from paid |> aggregate { n: count() } }\n' });
  const now = packFolder({ "sources.rule": SOURCES, "all.rule": 'import { orders } from "sources"\nrule n { from paid_orders |> aggregate { n: count() } }\nrule paid_orders ordered by [order_id] { from orders |> where status == "paid" }\n' });
  expect((await diff(now, [other])).printed).toBe("paid_orders  renamed from paid, breaking\n             ! name paid → paid_orders\n               reaches n\nn            text only");
});

test("against the artifacts of a compile: contracts, proofs and rows, without the text that they were made of", async () => {
  write(BEFORE);
  const { compiled, pack } = openFolder(shop);
  const kept = temporaryFolder();
  for (const made of artifacts({ compiled: compiled as Compiled, manifest: (pack as Pack).manifest, profile: (pack as Pack).profile, compiler: "test", sha256: host.sha256 })) if (!made.path.includes("/")) writeFileSync(join(kept, made.path), wholeText(made));
  expect(await diff(shop, [kept])).toMatchObject({ exit: 0, noted: expect.stringMatching(/: 3 unchanged$/) as unknown });
  write(SAME);
  expect(await diff(shop, [kept])).toMatchObject({ exit: 3, printed: "sales  changed  same rows (proved)" });
  write(AFTER.replace("region } {", "region } { n: count(),"));
  const { printed } = await diff(shop, [kept]);
  expect(printed).toContain("column n added");
  expect(printed).toContain("before     { order_id: 1, region: null, amount: 10.01 }");
  writeFileSync(join(kept, "manifest.json"), '{ "format": 99 }');
  expect(await diff(shop, [kept])).toMatchObject({ exit: 2, noted: `rulec: ${kept} holds artifacts that this rulec does not read` });
});

describe("what cannot be compared is said", () => {
  test("in words, with exit 2, where the other side is not there", async () => {
    write(BEFORE);
    const said = async (args: readonly string[], options = {}): Promise<Answer> => diff(shop, args, options);
    expect(await said(["git:nothing"])).toMatchObject({ exit: 2, noted: expect.stringMatching(/^rulec: git:nothing: /) as unknown });
    expect(await said(["git:--help"])).toMatchObject({ exit: 2, noted: "rulec: git:--help names no commit; write git:main or git:HEAD~1" });
    expect(await said(["nowhere"])).toMatchObject({ exit: 2, noted: "rulec: there is no folder nowhere; a commit is written git:nowhere" });
    expect(await said([], { format: "html" })).toMatchObject({ exit: 2, noted: "rulec: --format takes text, markdown, json, github, not html" });
    expect(existsSync(join(shop, "target"))).toBe(false);
  });
  test("with the diagnostics, exit 1, where a side does not compile", async () => {
    write(BEFORE.replace("status ==", "stauts =="));
    expect((await diff(shop)).exit).toBe(1);
    write(BEFORE);
  });
});
