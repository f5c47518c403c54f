import { compileFragment, FRAGMENT_FILE } from "../../compile/fragment.ts";
import { irText, lineageText } from "../../compile/forms.ts";
import { normalNamed } from "../../compile/expand.ts";
import { canonicalOf } from "../../compile/rule-forms.ts";
import { proofJson, proofLines } from "../../compile/proof-forms.ts";
import { proofSections } from "../../compile/proof.ts";
import type { Compiled, CompiledFragment, CompiledRule, CompiledSource, Prepared, Read } from "../../compile/types.ts";
import type { Lineage } from "../../ir/lineage.ts";
import type { Interface } from "../../ir/rule.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { parseTrees, readRows } from "../../runtime/index.ts";
import type { Pack } from "../../runtime/pack/read-pack.ts";
import { fieldText, nameText } from "../../values/type.ts";
import { compilePack, hasErrors, jsonOf, openPack, passesOff, refused, showDiagnostics } from "../pack-session.ts";
import { failedLines, failedRows } from "../failed-rows.ts";
import { tableLines } from "../rows.ts";
import { neededBy, runInput, warehouseOf } from "../run-input.ts";
import { isNamed, nearestName } from "../select.ts";
import { countText, orMeant, plural } from "../text.ts";
import { EXIT, flag, text, type Command, type Invocation } from "../spec.ts";

type TextOf = (file: string) => string | undefined;
type Found = { readonly name: string; readonly rule: CompiledRule | null; readonly source: CompiledSource | null; readonly fragment: CompiledFragment | null; readonly warnings: readonly Diagnostic[] };
/** `json`: diagnostics as a document holds them. */
type Shown = Found & { readonly json: (diagnostics: readonly Diagnostic[]) => unknown; /** Where records of runs lie. */ readonly target: string; readonly limit: number };

const command: Command = {
  async run(invocation) {
    const { args: [name], options, out } = invocation;
    const expression = text(options, "expression");
    if ((name === undefined) === (expression === undefined)) {
      out.note("rulec: name a rule or source, or write a pipeline: rulec show -e 'from orders'");
      return EXIT.usage;
    }
    const limit = text(options, "limit") ?? "40";
    if (!/^\d{1,9}$/.test(limit)) {
      out.note(`rulec: --limit takes a number, not ${limit}`);
      return EXIT.usage;
    }
    const { pack, diagnostics, textOf: packText } = openPack(invocation);
    const textOf: TextOf = (file) => (file === FRAGMENT_FILE ? expression : packText(file));
    if (pack === null) return refused(invocation, diagnostics, textOf);
    const without = passesOff(invocation);
    if (without === null) return EXIT.usage;
    const compiled = compilePack(pack, { keep: true, without, promises: !FORMS.some((form) => flag(options, form.option)) });
    const found = name === undefined ? ofExpression(expression as string, compiled) : ofName(name, compiled);
    if ("usage" in found) {
      // A rule with a mistake has nothing to show but the mistake.
      if (hasErrors(compiled.diagnostics)) return refused(invocation, compiled.diagnostics, textOf);
      out.note(`rulec: ${found.usage}`);
      return EXIT.usage;
    }
    if ("diagnostics" in found) return refused(invocation, found.diagnostics, textOf);
    const shown: Shown = { ...found, json: (said) => jsonOf(said, textOf), target: warehouseOf(pack).target, limit: Number(limit) };
    showDiagnostics(invocation, found.warnings, textOf);
    for (const form of FORMS) if (flag(options, form.option)) return form.show(invocation, shown, compiled);
    return rows(invocation, pack, compiled, shown, Number(limit), textOf);
  },
};
export default command;

function ofExpression(expression: string, compiled: Compiled): Found | { readonly diagnostics: readonly Diagnostic[] } {
  const { fragment, diagnostics } = compileFragment(expression, compiled.prepared as NonNullable<Compiled["prepared"]>);
  // Where the text itself has no mistake, a rule that it puts in place has.
  if (fragment === null) return { diagnostics: hasErrors(diagnostics) ? diagnostics : compiled.diagnostics };
  return readsFaulty(fragment.reads, compiled) ? { diagnostics: compiled.diagnostics } : { name: FRAGMENT_FILE, rule: null, source: null, fragment, warnings: diagnostics };
}

/** A rule that holds a mistake has columns to go on with, and no rows; so has a view that reads one. */
function readsFaulty(reads: readonly Read[], { rules, sources }: Compiled): boolean {
  const made = new Map(rules.map((rule) => [rule.name, rule]));
  const known = new Set(sources.map(({ name }) => name));
  const seen = new Set<string>();
  const isFaulty = ({ of }: Read): boolean => {
    if (seen.has(of.name)) return false;
    seen.add(of.name);
    if (of.kind === "source") return !known.has(of.name);
    const rule = made.get(of.name);
    return rule === undefined || (rule.storage.kind === "view" && rule.reads.some(isFaulty));
  };
  return reads.some(isFaulty);
}

function ofName(name: string, compiled: Compiled): Found | { readonly usage: string } | { readonly diagnostics: readonly Diagnostic[] } {
  const named = isNamed(name);
  const rules = compiled.rules.filter(named);
  const sources = compiled.sources.filter(named);
  const [rule, source] = [rules[0] ?? null, sources[0] ?? null];
  const both = [...rules, ...sources];
  if (both.length > 1) return { usage: `${name} could be ${both.map(({ name: full }) => full).join(" or ")}` };
  if (rule !== null || source !== null) return { name: (rule ?? source as CompiledSource).name, rule, source, fragment: null, warnings: [] };
  if (compiled.declared.some(named)) return compiled.diagnostics.length > 0 ? { diagnostics: compiled.diagnostics } : ofExpression(`from ${nameText(name)}`, compiled);
  return { usage: `there is no rule or source ${name}${orMeant(nearestName(name, [...compiled.declared, ...compiled.sources]), "rulec ls")}` };
}

type Form = { readonly option: string; readonly show: (invocation: Invocation, shown: Shown, compiled: Compiled) => number | Promise<number> };

const FORMS: readonly Form[] = [
  { option: "sql", show: (invocation, { fragment, rule, name, warnings, json }) => one(invocation, "sql", name, (fragment ?? rule)?.select.text ?? null, "a source has no SQL of its own", { warnings: json(warnings) }) },
  { option: "ir", show: (invocation, { rule, name }) => one(invocation, "ir", name, rule === null ? null : invocation.out.json ? JSON.parse(rule.ir) : irText(rule), "only rules have an IR") },
  { option: "ast", show: (invocation, { rule, name }) => one(invocation, "ast", name, rule === null ? null : invocation.out.json ? JSON.parse(rule.ast()) : JSON.stringify(JSON.parse(rule.ast()), null, 1), "only rules have a tree") },
  { option: "norm", show: norm },
  { option: "canonical", show: (invocation, { rule, name }, { prepared }) => one(invocation, "canonical", name, rule === null ? null : canonicalOf(rule, prepared as Prepared), "only rules have a canonical form") },
  { option: "engineAst", show: engineAst },
  { option: "lineage", show: (invocation, { rule, name }) => one(invocation, "lineage", name, rule === null ? null : invocation.out.json ? lineageJson(rule.lineage) : lineageText(rule.lineage), "only rules have a lineage") },
  { option: "schema", show: schema },
  { option: "proof", show: proof },
  { option: "failed", show: failed },
];

function one({ out }: Invocation, form: string, name: string, value: unknown, none: string, more: object = {}): number {
  if (value === null) {
    out.note(`rulec: ${none}`);
    return EXIT.usage;
  }
  if (out.json) out.document({ name, [form]: value, ...more });
  else out.print(value as string);
  return EXIT.ok;
}

function norm(invocation: Invocation, { name, rule }: Shown, { prepared }: Compiled): number {
  const made = rule === null ? null : normalNamed(name, prepared as Prepared);
  if (made === null || made.ok) return one(invocation, "norm", name, made?.text.trimEnd() ?? null, "only stored rules have a normal form; rulec expand prints others");
  if (invocation.out.json) invocation.out.document({ name, norm: null, why: made.why });
  else invocation.out.note(`rulec: ${name} has no normal form: ${made.why}`);
  return EXIT.problems;
}

/** The one form that asks the engine. */
async function engineAst(invocation: Invocation, { name, rule }: Shown, { prepared }: Compiled): Promise<number> {
  if (rule === null) return one(invocation, "engine_ast", name, null, "only rules have an engine's tree");
  const { engine, version, trees: [tree = ""] } = await parseTrees([canonicalOf(rule, prepared as Prepared)]);
  const read = JSON.parse(tree) as unknown;
  return one(invocation, "engine_ast", name, invocation.out.json ? read : JSON.stringify(read, null, 1), "", { parsed_by: `${engine} ${version}` });
}

function proof({ out }: Invocation, { name, rule }: Shown, { prepared }: Compiled): number {
  const sections = rule === null || prepared === null ? null : proofSections(name, prepared);
  if (sections === null) {
    out.note("rulec: only rules have proofs; a run verifies what a source says");
    return EXIT.usage;
  }
  if (out.json) {
    out.document({ name, proof: proofJson(sections) });
    return EXIT.ok;
  }
  const lines = proofLines(sections);
  const width = Math.min(100, Math.max(...lines.map(({ text: said, level }) => said.length + 2 * level)));
  for (const { text: said, place, level } of lines) {
    const indented = `${"  ".repeat(level)}${said}`;
    out.print(level === 0 ? out.paint.bold(said) : place === "" ? indented : `${indented.padEnd(width)}  ${out.paint.dim(place)}`);
  }
  if (lines.length === 0) out.print("nothing follows of this rule's rows: no order, no key, and each column may be null");
  return EXIT.ok;
}

function failed({ out }: Invocation, { name, rule, source, fragment, target, limit }: Shown): number {
  const found = fragment === null ? failedRows(target, name) : null;
  if (found === null) {
    out.note(fragment === null ? `rulec: no run has verified ${name} yet; rulec run does` : "rulec: only rules and sources are verified by runs");
    return EXIT.usage;
  }
  if (out.json) out.document({ name, ...found });
  else for (const line of failedLines(found, name, (rule ?? source)?.columns ?? [], limit, out)) out.print(line);
  return EXIT.ok;
}

const lineageJson = (lineage: Lineage): object => ({
  columns: lineage.columns.map(({ name, value, influence }) => ({ name, value: value.map((place) => lineage.leaves[place]), influence: influence.map((place) => lineage.leaves[place]) })),
  rows: lineage.rows.map((place) => lineage.leaves[place]),
});

function schema({ out }: Invocation, { rule, source, fragment, name, warnings, json }: Shown): number {
  const of: Pick<Interface, "columns" | "order" | "keys"> = rule?.interface ?? source?.interface ?? { columns: (fragment?.columns ?? []).map((column) => ({ ...column, tags: [], doc: null })), order: fragment?.order ?? [], keys: [] };
  const order = of.order.map((key) => key.name + (key.desc ? " desc" : ""));
  if (out.json) {
    out.document({ name, columns: of.columns.map(({ name: column, type, nullable, tags, doc }) => ({ name: column, type: fieldText({ type, nullable }), tags, doc })), keys: of.keys, order, warnings: json(warnings) });
    return EXIT.ok;
  }
  const width = Math.max(...of.columns.map((column) => nameText(column.name).length));
  for (const column of of.columns) out.print(`${nameText(column.name).padEnd(width)}  ${fieldText(column)}${column.tags.map((tag) => ` #${tag}`).join("")}${column.doc === null ? "" : out.paint.dim(`  ${column.doc}`)}`);
  for (const key of of.keys) out.print(out.paint.dim(`key [${key.join(", ")}]`));
  if (order.length > 0) out.print(out.paint.dim(`ordered by [${order.join(", ")}]`));
  return EXIT.ok;
}

async function rows(invocation: Invocation, pack: Pack, compiled: Compiled, shown: Shown, limit: number, textOf: TextOf): Promise<number> {
  const { out } = invocation;
  if (shown.rule?.storage.kind === "view" && readsFaulty(shown.rule.reads, compiled)) return refused(invocation, compiled.diagnostics, textOf);
  const asked = runInput(invocation, pack, compiled, new Set(), textOf, neededBy(shown, compiled));
  if (!asked.ok) {
    if ("diagnostics" in asked) return refused(invocation, asked.diagnostics, textOf);
    out.note(`rulec: ${asked.usage}`);
    return EXIT.usage;
  }
  const read = await readRows(asked.input, shown.rule ?? shown.source ?? (shown.fragment as CompiledFragment), limit);
  if ("diagnostics" in read) return refused(invocation, read.diagnostics, textOf);
  showDiagnostics(invocation, read.warnings, textOf);
  const columns = (shown.fragment ?? shown.rule ?? shown.source as CompiledSource).columns;
  const order = (shown.fragment?.order ?? shown.rule?.order ?? []).map((key) => key.name + (key.desc ? " desc" : ""));
  if (out.json) {
    out.document({ name: shown.name, columns: columns.map(({ name, type, nullable }) => ({ name, type: fieldText({ type, nullable }) })), rows: read.rows, total: read.total, order, warnings: shown.json([...shown.warnings, ...read.warnings]) });
    return EXIT.ok;
  }
  for (const line of tableLines(columns, read.rows, out)) out.print(line);
  const parts = [
    ...(read.total === null ? [`the first ${countText(read.rows.length)} rows`] : [plural(read.total, "row")]),
    ...(read.total !== null && read.total > read.rows.length ? [`${read.rows.length} shown`] : []),
    ...(order.length > 0 ? [`ordered by ${order.join(", ")}`] : []),
  ];
  out.print(out.paint.dim(`-- ${parts.join(", ")}`));
  return EXIT.ok;
}
