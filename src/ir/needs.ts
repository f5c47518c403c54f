/**
 * Which columns each relation of a rule must have: those that lead to the result or to an obligation, and those that decide rows on the
 * way (see flows.ts). Legal pruning is narrower than it looks: a column that nobody reads can still tell two rows apart.
 */
import type { Type } from "../values/type.ts";
import { readsOf } from "./effects.ts";
import { byKind } from "./fields.ts";
import { FLOWS } from "./flows.ts";
import type { ColumnId, NodeId } from "./id.ts";
import { growingBits, type GrowingBits } from "./props/bits.ts";
import { createProps, type PropsOf } from "./props/index.ts";
import type { Join, Reference, Rel, RelKind } from "./rel.ts";
import type { ColumnSet, Env, Obligation, Rule } from "./rule.ts";
import { relInputs, relsOf, work } from "./walk.ts";

/** By node id. A relation that nothing reads has no entry. */
export type Needs = ReadonlyMap<NodeId, ColumnSet>;

export type WholeRows = { readonly [K in RelKind]: boolean | ((rel: Extract<Rel, { kind: K }>) => boolean) };
/** Kinds that compare or hand on whole rows: with a column less they would be another relation. */
export const WHOLE_ROW: WholeRows = {
  scan: false, values: false, filter: false, project: false, join: false, aggregate: false, sort: false, limit: false,
  distinct: true,
  dedupe: false,
  set: (rel) => rel.how !== "union_all",
  explode: false,
  unpivot: false,
  recurse: true,
  // The key that its rows are drawn by is worked out from all that is known of the relation.
  // Text that nobody reads may name any column.
  sql: true,
  error: true,
};

function keepsWholeRow(rel: Rel, wholeRow: WholeRows): boolean {
  const rule = wholeRow[rel.kind] as boolean | ((rel: Rel) => boolean);
  return typeof rule === "boolean" ? rule : rule(rel);
}

/** Whether a join whose columns `own` are needed may be passed by: nothing is wanted then of its right side, and of its left what is handed on. */
export type PassesBy = (join: Join, own: ColumnSet) => boolean;

/** `flows` and `wholeRow`: what decides rows, by kind. */
export type NeedsOptions = { readonly passesBy?: PassesBy; readonly flows?: typeof FLOWS; readonly wholeRow?: WholeRows };

export function neededColumns(rule: Rule, env: Env, { passesBy = () => false, flows = FLOWS, wholeRow = WHOLE_ROW }: NeedsOptions = {}): Needs {
  const propsOf = createProps({ ...rule, env });
  const needs = new Map<NodeId, GrowingBits>();
  const needsOf = (rel: Rel): GrowingBits => {
    const known = needs.get(rel.id) ?? growingBits(rule.columns.length);
    needs.set(rel.id, known);
    return known;
  };
  const outputs = needsOf(rule.root);
  rule.root.outputs.forEach((column) => outputs.add(column));
  for (const obligation of rule.obligations) verifiedColumns(obligation, rule).forEach((column) => needsOf(obligation.over).add(column));

  const rels = relsOf(rule);
  for (let at = rels.length - 1; at >= 0; at--) {
    const rel = rels[at] as Rel;
    const own = needs.get(rel.id);
    if (own === undefined) continue;
    work.visits++;
    if (keepsWholeRow(rel, wholeRow)) rel.outputs.forEach((column) => own.add(column));
    else if (own.size === 0 && rel.outputs.length > 0) own.add(cheapest(rel, rule, propsOf, flows));
    if (rel.kind === "scan") {
      const local = rel.of.kind === "local" ? rule.locals[rel.of.local] : undefined;
      if (local !== undefined) needByName(rel.reads.filter(([, column]) => own.has(column)).map(([name]) => name), local.root, rule, needsOf(local.root));
      continue;
    }
    if (rel.kind === "join" && passesBy(rel, own)) {
      needsOf(rel.left).addAll(own, besideFirst(rel) ?? []);
      continue;
    }
    const wanted = wantedBelow(rel, own, rule, propsOf, flows);
    wanted.addAll(own, []);
    const beside = besideFirst(rel);
    for (const [at, input] of relInputs(rel).entries()) {
      const below = needsOf(input);
      if (at === 0 && beside !== null) below.addAll(wanted, beside);
      else {
        work.visits += input.outputs.length;
        for (const column of input.outputs) if (wanted.has(column)) below.add(column);
      }
    }
  }
  return needs;
}

/** Columns in sight of a relation that are not its first input's; null where few pass through. A row of many joins is not looked through column by column. */
function besideFirst(rel: Rel): readonly ColumnId[] | null {
  if (rel.kind === "filter" || rel.kind === "sort" || rel.kind === "limit") return [];
  if (rel.kind === "project") return rel.adds.map(([column]) => column);
  return rel.kind === "join" ? [...rel.right.outputs, ...rel.merged.flatMap(([left, , to]) => (to === left ? [] : [to]))] : null;
}

/** What a relation that must have the columns `own` wants of its inputs, beside those that only pass through it. */
function wantedBelow(rel: Rel, own: ColumnSet, rule: Rule, propsOf: PropsOf, flows: typeof FLOWS): GrowingBits {
  const wanted = growingBits(rule.columns.length);
  const when = (to: ColumnId, from: ColumnId): void => void (own.has(to) && wanted.add(from));
  const always = (from: ColumnId): void => wanted.add(from);
  byKind(flows, rel, { value: when, influence: when, rows: always, needs: always, propsOf });
  return wanted;
}

function needByName(names: readonly string[], root: Rel, rule: Rule, needs: GrowingBits): void {
  const wanted = new Set(names);
  for (const column of root.outputs) if (wanted.has(rule.columns[column]?.name ?? "")) needs.add(column);
}

/** Columns that an obligation reads, those that its message shows among them. */
function verifiedColumns(obligation: Obligation, rule: Rule): readonly ColumnId[] {
  const shown = new Set([...obligation.message.matchAll(/\{([^{}]+)\}/g)].map((place) => place[1]));
  const named = shown.size === 0 ? [] : obligation.over.outputs.filter((column) => shown.has(rule.columns[column]?.name ?? ""));
  return [...obligation.columns, ...(obligation.predicate === null ? [] : readsOf(obligation.predicate)), ...named];
}

const WIDTH: Readonly<Partial<Record<Type["kind"], number>>> = {
  null: 0, bool: 1, int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4, date: 4, int64: 8, uint64: 8, float64: 8, time: 8, timestamp: 8, timestamptz: 8,
  decimal: 12, uuid: 16, interval: 16, string: 32, binary: 64, json: 64, struct: 128, list: 256, map: 256,
};
const COMPUTED = 1000;

/** Rows are counted and no column is wanted: one that must be read anyway, else the narrowest that need not be computed. */
function cheapest(rel: Rel, rule: Rule, propsOf: PropsOf, flows: typeof FLOWS): ColumnId {
  const free = wantedBelow(rel, new Set(), rule, propsOf, flows);
  const made = new Set(rel.kind === "project" || rel.kind === "aggregate" ? rel.adds.map(([column]) => column) : []);
  const cost = (column: ColumnId): number =>
    (free.has(column) ? 0 : 1 + (made.has(column) ? COMPUTED : 0) + (WIDTH[rule.columns[column]?.type.kind ?? "json"] ?? COMPUTED));
  return rel.outputs.reduce((best, column) => (cost(column) < cost(best) ? column : best));
}

/** What a rule must read of something outside it, by reference: the proof that only needed columns are scanned. Names are sorted. */
export type Required = { readonly of: Exclude<Reference["kind"], "local" | "self">; readonly name: string; readonly columns: readonly string[] };

export function requiredColumns(rule: Rule, env: Env): readonly Required[] {
  const needs = neededColumns(rule, env);
  const found = new Map<string, { readonly of: Required["of"]; readonly name: string; readonly columns: Set<string> }>();
  for (const rel of relsOf(rule)) {
    const own = needs.get(rel.id);
    if (rel.kind !== "scan" || rel.of.kind === "local" || rel.of.kind === "self" || own === undefined) continue;
    const key = `${rel.of.name}\u0000${rel.of.kind}`;
    const entry = found.get(key) ?? { of: rel.of.kind, name: rel.of.name, columns: new Set() };
    found.set(key, entry);
    for (const [name, column] of rel.reads) if (own.has(column)) entry.columns.add(name);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { of, name, columns }]) => ({ of, name, columns: [...columns].sort() }));
}
