/**
 * Values as the evaluator holds them. The type says how to read one:
 * - bool: boolean; integers and decimals: bigint (a decimal's digits without its point); floats: number
 * - string, uuid (lower case, with hyphens), json (its text): string; binary: bytes
 * - date: bigint, days since 1970-01-01; time: bigint, microseconds of the day; timestamp, timestamptz: bigint, microseconds since 1970 began
 * - interval: months, days and microseconds apart, as they do not convert
 * - list: its elements; struct: its fields in the order of the type; map: pairs of key and value, in the order in which they were put in
 */
export type Value = null | boolean | bigint | number | string | Uint8Array | Interval | readonly Value[];
export type Interval = { readonly months: bigint; readonly days: bigint; readonly micros: bigint };

/** A function of a list's elements, in the place of an argument. */
export type LambdaValue = (...args: readonly Value[]) => Value;
