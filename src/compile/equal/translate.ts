/** Relations of the IR as blocks: filters, inner joins and projections dissolve, everything else is an atom. */
import { byKind, type RelTable } from "../../ir/fields.ts";
import type { ColumnId, NodeId } from "../../ir/id.ts";
import type { OutsideNames } from "../../ir/json.ts";
import { coversKey, createProps, type PropsOf } from "../../ir/props/index.ts";
import type { Join, Rel, Scan, SetRel } from "../../ir/rel.ts";
import type { ColumnDef, Env, Interface, Rule } from "../../ir/rule.ts";
import { BOOL, INT64, STRING } from "../../values/type.ts";
import { withoutPartitions } from "./partitions.ts";
import { narrow, tidy, unionOf } from "./tidy.ts";
import { asCount, castTerm, termOf, type ExprContext, type Out, type Place } from "./translate-expr.ts";
import { columnTerm, callTerm, holdsWindow, isNull, literalTerm, mapTerm, notTerm, Unprovable, type Atom, type Block, type Branch, type GatheredTerm, type Source, type SortTerm, type Term } from "./term.ts";

export type Query = { readonly block: Block; readonly out: Out };
/** `interfaceOf`: what both sides hold true of what is read; null where they do not agree, and nothing is taken from it. */
export type Translation = ExprContext & { readonly rule: Rule; readonly propsOf: PropsOf; readonly interfaceOf: (name: string) => Interface | null; readonly outside: OutsideNames; /** Rules that are put in place of their scans. */ readonly inlined: ReadonlyMap<string, Rule>; readonly env: Env; /** Recursions around, the innermost last. */ readonly selves: readonly NodeId[] };

export type TranslateOptions = { readonly env: Env; readonly outside: OutsideNames; readonly newId: () => number; readonly shared: ReadonlySet<string> | null; readonly inlined: ReadonlyMap<string, Rule> };

/** `shared`: what is read that both sides know alike; null: all of it. Throws `Unprovable`. */
export function translate(rule: Rule, { env, outside, newId, shared, inlined }: TranslateOptions): Query {
  let left = 20_000;
  const spend = (): void => {
    if (--left < 0) throw new Unprovable("there is too much of it");
  };
  const interfaceOf = (name: string): Interface | null => (shared === null || shared.has(name) ? (env.interfaces.get(name) ?? null) : null);
  return queryOf(rule.root, { ...ruleContext(rule, env, outside), interfaceOf, outside, newId, spend, env, inlined, selves: [], allNullable: shared !== null });
}

/** A parameter of the rule's own is its default. */
function ruleContext(rule: Rule, env: Env, outside: OutsideNames): Pick<Translation, "rule" | "propsOf" | "param"> {
  const own = new Map(rule.params.map((param) => [param.name, param.default]));
  return {
    rule, propsOf: createProps({ columns: rule.columns, env, locals: rule.locals, obligations: rule.obligations }),
    param: (name) => (own.has(name) ? `= ${JSON.stringify(own.get(name))}` : outside.param(name)),
  };
}

const def = ({ rule }: Translation, column: ColumnId): ColumnDef => rule.columns[column] as ColumnDef;

export function queryOf(rel: Rel, cx: Translation): Query {
  cx.spend();
  const { block, out } = byKind(QUERY, rel, cx);
  return { block, out: new Map(rel.outputs.map((column) => [column, need(out, column)])) };
}

function need(out: Out, column: ColumnId): Term {
  const term = out.get(column);
  if (term === undefined) throw new Unprovable("a column is not in sight");
  return term;
}

const atomOf = (id: number, source: Source, how: Atom["how"] = "inner"): Atom => ({ id, how, source });
const alone = (atom: Atom): Block => ({ atoms: [atom], where: [] });
const rowPlace = (out: Out): Place => ({ out, inner: out, gathered: null });

const QUERY: RelTable<Query, [cx: Translation]> = {
  scan: scanQuery,
  values: (rel, cx) => {
    const id = cx.newId();
    const rows = rel.rows.map((row) => row.map((expr, i) => castTerm(termOf(expr, rowPlace(new Map()), cx), def(cx, rel.outputs[i] as ColumnId).type, false, expr.nullable)));
    return { block: alone(atomOf(id, { kind: "rows", rows })), out: new Map(rel.outputs.map((column, i) => [column, columnTerm(id, String(i), def(cx, column).type, rows.some((row) => row[i]?.nullable !== false))])) };
  },
  filter: (rel, cx) => {
    const input = queryOf(rel.input, cx);
    const { block, terms: [first, ...outs] } = withoutPartitions(input.block, [termOf(rel.predicate, rowPlace(input.out), cx), ...input.out.values()], cx.newId);
    let query: Query = { block, out: new Map([...input.out.keys()].map((column, i) => [column, outs[i] as Term])) };
    let condition = first as Term;
    if (holdsWindow(condition)) {
      const frozen = freeze(query, cx);
      condition = frozen.lift(condition);
      query = frozen.query;
    } else query = steady(query, cx);
    return narrow(query, [condition]);
  },
  project: (rel, cx) => {
    const { block, out } = queryOf(rel.input, cx);
    return { block, out: new Map([...out, ...rel.adds.map(([column, expr]) => [column, castTerm(termOf(expr, rowPlace(out), cx), def(cx, column).type, false, true)] as const)]) };
  },
  join: joinQuery,
  aggregate: (rel, cx) => {
    const { block, out } = steady(queryOf(rel.input, cx), cx);
    // Groups of a key are the rows themselves.
    if (rel.adds.length === 0 && rel.by.length > 0 && !cx.allNullable && coversKey(cx.propsOf(rel.input), rel.by)) return { block, out };
    const id = cx.newId();
    const whole = rel.by.length === 0;
    const by = new Map(rel.by.map((column) => [column, partOf(id, need(out, column))] as const));
    const gathered = (term: GatheredTerm): Term => {
      const of = whole ? term : asCount(term);
      return columnTerm(id, of, of.type, of.nullable);
    };
    const adds = rel.adds.map(([column, expr]) => [column, castTerm(termOf(expr, { out: by, inner: out, gathered }, cx), def(cx, column).type, false, true)] as const);
    const asked = rel.by.map((column) => need(out, column));
    return over(id, whole ? "whole" : "group", block, { set: asked }, new Map([...by, ...adds]));
  },
  sort: (rel, cx) => queryOf(rel.input, cx),
  limit: (rel, cx) => {
    if (rel.arbitrary) throw new Unprovable("it takes any rows");
    const { order, total } = cx.propsOf(rel.input);
    if (!total) throw new Unprovable("a limit stands over rows that tie");
    const input = steady(queryOf(rel.input, cx), cx);
    const sort = order.map(({ column, desc, nullsFirst }): SortTerm => ({ term: need(input.out, column), desc, nullsFirst }));
    const bounds = [rel.count, rel.offset].map((expr) => (expr === null ? literalTerm(INT64, "0") : termOf(expr, rowPlace(new Map()), cx)));
    return rowsOver("limit", input, { list: bounds, sort }, cx);
  },
  distinct: (rel, cx) => grouped(queryOf(rel.input, cx), rel.input.outputs, cx),
  dedupe: (rel, cx) => {
    const input = steady(queryOf(rel.input, cx), cx);
    const sort = rel.by.map(({ expr, desc, nullsFirst }) => ({ term: termOf(expr, rowPlace(input.out), cx), desc, nullsFirst }));
    return rowsOver("dedupe", input, { set: rel.on.map((column) => need(input.out, column)), sort }, cx);
  },
  set: setQuery,
  explode: (rel, cx) => {
    const input = steady(queryOf(rel.input, cx), cx);
    const list = rel.lists.map((expr) => termOf(expr, rowPlace(input.out), cx));
    const made = [...rel.as.map((column, i) => [column, `as${i}`] as const), ...(rel.index === null ? [] : [[rel.index, "index"] as const])];
    const head = `explode ${JSON.stringify([rel.base, rel.keepEmpty, rel.pad, rel.source])}`;
    return rowsOver(head, input, { list }, cx, (id) => made.map(([column, part]) => [column, columnTerm(id, part, def(cx, column).type, def(cx, column).nullable || cx.allNullable)] as const));
  },
  unpivot: (rel, cx) => {
    const input = steady(queryOf(rel.input, cx), cx);
    const type = def(cx, rel.value).type;
    const set = rel.columns.map((column) => callTerm("named", [castTerm(need(input.out, column), type, false, true)], type, false, false, `named ${JSON.stringify(def(cx, column).name)}`));
    return rowsOver("unpivot", input, { set }, cx, (id) => [[rel.name, columnTerm(id, "name", STRING, false)], [rel.value, columnTerm(id, "value", type, true)]]);
  },
  recurse: (rel, cx) => {
    const id = cx.newId();
    const data = rel.outputs.filter((column) => column !== rel.depth);
    const inside: Translation = { ...cx, selves: [...cx.selves, rel.id] };
    const branches = [rel.seed, rel.step].map((of, i) => branchOf(of, of.outputs.map((from, at) => [from, def(cx, data[at] as ColumnId)] as const), i === 0 ? cx : inside));
    const out = data.map((column, i) => [column, columnTerm(id, String(i), def(cx, column).type, true)] as const);
    const depth = rel.depth === null ? [] : [[rel.depth, columnTerm(id, "depth", def(cx, rel.depth).type, false)] as const];
    return { block: alone(atomOf(id, { kind: "branches", head: `recurse ${cx.selves.length} ${JSON.stringify(rel.maxDepth)}`, ordered: true, branches })), out: new Map([...out, ...depth]) };
  },
  sql: () => {
    throw new Unprovable("it holds text of an engine");
  },
  error: () => {
    throw new Unprovable("it holds a mistake");
  },
};

function scanQuery(rel: Scan, cx: Translation): Query {
  const { of } = rel;
  if (of.kind === "local") {
    const { root } = cx.rule.locals[of.local] as Rule["locals"][number];
    const { block, out } = queryOf(root, cx);
    const byName = new Map(root.outputs.map((column) => [def(cx, column).name, need(out, column)]));
    return { block, out: new Map(rel.reads.map(([name, column]) => [column, byName.get(name) ?? need(out, column)])) };
  }
  const put = of.kind === "rule" ? cx.inlined.get(of.name) : undefined;
  if (put !== undefined) {
    const { block, out } = queryOf(put.root, { ...cx, ...ruleContext(put, cx.env, cx.outside), selves: [] });
    const byName = new Map(put.root.outputs.map((column) => [put.columns[column]?.name ?? "", need(out, column)]));
    return { block, out: new Map(rel.reads.map(([name, column]) => [column, byName.get(name) ?? need(out, column)])) };
  }
  const id = cx.newId();
  if (of.kind === "self") {
    const depth = cx.selves.indexOf(of.recurse);
    return { block: alone(atomOf(id, { kind: "scan", name: `self ${depth}`, keys: [] })), out: new Map(rel.reads.map(([name, column]) => [column, columnTerm(id, name, def(cx, column).type, true)])) };
  }
  const known = of.kind === "previous" ? null : cx.interfaceOf(of.name);
  const nullable = new Map(known?.columns.map((column) => [column.name, column.nullable]));
  const atom = atomOf(id, { kind: "scan", name: `${of.kind === "previous" ? "previous " : ""}${cx.outside.relation(of.name)}`, keys: known?.keys ?? [] });
  return { block: alone(atom), out: new Map(rel.reads.map(([name, column]) => [column, columnTerm(id, name, def(cx, column).type, nullable.get(name) ?? true)])) };
}

const partOf = (id: number, term: Term): Term => (term.kind === "literal" ? term : columnTerm(id, term, term.type, term.nullable));

/** Columns of what is below, and windows over it, each as a part of the atom; what is computed of them is computed above it. */
function liftOf(id: number): (term: Term) => Term {
  return (root) => mapTerm(root, (term) => {
    if (term.kind === "exists" || term.kind === "lambda") return partOf(id, term);
    return term.kind === "column" || (term.kind === "gathered" && term.window) ? columnTerm(id, term, term.type, term.nullable) : null;
  });
}

type Asked = { readonly set?: readonly Term[]; readonly list?: readonly Term[]; readonly sort?: readonly SortTerm[] };

/** Before something is made of a block, all that is asked of it is known: it can be put in order. */
function over(id: number, head: string, block: Block, { set = [], list = [], sort = [] }: Asked, out: Out): Query {
  const parts = [...out.values()];
  const made = tidy(block, [...set, ...list, ...sort.map(({ term }) => term), ...parts]);
  const terms = made.terms;
  const sorted = sort.map((key, i) => ({ ...key, term: terms[set.length + list.length + i] as Term }));
  const source: Source = { kind: "over", head, body: made.block, set: terms.slice(0, set.length), list: terms.slice(set.length, set.length + list.length), sort: sorted };
  const shown = terms.slice(set.length + list.length + sort.length);
  return { block: alone(atomOf(id, source)), out: new Map([...out.keys()].map((column, i) => [column, shown[i] as Term])) };
}

/** What keeps whole rows of its input, or some of them. */
function rowsOver(head: string, { block, out }: Query, asked: Asked, cx: Translation, more: (id: number) => readonly (readonly [ColumnId, Term])[] = () => []): Query {
  const id = cx.newId();
  const lift = liftOf(id);
  return over(id, head, block, asked, new Map([...[...out].map(([column, term]) => [column, lift(term)] as const), ...more(id)]));
}

/** The rows with what windows make of them, before anything changes which rows there are. */
function freeze({ block, out }: Query, cx: Translation): { readonly query: Query; readonly lift: (term: Term) => Term } {
  const id = cx.newId();
  const lift = liftOf(id);
  return { query: { block: alone(atomOf(id, { kind: "over", head: "rows", body: block, set: [], list: [], sort: [] })), out: new Map([...out].map(([column, term]) => [column, lift(term)])) }, lift };
}

/** What windows give of the rows is kept before rows come or go. */
function steady(query: Query, cx: Translation): Query {
  if (![...query.out.values()].some(holdsWindow)) return query;
  const { block, terms } = withoutPartitions(query.block, [...query.out.values()], cx.newId);
  const out = new Map([...query.out.keys()].map((column, i) => [column, terms[i] as Term]));
  return terms.some(holdsWindow) ? freeze({ block, out }, cx).query : { block, out };
}

function grouped(input: Query, columns: readonly ColumnId[], cx: Translation): Query {
  const { block, out } = steady(input, cx);
  const id = cx.newId();
  const set = columns.map((column) => need(out, column));
  return over(id, "group", block, { set }, new Map(columns.map((column) => [column, partOf(id, need(out, column))])));
}

function branchOf(rel: Rel, columns: readonly (readonly [ColumnId | null, ColumnDef])[], cx: Translation): Branch {
  const { block, out } = queryOf(rel, cx);
  const outs = columns.map(([from, to]) => (from === null ? literalTerm(to.type, null) : castTerm(need(out, from), to.type, false, true)));
  const parted = withoutPartitions(block, outs, cx.newId);
  const made = tidy(parted.block, parted.terms);
  return { block: made.block, outs: made.terms };
}

function setQuery(rel: SetRel, cx: Translation): Query {
  const id = cx.newId();
  const branches = rel.inputs.map((input, k) => branchOf(input, rel.outputs.map((column, i) => [rel.maps[k]?.[i] ?? null, def(cx, column)] as const), cx));
  const out = new Map(rel.outputs.map((column, i) => [column, columnTerm(id, String(i), def(cx, column).type, branches.some(({ outs }) => outs[i]?.nullable !== false))] as const));
  const all = rel.how === "union_all" || rel.how === "union";
  const merged = all ? unionOf(branches) : branches;
  const [single] = merged;
  if (all && merged.length === 1 && single !== undefined) {
    const one: Query = { block: single.block, out: new Map(rel.outputs.map((column, i) => [column, single.outs[i] as Term])) };
    return rel.how === "union" ? grouped(one, rel.outputs, cx) : one;
  }
  const query: Query = { block: alone(atomOf(id, { kind: "branches", head: all ? "all of" : rel.how, ordered: rel.how === "except", branches: merged })), out };
  return rel.how === "union" ? grouped(query, rel.outputs, cx) : query;
}

function joinQuery(rel: Join, cx: Translation): Query {
  const swapped = rel.how === "right";
  const base = steady(queryOf(swapped ? rel.right : rel.left, cx), cx);
  const other = steady(queryOf(swapped ? rel.left : rel.right, cx), cx);
  const on = rel.on.map((expr) => termOf(expr, rowPlace(new Map([...base.out, ...other.out])), cx));
  const both = (query: Query, from: Out): Query => ({ block: query.block, out: new Map([...query.out, ...mergedOf(rel, new Map([...base.out, ...from]), cx)]) });
  if (rel.asof !== null) return asofQuery(rel, base, other, on, cx, both);
  if (rel.how === "semi" || rel.how === "anti") {
    const found: Term = { kind: "exists", block: { atoms: other.block.atoms, where: [...other.block.where, ...on] }, type: BOOL, nullable: false };
    return narrow(base, [rel.how === "semi" ? found : notTerm(found)]);
  }
  if (rel.how === "inner" || rel.how === "cross") {
    const joined: Query = { block: { atoms: [...base.block.atoms, ...other.block.atoms], where: [...base.block.where, ...other.block.where] }, out: new Map([...base.out, ...other.out]) };
    return narrow(both(joined, other.out), on);
  }
  const id = cx.newId();
  if (rel.how === "full") {
    const side = (name: string, { out }: Query): Out => new Map([...out].map(([column, term]) => [column, columnTerm(id, callTerm("side", [term], term.type, term.nullable, false, name), term.type, true)]));
    const [left, right] = [side("left", base), side("right", other)];
    return both({ block: alone(atomOf(id, { kind: "full", left: base.block, right: other.block, on })), out: new Map([...left, ...right]) }, new Map([...left, ...right]));
  }
  const right: Out = new Map([...other.out].map(([column, term]) => [column, absentOr(id, term)]));
  const beside = atomOf(id, { kind: "beside", block: { atoms: other.block.atoms, where: [...other.block.where, ...on] }, nearest: null }, "left");
  return both({ block: { atoms: [...base.block.atoms, beside], where: base.block.where }, out: new Map([...base.out, ...right]) }, right);
}

/** A term over the row that is joined, null where there is none: of its parts, where it is null as soon as one of these is. */
function absentOr(id: number, term: Term): Term {
  if (term.kind === "column") return columnTerm(id, term, term.type, true);
  if (term.kind === "call" && term.strict && term.args.some(({ kind }) => kind !== "literal") && !term.args.some(isNull)) {
    return { ...term, nullable: true, args: term.args.map((arg) => (arg.kind === "literal" ? arg : absentOr(id, arg))) };
  }
  return columnTerm(id, term, term.type, true);
}

function asofQuery(rel: Join, base: Query, other: Query, on: readonly Term[], cx: Translation, both: (query: Query, from: Out) => Query): Query {
  const id = cx.newId();
  const nearest = on.at(-1) as Term;
  const { tolerance } = rel.asof as NonNullable<Join["asof"]>;
  const reach = tolerance === null ? [] : [termOf(tolerance, rowPlace(new Map()), cx)];
  const source: Source = { kind: "beside", block: { atoms: other.block.atoms, where: [...other.block.where, ...on.slice(0, -1)] }, nearest: callTerm("nearest", [nearest, ...reach], BOOL, false, false) };
  const right: Out = new Map([...other.out].map(([column, term]) => [column, columnTerm(id, term, term.type, rel.how === "left" || term.nullable)]));
  return both({ block: { atoms: [...base.block.atoms, atomOf(id, source, rel.how === "left" ? "asof left" : "asof")], where: base.block.where }, out: new Map([...base.out, ...right]) }, right);
}

/** One column for both sides: of the side that is always there. */
function mergedOf(rel: Join, out: Out, cx: Translation): readonly (readonly [ColumnId, Term])[] {
  return rel.merged.map(([left, right, merged]) => {
    const { type } = def(cx, merged);
    const [l, r] = [left, right].map((column) => castTerm(need(out, column), type, false, true)) as [Term, Term];
    if (rel.how === "right") return [merged, r] as const;
    return [merged, rel.how === "full" ? callTerm("coalesce", [l, r], type, true, false) : l] as const;
  });
}

