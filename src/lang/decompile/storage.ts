/** How a rule is stored, as the clause that says so. */
import type { Storage } from "../../ir/rule.ts";
import { modeOf, type Mode } from "../../ir/storage.ts";
import { nameText, typeText, type Type } from "../../values/type.ts";
import type { RuleDecl, StorageNode } from "../ast/index.ts";
import { parse } from "../parser/index.ts";

/** Null where nothing has to be said. `start`: the type of the bounds of a table by time. */
export function storageNode(storage: Storage, start: Type | null): StorageNode | null {
  const text = storageText(storage, start);
  if (text === null) return null;
  const [stub] = parse("", `rule r as ${text} unordered { from r }`).ast.declarations as [RuleDecl];
  return stub.storage;
}

export function storageText(storage: Storage, start: Type | null): string | null {
  if ("path" in storage) return `${storage.kind}(${[JSON.stringify(storage.path), ...Object.entries(storage.options).map(optionText)].join(", ")})`;
  if (storage.kind !== "table") return storage.kind;
  const mode = modeOf(storage);
  if (mode === null) return null;
  const options = [`mode: "${mode.mode}"`, ...MODES[mode.mode](mode as never, start), ...(mode.onChange === "fail" ? [] : [`on_change: "${mode.onChange}"`])];
  return `table(${options.join(", ")})`;
}

const MODES: { readonly [M in Mode["mode"]]: (mode: Extract<Mode, { readonly mode: M }>, start: Type | null) => readonly string[] } = {
  append: () => [],
  merge: ({ key }) => [`key: ${names(key)}`],
  by_time: ({ time, grain, lookback, start }, type) =>
    [`time: ${nameText(time)}`, `grain: "${grain}"`, ...(lookback === 0 ? [] : [`lookback: ${lookback}`]), `start: ${type === null ? "" : `${typeText(type)} `}${JSON.stringify(start)}`],
  versions: ({ key, at }) => [`key: ${names(key)}`, `at: ${nameText(at)}`],
};

const optionText = ([name, value]: readonly [string, string | boolean | null | readonly string[]]): string =>
  `${name}: ${typeof value === "object" && value !== null ? names(value) : JSON.stringify(value)}`;
const names = (of: readonly string[]): string => `[${of.map(nameText).join(", ")}]`;
