/** The definition of what a rule means, executable: the whole IR over rows in memory. Synchronous, pure, clear before fast. */
export type { Broken, Evaluated, Inputs, Table } from "./types.ts";
