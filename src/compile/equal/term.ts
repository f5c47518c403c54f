/** Rules as terms over bags of rows: what two forms of one meaning become the same text in. Order within is gone but where a limit or a window asks for it. */
import type { LiteralValue } from "../../ir/expr.ts";
import { BOOL, type Type } from "../../values/type.ts";

/** `of`: the instance of an atom, unique in a comparison. `part`: a column's name, or a term over the rows inside the atom. */
export type ColumnTerm = { readonly kind: "column"; readonly of: number; readonly part: string | Term; readonly type: Type; readonly nullable: boolean };
export type LiteralTerm = { readonly kind: "literal"; readonly value: LiteralValue; readonly type: Type; readonly nullable: boolean };
/** `head` holds all that decides the meaning beside the arguments. `strict`: null exactly where an argument is. */
export type CallTerm = { readonly kind: "call"; readonly fn: string; readonly head: string; readonly args: readonly Term[]; readonly type: Type; readonly nullable: boolean; readonly strict: boolean };
export type CaseTerm = { readonly kind: "case"; readonly arms: readonly (readonly [Term, Term])[]; readonly otherwise: Term; readonly type: Type; readonly nullable: boolean };
export type ExistsTerm = { readonly kind: "exists"; readonly block: Block; readonly type: Type; readonly nullable: false };
/** An aggregate over a group, or a function over a window of the rows of the block that it stands in. `by` is a set. */
export type GatheredTerm = {
  readonly kind: "gathered"; readonly window: boolean; readonly fn: string; readonly args: readonly Term[]; readonly where: Term | null;
  readonly by: readonly Term[]; readonly sort: readonly SortTerm[]; readonly frame: readonly (string | Term)[]; readonly type: Type; readonly nullable: boolean;
};
export type LambdaTerm = { readonly kind: "lambda"; readonly params: readonly number[]; readonly body: Term; readonly type: Type; readonly nullable: boolean };
export type Term = ColumnTerm | LiteralTerm | CallTerm | CaseTerm | ExistsTerm | GatheredTerm | LambdaTerm;
export type SortTerm = { readonly term: Term; readonly desc: boolean; readonly nullsFirst: boolean };

/** A bag of rows: all combinations of the rows of its atoms for which every condition is true. */
export type Block = { readonly atoms: readonly Atom[]; readonly where: readonly Term[] };
/** `left`: the rows of its block for the row at hand, or one row of nulls. `asof`: the nearest of them; both may name columns of atoms beside them. */
export type Atom = { readonly id: number; readonly how: "inner" | "left" | "asof" | "asof left"; readonly source: Source };
export type Branch = { readonly block: Block; readonly outs: readonly Term[] };
export type Source =
  | { readonly kind: "scan"; readonly name: string; readonly keys: readonly (readonly string[])[] }
  | { readonly kind: "rows"; readonly rows: readonly (readonly Term[])[] }
  /** One relation made of another; `set` has no order, `list` has. */
  | { readonly kind: "over"; readonly head: string; readonly body: Block; readonly set: readonly Term[]; readonly list: readonly Term[]; readonly sort: readonly SortTerm[] }
  | { readonly kind: "branches"; readonly head: string; readonly ordered: boolean; readonly branches: readonly Branch[] }
  | { readonly kind: "beside"; readonly block: Block; readonly nearest: Term | null }
  | { readonly kind: "full"; readonly left: Block; readonly right: Block; readonly on: readonly Term[] };

/** Two forms cannot be compared: text of an engine, what differs each time, or too much of it. */
export class Unprovable extends Error {}

export const isNull = (term: Term): boolean => term.kind === "literal" && term.value === null;
export const literalTerm = (type: Type, value: LiteralValue): LiteralTerm => ({ kind: "literal", type, value, nullable: value === null });
export const callTerm = (fn: string, args: readonly Term[], type: Type, nullable: boolean, strict: boolean, head = fn): CallTerm => ({ kind: "call", fn, head, args, type, nullable, strict });
export const notTerm = (arg: Term): Term => callTerm("not", [arg], BOOL, arg.nullable, true);
export const columnTerm = (of: number, part: string | Term, type: Type, nullable: boolean): ColumnTerm => ({ kind: "column", of, part, type, nullable });

type Change = (term: Term) => Term | null;

type Go = (term: Term) => Term;
type By<T extends { readonly kind: string }, K extends T["kind"]> = Extract<T, { readonly kind: K }>;

const PARTS: { readonly [K in Term["kind"]]: (term: By<Term, K>, go: Go, change: Change) => Term } = {
  literal: (term) => term,
  column: (term, go) => (typeof term.part === "string" ? term : keep(term, { part: go(term.part) })),
  call: (term, go) => keep(term, { args: mapAll(term.args, go) }),
  case: (term, go) => keep(term, { arms: mapAll(term.arms, (arm) => keepPair(arm, go)), otherwise: go(term.otherwise) }),
  exists: (term, _go, change) => keep(term, { block: mapBlock(term.block, change) }),
  lambda: (term, go) => keep(term, { body: go(term.body) }),
  gathered: (term, go) => keep(term, {
    args: mapAll(term.args, go), where: term.where && go(term.where), by: mapAll(term.by, go), sort: mapSort(term.sort, go),
    frame: mapAll(term.frame, (bound) => (typeof bound === "string" ? bound : go(bound))),
  }),
};

/** From the root down: what `change` gives stands as it is, where it gives null its parts are looked at. */
export function mapTerm(term: Term, change: Change): Term {
  return change(term) ?? PARTS[term.kind](term as never, (one) => mapTerm(one, change), change);
}

/** Same object where nothing changed, so that work on what is shared is not done twice. */
function keep<T extends object>(of: T, changes: Partial<T>): T {
  return Object.entries(changes).every(([name, value]) => (of as Readonly<Record<string, unknown>>)[name] === value) ? of : { ...of, ...changes };
}
function mapAll<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const made = items.map(change);
  return made.every((item, i) => item === items[i]) ? items : made;
}
const keepPair = (pair: readonly [Term, Term], go: Go): readonly [Term, Term] => {
  const [a, b] = [go(pair[0]), go(pair[1])];
  return a === pair[0] && b === pair[1] ? pair : [a, b];
};
const mapSort = (sort: readonly SortTerm[], go: Go): readonly SortTerm[] => mapAll(sort, (key) => keep(key, { term: go(key.term) }));

export function mapBlock(block: Block, change: Change): Block {
  const go = (one: Term): Term => mapTerm(one, change);
  return keep(block, { atoms: mapAll(block.atoms, (atom) => keep(atom, { source: mapSource(atom.source, change) })), where: mapAll(block.where, go) });
}

const SOURCES: { readonly [K in Source["kind"]]: (source: By<Source, K>, go: Go, inside: (block: Block) => Block) => Source } = {
  scan: (source) => source,
  rows: (source, go) => keep(source, { rows: mapAll(source.rows, (row) => mapAll(row, go)) }),
  over: (source, go, inside) => keep(source, { body: inside(source.body), set: mapAll(source.set, go), list: mapAll(source.list, go), sort: mapSort(source.sort, go) }),
  branches: (source, go, inside) => keep(source, { branches: mapAll(source.branches, (branch) => keep(branch, { block: inside(branch.block), outs: mapAll(branch.outs, go) })) }),
  beside: (source, go, inside) => keep(source, { block: inside(source.block), nearest: source.nearest && go(source.nearest) }),
  full: (source, go, inside) => keep(source, { left: inside(source.left), right: inside(source.right), on: mapAll(source.on, go) }),
};
const mapSource = (source: Source, change: Change): Source => SOURCES[source.kind](source as never, (one) => mapTerm(one, change), (block) => mapBlock(block, change));

/** Whether something of the term, parts inside atoms aside, passes the test. */
export function someTerm(term: Term, test: (term: Term) => boolean): boolean {
  let found = false;
  mapTerm(term, (one) => {
    found ||= test(one);
    return found || one.kind === "column" ? one : null;
  });
  return found;
}

export const readsInstance = (term: Term, id: number): boolean => someTerm(term, (one) => one.kind === "column" && one.of === id);
export const holdsWindow = (term: Term): boolean => someTerm(term, (one) => one.kind === "gathered" && one.window);
