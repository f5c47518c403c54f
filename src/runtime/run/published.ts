/** Whether what is published is what the rule says now. */
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { fieldText } from "../../values/type.ts";
import type { Session } from "../engine.ts";
import type { CompiledRule } from "../plan-types.ts";
import { plainTypeText, sameType } from "../types.ts";

/** Rows are read by the names and types that the rule has now, so others must not be there. `from`: what is published, as SQL names it. Error: published-differs. */
export async function publishedDiffers(session: Session, from: string, rule: CompiledRule): Promise<Diagnostic | null> {
  const there = await session.describe(`SELECT * FROM ${from}`);
  const same = there.length === rule.columns.length && there.every(({ name, type }, i) => {
    const now = rule.columns[i];
    return now !== undefined && now.name === name && type !== null && sameType(type, now.type);
  });
  if (same) return null;
  const published = there.map(({ name, type, sqlType }) => `${name}: ${type === null ? sqlType.toLowerCase() : plainTypeText(type)}`);
  return diagnose("published-differs", { rule: rule.table, published, says: rule.columns.map((column) => `${column.name}: ${fieldText(column)}`) }, rule.at);
}
