/** How files and their declarations look. */
import type { AstNode } from "../ast/walk.ts";
import type { Declaration, Expect, FileNode, ParamNode, RuleDecl, SchemaEntry, SourceDecl } from "../ast/index.ts";
import { brokenGroup, concat, group, hardline, indent, join, layOut, line, type Doc } from "./doc.ts";
import { args, template } from "./expressions.ts";
import { BRACES, HUGGING, ROUND, assigned, bracketed, codeBehind, firstString, keptBreak, keyed, leading, nameText, opensLine, stringText, type Printer, type Prints } from "./printer.ts";
import { bodyParts, orElse } from "./stages.ts";

type Kinds =
  | "file" | Declaration["kind"] | SchemaEntry["kind"] | "schema_body" | "import_name" | "param_node" | "storage" | "order" | "sql_body" | "given" | Expect["kind"] | "name" | "tag" | "text";

function file(node: FileNode, $: Printer): Doc {
  const declarations = node.declarations.map((next, i) => {
    const before = node.declarations[i - 1];
    if (before === undefined) return $.print(next);
    return concat($.text === "" ? concat(hardline, hardline) : keptBreak($, before, next), $.print(next));
  });
  return concat(...declarations);
}

/** Tags on a line above the keyword. Comments between them stay there: documentation does not pass the keyword. */
function above({ tags, name, doc }: RuleDecl | SourceDecl, $: Printer): Doc {
  const last = tags.at(-1);
  if (last === undefined) return "";
  const code = codeBehind($, last.end);
  return concat(join(" ", tags.map($.print)), hardline, leading(name, $, ({ start }) => start < code, doc !== null));
}

function named(keyword: string, { tags, name }: RuleDecl | SourceDecl, $: Printer): Doc {
  const last = tags.at(-1);
  const code = last === undefined ? 0 : codeBehind($, last.end);
  return concat(keyword, " ", leading(name, $, ({ start }) => start >= code), $.bare(name));
}

const params = (list: readonly ParamNode[], $: Printer): Doc => bracketed($, ROUND, null, list);

function imported(word: "import" | "export", node: Extract<Declaration, { kind: "import" | "export" }>, $: Printer): Doc {
  return concat(`${word} `, bracketed($, BRACES, node, node.names), " from ", $.print(node.path));
}

/** Clauses stand behind the name, or, where they do not fit, each on a line of its own with the brace below. */
function rule(node: RuleDecl, $: Printer): Doc {
  const head = concat(named("rule", node, $), node.params.length === 0 ? "" : params(node.params, $));
  const contract = node.contract === null ? "" : concat(" -> ", $.print(node.contract));
  const clauses = [node.storage, node.order].filter((clause) => clause !== null).map($.print);
  const lines = clauses.length === 0 ? "" : indent(...clauses.map((clause) => concat(line, clause)));
  const last = clauses.length === 0 ? " " : line;
  if (node.body.kind === "sql_body") return concat(above(node, $), group(head, contract, lines), " ", $.print(node.body));
  const { inside, isBroken } = bodyParts(node.body, $);
  const header = group(head, contract, lines, last, leading(node.body, $));
  return concat(above(node, $), (isBroken ? brokenGroup : group)(header, "{", inside, line, "}"));
}

function source(node: SourceDecl, $: Printer): Doc {
  const name = concat(above(node, $), named("source", node, $), node.schema === null ? "" : concat(": ", $.print(node.schema)));
  const provider = concat($.print(node.provider), args(node.args, $));
  return concat(name, " = ", provider, node.body === null ? "" : concat(" ", $.print(node.body)));
}

export const DECLARATIONS: Prints<Kinds> = {
  file,
  module: (node, $) => concat("module ", join(".", node.path.map($.print))),
  import: (node, $) => imported("import", node, $),
  export: (node, $) => imported("export", node, $),
  import_name: (node, $) => concat($.print(node.name), node.alias === null ? "" : concat(" as ", $.print(node.alias))),
  param_decl: (node, $) => concat("param ", $.print(node.param)),
  param_node: (node, $) => {
    const head = keyed(node.name, $.print(node.type), $);
    return node.default === null ? head : assigned(head, $.print(node.default), HUGGING.has(node.default.kind));
  },
  schema: (node, $) => concat("schema ", $.print(node.name), " ", $.print(node.body)),
  schema_body: (node, $) => bracketed($, BRACES, node, node.entries),
  schema_column: (node, $) => concat(keyed(node.name, $.print(node.type), $), ...node.tags.map((tag) => concat(" ", $.print(tag)))),
  schema_key: (node, $) => concat("key ", $.print(node.columns)),
  schema_unique: (node, $) => concat("unique ", $.print(node.columns)),
  schema_order: (node, $) => concat("ordered by ", $.print(node.by)),
  schema_check: (node, $) => concat("check ", $.print(node.check)),
  schema_references: (node, $) => concat("references ", $.print(node.columns), " -> ", $.print(node.target), " ", $.print(node.targetColumns)),
  schema_include: (node, $) => concat("...", $.print(node.name)),
  schema_fresh: (node, $) => concat("fresh ", $.print(node.column), " within ", $.print(node.within), orElse(node, $)),
  source,
  rule,
  // The one of these words that stands for something else elsewhere.
  storage: (node, $) => concat("as ", $.text === "" && node.name.text === "table" ? "table" : $.print(node.name), node.args.length === 0 ? "" : args(node.args, $)),
  order: (node, $) => {
    const by = node.by === null ? "unordered" : concat("ordered by ", node.by === "key" ? "key" : $.print(node.by));
    return concat(by, node.thenAll ? " then all" : "", node.tier === null ? "" : concat(" tier ", $.print(node.tier)));
  },
  sql_body: (node, $) => {
    if ($.text !== "") return concat("= sql ", firstString($.text, node.start));
    // As it stands where it can: in triple quotes nothing is escaped, and a string can stand in a hole.
    const needs = node.parts.some((part) => part.includes("\n")) || node.holes.some((hole) => layOut($.print(hole), Infinity).includes('"'));
    const quotes = needs && !node.parts.some((part) => part.includes('"""') || part.endsWith('"')) ? '"""' : '"';
    return concat("= sql ", template(node.parts, node.holes, $, quotes, quotes));
  },
  macro: (node, $) => {
    const returns = node.returns === null ? "" : concat(" -> ", $.print(node.returns));
    return assigned(concat(`macro ${node.of} `, $.print(node.name), params(node.params, $), returns), $.print(node.body), node.body.kind !== "pipeline" && HUGGING.has(node.body.kind));
  },
  function: (node, $) => {
    const head = concat("function ", $.print(node.name), params(node.params, $), " -> ", $.print(node.returns));
    if (node.body !== null) return assigned(head, $.print(node.body), HUGGING.has(node.body.kind));
    const { external } = node;
    return external === null ? head : concat(head, " from ", $.print(external.path), external.tier === null ? "" : concat(" tier ", $.print(external.tier)));
  },
  test: (node, $) => {
    const target = node.rule === null ? "" : concat(" for ", $.print(node.rule), node.args.length === 0 ? "" : args(node.args, $));
    const items: AstNode[] = [...node.givens, ...node.expects].sort((a, b) => a.start - b.start);
    const parts = items.map((item, i) => concat(i === 0 ? "" : keptOr($, items[i - 1] as AstNode, item), $.print(item)));
    const isBroken = $.text === "" || opensLine($, (node.args.at(-1) ?? node.rule ?? node.title).end, items[0]);
    return (isBroken ? brokenGroup : group)("test ", $.print(node.title), target, items.length === 0 ? " { }" : concat(" {", indent(line, ...parts), line, "}"));
  },
  given: (node, $) => concat("given ", node.previous ? "previous " : "", $.print(node.name), " = ", $.print(node.rows)),
  expect_rows: (node, $) => concat("expect rows ", node.of === null ? "" : concat($.print(node.of), " "), $.print(node.rows)),
  expect_none: () => "expect no rows",
  expect_error: (node, $) => concat("expect error ", $.print(node.code)),
  expect_true: (node, $) => concat("expect ", $.print(node.expr)),
  name: (node, $) => nameText(node, $),
  tag: (node) => `#${node.text}`,
  text: (node, $) => stringText(node, $),
};

/** Between the entries of a test: a line that breaks with the group, or the author's empty line. */
const keptOr = ($: Printer, before: AstNode, behind: AstNode): Doc => {
  const kept = keptBreak($, before, behind);
  return kept === hardline ? line : kept;
};
