/**
 * A small SQL tree: as much structure as layout, fusing and the source map need, and no more. Nodes are made once and shared where an
 * expression is printed twice; only a table's alias and a select's `qualified` are settled late, just before printing.
 */
import { NO_ORIGIN, type Origin } from "../../ir/id.ts";

/** How tightly an expression holds together, from loose to tight. An `atom` needs no parentheses but before `.field`, a `path` not even there. */
export const PREC = { or: 1, and: 2, not: 3, is: 4, compare: 5, test: 6, other: 7, add: 8, multiply: 9, negate: 10, postfix: 11, atom: 12, path: 13 } as const;

/** What an expression holds, as bits. `nullish`: a constant that may be null, from which DuckDB makes a null of no type in `||` and subscripts. `element`: a lambda's parameter. */
export const HAS = { none: 0, column: 1, aggregate: 2, window: 4, unnest: 8, volatile: 16, nullish: 32, element: 64 } as const;

type Node<K extends string, P> = P & {
  readonly kind: K;
  readonly at: Origin;
  readonly prec: number;
  readonly has: number;
  /** How many nodes a reader meets; a window's specification counts as none, as it is named when it is repeated. */
  readonly size: number;
  /** Length on one line; -1 until somebody asks. */
  width: number;
};

/** A column of a table in `from`. `name` is as printed. */
export type Name = Node<"name", { readonly table: FromItem; readonly name: string }>;
/** A literal, a parameter: no parts. */
export type Text = Node<"text", { readonly text: string }>;
/** Operands with an operator between each two: `a + b - c`, `p and q`. `ops[i]` stands before operand i + 1. */
export type Chain = Node<"chain", { readonly ops: readonly string[]; readonly operands: readonly Sql[] }>;
/** Text around holes. `tight` holes want an atom, the others stand between parentheses or commas. */
export type Template = Node<"template", { readonly parts: readonly string[]; readonly holes: readonly Sql[]; readonly tight: readonly number[] }>;
/** `open` args `close`: a function, a list. */
export type CallNode = Node<"call", { readonly open: string; readonly args: readonly Sql[]; readonly close: string }>;
export type CaseNode = Node<"case", { readonly arms: readonly (readonly [Sql, Sql])[]; readonly otherwise: Sql | null }>;
/** What follows within or behind an aggregate's parentheses: ` order by …`, ` filter (where …)`, ` over (…)`. */
export type Tail = Node<"tail", { readonly order: readonly OrderItem[]; readonly filter: Sql | null; readonly over: WindowSpec | null }>;
export type Sql = Name | Text | Chain | Template | CallNode | CaseNode | Tail;

export type OrderItem = { readonly sql: Sql; readonly desc: boolean; readonly nullsFirst: boolean };
/** `frame` is text: its bounds are constants. `name` is set where a select names its windows. */
export type WindowSpec = { readonly by: readonly Sql[]; readonly order: readonly OrderItem[]; readonly frame: string; readonly columns: readonly string[]; name: string | null };

/**
 * `name` is what columns are qualified with; it is printed after `as` where the table is not called so itself. `mustQualify`: one of its
 * columns bears the name of the table, so that `orders.amount` could be a field of the column `orders`.
 */
export type FromItem = {
  readonly at: Origin;
  readonly table:
    | { readonly kind: "table"; readonly text: string; readonly ownName: string }
    | { readonly kind: "query"; readonly query: Query; readonly columns: readonly string[] }
    | { readonly kind: "values"; readonly rows: readonly Sql[]; readonly columns: readonly string[] };
  name: string;
  /** The table's own name, unquoted. */
  readonly base: string;
  /** What the author calls it, unquoted: its name where another table stands beside it. */
  alias?: string | undefined;
  mustQualify: boolean;
  join: { readonly how: string; readonly on: readonly Sql[]; readonly at: Origin } | null;
};

/** `name` is as printed. */
export type SelectItem = { readonly sql: Sql; readonly name: string };
type Ending = { order: readonly OrderItem[]; limit: Sql | null; offset: Sql | null };
export type Select = Ending & {
  readonly kind: "select";
  readonly at: Origin;
  distinct: boolean;
  items: readonly SelectItem[];
  readonly from: FromItem[];
  readonly where: Sql[];
  group: readonly Sql[];
  /** Whether there is one output row per group, be it the only group. */
  grouped: boolean;
  readonly having: Sql[];
  windows: readonly WindowSpec[];
  readonly qualify: Sql[];
  /** Whether columns are written with their table; settled when the select is complete. */
  qualified: boolean;
};
export type SetQuery = Ending & { readonly kind: "set"; readonly at: Origin; readonly op: string; readonly inputs: readonly Query[] };
/** Text that somebody wrote, word by word, around names of relations and constants. */
export type RawQuery = { readonly kind: "raw"; readonly at: Origin; readonly pieces: readonly (Sql | { readonly at: Origin; readonly raw: string })[] };
export type Query = Select | SetQuery | RawQuery;

/** `materialized`: computed by itself, whatever reads it. */
export type Cte = { readonly name: string; readonly query: Query; readonly head: string; readonly recursive: boolean; readonly materialized: boolean; readonly at: Origin };
export type SqlStatement = { readonly ctes: readonly Cte[]; readonly query: Query };

const NONE: readonly never[] = [];

export const text = (at: Origin, words: string, prec: number = PREC.atom): Text =>
  ({ kind: "text", at, prec, has: HAS.none, size: 1, width: words.length, text: words });

/** `column` is the printed name; the node's own place is given where it is used. */
export const columnOf = (table: FromItem, column: string): Name =>
  ({ kind: "name", at: NO_ORIGIN, prec: PREC.path, has: HAS.column, size: 1, width: -1, table, name: column });

export const chain = (at: Origin, prec: number, ops: readonly string[], operands: readonly Sql[]): Chain =>
  ({ kind: "chain", at, prec, has: hasOf(operands), size: sizeOf(operands) + ops.length, width: -1, ops, operands });

export const call = (at: Origin, fn: string, args: readonly Sql[], has: number = HAS.none): CallNode =>
  ({ kind: "call", at, prec: PREC.atom, has: hasOf(args) | has, size: sizeOf(args) + 1, width: -1, open: `${fn}(`, args, close: ")" });

const bracketed = (at: Origin, open: string, args: readonly Sql[], close: string): CallNode =>
  ({ kind: "call", at, prec: PREC.atom, has: hasOf(args), size: sizeOf(args) + 1, width: -1, open, args, close });

export const listOf = (at: Origin, args: readonly Sql[]): CallNode => bracketed(at, "[", args, "]");
export const rowOf = (at: Origin, args: readonly Sql[]): CallNode => bracketed(at, "(", args, ")");

export function caseOf(at: Origin, arms: readonly (readonly [Sql, Sql])[], otherwise: Sql | null): CaseNode {
  const parts = [...arms.flat(), ...(otherwise === null ? [] : [otherwise])];
  // One value that has a type gives it to the others, unless a condition that DuckDB takes for null leaves it out before.
  const typed = arms.every(([condition]) => (condition.has & HAS.nullish) === 0) && [...arms.map(([, value]) => value), ...(otherwise === null ? [] : [otherwise])].some(({ has }) => (has & HAS.nullish) === 0);
  return { kind: "case", at, prec: PREC.atom, has: typed ? hasOf(parts) & ~HAS.nullish : hasOf(parts), size: sizeOf(parts) + 1, width: -1, arms, otherwise };
}

export const orderTail = (at: Origin, order: readonly OrderItem[]): Tail => {
  const parts = order.map((key) => key.sql);
  return { kind: "tail", at, prec: PREC.atom, has: hasOf(parts), size: sizeOf(parts), width: -1, order, filter: null, over: null };
};

export function overTail(at: Origin, filter: Sql | null, over: WindowSpec | null): Tail {
  const spec = over === null ? [] : [...over.by, ...over.order.map((key) => key.sql)];
  const has = hasOf(spec) | (filter === null ? 0 : filter.has) | (over === null ? 0 : HAS.window);
  return { kind: "tail", at, prec: PREC.atom, has, size: filter === null ? 0 : filter.size, width: -1, order: NONE, filter, over };
}

export function template(at: Origin, prec: number, parts: readonly string[], holes: readonly Sql[], tight: readonly number[], has: number = HAS.none): Template {
  return { kind: "template", at, prec, has: hasOf(holes) | has, size: sizeOf(holes) + 1, width: -1, parts, holes, tight };
}

/** `sql::type`; the type's own text. */
export const castTo = (at: Origin, sql: Sql, type: string): Template => template(at, PREC.postfix, ["", `::${type}`], [sql], [PREC.postfix]);

/** `sql <words>`, as `x is null`. */
export const suffixed = (at: Origin, prec: number, sql: Sql, words: string): Template => template(at, prec, ["", ` ${words}`], [sql], [PREC.other]);

export const hasOf = (parts: readonly Sql[]): number => {
  let has = 0;
  for (const part of parts) has |= part.has;
  return has;
};

export const sizeOf = (parts: readonly Sql[]): number => {
  let size = 0;
  for (const part of parts) size += part.size;
  return size;
};

export const holds = (sql: Sql, bit: number): boolean => (sql.has & bit) !== 0;
export const isConstant = (sql: Sql): boolean => (sql.has & (HAS.column | HAS.aggregate | HAS.window | HAS.unnest | HAS.volatile)) === 0;
/** The same for all rows, and for all elements of a lambda around it. Passes make such of what was not written so. */
export const isFixed = (sql: Sql): boolean => isConstant(sql) && !holds(sql, HAS.element);

/** Every column that the expression reads, once per place. */
export function columnsIn(root: Sql): readonly Name[] {
  const found: Name[] = [];
  const stack: Sql[] = [root];
  for (let sql = stack.pop(); sql !== undefined; sql = stack.pop()) {
    if (!holds(sql, HAS.column)) continue;
    if (sql.kind === "name") found.push(sql);
    else stack.push(...partsOf(sql));
  }
  return found;
}

/** What an expression is made of, in the order in which it is printed. */
export const partsOf = (sql: Sql): readonly Sql[] => (PARTS[sql.kind] as (sql: Sql) => readonly Sql[])(sql);

const PARTS: { readonly [K in Sql["kind"]]: (sql: Extract<Sql, { kind: K }>) => readonly Sql[] } = {
  name: () => NONE,
  text: () => NONE,
  chain: ({ operands }) => operands,
  template: ({ holes }) => holes,
  call: ({ args }) => args,
  case: ({ arms, otherwise }) => [...arms.flat(), ...(otherwise === null ? [] : [otherwise])],
  tail: ({ order, filter, over }) => [
    ...order.map((key) => key.sql), ...(filter === null ? [] : [filter]), ...(over === null ? [] : [...over.by, ...over.order.map((key) => key.sql)]),
  ],
};

/** All of them, as one condition; null for none. */
export function allOf(conditions: readonly Sql[]): Sql | null {
  const first = conditions[0];
  if (first === undefined) return null;
  if (conditions.length === 1) return first;
  const operands = conditions.flatMap((condition) => (condition.kind === "chain" && condition.prec === PREC.and ? condition.operands : [condition]));
  return chain(NO_ORIGIN, PREC.and, operands.slice(1).map(() => "and"), operands);
}

export const emptySelect = (at: Origin, from: FromItem[]): Select => ({
  kind: "select", at, distinct: false, items: NONE, from, where: [], group: NONE, grouped: false, having: [], windows: NONE, qualify: [],
  qualified: false, order: NONE, limit: null, offset: null,
});
