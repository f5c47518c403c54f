/** What tells one state of a source's files from another without reading them whole: path, size, number, times of change, and a Parquet file's footer. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { relative, type Located } from "./paths.ts";
import { stampOf } from "./stamp.ts";

/** A Parquet file ends in its footer, the footer's length (4 bytes, little end first) and `PAR1`. */
const TAIL = 8;
const FOOTER_MAX = 16 * 1024 * 1024;

/** Of all of them together, as lower hex; null where one is a table, which has nothing of the kind. Throws what the file system throws. */
export function fingerprint(located: readonly Located[], root: string): string | null {
  const hash = createHash("sha256");
  for (const { source, paths } of located) {
    if (source.provider.kind === "table") return null;
    hash.update(JSON.stringify([source.name, source.hash, source.provider]));
    for (const file of paths) {
      const { text, size } = stampOf(file);
      hash.update(JSON.stringify([relative(root, file), text]));
      if (source.provider.kind === "parquet") hash.update(footer(file, size));
    }
  }
  return hash.digest("hex");
}

function footer(file: string, size: number): Uint8Array {
  if (size < TAIL) return new Uint8Array();
  const handle = openSync(file, "r");
  try {
    const tail = Buffer.alloc(TAIL);
    readSync(handle, tail, 0, TAIL, size - TAIL);
    const length = Math.min(tail.readUInt32LE(0), size - TAIL, FOOTER_MAX);
    const bytes = Buffer.alloc(length);
    readSync(handle, bytes, 0, length, size - TAIL - length);
    return bytes;
  } finally {
    closeSync(handle);
  }
}
