/** Which files of dependencies are read: those that imports lead to. What nobody imports costs nothing, and its mistakes are its own pack's matter. */
import { meaning, nameOfFile } from "./modules.ts";
import type { ParsedFile, UnreadModule } from "./scope.ts";

export type UnreadFile = { readonly path: string; readonly text: string; readonly pack: NonNullable<ParsedFile["pack"]> };

export type Reached = { readonly files: readonly ParsedFile[]; readonly unread: readonly UnreadModule[] };

/** In the order in which they are met, and the rest. A path that names no module of a pack brings all of it in: what was meant is looked for among them. */
export function reachedFiles(own: readonly ParsedFile[], others: readonly UnreadFile[], packs: Readonly<Record<string, string>>, read: (file: UnreadFile) => ParsedFile): Reached {
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
  const called = new Map(Object.entries(packs).map(([as, name]) => [name, as]));
  const unread = others.flatMap((file): UnreadModule[] => {
    const as = called.get(file.pack.name);
    return as === undefined || reached.has(file.path) ? [] : [{ path: [as, ...nameOfFile(file, []).slice(file.pack.name.length + 1).split(".")].join("/"), text: file.text }];
  });
  return { files: [...reached.values()], unread };
}
