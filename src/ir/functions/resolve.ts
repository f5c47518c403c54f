/** From the rows of a name and what stands in a call to the row that fits, with its types, or to why none does. */
import { canCast } from "../../values/coerce.ts";
import { intervalParts } from "../../values/temporal.ts";
import { ERROR, INTERVAL, NULL, fieldText, isComparable, isSortable, typeText, type Type } from "../../values/type.ts";
import type { LiteralValue } from "../expr.ts";
import { commonTypeOf, meetingType, operandTypes } from "./meet.ts";
import { NULLS } from "./nulls.ts";
import { PATTERNS, isShared, type CallArg, type Pattern } from "./patterns.ts";
import { argumentCount, placeArgs, type Slot } from "./place.ts";
import { RETURNS, type Returned } from "./returns.ts";
import { writtenName, type ArgSpec, type FunctionRow } from "./row.ts";
import { VALUE_RULES } from "./value-rules.ts";

/** `index`: of the argument as written; `to`: what it becomes, its own type where nothing is to be done. A literal becomes one of that type. */
export type ResolvedArg = { readonly index: number; readonly to: Type } | { readonly default: LiteralValue; readonly type: Type };

/** `problem` is the code of a diagnostic and `params` its parameters; `argument` the index of the written argument at fault, null for the call. */
type Failed<P extends string, T> = { readonly ok: false; readonly problem: P; readonly params: T; readonly argument: number | null };
/** `castTo`: the type to which a cast of the argument helps; `cast` in the parameters is `::T` of it. */
type Helped = { readonly castTo: Type | null };
export type Failure =
  | Failed<"unknown-function", { name: string; meant: string | null }>
  | Failed<"argument-count", { fn: string; takes: string; given: number }>
  | Failed<"argument-name", { fn: string; name: string; meant: string | null; known: readonly string[] }>
  | (Failed<"argument-type", { fn: string; position: number; expected: string; found: string; cast: string | null }> & Helped)
  | (Failed<"operand-types", { op: string; left: string; right: string | null; cast: string | null }> & Helped)
  | Failed<"argument-null", { fn: string; param: string; type: string }>
  | Failed<"argument-constant", { what: string; takes: NonNullable<ArgSpec["constant"]>; varies: boolean }>
  | Failed<"argument-value", { fn: string; argument: string; value: string; why: string; known: readonly string[] }>
  | Failed<"compare-null", { op: string }>
  | Failed<"decimal-too-wide", { fn: string; left: string; right: string | null }>
  | Failed<"not-comparable", { type: string; what: string }>
  | Failed<"not-sortable", { type: string }>
  /** An argument is an error that has been reported already. */
  | Failed<"reported", object>;
export type Resolved = {
  readonly ok: true;
  readonly row: FunctionRow;
  readonly type: Type;
  readonly nullable: boolean;
  /** In the row's order, what a variadic argument stands for last. */
  readonly args: readonly ResolvedArg[];
};
export type Resolution = Resolved | Failure;

/**
 * `rank`: how far the row fitted; of several rows the one that fitted furthest says what is wrong. Only then is that put into words: most
 * misses are followed by the overload that fits.
 */
type Miss = { readonly rank: number; readonly failure: () => Failure };
const miss = (rank: number, failure: () => Failure): Miss => ({ rank, failure });

const NULL_COMPARISONS: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

/** `overloads`: the rows of one written name, tried in their order; at least one. */
export function resolveOverloads(overloads: readonly [FunctionRow, ...FunctionRow[]], args: readonly CallArg[]): Resolution {
  const [{ name, operator }] = overloads;
  if (args.some(({ type }) => type === ERROR)) return { ok: false, problem: "reported", params: {}, argument: null };
  const nothing = args.findIndex(({ type }) => type === NULL);
  if (operator !== undefined && nothing >= 0 && NULL_COMPARISONS.has(name)) {
    return { ok: false, problem: "compare-null", params: { op: operator }, argument: nothing };
  }
  const misses: Miss[] = [];
  for (const row of overloads) {
    const found = resolveRow(row, args, overloads);
    if ("ok" in found) return found;
    misses.push(found);
  }
  const failure = nearest(misses);
  return operator !== undefined && failure.problem === "argument-type" ? operandFailure(operator, overloads, args) : failure;
}

/** What the row says that fitted furthest; several that fail at one argument say together what it may be. */
function nearest(misses: readonly Miss[]): Failure {
  const furthest = Math.max(...misses.map(({ rank }) => rank));
  const failures = misses.filter(({ rank }) => rank === furthest).map(({ failure }) => failure());
  const [first] = failures as [Failure, ...Failure[]];
  if (first.problem !== "argument-type") return first;
  const says = [...new Set(failures.map((failure) => (failure.problem === "argument-type" ? failure.params.expected : "")))].filter((text) => text !== "");
  const expected = says.length === 1 ? first.params.expected : `${says.slice(0, -1).join(", ")} or ${says.at(-1)}`;
  return { ...first, params: { ...first.params, expected } };
}

function resolveRow(row: FunctionRow, args: readonly CallArg[], overloads: readonly FunctionRow[]): Resolved | Miss {
  const slots = placeArgs(row, args);
  if ("problem" in slots) return misplaced(row, slots.problem === "name" ? slots.index : null, args, overloads);
  const needs = needsOf(row);
  const types = acceptedTypes(row, slots, needs.operands);
  if ("failure" in types) return types;
  const shared = needs.shared ? slots.filter(({ spec }) => isShared(spec.type)).map(({ arg }) => arg) : [];
  const same = commonTypeOf(shared);
  if (same === null) return apart(row, slots);
  const wrong = needs.constants ? firstConstantMiss(row, slots) : null;
  if (wrong !== null) return wrong;
  const met = needs.shared ? types.map((type, i) => sharedType(row, slots[i] as Slot, type, same, shared)) : types;
  const returned: Returned | "too-wide" | null = RETURNS[row.returns](met, slots.map(({ arg }) => arg), same);
  if (returned === null) return typeMiss(row, slots.at(-1) as Slot, slots.length - 1);
  if (returned === "too-wide") return tooWide(row, slots);
  const to = returned.to ?? met;
  return {
    ok: true,
    row,
    type: returned.type,
    nullable: NULLS[row.nulls](slots.map(({ arg }) => arg)),
    args: slots.map(({ index, arg, spec }, i) =>
      index === null ? { default: spec.default?.value ?? null, type: arg.type } : { index, to: to[i] as Type }),
  };
}

const TAKES_OPERANDS: ReadonlySet<string> = new Set(["operand", "wideInteger"]);

/** Which steps a row's arguments need; most need none of them, and a pack has a million calls. */
type Needs = { readonly operands: boolean; readonly shared: boolean; readonly constants: boolean };
const needs = new Map<FunctionRow, Needs>();

function needsOf(row: FunctionRow): Needs {
  const known = needs.get(row);
  if (known !== undefined) return known;
  const found = {
    operands: row.args.some(({ type }) => TAKES_OPERANDS.has(type)),
    shared: row.args.some(({ type }) => isShared(type)),
    constants: row.args.some(({ notNull, constant, value }) => notNull === true || constant !== undefined || value !== undefined),
  };
  needs.set(row, found);
  return found;
}

function acceptedTypes(row: FunctionRow, slots: readonly Slot[], hasOperands: boolean): readonly Type[] | Miss {
  const operands = hasOperands ? slots.filter(({ spec }) => TAKES_OPERANDS.has(spec.type)) : [];
  const adapted = hasOperands ? operandTypes(operands.map(({ arg }) => arg)) : [];
  const types: Type[] = [];
  for (const [i, slot] of slots.entries()) {
    const operand = operands.indexOf(slot);
    const arg = operand < 0 || adapted[operand] === slot.arg.type ? slot.arg : { ...slot.arg, type: adapted[operand] as Type };
    const accepted = PATTERNS[slot.spec.type].accepts(arg, types);
    if (accepted === null) return typeMiss(row, slot, i);
    types.push(accepted);
  }
  return types;
}

/** Windows and lists get their arguments in one type; the engine makes the default of `lag` what the value is. */
function sharedType(row: FunctionRow, { spec, arg }: Slot, accepted: Type, same: Type, shared: readonly CallArg[]): Type {
  if (!isShared(spec.type)) return accepted;
  return row.kind === "window" ? same : meetingType(arg, same, shared.map(({ type }) => type));
}

function misplaced(row: FunctionRow, named: number | null, args: readonly CallArg[], overloads: readonly FunctionRow[]): Miss {
  const fn = writtenName(row);
  if (named === null) {
    return miss(0, () => ({ ok: false, problem: "argument-count", params: { fn, takes: argumentCount(overloads), given: args.length }, argument: null }));
  }
  const known = row.args.slice(0, row.variadic === undefined ? undefined : -1).map(({ name }) => name);
  return miss(5, () => ({ ok: false, problem: "argument-name", params: { fn, name: args[named]?.name ?? "", meant: null, known }, argument: named }));
}

const written = ({ type, nullable }: CallArg): string => (type === NULL ? "null" : fieldText({ type, nullable }));

const typeMiss = (row: FunctionRow, slot: Slot, i: number): Miss => miss(10 + i, () => typeFailure(row, slot, i));

function typeFailure(row: FunctionRow, { spec, arg, index }: Slot, i: number): Failure {
  const pattern: Pattern = PATTERNS[spec.type];
  const argument = index ?? null;
  const type = typeText(arg.type);
  if (/comparable/i.test(spec.type) && !isComparable(arg.type)) {
    return { ok: false, problem: "not-comparable", params: { type, what: `\`${row.operator ?? writtenName(row)}\`` }, argument };
  }
  if (/sortable$/i.test(spec.type) && !isSortable(arg.type)) return { ok: false, problem: "not-sortable", params: { type }, argument };
  const castTo = pattern.wanted !== null && pattern.wanted !== arg.type && canCast(arg.type, pattern.wanted) ? pattern.wanted : null;
  const params = { fn: writtenName(row), position: i + 1, expected: pattern.says, found: written(arg), cast: castText(castTo) };
  return { ok: false, problem: "argument-type", params, argument, castTo };
}

const castText = (type: Type | null): string | null => type && `::${typeText(type)}`;

/** Two of the arguments that should be of one type do not meet. */
function apart(row: FunctionRow, slots: readonly Slot[]): Miss {
  const shared = slots.filter(({ spec }) => isShared(spec.type));
  const at = shared.findIndex((_, i) => commonTypeOf(shared.slice(0, i + 1).map(({ arg }) => arg)) === null);
  const [before, other] = [shared[0] as Slot, shared[at] as Slot];
  const castTo = canCast(other.arg.type, before.arg.type) ? before.arg.type : null;
  const expected = typeText(before.arg.type);
  const params = { fn: writtenName(row), position: slots.indexOf(other) + 1, expected, found: written(other.arg), cast: castText(castTo) };
  return miss(50, () => ({ ok: false, problem: "argument-type", params, argument: other.index, castTo }));
}

function firstConstantMiss(row: FunctionRow, slots: readonly Slot[]): Miss | null {
  for (const [i, slot] of slots.entries()) {
    const problem = constantMiss(row, slots, slot, i);
    if (problem !== null) return problem;
  }
  return null;
}

function constantMiss(row: FunctionRow, slots: readonly Slot[], { spec, arg, index }: Slot, i: number): Miss | null {
  const fn = writtenName(row);
  const failed = (failure: Failure): Miss => miss(100 + i, () => failure);
  if (spec.notNull === true && arg.nullable) {
    return failed({ ok: false, problem: "argument-null", params: { fn, param: spec.name, type: typeText(arg.type) }, argument: index });
  }
  const unknown = arg.literal === undefined || arg.literal === null;
  const varies = arg.constant === false;
  if (spec.constant !== undefined && (varies || (spec.constant === "literal" && unknown) || (spec.constant === "param" && arg.literal === undefined && arg.param === false))) {
    return failed({ ok: false, problem: "argument-constant", params: { what: `\`${spec.name}\` of \`${fn}\``, takes: spec.constant, varies }, argument: index });
  }
  if (spec.value === undefined || unknown) return null;
  const value = String(arg.literal);
  const problem = VALUE_RULES[spec.value](value, slots.slice(0, i).map((before) => before.arg.literal));
  const shown = arg.type === INTERVAL ? intervalText(value) : value;
  return problem && failed({ ok: false, problem: "argument-value", params: { fn, argument: spec.name, value: shown, ...problem }, argument: index });
}

/** As one would write it. */
function intervalText(value: string): string {
  const { months, days, micros } = intervalParts(value);
  const parts = [[months, "month"], [days, "day"], [micros, "microsecond"]] as const;
  return parts.flatMap(([n, unit]) => (n === 0 ? [] : [`${n} ${unit}${n === 1 ? "" : "s"}`])).join(" ") || "0 days";
}

function tooWide(row: FunctionRow, slots: readonly Slot[]): Miss {
  const [left, right] = slots.map(({ arg }) => typeText(arg.type));
  const params = { fn: row.operator ?? writtenName(row), left: left ?? "", right: right ?? null };
  return miss(200, () => ({ ok: false, problem: "decimal-too-wide", params, argument: null }));
}

/** An operator speaks of both sides at once; the cast is one of either side that makes some row fit. */
function operandFailure(op: string, overloads: readonly [FunctionRow, ...FunctionRow[]], args: readonly CallArg[]): Failure {
  const [left, right] = [args[0] as CallArg, args.slice(1).find(({ type }) => type !== args[0]?.type) ?? args[1] ?? null];
  const helps = ([argument, type]: readonly [number, Type]): boolean => {
    const cast = args.map((arg, i) => (i === argument ? { ...arg, type, literal: undefined } : arg));
    return overloads.some((row) => "ok" in resolveRow(row, cast, overloads));
  };
  const [argument, castTo] = [...castsOf(args)].find(helps) ?? [null, null];
  const params = { op, left: written(left), right: right && written(right), cast: castText(castTo) };
  return { ok: false, problem: "operand-types", params, argument, castTo };
}

/** Casts of one argument to the type of another. */
function* castsOf(args: readonly CallArg[]): Generator<readonly [number, Type]> {
  for (const [i, from] of args.entries()) {
    for (const [j, to] of args.entries()) if (i !== j && from.type !== to.type && canCast(from.type, to.type)) yield [i, to.type];
  }
}
