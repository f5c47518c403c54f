import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, expect, test } from "vitest";
import { createOutput } from "../src/cli/output.ts";
import { COMMANDS } from "../src/cli/registry.ts";
import { EXIT } from "../src/cli/spec.ts";
import { functionsPage } from "./docs/functions-page.ts";
import { commandsPage, errorPages, lintTable } from "./docs/generated.ts";
import { temporaryFolder } from "./support/pack.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const WRITE = process.env["RULEC_GOLDENS"] === "write";

test("docs/cli.md says of each command what its help says", () => {
  const file = join(root, "docs/cli.md");
  const text = readFileSync(file, "utf8");
  const [before = "", rest = ""] = text.split("<!-- commands -->\n");
  const made = `${before}<!-- commands -->\n${commandsPage()}<!-- /commands -->${rest.split("<!-- /commands -->")[1] ?? ""}`;
  if (WRITE) writeFileSync(file, made);
  else expect(text, "npm run goldens").toBe(made);
  for (const code of Object.values(EXIT)) expect(text).toContain(`| ${code} | `);
});

test("docs/functions.md shows every function, and every function of DuckDB with its place", () => {
  const file = join(root, "docs/functions.md");
  if (WRITE) writeFileSync(file, functionsPage());
  else expect(readFileSync(file, "utf8"), "npm run goldens").toBe(functionsPage());
});

test("docs/lints.md has a row for each lint", () => {
  const file = join(root, "docs/lints.md");
  const text = readFileSync(file, "utf8");
  const [before = "", rest = ""] = text.split("<!-- lints -->\n");
  const made = `${before}<!-- lints -->\n${lintTable()}\n<!-- /lints -->${rest.split("<!-- /lints -->")[1] ?? ""}`;
  if (WRITE) writeFileSync(file, made);
  else expect(text, "npm run goldens").toBe(made);
});

test("docs/errors holds a page for each diagnostic, and no other", () => {
  const folder = join(root, "docs/errors");
  const pages = errorPages();
  if (WRITE) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  }
  expect(readdirSync(folder).sort(), "npm run goldens").toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(readFileSync(join(folder, name), "utf8"), `${name}: npm run goldens`).toBe(text);
});

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(JSON.parse(readFileSync(join(root, "grammar/schemas/cli.json"), "utf8")) as object, "cli");

/** Runs a command as the program would, in `cwd`; the documents that it printed. */
async function asked(cwd: string, name: string, args: readonly string[], options: Readonly<Record<string, unknown>> = {}): Promise<{ exit: number; documents: unknown[] }> {
  const spec = COMMANDS.find((command) => command.name === name);
  if (spec === undefined) throw new Error(`there is no command ${name}`);
  const documents: unknown[] = [];
  const out = { ...createOutput({ json: true, env: {} }), document: (value: unknown) => void documents.push(JSON.parse(JSON.stringify(value))), note: () => undefined };
  const { default: command } = await spec.load();
  return { exit: await command.run({ args, options: { json: true, ...options }, out, cwd, env: {} }), documents };
}

const MISTAKE = `rule daily ordered by [day] { from order_lines |> group { day, sku } { n: count() } }\n`;
const shown = new Set<string>();
let folder = "";
beforeAll(() => {
  folder = temporaryFolder();
});

/** In the order in which somebody would do it: what one leaves, the next one needs. */
const STORY: readonly (readonly [exit: number, name: string, args: readonly string[], options?: Readonly<Record<string, unknown>>])[] = [
  [0, "init", ["shop"]],
  [0, "infer", ["shop/data/customers.csv"], { pack: "shop" }],
  [1, "infer", ["shop/data/none.csv"], { pack: "shop" }],
  [0, "check", []],
  [0, "docs", []],
  [0, "docs", [], { out: "site" }],
  [2, "docs", [], { out: "data" }],
  [0, "lint", []],
  [0, "lint", [], { list: true }],
  [1, "lint", [], { all: true }],
  [2, "lint", [], { only: ["nothing"] }],
  [0, "plan", [], { sql: true }],
  [0, "run", [], { empty: true }],
  [0, "run", ["daily_revenue"], { sample: "2" }],
  [2, "run", [], { sample: "few" }],
  [0, "run", ["+daily_revenue"]],
  [0, "plan", ["state:unchanged"]],
  [0, "why", ["daily_revenue"]],
  [2, "why", ["nothing_of_that_name"]],
  [0, "retry", []],
  [0, "run", [], { evidence: true }],
  [2, "run", ["nothing_of_that_name"]],
  [0, "runs", []],
  [0, "runs", ["last"]],
  [2, "runs", ["nothing"]],
  [0, "runs", [], { prune: true, keep: "1" }],
  [0, "show", ["daily_revenue"], { limit: "2" }],
  [0, "show", ["orders"]],
  [0, "show", [], { expression: "from order_lines |> aggregate { n: count() }" }],
  [1, "show", [], { expression: "from order_lines |> where nothing > 1" }],
  ...["sql", "ir", "ast", "norm", "canonical", "engineAst", "lineage", "schema", "proof", "failed"].map((form) => [0, "show", ["best_customers"], { [form]: true }] as const),
  [0, "compile", [], { golden: true, timings: true }],
  [0, "compile", [], { check: true }],
  [0, "compile", [], { forms: true }],
  [0, "ls", []],
  [0, "diff", ["."]],
  [2, "diff", ["nowhere"]],
  [0, "expand", ["best_customers"]],
  [0, "lineage", ["best_customers.revenue"]],
  [0, "lineage", ["orders.status"], { down: true }],
  [2, "lineage", ["orders.statu"]],
  [0, "passes", []],
  [0, "passes", ["best_customers"], { pass: ["push-filters"] }],
  [2, "passes", ["nothing_of_that_name"]],
  [2, "show", ["best_customers"], { sql: true, pass: ["nothing"] }],
  [0, "test", []],
  [0, "test", [], { coverage: true }],
  [0, "test", [], { engine: "all", failFast: true }],
  [0, "test", [], { new: "daily_revenue" }],
  [2, "test", [], { new: "nothing_of_that_name" }],
  [2, "test", [], { engine: "spark" }],
  [0, "deps", []],
  [2, "deps", ["nothing_of_that_name"]],
  [2, "expand", ["nothing_of_that_name"]],
  [0, "fmt", [], { check: true }],
  [0, "fmt", [], { diff: true }],
  [0, "functions", ["median"]],
  [0, "functions", []],
  [0, "functions", ["arg_max"]],
  [0, "functions", ["nunique"]],
  [2, "functions", ["xyzzyplugh"]],
  [0, "explain", []],
  [0, "explain", ["order-not-total"]],
];
const BROKEN: typeof STORY = [[1, "check", []], [1, "run", []], [1, "compile", []], [1, "docs", []], [0, "ls", []], [1, "show", ["daily"]], [1, "expand", ["daily"]], [1, "lineage", ["daily.n"]], [1, "passes", ["daily"]], [1, "diff", ["."]], [1, "test", []], [0, "check", [], { fix: true }], [3, "compile", [], { check: true }], [0, "clean", [], { yes: true, warehouse: true }]];

async function tell(steps: typeof STORY): Promise<void> {
  for (const [exit, name, args, options] of steps) {
    const at = `rulec ${[name, ...args, ...Object.keys(options ?? {}).map((option) => `--${option}`)].join(" ")}`;
    const cwd = name === "init" || options?.["pack"] !== undefined ? folder : join(folder, "shop");
    const answer = await asked(cwd, name, args, options);
    expect([at, answer.exit]).toEqual([at, exit]);
    expect([at, answer.documents.length]).toEqual([at, exit === EXIT.usage ? 0 : 1]);
    if (exit === EXIT.usage) continue;
    const validate = ajv.compile({ $ref: `cli#/$defs/${name}` });
    expect([at, validate(answer.documents[0]) ? null : ajv.errorsText(validate.errors)]).toEqual([at, null]);
    shown.add(name);
  }
}

test("what a command prints with --json is as grammar/schemas/cli.json says, in a sound pack and in one with a mistake", async () => {
  await tell(STORY);
  writeFileSync(join(folder, "shop/rules/broken.rule"), `import { order_lines } from "sales"\n${MISTAKE}`);
  await tell(BROKEN);
  // Each command has been asked; one that is added must be, too.
  expect([...shown].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
});
