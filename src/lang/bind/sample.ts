/** sample: rows chosen by the hash of their key, so that every engine and every run keeps the same ones. Meaning: docs/language.md, "Verbs". */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import { canCast } from "../../values/coerce.ts";
import { INT64, STRING, typeText } from "../../values/type.ts";
import type { ExprNode, SampleStage } from "../ast/index.ts";
import { columnDef, constant, nameOf, newNode, origin, report, unsure, type Context, type Row } from "./context.ts";
import { checkOptions, optionOf } from "./options.ts";
import { applyFunction } from "./resolve.ts";
import { columnIn, withRel } from "./row.ts";

/** How many leading bits of the digest are compared: as many as 13 hex digits hold. */
const BITS = 52n;
const DIGITS = Number(BITS / 4n);

/**
 * A filter: the first 52 bits of the SHA-256 of (seed, key), written as `hash_id` writes them, are below the fraction of all that 52 bits can be.
 * Errors: option-value, sample-needs-key.
 */
export function sample(stage: SampleStage, row: Row, cx: Context): Row {
  const whole = checkOptions(cx, stage, "sample", ["seed"]);
  const below = thresholdOf(stage.fraction, cx);
  // A fraction that is none says enough.
  const seed = seedOf(stage, whole && below !== null, cx);
  const key = keyOf(row, cx);
  if (key === null && !unsure(row)) report(cx, "sample-needs-key", { types: keyTypes(row, cx) }, stage);
  if (key === null || seed === null || below === null) return row;
  // All of it, whatever the hashes are.
  if (below >> BITS === 1n) return row;
  const apply = (fn: string, ...args: readonly Expr[]): Expr => applyFunction(cx, fn, args.map((expr) => ({ name: null, expr, at: stage })), stage, null);
  const text = (value: string): Expr => constant(cx, stage, STRING, value);
  const place = (value: number): Expr => constant(cx, stage, INT64, String(value));
  const columns = key.map((column) => columnIn(cx, row, column, stage));
  const [id, start] = columns.length === 0 ? [apply("sha256", text(seed)), 1] : [apply("hash_id", text(seed), ...columns), `${seed}:`.length + 1];
  // Hex digits of one length compare as the numbers that they are.
  const predicate = apply("lt", apply("substr", id, place(start), place(DIGITS)), text(below.toString(16).padStart(DIGITS, "0")));
  return withRel(row, { kind: "filter", id: newNode(cx), at: origin(cx, stage), outputs: row.rel.outputs, input: row.rel, predicate });
}

/** The least number that is not below the fraction of 2^52. */
function thresholdOf(node: ExprNode, cx: Context): bigint | null {
  const digits = node.kind === "literal" && (node.literal === "decimal" || node.literal === "int") ? node.value : null;
  const [whole = "", decimals = ""] = digits?.split(".") ?? [];
  const scale = 10n ** BigInt(decimals.length);
  const fraction = digits === null ? -1n : BigInt(`${whole}${decimals}`);
  if (fraction >= 0n && fraction <= scale) return ((fraction << BITS) + scale - 1n) / scale;
  if (node.kind !== "error") report(cx, "option-value", { option: "sample", wanted: "a literal fraction between 0 and 1" }, node);
  return null;
}

/** The seed as hash_id writes it. */
function seedOf(stage: SampleStage, whole: boolean, cx: Context): string | null {
  const node = optionOf(stage, "seed");
  const negative = node?.kind === "unary" && node.op === "-";
  const digits = negative ? node.arg : node;
  if (digits?.kind === "literal" && digits.literal === "int") {
    const number = BigInt(digits.value);
    return String(negative ? -number : number);
  }
  if (whole && node?.kind !== "error") report(cx, "option-value", { option: "seed", wanted: "a literal integer: `, seed: 7`" }, node ?? stage);
  return null;
}

const hasText = (cx: Context, column: ColumnId): boolean => canCast(columnDef(cx, column).type, STRING);

/** The smallest key whose columns have a text, in the order of the table; of two as small, the one that comes first in it. */
function keyOf(row: Row, cx: Context): readonly ColumnId[] | null {
  const place = new Map(row.rel.outputs.map((column, i) => [column, i]));
  const keys = cx.binding.propsOf(row.rel).keys.map((key) => [...key].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)));
  const usable = keys.filter((key) => key.every((column) => place.has(column) && hasText(cx, column)));
  const before = (a: readonly ColumnId[], b: readonly ColumnId[]): number => {
    const differ = a.findIndex((column, i) => column !== b[i]);
    return differ < 0 ? 0 : (place.get(a[differ] as ColumnId) ?? 0) - (place.get(b[differ] as ColumnId) ?? 0);
  };
  return usable.sort((a, b) => a.length - b.length || before(a, b))[0] ?? null;
}

/** Key columns that have no text. */
const keyTypes = (row: Row, cx: Context): string[] =>
  [...new Set(cx.binding.propsOf(row.rel).keys.flatMap((key) => [...key]))].filter((column) => !hasText(cx, column)).map((column) => `${nameOf(cx, column)}: ${typeText(columnDef(cx, column).type)}`);
