/** A pack in a folder, run and planned again and again. */
import { createOutput } from "../../src/cli/output.ts";
import { runInput } from "../../src/cli/run-input.ts";
import { select } from "../../src/cli/select.ts";
import { planOnly, runPlan } from "../../src/runtime/index.ts";
import type { DryRun } from "../../src/runtime/run/dry-run.ts";
import type { RunOutcome } from "../../src/runtime/run/run.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { openFolder, rendered, textOf } from "../support/pack.ts";

export type Asking = { readonly param?: readonly string[]; readonly runAt?: string; readonly select?: readonly string[] } & Partial<Pick<RunInput, "fullRefresh" | "resumes" | "redo" | "failFast" | "signal" | "onEvent" | "compiler">>;

function inputOf(folder: string, { param = [], runAt, select: selectors = [], ...more }: Asking): RunInput {
  const opened = openFolder(folder);
  const { pack, compiled, read, diagnostics } = opened;
  if (pack === null || compiled === null || diagnostics.some(({ severity }) => severity === "error")) throw new Error(rendered(diagnostics, read));
  const selected = select(selectors, compiled.declared.map(({ name, tags, reads, at }) => ({ name, tags, reads, file: at.file })));
  if (!selected.ok) throw new Error(selected.problem);
  const input = runInput({ args: [], options: { param, runAt }, out: createOutput({ json: true, env: {} }), cwd: folder, env: {} }, pack, compiled, selected.names, textOf(read));
  if (!input.ok) throw new Error(JSON.stringify(input));
  return { ...input.input, ...more };
}

export const runAgain = (folder: string, asking: Asking = {}): Promise<RunOutcome> => runPlan(inputOf(folder, asking));

async function dryAgain(folder: string, asking: Asking, sql: boolean): Promise<DryRun> {
  const dry = await planOnly(inputOf(folder, asking), sql);
  if ("code" in dry) throw new Error(dry.title);
  return dry;
}

const local = (rule: string): string => rule.slice(rule.lastIndexOf(".") + 1);
const steps = ({ plan }: DryRun): Record<string, string> =>
  Object.fromEntries(plan.map(({ rule, action, reason }) => [local(rule), [action, reason.kind, ...(reason.kind === "unchanged" ? [] : reason.of)].join(" ")]));

/** By the rule's own name: `build file-new data/b.csv`. */
export const planAgain = async (folder: string, asking: Asking = {}): Promise<Record<string, string>> => steps(await dryAgain(folder, asking, false));

/** The same, with what would stop the run and how many intervals are older than their rules. */
export async function drySaid(folder: string, asking: Asking = {}): Promise<Record<string, unknown>> {
  const dry = await dryAgain(folder, asking, false);
  return { ...steps(dry), problems: dry.problems.map(({ code }) => code), older: Object.fromEntries(dry.plan.map(({ rule, older }) => [local(rule), older])) };
}

export const statementsAgain = async (folder: string, asking: Asking = {}): Promise<readonly string[]> => {
  return (await dryAgain(folder, asking, true)).statements.map(({ text }) => text);
};
