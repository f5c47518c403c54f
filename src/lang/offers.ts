/** What a module could import and does not: said where a name means nothing, and worked out only then. */
import type { More } from "./diagnostics/index.ts";
import { nameOf } from "./modules.ts";
import type { Declaration, ModuleScope, Offers, UnreadModule } from "./scope.ts";

type Offered = { readonly path: string; readonly module: string; readonly kind: Declaration["kind"] };

const CALLED = /^(?:#\w+\s+)*(macro(?=\s)|function)(?:\s+(?:table|expr|selector))?\s+([A-Za-z]\w*)/gm;

/** `packs`: the names of dependencies by what import paths call them. */
export function createOffers(declarations: ReadonlyMap<string, Declaration>, unread: readonly UnreadModule[], packs: Readonly<Record<string, string>>): Offers {
  const called = new Map(Object.entries(packs).map(([as, name]) => [name, as]));
  let offered: Map<string, Offered[]> | null = null;
  const find = (): Map<string, Offered[]> => {
    const found = new Map<string, Offered[]>();
    const add = (name: string, of: Offered): void => void found.set(name, [...(found.get(name) ?? []), of]);
    for (const declared of declarations.values()) {
      const [first = "", ...rest] = declared.module.split(".");
      const name = nameOf(declared).text;
      if (!name.startsWith("_")) add(name, { path: [called.get(first) ?? first, ...rest].join("/"), module: declared.module, kind: declared.kind });
    }
    for (const { path, text } of unread) for (const [, what, name] of text.matchAll(CALLED)) add(name as string, { path, module: "", kind: what as "macro" | "function" });
    return found;
  };
  return (name, kinds, into) => {
    if (into.module === "" || called.has(into.module.split(".")[0] as string)) return null;
    offered ??= find();
    return offered.get(name)?.find(({ kind, module }) => module !== into.module && kinds.includes(kind))?.path ?? null;
  };
}

/** The edit that imports a name: into the line that imports from there already, else behind the other imports. */
export function importing(name: string, path: string, { file, text }: ModuleScope): More {
  const lines = [...text.matchAll(/^(?:module\s+\S+|(?:import|export)\s*\{([^}]*)\}\s*from\s*"([^"]*)")/gm)];
  const same = lines.find(([line, , from]) => line.startsWith("import") && from === path);
  if (same !== undefined) {
    const at = same.index + same[0].indexOf("{") + 1 + (same[1] as string).trimEnd().replace(/,$/, "").length;
    return { edits: [{ file, start: at, end: at, text: `, ${name}` }] };
  }
  const line = `import { ${name} } from ${JSON.stringify(path)}`;
  const last = lines.at(-1);
  const at = last === undefined ? 0 : last.index + last[0].length;
  return { edits: [{ file, start: at, end: at, text: last === undefined ? `${line}\n` : `\n${line}` }] };
}
