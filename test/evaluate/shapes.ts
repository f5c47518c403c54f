/** The calls that one makes of a row of the function table: every combination of types that resolves to it, each with many values. */
import { overloadsOf, resolveCall, writtenName, type ArgSpec, type FunctionRow } from "../../src/ir/functions/index.ts";
import { isInteger, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { textOf } from "../../src/values/value-text.ts";
import { typeOf } from "../functions/engine.ts";
import type { Call, GivenArg } from "./differential.ts";
import { nastyValues } from "./nasty.ts";
import { random } from "./random-values.ts";

/** How much of the product of types and values is taken; all of it with 1. `seed` chooses the part. */
export type Slice = { readonly types: number; readonly values: number; readonly seed: number };

/** `literals`: values of arguments that must be literals, by the argument's name. */
export function callsOf(row: FunctionRow, types: readonly Type[], literals: Readonly<Record<string, readonly (readonly [type: string, text: string])[]>>, slice: Slice): readonly Call[] {
  const chance = random(slice.seed);
  const calls: Call[] = [];
  const shapes = shapesOf(row, types, literals);
  // One of each row at least.
  const sure = Math.floor(chance() * shapes.length);
  for (const [i, shape] of shapes.entries()) if (chance() < slice.types || i === sure) calls.push(...valuesOf(row, shape, slice.values, chance));
  return calls;
}

type Place = { readonly type: Type; readonly literal: string | null; readonly name: string | null };

function shapesOf(row: FunctionRow, types: readonly Type[], literals: Parameters<typeof callsOf>[2]): readonly (readonly Place[])[] {
  const specs = row.variadic === undefined ? row.args : [...row.args, row.args.at(-1) as ArgSpec];
  let shapes: (readonly Place[])[] = [[]];
  for (const [i, spec] of specs.entries()) {
    const fixed = literals[spec.name]?.map(([type, text]) => ({ type: typeOf(type), literal: text, name: null }));
    shapes = shapes.flatMap((before) => {
      // Of three that share a type, the third has that of the second.
      const all = i >= 2 ? types.filter((type) => type === before[1]?.type || before[1]?.literal !== null) : types;
      return (fixed ?? all.map((type) => ({ type, literal: null, name: null }))).map((place) => [...before, place]);
    });
  }
  return shapes.filter((shape) => {
    const found = resolveCall(writtenName(row), shape.map(({ type, literal }) => ({ name: null, type, nullable: true, literal: literal ?? undefined })));
    return found.ok && found.row === row;
  });
}

/** Each value with each, or as many of these as wanted; then the same without nulls. */
function* valuesOf(row: FunctionRow, shape: readonly Place[], wanted: number, chance: () => number): Generator<Call> {
  const fn = writtenName(row);
  const pools = shape.map(({ type, literal }): readonly Value[] => (literal === null ? [null, ...nastyValues(type)] : []));
  const sizes = pools.map((pool) => Math.max(1, pool.length));
  const total = sizes.reduce((product, size) => product * size, 1);
  const count = Math.min(total, wanted);
  for (let n = 0; n < count; n++) {
    let at = count === total ? n : Math.floor(chance() * total);
    const args = shape.map((place, i) => {
      const size = sizes[i] as number;
      const value = (pools[i] as readonly Value[])[at % size] ?? null;
      at = Math.floor(at / size);
      return argAt(place, value);
    });
    yield { fn, args };
    // What may not be null has another SQL for some rows.
    if (args.every(({ value }) => value !== null)) yield { fn, args: args.map((arg) => ({ ...arg, nullable: false })) };
  }
}

function argAt({ type, literal, name }: Place, value: Value): GivenArg {
  if (literal === null) return { type, value, nullable: true, literal: false, name };
  return { type, value: isInteger(type) ? BigInt(literal) : literal, nullable: false, literal: true, name };
}

const WITHOUT_LITERAL: ReadonlySet<string> = new Set(["binary", "uuid", "json", "list", "struct", "map"]);

/** Literals of numbers, where an operator takes any: a literal counts by its own digits, and its SQL may be another. */
export const asLiterals = (calls: readonly Call[], position: number): readonly Call[] =>
  calls.flatMap((call) => {
    const arg = call.args[position];
    if (arg === undefined || arg.value === null || arg.literal || WITHOUT_LITERAL.has(arg.type.kind)) return [];
    const args = call.args.map((other, i) => (i === position ? { ...arg, literal: true, nullable: false } : other));
    const text = textOf(arg.type, arg.value);
    const found = resolveCall(call.fn, args.map(({ type, nullable, literal }, i) => ({ name: null, type, nullable, literal: literal ? (i === position ? text : null) : undefined })));
    return found.ok && overloadsOf(call.fn).includes(found.row) ? [{ fn: call.fn, args }] : [];
  });
