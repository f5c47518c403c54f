/** Whether two trees say the same: all of them but their places and comments. */
import { AST_FIELDS, type AstNode } from "./walk.ts";

/** Deep trees do not deepen the stack. */
export function isSameTree(one: AstNode, other: AstNode): boolean {
  const waiting: [unknown, unknown][] = [[one, other]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [a, b] = pair;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
      if (a !== b) return false;
    } else if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) waiting.push([a[i], b[i]]);
    } else {
      const fields = fieldsOf(a);
      if (fields.length !== fieldsOf(b).length) return false;
      for (const field of fields) waiting.push([(a as Fields)[field], (b as Fields)[field]]);
    }
  }
  return true;
}

type Fields = Readonly<Record<string, unknown>>;

/** A node's kind and what it says; of a plain object that holds nodes, all. */
function fieldsOf(value: object): readonly string[] {
  const known = "kind" in value ? AST_FIELDS[value.kind as AstNode["kind"]] : undefined;
  return known === undefined ? Object.keys(value).filter((field) => field !== "start" && field !== "end") : ["kind", ...Object.keys(known).filter((field) => field !== "comments")];
}
