/** How much one expression may hold, so that nothing that walks a tree runs out of stack. */

/** Groups inside groups: parentheses, lists, rows, calls, pipelines. */
export const MAX_DEPTH = 160;
/** Operators in one unparenthesised expression: its tree leans to the left and is as deep as the chain is long. */
export const MAX_OPERATORS = 1_000;
