/** The definition of what a rule means, executable: the whole IR over rows in memory. Synchronous, pure, clear before fast. */
export { evaluateRule, evaluateRules, failed, intervalsOf, ownParams, relationsOf, stagesOf, type Outcome } from "./rule.ts";
export { holdInside, type Interval } from "./stored.ts";
export type { Broken, Evaluated, Inputs, Row, Table } from "./types.ts";
