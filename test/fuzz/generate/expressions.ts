/** Expressions over the columns at hand: of a wanted type, conditions, aggregates, windows. */
import { FUNCTIONS, writtenName, type FunctionRow } from "../../../src/ir/functions/index.ts";
import { canCast, castCanFail, commonType } from "../../../src/values/coerce.ts";
import { BOOL, INT64, isComparable, isInteger, isNumeric, isSortable, typeText, type Field, type Type } from "../../../src/values/type.ts";
import { shapes, type Place, type Shape } from "../../evaluate/expressions/calls.ts";
import { literalTexts } from "../../evaluate/expressions/literals.ts";
import { someValue, type Column } from "../data.ts";
import { coin, one, some, type Making, type Scope } from "./making.ts";
import { id, ids } from "./names.ts";
import { literalOf, type Piece, type Pool } from "./pool.ts";

export type Made = Field & { readonly text: string };

const own = ({ columns }: Scope, fits: (column: Column) => boolean): readonly Column[] => columns.filter(fits);

/** A type that an expression can have here: mostly that of a column. */
export const someType = (making: Making, { columns }: Scope): Type =>
  columns.length > 0 && coin(making, 0.5) ? one(making, columns).type : one(making, [...making.world.pool.keys()]);

const entries = new WeakMap<Pool, readonly (readonly [Type, readonly Piece[]])[]>();

/** An expression of any type, in which any function is as likely as another, or one of a type that is here. */
export function anyExpression(making: Making, scope: Scope): Made {
  if (coin(making, 0.6)) return expression(making, scope, someType(making, scope));
  const { pool } = making.world;
  const all = entries.get(pool) ?? [...pool].flatMap(([type, of]) => of.map((pieces) => [type, pieces] as const));
  entries.set(pool, all);
  const [type, pieces] = coin(making, 0.15) ? firstOf(pool, one(making, [...pool.keys()])) : one(making, all);
  const piece = one(making, pieces);
  const text = filled(making, scope, piece);
  // Lambdas and literals of every type, too.
  return coin(making, 0.13) ? { text: `(transform([1, 2], x9 -> ${text}))[1]`, type, nullable: true } : { text, type, nullable: piece.nullable };
}

const firstOf = (pool: Pool, type: Type): readonly [Type, readonly Piece[]] => [type, (pool.get(type) ?? []).flat()];

export function expression(making: Making, scope: Scope, want: Type): Made {
  const exact = own(scope, ({ type }) => type === want);
  const turn = making.chance();
  if (exact.length > 0 && turn < 0.4) {
    const column = one(making, exact);
    return { text: id(column.name), type: want, nullable: column.nullable };
  }
  if (turn < 0.5) {
    const narrow = own(scope, ({ type }) => type !== want && canCast(type, want) && !castCanFail(type, want));
    if (narrow.length > 0) return castOf(one(making, narrow), want);
  }
  if (turn < 0.56) {
    const found = named(making, scope, want);
    if (found !== null) return found;
  }
  if (turn < 0.62) return wrapped(making, scope, want, turn);
  return pooled(making, scope, want) ?? constant(making, want, true);
}

/** What gives every type: a field, the element of a list, the body of a lambda, the branch of a case; and an interval that is negated. */
function wrapped(making: Making, scope: Scope, want: Type, turn: number): Made {
  const part = pooled(making, scope, want) ?? constant(making, want, true);
  const of = (text: string, nullable = part.nullable): Made => ({ text, type: want, nullable });
  if (turn < 0.56) return of(`({ a: ${part.text}, b: 1 }).a`);
  if (turn < 0.58) return of(`(transform([1, 2], x9 -> ${part.text}))[1]`, true);
  if (turn < 0.59) return of(`(if ${condition(making, scope, 0)} then ${part.text} else ${constant(making, want, true).text})`, true);
  if (turn < 0.6 && ["date", "timestamp", "timestamptz"].includes(want.kind)) return of(`(${part.text} + (-interval ${one(making, ['"2 days"', '"1 month"', '"-1 year 3 days"'])}))`);
  return of(`({ a: ${part.text}, b: ${constant(making, someType(making, scope)).text} }).a`);
}

const castOf = ({ name, nullable }: Column, want: Type): Made => ({ text: `${id(name)}::${typeText(want)}`, type: want, nullable });

/** A parameter, or a call of a function or macro of the module. */
function named(making: Making, scope: Scope, want: Type): Made | null {
  const { params, callables } = making.world;
  const fitting = params.filter(({ type }) => type === want);
  if (fitting.length > 0 && coin(making, 0.6)) {
    const param = one(making, fitting);
    return { text: `$${param.name}`, type: want, nullable: param.nullable };
  }
  const calls = callables.filter(({ result }) => result.type === want);
  if (calls.length === 0) return null;
  const { name, params: takes, result } = one(making, calls);
  return { text: `${name}(${takes.map((param) => hole(making, scope, param)).join(", ")})`, ...result };
}

/** Such that a column is in it, where one of four tries finds that. */
function pooled(making: Making, scope: Scope, want: Type): Made | null {
  const pieces = making.world.pool.get(want);
  if (pieces === undefined) return null;
  const any = (): Piece => one(making, one(making, pieces));
  let piece = any();
  for (let tries = 0; tries < 4 && !piece.holes.some(({ type }) => own(scope, (column) => column.type === type).length > 0); tries++) piece = any();
  return { text: filled(making, scope, piece), type: want, nullable: piece.nullable };
}

const filled = (making: Making, scope: Scope, { texts, holes }: Piece): string => texts.map((text, i) => (i === 0 ? text : hole(making, scope, holes[i - 1] as Field) + text)).join("");

/** What stands for a column: one of the type that may be null only where that one may. */
function hole(making: Making, scope: Scope, { type, nullable }: Field): string {
  const fitting = own(scope, (column) => column.type === type && (nullable || !column.nullable));
  if (fitting.length > 0 && coin(making, 0.9)) return id(one(making, fitting).name);
  const narrow = own(scope, (column) => (nullable || !column.nullable) && column.type !== type && canCast(column.type, type) && !castCanFail(column.type, type));
  if (narrow.length > 0 && coin(making, 0.6)) return `(${castOf(one(making, narrow), type).text})`;
  return constant(making, type, nullable).text;
}

export const constant = (making: Making, type: Type, nullable = false): Made =>
  nullable && coin(making, 0.1) ? { text: `null::${typeText(type)}`, type, nullable: true } : { text: literalOf(type, someValue(making.chance, type, coin(making, 0.85))), type, nullable: false };

export function condition(making: Making, scope: Scope, depth = 1): string {
  const comparable = own(scope, ({ type }) => isComparable(type));
  const sortable = own(scope, ({ type }) => isSortable(type));
  const anything = scope.columns.length === 0 ? null : one(making, scope.columns);
  const turn = making.chance();
  if (depth > 0 && turn < 0.15) return `(${condition(making, scope, depth - 1)}) ${one(making, ["and", "or"])} (${condition(making, scope, depth - 1)})`;
  if (depth > 0 && turn < 0.2) return `not (${condition(making, scope, depth - 1)})`;
  if (anything !== null && turn < 0.32) return `${id(anything.name)} is ${coin(making, 0.6) ? "not " : ""}null`;
  if (sortable.length > 0 && turn < 0.5) return compared(making, scope, sortable, ["<", "<=", ">", ">=", "==", "!="]);
  if (comparable.length > 0 && turn < 0.62) return compared(making, scope, comparable, ["==", "!=", "<=>"]);
  if (sortable.length > 0 && turn < 0.7) return ranged(making, one(making, sortable));
  if (sortable.length > 0 && turn < 0.74) return `if_${one(making, ["any", "all"])}(${ids([one(making, sortable).name])}, _ is not null)`;
  return expression(making, scope, BOOL).text;
}

function compared(making: Making, scope: Scope, among: readonly Column[], operators: readonly string[]): string {
  const left = one(making, among);
  const others = among.filter((other) => other !== left && commonType(left.type, other.type) !== null);
  const right = others.length > 0 && coin(making, 0.6) ? id(one(making, others).name) : coin(making, 0.5) ? constant(making, left.type).text : expression(making, scope, left.type).text;
  return `${id(left.name)} ${one(making, operators)} ${right}`;
}

function ranged(making: Making, { name, type }: Column): string {
  const value = (): string => constant(making, type).text;
  return coin(making, 0.5) ? `${id(name)} between ${value()} and ${value()}` : `${id(name)} in [${value()}, ${value()}${coin(making, 0.3) ? ", null" : ""}]`;
}

/** Columns of a sort order with their directions. */
export const sortOf = (making: Making, names: readonly string[]): string =>
  `[${names.map((name) => `${id(name)}${coin(making, 0.35) ? " desc" : ""}${coin(making, 0.2) ? ` nulls ${one(making, ["first", "last"])}` : ""}`).join(", ")}]`;

/** An order that leaves no ties: any columns, then the key's. Null where no key can be sorted by. */
export function totalOrder(making: Making, scope: Scope): string | null {
  const { columns, key } = scope;
  if (key === null || !key.every((name) => columns.some((column) => column.name === name && isSortable(column.type)))) return null;
  const names = [...new Set([...(coin(making, 0.6) ? some(making, own(scope, ({ type }) => isSortable(type)).map(({ name }) => name), 2) : []), ...key])];
  return names.length === 0 ? null : sortOf(making, names);
}

const ofKind = (...kinds: readonly string[]): readonly FunctionRow[] => FUNCTIONS.filter(({ kind }) => kinds.includes(kind));
const AGGREGATES = ofKind("aggregate");
/** Those that take every type are met more often, so that each type is. */
const WINDOWS = [...ofKind("window"), ...ofKind("window"), ...["lag", "lead", "lag", "lead"].flatMap((name) => FUNCTIONS.filter((row) => row.name === name)), ...AGGREGATES];
/** What rows stand next to each other decides: its order has no ties. */
const NEEDS_TOTAL: ReadonlySet<string> = new Set(["row_number", "lag", "lag.default", "lead", "lead.default", "ntile"]);

function shapeOf(making: Making, scope: Scope, row: FunctionRow): Shape | null {
  const all = shapes(row);
  const fitting = all.filter(({ places }) => places.every(({ type, literal }) => literal !== null || own(scope, (column) => column.type === type).length > 0));
  const from = fitting.length > 0 && coin(making, 0.7) ? fitting : all;
  return from.length === 0 ? null : one(making, from);
}

function argumentsOf(making: Making, scope: Scope, { row, places }: Shape): readonly string[] {
  return places.map((place: Place, i) => {
    const spec = row.args[Math.min(i, row.args.length - 1)];
    const texts = spec === undefined ? null : literalTexts(spec);
    if (texts !== null && texts.length > 0) return one(making, texts);
    if (place.literal !== null) return place.literal;
    return spec?.notNull === true ? hole(making, scope, { type: place.type, nullable: false }) : expression(making, scope, place.type).text;
  });
}

/** An aggregate over the rows of a group. Null where the one that chance names cannot stand here. */
export function aggregateCall(making: Making, scope: Scope): Made | null {
  const row = one(making, AGGREGATES);
  const shape = shapeOf(making, scope, row);
  const sort = row.ordered === "sort" ? totalOrder(making, scope) : "";
  if (shape === null || sort === null || (row.ordered === "float" && scope.key === null)) return null;
  const args = [...argumentsOf(making, scope, shape), ...(sort === "" ? [] : [`sort: ${sort}`]), ...(coin(making, 0.2) ? [`where: ${condition(making, scope, 0)}`] : [])];
  return { text: `${writtenName(row)}(${args.join(", ")})`, type: shape.result, nullable: !row.name.startsWith("count") };
}

export const someAggregate = (making: Making, scope: Scope): Made => {
  for (let tries = 0; tries < 4; tries++) {
    const made = aggregateCall(making, scope);
    if (made !== null) return made;
  }
  return { text: "count()", type: INT64, nullable: false };
};

export type Over = { readonly by: string; readonly sort: string; readonly frame: string };

/** A call over the rows around this one, and what it ranges over. */
export function windowCall(making: Making, scope: Scope): { readonly call: Made; readonly over: Over } | null {
  const row = one(making, WINDOWS);
  const shape = shapeOf(making, scope, row);
  if (shape === null) return null;
  const isAggregate = row.kind === "aggregate";
  const total = totalOrder(making, scope);
  const sorted = own(scope, ({ type }) => isSortable(type));
  const needsTotal = NEEDS_TOTAL.has(row.name) || row.ordered === "sort";
  const byPossible = own(scope, ({ type }) => isComparable(type)).map(({ name }) => name);
  const by = byPossible.length > 0 && coin(making, 0.6) ? ids(some(making, byPossible, 2)) : "";
  const framed = isAggregate && coin(making, 0.8);
  const frame = framed ? frameOf(making, scope, total) : { text: "", sort: null };
  if (frame === null || (needsTotal && total === null) || (row.ordered === "float" && (scope.key === null || total === null))) return null;
  const sort = frame.sort ?? (needsTotal || row.ordered === "float" || (isAggregate && framed) ? total : isAggregate ? "" : sorted.length === 0 ? null : sortOf(making, some(making, sorted.map(({ name }) => name), 2)));
  if (sort === null) return null;
  // What has a sort and is an aggregate says its frame.
  const needsFrame = isAggregate && sort !== "" && frame.text === "" ? "rows .." : frame.text;
  const where = isAggregate && row.unfiltered !== true && !row.name.startsWith("first") && !row.name.startsWith("last") && coin(making, 0.15) ? `where: ${condition(making, scope, 0)}` : null;
  const args = [...argumentsOf(making, scope, shape), ...(where === null ? [] : [where])];
  return { call: { text: `${writtenName(row)}(${args.join(", ")})`, type: shape.result, nullable: true }, over: { by, sort, frame: needsFrame } };
}

const ROWS = ["rows ..0", "rows ..", "rows -1..0", "rows 0..1", "rows -2..-1", "rows 1..2", "rows 0..", "rows -1..1"];

/** A frame, and the sort that it takes where any will not do. */
function frameOf(making: Making, scope: Scope, total: string | null): { readonly text: string; readonly sort: string | null } | null {
  if (total !== null && coin(making, 0.5)) return { text: one(making, ROWS), sort: total };
  const numbers = own(scope, ({ type }) => isNumeric(type));
  const times = own(scope, ({ type }) => ["date", "timestamp", "timestamptz"].includes(type.kind));
  const turn = making.chance();
  if (numbers.length > 0 && turn < 0.4) {
    const column = one(making, numbers);
    const bounds = isInteger(column.type) || column.type.kind === "decimal" ? ["range -1..1", "range ..1", "range -2..0", "range 0..2", "range 1..3"] : ["range -1..1", "range ..0"];
    return { text: one(making, bounds), sort: sortOf(making, [column.name]) };
  }
  if (times.length > 0 && turn < 0.7) return { text: one(making, ['range -interval "1 month"..0', 'range 0..interval "40 days"', 'range -interval "2 days"..interval "1 day"']), sort: sortOf(making, [one(making, times).name]) };
  const sorted = own(scope, ({ type }) => isSortable(type));
  return sorted.length === 0 ? null : { text: one(making, ["range ..0", "range 0..", "range .."]), sort: sortOf(making, some(making, sorted.map(({ name }) => name), 2)) };
}

export const overText = ({ by, sort, frame }: Over): string => [by === "" ? "" : `by ${by}`, sort === "" ? "" : `sort ${sort}`, frame].filter((part) => part !== "").join(" ");

