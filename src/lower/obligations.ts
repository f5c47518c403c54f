/** What a run must verify, as statements: one that counts for all promises over one relation, and one per promise that fetches failing rows. */
import type { Expr, SortKey } from "../ir/expr.ts";
import { NO_ORIGIN, type ColumnId, type NodeId, type Origin, type RuleName } from "../ir/id.ts";
import type { Reference, Rel, Scan } from "../ir/rel.ts";
import type { ColumnDef, Obligation, Rule } from "../ir/rule.ts";
import { BOOL, INT64, isSortable, type Type } from "../values/type.ts";
import { lowerQuery } from "./lower-rule.ts";
import { isRefusal, type LowerOptions, type Naming, type Printed, type Refusal } from "./options.ts";

export type ObligationOptions = LowerOptions & {
  /** The path by which the rule's own finished rows can be read. What is promised of the result is read there; null: computed again. */
  readonly result: readonly string[] | null;
  /** Whether the name in a `references` is a source or a rule. */
  readonly referenced: (name: RuleName) => Reference;
  /** How many failing rows a statement fetches at most (default `SAMPLES`). */
  readonly samples?: number;
};

/**
 * `index`: the obligation's place in the rule. `rows`: some rows that fail, in an order of their own columns; null where the engine cannot show them.
 * It is printed when it is asked for: a run wants it of promises that fail, and of a thousand columns that are never null each such statement names them all.
 */
export type CountedObligation = { readonly index: number; readonly obligation: Obligation; readonly rows: Printed | null };
/** `count` gives one row, with one column per entry of `counts`: how many rows fail it. */
export type LoweredObligation = { readonly count: Printed; readonly counts: readonly CountedObligation[] };

/** As many as a person looks at. */
export const SAMPLES = 20;

/** One entry per statement; conditions on single rows of one relation share theirs. */
export function lowerObligations(rule: Rule, naming: Naming, options: ObligationOptions): readonly LoweredObligation[] | Refusal {
  const work = workOn(rule, naming, options);
  const groups = new Map<string, [number, Obligation][]>();
  rule.obligations.forEach((obligation, index) => {
    // Keys and references are counted by a grouping or a join of their own.
    const key = isRowwise(obligation) ? `rows of ${obligation.over.id}` : `alone ${index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [[index, obligation]]);
    else group.push([index, obligation]);
  });
  const lowered: LoweredObligation[] = [];
  for (const group of groups.values()) {
    const counts: CountedObligation[] = [];
    const count = print(work, countOf(work, group));
    if (isRefusal(count)) return count;
    for (const [index, obligation] of group) counts.push(counted(work, index, obligation));
    lowered.push({ count, counts });
  }
  return lowered;
}

function counted(work: Work, index: number, obligation: Obligation): CountedObligation {
  let rows: Printed | Refusal | undefined;
  return {
    index,
    obligation,
    get rows() {
      rows ??= print(work, failingRows(work, obligation));
      return isRefusal(rows) ? null : rows;
    },
  };
}

const isRowwise = ({ kind }: Obligation): boolean => kind === "check" || kind === "not_null" || kind === "fresh";

/** Makes the nodes that count, beside those of the rule. */
type Work = {
  readonly rule: Rule;
  readonly naming: Naming;
  readonly options: ObligationOptions;
  readonly columns: ColumnDef[];
  readonly node: () => NodeId;
  readonly nodes: () => number;
};

const RESULT: Reference = { kind: "rule", name: "" };

function workOn(rule: Rule, naming: Naming, options: ObligationOptions): Work {
  let nodes = rule.nodes;
  const relation = (of: Reference): readonly string[] => (of === RESULT ? (options.result as readonly string[]) : naming.relation(of));
  return { rule, naming: { ...naming, relation }, options, columns: [...rule.columns], node: () => nodes++ as NodeId, nodes: () => nodes };
}

const print = (work: Work, root: Rel): Printed | Refusal =>
  lowerQuery({ ...work.rule, storage: { kind: "inline" }, columns: work.columns, nodes: work.nodes() }, root, [], work.naming, work.options);

/** The relation, or the rule's rows as they were made where those are the same. */
function overOf(work: Work, { over, at }: Obligation): Rel {
  const { root } = work.rule;
  const isResult = over.id === root.id || (root.kind === "sort" && over.id === root.input.id);
  if (work.options.result === null || !isResult) return over;
  const reads = root.outputs.map((column) => [columnName(work, column), column] as const);
  return { kind: "scan", id: work.node(), at, outputs: root.outputs, of: RESULT, reads } satisfies Scan;
}

const columnName = (work: Work, column: ColumnId): string => (work.columns[column] as ColumnDef).name;

function newColumn(work: Work, name: string, type: Type = INT64): ColumnId {
  return (work.columns.push({ name, type, nullable: false, tags: [], doc: null }) - 1) as ColumnId;
}

const ref = (work: Work, at: Origin, column: ColumnId): Expr => {
  const { type, nullable } = work.columns[column] as ColumnDef;
  return { kind: "column", id: work.node(), at, type, nullable, shape: "row", column };
};

const call = (work: Work, at: Origin, fn: string, args: readonly Expr[], type: Type): Expr =>
  ({ kind: "call", id: work.node(), at, type, nullable: false, shape: "row", fn, args });

const number = (work: Work, value: string): Expr => ({ kind: "literal", id: work.node(), at: NO_ORIGIN, type: INT64, nullable: false, shape: "constant", value });

const aggregate = (work: Work, at: Origin, fn: string, args: readonly Expr[], where: Expr | null): Expr =>
  ({ kind: "aggregate", id: work.node(), at, type: INT64, nullable: true, shape: "aggregate", fn, args, where, sort: [] });

/** True for the rows that fail: a condition on one row fails when it is false, not when it is null. */
function failure(work: Work, { kind, at, predicate, columns }: Obligation): Expr {
  if (kind === "check" || kind === "fresh") return call(work, at, "not", [predicate as Expr], BOOL);
  const nulls = columns.map((column) => call(work, at, "is_null", [ref(work, at, column)], BOOL));
  return nulls.reduce((left, right) => call(work, at, "or", [left, right], BOOL));
}

function countOf(work: Work, group: readonly (readonly [number, Obligation])[]): Rel {
  const [, first] = group[0] as readonly [number, Obligation];
  const { at } = first;
  if (isRowwise(first)) {
    const adds = group.map(([index, obligation]) =>
      [newColumn(work, countName(work, index, obligation)), aggregate(work, obligation.at, "count", [], failure(work, obligation))] as const);
    return { kind: "aggregate", id: work.node(), at, outputs: adds.map(([column]) => column), input: overOf(work, first), by: [], adds };
  }
  const counted = newColumn(work, "failing");
  const [input, expr] = first.kind === "reference" ? [missing(work, first), aggregate(work, at, "count", [], null)] : surplus(work, first);
  return { kind: "aggregate", id: work.node(), at, outputs: [counted], input, by: [], adds: [[counted, expr]] };
}

/** For people who read the statement; a run goes by place. */
function countName(work: Work, index: number, { kind, columns }: Obligation): string {
  const of = columns.map((column) => columnName(work, column)).join("_");
  return `${kind === "not_null" ? "null" : kind}_${of === "" ? index : `${of}_${index}`}`;
}

/** Rows that are too many: all but one of each key. Without columns, all but one of the relation. */
function surplus(work: Work, obligation: Obligation): readonly [Rel, Expr] {
  const { at } = obligation;
  const [groups, count] = repeated(work, obligation);
  const over = call(work, at, "subtract", [ref(work, at, count), number(work, "1")], INT64);
  const sum = aggregate(work, at, "sum", [over], null);
  return [groups, call(work, at, "coalesce", [sum, number(work, "0")], INT64)];
}

/** The keys that more than one row has, and how many have each. */
function repeated(work: Work, obligation: Obligation): readonly [Rel, ColumnId] {
  const { at, columns } = obligation;
  const count = newColumn(work, "rows");
  const groups: Rel = {
    kind: "aggregate", id: work.node(), at, outputs: [...columns, count], input: overOf(work, obligation), by: columns, adds: [[count, aggregate(work, at, "count", [], null)]],
  };
  const predicate = call(work, at, "gt", [ref(work, at, count), number(work, "1")], BOOL);
  return [{ kind: "filter", id: work.node(), at, outputs: groups.outputs, input: groups, predicate }, count];
}

/** Rows whose tuple, none of it null, does not stand in what is referred to. */
function missing(work: Work, obligation: Obligation): Rel {
  const { at, columns } = obligation;
  const references = obligation.references as NonNullable<Obligation["references"]>;
  const input = overOf(work, obligation);
  const reads = references.columns.map((name, i) => [name, newColumn(work, name, (work.columns[columns[i] as ColumnId] as ColumnDef).type)] as const);
  const right: Rel = { kind: "scan", id: work.node(), at, outputs: reads.map(([, column]) => column), of: work.options.referenced(references.name), reads };
  const known = columns.map((column) => call(work, at, "not", [call(work, at, "is_null", [ref(work, at, column)], BOOL)], BOOL));
  const predicate = known.reduce((left, next) => call(work, at, "and", [left, next], BOOL));
  const left: Rel = { kind: "filter", id: work.node(), at, outputs: input.outputs, input, predicate };
  const on = reads.map(([, column], i) => call(work, at, "eq", [ref(work, at, columns[i] as ColumnId), ref(work, at, column)], BOOL));
  return { kind: "join", id: work.node(), at, outputs: left.outputs, how: "anti", left, right, on, multiplicity: "n:m", asof: null, merged: [] };
}

function failingRows(work: Work, obligation: Obligation): Rel {
  const { at } = obligation;
  const input = isRowwise(obligation) ? failing(work, obligation) : obligation.kind === "reference" ? missing(work, obligation) : repeated(work, obligation)[0];
  const count = number(work, String(work.options.samples ?? SAMPLES));
  const keys = input.outputs.filter((column) => isSortable((work.columns[column] as ColumnDef).type))
    .map((column): SortKey => ({ expr: ref(work, at, column), desc: false, nullsFirst: false }));
  const sorted: Rel = keys.length === 0 ? input : { kind: "sort", id: work.node(), at, outputs: input.outputs, input, keys, promised: false };
  return { kind: "limit", id: work.node(), at, outputs: input.outputs, input: sorted, count, offset: null, arbitrary: true };
}

function failing(work: Work, obligation: Obligation): Rel {
  const input = overOf(work, obligation);
  return { kind: "filter", id: work.node(), at: obligation.at, outputs: input.outputs, input, predicate: failure(work, obligation) };
}
