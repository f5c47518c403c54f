/** Evaluates calls on DuckDB through nothing but the function table: resolve, cast, fill the template. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { castSql, duckdbSql, holeNames, parseTemplate, resolveCall, sqlType, type CallArg, type Resolved } from "../../src/ir/functions/index.ts";
import { parseType } from "../../src/values/parse-type.ts";
import { NULL, type Type } from "../../src/values/type.ts";

/** An argument: its type, its SQL, and its text where it is a literal. */
export type Value = {
  readonly type: Type;
  readonly sql: string;
  readonly literal: string | undefined;
  readonly nullable: boolean;
  readonly name: string | null;
};

export function typeOf(text: string): Type {
  const type = parseType(text);
  if (type === null) throw new Error(`no type: ${text}`);
  return type;
}

/** A value that differs from row to row; `sql` null is a null. */
export function value(type: string, sql: string | null): Value {
  const of = typeOf(type);
  return { type: of, sql: `(${sql ?? "null"})::${sqlType(of)}`, literal: undefined, nullable: sql === null, name: null };
}
export const text = (of: string): Value => value("string", quote(of));
export const int = (of: number | bigint): Value => value("int64", String(of));
export const float = (of: number | string): Value => value("float64", quote(String(of)));
/** A literal of the language. */
export function literal(type: string, of: string): Value {
  const sql = type === "string" ? quote(of) : `(${quote(of)}::${sqlType(typeOf(type))})`;
  return { type: typeOf(type), sql, literal: of, nullable: false, name: null };
}
export const interval = (of: string, canonical: string): Value => ({ ...literal("interval", canonical), sql: `(interval ${quote(of)})` });
export const named = (name: string, of: Value): Value => ({ ...of, name });

export const quote = (of: string): string => `'${of.replaceAll("'", "''")}'`;

export const callArg = ({ name, type, nullable, literal }: Value): CallArg => ({ name, type, nullable, literal });

export function resolved(name: string, args: readonly Value[]): Resolved {
  const found = resolveCall(name, args.map(callArg));
  if (!found.ok) throw new Error(`${name}: ${JSON.stringify({ ...found, castTo: undefined })}`);
  return found;
}

export type Tails = { readonly order?: string; readonly over?: string };

/** Every argument stands in parentheses, as the printer would have it. */
export function callSql({ row, type, args: slots }: Resolved, args: readonly Value[], { order = "", over = "" }: Tails = {}): string {
  const filled = slots.map((slot) => {
    if ("default" in slot) {
      const text = String(slot.default);
      return { sql: slot.type.kind === "string" ? quote(text) : text, type: slot.type, nullable: false, literal: slot.default };
    }
    const { sql, type, nullable, literal } = args[slot.index] as Value;
    if (type === slot.to) return { sql, type, nullable, literal };
    const isConstant = type === NULL || literal !== undefined;
    const cast = isConstant ? `(${sql})::${sqlType(slot.to)}` : castSql(type, slot.to, "fail").replaceAll("{x}", () => `(${sql})`);
    return { sql: `(${cast})`, type: slot.to, nullable, literal };
  });
  const names = holeNames(row, filled.length);
  const { template, literals } = duckdbSql(row, { args: filled, type });
  return parseTemplate(template).map((part) => {
    if ("text" in part) return part.text;
    if (part.hole === "type") return sqlType(type);
    if (part.hole === "order") return order;
    if (part.hole === "over") return over;
    const replaced = literals[part.hole];
    return replaced === undefined ? `(${filled[names.indexOf(part.hole)]?.sql ?? `no hole ${part.hole}`})` : quote(replaced);
  }).join("");
}

let connection: Promise<DuckDBConnection> | null = null;

export function engine(): Promise<DuckDBConnection> {
  connection ??= DuckDBInstance.create(":memory:", { threads: "1" }).then(async (instance) => {
    const opened = await instance.connect();
    await opened.run("set timezone = 'UTC'");
    return opened;
  });
  return connection;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The first column of the first row. */
export async function query(sql: string): Promise<Json> {
  try {
    const reader = await (await engine()).runAndReadAll(sql);
    return reader.getRowsJson()[0]?.[0] as Json;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message.split("\n")[0] : String(error)}\n  in ${sql}`, { cause: error });
  }
}

/**
 * What a call gives over one row, as text where it is a number, so that no digit is lost. Literals stand in the call; other values in a row
 * of a table, where nothing folds them.
 */
export async function evaluate(name: string, ...args: readonly Value[]): Promise<Json> {
  const found = resolved(name, args);
  const columns = args.map((arg, i) => (arg.literal === undefined ? { ...arg, sql: `c${i}` } : arg));
  const from = args.map(({ sql }, i) => `${sql} as c${i}`).join(", ");
  return query(`select ${readable(found.type, callSql(found, columns))} from (select ${from === "" ? "1" : from} from range(1))`);
}

/** Over the rows of one column. */
export async function aggregate(
  name: string, type: string, rows: readonly (string | null)[], { order, over }: Tails = {}, more: readonly Value[] = [],
): Promise<Json> {
  const column: Value = { type: typeOf(type), sql: "x", literal: undefined, nullable: rows.includes(null), name: null };
  const args = [column, ...more];
  const found = resolved(name, args);
  const values = rows.map((row, i) => `(${i}, (${row ?? "null"})::${sqlType(typeOf(type))})`).join(", ");
  const from = rows.length === 0 ? `(select 0 as k, null::${sqlType(typeOf(type))} as x where false)` : `(values ${values}) t(k, x)`;
  return query(`select ${readable(found.type, callSql(found, args, { order: order ?? "", over: over ?? "" }))} from ${from}`);
}

const readable = (type: Type, sql: string): string => (["float64", "bool", "list"].includes(type.kind) ? sql : `(${sql})::varchar`);
