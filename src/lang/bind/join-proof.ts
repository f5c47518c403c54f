/** How many rows of one side belong to a row of the other: proven by keys, or claimed by the author and checked by a run. */
import { readsOf } from "../../ir/effects.ts";
import { equatedColumn } from "../../ir/props/equated.ts";
import { coversKey } from "../../ir/props/index.ts";
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { Join, JoinKind, Multiplicity, Rel } from "../../ir/rel.ts";
import type { ColumnSet, Obligation } from "../../ir/rule.ts";
import { nameText } from "../../values/type.ts";
import type { JoinStage, RelationNode, SchemaBody } from "../ast/index.ts";
import type { More } from "../diagnostics/index.ts";
import type { Declaration } from "../scope.ts";
import { insertAt, nameOf, newNode, origin, report, type Context, type Row } from "./context.ts";
import { optionOf } from "./options.ts";

/** `columns` of one side that the other side fixes. `whole`: the condition consists of such equalities, or says something of one side alone. */
type Fixed = { readonly columns: readonly ColumnId[]; readonly whole: boolean };
const EXEMPT: ReadonlySet<JoinKind> = new Set(["semi", "anti", "cross"]);
const CLAIMS: readonly Multiplicity[] = ["1:1", "n:1", "1:n", "n:m"];

/**
 * What the join's node says; nothing is missing where a mistake may be the reason (`unsure`). Pushes obligations for what is claimed and not proven.
 * Errors: cardinality-missing, cardinality-unknown, cardinality-uncheckable.
 */
export function multiplicityOf(stage: JoinStage, left: Row, right: Row, on: readonly Expr[], unsure: boolean, cx: Context): Multiplicity {
  if (EXEMPT.has(stage.how)) return "n:m";
  const { fixedRight, fixedLeft } = fixedBy(on, right.rel);
  const oneRight = coversKey(cx.binding.propsOf(right.rel), fixedRight.columns);
  const oneLeft = coversKey(cx.binding.propsOf(left.rel), fixedLeft.columns);
  const claimed = claimOf(stage, cx);
  if (claimed === "wrong") return "n:m";
  if (claimed === null) {
    if (!oneRight && !unsure) missing(stage, right, fixedRight, oneLeft, cx);
  } else {
    const check = (side: "left" | "right", fixed: Fixed): boolean => oblige(stage, side, fixed, left.rel, right.rel, on, claimed, cx);
    if ((claimed === "1:1" || claimed === "n:1") && !oneRight && !unsure) check("right", fixedRight);
    if ((claimed === "1:1" || claimed === "1:n") && !oneLeft && !unsure) check("left", fixedLeft);
  }
  const one = { right: oneRight || claimed === "1:1" || claimed === "n:1" || claimed === null, left: oneLeft || claimed === "1:1" || claimed === "1:n" };
  return one.right ? (one.left ? "1:1" : "n:1") : one.left ? "1:n" : "n:m";
}

/** Columns of each side that a row of the other gives one value: `side.column == expression over the other`. The left is what many joins have made: it is not looked through. */
function fixedBy(on: readonly Expr[], right: Rel): { readonly fixedRight: Fixed; readonly fixedLeft: Fixed } {
  const theirs = new Set(right.outputs);
  const own = new Set(on.flatMap((conjunct) => readsOf(conjunct)).filter((read) => !theirs.has(read)));
  return { fixedRight: fixedOf(on, theirs, own), fixedLeft: fixedOf(on, own, theirs) };
}

function fixedOf(on: readonly Expr[], own: ColumnSet, theirs: ColumnSet): Fixed {
  const columns: ColumnId[] = [];
  let whole = true;
  for (const conjunct of on) {
    const column = equatedColumn(conjunct, own);
    if (column !== null) columns.push(column);
    else {
      const reads = readsOf(conjunct);
      if (reads.some((read) => own.has(read)) && reads.some((read) => theirs.has(read))) whole = false;
    }
  }
  return { columns, whole };
}

function claimOf(stage: JoinStage, cx: Context): Multiplicity | null | "wrong" {
  const node = optionOf(stage, "cardinality");
  if (node === undefined) return null;
  const text = node.kind === "literal" ? node.value : "";
  const claim = CLAIMS.find((one) => one === text);
  if (claim !== undefined) return claim;
  if (node.kind !== "error") report(cx, "cardinality-unknown", { found: text }, node);
  return "wrong";
}

/** Error: cardinality-missing. The edit declares the key that the right's source would have, else claims what is likely. */
function missing(stage: JoinStage, right: Row, fixed: Fixed, oneLeft: boolean, cx: Context): void {
  const columns = fixed.columns.map((column) => nameOf(cx, column));
  const claim: Multiplicity = oneLeft ? "1:n" : columns.length === 0 ? "n:m" : "n:1";
  const declare = columns.length === 0 || oneLeft ? null : declareKey(right.rel, fixed.columns, cx);
  const shown = relationText(stage.right);
  const more = declare ?? insertAt(cx, stage.end, `, cardinality: "${claim}"`);
  report(cx, "cardinality-missing", { right: shown, columns, declare: declare === null ? null : columns.join(", "), claim }, stage.on ?? stage.right, more);
}

const relationText = (node: RelationNode): string => (node.kind === "named" ? `\`${node.name.text}\`` : "the right side");

/** A `key [..]` behind the last entry of the source's schema; null where the right side is no source as it stands. */
function declareKey(rel: Rel, columns: readonly ColumnId[], cx: Context): More | null {
  if (rel.kind !== "scan" || rel.of.kind !== "source") return null;
  const read = new Map(rel.reads.map(([name, column]) => [column, name]));
  const names = columns.map((column) => read.get(column));
  const body = bodyOf(cx.binding.program.declarations.get(rel.of.name), cx);
  const last = body?.body.entries.at(-1);
  if (names.includes(undefined) || body === null || last === undefined) return null;
  return { edits: [{ file: body.file, start: last.end, end: last.end, text: `, key [${names.map((name) => nameText(name as string)).join(", ")}]` }] };
}

function bodyOf(declared: Declaration | undefined, cx: Context): { readonly body: SchemaBody; readonly file: string } | null {
  if (declared?.kind !== "source") return null;
  const { decl, file, module } = declared;
  if (decl.body !== null) return { body: decl.body, file };
  const schema = decl.schema === null ? undefined : cx.binding.program.modules.get(module)?.symbols.get(decl.schema.text);
  return schema?.kind === "schema" ? { body: schema.decl.body, file: schema.file } : null;
}

/**
 * A claim that keys do not prove. For equalities alone: those rows of the side that have a partner are told apart by its columns. Else: no row of the
 * other side, told by its key, comes twice out of the join. Error: cardinality-uncheckable.
 */
function oblige(stage: JoinStage, side: "left" | "right", fixed: Fixed, left: Rel, right: Rel, on: readonly Expr[], claim: Multiplicity, cx: Context): boolean {
  const [own, other] = side === "right" ? [right, left] : [left, right];
  const node = (how: "semi" | "inner", a: Rel, b: Rel, outputs: readonly ColumnId[]): Join =>
    ({ kind: "join", id: newNode(cx), at: origin(cx, stage), outputs, how, left: a, right: b, on, multiplicity: "n:m", asof: null, merged: [] });
  const push = (over: Rel, columns: readonly ColumnId[]): void => {
    const obligation: Obligation = {
      kind: "multiplicity", at: origin(cx, optionOf(stage, "cardinality") ?? stage), over, predicate: null, columns, references: null, severity: "error",
      message: `the join is not ${claim}: more than one row on the ${side} belongs to one`,
    };
    cx.binding.obligations.push(obligation);
  };
  if (fixed.whole && fixed.columns.length > 0) {
    push(node("semi", own, other, own.outputs), [...new Set(fixed.columns)]);
    return true;
  }
  const [key] = [...cx.binding.propsOf(other).keys].sort((a, b) => a.size - b.size);
  if (key === undefined) {
    report(cx, "cardinality-uncheckable", { claim, side: `the ${side === "right" ? "left" : "right"} side` }, optionOf(stage, "cardinality") ?? stage);
    return false;
  }
  push(node("inner", left, right, [...new Set([...left.outputs, ...right.outputs])]), [...key]);
  return true;
}
