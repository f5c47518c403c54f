/**
 * What each rule meant when it was published last, so that `state:` can tell what has changed: `target/<pack>/state/rules.json`. It needs no warehouse, and
 * may be carried to another machine (`--state`).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Compiled, CompiledRule } from "../compile/types.ts";
import { localName } from "../ir/id.ts";
import { isFileError, writeIfChanged } from "../runtime/record/files.ts";
import { digest } from "../runtime/reuse/key.ts";
import type { SelectFacts, State } from "./select.ts";

/** Digests: `sql` of what makes its rows, `contract` of what its readers rely on. */
type RuleState = { readonly sql: string; readonly contract: string };
type Kept = { readonly format: 1; readonly rules: Readonly<Record<string, RuleState>> };

const FILE = "state/rules.json";

/** By the name that a rule is published under: one that moves to another file is still the same. */
export function statesOf({ rules, sources, params }: Pick<Compiled, "rules" | "sources" | "params">): ReadonlyMap<string, RuleState> {
  // Where a source's rows come from is none of its readers' text.
  const declared = new Map(sources.map((source) => [source.name, digest(JSON.stringify([source.columns.map(({ name, sqlType, nullable }) => [name, sqlType, nullable]), source.provider, source.interface.keys, source.interface.order, source.trusted]))]));
  return new Map(rules.map((rule) => [rule.table, { sql: digest(JSON.stringify([rule.hash, byName(rule.reads.map(({ of, sqlName }) => [sqlName, declared.get(of.name) ?? null])), defaultsOf(rule, params)])), contract: contractOf(rule) }]));
}

/** As SQL calls them: the module that something stands in is no part of what it means. */
const byName = (pairs: readonly (readonly [name: string, value: unknown])[]): unknown => pairs.toSorted(([a], [b]) => (a < b ? -1 : 1));
const defaultsOf = (rule: CompiledRule, params: Compiled["params"]): unknown => byName(rule.params.map(({ sqlName, name, default: own }) => [sqlName, own ?? params.get(name)?.default ?? null]));
const contractOf = ({ columns, order, keys, storage }: CompiledRule): string => digest(JSON.stringify([columns.map(({ name, sqlType, nullable }) => [name, sqlType, nullable]), order, keys, storage.kind]));

/** After a run: `rules` are those that are as they were published now. */
export function rememberStates(target: string, compiled: Compiled, rules: readonly string[]): void {
  const now = statesOf(compiled);
  const known = new Map(Object.entries(read(target)?.rules ?? {}));
  for (const name of rules) {
    const state = now.get(localName(name));
    if (state !== undefined) known.set(localName(name), state);
  }
  const kept: Kept = { format: 1, rules: Object.fromEntries([...known].sort(([a], [b]) => (a < b ? -1 : 1))) };
  try {
    writeIfChanged(join(target, FILE), `${JSON.stringify(kept, null, 1)}\n`);
  } catch (error) {
    // The run went well all the same: `state:` compares with the run before.
    if (!isFileError(error)) throw error;
  }
}

/** `folder`: of the artifacts of a pack, as they were. */
export function stateAgainst(folder: string, shown: string, compiled: Compiled): ReturnType<SelectFacts["state"]> {
  const before = read(folder);
  if (before === null) return { problem: `${shown}/${FILE} is not there: no run has published anything, or --state names another folder` };
  const now = statesOf(compiled);
  const tables = new Map(compiled.rules.map(({ name, table }) => [name, table]));
  const tests: Readonly<Record<State, (was: RuleState | undefined, is: RuleState) => boolean>> = {
    new: (was) => was === undefined,
    modified: (was, is) => was !== undefined && (was.sql !== is.sql || was.contract !== is.contract),
    "modified.sql": (was, is) => was !== undefined && was.sql !== is.sql,
    "modified.contract": (was, is) => was !== undefined && was.contract !== is.contract,
    unchanged: (was, is) => was !== undefined && was.sql === is.sql && was.contract === is.contract,
  };
  return (rule, state) => {
    const table = tables.get(rule);
    const is = table === undefined ? undefined : now.get(table);
    // A rule that is part of its readers has no state of its own: theirs holds it.
    return table !== undefined && is !== undefined && tests[state](before.rules[table], is);
  };
}

function read(folder: string): Kept | null {
  try {
    const kept = JSON.parse(readFileSync(join(folder, FILE), "utf8")) as Partial<Kept>;
    return kept.format === 1 && typeof kept.rules === "object" && kept.rules !== null ? (kept as Kept) : null;
  } catch {
    return null;
  }
}
