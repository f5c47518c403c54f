/** Whether files are still those that a run has found: rules that read them one after the other must read the same. */
import { statSync } from "node:fs";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { relative, type Located } from "./paths.ts";

/** What the file system says of a file: another one wherever the file is another, or has been written to since. */
export function stampOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "gone" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
}

/** The first file that has changed since it was located. Error: source-changed. */
export function changedSource(located: Iterable<Located>, root: string): Diagnostic | null {
  for (const { source, paths, stamps } of located) {
    for (const [i, file] of paths.entries()) {
      const now = stampOf(file);
      if (now !== stamps[i]) return diagnose("source-changed", { source: source.name, file: relative(root, file), gone: now === "gone" }, source.at);
    }
  }
  return null;
}
