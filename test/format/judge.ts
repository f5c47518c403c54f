/** What must hold of every text that is laid out. */
import { isSameTree } from "../../src/lang/ast/same.ts";
import { format } from "../../src/lang/format/index.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { strayed } from "./beside.ts";

/** `problems` is empty where all holds: the tree is the same, nothing is left to do, comments are beside what they were beside. */
export type Judged = { readonly laidOut: string; readonly problems: readonly string[] };

/** Null where the text cannot be read. */
export function judge(text: string): Judged | null {
  const { ast, diagnostics } = parse("a.rule", text);
  if (diagnostics.some(({ severity }) => severity === "error")) return null;
  const laidOut = format(ast, text);
  const again = parse("a.rule", laidOut);
  const problems = [...strayed(text, laidOut)];
  if (again.diagnostics.length > diagnostics.length) problems.push(`no longer parses: ${again.diagnostics[0]?.title ?? ""}`);
  else if (!isSameTree(ast, again.ast)) problems.push("says something else");
  else if (format(again.ast, laidOut) !== laidOut) problems.push("is laid out otherwise the second time");
  if (/[ \t]$/m.test(laidOut) && !laidOut.includes('"""')) problems.push("has white space at the end of a line");
  return { laidOut, problems };
}
