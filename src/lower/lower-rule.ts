/** A rule as one statement. */
import type { Rel } from "../ir/rel.ts";
import type { ColumnDef, Rule, SortedColumn } from "../ir/rule.ts";
import { refusable, refuse, type LowerOptions, type Lowered, type Naming, type Refusal } from "./options.ts";
import { REWRITES } from "./rewrites.ts";
import type { BlockKey } from "./sql/block.ts";
import { buildStatement, lowering } from "./sql/build.ts";
import type { Wanted } from "./sql/finish.ts";
import { printStatement } from "./sql/print.ts";
import { folded } from "./sql/quote.ts";

/** One SELECT with the rule's columns and in its promised order, without a newline or semicolon at the end. */
export function lowerRule(rule: Rule, naming: Naming, options: LowerOptions): Lowered | Refusal {
  return lowerQuery(rule, rule.root, rule.order, naming, options);
}

/** The rows of any relation of the rule; `order` empty: as the relation itself sorts them, if it does. */
export function lowerQuery(rule: Rule, root: Rel, order: readonly SortedColumn[], naming: Naming, options: LowerOptions): Lowered | Refusal {
  return refusable(() => {
    const wanted = wantedOf(rule, root);
    const l = lowering(rule, root, root.outputs, naming, options);
    const keys = order.length === 0 ? null : order.map((key): BlockKey => ({ ...key, sql: null }));
    const printed = printStatement(buildStatement(l, root, wanted, keys), options);
    return { ...printed, choices: { rewrites: REWRITES.flatMap(({ name }) => (l.taken.has(name) ? [name] : [])), lanes: l.lanes } };
  });
}

function wantedOf(rule: Rule, root: Rel): readonly Wanted[] {
  const wanted = root.outputs.map((column): Wanted => {
    const { name, type } = rule.columns[column] as ColumnDef;
    return { column, name, type };
  });
  // Names differ, so that two of them are one to DuckDB only where letters are written large.
  if (wanted.some(({ name }) => folded(name) !== name)) refuseFolded(root, wanted);
  return wanted;
}

function refuseFolded(root: Rel, wanted: readonly Wanted[]): void {
  const seen = new Map<string, string>();
  for (const { name } of wanted) {
    const other = seen.get(folded(name));
    if (other !== undefined) refuse(root.at, "columns", `${other} and ${name} differ by the case of letters alone, which DuckDB does not tell apart`);
    seen.set(folded(name), name);
  }
}
