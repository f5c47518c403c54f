/** Types of columns that a file holds as text, from the texts themselves: a type is right when the language's own cast takes every text. */
import { castSql } from "../../ir/functions/casts.ts";
import { parseTemplate } from "../../ir/functions/template.ts";
import { BOOL, DATE, FLOAT64, INT32, INT64, STRING, TIMESTAMP, decimal, list, map, scalar, struct, type Type } from "../../values/type.ts";
import type { Session } from "../engine.ts";
import { identifier, stringList, stringLiteral } from "../sql-text.ts";

export type TextColumn = { readonly name: string; readonly type: Type };

/** The narrowest first; numbers are looked at by their digits. */
const CANDIDATES: readonly Type[] = [BOOL, INT64, FLOAT64, DATE, TIMESTAMP, scalar("timestamptz"), scalar("time"), scalar("uuid")];
const WHOLE = "^[+-]?(0|[1-9][0-9]*)$";
const FIXED = "^[+-]?(0|[1-9][0-9]*)?([.][0-9]+)?$";
/** More digits after the point than this are a measurement, not an amount. */
const MOST_SCALE = 6;

/** `sample`: how many rows to look at; null: all. A column without any text stays text. */
export async function classifyTexts(session: Session, select: string, columns: readonly TextColumn[], sample: number | null): Promise<{ name: string; type: Type }[]> {
  if (columns.length === 0) return [];
  const measures = columns.flatMap(({ name }) => measuresOf(identifier(name)));
  const from = sample === null ? `(${select})` : `(SELECT * FROM (${select}) LIMIT ${sample})`;
  const [row] = (await session.query({ text: `SELECT ${measures.join(", ")} FROM ${from}` })).rows;
  const width = measures.length / columns.length;
  return columns.map(({ name }, index) => ({ name, type: textType(name, (row ?? []).slice(index * width, (index + 1) * width)) }));
}

function measuresOf(column: string): string[] {
  const fails = (type: Type): string => `count(*) FILTER (WHERE ${column} IS NOT NULL AND (${cast(column, STRING, type)}) IS NULL)`;
  return [
    `count(${column})`,
    ...CANDIDATES.map(fails),
    `count(*) FILTER (WHERE NOT regexp_matches(${column}, '${WHOLE}'))`,
    `count(*) FILTER (WHERE NOT regexp_matches(${column}, '${FIXED}'))`,
    `count(*) FILTER (WHERE regexp_matches(${column}, '^[+-]?0[0-9]'))`,
    `max(length(regexp_extract(${column}, '^[+-]?([0-9]*)', 1)))`,
    `max(length(regexp_extract(${column}, '[.]([0-9]+)$', 1)))`,
    `max(abs(try_cast(${column} AS HUGEINT)))::VARCHAR`,
  ];
}

const cast = (column: string, from: Type, to: Type): string => parseTemplate(castSql(from, to, "null")).map((part) => ("text" in part ? part.text : column)).join("");

function textType(name: string, row: readonly unknown[]): Type {
  const present = Number(row[0] ?? 0);
  if (present === 0) return STRING;
  const failures = row.slice(1, 1 + CANDIDATES.length).map(Number);
  const [notWhole, notFixed, padded, digits, scale] = row.slice(1 + CANDIDATES.length, 6 + CANDIDATES.length).map((value) => Number(value ?? 0)) as [number, number, number, number, number];
  const fits = (type: Type): boolean => failures[CANDIDATES.indexOf(type)] === 0;
  if (fits(BOOL)) return BOOL;
  if (notWhole === 0) return fits(INT64) ? integerType(name, BigInt((row.at(-1) as string | null) ?? "0")) : digits <= 38 ? decimal(38, 0) : STRING;
  if (notFixed === 0) return scale <= MOST_SCALE && digits + scale <= 38 ? roomyDecimal(digits, scale) : FLOAT64;
  // `007` is a name, not a number.
  if (padded === 0 && fits(FLOAT64)) return FLOAT64;
  return [DATE, TIMESTAMP, scalar("timestamptz"), scalar("time"), scalar("uuid")].find(fits) ?? STRING;
}

/** What counts stays small; what names grows. */
export const integerType = (name: string, largest: bigint): Type => (largest < 2n ** 30n && !/(^|_)id$|Id$|ID$/.test(name) ? INT32 : INT64);

/** With room for the next rows, in sizes that people write. */
export function roomyDecimal(digits: number, found: number): Type {
  const scale = Math.max(found, 2);
  const needed = digits + scale;
  return decimal(needed <= 10 ? 12 : needed <= 16 ? 18 : 38, Math.min(scale, 38 - digits));
}

/** The columns of JSON files as texts, numbers as JSON writes them. */
export const jsonTexts = (paths: readonly string[], columns: readonly { readonly name: string; readonly type: Type }[]): string =>
  `SELECT * FROM read_json(${stringList(paths)}, hive_partitioning = false, columns = {${columns.map(({ name, type }) => `${stringLiteral(name)}: ${stringLiteral(asText(type))}`).join(", ")}})`;

/**
 * JSON knows one kind of number. Whole ones are as wide as they need to be; those with a point are decimals when none has more than a few
 * digits after it. Of plain columns the first `sample` rows are looked at, inside of lists and structs all: there nothing would find a
 * value that does not fit.
 */
export async function jsonNumbers(session: Session, paths: readonly string[], columns: readonly { name: string; type: Type }[], sample: number): Promise<{ name: string; type: Type }[]> {
  const plain = columns.filter(({ type }) => isNumber(type));
  const found = new Map((await classifyTexts(session, plain.length === 0 ? "" : jsonTexts(paths, plain), plain, sample)).map(({ name, type }) => [name, type]));
  const out: { name: string; type: Type }[] = [];
  for (const { name, type } of columns) {
    const known = found.get(name);
    if (known !== undefined) out.push({ name, type: known === STRING ? type : known });
    else out.push({ name, type: holdsNumber(type) ? await narrowed(session, `SELECT ${identifier(name)} AS v FROM (${jsonTexts(paths, [{ name, type }])})`, name, type) : type });
  }
  return out;
}

const isNumber = (type: Type): boolean => type.kind === "int64" || type.kind === "float64";

function holdsNumber(type: Type): boolean {
  if (type.kind === "list") return holdsNumber(type.element.type);
  if (type.kind === "map") return holdsNumber(type.value.type);
  return type.kind === "struct" ? type.fields.some((field) => holdsNumber(field.type)) : isNumber(type);
}

/** The type with its numbers as text, as DuckDB spells it. */
function asText(type: Type): string {
  if (type.kind === "list") return `${asText(type.element.type)}[]`;
  if (type.kind === "map") return `MAP(VARCHAR, ${asText(type.value.type)})`;
  if (type.kind === "struct") return `STRUCT(${type.fields.map((field) => `"${field.name.replaceAll('"', '""')}" ${asText(field.type)}`).join(", ")})`;
  return type.kind === "json" ? "JSON" : "VARCHAR";
}

/** `values` gives the column or part as `v`. */
async function narrowed(session: Session, values: string, name: string, type: Type): Promise<Type> {
  const inner = (of: string): string => `SELECT ${of} AS v FROM (${values}) WHERE v IS NOT NULL`;
  if (type.kind === "list") return list({ ...type.element, type: await narrowed(session, inner("unnest(v)"), name, type.element.type) });
  if (type.kind === "map") return map(type.key, { ...type.value, type: await narrowed(session, inner("unnest(map_values(v))"), name, type.value.type) });
  if (type.kind === "struct") {
    const fields = [];
    for (const field of type.fields) fields.push({ ...field, type: await narrowed(session, inner(`v.${identifier(field.name)}`), field.name, field.type) });
    return struct(fields);
  }
  if (!isNumber(type)) return type;
  const [found] = await classifyTexts(session, values, [{ name: "v", type: STRING }], null);
  if (found === undefined || found.type === STRING) return type;
  return found.type === INT32 || found.type === INT64 ? (await classifyNamed(session, values, name)) : found.type;
}

/** The name says whether an integer counts or names. */
async function classifyNamed(session: Session, values: string, name: string): Promise<Type> {
  const [row] = (await session.query({ text: `SELECT max(abs(try_cast(v AS HUGEINT)))::VARCHAR FROM (${values})` })).rows;
  return integerType(name, BigInt((row?.[0] as string | null) ?? "0"));
}
