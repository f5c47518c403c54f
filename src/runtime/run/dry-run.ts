/** What a run would do, why, and with which statements. Reads the ledger and looks at files; writes nothing, and needs no warehouse. */
import path from "node:path";
import type { RuleName } from "../../ir/id.ts";
import { modeOf } from "../../ir/storage.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { NO_RESULTS } from "../record/results.ts";
import { openFileMemory } from "../sources/file-memory.ts";
import { createSources } from "../sources/sources.ts";
import { notOwned, objectOf, type Existing } from "./existing.ts";
import { newRunId } from "./ids.ts";
import { ledgerTexts, readLedger, type Ledger } from "./ledger.ts";
import { fileMemoryOf, makePlan, NO_LEDGER } from "./make-plan.ts";
import { lookAtStored } from "./materialise/previous.ts";
import { planRun, type PlanStep } from "./plan.ts";
import { unpublished } from "./published.ts";
import { statementsOf, type PlannedStatement } from "./statements.ts";
import { createVisible } from "./visible.ts";
import { openReader, readWarehouse, warehouseProblem, type OpenEngine, type Reader } from "./warehouse.ts";
import type { RunInput, Work } from "./work.ts";

/** `last`: the run that wrote it last, and its rows. `older`: how many intervals that the run would leave as they are were computed by the rule as it was before it was changed. */
export type PlannedRule = PlanStep & { readonly last: { readonly run: string; readonly rows: number | null } | null; readonly older: number };
/** `problems`: what would stop the run before anything is built, as far as it can be seen without reading a source. */
export type DryRun = { readonly plan: readonly PlannedRule[]; readonly statements: readonly PlannedStatement[]; readonly problems: readonly Diagnostic[] };

/** `sql`: whether statements are asked for. Errors: as for reading a warehouse. */
export async function dryRun(input: RunInput, sql: boolean, open: OpenEngine): Promise<DryRun | Diagnostic> {
  const found = await readWarehouse(input, open);
  if (found !== null && "code" in found) return found;
  let reader: Reader | null = found;
  try {
    reader ??= await openReader(input, open, { warehouse: ":memory:", readOnly: false });
    return await planned(input, reader, found === null, sql);
  } catch (error) {
    return warehouseProblem(error, input);
  } finally {
    reader?.close();
  }
}

async function planned(input: RunInput, { engine: opened, session }: Reader, isNew: boolean, sql: boolean): Promise<DryRun> {
  // The catalogue of a database is called as its file is.
  const engine = isNew && input.profile.warehouse !== ":memory:" ? { ...opened, catalog: path.basename(input.profile.warehouse).replace(/\.[^.]*$/, "") } : opened;
  const known = isNew ? null : await readLedger(engine, session);
  const wide = planRun(input.rules, input.sources, input.selected);
  const sources = createSources({ session, input, results: NO_RESULTS, remembers: false }, wide.sources);
  sources.locate();
  const run = newRunId();
  const { plan, decisions, there } = await makePlan({ engine, session, input, run, ledger: known, files: openFileMemory(fileMemoryOf(input.target), input.root) }, wide, sources);
  const rules = new Map(input.rules.map((rule) => [rule.name, rule]));
  const ledger: Ledger = known === null ? { ...ledgerTexts(engine, session), ...NO_LEDGER } : known;
  const stored = await lookAtStored({ input, engine, session, ledger, rules }, plan.build, there);
  const older = await olderIntervals(ledger, input, there, stored.targets);
  const steps = plan.steps.map((step): PlannedRule => {
    const rule = rules.get(step.rule);
    const object = rule === undefined ? undefined : objectOf(there, rule);
    return { ...step, last: object === undefined || object.pack !== input.pack ? null : { run: object.run, rows: object.rows }, older: older.get(step.rule) ?? 0 };
  });
  if (plan.build.length === 0) return { plan: steps, statements: [], problems: [] };
  const work: Work = {
    input, run, engine, session, ledger, emit: () => undefined, visible: createVisible(session, 0), rules, targets: stored.targets, previous: stored.previous,
    located: sources.located, staged: new Map(), definitions: new Map(), scans: [], decisions, fingerprint: () => "…",
  };
  const missing = sources.missing(new Set(plan.sources.map(({ name }) => name)));
  const problems = [...missing, ...stored.problems, ...(await notOwned(work, plan.build, there)), ...(await unpublished(work, plan, there))];
  return { plan: steps, statements: sql && missing.length === 0 ? statementsOf(work, plan, there) : [], problems };
}

/** By rule. Those that the run computes again are none of them. */
async function olderIntervals(ledger: Pick<Ledger, "intervals">, { pack, rules }: RunInput, there: Existing, targets: Work["targets"]): Promise<ReadonlyMap<RuleName, number>> {
  const byTime = rules.filter(({ storage }) => modeOf(storage)?.mode === "by_time");
  const filled = byTime.length === 0 ? [] : await ledger.intervals(pack);
  return new Map(byTime.map((rule) => {
    const known = objectOf(there, rule)?.rule;
    const target = targets.get(rule.name);
    const again = new Set(target?.intervals.map(({ from }) => from));
    return [rule.name, target?.fresh === true ? 0 : filled.filter((one) => one.rule === known && one.hash !== null && one.hash !== rule.hash && !again.has(one.start)).length];
  }));
}

/** The rules that a plan has something to do for. */
export const toBuild = ({ plan }: DryRun): readonly RuleName[] => plan.filter(({ action }) => action === "build").map(({ rule }) => rule);
