/** Rewrites of blocks that keep their rows: what several ways of writing have in common. Each says why it holds. */
import type { ColumnId } from "../../ir/id.ts";
import { BOOL } from "../../values/type.ts";
import { TRUE } from "./reduced.ts";
import { createRenderer, textOf, type Renderer } from "./render.ts";
import { tableOf, Undecided } from "./table.ts";
import { callTerm, isNull, literalTerm, mapBlock, mapTerm, notTerm, readsInstance, someTerm, type Atom, type Block, type Branch, type CallTerm, type ExistsTerm, type Term } from "./term.ts";

type Query = { readonly block: Block; readonly out: ReadonlyMap<ColumnId, Term> };

/** What must be true for the condition to be, each by itself. */
function conjunctsOf(term: Term): readonly Term[] {
  if (term.kind !== "call") return [term];
  if (term.fn === "and") return term.args.flatMap(conjunctsOf);
  const [arg] = term.args;
  if (term.fn !== "not" || arg?.kind !== "call") return [term];
  // Of a disjunction that is false every part is; what is twice not is.
  if (arg.fn === "or") return arg.args.flatMap((one) => conjunctsOf(notTerm(one)));
  if (arg.fn === "not") return arg.args.flatMap(conjunctsOf);
  const turned = TURNED[arg.fn];
  return turned === undefined ? [term] : [callTerm(turned, arg.args, arg.type, arg.nullable, arg.strict)];
}

/** The comparison that is true where one is false: both are null where an operand is. */
const TURNED: Readonly<Record<string, string>> = { eq: "ne", ne: "eq", lt: "ge", ge: "lt", gt: "le", le: "gt" };

/** The rows for which the conditions are true as well. */
export function narrow(query: Query, conditions: readonly Term[]): Query {
  let { block, out } = query;
  block = { ...block, where: [...block.where, ...conditions.flatMap(conjunctsOf).map(flattened)] };
  for (;;) {
    const made = stepOf({ block, out });
    if (made === null) return { block, out };
    ({ block, out } = made);
  }
}

const flattened = (term: Term): Term => mapTerm(term, (one) => (one.kind === "exists" ? existsOf(one.block) : one.kind === "column" ? one : null));

function substituted({ block, out }: Query, change: (term: Term) => Term | null): Query {
  return { block: mapBlock(block, change), out: new Map([...out].map(([column, term]) => [column, mapTerm(term, change)])) };
}

function stepOf(query: Query): Query | null {
  const { atoms, where } = query.block;
  for (const atom of atoms) {
    if (atom.how === "left" && atom.source.kind === "beside") {
      const reading = where.filter((term) => readsInstance(term, atom.id));
      if (reading.some((term) => neverTrueWithout(term, atom.id))) return asInner(query, atom);
      const missing = reading.find((term) => asksForMissing(term, atom));
      if (missing !== undefined) return asAnti(query, atom, missing);
    }
    const first = where.find((term) => isFirstOf(term, atom));
    const made = first === undefined ? null : asDedupe(query, atom, first);
    if (made !== null) return made;
  }
  return null;
}

/** Whether no row without a partner meets the condition. */
function neverTrueWithout(term: Term, id: number): boolean {
  const r = createRenderer();
  try {
    const { outcomes } = tableOf(term, (one) => textOf(r, one), true, (one) => one.kind === "column" && one.of === id);
    return !outcomes.includes(TRUE);
  } catch (error) {
    if (error instanceof Undecided) return false;
    throw error;
  }
}

/** Rows without a partner are filtered away: the join might as well not have made them. */
function asInner(query: Query, atom: Atom): Query {
  const { source } = atom;
  if (source.kind !== "beside") return query;
  const { block, out } = substituted(query, (term) => (term.kind === "column" && term.of === atom.id && typeof term.part !== "string" ? term.part : null));
  const others = block.atoms.filter(({ id }) => id !== atom.id);
  return { block: { atoms: [...others, ...source.block.atoms], where: [...block.where.flatMap(conjunctsOf), ...source.block.where] }, out };
}

/** `x is null`, where x is there in every partner. */
function asksForMissing(term: Term, { id, source }: Atom): boolean {
  if (term.kind !== "call" || term.fn !== "is_null" || source.kind !== "beside") return false;
  const [arg] = term.args;
  if (arg?.kind !== "column" || arg.of !== id || typeof arg.part === "string") return false;
  const { part } = arg;
  const r = createRenderer();
  const text = textOf(r, part);
  const compared = (one: Term): boolean => one.kind === "call" && one.fn === "eq" && one.args.some((side) => textOf(r, side) === text);
  return !part.nullable || source.block.where.some(compared);
}

/** Rows that have no partner: none is there, and all that would come of one is null. */
function asAnti(query: Query, atom: Atom, missing: Term): Query {
  const { source } = atom;
  if (source.kind !== "beside") return query;
  const rest: Query = { block: { atoms: query.block.atoms.filter(({ id }) => id !== atom.id), where: query.block.where.filter((term) => term !== missing) }, out: query.out };
  const { block, out } = substituted(rest, (term) => (term.kind === "column" && term.of === atom.id ? literalTerm(term.type, null) : null));
  return { block: { ...block, where: [...block.where, notTerm(existsOf(source.block))] }, out };
}

/** `row_number() == 1` of the rows of this atom. */
function isFirstOf(term: Term, { id, source }: Atom): boolean {
  if (source.kind !== "over" || source.head !== "rows" || term.kind !== "call") return false;
  const [a, b] = term.fn === "eq" && term.args[0]?.kind === "literal" ? term.args.toReversed() : term.args;
  const bound = { eq: "1", le: "1", lt: "2" }[term.fn];
  return bound !== undefined && a?.kind === "column" && a.of === id && b?.kind === "literal" && b.value === bound && isNumbering(a.part);
}
const isNumbering = (part: string | Term): boolean => typeof part !== "string" && part.kind === "gathered" && part.fn === "row_number" && part.by.length > 0;

/** The first row of each part is what a dedupe keeps, whose order leaves no ties either. Not where another window is asked for. */
function asDedupe(query: Query, atom: Atom, first: Term): Query | null {
  const [numbering] = (first as CallTerm).args.flatMap((arg) => (arg.kind === "column" && typeof arg.part !== "string" && arg.part.kind === "gathered" ? [arg.part] : []));
  if (numbering === undefined || atom.source.kind !== "over") return null;
  const r = createRenderer();
  const text = textOf(r, numbering);
  const rest: Query = { block: { atoms: query.block.atoms.map((one) => (one === atom ? { ...atom, source: { ...atom.source, head: "dedupe", set: numbering.by, sort: numbering.sort } as Atom["source"] } : one)), where: query.block.where.filter((term) => term !== first) }, out: query.out };
  const made = substituted(rest, (term) => (term.kind === "column" && term.of === atom.id && typeof term.part !== "string" && textOf(r, term.part) === text ? literalTerm(term.type, "1") : null));
  const asks = (term: Term): boolean => someTerm(term, (one) => one.kind === "column" && one.of === atom.id && typeof one.part !== "string" && one.part.kind === "gathered");
  return [...made.out.values(), ...made.block.where].some(asks) || made.block.atoms.some(({ source }) => source.kind === "beside") ? null : made;
}

/** Whether some row is there: one of a group is where one of the group's rows is. */
function existsOf(block: Block): ExistsTerm {
  for (const atom of block.atoms) {
    const { source } = atom;
    if (source.kind !== "over" || source.head !== "group" || block.atoms.some((one) => one.source.kind === "beside")) continue;
    const asks = (term: Term): boolean => someTerm(term, (one) => one.kind === "column" && one.of === atom.id && (typeof one.part === "string" || holdsGathered(one.part)));
    if (block.where.some(asks) || block.atoms.some((one) => one !== atom && one.source.kind === "beside")) continue;
    const where = block.where.map((term) => mapTerm(term, (one) => (one.kind === "column" && one.of === atom.id && typeof one.part !== "string" ? one.part : null)));
    return existsOf({ atoms: [...block.atoms.filter((one) => one !== atom), ...source.body.atoms], where: [...where, ...source.body.where] });
  }
  return { kind: "exists", block, type: BOOL, nullable: false };
}
const holdsGathered = (term: Term): boolean => someTerm(term, (one) => one.kind === "gathered");

/** Whether a term reads an instance anywhere, inside parts as well. */
function readsDeep(term: Term, id: number): boolean {
  let found = false;
  mapTerm(term, (one) => {
    found ||= one.kind === "column" && one.of === id;
    return found ? one : null;
  });
  return found;
}

/** A block with all that is asked of it. */
export function tidy(start: Block, asked: readonly Term[]): { readonly block: Block; readonly terms: readonly Term[] } {
  let [block, terms] = [start, asked];
  for (let again = true; again;) {
    again = false;
    for (const atom of block.atoms) {
      const made = block.atoms.length > 1 ? asExists(block, terms, atom) : null;
      if (made === null) continue;
      ({ block, terms } = made);
      again = true;
      break;
    }
  }
  return { block, terms };
}

/** A join that meets one row at most, and of which nothing is asked but what it was compared with, only says whether that row is there. */
function asExists(block: Block, terms: readonly Term[], atom: Atom): { readonly block: Block; readonly terms: readonly Term[] } | null {
  const partners = partnersOf(block, atom);
  if (partners === null) return null;
  const r = createRenderer();
  const change = (term: Term): Term | null => (term.kind === "column" && term.of === atom.id ? (partners.get(textOf(r, term)) ?? null) : null);
  const left = terms.map((term) => mapTerm(term, change));
  if (left.some((term) => readsDeep(term, atom.id))) return null;
  const others = block.atoms.filter((one) => one !== atom);
  if (others.some(({ source }) => source.kind === "beside" && mapsInto(source.block, atom.id))) return null;
  const [reading, rest] = [block.where.filter((term) => readsDeep(term, atom.id)), block.where.filter((term) => !readsDeep(term, atom.id))];
  return { block: { atoms: others, where: [...rest, existsOf({ atoms: [atom], where: reading })] }, terms: left };
}

const mapsInto = (block: Block, id: number): boolean => {
  let found = false;
  mapBlock(block, (term) => {
    found ||= term.kind === "column" && term.of === id;
    return found ? term : null;
  });
  return found;
};

/** What the columns of a key are compared with, by their texts; null where no key is. */
function partnersOf({ where }: Block, atom: Atom): ReadonlyMap<string, Term> | null {
  const { source, id } = atom;
  const r: Renderer = createRenderer();
  const partners = new Map<string, Term>();
  for (const term of where) {
    if (term.kind !== "call" || term.fn !== "eq") continue;
    for (const [own, other] of [term.args, term.args.toReversed()] as (readonly [Term, Term])[]) {
      if (own.kind === "column" && own.of === id && own.type === other.type && !readsDeep(other, id) && !isNull(other)) partners.set(textOf(r, own), other);
    }
  }
  const has = (part: string | Term): boolean => partners.has(textOf(r, { kind: "column", of: id, part, type: BOOL, nullable: true }));
  if (source.kind === "scan") return source.keys.some((key) => key.every(has)) && atom.how === "inner" ? partners : null;
  if (source.kind === "over" && source.head === "group" && source.set.length > 0) return source.set.every((part) => part.kind === "literal" || has(part)) ? partners : null;
  return null;
}

/** Branches over one source whose conditions exclude each other are one branch. */
export function unionOf(branches: readonly Branch[]): readonly Branch[] {
  const out: Branch[] = [];
  for (const branch of branches) {
    const at = out.findIndex((one) => mergeable(one, branch) !== null);
    if (at < 0) out.push(branch);
    else out[at] = mergeable(out[at] as Branch, branch) as Branch;
  }
  return out;
}

function mergeable(one: Branch, other: Branch): Branch | null {
  const [a, ...moreA] = one.block.atoms;
  const [b, ...moreB] = other.block.atoms;
  if (a?.source.kind !== "scan" || b?.source.kind !== "scan" || moreA.length + moreB.length > 0 || a.source.name !== b.source.name) return null;
  const change = (term: Term): Term | null => (term.kind === "column" && term.of === b.id ? { ...term, of: a.id } : null);
  const [outs, where] = [other.outs.map((term) => mapTerm(term, change)), other.block.where.map((term) => mapTerm(term, change))];
  const r = createRenderer();
  if (!outs.every((term, i) => textOf(r, term) === textOf(r, one.outs[i] as Term))) return null;
  const [left, right] = [allOf(one.block.where), allOf(where)];
  try {
    if (tableOf(callTerm("and", [left, right], BOOL, true, false), (term) => textOf(r, term), true).outcomes.includes(TRUE)) return null;
  } catch (error) {
    if (error instanceof Undecided) return null;
    throw error;
  }
  return { block: { atoms: one.block.atoms, where: [callTerm("or", [left, right], BOOL, true, false)] }, outs: one.outs };
}

const allOf = (terms: readonly Term[]): Term => (terms.length === 1 ? (terms[0] as Term) : terms.length === 0 ? literalTerm(BOOL, true) : callTerm("and", terms, BOOL, true, false));
