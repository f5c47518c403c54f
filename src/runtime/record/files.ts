/** Files that appear whole or not at all, and what goes wrong with files as diagnostics. */
import { accessSync, closeSync, constants, fchmodSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, readSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { diagnose, type Diagnostic, type Place } from "../../lang/diagnostics/index.ts";

/** Writes through a file beside it that takes its name when it is whole; false when the file held these bytes already. */
export function writeIfChanged(file: string, content: string | Uint8Array): boolean {
  const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (holds(file, bytes)) return false;
  writeAtomically(file, bytes);
  return true;
}

/** As much text as is turned into bytes at a time. */
const BLOCK = 1 << 20;

/** The same for a text in pieces, of which no more than a block is in memory. Each piece is asked for once. */
export function writePiecesIfChanged(file: string, pieces: Iterable<string>): boolean {
  const blocks = blocksOf(pieces);
  const first = blocks.next();
  const second = first.done === true ? first : blocks.next();
  if (second.done === true) return writeIfChanged(file, first.done === true ? "" : first.value);
  const before = openIfThere(file);
  try {
    let same = before !== null;
    let size = 0;
    const write = (handle: number): void => {
      for (let block: IteratorResult<Buffer, undefined> = first; block.done !== true; block = block === first ? second : blocks.next()) {
        same &&= before !== null && holdsAt(before, size, block.value);
        size += block.value.length;
        writeWhole(handle, block.value);
      }
    };
    return throughDraft(file, write, () => !(same && before !== null && fstatSync(before).size === size));
  } finally {
    if (before !== null) closeSync(before);
  }
}

function* blocksOf(pieces: Iterable<string>): Generator<Buffer, undefined> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < BLOCK) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

/** `durable`: on the disk when this returns, as far as the system can promise. */
export function writeAtomically(file: string, bytes: Uint8Array, durable = false): void {
  throughDraft(file, (handle) => {
    writeWhole(handle, bytes);
    if (durable) fsyncSync(handle);
  }, () => true);
  if (durable) syncFolder(path.dirname(file));
}

/** Writes over a file of a person's: it keeps its mode, a link stays one. Throws what the system says, also where the file itself may not be written. */
export function replaceText(file: string, text: string): void {
  const real = realpathSync(file);
  accessSync(real, constants.W_OK);
  const { mode } = statSync(real);
  throughDraft(real, (handle) => {
    fchmodSync(handle, mode);
    writeWhole(handle, Buffer.from(text));
  }, () => true);
}

/** What is written takes the file's name where it is wanted then, and goes otherwise; whether it did. */
function throughDraft(file: string, write: (handle: number) => void, wanted: () => boolean): boolean {
  const folder = path.dirname(file);
  makeFolder(folder);
  const draft = path.join(folder, `.${path.basename(file).slice(0, 200)}.${process.pid}.tmp`);
  try {
    const handle = openSync(draft, "w");
    try {
      write(handle);
    } finally {
      closeSync(handle);
    }
    const keeps = wanted();
    if (keeps) renameSync(draft, file);
    else rmSync(draft);
    return keeps;
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function writeWhole(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

function openIfThere(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch {
    return null;
  }
}

/** Whether these bytes stand in the file at an offset. */
function holdsAt(handle: number, offset: number, bytes: Buffer): boolean {
  const there = Buffer.allocUnsafe(bytes.length);
  try {
    return readSync(handle, there, 0, there.length, offset) === there.length && there.equals(bytes);
  } catch {
    return false;
  }
}

function holds(file: string, bytes: Buffer): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}

/**
 * Makes a folder and those above it. Node's own way asks a file system that refuses because there can be no such thing, as /proc does, again and again. Throws what the
 * file system throws.
 */
export function makeFolder(folder: string): void {
  const wanted: string[] = [];
  for (let at = path.resolve(folder); !isFolder(at) && at !== wanted.at(-1); at = path.dirname(at)) wanted.push(at);
  for (const one of wanted.reverse()) {
    try {
      mkdirSync(one);
    } catch (error) {
      // Another process may have made it in between.
      if (!isFolder(one)) throw error;
    }
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

export function syncFile(file: string): void {
  const handle = openSync(file, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A rename is on the disk once its folder is; some systems have no such call for folders, and need none. */
export function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EISDIR" && code !== "EPERM" && code !== "EINVAL" && code !== "EACCES") throw error;
  }
}

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

export const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).code === "string" && typeof (error as NodeJS.ErrnoException).syscall === "string";

/** `shown` is the path as people see it. Errors: target-full, target-not-writable. */
export function writeProblem(error: unknown, shown: string, at: Place): Diagnostic {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return FULL.has(code) ? diagnose("target-full", { path: shown }, at) : diagnose("target-not-writable", { path: shown, problem: code }, at);
}

/** What an engine says of a staged file (outputs.ts) that it may not write. */
const OUTSIDE = /^Cannot access (?:file|directory) "[^"]*\.rulec-[0-9a-z]{26}[^"]*" - file system operations are disabled by configuration/;

/** The same from what an engine says; null when it says something else. */
export function engineWriteProblem(message: string, shown: string, at: Place): Diagnostic | null {
  if (/No space left on device|File too large|Disk quota exceeded|could not allocate space|disk full/i.test(message)) return diagnose("target-full", { path: shown }, at);
  const problem = /File name too long/i.test(message) ? "ENAMETOOLONG" : OUTSIDE.test(message) ? "it lies outside of the pack's folder, through a link, where this policy writes nothing" : /Permission denied/i.test(message) ? "EACCES" : /Read-only file system|read-only mode/i.test(message) ? "EROFS" : /Is a directory/i.test(message) ? "EISDIR" : /Not a directory/i.test(message) ? "ENOTDIR" : null;
  return problem === null ? null : diagnose("target-not-writable", { path: shown, problem }, at);
}
