/** What publishing will do to the rows that are stored, counted before it does it. */
import { modeOf } from "../../../ir/storage.ts";
import { diagnose, type Diagnostic } from "../../../lang/diagnostics/index.ts";
import { problemOf } from "../build.ts";
import { failing } from "../row-texts.ts";
import type { Staged, Work } from "../work.ts";
import { materialise, meeting } from "./index.ts";
import type { Change } from "./mode.ts";

/**
 * What publishing will change, or why the rows may not be stored; null where no table is added to. The rows keep the rule's promises. Errors: version-not-after,
 * those of an engine.
 */
export async function changeOf(work: Work, { rule, table }: Pick<Staged, "rule" | "table">): Promise<Change | Diagnostic | null> {
  const [mode, target] = [modeOf(rule.storage), work.targets.get(rule.name)];
  if (mode === null || table === null || target === undefined) return null;
  const of = meeting(work.engine, rule, mode, table, target);
  const how = materialise(mode.mode);
  let asked = "";
  try {
    asked = how.refused?.(of) ?? "";
    const wrong = asked === "" ? null : await failing(work.session, asked);
    if (wrong !== null) return diagnose("version-not-after", { rule: rule.name, at: mode.mode === "versions" ? mode.at : "", ...wrong }, rule.at);
    asked = how.change(of);
    const [counts = []] = (await work.session.query({ text: asked })).rows;
    const [inserted = 0, updated = 0, deleted = 0] = counts.map(Number);
    return { inserted, updated, deleted };
  } catch (error) {
    return problemOf(error, work, { rule, sql: { text: asked, sourceMap: new Int32Array() }, before: "", whole: asked });
  }
}
