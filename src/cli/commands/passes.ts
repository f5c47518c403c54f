import { structuredPatch } from "diff";
import { stepsOf, type PassStep } from "../../compile/passes.ts";
import { PASSES } from "../../ir/passes/list.ts";
import type { Pass } from "../../ir/rule.ts";
import { REWRITES, type ExplodeLane, type Rewrite } from "../../lower/index.ts";
import type { Output } from "../output.ts";
import { openRule, passesOff } from "../pack-session.ts";
import { EXIT, type Command, type Invocation } from "../spec.ts";

const command: Command = {
  async run(invocation) {
    const { args: [name], out } = invocation;
    const without = passesOff(invocation);
    if (without === null) return EXIT.usage;
    if (name !== undefined) return ofRule(name, without, invocation);
    const enabled = (one: Listed): boolean => !without.includes(one.name);
    if (out.json) out.document({ passes: PASSES.map((pass) => ({ ...described(pass), enabled: enabled(pass) })), rewrites: REWRITES.map((rewrite) => ({ ...told(rewrite), enabled: enabled(rewrite) })) });
    else {
      for (const pass of PASSES) out.print(titleOf(pass, out, enabled(pass) ? "" : "  (off)"));
      for (const engine of ENGINES) {
        out.print(`\n${out.paint.bold(engine)}`);
        for (const rewrite of REWRITES) if (rewrite.engine === engine) out.print(titleOf(rewrite, out, enabled(rewrite) ? `  (else ${rewrite.instead})` : `  (off: ${rewrite.instead})`));
      }
    }
    return EXIT.ok;
  },
};
export default command;

type Listed = Pick<Pass, "name" | "version" | "summary" | "needs" | "provides">;
const described = ({ name, version, summary, needs, provides }: Listed): object => ({ name, version, summary, needs, provides });
const told = (rewrite: Rewrite): object => ({ ...described(rewrite), engine: rewrite.engine, instead: rewrite.instead });
const ENGINES = [...new Set(REWRITES.map(({ engine }) => engine))];
const WIDTH = Math.max(...[...PASSES, ...REWRITES].map(({ name }) => name.length));
const titleOf = ({ name, summary }: Listed, { paint }: Output, note: string): string => `${paint.bold(name.padEnd(WIDTH))}  ${summary}${paint.dim(note)}`;

function ofRule(written: string, without: readonly string[], invocation: Invocation): number {
  const { out } = invocation;
  const opened = openRule(invocation, written, { without });
  if (typeof opened === "number") return opened;
  const { name, prepared, refuse } = opened;
  const steps = stepsOf(name, prepared);
  if (steps === null) return refuse();
  const of = (from: readonly PassStep[], at: number): object => ({ enabled: (from[at] as PassStep).enabled, changes: changesOf(from[at] as PassStep) });
  if (out.json) {
    out.document({
      name, explodes: steps.explodes,
      passes: PASSES.map((pass, at) => ({ ...described(pass), ...of(steps.passes, at) })), rewrites: REWRITES.map((rewrite, at) => ({ ...told(rewrite), ...of(steps.rewrites, at) })),
    });
    return EXIT.ok;
  }
  PASSES.forEach((pass, at) => show(pass, steps.passes[at] as PassStep, out));
  for (const engine of ENGINES) {
    out.print(`\n${out.paint.bold(engine)}`);
    REWRITES.forEach((rewrite, at) => rewrite.engine === engine && show(rewrite, steps.rewrites[at] as PassStep, out));
  }
  if (steps.explodes.length > 0) out.print("");
  for (const explode of steps.explodes) out.print(laneText(explode));
  return EXIT.ok;
}

function show(pass: Listed, step: PassStep, out: Output): void {
  const changes = changesOf(step);
  out.print(titleOf(pass, out, !step.enabled ? "  (off)" : changes.length === 0 ? "  (no change)" : ""));
  for (const line of changes) out.print(`  ${line.startsWith("-") ? out.paint.red(line) : line.startsWith("+") ? out.paint.green(line) : out.paint.dim(line)}`);
}

const FORMS: Readonly<Record<ExplodeLane["form"], string>> = { list: "a list", structs: "a list of structs", lists: "a list of lists", map: "a map", zip: "lists side by side" };

const laneText = ({ column, form, lane, select, why }: ExplodeLane): string =>
  `explode to ${column}, ${FORMS[form]}: ${lane === "lateral" ? "a lateral join" : `unnest in ${select === "shared" ? "the select of its input" : "a select of its own"}`}: ${why}`;

/** The lines that differ, each behind `- ` or `+ `, with one line around them; `…` stands where lines were left out. */
function changesOf({ before, after }: PassStep): readonly string[] {
  const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context: 1 });
  return hunks.flatMap((hunk, at) => [...(at === 0 ? [] : ["…"]), ...hunk.lines.filter((line) => !line.startsWith("\\")).map((line) => `${line[0] as string} ${line.slice(1)}`)]);
}
