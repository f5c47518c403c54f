/** Table macros: as a stage, with the pipeline as first argument, or as a relation. */
import type { Arg, ExprNode, MacroStage, Pipeline, Span, Body } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import type { DeclaredBy } from "../scope.ts";
import { bodyRow, sharing } from "./body.ts";
import { mode, NO_ROW, report, scopeOf, type Bound, type Context, type Row } from "./context.ts";
import { bindParameter, enter, KINDS, matchArguments, namesOf } from "./expand.ts";
import { countMentions } from "./mentions.ts";
import { brokenRow, endAliases } from "./row.ts";

/** What a table parameter is given; null when it is no relation. Handed in by relation.ts, which reads relations and macros both. */
export type ArgumentRow = (node: ExprNode, cx: Context) => Row | null;

/** Errors: macro-misplaced, macro-row, macro-argument, argument-count, argument-name, expansion-recursive. */
export function expandTable(declared: DeclaredBy<"macro">, args: readonly Arg[], input: Row | null, cx: Context, at: Span, called: string, argumentRow: ArgumentRow): Row {
  const { decl } = declared;
  const given = input === null ? 0 : 1;
  if (input !== null && decl.params[0]?.type.name !== "table") {
    report(cx, "macro-row", { name: called }, at);
    return brokenRow(cx, at, [input.rel]);
  }
  const matched = matchArguments(called, decl.params, args, given, cx, at);
  const entered = matched && enter(cx, declared, called, at);
  if (matched === null || entered === null) return brokenRow(cx, at);
  const text = decl.body as Body | Pipeline;
  const times = countMentions(text);
  const body: Context = { ...entered, macro: called, seesRow: true };
  const caller = scopeOf(cx, NO_ROW, mode("no", "an argument"));
  const bound = decl.params.map((param, i) => {
    const node = matched[i - given];
    if (param.type.name !== "table") return [param, bindParameter(called, param, node, caller, body)] as const;
    const row = i < given && input !== null ? input : tableArgument(called, param.name.text, node, cx, at, argumentRow);
    const value: Bound = { kind: "relation", param: true, read: sharing(cx, param.name.text, row, times.get(param.name.text) ?? 0) };
    return [param, value] as const;
  });
  return bodyRow(text, { ...body, names: namesOf(bound) });
}

function tableArgument(called: string, param: string, node: ExprNode | undefined, cx: Context, at: Span, argumentRow: ArgumentRow): Row {
  const row = node === undefined ? null : argumentRow(node, cx);
  if (row !== null) return row;
  report(cx, "macro-argument", { name: called, param, wanted: "a relation", found: "an expression" }, node ?? at);
  return brokenRow(cx, node ?? at);
}

/** `|> newest([id], ts)`. Errors: unknown-function, macro-misplaced, and those of the expansion. */
export function macroStage(stage: MacroStage, row: Row, cx: Context, argumentRow: ArgumentRow): Row {
  const { name } = stage;
  const { symbols, missing } = cx.site.scope;
  const declared = symbols.get(name.text);
  const bare = endAliases(cx, stage, row);
  if (declared?.kind === "macro" && declared.decl.of === "table") return expandTable(declared, stage.args, bare, cx, stage, name.text, argumentRow);
  if (declared?.kind === "macro") report(cx, "macro-misplaced", { name: name.text, is: KINDS[declared.decl.of], wanted: "a stage" }, name);
  else if (declared === undefined && name.text !== "" && !missing.has(name.text)) {
    const known = [...symbols].flatMap(([one, other]) => (other.kind === "macro" && other.decl.of === "table" ? [one] : []));
    report(cx, "unknown-function", { name: name.text, meant: nearest(name.text, known) }, name);
  } else if (declared !== undefined) report(cx, "macro-misplaced", { name: name.text, is: `a ${declared.kind}`, wanted: "a table macro" }, name);
  return { ...bare, broken: true };
}
