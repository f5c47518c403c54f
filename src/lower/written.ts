/** What somebody wrote in a rule in the engine's language, as statements that the engine can be asked about without running them. */
import type { Expr, SqlExpr } from "../ir/expr.ts";
import type { Origin } from "../ir/id.ts";
import type { Rule } from "../ir/rule.ts";
import { relExprs, relsOf, walkExpr } from "../ir/walk.ts";
import type { Type } from "../values/type.ts";
import { refusable, refuse, type LowerOptions, type Naming, type Printed, type Refusal } from "./options.ts";
import type { RawQuery } from "./sql/ast.ts";
import { sqlType } from "../ir/functions/duckdb-types.ts";
import { buildWritten, lowering } from "./sql/build.ts";
import { printStatement } from "./sql/print.ts";

/** `columns`: what the statement must give, in order; a name is null where nobody needs it. `relation`: a rule's whole text, or an expression. */
export type Written = { readonly text: Printed; readonly at: Origin; readonly relation: boolean; readonly columns: readonly { readonly name: string | null; readonly type: Type }[] };

/** Holes hold something of their types, so that nothing has to be bound. */
export function lowerWritten(rule: Rule, naming: Naming, options: LowerOptions): readonly Written[] | Refusal {
  return refusable(() => {
    const written: Written[] = [];
    const look = (root: Expr): void => walkExpr(root, (expr) => {
      if (expr.kind === "sql") written.push({ text: printStatement({ ctes: [], query: selectOf(expr) }, options), at: expr.at, relation: false, columns: [{ name: null, type: expr.type }] });
    });
    for (const rel of relsOf(rule)) {
      if (rel.kind === "sql") {
        const columns = rel.outputs.map((column) => { const def = rule.columns[column]; return { name: def?.name ?? "", type: def?.type as Type }; });
        written.push({ text: printStatement(buildWritten(lowering(rule, rel, rel.outputs, naming, options), rel), options), at: rel.at, relation: true, columns });
      }
      relExprs(rel).forEach(look);
    }
    for (const { predicate } of rule.obligations) if (predicate !== null) look(predicate);
    return written;
  });
}

/** Over columns of the holes' types: what is constant, DuckDB works out before it looks at types. */
function selectOf({ at, dialect, parts, holes }: SqlExpr): RawQuery {
  if (dialect !== "duckdb") refuse(at, "sql", `it is written for ${dialect}`);
  const text = parts.map((part, i) => (i < holes.length ? `${part}__rulec_hole_${i}` : part)).join("");
  const columns = holes.map(({ type }, i) => `null::${sqlType(type)} as __rulec_hole_${i}`).join(", ");
  return { kind: "raw", at, pieces: [{ at, raw: `select (${text}\n)${holes.length === 0 ? "" : ` from (select ${columns}) as __rulec_holes`}` }] };
}
