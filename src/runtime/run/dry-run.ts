/** What a run would do, why, and with which statements. Reads the ledger and looks at files; writes nothing, and needs no warehouse. */
import path from "node:path";
import type { RuleName } from "../../ir/id.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { NO_RESULTS } from "../record/results.ts";
import { openFileMemory } from "../sources/file-memory.ts";
import { createSources } from "../sources/sources.ts";
import { objectOf } from "./existing.ts";
import { newRunId } from "./ids.ts";
import { ledgerTexts, readLedger, type Ledger } from "./ledger.ts";
import { fileMemoryOf, makePlan, NO_LEDGER } from "./make-plan.ts";
import { lookAtStored } from "./materialise/previous.ts";
import { planRun, type PlanStep } from "./plan.ts";
import { statementsOf, type PlannedStatement } from "./statements.ts";
import { createVisible } from "./visible.ts";
import { openReader, readWarehouse, warehouseProblem, type OpenEngine, type Reader } from "./warehouse.ts";
import type { RunInput, Work } from "./work.ts";

/** `run` and `rows`: of the last run that wrote it. */
export type PlannedRule = PlanStep & { readonly last: { readonly run: string; readonly rows: number | null } | null };
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
  const steps = plan.steps.map((step): PlannedRule => {
    const rule = rules.get(step.rule);
    const object = rule === undefined ? undefined : objectOf(there, rule);
    return { ...step, last: object === undefined || object.pack !== input.pack ? null : { run: object.run, rows: object.rows } };
  });
  if (!sql) return { plan: steps, statements: [], problems: [] };
  const problems = sources.missing(new Set(plan.sources.map(({ name }) => name)));
  if (problems.length > 0) return { plan: steps, statements: [], problems };
  const ledger: Ledger = known === null ? { ...ledgerTexts(engine, session), ...NO_LEDGER } : known;
  const stored = await lookAtStored({ input, engine, session, ledger, rules }, plan.build, there);
  const work: Work = {
    input, run, engine, session, ledger, emit: () => undefined, visible: createVisible(session, 0), rules, targets: stored.targets, previous: stored.previous,
    located: sources.located, staged: new Map(), definitions: new Map(), scans: [], decisions, fingerprint: () => "…",
  };
  return { plan: steps, statements: plan.build.length === 0 ? [] : statementsOf(work, plan, there), problems: stored.problems };
}

/** The rules that a plan has something to do for. */
export const toBuild = ({ plan }: DryRun): readonly RuleName[] => plan.filter(({ action }) => action === "build").map(({ rule }) => rule);
