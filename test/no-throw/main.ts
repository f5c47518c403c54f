/** The command: `node scripts/no-throw.mjs --inputs N --seed S [--from I]`. */
import { parseArgs } from "node:util";
import { search, shrink, type Failure } from "./search.ts";

const { values } = parseArgs({ options: { inputs: { type: "string", default: "10000" }, seed: { type: "string" }, from: { type: "string", default: "0" }, root: { type: "string", default: process.cwd() } } });
const [inputs, from] = [Number(values.inputs), Number(values.from)];
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const [SHRUNK, PART] = [20, 10_000];

console.log(`seed ${seed}, inputs ${from} to ${from + inputs - 1}`);
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
  const { tried: done, failures, slowest } = search({ seed, from: from + tried, inputs: Math.min(PART, inputs - tried), budget: Infinity }, values.root, show);
  tried += done;
  failed += failures.length;
  const { user, system } = process.cpuUsage();
  console.log(`${tried} inputs, ${failed} failures, ${Math.round((user + system) / 1e6)} s of CPU; the slowest of the last took ${Math.round(slowest.ms)} ms (input ${slowest.number})`);
}
for (const [where, times] of seen) console.log(`${times} × ${where}`);
process.exit(failed > 0 ? 1 : 0);
