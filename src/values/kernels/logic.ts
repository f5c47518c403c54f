/** Logic of three values: a null is a value that is not known. Here nulls arrive. */
import type { Kernels, ScalarKernel } from "./kernel.ts";
import type { Value } from "../value.ts";

export const and = (a: Value, b: Value): Value => (a === false || b === false ? false : a === null || b === null ? null : true);
export const or = (a: Value, b: Value): Value => (a === true || b === true ? true : a === null || b === null ? null : false);

export const LOGIC: Kernels<ScalarKernel> = {
  and: ([a, b]) => and(a as Value, b as Value),
  or: ([a, b]) => or(a as Value, b as Value),
  not: ([x]) => !(x as boolean),
  is_null: ([x]) => x === null,
};
