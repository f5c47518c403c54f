/** Columns that are computed for nobody, tables whose columns are somebody else's. */
import { neededColumns } from "../../ir/needs.ts";
import type { Stage } from "../ast/index.ts";
import { descendants } from "../ast/walk.ts";
import { leavingOut } from "../diagnostics/edits.ts";
import type { Edit } from "../diagnostics/index.ts";
import { entryAt, inRule, say, type PartEntry, type Parts, type RuleWork } from "./work.ts";

export function unneededComputed(work: RuleWork): void {
  const { rule, rels, env } = work;
  const result = new Set(rule.root.outputs);
  // A contract's types are given by columns of their own.
  const promised = new Set(rule.root.outputs.map((column) => rule.columns[column]?.name));
  const made = rels.flatMap((rel) => (rel.kind === "project" || rel.kind === "aggregate" ? rel.adds.flatMap(([column, expr]) => (result.has(column) || promised.has(rule.columns[column]?.name) ? [] : [{ rel, column, expr }])) : []));
  if (made.length === 0) return;
  const needs = neededColumns(rule, env);
  for (const { rel, column, expr } of made) {
    // What a relation that nothing reads computes is no column's fault.
    if (needs.get(rel.id)?.has(column) !== false) continue;
    const part = entryAt(work, expr.at);
    if (part === null) continue;
    const name = rule.columns[column]?.name ?? "";
    const edit = isAlone(name, part, work.parts()) ? withoutEntry(part, work) : null;
    say(inRule(work), "unused-column", { name }, part.entry.name ?? part.entry.expr, edit === null ? {} : { edits: [edit] });
  }
}

/** Whether nothing around or behind it in the rule's text names the column, or takes columns that it does not name: what comes before does not see it. */
const isAlone = (name: string, { entry }: PartEntry, { namedUntil, setsUntil }: Parts): boolean => setsUntil <= entry.start && (namedUntil.get(name) ?? 0) <= entry.end;

function withoutEntry({ entry, row, stage }: PartEntry, { scope: { text }, declared: { file } }: RuleWork): Edit | null {
  if (entry.doc !== null) return null;
  const at = row.indexOf(entry);
  const [before, behind] = [row[at - 1], row[at + 1]];
  if (before === undefined && behind === undefined) {
    const pipe = /\|>\s*$/.exec(text.slice(0, stage.start).slice(-400))?.[0].length;
    return pipe === undefined || (stage.kind !== "derive" && stage.kind !== "window") ? null : leavingOut(text, file, { start: stage.start - pipe, end: stage.end });
  }
  const [start, end] = behind === undefined ? [(before as typeof entry).end, entry.end] : [entry.start, behind.start];
  return text.slice(start, end).includes("--") ? null : { file, start, end, text: "" };
}

/** Stages behind which a row's columns are said, whatever the source has. */
const SAYS_COLUMNS: ReadonlySet<Stage["kind"]> = new Set<Stage["kind"]>(["group", "aggregate", "pivot", "unpivot", "set", "recurse", "macro_stage", "error_stage"]);

export function starOfSource(work: RuleWork): void {
  const { declared: { decl }, rule: { storage }, scope } = work;
  const { body } = decl;
  if (storage.kind !== "table" || storage.mode === "replace" || decl.contract !== null || body.kind !== "body" || body.pipeline.from.kind !== "named") return;
  const { from, stages } = body.pipeline;
  const source = scope.symbols.get(from.name.text);
  if (source?.kind !== "source" || body.lets.some(({ name }) => name.text === from.name.text) || stages.some(saysColumns)) return;
  say(inRule(work), "star-of-source", { source: from.name.text, mode: storage.mode }, from);
}

/** A selector or a spread may take columns that are not there yet. */
function saysColumns(stage: Stage): boolean {
  if (stage.kind !== "select") return SAYS_COLUMNS.has(stage.kind);
  for (const node of descendants(stage.of)) if (node.kind === "selector" || (node.kind === "unary" && node.op === "~") || (node.kind === "element" && node.spread)) return false;
  return true;
}
