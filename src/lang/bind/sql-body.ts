/** `= sql """…"""`: text of the engine's, typed at its edge by the rule's contract. Its holes name relations, or give values. */
import type { Expr } from "../../ir/expr.ts";
import { sqlWords, type Rel, type SqlRel } from "../../ir/rel.ts";
import type { InterfaceColumn } from "../../ir/rule.ts";
import type { ExprNode, RuleDecl, Span, SqlBody } from "../ast/index.ts";
import { cutTemplate, openingOf } from "../parser/template.ts";
import { relationIn } from "../rule-order.ts";
import type { DeclaredBy } from "../scope.ts";
import { bindExpr, isError, mode, newColumn, newNode, NO_ROW, origin, report, scopeOf, type Context, type Row } from "./context.ts";
import { claim } from "./claims.ts";
import { argumentRow } from "./relation.ts";
import { brokenRow, newRow, project } from "./row.ts";

/**
 * The columns are the contract's, and each may be null: what the contract says beyond types is for a run to verify, as nothing is known of the text.
 * `columns` null: there is no contract, or it is in error. Errors: sql-without-contract, sql-hole, those of relations and expressions.
 */
export function sqlRow(decl: RuleDecl, body: SqlBody, columns: readonly InterfaceColumn[] | null, cx: Context): Row {
  if (decl.contract === null) report(cx, "sql-without-contract", { rule: decl.name.text }, decl.name);
  const [inputs, values]: [Rel[], Expr[]] = [[], []];
  let sound = columns !== null && columns.length > 0;
  const holes = body.holes.map((hole) => {
    const bound = bindHole(hole, cx);
    sound &&= bound !== null;
    if (bound !== null && "rel" in bound) inputs.push(bound.rel);
    else if (bound !== null) values.push(bound);
    return bound !== null && "rel" in bound ? "input" : "value";
  });
  if (!sound || columns === null) return brokenRow(cx, body, inputs);
  const names = new Map(columns.map((column) => [column.name, newColumn(cx, column.name, column.type, true, column)]));
  const at = origin(cx, body);
  wordOrigins(body, cx);
  const rel: SqlRel = { kind: "sql", id: newNode(cx), at, outputs: [...names.values()], dialect: "duckdb", parts: body.parts, holes, inputs, values };
  return newRow(rel, names);
}

/** A rule in SQL that stands where it is read: its contract is verified there. */
export function sqlRule(declared: DeclaredBy<"rule">, cx: Context): Row {
  const { decl } = declared;
  const { program } = cx.binding;
  const named = decl.contract === null ? undefined : program.modules.get(declared.module)?.symbols.get(decl.contract.text);
  const schema = named === undefined ? undefined : program.schemas.get(named.name);
  if (decl.body.kind !== "sql_body" || schema === undefined) return brokenRow(cx, decl.name);
  const row = sqlRow(decl, decl.body, schema.columns, cx);
  if (row.broken) return row;
  // Mistakes in the schema's checks were reported where it was bound by itself.
  claim({ schema, over: row.rel, columns: row.names, proven: null }, { ...cx.binding, report: () => {} }, cx.families);
  return row;
}

/** A name, with or without arguments, is a relation; anything else is a value of constants and parameters. Null: reported. */
function bindHole(hole: ExprNode, cx: Context): { readonly rel: Rel } | Expr | null {
  const relation = relationIn(hole);
  // What no relation is called may be a function.
  if (relation !== null && (relation.args === null || RELATIONS.has(cx.site.scope.symbols.get(relation.name.text)?.kind ?? ""))) {
    const row = argumentRow(hole, cx);
    return row === null || row.broken ? null : { rel: wholeRel(row, hole, cx) };
  }
  const value = bindExpr(hole, scopeOf(cx, NO_ROW, mode("no", "a rule in SQL")));
  if (isError(value)) return null;
  if (value.shape === "constant") return value;
  report(cx, "sql-hole", {}, hole);
  return null;
}

const RELATIONS: ReadonlySet<string> = new Set(["rule", "source", "macro"]);

/** All columns of the row, and none that only an alias reaches. */
function wholeRel(row: Row, at: Span, cx: Context): Rel {
  const outputs = [...row.names.values()];
  return outputs.length === row.rel.outputs.length ? row.rel : project(cx, at, row.rel, [], outputs);
}

/** One origin for each word of the text, in turn: an engine's error in it is shown at the word. */
function wordOrigins(body: SqlBody, cx: Context): void {
  const { text } = cx.site.scope;
  const opening = text.indexOf('"', body.start);
  const image = text.slice(opening, body.end);
  const pieces = cutTemplate(image).filter(({ of }) => of === "text");
  // Escapes are shorter in the file than in the text, or longer: then all words stand at the whole of it.
  const verbatim = image.startsWith('"""') || !image.includes("\\");
  body.parts.forEach((part, i) => {
    const piece = pieces[i];
    let at = opening + (piece?.from ?? 0) + (i === 0 ? openingOf(image) : 1);
    for (const word of sqlWords(part)) {
      const end = at + word.length;
      origin(cx, verbatim && piece !== undefined ? { start: at, end } : body);
      // A brace is written twice.
      at = text[at] === text[at + 1] && (word === "{" || word === "}") ? end + 1 : end;
    }
  });
}
