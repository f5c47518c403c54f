/** Pipelines: a relation, then its stages, each of which turns the row that enters it into the row that leaves. */
import type { Pipeline, Stage, StageKind } from "../ast/index.ts";
import { countStage } from "./budget.ts";
import type { Context, Row } from "./context.ts";
import { explode } from "./explode.ts";
import { join } from "./join.ts";
import { macroStage } from "./macro.ts";
import { pivot } from "./pivot.ts";
import { recurse } from "./recurse.ts";
import { argumentRow, bindRelation } from "./relation.ts";
import { unpivot } from "./reshape.ts";
import { endAliases, noteUnaliased, withAlias } from "./row.ts";
import { check } from "./check.ts";
import { sample } from "./sample.ts";
import { aggregate, dedupe, distinct, group } from "./stages-group.ts";
import { limit, sort } from "./stages-order.ts";
import { derive, drop, rename, select, where } from "./stages-rows.ts";
import { set } from "./stages-set.ts";
import { windowStage } from "./window.ts";

type Table = { readonly [K in StageKind]: (stage: Extract<Stage, { kind: K }>, row: Row, cx: Context) => Row };

const STAGES: Table = {
  where, derive, select, drop, rename, aggregate, group, window: windowStage, sort, limit, distinct, join, set, dedupe, explode, pivot, unpivot, recurse, sample, check,
  macro_stage: (stage, row, cx) => macroStage(stage, row, cx, argumentRow),
  // A diagnostic of the parser says why.
  error_stage: (_stage, row) => ({ ...row, broken: true }),
};

/** Stages from which later ones draw conclusions about keys, orders and nulls. The others mark their row themselves. */
const TELLING: ReadonlySet<StageKind> = new Set<StageKind>(["where", "join", "set", "dedupe", "check"]);

/** The row that leaves a pipeline: no aliases, no hidden columns. */
export function bindPipeline(pipeline: Pipeline, cx: Context): Row {
  const from = bindRelation(pipeline.from, cx);
  let { row } = from;
  noteUnaliased(cx, pipeline.from, pipeline.alias);
  if (pipeline.alias !== null) {
    row = withAlias(cx, row, pipeline.alias);
    cx.binding.build.alias(row.rel.at, pipeline.alias.text);
  }
  // A column of that name is what the name means.
  else if (from.implied !== null && !row.names.has(from.implied.text)) row = withAlias(cx, row, from.implied);
  for (const stage of pipeline.stages) {
    const before = cx.state.mistakes;
    countStage(cx, row.names.size);
    const next = (STAGES[stage.kind] as (stage: Stage, row: Row, cx: Context) => Row)(stage, row, cx);
    const suspect = row.suspect || (TELLING.has(stage.kind) && cx.state.mistakes > before);
    row = suspect && !next.suspect ? { ...next, suspect } : next;
  }
  return endAliases(cx, pipeline, row);
}
