/**
 * SQL that depends on more than where the arguments stand: on their types, their nullability, or their literal values. A special makes
 * the template for one call; like a row it is pure, and `duckdbSql` of template.ts is its only caller.
 */
import { asDecimal } from "../../values/coerce.ts";
import { readRegex } from "../../values/regex.ts";
import { intervalParts } from "../../values/temporal.ts";
import { DECIMAL_MAX, STRING, isFloat, type DecimalType, type Field, type ListType, type Type } from "../../values/type.ts";
import { castSql } from "./casts.ts";
import { LARGEST_32, isWithin32, type Sql, type SqlArg, type SqlCall } from "./sql-call.ts";

/** `names`: the hole of each argument. */
type SpecialCall = SqlCall & { readonly names: readonly string[] };
export type Special = { readonly doc: string; readonly sql: (call: SpecialCall) => Sql };

const plain = (template: string): Sql => ({ template, literals: {} });
const literalInteger = (arg: SqlArg | undefined): number | null => (typeof arg?.literal === "string" && arg.type !== STRING ? Number(arg.literal) : null);
const isWithin = (n: number | null, low: number, high: number): boolean => n !== null && n >= low && n <= high;

/** The part of `s` in [start, start + length): what lies before position 1 counts, and does not exist. */
function substr({ args }: SpecialCall): Sql {
  const start = literalInteger(args[1]);
  if (start !== null && start >= 1) return plain("substring({s}, {start#1}, {length#0})");
  const isNarrow = args.slice(1).every((arg) => isWithin(literalInteger(arg), -LARGEST_32, LARGEST_32) || isWithin32(arg.type));
  const length = `{start}::${isNarrow ? "bigint" : "hugeint"} + {length} - ({start#1})`;
  const most = isNarrow ? "" : `when ${length} > ${LARGEST_32} then ${LARGEST_32} `;
  return plain(`substring({s}, {start#1}, (case when ${length} < 0 then 0 ${most}else ${length} end)::bigint)`);
}

/** The engine refuses a `\` at the end of a pattern, which stands for itself: it becomes two. */
function like({ args }: SpecialCall): Sql {
  const pattern = args[1]?.literal;
  if (typeof pattern !== "string") {
    if (/[^\\]$/.test(args[1]?.ends ?? "")) return plain("{s} like {pattern} escape '\\'");
    const odd = "repeat('\\', (length({pattern}) - length(rtrim({pattern}, '\\'))) % 2)";
    return plain(`{s} like ({pattern} || ${odd}) escape '\\'`);
  }
  const end = /\\*$/.exec(pattern)?.[0].length ?? 0;
  // With an escape the engine compares by itself, a third slower: without, `%word%` becomes a search.
  if (!pattern.includes("\\")) return plain("{s} like {pattern}");
  return { template: "{s} like {pattern} escape '\\'", literals: end % 2 === 1 ? { pattern: `${pattern}\\` } : {} };
}

/** The engine finds an empty match that does not stand at once twice, and others that stand right behind a match: they are left out. */
function extractAll({ args }: SpecialCall): Sql {
  const pattern = args[1]?.literal;
  const read = typeof pattern === "string" ? readRegex(pattern) : null;
  const matches = (group: string): string => `regexp_extract_all({s}, {pattern}, ${group})`;
  if (read?.ok === true && !read.empty) return plain(matches("{group}"));
  if (args[2]?.literal === "0") return plain(`list_filter(${matches("0")}, lambda part: part <> '')`);
  const parts = `list_transform(list_filter(list_zip(${matches("0")}, ${matches("{group}")}), lambda pair: pair[1] <> ''), lambda pair: pair[2])`;
  // Of nulls `list_zip` makes an empty list.
  const nulls = ["s", "pattern"].filter((_, i) => args[i]?.nullable === true).map((name) => `{${name}} is not null`);
  return plain(nulls.length === 0 ? parts : `case when ${nulls.join(" and ")} then ${parts} end`);
}

const elementOf = (list: SqlArg | undefined): Field => (list?.type as ListType | undefined)?.element as Field;

/** Where nothing can be null there are two answers, else three. */
function inList({ args: [x, xs] }: SpecialCall): Sql {
  if (x?.nullable === false && xs?.nullable === false && !elementOf(xs).nullable) return plain("list_contains({xs}, {x})");
  return plain(
    "case when {xs} is null then null when len({xs}) = 0 then false when list_contains({xs}, {x}) then true " +
    "when {x} is null or len({xs}) > list_count({xs}) then null else false end",
  );
}

/** A null has no place; the engine would find the place of a null. */
const listPosition = ({ args }: SpecialCall): Sql =>
  plain(args[1]?.nullable === true ? "case when {x} is not null then list_position({xs}, {x})::bigint end" : "list_position({xs}, {x})::bigint");

/** The engine takes no NaN for another. */
function listDistinct({ args }: SpecialCall): Sql {
  if (!isFloat(elementOf(args[0]).type)) return plain("list_sort(list_distinct({xs}), 'asc', 'nulls last')");
  const numbers = "list_sort(list_distinct(list_filter({xs}, lambda x: not isnan(x))), 'asc', 'nulls last')";
  return plain(`${numbers} || list_filter({xs}, lambda x: isnan(x))[1:1]`);
}

/** Of nothing but nulls the engine makes a null. */
const listJoin = ({ args }: SpecialCall): Sql =>
  plain(elementOf(args[0]).nullable ? "array_to_string(list_filter({xs}, lambda part: part is not null), {separator})" : "array_to_string({xs}, {separator})");

/** Only from 20 digits on can a sum have more than 38; the engine looks at them no earlier than in an addition. */
const checkedSum = (sum: string, type: Type, zero = "0"): Sql => plain(type.kind === "decimal" && type.precision > 19 ? `${sum} + ${zero}::{type}` : sum);
/** A trillion rows of fewer digits do not reach 2^127. */
const WRAPS_FROM = 27;

/**
 * To be added to what is made of `sum({x})`: zero, and an error where that has wrapped around. The parts of a sum (of a thread, of an input of a
 * union) fail beyond 2^127, which is 1.7014e38; what DuckDB puts together from them does not. As no part is greater, floats add up to it closely.
 */
const zeroUnlessWrapped = (type: Type): string =>
  type.kind === "decimal" && type.precision >= WRAPS_FROM ? `if(abs(sum({x}::double){over}) > 1.7e${DECIMAL_MAX - type.scale}, error('a sum of decimals is too large'), 0)` : "0";

function unwrapped(made: string, type: Type): Sql {
  const zero = zeroUnlessWrapped(type);
  return plain(zero === "0" ? made : `${made} + ${zero}`);
}

function sumDecimal({ args }: SpecialCall): Sql {
  const type = args[0]?.type as Type;
  return checkedSum("sum({x}){over}", type, zeroUnlessWrapped(type));
}

/** Without a digit before the point, the text of a sum from 1 on is short of that. */
function meanOfDecimals({ args }: SpecialCall): Sql {
  const type = args[0]?.type as Type;
  const sum = type.kind === "decimal" && type.scale === 38 ? "(sum({x}){over} + 0::decimal(38, 38))" : "sum({x}){over}";
  return unwrapped(`${sum}::varchar::double / count({x}){over}`, type);
}

function listSum({ args }: SpecialCall): Sql {
  const { type } = elementOf(args[0]);
  return type.kind === "decimal" ? checkedSum("list_sum({xs})", type) : plain("list_sum({xs})::{type}");
}

/** A member by its key. A JSON pointer takes any key; a key of digits would also count elements of an array, so it is written as a path. */
function jsonMember({ args }: SpecialCall): Sql {
  const key = args[1]?.literal;
  if (typeof key !== "string") {
    return plain("json_extract(case when json_type({j}) = 'OBJECT' then {j} end, '/' || replace(replace({key}, '~', '~0'), '/', '~1'))");
  }
  const path = /^(?:\d+|-)$/.test(key) ? `$."${key}"` : `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return { template: "json_extract({j}, {path})", literals: { path } };
}

/** Further than any array goes. A null in its place would have no type. */
const NOWHERE = "9223372036854775807";

/** Elements count from 1 in the language, from 0 and from the end on the engine. */
function jsonElement({ args }: SpecialCall): Sql {
  const index = literalInteger(args[1]);
  if (index !== null) return plain(`json_extract({j}, ${isWithin(index, 1, 2 ** 31) ? index - 1 : NOWHERE})`);
  return plain("json_extract({j}, case when {i} > 0 then {i} - 1 end)");
}

/** Rounded first, as `round` does it, so that the printer has nothing left to round; `+ 0` because a negative zero is a zero. NaN has a sign there, too. */
function formatFloat({ args }: SpecialCall): Sql {
  return { template: "replace(printf({format}, round({x}, {digits}) + 0), '-nan', 'nan')", literals: { format: `%.${literalInteger(args[1]) ?? 0}f` } };
}

function formatExact({ args }: SpecialCall): Sql {
  return plain(`{x}::decimal(${DECIMAL_MAX}, ${literalInteger(args[1]) ?? 0})::varchar`);
}

/** A negative number has powers of whole exponents, zero those of exponents that are not negative. */
function pow({ args }: SpecialCall): Sql {
  const exponent = literalInteger(args[1]);
  if (exponent !== null && Number.isInteger(exponent) && exponent >= 0) return plain("pow({x}, {y})");
  return plain("case when {x} > 0 or ({x} = 0 and {y} >= 0) or ({x} < 0 and {y} = trunc({y})) then pow({x}, {y}) end");
}

const shift = (operator: "<<" | ">>"): Special["sql"] => ({ args }) => {
  // The engine refuses to shift what is negative to the left.
  const x = operator === "<<" ? "nullif(greatest({x}, -1), -1)" : "{x}";
  return plain(isWithin(literalInteger(args[1]), 0, 63) ? `${x} ${operator} {n}` : `case when {n} between 0 and 63 then ${x} ${operator} {n} end`);
};

/** An unscaled integer (hugeint) with the digits of an exact number. */
function unscaled(hole: string, type: DecimalType): string {
  if (type.scale === 0) return `${hole}::hugeint`;
  // Beyond 38 digits no multiplication brings the fraction before the point; the text has the digits at any size.
  if (type.precision + type.scale > DECIMAL_MAX) return `replace(${hole}::varchar, '.', '')::hugeint`;
  return `(${hole}::decimal(${type.precision + type.scale}, ${type.scale}) * 1${"0".repeat(type.scale)})::hugeint`;
}

/** No hugeint has more than 38 zeros: with more, two of them make a product that only of 0 and of null is none that overflows. */
const times = (text: string, tens: number): string =>
  tens > DECIMAL_MAX ? times(times(text, DECIMAL_MAX), tens - DECIMAL_MAX) : tens === 0 ? text : `${text} * 1${"0".repeat(tens)}::hugeint`;

/** `a / b` with `scale` digits, half away from zero: by integers, as no engine's own division of decimals rounds so. `b` may be 0. */
function quotient(a: string, aType: DecimalType, b: string, bType: DecimalType, scale: number): string {
  const tens = scale + bType.scale - aType.scale;
  const n = times(unscaled(a, aType), Math.max(0, tens));
  const d = times(unscaled(b, bType), Math.max(0, -tens));
  // |n / d| rounded is (2|n| + |d|) // 2|d|; the sign is put back, and the fraction by a multiplication that is exact.
  const rounded = `(2 * abs(${n}) + abs(${d})) // nullif(2 * abs(${d}), 0) * sign(${a}) * sign(${b})`;
  const whole = `(${rounded})::decimal(${DECIMAL_MAX}, 0)`;
  // Without a digit before the point, which would count as one of 38.
  return scale === 0 ? whole : `(${whole} * .${"0".repeat(scale - 1)}1)::decimal(${DECIMAL_MAX}, ${scale})`;
}

const scaleOf = (type: Type): number => (type.kind === "decimal" ? type.scale : 0);

function div({ args, type }: SpecialCall): Sql {
  return plain(quotient("{a}", asDecimal(args[0]?.type as Type) as DecimalType, "{b}", asDecimal(args[1]?.type as Type) as DecimalType, scaleOf(type)));
}

function averageDecimal({ args, type }: SpecialCall): Sql {
  const of = args[0]?.type as Type;
  const sum = { kind: "decimal", precision: DECIMAL_MAX, scale: scaleOf(of) } as const;
  const mean = quotient("sum({x}){over}", sum, "count({x}){over}", { kind: "decimal", precision: 19, scale: 0 }, scaleOf(type));
  return unwrapped(mean, of);
}

/** To an instant the engine adds the microseconds before the months. The order matters to nothing that has one of its parts alone. */
const shiftTime = (operator: "+" | "-"): Special["sql"] => ({ args: [a, b] }) => {
  const parts = typeof b?.literal === "string" ? Object.values(intervalParts(b.literal)).filter((part) => part !== 0).length : 3;
  return plain(a?.type.kind === "timestamptz" && parts > 1 ? `timezone('UTC', timezone('UTC', {a}) ${operator} {b})` : `{a} ${operator} {b}`);
};

/** DuckDB counts whole weeks between two dates, not the Mondays. */
function dateDiff({ args }: SpecialCall): Sql {
  return plain(args[0]?.literal === "week" ? "date_diff({unit}, date_trunc({unit}, {a}), date_trunc({unit}, {b}))" : "date_diff({unit}, {a}, {b})");
}

function hashId({ args, names }: SpecialCall): Sql {
  const parts = args.slice(1).map((arg, i) => {
    const text = castSql(arg.type, STRING, "fail").replaceAll("{x}", `{${names[i + 1]}}`);
    return arg.nullable ? `coalesce(${text}, 'None')` : text;
  });
  const prefix = typeof args[0]?.literal === "string" ? args[0].literal : "";
  return { template: `{tag} || left(sha256(concat_ws(chr(31), ${["{prefix}", ...parts].join(", ")})), 16)`, literals: { tag: `${prefix}:` } };
}

/**
 * Where all is ASCII, units are bytes. Otherwise each character beyond U+FFFF, two units, gets an `x` before it, so that characters of
 * the new text are units of the old; a prefix that ends in such an `x` splits its character, else the `x` are taken out again.
 */
function utf16PrefixBytes(): Sql {
  const wide = "regexp_replace({s}, {beyond}, 'x\\1', 'g')";
  return {
    template:
      "case when strlen({s}) = length({s}) then case when {n} between 0 and length({s}) then {n} end " +
      `when {n} between 0 and length(${wide}) and not regexp_full_match(substring(${wide}, {n} + 1, 1), {beyond}) ` +
      `then strlen(regexp_replace(substring(${wide}, 1, {n}), {marked}, '\\1', 'g')) end`,
    literals: { beyond: "([\\x{10000}-\\x{10FFFF}])", marked: "x([\\x{10000}-\\x{10FFFF}])" },
  };
}

export const SPECIALS = {
  substr: { doc: "shorter where the start is a literal", sql: substr },
  like: { doc: "a pattern that ends in an escape", sql: like },
  regexp_extract_all: { doc: "longer where the pattern may match nothing", sql: extractAll },
  in_list: { doc: "longer where a null may be in it", sql: inList },
  list_position: { doc: "longer where the element may be null", sql: listPosition },
  list_distinct: { doc: "floats need NaN apart", sql: listDistinct },
  list_join: { doc: "longer where elements may be null", sql: listJoin },
  list_sum: { doc: "a sum of decimals is checked, others are cast", sql: listSum },
  sum_decimal: { doc: "a sum of wide decimals is checked, and beside a float one from 27 digits on", sql: sumDecimal },
  mean_of_decimals: { doc: "the sum of decimal(38, 38) is checked, and wide ones are beside a float one", sql: meanOfDecimals },
  json_member: { doc: "a JSON pointer made from the literal key", sql: jsonMember },
  json_element: { doc: "a literal index counts from 0", sql: jsonElement },
  format_float: { doc: "a printf format made from the literal digits", sql: formatFloat },
  format_exact: { doc: "a decimal type made from the literal digits", sql: formatExact },
  pow: { doc: "no guard where the exponent is a natural literal", sql: pow },
  shift_left: { doc: "no guard where the number of places is a literal", sql: shift("<<") },
  shift_right: { doc: "no guard where the number of places is a literal", sql: shift(">>") },
  div: { doc: "integer arithmetic by the scales of the operands' types", sql: div },
  avg_decimal: { doc: "as div, of the sum by the count", sql: averageDecimal },
  add_interval: { doc: "instants are shifted as timestamps of UTC", sql: shiftTime("+") },
  subtract_interval: { doc: "likewise", sql: shiftTime("-") },
  date_diff: { doc: "weeks need both dates truncated", sql: dateDiff },
  hash_id: { doc: "each part's cast to text; only nullable parts need `coalesce`", sql: hashId },
  utf16_prefix_bytes: { doc: "patterns with braces", sql: utf16PrefixBytes },
} as const satisfies Record<string, Special>;

export type SpecialName = keyof typeof SPECIALS;
