/** What a source's rows are known by: its declaration, and which files it has in which state. */
import { claimsHash } from "../sources/claims.ts";
import type { FileMemory } from "../sources/file-memory.ts";
import type { ParamValues } from "../plan-types.ts";
import { relative, type Located } from "../sources/paths.ts";
import type { Ledger } from "../run/ledger.ts";
import { digest } from "./key.ts";
import { because, type Reason } from "./reason.ts";

/** States of files by their path in the pack. `fingerprint` is of these and of what the source is declared to be. */
export type SourceState = { readonly fingerprint: string; readonly declared: string; readonly files: Readonly<Record<string, string>> };

/** Null for a table: nobody knows what became of it. Throws what the file system throws. */
export function stateOf({ source, paths }: Located, memory: FileMemory, root: string, values: ParamValues): SourceState | null {
  if (source.provider.kind === "table") return null;
  const columns = source.columns.map(({ name, sqlType, nullable }) => [name, sqlType, nullable]);
  const declared = digest(JSON.stringify([columns, source.provider, claimsHash(source, values), source.trusted]));
  const files = Object.fromEntries(paths.map((file) => [relative(root, file), memory.identity(file)]));
  return { fingerprint: digest(JSON.stringify([declared, files])), declared, files };
}

/** More than this is not kept to name what is new. */
const MOST_FILES = 20_000;

export const keptState = ({ declared, files }: SourceState): string => JSON.stringify({ declared, files: Object.keys(files).length > MOST_FILES ? null : files });

/** How a source differs from what it was when a result was made of it. */
export async function differencesOf(ledger: Pick<Ledger, "inputs">, pack: string): Promise<(name: string, before: string, now: SourceState) => Reason> {
  const known = new Map((await ledger.inputs(pack)).map(({ source, fingerprint, files }) => [`${source}\n${fingerprint}`, files]));
  return (name, before, now) => {
    const was = read(known.get(`${name}\n${before}`));
    if (was?.files === undefined || was.files === null || was.declared !== now.declared) return because("source-changed", [name]);
    const [old, current] = [was.files, now.files];
    const added = Object.keys(current).filter((file) => old[file] === undefined);
    const gone = Object.keys(old).filter((file) => current[file] === undefined);
    if (added.length > 0) return because("file-new", added);
    return gone.length > 0 ? because("file-gone", gone) : because("file-changed", Object.keys(current).filter((file) => old[file] !== current[file]));
  };
}

type Kept = { readonly declared?: string; readonly files?: Readonly<Record<string, string>> | null };

function read(text: string | undefined): Kept | null {
  try {
    return text === undefined ? null : (JSON.parse(text) as Kept);
  } catch {
    return null;
  }
}
