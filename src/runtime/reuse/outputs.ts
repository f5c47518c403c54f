/** What is known of what a run has made, for the next one. */
import { isFileError } from "../record/files.ts";
import type { Input, ObjectState } from "../run/ledger.ts";
import { outputFile } from "../run/outputs.ts";
import { absolute, type Staged, type Work } from "../run/work.ts";
import { hashOf, type FileMemory } from "../sources/file-memory.ts";
import { fingerprintOf } from "./damage.ts";
import { keptState } from "./fingerprints.ts";

/** For the ledger's row of an object. Throws what the file system throws. */
export function madeOf(work: Work, { rule, file }: Pick<Staged, "rule" | "file">): Pick<ObjectState, "key" | "fingerprint"> {
  return { key: work.decisions.of.get(rule.name)?.key ?? null, fingerprint: file === null ? null : (work.fingerprint ?? fingerprintOf)(absolute(work, file.from), hashOf) };
}

/** The states of the sources that this run's results are made of. */
export function inputsOf(work: Work): Input[] {
  const used = new Map<string, Input>();
  for (const { rule } of work.staged.values()) {
    if ((work.decisions.of.get(rule.name)?.key ?? null) === null) continue;
    for (const { of, sqlName } of rule.reads) {
      const state = of.kind === "source" ? work.decisions.sources.get(of.name) : undefined;
      if (state !== undefined) used.set(sqlName, { source: sqlName, fingerprint: state.fingerprint, files: keptState(state) });
    }
  }
  return [...used.values()];
}

/** Files that a run has just written are known by their bytes from now on, so that the next run need not read them. */
export function rememberOutputs(work: Work, files: FileMemory): void {
  try {
    for (const { rule } of work.staged.values()) {
      const file = outputFile(rule);
      if (file !== null) fingerprintOf(absolute(work, file), (one) => files.identity(one, true));
    }
    files.save();
  } catch (error) {
    // Somebody has taken a file already: the next run finds that out.
    if (!isFileError(error)) throw error;
  }
}
