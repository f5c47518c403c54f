/** Whether what is published is what the rule says now. */
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { modeOf } from "../../ir/storage.ts";
import { fieldText, typeText } from "../../values/type.ts";
import { EngineError, type EngineColumn, type Session } from "../engine.ts";
import type { CompiledRule } from "../plan-types.ts";
import { inPlainWords } from "./engine-diagnostic.ts";
import type { StoredColumn } from "./ledger.ts";
import { plainTypeText, sameType } from "../types.ts";

/** Rows are read by the names and types that the rule has now, so others must not be there. `from`: what is published, as SQL names it. Errors: published-differs, published-unreadable. */
export async function publishedDiffers(session: Session, from: string, rule: CompiledRule): Promise<Diagnostic | null> {
  let found: readonly EngineColumn[];
  try {
    found = await session.describe(`SELECT * FROM ${from}`);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind === "interrupted") throw error;
    return diagnose("published-unreadable", { rule: rule.table, file: "path" in rule.storage ? rule.storage.path : null, says: inPlainWords(error.message.replaceAll(/(["'])[^"']*\/(?=[^"'/]*\1)/g, "$1")) }, rule.at);
  }
  const there = inOrderOf(rule, found);
  const same = there.length === rule.columns.length && there.every(({ name, type }, i) => {
    const now = rule.columns[i];
    return now !== undefined && now.name === name && type !== null && sameType(type, now.type);
  });
  if (same) return null;
  const published = there.map(({ name, type, sqlType }) => `${name}: ${type === null ? sqlType.toLowerCase() : plainTypeText(type)}`);
  return diagnose("published-differs", { rule: rule.table, published, says: rule.columns.map((column) => `${column.name}: ${fieldText(column)}`) }, rule.at);
}

/** Rows are read with the nulls that the rule has now: a column in which there may be some must not be taken for one that has none. `stored`: as the ledger knows them. Error: published-differs. */
export function nullsDiffer(stored: readonly StoredColumn[] | null | undefined, rule: CompiledRule): Diagnostic | null {
  const now = new Map(rule.columns.map((column) => [column.name, column]));
  const differs = (stored ?? []).some(({ name, type, nullable }) => {
    const column = now.get(name);
    // Plain types are the same by now: what differs is what may be null inside a value.
    return column !== undefined && ((nullable && !column.nullable) || (type.includes("?") && type !== typeText(column.type)));
  });
  if (!differs) return null;
  const published = (stored ?? []).map(({ name, type, nullable }) => `${name}: ${type}${nullable ? "?" : ""}`);
  return diagnose("published-differs", { rule: rule.table, published, says: rule.columns.map((column) => `${column.name}: ${fieldText(column)}`) }, rule.at);
}

/** A table that is added to has columns in the order in which they came; all else is as the rule says. */
function inOrderOf(rule: CompiledRule, found: readonly EngineColumn[]): readonly EngineColumn[] {
  if (modeOf(rule.storage) === null) return found;
  const place = new Map(rule.columns.map(({ name }, index) => [name, index]));
  return found.toSorted((a, b) => (place.get(a.name) ?? rule.columns.length) - (place.get(b.name) ?? rule.columns.length));
}
