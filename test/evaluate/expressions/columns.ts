/** A relation with two columns of every type, one that may be null and one that may not, and rows of nasty and random values for it. */
import { scalar, typeText, type Type } from "../../../src/values/type.ts";
import type { Value } from "../../../src/values/value.ts";
import { sqlType } from "../../../src/ir/functions/index.ts";
import { typeOf } from "../../functions/engine.ts";
import { NESTED_TYPES, SCALAR_TYPES, nastyValues } from "../nasty.ts";
import { valueSql } from "../on-duckdb.ts";
import { pick, random, randomValue } from "../random-values.ts";

const MORE_TYPES = [
  "list<string>", "list<bool?>", "list<date?>", "list<decimal(38, 0)?>", "list<float64>", "list<json?>", "list<struct<key: string, value: int64?>>", "list<list<string>>",
].map(typeOf);

/** The types of columns: all scalar ones, and nested ones of each kind. */
export const TYPES: readonly Type[] = [...SCALAR_TYPES, ...NESTED_TYPES, ...MORE_TYPES];

const slug = (type: Type): string => typeText(type).replaceAll("?", "_n").replaceAll(/\W+/g, "_").replace(/_$/, "");

/** `n_int64` may be null, `c_int64` may not. */
export const columnName = (type: Type, nullable: boolean): string => `${nullable ? "n" : "c"}_${slug(type)}`;

export type ColumnOf = { readonly name: string; readonly type: Type; readonly nullable: boolean };
export const COLUMNS: readonly ColumnOf[] = TYPES.flatMap((type) => [false, true].map((nullable) => ({ name: columnName(type, nullable), type, nullable })));

export const SOURCE = `source t = json("t.json") {\n  k: int64, ${COLUMNS.map(({ name, type, nullable }) => `${name}: ${typeText(type)}${nullable ? "?" : ""}`).join(", ")}, key [k],\n}`;

/** Values of a type and how often a null stands among them. */
function valuesOf({ type, nullable }: ColumnOf, rows: number, chance: () => number): readonly Value[] {
  const nasty = nastyValues(type);
  return Array.from({ length: rows }, () => (nullable && chance() < 0.15 ? null : chance() < 0.25 ? randomValue(type, chance) : pick(chance, nasty)));
}

/** Rows by column name, `k` counts them; the same for one seed. */
export type Data = { readonly rows: number; readonly values: ReadonlyMap<string, readonly Value[]> };

export function dataOf(seed: number, rows: number): Data {
  const chance = random(seed);
  const values = new Map<string, readonly Value[]>(COLUMNS.map((column) => [column.name, valuesOf(column, rows, chance)]));
  return { rows, values: values.set("k", Array.from({ length: rows }, (_, k) => BigInt(k))) };
}

/** The table `t` with these rows. */
export function tableSql({ values }: Data): string {
  const columns = [{ name: "k", type: scalar("int64") }, ...COLUMNS];
  const lists = columns.map(({ name, type }) => `unnest([${(values.get(name) as readonly Value[]).map((value) => valueSql(type, value)).join(", ")}]::${sqlType(type)}[]) as ${name}`);
  return `create or replace table t as select ${lists.join(", ")}`;
}
