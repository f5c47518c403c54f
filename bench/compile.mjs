// Compile time of generated packs, cold and with every artifact written: `npm run bench [-- NODES …]`. Writes bench/RESULTS.md when run for the three sizes.
// Time is the whole process's, as it reports on its own end: CPU (user + system), peak memory, and each phase apart.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writePack } from "./generate.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const SIZES = [500, 2_000, 10_000];
const RUNS = 3;
const asked = process.argv.slice(2).map(Number).filter((n) => n > 0);
const sizes = asked.length > 0 ? asked : SIZES;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

function measure(nodes) {
  const dir = join(here, "out", `n${nodes}`);
  writePack(nodes, dir);
  const runs = [];
  for (let i = 0; i < RUNS; i++) {
    rmSync(join(dir, "target"), { recursive: true, force: true });
    const started = performance.now();
    const out = execFileSync(process.execPath, [join(here, "../dist/rulec.js"), "compile", "--pack", dir, "--timings", "--json"], { encoding: "utf8", maxBuffer: 1 << 28 });
    const { timings } = JSON.parse(out);
    runs.push({ ...timings, wall_ms: performance.now() - started });
  }
  const phases = Object.fromEntries(Object.keys(runs[0].phases_ms).map((phase) => [phase, median(runs.map((run) => run.phases_ms[phase]))]));
  return { nodes, wall: median(runs.map((r) => r.wall_ms)), cpu: median(runs.map((r) => r.cpu_ms)), memory: median(runs.map((r) => r.max_rss_mb)), phases };
}

const load = loadavg()[0];
const rows = [];
for (const size of sizes) {
  const row = measure(size);
  rows.push(row);
  const parts = Object.entries(row.phases).map(([phase, ms]) => `${phase} ${Math.round(ms)}`).join(", ");
  process.stdout.write(`${size} nodes: ${(row.wall / 1000).toFixed(2)} s wall, ${(row.cpu / 1000).toFixed(2)} s CPU, ${Math.round(row.memory)} MB; ms: ${parts}; ${(row.cpu / size).toFixed(2)} ms of CPU a node\n`);
}
if (asked.length === 0) {
  const names = Object.keys(rows[0].phases);
  const table = [
    `| nodes | wall s | CPU s | peak MB | CPU ms a node | ${names.map((n) => `${n} ms`).join(" | ")} |`,
    `|${"---|".repeat(5 + names.length)}`,
    ...rows.map((r) => `| ${r.nodes} | ${(r.wall / 1000).toFixed(2)} | ${(r.cpu / 1000).toFixed(2)} | ${Math.round(r.memory)} | ${(r.cpu / r.nodes).toFixed(2)} | ${names.map((n) => Math.round(r.phases[n])).join(" | ")} |`),
  ];
  const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; median of ${RUNS} cold runs each. Load before the first: ${load.toFixed(1)}, which inflates CPU time too where it passes the number of cores.`;
  mkdirSync(join(here, "out"), { recursive: true });
  writeFileSync(join(here, "RESULTS.md"), `# Compile time\n\n\`npm run bench\` compiles generated packs, one file a node, cold, with every artifact written (SQL, IR, tree, lineage, hashes), and writes this page.\n${machine}\n\n${table.join("\n")}\n\nPhases are wall time inside the process: \`read\` files, \`lex\`, \`parse\`, \`bind\` (names, types, proofs, contracts), \`passes\`, \`print\` (SQL, canonical IR, lineage, hashes), \`write\` (trees as JSON, files).\n`);
}
