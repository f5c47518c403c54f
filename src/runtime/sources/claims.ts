/** Which sources were verified in which state, so that a run looks at the same rows once. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeIfChanged } from "../record/files.ts";
import { RUN_PARAMS, type CompiledSource, type ParamValues } from "../plan-types.ts";
import { paramsOf } from "../reuse/key.ts";
import { namesParam } from "../sql-text.ts";

type Memory = { readonly format: 1; readonly sources: Readonly<Record<string, { readonly fingerprint: string; readonly claims: string }>> };
const EMPTY: Memory = { format: 1, sources: {} };

export type ClaimMemory = {
  readonly knows: (source: CompiledSource, fingerprint: string | null) => boolean;
  readonly learn: (source: CompiledSource, fingerprint: string | null) => void;
  /** Writes what was learned, once for all sources: the file names every one of them. Throws what the file system throws. */
  readonly save: () => void;
};

/** What cannot be read is as good as nothing: the sources are verified again. */
export function openClaimMemory(file: string, values: ParamValues): ClaimMemory {
  const known = new Map(Object.entries(read(file).sources));
  let changed = false;
  return {
    knows: (source, fingerprint) => fingerprint !== null && known.get(source.name)?.fingerprint === fingerprint && known.get(source.name)?.claims === claimsHash(source, values),
    learn: (source, fingerprint) => {
      if (fingerprint === null) return;
      known.set(source.name, { fingerprint, claims: claimsHash(source, values) });
      changed = true;
    },
    save: () => {
      if (!changed) return;
      const memory: Memory = { format: 1, sources: Object.fromEntries([...known].sort(([a], [b]) => (a < b ? -1 : 1))) };
      writeIfChanged(file, `${JSON.stringify(memory, null, 1)}\n`);
      changed = false;
    },
  };
}

/** Of the statements that verify the claims, and of the values in them: another claim, or another way to count it, is another verification. */
export const claimsHash = (source: Pick<CompiledSource, "claims" | "claimParams">, values: ParamValues): string =>
  createHash("sha256").update(JSON.stringify([
    source.claims.map(({ count, promises }) => [count.text, promises.map(({ kind, severity }) => [kind, severity])]), paramsOf({ params: source.claimParams }, values, new Set([RUN_PARAMS.runAt])),
  ])).digest("hex").slice(0, 16);

/** Whether the instant of a run decides if the claims hold: of `fresh`, and of checks that name `$run_at`. Nothing that was verified before says so. */
export const isOfTheInstant = ({ claimParams }: Pick<CompiledSource, "claimParams">, { count, promises }: CompiledSource["claims"][number]): boolean =>
  promises.some(({ kind }) => kind === "fresh") || claimParams.some(({ name, sqlName }) => name === RUN_PARAMS.runAt && namesParam(count.text, sqlName));

function read(file: string): Memory {
  try {
    const memory = JSON.parse(readFileSync(file, "utf8")) as Partial<Memory>;
    return memory.format === 1 && typeof memory.sources === "object" && memory.sources !== null ? (memory as Memory) : EMPTY;
  } catch {
    return EMPTY;
  }
}
