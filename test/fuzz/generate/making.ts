/** What a program is made with: chance, what may be named, and the columns that a stage sees. */
import type { Field } from "../../../src/values/type.ts";
import type { Column } from "../data.ts";
import { pick } from "../../evaluate/random-values.ts";
import type { Pool } from "./pool.ts";

/** `key`: columns in which no two rows agree, where that can be proven. */
export type Scope = { readonly columns: readonly Column[]; readonly key: readonly string[] | null };
/** A relation that programs may read: how it is written after `from`, its columns, and about how many rows it may have. */
export type Relation = { readonly text: string; readonly scope: Scope; readonly rows: number };
export type Param = Field & { readonly name: string };

/** `callables`: functions and macros of the module by what they give, as text around their arguments. */
export type Callable = { readonly name: string; readonly params: readonly Field[]; readonly result: Field };
export type World = { readonly relations: readonly Relation[]; readonly params: readonly Param[]; readonly callables: readonly Callable[]; readonly pool: Pool };

/** Makes a pipeline of so many stages. */
export type Pipeline = (making: Making, stages: number, from: Relation | null) => Made & { readonly rows: number };
/** `pipeline` is for relations in parentheses; `next` numbers new names; `depth`: of pipelines within pipelines; `verbs` in the order in which they stand in the outer pipeline. */
export type Making = { readonly chance: () => number; readonly world: World; next: number; depth: number; readonly relations: readonly Relation[]; readonly verbs: Verb[]; readonly pipeline: Pipeline };

export const VERBS = [
  "where", "derive", "select", "drop", "rename", "sort", "limit", "sample", "distinct", "dedupe", "group", "aggregate", "join", "join left", "join right", "join full", "join cross", "join semi",
  "join anti", "join asof", "window", "explode list", "explode structs", "explode map", "explode zip", "pivot", "unpivot", "union all", "union", "intersect", "except", "recurse", "check", "macro",
] as const;
export type Verb = (typeof VERBS)[number];

/** A stage, or several joined by `|>`, and what leaves it. */
export type Made = { readonly text: string; readonly scope: Scope };

export const coin = ({ chance }: Making, odds: number): boolean => chance() < odds;
export const one = <T>({ chance }: Making, of: readonly T[]): T => pick(chance, of);
export const fresh = (making: Making, prefix = "v"): string => `${prefix}${making.next++}`;
export const upTo = ({ chance }: Making, most: number): number => 1 + Math.floor(chance() * most);

/** Some of the items, at least one, in their order or another. */
export function some<T>(making: Making, of: readonly T[], most: number): readonly T[] {
  const left = [...of];
  return Array.from({ length: Math.min(left.length, upTo(making, most)) }, () => left.splice(Math.floor(making.chance() * left.length), 1)[0] as T);
}

/** The key, where all of it is still there. */
export const keyWithin = (key: readonly string[] | null, columns: readonly Column[]): readonly string[] | null =>
  key !== null && key.every((name) => columns.some((column) => column.name === name)) ? key : null;
