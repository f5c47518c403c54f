/** Rows of sources as the evaluator takes them: read by the engine, as a run reads them, and made values. */
import { compile } from "../../src/compile/compile.ts";
import type { Compiled, CompiledSource, Prepared } from "../../src/compile/types.ts";
import { PASSES } from "../../src/ir/passes/list.ts";
import { evaluateRule, evaluateRules, failed, type Inputs, type Outcome, type Table } from "../../src/evaluate/index.ts";
import type { ParamDef, Rule } from "../../src/ir/rule.ts";
import { scanSource } from "../../src/lower/index.ts";
import { paramValues, RUN_AT } from "../../src/lang/bind/params.ts";
import { openDuckdb } from "../../src/runtime/duckdb/open.ts";
import type { Engine, Session } from "../../src/runtime/engine.ts";
import type { Pack } from "../../src/runtime/pack/read-pack.ts";
import { locate } from "../../src/runtime/sources/paths.ts";
import { Failure } from "../../src/values/failure.ts";
import type { Value } from "../../src/values/value.ts";
import { valueOf, valueOfJson } from "../../src/values/value-text.ts";
import { host, type Opened } from "../support/pack.ts";

let session: Promise<Session> | null = null;
let engine: Engine | null = null;
const opened = (): Promise<Session> => (session ??= openDuckdb({ warehouse: ":memory:", policy: "admin", directories: [], threads: 1, memory: null, temp: null }).then((of) => {
  engine = of;
  return of.session();
}));

export async function closeTables(): Promise<void> {
  (await session)?.close();
  engine?.close();
  [session, engine] = [null, null];
}

/** Module parameters as a run without options has them, and the text of each for the paths of sources. */
function paramsOf(pack: Pack, compiled: Compiled): { readonly texts: ReadonlyMap<string, string | boolean | null>; readonly values: ReadonlyMap<string, Value> } {
  const { values } = paramValues(compiled.params, { args: [], env: {}, profile: pack.profile, manifest: pack.manifest }, () => undefined);
  const typed = [...values].map(([name, text]) => [name, valueOf((compiled.params.get(name) as ParamDef).type, text)] as const);
  return { texts: values, values: new Map([...typed, [RUN_AT.name, valueOf(RUN_AT.type, "2030-01-01 00:00:00+00")]]) };
}

async function tableOf(source: CompiledSource, pack: Pack, values: ReadonlyMap<string, string | boolean | null>): Promise<Table> {
  const located = locate(source, { root: pack.dir, values, policy: "admin" });
  if ("code" in located) throw new Error(located.code);
  const { rows } = await (await opened()).query({ text: scanSource(source, located.paths) });
  return { columns: source.columns, rows: rows.map((row) => source.columns.map(({ type }, i) => valueOfJson(type, row[i] ?? null))) };
}

export type Evaluation = {
  readonly rules: readonly Rule[];
  /** Sources, and what the rules gave. */
  readonly inputs: Inputs;
  /** What every rule gives, by its name, and what each source's claims find (under the source's). */
  readonly outcomes: ReadonlyMap<string, Outcome>;
};

export async function evaluatePack({ pack, compiled }: Opened, form: "bound" | "optimised"): Promise<Evaluation> {
  if (pack === null || compiled === null) throw new Error("the pack does not open");
  const { rules: made, sources, prepared } = form === "optimised" ? compiled : compile(pack, host, { keep: true, without: PASSES.map(({ name }) => name) });
  const rules = made.map(({ rule }) => rule as Rule);
  const { texts, values } = paramsOf(pack, compiled);
  const tables = new Map<string, Table>();
  for (const source of sources) tables.set(source.name, await tableOf(source, pack, texts));
  const outcomes = evaluateRules(rules, tables, values);
  // A claim may refer to a rule.
  for (const [name, outcome] of outcomes) if (!failed(outcome)) tables.set(name, outcome.table);
  const inputs = { tables, previous: null, params: values };
  const claims = [...(prepared as Prepared).program.sources.values()].map((source) => [source.name, attempt(() => evaluateRule(source.claims, inputs))] as const);
  return { rules, inputs, outcomes: new Map([...claims, ...outcomes]) };
}

function attempt(evaluate: () => Outcome): Outcome {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
