/** What a module offers to be called, as a person looks it up. */
import type { FunctionDecl, MacroDecl } from "./ast/index.ts";
import { parse } from "./parser/index.ts";

/** `signature`: name, parameters, what it gives; `doc`: lines of Markdown. */
export type Offered = { readonly name: string; readonly kind: "function" | "table macro" | "expression macro" | "selector macro"; readonly signature: string; readonly doc: string };

export function callablesIn(path: string, text: string): readonly Offered[] {
  return parse(path, text).ast.declarations.flatMap((decl): Offered[] => {
    if ((decl.kind !== "macro" && decl.kind !== "function") || decl.name.text.startsWith("_")) return [];
    const doc = (decl.doc ?? "").split("\n").map((line) => line.trim()).join("\n");
    return [{ name: decl.name.text, kind: decl.kind === "function" ? "function" : KINDS[decl.of], signature: signature(decl, text), doc }];
  });
}

const KINDS = { table: "table macro", expr: "expression macro", selector: "selector macro" } as const;

/** Up to its body, on one line. */
function signature({ name, params, returns }: MacroDecl | FunctionDecl, text: string): string {
  const written = (node: { readonly start: number; readonly end: number }): string => text.slice(node.start, node.end).replaceAll(/\s+/g, " ");
  return `${name.text}(${params.map(written).join(", ")})${returns === null ? "" : ` -> ${written(returns)}`}`;
}
