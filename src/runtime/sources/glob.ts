/** Files that a pattern names: `*` and `?` within a name, `[ab]`, `[a-z]`, `[!a]` one character, `**` any folders. */
import { readdirSync, statSync, type Dirent, type Stats } from "node:fs";
import path from "node:path";

const SPECIAL = /[*?[]/;

/**
 * Absolute paths, sorted by code units; a pattern without special characters is the file itself, if there is one. Throws what the file system throws
 * of a folder that cannot be read: what lies there is not known, and rows must not be missing without a word.
 */
export function glob(root: string, pattern: string): string[] {
  const absolute = path.isAbsolute(pattern);
  const steps = pattern.split("/").filter((step) => step !== "" && step !== ".");
  const found = new Set<string>();
  walk(absolute ? "/" : root, steps, found);
  return [...found].sort();
}

function walk(folder: string, steps: readonly string[], found: Set<string>): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  if (step === "**") {
    walk(folder, rest.length === 0 ? ["*"] : rest, found);
    // A link to a folder is not followed: it may lead back here.
    for (const { name, kind, link } of entries(folder)) if (kind === "folder" && !link && !name.startsWith(".")) walk(path.join(folder, name), steps, found);
    return;
  }
  if (!SPECIAL.test(step)) {
    const next = path.join(folder, step);
    if (rest.length > 0) walk(next, rest, found);
    else if (statSync(next, { throwIfNoEntry: false })?.isFile() === true) found.add(next);
    return;
  }
  const matches = nameMatcher(step);
  for (const { name, kind } of entries(folder)) {
    // As in a shell, a hidden name must be asked for.
    if (!matches(name) || (name.startsWith(".") && !step.startsWith("."))) continue;
    if (rest.length > 0 && kind === "folder") walk(path.join(folder, name), rest, found);
    else if (rest.length === 0 && kind === "file") found.add(path.join(folder, name));
  }
}

type Entry = { readonly name: string; readonly kind: "file" | "folder" | "other"; readonly link: boolean };

/** Links count as what they lead to. What is no folder, or is gone by now, has nothing in it. */
function entries(folder: string): Entry[] {
  return (ifThere<Dirent[]>(() => readdirSync(folder, { withFileTypes: true })) ?? []).map((entry) => {
    const of = entry.isSymbolicLink() ? ifThere<Stats>(() => statSync(path.join(folder, entry.name))) : entry;
    return { name: entry.name, kind: of?.isFile() === true ? "file" : of?.isDirectory() === true ? "folder" : "other", link: entry.isSymbolicLink() };
  });
}

const NOTHING_THERE = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

function ifThere<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (NOTHING_THERE.has((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}

function nameMatcher(pattern: string): (name: string) => boolean {
  const source = pattern.replaceAll(/\*+|\?|\[!?[^\]]+\]|[^*?[]+|\[/gu, (part) => {
    if (part.startsWith("*")) return ".*";
    if (part === "?") return ".";
    if (/^\[.+\]$/su.test(part)) return `[${part.slice(1, -1).replace(/^!/, "^").replaceAll("\\", "\\\\")}]`;
    return part.replaceAll(/[\\^$.|?*+()[\]{}]/g, "\\$&");
  });
  const expression = new RegExp(`^${source}$`, "su");
  return (name) => expression.test(name);
}
