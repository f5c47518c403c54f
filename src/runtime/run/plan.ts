/** What a run will do, in which order, and why. */
import type { RuleName } from "../../ir/id.ts";
import type { CompiledRule, CompiledSource } from "../plan-types.ts";
import type { Decision } from "../reuse/decision.ts";
import { isOfTheInstant } from "../sources/claims.ts";
import { because, type Reason } from "../reuse/reason.ts";

export type PlanStep = {
  readonly rule: RuleName;
  readonly action: "build" | "reuse" | "skip";
  /** `read-by`: not selected, and read as last published. */
  readonly reason: Reason;
};

export type Plan = {
  /** Every rule after what it reads; otherwise by name. */
  readonly steps: readonly PlanStep[];
  readonly ordered: readonly CompiledRule[];
  readonly build: readonly CompiledRule[];
  /** Read by what is built and not built itself. */
  readonly published: readonly CompiledRule[];
  readonly sources: readonly CompiledSource[];
  /** Sources behind what is selected that are looked at though nothing that reads them is built: the instant of the run decides whether they hold. */
  readonly watched: readonly RuleName[];
};

/** As if nothing could be used again; `also`: sources that are looked at in any case. `rules` hold no cycle: the compiler has refused one. */
export function planRun(rules: readonly CompiledRule[], sources: readonly CompiledSource[], selected: (rule: RuleName) => boolean, also: readonly RuleName[] = []): Plan {
  const ordered = byDependency(rules);
  const build = ordered.filter((rule) => selected(rule.name) && rule.storage.kind !== "inline");
  const building = new Set(build.map((rule) => rule.name));
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const readers = new Map<RuleName, RuleName[]>();
  const used = new Set<RuleName>(also);
  // A view holds no rows: who reads one that is not built reads what the view reads.
  const note = (reader: RuleName, rule: CompiledRule): void => {
    for (const { of } of rule.reads) {
      if (of.kind === "source") used.add(of.name);
      // What was stored before need not be there.
      else if (of.kind === "previous") continue;
      else if (!building.has(of.name)) {
        const known = readers.get(of.name);
        if (known === undefined) readers.set(of.name, [reader]);
        else if (!known.includes(reader)) known.push(reader);
        const upstream = byName.get(of.name);
        if (upstream?.storage.kind === "view" && known === undefined) note(reader, upstream);
      }
    }
  };
  for (const rule of build) note(rule.name, rule);
  // Claims may refer to other sources, and theirs to more: a set that grows is walked to its end.
  const sourceNamed = new Map(sources.map((source) => [source.name, source]));
  const watched = [...used].filter((name) => sourceNamed.get(name)?.claims.some((scan) => isOfTheInstant(sourceNamed.get(name) as CompiledSource, scan))).sort();
  for (const name of used) for (const { of } of sourceNamed.get(name)?.claimReads ?? []) used.add(of.name);
  return {
    steps: ordered.map((rule) => ({ rule: rule.name, action: building.has(rule.name) ? "build" : "skip", reason: reasonOf(rule, building, readers) })),
    ordered,
    build,
    published: ordered.filter((rule) => readers.has(rule.name)),
    sources: sources.filter((source) => used.has(source.name)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    watched,
  };
}

function reasonOf(rule: CompiledRule, building: ReadonlySet<RuleName>, readers: ReadonlyMap<RuleName, readonly RuleName[]>): PlanStep["reason"] {
  if (building.has(rule.name)) return because("asked");
  if (rule.storage.kind === "inline") return because("inline");
  const rules = readers.get(rule.name);
  return rules === undefined ? because("not-selected") : because("read-by", rules);
}

/** Without what need not be built: rules that are read of it are read as published. */
export function narrowed(plan: Plan, sources: readonly CompiledSource[], decisions: ReadonlyMap<RuleName, Decision>): Plan {
  const making = (rule: RuleName): boolean => {
    const decision = decisions.get(rule);
    return decision !== undefined && (decision.action === "build" || decision.kept !== null);
  };
  const left = planRun(plan.ordered, sources, making, plan.watched);
  return { ...left, steps: plan.steps.map((step) => ({ ...step, ...pick(decisions.get(step.rule)) })) };
}

const pick = (decision: Decision | undefined): Partial<PlanStep> => (decision === undefined ? {} : { action: decision.action, reason: decision.reason });

/** Each rule after all that it reads; otherwise by name. Without recursion: a chain may be ten thousand rules long. */
export function byDependency(rules: readonly CompiledRule[]): CompiledRule[] {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const ordered: CompiledRule[] = [];
  const seen = new Set<RuleName>();
  for (const start of [...byName.keys()].sort()) {
    const open: { readonly rule: CompiledRule; readonly upstream: RuleName[] }[] = [];
    const enter = (name: RuleName): void => {
      const rule = byName.get(name);
      if (rule === undefined || seen.has(name)) return;
      seen.add(name);
      open.push({ rule, upstream: rule.reads.filter(({ of }) => of.kind === "rule").map(({ of }) => of.name).sort().reverse() });
    };
    enter(start);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = top.upstream.pop();
      if (next !== undefined) enter(next);
      else ordered.push((open.pop() as typeof top).rule);
    }
  }
  return ordered;
}
