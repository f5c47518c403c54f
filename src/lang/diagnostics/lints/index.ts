/** The table of lints, a family a file. What finds each is in lang/lint. */
import { HABITS } from "./habits.ts";
import { ROWS } from "./rows.ts";
import { UNUSED } from "./unused.ts";
import { VALUES } from "./values.ts";

export const LINTS = { ...UNUSED, ...ROWS, ...VALUES, ...HABITS };
export type LintId = keyof typeof LINTS;
