/** The data that a batch of programs shares: a few sources of random columns, and rows of nasty values for them. */
import { sqlType } from "../../src/ir/functions/index.ts";
import type { Table } from "../../src/evaluate/index.ts";
import { isInteger, typeText, type Field, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { TYPES } from "../evaluate/expressions/columns.ts";
import { nastyValues } from "../evaluate/nasty.ts";
import { valueSql } from "../evaluate/on-duckdb.ts";
import { pick, randomValue } from "../evaluate/random-values.ts";
import { typeOf } from "../functions/engine.ts";
import { id } from "./generate/names.ts";

export type Column = Field & { readonly name: string };
/** `rows` hold a value per column. `key`: names of columns in which no two rows agree. */
export type Source = { readonly name: string; readonly columns: readonly Column[]; readonly key: readonly string[]; readonly rows: readonly (readonly Value[])[] };

/** Half of the columns are of these, so that sources have something to join, add and sort by. */
const COMMON = ["int64", "int64", "int32", "string", "string", "float64", "decimal(9, 3)", "date", "timestamp", "bool", "list<int64?>", "list<string?>", "list<struct<a: int64?>>", "map<string, int64?>", "struct<a: int64?, b: string?>"].map(typeOf);
const NAMES = ["a b", "é", "Select", "group", "x-1", "\u{1F600}", "1st"];

/** Values that expressions can compute with: no ends of ranges, but nulls, empty texts and lists, zeros of both signs, NaN and infinities. */
function isMild(type: Type, value: Value): boolean {
  if (typeof value === "bigint") return type.kind === "decimal" ? abs(value) <= 10n ** BigInt(Math.min(type.precision, type.scale + 3)) : !isInteger(type) || abs(value) <= 100n;
  return typeof value !== "number" || !Number.isFinite(value) || (Math.abs(value) < 1e9 && (value === 0 || Math.abs(value) > 1e-6));
}

const abs = (n: bigint): bigint => (n < 0n ? -n : n);
/** Years in which arithmetic stays within the calendar. */
const isNear = (type: Type, value: Value): boolean => !["date", "timestamp", "timestamptz"].includes(type.kind) || abs(value as bigint) < (type.kind === "date" ? 100_000n : 10n ** 16n);

const scalars = new Map<string, readonly Value[]>();

function scalarsOf(type: Type, mild: boolean): readonly Value[] {
  const key = `${typeText(type)} ${mild}`;
  const known = scalars.get(key) ?? nastyValues(type).filter((value) => !mild || (isMild(type, value) && isNear(type, value)));
  scalars.set(key, known);
  return known;
}

/** A value of the type; nested ones are put together, with empty lists and nulls within. */
export function someValue(chance: () => number, type: Type, mild: boolean): Value {
  const part = ({ type: of, nullable }: Field): Value => (nullable && chance() < 0.25 ? null : someValue(chance, of, mild));
  if (type.kind === "list") return Array.from({ length: pick(chance, [0, 1, 1, 2, 3]) }, () => part(type.element));
  if (type.kind === "struct") return type.fields.map(part);
  if (type.kind === "map") {
    const keys = Array.from({ length: pick(chance, [0, 1, 2, 3]) }, () => someValue(chance, type.key, mild));
    return keys.filter((key, i) => keys.indexOf(key) === i).map((key) => [key, part(type.value)] as const);
  }
  if (!mild && chance() < 0.2) return randomValue(type, chance);
  return pick(chance, scalarsOf(type, mild));
}

/** Few values by column, so that rows repeat and tie; those of a key count up. */
function rowsOf(chance: () => number, columns: readonly Column[], key: readonly string[], count: number, mild: boolean): Source["rows"] {
  const few = columns.map(({ type }) => Array.from({ length: 2 + Math.floor(chance() * 4) }, () => someValue(chance, type, mild)));
  return Array.from({ length: count }, (_, row) => columns.map(({ name, type, nullable }, c) => {
    if (name === key.at(-1)) return counted(type, row);
    if (nullable && chance() < 0.2) return null;
    return chance() < 0.8 ? pick(chance, few[c] as readonly Value[]) : someValue(chance, type, mild);
  }));
}

const counted = (type: Type, row: number): Value => (type.kind === "string" ? `k${row * 7 % 13}${row > 12 ? row : ""}` : type.kind === "date" ? BigInt(19_780 + row * 3) : BigInt((row * 5) % 17 + (row > 16 ? row : 0)));

const KEYS = ["int64", "int64", "int32", "string", "date"].map(typeOf);

export function makeSources(chance: () => number): readonly Source[] {
  const mild = chance() < 0.75;
  const first: string[] = [];
  return ["a", "b", "c", "d"].map((name, s) => {
    const columns: Column[] = [];
    const taken = (of: string): boolean => columns.some((column) => column.name.toLowerCase() === of.toLowerCase());
    const add = (wanted: string, type: Type, nullable: boolean): void => void (taken(wanted) || columns.push({ name: wanted, type, nullable }));
    const composite = chance() < 0.2;
    if (composite) add(`${name}g`, pick(chance, KEYS), false);
    const last = chance() < 0.15 ? "id" : `${name}k`;
    add(last, pick(chance, KEYS), false);
    const key = columns.map((column) => column.name);
    for (let i = 0, count = 5 + Math.floor(chance() * 3); i < count; i++) {
      const turn = chance();
      // Some names stand in two sources, some differ by case alone.
      const wanted = turn < 0.06 && first.length > 0 ? pick(chance, first) : turn < 0.1 && first.length > 0 ? pick(chance, first).toUpperCase() : turn < 0.14 ? `${pick(chance, NAMES)}${name}` : `${name}${i}`;
      add(wanted, pick(chance, i < 3 || chance() < 0.3 ? COMMON : TYPES), chance() < 0.6);
    }
    if (s === 0) first.push(...columns.map((column) => column.name));
    // Some are long enough for the joins that DuckDB takes for more than a few rows.
    const count = chance() < 0.06 ? 0 : chance() < 0.03 ? 80 : pick(chance, [1, 3, 5, 7, 9, 12]);
    return { name, columns, key, rows: rowsOf(chance, columns, key, count, mild) };
  });
}

export const sourceText = ({ name, columns, key }: Source): string =>
  `source ${name} = json("${name}.json") {\n  ${columns.map((column) => `${id(column.name)}: ${typeText(column.type)}${column.nullable ? "?" : ""}`).join(", ")}, key [${key.map(id).join(", ")}],\n}`;

export const tableOf = ({ columns, rows }: Source): Table => ({ columns, rows });

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Statements that make the source's table. */
export function tableSql({ name, columns, rows }: Source): string {
  const made = `create or replace table ${quoted(name)} (${columns.map((column) => `${quoted(column.name)} ${sqlType(column.type)}`).join(", ")})`;
  if (rows.length === 0) return made;
  const texts = rows.map((row) => `(${row.map((value, c) => `${valueSql((columns[c] as Column).type, value)}::${sqlType((columns[c] as Column).type)}`).join(", ")})`);
  return `${made}; insert into ${quoted(name)} values ${texts.join(", ")}`;
}

