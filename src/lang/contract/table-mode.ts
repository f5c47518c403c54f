/** `as table(mode: …)`: what a run makes of rows that are stored already. Meaning: docs/language.md, "Tables that keep their rows". */
import { NO_ORIGIN, type ColumnId } from "../../ir/id.ts";
import { coversKey } from "../../ir/props/index.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Grain, OnChange, Storage, TableMode } from "../../ir/rule.ts";
import { modeOf, VALID_FROM, VALID_TO, type Mode } from "../../ir/storage.ts";
import { instantOf, truncated } from "../../values/kernels/calendar.ts";
import { readLiteral } from "../../values/literal.ts";
import { ERROR, isComparable, nameText, typeText, type Type } from "../../values/type.ts";
import { valueOf } from "../../values/value-text.ts";
import type { Arg, StorageNode } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { columnName, placeAt, say, type Making } from "./making.ts";
import { meantOption, namedAt, namesIn, optionsOf, textOf, wordOf, type Site } from "./storage-args.ts";
import { columnType } from "./storage-files.ts";

type Name = TableMode["mode"];
type Options = ReadonlyMap<string, Arg>;
type Read = { readonly options: Options; readonly storage: string; readonly node: StorageNode; readonly site: Site };
/** `read` gives null where a mistake was reported. `needs`: options that must be there, beside `mode`; `options`: those that may. */
type Row = { readonly needs: readonly string[]; readonly options: readonly string[]; readonly read: (of: Read) => TableMode | null };

const REPLACE = { kind: "table", mode: "replace" } as const;
const GRAINS: readonly Grain[] = ["hour", "day", "week", "month", "year"];
const ON_CHANGE: readonly OnChange[] = ["fail", "add", "rebuild"];
/** What options look like, for who has left one out. */
const EXAMPLES: Readonly<Record<string, string>> = { key: "key: [id]", time: "time: day", grain: 'grain: "day"', start: 'start: date "2024-01-01"', at: "at: updated_at" };

const MODES: Readonly<Record<Name, Row>> = {
  replace: { needs: [], options: [], read: () => ({ mode: "replace" }) },
  append: { needs: [], options: ["on_change"], read: (of) => ({ mode: "append", onChange: onChange(of) }) },
  merge: {
    needs: ["key"],
    options: ["on_change"],
    read: (of) => {
      const key = keyIn(of);
      return key === null ? null : { mode: "merge", key, onChange: onChange(of) };
    },
  },
  by_time: {
    needs: ["time", "grain", "start"],
    options: ["lookback", "on_change"],
    read: (of) => {
      const [time, grain, lookback, start] = [columnIn("time", of), grainIn(of), lookbackIn(of), startIn(of)];
      if (time === null || grain === null || lookback === null || start === null) return null;
      const onGrain = isOnGrain(grain, start, of);
      return onGrain ? { mode: "by_time", time, grain, lookback, start: start.text, onChange: onChange(of) } : null;
    },
  },
  versions: {
    needs: ["key", "at"],
    options: ["on_change"],
    read: (of) => {
      const [key, at] = [keyIn(of), columnIn("at", of)];
      if (key === null || at === null) return null;
      if (!key.includes(at)) return { mode: "versions", key, at, onChange: onChange(of) };
      wrong(of, "at", `takes behind \`at\` a column beside its key: each version of a row has another`);
      return null;
    },
  },
};
const MODE_NAMES = Object.keys(MODES) as Name[];

/** What modes are called elsewhere. */
const FOREIGN: ReadonlyMap<string, Name> = new Map([
  ["overwrite", "replace"], ["full", "replace"], ["table", "replace"], ["insert", "append"], ["upsert", "merge"], ["unique_key", "merge"], ["incremental", "merge"],
  ["delete+insert", "by_time"], ["insert_overwrite", "by_time"], ["microbatch", "by_time"], ["incremental_by_time_range", "by_time"], ["partition", "by_time"], ["time", "by_time"],
  ["snapshot", "versions"], ["scd2", "versions"], ["scd_type_2", "versions"], ["history", "versions"],
]);

/** Errors (a table that each run replaces then): unknown-table-mode, storage-option-missing, unknown-storage-option, storage-arguments. */
export function tableStorage(node: StorageNode, site: Site): Storage {
  for (const { name, value } of node.args) if (name === null) say(site, "storage-arguments", { storage: "table", problem: "is called as its rule, and takes options only" }, value);
  const arg = node.args.find(({ name }) => name?.text === "mode");
  if (arg === undefined) {
    const mode = node.args.flatMap(({ name }) => (name === null ? [] : (modeTaking(name.text) ?? []))).at(0);
    if (mode === undefined) optionsOf(node, "table", ["mode"], site);
    else say(site, "storage-option-missing", { storage: "table", options: ["mode"], example: `mode: ${JSON.stringify(mode)}` }, node.name);
    return REPLACE;
  }
  if (arg.value.kind === "error") return REPLACE;
  const text = textOf(arg.value);
  const mode = MODE_NAMES.find((name) => name === text);
  if (mode === undefined) {
    const word = text ?? (arg.value.kind === "ref" ? arg.value.name.text : null);
    const meant = word === null ? null : (FOREIGN.get(word.toLowerCase()) ?? nearest(word, MODE_NAMES));
    say(site, "unknown-table-mode", { name: text, meant, known: MODE_NAMES }, arg.value, meant === null ? {} : { edits: [{ ...placeAt(site.scope, arg.value), text: JSON.stringify(meant) }] });
    return REPLACE;
  }
  const storage = `table(mode: "${mode}")`;
  const row = MODES[mode];
  const of: Read = { options: optionsOf(node, storage, ["mode", ...row.needs, ...row.options], site), storage, node, site };
  reportMissing(row.needs, of);
  const read = row.read(of);
  return read === null ? REPLACE : { kind: "table", ...read };
}

/** A mode that has such an option: merge before others, as most who leave the mode out mean it. */
function modeTaking(option: string): Name | undefined {
  const takes = (name: Name): boolean => meantOption(option, [...MODES[name].needs, ...MODES[name].options]) !== null;
  return takes("merge") ? "merge" : MODE_NAMES.find(takes);
}

/** The type of `$from` and `$to`; null where a rule has none; ERROR where it should have, also where its mode is missing or none, and other options say which it is. */
export function intervalType(node: StorageNode | null): Type | null {
  if (node?.name.text !== "table") return null;
  const of = (name: string): Arg["value"] | undefined => node.args.find((arg) => arg.name?.text === name)?.value;
  const mode = of("mode");
  const text = mode === undefined ? null : textOf(mode);
  const byTime = MODE_NAMES.some((name) => name === text) ? text === "by_time" : MODES.by_time.needs.some((option) => of(option) !== undefined);
  return byTime ? (startType(of("start")) ?? ERROR) : null;
}

function startType(node: Arg["value"] | undefined): Type | null {
  if (node?.kind !== "literal" || (node.literal !== "date" && node.literal !== "timestamp" && node.literal !== "timestamptz")) return null;
  const read = readLiteral(node.literal, node.value);
  return read.ok ? read.type : null;
}

function wrong({ storage, site, options, node }: Read, option: string, problem: string, instead: string | null = null): void {
  const at = options.get(option)?.value ?? node.name;
  say(site, "storage-arguments", { storage, problem }, at, instead === null ? {} : { edits: [{ ...placeAt(site.scope, at), text: instead }] });
}

/** Error: storage-option-missing. */
function reportMissing(needs: readonly string[], { options, storage, node, site }: Read): void {
  // One may be there under a name that was reported.
  const missing = needs.filter((option) => !options.has(option) && !node.args.some(({ name }) => name !== null && meantOption(name.text, [option]) !== null));
  if (missing.length > 0) say(site, "storage-option-missing", { storage, options: missing, example: missing.map((option) => EXAMPLES[option] ?? option).join(", ") }, node.name);
}

/** The value of an option; null where there is none, or it holds an error. */
function needed(option: string, { options }: Read): Arg["value"] | null {
  const value = options.get(option)?.value;
  return value === undefined || value.kind === "error" ? null : value;
}

function keyIn(of: Read): readonly string[] | null {
  const value = needed("key", of);
  if (value === null) return null;
  const names = namesIn(value);
  const alone = textOf(value) ?? (value.kind === "ref" ? value.name.text : null);
  if (names === null) wrong(of, "key", "takes columns behind `key`, each once: `key: [id]`", alone === null ? null : `[${nameText(alone)}]`);
  return names === null ? null : names.map(({ text }) => text);
}

function columnIn(option: "time" | "at", of: Read): string | null {
  const value = needed(option, of);
  if (value === null) return null;
  if (value.kind === "ref") return value.name.text;
  const text = textOf(value);
  wrong(of, option, `takes a column behind \`${option}\`: \`${EXAMPLES[option] ?? ""}\``, text === null ? null : nameText(text));
  return null;
}

const grainIn = (of: Read): Grain | null => (needed("grain", of) === null ? null : wordOf(of.options.get("grain"), of.storage, GRAINS, of.site));
const onChange = ({ options, storage, site }: Read): OnChange => wordOf(options.get("on_change"), storage, ON_CHANGE, site) ?? "fail";

function lookbackIn(of: Read): number | null {
  const value = of.options.get("lookback")?.value;
  if (value === undefined) return 0;
  if (value.kind === "error") return null;
  const count = value.kind === "literal" && value.literal === "int" ? Number(value.value) : -1;
  if (Number.isSafeInteger(count) && count >= 0) return count;
  wrong(of, "lookback", "takes behind `lookback` how many of the last intervals each run makes again: a whole number, 0 or more");
  return null;
}

type Start = { readonly type: Type; readonly text: string };

function startIn(of: Read): Start | null {
  const value = needed("start", of);
  if (value === null) return null;
  const type = startType(value);
  const read = value.kind === "literal" && type !== null ? readLiteral(value.literal, value.value) : null;
  if (read?.ok === true && type !== null && typeof read.value === "string") return { type, text: read.value };
  const text = textOf(value);
  const kind = text === null ? undefined : (["date", "timestamp"] as const).find((literal) => readLiteral(literal, text).ok);
  wrong(of, "start", 'takes behind `start` the first interval\'s beginning, as a constant: `start: date "2024-01-01"`, a timestamp or a timestamptz', kind === undefined ? null : `${kind} ${JSON.stringify(text)}`);
  return null;
}

/** Whether intervals of the grain begin where the first one is said to. Error: storage-arguments. */
function isOnGrain(grain: Grain, { type, text }: Start, of: Read): boolean {
  if (type.kind === "date" && grain === "hour") {
    wrong(of, "grain", "has a start without hours: with the grain \"hour\" it is a timestamp");
    return false;
  }
  const instant = instantOf(valueOf(type, text), type);
  if (truncated(grain, instant) === instant) return true;
  const first = { hour: "on the hour", day: "at midnight", week: "on a Monday", month: "on the first of a month", year: "on the first of January" }[grain];
  wrong(of, "start", `begins ${first}${type.kind === "timestamptz" ? " in UTC" : ""}, as its grain is "${grain}"`);
  return false;
}

/** Whether the result has the columns that its mode names, and as it needs them. Errors: unknown-column, storage-column, storage-arguments. */
export function checkMode(storage: Storage, columns: ReadonlyMap<string, Type>, making: Making): void {
  const mode = modeOf(storage);
  if (mode !== null) CHECKS[mode.mode](mode as never, columns, making);
}

type Check<M extends Mode["mode"]> = (mode: Extract<Mode, { readonly mode: M }>, columns: ReadonlyMap<string, Type>, making: Making) => void;
const CHECKS: { readonly [M in Mode["mode"]]: Check<M> } = {
  append: () => {},
  merge: ({ key }, columns, making) => checkKey(key, columns, making),
  by_time: ({ time }, columns, making) => {
    const wanted = intervalType(making.declared.decl.storage) ?? ERROR;
    const at = namedAt(making, "time", 0);
    const type = columnType(time, columns, at, making);
    if (type !== ERROR && wanted !== ERROR && type !== wanted) say(making, "storage-column", { option: "time", column: time, type: typeText(type), wants: `a ${typeText(wanted)}, as its start is` }, at);
  },
  versions: ({ key, at }, columns, making) => {
    checkKey(key, columns, making);
    const place = namedAt(making, "at", 0);
    const type = columnType(at, columns, place, making);
    if (type !== ERROR && type.kind !== "date" && type.kind !== "timestamp" && type.kind !== "timestamptz") {
      say(making, "storage-column", { option: "at", column: at, type: typeText(type), wants: "a date, a timestamp or a timestamptz" }, place);
    }
    const taken = [...columns.keys()].find((name) => name.toLowerCase() === VALID_FROM || name.toLowerCase() === VALID_TO);
    const { decl } = making.declared;
    if (taken !== undefined) say(making, "storage-arguments", { storage: 'table(mode: "versions")', problem: `adds \`${VALID_FROM}\` and \`${VALID_TO}\`, and the result has \`${taken}\`` }, decl.storage?.name ?? decl.name);
  },
};

function checkKey(key: readonly string[], columns: ReadonlyMap<string, Type>, making: Making): void {
  for (const [i, name] of key.entries()) {
    const at = namedAt(making, "key", i);
    const type = columnType(name, columns, at, making);
    if (type !== ERROR && !isComparable(type)) say(making, "storage-column", { option: "key", column: name, type: typeText(type), wants: "of a type whose values can be compared" }, at);
  }
}

/** What each run's rows must be, that they can be told from those that are stored: one row of each key, and each version with its instant. What is proven costs nothing. */
export function claimMode(storage: Storage, root: Rel, making: Making): void {
  const mode = modeOf(storage);
  if (mode?.mode !== "merge" && mode?.mode !== "versions") return;
  const { binding, scope } = making;
  const byName = new Map(root.outputs.map((id) => [columnName(making, id), id]));
  const idsOf = (names: readonly string[]): ColumnId[] => names.flatMap((name) => byName.get(name) ?? []);
  const proven = binding.propsOf(root);
  const add = (kind: "key" | "not_null", columns: readonly ColumnId[], option: string): void => {
    const { start, end } = namedAt(making, option, 0);
    binding.obligations.push({ kind, at: binding.build.origin(scope.file, start, end, NO_ORIGIN), over: root, predicate: null, columns, references: null, severity: "error", message: "" });
  };
  const key = idsOf(mode.key);
  if (key.length === mode.key.length && !coversKey(proven, key)) add("key", key, "key");
  for (const at of mode.mode === "versions" ? idsOf([mode.at]) : []) if (!proven.notNull.has(at)) add("not_null", [at], "at");
}
