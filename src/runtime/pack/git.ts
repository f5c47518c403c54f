/** A pack as it was at a commit: its rule files, and those of packs beside it in the repository, in a folder of their own. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { MANIFEST_FILE } from "../../lang/pack.ts";

export type Problem = { readonly problem: string };
/** `dir`: the pack's folder; `remove` takes all of it away. */
export type Checkout = { readonly dir: string; readonly remove: () => void };

const FIRST_LINE = /^(?:fatal|error): (.*)$/m;

/** What git prints; a problem says `git:REF` first. */
export function gitOutput(root: string, ref: string, args: readonly string[], input?: string): Buffer | Problem {
  const { error, status, stdout, stderr } = spawnSync("git", ["-C", root, "--no-optional-locks", ...args], { maxBuffer: 1 << 28, ...(input === undefined ? {} : { input }) });
  if (error !== undefined) return { problem: `git:${ref} needs git, which could not be started: ${(error as NodeJS.ErrnoException).code ?? error.message}` };
  if (status !== 0) return { problem: `git:${ref}: ${FIRST_LINE.exec(stderr.toString())?.[1] ?? `git ended with ${String(status)}`}` };
  return stdout;
}

/** What begins with a dash would be an option. */
export const refProblem = (ref: string): Problem | null => (ref === "" || ref.startsWith("-") ? { problem: `git:${ref} names no commit; write git:main or git:HEAD~1` } : null);

export function checkoutAt(root: string, ref: string): Checkout | Problem {
  const wrong = refProblem(ref);
  if (wrong !== null) return wrong;
  const prefix = gitOutput(root, ref, ["rev-parse", "--show-prefix"]);
  if ("problem" in prefix) return prefix;
  const folder = prefix.toString().trim();
  const listed = gitOutput(root, ref, ["ls-tree", "-r", "-z", "--full-tree", ref]);
  if ("problem" in listed) return listed;
  const entries = listed.toString().split("\0").flatMap((line) => {
    const [, mode, object, path] = /^(\d+) blob ([0-9a-f]+)\t([^]*)$/.exec(line) ?? [];
    // A link is no file: what it leads to may be anywhere.
    return mode === undefined || mode === "120000" ? [] : [{ object: object as string, path: path as string }];
  });
  if (!entries.some(({ path }) => path === `${folder}${MANIFEST_FILE}`)) return { problem: `git:${ref} has no ${folder}${MANIFEST_FILE}` };
  const wanted = entries.filter(wantedOf(entries.map(({ path }) => path)));
  const contents = gitOutput(root, ref, ["cat-file", "--batch"], wanted.map(({ object }) => `${object}\n`).join(""));
  return "problem" in contents ? contents : written(wanted.map(({ path }) => path), contents, folder);
}

/** Manifests and rules everywhere, as a pack may import from others of the repository; code that functions may name only below a pack's folder. */
function wantedOf(paths: readonly string[]): (entry: { readonly path: string }) => boolean {
  const packs = paths.filter((path) => posix.basename(path) === MANIFEST_FILE).map((path) => path.slice(0, -MANIFEST_FILE.length));
  return ({ path }) => posix.basename(path) === MANIFEST_FILE || path.endsWith(".rule") || (/\.m?js$/.test(path) && !path.includes("node_modules/") && packs.some((pack) => path.startsWith(pack)));
}

/** `contents`: of `git cat-file --batch`, a line of three words before each, a newline behind. */
function written(paths: readonly string[], contents: Buffer, folder: string): Checkout {
  const dir = mkdtempSync(join(tmpdir(), "rulec-diff-"));
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  let at = 0;
  for (const path of paths) {
    const end = contents.indexOf("\n", at);
    const size = Number(contents.toString("latin1", at, end).split(" ")[2]);
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), contents.subarray(end + 1, end + 1 + size));
    at = end + size + 2;
  }
  return { dir: join(dir, folder), remove };
}
