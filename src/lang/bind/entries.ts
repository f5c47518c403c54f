/** The entries of a row: `name: expr`, bare paths, and what `...` spreads. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import { holdsInterval, isUntyped } from "../../values/type.ts";
import type { CallExpr, Entry, ExprNode, RowExpr, Span } from "../ast/index.ts";
import { mayExpand, roomForColumns } from "./budget.ts";
import { bindExpr, columnDef, errorExpr, findName, insertAt, isError, nameOf, newColumn, report, type It, type Scope } from "./context.ts";
import { pathName, useColumn } from "./expr-names.ts";
import { namesTemplate } from "./options.ts";
import { chooseColumns } from "./selector.ts";

export type Made = { readonly name: string; readonly expr: Expr; readonly at: Span; readonly doc: string | null };

/**
 * `whole`: every entry's name is known and right; else names that are not found later are not reported.
 * Errors: unnamed-entry, empty-selection, duplicate-column, option-value, untyped-null, interval-stored, and those of the expressions.
 */
export function bindEntries(row: RowExpr, scope: Scope, stage: string): { readonly made: readonly Made[]; readonly whole: boolean } {
  const made: Made[] = [];
  let whole = true;
  const names = new Set<string>();
  const add = (one: Made): void => {
    if (names.has(one.name)) return report(scope.cx, "duplicate-column", { name: one.name }, one.at);
    names.add(one.name);
    made.push({ ...one, expr: storable(one.expr, one.at, scope) });
  };
  row.entries.forEach((entry, index) => {
    const inner: Scope = { ...scope, block: { stage, entries: row.entries, index } };
    if (entry.spread) {
      const before = scope.cx.state.mistakes;
      spread(entry, inner, stage).forEach(add);
      if (scope.cx.state.mistakes > before) whole = false;
    } else {
      const name = entry.name?.text ?? pathName(entry.expr);
      const expr = bindExpr(entry.expr, inner);
      if (entry.name === null && isError(expr)) whole = false;
      if (name !== null) add({ name, expr, at: entry.name ?? entry.expr, doc: entry.doc });
      else if (entry.expr.kind !== "error") report(scope.cx, "unnamed-entry", {}, entry.expr, insertAt(scope.cx, entry.expr.start, suggestion(entry.expr, names)));
    }
  });
  return { made, whole };
}

/** What the edit calls an entry that has no name. */
function suggestion(node: ExprNode, taken: ReadonlySet<string>): string {
  const base = node.kind === "call" && /^[A-Za-z_]\w*$/.test(node.fn.text) ? node.fn.text : "value";
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
  return `${name}: `;
}

/** A column has a type that can be stored. */
function storable(expr: Expr, at: Span, { cx }: Scope): Expr {
  if (isUntyped(expr.type)) report(cx, "untyped-null", { of: expr.type.kind === "null" ? "null" : "part" }, at);
  else if (holdsInterval(expr.type)) report(cx, "interval-stored", {}, at);
  return expr;
}

/** Whether what stands behind `...` means columns, and is no value. */
export function spreadsColumns(node: ExprNode, { cx }: Scope): boolean {
  if (node.kind === "selector" || node.kind === "list" || (node.kind === "unary" && node.op === "~")) return true;
  if (node.kind === "binary") return node.op === "&" || node.op === "|" || node.op === "-";
  if (node.kind === "ref") return findName(cx, node.name.text)?.kind === "set";
  if (node.kind !== "call" || node.receiver !== null) return false;
  const declared = cx.site.scope.symbols.get(node.fn.text);
  return node.fn.text === "across" || (declared?.kind === "macro" && declared.decl.of === "selector");
}

export function spread(entry: Entry, scope: Scope, stage: string): Made[] {
  const { expr: node } = entry;
  if (node.kind === "call" && node.receiver === null && node.fn.text === "across") return across(node, scope);
  const before = scope.cx.state.mistakes;
  const chosen = chooseColumns(node, scope, `\`...\` in \`${stage}\``);
  // What a macro will be given is not known where it is declared, and no mistake.
  if (chosen === null) return [];
  const silent = stage === "derive" || scope.cx.state.mistakes > before || scope.row.broken;
  if (chosen.length === 0 && !silent) report(scope.cx, "empty-selection", { what: "`...` of" }, node);
  return chosen.map(({ column, at }) => ({ name: nameOf(scope.cx, column), expr: useColumn(scope.row, column, at, scope), at: entry, doc: null }));
}

/** `across(set, expr | { name: expr }, names: "{fn}_{col}")`: each expression for each column, which is its `_`. */
function across(node: CallExpr, scope: Scope): Made[] {
  const { cx } = scope;
  const [set, apply, ...rest] = node.args.filter(({ name }) => name === null);
  const names = node.args.find(({ name }) => name !== null);
  const unknown = node.args.find(({ name }) => name !== null && name.text !== "names");
  if (unknown?.name) report(cx, "argument-name", { fn: "across", name: unknown.name.text, meant: null, known: ["names"] }, unknown.name);
  if (set === undefined || apply === undefined || rest.length > 0) {
    report(cx, "argument-count", { fn: "across", takes: "a set of columns and an expression", given: node.args.length }, node);
    return [];
  }
  const named = (entry: Entry): { name: string; expr: ExprNode } => ({ name: entry.name?.text ?? pathName(entry.expr) ?? "", expr: entry.expr });
  const functions = apply.value.kind === "row" ? apply.value.entries.map(named) : [{ name: "", expr: apply.value }];
  const pattern = namesTemplate(cx, names?.value, ["fn", "col"]) ?? (apply.value.kind === "row" ? "{fn}_{col}" : "{col}");
  const chosen = chooseColumns(set.value, { ...scope, block: null }, "`across`") ?? [];
  if (pattern.includes("{fn}") && functions.some(({ name }) => name === "")) report(cx, "unnamed-entry", {}, apply.value);
  roomForColumns(cx, node, chosen.length * functions.length);
  return chosen.flatMap(({ column }) =>
    functions.map(({ name, expr }) => ({
      name: pattern.replaceAll("{col}", nameOf(cx, column)).replaceAll("{fn}", name),
      expr: mayExpand(cx, node) ? applyTo(expr, column, scope) : errorExpr(cx, node),
      at: expr,
      doc: null,
    })));
}

/** An expression with `_`, or a lambda, for one column. */
export function applyTo(node: ExprNode, column: ColumnId, scope: Scope): Expr {
  const it: It = (inner) => useColumn(inner.row, column, node, inner);
  if (node.kind !== "lambda") return bindExpr(node, { ...scope, it });
  const [param] = node.params;
  if (param === undefined) return bindExpr(node.body, scope);
  const names = { own: new Map([[param.text, { kind: "value", it } as const]]), outer: scope.cx.names };
  return bindExpr(node.body, { ...scope, cx: { ...scope.cx, names } });
}

/** The column that an entry makes: an input's own when it keeps its name, else a new one, which carries the tags of a column that it copies. */
export function columnOf(made: Made, { cx }: Scope, keep: boolean): ColumnId {
  const { expr, name, doc } = made;
  if (expr.kind !== "column") return newColumn(cx, name, expr.type, expr.nullable, null, doc);
  const def = columnDef(cx, expr.column);
  return keep && def.name === name && doc === null ? expr.column : newColumn(cx, name, expr.type, expr.nullable, def, doc);
}
