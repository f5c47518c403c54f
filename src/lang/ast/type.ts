import type { Name, NodeOf } from "./node.ts";

/**
 * `int64`, `decimal(12, 2)`, `list<T?>`, `struct<a: T>`, `map<K, V>`; in macro signatures also `table`, `columns`, `column<T>`, `expr<T>`, `selector`.
 * `numbers` are what stands in parentheses, `args` what stands in angle brackets (fields, with their names, of a struct).
 */
export type TypeNode = NodeOf<"type", {
  readonly name: string;
  readonly numbers: readonly number[];
  readonly args: readonly TypeArg[];
  readonly nullable: boolean;
}>;
export type TypeArg = { readonly name: Name | null; readonly type: TypeNode };
