/** Rows that a test gives or expects: constants, or the records of a CSV file of the pack, in the types of what they stand for. */
import type { Expr } from "../../ir/expr.ts";
import { localName, NO_ORIGIN, type ColumnId } from "../../ir/id.ts";
import type { Interface, InterfaceColumn, Rule } from "../../ir/rule.ts";
import { csvRecords, type CsvRecord } from "../../values/csv-text.ts";
import { readValue } from "../../values/literal.ts";
import { fieldText, STRING, typeText, type Field } from "../../values/type.ts";
import type { ExprNode, ListExpr, LiteralExpr } from "../ast/index.ts";
import type { Span } from "../ast/node.ts";
import { nearest } from "../diagnostics/define.ts";
import { coerce } from "./coerce.ts";
import { bindExpr, constant, isError, mode, newNode, NO_ROW, origin, report, scopeOf, type Context } from "./context.ts";
import { pathName } from "./expr-names.ts";

/** What a file of the pack holds, or why that is not known. `path` is relative to the pack's folder. */
export type ReadText = (path: string) => { readonly text: string } | { readonly problem: string };
/** Rows of constants, as a rule that reads nothing. Its columns are those that the test names, in the order of the relation. */
export type ConstantRows = { readonly names: readonly string[]; readonly rule: Rule };

/** Every row names the columns that some row names; what one leaves out is null. */
export function bindRows(list: ListExpr, of: Interface, cx: Context): ConstantRows | null {
  const columns = new Map(of.columns.map((column) => [column.name, column]));
  const rows: ReadonlyMap<string, ExprNode>[] = [];
  const before = cx.state.mistakes;
  for (const { expr } of list.elements) {
    if (expr.kind !== "row") {
      report(cx, "test-rows", { problem: "needs each row in braces: `{ id: 1 }`" }, expr);
      continue;
    }
    const cells = new Map<string, ExprNode>();
    for (const entry of expr.entries) {
      const name = entry.name?.text ?? pathName(entry.expr);
      const known = [...columns.keys()];
      if (name === null || entry.spread) report(cx, "unnamed-entry", {}, entry.expr);
      else if (!columns.has(name)) report(cx, "unknown-column", { name, of: `\`${localName(of.name)}\``, meant: nearest(name, known), known }, entry.name ?? entry.expr);
      else if (cells.has(name)) report(cx, "duplicate-column", { name }, entry.name ?? entry.expr);
      else cells.set(name, entry.expr);
    }
    rows.push(cells);
  }
  const used = of.columns.filter(({ name }) => rows.some((row) => row.has(name)));
  const exprs = rows.map((row) => used.map((column): Expr | null => {
    const node = row.get(column.name);
    if (node !== undefined) return cell(node, column.name, column, localName(of.name), cx);
    if (!column.nullable) report(cx, "test-rows", { problem: `gives \`${column.name}\` in some rows and not in all` }, list);
    return nullOf(column, list, cx);
  }));
  if (cx.state.mistakes > before || exprs.some((row) => row.includes(null))) return null;
  return { names: used.map(({ name }) => name), rule: constantRule(used.map(({ name, type, nullable }) => [name, type, nullable] as const), exprs as Expr[][], cx) };
}

const nullOf = (column: Field, at: ListExpr, cx: Context): Expr => constant(cx, at, column.type, null);

export const constantExpr = (node: ExprNode, cx: Context): Expr => bindExpr(node, scopeOf(cx, NO_ROW, mode("no", "a test")));

/** A list or row that is written out takes the type of its place part by part, as what stands in a column by itself does. Errors: argument-constant, test-value. */
export function cell(node: ExprNode, column: string, field: Field, of: string, cx: Context): Expr | null {
  const { type } = field;
  const built = (kind: "list" | "struct", args: readonly (Expr | null)[]): Expr | null =>
    (args.includes(null) ? null : { kind, id: newNode(cx), at: origin(cx, node), type, nullable: false, shape: "constant", args: args as readonly Expr[] });
  if (node.kind === "list" && type.kind === "list" && node.elements.every(({ spread, direction, nulls }) => !spread && direction === null && nulls === null)) return built("list", node.elements.map(({ expr }, i) => cell(expr, `${column}[${i}]`, type.element, of, cx)));
  const entries = node.kind === "row" && type.kind === "struct" ? type.fields.map(({ name }) => node.entries.find((entry) => !entry.spread && entry.name?.text === name)) : [];
  if (node.kind === "row" && type.kind === "struct" && !entries.includes(undefined) && node.entries.length === entries.length) {
    return built("struct", type.fields.map((part, i) => cell((entries[i] as (typeof node.entries)[number]).expr, `${column}.${part.name}`, part, of, cx)));
  }
  const expr = constantExpr(node, cx);
  if (isError(expr)) return null;
  const fit = expr.shape === "constant" ? coerce(cx, expr, type) : null;
  if (expr.shape !== "constant") report(cx, "argument-constant", { what: `a value of \`${column}\`` }, node);
  else if (fit === null || (fit.kind === "literal" && fit.value === null && !field.nullable)) report(cx, "test-value", { column, of, wanted: fieldText(field), found: typeText(expr.type) }, node);
  return fit;
}

export function constantRule(columns: readonly (readonly [name: string, type: Field["type"], nullable: boolean])[], rows: readonly (readonly Expr[])[], cx: Context): Rule {
  const { build } = cx.binding;
  const outputs = columns.map(([name, type, nullable]): ColumnId => build.newColumn({ name, type, nullable, tags: [], doc: null }));
  return {
    name: "test", params: [], locals: [], root: { kind: "values", id: build.newNode(), at: NO_ORIGIN, outputs, rows }, columns: build.columns, nodes: build.nodeCount(), obligations: [],
    storage: { kind: "inline" }, tier: "best_effort", order: [], tags: [], doc: null, origins: build.origins(),
  };
}

const COMMAS = { delimiter: ",", quote: '"', escape: '"' };
const isBlank = ({ fields, quoted }: CsvRecord): boolean => fields.length === 1 && fields[0] === "" && quoted[0] === false;

/** A file with a header, commas and quotes; an empty field is null, one in quotes an empty text. A value is what `text::T` gives. Error: test-file, for the first thing that is wrong. */
export function fileRows(path: LiteralExpr, of: Interface, readText: ReadText, cx: Context): ConstantRows | null {
  const wrong = (problem: string): null => {
    report(cx, "test-file", { file: path.value, problem }, path);
    return null;
  };
  const read = readText(path.value);
  if ("problem" in read) return wrong(read.problem);
  const [header, ...records] = [...csvRecords([read.text], COMMAS)].filter((record) => !isBlank(record));
  if (header === undefined) return wrong("has no header");
  const columns: InterfaceColumn[] = [];
  for (const name of header.fields) {
    const column = of.columns.find((one) => one.name === name);
    const meant = nearest(name, of.columns.map((one) => one.name));
    if (column === undefined) return wrong(`has a column \`${name}\`, and ${localName(of.name)} has none${meant === null ? "" : `: \`${meant}\`?`}`);
    if (columns.includes(column)) return wrong(`has \`${name}\` twice`);
    columns.push(column);
  }
  const rows: Expr[][] = [];
  for (const record of records) {
    if (record.fields.length !== columns.length) return wrong(`has ${record.fields.length} fields in line ${record.line}, and ${columns.length} in its header`);
    const row: Expr[] = [];
    for (const [i, column] of columns.entries()) {
      const value = fieldExpr(record, i, column, path, cx);
      if (typeof value === "string") return wrong(`has in line ${record.line} no ${fieldText(column)} for \`${column.name}\`: ${value}`);
      row.push(value);
    }
    rows.push(row);
  }
  return { names: columns.map(({ name }) => name), rule: constantRule(columns.map(({ name, type, nullable }) => [name, type, nullable]), rows, cx) };
}

/** A text is what is wrong. */
function fieldExpr({ fields, quoted }: CsvRecord, i: number, { type, nullable }: Field, at: Span, cx: Context): Expr | string {
  const text = fields[i] as string;
  if (text === "" && quoted[i] === false) return nullable ? constant(cx, at, type, null) : "it is empty, which is null";
  const read = type === STRING ? { ok: true as const, value: text } : readValue(type, text);
  return read.ok ? constant(cx, at, type, read.value) : read.why;
}
