/** What makes the nodes of one rule: it hands out ids, keeps the column definitions and the origins, and nothing else. */
import { BOOL, type Type } from "../values/type.ts";
import type { Call, Column, Expr, Literal, LiteralValue, Shape } from "./expr.ts";
import { NO_ORIGIN, ORIGIN_WIDTH, type ColumnId, type FunctionId, type NodeId, type Origin, type Origins } from "./id.ts";
import type { ColumnDef } from "./rule.ts";

export type Builder = {
  /** By column id; grows as columns are made. */
  readonly columns: ColumnDef[];
  readonly newColumn: (def: ColumnDef) => ColumnId;
  readonly newNode: () => NodeId;
  readonly nodeCount: () => number;
  /** `file` is the pack's relative path; `parent` the origin of the call that this text was expanded for. */
  readonly origin: (file: string, start: number, end: number, parent: Origin) => Origin;
  /** What the author calls the relation of that origin. */
  readonly alias: (at: Origin, name: string) => void;
  readonly origins: () => Origins;
};

export function createBuilder(): Builder {
  const columns: ColumnDef[] = [];
  const files: string[] = [];
  const fileIndex = new Map<string, number>();
  const rows: number[] = [];
  const aliases = new Map<Origin, string>();
  let nodes = 0;
  return {
    columns,
    newColumn: (def) => (columns.push(def) - 1) as ColumnId,
    newNode: () => nodes++ as NodeId,
    nodeCount: () => nodes,
    origin: (file, start, end, parent) => {
      let index = fileIndex.get(file);
      if (index === undefined) {
        index = files.push(file) - 1;
        fileIndex.set(file, index);
      }
      rows.push(index, start, end, parent);
      return (rows.length / ORIGIN_WIDTH - 1) as Origin;
    },
    alias: (at, name) => void aliases.set(at, name),
    origins: () => ({ files, rows: Int32Array.from(rows), aliases }),
  };
}

export const columnRef = (b: Builder, at: Origin, column: ColumnId, nullable: boolean): Column =>
  ({ kind: "column", id: b.newNode(), at, type: (b.columns[column] as ColumnDef).type, nullable, shape: "row", column });

export const literal = (b: Builder, at: Origin, type: Type, value: LiteralValue): Literal =>
  ({ kind: "literal", id: b.newNode(), at, type, nullable: value === null, shape: "constant", value });

export const call = (b: Builder, at: Origin, fn: FunctionId, args: readonly Expr[], type: Type, nullable: boolean): Call =>
  ({ kind: "call", id: b.newNode(), at, type, nullable, shape: shapeOf(args), fn, args });

const SHAPES: readonly Shape[] = ["constant", "row", "aggregate", "window"];

/** The widest shape among the parts: a window over anything is a window. */
export const shapeOf = (parts: readonly Expr[]): Shape =>
  SHAPES[parts.reduce((widest, part) => Math.max(widest, SHAPES.indexOf(part.shape)), 0)] as Shape;

/** Null where there is nothing to join. */
export const allOf = (b: Builder, conjuncts: readonly Expr[]): Expr | null =>
  conjuncts.reduce<Expr | null>((left, right) => (left === null ? right : call(b, NO_ORIGIN, "and", [left, right], BOOL, left.nullable || right.nullable)), null);

/** Whether two values are said to be the same one. */
export const isEquality = (expr: Expr): expr is Call => expr.kind === "call" && (expr.fn === "eq" || expr.fn === "is_not_distinct");

/** The conjuncts of nested `and` calls, left to right. */
export function conjunctsOf(predicate: Expr): Expr[] {
  const out: Expr[] = [];
  const pending: Expr[] = [predicate];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === "call" && next.fn === "and") pending.push(...next.args.toReversed());
    else out.push(next);
  }
  return out;
}
