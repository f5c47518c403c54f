/** Whether what is published is what the rule says now. */
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import { modeOf } from "../../ir/storage.ts";
import { fieldText, typeText } from "../../values/type.ts";
import { EngineError, type EngineColumn, type Session } from "../engine.ts";
import type { CompiledRule } from "../plan-types.ts";
import { inPlainWords } from "./engine-diagnostic.ts";
import { isPublished, objectOf, type Existing } from "./existing.ts";
import type { KnownObject, StoredColumn, StoredPromises } from "./ledger.ts";
import { isParted } from "./outputs.ts";
import type { Plan } from "./plan.ts";
import { plainTypeText, sameType } from "../types.ts";
import { publishedFrom, type Work } from "./work.ts";

/** Of what a run reads and does not make. Errors: upstream-not-published, published-differs, published-unreadable. */
export async function unpublished(work: Pick<Work, "engine" | "session" | "input" | "decisions">, plan: Plan, there: Existing): Promise<Diagnostic[]> {
  const out: Diagnostic[] = [];
  for (const upstream of plan.published) {
    if (upstream.storage.kind === "view" || work.decisions.of.get(upstream.name)?.action === "reuse") continue;
    const reader = plan.build.find(({ reads }) => reads.some(({ of }) => of.kind === "rule" && of.name === upstream.name));
    if (!isPublished(work, upstream, there)) out.push(diagnose("upstream-not-published", { rule: reader?.name ?? "a rule of this run", upstream: upstream.name }, reader?.at ?? upstream.at));
    else {
      const differs = await publishedProblem(work, upstream, objectOf(there, upstream));
      if (differs !== null) out.push(differs);
    }
  }
  return out;
}

/** What who reads a rule's published rows relies on: columns as the table has them; nulls, keys and order as the ledger knows them (`known`). Errors: published-differs, published-unreadable. */
export async function publishedProblem(work: Pick<Work, "engine" | "session" | "input">, rule: CompiledRule, known: KnownObject | undefined): Promise<Diagnostic | null> {
  return (await publishedDiffers(work.session, publishedFrom(work, rule), rule)) ?? nullsDiffer(known?.columns, rule) ?? promisesDiffer(known?.promises, rule);
}

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
  return diagnose("published-differs", { rule: rule.table, in: "columns", published, says: rule.columns.map((column) => `${column.name}: ${fieldText(column)}`) }, rule.at);
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
  return diagnose("published-differs", { rule: rule.table, in: "columns", published, says: rule.columns.map((column) => `${column.name}: ${fieldText(column)}`) }, rule.at);
}

/** As the ledger keeps them. Rows of several runs or several files stand in no order. */
export const promisesOf = (rule: CompiledRule): StoredPromises => ({ keys: rule.keys, order: modeOf(rule.storage) !== null || isParted(rule) ? [] : rule.order });

/** The run that published the rows held them to what the rule promised then. What it promises now and not then, nobody has verified. Error: published-differs. */
export function promisesDiffer(stored: StoredPromises | null | undefined, rule: CompiledRule): Diagnostic | null {
  if (stored === null || stored === undefined) return null;
  const now = promisesOf(rule);
  const isKey = (columns: readonly string[]): boolean => stored.keys.some((key) => key.every((name) => columns.includes(name)));
  const keys = now.keys.filter((key) => !isKey(key));
  const [shorter, longer] = stored.order.length < now.order.length ? [stored.order, now.order] : [now.order, stored.order];
  // Rows that no two of tie stand in any longer order, too.
  const isKept = shorter.every((sorted, i) => isSameSort(sorted, longer[i])) && (shorter === now.order || isKey(shorter.map(({ name }) => name)));
  if (keys.length === 0 && isKept) return null;
  const published = [...stored.keys.map(keyText), ...orderTexts(stored.order)];
  return diagnose("published-differs", { rule: rule.table, in: "promises", published: published.length === 0 ? ["no key, no order"] : published, says: [...keys.map(keyText), ...(isKept ? [] : orderTexts(now.order))] }, rule.at);
}

type Sorted = StoredPromises["order"][number];
const isSameSort = (a: Sorted, b: Sorted | undefined): boolean => b !== undefined && a.name === b.name && a.desc === b.desc && a.nullsFirst === b.nullsFirst;
const keyText = (key: readonly string[]): string => (key.length === 0 ? "at most one row" : `key [${key.join(", ")}]`);
const orderTexts = (order: readonly Sorted[]): readonly string[] =>
  (order.length === 0 ? [] : [`ordered by [${order.map(({ name, desc, nullsFirst }) => `${name}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`).join(", ")}]`]);

/** A table that is added to has columns in the order in which they came; all else is as the rule says. */
function inOrderOf(rule: CompiledRule, found: readonly EngineColumn[]): readonly EngineColumn[] {
  if (modeOf(rule.storage) === null) return found;
  const place = new Map(rule.columns.map(({ name }, index) => [name, index]));
  return found.toSorted((a, b) => (place.get(a.name) ?? rule.columns.length) - (place.get(b.name) ?? rule.columns.length));
}
