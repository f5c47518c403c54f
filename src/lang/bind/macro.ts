/** Table macros: as a stage, with the pipeline as first argument, or as a relation. */
import type { Arg, ExprNode, MacroStage, Pipeline, Span, Body } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { importing } from "../offers.ts";
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

/** Our verbs, as they are written, for those who write methods. */
const FORM_OF: Readonly<Record<string, string>> = {
  where: "where a > 1", derive: "derive { total: a * b }", select: "select { a, b }", drop: "drop [a]", rename: "rename { new: old }", aggregate: "aggregate { total: sum(a) }", group: "group { a } { total: sum(b) }",
  sort: "sort [a desc, b]", limit: "limit 10", join: "join t as q on a == q.a", dedupe: "dedupe on [a] keep first by [b]", distinct: "distinct", explode: "explode xs as x", unpivot: "unpivot [a, b], names_to: \"name\", values_to: \"value\"",
  pivot: "pivot by [a] on b values [..] { total: sum(c) }", union: "union all t", sample: "sample 0.1, seed: 7",
};
const METHODS = {
  where: "filter query where loc", derive: "assign mutate with_columns with_column withcolumn derive transform", select: "select project", drop: "drop", rename: "rename with_columns_renamed", aggregate: "agg aggregate summarize summarise",
  group: "groupby group_by group", sort: "sort_values sort order_by orderby sort_by arrange order", limit: "head take limit top", join: "merge join", dedupe: "drop_duplicates unique deduplicate dropduplicates", distinct: "distinct", explode: "explode unnest flatten",
  unpivot: "melt unpivot", pivot: "pivot_table pivot", union: "concat append union vstack", sample: "sample",
};
const VERB_OF: ReadonlyMap<string, string> = new Map(Object.entries(METHODS).flatMap(([verb, names]) => names.split(" ").map((one) => [one, verb] as const)));

/** `|> newest([id], ts)`. Errors: unknown-function, foreign-form, macro-misplaced, and those of the expansion. */
export function macroStage(stage: MacroStage, row: Row, cx: Context, argumentRow: ArgumentRow): Row {
  const { name } = stage;
  const { symbols, missing } = cx.site.scope;
  const declared = symbols.get(name.text);
  const bare = endAliases(cx, stage, row);
  if (declared?.kind === "macro" && declared.decl.of === "table") return expandTable(declared, stage.args, bare, cx, stage, name.text, argumentRow);
  if (declared?.kind === "macro") report(cx, "macro-misplaced", { name: name.text, is: KINDS[declared.decl.of], wanted: "a stage" }, name);
  else if (declared === undefined && name.text !== "" && !missing.has(name.text)) {
    const known = [...symbols].flatMap(([one, other]) => (other.kind === "macro" && other.decl.of === "table" ? [one] : []));
    const offered = cx.binding.program.offers(name.text, ["macro", "function"], cx.site.scope);
    if (offered !== null) {
      report(cx, "unknown-function", { name: name.text, meant: null, offered }, name, importing(name.text, offered, cx.site.scope));
      return { ...bare, broken: true };
    }
    const verb = VERB_OF.get(name.text.toLowerCase());
    const form = verb === undefined ? undefined : FORM_OF[verb];
    if (form !== undefined) report(cx, "foreign-form", { wrote: `${name.text}(…)`, ours: `\`${form}\`` }, name);
    else report(cx, "unknown-function", { name: name.text, meant: nearest(name.text, known) }, name);
  } else if (declared !== undefined) report(cx, "macro-misplaced", { name: name.text, is: `a ${declared.kind}`, wanted: "a table macro" }, name);
  return { ...bare, broken: true };
}
