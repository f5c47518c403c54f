import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AST_FIELDS, astJson, children, descendants, type AstNode } from "../../src/lang/ast/walk.ts";
import { format } from "../../src/lang/format/index.ts";
import { file } from "./arbitrary.ts";
import { read } from "./support.ts";

/** All nodes that can be reached by any field, found without the table. */
function reachable(value: unknown, found: Set<unknown> = new Set()): Set<unknown> {
  if (typeof value !== "object" || value === null) return found;
  if ("kind" in value && value.kind !== "comment") found.add(value);
  for (const inner of Object.values(value)) reachable(inner, found);
  return found;
}

test("a walk reaches every node once, and parents hold their children", () => {
  fc.assert(
    fc.property(file, (made) => {
      const ast = read(format(made, ""));
      const nodes = [...descendants(ast)];
      expect(new Set(nodes)).toEqual(reachable(ast));
      expect(new Set(nodes).size).toBe(nodes.length);
      for (const node of nodes) for (const child of children(node)) expect(child.start >= node.start && child.end <= node.end, `${node.kind} > ${child.kind}`).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("children come in the order of the text", () => {
  const orders = (node: AstNode): number[] => children(node).map(({ start }) => start);
  fc.assert(
    fc.property(file, (made) => {
      for (const node of descendants(read(format(made, "")))) {
        if (node.kind === "file" || node.kind === "test") continue;
        expect(orders(node)).toEqual(orders(node).sort((a, b) => a - b));
      }
    }),
    { numRuns: 60 },
  );
});

test("the JSON form has every field of every node, in one order, and documentation once", () => {
  const text = "--- About.\n--- More.\nparam a: int64 = 1 -- one\nrule r unordered {\n  from t |> derive { --- doc\n    x: 1 }\n}\n";
  const ast = read(text);
  const json = astJson(ast) as { comments: { text: string }[]; declarations: Record<string, unknown>[] };
  expect(json.comments.map((comment) => comment.text)).toEqual(["-- one"]);
  expect(json.declarations[0]?.["doc"]).toBe("About.\nMore.");
  expect(JSON.stringify(astJson(read(text)))).toBe(JSON.stringify(json));
  const check = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(check);
    else if (typeof value === "object" && value !== null) {
      const kind = (value as { kind?: keyof typeof AST_FIELDS }).kind;
      if (kind !== undefined && kind in AST_FIELDS) expect(Object.keys(value)).toEqual(["kind", "start", "end", ...Object.keys(AST_FIELDS[kind])]);
      Object.values(value).forEach(check);
    }
  };
  check(json);
});
