/** What readers of a rule see change, each change by itself, and whether it breaks them. */
import type { Interface, SortedName, Storage, Tier } from "../../ir/rule.ts";
import { modeOf, storedAs } from "../../ir/storage.ts";
import { storageText } from "../../lang/decompile/storage.ts";
import { fieldText, nameText } from "../../values/type.ts";
import type { DiffRule, DiffSource } from "./side.ts";

export const CHANGES = [
  "column-removed", "column-added", "column-type", "column-nullable", "column-not-null", "column-place", "key-lost", "key-gained", "order", "tier", "storage",
  "promise-removed", "promise-added", "name", "param", "reads", "provider",
] as const;
/** `breaking`: what relied on the rule as it was may fail, or give something else, though its own text is the same. */
export type Change = { readonly kind: (typeof CHANGES)[number]; readonly says: string; readonly breaking: boolean };

const change = (kind: Change["kind"], says: string, breaking: boolean): Change => ({ kind, says, breaking });

type Columns = Interface["columns"];

function columnChanges(before: Columns, after: Columns): readonly Change[] {
  const now = new Map(after.map((column) => [column.name, column]));
  const was = new Set(before.map(({ name }) => name));
  const out = before.flatMap((column): Change[] => {
    const to = now.get(column.name);
    const name = nameText(column.name);
    if (to === undefined) return [change("column-removed", `column ${name} removed`, true)];
    const says = `column ${name} ${fieldText(column)} → ${fieldText(to)}`;
    if (to.type !== column.type) return [change("column-type", says, true)];
    return to.nullable === column.nullable ? [] : [change(to.nullable ? "column-nullable" : "column-not-null", says, to.nullable)];
  });
  const added = after.filter(({ name }) => !was.has(name)).map(({ name }) => change("column-added", `column ${nameText(name)} added`, false));
  const common = (columns: Columns, other: Columns): string => columns.filter(({ name }) => other.some((one) => one.name === name)).map(({ name }) => name).join("\n");
  const moved = common(before, after) === common(after, before) ? [] : [change("column-place", "columns in another order", true)];
  return [...out, ...added, ...moved];
}

const keyText = (key: readonly string[]): string => `[${key.map(nameText).join(", ")}]`;

/** A key holds still where one of now has no column that it lacks. */
function keyChanges(before: Interface["keys"], after: Interface["keys"]): readonly Change[] {
  const holds = (key: readonly string[], keys: Interface["keys"]): boolean => keys.some((of) => of.every((name) => key.includes(name)));
  const lost = before.filter((key) => !holds(key, after));
  const gained = after.filter((key) => !holds(key, before));
  const [one, ...more] = lost;
  if (one !== undefined && more.length === 0 && after.length === 1) return [change("key-lost", `key ${keyText(one)} → ${keyText(after[0] as readonly string[])}`, true)];
  return [...lost.map((key) => change("key-lost", `key ${keyText(key)} no longer holds`, true)), ...gained.map((key) => change("key-gained", `key ${keyText(key)} holds`, false))];
}

const sortedText = ({ name, desc, nullsFirst }: SortedName): string => `${nameText(name)}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`;
const orderText = (order: readonly SortedName[]): string => (order.length === 0 ? "none" : `[${order.map(sortedText).join(", ")}]`);

/** A finer order is still the one that was. */
function orderChanges(before: readonly SortedName[], after: readonly SortedName[]): readonly Change[] {
  const [from, to] = [before.map(sortedText), after.map(sortedText)];
  if (from.length === to.length && from.every((key, i) => key === to[i])) return [];
  return [change("order", `order ${orderText(before)} → ${orderText(after)}`, !from.every((key, i) => key === to[i]))];
}

const TIERS: readonly Tier[] = ["canonical", "stable_set", "best_effort"];
const tierChanges = (before: Tier, after: Tier): readonly Change[] => (before === after ? [] : [change("tier", `tier ${before} → ${after}`, TIERS.indexOf(after) > TIERS.indexOf(before))]);

function promiseChanges(before: readonly string[], after: readonly string[]): readonly Change[] {
  const removed = before.filter((one) => !after.includes(one)).map((one) => change("promise-removed", `${one} removed`, !one.endsWith(" else warn")));
  return [...removed, ...after.filter((one) => !before.includes(one)).map((one) => change("promise-added", `${one} added`, false))];
}

/** A table that keeps its rows goes on as it was made, and readers find in it what they found. */
function isContinued(before: Storage, after: Storage): boolean {
  const [was, is] = [modeOf(before), modeOf(after)];
  return was !== null && is !== null && storedAs(was) === storedAs(is);
}

export function ruleChanges(before: DiffRule, after: DiffRule): readonly Change[] {
  const [stored, stores] = [before, after].map(({ storage }) => storageText(storage, null) ?? "table");
  const [was, is] = [before.interface, after.interface];
  return [
    ...columnChanges(was.columns, is.columns), ...keyChanges(was.keys, is.keys), ...orderChanges(was.order, is.order), ...tierChanges(was.tier, is.tier),
    ...(stored === stores ? [] : [change("storage", `storage ${stored} → ${stores}`, !isContinued(before.storage, after.storage))]), ...promiseChanges(before.promises, after.promises),
  ];
}

/** Of what lies outside nobody here can break anything: each change is one that came. */
export function sourceChanges(before: DiffSource, after: DiffSource): readonly Change[] {
  const provider = before.provider === after.provider ? [] : [change("provider", "read from elsewhere, or read otherwise", false)];
  const changes = [...columnChanges(before.interface.columns, after.interface.columns), ...keyChanges(before.interface.keys, after.interface.keys), ...promiseChanges(before.promises, after.promises), ...provider];
  return changes.map((one) => ({ ...one, breaking: false }));
}
