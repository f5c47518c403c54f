/** The program as a user starts it: the bundle in dist/, in a process of its own. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, readdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect } from "vitest";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const program = join(root, "dist/rulec.js");
const BUNDLED = ["src", "grammar/schemas", "scripts", "package.json"];

const newest = (path: string): number => {
  const stat = statSync(join(root, path));
  return stat.isDirectory() ? Math.max(...readdirSync(join(root, path)).map((name) => newest(join(path, name)))) : stat.mtimeMs;
};
const isCurrent = (): boolean => (statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= Math.max(...BUNDLED.map(newest));

/** Bundles where the bundle is older than what it is made of. Test files run beside each other, so one builds and the others wait. */
export function useBuilt(): void {
  beforeAll(async () => {
    const lock = join(root, "node_modules/.cache/rulec-tests/build.lock");
    mkdirSync(dirname(lock), { recursive: true });
    for (let waited = 0; !isCurrent(); waited += 50) {
      if (taken(lock)) {
        const { status, stderr } = spawnSync(process.execPath, [join(root, "scripts/build.mjs")], { encoding: "utf8" });
        rmdirSync(lock);
        if (status !== 0) throw new Error(stderr);
        return;
      }
      // Whoever held it may have been killed.
      if (waited > 20_000) rmdirSync(lock);
      await new Promise((done) => setTimeout(done, 50));
    }
  });
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

export type Ended = { readonly exit: number | null; readonly signal: NodeJS.Signals | null; readonly stdout: string; readonly stderr: string };
export type Start = { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly uid?: number };

/** Nothing of the tests' own surroundings: no colour, no terminal, no CI. */
export const surroundings = (env: Start["env"]): NodeJS.ProcessEnv => ({ PATH: process.env["PATH"], HOME: process.env["HOME"], ...env });

/** Whatever happens, a user never meets a stack trace. */
export function expectNoTrace({ stdout, stderr }: Pick<Ended, "stdout" | "stderr">): void {
  expect(`${stdout}\n${stderr}`).not.toMatch(/^ {4}at |\bnode:internal\b|UnhandledPromise/m);
}

export function rulec(args: readonly string[], { cwd = root, env, input, uid }: Start = {}): Ended {
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], {
    cwd, encoding: "utf8", env: surroundings(env), input: input ?? "", maxBuffer: 1 << 26, ...(uid === undefined ? {} : { uid }),
  });
  if (error !== undefined) throw error;
  expectNoTrace({ stdout, stderr });
  return { exit: status, signal, stdout, stderr };
}

/** The document that `--json` prints, and nothing else. */
export function rulecJson(args: readonly string[], start: Start = {}): { readonly exit: number | null; readonly document: unknown } {
  const { exit, stdout } = rulec([...args, "--json"], start);
  return { exit, document: JSON.parse(stdout) as unknown };
}

/** Started and left running. `said`: what it has printed so far; `ended` waits for it. */
export function startRulec(args: readonly string[], { cwd = root, env }: Start = {}): { readonly child: ChildProcess; readonly said: () => string; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: surroundings(env), stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((done) => child.on("close", (exit, signal) => {
    expectNoTrace({ stdout, stderr });
    done({ exit, signal, stdout, stderr });
  }));
  return { child, said: () => stdout + stderr, ended };
}

/** Every file below a folder with its bytes, by relative path. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}
