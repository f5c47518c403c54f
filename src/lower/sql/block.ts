/**
 * A select while relations are still being fused into it: its clauses so far, and what its columns are in terms of its tables. When
 * nothing more fits it is finished (finish.ts), as the statement itself or as a subquery that the next block reads.
 */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId, NodeId, Origin } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import type { ColumnDef, Rule } from "../../ir/rule.ts";
import type { LowerOptions, Naming } from "../options.ts";
import type { ExplodeLane, RewriteName } from "../rewrites.ts";
import { columnOf, emptySelect, type Cte, type FromItem, type Select, type Sql } from "./ast.ts";
import type { Want } from "./literal.ts";
import { folded, identifier, unquoted } from "./quote.ts";
import type { Usage } from "./usage.ts";

/** Which clauses a block has used up, as bits: each closes some doors (fuse.ts). */
export const STAGE = { grouped: 1, windowed: 2, qualified: 4, distinct: 8, exploded: 16, limited: 32, set: 64, volatile: 128 } as const;

/** A column, or an expression where the sort was by one. */
export type BlockKey = { readonly column: ColumnId | null; readonly sql: Sql | null; readonly desc: boolean; readonly nullsFirst: boolean };

/** A set operation whose inputs are finished when it is, so that until then it may leave out columns or change their order. */
export type PendingSet = { readonly op: string; readonly inputs: readonly SetInput[] };
/** `columns`: what each output is in this input; null where it has none. */
export type SetInput = { readonly block: Block; readonly rel: Rel; readonly columns: ReadonlyMap<ColumnId, ColumnId | null> };

export type Block = {
  /** Its `items`, `group`, `order` and the like are filled in at the end. Without meaning in a set operation. */
  readonly query: Select;
  readonly set: PendingSet | null;
  stage: number;
  outputs: readonly ColumnId[];
  order: readonly BlockKey[];
  limit: Sql | null;
  offset: Sql | null;
  /** Columns of the group by. */
  keys: readonly ColumnId[];
  /** Columns that must stand in the select list, as they decide how many rows there are: unnests, and what rows are distinct over. */
  must: readonly ColumnId[];
  /** What a subquery of this is called: the name that its author gave it, else a word for its last stage. */
  hint: string | null;
  word: string;
  /** What tells it apart from another of that word: a column that it makes or groups by. */
  detail: string;
  at: Origin;
  /** Whether it reads the rows of a recursion around it, which a subquery outside of that would not see. */
  readsSelf: boolean;
};

/** Whether rows that a limit took in the one order may be said to stand in the other: one begins with the other. A limit's order leaves no ties. */
export const agrees = (limited: readonly BlockKey[], wanted: readonly BlockKey[]): boolean =>
  limited.every((key, i) => {
    const other = wanted[i];
    return other === undefined || (other.column === key.column && other.sql === key.sql && other.desc === key.desc && other.nullsFirst === key.nullsFirst);
  });

export type Lowering = {
  readonly rule: Rule;
  readonly naming: Naming;
  readonly options: LowerOptions;
  readonly usage: Usage;
  /** Whether the rewrite, which has something to do here, is to do it. */
  readonly takes: (rewrite: RewriteName) => boolean;
  readonly taken: Set<RewriteName>;
  readonly lanes: ExplodeLane[];
  /** What each column is where it is visible now. */
  readonly env: (Sql | undefined)[];
  /** Folded names that no subquery may take. */
  readonly names: Set<string>;
  readonly ctes: Cte[];
  /** Of locals that several scans read. */
  readonly locals: (CteTable | undefined)[];
  readonly selves: Map<NodeId, CteTable>;
  /** Folded names of the parameters of the lambdas around. */
  readonly lambdaNames: Set<string>;
  /** An expression, or a part of one, over what its columns are at the moment; see `Want`. */
  readonly expr: (expr: Expr, want: Want) => Sql;
  /** Of the branches of a set operation, while they are finished; of the whole statement where it is recursive. DuckDB wants each once there. */
  windowNames: Set<string> | null;
  /** What parts of a large expression were lowered to, while it is. */
  shared: Map<Expr, Sql> | null;
};

/** `columns`: printed names by the name that readers use. `before`: of a recursion's own rows no others are read than those of earlier rounds. */
export type CteTable = { readonly name: string; readonly columns: ReadonlyMap<string, string>; readonly before?: { readonly counter: string; readonly round: number } };

export const columnDef = (l: Lowering, column: ColumnId): ColumnDef => l.rule.columns[column] as ColumnDef;

/** What the author calls the relation. */
export const aliasOf = (l: Lowering, rel: Rel): string | undefined => l.rule.origins.aliases?.get(rel.at);

export function envOf(l: Lowering, column: ColumnId): Sql {
  const sql = l.env[column];
  if (sql === undefined) throw new Error(`column ${column} (${columnDef(l, column).name}) is not visible here`);
  return sql;
}

/** How high in the tree what reads a subquery stands: the columns that are read there or above it are live. */
export const from = (l: Lowering, reader: Rel): number => l.usage.position[reader.id] as number;
export const above = (l: Lowering, rel: Rel): number => from(l, rel) - 1;
export const RESULT = 0;

export const isLive = (l: Lowering, column: ColumnId, height: number): boolean => (l.usage.topUse[column] as number) <= height;

export const tableItem = (at: Origin, printed: string, base: string): FromItem =>
  ({ at, table: { kind: "table", text: printed, ownName: identifier(base) }, name: identifier(base), base, mustQualify: false, join: null });

export const blockOver = (items: FromItem[], outputs: readonly ColumnId[], at: Origin, word: string): Block => ({
  query: emptySelect(at, items), set: null, stage: 0, outputs, order: [], limit: null, offset: null, keys: [], must: [], hint: null, word, detail: "", at, readsSelf: false,
});

/** What `column` is from here on: a column of `table`. */
export function bindColumn(l: Lowering, table: FromItem, column: ColumnId, printedName: string): void {
  if (folded(unquoted(printedName)) === folded(unquoted(table.name))) table.mustQualify = true;
  l.env[column] = columnOf(table, printedName);
}
