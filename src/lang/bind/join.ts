/** Joins: what is compared, what the columns are called afterwards. Meaning: docs/language.md, "Scope" and "Verbs". */
import { call, conjunctsOf } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import { readsOf } from "../../ir/effects.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Join, JoinKind } from "../../ir/rel.ts";
import { commonType } from "../../values/coerce.ts";
import { BOOL, isComparable, nameText, typeText } from "../../values/type.ts";
import type { ExprNode, JoinStage, ListExpr, Name } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { matchAsof } from "./asof.ts";
import { mayJoin } from "./budget.ts";
import { castText, castTo } from "./coerce.ts";
import {
  bindExpr, findName, insertAt, isError, mode, nameOf, newColumn, newNode, origin, report, scopeOf, unsure, type Alias, type Context, type Row,
} from "./context.ts";
import { unreadInCondition } from "./expr-names.ts";
import { condition } from "./expr-values.ts";
import { multiplicityOf } from "./join-proof.ts";
import { checkOptions } from "./options.ts";
import { bindRelation } from "./relation.ts";
import { chooseColumns } from "./selector.ts";
import { aliasIn, columnIn, newAlias, newRow, nullableIn, noteUnaliased, outputsOf, without } from "./row.ts";

type Merged = readonly (readonly [left: ColumnId, right: ColumnId])[];
type Matched = { readonly on: readonly Expr[]; readonly merged: Merged };

/**
 * Errors: joins-too-wide, join-condition-missing, join-condition-unexpected, join-name-taken, alias-taken, alias-is-column, using-unknown, those of the condition and of
 * the multiplicity.
 */
export function join(stage: JoinStage, row: Row, cx: Context): Row {
  const whole = checkOptions(cx, stage, "join", stage.asof ? ["tolerance"] : ["cardinality"]);
  const right = bindRelation(stage.right, cx);
  if (!mayJoin(cx, row.rel.outputs.length + right.row.rel.outputs.length, stage)) return { ...row, broken: true };
  noteUnaliased(cx, stage.right, stage.alias);
  const name = stage.alias ?? right.implied;
  if (name !== null && !aliasFits(name, row, right.row, cx)) return { ...row, broken: true };
  if (stage.alias !== null) cx.binding.build.alias(right.row.rel.at, stage.alias.text);
  const matched = match(stage, row, right.row, name, cx);
  if (matched === null || row.broken || right.row.broken) return afterwards(stage, row, right.row, name, cx);
  if (stage.asof) return joinAsof(stage, row, right.row, name, matched, cx);
  const multiplicity = multiplicityOf(stage, row, right.row, matched.on, !whole || unsure(row) || unsure(right.row), cx);
  const base = { kind: "join", id: newNode(cx), at: origin(cx, stage), how: stage.how, left: row.rel, right: right.row.rel } as const;
  const of = { ...base, on: matched.on, multiplicity, asof: null };
  return { ...named(stage, row, right.row, name, matched, cx, of), suspect: row.suspect || right.row.suspect };
}

const NO_ASOF: Readonly<Record<Exclude<JoinKind, "inner" | "left">, string>> = {
  right: "right rows that are nobody's nearest have no left row",
  full: "right rows that are nobody's nearest have no left row",
  semi: "whether there is a row does not hang on which is nearest: `join semi` without `asof`",
  anti: "whether there is a row does not hang on which is nearest: `join anti` without `asof`",
  cross: "the nearest row is found by a condition",
};

/** Error: asof-kind. A right row at most belongs to a left one, whatever keys say. */
function joinAsof(stage: JoinStage, row: Row, right: Row, name: Name | null, { on, merged }: Matched, cx: Context): Row {
  if (stage.how !== "inner" && stage.how !== "left") {
    report(cx, "asof-kind", { how: stage.how, why: NO_ASOF[stage.how] }, stage);
    return afterwards(stage, row, right, name, cx);
  }
  const found = matchAsof(stage, row, right, on, cx);
  if (found === null) return afterwards(stage, row, right, name, cx);
  const base = { kind: "join", id: newNode(cx), at: origin(cx, stage), how: stage.how, left: row.rel, right: right.rel } as const;
  const of = { ...base, on: found.on, multiplicity: "n:1", asof: found.asof } as const;
  return { ...named(stage, row, right, name, { on: found.on, merged }, cx, of), suspect: row.suspect || right.suspect };
}

function aliasFits(name: Name, row: Row, right: Row, cx: Context): boolean {
  if (aliasIn(row, name.text) !== null) report(cx, "alias-taken", { name: name.text }, name);
  else if (row.names.has(name.text) || right.names.has(name.text)) report(cx, "alias-is-column", { name: name.text }, name);
  else return true;
  return false;
}

/** The conjuncts of the condition, and the columns that `using` makes one. Null when a mistake was reported. */
function match(stage: JoinStage, row: Row, right: Row, name: Name | null, cx: Context): Matched | null {
  if (stage.using !== null) return using(stage.using, row, right, cx);
  if (stage.how === "cross") {
    if (stage.on === null) return { on: [], merged: [] };
    report(cx, "join-condition-unexpected", {}, stage.on);
    return null;
  }
  if (stage.on === null) {
    report(cx, "join-condition-missing", { how: stage.how }, stage);
    return null;
  }
  const aliased = name === null ? right : { ...right, aliases: [newAlias(cx, name, right.names, [], true)] };
  const scope = { ...scopeOf(cx, row, mode("no", "the condition of a join")), right: aliased };
  if (unreadInCondition(stage.on, scope)) return null;
  const predicate = condition(bindExpr(stage.on, scope), cx, stage.on, "`on`");
  return isError(predicate) ? null : { on: conjunctsOf(predicate), merged: [] };
}

/** Error: using-unknown, operand-types, not-comparable. */
function using(list: ListExpr, row: Row, right: Row, cx: Context): Matched | null {
  const on: Expr[] = [];
  const merged: (readonly [ColumnId, ColumnId])[] = [];
  const named = list.elements.map(({ expr }) => usedNames(expr, row, cx)?.map((text) => ({ text, node: expr })) ?? null);
  let whole = !named.includes(null);
  for (const { text, node } of named.flatMap((names) => names ?? [])) {
    const [l, r] = [row.names.get(text), right.names.get(text)];
    for (const [side, found, of] of [["left", l, row], ["right", r, right]] as const)
      if (found === undefined && !of.broken) report(cx, "using-unknown", { name: text, side, meant: nearest(text, of.names.keys()) }, node);
    const equal = l === undefined || r === undefined ? null : equality(columnIn(cx, row, l, node), columnIn(cx, right, r, node), node, cx);
    if (equal === null || l === undefined || r === undefined) whole = false;
    else {
      on.push(equal);
      merged.push([l, r]);
    }
  }
  return whole ? { on, merged } : null;
}

/** A name is both sides'. A selector, and what a macro is given, means columns of the left side, and those of the right with their names. */
function usedNames(node: ExprNode, row: Row, cx: Context): readonly string[] | null {
  const bound = node.kind === "ref" ? findName(cx, node.name.text) : null;
  if (node.kind === "ref" && bound?.kind !== "set" && !(bound?.kind === "deferred" && cx.macro !== null)) return [node.name.text];
  return chooseColumns(node, scopeOf(cx, row, mode("no", "`using`")), "`using`")?.map(({ column }) => nameOf(cx, column)) ?? null;
}

function equality(left: Expr, right: Expr, node: Name | { readonly start: number; readonly end: number }, cx: Context): Expr | null {
  const type = commonType(left.type, right.type);
  if (type === null) report(cx, "operand-types", { op: "using", left: typeText(left.type), right: typeText(right.type), cast: castText(left.type, right.type) }, node);
  else if (!isComparable(type)) report(cx, "not-comparable", { type: typeText(type), what: "`using`" }, node);
  else return call(cx.binding.build, origin(cx, node), "eq", [castTo(cx, left, type), castTo(cx, right, type)], BOOL, left.nullable || right.nullable);
  return null;
}

/** In these neither side may vanish behind the other's names. */
const BOTH_STAY: ReadonlySet<JoinKind> = new Set(["right", "full"]);

function named(stage: JoinStage, row: Row, right: Row, name: Name | null, { on, merged }: Matched, cx: Context, of: Omit<Join, "outputs" | "merged">): Row {
  if (stage.how === "semi" || stage.how === "anti") return { ...row, rel: { ...of, merged: [], outputs: row.rel.outputs }, notNull: null };
  const brought: (readonly [string, ColumnId])[] = [];
  const gone = new Set(merged.map(([, r]) => r));
  const triples: (readonly [ColumnId, ColumnId, ColumnId])[] = [];
  // Where every left row stays, its column is what `coalesce` would give.
  if (BOTH_STAY.has(stage.how))
    for (const [l, r] of merged) {
      const text = nameOf(cx, l);
      const type = commonType(cx.binding.build.columns[l]?.type ?? BOOL, cx.binding.build.columns[r]?.type ?? BOOL) ?? BOOL;
      const column = newColumn(cx, text, type, nullableIn(cx, row, l) || nullableIn(cx, right, r), cx.binding.build.columns[l] ?? null);
      brought.push([text, column]);
      triples.push([l, r, column]);
    }
  const taken: string[] = [];
  const hidden: ColumnId[] = [];
  for (const [text, column] of right.names) {
    if (gone.has(column)) continue;
    if (row.names.has(text)) {
      taken.push(text);
      hidden.push(column);
    } else brought.push([text, column]);
  }
  if (taken.length > 0 && (name === null || BOTH_STAY.has(stage.how))) refuseTaken(stage, taken, cx);
  const aliases: Alias[] = [...without(row.aliases, new Set(triples.map(([l]) => l)))];
  if (name !== null) {
    const alias = newAlias(cx, name, new Map([...right.names].filter(([, column]) => !gone.has(column))), hidden, true);
    for (const column of on.flatMap(readsOf)) alias.use.compared.add(column);
    // Those that should both have stayed are told of already.
    if (BOTH_STAY.has(stage.how)) alias.use.used = true;
    aliases.push(alias);
  }
  // The names of a long row are copied only where there are new ones.
  const names = brought.length === 0 ? row.names : new Map([...row.names, ...brought]);
  const outputs = brought.length === 0 ? row.rel.outputs.concat(hidden) : outputsOf({ names, aliases });
  return { ...newRow({ ...of, merged: triples, outputs }, names, aliases) };
}

/** Error: join-name-taken. The edit gives the right side an alias. */
function refuseTaken(stage: JoinStage, names: readonly string[], cx: Context): void {
  const how = BOTH_STAY.has(stage.how) ? stage.how : null;
  const relation = stage.right.kind === "named" ? stage.right.name.text : "other";
  const edit = how === null && stage.alias === null ? insertAt(cx, stage.right.end, ` as ${nameText(relation)}`) : {};
  report(cx, "join-name-taken", { names, how }, stage.right, edit);
}

/** The row of a join that has a mistake: both sides' names, so that what follows finds them. */
function afterwards(stage: JoinStage, row: Row, right: Row, name: Name | null, cx: Context): Row {
  if (stage.how === "semi" || stage.how === "anti") return row;
  const names = new Map([...right.names, ...row.names]);
  const aliases = name === null ? row.aliases : [...row.aliases, { ...newAlias(cx, name, right.names, [], true), use: { used: true, compared: new Set<ColumnId>() } }];
  const outputs = [...new Set([...row.rel.outputs, ...right.rel.outputs])];
  const rel = { kind: "error", id: newNode(cx), at: origin(cx, stage), outputs, inputs: [row.rel, right.rel] } as const;
  return { ...newRow(rel, names, aliases), broken: row.broken || right.broken };
}
