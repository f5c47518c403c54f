/** The differences that are known, each with what tells it: rows of docs/types.md, "Where DuckDB differs", and of docs/engines.md. */
import type { Rule } from "../../src/ir/rule.ts";
import { callsOf } from "./functions.ts";

/** `error`: DuckDB's, null where it gives other rows. */
export type Difference = { readonly rule: Rule; readonly error: string | null };

const PARDONS = {
  /** An intermediate product of `div` and `avg_decimal` that has more than 38 digits. */
  digits: ({ rule, error }) => error !== null && /Out of Range|Overflow|Could not cast|Conversion/i.test(error) && callsOf(rule).some(({ fn }) => fn === "div" || fn === "avg_decimal"),
} as const satisfies Record<string, (of: Difference) => boolean>;

export type Pardon = keyof typeof PARDONS;

export const pardonOf = (of: Difference): Pardon | null => (Object.keys(PARDONS) as Pardon[]).find((name) => PARDONS[name](of)) ?? null;
