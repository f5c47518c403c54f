/** Which rules that are stored by time have intervals to compute, whatever has become of what they read. */
import type { RuleName } from "../../../ir/id.ts";
import { modeOf } from "../../../ir/storage.ts";
import { RUN_PARAMS, type CompiledRule } from "../../plan-types.ts";
import { keyOf, type Existing } from "../existing.ts";
import type { Ledger } from "../ledger.ts";
import type { RunInput } from "../work.ts";
import { intervalsSoFar } from "./intervals.ts";

/** How many of each; rules that have none are not there. */
export async function missingIntervals(ledger: Pick<Ledger, "intervals">, { pack, values, redo }: RunInput, rules: readonly CompiledRule[], { owned }: Existing): Promise<ReadonlyMap<RuleName, number>> {
  const byTime = rules.flatMap((rule) => {
    const mode = modeOf(rule.storage);
    return mode?.mode === "by_time" ? [{ rule, mode }] : [];
  });
  if (byTime.length === 0) return new Map();
  const filled = await ledger.intervals(pack);
  return new Map(byTime.flatMap(({ rule, mode }) => {
    const known = owned.get(keyOf(rule.schema, rule.table))?.rule;
    const starts = new Set(filled.filter((interval) => interval.rule === known).map(({ start }) => start));
    const all = intervalsSoFar(mode, String(values.get(RUN_PARAMS.runAt) ?? ""));
    const count = redo === undefined ? (all?.filter(({ from }) => !starts.has(from)).length ?? 1) : 1;
    return count === 0 ? [] : [[rule.name, count] as const];
  }));
}
