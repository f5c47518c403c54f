/** Holds what a rule has made, or a source brings, to its promises. */
import { placeOf } from "../../compile/places.ts";
import type { Origins } from "../../ir/id.ts";
import { modeOf } from "../../ir/storage.ts";
import { diagnose, type Diagnostic, type Place } from "../../lang/diagnostics/index.ts";
import type { JsonValue, QueryResult } from "../engine.ts";
import { RESULT_NAME, type CompiledParam, type CompiledRule, type PromiseScan, type Promised, type SqlText } from "../plan-types.ts";
import { problemOf } from "./build.ts";
import { intervalOf } from "./materialise/by-time.ts";
import { madeColumns, madeKeys } from "./materialise/index.ts";
import { isBounded, rowsIn, within } from "./materialise/stage.ts";
import { misplacedRows, readBack, repeatedKeys, type ReadBack } from "./readback.ts";
import { rowTexts } from "./row-texts.ts";
import { boundParams, stagedFrom, type Staged, type Work } from "./work.ts";
import { outsideYears } from "./years.ts";

/** How one promise fared. `samples` are rows that fail, as objects, at most 20. */
export type Verified = {
  readonly kind: Promised["kind"] | "order";
  readonly columns: readonly string[];
  readonly severity: "warn" | "error";
  /** As people read it: a check's message or text, what any other promise is. */
  readonly says: string;
  readonly failing: number;
  readonly samples: readonly Readonly<Record<string, JsonValue>>[];
};
export type Verification = { readonly promises: readonly Verified[]; readonly diagnostics: readonly Diagnostic[] };

const SAMPLES = 20;
const NOTHING: Verification = { promises: [], diagnostics: [] };
const NO_ROWS: QueryResult = { columns: [], rows: [] };

/** The rule's reads are visible still. Errors: check-failed, key-violated and the like, order-not-kept, those of an engine. */
export async function verifyRule(work: Work, staged: Staged): Promise<Verification> {
  const { rule } = staged;
  const from = stagedFrom(work, staged);
  const parts: Verification[] = [];
  let asked: SqlText = { text: "", sourceMap: new Int32Array() };
  try {
    if (rule.scans.length > 0 && from !== null) await showResult(work, `SELECT * FROM ${from}`);
    for (const scan of rule.scans) {
      asked = scan.count;
      if (!isBounded(rule, scan)) parts.push(await verifyScan(work, scan, rule));
    }
    for (const scan of rule.scans) {
      asked = scan.count;
      if (isBounded(rule, scan)) parts.push(await verifyIntervals(work, rule, scan, from));
    }
    // Order and keys rest on the promises: where one is broken, what follows from it is no second mistake.
    if (from !== null && !parts.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === "error"))) parts.push(await verifyRows(work, rule, from));
  } catch (error) {
    return { promises: [], diagnostics: [await problemOf(error, work, { rule, sql: asked, before: "", whole: asked.text })] };
  }
  return together(parts);
}

const showResult = (work: Work, rows: string): Promise<unknown> => work.session.run({ text: `CREATE OR REPLACE TEMP VIEW ${RESULT_NAME} AS ${rows}` });

/** Each interval's rows keep what is promised of them, so that it does not matter how many a run makes. Ends with the first one that breaks a promise which stops the run; a warning is told once. Throws what the engine throws. */
async function verifyIntervals(work: Work, rule: CompiledRule, scan: PromiseScan, from: string | null): Promise<Verification> {
  let promises: readonly Verified[] = scan.promises.map((promised) => ({ ...promiseOf(promised, undefined, rule, work), failing: 0, samples: [] }));
  const warnings = new Map<string, Diagnostic>();
  for (const interval of work.targets.get(rule.name)?.intervals ?? []) {
    if (from !== null) await showResult(work, rowsIn(rule, from, interval));
    const found = await verifyScan(within(work, interval), scan, rule);
    promises = promises.map((promise, i) => ({ ...promise, failing: promise.failing + (found.promises[i]?.failing ?? 0), samples: promise.samples.length > 0 ? promise.samples : (found.promises[i]?.samples ?? []) }));
    if (found.diagnostics.some(({ severity }) => severity === "error")) return { promises, diagnostics: found.diagnostics };
    for (const warning of found.diagnostics) {
      const which = JSON.stringify([warning.code, warning.at]);
      if (!warnings.has(which)) warnings.set(which, warning);
    }
  }
  return { promises, diagnostics: [...warnings.values()] };
}

const together = (parts: readonly Verification[]): Verification => ({ promises: parts.flatMap(({ promises }) => promises), diagnostics: parts.flatMap(({ diagnostics }) => diagnostics) });

export type Promiser = { readonly name: string; readonly at: Place; readonly origins: Origins; readonly params: readonly CompiledParam[] };

/** Throws what the engine throws. */
export async function verifyScan(work: Work, scan: PromiseScan, of: Promiser): Promise<Verification> {
  const params = boundParams(work, of.params);
  const [counts] = (await work.session.query({ text: scan.count.text, params })).rows;
  const parts: Verification[] = [];
  for (const [index, promised] of scan.promises.entries()) {
    const failing = Number(counts?.[index] ?? 0);
    if (failing === 0) {
      parts.push({ promises: [{ ...promiseOf(promised, undefined, of, work), failing, samples: [] }], diagnostics: [] });
      continue;
    }
    const rows = promised.rows === null ? null : await work.session.query({ text: promised.rows.text, params });
    const found = rows === null ? [] : objects(rows);
    const promise = promiseOf(promised, found[0], of, work);
    work.keepFailures?.({ rule: of.name, ...promise }, found);
    const texts = rows === null ? [] : rowTexts(rows).slice(0, SAMPLES);
    parts.push({ promises: [{ ...promise, failing, samples: found.slice(0, SAMPLES) }], diagnostics: [broken(promised, promise.says, failing, { samples: texts, newest: found[0] }, of, work)] });
  }
  return together(parts);
}

const objects = ({ columns, rows }: QueryResult): Record<string, JsonValue>[] => rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));

const placed = (promised: Promised, of: Promiser, work: Work): Pick<Diagnostic, "at" | "via"> => (promised.at < 0 ? { at: of.at, via: [] } : placeOf(promised.at, { origins: of.origins, textOf: work.input.textOf }));

function promiseOf(promised: Promised, sample: Verified["samples"][number] | undefined, of: Promiser, work: Work): Omit<Verified, "failing" | "samples"> {
  const { kind, columns, severity, message } = promised;
  return { kind, columns, severity, says: kind !== "check" && (kind !== "fresh" || message === "") ? PROMISES[kind](columns) : message === "" ? (written(promised, of, work) ?? "a check") : filled(message, sample) };
}

function written(promised: Promised, of: Promiser, work: Work): string | undefined {
  const { at } = placed(promised, of, work);
  return work.input.textOf?.(at.file)?.slice(at.start, at.end).replaceAll(/\s+/g, " ");
}

/** `newest`: the first of the failing rows. */
type Failing = { readonly samples: readonly string[]; readonly newest: Readonly<Record<string, JsonValue>> | undefined };

function broken(promised: Promised, says: string, count: number, { samples, newest }: Failing, of: Promiser, work: Work): Diagnostic {
  const { at, via } = placed(promised, of, work);
  const counted = { rule: of.name, count, samples };
  const { columns, severity, kind } = promised;
  if (kind === "check") return diagnose(severity === "warn" ? "check-warned" : "check-failed", { ...counted, says }, at, { via });
  if (kind === "fresh") {
    const told = promised.message === "" ? tooOld(promised, newest, of, work) : says;
    return diagnose(severity === "warn" ? "check-warned" : "not-fresh", { ...counted, says: told }, at, { via });
  }
  if (severity === "warn") return diagnose("promise-warned", { ...counted, promise: says }, at, { via });
  if (kind === "reference") return diagnose("reference-broken", { ...counted, columns, references: promised.references ?? "what it refers to" }, at, { via });
  return diagnose(({ key: "key-violated", multiplicity: "cardinality-violated", ties: "ties-met", not_null: "null-found" } as const)[kind], { ...counted, columns }, at, { via });
}

/** The newest value, and what the claim allows, as it is written. */
function tooOld(promised: Promised, newest: Failing["newest"], of: Promiser, work: Work): string {
  const [column = ""] = promised.columns;
  const value = newest?.[column] ?? null;
  const within = /\bwithin (.*?)(?: else\b.*)?$/.exec(written(promised, of, work) ?? "")?.[1];
  const allowed = within === undefined ? "" : `: it may be no older than ${within} when a run begins`;
  return value === null ? `there is no ${column} at all${allowed}` : `the newest ${column} is ${plainText(value)}${allowed}`;
}

/** Of no columns at all, a key says that there is one row, and a join's cardinality that there is one to meet. */
const PROMISES: Readonly<Record<Exclude<Promised["kind"], "check">, (columns: readonly string[]) => string>> = {
  key: (columns) => (columns.length === 0 ? "at most one row" : `the key ${columns.join(", ")}`),
  multiplicity: (columns) => (columns.length === 0 ? "at most one row to join" : `the cardinality of the join on ${columns.join(", ")}`),
  ties: (columns) => (columns.length === 0 ? "one first row" : `one first row for each ${columns.join(", ")}`),
  reference: (columns) => `the reference of ${columns.join(", ")}`,
  not_null: (columns) => `${columns.join(", ")} never null`,
  fresh: (columns) => `${columns.join(", ")} fresh`,
};

/** `{column}` in a message stands for the first failing row's value. */
const filled = (message: string, row: Readonly<Record<string, JsonValue>> | undefined): string =>
  row === undefined ? message : message.replaceAll(/\{([^{}]+)\}/g, (place, name: string) => (Object.hasOwn(row, name) ? plainText(row[name] as JsonValue) : place));

const plainText = (value: JsonValue): string => (typeof value === "string" ? value : JSON.stringify(value));
/** What is asked of the rows that a rule has made; `check` is null where nothing is. */
export function readBackOf(rule: CompiledRule, from: string): { readonly check: ReadBack | null; readonly order: readonly string[]; readonly repeats: boolean; readonly restarts: string | null } {
  const keys = madeKeys(rule);
  // An order of all columns without a key, as `then all` makes it, lets rows be equal: which of them comes first, nobody can tell.
  const order = rule.order.map(({ name }) => name);
  const repeats = madeColumns(rule).every(({ name }) => order.includes(name)) && !keys.some((key) => key.every((name) => order.includes(name)));
  // Each interval is in order.
  const mode = modeOf(rule.storage);
  const restarts = mode?.mode === "by_time" ? intervalOf(mode) : null;
  const years = outsideYears(from, madeColumns(rule), rule.storage.kind === "csv" || rule.storage.kind === "json");
  return { check: readBack(from, rule.order, keys, repeats, restarts, years), order, repeats, restarts };
}

/** Reads the rows back: in order, no two alike in a key, no date outside of the years that there are. */
async function verifyRows(work: Work, rule: CompiledRule, from: string): Promise<Verification> {
  const { check, order, repeats, restarts } = readBackOf(rule, from);
  if (check === null) return NOTHING;
  const counts = ((await work.session.query({ text: check.text })).rows[0] ?? []).map(Number);
  const [misplaced, surplus] = check.ordered ? [counts[1] ?? 0, counts.slice(2)] : [0, counts];
  const promises: Verified[] = [];
  const diagnostics: Diagnostic[] = [];
  if (check.ordered) {
    const rows = misplaced === 0 ? NO_ROWS : await work.session.query({ text: misplacedRows(from, rule.order, SAMPLES, repeats, restarts) });
    promises.push({ kind: "order", columns: order, severity: "error", says: `rows in order of ${order.join(", ")}`, failing: misplaced, samples: objects(rows) });
    if (misplaced > 0) diagnostics.push(diagnose("order-not-kept", { rule: rule.name, order, count: misplaced, samples: rowTexts(rows) }, rule.at));
  }
  for (const [index, key] of check.keys.entries()) {
    const failing = surplus[index] ?? 0;
    const rows = failing === 0 || key.length === 0 ? NO_ROWS : await work.session.query({ text: repeatedKeys(from, key, SAMPLES) });
    promises.push({ kind: "key", columns: key, severity: "error", says: PROMISES.key(key), failing, samples: objects(rows) });
    if (failing > 0) diagnostics.push(diagnose("key-violated", { rule: rule.name, columns: key, count: failing, samples: rowTexts(rows) }, rule.at));
  }
  for (const [index, column] of check.dates.entries()) {
    const count = surplus[check.keys.length + index] ?? 0;
    if (count > 0) diagnostics.push(diagnose("year-out-of-range", { rule: rule.name, column, count }, rule.at));
  }
  return { promises, diagnostics };
}
