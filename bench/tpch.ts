/**
 * The rules of rules/tpch beside the specification's SQL (test/tpch), on the specification's rows: `npm run bench:tpch -- --scale 1 --pairs 15`.
 * `--only q13,q21` measures some and writes no page. Ours is what a run executes: views over the Parquet files as the sources declare them, parameters
 * bound. Needs Python and PyPI the first time, as rules/tpch/data.mjs says.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { differences, QUERIES, refined, root, ruleIn, specification, TABLES, tableFile, tpchWorkspace } from "../test/support/tpch.ts";
import type { Workspace } from "../test/workspace.ts";
import { openBed, statementOf, type Bed } from "./bed.ts";
import { geometricMean, machine, pairs, table, verdict, type Verdict } from "./pairs.ts";
import { differenceInWords, operators } from "./plans.ts";

const ALLOWED = { times: 1.05, ms: 2 };
const THREADS = 2;

type Row = { readonly query: string; readonly verdict: Verdict; readonly wrong: readonly string[]; readonly plan: string };

const { values: asked } = parseArgs({ options: { scale: { type: "string", default: "1" }, pairs: { type: "string", default: "15" }, only: { type: "string" } } });
const folder = join(root, "bench/out", `tpch-${asked.scale}`);
if (!existsSync(tableFile(folder, "lineitem"))) {
  execFileSync(process.execPath, [join(root, "rules/tpch/data.mjs"), "--tpchgen", "--scale", asked.scale, "--out", join(folder, "data")], { stdio: ["ignore", "ignore", "inherit"] });
}
const workspace = tpchWorkspace(folder);
const bed = await openBed(workspace, THREADS, Object.fromEntries(TABLES.map((name) => [name, tableFile(folder, name)])));
const rows: Row[] = [];
for (const query of asked.only?.split(",") ?? QUERIES) {
  const row = await measure(bed, query, Number(asked.pairs));
  rows.push(row);
  console.log(line(row).join("  "), row.wrong.join("; "), row.plan);
}
bed.close();
if (asked.only === undefined) writeFileSync(join(root, "bench/TPCH.md"), page(rows, await verification(workspace)));

async function measure({ show, ours, theirs }: Bed, query: string, count: number): Promise<Row> {
  const rule = ruleIn(workspace)(query);
  const [mine, other] = [statementOf(workspace, rule), { text: refined(specification(query), rule).replace(/;\s*$/, "") }];
  await show(rule);
  const took = await pairs(count, () => ours.make(mine), () => theirs.make(other));
  return {
    query,
    verdict: verdict(took, ALLOWED),
    wrong: differences(rule, await ours.rows(), await theirs.rows()),
    plan: differenceInWords(operators(await ours.plan(mine)), operators(await theirs.plan(other))),
  };
}

/** A whole run on files that no run has seen: what each source's claims take, and what the rules do. */
async function verification({ run, input }: Workspace): Promise<readonly (readonly [source: string, ms: number])[]> {
  rmSync(join(folder, "target"), { recursive: true, force: true });
  await run({ profile: { ...input.profile, threads: THREADS } });
  const lines = readFileSync(join(input.target, "run-results.jsonl"), "utf8").split("\n").filter((text) => text !== "").map((text) => JSON.parse(text) as { kind: string; source?: string; ms?: number });
  const rules = lines.filter(({ kind }) => kind === "rule").reduce((sum, { ms = 0 }) => sum + ms, 0);
  return [...lines.flatMap(({ kind, source = "", ms = 0 }) => (kind === "source" ? [[source, ms] as const] : [])), ["the 22 rules", rules]];
}

function line({ query, verdict: { ours, theirs, ratio, within }, wrong }: Row): string[] {
  return [query, ours.wall.toFixed(0), theirs.wall.toFixed(0), ratio.wall.toFixed(2), ours.cpu.toFixed(0), theirs.cpu.toFixed(0), ratio.cpu.toFixed(2), within.wall ? "yes" : "no", wrong.length === 0 ? "equal" : "differ"];
}

function page(measured: readonly Row[], sources: Awaited<ReturnType<typeof verification>>): string {
  const mean = (of: "wall" | "cpu"): string => geometricMean(measured.map((row) => row.verdict.ratio[of])).toFixed(3);
  const sum = (of: "ours" | "theirs"): string => (measured.reduce((total, row) => total + row.verdict[of].wall, 0) / 1000).toFixed(2);
  const named = (of: readonly Row[]): string => (of.length === 0 ? "none" : of.map(({ query }) => query).join(", "));
  return `# TPC-H beside SQL by hand

\`npm run bench:tpch -- --scale ${asked.scale} --pairs ${asked.pairs}\` writes this page: nobody edits it. ${machine()}; DuckDB with ${THREADS} threads.

Ours is the statement that a run executes, parameters bound, over views that read the Parquet files as the sources declare them; by hand is the specification's text with its
values, ties broken by the rule's key, over the same files. Each makes a table; the two take turns ${asked.pairs} times; medians, in milliseconds. CPU is that of all threads, which other
work on the machine hardly changes.

- Geometric mean of the ratios: ${mean("wall")} by the clock, ${mean("cpu")} by CPU. All 22 together: ${sum("ours")} s, by hand ${sum("theirs")} s.
- Above ${ALLOWED.times} × + ${ALLOWED.ms} ms by the clock: ${named(measured.filter((row) => !row.verdict.within.wall))}.
- And by CPU: ${named(measured.filter((row) => !row.verdict.within.cpu))}.
- Rows that differ: ${named(measured.filter((row) => row.wrong.length > 0))}.

${table(["query", "ms ours", "ms by hand", "ratio", "CPU ours", "CPU by hand", "ratio", "within", "rows"], measured.map(line))}

## Plans

What one plan has more of than the other, projections and filters aside.

${table(["query", "difference"], measured.map((row) => [row.query, row.plan])).replace("--:", "---")}

## What is verified besides

The specification's SQL believes its tables. A run looks once at the rows of each file that it has not seen: keys, nulls and references. Milliseconds of one first run, by the
clock; the next one finds the files unchanged and looks at nothing.

${table(["source", "ms"], sources.map(([name, ms]) => [name, ms.toFixed(0)]))}
`;
}
