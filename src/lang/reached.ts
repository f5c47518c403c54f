/** Which files of dependencies are read: those that imports lead to. What nobody imports costs nothing, and its mistakes are its own pack's matter. */
import { meaning, nameOfFile } from "./modules.ts";
import type { ParsedFile } from "./scope.ts";

export type UnreadFile = { readonly path: string; readonly text: string; readonly pack: NonNullable<ParsedFile["pack"]> };

/** In the order in which they are met. A path that names no module of a pack brings all of it in: what was meant is looked for among them. */
export function reachedFiles(own: readonly ParsedFile[], others: readonly UnreadFile[], packs: Readonly<Record<string, string>>, read: (file: UnreadFile) => ParsedFile): readonly ParsedFile[] {
  const [byModule, byPack] = [new Map<string, UnreadFile>(), new Map<string, UnreadFile[]>()];
  for (const file of others) {
    byModule.set(nameOfFile(file, []), file);
    const same = byPack.get(file.pack.name);
    if (same === undefined) byPack.set(file.pack.name, [file]);
    else same.push(file);
  }
  const reached = new Map<string, ParsedFile>();
  const pending = [...own];
  // Grows while it is walked.
  for (const { path, pack, ast } of pending) {
    const into = { name: pack === undefined ? "" : nameOfFile({ path, pack }, []), pack: pack?.name ?? null };
    for (const decl of ast.declarations) {
      if (decl.kind !== "import" && decl.kind !== "export") continue;
      const wanted = meaning(decl.path.value, into, pack === undefined ? packs : pack.packs);
      if (wanted.pack === null) continue;
      const found = byModule.get(wanted.name);
      for (const file of found === undefined ? (byPack.get(wanted.pack) ?? []) : [found]) {
        if (reached.has(file.path)) continue;
        const parsed = read(file);
        reached.set(file.path, parsed);
        pending.push(parsed);
      }
    }
  }
  return [...reached.values()];
}
