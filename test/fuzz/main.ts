/** What scripts/fuzz.mjs starts: runs programs until the time is over, shows each kind of mismatch, made small. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { noCoverage, rarest } from "./coverage.ts";
import { openEngine } from "./engine.ts";
import { random } from "../evaluate/random-values.ts";
import { makeProgram } from "./program.ts";
import { kindOf, shrunk } from "./shrink.ts";
import { makeBatch, mix, type Batch } from "./world.ts";
import { BATCH, newTally, runBatch, type Found } from "./search.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" }, programs: { type: "string" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) }, from: { type: "string", default: "0" },
    json: { type: "boolean", default: false }, rejected: { type: "boolean", default: false }, show: { type: "string" }, each: { type: "string", default: "1" }, record: { type: "string" }, whole: { type: "boolean", default: false },
  },
});
/** The rooms that say what a program means. */
const ROOMS = ["values", "ir", "lang", "lower", "evaluate", "compile"];

/** One for each state of the code, so that what nobody has tried is tried, and tried again by who looks into it. */
function freshSeed(): number {
  const hash = createHash("sha256");
  const files = ROOMS.flatMap((room) => readdirSync(join("src", room), { recursive: true, encoding: "utf8" }).map((file) => join("src", room, file)));
  for (const file of files.filter((name) => name.endsWith(".ts")).sort()) hash.update(`${file.replaceAll("\\", "/")}\n`).update(readFileSync(file));
  return hash.digest().readUInt32BE() >>> 1;
}

const [seed, seconds, from] = [values.seed === "fresh" ? freshSeed() : Number(values.seed), Number(values.seconds), Number(values.from)];
const most = values.programs === undefined ? Infinity : Number(values.programs);

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const tally = newTally(noCoverage());
const engine = await openEngine();
const begun = performance.now();
const elapsed = (): number => (performance.now() - begun) / 1000;
const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const sum = (of: ReadonlyMap<string, number>): number => [...of.values()].reduce((a, b) => a + b, 0);
const told = new Map<string, number>();

async function found(of: Found, batch: Batch): Promise<void> {
  const kind = kindOf(of.verdict);
  told.set(kind, (told.get(kind) ?? 0) + 1);
  if ((told.get(kind) ?? 0) > Number(values.each)) return;
  print(`\n## ${of.verdict.what} (seed ${seed}, batch ${of.batch}, ${of.program.name})\n${values.whole ? `${of.program.text}\n${of.verdict.detail.slice(0, 3000)}` : (await shrunk(of, batch, engine)).slice(0, 6000)}`);
}

const done = (): number => sum(tally.verdicts) + sum(tally.rejected);
function progress(): void {
  const rejected = sum(tally.rejected);
  print(`${done()} programs, ${Math.round(done() / elapsed())} a second, ${(1000 * cpu() / done()).toFixed(2)} ms of CPU each, ${(100 * (1 - rejected / done())).toFixed(1)} % compile, ${tally.verdicts.get("differs") ?? 0} mismatches; ${[...tally.verdicts].map(([kind, times]) => `${kind} ${times}`).join(", ")}`);
}

/** All counts as one JSON object, written over as the search goes on: what several processes have done can be put together. */
function record(): void {
  if (values.record === undefined) return;
  const { verdicts, rejected, coverage } = tally;
  const maps = Object.entries({ verdicts, rejected, told, kinds: coverage.kinds, functions: coverage.functions, pairs: coverage.pairs }).map(([name, of]) => [name, Object.fromEntries(of)]);
  writeFileSync(values.record, JSON.stringify({ seed, from, programs: done(), seconds: elapsed(), cpu: cpu(), ...Object.fromEntries(maps) }));
}

if (!values.json) print(`seed ${seed}`);
if (values.show !== undefined) {
  const { texts, world } = makeBatch(seed, from);
  const chance = random(mix(seed, from, 3));
  const programs = Array.from({ length: BATCH }, (_, i) => makeProgram(chance, world, `r${i}`));
  print([...texts.map(({ text }) => text), programs.find(({ name }) => name === values.show)?.text].join("\n"));
  process.exit(0);
}
let shown = 0;
for (let batch = from; elapsed() < seconds && done() < most; batch++) {
  await runBatch(seed, batch, Math.min(BATCH, most - done()), engine, tally, {
    found, ...(values.rejected ? { rejected: (program, code, title) => print(`\n-- ${code}: ${title}\n${program.text}`) } : {}),
  });
  if (elapsed() - shown > 20) {
    shown = elapsed();
    if (!values.json) progress();
    record();
  }
}
engine.close();
record();
if (values.json) print(JSON.stringify({ seed, programs: done(), seconds: elapsed(), cpu: cpu(), verdicts: Object.fromEntries(tally.verdicts), rejected: Object.fromEntries(tally.rejected) }));
else {
  progress();
  print(`not compiled: ${[...tally.rejected].toSorted(([, a], [, b]) => b - a).map(([code, times]) => `${code} ${times}`).join(", ")}`);
  print(`ms: ${[...tally.ms].map(([what, ms]) => `${what} ${(ms / done()).toFixed(2)}`).join(", ")}; the slowest ${Math.round(tally.slowest.ms)} (${tally.slowest.name})`);
  for (const [what, of] of [["kinds", tally.coverage.kinds], ["functions", tally.coverage.functions], ["pairs of verbs", tally.coverage.pairs]] as const) print(`rarest ${what} of ${of.size}: ${rarest(of, 12).join(", ")}`);
}
for (const [kind, times] of told) print(`${times} × ${kind}`);
process.exit((tally.verdicts.get("differs") ?? 0) > 0 ? 1 : 0);
