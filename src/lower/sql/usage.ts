/** One walk from the root down that says which columns live where, and how often each is computed with. */
import type { Expr, SortKey } from "../../ir/expr.ts";
import { byKind, type RelTable } from "../../ir/fields.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Reference, Rel, Scan } from "../../ir/rel.ts";
import type { ColumnDef, Local, Rule } from "../../ir/rule.ts";
import { relInputs, walkExpr } from "../../ir/walk.ts";

export type Usage = {
  /** Position of a relation in the walk: a relation stands before what it reads. */
  readonly position: Int32Array;
  /** The position of the topmost relation that reads the column; `UNUSED` when none does. A column lives above N when this is less than N's. */
  readonly topUse: Int32Array;
  /** In how many places an expression computes with the column. */
  readonly uses: Int32Array;
  /** Whether the column leaves as it is: with the result, or into a set operation. */
  readonly leaves: Uint8Array;
  /** How many scans read each local. */
  readonly scans: Int32Array;
  /** What is scanned beside the rule's own relations, once per scan. */
  readonly tables: readonly Reference[];
  /** Expressions in which parts may be shared so often that visiting each place of a part would take for ever. */
  readonly large: ReadonlySet<Expr>;
  /** Whether there is a recursion in it. */
  readonly recurses: boolean;
  /** Whether there is a limit in it. */
  readonly limited: boolean;
};

export const UNUSED = 0x7fffffff;
const LARGE = 200;

type OrderOf = (rel: Rel) => readonly { readonly column: ColumnId }[];
type Walk = Usage & { readonly rule: Rule; readonly orderOf: OrderOf | undefined; next: number; recurses: boolean; limited: boolean; readonly stack: Rel[]; readonly large: Set<Expr>; readonly tables: Reference[] };

/** Of `root`, the columns `wanted` are read. `orderOf`: the order in which a relation's rows are known to stand. */
export function usageOf(rule: Rule, root: Rel, wanted: readonly ColumnId[], orderOf?: OrderOf): Usage {
  const walk: Walk = {
    rule, orderOf, next: 1, recurses: false, limited: false, stack: [], large: new Set(), tables: [],
    position: new Int32Array(rule.nodes), topUse: new Int32Array(rule.columns.length).fill(UNUSED), uses: new Int32Array(rule.columns.length),
    leaves: new Uint8Array(rule.columns.length), scans: new Int32Array(rule.locals.length),
  };
  if (rule.locals.length > 0) countScans(walk, root);
  for (const column of wanted) leave(walk, column, 0);
  descend(walk, root);
  // What reads a local stands after it, so that its own turn comes when all its readers are known.
  for (let local = rule.locals.length - 1; local >= 0; local--) {
    if ((walk.scans[local] as number) > 1) descend(walk, (rule.locals[local] as Local).root);
  }
  return walk;
}

function descend(walk: Walk, root: Rel): void {
  const { stack } = walk;
  stack.push(root);
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    const position = walk.next++;
    walk.position[rel.id] = position;
    byKind(VISIT, rel, walk, position);
  }
}

/** Scans of locals from the root and from the locals that are themselves read. */
function countScans(walk: Walk, root: Rel): void {
  const stack: Rel[] = [root];
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (rel.kind === "scan" && rel.of.kind === "local") {
      const { local } = rel.of;
      walk.scans[local] = (walk.scans[local] as number) + 1;
      if (walk.scans[local] === 1) stack.push((walk.rule.locals[local] as Local).root);
    } else stack.push(...relInputs(rel));
  }
}

const touch = (walk: Walk, column: ColumnId, position: number): void => {
  if (position < (walk.topUse[column] as number)) walk.topUse[column] = position;
};

function leave(walk: Walk, column: ColumnId, position: number): void {
  touch(walk, column, position);
  walk.leaves[column] = 1;
}

function compute(walk: Walk, column: ColumnId, position: number): void {
  touch(walk, column, position);
  walk.uses[column] = (walk.uses[column] as number) + 1;
}

function computeExpr(walk: Walk, root: Expr, position: number): void {
  if (root.kind === "literal") return;
  if (root.kind === "column") return compute(walk, root.column, position);
  let parts = 0;
  walkExpr(root, (expr) => {
    parts++;
    if (expr.kind === "column") compute(walk, expr.column, position);
  });
  if (parts > LARGE) walk.large.add(root);
}

function touchKeys(walk: Walk, keys: readonly SortKey[], position: number): void {
  for (const { expr } of keys) {
    if (expr.kind === "column") touch(walk, expr.column, position);
    else computeExpr(walk, expr, position);
  }
}

function touchAll(walk: Walk, columns: readonly ColumnId[], position: number): void {
  for (const column of columns) touch(walk, column, position);
}

const livesAbove = (usage: Usage, column: ColumnId, position: number): boolean => (usage.topUse[column] as number) < position;

function computeAdds(walk: Walk, adds: readonly (readonly [ColumnId, Expr])[], position: number): void {
  for (const [column, expr] of adds) if (livesAbove(walk, column, position)) computeExpr(walk, expr, position);
}

const VISIT: RelTable<void, [walk: Walk, position: number]> = {
  scan: visitScan,
  values: () => undefined,
  filter: (rel, walk, position) => {
    computeExpr(walk, rel.predicate, position);
    walk.stack.push(rel.input);
  },
  project: (rel, walk, position) => {
    computeAdds(walk, rel.adds, position);
    walk.stack.push(rel.input);
  },
  join: (rel, walk, position) => {
    for (const condition of rel.on) computeExpr(walk, condition, position);
    for (const [left, right, merged] of rel.merged) {
      if (!livesAbove(walk, merged, position)) continue;
      compute(walk, left, position);
      compute(walk, right, position);
    }
    walk.stack.push(rel.right, rel.left);
  },
  aggregate: (rel, walk, position) => {
    touchAll(walk, rel.by, position);
    computeAdds(walk, rel.adds, position);
    walk.stack.push(rel.input);
  },
  sort: (rel, walk, position) => {
    touchKeys(walk, rel.keys, position);
    walk.stack.push(rel.input);
  },
  limit: (rel, walk, position) => {
    walk.limited = true;
    if (!rel.arbitrary) touchAll(walk, (walk.orderOf?.(rel.input) ?? []).map(({ column }) => column), position);
    walk.stack.push(rel.input);
  },
  distinct: (rel, walk, position) => {
    touchAll(walk, rel.input.outputs, position);
    walk.stack.push(rel.input);
  },
  dedupe: (rel, walk, position) => {
    for (const column of rel.on) compute(walk, column, position);
    for (const key of rel.by) computeExpr(walk, key.expr, position);
    walk.stack.push(rel.input);
  },
  set: (rel, walk, position) => {
    // Rows of a union all are not compared, so that a column nobody reads need not be there; but some column must.
    const bag = rel.how === "union_all";
    const read = rel.outputs.some((output) => livesAbove(walk, output, position));
    rel.outputs.forEach((output, i) => {
      // Of rows that are counted alone one column stands for all.
      if (bag && (read || i > 0) && !livesAbove(walk, output, position)) return;
      for (const columns of rel.maps) {
        const column = columns[i];
        if (column !== null && column !== undefined) leave(walk, column, position);
      }
    });
    walk.stack.push(...rel.inputs.toReversed());
  },
  explode: (rel, walk, position) => {
    for (const list of rel.lists) computeExpr(walk, list, position);
    walk.stack.push(rel.input);
  },
  unpivot: (rel, walk, position) => {
    for (const column of rel.columns) compute(walk, column, position);
    walk.stack.push(rel.input);
  },
  recurse: (rel, walk, position) => {
    walk.recurses = true;
    for (const column of [...rel.seed.outputs, ...rel.step.outputs]) leave(walk, column, position);
    walk.stack.push(rel.step, rel.seed);
  },
  sql: (rel, walk, position) => {
    for (const input of rel.inputs) for (const column of input.outputs) leave(walk, column, position);
    walk.stack.push(...rel.inputs);
  },
  error: () => undefined,
};

/** What is read of a local lives in it; a local that is read once is lowered where it is read. */
function visitScan(rel: Scan, walk: Walk, position: number): void {
  if (rel.of.kind !== "local") {
    if (rel.of.kind !== "self") walk.tables.push(rel.of);
    return;
  }
  const local = walk.rule.locals[rel.of.local] as Local;
  const once = walk.scans[rel.of.local] === 1;
  const outputs = outputsByName(walk.rule, local.root);
  for (const [name, column] of rel.reads) {
    if (!livesAbove(walk, column, position)) continue;
    const inner = outputs.get(name) as ColumnId;
    if (once) {
      walk.topUse[inner] = Math.min(walk.topUse[inner] as number, walk.topUse[column] as number);
      walk.uses[inner] = (walk.uses[inner] as number) + (walk.uses[column] as number);
      walk.leaves[inner] = (walk.leaves[inner] as number) | (walk.leaves[column] as number);
    } else leave(walk, inner, 0);
  }
  if (once) walk.stack.push(local.root);
}

/** The columns that leave `rel`, by name. */
export const outputsByName = (rule: Rule, rel: Rel): ReadonlyMap<string, ColumnId> =>
  new Map(rel.outputs.map((output) => [(rule.columns[output] as ColumnDef).name, output]));
