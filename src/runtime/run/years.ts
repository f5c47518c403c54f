/** The years that dates and timestamps have: arithmetic that leaves them is stopped by no engine, so that what was made is looked at. */
import { identifier } from "../sql-text.ts";
import type { Type, TypeKind } from "../../values/type.ts";

type Made = { readonly name: string; readonly type: Type };

const BOUNDS: Readonly<Partial<Record<TypeKind, readonly [least: string, most: string]>>> = {
  date: ["DATE '0001-01-01'", "DATE '9999-12-31'"],
  timestamp: ["TIMESTAMP '0001-01-01 00:00:00'", "TIMESTAMP '9999-12-31 23:59:59.999999'"],
  timestamptz: ["TIMESTAMPTZ '0001-01-01 00:00:00+00'", "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'"],
};

/** True where a value of the type, or a part of one, is outside; null of a type without dates. Of a plain column zone maps answer it. */
function outside(value: string, type: Type, depth = 0): string | null {
  const bounds = BOUNDS[type.kind];
  if (bounds !== undefined) return `${value} < ${bounds[0]} OR ${value} > ${bounds[1]}`;
  if (type.kind === "struct") return either(type.fields.map((field) => outside(`${value}.${identifier(field.name)}`, field.type, depth)));
  if (type.kind === "list") return someOf(value, type.element.type, depth);
  if (type.kind === "map") return either([someOf(`map_keys(${value})`, type.key, depth), someOf(`map_values(${value})`, type.value.type, depth)]);
  return null;
}

function someOf(list: string, element: Type, depth: number): string | null {
  const found = outside(`x${depth}`, element, depth + 1);
  return found === null ? null : `len(list_filter(${list}, lambda x${depth}: ${found})) > 0`;
}

function either(conditions: readonly (string | null)[]): string | null {
  const found = conditions.filter((condition) => condition !== null);
  return found.length === 0 ? null : found.join(" OR ");
}

/** Counts the rows in which a date of the column is outside. */
export type YearCount = { readonly column: string; readonly text: string };

/** One for each column that has dates. `inText`: `from` is a file of text, which is read once for all of them. */
export function outsideYears(from: string, columns: readonly Made[], inText = false): readonly YearCount[] {
  const found = columns.map(({ name, type }) => ({ column: name, condition: outside(identifier(name), type) })).filter(({ condition }) => condition !== null);
  const asked = inText && found.length > 0 ? [{ column: found.map(({ column }) => column).join(", "), condition: either(found.map(({ condition }) => condition)) }] : found;
  return asked.map(({ column, condition }) => ({ column, text: `SELECT count(*) FROM ${from} WHERE ${condition}` }));
}
