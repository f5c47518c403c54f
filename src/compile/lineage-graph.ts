/**
 * Lineage of a pack, column by column and step by step: from sources through every rule. A graph of plain data; the tree, DOT, Mermaid and JSON
 * are ways to write it. It is made of rules as they are bound, before any pass, so that each step is the author's own words.
 */
import type { ColumnId, RuleName } from "../ir/id.ts";
import type { Rel } from "../ir/rel.ts";
import type { Rule } from "../ir/rule.ts";
import { stepsOf, type Step, type Steps } from "../ir/steps.ts";
import { bindNamed } from "../lang/bind-rule.ts";
import type { Place } from "../lang/diagnostics/index.ts";
import { ERROR, fieldText, nameText } from "../values/type.ts";
import { placesIn, type Places, type Where } from "./places.ts";
import type { Prepared } from "./types.ts";

/**
 * - `source`, `rule`: a column that has a name outside; `previous`: what a rule stored before the run.
 * - `step`: a column within a rule. - `rows`: a relation within a rule whose rows, groups, order or winners something decides.
 * - `all-rows`: the rows of a rule; what decides them decides all of its columns, and the rows of what reads it.
 */
export type LineageNode = {
  readonly id: string;
  readonly kind: "source" | "rule" | "previous" | "step" | "rows" | "all-rows";
  /** The rule or source, qualified. */
  readonly of: RuleName;
  /** Null for rows. */
  readonly column: string | null;
  readonly type: string | null;
  /** Where it is made, in the author's words; for a column of a source, where it is declared. */
  readonly where: Where | null;
  /** What its words are: an expression that gives its value, a verb that makes it, or none. */
  readonly by: "expression" | "verb" | null;
};
/** `value`: computed from. `influence`: decided which rows it is computed from, or which rows there are. */
export type LineageEdge = { readonly from: string; readonly to: string; readonly kind: "value" | "influence" };
export type LineageGraph = { readonly nodes: ReadonlyMap<string, LineageNode>; readonly into: ReadonlyMap<string, readonly LineageEdge[]>; readonly outOf: ReadonlyMap<string, readonly LineageEdge[]> };

export const columnKey = (of: RuleName, column: string): string => `${of}.${nameText(column)}`;
export const rowsKey = (of: RuleName): string => `${of} rows`;

type Making = {
  readonly prepared: Prepared;
  readonly places: Places;
  readonly nodes: Map<string, LineageNode>;
  readonly into: Map<string, LineageEdge[]>;
  readonly outOf: Map<string, LineageEdge[]>;
  readonly edges: Set<string>;
};

/** Of these rules, and with `upwards` of all that they read. Rules with mistakes are left out. */
export function lineageGraph(names: readonly RuleName[], upwards: boolean, prepared: Prepared): LineageGraph {
  const making = newMaking(prepared, placesIn(prepared.program));
  const pending = new Set(names);
  for (const name of pending) {
    const rule = bindNamed(name, prepared.program, prepared.env);
    if (rule === null) addColumns(name, making);
    else for (const read of addRule(rule, making)) if (upwards) pending.add(read);
  }
  return making;
}

/** Of one rule as it is bound, before any pass. */
export function ruleLineage(rule: Rule, prepared: Prepared, places: Places): LineageGraph {
  const making = newMaking(prepared, places);
  addRule(rule, making);
  return making;
}

const newMaking = (prepared: Prepared, places: Places): Making => ({ prepared, places, nodes: new Map(), into: new Map(), outOf: new Map(), edges: new Set() });

/** The columns of a source: where they come from is another's matter. */
function addColumns(name: RuleName, { prepared, places, nodes }: Making): void {
  const { program, env } = prepared;
  const schema = program.schemas.get(name);
  const kind = program.sources.has(name) ? "source" : "rule";
  const named = nameOf(name, prepared);
  for (const { name: column, type, nullable } of env.interfaces.get(name)?.columns ?? []) {
    const at = schema?.places.get(column) ?? named;
    const id = columnKey(name, column);
    if (!nodes.has(id)) nodes.set(id, { id, kind, of: name, column, type: fieldText({ type, nullable }), where: at === null ? null : { ...places.at(at), words: "" }, by: null });
  }
}

/** Where a rule or source is declared. */
function nameOf(name: RuleName, { program }: Prepared): Place | null {
  const declared = program.declarations.get(name);
  return declared?.kind === "rule" || declared?.kind === "source" ? { file: declared.file, start: declared.decl.name.start, end: declared.decl.name.end } : null;
}

/** Adds a rule's nodes and edges; the rules and sources that it reads. */
function addRule(rule: Rule, making: Making): readonly RuleName[] {
  const steps = stepsOf(rule, making.prepared.env);
  const ids = idsOf(rule, steps, making);
  const reads = new Set<RuleName>();
  for (const { of } of steps.scans) if ("name" in of) reads.add(of.name);
  for (const [column, step] of steps.columns) {
    const id = ids.get(column);
    // An alias stands for what it is an alias of.
    if (id !== ids.own(column)) continue;
    for (const from of step.value) link(making, ids.get(from), id, "value");
    for (const from of step.influence) link(making, ids.get(from), id, "influence");
  }
  for (const column of rule.root.outputs) {
    // A column that passes through from another rule is a column of this one all the same.
    const id = columnKey(rule.name, nameIn(rule, column));
    if (ids.get(column) !== id) link(making, ids.get(column), id, "value");
  }
  const all = rowsOf(rule.name, making);
  for (const { rel, reads: by } of steps.rows) {
    const id = `${rule.name} rows#${rel.id}`;
    node(making, { id, kind: "rows", of: rule.name, column: null, type: null, where: rowsWhere(rel, rule, making), by: "verb" });
    for (const from of by) link(making, ids.get(from), id, "influence");
    link(making, id, all, "influence");
  }
  for (const { of } of steps.scans) if (of.kind === "rule") link(making, rowsOf(of.name, making), all, "influence");
  return [...reads];
}

const nameIn = (rule: Rule, column: ColumnId): string => rule.columns[column]?.name ?? "";

const rowsOf = (of: RuleName, making: Making): string => node(making, { id: rowsKey(of), kind: "all-rows", of, column: null, type: null, where: placeOfRule(of, making), by: null });

function placeOfRule(name: RuleName, { prepared, places }: Making): Where | null {
  const at = nameOf(name, prepared);
  return at === null ? null : { ...places.at(at), words: "" };
}

/** The words of a stage; a promised order is written as a list alone, or in a contract. */
function rowsWhere(rel: Rel, { origins }: Rule, { places }: Making): Where | null {
  const where = places.of(rel.at, origins);
  if (where === null || rel.kind !== "sort" || !rel.promised) return where;
  return { ...where, words: `ordered by ${where.words.startsWith("[") ? where.words : `[${where.words}]`}` };
}

type Ids = { readonly get: (column: ColumnId) => string; readonly own: (column: ColumnId) => string };

/** What each column of a rule is called in the graph. A column that only hands another on under the same name is that other. */
function idsOf(rule: Rule, { columns, scans }: Steps, making: Making): Ids {
  const leaves = new Map<ColumnId, string>();
  for (const { of, reads } of scans) if ("name" in of) for (const [name, column] of reads) leaves.set(column, leaf(of.kind === "previous", of.name, name, making));
  const source = (column: ColumnId): ColumnId => {
    for (let at = column; ;) {
      const step = columns.get(at);
      const next = step === undefined ? undefined : handedOn(step, rule);
      if (next === undefined) return at;
      at = next;
    }
  };
  const outputs = new Map<ColumnId, string>();
  for (const column of rule.root.outputs) {
    const from = source(column);
    const name = nameIn(rule, column);
    if (!outputs.has(from) && !leaves.has(from)) outputs.set(from, columnKey(rule.name, name));
    const { type, nullable } = making.prepared.env.interfaces.get(rule.name)?.columns.find((one) => one.name === name) ?? rule.columns[column] ?? { type: ERROR, nullable: true };
    const made = wordsOf(columns.get(from), rule, making);
    const id = columnKey(rule.name, name);
    node(making, { id, kind: "rule", of: rule.name, column: name, type: fieldText({ type, nullable }), ...(made.where === null ? { where: placeOfRule(rule.name, making), by: null } : made) });
  }
  const own = (column: ColumnId): string => outputs.get(column) ?? leaves.get(column) ?? `${rule.name}#${column}`;
  const get = (column: ColumnId): string => {
    const from = source(column);
    const id = own(from);
    if (!making.nodes.has(id)) node(making, { id, kind: "step", of: rule.name, column: nameIn(rule, from), type: null, ...wordsOf(columns.get(from), rule, making) });
    return id;
  };
  return { get, own };
}

/** The column that a step hands on under the same name, and does nothing else. */
function handedOn({ column, rel, expr, value, influence }: Step, rule: Rule): ColumnId | undefined {
  const [from] = value;
  if (value.size !== 1 || influence.size > 0 || from === undefined || nameIn(rule, from) !== nameIn(rule, column)) return undefined;
  return (expr === null ? rel.kind === "scan" : expr.kind === "column") ? from : undefined;
}

function wordsOf(step: Step | undefined, { origins }: Rule, { places }: Making): Pick<LineageNode, "where" | "by"> {
  const expression = step === undefined || step.expr === null ? null : places.of(step.expr.at, origins);
  if (expression !== null) return { where: expression, by: "expression" };
  const verb = step === undefined ? null : places.of(step.rel.at, origins);
  return { where: verb, by: verb === null ? null : "verb" };
}

function leaf(previous: boolean, name: RuleName, column: string, making: Making): string {
  if (!previous) {
    if (!making.nodes.has(columnKey(name, column))) addColumns(name, making);
    return columnKey(name, column);
  }
  const type = making.prepared.env.interfaces.get(name)?.columns.find((one) => one.name === column);
  return node(making, { id: `previous ${columnKey(name, column)}`, kind: "previous", of: name, column, type: type === undefined ? null : fieldText(type), where: null, by: null });
}

function node({ nodes }: Making, of: LineageNode): string {
  nodes.set(of.id, of);
  return of.id;
}

function link({ into, outOf, edges }: Making, from: string, to: string, kind: LineageEdge["kind"]): void {
  const key = `${from}\n${to}\n${kind}`;
  if (from === to || edges.has(key)) return;
  edges.add(key);
  const edge = { from, to, kind };
  for (const [map, id] of [[into, to], [outOf, from]] as const) {
    const list = map.get(id);
    if (list === undefined) map.set(id, [edge]);
    else list.push(edge);
  }
}
