/** What scripts/fuzz.mjs starts: runs programs until the time is over, shows each kind of mismatch, made small. */
import { parseArgs } from "node:util";
import { noCoverage, rarest } from "./coverage.ts";
import { openEngine } from "./engine.ts";
import { BATCH, newTally, runBatch, type Found } from "./search.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" }, programs: { type: "string" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) }, from: { type: "string", default: "0" },
    json: { type: "boolean", default: false }, rejected: { type: "boolean", default: false },
  },
});
const [seed, seconds, from] = [Number(values.seed), Number(values.seconds), Number(values.from)];
const most = values.programs === undefined ? Infinity : Number(values.programs);

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const tally = newTally(noCoverage());
const engine = await openEngine();
const begun = performance.now();
const elapsed = (): number => (performance.now() - begun) / 1000;
const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const sum = (of: ReadonlyMap<string, number>): number => [...of.values()].reduce((a, b) => a + b, 0);
const told = new Map<string, number>();

function found({ batch, program, verdict }: Found): void {
  const where = verdict.what.replaceAll(/\d+/g, "n").slice(0, 80);
  told.set(where, (told.get(where) ?? 0) + 1);
  if ((told.get(where) ?? 0) > 3) return;
  print(`\n${verdict.what} (seed ${seed}, batch ${batch}, ${program.name})\n${program.text}\n${verdict.detail.slice(0, 3000)}`);
}

const done = (): number => sum(tally.verdicts) + sum(tally.rejected);
function progress(): void {
  const rejected = sum(tally.rejected);
  print(`${done()} programs, ${Math.round(done() / elapsed())} a second, ${(1000 * cpu() / done()).toFixed(2)} ms of CPU each, ${(100 * (1 - rejected / done())).toFixed(1)} % compile, ${tally.verdicts.get("differs") ?? 0} mismatches; ${[...tally.verdicts].map(([kind, times]) => `${kind} ${times}`).join(", ")}`);
}

if (!values.json) print(`seed ${seed}`);
let shown = 0;
for (let batch = from; elapsed() < seconds && done() < most; batch++) {
  await runBatch(seed, batch, Math.min(BATCH, most - done()), engine, tally, {
    found, ...(values.rejected ? { rejected: (program, code, title) => print(`\n-- ${code}: ${title}\n${program.text}`) } : {}),
  });
  if (!values.json && elapsed() - shown > 20) {
    shown = elapsed();
    progress();
  }
}
engine.close();
if (values.json) print(JSON.stringify({ seed, programs: done(), seconds: elapsed(), cpu: cpu(), verdicts: Object.fromEntries(tally.verdicts), rejected: Object.fromEntries(tally.rejected) }));
else {
  progress();
  print(`not compiled: ${[...tally.rejected].toSorted(([, a], [, b]) => b - a).map(([code, times]) => `${code} ${times}`).join(", ")}`);
  print(`ms: ${[...tally.ms].map(([what, ms]) => `${what} ${(ms / done()).toFixed(2)}`).join(", ")}; the slowest ${Math.round(tally.slowest.ms)} (${tally.slowest.name})`);
  for (const [what, of] of [["kinds", tally.coverage.kinds], ["functions", tally.coverage.functions], ["pairs of verbs", tally.coverage.pairs]] as const) print(`rarest ${what} of ${of.size}: ${rarest(of, 12).join(", ")}`);
}
process.exit((tally.verdicts.get("differs") ?? 0) > 0 ? 1 : 0);
