/**
 * Terms and blocks as text that is equal for equal meanings, as far as it goes: what has no order is sorted, instances are numbered by what they are, equal operands stand for each
 * other, conditions are tables. Every text says all of what it stands for, so that equal texts are equal rows, however the numbering came about.
 */
import { BOOL, isInteger, type Type } from "../../values/type.ts";
import { constantOutcome, factors, TRUE, tableText, type Table } from "./reduced.ts";
import { literalText } from "./regions.ts";
import { isDecision, sameDigits, tableOf, typeKey, Undecided } from "./table.ts";
import { callTerm, isNull, mapBlock, mapTerm, someTerm, Unprovable, type Atom, type Block, type CallTerm, type ColumnTerm, type GatheredTerm, type Source, type SortTerm, type Term } from "./term.ts";

/** `left`: how much work may still be done. */
export type Renderer = {
  readonly labels: Map<number, string>;
  /** What stands for what in the parts of an atom's columns. */
  readonly inside: Map<number, (term: Term) => Term | null>;
  memo: Map<Term, string>;
  depth: number;
  left: number;
};
export const createRenderer = (): Renderer => ({ labels: new Map(), inside: new Map(), memo: new Map(), depth: 0, left: 60_000 });

const COMMUTES = new Set(["add", "multiply", "eq", "ne", "is_not_distinct", "greatest", "least", "bit_and", "bit_or", "bit_xor"]);
const FLIPPED: Readonly<Record<string, string>> = { gt: "lt", ge: "le" };

function spend(r: Renderer): void {
  if (--r.left < 0) throw new Unprovable("there is too much of it");
}

export function textOf(r: Renderer, term: Term): string {
  const known = r.memo.get(term);
  if (known !== undefined) return known;
  spend(r);
  const text = isDecision(term) ? decisionText(r, term) : plainText(r, term);
  r.memo.set(term, text);
  return text;
}

const texts = (r: Renderer, terms: readonly Term[]): string[] => terms.map((term) => textOf(r, term));

function decisionText(r: Renderer, term: Term): string {
  try {
    return tableText(tableOf(term, (one) => textOf(r, one), false));
  } catch (error) {
    if (error instanceof Undecided) return syntaxText(r, term);
    throw error;
  }
}

/** As it is written, where no table says it. */
function syntaxText(r: Renderer, term: Term): string {
  if (term.kind === "case") return `case(${term.arms.map(([condition, value]) => `${textOf(r, condition)} -> ${textOf(r, value)}`).join("; ")}; ${textOf(r, term.otherwise)}: ${typeKey(term.type)})`;
  return term.kind === "call" ? callText(r, term) : plainText(r, term);
}

const PLAIN: { readonly [K in Term["kind"]]: (r: Renderer, term: Extract<Term, { readonly kind: K }>) => string } = {
  literal: (_r, term) => (term.value === null ? "null" : `${literalText(term)}:${typeKey(term.type)}`),
  column: columnText,
  call: callText,
  exists: (r, term) => `exists ${blockText(r, term.block, [])}`,
  gathered: gatheredText,
  lambda: (r, term) => {
    term.params.forEach((param, i) => r.labels.set(param, `p${depthOf(term)}_${i}`));
    return `(${term.params.map((param) => r.labels.get(param)).join(", ")} -> ${textOf(r, term.body)})`;
  },
  case: syntaxText,
};
const plainText = (r: Renderer, term: Term): string => PLAIN[term.kind](r, term as never);

function columnText(r: Renderer, { of, part }: ColumnTerm): string {
  const inside = r.inside.get(of);
  const shown = typeof part === "string" ? JSON.stringify(part) : `(${textOf(r, inside === undefined ? part : mapTerm(part, inside))})`;
  return `${r.labels.get(of) ?? `#${of}`}.${shown}`;
}

function callText(r: Renderer, term: CallTerm): string {
  const sum = sumText(r, term);
  if (sum !== null) return sum;
  const fn = FLIPPED[term.fn];
  const args = texts(r, fn === undefined ? term.args : term.args.toReversed());
  if (COMMUTES.has(term.fn)) args.sort();
  return `${fn ?? term.head}(${args.join(", ")}):${typeKey(term.type)}`;
}

/** How deep lambdas stand in this one: each level has names of its own. */
const depthOf = (term: Term): number => {
  let depth = 0;
  if (term.kind === "lambda") someTerm(term.body, (one) => {
    if (one.kind === "lambda") depth = Math.max(depth, depthOf(one) + 1);
    return false;
  });
  return depth;
};

const isSummed = (type: Type): boolean => isInteger(type) || type.kind === "decimal";
const scaleOf = (type: Type): number => (type.kind === "decimal" ? type.scale : 0);

/** Exact sums and differences as their parts, in any order; null for what is none. */
function sumText(r: Renderer, root: CallTerm): string | null {
  const parts: string[] = [];
  const walk = (term: Term, sign: string): void => {
    const isSum = term.kind === "call" && (term.fn === "add" || term.fn === "subtract") && isSummed(term.type) && term.args.every(({ type }) => isSummed(type)) && scaleOf(term.type) === Math.max(...term.args.map(({ type }) => scaleOf(type)));
    if (!isSum) {
      parts.push(sign + textOf(r, term));
      return;
    }
    const [a, b] = term.args as readonly [Term, Term];
    walk(a, sign);
    walk(b, term.fn === "add" ? sign : sign === "+" ? "-" : "+");
  };
  if (root.fn !== "add" && root.fn !== "subtract") return null;
  if (!isSummed(root.type)) return null;
  walk(root, "+");
  return parts.length < 2 ? null : `sum[${parts.toSorted().join(" ")}]:${typeKey(root.type)}`;
}

/** Sort keys that others before them, or the columns of the partition, decide go; where there are no nulls they stand nowhere. */
export function sortText(r: Renderer, sort: readonly SortTerm[], fixed: readonly string[] = []): string {
  const seen = new Set(fixed);
  return sort.flatMap(({ term, desc, nullsFirst }) => {
    const text = textOf(r, term);
    if (seen.has(text) || term.kind === "literal") return [];
    seen.add(text);
    return [`${text}${desc ? " desc" : ""}${term.nullable && nullsFirst ? " nulls first" : ""}`];
  }).join(", ");
}

/** Aggregates that leave nulls out. */
const SKIPS_NULLS = /^(sum|avg|avg_decimal|min|max|count_distinct|bool_and|bool_or|median|quantile|quantile_disc|mode|count)(\.|$)/;

function gatheredText(r: Renderer, term: GatheredTerm): string {
  const by = [...new Set(texts(r, term.by.filter(({ kind }) => kind !== "literal")))].sort();
  const { fn, args, where } = countOf(term);
  const over = term.window ? ` over [${by.join(", ")}] ${term.frame.map((bound) => (typeof bound === "string" ? bound : textOf(r, bound))).join(" ")}` : "";
  return `${fn}(${texts(r, args).join(", ")})${where === null ? "" : ` where ${textOf(r, where)}`} sort [${sortText(r, term.sort, by)}]${over}:${typeKey(term.type)}`;
}

/** A count in one form: of values that are there where its condition holds. */
function countOf({ fn, args, where }: GatheredTerm): Pick<GatheredTerm, "fn" | "args" | "where"> {
  const [arg] = args;
  const counted = fn === "count.value" && arg?.nullable === false ? { fn: "count", args: [], where } : { fn, args, where };
  if (counted.where === null || !SKIPS_NULLS.test(counted.fn) || counted.args.length > 1) return counted;
  const value = counted.args[0] ?? { kind: "literal", value: true, type: counted.where.type, nullable: false };
  return { fn: counted.fn === "count" ? "count.value" : counted.fn, where: null, args: [{ kind: "case", arms: [[counted.where, value]], otherwise: { kind: "literal", value: null, type: value.type, nullable: true }, type: value.type, nullable: true }] };
}

/** Up to so many numberings of atoms that look alike are tried. */
const MOST_NUMBERINGS = 24;

/**
 * A block with what is asked of it; the text is the least of those that the numberings of like atoms give. Within a block that is looked at row by row of another, as `exists` is,
 * the other's columns keep their names: it takes those of the next depth.
 */
export function blockText(r: Renderer, block: Block, outs: readonly Term[]): string {
  const { depth } = r;
  const inner = block.atoms.filter(({ source }) => source.kind !== "beside");
  const known = inner.map((atom) => ({ atom, text: closedText(r, atom) })).toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  const groups: Atom[][] = [];
  known.forEach(({ atom, text }, i) => (i > 0 && known[i - 1]?.text === text ? (groups.at(-1) as Atom[]).push(atom) : groups.push([atom])));
  const named = (order: readonly Atom[]): string => {
    r.memo = new Map();
    order.forEach((atom, i) => r.labels.set(atom.id, `a${depth}_${i}`));
    r.depth = depth + 1;
    const text = numberedText(r, block, outs, known.map((of) => of.text), order.length);
    r.depth = depth;
    return text;
  };
  const orders = numberings(groups);
  const [first, ...rest] = orders as [readonly Atom[], ...(readonly Atom[])[]];
  let best = { text: named(first), order: first };
  for (const order of rest) {
    const text = named(order);
    if (text < best.text) best = { text, order };
  }
  // The names that others read are those of the text.
  return rest.length > 0 ? named(best.order) : best.text;
}

/** Of an atom that names nothing beside it. */
function closedText(r: Renderer, atom: Atom): string {
  const { depth } = r;
  r.depth = 0;
  const text = sourceText(r, atom);
  r.depth = depth;
  return text;
}

function numberings(groups: readonly Atom[][]): readonly (readonly Atom[])[] {
  let orders: Atom[][] = [[]];
  for (const group of groups) {
    const within = orders.length * factorial(group.length) <= MOST_NUMBERINGS ? permutations(group) : [group];
    orders = orders.flatMap((order) => within.map((one) => [...order, ...one]));
  }
  return orders;
}
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const permutations = <T>(items: readonly T[]): T[][] => (items.length < 2 ? [[...items]] : items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest])));

function numberedText(r: Renderer, block: Block, outs: readonly Term[], sources: readonly string[], used: number): string {
  const depth = r.depth - 1;
  const beside: string[] = [];
  const same = equated(r, block.where);
  // What is joined beside is numbered when all that it names is.
  let waiting = block.atoms.filter(({ source }) => source.kind === "beside");
  while (waiting.length > 0) {
    const ready = waiting.filter((atom) => !waiting.some((other) => other !== atom && reads(atom, other.id)));
    if (ready.length === 0) throw new Unprovable("joins read each other");
    const shown = ready.map((atom) => ({ atom, text: `${atom.how} ${besideText(r, atom, same.change)}` })).toSorted((a, b) => (a.text < b.text ? -1 : 1));
    for (const { atom, text } of shown) {
      r.labels.set(atom.id, `a${depth}_${used + beside.length}`);
      beside.push(text);
    }
    r.memo = new Map();
    waiting = waiting.filter((atom) => !ready.includes(atom));
  }
  const put = (term: Term): Term => mapTerm(term, same.change);
  const conditions = [...same.texts, ...conditionTexts(r, same.others.map(put))].toSorted();
  return `(from ${[...sources, ...beside].join("; ")} where ${conditions.join(" and ")} give ${outs.map((out) => textOf(r, put(out))).join(", ")})`;
}

function reads({ source }: Atom, id: number): boolean {
  if (source.kind !== "beside") return false;
  const named = (term: Term): boolean => someTerm(term, (one) => one.kind === "column" && one.of === id);
  return source.block.where.some(named) || (source.nearest !== null && named(source.nearest)) || source.block.atoms.some((atom) => reads(atom, id));
}

function besideText(r: Renderer, { id, source }: Atom, change: (term: Term) => Term | null): string {
  if (source.kind !== "beside") throw new Error("not joined beside");
  const text = blockText(r, mapBlock(source.block, change), source.nearest === null ? [] : [mapTerm(source.nearest, change)]);
  r.inside.set(id, equated(r, source.block.where).change);
  return text;
}

const SOURCES: { readonly [K in Source["kind"]]: (r: Renderer, source: Extract<Source, { readonly kind: K }>, id: number) => string } = {
  scan: (_r, source) => `scan ${JSON.stringify(source.name)}`,
  rows: (r, source) => `rows [${source.rows.map((row) => `(${texts(r, row).join(", ")})`).toSorted().join(", ")}]`,
  over: overText,
  branches: (r, source) => {
    const made = source.branches.map(({ block, outs }) => blockText(r, block, outs));
    return `${source.head} [${(source.ordered ? made : made.toSorted()).join(", ")}]`;
  },
  full: fullText,
  beside: () => {
    throw new Error("what is joined beside is not closed");
  },
};

function sourceText(r: Renderer, { id, source }: Atom): string {
  spend(r);
  return SOURCES[source.kind](r, source as never, id);
}

/** Conditions name columns of both sides, which are told apart by a depth of their own. */
function fullText(r: Renderer, { left, right, on }: Extract<Source, { kind: "full" }>): string {
  const one = blockText(r, left, []);
  r.depth++;
  const other = blockText(r, right, []);
  r.depth++;
  const conditions = conditionTexts(r, on).toSorted();
  r.depth -= 2;
  return `full ${one} with ${other} on ${conditions.join(" and ")}`;
}

/** The body is numbered first, so that what is asked of it has its names. */
function overText(r: Renderer, source: Extract<Source, { kind: "over" }>, id: number): string {
  const body = blockText(r, source.body, []);
  const { change } = equated(r, source.body.where);
  r.inside.set(id, change);
  const put = (term: Term): Term => mapTerm(term, change);
  const set = [...new Set(texts(r, source.set.map(put).filter(({ kind }) => kind !== "literal")))].sort();
  const sort = source.sort.map((key) => ({ ...key, term: put(key.term) }));
  return `${source.head} {${set.join(", ")}} [${texts(r, source.list.map(put)).join(", ")}] sort [${sortText(r, sort, set)}] of ${body}`;
}

/** Types in which equal values are the same value. */
const isPlain = (type: Type): boolean => isInteger(type) || ["decimal", "date", "time", "timestamp", "timestamptz", "string", "bool", "uuid"].includes(type.kind);
const mayStand = (term: Term): boolean => term.kind === "column" || term.kind === "literal" || (term.kind === "call" && term.fn === "$param");
/** Of a term that may stand for another, whatever instances are called at the moment. */
const keyOf = (r: Renderer, term: Term): string => (term.kind === "column" ? `#${term.of} ${typeof term.part === "string" ? term.part : textOf(r, term.part)}` : textOf(r, term));

type Equated = { readonly change: (term: Term) => Term | null; readonly texts: readonly string[]; readonly others: readonly Term[] };

/** Columns that conditions say are equal, by the one of them that stands for all: a constant, else the first by its text. */
function equated(r: Renderer, where: readonly Term[]): Equated {
  const classes: Map<string, Term>[] = [];
  const others: Term[] = [];
  for (const term of where) {
    const pair = equalPair(term);
    if (pair === null) {
      others.push(term);
      continue;
    }
    const keys = pair.map((one) => [keyOf(r, one), one] as const);
    const met = classes.filter((of) => keys.some(([key]) => of.has(key)));
    for (const one of met) classes.splice(classes.indexOf(one), 1);
    classes.push(new Map([...met.flatMap((of) => [...of]), ...keys]));
  }
  const stands = new Map<string, Term>();
  const shown: string[] = [];
  for (const of of classes) {
    const sorted = [...of].map(([key, term]) => ({ key, term, text: textOf(r, term) })).toSorted((a, b) => rank(a.term) - rank(b.term) || (a.text < b.text ? -1 : 1));
    const [first, ...rest] = sorted as [(typeof sorted)[number], ...typeof sorted];
    for (const { key, text, term } of rest) {
      stands.set(key, first.term);
      // As other ways to say that there is one value are written.
      if (first.term.kind === "literal" && term.kind !== "literal") shown.push(...conditionTexts(r, [callTerm("eq", [term, first.term], BOOL, true, true)]));
      else shown.push(`${first.text} == ${text}`);
    }
  }
  // Parts inside atoms have names of their own: columns are taken as they are.
  return { texts: shown, others, change: (term) => (term.kind === "column" || (term.kind === "call" && term.fn === "$param") ? (stands.get(keyOf(r, term)) ?? term) : null) };
}

function equalPair(term: Term): readonly [Term, Term] | null {
  if (term.kind !== "call" || term.fn !== "eq") return null;
  const [a, b] = term.args as readonly [Term, Term];
  const fits = mayStand(a) && mayStand(b) && (a.kind === "column" || b.kind === "column") && (a.type === b.type || sameDigits(a.type, b.type)) && isPlain(a.type);
  return fits && !isNull(a) && !isNull(b) ? [a, b] : null;
}
const rank = (term: Term): number => (term.kind === "literal" ? 0 : term.kind === "call" ? 1 : 2);

/** Conditions that hold together: those that share operands as one table, taken apart where an operand decides by itself. */
function conditionTexts(r: Renderer, where: readonly Term[]): string[] {
  const text = (term: Term): string => textOf(r, term);
  const open = where.map((term) => ({ terms: [term], keys: keysOf(term, text) }));
  const joined: { terms: Term[]; keys: Set<string> }[] = [];
  for (const one of open) {
    const met = joined.filter(({ keys }) => [...one.keys].some((key) => keys.has(key)));
    for (const of of met) joined.splice(joined.indexOf(of), 1);
    joined.push({ terms: [...met.flatMap(({ terms }) => terms), ...one.terms], keys: new Set([...met.flatMap(({ keys }) => [...keys]), ...one.keys]) });
  }
  const out = new Set<string>();
  for (const { terms } of joined) for (const condition of together(terms, text)) out.add(condition);
  return [...out];
}

/** What the table of a condition asks about; none where there is no table. */
function keysOf(term: Term, text: (term: Term) => string): ReadonlySet<string> {
  const table = tried(term, text);
  return new Set(table === null ? [] : table.variables.map(({ key }) => key));
}

function tried(term: Term, text: (term: Term) => string): Table | null {
  try {
    return tableOf(term, text, true);
  } catch (error) {
    if (error instanceof Undecided) return null;
    throw error;
  }
}

function together(terms: readonly Term[], text: (term: Term) => string): readonly string[] {
  const [first] = terms as readonly [Term];
  const all = terms.length === 1 ? first : callTerm("and", terms, first.type, true, false);
  const table = tried(all, text);
  if (table === null) return terms.length === 1 ? [text(first)] : terms.flatMap((term) => together([term], text));
  return factors(table).flatMap((of) => (constantOutcome(of) === TRUE && of.variables.length === 0 ? [] : [tableText(of)]));
}
