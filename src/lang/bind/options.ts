/** `, name: value` behind a stage. Those that shape the plan are literals. */
import type { ExprNode, Option } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { boundOf, naturalProblem } from "../../ir/natural-params.ts";
import type { Expr, LiteralValue } from "../../ir/expr.ts";
import { readValue } from "../../values/literal.ts";
import { isExact, type Type } from "../../values/type.ts";
import { isError, replaceAt, report, type Context } from "./context.ts";

type Staged = { readonly options: readonly Option[] };

/** The text of `names: "{fn}_{col}"`, whose holes are known ones. Error: option-value. */
export function namesTemplate(cx: Context, node: ExprNode | undefined, holes: readonly string[]): string | undefined {
  if (node === undefined || node.kind === "error") return undefined;
  const text = node.kind === "literal" && node.literal === "string" ? node.value : null;
  const known = (found: RegExpExecArray): boolean => holes.includes(found[1] as string);
  if (text !== null && [...text.matchAll(/\{(\w*)\}/g)].every(known)) return text;
  report(cx, "option-value", { option: "names", wanted: `a literal whose holes are ${holes.map((hole) => `\`{${hole}}\``).join(" and ")}` }, node);
  return undefined;
}

/** False when there is one that the verb does not have: what it was meant for is then not missing. Error: unknown-option. */
export function checkOptions(cx: Context, stage: Staged, verb: string, known: readonly string[]): boolean {
  let whole = true;
  for (const { name } of stage.options) {
    if (known.includes(name.text)) continue;
    const meant = nearest(name.text, known);
    report(cx, "unknown-option", { name: name.text, stage: verb, known, meant }, name, meant === null ? {} : replaceAt(cx, name, meant));
    whole = false;
  }
  return whole;
}

export const optionOf = (stage: Staged, name: string): ExprNode | undefined => stage.options.find((option) => option.name.text === name)?.value;

/** Error: option-value. */
export function flagOption(cx: Context, stage: Staged, name: string): boolean {
  const value = optionOf(stage, name);
  if (value === undefined) return false;
  if (value.kind === "literal" && value.literal === "bool") return value.value === "true";
  if (value.kind !== "error") report(cx, "option-value", { option: name, wanted: "`true` or `false`" }, value);
  return false;
}

/** One of a few words; undefined where it is not written, or wrong. Error: option-value. */
export function wordOption<T extends string>(cx: Context, stage: Staged, name: string, words: readonly T[]): T | undefined {
  const value = optionOf(stage, name);
  if (value === undefined) return undefined;
  const word = value.kind === "literal" && value.literal === "string" ? words.find((one) => one === value.value) : undefined;
  if (word === undefined && value.kind !== "error") report(cx, "option-value", { option: name, wanted: words.map((one) => `"${one}"`).join(" or ") }, value);
  return word;
}

/** A string literal. Error: option-value. */
export function textOption(cx: Context, stage: Staged, name: string): string | undefined {
  const value = optionOf(stage, name);
  if (value === undefined) return undefined;
  if (value.kind === "literal" && value.literal === "string") return value.value;
  if (value.kind !== "error") report(cx, "option-value", { option: name, wanted: "a literal string" }, value);
  return undefined;
}

/** What a parameter is unless it is given; undefined where it has no default, or its values are not known here. */
export const defaultOf = (name: string, { binding }: Context): LiteralValue | undefined => (binding.params.get(name) ?? binding.program.params.get(name))?.default;

/** Whether an option's value is a literal or a parameter that is at least 0, as a number of rows or a distance is. Error: option-value. */
export function isNatural(cx: Context, expr: Expr, option: string, wanted: string, at: ExprNode): boolean {
  if (isError(expr)) return false;
  const bound = boundOf(expr);
  if (bound !== null && !expr.nullable) {
    const value = bound.kind === "literal" ? bound.value : defaultOf(bound.name, cx);
    if (value === undefined || naturalProblem(value) === null) return true;
  }
  const why = bound === null ? ", a literal or a `$param`" : expr.nullable ? " that is never null" : bound.kind === "param" ? " of at least 0, and its default is less" : " of at least 0";
  report(cx, "option-value", { option, wanted: wanted + why }, at);
  return false;
}

/** Whether a number as large as `distance` is of the type: DuckDB takes the distance between two values for one of them. */
export const reaches = (type: Type, distance: LiteralValue): boolean => !isExact(type) || readValue(type, String(distance).replace("-", "")).ok;
