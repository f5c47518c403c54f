/**
 * One run at a time on one warehouse. The lock is a file that says who holds it; a lock whose process is gone is taken over. The
 * database's own lock stands behind it, so the worst that a race over a stale file can do is one more refusal.
 */
import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { makeFolder } from "../record/files.ts";
import { setTimeout as sleep } from "node:timers/promises";

/** `started` is when the process began, in the system's own words: process ids are used again, the pair is not. */
export type Holder = { readonly format: 1; readonly pid: number; readonly host: string; readonly started: string; readonly run: string; readonly since: string };
export type Lock = { readonly release: () => void; /** The holder that had died, where the lock was taken over. */ readonly stale: Holder | null };
export type Acquired = { readonly ok: true; readonly lock: Lock } | { readonly ok: false; readonly holder: Holder | null; readonly waited: number };

const POLL_MS = 100;

/** This process. */
export const holderOf = (run: string): Holder => ({ format: 1, pid: process.pid, host: hostname(), started: startOf(process.pid) ?? "", run, since: new Date().toISOString() });

/**
 * Waits up to `wait` milliseconds. `onWaiting` is told once who holds the lock. Throws what the file system throws when the lock
 * cannot be written.
 */
export async function acquireLock(file: string, run: string, wait: number, onWaiting: (holder: Holder | null) => void, signal?: AbortSignal): Promise<Acquired> {
  const mine = holderOf(run);
  makeFolder(path.dirname(file));
  const began = performance.now();
  let stale: Holder | null = null;
  let told = false;
  for (;;) {
    if (put(file, mine)) {
      sweep(file);
      return { ok: true, lock: { release: () => release(file, mine), stale } };
    }
    const holder = readHolder(file);
    if (holder === null ? isTorn(file) : isDead(holder)) {
      if (takeAway(file, holder)) stale = holder;
      continue;
    }
    const waited = performance.now() - began;
    if (waited >= wait || signal?.aborted === true) return { ok: false, holder, waited: Math.round(waited / 1000) };
    if (!told) onWaiting(holder);
    told = true;
    await sleep(POLL_MS);
  }
}

/** The whole file appears at once: a link to a finished one is made, or not. False when there is one already. */
function put(file: string, holder: Holder): boolean {
  const draft = `${file}.${process.pid}.${holder.run}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // Some file systems have no links: creating the file exclusively is as good, but for the moment before it is written.
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS" && code !== "EOPNOTSUPP") throw error;
    return putExclusively(file, holder);
  } finally {
    rmSync(draft, { force: true });
  }
}

function putExclusively(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Null when there is no lock, or it cannot be read. */
export function readHolder(file: string): Holder | null {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    return typeof holder.pid === "number" && typeof holder.host === "string" ? (holder as Holder) : null;
  } catch {
    return null;
  }
}

/** A lock that nobody finished writing, as a machine leaves it that lost its power. */
const isTorn = (file: string): boolean => age(file) > 10_000;

const age = (file: string): number => Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

/** Drafts of locks whose process was killed while it made them. */
function sweep(file: string): void {
  for (const name of readdirSync(path.dirname(file))) {
    const draft = path.join(path.dirname(file), name);
    if (name.startsWith(`${path.basename(file)}.`) && age(draft) > 60_000) rmSync(draft, { force: true });
  }
}

/** Another machine's process cannot be seen from here, and counts as alive. */
export function isDead(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const started = startOf(holder.pid);
  return started !== null && holder.started !== "" && started !== holder.started;
}

/** Renaming picks one of several that saw the same dead holder; who finds a living one in its hand puts it back. */
function takeAway(file: string, dead: Holder | null): boolean {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return false;
  }
  const found = readHolder(aside);
  if (found !== null && found.run !== dead?.run) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process has the lock by now; the database's own lock decides.
    }
  }
  rmSync(aside, { force: true });
  return true;
}

function release(file: string, mine: Holder): void {
  if (readHolder(file)?.run === mine.run) rmSync(file, { force: true });
}

export const describeHolder = (holder: Holder | null): string =>
  holder === null ? "another process" : `process ${holder.pid}${holder.host === hostname() ? "" : ` on ${holder.host}`}, run ${holder.run} since ${holder.since}`;

/** When a process began, with the boot that it belongs to; null where the system does not say. */
function startOf(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      // The second field is the program's name in parentheses, which may hold spaces; the 22nd is the start, in ticks since the boot.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${ticks}`;
    }
    if (process.platform === "win32") return null;
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], env: { LC_ALL: "C", TZ: "UTC" } }).trim() || null;
  } catch {
    return null;
  }
}
