/** Reads canonical JSON back (see json.ts). Throws an `Error` that says where the text is not such JSON; origins and local names do not come back. */
import type { Type } from "../values/type.ts";
import { parseType } from "../values/parse-type.ts";
import type { Expr, ExprKind, Frame, SortKey } from "./expr.ts";
import type { FieldRow, Role, Roles } from "./fields.ts";
import { NO_ORIGIN, type ColumnId, type NodeId } from "./id.ts";
import { EXPR_ROWS, REL_ROWS, usualShape } from "./json.ts";
import type { Reference, Rel } from "./rel.ts";
import type { ColumnDef, Obligation, ParamDef, Rule } from "./rule.ts";

type Json = { readonly [key: string]: unknown };
type Reader = { readonly exprs: Expr[]; readonly rels: Rel[]; readonly types: Map<string, Type> };

const wrong = (what: string): never => {
  throw new Error(`not the canonical JSON of a rule: ${what}`);
};
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const object = (value: unknown, what: string): Json => (isJson(value) ? value : wrong(`${what} is no object`));
const array = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : wrong("a list is none"));
const text = (value: unknown, what: string): string => (typeof value === "string" ? value : wrong(`${what} is no text`));
const place = (value: unknown): number => (typeof value === "number" && Number.isInteger(value) ? value : wrong("a place is no whole number"));
const column = (value: unknown): ColumnId => place(value) as ColumnId;
const truth = (value: unknown): boolean => value === true;

const exprAt = (r: Reader, value: unknown): Expr => r.exprs[place(value)] ?? wrong("an expression is named before it is there");
const relAt = (r: Reader, value: unknown): Rel => r.rels[place(value)] ?? wrong("a relation is named before it is there");
const typeOf = (r: Reader, value: unknown): Type => {
  const written = text(value, "a type");
  const type = r.types.get(written) ?? parseType(written) ?? wrong(`${written} is no type`);
  r.types.set(written, type);
  return type;
};

const optionalExpr = (r: Reader, value: unknown): Expr | null => (value === undefined ? null : exprAt(r, value));
const sortKey = (r: Reader, value: unknown): SortKey => {
  const [expr, desc, nullsFirst] = array(value);
  return { expr: exprAt(r, expr), desc: truth(desc), nullsFirst: truth(nullsFirst) };
};

const READ: { readonly [R in keyof Roles]: (r: Reader, value: unknown) => Roles[R] } = {
  rel: relAt,
  rels: (r, value) => array(value).map((of) => relAt(r, of)),
  expr: exprAt,
  "expr?": optionalExpr,
  exprs: (r, value) => array(value).map((of) => exprAt(r, of)),
  rows: (r, value) => array(value).map((row) => array(row).map((of) => exprAt(r, of))),
  arms: (r, value) => array(value).map((arm) => [exprAt(r, array(arm)[0]), exprAt(r, array(arm)[1])] as const),
  adds: (r, value) => array(value).map((add) => [column(array(add)[0]), exprAt(r, array(add)[1])] as const),
  sort: (r, value) => array(value).map((key) => sortKey(r, key)),
  "frame?": (r, value): Frame | null => {
    if (value === undefined) return null;
    const of = object(value, "a frame");
    return { unit: of["unit"] === "range" ? "range" : "rows", from: optionalExpr(r, of["from"]), to: optionalExpr(r, of["to"]) };
  },
  "asof?": (r, value) => (value === undefined ? null : { tolerance: optionalExpr(r, object(value, "asof")["tolerance"]) }),
  column: (_r, value) => column(value),
  "column?": (_r, value) => (value === undefined ? null : column(value)),
  columns: (_r, value) => array(value).map(column),
  reads: (_r, value) => array(value).map((read) => [text(array(read)[0], "a name"), column(array(read)[1])] as const),
  merged: (_r, value) => array(value).map((triple) => {
    const [left, right, merged] = array(triple);
    return [column(left), column(right), column(merged)] as const;
  }),
  maps: (_r, value) => array(value).map((map) => array(map).map((of) => (of === null ? null : column(of)))),
  reference: (_r, value) => {
    const of = object(value, "a reference");
    // The place of a relation is its node's id: see `ruleFromJson`.
    if (of["kind"] === "self") return { kind: "self", recurse: place(of["recurse"]) as NodeId };
    if (of["kind"] === "local") return { kind: "local", local: place(of["local"]) };
    return { kind: text(of["kind"], "a reference") as "source", name: text(of["name"], "a reference") } satisfies Reference;
  },
};

function readRows(r: Reader, of: Json, rows: readonly FieldRow[]): Json {
  const node: Record<string, unknown> = {};
  for (const [name, role] of rows) {
    const value = of[name];
    node[name] = role === "data" ? (value ?? null) : readRole(r, role, value);
  }
  return node;
}

const readRole = (r: Reader, role: Exclude<Role, "data">, value: unknown): unknown => READ[role](r, value);

function readExpr(r: Reader, value: unknown, id: number): Expr {
  const of = object(value, "an expression");
  const kind = text(of["kind"], "a kind") as ExprKind;
  const rows = EXPR_ROWS.get(kind) ?? wrong(`no expression is a ${kind}`);
  const common = { kind, id, at: NO_ORIGIN, type: typeOf(r, of["type"]), nullable: truth(of["nullable"]), shape: of["shape"] ?? usualShape(kind) };
  return { ...common, ...readRows(r, of, rows) } as Expr;
}

function readRel(r: Reader, value: unknown, id: number): Rel {
  const of = object(value, "a relation");
  const kind = text(of["kind"], "a kind");
  const rows = REL_ROWS.get(kind) ?? wrong(`no relation is a ${kind}`);
  return { kind, id, at: NO_ORIGIN, outputs: array(of["outputs"]).map(column), ...readRows(r, of, rows) } as unknown as Rel;
}

function readObligation(r: Reader, value: unknown): Obligation {
  const of = object(value, "an obligation");
  return {
    kind: text(of["kind"], "a kind") as Obligation["kind"],
    at: NO_ORIGIN,
    over: relAt(r, of["over"]),
    predicate: optionalExpr(r, of["predicate"]),
    columns: array(of["columns"]).map(column),
    references: (of["references"] as Obligation["references"] | undefined) ?? null,
    severity: of["severity"] === "warn" ? "warn" : "error",
    message: text(of["message"], "a message"),
  };
}

function readColumn(r: Reader, value: unknown, at: number, docs: Json): ColumnDef {
  const of = object(value, "a column");
  const name = of["name"] === undefined ? `_${at}` : text(of["name"], "a name");
  const doc = docs[String(at)];
  return { name, type: typeOf(r, of["type"]), nullable: truth(of["nullable"]), tags: array(of["tags"]) as string[], doc: doc === undefined ? null : text(doc, "a doc") };
}

function readParam(r: Reader, value: unknown): ParamDef {
  const of = object(value, "a parameter");
  return { name: text(of["name"], "a name"), type: typeOf(r, of["type"]), nullable: truth(of["nullable"]), default: of["default"] as ParamDef["default"] };
}

export function ruleFromJson(line: string): Rule {
  const whole = object(JSON.parse(line), "it");
  const ir = object(whole["ir"], "ir");
  const docs = object(whole["docs"] ?? {}, "docs");
  const r: Reader = { exprs: [], rels: [], types: new Map() };
  // Relations have their places for ids, which a recursion is named by, and expressions come after them.
  const rels = array(ir["rels"]);
  for (const of of array(ir["exprs"])) r.exprs.push(readExpr(r, of, rels.length + r.exprs.length));
  for (const of of rels) r.rels.push(readRel(r, of, r.rels.length));
  const columnDocs = object(docs["columns"] ?? {}, "docs");
  return {
    name: text(whole["name"], "the name"),
    params: array(ir["params"]).map((of) => readParam(r, of)),
    locals: array(ir["locals"]).map((root, at) => ({ name: `local_${at + 1}`, root: relAt(r, root) })),
    root: relAt(r, ir["root"]),
    columns: array(ir["columns"]).map((of, at) => readColumn(r, of, at, columnDocs)),
    nodes: r.rels.length + r.exprs.length,
    obligations: array(ir["obligations"]).map((of) => readObligation(r, of)),
    storage: object(ir["storage"], "storage") as unknown as Rule["storage"],
    tier: text(ir["tier"], "the tier") as Rule["tier"],
    order: array(ir["order"]).map((key) => {
      const [of, desc, nullsFirst] = array(key);
      return { column: column(of), desc: truth(desc), nullsFirst: truth(nullsFirst) };
    }),
    tags: array(ir["tags"]) as string[],
    doc: docs["rule"] === undefined ? null : text(docs["rule"], "a doc"),
    origins: { files: [], rows: new Int32Array(0) },
  };
}
