import type { Node } from "oxc-parser";

/**
 * The names under which a module exports what it declares, by local name: `export { a as b }`, `export default a`, `export = a`.
 * Where one name is exported several times the first counts. A declaration that says `export` itself is not in here.
 */
export function exportedNames(program: Node): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const add = (local: string, exported: string): void => {
    if (!names.has(local)) names.set(local, exported);
  };
  for (const statement of program.type === "Program" ? program.body : []) {
    if (statement.type === "ExportNamedDeclaration" && statement.source === null) {
      for (const { local, exported } of statement.specifiers) if (local.type === "Identifier") add(local.name, exportName(exported));
    } else if (statement.type === "ExportDefaultDeclaration" && statement.declaration.type === "Identifier") {
      add(statement.declaration.name, "default");
    } else if (statement.type === "TSExportAssignment" && statement.expression.type === "Identifier") {
      add(statement.expression.name, "export=");
    }
  }
  return names;
}

/** An export's name is an identifier or, rarely, a string. */
export function exportName(node: Node): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : "";
}

/** How the statements around a declaration export it: its own name, `default`, or not; `ancestors` from the program down. */
export function directExport(ancestors: readonly Node[], name: string | null): string | null {
  const [program, statement, ...rest] = ancestors;
  const atTop = program?.type === "Program" && rest.every((node) => node.type === "VariableDeclaration");
  if (!atTop || statement === undefined) return null;
  if (statement.type === "ExportDefaultDeclaration") return "default";
  return statement.type === "ExportNamedDeclaration" ? name : null;
}

/** Whether a declaration stands at the top of its file, where `export { name }` can mean it. */
export function atTopLevel(ancestors: readonly Node[]): boolean {
  const wrappers = ["VariableDeclaration", "ExportNamedDeclaration", "ExportDefaultDeclaration"];
  return ancestors[0]?.type === "Program" && ancestors.slice(1).every((node) => wrappers.includes(node.type));
}
