/** recurse: rows that follow from rows, until none is new. Meaning: docs/language.md, "Verbs". */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId, NodeId } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import { relInputs } from "../../ir/walk.ts";
import { canWiden } from "../../values/coerce.ts";
import { INT64, isComparable, typeText } from "../../values/type.ts";
import type { Name, RecurseStage } from "../ast/index.ts";
import { bodyRow } from "./body.ts";
import { castText, castTo } from "./coerce.ts";
import { columnDef, newColumn, newNode, origin, report, type Bound, type Context, type Row } from "./context.ts";
import { countMentions } from "./mentions.ts";
import { checkOptions, optionOf } from "./options.ts";
import { columnIn, endAliases, newRow, nullableIn, project, refuseTaken } from "./row.ts";

/**
 * The body reads, under the alias, the rows that the last round added; the columns are the seed's.
 * Errors: recurse-alias, set-columns, set-types, not-comparable, recurse-check, recurse-endless, option-value, column-exists.
 */
export function recurse(stage: RecurseStage, row: Row, cx: Context): Row {
  const whole = checkOptions(cx, stage, "recurse", ["depth", "max_depth"]);
  const seed = endAliases(cx, stage, row);
  const broken: Row = { ...seed, broken: true };
  const depth = nameOption(stage, cx);
  const maxDepth = limitOption(stage, cx);
  if (depth !== null && refuseTaken(cx, seed, depth.text, depth)) return broken;
  const uses = countMentions(stage.body).get(stage.alias.text) ?? 0;
  if (uses !== 1) {
    report(cx, "recurse-alias", { name: stage.alias.text, uses }, stage.alias);
    return broken;
  }
  for (const [, column] of seed.names)
    if (!isComparable(columnDef(cx, column).type)) {
      report(cx, "not-comparable", { type: typeText(columnDef(cx, column).type), what: "`recurse`" }, stage);
      return broken;
    }
  if (seed.broken) return broken;
  const id = newNode(cx);
  const found = settled(stage, seed, id, cx);
  if (found === null || !whole) return broken;
  if (maxDepth === null && !found.copies) {
    if (optionOf(stage, "max_depth") === undefined) report(cx, "recurse-endless", {}, stage);
    return broken;
  }
  return finished(stage, seed, found.step, id, depth, maxDepth, cx);
}

function nameOption(stage: RecurseStage, cx: Context): Name | null {
  const node = optionOf(stage, "depth");
  if (node === undefined || node.kind === "error") return null;
  if (node.kind === "ref") return node.name;
  report(cx, "option-value", { option: "depth", wanted: "a name for the column" }, node);
  return null;
}

function limitOption(stage: RecurseStage, cx: Context): number | null {
  const node = optionOf(stage, "max_depth");
  if (node === undefined || node.kind === "error") return null;
  if (node.kind === "literal" && node.literal === "int") return Number(node.value);
  report(cx, "option-value", { option: "max_depth", wanted: "a number of rounds" }, node);
  return null;
}

type Step = { readonly step: Row; readonly copies: boolean };

/** What a round gives. A column that it makes nullable is nullable in the rows that it reads, so the body may have to be bound again. */
function settled(stage: RecurseStage, seed: Row, id: NodeId, cx: Context): Step | null {
  const nullable = new Set([...seed.names].flatMap(([name, column]) => (nullableIn(cx, seed, column) ? [name] : [])));
  for (;;) {
    const { instances } = cx.state;
    const [obligations, locals, known] = [cx.binding.obligations.length, cx.binding.locals.length, instances.size];
    const step = bindStep(stage, seed, id, nullable, cx);
    if (cx.binding.obligations.length > obligations) {
      cx.binding.obligations.length = obligations;
      report(cx, "recurse-check", {}, stage.body);
      return null;
    }
    if (step === null) return null;
    const more = [...step.names].flatMap(([name, column]) => (!nullable.has(name) && nullableIn(cx, step, column) ? [name] : []));
    if (more.length === 0) return { step, copies: [...step.names.values()].every((column) => isCopied(column, step.rel)) };
    for (const name of more) nullable.add(name);
    // What was bound on the way reads relations that go with it.
    cx.binding.locals.length = locals;
    for (const key of [...instances.keys()].slice(known)) instances.delete(key);
  }
}

/** The body's row in the columns and types of the seed; null when a mistake was reported. */
function bindStep(stage: RecurseStage, seed: Row, id: NodeId, nullable: ReadonlySet<string>, cx: Context): Row | null {
  const read = (reader: Context, at: Name | { readonly start: number; readonly end: number }): Row => {
    const reads = [...seed.names].map(([name, column]): readonly [string, ColumnId] => {
      const def = columnDef(cx, column);
      return [name, newColumn(cx, name, def.type, nullable.has(name), def)];
    });
    const outputs = reads.map(([, column]) => column);
    return newRow({ kind: "scan", id: newNode(cx), at: origin(reader, at), outputs, of: { kind: "self", recurse: id }, reads }, new Map(reads));
  };
  const self: Bound = { kind: "relation", param: false, read };
  const row = bodyRow(stage.body, { ...cx, names: { own: new Map([[stage.alias.text, self]]), outer: cx.names } });
  if (row.broken) return null;
  const missing = [...seed.names.keys()].filter((name) => !row.names.has(name));
  const extra = [...row.names.keys()].filter((name) => !seed.names.has(name));
  if (missing.length > 0 || extra.length > 0) {
    report(cx, "set-columns", { how: "recurse", missing, extra }, stage.body.pipeline);
    return null;
  }
  return inSeedTypes(stage, seed, row, cx);
}

function inSeedTypes(stage: RecurseStage, seed: Row, row: Row, cx: Context): Row | null {
  const adds: (readonly [ColumnId, Expr])[] = [];
  const names = new Map<string, ColumnId>();
  for (const [name, wanted] of seed.names) {
    const column = row.names.get(name) as ColumnId;
    const [to, from] = [columnDef(cx, wanted).type, columnDef(cx, column).type];
    if (!canWiden(from, to)) {
      const cast = castText(from, to)?.replace("…", name) ?? null;
      report(cx, "set-types", { column: name, left: typeText(to), right: typeText(from), cast: cast && `${name}: ${cast}` }, stage.body.pipeline);
      return null;
    }
    if (from === to) names.set(name, column);
    else {
      const wide = newColumn(cx, name, to, nullableIn(cx, row, column), columnDef(cx, column));
      adds.push([wide, castTo(cx, columnIn(cx, row, column, stage), to)]);
      names.set(name, wide);
    }
  }
  return { ...newRow(project(cx, stage, row.rel, adds, [...names.values()]), names), suspect: row.suspect };
}

/** Whether a column is one of a relation that is read, as it stands there: then there are only so many values, and rounds end. */
function isCopied(column: ColumnId, root: Rel): boolean {
  for (const pending = [root]; pending.length > 0;) {
    const rel = pending.pop() as Rel;
    if (rel.kind === "scan" || rel.kind === "values") {
      if (rel.outputs.includes(column)) return true;
    } else if (rel.kind === "project") {
      const made = rel.adds.find(([added]) => added === column)?.[1];
      if (made !== undefined) return made.kind === "literal" || made.kind === "param" || (made.kind === "column" && isCopied(made.column, rel.input));
    }
    pending.push(...relInputs(rel));
  }
  return false;
}

function finished(stage: RecurseStage, seed: Row, step: Row, id: NodeId, depth: Name | null, maxDepth: number | null, cx: Context): Row {
  const names = new Map<string, ColumnId>();
  for (const [name, column] of seed.names) {
    const nullable = nullableIn(cx, seed, column) || nullableIn(cx, step, step.names.get(name) as ColumnId);
    names.set(name, newColumn(cx, name, columnDef(cx, column).type, nullable, columnDef(cx, column)));
  }
  const rounds = depth === null ? null : newColumn(cx, depth.text, INT64, false);
  if (depth !== null && rounds !== null) names.set(depth.text, rounds);
  const rel = { kind: "recurse", id, at: origin(cx, stage), outputs: [...names.values()], seed: seed.rel, step: step.rel, depth: rounds, maxDepth } as const;
  return { ...newRow(rel, names), suspect: seed.suspect || step.suspect };
}
