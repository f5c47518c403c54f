/** Tables that runs which did not end well have left staged: which a run takes up, which stay for another, which go. */
import type { RuleName } from "../../ir/id.ts";
import type { KeptTable } from "../reuse/decision.ts";
import { keyOf, type Existing } from "./existing.ts";
import { timeOf } from "./ids.ts";
import type { LedgerRun, SortedLeftovers, StagedTable } from "./ledger.ts";

/** What no run has taken up for so long goes with the next one, in milliseconds. */
export const KEPT_STAGED = 7 * 24 * 3_600_000;

/** The latest of each rule. A run that was killed names all that it would have staged: a table is made by one statement, so it is there whole or not at all. */
export const keptTables = (runs: readonly LedgerRun[], there: Existing): ReadonlyMap<RuleName, KeptTable> =>
  new Map(runs.flatMap(({ run, tables }) => tables.flatMap(({ schema, table, rule, key }) => (rule === undefined || key === undefined || !there.objects.has(keyOf(schema, table)) ? [] : [[rule, { run, schema, table, rule, key }] as const]))));

export type Sorting = {
  /** The rules that the run decides about: it builds them anew, or what is published of them is good. */
  readonly decided: ReadonlySet<RuleName>;
  /** Names of tables that the run takes up. */
  readonly taken: ReadonlySet<string>;
  /** All rules of the pack. */
  readonly rules: { readonly has: (rule: RuleName) => boolean };
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** A table stays for a run of its rule, as long as nobody has made that rule since, the rule is there, and the run that left it is not too old. */
export function sortLeftovers(runs: readonly LedgerRun[], { decided, taken, rules, now }: Sorting): SortedLeftovers {
  const drops: StagedTable[] = [];
  const changed: Pick<LedgerRun, "run" | "tables">[] = [];
  for (const { run, tables } of runs) {
    const stays = tables.filter(({ rule, table }) => rule !== undefined && rules.has(rule) && !decided.has(rule) && !taken.has(table) && timeOf(run) > now - KEPT_STAGED);
    if (stays.length < tables.length) changed.push({ run, tables: stays });
    drops.push(...tables.filter((table) => !stays.includes(table) && !taken.has(table.table)));
  }
  return { drops, changed };
}
