/** One run: lock, recover, plan, check sources, build, verify, publish. It happened, or it did not. */
import { rmSync } from "node:fs";
import type { RuleName } from "../../ir/id.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import type { Engine, Session } from "../engine.ts";
import { keepFailures } from "../record/failures.ts";
import { isFileError } from "../record/files.ts";
import { recordFunctions } from "../record/engine-functions.ts";
import { KEPT_RUNS, finishDead, prune, readRecord } from "../record/history.ts";
import { appendLineage, lineageEvents } from "../record/openlineage.ts";
import { RESULTS_FORMAT, openResults, tenth, type Results } from "../record/results.ts";
import { writeScans } from "../record/scans.ts";
import { writeViews } from "../record/views.ts";
import type { Decisions } from "../reuse/decision.ts";
import { keptKey, mayBeKept } from "../reuse/kept.ts";
import { openFileMemory } from "../sources/file-memory.ts";
import { createSources } from "../sources/sources.ts";
import { path as sqlPath } from "../sql-text.ts";
import type { OnEvent, RunStatus } from "./events.ts";
import { stagedName, type FileMove, type Ledger, type SortedLeftovers, type StagedTable } from "./ledger.ts";
import { sortLeftovers } from "./leftovers.ts";
import { lookAtStored } from "./materialise/previous.ts";
import { makeAll, tell, type Made, type RuleOutcome } from "./make.ts";
import { fileMemoryOf, makePlan } from "./make-plan.ts";
import { outputFile, stagedFile, stagesTable } from "./outputs.ts";
import { planRun, type Plan, type PlanStep } from "./plan.ts";
import { unpublished } from "./published.ts";
import { notOwned, publish, type Published } from "./publish.ts";
import { watchStop } from "./stuck.ts";
import { createVisible } from "./visible.ts";
import { checkWritten } from "./written.ts";
import { nowhere, openWarehouse, warehouseProblem, warehouseShown, type OpenEngine, type Warehouse } from "./warehouse.ts";
import type { RunInput, Work } from "./work.ts";

export type RunOutcome = {
  readonly run: string;
  readonly status: RunStatus;
  readonly diagnostics: readonly Diagnostic[];
  readonly plan: readonly PlanStep[];
  readonly rules: readonly RuleOutcome[];
  readonly published: Published | null;
  /** How many builds of a run that failed are there for the next one. */
  readonly kept: number;
  readonly ms: number;
};

/** Never throws for what a user, a file system, a database or another process may do: that comes as diagnostics. */
export async function run(input: RunInput, open: OpenEngine): Promise<RunOutcome> {
  const began = performance.now();
  const emit: OnEvent = input.onEvent ?? (() => undefined);
  const ended = (outcome: Ended): RunOutcome => {
    const ms = tenth(performance.now() - began);
    emit({ kind: "finished", status: outcome.status, ms });
    return { ...outcome, ms };
  };
  const failed = (problem: Diagnostic): Ended => ({ run: "", status: problem.code === "interrupted" ? "interrupted" : "failed", diagnostics: [problem], plan: [], rules: [], published: null, kept: 0 });
  const warehouse = await openWarehouse(input, open);
  if ("code" in warehouse) return ended(failed(warehouse));
  const { session } = warehouse;
  const stop = (): void => session.interrupt();
  input.signal?.addEventListener("abort", stop);
  try {
    return ended(await recorded(warehouse, input, emit));
  } catch (error) {
    return ended(failed(warehouseProblem(error, input)));
  } finally {
    input.signal?.removeEventListener("abort", stop);
    warehouse.close();
  }
}

type Ended = Omit<RunOutcome, "ms">;

/** The record ends with a line that says how, whatever happens. */
async function recorded(warehouse: Warehouse, input: RunInput, emit: OnEvent): Promise<Ended> {
  const { run: name, engine, session, ledger } = warehouse;
  await finishDead(input.target, name, async (run) => (await ledger.statusOf(run)) === "published");
  prune(input.target, { keep: KEPT_RUNS - 1 });
  const functions = await recordFunctions(input.target, engine, session);
  const views = writeViews(input.target, input.rules);
  const results = openResults(input.target, name);
  let publishing = false;
  const phase: Results["phase"] = (begun) => {
    publishing = begun === "publish";
    results.phase(begun);
    emit({ kind: "phase", phase: begun });
  };
  const unwatch = watchStop(input.signal, () => !publishing && input.onStuck !== undefined, () => {
    results.end(name, "interrupted");
    input.onStuck?.();
  });
  let ended: Ended | null = null;
  try {
    ended = await execute({ ...warehouse, input, emit, results: { ...results, phase }, hashes: { functions, views } });
  } finally {
    unwatch();
    results.end(name, ended?.status ?? "failed");
  }
  const problem = results.problem() ?? (input.openLineage === undefined ? null : tellLineage(input, input.openLineage, name));
  if (problem === null) return ended;
  const incomplete = diagnose("record-incomplete", { run: name, problem: problem.code ?? problem.message }, nowhere);
  emit({ kind: "diagnostic", rule: null, diagnostic: incomplete });
  return { ...ended, diagnostics: [...ended.diagnostics, incomplete] };
}

/** Null where all went well. */
function tellLineage(input: RunInput, { to, namespace }: NonNullable<RunInput["openLineage"]>, run: string): NodeJS.ErrnoException | null {
  const record = readRecord(input.target, run);
  try {
    if (record !== null) appendLineage(to, lineageEvents(record, { namespace, warehouse: warehouseShown(input), rules: input.rules, sources: input.sources }), run);
    return null;
  } catch (error) {
    if (!isFileError(error)) throw error;
    return error;
  }
}

type Setting = { readonly engine: Engine; readonly session: Session; readonly ledger: Ledger; readonly input: RunInput; readonly run: string; readonly emit: OnEvent; readonly results: Results; readonly hashes: { readonly functions: string; readonly views: string } };

async function execute(of: Setting): Promise<Ended> {
  const { engine, session, ledger, input, run: name, emit, results } = of;
  results.phase("plan");
  const wide = planRun(input.rules, input.sources, input.selected);
  const files = openFileMemory(fileMemoryOf(input.target), input.root);
  const sources = createSources({ ...of, remembers: true }, wide.sources);
  sources.locate();
  const { plan, decisions, there, leftovers } = await makePlan({ engine, session, input, run: name, ledger, files }, wide, sources);
  files.save();
  results.write(firstLine(of, plan));
  emit({ kind: "started", run: name, pack: input.pack, engine: `${engine.name} ${engine.version}`, plan: plan.steps });
  const end = (status: RunStatus, diagnostics: readonly Diagnostic[], rules: readonly RuleOutcome[] = [], published: Published | null = null): Ended =>
    ({ run: name, status, diagnostics, plan: plan.steps, rules, published, kept: 0 });
  const isIdle = plan.build.length === 0;
  const rulesByName = new Map(input.rules.map((rule) => [rule.name, rule]));
  const sorted = (taken: ReadonlySet<string>): SortedLeftovers => sortLeftovers(leftovers, { decided: new Set(wide.build.map((rule) => rule.name)), taken, rules: rulesByName, now: Date.now() });
  if (isIdle && wide.build.length > 0) await ledger.drop(sorted(new Set()));
  if (isIdle && plan.watched.length === 0) return end("nothing", []);

  const beyond = 4096 + 3 * Math.max(...input.rules.map(({ select, scans }) => Math.max(select.text.length, ...scans.map(({ count }) => count.text.length))));
  const stored = await lookAtStored({ input, engine, session, ledger, rules: rulesByName }, plan.build, there);
  const work: Work = {
    input, run: name, engine, session, ledger, emit,
    visible: createVisible(session, beyond),
    rules: rulesByName, targets: stored.targets, previous: stored.previous,
    located: sources.located, staged: new Map(), definitions: new Map(), scans: [], decisions,
    ...(input.keepFailures === true ? { keepFailures: keepFailures(results.folder) } : {}),
  };
  results.phase("check");
  const problems = [...(await sources.check(new Set(plan.sources.map((source) => source.name)))), ...stored.problems, ...(await notOwned(work, plan.build, there)), ...(await unpublished(work, plan, there)), ...(await checkWritten(work, [...plan.sources.map((source) => ({ ...source, reads: source.claimReads })), ...plan.build]))];
  if (problems.length > 0) return end(statusOf(tell(of, results.write, null, problems)), problems);

  results.phase("build");
  const make = async (): Promise<Made & { readonly failed: readonly Diagnostic[] }> => {
    const made = await makeAll(work, results.write, plan, sources, beyond);
    if (input.signal?.aborted === true) made.diagnostics.push(diagnose("interrupted", {}, nowhere));
    return { ...made, failed: made.diagnostics.filter(({ severity }) => severity === "error") };
  };
  if (isIdle) {
    const { diagnostics, failed } = await make();
    return end(failed.length === 0 ? "nothing" : statusOf(failed), onlyOneInterrupt(diagnostics));
  }
  await session.run({ text: [...new Set(plan.build.map(({ schema }) => schema))].map((schema) => `CREATE SCHEMA IF NOT EXISTS ${sqlPath([engine.catalog, schema])}`).join("; ") });
  const staging = planned(plan, work, name);
  await ledger.begin({ run: name, pack: input.pack, status: "building", ...staging }, new Date().toISOString(), sorted(new Set(staging.tables.map(({ table }) => table))));
  const { rules, diagnostics, failed } = await make();
  if (input.evidence === true) writeScans(input.target, { run: name, engine: { name: engine.name, version: engine.version } }, work.scans);
  if (failed.length > 0) {
    const left = keptOf(staging.tables, rules, decisions);
    await endFailed(of, left, staging.files);
    return { ...end(statusOf(failed), onlyOneInterrupt(diagnostics), rules), kept: left.filter((table) => "key" in table).length };
  }
  results.phase("publish");
  const published = await publish(work, there);
  if ("code" in published) return end(statusOf(tell(of, results.write, null, [published])), [...diagnostics, published], rules);
  results.write({ kind: "published", tables: published.tables, views: published.views, files: published.files, ms: tenth(published.ms) });
  emit({ kind: "published", ...published });
  return end("published", diagnostics, rules, { ...published, ms: tenth(published.ms) });
}

/** Tables that hold what they promise, and those of an earlier run that this one has not come to. */
function keptOf(tables: readonly StagedTable[], rules: readonly RuleOutcome[], { of }: Decisions): StagedTable[] {
  const statuses = new Map(rules.map(({ rule, status }) => [rule, status]));
  const isGood = (rule: RuleName): boolean => statuses.get(rule) === "built" || (statuses.get(rule) !== "failed" && (of.get(rule)?.kept ?? null) !== null);
  return tables.map(({ rule, key, ...table }) => (rule !== undefined && key !== undefined && isGood(rule) ? { ...table, rule, key } : table));
}

/** Files are not kept: what cannot be removed now is by who opens the warehouse next. */
async function endFailed({ ledger, input, run }: Setting, tables: readonly StagedTable[], files: readonly FileMove[]): Promise<void> {
  try {
    for (const { from } of files) rmSync(`${input.root}/${from}`, { recursive: true, force: true });
    await ledger.cleared(run, "failed", tables);
  } catch (error) {
    if (!isFileError(error)) throw error;
    await ledger.end(run, "failed", tables);
  }
}

const statusOf = (problems: readonly Diagnostic[]): "failed" | "interrupted" => (problems.some(({ code }) => code === "interrupted") ? "interrupted" : "failed");
const onlyOneInterrupt = (diagnostics: readonly Diagnostic[]): Diagnostic[] => diagnostics.filter(({ code }, index) => code !== "interrupted" || diagnostics.findIndex((other) => other.code === "interrupted") === index);

const firstLine = ({ engine, input, run, hashes }: Setting, plan: Plan) => ({
  kind: "run", format: RESULTS_FORMAT, run, pack: input.pack, profile: input.profile.name, compiler: input.compiler, started: new Date().toISOString(), shape: input.shape,
  engine: { name: engine.name, version: engine.version, functions: hashes.functions, settings: engine.settings }, views: hashes.views,
  asked: { fullRefresh: input.fullRefresh === true, redo: input.redo ?? null, without: input.without ?? [] },
  params: Object.fromEntries([...input.values].sort(([a], [b]) => (a < b ? -1 : 1))),
  plan: plan.steps.map(({ rule, action, reason }) => ({ rule, action, reason: reason.kind, of: reason.of })),
}) as const;

/** Tables that another run may take up, should this one not end well, say what they are made of. */
const planned = (plan: Plan, { decisions: { of }, rules, located }: Work, run: string): Pick<Parameters<Ledger["begin"]>[0], "tables" | "files"> => ({
  tables: plan.build.filter(stagesTable).map((rule) => {
    const { key = null, kept = null } = of.get(rule.name) ?? {};
    const staged = { schema: rule.schema, table: kept?.table ?? stagedName(run, rule.table) };
    return key === null || !mayBeKept(rule) ? staged : { ...staged, rule: rule.name, key: keptKey(key, rule, rules, located) };
  }),
  files: plan.build.flatMap((rule) => {
    const to = outputFile(rule);
    return to === null ? [] : [{ from: stagedFile(to, run), to }];
  }),
});
