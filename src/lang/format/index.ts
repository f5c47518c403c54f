/** Tree to text: the one printer, for `fmt` and for trees that were made and not read. */
import { isSameTree } from "../ast/same.ts";
import type { AstKind, AstNode } from "../ast/walk.ts";
import type { FileNode } from "../ast/index.ts";
import { attachComments } from "../comments.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { parse } from "../parser/index.ts";
import { DECLARATIONS } from "./declarations.ts";
import { blankline, concat, fresh, hardline, layOut, type Doc } from "./doc.ts";
import { EXPRESSIONS } from "./expressions.ts";
import { leading, trailing, within, type Print, type Printer } from "./printer.ts";
import { STAGES } from "./stages.ts";

/** In cells; longer lines break where they can. */
export const WIDTH = 100;

const PRINTS: { readonly [K in AstKind]: Print<K> } = { ...DECLARATIONS, ...STAGES, ...EXPRESSIONS };

/** `text` is null where the file cannot be read as rules, and stays as it is. */
export type LaidOut = { readonly text: string | null; readonly diagnostics: readonly Diagnostic[] };

/** A file's text in the one layout, for whoever writes it over the old one. A text that would say something else is never given: that throws. */
export function formatText(path: string, text: string): LaidOut {
  const { ast, diagnostics } = parse(path, text);
  if (diagnostics.some(({ severity }) => severity === "error")) return { text: null, diagnostics };
  const laidOut = format(ast, text);
  if (laidOut !== text && !isSameTree(ast, parse(path, laidOut).ast)) throw new Error(`the layout of ${path} would change what it says`);
  return { text: laidOut, diagnostics };
}

/**
 * The text of a file in the one layout. Every comment is kept, and parsing the result gives the same tree but for places. `text` is what the tree was parsed
 * from: literals, names and the author's line breaks come from it. Without it (a tree that was made) literals are written anew.
 */
export function format(ast: FileNode, text: string): string {
  let done = formatOnce(ast, text);
  // A comment in an odd place (inside parentheses, before a `::`) can move to where it belongs, and only then show how its surroundings break.
  for (let round = 0; ast.comments.length > 0 && round < 4; round++) {
    const again = formatOnce(parse("", done).ast, done);
    if (again === done) break;
    done = again;
  }
  return done;
}

function formatOnce(ast: FileNode, text: string): string {
  const $: Printer = {
    text,
    comments: attachComments(ast, text),
    headEnd: ast.doc === null ? 0 : (ast.declarations[0]?.start ?? text.length),
    print: (node) => concat(text === "" ? docLines(node) : "", leading(node, $), $.bare(node)),
    bare: (node) => concat(within(node, $), printed(node, $), trailing(node, $)),
  };
  const laid = layOut($.print(ast), WIDTH).replace(/^\n+/, "");
  return laid === "" ? "" : `${laid}\n`;
}

/** The documentation of a node that was not read: of one that was, it stands among the comments. */
function docLines(node: AstNode): Doc {
  if (!("doc" in node) || node.doc === null) return "";
  const lines = node.doc.split("\n").flatMap((line) => [fresh, `--- ${line}`.trimEnd(), hardline]);
  return concat(...lines, ...(node.kind === "file" ? [blankline] : []));
}

const printed = (node: AstNode, $: Printer): Doc => (PRINTS[node.kind] as (node: AstNode, $: Printer) => Doc)(node, $);
