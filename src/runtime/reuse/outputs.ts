/** What is known of what a run has made, for the next one. */
import type { Input, ObjectState } from "../run/ledger.ts";
import { absolute, type Staged, type Work } from "../run/work.ts";
import { hashOf } from "../sources/file-memory.ts";
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
