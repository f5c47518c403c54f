/** Runs tests again whenever a file of the pack changes: those that the change reaches, and those that fail. */
import { existsSync, readdirSync, watch as watchFolder, type FSWatcher } from "node:fs";
import { join, resolve } from "node:path";
import { prepareTest, type Suite } from "../../compile/tests/index.ts";
import { hashRule } from "../../ir/hash.ts";
import type { BoundTest } from "../../lang/bind/tests.ts";
import { showDiagnostics } from "../pack-session.ts";
import { EXIT, flag, type Invocation } from "../spec.ts";
import { plural } from "../text.ts";
import { showVerdicts } from "./report.ts";
import { openTests, runTests, type TestSession, type Verdict } from "./session.ts";

/** Editors write a file in several steps. */
const QUIET_MS = 60;
const MATTERS = /\.(rule|csv|m?js)$|^rulepack\.json$/;
const BUILT: ReadonlySet<string> = new Set(["target", "node_modules", "dist"]);

/** Until it is interrupted. */
export async function watch(invocation: Invocation): Promise<number> {
  const { out } = invocation;
  const held = new Map<string, string>();
  const first = await round(invocation, held);
  if (first === null) return EXIT.usage;
  const changes = changesIn(first.folders, (problem) => out.note(`rulec: ${problem}`));
  const stop = (): void => changes.close();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    out.note("watching; Ctrl+C ends it");
    while (await changes.next()) await round(invocation, held);
    return EXIT.ok;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    changes.close();
  }
}

/** `held`: of tests that held, by their key, what they were made of. Null: what was asked for is nothing. */
async function round(invocation: Invocation, held: Map<string, string>): Promise<{ readonly folders: readonly string[] } | null> {
  const { out } = invocation;
  const session = await openTests(invocation, flag(invocation.options, "coverage"));
  if ("exit" in session) return null;
  if ("problems" in session) {
    showDiagnostics(invocation, session.problems, session.textOf);
    return { folders: [invocation.cwd] };
  }
  const { pack, suite, tests, textOf } = session;
  const made = new Map(tests.map((test) => [test, madeOf(test, session)]));
  const due = tests.filter((test) => made.get(test) === null || held.get(keyOf(test)) !== made.get(test));
  const began = performance.now();
  const verdicts: Verdict[] = [];
  await runTests({ suite, tests: due, textOf }, invocation, (verdict) => verdicts.push(verdict) > 0);
  held.clear();
  for (const test of tests) {
    const known = made.get(test);
    if (typeof known === "string" && verdicts.every((verdict) => verdict.test !== test || verdict.problems.length === 0)) held.set(keyOf(test), known);
  }
  const clock = new Date().toTimeString().slice(0, 8);
  if (due.length === 0) out.print(`${clock}  ${plural(tests.length, "test")}, none of them reached`);
  else {
    showVerdicts(out, verdicts, performance.now() - began, textOf);
    if (due.length < tests.length) out.print(out.paint.dim(`${clock}  ${plural(tests.length - due.length, "other test")} not reached, and fine`));
  }
  // What comes with rulec has no folder beside the pack, and does not change.
  return { folders: [pack.dir, ...pack.dependencies.map(({ path }) => resolve(pack.dir, path)).filter((folder) => existsSync(folder))] };
}

const keyOf = ({ title, whole: { file } }: BoundTest): string => `${file}\n${title}`;

/** What a test's verdict rests on: its own text, the files that it reads, what its rules mean. Null where it cannot be run. */
function madeOf(test: BoundTest, { suite, textOf, pack }: TestSession): string | null {
  const planned = prepareTest(test, suite);
  if ("problems" in planned) return null;
  const { plan: { rules, claims } } = planned;
  const { whole } = test;
  return JSON.stringify([
    (textOf(whole.file) ?? "").slice(whole.start, whole.end), test.givens.map(({ file }) => (file === null ? null : pack.readText(file))),
    hashesOf([...rules, ...claims], suite), [...suite.compiled.params].map(([name, { default: value }]) => [name, value]),
  ]);
}

const hashesOf = (rules: readonly Parameters<typeof hashRule>[0][], { prepared: { env } }: Suite): readonly string[] => rules.map((rule) => hashRule(rule, env.host));

type Changes = { /** Waits for one; false: there will be none. */ readonly next: () => Promise<boolean>; readonly close: () => void };

/** Folder by folder: a watcher of a tree loses files that editors put in each other's place (Node 20 on Linux). */
function changesIn(roots: readonly string[], problem: (text: string) => void): Changes {
  const state = { changed: false, closed: false };
  let wake: () => void = () => undefined;
  let timer: NodeJS.Timeout | null = null;
  const watchers = new Map<string, FSWatcher>();
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const touched = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      state.changed = true;
      wake();
    }, QUIET_MS);
  };
  const look = (): void => {
    for (const folder of roots.flatMap(foldersIn)) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watchFolder(folder, (_, name) => void ((name === null || MATTERS.test(name) || !name.includes(".")) && touched()));
        watcher.on("error", () => drop(folder));
        watchers.set(folder, watcher);
      } catch (error) {
        problem(`${folder} cannot be watched: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  look();
  return {
    close: () => {
      state.closed = true;
      if (timer !== null) clearTimeout(timer);
      for (const folder of watchers.keys()) drop(folder);
      wake();
    },
    next: async () => {
      while (!state.changed && !state.closed) await new Promise<void>((resolved) => void (wake = resolved));
      state.changed = false;
      // There may be new folders.
      if (!state.closed) look();
      return !state.closed;
    },
  };
}

/** With those that lie in it, but for what is built and hidden. */
function foldersIn(root: string): readonly string[] {
  const folders = [root];
  for (const folder of folders) {
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory() && !entry.name.startsWith(".") && !BUILT.has(entry.name)) folders.push(join(folder, entry.name));
    } catch {
      // It has gone meanwhile.
    }
  }
  return folders;
}
