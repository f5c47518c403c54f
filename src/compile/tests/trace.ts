/** A test stage by stage: the rows that each stage of its rules leaves, in the author's words. Of rules as they are written, before any pass. */
import { evaluateRules, failed, intervalsOf, ownParams, relationsOf, stagesOf, type Table } from "../../evaluate/index.ts";
import type { ColumnId, RuleName } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Rule } from "../../ir/rule.ts";
import type { BoundTest } from "../../lang/bind/tests.ts";
import { Failure } from "../../values/failure.ts";
import { placesIn, type Where } from "../places.ts";
import { prepareTest } from "./run.ts";
import type { Suite } from "./suite.ts";

/** `fails`: why there are no rows. `total`: how many there are, of which `table` has the first. */
export type Stage = { readonly where: Where; readonly table: Table | null; readonly total: number; readonly fails: string | null };
export type RuleTrace = { readonly rule: RuleName; readonly stages: readonly Stage[] };

/** Each rule that the test makes, in the order of building. A text is why it is not run. */
export function traceTest(test: BoundTest, suite: Suite, most: number): readonly RuleTrace[] | string {
  const planned = prepareTest(test, suite);
  if ("problems" in planned) return planned.problems.map(({ says }) => says).join("; ");
  const { plan } = planned;
  const outcomes = evaluateRules(plan.rules, plan.tables, plan.params, plan.previous);
  const tables = new Map([...plan.tables, ...[...outcomes].flatMap(([name, outcome]) => (failed(outcome) ? [] : [[name, outcome.table] as const]))]);
  const places = placesIn(suite.prepared.program);
  return plan.rules.map((rule) => {
    const own = ownParams(rule, plan.params);
    // Of a rule by time the last interval that has one.
    const interval = intervalsOf(rule, own)?.at(-1);
    const rowsOf = relationsOf(rule, { tables, previous: plan.previous, params: interval === undefined ? own : new Map([...own, ["from", interval.from], ["to", interval.to]]) });
    const byPlace = new Map<string, Stage>();
    for (const rel of stagesOf(rule)) {
      const where = places.of(rel.at, rule.origins);
      if (where === null) continue;
      const key = `${where.file}:${rel.at}`;
      // What one stage is made of comes in a row: its last relation is what it leaves.
      byPlace.delete(key);
      byPlace.set(key, stageOf(rel, rule, where, rowsOf, most));
    }
    return { rule: rule.name, stages: [...byPlace.values()] };
  });
}

function stageOf(rel: Rel, { columns }: Rule, place: Where, rowsOf: ReturnType<typeof relationsOf>, most: number): Stage {
  const where = rel.kind === "sort" && rel.promised ? { ...place, words: `ordered by [${place.words}]` } : place;
  const shown = rel.outputs.flatMap((column: ColumnId) => {
    const def = columns[column];
    return def === undefined ? [] : [{ column, name: def.name, type: def.type }];
  });
  try {
    const rows = rowsOf(rel);
    const table: Table = { columns: shown.map(({ name, type }) => ({ name, type })), rows: rows.slice(0, most).map((row) => shown.map(({ column }) => row.get(column) ?? null)) };
    return { where, table, total: rows.length, fails: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { where, table: null, total: 0, fails: error.message };
  }
}
