import { structuredPatch } from "diff";
import { passSteps, type PassStep } from "../../compile/passes.ts";
import { PASSES } from "../../ir/passes/list.ts";
import type { Pass } from "../../ir/rule.ts";
import type { Output } from "../output.ts";
import { openRule, passesOff } from "../pack-session.ts";
import { EXIT, type Command, type Invocation } from "../spec.ts";

const command: Command = {
  async run(invocation) {
    const { args: [name], out } = invocation;
    const without = passesOff(invocation);
    if (without === null) return EXIT.usage;
    if (name !== undefined) return ofRule(name, without, invocation);
    if (out.json) out.document({ passes: PASSES.map((pass) => ({ ...described(pass), enabled: !without.includes(pass.name) })) });
    else for (const pass of PASSES) out.print(titleOf(pass, out, without.includes(pass.name) ? "  (off)" : ""));
    return EXIT.ok;
  },
};
export default command;

const described = ({ name, summary, needs, provides }: Pass): object => ({ name, summary, needs, provides });
const WIDTH = Math.max(...PASSES.map(({ name }) => name.length));
const titleOf = ({ name, summary }: Pass, { paint }: Output, note: string): string => `${paint.bold(name.padEnd(WIDTH))}  ${summary}${paint.dim(note)}`;

function ofRule(written: string, without: readonly string[], invocation: Invocation): number {
  const { out } = invocation;
  const opened = openRule(invocation, written, { without });
  if (typeof opened === "number") return opened;
  const { name, prepared, refuse } = opened;
  const steps = passSteps(name, prepared);
  if (steps === null) return refuse();
  if (out.json) out.document({ name, passes: PASSES.map((pass, at) => ({ ...described(pass), enabled: (steps[at] as PassStep).enabled, changes: changesOf(steps[at] as PassStep) })) });
  else PASSES.forEach((pass, at) => show(pass, steps[at] as PassStep, out));
  return EXIT.ok;
}

function show(pass: Pass, step: PassStep, out: Output): void {
  const changes = changesOf(step);
  out.print(titleOf(pass, out, !step.enabled ? "  (off)" : changes.length === 0 ? "  (no change)" : ""));
  for (const line of changes) out.print(`  ${line.startsWith("-") ? out.paint.red(line) : line.startsWith("+") ? out.paint.green(line) : out.paint.dim(line)}`);
}

/** The lines that differ, each behind `- ` or `+ `, with one line around them; `…` stands where lines were left out. */
function changesOf({ before, after }: PassStep): readonly string[] {
  const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context: 1 });
  return hunks.flatMap((hunk, at) => [...(at === 0 ? [] : ["…"]), ...hunk.lines.filter((line) => !line.startsWith("\\")).map((line) => `${line[0] as string} ${line.slice(1)}`)]);
}
