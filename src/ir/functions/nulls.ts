/** When a function gives null, by name. The caller adds what only it knows: whether a group may be without rows. */
import type { LiteralValue } from "../expr.ts";

export type NullFact = { readonly nullable: boolean; readonly literal: LiteralValue | undefined };

const any = (args: readonly NullFact[]): boolean => args.some(({ nullable }) => nullable);
const isZero = (literal: LiteralValue | undefined): boolean => typeof literal !== "string" || !/[1-9]/.test(literal);

/** Whether the result may be null, over at least one row for aggregates. */
export const NULLS = {
  /** Null when some argument is. */
  propagate: any,
  /** Null may come of a null, but another argument may decide alone, so nulls arrive: `and`, `in`. */
  decided: any,
  never: () => false,
  /** Null may come of arguments that are not: out of range, outside the domain. */
  always: () => true,
  /** Null when all arguments are. */
  all: (args) => args.every(({ nullable }) => nullable),
  /** Null when the first argument is. */
  first: (args) => args[0]?.nullable ?? false,
  /** As `propagate`, and when the second argument is 0. */
  divisor: (args) => any(args) || isZero(args[1]?.literal),
  /** As `propagate`, and when the third argument is 0. */
  step: (args) => any(args) || isZero(args[2]?.literal),
  /** An aggregate that skips nulls: null over nothing but nulls. */
  aggregate: any,
  /** An aggregate that keeps nulls as parts of its result. */
  collect: () => false,
  /** `lag` with a default: null when the value or the default is. */
  default: (args) => (args[0]?.nullable ?? false) || (args[2]?.nullable ?? true),
} as const satisfies Record<string, (args: readonly NullFact[]) => boolean>;

export type NullRule = keyof typeof NULLS;

const OVER_NO_ROWS: ReadonlySet<NullRule> = new Set(["aggregate", "collect", "always"]);

/** Whether an aggregate over no rows is null: in `aggregate`, with `where:`, in a frame that may be empty. `count` is 0 there. */
export const nullOverNoRows = (rule: NullRule): boolean => OVER_NO_ROWS.has(rule);
