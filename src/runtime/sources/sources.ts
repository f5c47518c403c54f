/** The sources of one run: where their files are, whether they are what they say, and whether their rows keep what is claimed of them. */
import type { RuleName } from "../../ir/id.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { EngineError, type Session } from "../engine.ts";
import { isFileError } from "../record/files.ts";
import { tenth, type Results } from "../record/results.ts";
import type { CompiledRule, CompiledSource, SqlText } from "../plan-types.ts";
import { engineDiagnostic } from "../run/engine-diagnostic.ts";
import { verifyScan, type Verification } from "../run/verify.ts";
import { definitionOf, withoutPaths, type RunInput, type Work } from "../run/work.ts";
import { identifier } from "../sql-text.ts";
import { checkSource } from "./check.ts";
import { isOfTheInstant, openClaimMemory } from "./claims.ts";
import { fingerprint } from "./fingerprint.ts";
import { locate, relative, type Located } from "./paths.ts";
import { readError } from "./read-errors.ts";

type Setting = { readonly session: Session; readonly input: RunInput; readonly results: Results; /** Whether what holds is written down, so that it is not verified again. */ readonly remembers: boolean };
export type Sources = {
  /** Filled by `locate`. */
  readonly located: ReadonlyMap<RuleName, Located>;
  /** Finds the files of all sources; what is wrong is told by `check`. Once, before anything else. */
  readonly locate: () => void;
  /** What `locate` has not found. */
  readonly missing: (used?: ReadonlySet<RuleName>) => Diagnostic[];
  /** Files that are missing, schemas that differ: of all sources that are used, before any row is. */
  readonly check: (used?: ReadonlySet<RuleName>) => Promise<Diagnostic[]>;
  /** Verifies the claims of a source, once; `write` takes the line for the record. */
  readonly verify: (work: Work, source: RuleName, write?: Results["write"]) => Promise<readonly Diagnostic[]>;
  /** Verifies the claims of what a rule reads that were not verified yet. */
  readonly verifyFor: (work: Work, rule: CompiledRule) => Promise<Diagnostic[]>;
  /** A source that a rule reads and whose rows do not keep what is claimed of them; null where there is none. */
  readonly brokenFor: (work: Work, rule: CompiledRule) => RuleName | null;
  /** Writes down what was verified. Throws what the file system throws. */
  readonly save: () => void;
};

/** Of a text file every value is read once, typed, before a rule reads any: a rule itself reads only the columns it needs. */
const readWhole = ({ provider }: CompiledSource): boolean => provider.kind === "csv" || provider.kind === "json";

export function createSources(of: Setting, sources: readonly CompiledSource[]): Sources {
  const { input, session } = of;
  const located = new Map<RuleName, Located>();
  const missing = new Map<RuleName, Diagnostic>();
  const pending = new Map(sources.map((source) => [source.name, source]));
  const broken = new Set<RuleName>();
  const memory = openClaimMemory(`${input.target}/state/claims.json`, input.values);
  const verify: Sources["verify"] = async (work, name, write = of.results.write) => {
    const source = pending.get(name);
    if (source === undefined) return [];
    pending.delete(name);
    const others = source.claimReads.flatMap((read) => (read.of.name === name ? [] : (located.get(read.of.name) ?? [])));
    const found = await verifySource({ ...of, write }, work, located.get(name) as Located, others, memory);
    if (found.some(({ severity }) => severity === "error")) broken.add(name);
    return found;
  };
  return {
    located,
    save: memory.save,
    brokenFor: (work, rule) => (broken.size === 0 ? null : (sourcesOf(work, rule).find((name) => broken.has(name)) ?? null)),
    locate: () => {
      for (const source of sources) {
        const found = locate(source, { root: input.root, values: input.values, policy: input.profile.policy });
        if ("code" in found) missing.set(source.name, found);
        else located.set(source.name, found);
      }
    },
    missing: (used) => [...missing].flatMap(([name, problem]) => (used?.has(name) === false ? [] : [problem])),
    check: async (used) => {
      const problems: Diagnostic[] = [];
      for (const { name } of sources) {
        if (used?.has(name) === false) continue;
        const [found, problem] = [located.get(name), missing.get(name)];
        if (problem !== undefined) problems.push(problem);
        if (found !== undefined) problems.push(...(await checkSource(session, found, input.root)));
      }
      return problems;
    },
    verify,
    verifyFor: async (work, rule) => {
      const problems: Diagnostic[] = [];
      for (const name of sourcesOf(work, rule)) problems.push(...(await verify(work, name)));
      return problems;
    },
  };
}

/** What a rule reads, through views, which hold no rows of their own. */
export function sourcesOf(work: Pick<Work, "rules">, rule: CompiledRule): RuleName[] {
  const seen = new Set<RuleName>();
  const visit = (of: CompiledRule): RuleName[] => of.reads.flatMap(({ of: read }) => {
    if (seen.has(read.name)) return [];
    seen.add(read.name);
    if (read.kind === "source") return [read.name];
    const upstream = work.rules.get(read.name);
    return upstream?.storage.kind === "view" ? visit(upstream) : [];
  });
  return visit(rule).sort();
}

/** `others`: what its claims refer to. */
async function verifySource(of: Setting & { readonly write: Results["write"] }, work: Work, found: Located, others: readonly Located[], memory: ReturnType<typeof openClaimMemory>): Promise<Diagnostic[]> {
  const { source, paths } = found;
  const began = performance.now();
  const said = (verified: "now" | "before" | "trusted" | "failed", { promises }: Verification, print: string | null): void => {
    const ms = performance.now() - began;
    const files = paths.map((file) => relative(of.input.root, file));
    of.write({ kind: "source", source: source.name, files, fingerprint: print, verified, promises, ms: tenth(ms) });
    work.emit({ kind: "source", source: source.name, files: paths.length, claims: promises.length, reused: verified === "before", ms });
  };
  const nothing: Verification = { promises: [], diagnostics: [] };
  try {
    const print = fingerprint([found, ...others], of.input.root);
    const known = memory.knows(source, print);
    // How old the newest row may be depends on when a run is, and no proof rests on it.
    const scans = source.claims.filter((scan) => isOfTheInstant(source, scan) || !(known || source.trusted));
    const whole = readWhole(source) && !known;
    const verification = scans.length === 0 && !whole ? nothing : await verifyRows(work, found, others, scans, whole);
    const failed = verification.diagnostics.some(({ severity }) => severity === "error");
    said(failed ? "failed" : known ? "before" : source.trusted ? "trusted" : "now", verification, print);
    // A warning is worth repeating: only what holds whole is remembered.
    if (of.remembers && verification.diagnostics.length === 0) memory.learn(source, print);
    return [...verification.diagnostics];
  } catch (error) {
    said("failed", nothing, null);
    if (!isFileError(error)) throw error;
    return [diagnose("source-unreadable", { source: source.name, file: relative(of.input.root, error.path ?? ""), says: error.code ?? "" }, source.at)];
  }
}

/** `whole`: whether every value is read once. */
async function verifyRows(work: Work, found: Located, others: readonly Located[], scans: CompiledSource["claims"], whole: boolean): Promise<Verification> {
  const { source } = found;
  const promises: Verification["promises"][number][] = [];
  const diagnostics: Diagnostic[] = [];
  let asked: SqlText = { text: "", sourceMap: new Int32Array() };
  try {
    const define = definitionOf(work);
    await work.visible.show(source.claimReads.map((read) => ({ sqlName: read.sqlName, definition: define(read) })));
    if (whole) await work.session.run({ text: `SELECT ${source.columns.map(({ name }) => `count(${identifier(name)})`).join(", ")} FROM ${identifier(source.claimName)}` });
    for (const scan of scans) {
      asked = scan.count;
      const verification = await verifyScan(work, scan, { name: source.name, at: source.at, origins: source.origins, params: source.claimParams });
      promises.push(...verification.promises);
      diagnostics.push(...verification.diagnostics);
    }
    return { promises, diagnostics };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const said = new EngineError(error.kind, withoutPaths(work, error.message));
    const offset = error.byte !== null && error.byte < Buffer.byteLength(asked.text) ? error.position : null;
    const problem = (await readError(error, [found, ...others], work.input.root, work.session)) ?? engineDiagnostic(said, offset, { rule: source.name, at: source.at, sql: asked, origins: source.origins, engine: work.engine.name, textOf: work.input.textOf });
    return { promises, diagnostics: [problem] };
  }
}
