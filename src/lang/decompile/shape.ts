/** What the row of a stage is called while text is made for it, as binding that text will have it. */
import type { ColumnId, NodeId } from "../../ir/id.ts";
import type { Rel, Scan, SqlRel } from "../../ir/rel.ts";
import type { ColumnDef, Obligation } from "../../ir/rule.ts";
import type { Names } from "./expressions.ts";
import { nameOf, Unprintable } from "./text.ts";

/** `names`: the columns that a bare name means. `hidden`: columns that only an alias reaches; `aliased`: those better named with one. */
export type Shape = { readonly names: ReadonlyMap<string, ColumnId>; readonly hidden: ReadonlyMap<ColumnId, string>; readonly aliased: ReadonlyMap<ColumnId, string> };

/** What all of a rule's text shares. */
export type Writing = {
  readonly columns: readonly ColumnDef[];
  readonly light: boolean;
  readonly param: (name: string) => string;
  readonly lambdaName: Names["lambdaName"];
  /** Names of all columns, and those of aliases and `let`s that the text has so far: no alias may be called so. */
  readonly taken: Set<string>;
};

export const columnName = (w: Writing, column: ColumnId): string => (w.columns[column] as ColumnDef).name;

/** The outputs of a relation under their names, but for those that stay hidden. */
export function shapeOf(w: Writing, rel: Rel, before: Pick<Shape, "hidden" | "aliased">): Shape {
  const live = new Set(rel.outputs);
  const hidden = new Map([...before.hidden].filter(([column]) => live.has(column)));
  const names = new Map<string, ColumnId>();
  for (const column of rel.outputs) {
    if (hidden.has(column)) continue;
    const name = columnName(w, column);
    if (names.has(name)) throw new Unprintable(`two columns called ${name}`);
    names.set(name, column);
  }
  return { names, hidden, aliased: new Map([...before.aliased].filter(([column]) => live.has(column))) };
}

export const NO_ALIASES: Pick<Shape, "hidden" | "aliased"> = { hidden: new Map(), aliased: new Map() };

/** A column by its name, or by the alias that reaches it. */
export function pathOf(w: Writing, shape: Shape, column: ColumnId): string {
  const name = columnName(w, column);
  const alias = shape.hidden.get(column) ?? shape.aliased.get(column);
  if (alias !== undefined) return `${nameOf(alias)}.${nameOf(name)}`;
  if (shape.names.get(name) !== column) throw new Unprintable(`the column ${name} has no name here`);
  return nameOf(name);
}

export const namesIn = (w: Writing, shape: Shape, bareWindows = false): Names => ({
  light: w.light,
  column: (column) => pathOf(w, shape, column),
  param: w.param,
  lambdaName: w.lambdaName,
  taken: (name) => shape.names.has(name) || w.taken.has(name),
  lambdas: new Map(),
  keys: null,
  bareWindows,
});

export type Text = Writing & {
  readonly relation: (scan: Scan) => string;
  /** The rule that text in SQL is the body of, as it is read here. */
  readonly sqlRule: (rel: SqlRel) => string;
  readonly checks: ReadonlyMap<NodeId, readonly Obligation[]>;
  readonly bestEffort: boolean;
};
/** `from`: what stands behind the word, `stages` without their `|>`. */
export type Piped = { readonly from: string; readonly stages: readonly string[]; readonly shape: Shape };
export type Step = { readonly stages: readonly string[]; readonly shape: Shape };

export const pipelineText = ({ from, stages }: Piped): string => [`from ${from}`, ...stages.map((stage) => `|> ${stage}`)].join("\n");
/** Where a relation is named: a name alone, else a pipeline in parentheses. */
export const relationText = (piped: Piped): string => (piped.stages.length === 0 && !piped.from.startsWith("values") ? piped.from : `(${pipelineText(piped)})`);
