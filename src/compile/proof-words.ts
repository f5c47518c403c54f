/** What a proof's steps are, and what they call columns and sides of joins. */
import { localName, type ColumnId } from "../ir/id.ts";
import type { Inference, Proof } from "../ir/proof/index.ts";
import type { Rel } from "../ir/rel.ts";
import type { Rule } from "../ir/rule.ts";
import { nameText } from "../values/type.ts";
import type { Places, Where } from "./places.ts";
import type { Prepared } from "./types.ts";

/** Why something is not proven, by a stable name. */
export type Gap = "declared-null" | "unmatched" | "null-expression" | "null-input" | "copied-null" | "many" | "no-key" | "no-order" | "ties";

/** `fact` and `why` are sentences; `by` is the rule of inference, by a stable name. `where` is the text that it comes from. */
export type ProofStep = { readonly fact: string; readonly by: Inference | Gap; readonly why: string; readonly where: Where | null; readonly premises: readonly ProofStep[] };
/** `subject`: what each section is about; in the last, what does not follow, why not, and what would do. */
export type ProofSection = { readonly subject: "order" | "keys" | "joins" | "not null" | "not proven"; readonly proofs: readonly ProofStep[] };

export type Telling = { readonly rule: Rule; readonly prepared: Prepared; readonly places: Places; readonly told: Map<Proof, ProofStep>; readonly owners: ReadonlyMap<ColumnId, string> };

export const plainName = (column: ColumnId, { rule }: Telling): string => nameText(rule.columns[column]?.name ?? "");
export const fullName = (column: ColumnId, telling: Telling): string => `${telling.owners.has(column) ? `${telling.owners.get(column)}.` : ""}${plainName(column, telling)}`;

/** Names alone where they are enough. */
export function names(columns: readonly ColumnId[], telling: Telling): string {
  const plain = columns.map((column) => plainName(column, telling));
  return (new Set(plain).size === plain.length ? plain : columns.map((column) => fullName(column, telling))).join(", ");
}
export function sideText(rel: Rel): string {
  let at: Rel = rel;
  while ("input" in at && (at.kind === "filter" || at.kind === "project" || at.kind === "sort")) at = at.input;
  return at.kind === "scan" && "name" in at.of ? localName(at.of.name) : "";
}
