/** What compiling leaves on disk, as paths and text: the same bytes on every machine and every run. Formats: docs/artifacts.md, grammar/schemas/. */
import { fieldText } from "../values/type.ts";
import type { Lineage } from "../ir/lineage.ts";
import type { Interface, SortedName } from "../ir/rule.ts";
import type { Manifest, Profile } from "../lang/pack.ts";
import type { Forms, RuleForms } from "./rule-forms.ts";
import type { Compiled, CompiledRule, CompiledSource } from "./types.ts";

export const FORMAT = 1;
/** Above so many rules `emit: auto` writes one file of trees and one of IR instead of two files a rule. */
export const SPLIT_UP_TO = 1_000;

/** `path` is relative to the folder that it is written into. The pieces are made as they are asked for, once: a big pack's text is never all in memory. */
export type Artifact = { readonly path: string; readonly pieces: Iterable<string> };
export const wholeText = ({ pieces }: Artifact): string => [...pieces].join("");
const file = (path: string, text: string): Artifact => ({ path, pieces: [text] });

export type ArtifactsOf = { readonly compiled: Compiled; readonly manifest: Manifest; readonly profile: Profile; readonly compiler: string; readonly sha256: (bytes: Uint8Array) => string; readonly forms?: Forms | undefined };

/** Relative to `target/<pack>/`. */
export function* artifacts(of: ArtifactsOf): Generator<Artifact> {
  const rules = of.compiled.rules.toSorted(byName);
  for (const rule of rules) yield file(`sql/${ruleFile(rule, of.sha256)}.sql`, `${rule.select.text}\n`);
  yield { path: "ir.jsonl", pieces: lines(rules, irLine) };
  yield { path: "ast.jsonl", pieces: lines(rules, astLine) };
  const split = of.profile.emit === "split" || (of.profile.emit === "auto" && rules.length <= SPLIT_UP_TO);
  if (split) {
    for (const rule of rules) {
      yield file(`rules/${ruleFile(rule, of.sha256)}.ir.json`, pretty(irLine(rule)));
      yield file(`rules/${ruleFile(rule, of.sha256)}.ast.json`, pretty(astLine(rule)));
    }
  }
  for (const rule of rules) yield* formFiles(ruleFile(rule, of.sha256), of.forms?.rules.get(rule.name));
  yield { path: "lineage.json", pieces: lineageFile(rules) };
  yield file("manifest.json", `${JSON.stringify(manifestJson(of, rules), null, 1)}\n`);
}

function* lines(rules: readonly CompiledRule[], line: (rule: CompiledRule) => string): Generator<string> {
  for (const rule of rules) {
    yield line(rule);
    yield "\n";
  }
}

function* formFiles(path: string, forms: RuleForms | undefined): Generator<Artifact> {
  if (forms === undefined) return;
  if (forms.normal.ok) yield file(`rules/${path}.norm.rule`, forms.normal.text);
  yield file(`rules/${path}.canonical.sql`, `${forms.canonical}\n`);
  yield file(`rules/${path}.engine-ast.json`, `${forms.tree}\n`);
}

/** Of each form's text, without a newline at its end that only files have; `normal` is null where the rule has no text. */
function formHashes({ normal, canonical, tree }: RuleForms, sha256: ArtifactsOf["sha256"]): object {
  const hash = (text: string): string => sha256(new TextEncoder().encode(text));
  return { normal: normal.ok ? hash(normal.text) : null, canonical: hash(canonical), engine_ast: hash(tree) };
}

function* lineageFile(rules: readonly CompiledRule[]): Generator<string> {
  yield `{"format":${FORMAT},"rules":[`;
  for (const [at, rule] of rules.entries()) yield `${at === 0 ? "" : ","}\n{"name":${JSON.stringify(rule.name)},"lineage":${JSON.stringify(lineageJson(rule.lineage))}}`;
  yield `${rules.length === 0 ? "\n" : ""}\n]}\n`;
}

/** What people commit and read in a diff: each rule's SQL, and what its readers rely on. */
export function* goldens(compiled: Compiled, sha256: ArtifactsOf["sha256"]): Generator<Artifact> {
  for (const rule of compiled.rules.toSorted(byName)) {
    yield file(`${ruleFile(rule, sha256)}.sql`, `${rule.select.text}\n`);
    yield file(`${ruleFile(rule, sha256)}.interface.json`, `${JSON.stringify(interfaceJson(rule.interface), null, 2)}\n`);
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
const pretty = (line: string): string => `${JSON.stringify(JSON.parse(line), null, 1)}\n`;

const HOLDABLE = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$/;
/** Windows refuses these as file names. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** `sales/lines/order_lines`; a part that a file system cannot hold becomes `<slug>-<hash8>`. */
export function ruleFile({ name }: { readonly name: string }, sha256: ArtifactsOf["sha256"]): string {
  return name.split(".").map((part) => {
    if (HOLDABLE.test(part) && !DEVICE.test(part)) return part;
    const slug = part.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 60);
    return `${slug === "" ? "rule" : slug}-${sha256(new TextEncoder().encode(part)).slice(0, 8)}`;
  }).join("/");
}

const orderText = (order: readonly SortedName[]): string[] => order.map(({ name, desc, nullsFirst }) => `${name}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`);

const interfaceJson = (of: Interface): object => ({
  name: of.name,
  columns: of.columns.map(({ name, type, nullable, tags, doc }) => ({ name, type: fieldText({ type, nullable }), ...(tags.length > 0 ? { tags } : {}), ...(doc === null ? {} : { doc }) })),
  order: orderText(of.order),
  keys: of.keys,
  storage: of.storage,
  tier: of.tier,
  hash: of.hash,
});

/** `columns`: name, then the places in `leaves` that it is computed from, then those that influence it. */
const lineageJson = ({ leaves, columns, rows, opaque }: Lineage): object => ({
  leaves: leaves.map(({ of, name, column }) => [of, name, column]),
  columns: columns.map(({ name, value, influence }) => [name, value, influence]),
  rows,
  ...(opaque ? { opaque } : {}),
});

function irLine(rule: CompiledRule): string {
  const head = JSON.stringify({
    name: rule.name,
    hash: rule.hash,
    plan: rule.plan,
    rewrites: rule.choices.rewrites,
    ...(rule.choices.lanes.length > 0 ? { explodes: rule.choices.lanes } : {}),
    table: `${rule.schema}.${rule.table}`,
    interface: interfaceJson(rule.interface),
    storage: rule.storage,
    reads: rule.reads.map(({ of }) => [of.kind, of.name]),
    params: rule.params.flatMap(({ name, groups }) => (groups === undefined ? [name] : [])),
    obligations: rule.obligations,
    lineage: lineageJson(rule.lineage),
    ...(rule.tags.length > 0 ? { tags: rule.tags } : {}),
  });
  return `${head.slice(0, -1)},"ir":${rule.ir}}`;
}

const astLine = (rule: CompiledRule): string => `{"name":${JSON.stringify(rule.name)},"file":${JSON.stringify(rule.at.file)},"ast":${rule.ast()}}`;

function manifestJson({ compiled, manifest, profile, compiler, forms, sha256 }: ArtifactsOf, rules: readonly CompiledRule[]): object {
  const formsOf = (name: string): object => {
    const of = forms?.rules.get(name);
    return of === undefined ? {} : { forms: formHashes(of, sha256) };
  };
  return {
    format: FORMAT,
    name: manifest.name,
    version: manifest.version,
    language: manifest.language,
    compiler,
    engine: profile.engine,
    policy: profile.policy,
    shape: compiled.shape,
    rules: rules.map((rule) => ({
      name: rule.name, file: rule.at.file, hash: rule.hash, plan: rule.plan, interface: rule.interface.hash, table: `${rule.schema}.${rule.table}`, storage: rule.storage.kind,
      order: orderText(rule.order), tier: rule.tier, reads: rule.reads.map(({ of }) => of.name), ...formsOf(rule.name),
    })),
    ...(forms === undefined ? {} : { parsed_by: forms.parsedBy }),
    sources: compiled.sources.toSorted(byName).map((source) => sourceJson(source)),
  };
}

const sourceJson = (source: CompiledSource): object => ({
  name: source.name, file: source.at.file, provider: source.provider.kind, hash: source.hash, trusted: source.trusted, columns: source.columns.length,
});
