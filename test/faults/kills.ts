/** One trial of the kill suite: a run that is killed, once or twice, and all that must be so after it. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import { cleanPack, cleanablePack, runPlan } from "../../src/runtime/index.ts";
import type { Point } from "./points.ts";
import { runOf, type Frozen } from "./run-of.ts";
import { leftovers, letTimePass, publishedState, untruths, type State } from "./state.ts";
import { compiledPack, makePack, writeEvents } from "./world.ts";

/** When a run is killed: at a point within it, or after a part of the time that a run takes. */
export type Kill = { readonly at: Point } | { readonly part: number };
/** One run for each kill, then one that is left alone. `looks`: whether somebody reads in between. */
export type Trial = { readonly kills: readonly Kill[]; readonly looks: boolean; readonly cleans: boolean; /** Whether the first run of all is among them. */ readonly fresh: boolean };
export type Verdict = { readonly problems: readonly string[]; /** How many of the runs were killed: the others had ended before. */ readonly killed: number; /** The versions that were published. */ readonly published: readonly number[] };

export type Suite = {
  /** The kinds of points of an undisturbed run, in their order. */
  readonly points: readonly string[];
  readonly run: (trial: Trial) => Promise<Verdict>;
  readonly close: () => void;
};

type Reference = { readonly folder: string; readonly state: State };

/** `child`: test/faults/child.ts, bundled. All happens in one folder, one trial after the other: views hold its path. */
export async function openSuite(child: string): Promise<Suite> {
  const home = mkdtempSync(join(tmpdir(), "rulec-kills-"));
  const pack = join(home, "pack.v8");
  const compiled = compiledPack(join(home, "compiled"));
  writeFileSync(pack, serialize(compiled));
  const references = new Map<string, Promise<Reference>>();
  /** What is published after undisturbed runs of these versions, made once. */
  const after = (versions: readonly number[]): Promise<Reference> => {
    const key = versions.join("-");
    const known = references.get(key) ?? makeReference({ home, compiled, after }, versions);
    references.set(key, known);
    return known;
  };
  putBack(home, (await after([1])).folder);
  writeEvents(packOf(home), 2);
  const counted = await childRun(child, pack, packOf(home), 2, null);
  if (counted.told === null || counted.told.status !== "published") throw new Error(`an undisturbed run failed: ${JSON.stringify(counted)}`);
  let trials = 0;
  const context: Context = { home, child, pack, compiled, after, ms: counted.ms };
  return {
    points: counted.told.passed,
    run: async (trial) => {
      const verdict = await judge(context, trial);
      if (verdict.problems.length > 0) {
        const kept = join(home, `wrong-${trials}`);
        cpSync(packOf(home), kept, { recursive: true, preserveTimestamps: true });
        verdict.problems.push(`folder: ${kept}`);
      }
      trials++;
      return verdict;
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

const packOf = (home: string): string => join(home, "pack");

function putBack(home: string, from: string): void {
  rmSync(packOf(home), { recursive: true, force: true });
  cpSync(from, packOf(home), { recursive: true, preserveTimestamps: true });
}

type Context = { readonly home: string; readonly child: string; readonly pack: string; readonly compiled: Frozen; readonly after: (versions: readonly number[]) => Promise<Reference>; readonly ms: number };

/** A trial may be under way: its folder makes room meanwhile. No versions: what is there before the first run. */
async function makeReference({ home, compiled, after }: Pick<Context, "home" | "compiled" | "after">, versions: readonly number[]): Promise<Reference> {
  const folder = join(home, `after-${versions.join("-")}`);
  const version = versions.at(-1);
  const before = version === undefined ? null : await after(versions.slice(0, -1));
  const [at, aside] = [packOf(home), join(home, "aside")];
  if (existsSync(at)) renameSync(at, aside);
  if (before === null) makePack(at);
  else putBack(home, before.folder);
  if (version !== undefined) {
    writeEvents(at, version);
    const { status, diagnostics } = await runPlan(runOf(compiled, at, version));
    if (status !== "published") throw new Error(`an undisturbed run failed: ${diagnostics.map(({ title }) => title).join(", ")}`);
  }
  const state = await publishedState(runOf(compiled, at, version ?? 0));
  renameSync(at, folder);
  if (existsSync(aside)) renameSync(aside, at);
  return { folder, state };
}

type Told = { readonly status: string; readonly diagnostics: readonly string[]; readonly passed: readonly string[] };

function childRun(child: string, pack: string, folder: string, version: number, kill: Kill | null, whole = 0): Promise<{ readonly signal: string | null; readonly told: Told | null; readonly stderr: string; readonly ms: number }> {
  const point = kill !== null && "at" in kill ? kill.at : null;
  const started = spawn(process.execPath, [child, pack, folder, String(version), JSON.stringify(point)], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr, began] = ["", "", 0];
  started.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  started.stdout.on("data", (text: Buffer) => {
    stdout += text.toString();
    if (began > 0 || !stdout.startsWith("begun\n")) return;
    began = performance.now();
    if (kill !== null && "part" in kill) setTimeout(() => started.kill("SIGKILL"), kill.part * whole);
  });
  return new Promise((done) => started.on("close", (_, signal) => {
    const last = stdout.trim().split("\n").at(-1) as string;
    done({ signal, told: signal === null && last.startsWith("{") ? (JSON.parse(last) as Told) : null, stderr, ms: performance.now() - began });
  }));
}

async function judge({ home, child, pack, compiled, after, ms }: Context, { kills, looks, cleans, fresh }: Trial): Promise<{ problems: string[]; killed: number; published: readonly number[] }> {
  const problems: string[] = [];
  let killed = 0;
  // All that may have been published so far: each killed run is in it or not.
  let possible: (readonly number[])[] = [fresh ? [] : [1]];
  putBack(home, (await after(possible[0] as readonly number[])).folder);
  const folder = packOf(home);
  const look = async (version: number): Promise<void> => {
    const state = await publishedState(runOf(compiled, folder, version));
    const matching: (readonly number[])[] = [];
    for (const versions of possible) if (same(state, (await after(versions)).state)) matching.push(versions);
    if (matching.length === 0) problems.push(`neither old nor new, but: ${difference(state, (await after(possible[0] as readonly number[])).state)}`);
    else possible = matching;
    problems.push(...(await untruths(runOf(compiled, folder, version))));
  };
  for (const [i, kill] of kills.entries()) {
    const version = i + 2;
    writeEvents(folder, version);
    const { signal, told, stderr } = await childRun(child, pack, folder, version, kill, ms);
    if (signal !== "SIGKILL" && told?.status !== "published") problems.push(`the run was not killed and ended in ${JSON.stringify(told?.diagnostics)} ${stderr}`);
    const ended = possible.map((versions) => [...versions, version]);
    possible = signal === "SIGKILL" ? [...possible, ...ended] : ended;
    if (signal === "SIGKILL") killed++;
    if (looks) await look(version);
    if (problems.length > 0) return { problems, killed, published: possible[0] ?? [] };
  }
  const last = kills.length + 2;
  letTimePass(runOf(compiled, folder, last));
  writeEvents(folder, last);
  const input = runOf(compiled, folder, last);
  const { status, diagnostics } = await runPlan(input);
  if (status !== "published" || diagnostics.length > 0) problems.push(`the next run ${status}: ${diagnostics.map(({ code, title }) => `${code}: ${title}`).join(", ")}`);
  possible = possible.map((versions) => [...versions, last]);
  await look(last);
  problems.push(...(await leftovers(input)).map((left) => `left behind: ${left}`));
  if (cleans && problems.length === 0) problems.push(...(await cleaned(input)));
  return { problems, killed, published: possible[0] ?? [] };
}

/** What `clean --warehouse` leaves of the pack. */
async function cleaned(input: ReturnType<typeof runOf>): Promise<string[]> {
  const what = await cleanablePack(input, true);
  if ("code" in what) return [`clean: ${what.title}`];
  const problem = await cleanPack(input, what);
  if (problem !== null) return [`clean: ${problem.title}`];
  mkdirSync(join(input.root, "target"), { recursive: true });
  const files = readdirSync(join(input.root, "target")).filter((name) => name !== "dev.duckdb").map((name) => `target/${name}`);
  return [...files, ...(await publishedState(input)), ...(await leftovers(input)), ...(await untruths(input))].map((left) => `clean leaves ${left}`);
}

const same = (a: State, b: State): boolean => a.length === b.length && a.every((line, i) => line === b[i]);

function difference(found: State, old: State): string {
  const there = new Set(old);
  const now = new Set(found);
  return [...found.filter((line) => !there.has(line)).map((line) => `+ ${line}`), ...old.filter((line) => !now.has(line)).map((line) => `- ${line}`)].join("\n");
}
