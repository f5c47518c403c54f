/** The one place that decides how names and strings are quoted. */

/**
 * Words that DuckDB 1.5 does not take as a bare column, table or alias everywhere (`duckdb_keywords()`, all categories but
 * `unreserved`).
 */
const KEYWORDS = new Set((
  "all analyse analyze and any anti array as asc asof asymmetric at authorization between bigint binary bit boolean both by case cast char " +
  "character check coalesce collate collation column columns concurrently constraint create cross dec decimal default deferrable desc " +
  "describe distinct do else end except exists extract false fetch float for foreign freeze from full generated glob group grouping " +
  "grouping_id having ilike in initially inner inout int integer intersect interval into is isnull join lambda lateral leading left like " +
  "limit map national natural nchar none not notnull null nullif numeric offset on only or order out outer overlaps overlay pivot " +
  "pivot_longer pivot_wider placing position positional precision primary qualify real references returning right row select semi setof " +
  "show similar smallint some struct substring summarize symmetric table tablesample then time timestamp to trailing treat trim true " +
  "try_cast union unique unpack unpivot using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement " +
  "xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable"
).split(" "));

const quoted = new Map<string, string>();

/** Bare where DuckDB reads it so, else in double quotes. Never empty and without NUL: no identifier of the language is. */
export function identifier(name: string): string {
  const known = quoted.get(name);
  if (known !== undefined) return known;
  const text = /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
  if (quoted.size > 50_000) quoted.clear();
  quoted.set(name, text);
  return text;
}

/** The name that an identifier's text stands for. */
export const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);

export const path = (names: readonly string[]): string => names.map(identifier).join(".");

/** DuckDB takes names that differ in the case of ASCII letters alone for the same, quoted or not. */
export const folded = (name: string): string => (/[A-Z]/.test(name) ? name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name);

/** DuckDB's parser stops at a NUL, so one is written as `chr(0)`; such a text is an operation, hence the parentheses. */
export function stringLiteral(text: string): string {
  if (!text.includes("\0")) return `'${text.replaceAll("'", "''")}'`;
  return `(${text.split("\0").map(stringLiteral).join(" || chr(0) || ")})`;
}
