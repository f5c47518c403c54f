/** The program on a small, a read-only, a crowded machine: in a user and mount namespace of its own, or under a shell's limits. Nothing of it is left when it ends. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { expectNoTrace, program, surroundings, type Ended } from "../support/cli.ts";

/** Runs a shell's text with `$0` the program's node and `$@` the program and its arguments. */
function shell(command: readonly string[], text: string, args: readonly string[], folder: string): Ended {
  const { status, signal, stdout, stderr } = spawnSync(command[0] as string, [...command.slice(1), "bash", "-c", text, process.execPath, program, ...args], { cwd: folder, env: { ...surroundings(undefined), PACK: folder }, encoding: "utf8", maxBuffer: 1 << 26 });
  expectNoTrace({ stdout, stderr });
  return { exit: status, signal, stdout, stderr };
}

const NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"];

/** Null, or what the kernel says when no such namespace can be made. */
export function namespaceProblem(): string | null {
  const { status, stderr, error } = spawnSync(NAMESPACE[0] as string, [...NAMESPACE.slice(1), "true"], { encoding: "utf8" });
  return status === 0 ? null : `this machine makes no user and mount namespace: ${stderr || String(error)}`;
}

/** The folder is a file system in memory of so much space, into which the pack is copied before and from which it is copied back after, whole. */
export function onDisk(folder: string, size: string, args: readonly string[]): Ended {
  const text = 'm=$(mktemp -d) && mount -t tmpfs -o size="$SIZE" tmpfs "$m" && cp -a "$PACK/." "$m/" && cd "$m" && { "$0" "$@"; e=$?; cd /; find "$PACK" -mindepth 1 -delete; cp -a "$m/." "$PACK/"; umount "$m"; rmdir "$m"; exit $e; }';
  return shell([...NAMESPACE, "env", `SIZE=${size}`], text, args, folder);
}

/** A folder of the pack's, or all of it, is mounted so that nothing can be written there, whoever asks. */
export function readOnly(folder: string, part: string, args: readonly string[]): Ended {
  mkdirSync(`${folder}/${part}`, { recursive: true });
  return shell([...NAMESPACE, "env", `PART=${part}`], 'mount --bind "$PACK/$PART" "$PACK/$PART" && mount -o remount,bind,ro "$PACK/$PART" && cd "$PACK" && exec "$0" "$@"', args, folder);
}

export const withFiles = (folder: string, files: number, args: readonly string[]): Ended => shell(["env"], `ulimit -n ${files}; exec "$0" "$@"`, args, folder);
