/** Values of a type: around constants, and a few that everybody knows. */
import { isInteger, typeText, type Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import type { Constant } from "./constants.ts";
import { pick, upTo, type Chance } from "./chance.ts";

const DAY = 86_400_000_000n;
/** 2026-01-05, a Monday. */
const EPOCH_DAY = 20_458n;

/** The plainest first: rows that are shown to somebody use these where it does not matter. */
const USUAL: Readonly<Record<string, readonly Value[]>> = {
  bool: [true, false],
  float32: [1, 2, 0, -1, 0.5], float64: [1, 2, 0, -1, 0.5],
  string: ["a", "b", "c", "A", "", "ab"], json: ["{}", "[]", "1"],
  uuid: ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"],
  binary: [new Uint8Array([1]), new Uint8Array([2])],
  date: [0n, 1n, 2n, 31n, -1n].map((days) => EPOCH_DAY + days),
  time: [0n, 3_600_000_000n, 43_200_000_000n],
  timestamp: [0n, 1n, 3_600_000_000n, DAY, 2n * DAY].map((micros) => EPOCH_DAY * DAY + micros),
};

export function usualOf(type: Type): readonly Value[] {
  if (isInteger(type)) return [1n, 2n, 3n, 0n, ...(type.kind.startsWith("u") ? [] : [-1n]), 10n];
  if (type.kind === "decimal") {
    const one = 10n ** BigInt(type.scale);
    return [1n, 2n, 3n, 0n, -1n, 10n].map((n) => n * one).filter((n) => fits(n, type.precision));
  }
  return USUAL[type.kind === "timestamptz" ? "timestamp" : type.kind] ?? [];
}

const fits = (n: bigint, precision: number): boolean => (n < 0n ? -n : n) < 10n ** BigInt(precision);

/** What the constant is in the type, with what lies just below and above it; none where it is nothing there. */
export function around(type: Type, { type: from, value }: Constant): readonly Value[] {
  if (typeof value === "string") return type.kind === "string" ? texts(value) : typeof Number(value) === "number" && /^-?\d{1,6}$/.test(value) ? around(type, { type: NUMBER, value: BigInt(value) }) : [];
  if (typeof value === "boolean") return type.kind === "bool" ? [value] : [];
  if (typeof value === "number") return isNumber(type) ? around(type, { type: { kind: "decimal", precision: 18, scale: 3 }, value: BigInt(Math.round(Math.max(-1e12, Math.min(1e12, value)) * 1000)) }) : [];
  if (typeof value !== "bigint") return [];
  if (type.kind === "timestamp" || type.kind === "timestamptz") return from.kind === "date" ? beside(value * DAY, [1n, DAY]) : isTime(from) ? beside(value, [1n, DAY]) : [];
  if (type.kind === "date") return from.kind === "date" ? beside(value, [1n]) : isTime(from) ? beside(value / DAY, [1n]) : [];
  if (type.kind === "time") return from.kind === "time" ? beside(value, [1n]) : [];
  if (!isNumber(from)) return type.kind === "string" ? texts(String(value)) : [];
  const scale = from.kind === "decimal" ? from.scale : 0;
  if (type.kind === "float64" || type.kind === "float32") return beside(value, [1n]).map((n) => Number(n) / 10 ** scale);
  if (type.kind === "string") return [String(value)];
  if (isInteger(type)) return beside(value / 10n ** BigInt(scale), [1n]).filter((n) => inRange(type, n));
  if (type.kind === "decimal") {
    const to = type.scale >= scale ? value * 10n ** BigInt(type.scale - scale) : value / 10n ** BigInt(scale - type.scale);
    return beside(to, [1n]).filter((n) => fits(n, type.precision));
  }
  return [];
}

const NUMBER: Type = { kind: "int64" };
const isNumber = (type: Type): boolean => isInteger(type) || type.kind === "decimal" || type.kind === "float64" || type.kind === "float32";
const isTime = ({ kind }: Type): boolean => kind === "timestamp" || kind === "timestamptz";
const beside = (value: bigint, steps: readonly bigint[]): bigint[] => [value, ...steps.flatMap((step) => [value - step, value + step])];
const inRange = ({ kind }: Type, n: bigint): boolean => {
  const bits = BigInt(/\d+$/.exec(kind)?.[0] ?? "64");
  return kind.startsWith("u") ? n >= 0n && n < 1n << bits : n >= -(1n << (bits - 1n)) && n < 1n << (bits - 1n);
};

/** Also in other letters, longer, shorter, and without the signs of patterns. */
function texts(text: string): readonly string[] {
  const plain = text.replaceAll(/[%_^$.*+?()[\]\\]/g, "");
  return [...new Set([text, text.toUpperCase(), text.toLowerCase(), `${text}x`, `x${text}`, text.slice(0, -1), plain, text[0] === undefined ? "" : text[0].toUpperCase() + text.slice(1)])];
}

export type Pool = {
  /** Values that columns of a type share, so that they meet. */
  readonly shared: (type: Type) => readonly Value[];
  readonly near: (of: string, type: Type) => readonly Value[];
  readonly any: (type: Type) => readonly Value[];
};

/** For one try: few values of each type. */
export function poolOf(chance: Chance, all: readonly Constant[], near: ReadonlyMap<string, readonly Constant[]>, memo: Map<string, readonly Value[]>): Pool {
  const kept = <T extends readonly Value[]>(key: string, make: () => T): readonly Value[] => {
    const known = memo.get(key) ?? make();
    memo.set(key, known);
    return known;
  };
  const any = (type: Type): readonly Value[] => kept(`any ${typeText(type)}`, () => [...usualOf(type), ...all.flatMap((one) => around(type, one))]);
  const mine = new Map<string, readonly Value[]>();
  return {
    any,
    near: (of, type) => kept(`near ${of} ${typeText(type)}`, () => (near.get(of) ?? []).flatMap((one) => around(type, one))),
    shared: (type) => {
      const key = isInteger(type) ? "integer" : typeText(type);
      const known = mine.get(key) ?? Array.from({ length: 1 + upTo(chance, 2) }, () => pick(chance, chance() < 0.7 ? usualOf(type) : any(type)));
      mine.set(key, known);
      return known;
    },
  };
}

/** A value for a column; null as often as it may be. */
export function someValue(chance: Chance, pool: Pool, of: string, type: Type, nullable: boolean): Value {
  if (nullable && chance() < 0.2) return null;
  if (type.kind === "list") return Array.from({ length: upTo(chance, 2) }, () => someValue(chance, pool, of, type.element.type, type.element.nullable));
  if (type.kind === "struct") return type.fields.map((field) => someValue(chance, pool, `${of}.${field.name}`, field.type, field.nullable));
  if (type.kind === "map") {
    const keys = [...new Set(Array.from({ length: upTo(chance, 2) }, () => someValue(chance, pool, of, type.key, false)))];
    return keys.map((key) => [key, someValue(chance, pool, of, type.value.type, type.value.nullable)] as const);
  }
  const near = pool.near(of, type);
  const from = near.length > 0 && chance() < 0.55 ? near : chance() < 0.75 ? pool.shared(type) : pool.any(type);
  const fitting = isInteger(type) ? from.filter((value) => inRange(type, value as bigint)) : from;
  return fitting.length > 0 ? pick(chance, fitting) : (usualOf(type)[0] ?? null);
}
