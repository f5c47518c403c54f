/** A finished rule or source as plain data: its SQL, its promises as statements, its forms. */
import { sqlType } from "../ir/functions/duckdb-types.ts";
import type { Expr, ExprBy } from "../ir/expr.ts";
import { ORIGIN_WIDTH } from "../ir/id.ts";
import { ruleToJson } from "../ir/json.ts";
import { hashRule } from "../ir/hash.ts";
import { lineage } from "../ir/lineage.ts";
import { createProps } from "../ir/props/index.ts";
import { frameParams, naturalParams } from "../ir/natural-params.ts";
import { regexParam } from "../ir/regex-params.ts";
import type { Env, Interface, Obligation, Rule, Source } from "../ir/rule.ts";
import { unsteadyIn } from "../ir/steady.ts";
import { relExprs, relsOf, walkExpr } from "../ir/walk.ts";
import { nodeText, type AstNode } from "../lang/ast/walk.ts";
import { diagnose, type Diagnostic, type Place } from "../lang/diagnostics/index.ts";
import type { DeclaredBy, Program } from "../lang/scope.ts";
import { isRefusal, lowerObligations, lowerRule, lowerWritten, SAMPLES, type CountedObligation, type LowerOptions, type Refusal } from "../lower/index.ts";
import type { Profile } from "../lang/pack.ts";
import { outsideOf, type Names } from "./names.ts";
import { planHash, type Shape } from "./shape.ts";
import { RESULT_NAME, type CompiledFragment, type CompiledParam, type CompiledRule, type CompiledSource, type Promised, type PromiseScan, type Read } from "./types.ts";

export type Emission = { readonly program: Program; readonly env: Env; readonly names: Names; readonly profile: Profile; readonly without: readonly string[]; readonly shape: Shape; readonly promises: boolean; readonly samples: number; /** Whether SQL and what names it are made. */ readonly sql: boolean; readonly report: (diagnostic: Diagnostic) => void };

const printed = ({ profile, without }: Pick<Emission, "profile" | "without">): LowerOptions => ({ style: "pretty", ...profile.print, without });

const NO_SQL = { text: "", sourceMap: new Int32Array(), choices: { rewrites: [], lanes: [] } };

/** Null where the engine refuses; the refusal is reported. */
export function emitRule(rule: Rule, of: Interface, declared: DeclaredBy<"rule">, keep: boolean, emission: Emission): CompiledRule | null {
  const { env, names, profile, shape } = emission;
  const propsOf = createProps({ columns: rule.columns, env, locals: rule.locals, obligations: rule.obligations });
  const options: LowerOptions = { ...printed(emission), orderOf: (rel) => propsOf(rel).order };
  const select = emission.sql ? lowerRule(rule, names, options) : NO_SQL;
  if (isRefusal(select)) return refused(select, rule, declared, emission);
  const scans = scansOf(rule, options, [RESULT_NAME], emission);
  if (isRefusal(scans)) return refused(scans, rule, declared, emission);
  const written = emission.sql ? lowerWritten(rule, names, options) : [];
  if (isRefusal(written)) return refused(written, rule, declared, emission);
  const json = emission.sql ? ruleToJson(rule, outsideOf(emission)) : null;
  const hash = json === null ? "" : hashRule(rule, env.host, json);
  return {
    name: rule.name,
    module: declared.module,
    schema: profile.schema,
    table: names.rule(rule.name),
    select,
    reads: readsOf(rule, emission),
    columns: of.columns.map(({ name, type, nullable }) => ({ name, type, sqlType: sqlType(type), nullable })),
    order: rule.order.map(({ column, desc, nullsFirst }) => ({ name: rule.columns[column]?.name ?? "", desc, nullsFirst })),
    keys: of.keys,
    storage: rule.storage,
    tier: rule.tier,
    obligations: rule.obligations.map((obligation) => promised(rule, obligation)),
    scans,
    params: paramsOf(rule, names),
    written,
    unsteady: unsteadyIn(rule),
    hash,
    plan: json === null ? "" : planHash(hash, shape, env.host),
    choices: select.choices,
    interface: of,
    lineage: lineage(rule, env, propsOf),
    ir: json?.ir ?? "",
    ast: textOf(declared.decl),
    tags: rule.tags,
    doc: rule.doc,
    at: nameOf(declared),
    origins: rule.origins,
    rule: keep ? rule : null,
  };
}

/** The rows of a rule that has no name, and what verifies them. A refusal comes as a diagnostic. */
export function emitFragment(rule: Rule, { program, env, names, profile, without }: Pick<Emission, "program" | "env" | "names" | "profile" | "without">): CompiledFragment | Diagnostic {
  const propsOf = createProps({ columns: rule.columns, env, locals: rule.locals, obligations: rule.obligations });
  const options: LowerOptions = { ...printed({ profile, without }), orderOf: (rel) => propsOf(rel).order };
  const whole: Place = { file: rule.name, start: 0, end: 0 };
  const select = lowerRule(rule, names, options);
  if (isRefusal(select)) return refusal(select, rule, rule.name, whole);
  const scans = scansOf(rule, options, [RESULT_NAME], { program, names, promises: true, samples: SAMPLES });
  if (isRefusal(scans)) return refusal(scans, rule, rule.name, whole);
  const written = lowerWritten(rule, names, options);
  if (isRefusal(written)) return refusal(written, rule, rule.name, whole);
  const props = propsOf(rule.root);
  return {
    select,
    scans,
    written,
    reads: readsOf(rule, { program, names }),
    params: paramsOf(rule, names),
    columns: rule.root.outputs.map((column) => {
      const { name, type } = rule.columns[column] as Rule["columns"][number];
      return { name, type, sqlType: sqlType(type), nullable: !props.notNull.has(column) };
    }),
    order: props.order.map(({ column, desc, nullsFirst }) => ({ name: rule.columns[column]?.name ?? "", desc, nullsFirst })),
    origins: rule.origins,
  };
}

export function emitSource(source: Source, declared: DeclaredBy<"source">, emission: Emission): CompiledSource | null {
  const { program, names } = emission;
  const claims = scansOf(source.claims, printed(emission), null, emission);
  if (isRefusal(claims)) return refused(claims, source.claims, declared, emission);
  const written = lowerWritten(source.claims, names, printed(emission));
  if (isRefusal(written)) return refused(written, source.claims, declared, emission);
  const places = program.schemas.get(source.name)?.places;
  const at = nameOf(declared);
  return {
    name: source.name,
    module: declared.module,
    provider: source.provider,
    columns: source.interface.columns.map(({ name, type, nullable }) => ({ name, type, sqlType: sqlType(type), nullable, at: places?.get(name) ?? at })),
    claims,
    claimName: names.source(source.name),
    claimReads: readsOf(source.claims, emission),
    claimParams: paramsOf(source.claims, names),
    written,
    trusted: source.trusted,
    hash: source.interface.hash,
    interface: source.interface,
    at,
    origins: source.claims.origins,
  };
}

/** A function of its own, so that what waits for the text holds the tree and nothing else. */
const textOf = (node: AstNode) => (): string => nodeText(node);

const nameOf = ({ file, decl: { name } }: DeclaredBy<"rule"> | DeclaredBy<"source">): Place => ({ file, start: name.start, end: name.end });

function refused(of: Refusal, rule: Rule, declared: DeclaredBy<"rule"> | DeclaredBy<"source">, { report }: Emission): null {
  report(refusal(of, rule, declared.decl.name.text, nameOf(declared)));
  return null;
}

function refusal({ at, what, reason, dialect }: Refusal, { origins }: Rule, name: string, otherwise: Place): Diagnostic {
  const row = at < 0 ? null : origins.rows.subarray(at * ORIGIN_WIDTH, (at + 1) * ORIGIN_WIDTH);
  const place = row === null ? otherwise : { file: origins.files[row[0] as number] as string, start: row[1] as number, end: row[2] as number };
  return diagnose("engine-cannot", { rule: name, what, engine: dialect, reason }, place);
}

const promised = (rule: Rule, { kind, columns, references, severity, message }: Obligation): CompiledRule["obligations"][number] =>
  ({ kind, columns: columns.map((column) => rule.columns[column]?.name ?? ""), references: references?.name ?? null, severity, message });

/** `result`: where the rule's own finished rows can be read. */
function scansOf(rule: Rule, options: LowerOptions, result: readonly string[] | null, { program, names, promises, samples }: Pick<Emission, "program" | "names" | "promises" | "samples">): readonly PromiseScan[] | Refusal {
  if (!promises || rule.obligations.length === 0) return [];
  const lowered = lowerObligations(rule, names, { ...options, result, samples, referenced: (name) => ({ kind: program.sources.has(name) ? "source" : "rule", name }) });
  if (isRefusal(lowered)) return lowered;
  return lowered.map(({ count, counts }) => ({ count, promises: counts.map((of) => shown(of, promised(rule, of.obligation))) }));
}

/** With the statement that shows failing rows, which is printed where it is asked for. */
const shown = (of: CountedObligation, promise: Omit<Promised, "rows" | "at">): Promised => ({
  ...promise,
  at: of.obligation.at,
  get rows() {
    return isAnswer(of.obligation) ? null : of.rows;
  },
});

/** A check about the relation as a whole: its one row holds whether it is true, and shows nothing. */
const isAnswer = ({ predicate, over }: Obligation): boolean => predicate?.kind === "column" && over.kind === "aggregate" && over.by.length === 0 && over.outputs.length === 1;

/** What the rule scans outside itself, each once, in the order of names. */
function readsOf(rule: Rule, { program, names }: Pick<Emission, "program" | "names">): CompiledRule["reads"] {
  const reads = new Map<string, Read>();
  const add = (kind: Read["of"]["kind"], name: string): void => void reads.set(`${name} ${kind}`, { of: { kind, name }, sqlName: names[kind](name) });
  for (const rel of relsOf(rule)) {
    if (rel.kind !== "scan" || rel.of.kind === "local" || rel.of.kind === "self") continue;
    add(rel.of.kind, rel.of.name);
  }
  for (const { references } of rule.obligations) if (references !== null) add(program.sources.has(references.name) ? "source" : "rule", references.name);
  return [...reads].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, read]) => read);
}

function paramsOf(rule: Rule, names: Names): CompiledParam[] {
  const own = new Map(rule.params.map((param) => [param.name, param]));
  const params = new Map<string, CompiledParam>();
  const add = (expr: ExprBy<"param">, sqlName: string, more: { readonly groups?: number }): void => {
    const of = own.get(expr.name);
    const compiled = { name: of === undefined ? expr.name : `${rule.name}.${expr.name}`, sqlName, type: expr.type, sqlType: sqlType(expr.type), ...more };
    params.set(sqlName, of?.default === undefined ? compiled : { ...compiled, default: of.default });
  };
  const bounds = new Set<string>();
  const visit = (expr: Expr): void => {
    if (expr.kind === "param") add(expr, names.param(expr.name), {});
    for (const { name } of frameParams(expr)) bounds.add(names.param(name));
    const regex = expr.kind === "call" ? regexParam(expr) : null;
    if (regex === null) return;
    const sqlName = names.pattern(regex.param.name);
    add(regex.param, sqlName, { groups: Math.max(regex.groups, params.get(sqlName)?.groups ?? 0) });
  };
  for (const rel of relsOf(rule)) {
    for (const root of relExprs(rel)) walkExpr(root, visit);
    for (const { name } of naturalParams(rel)) bounds.add(names.param(name));
  }
  for (const { predicate } of rule.obligations) if (predicate !== null) walkExpr(predicate, visit);
  const bounded = [...params.values()].map((param): CompiledParam => (bounds.has(param.sqlName) ? { ...param, natural: true } : param));
  return bounded.sort((a, b) => (a.name < b.name || (a.name === b.name && a.sqlName < b.sqlName) ? -1 : 1));
}
