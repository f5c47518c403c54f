/** The shape of every node of the tree, said once; visiting and the JSON form follow from it. A kind or field that is missing here does not compile. */
import { quoted } from "../../values/json.ts";
import type { Arg, CaseArm, Element, Entry, ExprNode, FrameNode, WindowSpec } from "./expr.ts";
import type {
  Declaration, Expect, FileNode, FunctionDecl, Given, ImportName, OrderNode, ParamNode, SchemaBody, SchemaEntry, SqlBody, StorageNode,
} from "./declaration.ts";
import type { Name, Span, Tag, Text } from "./node.ts";
import type { Body, Check, ExplodeAs, Let, Option, Pipeline, RelationNode, Stage } from "./stage.ts";
import type { TypeArg, TypeNode } from "./type.ts";

export type AstNode =
  | FileNode | Declaration | ImportName | ParamNode | SchemaBody | SchemaEntry | StorageNode | OrderNode | SqlBody | Given | Expect
  | Body | Let | Pipeline | RelationNode | Stage | Option | Check
  | ExprNode | Arg | CaseArm | Element | Entry | FrameNode | WindowSpec | TypeNode | Name | Tag | Text;
export type AstKind = AstNode["kind"];
export type AstBy<K extends AstKind> = Extract<AstNode, { kind: K }>;

/** `node`: a node, null or a word; `nodes`: a list of them; `inner`: plain objects that hold nodes; `data`: no nodes (comments belong to no node). */
type Holds = "node" | "nodes" | "inner" | "data";
type Inner = readonly TypeArg[] | ExplodeAs | FunctionDecl["external"];
type HoldsOf<T> = [Extract<T, AstNode>] extends [never] ? ([T] extends [readonly AstNode[] | null] ? "nodes" : [T] extends [Inner] ? "inner" : "data") : "node";
type FieldsOf<K extends AstKind> = { readonly [F in Exclude<keyof AstBy<K>, keyof Span | "kind">]: HoldsOf<AstBy<K>[F]> };

const OPTIONS = { options: "nodes" } as const;
const DOC = { doc: "data" } as const;
const EMPTY = {} as const;

/** Fields stand in the order of the text. */
export const AST_FIELDS = {
  file: { doc: "data", declarations: "nodes", comments: "data", lost: "nodes" },
  module: { path: "nodes", ...DOC },
  import: { names: "nodes", path: "node", ...DOC },
  export: { names: "nodes", path: "node", ...DOC },
  import_name: { name: "node", alias: "node" },
  param_decl: { param: "node", ...DOC },
  param_node: { name: "node", type: "node", default: "node" },
  schema: { name: "node", body: "node", ...DOC },
  schema_body: { entries: "nodes" },
  schema_column: { name: "node", type: "node", tags: "nodes", ...DOC },
  schema_key: { columns: "node" },
  schema_unique: { columns: "node" },
  schema_order: { by: "node" },
  schema_check: { check: "node" },
  schema_references: { columns: "node", target: "node", targetColumns: "node" },
  schema_include: { name: "node" },
  schema_fresh: { column: "node", within: "node", severity: "data", message: "node" },
  source: { tags: "nodes", name: "node", schema: "node", provider: "node", args: "nodes", body: "node", ...DOC },
  rule: { tags: "nodes", name: "node", params: "nodes", contract: "node", storage: "node", order: "node", body: "node", ...DOC },
  storage: { name: "node", args: "nodes" },
  order: { by: "node", thenAll: "data", tier: "node" },
  sql_body: { parts: "data", holes: "nodes" },
  macro: { of: "data", name: "node", params: "nodes", returns: "node", body: "node", ...DOC },
  function: { name: "node", params: "nodes", returns: "node", body: "node", external: "inner", ...DOC },
  test: { title: "node", rule: "node", args: "nodes", givens: "nodes", expects: "nodes", ...DOC },
  given: { previous: "data", name: "node", rows: "node" },
  expect_rows: { of: "node", rows: "node" },
  expect_none: EMPTY,
  expect_error: { code: "node" },
  expect_true: { expr: "node" },
  body: { lets: "nodes", pipeline: "node" },
  let: { name: "node", value: "node" },
  pipeline: { from: "node", alias: "node", stages: "nodes" },
  named: { name: "node", args: "nodes" },
  values: { rows: "node" },
  previous: { name: "node" },
  nested: { pipeline: "node" },
  error_relation: EMPTY,
  where: { predicate: "node", ...OPTIONS },
  derive: { row: "node", ...OPTIONS },
  select: { of: "node", ...OPTIONS },
  drop: { of: "node", ...OPTIONS },
  rename: { row: "node", ...OPTIONS },
  aggregate: { row: "node", ...OPTIONS },
  group: { by: "node", row: "node", ...OPTIONS },
  window: { spec: "node", row: "node", ...OPTIONS },
  sort: { by: "node", ...OPTIONS },
  limit: { count: "node", ...OPTIONS },
  sample: { fraction: "node", ...OPTIONS },
  distinct: OPTIONS,
  join: { how: "data", asof: "data", right: "node", alias: "node", on: "node", using: "node", ...OPTIONS },
  set: { how: "data", all: "data", right: "node", ...OPTIONS },
  dedupe: { on: "node", keep: "data", by: "node", ...OPTIONS },
  explode: { lists: "node", as: "inner", ...OPTIONS },
  recurse: { alias: "node", ...OPTIONS, body: "node" },
  pivot: { by: "node", on: "node", values: "node", row: "node", ...OPTIONS },
  unpivot: { of: "node", ...OPTIONS },
  check: { check: "node", ...OPTIONS },
  macro_stage: { name: "node", args: "nodes", ...OPTIONS },
  error_stage: OPTIONS,
  option: { name: "node", value: "node" },
  check_key: { columns: "node" },
  check_expr: { predicate: "node", severity: "data", message: "node" },
  literal: { literal: "data", value: "data", form: "data" },
  fstring: { parts: "data", holes: "nodes" },
  ref: { name: "node" },
  param: { name: "data" },
  underscore: EMPTY,
  selector: { name: "data", args: "nodes" },
  field: { object: "node", name: "node" },
  index: { object: "node", index: "node" },
  call: { receiver: "node", fn: "node", args: "nodes" },
  cast: { arg: "node", onError: "data", type: "node" },
  over: { arg: "node", spec: "node" },
  unary: { op: "data", arg: "node" },
  binary: { left: "node", op: "data", right: "node" },
  is_null: { arg: "node", negated: "data" },
  in: { arg: "node", negated: "data", list: "node" },
  between: { arg: "node", negated: "data", low: "node", high: "node" },
  // oxlint-disable-next-line unicorn/no-thenable -- names fields of the tree; nothing here is awaited
  if: { condition: "node", then: "node", otherwise: "node" },
  case: { arms: "nodes", otherwise: "node" },
  // oxlint-disable-next-line unicorn/no-thenable
  arm: { when: "node", then: "node" },
  lambda: { params: "nodes", body: "node" },
  list: { elements: "nodes" },
  row: { entries: "nodes" },
  sql: { type: "node", triple: "data", parts: "data", holes: "nodes", args: "nodes" },
  error: EMPTY,
  arg: { name: "node", value: "node" },
  element: { spread: "data", expr: "node", direction: "data", nulls: "data" },
  entry: { doc: "data", spread: "data", name: "node", expr: "node" },
  frame: { unit: "data", from: "node", to: "node" },
  spec: { by: "node", sort: "node", frame: "node" },
  type: { name: "data", numbers: "data", args: "inner", nullable: "data" },
  name: { text: "data" },
  tag: { text: "data" },
  text: { value: "data" },
} as const satisfies { readonly [K in AstKind]: FieldsOf<K> };

/** The fields of each kind that can hold nodes. */
const HOLDERS = Object.fromEntries(
  Object.entries<Readonly<Record<string, Holds>>>(AST_FIELDS).map(([kind, fields]) => [kind, Object.entries(fields).filter(([, holds]) => holds !== "data").map(([name]) => name)]),
) as unknown as Readonly<Record<AstKind, readonly string[]>>;

/** Calls `visit` for each direct child, in the order of the text but for clauses that their author put the other way round. */
export function forEachChild(node: AstNode, visit: (child: AstNode) => void): void {
  for (const field of HOLDERS[node.kind]) eachNode((node as unknown as Readonly<Record<string, unknown>>)[field], visit);
}

function eachNode(value: unknown, visit: (child: AstNode) => void): void {
  if (Array.isArray(value)) for (const item of value) eachNode(item, visit);
  else if (isNode(value)) visit(value);
  else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) eachNode(item, visit);
}

const isNode = (value: unknown): value is AstNode => typeof value === "object" && value !== null && "kind" in value;

export function children(node: AstNode): AstNode[] {
  const found: AstNode[] = [];
  forEachChild(node, (child) => found.push(child));
  return found;
}

/** Every node of a tree, parents first. Deep trees do not deepen the stack. */
export function* descendants(root: AstNode): Generator<AstNode> {
  const waiting: AstNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    waiting.push(...children(node).reverse());
  }
}

export type AstJson = null | boolean | number | string | readonly AstJson[] | { readonly [field: string]: AstJson };

/** The tree of a file as artifacts hold it; documentation stands at its node and not among the comments again. */
export const astJson = (file: FileNode): AstJson => JSON.parse(nodeText({ ...file, comments: file.comments.filter(({ isDoc }) => !isDoc) })) as AstJson;

/** What stands before each field's value in the JSON of a kind, and the field. */
const WRITTEN = Object.fromEntries(
  Object.entries<Readonly<Record<string, Holds>>>(AST_FIELDS).map(([kind, fields]) => [kind, Object.keys(fields).map((name) => [`,${quoted(name)}:`, name])]),
) as unknown as Readonly<Record<AstKind, readonly (readonly [before: string, field: string])[]>>;

/** A node as one line of JSON: kind and span, then its fields in the order of the text. */
export function nodeText(node: AstNode): string {
  const out: string[] = [];
  writeNode(node, out);
  return out.join("");
}

function writeNode(node: AstNode, out: string[]): void {
  out.push(`{"kind":"${node.kind}","start":${node.start},"end":${node.end}`);
  for (const [before, field] of WRITTEN[node.kind]) {
    out.push(before);
    writeValue((node as unknown as Readonly<Record<string, unknown>>)[field], out);
  }
  out.push("}");
}

function writeValue(value: unknown, out: string[]): void {
  if (typeof value === "string") out.push(quoted(value));
  else if (typeof value !== "object" || value === null) out.push(String(value));
  else if (Array.isArray(value)) writeList(value, out);
  else if (isNode(value) && value.kind in AST_FIELDS) writeNode(value, out);
  else writeFields(Object.entries(value), out);
}

function writeList(items: readonly unknown[], out: string[]): void {
  out.push("[");
  for (let at = 0; at < items.length; at++) {
    if (at > 0) out.push(",");
    writeValue(items[at], out);
  }
  out.push("]");
}

function writeFields(fields: readonly (readonly [name: string, value: unknown])[], out: string[]): void {
  let before = "{";
  for (const [name, value] of fields) {
    out.push(`${before}${quoted(name)}:`);
    writeValue(value, out);
    before = ",";
  }
  out.push(fields.length === 0 ? "{}" : "}");
}
