/**
 * Canonical JSON of a rule, one line: `{"name", "ir", "docs"?}`. `ir` is what the rule means and all that hashes see: expressions and
 * relations in two lists that name each other by place (so that nothing nests, and what is shared is written once), columns and locals
 * numbered as they are met on a walk from the root; no origins, node ids, local names or docs. Properties that are null or empty, and
 * the kind's usual shape, are left out. Types are text. Reading it back is `ruleFromJson` in json-read.ts.
 */
import { quoted } from "../values/json.ts";
import { typeText, type Type } from "../values/type.ts";
import type { Expr, ExprKind, Shape } from "./expr.ts";
import { EXPR_FIELDS, REL_FIELDS, propertyOf, rowsOf, type FieldRow, type Role, type Roles } from "./fields.ts";
import type { ColumnId, NodeId, RuleName } from "./id.ts";
import type { Rel } from "./rel.ts";
import type { ColumnDef, Local, Obligation, ParamDef, Rule } from "./rule.ts";
import { exprChildren, relExprs, relsOf, work } from "./walk.ts";

export const REL_ROWS = rowsOf(REL_FIELDS, () => true);
export const EXPR_ROWS = rowsOf(EXPR_FIELDS, () => true);

/** The shape that an expression of a kind has unless it says another. */
export const usualShape = (kind: ExprKind): Shape =>
  (kind === "literal" || kind === "param" ? "constant" : kind === "window" || kind === "aggregate" ? kind : "row");

/** What things outside the rule are called in its JSON. Qualified names are kept where nobody says otherwise. */
export type OutsideNames = { readonly relation: (name: RuleName) => string; readonly param: (name: string) => string };
export const QUALIFIED: OutsideNames = { relation: (name) => name, param: (name) => name };

export type Writer = {
  readonly outside: OutsideNames;
  /** Of locals, by their place in the rule. */
  readonly localPlaces: ReadonlyMap<number, number>;
  /** What the first new column is numbered. */
  readonly base: number;
  readonly columns: readonly ColumnDef[];
  readonly placeOf: Map<ColumnId, number>;
  /** Columns in their new order. */
  readonly order: ColumnId[];
  /** Parameters of lambdas, whose names are local. */
  readonly nameless: Set<ColumnId>;
  readonly exprs: string[];
  /** Equal expressions are one. Most are columns, which need no text to be recognised. */
  readonly exprByText: Map<string, number>;
  /** By the place of the column, twice, and whether it may be null. */
  readonly exprByColumn: Map<number, number>;
  readonly exprById: Map<NodeId, number>;
  readonly rels: Map<NodeId, number>;
};

function placeOf(w: Writer, column: ColumnId): number {
  let place = w.placeOf.get(column);
  if (place === undefined) {
    place = w.base + w.order.push(column) - 1;
    w.placeOf.set(column, place);
  }
  return place;
}

const typeTexts = new Map<Type, string>();
/** Types are interned, so that there are few of them. */
function typeJson(type: Type): string {
  let done = typeTexts.get(type);
  if (done === undefined) {
    done = JSON.stringify(typeText(type));
    typeTexts.set(type, done);
  }
  return done;
}

/** JSON of plain data with keys sorted, whatever order it was made in. */
export function plain(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return plainList(value);
  let text = "";
  for (const key of Object.keys(value).sort()) {
    const of = (value as Readonly<Record<string, unknown>>)[key];
    if (of !== undefined) text += `${text === "" ? "{" : ","}${quoted(key)}:${plain(of)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

function plainList(items: readonly unknown[]): string {
  let text = "[";
  for (let at = 0; at < items.length; at++) text += at === 0 ? plain(items[at]) : `,${plain(items[at])}`;
  return `${text}]`;
}

const list = <T>(items: readonly T[], write: (item: T) => string | number): string | null => {
  if (items.length === 0) return null;
  let text = "[";
  for (let at = 0; at < items.length; at++) text += at === 0 ? write(items[at] as T) : `,${write(items[at] as T)}`;
  return `${text}]`;
};
const expr = (w: Writer, of: Expr): number => w.exprById.get(of.id) as number;
const relPlace = (w: Writer, of: Rel): number => w.rels.get(of.id) as number;

/** Null leaves the property out. */
const WRITE: { readonly [R in keyof Roles]: (w: Writer, value: Roles[R]) => string | number | null } = {
  rel: relPlace,
  rels: (w, value) => list(value, (rel) => relPlace(w, rel)),
  expr,
  "expr?": (w, value) => (value === null ? null : expr(w, value)),
  exprs: (w, value) => list(value, (e) => expr(w, e)),
  rows: (w, value) => list(value, (row) => list(row, (e) => expr(w, e)) ?? "[]"),
  arms: (w, value) => list(value, ([when, then]) => `[${expr(w, when)},${expr(w, then)}]`),
  adds: (w, value) => list(value, ([column, e]) => `[${placeOf(w, column)},${expr(w, e)}]`),
  sort: (w, value) => list(value, (key) => `[${expr(w, key.expr)},${key.desc},${key.nullsFirst}]`),
  "frame?": (w, value) => (value === null ? null : `{"unit":"${value.unit}"${value.from === null ? "" : `,"from":${expr(w, value.from)}`}${value.to === null ? "" : `,"to":${expr(w, value.to)}`}}`),
  "asof?": (w, value) => (value === null ? null : value.tolerance === null ? "{}" : `{"tolerance":${expr(w, value.tolerance)}}`),
  column: placeOf,
  "column?": (w, value) => (value === null ? null : placeOf(w, value)),
  columns: (w, value) => list(value, (column) => placeOf(w, column)),
  reads: (w, value) => list(value, ([name, column]) => `[${quoted(name)},${placeOf(w, column)}]`),
  merged: (w, value) => list(value, (columns) => `[${columns.map((column) => placeOf(w, column)).join(",")}]`),
  maps: (w, value) => list(value, (map) => list(map, (column) => (column === null ? "null" : placeOf(w, column))) ?? "[]"),
  reference: (w, value) => {
    if (value.kind === "self") return `{"kind":"self","recurse":${w.rels.get(value.recurse) ?? -1}}`;
    if (value.kind === "local") return `{"kind":"local","local":${w.localPlaces.get(value.local) ?? value.local}}`;
    return `{"kind":"${value.kind}","name":${quoted(w.outside.relation(value.name))}}`;
  },
};

function writeRows(w: Writer, node: Rel | Expr, rows: readonly FieldRow[]): string {
  let text = `{"kind":"${node.kind}"`;
  for (const [name, role] of rows) {
    const value = propertyOf(node, name);
    const written = role === "data" ? data(value) : writeRole(w, role, value);
    if (written !== null) text += `,"${name}":${written}`;
  }
  return text;
}

const data = (value: unknown): string | null => (value === null ? null : plain(value));
const writeRole = (w: Writer, role: Exclude<Role, "data">, value: unknown): string | number | null =>
  (WRITE[role] as (w: Writer, value: unknown) => string | number | null)(w, value);

/** Writes an expression after its parts, without recursion: it may be deep. */
function writeExpr(w: Writer, root: Expr): void {
  const pending: (Expr | null)[] = [root];
  const open: Expr[] = [];
  while (pending.length > 0) {
    const next = pending.pop() as Expr | null;
    if (next === null) {
      close(w, open.pop() as Expr);
      continue;
    }
    if (w.exprById.has(next.id)) continue;
    if (next.kind === "lambda") for (const column of next.params) w.nameless.add(column);
    const children = exprChildren(next);
    if (children.length === 0) {
      close(w, next);
      continue;
    }
    open.push(next);
    pending.push(null);
    for (let at = children.length - 1; at >= 0; at--) pending.push(children[at] as Expr);
  }
}

function close(w: Writer, node: Expr): void {
  work.visits++;
  if (node.kind === "column" && node.type === w.columns[node.column]?.type && node.shape === "row") {
    const column = placeOf(w, node.column);
    const key = column * 2 + Number(node.nullable);
    const known = w.exprByColumn.get(key);
    if (known === undefined) w.exprByColumn.set(key, w.exprs.push(`{"kind":"column","column":${column},"type":${typeJson(node.type)}${node.nullable ? ',"nullable":true' : ""}}`) - 1);
    w.exprById.set(node.id, known ?? w.exprs.length - 1);
    return;
  }
  const said = node.kind === "param" ? { ...node, name: w.outside.param(node.name) } : node;
  const shape = node.shape === usualShape(node.kind) ? "" : `,"shape":"${node.shape}"`;
  const text = `${writeRows(w, said, EXPR_ROWS.get(node.kind) as readonly FieldRow[])},"type":${typeJson(node.type)}${node.nullable ? ',"nullable":true' : ""}${shape}}`;
  let place = w.exprByText.get(text);
  if (place === undefined) {
    place = w.exprs.push(text) - 1;
    w.exprByText.set(text, place);
  }
  w.exprById.set(node.id, place);
}

/** So many of the first and of the last outputs are told by their number alone. */
export type HandedOn = readonly [front: number, back: number];
export const NONE_HANDED_ON: HandedOn = [0, 0];

/** Inputs are said by their places in `w.rels`. */
export function writeRel(w: Writer, rel: Rel, [front, back] = NONE_HANDED_ON): string {
  work.visits++;
  for (const e of relExprs(rel)) writeExpr(w, e);
  const told = front + back === 0 ? rel.outputs : rel.outputs.slice(front, rel.outputs.length - back);
  const handedOn = front + back === 0 ? "" : `,"handedOn":[${front},${back}]`;
  return `${writeRows(w, rel, REL_ROWS.get(rel.kind) as readonly FieldRow[])}${handedOn},"outputs":${list(told, (column) => placeOf(w, column)) ?? "[]"}}`;
}

function writeObligation(w: Writer, of: Obligation): string {
  if (of.predicate !== null) writeExpr(w, of.predicate);
  const predicate = of.predicate === null ? "" : `,"predicate":${expr(w, of.predicate)}`;
  const columns = list(of.columns, (column) => placeOf(w, column));
  const references = of.references === null ? "" : `,"references":${plain({ ...of.references, name: w.outside.relation(of.references.name) })}`;
  return `{"kind":"${of.kind}","over":${relPlace(w, of.over)}${predicate}${columns === null ? "" : `,"columns":${columns}`}${references},"severity":"${of.severity}","message":${plain(of.message)}}`;
}

const writeParam = (param: ParamDef): string =>
  `{"name":${plain(param.name)},"type":${typeJson(param.type)}${param.nullable ? ',"nullable":true' : ""}${param.default === undefined ? "" : `,"default":${plain(param.default)}`}}`;

function writeColumn(w: Writer, column: ColumnId): string {
  const def = w.columns[column] as ColumnDef;
  const name = w.nameless.has(column) ? "" : `"name":${quoted(def.name)},`;
  return `{${name}"type":${typeJson(def.type)}${def.nullable ? ',"nullable":true' : ""}${def.tags.length === 0 ? "" : `,"tags":${plain(def.tags)}`}}`;
}

export const createWriter = (columns: readonly ColumnDef[], rels: Map<NodeId, number>, base: number, outside = QUALIFIED, localPlaces: Writer["localPlaces"] = new Map()): Writer =>
  ({ outside, localPlaces, base, columns, placeOf: new Map(), order: [], nameless: new Set(), exprs: [], exprByText: new Map(), exprByColumn: new Map(), exprById: new Map(), rels });

/** `ir` is what is hashed; `line` is the whole. */
export type RuleJson = { readonly line: string; readonly ir: string };

/** Locals as they are first read; those that nothing reads come last. A local is met before the scan that reads it, so that it still stands behind those that it reads. */
export function localsMet(locals: Rule["locals"], rels: readonly Rel[]): number[] {
  const met = new Set<number>();
  for (const rel of rels) if (rel.kind === "scan" && rel.of.kind === "local") met.add(rel.of.local);
  for (const place of locals.keys()) met.add(place);
  return [...met];
}

export function ruleToJson(rule: Rule, outside: OutsideNames = QUALIFIED): RuleJson {
  const rels = relsOf(rule);
  const locals = localsMet(rule.locals, rels);
  const w = createWriter(rule.columns, new Map(rels.map((rel, place) => [rel.id, place])), 0, outside, new Map(locals.map((local, place) => [local, place])));
  const relTexts = rels.map((rel) => writeRel(w, rel));
  const obligations = rule.obligations.map((obligation) => writeObligation(w, obligation));
  const order = rule.order.map((key) => `[${placeOf(w, key.column)},${key.desc},${key.nullsFirst}]`);
  const columns = w.order.map((column) => writeColumn(w, column));
  const parts = [
    `"params":[${rule.params.map(writeParam).join(",")}]`,
    `"columns":[${columns.join(",")}]`,
    `"exprs":[${w.exprs.join(",")}]`,
    `"rels":[${relTexts.join(",")}]`,
    `"locals":[${locals.map((local) => relPlace(w, (rule.locals[local] as Local).root)).join(",")}]`,
    `"root":${relPlace(w, rule.root)}`,
    `"obligations":[${obligations.join(",")}]`,
    `"storage":${plain(rule.storage)}`,
    `"tier":"${rule.tier}"`,
    `"order":[${order.join(",")}]`,
    `"tags":${plain(rule.tags)}`,
  ];
  const ir = `{${parts.join(",")}}`;
  return { ir, line: `{"name":${plain(rule.name)},"ir":${ir}${writeDocs(w, rule)}}` };
}

function writeDocs(w: Writer, rule: Rule): string {
  const columns = w.order.flatMap((column, place) => {
    const doc = w.columns[column]?.doc ?? null;
    return doc === null ? [] : [`"${place}":${plain(doc)}`];
  });
  const parts = [...(rule.doc === null ? [] : [`"rule":${plain(rule.doc)}`]), ...(columns.length === 0 ? [] : [`"columns":{${columns.join(",")}}`])];
  return parts.length === 0 ? "" : `,"docs":{${parts.join(",")}}`;
}
