/** Whether files are still those that a run has found: rules that read them one after the other must read the same. */
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { relative, type Located } from "./paths.ts";
import { stampOrNull } from "./stamp.ts";

/** The first file that has changed since it was located. Error: source-changed. */
export function changedSource(located: Iterable<Located>, root: string): Diagnostic | null {
  for (const { source, paths, stamps } of located) {
    for (const [i, file] of paths.entries()) {
      const now = stampOrNull(file);
      if (now !== stamps[i]) return diagnose("source-changed", { source: source.name, file: relative(root, file), gone: now === null }, source.at);
    }
  }
  return null;
}
