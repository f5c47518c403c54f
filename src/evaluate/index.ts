/** The definition of what a rule means, executable: the whole IR over rows in memory. Synchronous, pure, clear before fast. */
export { evaluateRule, evaluateRules, failed, relationsOf, type Outcome } from "./rule.ts";
export type { Broken, Evaluated, Inputs, Row, Table } from "./types.ts";
