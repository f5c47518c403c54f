/** What the file system says of a file, without reading it. */
import { statSync } from "node:fs";

/** `text`: another one wherever the file is another, or has been written to since: size, times and number. The last two cannot be set: a copy may have another file's size and time. `changed`: when, in milliseconds since 1970. */
export type Stamp = { readonly text: string; readonly size: number; readonly changed: number };

/** Throws what the file system throws. */
export function stampOf(file: string): Stamp {
  const { size, mtimeNs, ctimeNs, ino } = statSync(file, { bigint: true });
  return { text: [size, mtimeNs, ctimeNs, ino].join("."), size: Number(size), changed: Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n) };
}

/** Null where there is no such file. Throws what else the file system throws. */
export function stampOrNull(file: string): string | null {
  return statSync(file, { throwIfNoEntry: false }) === undefined ? null : stampOf(file).text;
}
