/** What scripts/no-throw.mjs starts: tries its share of inputs, shows each kind of failure once, made small. */
import { openSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { search, shrink, type Failure } from "./search.ts";

const { values } = parseArgs({ options: { inputs: { type: "string", default: "10000" }, seed: { type: "string" }, from: { type: "string", default: "0" }, progress: { type: "string" }, root: { type: "string", default: process.cwd() } } });
const [inputs, from] = [Number(values.inputs), Number(values.from)];
const seed = Number(values.seed);
// Whoever watches this process reads which input it is at.
const progress = values.progress === undefined ? null : openSync(values.progress, "w");
const begun = (number: number): void => void (progress !== null && writeSync(progress, String(number).padStart(12), 0));
const [SHRUNK, PART] = [20, 10_000];

const seen = new Map<string, number>();
/** Failures of one place are said once. */
function show(failure: Failure): void {
  const where = failure.what === "slow" ? `slow ${failure.kind}` : failure.message.replaceAll(/\d+/g, "n");
  const times = (seen.get(where) ?? 0) + 1;
  seen.set(where, times);
  if (times > (failure.what === "slow" ? 5 : 1) || seen.size > SHRUNK) return;
  console.log(`\n${failure.what} (input ${failure.number}, ${failure.kind}): ${failure.message}`);
  const small = shrink(failure);
  const texts = small.of === "pack" ? small.files.filter(({ text }) => text !== "").map(({ path, text }) => `${path}: ${JSON.stringify(text.slice(0, 1_500))}`) : [JSON.stringify(small.text.slice(0, 1_500))];
  console.log(texts.join("\n"));
}

let [tried, failed] = [0, 0];
while (tried < inputs) {
  const { tried: done, failures, slowest } = search({ seed, from: from + tried, inputs: Math.min(PART, inputs - tried), budget: Infinity }, values.root, { failed: show, begun });
  tried += done;
  failed += failures.length;
  const { user, system } = process.cpuUsage();
  console.log(`${tried} inputs, ${failed} failures, ${Math.round((user + system) / 1e6)} s of CPU; the slowest of the last took ${Math.round(slowest.ms)} ms (input ${slowest.number})`);
}
for (const [where, times] of seen) console.log(`${times} × ${where}`);
process.exit(failed > 0 ? 1 : 0);
