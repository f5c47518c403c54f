// The main job: index a TypeScript or JavaScript project, run the codeintel rules on it, say what was found.
//   npm start                      this repository
//   npm start -- --project DIR     any other
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const pack = dirname(fileURLToPath(import.meta.url));
const root = resolve(pack, "../..");
const { values } = parseArgs({ options: { project: { type: "string" }, threads: { type: "string" }, help: { type: "boolean", short: "h" } } });
if (values.help) {
  process.stdout.write("usage: npm start [-- --project DIR] [--threads N]\nIndexes a TypeScript or JavaScript project (default: this repository) and runs the codeintel rules on it.\n");
  process.exit(0);
}
const project = resolve(values.project ?? root);
if (!existsSync(project)) {
  process.stderr.write(`there is no folder ${values.project}\n`);
  process.exit(2);
}
const rulec = (args, options) => spawnSync(process.execPath, [join(root, "dist/rulec.js"), ...args, "--pack", pack], { encoding: "utf8", maxBuffer: 1 << 28, ...options });
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const started = performance.now();
const extracted = JSON.parse(execFileSync(process.execPath, [join(root, "dist/codeintel-extract.js"), project, "--cache", join(pack, "target/index"), "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 }));
const index = relative(pack, dirname(extracted.tables.files)).replaceAll("\\", "/");
process.stdout.write(`index   ${extracted.counts.files} files, ${extracted.counts.file_lines} lines, ${extracted.counts.scip_occurrences} occurrences; ${extracted.reused ? "unchanged, reused" : "extracted"} in ${seconds(started)}\n`);

// This repository's program is bundled from a file that package.json cannot name.
const entries = project === root ? ["--param", 'findings.entry_points=["src/cli/main.ts"]'] : [];
const params = ["--param", `sources.index=${index}`, ...entries];
const run = rulec(["run", ...params, ...(values.threads === undefined ? [] : ["--threads", values.threads])], { stdio: "inherit" });
if (run.status !== 0) process.exit(run.status ?? 1);

const QUESTION = `
  from findings as f
  |> join left (from call_edges |> group { dst } { calls: count() }) as c on f.id == c.dst
  |> sort [c.calls desc nulls last, kind, path, bstart, id]`;
const shown = rulec(["show", "-e", QUESTION, "-n", "100000", ...params, "--json"]);
if (shown.status !== 0) {
  process.stderr.write(shown.stderr);
  process.exit(shown.status ?? 1);
}
const { columns, rows } = JSON.parse(shown.stdout);
const all = rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
const findings = all.filter(({ kind }) => kind !== "most_called");
// Those of libraries have no place in the project, and nothing to be done about them.
const called = all.filter(({ kind, path }) => kind === "most_called" && path !== "");

/** Lines count from 1 for people. */
function lineOf(path, byte) {
  const bytes = readFileSync(join(project, path)).subarray(0, Number(byte));
  return bytes.reduce((lines, value) => lines + (value === 10 ? 1 : 0), 1);
}
const WORDS = {
  dead_export: ["dead export", "dead exports"],
  import_cycle: ["import in a cycle", "imports in cycles"],
  unresolved_call: ["unresolved call", "unresolved calls"],
  unused_import: ["unused import", "unused imports"],
};
const counted = (kind, n) => `${n} ${WORDS[kind][n === 1 ? 0 : 1]}`;
const kinds = new Map();
for (const finding of findings) kinds.set(finding.kind, [...(kinds.get(finding.kind) ?? []), finding]);
// One of each kind in turn, so that five findings are not five of a kind.
const chosen = [];
for (let round = 0; chosen.length < 5 && round < findings.length; round++) for (const of of kinds.values()) if (of[round] !== undefined && chosen.length < 5) chosen.push(of[round]);
const lines = chosen.map(({ kind, path, bstart, message }) => [WORDS[kind][0], `${path}:${lineOf(path, bstart)}`, message]);
const widths = [0, 1].map((i) => Math.max(0, ...lines.map((line) => line[i].length)));
process.stdout.write(`\nfound   ${[...kinds].map(([kind, of]) => counted(kind, of.length)).join(", ") || "nothing to act on"}\n`);
for (const [kind, place, message] of lines) process.stdout.write(`  ${kind.padEnd(widths[0])}  ${place.padEnd(widths[1])}  ${message}\n`);
if (called.length > 0) process.stdout.write("\ncalled most\n");
for (const one of called.slice(0, 3)) process.stdout.write(`  ${one.path}:${lineOf(one.path, one.bstart)}  ${one.message}\n`);
process.stdout.write(`\nmore    rulec show findings --pack rules/codeintel · rows in target/codeintel.duckdb, SQL, IR and lineage in target/codeintel/ (below rules/codeintel)\ndone in ${seconds(started)}\n`);
