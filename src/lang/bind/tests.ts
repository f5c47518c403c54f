/** `test "…" for r { given … expect … }`: names and values of the rows that are given and expected, in the types of what they stand for. */
import type { Expr } from "../../ir/expr.ts";
import { localName, NO_ORIGIN, type ColumnId, type RuleName } from "../../ir/id.ts";
import type { Env, Interface, ParamDef, Rule } from "../../ir/rule.ts";
import { BOOL, fieldText, typeText, type Field } from "../../values/type.ts";
import type { Arg, ExprNode, Given, ListExpr, Name, TestDecl } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import type { Diagnostic, Place } from "../diagnostics/index.ts";
import type { ModuleScope, Program } from "../scope.ts";
import { createBinding } from "./binding.ts";
import { coerce } from "./coerce.ts";
import { bindExpr, constant, isError, mode, NO_ROW, place, report, scopeOf, unsupported, type Context } from "./context.ts";
import { condition } from "./expr-values.ts";
import { startContext } from "./families.ts";
import { pathName } from "./expr-names.ts";
import { intervalType } from "../contract/table-mode.ts";
import { FROM, RUN_AT, ruleParams, TO } from "./params.ts";

/** Rows of constants, as a rule that reads nothing. Its columns are those that the test names, in the order of the relation. */
export type ConstantRows = { readonly names: readonly string[]; readonly rule: Rule };
/** `previous`: what the rule stored before. `missing`: columns that are never null and were not given: a rule that needs one cannot be tested so. */
export type BoundGiven = { readonly name: RuleName; readonly previous: boolean; readonly rows: ConstantRows | null; readonly missing: readonly string[] };
export type BoundExpect = { readonly at: Place } & (
  | { readonly kind: "rows"; readonly of: RuleName; readonly rows: ConstantRows | null }
  | { readonly kind: "error"; readonly code: string }
  | { readonly kind: "true"; readonly rule: Rule });
/** `params` by the name that `ParamRef` has, a rule's own as `rule.param`. */
export type BoundTest = {
  readonly title: string;
  readonly at: Place;
  readonly target: RuleName | null;
  readonly params: readonly { readonly name: string; readonly rule: Rule }[];
  readonly givens: readonly BoundGiven[];
  readonly expects: readonly BoundExpect[];
};

/** Null when a mistake was reported. Errors: unknown-relation, not-a-relation, unknown-parameter, test-rows, test-value, unknown-column, argument-constant, those of expressions. */
export function bindTest(decl: TestDecl, scope: ModuleScope, program: Program, env: Env, say: (diagnostic: Diagnostic) => void): BoundTest | null {
  const cx = startContext(createBinding(program, env, new Map(), say), { scope, file: scope.file, parent: NO_ORIGIN }, "best_effort");
  const before = cx.state.mistakes;
  const target = decl.rule === null ? null : relationNamed(decl.rule, true, cx);
  const params = decl.args.flatMap((arg) => bindArgument(arg, target, cx) ?? []);
  const givens = decl.givens.flatMap((given) => bindGiven(given, cx) ?? []);
  const expects = decl.expects.flatMap((expect): BoundExpect[] => {
    const at = place(cx, expect);
    if (expect.kind === "expect_error") return [{ at, kind: "error", code: expect.code.value }];
    if (expect.kind === "expect_true") return [{ at, kind: "true", rule: constantRule([["holds", BOOL, false]], [[condition(constantExpr(expect.expr, cx), cx, expect.expr, "`expect`")]], cx) }];
    const named = expect.kind === "expect_rows" && expect.of !== null ? relationNamed(expect.of, true, cx) : target;
    if (named === null) {
      if (decl.rule === null) report(cx, "test-rows", { problem: "names no rule: `test \"…\" for rule { … }`" }, expect);
      return [];
    }
    if (expect.kind === "expect_none") return [{ at, kind: "rows", of: named.name, rows: null }];
    const rows = bindRows(expect.rows, named, cx);
    return rows === null ? [] : [{ at, kind: "rows", of: named.name, rows }];
  });
  if (cx.state.mistakes > before) return null;
  return { title: decl.title.value, at: place(cx, decl.title), target: target?.name ?? null, params, givens, expects };
}

function relationNamed(name: Name, rule: boolean, cx: Context): Interface | null {
  const declared = cx.site.scope.symbols.get(name.text);
  if (declared?.kind === "rule" || (declared?.kind === "source" && !rule)) {
    const of = cx.binding.env.interfaces.get(declared.name) ?? null;
    if (of?.storage === "inline") unsupported(cx, "an inline rule in a test", name);
    return of;
  }
  if (cx.site.scope.missing.has(name.text)) return null;
  const known = [...cx.site.scope.symbols].flatMap(([one, { kind }]) => (kind === "rule" || (kind === "source" && !rule) ? [one] : []));
  if (declared === undefined) report(cx, "unknown-relation", { name: name.text, meant: nearest(name.text, known) }, name);
  else report(cx, "not-a-relation", { name: name.text, is: `a ${declared.kind}` }, name);
  return null;
}

/** The rule's own parameter, else its module's. */
function bindArgument({ name, value }: Arg, target: Interface | null, cx: Context): BoundTest["params"] | null {
  if (name === null || target === null) return null;
  const declared = cx.binding.program.declarations.get(target.name);
  const own = declared?.kind === "rule" ? declared.decl.params.find((param) => param.name.text === name.text) : undefined;
  const symbol = cx.site.scope.symbols.get(name.text);
  const def: ParamDef | undefined = symbol?.kind === "param" ? cx.binding.program.params.get(symbol.name) : undefined;
  const interval = declared?.kind === "rule" && (name.text === FROM.name || name.text === TO.name) ? intervalType(declared.decl.storage) : null;
  if (own === undefined && def === undefined && interval === null && name.text !== RUN_AT.name) {
    const known = [...cx.site.scope.symbols].flatMap(([one, { kind }]) => (kind === "param" ? [one] : []));
    report(cx, "unknown-parameter", { name: name.text, meant: nearest(name.text, known) }, name);
    return null;
  }
  // What a rule's own parameter takes, the rule's reader would be asked for too.
  const field = own === undefined ? (def ?? (interval === null ? RUN_AT : { type: interval, nullable: false })) : paramField(declared, name.text, cx);
  const expr = field === null ? null : cell(value, name.text, field, "parameters", cx);
  if (expr === null || field === null) return null;
  const full = own !== undefined ? `${target.name}.${name.text}` : (def?.name ?? name.text);
  return [{ name: full, rule: constantRule([[name.text, field.type, field.nullable]], [[expr]], cx) }];
}

function paramField(declared: unknown, name: string, cx: Context): Field | null {
  const { decl } = declared as { readonly decl: Parameters<typeof ruleParams>[0] };
  return ruleParams(decl, cx.site.file, () => undefined).get(name) ?? null;
}

function bindGiven({ name, previous, rows }: Given, cx: Context): BoundGiven | null {
  const of = relationNamed(name, previous, cx);
  if (of === null) return null;
  if (rows.kind === "call" && rows.fn.text === "csv") {
    unsupported(cx, "a file in `given`", rows);
    return null;
  }
  if (rows.kind !== "list") {
    report(cx, "test-rows", { problem: "needs rows: `[{ id: 1 }, …]`" }, rows);
    return null;
  }
  const bound = bindRows(rows, of, cx);
  if (bound === null) return null;
  const given = new Set(bound.names);
  const missing = rows.elements.length === 0 ? [] : of.columns.filter((column) => !column.nullable && !given.has(column.name)).map((column) => column.name);
  return { name: of.name, previous, rows: bound, missing };
}

/** Every row names the columns that some row names; what one leaves out is null. */
function bindRows(list: ListExpr, of: Interface, cx: Context): ConstantRows | null {
  const columns = new Map(of.columns.map((column) => [column.name, column]));
  const rows: ReadonlyMap<string, ExprNode>[] = [];
  const before = cx.state.mistakes;
  for (const { expr } of list.elements) {
    if (expr.kind !== "row") {
      report(cx, "test-rows", { problem: "needs each row in braces: `{ id: 1 }`" }, expr);
      continue;
    }
    const cells = new Map<string, ExprNode>();
    for (const entry of expr.entries) {
      const name = entry.name?.text ?? pathName(entry.expr);
      const known = [...columns.keys()];
      if (name === null || entry.spread) report(cx, "unnamed-entry", {}, entry.expr);
      else if (!columns.has(name)) report(cx, "unknown-column", { name, of: `\`${localName(of.name)}\``, meant: nearest(name, known), known }, entry.name ?? entry.expr);
      else if (cells.has(name)) report(cx, "duplicate-column", { name }, entry.name ?? entry.expr);
      else cells.set(name, entry.expr);
    }
    rows.push(cells);
  }
  const used = of.columns.filter(({ name }) => rows.some((row) => row.has(name)));
  const exprs = rows.map((row) => used.map((column): Expr | null => {
    const node = row.get(column.name);
    if (node !== undefined) return cell(node, column.name, column, localName(of.name), cx);
    if (!column.nullable) report(cx, "test-rows", { problem: `gives \`${column.name}\` in some rows and not in all` }, list);
    return nullOf(column, list, cx);
  }));
  if (cx.state.mistakes > before || exprs.some((row) => row.includes(null))) return null;
  return { names: used.map(({ name }) => name), rule: constantRule(used.map(({ name, type, nullable }) => [name, type, nullable] as const), exprs as Expr[][], cx) };
}

const nullOf = (column: Field, at: ListExpr, cx: Context): Expr => constant(cx, at, column.type, null);

const constantExpr = (node: ExprNode, cx: Context): Expr => bindExpr(node, scopeOf(cx, NO_ROW, mode("no", "a test")));

/** Errors: argument-constant, test-value. */
function cell(node: ExprNode, column: string, field: Field, of: string, cx: Context): Expr | null {
  const expr = constantExpr(node, cx);
  if (isError(expr)) return null;
  const fit = expr.shape === "constant" ? coerce(cx, expr, field.type) : null;
  if (expr.shape !== "constant") report(cx, "argument-constant", { what: `a value of \`${column}\`` }, node);
  else if (fit === null || (fit.kind === "literal" && fit.value === null && !field.nullable)) report(cx, "test-value", { column, of, wanted: fieldText(field), found: typeText(expr.type) }, node);
  return fit;
}

function constantRule(columns: readonly (readonly [name: string, type: Field["type"], nullable: boolean])[], rows: readonly (readonly Expr[])[], cx: Context): Rule {
  const { build } = cx.binding;
  const outputs = columns.map(([name, type, nullable]): ColumnId => build.newColumn({ name, type, nullable, tags: [], doc: null }));
  return {
    name: "test", params: [], locals: [], root: { kind: "values", id: build.newNode(), at: NO_ORIGIN, outputs, rows }, columns: build.columns, nodes: build.nodeCount(), obligations: [],
    storage: { kind: "inline" }, tier: "best_effort", order: [], tags: [], doc: null, origins: build.origins(),
  };
}
