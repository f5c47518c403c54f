/** `like` with a pattern that is known only when the statement is run. */
import type { Call } from "../../ir/expr.ts";
import { HAS, PREC, call, caseOf, holds, isFixed, template, text, type Sql, type Template } from "./ast.ts";
import { COPIED } from "./fuse.ts";
import { stringLiteral } from "./quote.ts";

/** What the pattern, which is said three times, may be made of: `'%' || $word || '%'` and a little more. */
const LONGEST_PATTERN = 2 * COPIED;
/** What is not said twice: another row each time, or work that is done again. */
const SAID_ONCE = HAS.unnest | HAS.volatile | HAS.window | HAS.aggregate;

/**
 * DuckDB searches for the words of a constant pattern without an escape; with one it compares letter by letter, two to three times as slow. Whether a
 * parameter's text holds a `\` it knows before it reads a row, and drops the arm that is not taken. Null where it is no such pattern.
 */
export function withoutEscape(expr: Call, sql: Template): Sql | null {
  const [subject, pattern] = sql.holes as readonly [Sql, Sql];
  if (expr.args[1]?.kind === "literal" || !isFixed(pattern) || holds(subject, SAID_ONCE) || subject.size > COPIED || pattern.size > LONGEST_PATTERN) return null;
  const escaped = call(expr.at, "contains", [pattern, text(expr.at, stringLiteral("\\"))]);
  return caseOf(expr.at, [[escaped, sql]], template(expr.at, PREC.test, ["", " like ", ""], [subject, pattern], [PREC.other, PREC.postfix]));
}
