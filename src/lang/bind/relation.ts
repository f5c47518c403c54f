/** What stands after `from`, `join` and the set verbs. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Reference } from "../../ir/rel.ts";
import type { Interface } from "../../ir/rule.ts";
import { storedColumns } from "../../ir/storage.ts";
import { canWiden } from "../../values/coerce.ts";
import { ERROR, holdsInterval, isUntyped } from "../../values/type.ts";
import type { Arg, Name, NamedRelation, RelationNode, Span, ValuesRelation } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { isStored, storageOf } from "../contract/storage.ts";
import { intervalType } from "../contract/table-mode.ts";
import { KIND_NAMES } from "../modules.ts";
import { importing } from "../offers.ts";
import type { DeclaredBy } from "../scope.ts";
import { bodyRow, sharing } from "./body.ts";
import { castTo } from "./coerce.ts";
import {
  bindExpr, columnDef, findName, isError, mode, newColumn, newNode, NO_ROW, origin, replaceAt, report, scopeOf, type Context, type OwnParam, type Row,
} from "./context.ts";
import { constantOf, enter, KINDS, matchArguments } from "./expand.ts";
import { unify } from "./expr-values.ts";
import { pathName } from "./expr-names.ts";
import { expandTable } from "./macro.ts";
import { brokenRow, columnIn, newRow, project } from "./row.ts";
import { fieldOf } from "./types.ts";

/** `implied`: a macro's table parameter, whose name is an alias of what is read from it. */
export type Relation = { readonly row: Row; readonly implied: Name | null };

/** Errors: unknown-relation, not-a-relation, macro-outside-name, rows-shape, those of macros and bodies. */
export function bindRelation(node: RelationNode, cx: Context): Relation {
  if (node.kind === "named") return bindNamed(node, cx);
  if (node.kind === "nested") return { row: cx.families.pipeline(node.pipeline, cx), implied: null };
  if (node.kind === "values") return { row: values(node, cx), implied: null };
  if (node.kind === "previous") return { row: previousRow(node.name, cx, node), implied: null };
  return { row: brokenRow(cx, node), implied: null };
}

/**
 * What a rule has stored before this run: its contract's columns, as the rule itself may be what is being bound, and no key or order of them.
 * Errors: unknown-relation, macro-outside-name, previous-not-stored, previous-needs-contract.
 */
function previousRow(name: Name, cx: Context, at: Span): Row {
  const declared = cx.site.scope.symbols.get(name.text);
  if (declared === undefined) return unknownRow(name, cx, at);
  if (cx.macro !== null) {
    report(cx, "macro-outside-name", { name: name.text, macro: cx.macro }, name);
    return brokenRow(cx, at);
  }
  const { program } = cx.binding;
  const storage = declared.kind === "rule" ? storageOf(declared.decl, { scope: cx.site.scope, binding: { ...cx.binding, report: () => undefined } }) : null;
  if (declared.kind !== "rule" || storage === null || !isStored(storage)) {
    report(cx, "previous-not-stored", { name: name.text, is: storage === null ? KIND_NAMES[declared.kind] : storage.kind === "view" ? "a view" : "an inline rule" }, name);
    return brokenRow(cx, at);
  }
  const contract = declared.decl.contract;
  if (contract === null) {
    report(cx, "previous-needs-contract", { rule: name.text }, name);
    return brokenRow(cx, at);
  }
  const symbol = program.modules.get(declared.module)?.symbols.get(contract.text);
  const schema = symbol === undefined ? undefined : program.schemas.get(symbol.name);
  // A contract that is none was reported where it stands.
  return schema === undefined ? brokenRow(cx, at) : scanColumns(cx, at, { kind: "previous", name: declared.name }, storedColumns(storage, schema.columns));
}

function bindNamed(node: NamedRelation, cx: Context): Relation {
  const { name } = node;
  const bound = findName(cx, name.text);
  if (bound === null) return { row: declaredRow(name, node.args, cx, node), implied: null };
  if (bound.kind !== "relation") {
    report(cx, "not-a-relation", { name: name.text, is: bound.kind === "set" ? "a set of columns" : "an expression" }, name);
    return { row: brokenRow(cx, node), implied: null };
  }
  if (node.args !== null) report(cx, "argument-count", { fn: name.text, takes: "no arguments", given: node.args.length }, node);
  return { row: bound.read(cx, name), implied: bound.param ? name : null };
}

/** A name of the module: a source, a rule, a table macro. */
function declaredRow(name: Name, args: readonly Arg[] | null, cx: Context, at: Span): Row {
  const declared = cx.site.scope.symbols.get(name.text);
  if (declared?.kind === "macro") {
    if (declared.decl.of === "table") return expandTable(declared, args ?? [], null, cx, at, name.text, argumentRow);
    report(cx, "macro-misplaced", { name: name.text, is: KINDS[declared.decl.of], wanted: "a relation" }, name);
    return brokenRow(cx, at);
  }
  if (cx.macro !== null && name.text !== "") {
    report(cx, "macro-outside-name", { name: name.text, macro: cx.macro }, name);
    return brokenRow(cx, at);
  }
  if (declared === undefined) return unknownRow(name, cx, at);
  if (declared.kind === "rule") return ruleRow(declared, args, cx, at);
  if (declared.kind === "source") {
    if (args !== null) report(cx, "argument-count", { fn: name.text, takes: "no arguments", given: args.length }, at);
    return scanInterface(cx, at, { kind: "source", name: declared.name }, cx.binding.env.interfaces.get(declared.name));
  }
  if (!cx.site.scope.missing.has(name.text)) report(cx, "not-a-relation", { name: name.text, is: IS[declared.kind] }, name);
  return brokenRow(cx, at);
}

function unknownRow(name: Name, cx: Context, at: Span): Row {
  const { symbols, missing } = cx.site.scope;
  if (name.text === "" || missing.has(name.text)) return brokenRow(cx, at);
  const known = [...symbols].flatMap(([one, { kind }]) => (kind === "source" || kind === "rule" ? [one] : []));
  const offered = cx.binding.program.offers(name.text, ["source", "rule", "macro"], cx.site.scope);
  if (offered !== null) {
    report(cx, "unknown-relation", { name: name.text, meant: null, offered }, name, importing(name.text, offered, cx.site.scope));
    return brokenRow(cx, at);
  }
  const meant = nearest(name.text, known);
  report(cx, "unknown-relation", { name: name.text, meant }, name, meant === null ? {} : replaceAt(cx, name, meant));
  return brokenRow(cx, at);
}

const IS = { param: "a parameter", schema: "a schema", function: "a function" } as const;

/** What a macro's table parameter is given: a name, or an instance. Null when it is no relation. */
export function argumentRow(node: Arg["value"], cx: Context): Row | null {
  if (node.kind === "ref") return bindNamed({ kind: "named", start: node.start, end: node.end, name: node.name, args: null }, cx).row;
  if (node.kind === "call" && node.receiver === null) return bindNamed({ kind: "named", start: node.start, end: node.end, name: node.fn, args: node.args }, cx).row;
  return null;
}

/** All columns under names of their own; pruning comes later. Without an interface its mistake was reported where it stands. */
const scanInterface = (cx: Context, at: Span, of: Reference, read: Interface | undefined): Row => (read === undefined ? brokenRow(cx, at) : scanColumns(cx, at, of, read.columns));

function scanColumns(cx: Context, at: Span, of: Reference, columns: Interface["columns"]): Row {
  const { newColumn: make } = cx.binding.build;
  const reads = columns.map(({ name, type, nullable, tags, doc }): readonly [string, ColumnId] => [name, make({ name, type, nullable, tags, doc })]);
  return newRow({ kind: "scan", id: newNode(cx), at: origin(cx, at), outputs: reads.map(([, column]) => column), of, reads }, new Map(reads));
}

/** A stored rule is read; an inline one, or an instance with arguments, stands here as its body. Where rows are given for an inline rule, its interface says that it is no longer one. */
function ruleRow(declared: DeclaredBy<"rule">, args: readonly Arg[] | null, cx: Context, at: Span): Row {
  const { decl } = declared;
  const read = cx.binding.env.interfaces.get(declared.name);
  const isInline = decl.storage?.name.text === "inline" && (read === undefined || read.storage === "inline");
  if (args === null && !isInline) return scanInterface(cx, at, { kind: "rule", name: declared.name }, read);
  if (args === null && read === undefined) return brokenRow(cx, at);
  if (intervalType(decl.storage) !== null) {
    report(cx, "instance-by-time", { rule: decl.name.text }, at);
    return brokenRow(cx, at);
  }
  const matched = matchArguments(decl.name.text, decl.params, args ?? [], 0, cx, at);
  const entered = matched && enter(cx, declared, decl.name.text, at);
  if (matched === null || entered === null) return brokenRow(cx, at);
  // The rule's own mistakes are reported where it is declared.
  const faulty = cx.binding.program.faultyRules.has(declared.name);
  if (faulty) cx.binding.putFaulty?.();
  const body: Context = { ...entered, macro: null, seesRow: true, quiet: cx.quiet === "all" || faulty ? "all" : "warnings" };
  const params = decl.params.map((param, i): OwnParam => {
    const field = fieldOf(param.type, declared.file, "argument", () => undefined);
    const node = matched[i];
    const written = node ?? param.default;
    const value = written === null ? null : constantOf(written, field, node === undefined ? body : cx, decl.name.text, param);
    return { def: { name: param.name.text, ...field, default: undefined }, value };
  });
  const key = instanceKey(declared.name, params);
  const known = key === null ? undefined : cx.state.instances.get(key);
  if (known !== undefined) return known(cx, at);
  const inner: Context = { ...body, params: new Map(params.map((param) => [param.def.name, param])) };
  const row = decl.body.kind === "sql_body" ? cx.families.sqlRule(declared, inner) : promised(bodyRow(decl.body, inner), read, cx, at);
  const again = sharing(cx, decl.name.text, row, cx.mentions.get(decl.name.text) ?? 1);
  if (key !== null) cx.state.instances.set(key, again);
  return again(cx, at);
}

/** Equal instances are bound once. Null where an argument is computed. */
function instanceKey(name: string, params: readonly OwnParam[]): string | null {
  const values = params.map(({ value }) => (value?.kind === "literal" ? [value.value] : value?.kind === "param" ? value.name : null));
  return values.includes(null) ? null : JSON.stringify([name, values]);
}

/** Readers see the contract's types, even where the body gives narrower ones. */
function promised(row: Row, read: Interface | undefined, cx: Context, at: Span): Row {
  if (read === undefined || row.broken) return row;
  const names = new Map(row.names);
  const adds: (readonly [ColumnId, Expr])[] = [];
  for (const { name, type } of read.columns) {
    const column = names.get(name);
    if (column === undefined || columnDef(cx, column).type === type || !canWiden(columnDef(cx, column).type, type)) continue;
    const value = castTo(cx, columnIn(cx, row, column, at), type);
    const wide = newColumn(cx, name, type, value.nullable, columnDef(cx, column));
    names.set(name, wide);
    adds.push([wide, value]);
  }
  return adds.length === 0 ? row : newRow(project(cx, at, row.rel, adds, [...names.values()]), names);
}

/** `values [{ … }, …]`: constant rows of the same names. Errors: rows-shape, branch-types, untyped-null, interval-stored, argument-constant. */
function values(node: ValuesRelation, cx: Context): Row {
  const scope = scopeOf(cx, NO_ROW, mode("no", "`values`"));
  const wrong = (problem: string, at: Span): Row => {
    report(cx, "rows-shape", { problem }, at);
    return brokenRow(cx, node);
  };
  const rows: Map<string, { readonly expr: Expr; readonly at: Span }>[] = [];
  for (const { expr: row } of node.rows.elements) {
    if (row.kind !== "row") return wrong("each row is in braces: `{ id: 1 }`", row);
    const cells = new Map<string, { readonly expr: Expr; readonly at: Span }>();
    for (const { name, expr, spread } of row.entries) {
      const called = name?.text ?? pathName(expr);
      if (called === null || spread) return wrong("each entry has a name", expr);
      if (cells.has(called)) return wrong(`two entries \`${called}\``, name ?? expr);
      cells.set(called, { expr: bindExpr(expr, scope), at: expr });
    }
    const [first] = rows;
    const differs = first === undefined ? null : differingNames([...first.keys()], [...cells.keys()]);
    if (differs !== null) return wrong(differs, row);
    rows.push(cells);
  }
  const [first] = rows;
  if (first === undefined || first.size === 0) return wrong("needs at least one row", node.rows);
  return valueColumns([...first.keys()], rows, node, cx);
}

/** What a row has that the first has not, and the other way round. */
function differingNames(first: readonly string[], here: readonly string[]): string | null {
  const [lacks, extra] = [first.filter((name) => !here.includes(name)), here.filter((name) => !first.includes(name))];
  if (lacks.length === 0 && extra.length === 0) return null;
  const list = (names: readonly string[]): string => names.slice(0, 3).map((name) => `\`${name}\``).join(", ") + (names.length > 3 ? ", …" : "");
  const said = [...(lacks.length > 0 ? [`lacks ${list(lacks)}`] : []), ...(extra.length > 0 ? [`has ${list(extra)}`] : [])].join(" and ");
  return `every row has the names of the first, and this one ${said}`;
}

function valueColumns(names: readonly string[], rows: readonly ReadonlyMap<string, { readonly expr: Expr; readonly at: Span }>[], node: ValuesRelation, cx: Context): Row {
  const columns = names.map((name) => {
    const cells = rows.map((row) => row.get(name) as { readonly expr: Expr; readonly at: Span });
    const varying = cells.find(({ expr }) => !isError(expr) && expr.shape !== "constant");
    if (varying !== undefined) report(cx, "argument-constant", { what: "a value of `values`" }, varying.at);
    const exprs = unify(cells.map(({ expr }) => expr), cells.map(({ at }) => at), `values of \`${name}\``, cx);
    const type = exprs?.[0]?.type ?? ERROR;
    if (isUntyped(type)) report(cx, "untyped-null", { of: type.kind === "null" ? "null" : "part" }, (cells[0] as { readonly at: Span }).at);
    else if (holdsInterval(type)) report(cx, "interval-stored", {}, (cells[0] as { readonly at: Span }).at);
    return { name, exprs, column: newColumn(cx, name, type, exprs?.some((expr) => expr.nullable) ?? false) };
  });
  const outputs = columns.map(({ column }) => column);
  const table = rows.map((_, i) => columns.map(({ exprs }) => exprs?.[i] as Expr));
  const known = columns.every(({ exprs }) => exprs !== null);
  const byName = new Map(columns.map(({ name, column }) => [name, column]));
  const base = { id: newNode(cx), at: origin(cx, node), outputs };
  return newRow(known ? { kind: "values", ...base, rows: table } : { kind: "error", ...base, inputs: [] }, byName);
}
