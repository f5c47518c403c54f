/** What a result was made of: equal keys, equal rows. Kept as text, so that a difference can be named. */
import { createHash } from "node:crypto";
import type { CompiledRule, ParamValues } from "../plan-types.ts";
import { because, type Reason } from "./reason.ts";

/** Canonical JSON: members in this order, pairs by name. */
export type Key = {
  readonly rule: string;
  readonly shape: string;
  readonly storage: string;
  readonly params: readonly (readonly [name: string, value: string])[];
  /** Fingerprints of sources, as `files.ts` makes them. */
  readonly sources: readonly (readonly [name: string, fingerprint: string])[];
  /** What is known of what other rules hold, `previous` ones as they were before the run. */
  readonly rules: readonly (readonly [name: string, state: string])[];
  readonly previous: readonly (readonly [name: string, state: string])[];
  readonly policy: string;
  readonly compiler: string;
  readonly engine: string;
};

/** The parts that are the same for all rules of a run. */
export type Common = Pick<Key, "shape" | "policy" | "compiler" | "engine">;

export const keyText = (key: Key): string => JSON.stringify(key);
/** Short and as good: a key holds those of all that it reads. */
export const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** Null for what this version of rulec does not understand. */
export function readKey(text: string): Key | null {
  try {
    const key = JSON.parse(text) as Partial<Key>;
    return typeof key.rule === "string" && Array.isArray(key.params) && Array.isArray(key.sources) && Array.isArray(key.rules) && Array.isArray(key.previous) ? (key as Key) : null;
  } catch {
    return null;
  }
}

const LONGEST = 80;

/** By name. A long value stands there as its digest. Those that a run itself gives (its instant, the bounds of intervals) are left out. */
export function paramsOf(rule: Pick<CompiledRule, "params">, values: ParamValues, left: ReadonlySet<string>): Key["params"] {
  const found = new Map<string, string>();
  for (const { name, sqlName } of rule.params) {
    if (left.has(name)) continue;
    const text = JSON.stringify(values.get(name) ?? null);
    // As the SQL calls it: a rule may move to another module.
    found.set(sqlName, text.length > LONGEST ? digest(text) : text);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The first thing in which they differ, as a person would say it; null where it is none that has a name. `filesOf`: what a source's fingerprints stood for. */
export function difference(before: Key, now: Key, filesOf: (source: string, before: string, now: string) => Reason): Reason | null {
  if (before.rule !== now.rule) return because("sql-changed");
  if (before.storage !== now.storage) return because("storage-changed");
  const params = changed(before.params, now.params);
  if (params.length > 0) return because("param-changed", params.map(([name]) => name));
  const [source] = changed(before.sources, now.sources);
  if (source !== undefined) {
    const [name, was, is] = source;
    return was === null || is === null ? because("source-changed", [name]) : filesOf(name, was, is);
  }
  const rules = [...changed(before.rules, now.rules), ...changed(before.previous, now.previous)];
  if (rules.length > 0) return because("reads", [...new Set(rules.map(([name]) => name))].sort());
  if (before.shape !== now.shape) return because("text-changed");
  if (before.compiler !== now.compiler) return because("compiler-changed", [before.compiler, now.compiler]);
  if (before.engine !== now.engine) return because("engine-changed", [before.engine, now.engine]);
  if (before.policy !== now.policy) return because("policy-changed", [before.policy, now.policy]);
  return null;
}

type Pairs = readonly (readonly [name: string, value: string])[];

function changed(before: Pairs, now: Pairs): [name: string, before: string | null, now: string | null][] {
  const [was, is] = [new Map(before), new Map(now)];
  return [...new Set([...is.keys(), ...was.keys()])].filter((name) => was.get(name) !== is.get(name)).map((name) => [name, was.get(name) ?? null, is.get(name) ?? null]);
}
