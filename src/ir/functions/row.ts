/**
 * A function is a row of data: what it takes, what it gives, what it means, and its SQL. Operators are rows too.
 * A name with several meanings by type (`sum` of integers, decimals, floats) has one row each: `sum`, `sum.decimal`, `sum.float`.
 */
import type { Type } from "../../values/type.ts";
import type { LiteralValue } from "../expr.ts";
import type { NullRule } from "./nulls.ts";
import type { PatternName } from "./patterns.ts";
import type { ReturnName } from "./returns.ts";
import type { SpecialName } from "./specials.ts";
import type { ValueRule } from "./value-rules.ts";

/** An aggregate may also stand in a window. */
export type FunctionKind = "scalar" | "aggregate" | "window";

export type ArgSpec = {
  readonly name: string;
  readonly type: PatternName;
  /** What stands for the argument when it is left out. */
  readonly default?: { readonly value: LiteralValue; readonly type: Type };
  /** "literal": its text shapes the plan; "param": that or a `$param`, whose value is read before an engine sees it; "constant": the same for all rows. */
  readonly constant?: "literal" | "param" | "constant";
  /** A null here would not make the result null on the engine, so it has to be ruled out. */
  readonly notNull?: true;
  /** What a literal must be beyond its type. */
  readonly value?: ValueRule;
};

export type Example = readonly [call: string, result: string];

/**
 * SQL with a hole per argument. In a hole stands an atom (a column, a call, a literal that is no negative number) or something in
 * parentheses; `templateLevel` and `delimited` of template.ts say where it may do without.
 * - `{x}`: the argument. `{xs...}`: what a variadic argument stands for, separated by commas; `{xs.0}` one of them.
 * - `{n@1}`: an integer argument, raised to at least 1; `{n#1}`: and cut at 2^31 - 1. `{b!0}`: a number, null where it is 0.
 * - `{type}`: the result's type. `{order}`: an aggregate's ` order by …`, within its parentheses. `{over}`: ` filter (where …)` and
 *   ` over (…)` behind them. `{{` and `}}` are braces.
 * `duckdbSql` of template.ts resolves the forms with `@`, `#` and `!` and the specials; nothing else should read a row's SQL.
 */
export type SqlTemplate = string | { readonly special: SpecialName };

export type FunctionRow = {
  /** Unique: the name that one writes, or that and its overload (`sum.decimal`). IR calls name it. */
  readonly name: string;
  readonly kind: FunctionKind;
  /** How one writes it, where it is an operator and no call. */
  readonly operator?: string;
  readonly args: readonly ArgSpec[];
  /** The last argument may stand any number of times, at least so often. */
  readonly variadic?: number;
  readonly returns: ReturnName;
  readonly nulls: NullRule;
  readonly volatility: "immutable" | "volatile";
  /** Equal bytes on one engine; other engines may differ in the last places. */
  readonly approximate?: true;
  /** "float": adds floats, so the canonical tier gives it the order of the relation's key. "sort": means nothing without an order. */
  readonly ordered?: "float" | "sort";
  /** A function of the window alone: it takes no `where:`. */
  readonly unfiltered?: true;
  /** The template in a window with `where:`, where the engine takes no filter there; the condition is `{where}`. */
  readonly filtered?: string;
  /** The template where that condition is that the first argument is not null. */
  readonly skipping?: string;
  readonly doc: string;
  /** Each is true; `result` is a literal of the language. Aggregates stand over `xs`, a list that is read as the rows of a group. */
  readonly examples: readonly Example[];
  readonly sql: { readonly duckdb: SqlTemplate };
};

type Written = Omit<FunctionRow, "kind" | "volatility" | "sql"> & Partial<Pick<FunctionRow, "kind" | "volatility">> & { readonly duckdb: SqlTemplate };

/** Rows as families write them: a scalar and immutable where nothing else is said. */
export const rows = (written: readonly Written[]): readonly FunctionRow[] =>
  written.map(({ duckdb, kind = "scalar", volatility = "immutable", ...row }) => ({ ...row, kind, volatility, sql: { duckdb } }));

export const arg = (name: string, type: PatternName, more: Omit<ArgSpec, "name" | "type"> = {}): ArgSpec => ({ name, type, ...more });

/** What the author writes: `sum` for `sum.decimal`. */
export const writtenName = (row: FunctionRow): string => row.name.split(".")[0] as string;
