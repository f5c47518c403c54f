/** What has become of each rule between two sides, and whom it reaches. */
import { ruleToJson, type OutsideNames } from "../../ir/json.ts";
import { ruleChanges, sourceChanges, type Change } from "./changes.ts";
import { compareRows, knownAlike, type Pair, type RowsOptions, type RowsVerdict } from "./rows.ts";
import type { DiffRule, DiffSide, DiffSource } from "./side.ts";

export const STATUSES = ["unchanged", "text only", "changed", "added", "removed", "renamed"] as const;
export type Status = (typeof STATUSES)[number];
/** `name`: as it is called now, or was. `was`: another name that it had. `reaches`: rules that read it, or what reads it, where there is something to reach them. */
export type RuleDiff = {
  readonly name: string;
  readonly status: Status;
  readonly was: string | null;
  readonly file: string | null;
  readonly changes: readonly Change[];
  readonly breaking: boolean;
  /** Null where nothing was compared: the rule means the same text, or is on one side alone. */
  readonly rows: RowsVerdict | null;
  readonly reaches: readonly string[];
};
export type SourceDiff = { readonly name: string; readonly status: "added" | "removed" | "changed"; readonly changes: readonly Change[] };
/** In the order of building; what was removed stands last. Sources that are as they were are left out. */
export type PackDiff = { readonly rules: readonly RuleDiff[]; readonly sources: readonly SourceDiff[] };

export type DiffOptions = Pick<RowsOptions, "tries"> & { readonly seed: string; /** Names of rules that are compared; null: all. */ readonly only: ReadonlySet<string> | null };

export function diffPacks(was: DiffSide, after: DiffSide, options: DiffOptions): PackDiff {
  const before = was.whole ? was : completed(was, after);
  const renames = renamesOf(before, after);
  const pair = pairOf(before, after, renames);
  const readers = readersOf(after);
  const reached = (name: string): readonly string[] => reach(name, readers, after);
  const rules: RuleDiff[] = [];
  const isAsked = (name: string): boolean => options.only === null || options.only.has(name);
  for (const rule of after.rules.values()) {
    if (!isAsked(rule.name)) continue;
    const was = before.rules.get(renames.get(rule.name) ?? rule.name);
    if (was === undefined && !before.whole && rule.storage.kind === "inline") continue;
    if (was === undefined) rules.push({ name: rule.name, status: "added", was: null, file: rule.file, changes: [], breaking: false, rows: null, reaches: [] });
    else rules.push(compared(was, rule, pair, options, reached));
  }
  const stay = new Set([...after.rules.keys()].map((name) => renames.get(name) ?? name));
  for (const rule of before.rules.values()) {
    if (stay.has(rule.name) || !isAsked(rule.name)) continue;
    rules.push({ name: rule.name, status: "removed", was: null, file: rule.file, changes: [{ kind: "name", says: "rule removed", breaking: true }], breaking: true, rows: null, reaches: [] });
  }
  return { rules, sources: options.only === null && before.whole ? sourcesOf(before, after) : [] };
}

/** Where a side does not know what its sources say, it is what they say now, as far as that fits what was read of them. */
function completed(before: DiffSide, after: DiffSide): DiffSide {
  const interfaces = new Map(before.env.interfaces);
  const sources = new Map(before.sources);
  for (const [name, source] of sources) {
    const now = after.sources.get(name);
    const fits = source.interface.columns.every((column) => now?.interface.columns.some((one) => one.name === column.name && one.type === column.type && one.nullable === column.nullable));
    if (now === undefined || !fits) continue;
    interfaces.set(source.full, now.interface);
    sources.set(name, { ...source, interface: now.interface });
  }
  return { ...before, sources, env: { ...before.env, interfaces } };
}

function compared(was: DiffRule, is: DiffRule, pair: Pair, options: DiffOptions, reached: (name: string) => readonly string[]): RuleDiff {
  const renamed = was.name !== is.name;
  const same = canonical(was, pair.outside[0]) === canonical(is, pair.outside[1]);
  const params = paramChanges(was, is, pair);
  const of = { name: is.name, was: renamed ? was.name : null, file: is.file };
  if (same && params.length === 0 && !renamed) return { ...of, status: was.text === null || was.text === is.text ? "unchanged" : "text only", changes: [], breaking: false, rows: null, reaches: [] };
  const contract = ruleChanges(was, is);
  const name: readonly Change[] = renamed ? [{ kind: "name", says: `name ${was.name} → ${is.name}`, breaking: true }] : [];
  const changes = [...name, ...contract, ...params, ...readChanges(was, is, pair)];
  const rows = same && params.length === 0 ? null : compareRows(was, is, pair, { tries: options.tries, seed: `${options.seed} ${is.name}` });
  const breaking = changes.some((one) => one.breaking);
  const disturbs = name.length > 0 || contract.length > 0 || (rows !== null && rows.kind !== "equal");
  return { ...of, status: renamed && same && params.length === 0 ? "renamed" : "changed", changes, breaking, rows, reaches: disturbs ? reached(is.name) : [] };
}

/** As both sides call what is read. */
const canonical = ({ rule, ir }: DiffRule, { relation, param }: OutsideNames): string => (isPlain(relation) ? ir : ruleToJson(rule, { relation, param }).ir);
/** Names that no other side changes: the text that is there will do. */
const plain = new WeakSet<OutsideNames["relation"]>();
const isPlain = (relation: OutsideNames["relation"]): boolean => plain.has(relation);

function pairOf(before: DiffSide, after: DiffSide, renames: ReadonlyMap<string, string>): Pair {
  const relation: OutsideNames["relation"] = (name) => {
    const own = after.outside.relation(name);
    return renames.get(own) ?? own;
  };
  plain.add(before.outside.relation);
  if (renames.size === 0) plain.add(relation);
  const both = { sides: [before, after], outside: [before.outside, { relation, param: after.outside.param }] } as const;
  return { ...both, was: (name) => before.rules.get(name), now: nowOf(after, renames), shared: knownAlike(both) };
}

function nowOf(after: DiffSide, renames: ReadonlyMap<string, string>): Pair["now"] {
  const is = new Map([...renames].map(([now, was]) => [was, now]));
  return (name) => after.rules.get(is.get(name) ?? name);
}

/** Now to before: what is new and means, but for its name, exactly what is gone did. Sources first, then rules in the order of building, each over names that are known already. */
function renamesOf(before: DiffSide, after: DiffSide): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  const gone = <T>(was: ReadonlyMap<string, T>, is: ReadonlyMap<string, T>): T[] => [...was].flatMap(([name, of]) => (is.has(name) ? [] : [of]));
  const lost = gone(before.sources, after.sources);
  for (const source of gone(after.sources, before.sources)) {
    const at = lost.findIndex((was) => sourceChanges(was, source).length === 0);
    const [found] = at < 0 ? [] : lost.splice(at, 1);
    if (found !== undefined) renames.set(source.name, found.name);
  }
  const lostRules = gone(before.rules, after.rules);
  if (lostRules.length === 0) return renames;
  const relation: OutsideNames["relation"] = (name) => renames.get(after.outside.relation(name)) ?? after.outside.relation(name);
  for (const rule of after.rules.values()) {
    if (before.rules.has(rule.name)) continue;
    const ir = ruleToJson(rule.rule, { relation, param: after.outside.param }).ir;
    const at = lostRules.findIndex((was) => was.ir === ir);
    const [found] = at < 0 ? [] : lostRules.splice(at, 1);
    if (found !== undefined) renames.set(rule.name, found.name);
  }
  return renames;
}

/** What a parameter is if nobody says otherwise is part of what a stored rule holds. */
function paramChanges(was: DiffRule, is: DiffRule, { sides: [before, after] }: Pair): readonly Change[] {
  if (!before.whole) return [];
  const named = [was, is].map(({ ir }) => new Set([...ir.matchAll(/"kind":"param","name":"([^"]*)"/g)].map(([, name]) => name as string)));
  return [...(named[1] ?? [])].filter((name) => named[0]?.has(name)).flatMap((name): Change[] => {
    const [from, to] = [before.params.get(name)?.default, after.params.get(name)?.default];
    return from === to ? [] : [{ kind: "param", says: `$${name} ${JSON.stringify(from ?? null)} → ${JSON.stringify(to ?? null)}`, breaking: false }];
  });
}

function readChanges(was: DiffRule, is: DiffRule, { outside: [before, after] }: Pair): readonly Change[] {
  const reads = (rule: DiffRule, { relation }: OutsideNames): Set<string> => new Set([...rule.ir.matchAll(/"of":\{"kind":"(?:source|rule)","name":("(?:[^"\\\\]|\\\\.)*")/g)].map(([, name]) => relation(JSON.parse(name as string) as string)));
  const [from, to] = [reads(was, before), reads(is, after)];
  const gone = [...from].filter((name) => !to.has(name)).toSorted();
  const come = [...to].filter((name) => !from.has(name)).toSorted();
  if (gone.length + come.length === 0) return [];
  const says = gone.length === 0 ? `reads ${come.join(", ")} too` : come.length === 0 ? `no longer reads ${gone.join(", ")}` : `reads ${come.join(", ")} instead of ${gone.join(", ")}`;
  return [{ kind: "reads", says, breaking: false }];
}

type Readers = ReadonlyMap<string, readonly string[]>;

function readersOf({ rules }: DiffSide): Readers {
  const readers = new Map<string, string[]>();
  for (const { name, reads } of rules.values()) for (const read of new Set(reads)) readers.set(read, [...(readers.get(read) ?? []), name]);
  return readers;
}

/** In the order of building. */
function reach(name: string, readers: Readers, { rules }: DiffSide): readonly string[] {
  const seen = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const reader of readers.get(next) ?? []) {
      if (seen.has(reader)) continue;
      seen.add(reader);
      pending.push(reader);
    }
  }
  return [...rules.keys()].filter((one) => seen.has(one));
}

function sourcesOf(before: DiffSide, after: DiffSide): readonly SourceDiff[] {
  const found = [...after.sources].flatMap(([name, source]): SourceDiff[] => {
    const was: DiffSource | undefined = before.sources.get(name);
    const changes = was === undefined ? [] : sourceChanges(was, source);
    return was === undefined ? [{ name, status: "added", changes }] : changes.length === 0 ? [] : [{ name, status: "changed", changes }];
  });
  return [...found, ...[...before.sources.keys()].filter((name) => !after.sources.has(name)).map((name): SourceDiff => ({ name, status: "removed", changes: [] }))];
}

/** Whether there is anything that is not *unchanged* or *text only*. */
export const differs = ({ rules, sources }: PackDiff): boolean => sources.length > 0 || rules.some(({ status }) => status !== "unchanged" && status !== "text only");
