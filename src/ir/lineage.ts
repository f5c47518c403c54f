/**
 * Column lineage: from which columns of sources and rules each column of a rule is computed (*value*), and which decided its rows,
 * groups, order or winners (*influence*). One pass over the relations, inputs first, with a set of bits per column: as many words a
 * column as the rule scans columns, divided by 32.
 */
import type { ColumnId, NodeId, RuleName } from "./id.ts";
import { FLOWS, type Sink } from "./flows.ts";
import { byKind } from "./fields.ts";
import { createProps, type PropsOf } from "./props/index.ts";
import type { Recurse, Rel, Scan } from "./rel.ts";
import type { Env, Rule } from "./rule.ts";
import { relsBelow, work } from "./walk.ts";

/** A column of something outside the rule. */
export type Leaf = { readonly of: "source" | "rule" | "previous"; readonly name: RuleName; readonly column: string };
/** `value` and `influence` are places in `Lineage.leaves`, ascending; what influences every column stands once in `Lineage.rows`. */
export type ColumnLineage = { readonly name: string; readonly value: readonly number[]; readonly influence: readonly number[] };
export type Lineage = {
  /** Sorted by name, then column, then kind. */
  readonly leaves: readonly Leaf[];
  /** The rule's columns in their order. */
  readonly columns: readonly ColumnLineage[];
  /** Decided rows, groups, order or winners of the whole. */
  readonly rows: readonly number[];
  /** SQL text stands in between: the edges through it lead to all that it was given. */
  readonly opaque: boolean;
};

const WORD = 32;
type Bits = Uint32Array;

/** One set of leaves per column: row `column` of a table. */
type Table = { readonly words: number; readonly bits: Bits };
const tableOf = (columns: number, words: number): Table => ({ words, bits: new Uint32Array(columns * words) });

/** Adds one row to another; whether that changed it. */
function addRow(to: Table, row: number, from: Table, fromRow: number): boolean {
  let changed = false;
  for (let word = 0; word < to.words; word++) {
    const at = row * to.words + word;
    const before = to.bits[at] as number;
    const after = (before | (from.bits[fromRow * from.words + word] as number)) >>> 0;
    if (after !== before) {
      to.bits[at] = after;
      changed = true;
    }
  }
  return changed;
}

function membersOf(table: Table, row: number): number[] {
  const out: number[] = [];
  for (let word = 0; word < table.words; word++) {
    for (let bits = table.bits[row * table.words + word] as number; bits !== 0; bits &= bits - 1) out.push(word * WORD + 31 - Math.clz32(bits & -bits));
  }
  return out;
}

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const leafOrder = (a: Leaf, b: Leaf): number => textOrder(a.name, b.name) || textOrder(a.column, b.column) || textOrder(a.of, b.of);

/** Each outside column once, and which of them a scan's column is. */
function leavesOf(rels: readonly Rel[]): { readonly leaves: readonly Leaf[]; readonly at: ReadonlyMap<ColumnId, number> } {
  const found: (Leaf & { readonly id: ColumnId })[] = [];
  for (const rel of rels) {
    if (rel.kind !== "scan" || rel.of.kind === "local" || rel.of.kind === "self") continue;
    for (const [column, id] of rel.reads) found.push({ of: rel.of.kind, name: rel.of.name, column, id });
  }
  found.sort(leafOrder);
  const leaves: Leaf[] = [];
  const at = new Map<ColumnId, number>();
  for (const { of, name, column, id } of found) {
    const last = leaves.at(-1);
    if (last === undefined || last.column !== column || last.name !== name || last.of !== of) leaves.push({ of, name, column });
    at.set(id, leaves.length - 1);
  }
  return { leaves, at };
}

/** `propsOf`: when the caller has one for this very rule. */
export function lineage(rule: Rule, env: Env, propsOf: PropsOf = createProps({ ...rule, env })): Lineage {
  const rels = relsBelow(rule.root, rule.locals);
  const { leaves, at } = leavesOf(rels);
  const words = Math.max(1, Math.ceil(leaves.length / WORD));
  const value = tableOf(rule.columns.length, words);
  const influence = tableOf(rule.columns.length, words);
  const rows = tableOf(1, words);
  for (const [column, leaf] of at) value.bits[column * words + (leaf >>> 5)] = (1 << (leaf & 31)) >>> 0;

  let changed = false;
  const note = (more: boolean): void => void (changed ||= more);
  const sink: Sink = {
    value: (to, from) => {
      note(addRow(value, to, value, from));
      note(addRow(influence, to, influence, from));
    },
    influence: (to, from) => {
      note(addRow(influence, to, value, from));
      note(addRow(influence, to, influence, from));
    },
    rows: (from) => {
      addRow(rows, 0, value, from);
      addRow(rows, 0, influence, from);
    },
    needs: () => {},
    propsOf,
  };
  const inner = innerColumns(rule, rels);
  do {
    changed = false;
    for (const rel of rels) {
      work.visits++;
      if (rel.kind === "scan") inner(rel, sink);
      byKind(FLOWS, rel, sink);
    }
    // Only a recursion reads what comes later: it goes round until nothing is new.
  } while (changed && rels.some((rel) => rel.kind === "recurse"));

  return {
    leaves,
    columns: rule.root.outputs.map((column) => ({ name: rule.columns[column]?.name ?? "", value: membersOf(value, column), influence: membersOf(influence, column) })),
    rows: membersOf(rows, 0),
    opaque: rels.some((rel) => rel.kind === "sql" || rel.kind === "error"),
  };
}

/** A scan of something within the rule takes the columns of that name. */
export function innerColumns(rule: Rule, rels: readonly Rel[]): (scan: Scan, sink: Pick<Sink, "value">) => void {
  const recursions = new Map<NodeId, Recurse>();
  for (const rel of rels) if (rel.kind === "recurse") recursions.set(rel.id, rel);
  const names = new Map<NodeId, ReadonlyMap<string, ColumnId>>();
  const namesOf = (rel: Rel): ReadonlyMap<string, ColumnId> => {
    const known = names.get(rel.id) ?? new Map(rel.outputs.map((column) => [rule.columns[column]?.name ?? "", column]));
    names.set(rel.id, known);
    return known;
  };
  return (scan, sink) => {
    const of = scan.of.kind === "local" ? rule.locals[scan.of.local]?.root : scan.of.kind === "self" ? recursions.get(scan.of.recurse) : undefined;
    if (of === undefined) return;
    const columns = namesOf(of);
    for (const [name, to] of scan.reads) {
      const from = columns.get(name);
      if (from !== undefined) sink.value(to, from);
    }
  };
}
