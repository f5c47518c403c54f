/** Which results of earlier runs are good still, and why the others are not: the decision for every rule, from one look at the ledger. */
import type { RuleName } from "../../ir/id.ts";
import { modeOf } from "../../ir/storage.ts";
import { RUN_PARAMS, type CompiledRule, type CompiledSource, type Read } from "../plan-types.ts";
import { isFileError } from "../record/files.ts";
import type { Plan } from "../run/plan.ts";
import type { Ledger } from "../run/ledger.ts";
import type { RunInput } from "../run/work.ts";
import type { Located } from "../sources/paths.ts";
import type { Decision, Decisions, KeptTable } from "./decision.ts";
import { objectOf } from "../run/existing.ts";
import { damaged, type Damage, type Looking } from "./damage.ts";
import { differencesOf, stateOf, type SourceState } from "./fingerprints.ts";
import { difference, digest, keyText, paramsOf, readKey, type Common, type Key } from "./key.ts";
import { keptKey, mayBeKept } from "./kept.ts";
import { because, type Reason } from "./reason.ts";

export type Deciding = Looking & {
  readonly input: RunInput;
  readonly run: string;
  readonly ledger: Pick<Ledger, "inputs" | "intervals">;
  /** What would be built if nothing could be used again. */
  readonly plan: Plan;
  readonly located: ReadonlyMap<RuleName, Located>;
  readonly kept: ReadonlyMap<RuleName, KeptTable>;
  /** The by_time rules that have something to compute though nothing of what they read has changed: how many intervals. */
  readonly missing: ReadonlyMap<RuleName, number>;
};

/** Throws what the engine and the file system throw. */
export async function decide(of: Deciding): Promise<Decisions> {
  const sources = new Map<RuleName, SourceState>();
  for (const found of of.located.values()) {
    const state = stateOrNull(found, of);
    if (state !== null) sources.set(found.source.name, state);
  }
  const sourceNamed = new Map(of.input.sources.map((source) => [source.name, source]));
  const explain = await differencesOf(of.ledger, of.input.pack);
  const filesOf = (name: string, before: string): Reason => {
    const source = of.input.sources.find(({ claimName }) => claimName === name);
    const now = source === undefined ? undefined : sources.get(source.name);
    return now === undefined ? because("source-changed", [name]) : explain(name, before, now);
  };
  const byName = new Map(of.plan.ordered.map((rule) => [rule.name, rule]));
  const look = (damage: ReadonlyMap<string, Damage>): Map<RuleName, Decision> => decideAll(of, { byName, sources, sourceNamed, filesOf, damage });
  const first = look(new Map());
  // Only what would be used again, or is read as it stands, is looked at.
  const used = of.plan.ordered.flatMap((rule) => {
    const object = objectOf(of.there, rule);
    return object !== undefined && object.pack === of.input.pack && first.get(rule.name)?.action !== "build" ? [{ rule, object }] : [];
  });
  const damage = await damaged(of, used);
  return { of: damage.size === 0 ? first : look(damage), sources };
}

function stateOrNull(found: Located, { files, input }: Deciding): SourceState | null {
  try {
    return stateOf(found, files, input.root, input.values);
  } catch (error) {
    // A file that went or cannot be read: who reads it is built, and tells.
    if (!isFileError(error)) throw error;
    return null;
  }
}

type Facts = {
  readonly byName: ReadonlyMap<RuleName, CompiledRule>;
  readonly sources: ReadonlyMap<RuleName, SourceState>;
  readonly sourceNamed: ReadonlyMap<RuleName, CompiledSource>;
  readonly filesOf: (name: string, before: string, now: string) => Reason;
  readonly damage: ReadonlyMap<string, Damage>;
};

function decideAll(of: Deciding, facts: Facts): Map<RuleName, Decision> {
  const decisions = new Map<RuleName, Decision>();
  /** What readers of a rule read, as far as known. */
  const states = new Map<RuleName, string>();
  const selected = new Set(of.plan.build.map(({ name }) => name));
  const common: Common = { shape: of.input.shape.hash, policy: of.input.profile.policy, compiler: of.input.compiler, engine: `${of.engine.name} ${of.engine.version}` };
  for (const rule of of.plan.ordered) {
    const stands = selected.has(rule.name) || rule.storage.kind === "view";
    const made = stands ? keyOf(of, facts, rule, states, common) : null;
    if (selected.has(rule.name) && made !== null) {
      const decision = decisionOf(of, facts, rule, made);
      decisions.set(rule.name, decision);
      states.set(rule.name, stateAfter(of, rule, decision, facts.damage));
    } else if (made !== null) states.set(rule.name, made.key === null ? `run ${of.run}` : digest(made.key));
    else states.set(rule.name, stateBefore(of, rule, facts.damage));
  }
  return decisions;
}

/** What is made of earlier rows of its own, too, is known by the run that wrote it last: the same key may stand for other rows. */
const hasHistory = (rule: CompiledRule): boolean => modeOf(rule.storage) !== null || rule.reads.some(({ of }) => of.kind === "previous" && of.name === rule.name);

function stateAfter({ run, there }: Deciding, rule: CompiledRule, { action, key }: Decision, damage: ReadonlyMap<string, Damage>): string {
  if (!hasHistory(rule)) return key === null ? `run ${run}` : digest(key);
  if (action === "build") return `run ${run}`;
  const found = damage.get(rule.name);
  return found === undefined ? `run ${objectOf(there, rule)?.run ?? run}` : altered(found);
}

const altered = ({ now }: Damage): string => `altered ${digest(now)}`;

function stateBefore({ there, input }: Deciding, rule: CompiledRule, damage: ReadonlyMap<string, Damage>): string {
  const object = objectOf(there, rule);
  if (object === undefined || object.pack !== input.pack) return "none";
  const found = damage.get(rule.name);
  if (found !== undefined) return altered(found);
  return object.key === null || hasHistory(rule) ? `run ${object.run}` : digest(object.key);
}

type Made = { readonly key: string; readonly refused: null } | { readonly key: null; readonly refused: Reason };

function keyOf(of: Deciding, facts: Facts, rule: CompiledRule, states: ReadonlyMap<RuleName, string>, common: Common): Made {
  const refused = refusal(facts, rule);
  if (refused !== null) return { key: null, refused };
  const named = (kind: Read["of"]["kind"], state: (read: Read) => string | null): (readonly [string, string])[] =>
    rule.reads.flatMap((read) => {
      const found = read.of.kind === kind ? state(read) : null;
      return found === null ? [] : [[read.sqlName, found] as const];
    }).sort(([a], [b]) => (a < b ? -1 : 1));
  const key: Key = {
    rule: rule.hash,
    // The text of a view in the warehouse holds the paths of what it reads: in a folder that was copied it would read the files of the first.
    storage: JSON.stringify(rule.storage.kind === "view" ? { ...rule.storage, in: digest(of.root) } : rule.storage),
    params: paramsOf(rule, of.input.values, new Set([RUN_PARAMS.from, RUN_PARAMS.to])),
    // A source whose files cannot be found has no state: no earlier result is of it.
    sources: named("source", ({ of: { name } }) => facts.sources.get(name)?.fingerprint ?? `run ${of.run}`),
    rules: named("rule", ({ of: { name } }) => states.get(name) ?? "none"),
    previous: named("previous", ({ of: { name } }) => {
      // What a rule itself has left decides nothing: else no run would be the last one that has something to do.
      const read = name === rule.name ? undefined : facts.byName.get(name);
      if (read === undefined) return null;
      // A table that begins anew has had no rows before.
      return of.input.fullRefresh === true && of.input.selected(read.name) ? "none" : stateBefore(of, read, facts.damage);
    }),
    ...common,
  };
  return { key: keyText(key), refused: null };
}

function refusal({ sourceNamed }: Facts, rule: CompiledRule): Reason | null {
  const { unsteady = [] } = rule;
  if (unsteady.length > 0) return because("unsteady", unsteady);
  if (rule.params.some(({ name }) => name === RUN_PARAMS.runAt)) return because("run-at");
  const tables = rule.reads.filter(({ of }) => of.kind === "source" && sourceNamed.get(of.name)?.provider.kind === "table").map(({ of }) => of.name);
  return tables.length === 0 ? null : because("reads-table", tables);
}

/** How many files and parameters are the same. */
function sameness(rule: CompiledRule, { sources }: Facts): readonly string[] {
  const files = rule.reads.reduce((sum, { of }) => sum + (of.kind === "source" ? Object.keys(sources.get(of.name)?.files ?? {}).length : 0), 0);
  return [String(files), String(rule.params.length)];
}

function decisionOf(of: Deciding, facts: Facts, rule: CompiledRule, made: Made): Decision {
  const build = (reason: Reason): Decision => {
    const kept = made.key === null || !mayBeKept(rule) ? undefined : of.kept.get(rule.name);
    if (kept !== undefined && kept.schema === rule.schema && made.key !== null && kept.key === keptKey(made.key, rule, facts.byName, of.located)) return { action: "reuse", reason: because("kept", [kept.run]), key: made.key, kept };
    return { action: "build", reason, key: made.key, kept: null };
  };
  const object = objectOf(of.there, rule);
  // What a run that was asked for the same has made of it is what was asked for.
  if (of.input.fullRefresh === true) return of.input.resumes === true ? build(because("asked")) : { action: "build", reason: because("asked"), key: made.key, kept: null };
  if (object === undefined || object.pack !== of.input.pack) return build(because("never-built"));
  if (made.key === null) return build(made.refused);
  const damage = facts.damage.get(rule.name);
  // Who has taken rows out of a table that is only added to has had a reason, and building would not bring them back.
  if (damage !== undefined && !(modeOf(rule.storage) !== null && damage.reason.kind === "rows-differ")) return build(damage.reason);
  if (object.key === made.key) {
    const missing = of.missing.get(rule.name) ?? 0;
    return missing > 0 ? build(because("intervals", [String(missing)])) : { action: "reuse", reason: because("unchanged", sameness(rule, facts)), key: made.key, kept: null };
  }
  const [before, now] = [object.key === null ? null : readKey(object.key), readKey(made.key) as Key];
  return build(before === null ? because("unknown") : (difference(before, now, facts.filesOf) ?? because("unknown")));
}
