/** Forms of a compiled rule that people read. */
import { localName } from "../ir/id.ts";
import type { Lineage } from "../ir/lineage.ts";
import { printRule } from "../ir/print.ts";
import type { CompiledRule } from "./types.ts";

/** One line a node; the rule must have been compiled with `keep`. */
export function irText({ rule, name }: CompiledRule): string {
  if (rule === null) throw new Error(`the IR of ${name} was not kept`);
  return printRule(rule);
}

/** One line a column: what it is computed from, then what decided it; the last line is what decided the rows. */
export function lineageText({ leaves, columns, rows, opaque }: Lineage): string {
  const list = (places: readonly number[]): string => places.map((place) => `${localName(leaves[place]?.name ?? "")}.${leaves[place]?.column ?? ""}`).join(", ");
  const width = Math.max(...columns.map(({ name }) => name.length), ...(rows.length === 0 ? [] : ["(rows)".length]));
  const lines = columns.map(({ name, value, influence }) => `${name.padEnd(width)} <- ${value.length === 0 ? "(no column)" : list(value)}${influence.length === 0 ? "" : `  | influenced by ${list(influence)}`}`);
  return [...lines, ...(rows.length === 0 ? [] : [`${"(rows)".padEnd(width)} <- ${list(rows)}`]), ...(opaque ? ["(opaque: text in SQL stands in between)"] : [])].join("\n");
}
