/** How much a lint counts in a pack: by default, as rulepack.json says, and as somebody asks for once. */
import { LINTS, type LintId, type Place } from "../diagnostics/index.ts";

export type Level = "off" | "warning" | "error";
/** `at` is where rulepack.json says so. */
export type LintSetting = { readonly level: Level; readonly reason: string | null; readonly at: Place };
export type LintSettings = Readonly<Record<string, LintSetting>>;
/** What one look at a pack is about: `only` these, whatever is switched off; `all`: those that are off by default, too. */
export type LintChoice = { readonly only: readonly LintId[] | null; readonly all: boolean };
export type Levels = Readonly<Record<LintId, Level>>;

export const LINT_IDS = Object.keys(LINTS) as readonly LintId[];
/** As the table has it; each row is a lint's, so that it says its level. */
export const defaultLevel = (id: LintId): Level => LINTS[id].lint?.level ?? "warning";

export function levelsOf(settings: LintSettings, { only, all }: LintChoice): Levels {
  const level = (id: LintId): Level => {
    const set = Object.hasOwn(settings, id) ? settings[id]?.level : undefined;
    if (only !== null) return !only.includes(id) ? "off" : set === "error" ? "error" : "warning";
    return set ?? (all ? "warning" : defaultLevel(id));
  };
  return Object.fromEntries(LINT_IDS.map((id) => [id, level(id)])) as Levels;
}
