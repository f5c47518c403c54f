/**
 * Decisions as tables. What `and`, `or`, `not`, comparisons, `in`, `between`, `??`, `if` and `case` make of their operands depends only on which of few regions each operand
 * lies in: null, below a constant, that constant, above it. All combinations of regions with what comes out are the decision's meaning, whatever it is written like:
 * `not (a < 5 or b)`, `a >= 5 and not b`, redundant conditions, arms in another order. Three truth values are kept apart throughout.
 */
import { compareValues } from "../../values/compare.ts";
import { decimalText, textOf, valueOf } from "../../values/value-text.ts";
import { BOOL, isInteger, type Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import { isNull, type CallTerm, type CaseTerm, type LiteralTerm, type Term } from "./term.ts";

/** What stands for a term in a table: equal for equal terms. */
export type TextOf = (term: Term) => string;

/** Up to so many combinations are looked at. */
const MOST = 4096;

const COMPARES: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (o) => o === 0, ne: (o) => o !== 0, lt: (o) => o < 0, le: (o) => o <= 0, gt: (o) => o > 0, ge: (o) => o >= 0,
};
const DECIDES = new Set(["and", "or", "not", "is_null", "coalesce", "in", "between", "is_not_distinct", "nullif", ...Object.keys(COMPARES)]);
export const isDecision = (term: Term): boolean => term.kind === "case" || (term.kind === "call" && DECIDES.has(term.fn)) || (term.kind === "literal" && term.type === BOOL);

/** Types whose values are all multiples of one step: between neighbours there is nothing. */
const isDiscrete = ({ kind }: Type): boolean => ["decimal", "date", "time", "timestamp", "timestamptz"].includes(kind) || /^u?int\d/.test(kind);
const isOrdered = (type: Type): boolean => isDiscrete(type) || ["string", "float64", "float32", "bool"].includes(type.kind);
const scaleOf = (type: Type): number | null => (type.kind === "decimal" ? type.scale : isInteger(type) ? 0 : null);
/** Whether values of both are compared as they are. */
const comparable = (a: Type, b: Type): boolean => a === b || (scaleOf(a) !== null && scaleOf(a) === scaleOf(b));

/** An operand: what it is compared with, in order. `of`: two operands compared with each other. */
type Variable = { readonly key: string; readonly type: Type; readonly constants: Value[]; readonly pair: boolean; readonly nulls: boolean };
type Region = { readonly null: boolean; readonly low: Value | undefined; readonly high: Value | undefined; readonly lowIn: boolean; readonly highIn: boolean };
type Place = ReadonlyMap<string, Region>;

export type Table = { readonly variables: readonly { readonly key: string; readonly classes: readonly string[] }[]; readonly outcomes: readonly string[] };

export const TRUE = "true";
const FALSE = "false";
const NULL = "null";
type Truth = true | false | null;

/** `date(t)` beside a date is `t` beside its midnights; the tables know `t`. */
const DAY = 86_400_000_000n;

type Reader = { readonly textOf: TextOf; readonly variables: Map<string, Variable>; /** Terms that are null here whatever they are. */ readonly absent: (term: Term) => boolean };

const dateOf = (term: Term): Term | null => (term.kind === "call" && term.fn === "date" && term.args[0]?.type.kind === "timestamp" ? term.args[0] : null);

/** The value of a literal as a value of the type that it is compared in; undefined where it is none. */
function constantIn(literal: Term, type: Type): Value | undefined {
  if (literal.kind !== "literal" || literal.value === null || !comparable(literal.type, type)) return undefined;
  return valueOf(literal.type, literal.value);
}

function variable(r: Reader, term: Term): Variable {
  const key = r.textOf(term);
  const known = r.variables.get(key) ?? { key, type: term.type, constants: [], pair: false, nulls: ownNull(term) };
  r.variables.set(key, known);
  return known;
}

function constant(of: Variable, value: Value): void {
  if (!of.constants.some((one) => compareValues(of.type, one, value) === 0)) of.constants.push(value);
}

/** Whether a term may be null by itself: a strict call is where its arguments are. */
const ownNull = (term: Term): boolean => term.nullable && !(term.kind === "call" && term.strict);

/** Notes what the term's nullness depends on. */
function noteNull(r: Reader, term: Term): void {
  if (!term.nullable || term.kind === "literal") return;
  if (isDecision(term)) {
    note(r, term);
    if (term.kind === "case") [...term.arms.map(([, value]) => value), term.otherwise].forEach((one) => noteNull(r, one));
    else if ((term as CallTerm).fn === "nullif") noteNull(r, (term as CallTerm).args[0] as Term);
  }
  else if (term.kind === "call" && term.strict) term.args.forEach((arg) => noteNull(r, arg));
  else variable(r, term);
}

/** What a decision may come down to: compared with something, it is that which is compared. */
function leavesOf(term: Term): readonly Term[] {
  if (term.kind !== "case" && !(term.kind === "call" && (term.fn === "coalesce" || term.fn === "nullif"))) return [term];
  const leaves = term.kind === "case" ? [...term.arms.map(([, value]) => value), term.otherwise] : term.fn === "nullif" ? term.args.slice(0, 1) : term.args;
  return leaves.every((one) => isNull(one) || one.type === term.type || sameDigits(one.type, term.type)) ? leaves.flatMap(leavesOf) : [term];
}

/** The one of its leaves that it is here; the term itself where it has none. Not asked where it is null. */
function chosen(r: Reader, term: Term, place: Place): Term {
  if (leavesOf(term)[0] === term) return term;
  if (term.kind === "case") return chosen(r, armOf(r, term, place), place);
  const { fn, args } = term as CallTerm;
  return chosen(r, (fn === "nullif" ? args[0] : args.find((arg) => !isNullHere(r, arg, place))) as Term, place);
}

function noteComparison(r: Reader, a: Term, b: Term): void {
  for (const x of leavesOf(a)) for (const y of leavesOf(b)) notePair(r, x, y);
  for (const one of [a, b]) {
    noteNull(r, one);
    if (isDecision(one) && one.kind !== "literal") note(r, one);
  }
}

function notePair(r: Reader, a: Term, b: Term): void {
  if (isNull(a) || isNull(b)) return;
  noteNull(r, a);
  noteNull(r, b);
  const seen = against(a, b) ?? against(b, a);
  if (seen !== null) {
    const of = variable(r, seen.term);
    seen.bounds.forEach((bound) => constant(of, bound));
  } else if (a.kind !== "literal" || b.kind !== "literal") {
    const [x, y] = [r.textOf(a), r.textOf(b)];
    const key = x <= y ? `${x} <> ${y}` : `${y} <> ${x}`;
    if (x !== y) r.variables.set(key, { key, type: BOOL, constants: [], pair: true, nulls: false });
  }
}

/** A term beside a constant: what is looked at, its bounds, and how both compare in each region. Null where that is not so. */
function against(term: Term, literal: Term): { readonly term: Term; readonly bounds: readonly Value[]; readonly order: (region: Region) => number } | null {
  if (term.kind === "literal" || isDecision(term)) return null;
  const time = dateOf(term);
  if (time !== null && literal.kind === "literal" && literal.type.kind === "date" && literal.value !== null) {
    const midnight = (valueOf(literal.type, literal.value) as bigint) * DAY;
    const after = midnight + DAY;
    return { term: time, bounds: [midnight, after], order: (region) => (compareRegion(time.type, region, midnight) < 0 ? -1 : compareRegion(time.type, region, after) < 0 ? 0 : 1) };
  }
  if (!isOrdered(term.type)) return null;
  const value = constantIn(literal, term.type);
  return value === undefined ? null : { term, bounds: [value], order: (region) => compareRegion(term.type, region, value) };
}

/** The value is one of those by which regions were cut: a region lies on one side of it, or is it. */
function compareRegion(type: Type, { low, high, lowIn, highIn }: Region, value: Value): number {
  if (low !== undefined) {
    const order = compareValues(type, low, value);
    if (order > 0 || (order === 0 && !lowIn)) return 1;
    if (order === 0 && high !== undefined && highIn && compareValues(type, high, value) === 0) return 0;
  }
  if (high !== undefined) {
    const order = compareValues(type, high, value);
    if (order < 0 || (order === 0 && !highIn)) return -1;
  }
  // Cut at the value, so that what begins at it in a type of steps ends before the next cut.
  return low !== undefined && compareValues(type, low, value) >= 0 ? 1 : -1;
}

/** Finds the operands of a decision, with the constants that they meet. */
function note(r: Reader, term: Term): void {
  if (term.kind === "literal") return;
  if (term.kind === "case") {
    for (const [condition, value] of term.arms) {
      note(r, condition);
      noteLeaf(r, value);
    }
    noteLeaf(r, term.otherwise);
    return;
  }
  if (term.kind !== "call" || !DECIDES.has(term.fn)) {
    noteNull(r, term);
    if (term.type === BOOL) {
      const of = variable(r, term);
      constant(of, false);
      constant(of, true);
    }
    return;
  }
  const [a, b, c] = term.args as readonly [Term, Term, Term];
  if (COMPARES[term.fn] !== undefined || term.fn === "is_not_distinct" || term.fn === "nullif") noteComparison(r, a, b);
  else if (term.fn === "in") term.args.slice(1).forEach((one) => noteComparison(r, a, one));
  else if (term.fn === "between") [b, c].forEach((one) => noteComparison(r, a, one));
  else if (term.fn === "is_null") noteNull(r, a);
  else if (term.fn === "coalesce") term.args.forEach((one) => {
    noteNull(r, one);
    noteLeaf(r, one);
  });
  else term.args.forEach((one) => note(r, one));
}

const noteLeaf = (r: Reader, term: Term): void => void ((isDecision(term) || term.type === BOOL) && note(r, term));

function isNullHere(r: Reader, term: Term, place: Place): boolean {
  if (isNull(term) || r.absent(term)) return true;
  if (term.kind === "literal") return false;
  if (isDecision(term)) return isNullDecision(r, term, place);
  if (term.kind === "call" && term.strict) return term.args.some((arg) => isNullHere(r, arg, place));
  return term.nullable && regionOf(place, r.textOf(term)).null;
}

function isNullDecision(r: Reader, term: Term, place: Place): boolean {
  if (term.type === BOOL) return outcome(r, term, place) === NULL;
  if (term.kind === "case") return isNullHere(r, armOf(r, term, place), place);
  const { fn, args } = term as CallTerm;
  if (fn === "coalesce") return args.every((arg) => isNullHere(r, arg, place));
  const [a, b] = args as readonly [Term, Term];
  return isNullHere(r, a, place) || compared(r, a, b, place, (order) => order === 0) === true;
}

const armOf = (r: Reader, { arms, otherwise }: CaseTerm, place: Place): Term => arms.find(([condition]) => truth(r, condition, place) === true)?.[1] ?? otherwise;

/** What was not looked for when the operands were noted is not known. */
function regionOf(place: Place, key: string): Region {
  const region = place.get(key);
  if (region === undefined) throw new Undecided();
  return region;
}

/** Null where one side is. */
function compared(r: Reader, a: Term, b: Term, place: Place, holds: (order: number) => boolean): Truth {
  if (isNullHere(r, a, place) || isNullHere(r, b, place)) return null;
  return holds(orderOf(r, chosen(r, a, place), chosen(r, b, place), place));
}

function orderOf(r: Reader, a: Term, b: Term, place: Place): number {
  if (a.kind === "literal" && b.kind === "literal") {
    if (!comparable(a.type, b.type)) throw new Undecided();
    return Math.sign(compareValues(a.type, valueOf(a.type, a.value), valueOf(b.type, b.value)));
  }
  const [x, y] = [r.textOf(a), r.textOf(b)];
  const [straight, turned] = [against(a, b), against(b, a)];
  if (straight !== null) return straight.order(regionOf(place, r.textOf(straight.term)));
  if (turned !== null) return -turned.order(regionOf(place, r.textOf(turned.term)));
  if (x === y) return 0;
  const order = Number(regionOf(place, x <= y ? `${x} <> ${y}` : `${y} <> ${x}`).low);
  return x <= y ? order : -order;
}

/** A decision that no table says. */
export class Undecided extends Error {}

const and = (values: readonly Truth[]): Truth => (values.includes(false) ? false : values.includes(null) ? null : true);
const not = (value: Truth): Truth => (value === null ? null : !value);

function truth(r: Reader, term: Term, place: Place): Truth {
  const said = outcome(r, term, place);
  if (said !== TRUE && said !== FALSE && said !== NULL) throw new Undecided();
  return said === NULL ? null : said === TRUE;
}

function outcome(r: Reader, term: Term, place: Place): string {
  if (isNull(term) || r.absent(term)) return NULL;
  if (term.kind === "case") return leaf(r, armOf(r, term, place), term.type, place);
  if (term.kind === "literal" && term.type === BOOL) return term.value === true ? TRUE : FALSE;
  if (term.kind !== "call" || !DECIDES.has(term.fn)) {
    if (isNullHere(r, term, place)) return NULL;
    return term.type === BOOL ? (regionOf(place, r.textOf(term)).low === true ? TRUE : FALSE) : r.textOf(term);
  }
  if (term.fn === "coalesce") {
    const first = term.args.find((arg) => !isNullHere(r, arg, place));
    return first === undefined ? NULL : leaf(r, first, term.type, place);
  }
  const [a, b] = term.args as readonly [Term, Term];
  if (term.fn === "nullif") return compared(r, a, b, place, (order) => order === 0) === true ? NULL : leaf(r, a, term.type, place);
  const value = TRUTHS[term.fn] ?? comparison;
  return String(value(r, term, place));
}

const comparison = (r: Reader, { fn, args }: CallTerm, place: Place): Truth => compared(r, args[0] as Term, args[1] as Term, place, COMPARES[fn] as (order: number) => boolean);

const TRUTHS: Readonly<Record<string, (r: Reader, term: CallTerm, place: Place) => Truth>> = {
  and: (r, { args }, place) => and(args.map((arg) => truth(r, arg, place))),
  or: (r, { args }, place) => not(and(args.map((arg) => not(truth(r, arg, place))))),
  not: (r, { args }, place) => not(truth(r, args[0] as Term, place)),
  is_null: (r, { args }, place) => isNullHere(r, args[0] as Term, place),
  in: (r, { args: [x, ...xs] }, place) => not(and(xs.map((one) => not(compared(r, x as Term, one, place, (order) => order === 0))))),
  between: (r, { args: [x, low, high] }, place) => and([compared(r, x as Term, low as Term, place, (order) => order >= 0), compared(r, x as Term, high as Term, place, (order) => order <= 0)]),
  is_not_distinct: (r, { args: [a, b] }, place) => {
    const [x, y] = [isNullHere(r, a as Term, place), isNullHere(r, b as Term, place)];
    return x || y ? x && y : compared(r, a as Term, b as Term, place, (order) => order === 0);
  },
};

/** A value that comes out, as one of the type that the decision has. */
function leaf(r: Reader, term: Term, type: Type, place: Place): string {
  if (isNull(term) || r.absent(term)) return NULL;
  if (isDecision(term) || term.type === BOOL) return outcome(r, term, place);
  return term.type === type || sameDigits(term.type, type) ? r.textOf(term) : `${r.textOf(term)} as ${typeKey(type)}`;
}

/** Types whose values look alike to all that computes with them: decimals of one scale. */
export const sameDigits = (a: Type, b: Type): boolean => a.kind === "decimal" && b.kind === "decimal" && a.scale === b.scale;
export const typeKey = (type: Type): string => (type.kind === "decimal" ? `decimal(${type.scale})` : JSON.stringify(type, (name, value: unknown) => (name === "precision" ? undefined : value)));

function regionsOf(of: Variable): Region[] {
  const point = { null: false, lowIn: true, highIn: true };
  const nulls: Region[] = of.nulls ? [{ null: true, low: undefined, high: undefined, lowIn: false, highIn: false }] : [];
  if (of.pair) return [-1, 0, 1].map((order) => ({ ...point, low: order, high: order }));
  if (of.type === BOOL && of.constants.length > 0) return [...nulls, ...[false, true].map((value) => ({ ...point, low: value, high: value }))];
  const cuts = of.constants.toSorted((a, b) => compareValues(of.type, a, b));
  const out: Region[] = [...nulls];
  const step = isDiscrete(of.type);
  let low: Value | undefined;
  for (const cut of cuts) {
    if (!step || low === undefined || (cut as bigint) - (low as bigint) > 1n) out.push({ null: false, low, high: cut, lowIn: false, highIn: false });
    out.push({ ...point, low: cut, high: cut });
    low = cut;
  }
  out.push({ null: false, low, high: undefined, lowIn: false, highIn: false });
  return out;
}

/** The regions of a class as one text: touching ones are joined, so that a cut at which nothing happens leaves no trace. */
function classText(of: Variable, regions: readonly Region[]): string {
  if (of.pair) return regions.map(({ low }) => "<=>"[Number(low) + 1]).join("");
  const shown = (value: Value | undefined): string => (value === undefined ? "" : literalText({ kind: "literal", type: of.type, value: textOf(of.type, value), nullable: false }));
  const step = isDiscrete(of.type);
  const spans: { low: Value | undefined; high: Value | undefined; lowIn: boolean; highIn: boolean }[] = [];
  let nulls = "";
  for (const region of regions) {
    if (region.null) {
      nulls = "null ";
      continue;
    }
    let { low, high, lowIn, highIn } = region;
    if (step) {
      if (low !== undefined && !lowIn) [low, lowIn] = [(low as bigint) + 1n, true];
      if (high !== undefined && !highIn) [high, highIn] = [(high as bigint) - 1n, true];
    }
    const last = spans.at(-1);
    const touches = last?.high !== undefined && low !== undefined && (step ? (last.high as bigint) + 1n === low : compareValues(of.type, last.high, low) === 0 && (last.highIn || lowIn));
    if (last !== undefined && touches) [last.high, last.highIn] = [high, highIn];
    else spans.push({ low, high, lowIn, highIn });
  }
  return nulls + spans.map(({ low, high, lowIn, highIn }) => `${lowIn ? "[" : "("}${shown(low)}..${shown(high)}${highIn ? "]" : ")"}`).join("");
}

const NOTHING_ABSENT = (): boolean => false;

/** `truthOnly`: false and null are one. Throws `Undecided` where there is no such table, or it is too large. */
export function tableOf(term: Term, textOf: TextOf, truthOnly: boolean, absent: (term: Term) => boolean = NOTHING_ABSENT): Table {
  const r: Reader = { textOf, variables: new Map(), absent };
  note(r, term);
  const variables = [...r.variables.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const regions = variables.map(regionsOf);
  if (regions.reduce((product, of) => product * of.length, 1) > MOST) throw new Undecided();
  const outcomes: string[] = [];
  const place = new Map<string, Region>();
  const fill = (at: number): void => {
    if (at === variables.length) {
      const said = outcome(r, term, place);
      outcomes.push(truthOnly && said !== TRUE ? FALSE : said);
      return;
    }
    for (const region of regions[at] as Region[]) {
      place.set((variables[at] as Variable).key, region);
      fill(at + 1);
    }
  };
  fill(0);
  return reduced(variables, regions, outcomes);
}

/** Regions that lead to the same are one class; an operand of one class decides nothing. */
function reduced(variables: readonly Variable[], regions: readonly Region[][], outcomes: readonly string[]): Table {
  const kept: { key: string; classes: string[]; places: number[]; size: number }[] = variables.map((of, v) => {
    const size = (regions[v] as Region[]).length;
    const inner = sizeBehind(regions, v);
    const slices = new Map<string, number[]>();
    for (let at = 0; at < size; at++) {
      const slice = outcomes.filter((_, i) => Math.floor(i / inner) % size === at).join("\u0001");
      slices.set(slice, [...(slices.get(slice) ?? []), at]);
    }
    const classes = [...slices.values()].map((places) => ({ text: classText(of, places.map((place) => (regions[v] as Region[])[place] as Region)), place: places[0] as number }));
    classes.sort((a, b) => (a.text < b.text ? -1 : 1));
    return { key: of.key, classes: classes.map(({ text }) => text), places: classes.map(({ place }) => place), size };
  });
  const out: string[] = [];
  const walk = (v: number, offset: number): void => {
    const of = kept[v];
    if (of === undefined) {
      out.push(outcomes[offset] as string);
      return;
    }
    for (const place of of.classes.length > 1 ? of.places : [0]) walk(v + 1, offset + place * sizeBehind(regions, v));
  };
  walk(0, 0);
  return { variables: kept.filter(({ classes }) => classes.length > 1).map(({ key, classes }) => ({ key, classes })), outcomes: out };
}

const sizeBehind = (regions: readonly Region[][], v: number): number => regions.slice(v + 1).reduce((product, of) => product * of.length, 1);

/** The outcome where it is always the same. */
export const constantOutcome = ({ variables, outcomes }: Table): string | null => (variables.length === 0 ? (outcomes[0] as string) : null);

/** Conditions that together are true where the table is: an operand that decides by itself stands alone. */
export function factors(table: Table): readonly Table[] {
  const out: Table[] = [];
  let left = table;
  for (const { key } of table.variables) {
    const split = left.variables.length < 2 ? null : splitOff(left, key);
    if (split === null) continue;
    out.push(split[0]);
    left = split[1];
  }
  return [...out, left.variables.length === 1 ? merged(left) : left];
}

function splitOff(table: Table, key: string): readonly [Table, Table] | null {
  const v = table.variables.findIndex((of) => of.key === key);
  if (v < 0) return null;
  const sizes = table.variables.map(({ classes }) => classes.length);
  const inner = sizes.slice(v + 1).reduce((a, b) => a * b, 1);
  const size = sizes[v] as number;
  const rest = new Map<number, boolean>();
  const own = Array.from({ length: size }, () => false);
  table.outcomes.forEach((said, i) => {
    const at = Math.floor(i / inner) % size;
    const other = Math.floor(i / (inner * size)) * inner + (i % inner);
    rest.set(other, rest.get(other) === true || said === TRUE);
    own[at] ||= said === TRUE;
  });
  const fits = table.outcomes.every((said, i) => (said === TRUE) === (own[Math.floor(i / inner) % size] === true && rest.get(Math.floor(i / (inner * size)) * inner + (i % inner)) === true));
  if (!fits || own.every(Boolean)) return null;
  const of = table.variables[v] as Table["variables"][number];
  const asTable = (variables: Table["variables"], truths: readonly boolean[]): Table => ({ variables, outcomes: truths.map((is) => (is ? TRUE : FALSE)) });
  const others = table.variables.filter((_, i) => i !== v);
  return [merged(asTable([of], own)), asTable(others, Array.from({ length: table.outcomes.length / size }, (_, i) => rest.get(i) === true))];
}

/** Of one operand alone: the classes for which it is true. */
function merged(table: Table): Table {
  const [of] = table.variables as readonly [Table["variables"][number]];
  const yes = of.classes.filter((_, i) => table.outcomes[i] === TRUE);
  return { variables: [{ key: of.key, classes: [yes.join(" | ")] }], outcomes: [TRUE] };
}

export const tableText = ({ variables, outcomes }: Table): string =>
  (variables.length === 0 ? (outcomes[0] as string) : `{${variables.map(({ key, classes }) => `${key}: ${classes.join(" | ")}`).join("; ")} => ${outcomes.join(", ")}}`);

/** Quoted where it could hold anything, so that no text can look like another. */
export function literalText({ type, value }: LiteralTerm): string {
  if (type.kind === "decimal" && value !== null) return decimalText(valueOf(type, value) as bigint, type.scale);
  return type.kind === "string" || !/^[\w.:+ -]*$/.test(String(value)) ? JSON.stringify(value) : String(value);
}
