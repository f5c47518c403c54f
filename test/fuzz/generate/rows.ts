/** Stages that keep, take away, compute or order: what comes out is rows of what went in. */
import { BOOL, INT64, isComparable, isFloat, isNumeric, isSortable } from "../../../src/values/type.ts";
import type { Column } from "../data.ts";
import { anyExpression, condition, overText, someAggregate, sortOf, totalOrder, windowCall } from "./expressions.ts";
import { coin, fresh, keyWithin, one, some, upTo, type Made, type Making, type Scope } from "./making.ts";
import { id, ids } from "./names.ts";

const names = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name);
/** New columns behind the old ones, or in place of those that are called the same. */
export const replaced = (columns: readonly Column[], adds: readonly Column[]): readonly Column[] =>
  [...columns.map((column) => adds.find(({ name }) => name === column.name) ?? column), ...adds.filter(({ name }) => !columns.some((column) => column.name === name))];
/** A key of which a column is computed anew is none. */
const keyBut = (key: Scope["key"], gone: readonly string[]): Scope["key"] => (key === null || key.some((name) => gone.includes(name)) ? null : key);

export function where(making: Making, scope: Scope): Made {
  const numbers = scope.columns.filter(({ type }) => isNumeric(type));
  if (numbers.length > 0 && coin(making, 0.08)) {
    const { name } = one(making, numbers);
    return { text: `where ${id(name)} ${one(making, ["==", ">=", "<"])} ${one(making, ["max", "min"])}(${id(name)})${coin(making, 0.5) ? ` over (by [${id(one(making, comparable(scope)).name)}])` : ""}`, scope };
  }
  return { text: `where ${condition(making, scope)}`, scope };
}

const comparable = ({ columns }: Scope): readonly Column[] => columns.filter(({ type }) => isComparable(type));

export function derive(making: Making, scope: Scope): Made {
  const entries: { readonly column: Column; readonly text: string }[] = [];
  const add = (column: Column, text: string): void => void (entries.some((entry) => entry.column.name.toLowerCase() === column.name.toLowerCase()) || entries.push({ column, text }));
  for (let i = 0, count = upTo(making, 2); i < count; i++) {
    const name = coin(making, 0.15) && scope.columns.length > 0 ? one(making, scope.columns).name : fresh(making);
    const found = coin(making, 0.2) ? windowed(making, scope) : null;
    const value = found ?? anyExpression(making, scope);
    add({ name, type: value.type, nullable: value.nullable }, `${id(name)}: ${value.text}`);
  }
  const added = entries.map(({ column }) => column);
  const spread = coin(making, 0.06) ? across(making, scope, names(added)) : null;
  return {
    text: `derive { ${[...entries.map(({ text }) => text), ...(spread === null ? [] : [spread.text])].join(", ")} }`,
    scope: { columns: [...replaced(scope.columns, added), ...(spread?.columns ?? [])], key: keyBut(scope.key, names(added)) },
  };
}

function windowed(making: Making, scope: Scope): { readonly text: string; readonly type: Column["type"]; readonly nullable: boolean } | null {
  const found = windowCall(making, scope);
  return found === null ? null : { ...found.call, text: `${found.call.text} over (${overText(found.over)})` };
}

function across(making: Making, { columns }: Scope, taken: readonly string[]): { readonly text: string; readonly columns: readonly Column[] } | null {
  const fitting = columns.filter(({ name, type }) => isNumeric(type) && !isFloat(type) && !taken.includes(name));
  if (fitting.length === 0) return null;
  const chosen = some(making, fitting, 2);
  const suffix = fresh(making, "x");
  return {
    text: `...across(${ids(names(chosen))}, ${one(making, ["_ ?? 0", "(_ == 1)", "abs(_)"])} is null, names: "{col}_${suffix}")`,
    columns: chosen.map(({ name }) => ({ name: `${name}_${suffix}`, type: BOOL, nullable: false })),
  };
}


export function select(making: Making, scope: Scope): Made {
  const { columns, key } = scope;
  if (columns.length === 0) return derive(making, scope);
  const kept = columns.filter(({ name }) => key?.includes(name) === true ? coin(making, 0.85) : coin(making, 0.6));
  const chosen = kept.length === 0 ? columns.slice(0, 1) : kept;
  const turn = making.chance();
  const lives = { columns: chosen, key: keyWithin(key, chosen) };
  if (turn < 0.15) return { text: `select ${ids(names(chosen))}`, scope: lives };
  if (turn < 0.25 && chosen.length < columns.length) return { text: `select @all - ${ids(names(columns.filter((column) => !chosen.includes(column))))}`, scope: lives };
  const renamed = new Map<string, string>();
  const entries = chosen.map(({ name }) => {
    if (coin(making, 0.85)) return id(name);
    renamed.set(name, fresh(making));
    return `${id(renamed.get(name) as string)}: ${id(name)}`;
  });
  const value = coin(making, 0.5) ? anyExpression(making, scope) : null;
  const added = value === null ? [] : [{ name: fresh(making), type: value.type, nullable: value.nullable }];
  const now = (name: string): string => renamed.get(name) ?? name;
  return {
    text: `select { ${[...entries, ...added.map(({ name }) => `${id(name)}: ${value?.text}`)].join(", ")} }`,
    scope: { columns: [...chosen.map((column) => ({ ...column, name: now(column.name) })), ...added], key: lives.key?.map(now) ?? null },
  };
}

export function drop(making: Making, scope: Scope): Made | null {
  if (scope.columns.length < 2) return null;
  const gone = names(some(making, scope.columns.slice(1), 2));
  const columns = scope.columns.filter(({ name }) => !gone.includes(name));
  return { text: `drop ${ids(gone)}`, scope: { columns, key: keyWithin(scope.key, columns) } };
}

export function rename(making: Making, { columns, key }: Scope): Made | null {
  if (columns.length === 0) return null;
  const chosen = some(making, columns, 2).map(({ name }) => [name, fresh(making)] as const);
  const now = new Map(chosen);
  const renamed = (name: string): string => now.get(name) ?? name;
  return { text: `rename { ${chosen.map(([old, name]) => `${id(name)}: ${id(old)}`).join(", ")} }`, scope: { columns: columns.map((column) => ({ ...column, name: renamed(column.name) })), key: key?.map(renamed) ?? null } };
}

export function sort(making: Making, scope: Scope): Made | null {
  const sortable = scope.columns.filter(({ type }) => isSortable(type));
  const order = coin(making, 0.5) ? totalOrder(making, scope) : null;
  if (sortable.length === 0) return null;
  return { text: `sort ${order ?? sortOf(making, names(some(making, sortable, 3)))}`, scope };
}

/** Makes a key of columns that can be sorted by, where there is none. */
export function keyed(making: Making, scope: Scope): { readonly before: string; readonly scope: Scope; readonly order: string } | null {
  const order = totalOrder(making, scope);
  if (order !== null) return { before: "", scope, order };
  const sortable = scope.columns.filter(({ type }) => isSortable(type));
  if (sortable.length === 0) return null;
  const distinctly = { columns: sortable, key: names(sortable) };
  return { before: `select ${ids(distinctly.key)} |> distinct |> `, scope: distinctly, order: totalOrder(making, distinctly) as string };
}

export function limit(making: Making, given: Scope): Made | null {
  const found = keyed(making, given);
  if (found === null) return null;
  return { text: `${found.before}sort ${found.order} |> limit ${Math.floor(making.chance() * 6)}${coin(making, 0.3) ? `, offset: ${Math.floor(making.chance() * 3)}` : ""}`, scope: found.scope };
}

const HAS_TEXT: ReadonlySet<string> = new Set(["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "string", "date", "timestamp", "bool", "decimal"]);

export function sample(making: Making, given: Scope): Made | null {
  const found = keyed(making, given);
  if (found === null || !(found.scope.key ?? []).every((name) => HAS_TEXT.has(found.scope.columns.find((column) => column.name === name)?.type.kind ?? ""))) return null;
  return { text: `${found.before}sample ${one(making, ["0.5", "0.8", "0.25", "1.0"])}, seed: ${Math.floor(making.chance() * 100)}`, scope: found.scope };
}

/** What cannot be compared is left out first. */
export function distinct(making: Making, scope: Scope): Made | null {
  const kept = coin(making, 0.4) ? some(making, comparable(scope), 3) : comparable(scope);
  if (kept.length === 0) return null;
  const before = kept.length === scope.columns.length ? "" : `select ${ids(names(kept))} |> `;
  return { text: `${before}distinct`, scope: { columns: kept, key: names(kept) } };
}

export function dedupe(making: Making, scope: Scope): Made | null {
  const order = totalOrder(making, scope);
  const on = names(some(making, comparable(scope), 2));
  if (on.length === 0) return null;
  const sortable = names(scope.columns.filter(({ type }) => isSortable(type)));
  // Ties that are met stop the run: rarely asked for.
  const tied = order === null || coin(making, 0.1);
  if (tied && sortable.length === 0) return null;
  const by = tied ? `${sortOf(making, sortable)}, ties: "error"` : order;
  return { text: `dedupe on ${ids(on)} keep ${one(making, ["first", "last"])} by ${by}`, scope: { columns: scope.columns, key: on } };
}

export function check(making: Making, scope: Scope): Made {
  const turn = making.chance();
  const keys = comparable(scope);
  if (turn < 0.3 && keys.length > 0) {
    const key = scope.key !== null && scope.key.length > 0 && coin(making, 0.7) ? scope.key : names(some(making, keys, 2));
    return { text: `check key ${ids(key)}`, scope: { columns: scope.columns, key: scope.key ?? key } };
  }
  if (turn < 0.5) return { text: `check count() ${one(making, [">", "<"])} ${Math.floor(making.chance() * 8)} else warn`, scope };
  if (turn < 0.6) return { text: `check ${someAggregate(making, scope).text} is not null else warn "none"`, scope };
  return { text: `check ${condition(making, scope)} else ${coin(making, 0.85) ? "warn" : "error"}${coin(making, 0.5) ? ` "broken"` : ""}`, scope };
}

export function window(making: Making, scope: Scope): Made | null {
  const found = windowCall(making, scope);
  if (found === null) return null;
  const name = fresh(making);
  const more = coin(making, 0.2) && found.over.frame !== "" ? [fresh(making)] : [];
  const text = `window ${overText(found.over)} { ${id(name)}: ${found.call.text}${more.map((other) => `, ${other}: count()`).join("")} }`.replace("window  {", "window {");
  return { text, scope: { columns: [...scope.columns, { name, type: found.call.type, nullable: true }, ...more.map((other) => ({ name: other, type: INT64, nullable: false }))], key: scope.key } };
}

