/** How much one expression may hold, so that nothing that walks a tree runs out of stack. */

/** Expressions, types and pipelines inside each other. Read cold on a stack of one megabyte, the costliest nesting (lambdas in calls) reaches about 150. */
export const MAX_DEPTH = 100;
/** Operators in one unparenthesised expression: its tree leans to the left and is as deep as the chain is long. */
export const MAX_OPERATORS = 1_000;
