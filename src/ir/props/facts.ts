/** What columns say about each other, and what follows from it: closures, and how it survives when columns are dropped or renamed. */
import type { ColumnId } from "../id.ts";
import type { ColumnSet, Dependency, Props, SortedColumn } from "../rule.ts";
import { columnsOf, intersects, parted, together } from "./bits.ts";

/**
 * Columns agree when they are equal or both null. `equal`: disjoint sets of columns that agree within each row. `constant`: columns in
 * which all rows agree.
 */
export type Facts = Pick<Props, "equal" | "constant" | "determines">;

export const NO_COLUMNS: ColumnSet = new Set();
export const NO_FACTS: Facts = { equal: [], constant: NO_COLUMNS, determines: [] };

/** Proofs stay linear in the size of the program by forgetting: beyond these a rule proves less, and is never proved wrong. */
export const MAX_KEYS = 8;
export const MAX_DEPENDENCIES = 128;

function isAll(columns: ColumnSet, test: (column: ColumnId) => boolean): boolean {
  for (const column of columns) if (!test(column)) return false;
  return true;
}
export const isSubset = (part: ColumnSet, whole: ColumnSet): boolean => part.size <= whole.size && isAll(part, (column) => whole.has(column));
/** Every column that rows agree in once they agree in `columns`, as far as `facts` say. Keys are not used: coversKey asks for those. */
export function closure(facts: Facts, columns: Iterable<ColumnId>): ColumnSet {
  let out = together(new Set(columns), facts.constant);
  for (let before = -1; before !== out.size;) {
    before = out.size;
    for (const same of facts.equal) if (same.size > 0 && intersects(same, out)) out = together(out, same);
    const fixed = new Set<ColumnId>();
    const isKnown = (column: ColumnId): boolean => out.has(column) || fixed.has(column);
    for (const { from, to } of facts.determines) if (from.size <= out.size + fixed.size && !isKnown(to) && isAll(from, isKnown)) fixed.add(to);
    out = together(out, fixed);
  }
  return out;
}

/** Whether no two rows agree in all of `columns` (nulls equal). */
export function coversKey(props: Pick<Props, "keys"> & Facts, columns: Iterable<ColumnId>): boolean {
  if (props.keys.length === 0) return false;
  const given = new Set(columns);
  if (props.keys.some((key) => isSubset(key, given))) return true;
  if (props.constant.size === 0 && props.equal.length === 0 && props.determines.length === 0) return false;
  const fixed = closure(props, given);
  return props.keys.some((key) => isSubset(key, fixed));
}

/** What to add to the order so that no two rows tie, a choice per key, the shortest first; empty when none do or no key is known. */
export function wouldBeTotal(props: Props): ColumnId[][] {
  if (props.total) return [];
  const fixed = closure(props, props.order.map((sorted) => sorted.column));
  return props.keys.map((key) => [...key].filter((column) => !fixed.has(column))).sort((a, b) => a.length - b.length);
}

/** `facts` and that `a` and `b` agree. */
export function withEqual(facts: Facts, pairs: readonly (readonly [ColumnId, ColumnId])[]): Facts {
  if (pairs.length === 0) return facts;
  let equal = facts.equal;
  let { constant } = facts;
  for (const [a, b] of pairs) {
    if (a === b) continue;
    const touched = equal.filter((same) => same.has(a) || same.has(b));
    const merged = together(touched[0] ?? NO_COLUMNS, ...touched.slice(1), [a, b]);
    equal = [...equal.filter((same) => !touched.includes(same)), merged];
    if (constant.has(a) || constant.has(b)) constant = together(constant, merged);
  }
  return { ...facts, equal, constant };
}

export function withConstants(facts: Facts, columns: readonly ColumnId[]): Facts {
  if (columns.length === 0) return facts;
  let constant = together(facts.constant, columns);
  for (const same of facts.equal) if (intersects(same, constant)) constant = together(constant, same);
  return { ...facts, constant };
}

export const withDependencies = (facts: Facts, more: readonly Dependency[]): Facts =>
  (more.length === 0 ? facts : { ...facts, determines: [...facts.determines, ...more].slice(0, MAX_DEPENDENCIES) });

export const both = (a: Facts, b: Facts): Facts => ({
  equal: b.equal.length === 0 ? a.equal : [...a.equal, ...b.equal],
  constant: together(a.constant, b.constant),
  determines: b.determines.length === 0 ? a.determines : [...a.determines, ...b.determines].slice(0, MAX_DEPENDENCIES),
});

/** What a column is called where it goes: itself, a column that agrees with it, or undefined when it is lost. */
export type Rename = { (column: ColumnId): ColumnId | undefined; /** Columns that keep their name, where that is known of many at once. */ readonly stays?: ColumnSet };

/** A set under other names, without the columns that are constant; undefined when one is lost. */
export function renameSet(set: ColumnSet, rename: Rename, constant: ColumnSet): ColumnSet | undefined {
  const out = new Set<ColumnId>();
  for (const column of set) {
    const to = rename(column);
    if (to !== undefined) out.add(to);
    else if (!constant.has(column)) return undefined;
  }
  return out;
}

/**
 * A key under other names. Where a column of it is lost, columns that stay and fix it stand in: of suppliers without their number, a
 * unique name still tells them apart.
 */
export function renameKey(facts: Facts, key: ColumnSet, rename: Rename): ColumnSet | undefined {
  const out = new Set<ColumnId>();
  for (const column of key) {
    const to = rename(column);
    const instead = to !== undefined ? [to] : facts.constant.has(column) ? [] : fixedBy(facts, column, rename);
    if (instead === undefined) return undefined;
    for (const one of instead) out.add(one);
  }
  return out;
}

/** The fewest columns under their new names that fix `column`. */
function fixedBy(facts: Facts, column: ColumnId, rename: Rename): ColumnSet | undefined {
  const same = facts.equal.find((columns) => columns.has(column));
  let found: ColumnSet | undefined;
  for (const { from, to } of facts.determines) {
    if ((to !== column && same?.has(to) !== true) || (found !== undefined && from.size >= found.size)) continue;
    found = renameSet(from, rename, facts.constant) ?? found;
  }
  return found;
}

/** An order under other names, cut at the first column that is lost; a constant one orders nothing, so that nothing is lost with it. */
export function renameOrder(order: readonly SortedColumn[], rename: Rename, constant: ColumnSet): readonly SortedColumn[] {
  const out: SortedColumn[] = [];
  for (const sorted of order) {
    const column = rename(sorted.column);
    if (column !== undefined) {
      if (out.every((s) => s.column !== column)) out.push(column === sorted.column ? sorted : { ...sorted, column });
    } else if (!constant.has(sorted.column)) break;
  }
  return out;
}

export function renameFacts(facts: Facts, rename: Rename): Facts {
  if (facts.equal.length === 0 && facts.constant.size === 0 && facts.determines.length === 0) return facts;
  const equal = facts.equal.map((same) => renamed(same, rename)).filter((same) => same.size > 1);
  const determines: Dependency[] = [];
  // One set may stand before many columns: it is renamed once.
  let [last, lastTo]: [ColumnSet | null, ColumnSet | undefined] = [null, undefined];
  for (const { from, to } of facts.determines) {
    if (from !== last) [last, lastTo] = [from, renameSet(from, rename, facts.constant)];
    const target = rename(to);
    if (target !== undefined && lastTo !== undefined && !lastTo.has(target)) determines.push({ from: lastTo, to: target });
  }
  return { equal, constant: renamed(facts.constant, rename), determines };
}

export function renamed(set: ColumnSet, rename: Rename): ColumnSet {
  if (set.size === 0) return set;
  const { kept, lost } = rename.stays === undefined ? { kept: NO_COLUMNS, lost: set } : parted(set, rename.stays);
  return together(kept, [...lost].flatMap((column) => rename(column) ?? []));
}

/** Columns that stay keep their name; one that goes is known by an equal one that stays. */
export function survival(facts: Facts, outputs: readonly ColumnId[]): Rename {
  const alive = columnsOf(outputs);
  const standIns = new Map<ColumnSet, ColumnId | undefined>();
  const rename = (column: ColumnId): ColumnId | undefined => {
    if (alive.has(column)) return column;
    const same = facts.equal.find((columns) => columns.has(column));
    if (same === undefined) return undefined;
    if (!standIns.has(same)) standIns.set(same, [...same].find((other) => alive.has(other)));
    return standIns.get(same);
  };
  return Object.assign(rename, { stays: alive });
}

/**
 * The key without the columns that the others fix, later ones first, so that a key keeps the columns that it was written with.
 * A key of a relation of at most one row is empty.
 */
export function minimalKey(facts: Facts, key: ColumnSet): ColumnSet {
  let out = key;
  for (const column of [...key].reverse()) {
    const fixable = facts.constant.has(column) || facts.equal.some((same) => same.has(column)) || facts.determines.some((d) => d.to === column);
    if (!fixable) continue;
    const rest = new Set(out);
    rest.delete(column);
    if (closure(facts, rest).has(column)) out = rest;
  }
  return out;
}

/** Minimal keys, none within another, the smallest first, at most MAX_KEYS. */
export function minimalKeys(facts: Facts, keys: readonly ColumnSet[]): readonly ColumnSet[] {
  const bare = facts.constant.size === 0 && facts.equal.length === 0 && facts.determines.length === 0;
  if (keys.length === 0 || (bare && keys.length === 1)) return keys;
  const small = keys.map((key) => (bare ? key : minimalKey(facts, key))).sort((a, b) => a.size - b.size);
  const out: ColumnSet[] = [];
  for (const key of small) if (out.length < MAX_KEYS && !out.some((known) => isSubset(known, key))) out.push(key);
  return out;
}

/** The order as far as it decides anything: beyond a key no two rows are left to compare. */
export function decidingOrder(props: Props): readonly SortedColumn[] {
  const { order } = props;
  if (!props.total) return order;
  for (let length = 0; length < order.length; length++) {
    if (coversKey(props, order.slice(0, length).map((sorted) => sorted.column))) return order.slice(0, length);
  }
  return order;
}
