/**
 * A run of many rules beside DuckDB alone that executes the same statements: `node bench/run.mjs runs [--nodes 500] [--rows 100] [--pairs 9] [--workers 1]`.
 * With `--page` the figures are written into bench/RUNS.md. `--only ours` or `--only theirs` measures one side, for a profile of it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openWorkspace, type Workspace } from "../test/workspace.ts";
import { runAlone, statementsOf } from "./alone.ts";
import { machine, pairs, verdict } from "./pairs.ts";
import { writeSources } from "./source-rows.ts";

const root = join(import.meta.dirname, "../..");
const { values: asked } = parseArgs({ options: {
  nodes: { type: "string", default: "500" }, rows: { type: "string", default: "100" }, pairs: { type: "string", default: "9" }, threads: { type: "string", default: "2" }, workers: { type: "string", default: "1" }, against: { type: "string" }, only: { type: "string" },
} });
const [nodes, rows, count, threads] = [asked.nodes, asked.rows, asked.pairs, asked.threads].map(Number) as [number, number, number, number];
const folder = join(root, "bench/out", `runs-${nodes}-${rows}`);
rmSync(folder, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, "bench/generate.mjs"), asked.nodes, folder]);
const began = performance.now();
const workspace = openWorkspace(folder);
const compiling = performance.now() - began;
await writeSources(workspace.compiled.sources, folder, rows);
const statements = statementsOf(workspace);

/** A first run: no warehouse, no source that was seen before. */
async function ours({ input, run }: Workspace, workers = Number(asked.workers)): Promise<void> {
  rmSync(join(folder, "target"), { recursive: true, force: true });
  await run({ profile: { ...input.profile, threads, workers } });
}

async function theirs(): Promise<void> {
  rmSync(join(folder, "target"), { recursive: true, force: true });
  mkdirSync(join(folder, "target"), { recursive: true });
  await runAlone(join(folder, "target/alone.duckdb"), threads, statements);
}

if (asked.only !== undefined) {
  for (let at = 0; at <= count; at++) {
    const start = performance.now();
    await (asked.only === "ours" ? ours(workspace) : theirs());
    console.log(asked.only, (performance.now() - start).toFixed(0));
  }
} else {
  const took = verdict(await pairs(count, () => ours(workspace), asked.against === undefined ? theirs : () => ours(workspace, Number(asked.against))), { times: 1.3, ms: 0 });
  const line = (name: string, { wall, cpu }: { wall: number; cpu: number }): string => `${name}: ${wall.toFixed(0)} ms, CPU ${cpu.toFixed(0)} ms`;
  console.log(`compile ${compiling.toFixed(0)} ms; ${statements.length} statements\n${line("ours", took.ours)}\n${line("alone", took.theirs)}\nratio ${took.ratio.wall.toFixed(3)}, CPU ${took.ratio.cpu.toFixed(3)}\n${machine()}`);
}
