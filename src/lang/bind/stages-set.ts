/** union all, union, intersect, except: columns matched by name. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Rel, SetRel } from "../../ir/rel.ts";
import { commonType } from "../../values/coerce.ts";
import { isComparable, typeText, type Type } from "../../values/type.ts";
import type { SetStage, Span } from "../ast/index.ts";
import { castText, castTo } from "./coerce.ts";
import { columnDef, newColumn, newNode, origin, report, type Context, type Row } from "./context.ts";
import { checkOptions, flagOption, optionOf } from "./options.ts";
import { bindRelation } from "./relation.ts";
import { columnIn, endAliases, newRow, nullableIn, project } from "./row.ts";

type Side = { readonly row: Row; readonly columns: readonly (ColumnId | null)[] };

/** Same names, types alike after widening; `fill: true` adds missing ones as null. Errors: set-columns, set-types, not-comparable. */
export function set(stage: SetStage, row: Row, cx: Context): Row {
  const known = checkOptions(cx, stage, stage.how, ["fill"]);
  const fill = flagOption(cx, stage, "fill");
  const said = optionOf(stage, "fill");
  const left = endAliases(cx, stage, row);
  const right = bindRelation(stage.right, cx).row;
  if (left.broken || right.broken) return left;
  const extra = [...right.names.keys()].filter((name) => !left.names.has(name));
  const missing = [...left.names.keys()].filter((name) => !right.names.has(name));
  if (!fill && (extra.length > 0 || missing.length > 0)) {
    // An option that is wrong says enough.
    if (known && (said === undefined || (said.kind === "literal" && said.literal === "bool"))) report(cx, "set-columns", { how: stage.all ? `${stage.how} all` : stage.how, missing, extra }, stage.right);
    return left;
  }
  return combined(stage, [...left.names.keys(), ...extra], left, right, cx);
}

function combined(stage: SetStage, names: readonly string[], left: Row, right: Row, cx: Context): Row {
  const types = names.map((name) => typeOf(name, stage, left, right, cx));
  if (types.includes(null)) return left;
  const sides = [left, right].map((row) => widened(stage, row, names, types as Type[], cx));
  const [first, second] = sides as [Side, Side];
  const outputs = names.map((name, i) => {
    const [l, r] = [first.columns[i] ?? null, second.columns[i] ?? null];
    const nullable = HOLDS_NULL[stage.how](l === null || nullableIn(cx, first.row, l), r === null || nullableIn(cx, second.row, r));
    return newColumn(cx, name, types[i] as Type, nullable, columnDef(cx, (l ?? r) as ColumnId));
  });
  const how: SetRel["how"] = stage.how === "union" && stage.all ? "union_all" : stage.how;
  const [inputs, maps] = [sides.map(({ row }) => row.rel), sides.map(({ columns }) => columns)];
  const rel: Rel = { kind: "set", id: newNode(cx), at: origin(cx, stage), outputs, how, inputs, maps };
  return { ...newRow(rel, new Map(names.map((name, i) => [name, outputs[i] as ColumnId]))), suspect: left.suspect || right.suspect };
}

/** Rows of `except` are the left's, those of `intersect` are in both. */
const HOLDS_NULL: Readonly<Record<SetStage["how"], (left: boolean, right: boolean) => boolean>> = {
  union: (left, right) => left || right,
  intersect: (left, right) => left && right,
  except: (left) => left,
};

function typeOf(name: string, stage: SetStage, left: Row, right: Row, cx: Context): Type | null {
  const [l, r] = [left.names.get(name), right.names.get(name)].map((column) => (column === undefined ? undefined : columnDef(cx, column).type));
  const type = l === undefined ? r : r === undefined ? l : commonType(l, r);
  if (type === null || type === undefined) {
    const cast = l === undefined || r === undefined ? null : (castText(r, l)?.replace("…", name) ?? null);
    report(cx, "set-types", { column: name, left: typeText(l as Type), right: typeText(r as Type), cast: cast && `${name}: ${cast}` }, stage.right);
    return null;
  }
  if (stage.all && stage.how === "union") return type;
  if (isComparable(type)) return type;
  report(cx, "not-comparable", { type: typeText(type), what: `\`${stage.how}\`` }, stage);
  return null;
}

/** The side with its columns in the common types. */
function widened(at: Span, row: Row, names: readonly string[], types: readonly Type[], cx: Context): Side {
  const adds: (readonly [ColumnId, Expr])[] = [];
  const columns = names.map((name, i) => {
    const column = row.names.get(name);
    const type = types[i] as Type;
    if (column === undefined || columnDef(cx, column).type === type) return column ?? null;
    const wide = newColumn(cx, name, type, nullableIn(cx, row, column), columnDef(cx, column));
    adds.push([wide, castTo(cx, columnIn(cx, row, column, at), type)]);
    return wide;
  });
  if (adds.length === 0) return { row, columns };
  const outputs = columns.filter((column) => column !== null);
  return { row: { ...row, rel: project(cx, at, row.rel, adds, outputs), notNull: null }, columns };
}
