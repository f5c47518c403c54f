/** How pipelines and stages look. */
import type { Body, Option, Pipeline, RelationNode, Stage, Text } from "../ast/index.ts";
import { brokenGroup, concat, group, hardline, indent, join, line, softline, type Doc } from "./doc.ts";
import { args, rowOrSet } from "./expressions.ts";
import { HUGGING, assigned, breaksBetween, keptBreak, keyed, leading, opening, opensLine, type Printer, type Prints } from "./printer.ts";

type Kinds = Stage["kind"] | RelationNode["kind"] | "pipeline" | "body" | "let" | "option" | "check_key" | "check_expr";

/** A part that goes to the next line if it does not fit: an option, a join's condition. */
const onward = (...docs: readonly Doc[]): Doc => group(indent(line, ...docs));

/** A verb, what follows it, and the options. */
const stage = (verb: string, body: Doc, { options }: { readonly options: readonly Option[] }, $: Printer): Doc =>
  concat(verb, verb === "" || body === "" ? "" : " ", body, ...options.map((option) => concat(",", onward($.print(option)))));

function pipeline(node: Pipeline, $: Printer): Doc {
  const head = concat("from ", $.print(node.from), node.alias === null ? "" : concat(" as ", $.print(node.alias)));
  if (node.stages.length === 0) return head;
  const nodes = [node.alias ?? node.from, ...node.stages];
  const isBroken = $.text !== "" && node.stages.some((next, i) => breaksBetween($, nodes[i] as Stage, next));
  const stages = node.stages.map((next, i) => {
    const before = nodes[i] as Stage;
    const apart = isBroken && keptBreak($, before, next) !== hardline ? keptBreak($, before, next) : line;
    return concat(apart, leading(next, $), "|> ", $.bare(next));
  });
  return (isBroken ? brokenGroup : group)(head, ...stages);
}

/** What stands in the braces of a rule's body, and whether its author gave it lines of its own. */
export function bodyParts(node: Body, $: Printer): { readonly inside: Doc; readonly isBroken: boolean } {
  const items = [...node.lets, node.pipeline];
  const parts = items.map((item, i) => concat(i === 0 ? "" : keptBreak($, items[i - 1] as Pipeline, item), $.print(item)));
  return { inside: indent(opening(node, $), line, ...parts), isBroken: node.lets.length > 0 || ($.text !== "" && opensLine($, node.start, items[0])) };
}

function body(node: Body, $: Printer): Doc {
  const { inside, isBroken } = bodyParts(node, $);
  return (isBroken ? brokenGroup : group)("{", inside, line, "}");
}

/** `else warn "…"`; an error without a message goes without saying. */
export const orElse = ({ severity, message }: { readonly severity: "warn" | "error"; readonly message: Text | null }, $: Printer): Doc =>
  message === null ? (severity === "error" ? "" : " else warn") : concat(` else ${severity} `, $.print(message));

export const STAGES: Prints<Kinds> = {
  pipeline,
  body,
  let: (node, $) => assigned(concat("let ", $.print(node.name)), $.print(node.value), node.value.kind !== "pipeline" && HUGGING.has(node.value.kind)),
  named: (node, $) => concat($.print(node.name), node.args === null ? "" : args(node.args, $)),
  values: (node, $) => concat("values ", $.print(node.rows)),
  previous: (node, $) => concat("previous ", $.print(node.name)),
  nested: (node, $) => group("(", indent(softline, $.print(node.pipeline)), softline, ")"),
  error_relation: (node, $) => $.text.slice(node.start, node.end),
  where: (node, $) => stage("where", $.print(node.predicate), node, $),
  derive: (node, $) => stage("derive", $.print(node.row), node, $),
  select: (node, $) => stage("select", rowOrSet(node.of, $), node, $),
  drop: (node, $) => stage("drop", rowOrSet(node.of, $), node, $),
  rename: (node, $) => stage("rename", $.print(node.row), node, $),
  aggregate: (node, $) => stage("aggregate", $.print(node.row), node, $),
  group: (node, $) => stage("group", concat(rowOrSet(node.by, $), " ", $.print(node.row)), node, $),
  window: (node, $) => stage("window", concat($.print(node.spec), " ", $.print(node.row)), node, $),
  sort: (node, $) => stage("sort", $.print(node.by), node, $),
  limit: (node, $) => stage("limit", $.print(node.count), node, $),
  sample: (node, $) => stage("sample", $.print(node.fraction), node, $),
  distinct: (node, $) => stage("distinct", "", node, $),
  join: (node, $) => {
    const how = `${node.asof ? "asof " : ""}${node.how === "inner" ? "" : `${node.how} `}`;
    const right = concat(how, $.print(node.right), node.alias === null ? "" : concat(" as ", $.print(node.alias)));
    const on = node.on === null ? "" : onward(leading(node.on, $), "on ", $.bare(node.on));
    const using = node.using === null ? "" : onward(leading(node.using, $), "using ", $.bare(node.using));
    return stage("join", concat(right, on, using), node, $);
  },
  set: (node, $) => stage(node.all ? `${node.how} all` : node.how, $.print(node.right), node, $),
  dedupe: (node, $) => stage("dedupe", concat("on ", $.print(node.on), onward(`keep ${node.keep} by `, $.print(node.by))), node, $),
  explode: (node, $) => {
    const names = node.as.names.map($.print);
    const as = node.as.braces ? concat("{ ", join(", ", names), " }") : (names[0] ?? "");
    return stage("explode", concat($.print(node.lists), " as ", as), node, $);
  },
  recurse: (node, $) =>
    concat("recurse as ", $.print(node.alias), ...node.options.map((option) => concat(",", onward($.print(option)))), " ", $.print(node.body)),
  pivot: (node, $) =>
    stage("pivot", concat("by ", $.print(node.by), " on ", $.print(node.on), onward("values ", $.print(node.values)), " ", $.print(node.row)), node, $),
  unpivot: (node, $) => stage("unpivot", rowOrSet(node.of, $), node, $),
  check: (node, $) => stage("check", $.print(node.check), node, $),
  macro_stage: (node, $) => stage("", concat($.print(node.name), args(node.args, $)), node, $),
  error_stage: (node, $) => $.text.slice(node.start, node.end),
  option: (node, $) => keyed(node.name, $.print(node.value), $),
  check_key: (node, $) => concat("key ", $.print(node.columns)),
  check_expr: (node, $) => concat($.print(node.predicate), orElse(node, $)),
};
