/** What the engine puts on the disk because it does not fit into memory. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { RunInput } from "./work.ts";

type Profiled = { readonly profile: Pick<RunInput["profile"], "warehouse"> };

/** Where a run spills; null: nowhere, as there is no warehouse on the disk. */
export const spillFolder = ({ profile }: Profiled): string | null => (profile.warehouse === ":memory:" ? null : `${profile.warehouse}.spill`);

/** Looked at now and then, so that what was there for a moment alone is not seen. `most` is in bytes; null where nothing can spill. */
export function spillOf(input: Profiled): { readonly look: () => void; readonly most: () => number | null } {
  const folder = spillFolder(input);
  let most = 0;
  return {
    look: () => {
      if (folder !== null) most = Math.max(most, bytesIn(folder));
    },
    most: () => (folder === null ? null : most),
  };
}

/** Files come and go while they are counted. */
function bytesIn(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
  } catch {
    return 0;
  }
}
