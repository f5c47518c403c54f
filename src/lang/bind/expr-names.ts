/** What a name, a path and `_` mean in an expression. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import { meantBy } from "../../ir/functions/index.ts";
import { nameText, typeText } from "../../values/type.ts";
import type { ExprNode, FieldExpr, Name, Ref, Span, Underscore } from "../ast/index.ts";
import { descendants } from "../ast/walk.ts";
import { nearest } from "../diagnostics/define.ts";
import type { More } from "../diagnostics/index.ts";
import {
  bindExpr, columnDef, errorExpr, findName, insertAt, isError, mistake, newNode, origin, replaceAt, report,
  type Bound, type Context, type It, type Row, type Scope, type Wants,
} from "./context.ts";
import { mayExpand } from "./budget.ts";
import { coerce } from "./coerce.ts";
import { aliasIn, columnIn, joinedAlias } from "./row.ts";

/** Errors: unknown-column, sibling-column, column-not-grouped, not-a-value, macro-outside-name; warning: bare-right-column. */
export function bindRef(node: Ref, scope: Scope): Expr {
  const { cx } = scope;
  const name = node.name.text;
  const bound = findName(cx, name);
  if (bound !== null) return bindBound(bound, name, node, scope);
  // What an unreadable text left behind.
  if (name === "") return errorExpr(cx, node);
  if (!cx.seesRow) return mistake(cx, "macro-outside-name", { name, macro: cx.macro ?? "this" }, node);
  return visibleColumn(name, node, scope) ?? unknownColumn(name, node, scope);
}

/** A column of the row by its bare name; in a join's condition the left side comes first. */
function visibleColumn(name: string, at: Span, scope: Scope): Expr | null {
  const { cx, row, right, mode } = scope;
  if (mode.keys !== null && mode.inside === null) {
    const key = mode.keys.get(name);
    if (key !== undefined) return columnIn(cx, row, key, at);
  }
  const column = row.names.get(name);
  if (column !== undefined) {
    if (row.aliases.length > 0) lintBare(name, column, at, scope);
    return useColumn(row, column, at, scope);
  }
  const other = right?.names.get(name);
  if (right !== null && other !== undefined) return useColumn(right, other, at, scope);
  return row.broken || right?.broken === true ? errorExpr(cx, at) : null;
}

function lintBare(name: string, column: ColumnId, at: Span, { cx, row }: Scope): void {
  const alias = joinedAlias(row, name, column);
  if (alias === null) return;
  alias.use.used = true;
  report(cx, "bare-right-column", { name, alias: alias.name }, at, insertAt(cx, at.start, `${alias.name}.`));
}

/** A reference, where the place allows the column: outside aggregates of a group only keys have one value. */
export function useColumn(row: Row, column: ColumnId, at: Span, scope: Scope): Expr {
  const { cx, mode } = scope;
  const def = columnDef(cx, column);
  if (def.type.kind === "error") return errorExpr(cx, at);
  if (mode.inside === null) {
    if (mode.keys !== null && ![...mode.keys.values()].includes(column)) return mistake(cx, "column-not-grouped", { name: def.name, keys: [...mode.keys.keys()] }, at);
    if (mode.bare !== null && mode.bare.at === null) Object.assign(mode.bare, { at, cx, name: def.name });
  }
  return columnIn(cx, row, column, at);
}

function unknownColumn(name: string, at: Span, scope: Scope): Expr {
  const { cx, row, right, block } = scope;
  if (aliasIn(row, name) !== null || (right !== null && aliasIn(right, name) !== null)) return mistake(cx, "not-a-value", { name, is: "an alias" }, at);
  if (cx.site.scope.missing.has(name)) return errorExpr(cx, at);
  const sibling = block?.entries.findIndex((entry) => entry.name?.text === name) ?? -1;
  if (block !== null && sibling >= 0 && sibling !== block.index) return mistake(cx, "sibling-column", { name, stage: block.stage }, at, splitBlock(cx, sibling, block));
  const known = [...row.names.keys(), ...(right?.names.keys() ?? [])];
  const word = NONE.has(name) ? "null" : name.toLowerCase();
  if (word === "true" || word === "false" || word === "null") return mistake(cx, "unknown-column", { name, of: null, meant: word, known }, at, replaceAt(cx, at, word));
  if (meantBy(name) === "$run_at") return mistake(cx, "clock-missing", { name }, at);
  const meant = nearest(name, known);
  if (meant !== null) return mistake(cx, "unknown-column", { name, of: null, meant, known }, at, replaceAt(cx, at, meant));
  // Like no other name: all its uses are one mistake.
  if (cx.state.unknown.has(name)) return errorExpr(cx, at);
  cx.state.unknown.add(name);
  return mistake(cx, "unknown-column", { name, of: null, meant, known }, at);
}

/** What other languages call null. */
const NONE: ReadonlySet<string> = new Set(["None", "nil", "undefined", "nothing"]);

/** `{ a: …, b: a }` becomes two stages at the comma before b. */
function splitBlock(cx: Context, sibling: number, { stage, entries, index }: NonNullable<Scope["block"]>): More {
  const [before, here] = [entries[index - 1], entries[index]];
  if (stage !== "derive" || sibling > index || before === undefined || here === undefined) return {};
  return { edits: [{ file: cx.site.file, start: before.end, end: here.start, text: " }\n  |> derive { " }] };
}

function bindBound(bound: Bound, name: string, at: Span, scope: Scope): Expr {
  if (bound.kind === "value") return bound.it(scope);
  if (bound.kind === "deferred") return bindDeferred(bound, scope, null, at);
  return mistake(scope.cx, "not-a-value", { name, is: bound.kind === "set" ? "a set of columns" : "a relation" }, at);
}

/** A `let` or a macro's argument, bound in the row of the stage that uses it. `applied` is what `_` stands for in `z(amount)`. */
export function bindDeferred(bound: Bound & { kind: "deferred" }, scope: Scope, applied: It | null, at: Span): Expr {
  if (!mayExpand(scope.cx, at)) return errorExpr(scope.cx, at);
  const { node, cx, wants } = bound;
  const inner = { ...scope, cx, it: applied ?? (bound.scope === null ? scope.it : bound.scope.it), block: null };
  if (node.kind === "lambda") return mistake(cx, "lambda-misplaced", {}, node);
  const expr = bindExpr(node, inner);
  return wants === null ? expr : checkWanted(expr, wants, cx, node);
}

const CLASSES: Readonly<Record<"numeric" | "integer" | "temporal", RegExp>> = { numeric: /^(u?int|decimal|float)/, integer: /^u?int\d/, temporal: /^(date|time)/ };

function checkWanted(expr: Expr, wants: Wants, cx: Context, at: Span): Expr {
  if (isError(expr)) return expr;
  const wanted = `${wants.column ? "a column" : "an expression"} of type ${typeof wants.of === "string" ? wants.of : typeText(wants.of)}`;
  const wrong = (): Expr => mistake(cx, "macro-argument", { name: wants.macro, param: wants.param, wanted, found: typeText(expr.type) }, at);
  if (wants.column && expr.kind !== "column") return mistake(cx, "macro-argument", { name: wants.macro, param: wants.param, wanted, found: "an expression" }, at);
  if (typeof wants.of === "string") return wants.of === "any" || CLASSES[wants.of].test(expr.type.kind) ? expr : wrong();
  if (wants.column) return expr.type === wants.of ? expr : wrong();
  return coerce(cx, expr, wants.of) ?? wrong();
}

/** `_`: what is being applied; the row itself is no value. Error: underscore-misplaced. */
export function bindUnderscore(node: Underscore, scope: Scope): Expr {
  return scope.it === null ? mistake(scope.cx, "underscore-misplaced", {}, node) : scope.it(scope);
}

/** `x.f`: a column of an alias or of the row (`_.c`), else the field of a struct. Errors: unknown-column, column-replaced, no-field, not-a-struct. */
export function bindField(node: FieldExpr, scope: Scope): Expr {
  const { object, name } = node;
  if (name.text === "") return errorExpr(scope.cx, node);
  if (object.kind === "underscore" && scope.it === null) return rowColumn(node, scope);
  if (object.kind === "ref") {
    const column = aliasColumn(object.name, name, node, scope);
    if (column !== null) return column;
  }
  const unread = object.kind === "ref" ? unreadPrefix(object, name, node, scope) : null;
  return unread ?? fieldOf(bindExpr(object, scope), name, node, scope.cx);
}

/** `customers.id` where `customers` is a source or rule, and neither a column nor an alias here. A column that is spelt alike was not meant. */
function isUnread({ name: { text } }: Ref, { cx, row, right }: Scope): boolean {
  const kind = cx.site.scope.symbols.get(text)?.kind;
  if ((kind !== "source" && kind !== "rule") || !cx.seesRow || row.broken || right?.broken === true || findName(cx, text) !== null) return false;
  return [row, ...(right === null ? [] : [right])].every((one) => !one.names.has(text) && aliasIn(one, text) === null) && !cx.state.ended.has(text);
}

/** Error: alias-missing, once for a relation that is read without an alias: the edit gives it one. */
function unreadPrefix(object: Ref, name: Name, at: Span, scope: Scope): Expr | null {
  if (!isUnread(object, scope)) return null;
  const { cx } = scope;
  const { text } = object.name;
  if (cx.state.unaliased.has(text)) tellUnread(cx, [text], object);
  // Read under another alias: the column alone will do.
  else report(cx, "alias-missing", { names: [text] }, object, scope.row.names.has(name.text) ? replaceAt(cx, at, nameText(name.text)) : {});
  return errorExpr(cx, at);
}

/** `orders.id == customers.id` in the condition of a join: one mistake, however many relations lack their alias. False where none does. */
export function unreadInCondition(on: ExprNode, scope: Scope): boolean {
  const { unaliased } = scope.cx.state;
  if (unaliased.size === 0) return false;
  const found = [...descendants(on)].flatMap((node) => (node.kind === "field" && node.object.kind === "ref" && unaliased.has(node.object.name.text) && isUnread(node.object, scope) ? [node.object] : []));
  if (found[0] !== undefined) tellUnread(scope.cx, [...new Set(found.map(({ name }) => name.text))], found[0]);
  return found.length > 0;
}

function tellUnread(cx: Context, names: readonly string[], at: Span): void {
  const reads = names.map((name) => ({ name, read: cx.state.unaliased.get(name) ?? null }));
  if (reads.some(({ read }) => read?.told === true)) return;
  report(cx, "alias-missing", { names }, at, { edits: reads.flatMap(({ name, read }) => (read === null ? [] : [{ file: read.file, start: read.end, end: read.end, text: ` as ${nameText(name)}` }])) });
  for (const { read } of reads) if (read !== null) read.told = true;
}

function rowColumn(node: FieldExpr, scope: Scope): Expr {
  const { cx, row } = scope;
  const { text } = node.name;
  if (!cx.seesRow) return mistake(cx, "macro-outside-name", { name: `_.${text}`, macro: cx.macro ?? "this" }, node);
  const column = row.names.get(text);
  if (column !== undefined) return useColumn(row, column, node, scope);
  if (row.broken) return errorExpr(cx, node);
  const known = [...row.names.keys()];
  return unknownIn(cx, null, node.name, known);
}

function unknownIn(cx: Context, of: string | null, name: Name, known: readonly string[]): Expr {
  const meant = nearest(name.text, known);
  return mistake(cx, "unknown-column", { name: name.text, of, meant, known }, name, meant === null ? {} : replaceAt(cx, name, meant));
}

/** Null when `object` is no alias. */
function aliasColumn(object: Name, name: Name, at: Span, scope: Scope): Expr | null {
  const { cx, right } = scope;
  const bound = findName(cx, object.text);
  // A macro's table parameter is the alias of what is read from it; other names of the text come before aliases.
  if (bound !== null && bound.kind !== "relation") return null;
  if (bound === null && !cx.seesRow) return null;
  for (const row of right === null ? [scope.row] : [scope.row, right]) {
    const alias = aliasIn(row, object.text);
    if (alias === null) continue;
    alias.use.used = true;
    const column = alias.columns.get(name.text);
    if (column !== undefined) return useColumn(row, column, at, scope);
    if (row.broken) return errorExpr(cx, at);
    if (row.names.has(name.text)) return mistake(cx, "column-replaced", { alias: alias.name, name: name.text }, at);
    return unknownIn(cx, `\`${alias.name}\``, name, [...alias.columns.keys()]);
  }
  const isColumn = scope.row.names.has(object.text) || scope.right?.names.has(object.text) === true;
  return cx.state.ended.has(object.text) && !isColumn && !scope.row.broken ? endedAlias(object, name, at, scope) : null;
}

/** Error: alias-ended; the edit names the column alone where it is still there. */
function endedAlias(object: Name, name: Name, at: Span, { cx, row }: Scope): Expr {
  const stays = row.names.has(name.text);
  return mistake(cx, "alias-ended", { alias: object.text, name: name.text, stays }, at, stays ? replaceAt(cx, at, nameText(name.text)) : {});
}

export function fieldOf(arg: Expr, name: Name, at: Span, cx: Context): Expr {
  if (isError(arg)) return arg;
  const { type } = arg;
  if (type.kind !== "struct") {
    // Elsewhere functions of texts and times stand behind a word of their own.
    const more = name.text === "str" || name.text === "dt" ? { edits: [{ file: cx.site.file, start: name.start - 1, end: name.end, text: "" }] } : {};
    return mistake(cx, "not-a-struct", { name: name.text, type: typeText(type) }, name, more);
  }
  const field = type.fields.find((other) => other.name === name.text);
  if (field !== undefined)
    return { kind: "field", id: newNode(cx), at: origin(cx, at), type: field.type, nullable: arg.nullable || field.nullable, shape: arg.shape, arg, name: field.name };
  const known = type.fields.map((other) => other.name);
  const meant = nearest(name.text, known);
  const more = meant === null ? {} : replaceAt(cx, name, meant);
  return mistake(cx, "no-field", { name: name.text, type: typeText(type), meant, known }, name, more);
}

/** The name that a bare path would give an entry; null for any other expression. */
export function pathName(node: ExprNode): string | null {
  if (node.kind === "ref") return node.name.text;
  if (node.kind !== "field") return null;
  return node.object.kind === "underscore" || pathName(node.object) !== null ? node.name.text : null;
}
