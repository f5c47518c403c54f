/** Random values of scalar types, spread over magnitudes: what a list of known traps does not have. */
import { integerRange } from "../../src/values/coerce.ts";
import { isInteger, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { nastyValues } from "./nasty.ts";

/** Numbers in [0, 1), the same each time for one seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(chance: () => number, of: readonly T[]): T {
  return of[Math.floor(chance() * of.length)] as T;
}

/** Of every length up to `most`, with a sign. */
function digits(chance: () => number, most: number): bigint {
  const count = 1 + Math.floor(chance() * most);
  const text = Array.from({ length: count }, () => Math.floor(chance() * 10)).join("");
  return chance() < 0.5 ? -BigInt(text) : BigInt(text);
}

/** Any bits, or a number as people have them, with few digits behind the point. */
function float(chance: () => number): number {
  const kind = chance();
  if (kind < 0.4) return (chance() - 0.5) * 10 ** Math.floor(chance() * 20);
  if (kind < 0.7) return Math.round((chance() - 0.5) * 1e6) / 10 ** Math.floor(chance() * 6);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, chance() * 2 ** 32);
  bits.setUint32(4, chance() * 2 ** 32);
  return bits.getFloat64(0);
}

function numberText(chance: () => number): string {
  const whole = String(digits(chance, 20));
  const fraction = chance() < 0.6 ? `.${String(digits(chance, 12)).replace("-", "")}` : "";
  return whole + fraction + (chance() < 0.3 ? `e${Math.floor((chance() - 0.5) * 60)}` : "");
}

/** A string is mostly the text of a number; what has no numbers in it is one of its nasty values. */
export function randomValue(type: Type, chance: () => number): Value {
  if (type.kind === "decimal") return digits(chance, type.precision);
  if (type.kind === "float64") return float(chance);
  if (type.kind === "float32") return Math.fround(float(chance));
  if (type.kind === "string" && chance() < 0.8) return numberText(chance);
  const range = integerRange(type);
  if (!isInteger(type) || range === null) return pick(chance, nastyValues(type));
  const span = range.max - range.min + 1n;
  return (((digits(chance, String(range.max).length) - range.min) % span) + span) % span + range.min;
}
