/** What the printers of all node families share: comments around nodes, groups in brackets, names and literals as their author wrote them. */
import type { AstBy, AstKind, AstNode } from "../ast/walk.ts";
import type { Comment, Name, Text } from "../ast/index.ts";
import type { Attached } from "../comments.ts";
import { KEYWORDS, isIdentifier } from "../tokens.ts";
import { blankline, brokenGroup, concat, filled, fresh, group, hardline, ifBroken, indent, line, softline, suffix, type Doc } from "./doc.ts";

/** `text` is what was parsed; empty for a tree that was not, whose nodes have no places. */
export type Printer = {
  readonly text: string;
  readonly comments: Attached;
  /** Documentation before this offset is the file's. */
  readonly headEnd: number;
  /** A node with its comments. */
  readonly print: (node: AstNode) => Doc;
  /** … without those before it. */
  readonly bare: (node: AstNode) => Doc;
};
export type Print<K extends AstKind> = (node: AstBy<K>, $: Printer) => Doc;
export type Prints<K extends AstKind> = { readonly [Kind in K]: Print<Kind> };

/**
 * A comment's text. Documentation that documents nothing (before a stage, inside an expression) becomes a plain comment, so that it cannot come to document
 * what it is set beside.
 */
const textOf = ({ text, isDoc, start }: Comment, documents: boolean, $: Printer): string => (isDoc && !documents && start >= $.headEnd ? text.slice(1) : text);
const documents = (node: AstNode): boolean => "doc" in node && node.doc !== null;

/** The comments before a node, each on its own line; of those only what `stands` says, if it is given. */
export function leading(node: AstNode, $: Printer, stands: (comment: Comment) => boolean = () => true, documented = documents(node)): Doc {
  const comments = $.comments.leading.get(node)?.filter(stands) ?? [];
  if (comments.length === 0) return "";
  const parts = comments.flatMap((comment, i) => [fresh, textOf(comment, documented, $), isItem(node) && isApart($, comment.end, comments[i + 1]?.start ?? node.start) ? blankline : hardline]);
  return concat(...parts);
}

/** The comments behind the opening bracket of a node. */
export const opening = (node: AstNode, $: Printer): Doc => concat(...($.comments.opening.get(node) ?? []).map((comment) => suffix(textOf(comment, false, $), false, false)));

/** Where code begins behind an offset: past white space and comments. */
export function codeBehind({ text }: Printer, offset: number): number {
  const [skipped = ""] = /^(?:\s|--[^\n\r]*)*/.exec(text.slice(offset)) ?? [];
  return offset + skipped.length;
}

export function trailing(node: AstNode, $: Printer): Doc {
  const comments = $.comments.trailing.get(node) ?? [];
  return concat(...comments.map((comment, i) =>
    waiting(comment, comment.ownLine || i > 0, isItem(node) && isApart($, comments[i - 1]?.end ?? node.end, comment.start), $)));
}

/** The comments among the first words of a node. */
export const within = (node: AstNode, $: Printer): Doc => concat(...($.comments.within.get(node) ?? []).map((comment, i) => waiting(comment, comment.ownLine || i > 0, false, $)));

const waiting = (comment: Comment, ownLine: boolean, blank: boolean, $: Printer): Doc => suffix(textOf(comment, false, $), ownLine, blank, $.comments.passed.get(comment) ?? 0);

/** Empty lines are kept between items (declarations, stages, entries); inside of them there are none. */
const INNER: ReadonlySet<AstKind> = new Set([
  "literal", "fstring", "ref", "param", "underscore", "selector", "field", "index", "call", "cast", "over", "unary", "binary", "is_null", "in", "between", "if", "case", "lambda", "list", "row",
  "sql", "frame", "spec", "type", "name", "tag", "text", "named", "values", "previous", "nested", "schema_body", "storage", "order", "sql_body", "param_node", "option", "check_key", "check_expr",
]);
const isItem = ({ kind }: AstNode): boolean => !INNER.has(kind);

/** Whether an empty line stands between two places of the text. */
const isApart = ($: Printer, from: number, to: number): boolean => /\n[ \t\r]*\n/.test($.text.slice(from, to));

const first = <T>(items: readonly T[] | undefined): T | undefined => items?.[0];
const startOf = ($: Printer, node: AstNode): number => Math.min(node.start, first<Comment>($.comments.leading.get(node))?.start ?? Infinity);
const endOf = ($: Printer, node: AstNode): number => Math.max(node.end, $.comments.trailing.get(node)?.at(-1)?.end ?? 0);
const between = ($: Printer, before: AstNode, behind: AstNode): string => $.text.slice(endOf($, before), startOf($, behind));

/** The author began a new line behind an opening bracket, or before the first `|>`: then what follows stays on lines of its own. */
export const opensLine = ($: Printer, from: number, node: AstNode | undefined): boolean => node !== undefined && $.text.slice(from, startOf($, node)).includes("\n");
export const breaksBetween = ($: Printer, before: AstNode, behind: AstNode): boolean => between($, before, behind).includes("\n");

/** A line break that keeps an empty line of the author's. */
export const keptBreak = ($: Printer, before: AstNode, behind: AstNode): Doc => (/\n[ \t\r]*\n/.test(between($, before, behind)) ? blankline : hardline);

type Brackets = { readonly open: string; readonly close: string; /** Behind the opening bracket when all is on one line. */ readonly space: boolean };
export const BRACES: Brackets = { open: "{", close: "}", space: true };
export const SQUARE: Brackets = { open: "[", close: "]", space: false };
export const ROUND: Brackets = { open: "(", close: ")", space: false };

/**
 * Items in the brackets of `node`. On one line where they fit and their author did not begin a new line; else broken: then items that stood on one line stay
 * together, and items that were all on one line get one each, or, if they are short (`packed`), as many a line as fit. With no `node` only the width decides.
 */
export function bracketed($: Printer, brackets: Brackets, node: AstNode | null, items: readonly AstNode[], packed = false): Doc {
  return bracketedDocs($, brackets, node, items, items.map($.print), packed);
}

export function bracketedDocs($: Printer, { open, close, space }: Brackets, node: AstNode | null, items: readonly AstNode[], docs: readonly Doc[], packed = false): Doc {
  if (items.length === 0) return concat(open, close);
  const edge = space ? line : softline;
  const opens = node !== null && $.text !== "" && opensLine($, bracketOf($, node.start, open, items[0] as AstNode), items[0]);
  const parts = docs.flatMap((doc, i) => (i === 0 ? [doc] : [",", next($, items[i - 1] as AstNode, items[i] as AstNode, doc, opens, packed)]));
  return (opens ? brokenGroup : group)(open, node === null ? "" : opening(node, $), indent(edge, ...parts), ifBroken(","), edge, close);
}

/** An item behind another, and what parts them. */
function next($: Printer, before: AstNode, behind: AstNode, doc: Doc, opens: boolean, packed: boolean): Doc {
  if (!opens) return packed ? filled(doc) : concat(line, doc);
  return breaksBetween($, before, behind) ? concat(keptBreak($, before, behind), doc) : filled(doc);
}

/** Behind the last opening bracket before the first item: what stands between is white space and comments. */
const bracketOf = ($: Printer, from: number, open: string, item: AstNode): number => {
  const at = $.text.slice(from, startOf($, item)).lastIndexOf(open);
  return at < 0 ? from : from + at;
};

/** As written, with its backticks; one that was not written gets them where it needs them. `anyWord`: where a reserved word is a name too. */
export function nameText({ text, start, end }: Name, $: Printer, anyWord = false): string {
  if ($.text !== "" && end > start) return $.text.slice(start, end);
  return isIdentifier(text) && (anyWord || !KEYWORDS.has(text)) ? text : `\`${text}\``;
}

/** A name before a colon or behind a dot: there any word is one. */
export const anyName = (name: Name, $: Printer): Doc => ($.text === "" ? nameText(name, $, true) : $.print(name));
export const keyed = (name: Name | null, value: Doc, $: Printer): Doc => (name === null ? value : concat(anyName(name, $), ": ", value));

export const stringText = ({ value, start, end }: Text, $: Printer): string => ($.text !== "" && end > start ? $.text.slice(start, end) : JSON.stringify(value));

/** The string literal that begins behind an offset, past comments. */
export function firstString(text: string, from: number): string {
  let start = from;
  while (start < text.length && text[start] !== '"') {
    if (text.startsWith("--", start)) start = text.indexOf("\n", start);
    start++;
  }
  if (text.startsWith('"""', start)) return text.slice(start, text.indexOf('"""', start + 3) + 3);
  return /^"(?:[^"\\\n\r]|\\[^\n\r])*"/.exec(text.slice(start, start + 100_000))?.[0] ?? '""';
}

/** `name = value`, the value on the next line where it does not fit. */
export const assigned = (head: Doc, value: Doc, hugs: boolean): Doc => (hugs ? concat(head, " = ", value) : group(head, " =", indent(line, value)));

/** Values whose own brackets break better than a line before them. */
export const HUGGING: ReadonlySet<AstKind> = new Set(["row", "list", "case", "sql", "lambda", "body", "literal", "ref"]);
