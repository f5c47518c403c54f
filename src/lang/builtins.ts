/** The words of the language that no declaration may take (`language: 1`); the functions are in ir/functions. */

/** What stands at the head of a stage. */
export const VERBS: ReadonlySet<string> = new Set([
  "where", "derive", "select", "drop", "rename", "aggregate", "group", "window", "sort", "limit", "sample", "distinct", "join",
  "union", "intersect", "except", "dedupe", "explode", "recurse", "pivot", "unpivot", "check",
]);

/** `@name` or `@name(…)`. */
export const SELECTORS: ReadonlySet<string> = new Set([
  "all", "none", "numeric", "integer", "float", "string", "temporal", "bool", "nested", "type", "starts", "ends", "contains", "matches",
  "first", "last", "between", "index", "nullable", "key", "tag", "where",
]);

/** What is written like a call and takes apart its arguments: no function of the table. */
export const FORMS: ReadonlySet<string> = new Set(["across", "if_any", "if_all", "sql", "case"]);
