/**
 * Runs of many rules beside DuckDB alone that executes the same statements, and rules at a time beside one after the other:
 * `node bench/run.mjs runs` writes RUNS.md; `--only small|large` measures some and writes nothing; `--profile` runs ours a few times, for `node --cpu-prof`.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openWorkspace } from "../test/workspace.ts";
import { runAlone, statementsOf } from "./alone.ts";
import { machine, median, pairs, table, verdict, type Pairs } from "./pairs.ts";
import { writeSources } from "./source-rows.ts";

const THREADS = 2;
const root = join(import.meta.dirname, "../..");
const { values: asked } = parseArgs({ options: {
  only: { type: "string" }, profile: { type: "boolean" }, nodes: { type: "string", default: "500" }, rows: { type: "string", default: "100" }, pairs: { type: "string", default: "9" },
  "large-nodes": { type: "string", default: "40" }, "large-rows": { type: "string", default: "1000000" }, "large-pairs": { type: "string", default: "3" },
} });

type Bench = { readonly rules: number; readonly sources: number; readonly statements: number; readonly compiled: number; readonly ours: (workers: number) => Promise<void>; readonly alone: (committed: "each" | "together") => Promise<void> };

async function benchOf(nodes: string, rows: number): Promise<Bench> {
  const folder = join(root, "bench/out", `runs-${nodes}-${rows}`);
  rmSync(folder, { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, "bench/generate.mjs"), nodes, folder]);
  const began = performance.now();
  const workspace = openWorkspace(folder);
  const { compiled, input, run } = workspace;
  const took = performance.now() - began;
  await writeSources(compiled.sources, folder, rows);
  const statements = statementsOf(workspace);
  // A first run: no warehouse, no source that was seen before.
  const clear = (): void => {
    rmSync(join(folder, "target"), { recursive: true, force: true });
    mkdirSync(join(folder, "target"), { recursive: true });
  };
  return {
    rules: compiled.rules.length, sources: compiled.sources.length, statements: statements.length, compiled: took,
    ours: async (workers) => {
      clear();
      await run({ profile: { ...input.profile, threads: THREADS, workers } });
    },
    alone: (committed) => {
      clear();
      return runAlone(join(folder, "target/alone.duckdb"), THREADS, committed === "each" ? statements : ["BEGIN TRANSACTION", ...statements, "COMMIT"]);
    },
  };
}

type Row = { readonly what: string; readonly took: Pairs };
const rowsOf: Row[] = [];
async function measure(what: string, count: number, ours: () => Promise<unknown>, theirs: () => Promise<unknown>): Promise<void> {
  const row = { what, took: await pairs(count, ours, theirs) };
  rowsOf.push(row);
  console.log(cells(row).join("  "));
}

function cells({ what, took }: Row): string[] {
  const { ours, theirs, ratio } = verdict(took, { times: 1, ms: 0 });
  return [what, ours.wall.toFixed(0), theirs.wall.toFixed(0), ratio.wall.toFixed(2), ours.cpu.toFixed(0), theirs.cpu.toFixed(0), ratio.cpu.toFixed(2)];
}

/** A process that does nothing but say its version. */
function processStart(): number {
  return median(Array.from({ length: 5 }, () => {
    const began = performance.now();
    execFileSync(process.execPath, [join(root, "dist/rulec.js"), "--version"]);
    return performance.now() - began;
  }));
}

const [count, largeCount] = [Number(asked.pairs), Number(asked["large-pairs"])];
const small = asked.only === "large" ? null : await benchOf(asked.nodes, Number(asked.rows));
if (asked.profile === true) for (let at = 0; at < count; at++) await small?.ours(1);
else {
  if (small !== null) {
    await measure("small tables: 1 worker, DuckDB alone", count, () => small.ours(1), () => small.alone("each"));
    await measure("small tables: 2 workers, DuckDB alone", count, () => small.ours(2), () => small.alone("each"));
    await measure("small tables: 2 workers, DuckDB alone in one transaction", count, () => small.ours(2), () => small.alone("together"));
    await measure("small tables: 2 workers, 1 worker", count, () => small.ours(2), () => small.ours(1));
  }
  const large = asked.only === "small" ? null : await benchOf(asked["large-nodes"], Number(asked["large-rows"]));
  if (large !== null) await measure("large tables: 2 workers, 1 worker", largeCount, () => large.ours(2), () => large.ours(1));
  if (asked.only === undefined && small !== null && large !== null) writeFileSync(join(root, "bench/RUNS.md"), page(small, large));
}

function page(of: Bench, large: Bench): string {
  return `# Runs beside DuckDB alone

\`node bench/run.mjs runs\` writes this page: nobody edits it. ${new Date().toISOString().slice(0, 10)}; ${machine()}; DuckDB with ${THREADS} threads. Medians of ${count} pairs in turn (large: ${largeCount}), milliseconds.
CPU is that of all threads, which other work on the machine changes less than the clock.

- Small: a generated pack of ${asked.nodes} nodes (bench/generate.mjs): ${of.rules} stored rules over ${of.sources} Parquet files of ${asked.rows} rows. Large: ${large.rules} rules over ${large.sources} files of ${Number(asked["large-rows"]).toLocaleString("en")} rows.
- Ours is a whole first run in a process that has compiled before: warehouse opened, schemas of sources checked, claims, staged tables, checks, orders and keys read back, types compared, one publication, ledger, record, warehouse closed.
- DuckDB alone (bench/alone.ts) executes the same ${of.statements} statements in the same order over one connection into a new file: a view for each source, its claims, \`CREATE TABLE … AS\` the rule's very text, the counts of its checks, the read-back; results are read. Each is committed by itself,
  as a run commits what it stages, or all in one transaction where that is said.
- Apart from that: compiling (read, checked, SQL made; the first time in its process) ${of.compiled.toFixed(0)} ms; a process that starts and says its version ${processStart().toFixed(0)} ms.

${table(["what, against what", "ms", "ms against", "ratio", "CPU", "CPU against", "ratio"], rowsOf.map(cells))}
`;
}
