/** The relations that a relation's facts may come from, and what its columns are called there. */
import type { ColumnId } from "../id.ts";
import type { Rel } from "../rel.ts";
import type { Prover } from "./types.ts";

/** `back`: what a column is called below; undefined where it does not come from there. `extended`: a join adds rows of nulls to this side. */
export type Below = { readonly rel: Rel; readonly back: (column: ColumnId) => ColumnId | undefined; readonly extended: boolean };

const as = (rel: Rel, extended = false): Below => ({ rel, extended, back: (column) => column });

export function below(rel: Rel, { rule }: Prover): readonly Below[] {
  if (rel.kind === "scan") {
    const local = rel.of.kind === "local" ? rule.locals[rel.of.local]?.root : undefined;
    if (local === undefined) return [];
    const names = new Map(rel.reads.map(([name, column]) => [column, name]));
    return [{ rel: local, extended: false, back: (column) => local.outputs.find((one) => rule.columns[one]?.name === names.get(column)) }];
  }
  if (rel.kind === "join") {
    const left = as(rel.left, rel.how === "right" || rel.how === "full");
    return rel.how === "semi" || rel.how === "anti" ? [left] : [left, as(rel.right, rel.how === "left" || rel.how === "full")];
  }
  if (rel.kind === "aggregate") return [{ rel: rel.input, extended: false, back: (column) => (rel.by.includes(column) ? column : undefined) }];
  // What is left are rows of the first input; a column that is widened on the way is not followed.
  if (rel.kind === "set" && (rel.how === "except" || rel.how === "intersect")) {
    return [{
      rel: rel.inputs[0] as Rel, extended: false,
      back: (column) => {
        const from = rel.maps[0]?.[rel.outputs.indexOf(column)] ?? undefined;
        return from !== undefined && rule.columns[from]?.type === rule.columns[column]?.type ? from : undefined;
      },
    }];
  }
  return "input" in rel ? [as(rel.input)] : [];
}
