/** `test "…" for r { given … expect … }`: names and values of the rows that are given and expected, in the types of what they stand for. */
import { NO_ORIGIN, type RuleName } from "../../ir/id.ts";
import type { Env, Interface, ParamDef, Rule } from "../../ir/rule.ts";
import { BOOL, type Field } from "../../values/type.ts";
import type { Arg, CallExpr, Given, ListExpr, LiteralExpr, Name, TestDecl } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import type { Diagnostic, Place } from "../diagnostics/index.ts";
import type { ModuleScope, Program } from "../scope.ts";
import { createBinding } from "./binding.ts";
import { place, report, type Context } from "./context.ts";
import { condition } from "./expr-values.ts";
import { startContext } from "./families.ts";
import { intervalType } from "../contract/table-mode.ts";
import { FROM, RUN_AT, ruleParams, TO } from "./params.ts";
import { bindRows, cell, constantExpr, constantRule, fileRows, type ConstantRows, type ReadText } from "./test-rows.ts";

/** `previous`: what the rule stored before. `missing`: columns that are never null and were not given: a rule that needs one cannot be tested so. `file`: where the rows come from, if not from the text. */
export type BoundGiven = { readonly name: RuleName; readonly previous: boolean; readonly rows: ConstantRows | null; readonly missing: readonly string[]; readonly file: string | null };
/** `list`: the rows as they are written; null: `no rows`. */
export type BoundExpect = { readonly at: Place } & (
  | { readonly kind: "rows"; readonly of: RuleName; readonly rows: ConstantRows | null; readonly list: ListExpr | null }
  | { readonly kind: "error"; readonly code: string }
  | { readonly kind: "true"; readonly rule: Rule });
/** `params` by the name that `ParamRef` has, a rule's own as `rule.param`. `at` is the title's place, `whole` that of the declaration. */
export type BoundTest = {
  readonly title: string;
  readonly at: Place;
  readonly whole: Place;
  readonly target: RuleName | null;
  readonly params: readonly { readonly name: string; readonly rule: Rule }[];
  readonly givens: readonly BoundGiven[];
  readonly expects: readonly BoundExpect[];
};

/** Null when a mistake was reported. Errors: unknown-relation, not-a-relation, unknown-parameter, test-rows, test-value, test-file, unknown-column, argument-constant, those of expressions. */
export function bindTest(decl: TestDecl, scope: ModuleScope, program: Program, env: Env, readText: ReadText, say: (diagnostic: Diagnostic) => void): BoundTest | null {
  const cx = startContext(createBinding(program, env, new Map(), say), { scope, file: scope.file, parent: NO_ORIGIN }, "best_effort");
  const before = cx.state.mistakes;
  const target = decl.rule === null ? null : relationNamed(decl.rule, true, cx);
  const params = decl.args.flatMap((arg) => bindArgument(arg, target, cx) ?? []);
  const givens = decl.givens.flatMap((given) => bindGiven(given, readText, cx) ?? []);
  const expects = decl.expects.flatMap((expect): BoundExpect[] => {
    const at = place(cx, expect);
    if (expect.kind === "expect_error") return [{ at, kind: "error", code: expect.code.value }];
    if (expect.kind === "expect_true") return [{ at, kind: "true", rule: constantRule([["holds", BOOL, false]], [[condition(constantExpr(expect.expr, cx), cx, expect.expr, "`expect`")]], cx) }];
    const named = expect.kind === "expect_rows" && expect.of !== null ? relationNamed(expect.of, true, cx) : target;
    if (named === null) {
      if (decl.rule === null) report(cx, "test-rows", { problem: "names no rule: `test \"…\" for rule { … }`" }, expect);
      return [];
    }
    if (expect.kind === "expect_none") return [{ at, kind: "rows", of: named.name, rows: null, list: null }];
    const rows = bindRows(expect.rows, named, cx);
    return rows === null ? [] : [{ at, kind: "rows", of: named.name, rows, list: expect.rows }];
  });
  if (cx.state.mistakes > before) return null;
  return { title: decl.title.value, at: place(cx, decl.title), whole: place(cx, decl), target: target?.name ?? null, params, givens, expects };
}

function relationNamed(name: Name, rule: boolean, cx: Context): Interface | null {
  const declared = cx.site.scope.symbols.get(name.text);
  if (declared?.kind === "rule" || (declared?.kind === "source" && !rule)) {
    return cx.binding.env.interfaces.get(declared.name) ?? null;
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

/** What reads an inline rule that is given reads these rows in place of its body. */
function bindGiven({ name, previous, rows }: Given, readText: ReadText, cx: Context): BoundGiven | null {
  const of = relationNamed(name, previous, cx);
  if (of === null) return null;
  const file = rows.kind === "call" && rows.fn.text === "csv" && rows.receiver === null ? csvPath(rows, cx) : null;
  if (rows.kind !== "list" && file === null) {
    if (rows.kind !== "call" || rows.fn.text !== "csv") report(cx, "test-rows", { problem: "needs rows: `[{ id: 1 }, …]`, or a file: `csv(\"fixtures/orders.csv\")`" }, rows);
    return null;
  }
  const bound = rows.kind === "list" ? bindRows(rows, of, cx) : fileRows(file as LiteralExpr, of, readText, cx);
  if (bound === null) return null;
  const given = new Set(bound.names);
  const missing = isEmpty(bound) ? [] : of.columns.filter((column) => !column.nullable && !given.has(column.name)).map((column) => column.name);
  return { name: of.name, previous, rows: bound, missing, file: file?.value ?? null };
}

const isEmpty = ({ rule: { root } }: ConstantRows): boolean => root.kind === "values" && root.rows.length === 0;

/** Error: test-rows. */
function csvPath({ args, fn }: CallExpr, cx: Context): LiteralExpr | null {
  const [only] = args;
  const path = only?.name === null && only.value.kind === "literal" && only.value.literal === "string" ? only.value : null;
  if (path === null || args.length > 1) report(cx, "test-rows", { problem: "needs the path of a file and no more: `csv(\"fixtures/orders.csv\")`" }, fn);
  return args.length > 1 ? null : path;
}
