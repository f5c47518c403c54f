/** Ids are dense numbers local to one rule, so that side tables are arrays. */
export type ColumnId = number & { readonly _: "column" };
export type NodeId = number & { readonly _: "node" };
/** A row of `Origins`: where in the text a node comes from. No hash and no canonical JSON sees it. */
export type Origin = number & { readonly _: "origin" };

/**
 * Four numbers an origin: file (index into `files`), start and end offset (UTF-16 units), parent origin (the macro or function call it came through) or -1.
 * `aliases`: what authors call the relations that come from there.
 */
export type Origins = { readonly files: readonly string[]; readonly rows: Int32Array; readonly aliases?: ReadonlyMap<Origin, string> };

export const ORIGIN_WIDTH = 4;
export const NO_ORIGIN = -1 as Origin;

/** A fully qualified name: `module.rule`, or `pack:module.rule` for a dependency's. */
export type RuleName = string;
/** Of a qualified name the last part. */
export const localName = (name: RuleName): string => name.slice(name.lastIndexOf(".") + 1);
export type FunctionId = string;
export type Dialect = "duckdb" | "datafusion" | "spark";
