/**
 * The order that a stored rule promises. It must be total: no two rows are equal in all of its columns, which a key among them proves.
 * Meaning: docs/language.md, "Ordering contract".
 */
import { columnRef } from "../../ir/build.ts";
import { NO_ORIGIN, type ColumnId } from "../../ir/id.ts";
import { coversKey } from "../../ir/props/index.ts";
import type { Rel, Sort } from "../../ir/rel.ts";
import type { Props, SortedColumn, SortedName, Storage, Tier } from "../../ir/rule.ts";
import { ERROR, isSortable, nameText, typeText } from "../../values/type.ts";
import type { ListExpr, Span } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { columnDef, columnName, isUnclear, placeAt, ruleName, say, type Making } from "./making.ts";
import { conflictsWith, reportOpen, sortedText } from "./order-proof.ts";
import { isStored, isUnknownStorage } from "./storage.ts";
import { schemaName } from "./columns.ts";

export type Ordered = { readonly root: Rel; readonly order: readonly SortedColumn[]; readonly tier: Tier };
/** `at`: the text that names the columns; `list` where an edit may put more. */
type Stated = { readonly columns: readonly SortedColumn[]; readonly at: Span; readonly list: ListExpr | null };

/**
 * Puts the promised sort on top. `names` are the columns that leave `root`; `broken` when they are not known.
 * Errors (no order then): order-missing, order-not-total, order-conflict, order-no-key, order-by-unsortable, order-not-as-promised,
 * order-unstored, unordered-canonical, unknown-tier, unknown-column, column-name-expected, not-sortable.
 */
export function orderRule(root: Rel, broken: boolean, storage: Storage, making: Making): Ordered {
  const { decl } = making.declared;
  const node = decl.order;
  const tier = tierOf(making);
  if (!isStored(storage)) {
    if (node !== null) {
      const edits = [{ ...placeAt(making.scope, node), text: "" }];
      say(making, "order-unstored", { rule: ruleName(making), kind: storage.kind === "view" ? "a view" : "inline" }, node, { edits });
    }
    return { root, order: [], tier: tier ?? "canonical" };
  }
  const promised = making.schema?.order ?? [];
  if (node !== null && node.by === null) {
    const rule = ruleName(making);
    if (making.schema !== null && promised.length > 0) say(making, "order-not-as-promised", { rule, schema: schemaName(making.schema), wants: namesText(promised) }, node);
    if (tier === "canonical") say(making, "unordered-canonical", { rule }, node.tier ?? node);
    return { root, order: [], tier: tier ?? "stable_set" };
  }
  const given = { root, order: [], tier: tier ?? "canonical" } as const;
  if (broken) return given;
  const props = making.binding.propsOf(root);
  const byName = new Map(root.outputs.map((id) => [columnName(making, id), id]));
  const stated = node === null ? fromContract(promised, byName, making) : stateOf(node.by as ListExpr | "key", node, byName, props, making);
  // One row stands in every order.
  if (node === null && stated === null && (props.atMost === null || props.atMost > 1)) reportMissing(props, root, making);
  if (stated === null) return given;
  if (making.schema !== null && !beginsWith(stated.columns, promised, making)) {
    say(making, "order-not-as-promised", { rule: ruleName(making), schema: schemaName(making.schema), wants: namesText(promised) }, stated.at);
    return given;
  }
  const all = node?.thenAll === true ? withAll(stated, root, props, making) : stated.columns;
  if (all === null || conflictsWith(root, stated.columns, stated.at, making)) return given;
  const sort = sortBy(all, root, props, stated.at, making);
  const unknown = all.some(({ column }) => columnDef(making, column).type === ERROR);
  if (node?.thenAll !== true && !unknown) reportOpen(sort, stated, making);
  return { root: sort, order: all, tier: tier ?? "canonical" };
}

const TIERS: readonly Tier[] = ["canonical", "stable_set", "best_effort"];

/** The written tier; null when there is none, or it is in error. */
function tierOf(making: Making): Tier | null {
  const name = making.declared.decl.order?.tier ?? null;
  if (name === null || name.text === "") return null;
  const tier = TIERS.find((known) => known === name.text);
  if (tier !== undefined) return tier;
  const meant = nearest(name.text, TIERS);
  say(making, "unknown-tier", { name: name.text, of: "rule", meant }, name, meant === null ? {} : { edits: [{ ...placeAt(making.scope, name), text: meant }] });
  return null;
}

type ByName = ReadonlyMap<string, ColumnId>;

/** A contract that says the order says it for the rule. */
function fromContract(promised: readonly SortedName[], byName: ByName, making: Making): Stated | null {
  const columns = promised.flatMap(({ name, desc, nullsFirst }) => { const column = byName.get(name); return column === undefined ? [] : [{ column, desc, nullsFirst }]; });
  return columns.length === 0 || columns.length < promised.length ? null : { columns, at: making.declared.decl.contract ?? making.declared.decl.name, list: null };
}

function stateOf(by: ListExpr | "key", node: Span, byName: ByName, props: Props, making: Making): Stated | null {
  if (by !== "key") return fromList(by, byName, making);
  const key = making.schema?.keys[0]?.columns.map((name) => byName.get(name)) ?? [...(props.keys[0] ?? [])];
  const columns = key.filter((column) => column !== undefined);
  if (columns.length === 0 && props.keys.length === 0) {
    if (!making.faulty() && !isUnclear(making)) say(making, "order-no-key", { rule: ruleName(making) }, node);
    return null;
  }
  return { columns: columns.map((column) => ({ column, desc: false, nullsFirst: false })), at: node, list: null };
}

function fromList(list: ListExpr, byName: ByName, making: Making): Stated | null {
  const columns: SortedColumn[] = [];
  for (const { expr, spread, direction, nulls } of list.elements) {
    if (expr.kind === "error") return null;
    if (expr.kind !== "ref" || spread) {
      say(making, "column-name-expected", { clause: "ordered by" }, expr);
      return null;
    }
    const column = byName.get(expr.name.text);
    if (column === undefined) {
      // The contract has it and the body has not: said already.
      if (making.schema?.places.has(expr.name.text) === true) return null;
      const known = [...byName.keys()];
      const meant = nearest(expr.name.text, known);
      const edits = meant === null ? [] : [{ ...placeAt(making.scope, expr), text: nameText(meant) }];
      say(making, "unknown-column", { name: expr.name.text, of: `the result of ${ruleName(making)}`, meant, known }, expr, { edits });
      return null;
    }
    const { type } = columnDef(making, column);
    if (!isSortable(type)) {
      say(making, "not-sortable", { type: typeText(type) }, expr);
      return null;
    }
    if (columns.every((other) => other.column !== column)) columns.push({ column, desc: direction === "desc", nullsFirst: nulls === "first" });
  }
  const [first, last] = [list.elements[0], list.elements.at(-1)];
  return { columns, at: first === undefined || last === undefined ? list : { start: first.start, end: last.end }, list };
}

function beginsWith(columns: readonly SortedColumn[], promised: readonly SortedName[], making: Making): boolean {
  return promised.every(({ name, desc, nullsFirst }, i) => {
    const has = columns[i];
    return has !== undefined && columnName(making, has.column) === name && has.desc === desc && has.nullsFirst === nullsFirst;
  });
}

/** `then all`: every other column breaks ties, unless a key among the named ones leaves none. */
function withAll({ columns, at }: Stated, root: Rel, props: Props, making: Making): readonly SortedColumn[] | null {
  const named = columns.map(({ column }) => column);
  if (coversKey(props, named)) return columns;
  const others = root.outputs.filter((column) => !named.includes(column));
  const unsortable = others.filter((column) => !isSortable(columnDef(making, column).type));
  if (unsortable.length === 0) return [...columns, ...others.map((column) => ({ column, desc: false, nullsFirst: false }))];
  say(making, "order-by-unsortable", { columns: unsortable.map((column) => columnName(making, column)) }, at);
  return null;
}

/** The promised sort; one that the pipeline ends in becomes it. */
function sortBy(columns: readonly SortedColumn[], root: Rel, props: Props, at: Span, { binding: { build }, scope }: Making): Sort {
  const origin = build.origin(scope.file, at.start, at.end, NO_ORIGIN);
  const keys = columns.map(({ column, desc, nullsFirst }) => ({ expr: columnRef(build, origin, column, !props.notNull.has(column)), desc, nullsFirst }));
  const input = root.kind === "sort" ? root.input : root;
  return { kind: "sort", id: build.newNode(), at: origin, outputs: root.outputs, input, keys, promised: true };
}

const namesText = (names: readonly SortedName[]): string => `\`ordered by [${names.map(({ name, desc, nullsFirst }) => nameText(name) + (desc ? " desc" : "") + (nullsFirst ? " nulls first" : "")).join(", ")}]\``;

/** Proposes the order that the pipeline ends in, or a key, or all columns. */
function reportMissing(props: Props, root: Rel, making: Making): void {
  const { decl } = making.declared;
  if (isUnclear(making) || isUnknownStorage(decl) || (making.faulty() && props.keys.length === 0)) return;
  const sortable = (column: ColumnId): boolean => isSortable(columnDef(making, column).type) && root.outputs.includes(column);
  const key = props.keys.find((columns) => columns.size > 0 && [...columns].every(sortable));
  const begin = props.order.filter(({ column }) => sortable(column));
  const named = new Set(begin.map(({ column }) => column));
  const add = key === undefined || coversKey(props, named) ? [] : [...key].filter((column) => !named.has(column));
  const known = [...begin, ...add.map((column) => ({ column, desc: false, nullsFirst: false }))];
  const proven = coversKey(props, known.map(({ column }) => column)) && known.length > 0;
  const would = proven ? known.map((sorted) => sortedText(sorted, making)) : null;
  const first = root.outputs.find(sortable);
  const some = begin.length > 0 || first === undefined ? begin : [{ column: first, desc: false, nullsFirst: false }];
  const listed = (columns: readonly SortedColumn[]): string => `ordered by [${columns.map((sorted) => sortedText(sorted, making)).join(", ")}]`;
  const text = proven ? listed(known) : some.length > 0 && root.outputs.every(sortable) ? `${listed(some)} then all` : null;
  const start = decl.body.start;
  const edits = text === null || decl.body.kind !== "body" ? [] : [{ file: making.scope.file, start, end: start, text: `${text} ` }];
  say(making, "order-missing", { rule: ruleName(making), would }, decl.name, { edits });
}
