/** How expressions and types look. */
import type { AstNode } from "../ast/walk.ts";
import type { Arg, Comment, Element, Entry, ExprNode, ListExpr, RowExpr } from "../ast/index.ts";
import { PRECEDENCE } from "../parser/climb.ts";
import { concat, group, indent, join, layOut, line, softline, type Doc } from "./doc.ts";
import { BRACES, ROUND, SQUARE, anyName, bracketed, bracketedDocs, codeBehind, firstString, keyed, leading, type Printer, type Prints } from "./printer.ts";

const NOT = 3;
const COMPARISON = 4;
const UNARY = 11;
const POSTFIX = 12;
const ATOM = 13;

function precedenceOf(node: ExprNode): number {
  if (node.kind === "binary") return PRECEDENCE[node.op];
  if (node.kind === "unary") return node.op === "not" ? NOT : UNARY;
  if (node.kind === "is_null" || node.kind === "in" || node.kind === "between") return COMPARISON;
  if (node.kind === "if" || node.kind === "lambda") return 0;
  return node.kind === "field" || node.kind === "index" || node.kind === "cast" || node.kind === "over" ? POSTFIX : ATOM;
}

/** An operand, in parentheses where it needs them, or where its author wrote them around an operator to be clear. */
function operand(node: ExprNode, least: number, wasInParentheses: boolean, $: Printer, print: (node: AstNode) => Doc = $.print): Doc {
  const precedence = precedenceOf(node);
  const doc = print(node);
  return precedence < least || (wasInParentheses && precedence < POSTFIX) ? inParentheses(doc) : doc;
}
const inParentheses = (doc: Doc): Doc => group("(", indent(softline, doc), softline, ")");

const left = (node: ExprNode, child: ExprNode, least: number, $: Printer): Doc => operand(child, least, $.text !== "" && child.start > node.start, $);

/** A chain of operators of one precedence, a line each where it does not fit on one. */
function chain(node: Binary, $: Printer): Doc {
  const own = PRECEDENCE[node.op];
  const links = node.op === "??" ? [node] : leftLinks(node, own, $);
  const rights = node.op === "??" ? rightLinks(node, $) : [];
  const first = (links.at(-1) as Binary).left;
  const least = own === COMPARISON || node.op === "??" ? own + 1 : own;
  const head = operand(first, mixes(node.op, first) ? ATOM : least, $.text !== "" && first.start > (links.at(-1) as Binary).start, $);
  const parts = (node.op === "??" ? [node, ...rights] : links.reverse()).map((at, i, all) => {
    const isInner = node.op === "??" && i < all.length - 1;
    const right = isInner ? (at.right as Binary).left : at.right;
    const inParens = $.text !== "" && (isInner ? right.start > (at.right as Binary).start : right.end < at.end);
    const needs = node.op === "??" && !isInner ? own : own + 1;
    return concat(line, leading(right, $), at.op, " ", operand(right, mixes(at.op, right) ? ATOM : needs, inParens, $, $.bare));
  });
  return group(indent(head, ...parts));
}

type Binary = Extract<ExprNode, { kind: "binary" }>;
const hasComments = (node: AstNode, $: Printer): boolean => $.comments.leading.has(node) || $.comments.trailing.has(node) || $.comments.within.has(node);
const mixes = (op: string, node: ExprNode): boolean => op === "|" && node.kind === "binary" && (node.op === "-" || node.op === "&");

/** From the outermost inwards: what is written `a + b - c` without parentheses. */
function leftLinks(node: Binary, own: number, $: Printer): Binary[] {
  const links = [node];
  if (own === COMPARISON) return links;
  for (let at = node; ; links.push(at)) {
    const { left: next } = at;
    if (next.kind !== "binary" || PRECEDENCE[next.op] !== own || next.start > at.start || hasComments(next, $)) return links;
    at = next;
  }
}

/** From the outermost inwards: what is written `a ?? b ?? c`, which leans to the right. */
function rightLinks(node: Binary, $: Printer): Binary[] {
  const links: Binary[] = [];
  for (let at = node; ; links.push(at)) {
    const { right: next } = at;
    if (next.kind !== "binary" || next.op !== "??" || ($.text !== "" && next.end < at.end) || hasComments(next, $)) return links;
    at = next;
  }
}

/** A row or set of columns: an expression that begins with a row would be read as that row alone. */
export function rowOrSet(node: ExprNode, $: Printer): Doc {
  let first: ExprNode | null = node;
  while (first !== null && first.kind !== "row") first = leftmost(first);
  return first === null || first === node ? $.print(node) : inParentheses($.print(node));
}

function leftmost(node: ExprNode): ExprNode | null {
  if (node.kind === "binary") return node.left;
  if (node.kind === "cast" || node.kind === "over" || node.kind === "is_null" || node.kind === "in" || node.kind === "between") return node.arg;
  if (node.kind === "field" || node.kind === "index") return node.object;
  return node.kind === "call" ? node.receiver : null;
}

export const args = (list: readonly Arg[], $: Printer): Doc => {
  const only = list.length === 1 ? list[0] : undefined;
  if (only !== undefined && only.name === null && (only.value.kind === "row" || only.value.kind === "list")) return concat("(", $.print(only), ")");
  return bracketed($, ROUND, null, list);
};

/** All that follows `...` is spread, so that parentheses are their author's choice. */
function spread({ start, expr }: Element | Entry, $: Printer): Doc {
  const wasInParentheses = $.text !== "" && codeBehind($, start + 3) < expr.start;
  return concat("...", operand(expr, $.text === "" ? POSTFIX : 0, wasInParentheses, $));
}

const SHORT: ReadonlySet<ExprNode["kind"]> = new Set(["ref", "literal", "field", "param", "underscore", "error"]);
const isShort = (node: ExprNode): boolean => SHORT.has(node.kind);

export const EXPRESSIONS: Prints<ExprNode["kind"] | "arg" | "arm" | "element" | "entry" | "frame" | "spec" | "type"> = {
  literal: (node, $) => literalText(node, $),
  fstring: (node, $) => ($.text === "" ? template(node.parts, node.holes, $, 'f"', '"') : $.text.slice(node.start, node.end)),
  ref: ({ name }, $) => $.print(name),
  param: ({ name }) => `$${name}`,
  underscore: () => "_",
  selector: (node, $) => concat(`@${node.name}`, node.args === null ? "" : args(node.args, $)),
  field: (node, $) => concat(left(node, node.object, POSTFIX, $), ".", anyName(node.name, $)),
  index: (node, $) => concat(left(node, node.object, POSTFIX, $), group("[", indent(softline, $.print(node.index)), softline, "]")),
  call: (node, $) => concat(node.receiver === null ? "" : concat(left(node, node.receiver, POSTFIX, $), "."), $.print(node.fn), args(node.args, $)),
  cast: (node, $) => concat(left(node, node.arg, POSTFIX, $), node.onError === "fail" ? "::" : "::?", $.print(node.type)),
  over: (node, $) => concat(left(node, node.arg, POSTFIX, $), " over ", group("(", indent(softline, $.print(node.spec)), softline, ")")),
  unary: (node, $) => {
    // `not if …` reads as it is meant: parentheses that its author did not write would be a level more.
    const isClear = node.arg.kind === "if" && $.text !== "";
    const inner = operand(node.arg, node.op !== "not" ? UNARY : isClear ? 0 : NOT, $.text !== "" && node.arg.end < node.end, $);
    if (node.op === "not") return concat("not ", inner);
    const doubled = node.op === "-" && node.arg.kind === "unary" && node.arg.op === "-";
    return concat(node.op, doubled ? " " : "", inner);
  },
  binary: chain,
  is_null: (node, $) => concat(left(node, node.arg, COMPARISON + 1, $), node.negated ? " is not null" : " is null"),
  in: (node, $) => concat(left(node, node.arg, COMPARISON + 1, $), node.negated ? " not in " : " in ", operand(node.list, COMPARISON + 1, $.text !== "" && node.list.end < node.end, $)),
  between: (node, $) =>
    group(
      left(node, node.arg, COMPARISON + 1, $), node.negated ? " not between " : " between ", operand(node.low, COMPARISON + 1, false, $),
      indent(line, leading(node.high, $), "and ", operand(node.high, COMPARISON + 1, false, $, $.bare)),
    ),
  if: (node, $) =>
    group("if ", $.print(node.condition), indent(line, leading(node.then, $), "then ", $.bare(node.then), line, leading(node.otherwise, $), "else ", $.bare(node.otherwise))),
  case: (node, $) => {
    const { arms, otherwise } = node;
    if (otherwise === null) return concat("case ", bracketed($, BRACES, node, arms));
    const standsBefore = ({ end }: Comment): boolean => /^(?:,|else\b|->)/.test($.text.slice(codeBehind($, end)));
    const last = concat(leading(otherwise, $, standsBefore), "else -> ", leading(otherwise, $, (comment) => !standsBefore(comment)), $.bare(otherwise));
    return concat("case ", bracketedDocs($, BRACES, node, [...arms, otherwise], [...arms.map($.print), last]));
  },
  arm: (node, $) => concat($.print(node.when), " -> ", $.print(node.then)),
  lambda: (node, $) => {
    const [only] = node.params;
    const params = node.params.length === 1 && only !== undefined ? $.print(only) : concat("(", join(", ", node.params.map($.print)), ")");
    return concat(params, " -> ", $.print(node.body));
  },
  list: (node: ListExpr, $) => bracketed($, SQUARE, node, node.elements, node.elements.every(({ expr }) => isShort(expr))),
  row: (node: RowExpr, $) => bracketed($, BRACES, node, node.entries, node.entries.every(({ name, expr }) => name === null && isShort(expr))),
  sql: (node, $) => {
    const text = $.text === "" ? template(node.parts, node.holes, $, node.triple ? '"""' : '"', node.triple ? '"""' : '"') : firstString($.text, node.type.end);
    const head = concat("sql", "<", $.print(node.type), ">");
    return node.args.length === 0 ? concat(head, text) : group(head, "(", indent(softline, text, ",", line, join(concat(",", line), node.args.map($.print))), softline, ")");
  },
  error: (node, $) => $.text.slice(node.start, node.end),
  arg: (node, $) => keyed(node.name, $.print(node.value), $),
  element: (node, $) =>
    concat(node.spread ? spread(node, $) : $.print(node.expr), node.direction === null ? "" : ` ${node.direction}`, node.nulls === null ? "" : ` nulls ${node.nulls}`),
  entry: (node, $) => (node.spread ? spread(node, $) : keyed(node.name, $.print(node.expr), $)),
  frame: (node, $) => concat(`${node.unit} `, node.from === null ? "" : $.print(node.from), "..", node.to === null ? "" : $.print(node.to)),
  spec: (node, $) => {
    const parts = [node.by === null ? null : concat("by ", $.print(node.by)), node.sort === null ? null : concat("sort ", $.print(node.sort)), node.frame === null ? null : $.print(node.frame)];
    return group(join(line, parts.filter((part) => part !== null)));
  },
  type: (node, $) => {
    const inner = node.args.map(({ name, type }) => keyed(name, $.print(type), $));
    const angles = inner.length === 0 ? "" : group("<", indent(softline, join(concat(",", line), inner)), softline, ">");
    return concat(node.name, angles, node.numbers.length === 0 ? "" : `(${node.numbers.join(", ")})`, node.nullable ? "?" : "");
  },
};

function literalText(node: Extract<ExprNode, { kind: "literal" }>, $: Printer): string {
  const isTemporal = /^(date|time|timestamp|timestamptz|interval)$/.test(node.literal);
  if ($.text !== "") return isTemporal ? `${node.literal} ${firstString($.text, node.start)}` : $.text.slice(node.start, node.end);
  if (isTemporal) return `${node.literal} ${JSON.stringify(node.value)}`;
  if (node.literal !== "string") return node.value;
  return node.form === "raw" ? `r"${node.value}"` : node.form === "triple" ? `"""${node.value}"""` : JSON.stringify(node.value);
}

/** A string with holes of a tree that was not parsed. */
export function template(parts: readonly string[], holes: readonly ExprNode[], $: Printer, open: string, close: string): Doc {
  const text = (part: string): string => (open === '"""' ? part : JSON.stringify(part).slice(1, -1)).replaceAll("{", "{{").replaceAll("}", "}}");
  // A row in a hole stands apart from the hole's braces: `{{` is a brace of the text.
  const hole = (node: ExprNode): string => layOut($.print(node), Infinity).replace(/^\{/, " {").replace(/\}$/, "} ");
  return concat(open, ...parts.flatMap((part, i) => [text(part), ...(holes[i] === undefined ? [] : ["{", hole(holes[i]), "}"])]), close);
}
