/** The row of a stage: which names it has, and what becomes of them and of aliases from stage to stage. Meaning: docs/language.md, "Scope". */
import { columnRef } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Project, Rel } from "../../ir/rel.ts";
import type { ColumnSet } from "../../ir/rule.ts";
import type { Name, RelationNode, Span } from "../ast/index.ts";
import { insertAt, nameOf, newColumn, columnDef, newNode, origin, place, report, type Alias, type Context, type Row } from "./context.ts";

export const newRow = (rel: Rel, names: ReadonlyMap<string, ColumnId>, aliases: readonly Alias[] = []): Row =>
  ({ rel, names, aliases, broken: false, suspect: false, notNull: null });

/** Of a relation whose columns are unknown, or that cannot be. */
export const brokenRow = (cx: Context, at: Span, inputs: readonly Rel[] = []): Row =>
  ({ ...newRow({ kind: "error", id: newNode(cx), at: origin(cx, at), outputs: [], inputs }, new Map()), broken: true, suspect: true });

/** The same columns after a stage that only chooses rows or their order. */
export const withRel = (row: Row, rel: Rel): Row => ({ ...row, rel, notNull: null });

/** The row of `rel`, which has no aliases. */
export const plainRow = (cx: Context, rel: Rel): Row => newRow(rel, new Map(rel.outputs.map((column) => [nameOf(cx, column), column])));

const hiddenOf = (row: Row): ColumnId[] => row.aliases.flatMap((alias) => alias.hidden);

function notNullOf(cx: Context, row: Row): ColumnSet {
  return (row.notNull ??= cx.binding.propsOf(row.rel).notNull);
}
/** As the column was made, or as the stages since have it: an outer join puts nulls in, a filter takes them out. */
export const nullableIn = (cx: Context, row: Row, column: ColumnId): boolean =>
  (row.rel.kind === "scan" ? columnDef(cx, column).nullable : !notNullOf(cx, row).has(column));

export const columnIn = (cx: Context, row: Row, column: ColumnId, at: Span): Expr => columnRef(cx.binding.build, origin(cx, at), column, nullableIn(cx, row, column));

export const project = (cx: Context, at: Span, input: Rel, adds: Project["adds"], outputs: readonly ColumnId[]): Project =>
  ({ kind: "project", id: newNode(cx), at: origin(cx, at), input, adds, outputs });

/** Where a path leads through the aliases: the column, nothing, or a column that an earlier stage took away. */
export function aliasIn(row: Row, name: string): Alias | null {
  for (const alias of row.aliases) if (alias.name === name) return alias;
  return null;
}

/** The alias of the right side of a join that a bare name leads to, for the lint. */
export function joinedAlias(row: Row, name: string, column: ColumnId): Alias | null {
  for (const alias of row.aliases) if (alias.joined && alias.columns.get(name) === column && !alias.renamed.has(column)) return alias;
  return null;
}

/** Aliases without the columns that are no longer there. */
export function without(aliases: readonly Alias[], gone: ReadonlySet<ColumnId>): readonly Alias[] {
  if (aliases.length === 0 || gone.size === 0) return aliases;
  return aliases.map((alias) => {
    if (![...alias.columns.values()].some((column) => gone.has(column))) return alias;
    return { ...alias, columns: new Map([...alias.columns].filter(([, column]) => !gone.has(column))), hidden: alias.hidden.filter((column) => !gone.has(column)) };
  });
}

/** A row with columns added, or put in the place of those of the same name. */
export function addColumns(cx: Context, at: Span, row: Row, made: readonly (readonly [name: string, column: ColumnId, value: Expr])[]): Row {
  if (made.length === 0) return row;
  const names = new Map(row.names);
  const gone = new Set<ColumnId>();
  for (const [name, column] of made) {
    const before = names.get(name);
    if (before !== undefined) gone.add(before);
    names.set(name, column);
  }
  const aliases = without(row.aliases, gone);
  const next = { ...row, names, aliases, notNull: null };
  return { ...next, rel: project(cx, at, row.rel, made.map(([, column, value]) => [column, value] as const), outputsOf(next)) };
}

export const outputsOf = (row: Pick<Row, "names" | "aliases">): ColumnId[] => {
  const outputs = [...row.names.values()];
  for (const alias of row.aliases) outputs.push(...alias.hidden);
  return outputs;
};

/** The row under other names, the columns in the order of `names`. */
export function keepColumns(cx: Context, at: Span, row: Row, names: ReadonlyMap<string, ColumnId>, aliases: readonly Alias[]): Row {
  const next = { ...row, names, aliases, notNull: row.notNull };
  return { ...next, rel: project(cx, at, row.rel, [], outputsOf(next)) };
}

/** Remembers where a name was read without an alias, for who uses the name as one. */
export function noteUnaliased(cx: Context, of: RelationNode, alias: Name | null): void {
  if (of.kind === "named" && alias === null) cx.state.unaliased.set(of.name.text, { file: cx.site.file, end: of.end, told: false });
}

/** Where aliases end: hidden columns leave, with a warning when nothing has looked at them. */
export function endAliases(cx: Context, at: Span, row: Row): Row {
  if (row.aliases.length === 0) return (cx.state.unaliased.clear(), row);
  warnHidden(cx, row);
  if (hiddenOf(row).length === 0) return { ...row, aliases: [] };
  return keepColumns(cx, at, row, row.names, []);
}

export function warnHidden(cx: Context, row: Row): void {
  cx.state.unaliased.clear();
  for (const { name, hidden, use, at, via } of row.aliases) {
    cx.state.ended.add(name);
    const lost = use.used ? [] : hidden.filter((column) => !use.compared.has(column));
    if (lost.length === 0) continue;
    const columns = lost.map((column) => nameOf(cx, column));
    // The place is where the alias was written, which may be another text than the one that ends it.
    report({ ...cx, via, site: { ...cx.site, file: at.file } }, "hidden-columns-leave", { alias: name, columns }, at);
  }
}

/** `from … as q`, or the name of a macro's table parameter. */
export function withAlias(cx: Context, row: Row, name: Name): Row {
  if (row.names.has(name.text)) {
    report(cx, "alias-is-column", { name: name.text }, name);
    return row;
  }
  return { ...row, aliases: [...row.aliases, newAlias(cx, name, row.names, [], false)] };
}

export const newAlias = (cx: Context, name: Name, columns: ReadonlyMap<string, ColumnId>, hidden: readonly ColumnId[], joined: boolean): Alias =>
  ({ name: name.text, columns, hidden, joined, renamed: new Set(), at: place(cx, name), via: cx.via, use: { used: false, compared: new Set() } });

/** A column under another name, with its tags and documentation. */
export function copyColumn(cx: Context, row: Row, column: ColumnId, name: string): ColumnId {
  const def = columnDef(cx, column);
  return newColumn(cx, name, def.type, nullableIn(cx, row, column), def);
}

/** An alias must not become ambiguous by a column of its name. */
export function refuseAliasName(cx: Context, row: Row, name: string, at: Span): boolean {
  if (aliasIn(row, name) === null) return false;
  report(cx, "alias-is-column", { name }, at);
  return true;
}

/** Errors: column-exists, where a stage makes a column that may not replace another. */
export function refuseTaken(cx: Context, row: Row, name: string, at: Span): boolean {
  if (!row.names.has(name)) return refuseAliasName(cx, row, name, at);
  report(cx, "column-exists", { name }, at);
  return true;
}

export const inFront = (cx: Context, at: Span, text: string): ReturnType<typeof insertAt> => insertAt(cx, at.start, text);
