/**
 * Macros and functions where they are declared, used or not: their signatures, and their bodies over parameters of which no more is known than the
 * signature says. What is wrong for every argument is a mistake of the declaration, and its uses then say nothing.
 */
import { columnRef, literal } from "../../ir/build.ts";
import type { Env } from "../../ir/rule.ts";
import { NO_ORIGIN } from "../../ir/id.ts";
import { convertLiteral } from "../../values/literal.ts";
import { decimal, ERROR, FLOAT64, INT64, isInteger, scalar, STRING, type Type } from "../../values/type.ts";
import type { Body, ExprNode, ParamNode, Pipeline } from "../ast/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Declaration, DeclaredBy, Program } from "../scope.ts";
import { createBinding } from "./binding.ts";
import { circlesIn } from "./circles.ts";
import { bodyRow } from "./body.ts";
import { bindExpr, errorExpr, isError, mode, newColumn, NO_ROW, origin, scopeOf, type Bound, type Context, type Mode, type Row } from "./context.ts";
import { constantOf, namesOf, promised } from "./expand.ts";
import { startContext } from "./families.ts";
import { brokenRow } from "./row.ts";
import { chooseColumns } from "./selector.ts";
import { checkFunctionBody, checkMacroSignature } from "./signature.ts";
import { fieldOf } from "./types.ts";

type Callable = DeclaredBy<"macro"> | DeclaredBy<"function">;

/**
 * Reports each mistake once, however many bodies lead to it, and puts the names of those that hold one of their own into `program.faulty`.
 * Errors: function-result, expansion-recursive, those of types.ts and of bodies.
 */
export function checkCallables(declarations: Iterable<Declaration>, program: Program, env: Env, report: (diagnostic: Diagnostic) => void): void {
  const callables = [...declarations].filter((one): one is Callable => one.kind === "macro" || one.kind === "function");
  const circles = circlesIn(callables, program);
  circles.diagnostics.forEach(report);
  for (const { name } of circles.members) program.faulty.add(name);
  const checked = callables.map((declared) => ({ declared, found: mistakesOf(declared, program, env).filter(({ code }) => code !== "expansion-recursive" || !circles.members.has(declared)) }));
  const said = new Set<string>();
  const say = (diagnostic: Diagnostic): void => {
    const key = cycleOf(diagnostic) ?? keyOf(diagnostic);
    if (!said.has(key)) report(diagnostic);
    said.add(key);
  };
  for (const { declared, found } of checked) if (found.length > 0) program.faulty.add(declared.name);
  // A mistake is told where it stands before it is told of what leads there.
  for (const { found } of checked) for (const diagnostic of found) if (diagnostic.via.length === 0) say(diagnostic);
  for (const { found } of checked) for (const diagnostic of found) if (diagnostic.via.length > 0) say(diagnostic);
}

const keyOf = ({ code, at }: Diagnostic): string => `${code} ${at.file} ${at.start} ${at.end}`;

/** A circle is one mistake, wherever one comes into it. */
function cycleOf({ code, params }: Diagnostic): string | null {
  if (code !== "expansion-recursive") return null;
  const { name, through } = params as { readonly name: string; readonly through: readonly string[] };
  return [name, ...through].sort().join(" ");
}

/** One type for each class of types, by turns: what is wrong for all of them is wrong. */
const CLASSES: Readonly<Record<string, readonly Type[]>> = {
  numeric: [INT64, decimal(12, 2), FLOAT64], integer: [INT64, scalar("int32"), scalar("uint64")], temporal: [scalar("timestamp"), scalar("date"), scalar("timestamptz")],
};
const TURNS = [0, 1, 2];
const turnsOf = ({ decl }: Callable): readonly number[] => (decl.params.some(({ type }) => type.args.some((of) => Object.hasOwn(CLASSES, of.type.name))) ? TURNS : [0]);
/** How many expressions of others a check of one follows, beside its own, of `OF_ONE` characters or more each: those that use others twice at every level end there. */
const [FOLLOWED, OF_ONE] = [16, 2];
/** Where an expression macro may be used; an aggregate is a window in the one, and may be sorted in the other. */
const PLACES: readonly Mode["aggregate"][] = ["window", "group"];

function mistakesOf(declared: Callable, program: Program, env: Env): readonly Diagnostic[] {
  const scope = program.modules.get(declared.module);
  if (scope === undefined) return [];
  const found: Diagnostic[] = [];
  const start = (into: Diagnostic[]): Context => {
    const binding = createBinding(program, env, new Map(), (diagnostic) => void into.push(diagnostic));
    const cx = startContext(binding, { scope, file: scope.file, parent: NO_ORIGIN }, "best_effort");
    cx.state.room = Math.floor((declared.decl.end - declared.decl.start) / OF_ONE) + FOLLOWED;
    return cx;
  };
  if (declared.kind === "function") {
    checkFunctionBody(declared, start(found));
    return found.filter(({ code }) => code !== "expansion-too-large");
  }
  checkMacroSignature(declared, start(found));
  if (found.length > 0) return found;
  const places: readonly Mode["aggregate"][] = declared.decl.of === "expr" ? PLACES : ["no"];
  let common: readonly Diagnostic[] | null = null;
  for (const place of places)
    for (const turn of turnsOf(declared)) {
      const errors: Diagnostic[] = [];
      bindBodyOf(declared, turn, place, start(errors));
      const keys = new Set(errors.map(keyOf));
      common = common === null ? errors.filter(({ severity, code }) => severity === "error" && code !== "expansion-too-large") : common.filter((one) => keys.has(keyOf(one)));
      if (common.length === 0) return [];
    }
  return common ?? [];
}

function bindBodyOf({ decl, name }: DeclaredBy<"macro">, turn: number, place: Mode["aggregate"], start: Context): void {
  const called = decl.name.text;
  const cx: Context = { ...start, macro: called, seesRow: decl.of === "table", params: new Map(), expanding: { name, decl, outer: null } };
  const names = namesOf(decl.params.map((param) => [param, abstract(param, turn, called, cx)] as const));
  const inner: Context = { ...cx, names };
  // Nothing is known of the rows that it will be used in.
  const row: Row = { ...NO_ROW, broken: true, suspect: true };
  const scope = scopeOf(inner, row, mode(place, "a macro"));
  if (decl.of === "table") bodyRow(decl.body as Body | Pipeline, inner);
  else if (decl.of === "selector") chooseColumns(decl.body as ExprNode, scope, `\`${called}\``);
  else {
    const expr = bindExpr(decl.body as ExprNode, scope);
    if (decl.returns !== null && !isError(expr)) promised(expr, decl.returns, called, inner, decl.body);
  }
}

/** A parameter of which the signature alone is known. An error node is any expression: it silences what follows from it. */
function abstract(param: ParamNode, turn: number, called: string, cx: Context): Bound {
  const unknown: ExprNode = { kind: "error", start: param.start, end: param.end };
  switch (param.type.name) {
    case "table": return { kind: "relation", param: true, read: () => brokenRow(cx, param) };
    case "columns": case "selector": return { kind: "set", node: unknown, cx, scope: scopeOf(cx, NO_ROW, mode("no", "a parameter")) };
    case "column": case "expr": return typed(param, param.type.args[0]?.type ?? null, turn, cx);
    default: {
      const field = fieldOf(param.type, cx.site.file, "argument", () => undefined);
      if (param.default !== null) constantOf(param.default, field, cx, called, param);
      const value = sampleOf(field.type);
      return { kind: "value", it: () => (value === null ? errorExpr(cx, param) : literal(cx.binding.build, origin(cx, param), field.type, value)) };
    }
  }
}

function typed(param: ParamNode, type: ParamNode["type"] | null, turn: number, cx: Context): Bound {
  const classes = type === null ? undefined : CLASSES[type.name];
  const known = classes?.[turn] ?? (type === null || type.name === "any" ? ERROR : fieldOf(type, cx.site.file, "argument", () => undefined).type);
  if (known === ERROR) return { kind: "value", it: () => errorExpr(cx, param) };
  const column = newColumn(cx, param.name.text, known, type?.nullable === true);
  return { kind: "value", it: () => columnRef(cx.binding.build, origin(cx, param), column, type?.nullable === true) };
}

/** A constant stands where names, patterns and numbers of columns are told by one. */
function sampleOf(type: Type): string | null {
  if (type === STRING) return "a";
  if (isInteger(type)) return "1";
  return convertLiteral("1", INT64, type) === undefined ? null : String(convertLiteral("1", INT64, type));
}
