/** What scripts/format.mjs starts: looks for texts that the formatter harms, until the programs or trees are through. */
import { parseArgs } from "node:util";
import { BATCH, lookAtPrograms, lookAtTexts, lookAtTrees, type Looked } from "./searches.ts";
import { ruleFiles, samples } from "./texts.ts";

const { values } = parseArgs({
  options: { programs: { type: "string", default: "0" }, trees: { type: "string", default: "0" }, layouts: { type: "string", default: "0" }, seed: { type: "string", default: "1" }, from: { type: "string", default: "0" } },
});
const [seed, programs, trees, layouts, first] = [Number(values.seed), Number(values.programs), Number(values.trees), Number(values.layouts), Number(values.from)];
/** So many trees make one property, so that what fails is shrunk before the next. */
const TREES = 1_000;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const tallies = new Map<string, { tried: number; problems: number }>();

function count(what: string, { tried, problems }: Looked): void {
  const tally = tallies.get(what) ?? { tried: 0, problems: 0 };
  tallies.set(what, { tried: tally.tried + tried, problems: tally.problems + problems.length });
  for (const problem of problems) print(`\n## ${what}: ${problem.slice(0, 4_000)}`);
  const now = tallies.get(what);
  if (Math.floor(tally.tried / 1_000) < Math.floor((now?.tried ?? 0) / 1_000)) print(`${what}: ${now?.tried} looked at, ${now?.problems} harmed`);
}

if (layouts > 0) count("texts", lookAtTexts([...ruleFiles(), ...samples()], seed, layouts));
for (let from = 0; from < trees; from += TREES) count("trees", lookAtTrees(seed + from, Math.min(TREES, trees - from)));
for (let batch = 0; batch * BATCH < programs; batch++) count("programs", lookAtPrograms(seed, first + batch, Math.min(BATCH, programs - batch * BATCH)));
for (const [what, { tried, problems }] of tallies) print(`${what} of seed ${seed}: ${tried} looked at, ${problems} harmed`);
process.exit([...tallies.values()].some(({ problems }) => problems > 0) ? 1 : 0);
