/** An engine's error at the author's line: through the source map, the macros that the text came through, and in the author's words. */
import { placeOf } from "../../compile/places.ts";
import type { Origins } from "../../ir/id.ts";
import { diagnose, type Diagnostic, type Place } from "../../lang/diagnostics/index.ts";
import { originAt } from "../../lower/sql/source-map.ts";
import type { EngineError, EngineErrorKind } from "../engine.ts";
import type { SqlText } from "../plan-types.ts";

/** Whose SQL failed. `at` is the place for what the engine gives no position to; `textOf` gives a file's text, for the names of macros. */
export type Blamed = {
  readonly rule: string;
  readonly at: Place;
  readonly sql: SqlText;
  readonly origins: Origins;
  readonly engine: string;
  readonly textOf?: ((file: string) => string | undefined) | undefined;
};

type EngineCode = "engine-conversion" | "engine-out-of-range" | "engine-invalid-input" | "engine-out-of-memory" | "engine-io" | "engine-refused" | "engine-failed";
/** What the engine's kind does not tell: a sum beyond its type is a cast of its 128 bits or says so, a zone that is not there is a value that a function does not take. */
const KNOWN: readonly (readonly [RegExp, EngineCode])[] = [[/^Type INT128 with value|^a sum of decimals/, "engine-out-of-range"], [/^Unknown TimeZone/, "engine-invalid-input"]];
const CODES: Readonly<Record<Exclude<EngineErrorKind, "interrupted">, EngineCode>> = {
  syntax: "engine-refused", binder: "engine-refused", unsupported: "engine-refused", permission: "engine-refused",
  conversion: "engine-conversion", out_of_range: "engine-out-of-range", constraint: "engine-invalid-input", invalid_input: "engine-invalid-input",
  out_of_memory: "engine-out-of-memory", io: "engine-io", locked: "engine-failed", busy: "engine-failed", other: "engine-failed",
};

/** What the SQL of a cast raises itself (ir/functions/casts.ts); the words behind the value stand in the statement. */
const CAST = /(?:" is not [a-z][\w(), <>?:]*| is not a whole number)$/;

/** `offset`: where in `blamed.sql.text` the error is (UTF-16 units); null when the engine does not say. */
export function engineDiagnostic(error: EngineError, offset: number | null, blamed: Blamed): Diagnostic {
  if (error.kind === "interrupted") return diagnose("interrupted", {}, blamed.at);
  const where = offset ?? guessedOffset(error, blamed.sql.text);
  const origin = where === null ? null : originAt(blamed.sql.sourceMap, where);
  const { at, via } = origin === null || origin < 0 ? { at: blamed.at, via: [] } : placeOf(origin, blamed);
  const known = KNOWN.find(([words]) => words.test(error.message))?.[1];
  const code = known ?? (error.kind === "invalid_input" && CAST.test(error.message) ? "engine-conversion" : CODES[error.kind]);
  return diagnose(code, { rule: blamed.rule, says: inPlainWords(error.message), engine: blamed.engine }, at, { via });
}

/** DuckDB gives no position for `error('…')`, nor for an overflow, but the words or the operation: where the statement has one such alone, that is it. */
function guessedOffset(error: EngineError, text: string): number | null {
  const raised = CAST.exec(error.message)?.[0] ?? error.message.replace(/\n[^]*$/, "");
  const words = `'${raised.replaceAll("'", "''")}'`;
  const said = text.indexOf(words);
  if (said >= 0) return text.includes(words, said + 1) ? null : said;
  const operation = /^Overflow in (\w+)/.exec(error.message)?.[1];
  const sign = operation === undefined ? undefined : { addition: "+", subtraction: "-", multiplication: "*" }[operation];
  if (sign === undefined) return null;
  const found = [...text.matchAll(new RegExp(` \\${sign} `, "g"))];
  return found.length === 1 ? (found[0] as RegExpExecArray).index + 1 : null;
}

const TYPES: Readonly<Record<string, string>> = {
  BOOL: "bool", BOOLEAN: "bool", INT8: "int8", INT16: "int16", INT32: "int32", INT64: "int64", UINT8: "uint8", UINT16: "uint16", UINT32: "uint32", UINT64: "uint64",
  TINYINT: "int8", SMALLINT: "int16", INTEGER: "int32", BIGINT: "int64", UTINYINT: "uint8", USMALLINT: "uint16", UINTEGER: "uint32", UBIGINT: "uint64",
  FLOAT: "float32", DOUBLE: "float64", VARCHAR: "string", BLOB: "binary", UUID: "uuid", DATE: "date", TIME: "time", TIMESTAMP: "timestamp", "TIMESTAMP WITH TIME ZONE": "timestamptz", TIMESTAMPTZ: "timestamptz",
};
/** DuckDB's name of a type as the language has it; what the language has not stays. */
export const typeInWords = (name: string): string => TYPES[name.toUpperCase()] ?? name.toLowerCase().replace(/^decimal\((\d+),\s*(\d+)\)$/, "decimal($1, $2)");

const article = (noun: string): string => (/^[aeiou]/.test(noun) && !noun.startsWith("u") ? "an" : "a");
const isNot = (value: string, type: string): string => `${value} is not ${article(type)} ${type}`;

const SAYINGS: readonly (readonly [pattern: RegExp, say: (...parts: string[]) => string])[] = [
  [/^Could not convert string '([^]*?)' to '?([A-Z0-9 ]+(?:\([\d, ]+\))?)'?/, (value, type) => isNot(`'${value}'`, typeInWords(type))],
  [/^(?:invalid )?(date|time|timestamp) field (?:format|value out of range): "([^]*?)"/, (type, value) => isNot(`'${value}'`, type)],
  [/^Failed to cast value: Could not convert string '([^]*?)' to '?([A-Z0-9 ]+)'?/, (value, type) => isNot(`'${value}'`, typeInWords(type))],
  [/^Could not cast value (\S+) to (DECIMAL\([\d, ]+\))/, (value, type) => `${value} does not fit ${typeInWords(type)}`],
  [/^Casting value "([^"]*)" to type (DECIMAL\([\d, ]+\)) failed/, (value, type) => `${value} does not fit ${typeInWords(type)}`],
  [/^Type \S+ with value (\S+) can't be cast because the value is out of range for the destination type (\S+)/, (value, type) => `${value} does not fit ${typeInWords(type)}`],
  // Of decimals it shows the digits alone.
  [/^Overflow in \w+ of DECIMAL\((\d+)\) \((.+)\)!?/, (digits, operands) => `${operands}, without their points, has more than ${digits} digits`],
  [/^Overflow in (\w+) of ([\w(), ]+?) \((.+)\)!?/, (operation, type, operands) => `${operands} overflows ${typeInWords(type)} (${operation})`],
];

export function inPlainWords(message: string): string {
  for (const [pattern, say] of SAYINGS) {
    const found = pattern.exec(message);
    if (found !== null) return say(...found.slice(1));
  }
  return (message.split("\n", 1)[0] as string).replace(/\.?\s*$/, "");
}
