/** unpivot: columns into rows. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import { commonType } from "../../values/coerce.ts";
import { STRING, typeText, type Type } from "../../values/type.ts";
import type { Span, UnpivotStage } from "../ast/index.ts";
import { castText, castTo } from "./coerce.ts";
import { columnDef, mode, nameOf, newColumn, newNode, origin, report, scopeOf, type Context, type Row } from "./context.ts";
import { checkOptions, optionOf, textOption } from "./options.ts";
import { columnIn, endAliases, newRow, nullableIn, project, refuseTaken } from "./row.ts";
import { chooseColumns, chooseSome, type Chosen } from "./selector.ts";

/** A row per column of the set: its name and its value, nulls kept. Errors: branch-types, column-exists, option-value, empty-selection. */
export function unpivot(stage: UnpivotStage, row: Row, cx: Context): Row {
  checkOptions(cx, stage, "unpivot", ["names_to", "values_to"]);
  const bare = endAliases(cx, stage, row);
  const scope = scopeOf(cx, bare, mode("no", "`unpivot`"));
  const chosen = stage.of.kind === "row" ? stage.of.entries.flatMap(({ expr }) => chooseColumns(expr, scope, "`unpivot`") ?? []) : chooseSome(stage.of, scope, "unpivot");
  const [name, value] = [textOption(cx, stage, "names_to") ?? "name", textOption(cx, stage, "values_to") ?? "value"];
  if (chosen === null || chosen.length === 0) return { ...bare, broken: true };
  const type = common(chosen, cx);
  if (type === null) return { ...bare, broken: true };
  const gone = new Set(chosen.map(({ column }) => column));
  const kept = new Map([...bare.names].filter(([, column]) => !gone.has(column)));
  const rest = { ...bare, names: kept };
  const taken = refuseTaken(cx, rest, name, optionOf(stage, "names_to") ?? stage) || refuseTaken(cx, rest, value, optionOf(stage, "values_to") ?? stage);
  if (taken || name === value) return { ...bare, broken: true };
  return unpivoted(stage, bare, kept, chosen, type, name, value, cx);
}

/** Error: branch-types. */
function common(chosen: readonly Chosen[], cx: Context): Type | null {
  let type: Type | null = null;
  for (const { column, at } of chosen) {
    const own = columnDef(cx, column).type;
    const met: Type | null = type === null ? own : commonType(type, own);
    if (met === null) {
      const [first, other] = [typeText(type as Type), `${typeText(own)} (${nameOf(cx, column)})`];
      report(cx, "branch-types", { what: "columns of `unpivot`", first, other, cast: castText(own, type as Type) }, at);
      return null;
    }
    type = met;
  }
  return type;
}

function unpivoted(at: Span, row: Row, kept: ReadonlyMap<string, ColumnId>, chosen: readonly Chosen[], type: Type, name: string, value: string, cx: Context): Row {
  const adds: (readonly [ColumnId, Expr])[] = [];
  const columns = chosen.map(({ column }) => {
    const def = columnDef(cx, column);
    if (def.type === type) return column;
    const wide = newColumn(cx, def.name, type, nullableIn(cx, row, column), def);
    adds.push([wide, castTo(cx, columnIn(cx, row, column, at), type)]);
    return wide;
  });
  const input = adds.length === 0 ? row.rel : project(cx, at, row.rel, adds, [...kept.values(), ...columns]);
  const names = newColumn(cx, name, STRING, false);
  const values = newColumn(cx, value, type, chosen.some(({ column }) => nullableIn(cx, row, column)));
  const all = new Map([...kept, [name, names], [value, values]]);
  return newRow({ kind: "unpivot", id: newNode(cx), at: origin(cx, at), outputs: [...all.values()], input, columns, name: names, value: values }, all);
}
