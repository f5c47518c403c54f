/** Makes the rules of a plan, over one connection or several: sources are held to their claims before the first rule that reads them, each rule is built, then verified. */
import type { RuleName } from "../../ir/id.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { tenth, type Results } from "../record/results.ts";
import { sourcesOf, type Sources } from "../sources/sources.ts";
import { buildRule } from "./build.ts";
import { qualified, stagedName } from "./ledger.ts";
import { changeOf } from "./materialise/change.ts";
import type { Change } from "./materialise/mode.ts";
import { stagesTable } from "./outputs.ts";
import type { Plan } from "./plan.ts";
import { createGate, inLanes, inOrder, type Gate, type Task } from "./schedule.ts";
import { verifyRule, type Verified } from "./verify.ts";
import { createVisible } from "./visible.ts";
import type { Staged, Work } from "./work.ts";

type Rule = Plan["build"][number];
type Write = Results["write"];
export type RuleOutcome = {
  readonly rule: RuleName;
  readonly status: "built" | "failed" | "skipped";
  readonly rows: number | null;
  readonly bytes: number | null;
  /** The most bytes that lay in the engine's spill files while it was built; null where there can be none. */
  readonly spilled: number | null;
  /** What its table gains and loses, where rows are added to one. */
  readonly change: Change | null;
  readonly ms: number;
  readonly promises: readonly Verified[];
};
export type Made = { readonly rules: readonly RuleOutcome[]; readonly diagnostics: Diagnostic[] };

/** A rule that fails takes those that read it with it; the others go on, so that one run tells all that is wrong. Outcomes and mistakes stand in the plan's order, whichever rule was done first; so do events, but for how far the run is. The record has a line when something happened: a run that is killed has said all it did. */
export async function makeAll(work: Work, write: Write, plan: Plan, sources: Sources, beyond: number): Promise<Made> {
  const steps = stepsOf(work, plan);
  const said = inOrder(steps.length);
  const gate = createGate();
  const outcomes = new Map<RuleName, RuleOutcome>();
  const told = steps.map((): readonly Diagnostic[] => []);
  /** Failed or skipped. */
  const lost = new Set<RuleName>();
  const isStopped = (): boolean => work.input.signal?.aborted === true || (work.input.failFast === true && lost.size > 0);
  const end = (one: RuleOutcome): void => {
    outcomes.set(one.rule, one);
    if (one.status !== "built") lost.add(one.rule);
  };
  const tasks = steps.map((step, index): Task<Work> => ({
    after: step.after,
    work: async (own) => {
      const say = said.of(index);
      // How far the run is, is of now.
      const lane: Work = { ...own, emit: (event) => (event.kind === "building" || event.kind === "made" ? work.emit(event) : say(() => work.emit(event))) };
      const because = step.kind === "source" ? null : (step.rule.reads.find((read) => lost.has(read.of.name))?.of.name ?? sources.brokenFor(lane, step.rule));
      if (step.kind === "source") {
        if (!isStopped()) told[index] = tell(lane, write, null, await gate.beside(() => sources.verify(lane, step.name, write)));
      } else if (isStopped() || because !== null) {
        lane.emit({ kind: "skipped", rule: step.rule.name, because });
        end(outcome(write, step.rule, { ...NOTHING, rule: step.rule.name, status: "skipped" }));
      } else {
        const made = await makeOne(lane, gate, write, step.rule, step.nth, plan.build.length);
        end(made.outcome);
        told[index] = made.diagnostics;
        lane.emit({ kind: "made", rule: step.rule.name });
      }
      said.done(index);
    },
  }));
  const lanes = await openLanes(work, beyond);
  try {
    await inLanes(tasks, lanes.works);
  } finally {
    lanes.close();
    said.flush();
    sources.save();
  }
  inOrderOf(plan, work);
  return { rules: plan.build.flatMap(({ name }) => outcomes.get(name) ?? []), diagnostics: told.flat() };
}

type Step = { readonly after: readonly number[] } & ({ readonly kind: "source"; readonly name: RuleName } | { readonly kind: "rule"; readonly rule: Rule; readonly nth: number });

/** A source before the first rule that reads it. A rule waits for what it reads, also through views that are not made in this run. */
function stepsOf(work: Work, plan: Plan): Step[] {
  const steps: Step[] = [];
  const places = new Map<RuleName, number>();
  const waitsFor = new Map<RuleName, readonly number[]>();
  const placesBehind = (rule: Pick<Rule, "reads">): readonly number[] => rule.reads.flatMap(({ of }) => {
    const place = places.get(of.name);
    if (place !== undefined) return [place];
    const known = waitsFor.get(of.name);
    if (known !== undefined) return known;
    const upstream = of.kind === "rule" ? work.rules.get(of.name) : undefined;
    const behind = upstream?.storage.kind === "view" ? placesBehind(upstream) : [];
    waitsFor.set(of.name, behind);
    return behind;
  });
  for (const [nth, rule] of plan.build.entries()) {
    const read = sourcesOf(work, rule);
    for (const name of read) {
      if (places.has(name)) continue;
      places.set(name, steps.length);
      steps.push({ kind: "source", name, after: [] });
    }
    const after = [...read.map((name) => places.get(name) as number), ...placesBehind(rule)];
    places.set(rule.name, steps.length);
    steps.push({ kind: "rule", rule, nth, after });
  }
  for (const name of plan.watched) if (!places.has(name)) steps.push({ kind: "source", name, after: [] });
  return steps;
}

const lanesOf = ({ input: { profile } }: Work): number => Math.min(profile.workers ?? 1, profile.threads ?? Number.POSITIVE_INFINITY);

/** The run's own connection and, where the profile has more workers, others, each with temporary views of its own. An interrupt reaches all. */
async function openLanes(work: Work, beyond: number): Promise<{ readonly works: readonly Work[]; readonly close: () => void }> {
  const works = [work];
  while (works.length < lanesOf(work)) {
    const session = await work.engine.session();
    works.push({ ...work, session, visible: createVisible(session, beyond) });
  }
  const others = works.slice(1).map(({ session }) => session);
  const stop = (): void => {
    for (const session of others) session.interrupt();
  };
  work.input.signal?.addEventListener("abort", stop);
  return {
    works,
    close: () => {
      work.input.signal?.removeEventListener("abort", stop);
      for (const session of others) session.close();
    },
  };
}

/** What was made stands as the plan has it. */
function inOrderOf(plan: Plan, { staged, scans }: Work): void {
  const made = new Map(staged);
  staged.clear();
  const places = new Map(plan.build.map(({ name }, place) => [name, place]));
  for (const name of places.keys()) {
    const one = made.get(name);
    if (one !== undefined) staged.set(name, one);
  }
  scans.sort((a, b) => (places.get(a.rule) ?? 0) - (places.get(b.rule) ?? 0));
}

/** Says and records. */
export function tell<T extends readonly Diagnostic[]>({ emit }: Pick<Work, "emit">, write: Write, rule: RuleName | null, diagnostics: T): T {
  for (const diagnostic of diagnostics) {
    emit({ kind: "diagnostic", rule, diagnostic });
    write({ kind: "diagnostic", rule, diagnostic });
  }
  return diagnostics;
}

const NOTHING = { rows: null, bytes: null, spilled: null, change: null, ms: 0, promises: [] } as const;
const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(({ severity }) => severity === "error");

type One = { readonly outcome: RuleOutcome; readonly diagnostics: readonly Diagnostic[] };
type Checked = { readonly promises: readonly Verified[]; readonly diagnostics: readonly Diagnostic[]; readonly change: Change | null };

const isShort = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(({ code }) => code === "engine-out-of-memory");

/** What memory does not hold beside others may fit alone: it is tried once more when nothing else runs. */
async function makeOne(work: Work, gate: Gate, write: Write, rule: Rule, index: number, count: number): Promise<One> {
  const others = lanesOf(work) > 1;
  const build = (): Promise<Staged | Diagnostic> => buildRule(work, rule, index, count);
  let staged = await gate.beside(build);
  if (others && "code" in staged && isShort([staged])) staged = await gate.alone(() => unstage(work, rule).then(build));
  if ("code" in staged) {
    tell(work, write, rule.name, [staged]);
    return { outcome: outcome(write, rule, { ...NOTHING, rule: rule.name, status: "failed" }), diagnostics: [staged] };
  }
  const made = staged;
  work.staged.set(rule.name, made);
  work.emit({ kind: "built", rule: rule.name, rows: made.rows, ms: made.ms, bytes: made.bytes });
  const began = performance.now();
  let checked = await gate.beside(() => check(work, made));
  if (others && isShort(checked.diagnostics)) checked = await gate.alone(() => check(work, made));
  const { promises, diagnostics, change } = checked;
  work.staged.set(rule.name, { ...made, change });
  const broken = promises.filter(({ failing }) => failing > 0);
  const failed = broken.filter(({ severity }) => severity === "error").length;
  work.emit({ kind: "verified", rule: rule.name, held: promises.length - broken.length, warned: broken.length - failed, failed, change, ms: performance.now() - began });
  tell(work, write, rule.name, diagnostics);
  const { rows, bytes, spilled } = made;
  const ms = made.ms + performance.now() - began;
  return { outcome: outcome(write, rule, { rule: rule.name, status: hasErrors(diagnostics) ? "failed" : "built", rows, bytes, spilled, change, ms, promises }), diagnostics };
}

async function check(work: Work, staged: Staged): Promise<Checked> {
  const { promises, diagnostics } = await verifyRule(work, staged);
  const change = hasErrors(diagnostics) ? null : await changeOf(work, staged);
  return change !== null && "code" in change ? { promises, diagnostics: [...diagnostics, change], change: null } : { promises, diagnostics, change };
}

/** What a build has left that failed on its way. A table that another run has built is not made in this one. */
async function unstage(work: Work, rule: Rule): Promise<void> {
  work.scans.splice(0, work.scans.length, ...work.scans.filter((scan) => scan.rule !== rule.name));
  const kept = (work.decisions.of.get(rule.name)?.kept ?? null) !== null;
  if (stagesTable(rule) && !kept) await work.session.run({ text: `DROP TABLE IF EXISTS ${qualified(work.engine, rule.schema, stagedName(work.run, rule.table))}` });
}

function outcome(write: Write, { hash, plan }: Rule, of: RuleOutcome): RuleOutcome {
  write({ kind: "rule", rule: of.rule, hash, plan, status: of.status, rows: of.rows, bytes: of.bytes, spilled: of.spilled, change: of.change, ms: tenth(of.ms), promises: of.promises });
  return { ...of, ms: tenth(of.ms) };
}
