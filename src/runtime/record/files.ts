/** Files that appear whole or not at all, and what goes wrong with files as diagnostics. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { diagnose, type Diagnostic, type Place } from "../../lang/diagnostics/index.ts";

/** Writes through a file beside it that takes its name when it is whole; false when the file held these bytes already. */
export function writeIfChanged(file: string, content: string | Uint8Array): boolean {
  const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (holds(file, bytes)) return false;
  writeAtomically(file, bytes);
  return true;
}

/** `durable`: on the disk when this returns, as far as the system can promise. */
export function writeAtomically(file: string, bytes: Uint8Array, durable = false): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = path.join(path.dirname(file), `.${path.basename(file).slice(0, 200)}.${process.pid}.tmp`);
  try {
    const handle = openSync(draft, "w");
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      if (durable) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  if (durable) syncFolder(path.dirname(file));
}

function holds(file: string, bytes: Buffer): boolean {
  try {
    return readFileSync(file).equals(bytes);
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

/** The same from what an engine says; null when it says something else. */
export function engineWriteProblem(message: string, shown: string, at: Place): Diagnostic | null {
  if (/No space left on device|File too large|Disk quota exceeded|could not allocate space|disk full/i.test(message)) return diagnose("target-full", { path: shown }, at);
  const problem = /Permission denied/i.test(message) ? "EACCES" : /Read-only file system|read-only mode/i.test(message) ? "EROFS" : /Is a directory/i.test(message) ? "EISDIR" : /Not a directory/i.test(message) ? "ENOTDIR" : null;
  return problem === null ? null : diagnose("target-not-writable", { path: shown, problem }, at);
}
