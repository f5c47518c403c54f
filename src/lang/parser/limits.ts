/** How much one expression may hold, so that nothing that walks a tree runs out of stack. */

/** Expressions, types and pipelines inside each other. Read cold on a stack of one megabyte, the costliest nesting (lambdas in calls) reaches about 150. */
export const MAX_DEPTH = 100;
/**
 * Levels of one expression's tree, whatever makes them: calls, operators, signs, fields, casts. Parentheses are none, so that a text may lose those that it
 * does not need.
 */
export const MAX_TREE = 500;
/**
 * How deep the operators of one unparenthesised expression may nest: a chain leans to one side and is as deep as it is long. DuckDB's own limit for an
 * expression is 1,000 levels, of which casts and guards take their share.
 */
export const MAX_CHAIN = 400;
/** Operators in one unparenthesised expression, whatever they nest. */
export const MAX_OPERATORS = 4_000;
