/** The SQL of casts on DuckDB. Which casts exist is said in values/coerce.ts, what they mean in docs/types.md. */
import { castCanFail, widensExactly } from "../../values/coerce.ts";
import { DECIMAL_FLOAT, DECIMAL_MAX, NULL, STRING, isExact, isFloat, isInteger, isNumeric, typeText, type Type, type TypeKind } from "../../values/type.ts";
import { sqlType } from "./duckdb-types.ts";

export type OnError = "fail" | "null";

/**
 * A template with the hole `{x}` (see row.ts) for `x::to`, or `x::?to` with "null". `whole`: x is known to have no fraction, being a call of
 * `round` without digits, `trunc`, `floor` or `ceil`. The caller has checked `canCast`.
 */
export function castSql(from: Type, to: Type, onError: OnError, whole = false): string {
  if (sqlType(from) === sqlType(to)) return "{x}";
  if (from === NULL || (widensExactly(from, to) && !(isNumeric(from) && isFloat(to)))) return direct(to, "fail");
  if (from.kind === "list" && to.kind === "list") return eachElement(from.element.type, to.element.type, onError);
  const mode = castCanFail(from, to) ? onError : "fail";
  if (from === STRING) return fromText(to, mode);
  if (from.kind === "json") return fromText(to, mode).replaceAll("{x}", () => "json_extract_string({x}, '$')");
  if (to === STRING) return toText(from, mode);
  const sql = isInteger(to) && !isInteger(from) ? toInteger(from, to, mode, whole) : toNumberOrTime(from, to, mode);
  // Beside a constant DuckDB compares such a number before it is cast, so that what has no counterpart is less or greater and no null: not within a call.
  return isExact(from) && isExact(to) && sql.startsWith("try_cast(") ? `coalesce(${sql}, null)` : sql;
}

const direct = (to: Type, onError: OnError, x = "{x}"): string => (onError === "fail" ? `${x}::${sqlType(to)}` : `try_cast(${x} as ${sqlType(to)})`);

/** The parameter is called `x`; nested lists name theirs by depth, so that an inner one does not hide an outer. */
function eachElement(from: Type, to: Type, onError: OnError): string {
  const inner = castSql(from, to, onError);
  const name = `x${/lambda x(\d+)/.exec(inner) === null ? 1 : Number(/lambda x(\d+)/.exec(inner)?.[1]) + 1}`;
  return `list_transform({x}, lambda ${name}: ${inner.replaceAll("{x}", name)})`;
}

function toText(from: Type, onError: OnError): string {
  // `try` makes null of any error; within the lambda it sees none of those that x itself may raise.
  if (from.kind === "binary") return onError === "fail" ? "decode({x})" : "list_transform([{x}], lambda b: try(decode(b)))[1]";
  // Beside a constant text that is no such time DuckDB (1.5.5) takes the comparison for null: not where the text is put together.
  if (from.kind === "timestamptz") return "{x}::varchar || ''";
  // DuckDB writes a decimal that has no place before the point as `.5`.
  if (from.kind !== "decimal" || from.precision > from.scale) return "{x}::varchar";
  if (from.precision < DECIMAL_MAX) return `{x}::decimal(${from.precision + 1}, ${from.scale})::varchar`;
  return "regexp_replace({x}::varchar, '^(-?)[.]', '\\10.')";
}

/** DuckDB rounds, and floats half to even; the language wants a whole number, or to be told how to make one. */
function toInteger(from: Type, to: Type, onError: OnError, whole: boolean): string {
  if (whole || (from.kind === "decimal" && from.scale === 0)) return direct(to, onError);
  // `trunc` of a decimal(38, s) has another type, in which DuckDB would compare without the fraction.
  const fraction = from.kind === "decimal" ? (from.precision === from.scale ? "{x}" : "{x} % 1.0") : "{x} - trunc({x})";
  return onError === "fail"
    ? `case when ${fraction} <> 0 then error({x} || ' is not a whole number') else {x}::${sqlType(to)} end`
    : `case when ${fraction} = 0 then try_cast({x} as ${sqlType(to)}) end`;
}

function toNumberOrTime(from: Type, to: Type, onError: OnError): string {
  // The nearest float: from a text DuckDB makes it at any width.
  const isWide = from.kind === "decimal" && (from.precision > DECIMAL_FLOAT || to.kind === "float32");
  if (isWide && isFloat(to)) return `{x}::varchar::${sqlType(to)}`;
  // In float64, as `round` calculates.
  if (from.kind === "float32" && to.kind === "decimal") return direct(to, onError, "{x}::double");
  return direct(to, onError);
}

const DATE = "(?:[1-9]\\d\\d\\d|0[1-9]\\d\\d|00[1-9]\\d|000[1-9])-\\d\\d-\\d\\d";
const SECONDS = ":[0-5]\\d(?:[.]\\d{{1,6}})?";
const MINUTES = "(?:[01]\\d|2[0-3]):[0-5]\\d";
const TIME = `${MINUTES}(?:${SECONDS})?`;
const PLAIN = "[+-]?\\d+(?:[.]\\d+)?";
const NUMBER = `${PLAIN}(?:[eE][+-]?\\d+)?`;
const HAS_EXPONENT = "regexp_full_match({x}, '[+-]?\\d{{1,50}}(?:[.]\\d{{1,50}})?[eE][+-]?\\d{{1,9}}')";
/** Without the fraction: the engine takes no `-0.0` for what has no sign. */
const WHOLE = "([+-]?\\d+)(?:[.]0+)?";

/** What texts may look like; the engine takes more (`t`, `0x1A`, ` 12 `, `24:00:00`), and drops a seventh fraction digit. */
const TEXTS: Readonly<Partial<Record<TypeKind, string>>> = {
  int8: WHOLE, int16: WHOLE, int32: WHOLE, int64: WHOLE, uint8: WHOLE, uint16: WHOLE, uint32: WHOLE, uint64: WHOLE,
  decimal: PLAIN, float32: NUMBER, float64: NUMBER,
  date: DATE, time: TIME, timestamp: `${DATE}[ T]${TIME}`, timestamptz: `${DATE}[ T]${MINUTES}${SECONDS}(?:Z|[+-](?:0\\d|1[0-5])(?::?[0-5]\\d)?)`,
  uuid: "[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}",
};

/** What the engine takes for JSON and is none: `[1,]`, `NaN`, `-Infinity`. A second look, without the strings, is for texts that have such in a string. */
const LAX = "'(?i)nan|inf|,\\s*[]}}]'";
const NO_JSON = `regexp_matches({x}, ${LAX}) and regexp_matches(regexp_replace({x}, '"(?:[^"\\\\]|\\\\.)*"', '0', 'g'), ${LAX})`;

/**
 * DuckDB rounds a decimal with an exponent by its last digit (`5e-9` to two digits is 0.01) and loses digits, so the point is moved in the text:
 * `d` are its digits between zeros, `p` is the place of the point. In texts this short, 200 places are as far as it matters.
 */
function withExponent(to: Type): string {
  const digits = "repeat('0', 200) || regexp_extract(t, '\\d+') || regexp_extract(t, '[.](\\d+)', 1) || repeat('0', 200)";
  const point = "200 + length(regexp_extract(t, '\\d+')) + greatest(least(regexp_extract(t, '[eE](.+)', 1)::integer, 200), -200)";
  const moved = "regexp_extract(t, '^-') || left(n['d'], n['p']) || '.' || substring(n['d'], n['p'] + 1)";
  return `list_transform([{x}], lambda t: list_transform([{{'d': ${digits}, 'p': ${point}}}], lambda n: try_cast(${moved} as ${sqlType(to)}))[1])[1]`;
}

function fromText(to: Type, onError: OnError): string {
  if (to === STRING) return "{x}";
  if (to.kind === "binary") return "encode({x})";
  const fails = `error('"' || {x} || '" is not ${typeText(to)}')`;
  if (to.kind === "json") return `case when ${NO_JSON} then ${onError === "fail" ? fails : "null"} else ${direct(to, onError)} end`;
  if (to.kind === "bool") return `case {x} when 'true' then true when 'false' then false${onError === "fail" ? ` else ${fails}` : ""} end`;
  const plain = `try_cast(regexp_extract({x}, '^${TEXTS[to.kind]}$'${isInteger(to) ? ", 1" : ""}) as ${sqlType(to)})`;
  const tried = to.kind === "decimal" ? `case when ${HAS_EXPONENT} then ${withExponent(to)} else ${plain} end` : plain;
  // A float too large would come as infinity.
  const value = isFloat(to) ? `nullif(nullif(${tried}, 'inf'), '-inf')` : tried;
  return onError === "fail" ? `coalesce(${value}, ${fails})` : value;
}

