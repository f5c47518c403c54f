/** Whether a pair that was proved equal gives other rows: over the batch's nasty rows, and over rows made around the constants of both. */
import { evaluateRule } from "../../src/evaluate/index.ts";
import { provedEqual } from "../../src/compile/equal/index.ts";
import { searchDifference, type SearchedParam, type Side } from "../../src/compile/search/index.ts";
import { QUALIFIED } from "../../src/ir/json.ts";
import type { ColumnDef, Rule } from "../../src/ir/rule.ts";
import { keyOfRow } from "../../src/values/compare.ts";
import { Failure } from "../../src/values/failure.ts";
import type { Mutant } from "./mutants.ts";

const namesOf = (rule: Rule): readonly ColumnDef[] => rule.root.outputs.map((column) => rule.columns[column] as ColumnDef);
const plain = (value: unknown): unknown => (typeof value === "number" && Number.isFinite(value) ? Number(value.toPrecision(10)) : value);

export type Tried = "not comparable" | "not proved" | "proved" | { readonly unsound: string };

export function tried({ before, after, env, inputs, batch }: Mutant, tries: number): Tried {
  const types = new Map(namesOf(after).map(({ name, type }) => [name, type]));
  const columns = namesOf(before).filter(({ name, type }) => types.get(name) === type).map(({ name }) => name);
  if (columns.length === 0) return "not comparable";
  if (!provedEqual({ rule: before, env }, { rule: after, env }, { columns, shared: null })) return "not proved";
  const [a, b] = [before, after].map((rule) => {
    try {
      const { table, broken } = evaluateRule(rule, inputs);
      if (broken.some(({ obligation }) => obligation.severity === "error")) return null;
      const places = columns.map((name) => table.columns.findIndex((column) => column.name === name));
      return table.rows.map((row) => keyOfRow(columns.map((name) => types.get(name) as ColumnDef["type"]), places.map((place) => plain(row[place] ?? null) as never))).toSorted().join("\n");
    } catch (error) {
      if (error instanceof Failure) return null;
      throw error;
    }
  });
  if (a !== null && b !== null && a !== b) return { unsound: `${a}\n---\n${b}` };
  const params: SearchedParam[] = batch.params.map(({ name, type, value }) => ({ name, type, nullable: false, names: [`p.${name}`, `p.${name}`], defaults: [value, value] }));
  const side = (rule: Rule): Side => ({ rule, upstream: [], env, outside: QUALIFIED, sources: new Map() });
  const found = searchDifference(side(before), side(after), { columns, params, tries, seed: "mutants" });
  if (found.kind !== "differs" || "stops" in found.example.before || "stops" in found.example.after) return "proved";
  return { unsound: JSON.stringify(found.example, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)) };
}
