/** Which argument stands where: by place, by name, by default. */
import type { Type } from "../../values/type.ts";
import type { CallArg } from "./patterns.ts";
import type { ArgSpec, FunctionRow } from "./row.ts";

/** A place of the row and what stands in it; `index` of the written argument, null where the default stands. */
export type Slot = { readonly spec: ArgSpec; readonly index: number | null; readonly arg: CallArg };
export type Misplaced = { readonly problem: "count" } | { readonly problem: "name"; readonly index: number };

const defaultArg = (value: CallArg["literal"], type: Type): CallArg => ({ name: null, type, nullable: value === null, literal: value });

/** In the row's order, what a variadic argument stands for last. */
export function placeArgs(row: FunctionRow, args: readonly CallArg[]): readonly Slot[] | Misplaced {
  // Most calls give every argument by its place.
  if (row.variadic === undefined && args.length === row.args.length && args.every(({ name }) => name === null)) {
    return args.map((arg, index) => ({ spec: row.args[index] as ArgSpec, index, arg }));
  }
  const fixed = row.variadic === undefined ? row.args : row.args.slice(0, -1);
  const taken = new Map<string, Slot>();
  const rest: Slot[] = [];
  let next = 0;
  for (const [index, arg] of args.entries()) {
    const spec = arg.name === null ? fixed[next++] : fixed.find(({ name }) => name === arg.name);
    if (spec !== undefined && !taken.has(spec.name)) taken.set(spec.name, { spec, index, arg });
    else if (arg.name !== null) return { problem: "name", index };
    else if (spec === undefined && row.variadic !== undefined) rest.push({ spec: row.args.at(-1) as ArgSpec, index, arg });
    else return { problem: "count" };
  }
  const slots: Slot[] = [];
  for (const spec of fixed) {
    const slot = taken.get(spec.name) ?? (spec.default && { spec, index: null, arg: defaultArg(spec.default.value, spec.default.type) });
    if (slot === undefined) return { problem: "count" };
    slots.push(slot);
  }
  return rest.length < (row.variadic ?? 0) ? { problem: "count" } : [...slots, ...rest];
}

/** `1 argument`, `2 or 3 arguments`, `at least 2 arguments`: what the rows of one name take together. */
export function argumentCount(rows: readonly FunctionRow[]): string {
  const counts = new Set<number>();
  let least: number | null = null;
  for (const { args, variadic } of rows) {
    const fixed = variadic === undefined ? args : args.slice(0, -1);
    const needed = fixed.filter((spec) => spec.default === undefined).length;
    if (variadic !== undefined) least = Math.min(least ?? Infinity, needed + variadic);
    else for (let n = needed; n <= fixed.length; n++) counts.add(n);
  }
  const noun = (n: number): string => (n === 1 ? "argument" : "arguments");
  if (least !== null) return `at least ${least} ${noun(least)}`;
  const sorted = [...counts].sort((a, b) => a - b);
  const last = sorted.at(-1) ?? 0;
  return sorted.length === 1 ? `${last === 0 ? "no" : last} ${noun(last)}` : `${sorted.slice(0, -1).join(", ")} or ${last} arguments`;
}
