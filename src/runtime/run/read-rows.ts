/** Rows for somebody to look at: of a rule as last published, of a source, of any pipeline over them. Writes nothing. */
import type { CompiledFragment } from "../../compile/types.ts";
import type { RuleName } from "../../ir/id.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import type { JsonValue } from "../engine.ts";
import { RESULT_NAME, type CompiledRule, type CompiledSource, type Read, type SqlText } from "../plan-types.ts";
import { NO_RESULTS } from "../record/results.ts";
import { createSources } from "../sources/sources.ts";
import { identifier } from "../sql-text.ts";
import { NO_DECISIONS } from "../reuse/decision.ts";
import { problemOf } from "./build.ts";
import { existing, isPublished, objectOf, type Existing } from "./existing.ts";
import { readLedger } from "./ledger.ts";
import { NO_LEDGER } from "./make-plan.ts";
import { columnsFrom, noRows } from "./materialise/index.ts";
import { outputFile } from "./outputs.ts";
import { publishedDiffers, publishedProblem } from "./published.ts";
import { verifyScan } from "./verify.ts";
import { createVisible } from "./visible.ts";
import { checkWritten } from "./written.ts";
import { outsideYears } from "./years.ts";
import { inMemory, openReader, readWarehouse, warehouseProblem, type OpenEngine, type Reader } from "./warehouse.ts";
import { boundParams, definitionOf, publishedFrom, type RunInput, type Work } from "./work.ts";

/** `warnings`: promises of a pipeline, and claims of sources it reads, that rows break and that let it go on. */
export type ReadRows = { readonly rows: readonly (readonly JsonValue[])[]; readonly total: number; readonly warnings: readonly Diagnostic[] } | { readonly diagnostics: readonly Diagnostic[] };
type Asked = { readonly rule: CompiledRule; /** Null where a source itself is shown: its rows as they are. */ readonly believes: readonly Read[] | null; readonly reads: readonly Read[]; readonly text: SqlText; /** Whether the text is a statement of its own, not a reading of one relation. */ readonly whole: boolean };

/** Errors: upstream-not-published, those of opening a warehouse, of a source's check, of an engine; of a pipeline also those of a promise that its rows break, or rows of a source that it reads. */
export async function readRows(input: RunInput, of: CompiledRule | CompiledSource | CompiledFragment, limit: number, open: OpenEngine): Promise<ReadRows> {
  const asked = askedOf(of);
  const rules = new Map(input.rules.map((rule) => [rule.name, rule]));
  const sources = sourcesBehind(asked.reads, rules, input.sources);
  const stored = storedOf(asked.reads.filter((read) => read.of.kind !== "previous"), rules);
  const before = storedOf(asked.reads.filter((read) => read.of.kind === "previous"), rules);
  // What is computed of a file rests on what the ledger knows of it; a file that is only shown does not.
  const reader = await readerFor(input, [...stored, ...before].some((rule) => rule.name !== asked.rule.name || outputFile(rule) === null), open);
  if ("code" in reader) return { diagnostics: [reader] };
  try {
    const { engine, session } = reader;
    const there = await existing(engine, session, (await readLedger(engine, session)) ?? NO_LEDGER, input.pack);
    const unready = await unpublished({ engine, session, input }, stored, asked.rule.name, there);
    if (unready !== null) return { diagnostics: [unready] };
    const previous = await previousOf({ engine, session, input }, before, there);
    if ("code" in previous) return { diagnostics: [previous] };
    const located = createSources({ session, input, results: NO_RESULTS, remembers: false }, sources);
    located.locate();
    const problems = await located.check();
    if (problems.length > 0) return { diagnostics: problems };
    const work: Work = {
      input, run: "", engine, session, ledger: UNUSED, emit: () => undefined, visible: createVisible(session, asked.text.text.length * 3 + 4096),
      rules, located: located.located, staged: new Map(), targets: new Map(), previous, definitions: new Map(), scans: [], decisions: NO_DECISIONS,
    };
    const wrong = await checkWritten(work, [{ ...asked.rule, reads: asked.reads }]);
    if (wrong.length > 0) return { diagnostics: wrong };
    // What a rule or a pipeline makes of a source rests on what the source claims, as in a run.
    const unkept = asked.believes === null ? [] : await located.verifyFor(work, { ...asked.rule, reads: asked.believes });
    if (unkept.some(({ severity }) => severity === "error")) return { diagnostics: unkept };
    const read = await rowsOf(work, asked, limit);
    return "diagnostics" in read ? read : { ...read, warnings: [...unkept, ...read.warnings] };
  } finally {
    reader.close();
  }
}

/** Nothing is written, so nothing is entered. */
const UNUSED = null as unknown as Work["ledger"];

async function rowsOf(work: Work, { rule, reads, text, whole }: Asked, limit: number): Promise<ReadRows> {
  // A pipeline is made whole first: a limit outside would have to trust that the order inside survives it, and counting would run it again.
  const before = whole ? `CREATE TEMP TABLE ${RESULT_NAME} AS ` : "";
  const define = definitionOf(work);
  try {
    await work.visible.show(reads.map((read) => ({ sqlName: read.sqlName, definition: define(read) })));
    if (whole) await work.session.run({ text: before + text.text, params: boundParams(work, rule.params) });
    // What is published was held to its promises by the run that made it.
    const warnings = whole ? await broken(work, rule) : [];
    if (warnings.some(({ severity }) => severity === "error")) return { diagnostics: warnings };
    const from = whole ? RESULT_NAME : identifier((reads[0] as Read).sqlName);
    const total = (await work.session.query({ text: `SELECT count(*) FROM ${from}` })).rows[0]?.[0];
    const { rows } = await work.session.query({ text: whole ? `SELECT * FROM ${from} LIMIT ${limit}` : `${text.text} LIMIT ${limit}` });
    return { rows, total: Number(total), warnings };
  } catch (error) {
    return { diagnostics: [await problemOf(error, work, { rule, sql: text, before, whole: before + text.text })] };
  }
}

/** What the rows in RESULT_NAME break of a pipeline's promises, and of the years that dates have. */
async function broken(work: Work, rule: CompiledRule): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const { column, text } of outsideYears(RESULT_NAME, rule.columns)) {
    const count = Number((await work.session.query({ text })).rows[0]?.[0] ?? 0);
    if (count > 0) found.push(diagnose("year-out-of-range", { rule: rule.name, column, count }, rule.at));
  }
  for (const scan of rule.scans) {
    try {
      found.push(...(await verifyScan(work, scan, rule)).diagnostics);
    } catch (error) {
      return [await problemOf(error, work, { rule, sql: scan.count, before: "", whole: scan.count.text })];
    }
  }
  return found;
}

function askedOf(of: CompiledRule | CompiledSource | CompiledFragment): Asked {
  const text = (sql: string): SqlText => ({ text: sql, sourceMap: new Int32Array() });
  if ("provider" in of) return { rule: nameless(of.name, of), believes: null, reads: [{ of: { kind: "source", name: of.name }, sqlName: of.claimName }], text: text(`SELECT * FROM ${identifier(of.claimName)}`), whole: false };
  if (!("table" in of)) return { rule: nameless(FRAGMENT, of), believes: of.reads, reads: of.reads, text: of.select, whole: true };
  const keys = of.order.map(({ name, desc, nullsFirst }) => `${identifier(name)}${desc ? " DESC" : ""} NULLS ${nullsFirst ? "FIRST" : "LAST"}`);
  return { rule: { ...of, params: [], written: [] }, believes: of.storage.kind === "view" ? of.reads : [], reads: [{ of: { kind: "rule", name: of.name }, sqlName: of.table }], text: text(`SELECT * FROM ${identifier(of.table)}${keys.length === 0 ? "" : ` ORDER BY ${keys.join(", ")}`}`), whole: false };
}

/** What stands for the name of a pipeline that has none. */
const FRAGMENT = "-e";

/** Enough of a rule for an engine's error to find its place. */
const nameless = (name: string, { origins, ...of }: Partial<Pick<CompiledFragment, "select" | "columns" | "params" | "written" | "scans">> & Pick<CompiledFragment, "origins">): CompiledRule => ({
  name, origins, schema: "main", table: name, select: of.select ?? { text: "", sourceMap: new Int32Array() }, params: of.params ?? [], reads: [], written: of.written ?? [], columns: of.columns ?? [], order: [], keys: [], scans: of.scans ?? [],
  storage: { kind: "inline" }, tier: "best_effort", hash: "", plan: "", at: { file: name, start: 0, end: 0 },
});

/** Rules and sources that are read, through views too. */
function reached(reads: readonly Read[], rules: ReadonlyMap<string, Pick<CompiledRule, "storage" | "reads">>, seen = new Set<string>()): Set<string> {
  for (const { of } of reads) {
    if (seen.has(of.name)) continue;
    seen.add(of.name);
    const rule = rules.get(of.name);
    if (rule?.storage.kind === "view") reached(rule.reads, rules, seen);
  }
  return seen;
}

/** The sources among what is read, through views, and those that claims of theirs refer to. */
export function sourcesBehind<S extends Pick<CompiledSource, "name" | "claimReads">>(reads: readonly Read[], rules: ReadonlyMap<string, Pick<CompiledRule, "storage" | "reads">>, sources: readonly S[]): S[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const used = reached(reads, rules);
  for (const name of used) for (const { of } of byName.get(name)?.claimReads ?? []) used.add(of.name);
  return sources.filter(({ name }) => used.has(name));
}

const storedOf = (reads: readonly Read[], rules: ReadonlyMap<string, CompiledRule>): CompiledRule[] =>
  [...reached(reads, rules)].flatMap((name) => rules.get(name) ?? []).filter(({ storage }) => storage.kind !== "view");

async function readerFor(input: RunInput, needsWarehouse: boolean, open: OpenEngine): Promise<Reader | Diagnostic> {
  if (needsWarehouse && !inMemory(input)) {
    const reader = await readWarehouse(input, open);
    if (reader !== null) return reader;
  }
  try {
    return await openReader(input, open, { warehouse: ":memory:" });
  } catch (error) {
    return warehouseProblem(error, input);
  }
}

type Looking = Pick<Work, "engine" | "session" | "input">;

/** What is published must be there, and be what the rule says now. Who is asked for is shown as it was published: nothing rests on what it promises. */
async function unpublished(work: Looking, stored: readonly CompiledRule[], name: string, there: Existing): Promise<Diagnostic | null> {
  for (const rule of stored) {
    if (!isPublished(work, rule, there)) return missing(rule, name);
    const differs = rule.name === name ? await publishedDiffers(work.session, publishedFrom(work, rule), rule) : await publishedProblem(work, rule, objectOf(there, rule));
    if (differs !== null) return differs;
  }
  return null;
}

/** Between runs, what was stored before the next one is what is stored. Error: published-differs. */
async function previousOf(work: Looking, rules: readonly CompiledRule[], there: Existing): Promise<ReadonlyMap<RuleName, string> | Diagnostic> {
  const previous = new Map<RuleName, string>();
  for (const rule of rules) {
    const from = publishedFrom(work, rule);
    const stands = isPublished(work, rule, there);
    const differs = stands ? await publishedDiffers(work.session, from, rule) : null;
    if (differs !== null) return differs;
    previous.set(rule.name, stands ? columnsFrom(rule, from) : noRows(rule));
  }
  return previous;
}

const missing = (rule: CompiledRule, reader: string): Diagnostic =>
  (rule.name === reader || reader === FRAGMENT ? diagnose("not-published", { rule: rule.table }, rule.at) : diagnose("upstream-not-published", { rule: reader, upstream: rule.table }, rule.at));
