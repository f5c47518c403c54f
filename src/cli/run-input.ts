/** What a run is asked for, from the pack, its profile and the command's options. */
import { isAbsolute, join, resolve } from "node:path";
import type { Compiled, CompiledFragment, CompiledRule, CompiledSource } from "../compile/types.ts";
import { missingParams, paramValues, RUN_AT, runInstant, type ParamDemand } from "../lang/bind/params.ts";
import type { Diagnostic } from "../lang/diagnostics/index.ts";
import { scanSource } from "../lower/index.ts";
import type { Pack } from "../runtime/pack/read-pack.ts";
import { redoProblem, type Redo } from "../runtime/run/materialise/redo.ts";
import { sourcesBehind } from "../runtime/run/read-rows.ts";
import type { WarehouseInput } from "../runtime/run/warehouse.ts";
import type { RunInput } from "../runtime/run/work.ts";
import { targetOf } from "./pack-session.ts";
import { flag, text, texts, type Invocation } from "./spec.ts";
import { version } from "./version.ts";

/** Another process on the warehouse is waited for so long, in milliseconds. */
const WAIT = 10_000;

export type Asked = { readonly ok: true; readonly input: RunInput } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } | { readonly ok: false; readonly usage: string };

/** What is looked at beside rules that run, and the parameters without which it has no rows. */
export type Looked = { readonly fragment: CompiledFragment | null; readonly needs: ReadonlySet<string> };

/** `looked`: null for a run, which needs all parameters. */
export function runInput(invocation: Invocation, pack: Pack, compiled: Compiled, selected: ReadonlySet<string>, textOf: RunInput["textOf"], looked: Looked | null = null): Asked {
  const { options, env, cwd } = invocation;
  const [given, ofProfile] = [text(options, "openlineage"), pack.profile.openlineage];
  const lineage = given !== undefined ? resolve(cwd, given) : ofProfile === null ? undefined : resolve(pack.dir, ofProfile);
  const args: [string, string][] = [];
  for (const written of texts(options, "param")) {
    const at = written.indexOf("=");
    if (at < 1) return { ok: false, usage: `--param takes name=value, not ${written}` };
    args.push([written.slice(0, at), written.slice(at + 1)]);
  }
  const [threads, workers] = [text(options, "threads"), text(options, "workers")];
  if (threads !== undefined && !/^[1-9]\d{0,3}$/.test(threads)) return { ok: false, usage: `--threads takes a number from 1, not ${threads}` };
  if (workers !== undefined && !/^([1-9]|[1-5]\d|6[0-4])$/.test(workers)) return { ok: false, usage: `--workers takes a number from 1 to 64, not ${workers}` };
  const diagnostics: Diagnostic[] = [];
  const { values, missing } = paramValues(compiled.params, { args, env, profile: pack.profile, manifest: pack.manifest, demands: demandsOf(compiled, looked?.fragment) }, (diagnostic) => void diagnostics.push(diagnostic));
  const lacking = missing.filter((name) => looked === null || looked.needs.has(name));
  if (lacking.length > 0) diagnostics.push(missingParams(lacking));
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const instant = runInstant(text(options, "runAt") ?? new Date().toISOString());
  if (!instant.ok) return { ok: false, usage: `--run-at takes an instant such as 2026-01-31T10:00:00Z: ${instant.why}` };
  const redo = redoOf(invocation, compiled.rules.filter(({ name }) => selected.has(name)), String(instant.value));
  if (redo !== null && "usage" in redo) return { ok: false, ...redo };
  const own = compiled.rules.flatMap(({ params }) => params.flatMap((param) => (param.default === undefined ? [] : [[param.name, param.default] as const])));
  const where = warehouseOf(pack);
  return {
    ok: true,
    input: {
      ...where,
      profile: { ...where.profile, threads: threads === undefined ? where.profile.threads : Number(threads), ...(workers === undefined ? {} : { workers: Number(workers) }) },
      rules: compiled.rules,
      sources: compiled.sources,
      selected: (rule) => selected.has(rule),
      values: new Map([...values, ...own, [RUN_AT.name, instant.value]]),
      scan: scanSource,
      ...(flag(options, "fullRefresh") ? { fullRefresh: true } : {}),
      ...(redo === null ? {} : { redo }),
      ...(flag(options, "resumes") ? { resumes: true } : {}),
      without: texts(options, "pass"),
      ...(flag(options, "failFast") ? { failFast: true } : {}),
      ...(flag(options, "evidence") ? { evidence: true } : {}),
      ...(lineage === undefined ? {} : { openLineage: { to: lineage, namespace: env["OPENLINEAGE_NAMESPACE"] ?? pack.manifest.name } }),
      ...(flag(options, "keepFailures") ? { keepFailures: true } : {}),
      compiler: version,
      shape: compiled.shape,
      textOf,
    },
  };
}

/** `--from` and `--to`: null where neither is given. */
function redoOf({ options }: Invocation, rules: readonly CompiledRule[], runAt: string): Redo | { readonly usage: string } | null {
  const [from, to] = [text(options, "from"), text(options, "to")];
  if (from === undefined && to === undefined) return null;
  if (from === undefined || to === undefined) return { usage: `--${from === undefined ? "to" : "from"} needs --${from === undefined ? "from" : "to"}, too` };
  if (flag(options, "fullRefresh")) return { usage: "--full-refresh makes all intervals anew: without --from and --to" };
  const problem = redoProblem({ from, to }, rules, runAt);
  return problem === null ? { from, to } : { usage: problem };
}

/** What a fragment, a source or a stored rule is read with: a rule's rows are there. */
export function neededBy({ fragment, rule, source }: { readonly fragment: CompiledFragment | null; readonly rule: CompiledRule | null; readonly source: CompiledSource | null }, { rules, sources }: Compiled): Looked {
  const reads = fragment?.reads ?? (rule?.storage.kind === "view" ? rule.reads : []);
  const behind = sourcesBehind(reads, new Map(rules.map((one) => [one.name, one])), sources);
  const paths = [...behind, ...(source === null ? [] : [source])].flatMap(({ provider }) => (provider.kind === "table" ? [] : provider.paths.flat()));
  const named = paths.flatMap((part) => (typeof part === "string" ? [] : [part.param]));
  return { fragment, needs: new Set([...named, ...[...(fragment?.params ?? []), ...behind.flatMap(({ claimParams }) => claimParams)].map(({ name }) => name)]) };
}

/** What their values must be, wherever in the pack they stand. */
export function demandsOf({ rules, sources }: Pick<Compiled, "rules" | "sources">, fragment: CompiledFragment | null = null): ReadonlyMap<string, ParamDemand> {
  const demands = new Map<string, ParamDemand>();
  const params = [...rules.flatMap((rule) => rule.params), ...sources.flatMap(({ claimParams }) => claimParams), ...(fragment?.params ?? [])];
  for (const { name, groups, natural } of params) {
    const known = demands.get(name) ?? {};
    const most = groups === undefined ? known.groups : Math.max(groups, known.groups ?? 0);
    demands.set(name, { ...known, ...(most === undefined ? {} : { groups: most }), ...(natural === true ? { natural } : {}) });
  }
  return demands;
}

/** The warehouse of the pack's profile. */
export function warehouseOf(pack: Pack): WarehouseInput {
  const { name, warehouse, policy, memory, threads, workers } = pack.profile;
  return {
    pack: pack.manifest.name,
    root: pack.dir,
    target: targetOf(pack),
    profile: { name, policy, memory, threads, workers, warehouse: warehouse === ":memory:" || isAbsolute(warehouse) ? warehouse : join(pack.dir, warehouse) },
    wait: WAIT,
  };
}
