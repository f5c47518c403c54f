/** What scripts/faults.mjs starts: runs are killed until there are as many as asked for; each that left something wrong is shown. */
import { parseArgs } from "node:util";
import { openSuite } from "./kills.ts";
import { planKills, trialText } from "./plan-kills.ts";

const { values } = parseArgs({ options: { kills: { type: "string", default: "100" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) }, workers: { type: "string", default: "2" }, child: { type: "string" } } });
const [kills, seed, workers] = [Number(values.kills), Number(values.seed), Number(values.workers)];
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const began = performance.now();
// One folder each: trials of one suite follow each other.
const suites = await Promise.all(Array.from({ length: workers }, () => openSuite(values.child as string)));
const suite = suites[0] as (typeof suites)[number];
const trials = planKills(suite.points, kills, seed);
print(`seed ${seed}, ${trials.length} trials, ${suite.points.length} points of ${new Set(suite.points).size} kinds`);
const tally = { done: 0, killed: 0, late: 0, wrong: 0, shown: 0 };

async function work(from: number): Promise<void> {
  for (let i = from; i < trials.length; i += workers) {
    const trial = trials[i] as (typeof trials)[number];
    const { problems, killed } = await (suites[from] as typeof suite).run(trial);
    tally.done++;
    tally.killed += killed;
    tally.late += trial.kills.length - killed;
    if (problems.length > 0) {
      tally.wrong++;
      print(`\n## trial ${i}: ${trialText(trial)}\n${problems.join("\n").slice(0, 3000)}`);
    }
    if (performance.now() - tally.shown > 20_000) {
      tally.shown = performance.now();
      print(`${tally.done} trials, ${tally.killed} kills, ${tally.wrong} wrong, ${Math.round((tally.shown - began) / 1000)} s`);
    }
  }
}

await Promise.all(Array.from({ length: workers }, (_, i) => work(i)));
if (tally.wrong === 0) for (const one of suites) one.close();
print(`${tally.done} trials, ${tally.killed} kills (${tally.late} runs had ended before), ${tally.wrong} wrong, ${Math.round((performance.now() - began) / 1000)} s`);
process.exit(tally.wrong > 0 ? 1 : 0);
