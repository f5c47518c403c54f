/** Parameters of modules and rules, and the values that a run gives them. Meaning: docs/language.md, "Parameters". */
import { localName } from "../../ir/id.ts";
import type { LiteralValue } from "../../ir/expr.ts";
import { naturalProblem } from "../../ir/natural-params.ts";
import { regexProblem } from "../../ir/regex-params.ts";
import type { ParamDef } from "../../ir/rule.ts";
import type { ValueRead } from "../../values/literal.ts";
import { ERROR, fieldText, scalar } from "../../values/type.ts";
import type { ParamNode, RuleDecl } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { diagnose, type Diagnostic, type Place } from "../diagnostics/index.ts";
import { pointerStep } from "../json-text.ts";
import { MANIFEST_FILE, placeOf, type Manifest, type ParamJson, type Profile } from "../pack.ts";
import type { Declaration } from "../scope.ts";
import { constantOf, valueOfJson, valueOfText } from "./constant.ts";
import { fieldOf } from "./types.ts";

type Report = (diagnostic: Diagnostic) => void;

/** The instant that a run is for: recorded with it, so that it can be repeated. */
export const RUN_AT = { name: "run_at", type: scalar("timestamptz"), nullable: false } as const;

/** Bounds of the interval that one statement of a rule stored by time makes, half open; their type is that of its `start`. */
export const FROM = { name: "from" } as const;
export const TO = { name: "to" } as const;

/** Its value, from text as `--run-at` gives it; what is wrong otherwise. */
export const runInstant = (text: string): ValueRead => valueOfText(text, RUN_AT);

/** Names that mean something else behind `$`. */
const TAKEN: ReadonlySet<string> = new Set([RUN_AT.name, FROM.name, TO.name]);

/** Module parameters by qualified name. Errors: param-default, those of types.ts. */
export function moduleParams(declarations: ReadonlyMap<string, Declaration>, report: Report): Map<string, ParamDef> {
  const params = new Map<string, ParamDef>();
  for (const declared of declarations.values()) if (declared.kind === "param") params.set(declared.name, paramOf(declared.decl.param, declared.name, declared.file, report));
  return params;
}

/** A rule's own parameters by name. Errors as above, and duplicate-name. */
export function ruleParams(decl: RuleDecl, file: string, report: Report): Map<string, ParamDef> {
  const params = new Map<string, ParamDef>();
  for (const node of decl.params) {
    const { name } = node;
    if (params.has(name.text)) report(diagnose("duplicate-name", { name: name.text, is: "a parameter" }, { file, start: name.start, end: name.end }));
    else params.set(name.text, paramOf(node, name.text, file, report));
  }
  return params;
}

function paramOf(node: ParamNode, name: string, file: string, report: Report): ParamDef {
  const field = fieldOf(node.type, file, "argument", report);
  if (TAKEN.has(node.name.text)) {
    const why = node.name.text === RUN_AT.name ? "`$run_at` is the instant of the run" : `\`$${node.name.text}\` is a bound of what a rule stored by time makes`;
    report(diagnose("reserved-name", { name: node.name.text, is: "a parameter", why }, { file, start: node.name.start, end: node.name.end }));
  }
  if (node.default === null || node.default.kind === "error" || field.type === ERROR) return { name, ...field, default: undefined };
  const read = constantOf(node.default, field);
  if (read.ok) return { name, ...field, default: read.value };
  report(diagnose("param-default", { name: node.name.text, type: fieldText(field), found: read.why }, { file, start: node.default.start, end: node.default.end }));
  // Known to have a default: one mistake, one message.
  return { name, ...field, type: ERROR, default: null };
}

/** What a host was given. `args` are `--param` texts in order, the last of equal names counting; `env` the process's environment. */
export type GivenParams = {
  readonly args: readonly (readonly [name: string, text: string])[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile: Profile;
  readonly manifest: Manifest;
  /** By qualified name. */
  readonly demands?: ReadonlyMap<string, ParamDemand>;
};
/** What a value must be beside its type, by where the parameter stands: a pattern of so many groups at least; nothing below zero. */
export type ParamDemand = { readonly groups?: number; readonly natural?: true };
/** `missing` have neither a value nor a default: an error for a run (`missingParams`), not for compiling. */
export type ParamValues = { readonly values: ReadonlyMap<string, LiteralValue>; readonly missing: readonly string[] };
type Given = { readonly name: string; readonly value: { readonly text: string } | { readonly json: ParamJson }; readonly from: string; readonly at: Place };

/** The value of every module parameter, by qualified name. Errors: unknown-param, ambiguous-param, param-value. */
export function paramValues(params: ReadonlyMap<string, ParamDef>, given: GivenParams, report: Report): ParamValues {
  const byBareName = new Map<string, string[]>();
  for (const name of params.keys()) {
    const bare = localName(name);
    byBareName.set(bare, [...(byBareName.get(bare) ?? []), name]);
  }
  const values = new Map<string, LiteralValue>();
  // From the weakest to the strongest, so that the last one stays.
  for (const [name, param] of params) if (param.default !== undefined) values.set(name, param.default);
  const faulty = new Set<string>();
  for (const one of allGiven(given, byBareName)) {
    const name = params.has(one.name) ? one.name : onlyOne(one, byBareName, params, report);
    const param = name === null ? undefined : params.get(name);
    if (name === null || param === undefined || param.type === ERROR) continue;
    const read = asDemanded("text" in one.value ? valueOfText(one.value.text, param) : valueOfJson(one.value.json, param), given.demands?.get(name));
    if (read.ok) {
      values.set(name, read.value);
      continue;
    }
    faulty.add(name);
    const value = "text" in one.value ? `\`${one.value.text}\`` : JSON.stringify(one.value.json);
    report(diagnose("param-value", { name, type: read.type ?? fieldText(param), value, from: one.from, why: read.why }, one.at));
  }
  return { values, missing: [...params.keys()].filter((name) => !values.has(name) && !faulty.has(name)) };
}

function asDemanded(read: ValueRead, { groups, natural }: ParamDemand = {}): ValueRead & { readonly type?: string } {
  if (!read.ok) return read;
  const noPattern = typeof read.value === "string" && groups !== undefined ? regexProblem(read.value, groups) : null;
  if (noPattern !== null) return { ok: false, why: noPattern, type: "pattern" };
  const below = natural === true ? naturalProblem(read.value) : null;
  return below === null ? read : { ok: false, why: below, type: "number of rows or distance" };
}

export const missingParams = (names: readonly string[]): Diagnostic => diagnose("params-without-value", { names }, { file: MANIFEST_FILE, start: 0, end: 0 });

const NO_TEXT: Place = { file: "", start: 0, end: 0 };

function* allGiven({ args, env, profile, manifest }: GivenParams, byBareName: ReadonlyMap<string, readonly string[]>): Generator<Given> {
  const json = (params: Readonly<Record<string, ParamJson>>, pointer: string, from: string): Given[] =>
    Object.entries(params).map(([name, value]) => ({ name, value: { json: value }, from, at: placeOf(manifest.places, pointer + pointerStep(name), "value") }));
  yield* json(manifest.params, "/params", MANIFEST_FILE);
  yield* json(profile.params, `/profiles${pointerStep(profile.name)}/params`, `the profile ${profile.name}`);
  for (const name of byBareName.keys()) {
    const variable = `RULEC_PARAM_${name.toUpperCase()}`;
    const text = env[variable];
    if (text !== undefined) yield { name, value: { text }, from: `the environment's ${variable}`, at: NO_TEXT };
  }
  for (const [name, text] of args) yield { name, value: { text }, from: `--param ${name}`, at: NO_TEXT };
}

function onlyOne({ name, at }: Given, byBareName: ReadonlyMap<string, readonly string[]>, params: ReadonlyMap<string, ParamDef>, report: Report): string | null {
  const [only, ...others] = byBareName.get(name) ?? [];
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) report(diagnose("ambiguous-param", { name, candidates: [only, ...others] }, at));
  else {
    const known = [...new Set([...byBareName.keys(), ...params.keys()])];
    report(diagnose("unknown-param", { name, meant: nearest(name, known), known: [...byBareName.keys()] }, at));
  }
  return null;
}
