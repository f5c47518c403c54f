/** Relations: the rows of each kind, from the rows of its inputs. Meaning: docs/language.md, "Verbs". */
import type { Expr } from "../ir/expr.ts";
import { byKind, type RelTable } from "../ir/fields.ts";
import type { ColumnId } from "../ir/id.ts";
import type { Recurse, Rel, Scan, SetRel } from "../ir/rel.ts";
import type { Rule } from "../ir/rule.ts";
import { relInputs } from "../ir/walk.ts";
import { keyOfRow } from "../values/compare.ts";
import { Failure } from "../values/failure.ts";
import type { Value } from "../values/value.ts";
import { convert, evaluate, sortedBy, valueIn } from "./expr.ts";
import { explodeRows } from "./explode.ts";
import { groupedBy } from "./groups.ts";
import { joinRows } from "./join.ts";
import { columnDef, constant, envOf, typesOf, type Scope } from "./scope.ts";
import type { Row, Table } from "./types.ts";
import { envsOver } from "./windows.ts";

type Inputs = readonly (readonly Row[])[];

const ROWS: RelTable<readonly Row[], [scope: Scope, inputs: Inputs]> = {
  scan: scanRows,
  values: (node, scope) => node.rows.map((row) => new Map(node.outputs.map((column, i) => {
    const expr = row[i] as Expr;
    return [column, convert(constant(scope, expr), expr.type, columnDef(scope, column).type)];
  }))),
  filter: (node, scope, [input = []]) => {
    const envs = envsOver(input, scope);
    return input.filter((_, i) => evaluate(node.predicate, envs[i] as (typeof envs)[number]) === true);
  },
  project: (node, scope, [input = []]) => {
    const envs = envsOver(input, scope);
    return input.map((row, i) => new Map([...row, ...node.adds.map(([column, expr]) => [column, evaluate(expr, envs[i] as (typeof envs)[number])] as const)]));
  },
  join: joinRows,
  aggregate: (node, scope, [input = []]) => {
    const groups = node.by.length === 0 ? [input] : groupedBy(input, typesOf(scope, node.by), (row) => node.by.map((column) => valueIn(row, column)));
    return groups.map((group) => {
      const of = narrowed(group[0] ?? new Map<ColumnId, Value>(), node.by);
      return new Map([...of, ...node.adds.map(([column, expr]) => [column, evaluate(expr, { ...envOf(scope, of), group })] as const)]);
    });
  },
  sort: (node, scope, [input = []]) => sortedBy(input, node.keys, (expr, row) => evaluate(expr, envOf(scope, row))),
  limit: (node, scope, [input = []]) => {
    const [count, offset] = [node.count, node.offset].map((expr) => (expr === null ? 0 : numberOfRows(constant(scope, expr)))) as [number, number];
    return input.slice(offset, offset + count);
  },
  distinct: (node, scope, [input = []]) => distinct(input, node.input.outputs, scope),
  dedupe: (node, scope, [input = []]) => {
    const sorted = sortedBy(input, node.by, (expr, row) => evaluate(expr, envOf(scope, row)));
    return distinct(sorted, node.on, scope);
  },
  set: setRows,
  explode: explodeRows,
  unpivot: (node, scope, [input = []]) => input.flatMap((row) => node.columns.map((column) => {
    const { name, type } = columnDef(scope, column);
    return new Map([...row, [node.name, name], [node.value, convert(valueIn(row, column), type, columnDef(scope, node.value).type)]]);
  })),
  recurse: recurseRows,
  sql: () => {
    throw new Failure("opaque", "SQL means something to its engine alone: it is not evaluated");
  },
  error: () => {
    throw new Error("a relation with a mistake in it has no rows");
  },
};

/** A count of rows; beyond what JavaScript counts there are none. */
function numberOfRows(value: Value): number {
  const count = Number(value);
  if (value === null || count < 0) throw new Failure("argument", "a number of rows is null or negative");
  return count;
}

export function narrowed(row: Row, columns: readonly ColumnId[]): Row {
  return new Map(columns.filter((column) => row.has(column)).map((column) => [column, valueIn(row, column)]));
}

/** The first of the rows that agree in the columns. */
const distinct = (rows: readonly Row[], columns: readonly ColumnId[], scope: Scope): readonly Row[] =>
  groupedBy(rows, typesOf(scope, columns), (row) => columns.map((column) => valueIn(row, column))).map((group) => group[0] as Row);

function scanRows(node: Scan, scope: Scope, [input]: Inputs): readonly Row[] {
  const { of } = node;
  if (of.kind === "self") return renamed(node, scope.selves.get(of.recurse) as readonly Row[], selfColumns(scope, of.recurse));
  if (of.kind === "local") return renamed(node, input as readonly Row[], columnsByName(scope, scope.rule.locals[of.local]?.root.outputs ?? []));
  const table = of.kind === "previous" ? scope.inputs.previous?.get(of.name) : scope.inputs.tables.get(of.name);
  return table === undefined ? [] : tableRows(node, table, of.name);
}

function tableRows(node: Scan, table: Table, name: string): readonly Row[] {
  const places = node.reads.map(([read, column]) => {
    const place = table.columns.findIndex((other) => other.name === read);
    if (place < 0) throw new Error(`the table ${name} has no column ${read}`);
    return [column, place] as const;
  });
  return table.rows.map((row) => new Map(places.map(([column, place]) => [column, row[place] as Value])));
}

const columnsByName = (scope: Scope, columns: readonly ColumnId[]): ReadonlyMap<string, ColumnId> =>
  new Map(columns.map((column) => [columnDef(scope, column).name, column]));

/** The same rows under the ids of a scan. */
const renamed = ({ reads }: Scan, rows: readonly Row[], columns: ReadonlyMap<string, ColumnId>): readonly Row[] =>
  rows.map((row) => new Map(reads.map(([name, to]) => [to, valueIn(row, columns.get(name) as ColumnId)])));

function setRows(node: SetRel, scope: Scope, inputs: Inputs): readonly Row[] {
  const aligned = inputs.map((rows, k) => rows.map((row) => new Map(node.outputs.map((column, i) => {
    const from = node.maps[k]?.[i] ?? null;
    return [column, from === null ? null : convert(valueIn(row, from), columnDef(scope, from).type, columnDef(scope, column).type)];
  }))));
  if (node.how === "union_all") return aligned.flat();
  if (node.how === "union") return distinct(aligned.flat(), node.outputs, scope);
  const types = typesOf(scope, node.outputs);
  const key = (row: Row): string => keyOfRow(types, node.outputs.map((column) => valueIn(row, column)));
  const [first = [], ...rest] = aligned;
  const others = rest.map((rows) => new Set(rows.map(key)));
  return distinct(first, node.outputs, scope).filter((row) => others.every((other) => other.has(key(row)) === (node.how === "intersect")));
}

/** What a round is read as: the columns of the recursion without its depth, which the seed and the step give by place. */
const dataColumns = (node: Recurse): readonly ColumnId[] => node.outputs.filter((column) => column !== node.depth);

/** Set while a recursion's step is evaluated. */
const selfColumns = (scope: Scope, recurse: Rel["id"]): ReadonlyMap<string, ColumnId> => columnsByName(scope, [...(scope.selves.get(recurse)?.[0]?.keys() ?? [])]);

/** Rounds until none adds a row that no round before has had. Each round evaluates the body anew, over the rows that the last one added. */
function recurseRows(node: Recurse, scope: Scope, [seed = []]: Inputs): readonly Row[] {
  const columns = dataColumns(node);
  const types = typesOf(scope, columns);
  const seen = new Set<string>();
  const fresh = (rows: readonly Row[], from: Rel): readonly Row[] => {
    const aligned = rows.map((row) => new Map(columns.map((column, i) => [column, valueIn(row, from.outputs[i] as ColumnId)])));
    return aligned.filter((row) => {
      const key = keyOfRow(types, columns.map((column) => valueIn(row, column)));
      return !seen.has(key) && seen.add(key);
    });
  };
  const out: Row[] = [];
  let last = fresh(seed, node.seed);
  for (let round = 0; last.length > 0; round++) {
    const depth = round;
    out.push(...(node.depth === null ? last : last.map((row) => new Map([...row, [node.depth as ColumnId, BigInt(depth)]]))));
    if (round === node.maxDepth) break;
    const selves = new Map([...scope.selves, [node.id, last]]);
    last = fresh(rowsOf(node.step, { ...scope, done: new Map(), selves }), node.step);
  }
  return out;
}

/** What must be evaluated before a relation; a recursion evaluates its step itself. */
export function inputsOf(rel: Rel, { locals }: Rule): readonly Rel[] {
  if (rel.kind === "recurse") return [rel.seed];
  const local = rel.kind === "scan" && rel.of.kind === "local" ? locals[rel.of.local] : undefined;
  return local === undefined ? relInputs(rel) : [local.root];
}

/** Each relation once, inputs first, without recursion: a pipeline of thousands of stages is a longer list. */
export function rowsOf(root: Rel, scope: Scope): readonly Row[] {
  const { done } = scope;
  const pending: Rel[] = [root];
  for (let rel = pending.at(-1); rel !== undefined; rel = pending.at(-1)) {
    const inputs = inputsOf(rel, scope.rule);
    const missing = done.has(rel.id) ? [] : inputs.filter((input) => !done.has(input.id));
    pending.push(...missing);
    if (missing.length > 0) continue;
    pending.pop();
    if (done.has(rel.id)) continue;
    const { outputs } = rel;
    const rows = byKind(ROWS, rel, scope, inputs.map((input) => done.get(input.id) as readonly Row[]));
    done.set(rel.id, rows.map((row) => narrowed(row, outputs)));
  }
  return done.get(root.id) as readonly Row[];
}
