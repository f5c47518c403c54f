/**
 * Holds kernels against DuckDB: the same call on the same values, through nothing but the function table, must give the same value, one of the type and nullability that were inferred, or fail on both.
 *
 *     const { mismatches } = await compareOnDuckDB([{ fn: "add", args: [given("int64", "1"), given("int64?", null)] }]);
 *     expect(mismatches).toEqual([]);
 *
 * Thousands of calls take about a second: calls that differ in their values alone share one expression, whose rows stand in a table. Give many values of
 * one shape (function, types, which arguments are literals or may be null) rather than many shapes of a value each.
 */
import { castSql, type FunctionRow, type OnError, type Resolved, type ResolvedArg } from "../../src/ir/functions/index.ts";
import { castNullable, castResult } from "../../src/values/coerce.ts";
import { Failure } from "../../src/values/failure.ts";
import { convertLiteral } from "../../src/values/literal.ts";
import { castValue, tryCastValue } from "../../src/values/kernels/cast.ts";
import { SCALAR_KERNELS } from "../../src/values/kernels/index.ts";
import { NULL, fieldText, typeText, type Field, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { textOf, valueOf } from "../../src/values/value-text.ts";
import { parseTemplate } from "../../src/ir/functions/template.ts";
import { callSql, literal, resolved, typeOf, type Value as Argument } from "../functions/engine.ts";
import { isOf } from "./is-of.ts";
import { runOnDuckDB, valueSql, type Batch, type Outcome } from "./on-duckdb.ts";

/** `literal`: it stands in the call as the language's literal, else in a column. `nullable`: as the compiler sees it. `name`: of a named argument. */
export type GivenArg = { readonly type: Type; readonly value: Value; readonly nullable: boolean; readonly literal: boolean; readonly name: string | null };
/** `fn`: as it is written, so that overloads resolve as they do for an author; operators by the names of their rows. */
export type Call = { readonly fn: string; readonly args: readonly GivenArg[] };
export type Cast = { readonly value: Value; readonly from: Type; readonly to: Type; readonly onError: OnError };
/** `call`: what was computed, to be read. */
export type Mismatch = { readonly call: string; readonly kernel: string; readonly duckdb: string };
/** `compared`: how many calls there were; `failed`: how many of them are errors, on both. */
export type Comparison = { readonly compared: number; readonly failed: number; readonly mismatches: readonly Mismatch[] };

/** A value of a column, from canonical text; `T?` is nullable and `T` is not. */
export function given(type: string, text: string | boolean | null): GivenArg {
  const of = typeOf(type.replace(/\?$/, ""));
  return { type: of, value: valueOf(of, text), nullable: type.endsWith("?"), literal: false, name: null };
}

/** A literal, also by its name: `givenLiteral("int64", "2", "scale")`. */
export const givenLiteral = (type: string, text: string, name: string | null = null): GivenArg => ({ ...given(type, text), literal: true, name });

/** What one function of the table computes of values, implicit casts and null rules included. Throws `Failure`. */
export function callKernel({ row, type, args: slots }: Resolved, args: readonly GivenArg[]): Value {
  const kernel = SCALAR_KERNELS[row.name];
  if (kernel === undefined) throw new Error(`no kernel: ${row.name}`);
  const values = row.name === "coalesce" ? upToFirst(slots, args) : slots.map((slot) => slotValue(slot, args));
  const isMissing = (value: Value, i: number): boolean => value === null && (STRICT.has(row.nulls) || row.args[Math.min(i, row.args.length - 1)]?.notNull === true);
  if (values.some(isMissing)) return null;
  return kernel(values, { args: slots.map((slot) => ("default" in slot ? slot.type : slot.to)), result: type });
}

/** Nothing behind the first value is looked at, nor can it fail. */
function upToFirst(slots: readonly ResolvedArg[], args: readonly GivenArg[]): readonly Value[] {
  const values: Value[] = [];
  for (const slot of slots) values.push(values.some((value) => value !== null) ? null : slotValue(slot, args));
  return values;
}

const STRICT: ReadonlySet<string> = new Set(["propagate", "divisor"]);

function slotValue(slot: ResolvedArg, args: readonly GivenArg[]): Value {
  if ("default" in slot) return valueOf(slot.type, slot.default);
  const { type, value, literal } = args[slot.index] as GivenArg;
  if (value === null || type === NULL) return null;
  const text = literal ? convertLiteral(textOf(type, value), type, slot.to) : undefined;
  return text === undefined ? castValue(value, type, slot.to) : valueOf(slot.to, text);
}

/** Values of the same shape, to be computed by one expression over columns. */
type Group = { readonly title: (i: number) => string; readonly batch: Batch; readonly kernel: (i: number) => Value; readonly row: FunctionRow | null; readonly result: Field };

export async function compareOnDuckDB(calls: readonly Call[]): Promise<Comparison> {
  const shapes = grouped(calls, ({ fn, args }) => [fn, ...args.map(argShape)].join(" "));
  return compareGroups([...shapes.values()].map(callGroup));
}

function grouped<T>(all: readonly T[], key: (of: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const known = groups.get(key(one));
    if (known === undefined) groups.set(key(one), [one]);
    else known.push(one);
  }
  return groups;
}

const argShape = ({ type, nullable, literal, value, name }: GivenArg): string => `${name ?? ""}:${fieldText({ type, nullable })}${literal ? `=${valueSql(type, value)}` : ""}`;

function callGroup(calls: readonly Call[]): Group {
  const [{ fn, args: shape }] = calls as readonly [Call];
  const found = resolved(fn, shape.map(argument));
  const columns = shape.map(({ type }, i) => ({ type, values: calls.map(({ args }) => (args[i] as GivenArg).value) }));
  const text = ({ type, value, literal }: GivenArg): string => `${literal ? "=" : ""}${valueSql(type, value)}::${typeText(type)}`;
  return {
    title: (i) => `${found.row.name}(${(calls[i] as Call).args.map(text).join(", ")})`,
    batch: { sql: callSql(found, shape.map(argument)), type: found.type, columns, rows: calls.length },
    kernel: (i) => callKernel(found, (calls[i] as Call).args),
    row: found.row,
    result: found,
  };
}

function argument({ type, value, nullable, literal: isLiteral, name }: GivenArg, i: number): Argument {
  if (isLiteral && type.kind === "interval") return { ...literal("interval", String(textOf(type, value))), sql: `(${valueSql(type, value)}::interval)`, name };
  if (isLiteral) return { ...literal(typeText(type), String(textOf(type, value))), name };
  return { type, sql: `c${i}`, literal: undefined, nullable, name };
}

export async function compareCastsOnDuckDB(casts: readonly Cast[]): Promise<Comparison> {
  const shapes = grouped(casts, ({ from, to, onError }) => `${typeText(from)} ${typeText(to)} ${onError}`);
  return compareGroups([...shapes.values()].map(castGroup));
}

function castGroup(casts: readonly Cast[]): Group {
  const [{ from, to, onError }] = casts as readonly [Cast];
  const sql = parseTemplate(castSql(from, to, onError)).map((part) => ("text" in part ? part.text : "(c0)")).join("");
  return {
    title: (i) => `${valueSql(from, (casts[i] as Cast).value)}::${typeText(from)}${onError === "null" ? "::?" : "::"}${typeText(to)}`,
    batch: { sql, type: to, columns: [{ type: from, values: casts.map(({ value }) => value) }], rows: casts.length },
    kernel: (i) => castKernel(casts[i] as Cast),
    row: null,
    result: { type: castResult(from, to, onError), nullable: castNullable(from, to, onError, casts.some(({ value }) => value === null)) },
  };
}

const castKernel = ({ value, from, to, onError }: Cast): Value => (value === null ? null : (onError === "fail" ? castValue : tryCastValue)(value, from, to));

async function compareGroups(groups: readonly Group[]): Promise<Comparison> {
  const engine = await runOnDuckDB(groups.map(({ batch }) => batch));
  const mismatches: Mismatch[] = [];
  let [compared, failed] = [0, 0];
  for (const [g, { title, batch, kernel, row, result }] of groups.entries()) {
    for (let i = 0; i < batch.rows; i++) {
      const [mine, theirs] = [outcome(() => kernel(i)), engine[g]?.[i] as Outcome];
      compared++;
      if ("error" in mine && "error" in theirs) failed++;
      else if (isPardoned(mine, theirs, row, batch)) failed++;
      else if (!agrees(mine, theirs, row?.approximate === true ? ULPS : PICKS_A_ZERO.has(row?.name ?? "") ? 0 : EXACTLY)) mismatches.push({ call: title(i), kernel: shown(mine), duckdb: shown(theirs) });
      else if ("value" in mine && !isOf(result, mine.value)) mismatches.push({ call: title(i), kernel: shown(mine), duckdb: `no value of ${fieldText(result)}` });
    }
  }
  return { compared, failed, mismatches };
}

/** What the engine fails at where an intermediate product has more than 38 digits (docs/types.md). */
const GIVES_UP: ReadonlySet<string> = new Set(["div"]);
/** Of two zeros the engine takes either. */
export const PICKS_A_ZERO: ReadonlySet<string> = new Set(["greatest", "least"]);
/** The sign of a zero included. */
export const EXACTLY = -1;
/** How far approximate functions may be apart, in units of the last place. */
export const ULPS = 4;

/** A zero for a divisor that is a constant is a null to the engine before it has a look at the dividend, which may not be cast to what it has to be. */
function isPardoned(mine: Outcome, theirs: Outcome, row: FunctionRow | null, { columns }: Batch): boolean {
  if ("error" in theirs) return GIVES_UP.has(row?.name ?? "");
  return "error" in mine && theirs.value === null && row?.nulls === "divisor" && columns[1]?.values.every((divisor) => Number(divisor) === 0) === true;
}

function outcome(compute: () => Value): Outcome {
  try {
    return { value: compute() };
  } catch (error) {
    if (error instanceof Failure) return { error: error.message };
    throw error;
  }
}

const agrees = (a: Outcome, b: Outcome, ulps: number): boolean => "value" in a && "value" in b && identical(a.value, b.value, ulps);

/** `ulps`: how far floats may be apart, in units of the last place; -1 tells zeros by their signs, too. */
export function identical(a: Value, b: Value, ulps: number): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((part: Value, i) => identical(part, b[i] as Value, ulps));
  if (a instanceof Uint8Array || (typeof a === "object" && a !== null)) return shown({ value: a }) === shown({ value: b });
  return Object.is(a, b) || (ulps >= 0 && typeof a === "number" && typeof b === "number" && isNear(place(a) - place(b), BigInt(ulps)));
}

/** Where a float64 stands among all of them. */
function place(x: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(x));
  return x < 0 ? -bits.getBigInt64(0) : bits.getBigInt64(0);
}

const isNear = (distance: bigint, most: bigint): boolean => distance <= most && distance >= -most;

export const shown = (of: Outcome): string => ("error" in of ? `fails ${of.error}` : JSON.stringify(of.value, (_, value: unknown) => plain(value)));

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return [...value];
  return typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)) ? (Object.is(value, -0) ? "-0" : String(value)) : value;
}
