/** What the publication's transaction does for a rule that adds to its table. */
import type { Mode } from "../../../ir/storage.ts";
import { identifier } from "../../sql-text.ts";
import { dropped, qualified, type Action, type Interval as Filled, type Ledger } from "../ledger.ts";
import type { Staged, Work } from "../work.ts";
import { materialise, meeting } from "./index.ts";
import type { Target } from "./mode.ts";

export type Done = { readonly statements: readonly string[]; readonly actions: readonly Action[] };
type Of = Pick<Work, "engine" | "run" | "input"> & { readonly ledger: Pick<Ledger, "statements"> };

/** `before`: what has the table's name now. Columns are added before rows: DuckDB refuses the other order when it commits. */
export function addedTo(work: Of, { rule }: Pick<Staged, "rule">, mode: Mode, table: string, target: Target, before: "table" | "view" | undefined): Done {
  const of = meeting(work.engine, rule, mode, table, target);
  const done: { text: string; action: Action["action"] }[] = [];
  const act = (action: Action["action"], text: string): void => void done.push({ text, action });
  const first = materialise(mode.mode).first?.(of) ?? null;
  const renamed = target.fresh && first === null;
  if (target.fresh) {
    if (before !== undefined) act("drop", dropped(work.engine, before, rule.schema, rule.table));
    if (first === null) act("rename", `ALTER TABLE ${of.staged} RENAME TO ${identifier(rule.table)}`);
    else act("create", `CREATE TABLE ${of.table} AS ${first}`);
  } else {
    for (const { name, sqlType } of target.adds) act("alter", `ALTER TABLE ${of.table} ADD COLUMN ${identifier(name)} ${sqlType}`);
    for (const { action, text } of materialise(mode.mode).publish(of)) act(action, text);
  }
  return {
    statements: [...done.map(({ text }) => text), ...(renamed ? [] : [`DROP TABLE ${qualified(work.engine, rule.schema, table)}`]), ...filled(work, rule, mode, target)],
    actions: done.map(({ action }) => ({ action, schema: rule.schema, name: rule.table, rule: rule.name })),
  };
}

/** The ledger's intervals change in the same transaction as the rows in them. */
function filled({ input: { pack }, run, ledger }: Of, { name: rule, hash }: Staged["rule"], mode: Mode, { fresh, known, intervals }: Target): readonly string[] {
  const now: Filled[] = intervals.map(({ from, to }) => ({ pack, rule, start: from, stop: to, run, hash }));
  const before = known === null ? [] : fresh ? ledger.statements.emptied(pack, known) : known === rule ? [] : ledger.statements.renamed(pack, known, rule);
  return [...before, ...(fresh ? ledger.statements.emptied(pack, rule) : []), ...(mode.mode === "by_time" ? ledger.statements.filled(now) : [])];
}
