/** What stands in the parentheses of `as …(…)`: one place perhaps, then options by name, as constants. */
import { nearest } from "../diagnostics/define.ts";
import type { Arg, ExprNode, Name, Span, StorageNode } from "../ast/index.ts";
import { placeAt, say, type Making } from "./making.ts";

/** Where the clause stands: all that reading it takes. */
export type Site = Pick<Making, "scope" | "binding">;

/** What options are called elsewhere. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ["unique_key", "key"], ["primary_key", "key"], ["updated_at", "at"], ["time_column", "time"], ["event_time", "time"], ["begin", "start"], ["batch_size", "grain"], ["on_schema_change", "on_change"], ["sep", "delimiter"],
]);

/** The option that a name stands for; null where it stands for none. */
export function meantOption(name: string, known: readonly string[]): string | null {
  const foreign = FOREIGN.get(name);
  return foreign !== undefined && known.includes(foreign) ? foreign : nearest(name, known);
}

/** The options by name, without those that have no meaning. `storage` in words: `csv`, `table(mode: "merge")`. Error: unknown-storage-option; one that is there twice was reported where it was read. */
export function optionsOf(node: StorageNode, storage: string, known: readonly string[], site: Site): ReadonlyMap<string, Arg> {
  const options = new Map<string, Arg>();
  for (const arg of node.args) {
    const { name } = arg;
    if (name === null || name.text === "") continue;
    if (!known.includes(name.text)) {
      const meant = meantOption(name.text, known);
      const repairs = meant !== null && !node.args.some((other) => other.name?.text === meant);
      say(site, "unknown-storage-option", { storage, name: name.text, meant, known }, name, repairs ? { edits: [{ ...placeAt(site.scope, name), text: meant }] } : {});
    } else if (!options.has(name.text)) options.set(name.text, arg);
  }
  return options;
}

/** The value of a string; null where it is none. */
export const textOf = (node: ExprNode): string | null => (node.kind === "literal" && node.literal === "string" ? node.value : null);

/** One of some words. Null where it is missing or in error. Error: storage-arguments. */
export function wordOf<W extends string>(arg: Arg | undefined, storage: string, words: readonly W[], site: Site): W | null {
  if (arg === undefined || arg.value.kind === "error") return null;
  const text = textOf(arg.value);
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  const meant = text === null ? null : nearest(text, words);
  const problem = `takes behind \`${arg.name?.text ?? ""}\` one of ${words.map((one) => JSON.stringify(one)).join(", ")}`;
  say(site, "storage-arguments", { storage, problem }, arg.value, meant === null ? {} : { edits: [{ ...placeAt(site.scope, arg.value), text: JSON.stringify(meant) }] });
  return null;
}

/** `[a, b]`: names, each once, at least one. Null where it is none. */
export function namesIn(node: ExprNode): readonly Name[] | null {
  if (node.kind !== "list") return null;
  const names = node.elements.map(({ expr, spread, direction, nulls }) => (expr.kind === "ref" && !spread && direction === null && nulls === null ? expr.name : null));
  const texts = names.map((name) => name?.text);
  return names.length === 0 || names.includes(null) || new Set(texts).size < names.length ? null : (names as Name[]);
}

/** The text that names a column of an option: the `i`th of its list, or the name that stands alone. */
export function namedAt(making: Making, option: string, i: number): Span {
  const { decl } = making.declared;
  const value = decl.storage?.args.find(({ name }) => name?.text === option)?.value;
  return (value?.kind === "list" ? value.elements[i]?.expr : value) ?? decl.name;
}
