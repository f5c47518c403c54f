/** What a function computes, apart from any engine: the executable definition of its row in ir/functions. */
import type { Type } from "../type.ts";
import type { LambdaValue, Value } from "../value.ts";

/** `args` after the implicit casts, in the order of the row; a variadic argument's type repeats. A lambda's type is that of its body. */
export type KernelTypes = { readonly args: readonly Type[]; readonly result: Type };

/**
 * Over one row. Where the row's null rule is `propagate` or `divisor`, or an argument says `notNull`, a null argument never arrives: the result is null before.
 * Throws `Failure`. Compile-time constants (units, patterns) arrive as their values.
 */
export type ScalarKernel = (args: readonly Value[], types: KernelTypes) => Value;
/** `list transform` and its like: the lambda stands where the row has it. */
export type LambdaKernel = (args: readonly (Value | LambdaValue)[], types: KernelTypes) => Value;
/** Over the rows of a group or of a frame, after `where:` and in the order of `sort:` (else of the relation): each is the arguments' values, nulls among them. */
export type AggregateKernel = (rows: readonly (readonly Value[])[], types: KernelTypes) => Value;
/**
 * `row_number`, `lag` and their like: the value at row `at` of a sorted partition. `peers(i)` is the first row that ties with row i;
 * `rows` are the arguments' values by row.
 */
export type WindowKernel = (at: number, partition: { readonly rows: readonly (readonly Value[])[]; readonly firstPeer: (at: number) => number }, types: KernelTypes) => Value;

/** By the row's own name (`sum.decimal`). */
export type Kernels<K> = Readonly<Record<string, K>>;
