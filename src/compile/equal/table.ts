/**
 * Decisions as tables. What `and`, `or`, `not`, comparisons, `in`, `between`, `??`, `if` and `case` make of their operands depends only on which of few regions each operand
 * lies in: null, below a constant, that constant, above it. All combinations of regions with what comes out are the decision's meaning, whatever it is written like:
 * `not (a < 5 or b)`, `a >= 5 and not b`, redundant conditions, arms in another order. Three truth values are kept apart throughout.
 */
import { compareValues } from "../../values/compare.ts";
import { valueOf } from "../../values/value-text.ts";
import { BOOL, isInteger, type Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import { FALSE, reduced, TRUE, type Table } from "./reduced.ts";
import { compareRegion, isOrdered, regionsOf, type Region, type Variable } from "./regions.ts";
import { isNull, type CallTerm, type CaseTerm, type Term } from "./term.ts";

/** What stands for a term in a table: equal for equal terms. */
export type TextOf = (term: Term) => string;

/** Up to so many combinations are looked at. */
const MOST = 4096;

const COMPARES: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (o) => o === 0, ne: (o) => o !== 0, lt: (o) => o < 0, le: (o) => o <= 0, gt: (o) => o > 0, ge: (o) => o >= 0,
};
const DECIDES = new Set(["and", "or", "not", "is_null", "coalesce", "in", "between", "is_not_distinct", "nullif", ...Object.keys(COMPARES)]);
export const isDecision = (term: Term): boolean => term.kind === "case" || (term.kind === "call" && DECIDES.has(term.fn)) || (term.kind === "literal" && term.type === BOOL);

const scaleOf = (type: Type): number | null => (type.kind === "decimal" ? type.scale : isInteger(type) ? 0 : null);
/** Whether values of both are compared as they are. */
const comparable = (a: Type, b: Type): boolean => a === b || (scaleOf(a) !== null && scaleOf(a) === scaleOf(b));

type Place = ReadonlyMap<string, Region>;

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
  const known = r.variables.get(key);
  // It may be known to be no null at one place only.
  const nulls = known?.nulls === true || ownNull(term);
  const made = known?.nulls === nulls ? known : { key, type: term.type, constants: known?.constants ?? [], pair: false, nulls };
  r.variables.set(key, made);
  return made;
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
