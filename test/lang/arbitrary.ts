/** Random trees of the whole grammar, without places: what the property tests print, read and compare. */
import * as fc from "fast-check";
import type {
  Arg, Body, CaseArm, Check, Declaration, Element, Entry, ExprNode, FileNode, ListExpr, Name, Option, ParamNode, Pipeline, RelationNode, RowExpr, SchemaBody, SchemaEntry, SqlBody, Stage, Tag, Text,
  TypeNode, WindowSpec,
} from "../../src/lang/ast/index.ts";
import { descendants } from "../../src/lang/ast/walk.ts";
import { KEYWORDS } from "../../src/lang/tokens.ts";

const at = { start: 0, end: 0 } as const;
type Made<T> = fc.Arbitrary<T>;

const word = fc.oneof(fc.constantFrom("a", "b", "amount", "order", "index", "date", "interval", "first name", "naïve", "_x", "X9", "-- no"), fc.constantFrom(...KEYWORDS.keys()));
const name: Made<Name> = word.map((text) => ({ kind: "name", ...at, text }));
const doc = fc.option(fc.constantFrom("One line.", "Two\nlines", "", "a - -- b"), { nil: null, freq: 4 });
const textValue = fc.oneof(fc.constantFrom("", "x", 'q"q', "\\d", "{a}", "é—😀", "line\nline", "--no", "\u0001"), fc.string({ maxLength: 6 }));
const text: Made<Text> = textValue.map((value) => ({ kind: "text", ...at, value }));
const tag: Made<Tag> = fc.constantFrom("pii", "daily").map((value) => ({ kind: "tag", ...at, text: value }));
const few = <T>(item: Made<T>, minLength = 0): Made<T[]> => fc.array(item, { minLength, maxLength: minLength + 2 });
const maybe = <T>(item: Made<T>): Made<T | null> => fc.option(item, { nil: null, freq: 2 });

const type: Made<TypeNode> = fc.letrec<{ type: TypeNode }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    fc.record({ name: fc.constantFrom("int64", "string", "date", "json"), nullable: fc.boolean() }).map(({ name: of, nullable }): TypeNode => ({ kind: "type", ...at, name: of, numbers: [], args: [], nullable })),
    fc.record({ nullable: fc.boolean() }).map(({ nullable }): TypeNode => ({ kind: "type", ...at, name: "decimal", numbers: [12, 2], args: [], nullable })),
    fc.record({ key: tie("type"), value: tie("type") }).map(({ key, value }): TypeNode => ({ kind: "type", ...at, name: "map", numbers: [], args: [key, value].map((of) => ({ name: null, type: of })), nullable: true })),
    fc.record({ inner: tie("type"), nullable: fc.boolean() }).map(({ inner, nullable }): TypeNode => ({ kind: "type", ...at, name: "list", numbers: [], args: [{ name: null, type: inner }], nullable })),
    fc.record({ fields: few(fc.record({ name, type: tie("type") }), 1) }).map(({ fields }): TypeNode => ({ kind: "type", ...at, name: "struct", numbers: [], args: fields, nullable: false })),
  ),
})).type;

const literal: Made<ExprNode> = fc
  .oneof(
    fc.constantFrom(["int", "0"], ["int", "42"], ["decimal", "1.50"], ["float", "1e3"], ["float", "2.5E-7"], ["bool", "true"], ["bool", "false"], ["null", "null"]),
    fc.tuple(fc.constant("string"), textValue),
    fc.tuple(fc.constantFrom("date", "time", "timestamp", "timestamptz", "interval"), fc.constantFrom("2026-01-31", "5 minutes")),
  )
  .map(([kind, value]) => ({ kind: "literal", ...at, literal: kind as "int", value, form: "plain" }));
const otherText: Made<ExprNode> = fc.oneof(
  fc.constantFrom("", "^\\d+$", "a{b}").map((value): ExprNode => ({ kind: "literal", ...at, literal: "string", value, form: "raw" })),
  fc.constantFrom("", "two\nlines", 'a "b" c', "  \\n").map((value): ExprNode => ({ kind: "literal", ...at, literal: "string", value, form: "triple" })),
);
const leafNode: ExprNode = { kind: "underscore", ...at };
const ref: Made<ExprNode> = name.map((of) => ({ kind: "ref", ...at, name: of }));
const leaf: Made<ExprNode> = fc.oneof(ref, ref, literal, otherText, fc.constant<ExprNode>({ kind: "underscore", ...at }), fc.constantFrom("as_of", "x").map((of): ExprNode => ({ kind: "param", ...at, name: of })));

const BINARY = ["*", "/", "//", "%", "+", "-", "||", "&", "|", "??", "==", "!=", "<", "<=", ">", ">=", "<=>", "and", "or"] as const;
const bound: Made<ExprNode> = fc.oneof(
  fc.constantFrom("0", "9").map((value): ExprNode => ({ kind: "literal", ...at, literal: "int", value, form: "plain" })),
  fc.constant<ExprNode>({ kind: "param", ...at, name: "n" }),
  fc.constant<ExprNode>({ kind: "unary", ...at, op: "-", arg: { kind: "literal", ...at, literal: "interval", value: "6 days", form: "plain" } }),
);

const pure: Arg = { kind: "arg", ...at, name: { kind: "name", ...at, text: "pure" }, value: { kind: "literal", ...at, literal: "bool", value: "true", form: "plain" } };
type Tied = { expr: ExprNode; element: Element; list: ListExpr; entry: Entry; row: RowExpr; arg: Arg; value: ExprNode; spec: WindowSpec; arm: CaseArm };
const tied = fc.letrec<Tied>((tie) => {
  const expr = tie("expr");
  const args = few(tie("arg")).map(withDistinctNames);
  const holes = few(fc.oneof(ref, literalOneLine(), few(fc.record({ name, expr: ref })).map(plainRow), expr.map((of) => (fitsInHole(of) ? of : leafNode))), 0);
  return {
    element: fc
      .record({ expr, spread: fc.boolean(), direction: maybe(fc.constantFrom("asc" as const, "desc" as const)), nulls: maybe(fc.constantFrom("first" as const, "last" as const)) })
      .map((of) => ({ kind: "element", ...at, ...of })),
    list: few(tie("element")).map((elements) => ({ kind: "list", ...at, elements })),
    entry: fc
      .record({ name: maybe(name), expr, spread: fc.boolean(), doc })
      .map((of) => ({ kind: "entry", ...at, ...of, name: of.spread ? null : of.name })),
    row: few(tie("entry")).map((entries) => ({ kind: "row", ...at, entries })),
    arg: fc.record({ name: maybe(name), value: tie("value") }).map((of) => ({ kind: "arg", ...at, ...of })),
    value: fc.oneof({ weight: 4, arbitrary: expr }, fc.record({ params: few(name, 1), body: expr }).map((of): ExprNode => ({ kind: "lambda", ...at, ...of }))),
    spec: fc
      .record({ by: maybe(tie("list")), sort: maybe(tie("list")), frame: maybe(fc.record({ unit: fc.constantFrom("rows" as const, "range" as const), from: maybe(bound), to: maybe(bound) })) })
      .map((of) => ({ kind: "spec", ...at, ...of, frame: of.frame === null ? null : { kind: "frame", ...at, ...of.frame } })),
    // oxlint-disable-next-line unicorn/no-thenable -- a field of the tree
    arm: fc.record({ when: expr, then: expr }).map((of) => ({ kind: "arm", ...at, ...of })),
    expr: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      leaf,
      fc.record({ op: fc.constantFrom(...BINARY), left: expr, right: expr }).map((of): ExprNode => ({ kind: "binary", ...at, ...of })),
      fc.record({ op: fc.constantFrom("-" as const, "~" as const, "not" as const), arg: expr }).map((of): ExprNode => ({ kind: "unary", ...at, ...of })),
      fc.record({ object: expr, name }).map((of): ExprNode => ({ kind: "field", ...at, ...of })),
      fc.record({ object: expr, index: expr }).map((of): ExprNode => ({ kind: "index", ...at, ...of })),
      fc.record({ fn: name, receiver: maybe(expr), args }).map((of): ExprNode => ({ kind: "call", ...at, ...of })),
      fc.record({ arg: expr, type: type.map((of) => ({ ...of, nullable: false })), onError: fc.constantFrom("fail" as const, "null" as const) }).map((of): ExprNode => ({ kind: "cast", ...at, ...of })),
      fc.record({ arg: expr, spec: tie("spec") }).map((of): ExprNode => ({ kind: "over", ...at, ...of })),
      fc.record({ arg: expr, negated: fc.boolean() }).map((of): ExprNode => ({ kind: "is_null", ...at, ...of })),
      fc.record({ arg: expr, list: expr, negated: fc.boolean() }).map((of): ExprNode => ({ kind: "in", ...at, ...of })),
      fc.record({ arg: expr, low: expr, high: expr, negated: fc.boolean() }).map((of): ExprNode => ({ kind: "between", ...at, ...of })),
      // oxlint-disable-next-line unicorn/no-thenable -- a field of the tree
      fc.record({ condition: expr, then: expr, otherwise: expr }).map((of): ExprNode => ({ kind: "if", ...at, ...of })),
      fc.record({ arms: few(tie("arm")), otherwise: maybe(expr) }).map((of): ExprNode => ({ kind: "case", ...at, ...of })),
      fc.record({ name: fc.constantFrom("all", "ends"), args: maybe(args) }).map((of): ExprNode => ({ kind: "selector", ...at, ...of })),
      holes.chain((made) => parts(made.length).map((of): ExprNode => ({ kind: "fstring", ...at, parts: of, holes: made }))),
      fc
        .record({ type, holes, triple: fc.boolean(), args: fc.constantFrom<readonly Arg[]>([], [pure]) })
        // Quotes end a text in single quotes.
        .map((of) => ({ ...of, triple: of.triple || of.holes.some(hasText) }))
        .chain((of) => parts(of.holes.length, of.triple).map((made): ExprNode => ({ kind: "sql", ...at, ...of, parts: made }))),
      tie("list"),
      tie("row"),
    ),
  };
});
const { expr, list, row, spec, value, arg } = tied;

function plainRow(entries: { name: Name; expr: ExprNode }[]): ExprNode {
  return { kind: "row", ...at, entries: entries.map((of) => ({ kind: "entry", ...at, ...of, spread: false, doc: null })) };
}

/** Whether an expression can stand in the hole of a one-line string. */
function fitsInHole(expr: ExprNode): boolean {
  for (const node of descendants(expr)) {
    if (node.kind === "fstring" || node.kind === "sql" || (node.kind === "entry" && node.doc !== null) || (node.kind === "literal" && node.form === "triple")) return false;
  }
  return true;
}

function hasText(expr: ExprNode): boolean {
  for (const node of descendants(expr)) if (node.kind === "literal" && /^(?:string|date|time|timestamp|timestamptz|interval)$/.test(node.literal)) return true;
  return false;
}

function literalOneLine(): Made<ExprNode> {
  return fc.constantFrom("x", 'a "b"', "}").map((value) => ({ kind: "literal", ...at, literal: "string", value, form: "plain" }));
}
/** The text around holes, one more than there are of them. */
const parts = (holes: number, triple = false): Made<string[]> =>
  fc.array(triple ? fc.constantFrom("", "select ", "{ }", "\n  from ") : fc.constantFrom("", "a ", "{", "}", 'q"', "\\", "\n"), { minLength: holes + 1, maxLength: holes + 1 });

function withDistinctNames<T extends { readonly name: Name | null }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const text = item.name?.text;
    const known = text !== undefined && seen.has(text);
    if (text !== undefined) seen.add(text);
    return known ? { ...item, name: null } : item;
  });
}

const option: Made<Option> = fc.record({ name, value: expr }).map((of) => ({ kind: "option", ...at, ...of }));
const options = few(option).map((of) => of.filter(({ name: own }, i) => of.findIndex((other) => other.name.text === own.text) === i));
const args = few(arg).map(withDistinctNames);
const severity = fc.oneof(
  fc.constant({ severity: "error" as const, message: null }),
  fc.record({ severity: fc.constantFrom("warn" as const, "error" as const), message: text }),
  fc.constant({ severity: "warn" as const, message: null }),
);
const check: Made<Check> = fc.oneof(
  list.map((columns): Check => ({ kind: "check_key", ...at, columns })),
  fc.record({ predicate: expr, of: severity }).map(({ predicate, of }): Check => ({ kind: "check_expr", ...at, predicate, ...of })),
);

type Tree = { pipeline: Pipeline; relation: RelationNode; stage: Stage; body: Body };
const trees = fc.letrec<Tree>((tie) => ({
  relation: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    fc.record({ name, args: maybe(args) }).map((of): RelationNode => ({ kind: "named", ...at, ...of })),
    list.map((rows): RelationNode => ({ kind: "values", ...at, rows })),
    name.map((of): RelationNode => ({ kind: "previous", ...at, name: of })),
    tie("pipeline").map((pipeline): RelationNode => ({ kind: "nested", ...at, pipeline })),
  ),
  pipeline: fc.record({ from: tie("relation"), alias: maybe(name), stages: few(tie("stage")) }).map((of) => ({ kind: "pipeline", ...at, ...of })),
  body: fc
    .record({ lets: few(fc.record({ name, value: fc.oneof<[Made<Pipeline>, Made<ExprNode>]>(tie("pipeline"), value) })), pipeline: tie("pipeline") })
    .map(({ lets, pipeline }) => ({ kind: "body", ...at, lets: lets.map((of) => ({ kind: "let", ...at, ...of })), pipeline })),
  stage: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    ...stagesOf(tie("relation"), tie("body")),
  ),
}));
const { pipeline, body } = trees;

function stagesOf(relation: Made<RelationNode>, inner: Made<Body>): Made<Stage>[] {
  const how = fc.constantFrom("inner" as const, "left" as const, "right" as const, "full" as const, "cross" as const, "semi" as const, "anti" as const);
  return [
    fc.record({ predicate: expr, options }).map((of): Stage => ({ kind: "where", ...at, ...of })),
    fc.record({ row, options }).chain((of) => fc.constantFrom("derive" as const, "rename" as const, "aggregate" as const).map((kind): Stage => ({ kind, ...at, ...of }))),
    fc.record({ of: expr, options }).chain((of) => fc.constantFrom("select" as const, "drop" as const, "unpivot" as const).map((kind): Stage => ({ kind, ...at, ...of }))),
    fc.record({ by: expr, row, options }).map((of): Stage => ({ kind: "group", ...at, ...of })),
    fc.record({ spec, row, options }).map((of): Stage => ({ kind: "window", ...at, ...of })),
    fc.record({ by: list, options }).map((of): Stage => ({ kind: "sort", ...at, ...of })),
    fc.record({ count: expr, options }).map((of): Stage => ({ kind: "limit", ...at, ...of })),
    fc.record({ fraction: expr, options }).map((of): Stage => ({ kind: "sample", ...at, ...of })),
    fc.record({ options }).map((of): Stage => ({ kind: "distinct", ...at, ...of })),
    fc.record({ check, options }).map((of): Stage => ({ kind: "check", ...at, ...of })),
    fc.record({ on: expr, keep: fc.constantFrom("first" as const, "last" as const), by: list, options }).map((of): Stage => ({ kind: "dedupe", ...at, ...of })),
    fc
      .record({ how, asof: fc.boolean(), right: relation, alias: maybe(name), condition: fc.oneof(fc.constant({}), fc.record({ on: expr }), fc.record({ using: list })), options })
      .map(({ condition, ...of }): Stage => ({ kind: "join", ...at, ...of, on: null, using: null, ...condition })),
    fc.record({ how: fc.constantFrom("union" as const, "intersect" as const, "except" as const), all: fc.boolean(), right: relation, options }).map((of): Stage => ({ kind: "set", ...at, ...of })),
    fc.record({ lists: expr, names: few(name, 1), options }).map(({ names, ...of }): Stage => ({ kind: "explode", ...at, ...of, as: { names, braces: names.length > 1 } })),
    fc.record({ alias: name, body: inner, options }).map((of): Stage => ({ kind: "recurse", ...at, ...of })),
    fc.record({ by: list, on: expr, values: list, row, options }).map((of): Stage => ({ kind: "pivot", ...at, ...of })),
    fc.record({ name, args, options }).map((of): Stage => ({ kind: "macro_stage", ...at, ...of })),
  ];
}

const param: Made<ParamNode> = fc.record({ name, type, default: maybe(expr) }).map((of) => ({ kind: "param_node", ...at, ...of }));
const schemaEntry: Made<SchemaEntry> = fc.oneof(
  fc.record({ name, type, tags: few(tag), doc }).map((of): SchemaEntry => ({ kind: "schema_column", ...at, ...of })),
  list.map((columns): SchemaEntry => ({ kind: "schema_key", ...at, columns })),
  list.map((columns): SchemaEntry => ({ kind: "schema_unique", ...at, columns })),
  list.map((by): SchemaEntry => ({ kind: "schema_order", ...at, by })),
  check.map((of): SchemaEntry => ({ kind: "schema_check", ...at, check: of })),
  fc.record({ columns: list, target: name, targetColumns: list }).map((of): SchemaEntry => ({ kind: "schema_references", ...at, ...of })),
  name.map((of): SchemaEntry => ({ kind: "schema_include", ...at, name: of })),
  fc.record({ column: expr, within: expr, of: severity }).map(({ of, ...rest }): SchemaEntry => ({ kind: "schema_fresh", ...at, ...rest, ...of })),
);
const schemaBody: Made<SchemaBody> = few(schemaEntry).map((entries) => ({ kind: "schema_body", ...at, entries }));
const names = few(fc.record({ name, alias: maybe(name) }).map((of) => ({ kind: "import_name" as const, ...at, ...of })));
const order = fc.record({ by: fc.oneof(fc.constant("key" as const), fc.constant(null), list), thenAll: fc.boolean(), tier: maybe(name) });

const sqlBody: Made<SqlBody> = few(expr.map((of) => (fitsInHole(of) ? of : leafNode))).chain((holes) =>
  fc.boolean().chain((triple) => parts(holes.length, triple || holes.some(hasText))).map((made) => ({ kind: "sql_body", ...at, parts: made, holes })));

const declaration: Made<Declaration> = fc.oneof(
  fc.record({ path: few(name, 1), doc }).map((of): Declaration => ({ kind: "module", ...at, ...of })),
  fc.record({ names, path: text, doc }).map((of): Declaration => ({ kind: "import", ...at, ...of })),
  fc.record({ names, path: text, doc }).map((of): Declaration => ({ kind: "export", ...at, ...of })),
  fc.record({ param, doc }).map((of): Declaration => ({ kind: "param_decl", ...at, ...of })),
  fc.record({ name, body: schemaBody, doc }).map((of): Declaration => ({ kind: "schema", ...at, ...of })),
  fc.record({ name, schema: maybe(name), provider: name, args, body: maybe(schemaBody), tags: few(tag), doc }).map((of): Declaration => ({ kind: "source", ...at, ...of })),
  fc
    .record({ tags: few(tag), name, params: few(param), contract: maybe(name), storage: maybe(fc.record({ name, args })), order: maybe(order), body: fc.oneof<[Made<Body>, Made<Body>, Made<SqlBody>]>(body, body, sqlBody), doc })
    .map((of): Declaration => ({
      kind: "rule", ...at, ...of,
      storage: of.storage === null ? null : { kind: "storage", ...at, ...of.storage },
      order: of.order === null ? null : { kind: "order", ...at, ...of.order, thenAll: of.order.by !== null && of.order.thenAll },
    })),
  fc.record({ name, params: few(param), returns: maybe(type), body: fc.oneof<[Made<Pipeline>, Made<Body>]>(pipeline, body), doc }).map((of): Declaration => ({ kind: "macro", ...at, of: "table", ...of })),
  fc.record({ of: fc.constantFrom("expr" as const, "selector" as const), name, params: few(param), returns: maybe(type), body: expr, doc }).map((of): Declaration => ({ kind: "macro", ...at, ...of })),
  fc.record({ name, params: few(param), returns: type, body: expr, doc }).map((of): Declaration => ({ kind: "function", ...at, ...of, external: null })),
  fc.record({ name, params: few(param), returns: type, path: text, tier: maybe(name), doc }).map(({ path, tier, ...of }): Declaration => ({ kind: "function", ...at, ...of, body: null, external: { path, tier } })),
  fc
    .record({
      title: text, target: fc.oneof(fc.constant({ rule: null, args: [] }), fc.record({ rule: name, args })),
      givens: few(fc.record({ name, previous: fc.boolean(), rows: expr }).map((of) => ({ kind: "given" as const, ...at, ...of }))),
      expects: few(
        fc.oneof(
          fc.record({ of: maybe(name), rows: list }).map((of) => ({ kind: "expect_rows" as const, ...at, ...of })),
          fc.constant({ kind: "expect_none" as const, ...at }),
          text.map((code) => ({ kind: "expect_error" as const, ...at, code })),
          expr.map((of) => ({ kind: "expect_true" as const, ...at, expr: of })),
        ),
      ),
      doc,
    })
    .map(({ target, ...of }): Declaration => ({ kind: "test", ...at, ...of, ...target })),
);

export const file: Made<FileNode> = fc.record({ declarations: few(declaration, 1), doc }).map((of) => ({ kind: "file", ...at, ...of, comments: [], lost: [] }));
