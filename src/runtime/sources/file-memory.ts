/**
 * What tells one state of a file from another, without reading it again each time. As git's index does: a file whose size, times and number are those of
 * before holds the bytes of before, unless it was changed at about the time it was looked at; where they differ, or may lie, the bytes are read.
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { writeIfChanged } from "../record/files.ts";
import { relative } from "./paths.ts";
import { stampOf } from "./stamp.ts";

/** `seen` is when it was looked at, in milliseconds since 1970. The other numbers are texts: nanoseconds fit no number. */
type Entry = { readonly stat: string; readonly size: number; readonly changed: number; readonly seen: number; readonly identity: string };
type Memory = { readonly format: 1; readonly files: Readonly<Record<string, Entry>> };

/** The clocks of file systems are this coarse, in milliseconds: a file that was changed later than that before it was looked at may change again unseen. */
const RACY = 2000;
/** Files up to this size are known by their bytes, others by what the file system says of them, until there is a reason to read them. */
const SMALL = 1 << 20;
/** Entries of files that no run has looked at for so long are dropped, in milliseconds. */
const KEPT = 90 * 24 * 3_600_000;
const BYTES = "sha256:";

export type FileMemory = {
  /** Equal for files of equal bytes, where `whole` is asked for; else equal only where the file is certainly the one that it was. Throws what the file system throws. */
  readonly identity: (file: string, whole?: boolean) => string;
  /** Keeps what was learnt. Throws what the file system throws. */
  readonly save: () => void;
};

/** `store`: where it is kept, which may be missing or damaged; `root`: the pack's folder, to which paths in it are relative. */
export function openFileMemory(store: string, root: string, now: () => number = Date.now): FileMemory {
  const files = new Map(Object.entries(read(store).files));
  const before = files.size;
  let learnt = false;
  return {
    identity: (file, whole = false) => {
      const name = relative(root, file);
      const known = files.get(name);
      const entry = look(file, whole, known, now());
      learnt ||= entry.identity !== known?.identity || entry.stat !== known.stat || (isRacy(known) && !isRacy(entry));
      files.set(name, entry);
      return entry.identity;
    },
    save: () => {
      const kept = [...files].filter(([, { seen }]) => seen > now() - KEPT).sort(([a], [b]) => (a < b ? -1 : 1));
      if (!learnt && kept.length === before) return;
      const memory: Memory = { format: 1, files: Object.fromEntries(kept) };
      writeIfChanged(store, `${JSON.stringify(memory)}\n`);
    },
  };
}

const isRacy = ({ changed, seen }: Entry): boolean => changed > seen - RACY;

function look(file: string, whole: boolean, known: Entry | undefined, now: number): Entry {
  const { text: stat, size, changed } = stampOf(file);
  const found = (identity: string): Entry => ({ stat, size, changed, seen: now, identity });
  const byBytes = known?.identity.startsWith(BYTES) === true;
  if (known !== undefined && known.stat === stat && !isRacy(known) && (byBytes || !whole)) return { ...known, seen: now };
  // Bytes that were known before say whether a file is the same though it was touched, copied or put back.
  if (whole || size <= SMALL || changed > now - RACY || (byBytes && known.size === size)) return found(hashOf(file));
  return found(`stat:${stat}`);
}

const BLOCK = 1 << 20;

/** Of a file's bytes. Throws what the file system throws. */
export function hashOf(file: string): string {
  const hash = createHash("sha256");
  const handle = openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(BLOCK);
    for (let count = readSync(handle, buffer); count > 0; count = readSync(handle, buffer)) hash.update(buffer.subarray(0, count));
  } finally {
    closeSync(handle);
  }
  return BYTES + hash.digest("hex");
}

/** What cannot be read is as good as nothing: files are looked at again. */
function read(store: string): Memory {
  try {
    const memory = JSON.parse(readFileSync(store, "utf8")) as Partial<Memory>;
    if (memory.format === 1 && typeof memory.files === "object" && memory.files !== null && Object.values(memory.files).every(isEntry)) return memory as Memory;
  } catch {
    // As if there were none.
  }
  return { format: 1, files: {} };
}

const isEntry = (entry: Partial<Entry> | null): boolean =>
  typeof entry?.stat === "string" && typeof entry.size === "number" && typeof entry.changed === "number" && typeof entry.seen === "number" && typeof entry.identity === "string";
