/** `-> S`: exactly these columns in this order, of these types. Nulls, keys and checks are claims (bind/claims.ts). */
import { columnRef } from "../../ir/build.ts";
import type { Expr, Literal } from "../../ir/expr.ts";
import { localName, NO_ORIGIN, type ColumnId } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import { canCast, canWiden } from "../../values/coerce.ts";
import { convertLiteral } from "../../values/literal.ts";
import { nameText, typeText, type Type } from "../../values/type.ts";
import type { Entry, ExprNode, Pipeline, RowExpr, Span, Stage } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import type { Edit, More } from "../diagnostics/index.ts";
import type { BoundSchema } from "../scope.ts";
import type { BoundBody } from "../bind/rule.ts";
import { columnDef, isUnclear, placeAt, ruleName, say, type Making } from "./making.ts";

/**
 * The body with exactly its named columns; under a contract with the contract's types, in a projection on top where it takes one.
 * Errors (the body as it is then): contract-columns, contract-column-order, contract-type.
 */
export function shapeColumns(body: BoundBody, making: Making): Rel {
  const { schema } = making;
  const ids = [...body.names.values()];
  if (schema === null || body.broken || !sameColumns(body, schema, making)) return projected(body.root, ids, [], making);
  const adds: [ColumnId, Expr][] = [];
  const outputs = schema.columns.map(({ name, type }) => {
    const from = body.names.get(name) as ColumnId;
    if (columnDef(making, from).type === type) return from;
    return widened(from, type, body, making, adds);
  });
  return projected(body.root, outputs, adds, making);
}

function projected(root: Rel, outputs: readonly ColumnId[], adds: readonly (readonly [ColumnId, Expr])[], { binding, declared, scope }: Making): Rel {
  if (adds.length === 0 && outputs.length === root.outputs.length && outputs.every((id, i) => id === root.outputs[i])) return root;
  const at = declared.decl.contract ?? declared.decl.name;
  return { kind: "project", id: binding.build.newNode(), at: binding.build.origin(scope.file, at.start, at.end, NO_ORIGIN), outputs, input: root, adds };
}

function sameColumns(body: BoundBody, schema: BoundSchema, making: Making): boolean {
  if (isUnclear(making)) return false;
  const [has, wants] = [[...body.names.keys()], schema.columns.map(({ name }) => name)];
  const missing = wants.filter((name) => !body.names.has(name));
  const promised = new Set(wants);
  const extra = has.filter((name) => !promised.has(name));
  const rule = ruleName(making);
  if (missing.length > 0 || extra.length > 0) {
    const meant = missing.flatMap((name) => { const near = nearest(name, extra); return near === null ? [] : [[near, name] as const]; });
    const related = missing.slice(0, 3).flatMap((name) => { const at = schema.places.get(name); return at === undefined ? [] : [{ at, label: "promised here" }]; });
    const renames = meant.length === missing.length && meant.length === extra.length ? meant.map(([from, to]) => renaming(from, to, making)) : [];
    const edits = missing.length === 0 ? selecting(wants, making) : renames.includes(null) ? {} : { edits: renames.flatMap((edit) => edit ?? []) };
    const at = renames.length === 1 && renames[0] !== null ? renames[0] : undefined;
    say(making, "contract-columns", { rule, schema: schemaName(schema), missing, extra, meant }, at ?? contractAt(making), { related, ...edits });
    return false;
  }
  if (has.every((name, i) => name === wants[i])) return true;
  say(making, "contract-column-order", { rule, schema: schemaName(schema), wants, has }, contractAt(making), selecting(wants, making));
  return false;
}

export const schemaName = (schema: BoundSchema): string => localName(schema.name);
const contractAt = ({ declared: { decl } }: Making): Span => decl.contract ?? decl.name;

/** Gives a column its promised name where it is made; null where no entry makes it. */
function renaming(from: string, to: string, { declared: { decl }, scope }: Making): Edit | null {
  const entry = decl.body.kind === "body" ? entryNamed(decl.body.pipeline, from) : null;
  if (entry === null) return null;
  if (entry.name !== null) return { ...placeAt(scope, entry.name), text: nameText(to) };
  const at = placeAt(scope, entry.expr);
  return { ...at, text: `${nameText(to)}: ${scope.text.slice(at.start, at.end)}` };
}

/** Ends the pipeline with a select of these columns in this order. */
function selecting(names: readonly string[], { declared: { decl }, scope }: Making): More {
  if (decl.body.kind !== "body") return {};
  const end = decl.body.pipeline.end;
  return { edits: [{ file: scope.file, start: end, end, text: `\n  |> select [${names.map(nameText).join(", ")}]` }] };
}

function widened(from: ColumnId, to: Type, body: BoundBody, making: Making, adds: [ColumnId, Expr][]): ColumnId {
  const { binding, schema } = making;
  const def = columnDef(making, from);
  const literal = literalIn(body.root, from);
  const value = literal === null ? undefined : convertLiteral(literal.value, literal.type, to);
  if (literal !== null && value !== undefined) {
    const column = binding.build.newColumn({ ...def, type: to, nullable: value === null });
    adds.push([column, { ...literal, id: binding.build.newNode(), type: to, value }]);
    return column;
  }
  if (!canWiden(def.type, to)) {
    mismatch(from, to, making);
    return from;
  }
  const notNull = binding.propsOf(body.root).notNull.has(from);
  const column = binding.build.newColumn({ ...def, type: to, nullable: !notNull });
  const place = schema?.places.get(def.name);
  const at = place === undefined ? NO_ORIGIN : binding.build.origin(place.file, place.start, place.end, NO_ORIGIN);
  const arg = columnRef(binding.build, at, from, !notNull);
  adds.push([column, { kind: "cast", id: binding.build.newNode(), at, type: to, nullable: !notNull, shape: "row", arg, onError: "fail" }]);
  return column;
}

/** A literal is as narrow as the contract needs it: `priority: 0` is an int32 where that is promised. */
const literalIn = (root: Rel, column: ColumnId): Literal | null => {
  const expr = root.kind === "project" ? root.adds.find(([added]) => added === column)?.[1] : undefined;
  return expr?.kind === "literal" ? expr : null;
};

function mismatch(from: ColumnId, to: Type, making: Making): void {
  const { declared: { decl }, schema, scope } = making;
  const { name, type } = columnDef(making, from);
  const cast = canCast(type, to);
  const entry = decl.body.kind === "body" ? entryNamed(decl.body.pipeline, name) : null;
  const promised = schema?.places.get(name);
  say(making, "contract-type", { column: name, has: typeText(type), wants: typeText(to), schema: schema === null ? "" : schemaName(schema), cast }, entry ?? contractAt(making), {
    related: promised === undefined ? [] : [{ at: promised, label: "promised here" }],
    edits: entry === null || !cast ? [] : [{ ...placeAt(scope, entry), text: castText(entry, name, to, scope.text) }],
  });
}

/** Kinds that `::T` may follow without parentheses. */
const TIGHT = new Set<ExprNode["kind"]>(["ref", "field", "call", "index", "param", "literal", "list", "cast"]);

function castText(entry: Entry, name: string, to: Type, text: string): string {
  const value = text.slice(entry.expr.start, entry.expr.end);
  return `${nameText(entry.name?.text ?? name)}: ${TIGHT.has(entry.expr.kind) ? value : `(${value})`}::${typeText(to)}`;
}

/** The entry that gives a column its value, where one of the last stages says it in so many words. */
function entryNamed(pipeline: Pipeline, name: string): Entry | null {
  for (const stage of pipeline.stages.toReversed()) {
    const entry = rowsOf(stage).flatMap((row) => row.entries).find(({ spread, expr, name: written }) => !spread && (written?.text ?? lastName(expr)) === name);
    if (entry !== undefined) return entry;
    if (!KEEPS.has(stage.kind)) return null;
  }
  return null;
}

const KEEPS = new Set<Stage["kind"]>(["where", "derive", "window", "sort", "limit", "check", "join", "dedupe", "distinct"]);
const lastName = (expr: ExprNode): string | null => (expr.kind === "ref" || expr.kind === "field" ? expr.name.text : null);

function rowsOf(stage: Stage): readonly RowExpr[] {
  if (stage.kind === "select") return stage.of.kind === "row" ? [stage.of] : [];
  if (stage.kind === "group") return stage.by.kind === "row" ? [stage.by, stage.row] : [stage.row];
  return stage.kind === "derive" || stage.kind === "aggregate" || stage.kind === "window" ? [stage.row] : [];
}
