/** One row per element. Meaning: docs/language.md, "Explode". */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import { holdsInterval, INT64, typeText, type Field, type StructType } from "../../values/type.ts";
import type { ExplodeStage, ExprNode, Name, Span } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { bindExpr, insertAt, isError, mode, newColumn, newNode, origin, report, scopeOf, type Context, type Row } from "./context.ts";
import { checkOptions, flagOption, optionOf } from "./options.ts";
import { columnIn, newRow, outputsOf, project, refuseTaken, without } from "./row.ts";

/** What comes out of one list, and the names that it gets; `unpack` are fields of the struct that `made` is. */
type Out = { readonly made: readonly { readonly name: string; readonly at: Span; readonly field: Field }[]; readonly unpack: readonly (readonly [Name, Field])[] | null };
type Source = { readonly expr: Expr; readonly at: ExprNode; readonly replaces: ColumnId | null; readonly out: Out };

type Named = { readonly name: string; readonly at: Span };

/** Errors: explode-type, interval-stored, explode-names, explode-base-missing, column-exists, no-field, option-value. */
export function explode(stage: ExplodeStage, row: Row, cx: Context): Row {
  const whole = checkOptions(cx, stage, "explode", ["index", "base", "keep_empty", "pad"]);
  const keepEmpty = flagOption(cx, stage, "keep_empty");
  const pad = flagOption(cx, stage, "pad");
  const index = indexName(stage, cx);
  const base = baseOf(stage, whole ? index : null, cx);
  const sources = sourcesOf(stage, row, keepEmpty, pad, cx);
  if (sources === null) return { ...row, broken: true };
  const gone = new Set(sources.flatMap(({ replaces }) => (replaces === null ? [] : [replaces])));
  const kept = { ...row, names: new Map([...row.names].filter(([, column]) => !gone.has(column))), aliases: without(row.aliases, gone) };
  const made = sources.flatMap(({ out }): Named[] => (out.unpack === null ? [...out.made] : out.unpack.map(([at]) => ({ name: at.text, at }))));
  const taken = index === null ? made : [...made, { name: index.text, at: index }];
  if (!namesFree(taken, kept, cx)) return { ...row, broken: true };
  const next = exploded(stage, row, kept, sources, { index, base, keepEmpty, pad }, cx);
  return whole ? next : { ...next, broken: true };
}

function namesFree(names: readonly Named[], row: Row, cx: Context): boolean {
  const seen = new Set<string>();
  let free = true;
  for (const { name, at } of names) {
    if (seen.has(name)) report(cx, "duplicate-column", { name }, at);
    if (seen.has(name) || refuseTaken(cx, row, name, at)) free = false;
    seen.add(name);
  }
  return free;
}

function indexName(stage: ExplodeStage, cx: Context): Name | null {
  const node = optionOf(stage, "index");
  if (node === undefined || node.kind === "error") return null;
  if (node.kind === "ref") return node.name;
  report(cx, "option-value", { option: "index", wanted: "a name for the column" }, node);
  return null;
}

/** Error: explode-base-missing. */
function baseOf(stage: ExplodeStage, index: Name | null, cx: Context): 0 | 1 {
  const node = optionOf(stage, "base");
  if (node?.kind === "literal" && (node.value === "0" || node.value === "1")) return node.value === "1" ? 1 : 0;
  if (node !== undefined && node.kind !== "error") report(cx, "option-value", { option: "base", wanted: "`0` or `1`" }, node);
  else if (node === undefined && index !== null) {
    const end = stage.options.find(({ name }) => name.text === "index")?.end ?? stage.end;
    report(cx, "explode-base-missing", {}, index, insertAt(cx, end, ", base: 1"));
  }
  return 0;
}

/** Lists side by side, a list, or a map. Null when a mistake was reported. */
function sourcesOf(stage: ExplodeStage, row: Row, keepEmpty: boolean, pad: boolean, cx: Context): readonly Source[] | null {
  const { lists, as } = stage;
  const nodes = lists.kind === "list" ? lists.elements.map(({ expr }) => expr) : [lists];
  const scope = scopeOf(cx, row, mode("no", "`explode`"));
  const exprs = nodes.map((node) => bindExpr(node, scope));
  if (exprs.some(isError)) return null;
  const zipped = lists.kind === "list";
  const wrong = zipped ? exprs.findIndex(({ type }) => type.kind !== "list") : exprs.findIndex(({ type }) => type.kind !== "list" && type.kind !== "map");
  if (wrong >= 0) {
    report(cx, "explode-type", { type: typeText((exprs[wrong] as Expr).type) }, nodes[wrong] as ExprNode);
    return null;
  }
  const stored = exprs.findIndex(({ type }) => holdsInterval(type));
  if (stored >= 0) {
    report(cx, "interval-stored", {}, nodes[stored] as ExprNode);
    return null;
  }
  if (zipped && as.names.length !== nodes.length) return namesWrong(`${nodes.length} lists need ${nodes.length} names`, stage, cx);
  const outs = exprs.map((expr, i) => outOf(expr, zipped ? [as.names[i] as Name] : as.names, zipped ? false : as.braces, keepEmpty || pad, stage, cx));
  if (outs.includes(null)) return null;
  return exprs.map((expr, i): Source => {
    const own = expr.kind === "column" && row.rel.outputs.includes(expr.column) ? expr.column : null;
    return { expr, at: nodes[i] as ExprNode, replaces: own, out: outs[i] as Out };
  });
}

function namesWrong(problem: string, stage: ExplodeStage, cx: Context): null {
  const [first, last] = [stage.as.names[0], stage.as.names.at(-1)];
  report(cx, "explode-names", { problem }, first === undefined || last === undefined ? stage.lists : { start: first.start, end: last.end });
  return null;
}

function outOf(expr: Expr, names: readonly Name[], braces: boolean, filled: boolean, stage: ExplodeStage, cx: Context): Out | null {
  const { type } = expr;
  const [first, second] = names;
  if (first === undefined) return namesWrong("what comes out needs a name", stage, cx);
  if (type.kind === "map") {
    if (second === undefined || names.length > 2) return namesWrong("a map gives a key and a value: `as { key, value }`", stage, cx);
    const key = { name: first.text, at: first, field: { type: type.key, nullable: filled } };
    const value = { name: second.text, at: second, field: { ...type.value, nullable: type.value.nullable || filled } };
    return { made: [key, value], unpack: null };
  }
  if (type.kind !== "list") return null;
  const element = { ...type.element, nullable: type.element.nullable || filled };
  if (!braces) return { made: [{ name: first.text, at: first, field: element }], unpack: null };
  if (element.type.kind !== "struct") return namesWrong(`elements are ${typeText(element.type)}, which has no fields: \`as ${first.text}\``, stage, cx);
  const unpack = names.map((name) => fieldNamed(name, element.type as StructType, element.nullable, cx));
  return unpack.includes(null) ? null : { made: [{ name: "element", at: first, field: element }], unpack: unpack as (readonly [Name, Field])[] };
}

/** Error: no-field. */
function fieldNamed(name: Name, type: StructType, nullable: boolean, cx: Context): readonly [Name, Field] | null {
  const field = type.fields.find((one) => one.name === name.text);
  if (field !== undefined) return [name, { type: field.type, nullable: field.nullable || nullable }];
  const known = type.fields.map((one) => one.name);
  report(cx, "no-field", { name: name.text, type: typeText(type), meant: nearest(name.text, known), known }, name);
  return null;
}

type Options = { readonly index: Name | null; readonly base: 0 | 1; readonly keepEmpty: boolean; readonly pad: boolean };

/** A bare column is replaced in its place by what comes out, then the index; what an expression gives is appended. */
function exploded(stage: ExplodeStage, row: Row, kept: Row, sources: readonly Source[], { index, base, keepEmpty, pad }: Options, cx: Context): Row {
  const made = sources.map(({ out }) => out.made.map(({ name, field }) => newColumn(cx, name, field.type, field.nullable)));
  const indexColumn = index === null ? null : newColumn(cx, index.text, INT64, keepEmpty);
  const placed = new Map<ColumnId, readonly (readonly [string, ColumnId])[]>();
  const appended: (readonly [string, ColumnId])[] = [];
  sources.forEach(({ replaces, out }, i) => {
    const names = out.made.map(({ name }, k) => [name, (made[i] as ColumnId[])[k] as ColumnId] as const);
    const last = i === sources.length - 1 && index !== null && indexColumn !== null ? [[index.text, indexColumn] as const] : [];
    if (replaces === null) appended.push(...names, ...last);
    else placed.set(replaces, [...(placed.get(replaces) ?? []), ...names, ...last]);
  });
  const pairs = [...row.names].flatMap(([name, column]) => placed.get(column) ?? [[name, column] as const]);
  // A hidden column of a join has no place of its own.
  const loose = [...placed].flatMap(([column, columns]) => ([...row.names.values()].includes(column) ? [] : columns));
  const names = new Map([...pairs, ...loose, ...appended]);
  const shape = { ...kept, names };
  const rel = {
    kind: "explode", id: newNode(cx), at: origin(cx, stage), outputs: outputsOf(shape), input: row.rel, lists: sources.map(({ expr }) => expr), as: made.flat(), index: indexColumn, base,
    keepEmpty, pad, source: sources[0]?.expr.type.kind === "map" ? "map" : "list",
  } as const;
  const next = { ...newRow(rel, names, kept.aliases), broken: row.broken };
  const [only] = sources;
  return only === undefined || only.out.unpack === null ? next : unpacked(stage, next, (made[0] as ColumnId[])[0] as ColumnId, only.out.unpack, cx);
}

/** The fields of the element in its place. */
function unpacked(stage: ExplodeStage, row: Row, element: ColumnId, fields: readonly (readonly [Name, Field])[], cx: Context): Row {
  const adds: (readonly [ColumnId, Expr])[] = [];
  const columns = fields.map(([name, field]) => {
    const arg = columnIn(cx, row, element, name);
    const column = newColumn(cx, name.text, field.type, field.nullable);
    adds.push([column, { kind: "field", id: newNode(cx), at: origin(cx, name), type: field.type, nullable: field.nullable, shape: "row", arg, name: name.text }]);
    return [name.text, column] as const;
  });
  const names = new Map([...row.names].flatMap(([name, column]) => (column === element ? columns : [[name, column] as const])));
  const next = { ...row, names, notNull: null };
  return { ...next, rel: project(cx, stage, row.rel, adds, outputsOf(next)) };
}
