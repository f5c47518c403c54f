/** `, name: value` behind a stage. Those that shape the plan are literals. */
import type { ExprNode, Option } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { replaceAt, report, type Context } from "./context.ts";

type Staged = { readonly options: readonly Option[] };

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
