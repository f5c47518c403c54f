/** IR expressions as SQL over what their columns are in the block at hand. */
import type { Cast, Expr, ExprBy, ExprKind } from "../../ir/expr.ts";
import { castSql } from "../../ir/functions/casts.ts";
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import type { Origin } from "../../ir/id.ts";
import { walkExpr, work } from "../../ir/walk.ts";
import type { MapType, StructType, Type } from "../../values/type.ts";
import { refuse } from "../options.ts";
import { HAS, PREC, call, caseOf, castTo, isFixed, listOf, template, text, type Sql } from "./ast.ts";
import { columnDef, envOf, type Lowering } from "./block.ts";
import { lowerAggregate, lowerCall, lowerWindow } from "./call.ts";
import { literalSql, type Want } from "./literal.ts";
import { uniqueName } from "./names.ts";
import { unified } from "./parts.ts";
import { folded, identifier, stringLiteral, unquoted } from "./quote.ts";
import { formOf } from "./templates.ts";

/** Beyond so many parts a text helps nobody: parts that an expression shares are said once per place. */
const LONGEST = 200_000;

/** `typed`: the SQL has exactly the expression's type; `bare`: literals leave it to their neighbours. */
export function lowerExpr(l: Lowering, expr: Expr, want: Want): Sql {
  const sql = l.usage.large.has(expr) ? lowerShared(l, expr, want) : lowerPart(l, expr, want);
  if (sql.size > LONGEST) refuse(expr.at, "expression", `written out it has ${sql.size} parts, as parts that it shares stand once per place`);
  return sql;
}

function lowerShared(l: Lowering, expr: Expr, want: Want): Sql {
  const outer = l.shared;
  l.shared = new Map();
  const sql = lowerPart(l, expr, want);
  l.shared = outer;
  return sql;
}

/** For the parts of an expression that is being lowered. */
export function lowerPart(l: Lowering, expr: Expr, want: Want): Sql {
  work.visits++;
  if (l.shared === null || expr.kind === "literal" || expr.kind === "column") return (KINDS[expr.kind] as (expr: Expr, l: Lowering, want: Want) => Sql)(expr, l, want);
  const known = l.shared.get(expr);
  if (known !== undefined) return known;
  const sql = (KINDS[expr.kind] as (expr: Expr, l: Lowering, want: Want) => Sql)(expr, l, want);
  l.shared.set(expr, sql);
  return sql;
}

/** DuckDB works a constant out before it looks at types, and a null has then lost its own. */
const nullish = (expr: Expr, sql: Sql): Sql => (expr.nullable && (expr.shape === "constant" || isFixed(sql)) && sql.kind !== "text" ? { ...sql, has: sql.has | HAS.nullish } : sql);

const orNull = (_expr: Expr, sql: Sql): Sql => ({ ...sql, has: sql.has | HAS.nullish });
/** What has no such part is a null to DuckDB whatever is looked for. */
const PARTS_OF_CONSTANTS: ReadonlySet<string> = new Set(["index.member", "index.element"]);

const KINDS: { readonly [K in ExprKind]: (expr: ExprBy<K>, l: Lowering, want: Want) => Sql } = {
  column: (expr, l) => {
    const sql = envOf(l, expr.column);
    // A computed column points to where it is computed, a plain one to where it is read.
    return sql.kind === "name" || sql.kind === "text" ? { ...sql, at: expr.at } : sql;
  },
  literal: (expr, _l, want) => (expr.value === null && want === "typed" ? { ...literalSql(expr, want), has: HAS.nullish } : literalSql(expr, want)),
  param: (expr, l) => {
    const param = text(expr.at, `$${l.naming.param(expr.name)}::${sqlType(expr.type)}`, PREC.postfix);
    return expr.nullable ? { ...param, has: HAS.nullish } : param;
  },
  call: (expr, l) => (PARTS_OF_CONSTANTS.has(expr.fn) && expr.args[0]?.shape === "constant" ? orNull : nullish)(expr, lowerCall(expr, l)),
  aggregate: lowerAggregate,
  window: lowerWindow,
  case: (expr, l, want) => {
    const values = unified(l, [...expr.arms.map(([, value]) => value), expr.otherwise], expr.type, want);
    const otherwise = expr.otherwise.kind === "literal" && expr.otherwise.value === null ? null : (values.at(-1) as Sql);
    const typed = otherwise !== null || expr.arms.some(([, value]) => value.kind !== "literal" || value.value !== null);
    return nullish(expr, caseOf(expr.at, expr.arms.map(([condition], i) => [lowerPart(l, condition, "bare"), values[i] as Sql]), typed ? otherwise : (values.at(-1) as Sql)));
  },
  cast: (expr, l) => nullish(expr, lowerCast(expr, l)),
  lambda: lowerLambda,
  field: (expr, l) => nullish(expr, template(expr.at, PREC.path, ["", `.${identifier(expr.name)}`], [lowerPart(l, expr.arg, "typed")], [PREC.path])),
  struct: (expr, l) => {
    const { fields } = expr.type as StructType;
    const parts = fields.map((field, i) => `${i === 0 ? "{" : ", "}${stringLiteral(field.name)}: `);
    return template(expr.at, PREC.atom, [...parts, "}"], expr.args.map((arg) => lowerPart(l, arg, "typed")), fields.map(() => 0));
  },
  list: (expr, l) => {
    const list = listOf(expr.at, unified(l, expr.args, (expr.type as Type & { kind: "list" }).element.type));
    return expr.args.length === 0 ? castTo(expr.at, list, sqlType(expr.type)) : list;
  },
  map: (expr, l) => {
    const { key, value } = expr.type as MapType;
    const keys = unified(l, expr.args.filter((_, i) => i % 2 === 0), key);
    const values = unified(l, expr.args.filter((_, i) => i % 2 === 1), value.type);
    const map = call(expr.at, "map", [listOf(expr.at, keys), listOf(expr.at, values)]);
    return expr.args.length === 0 ? castTo(expr.at, map, sqlType(expr.type)) : map;
  },
  sql: (expr, l) => {
    if (expr.dialect !== "duckdb") refuse(expr.at, "sql", `it is written for ${expr.dialect}`);
    const holes = expr.holes.map((hole) => lowerPart(l, hole, "typed"));
    // Nobody has parsed the text, so that it holds together more loosely than anything.
    return template(expr.at, 0, expr.parts, holes, holes.map(() => PREC.atom), expr.pure ? HAS.none : HAS.volatile);
  },
  error: (expr) => refuse(expr.at, "error", "an expression with a mistake in it is not lowered"),
};

/** `round` without digits, `trunc`, `floor` and `ceil` leave no fraction. */
const isWhole = (expr: Expr): boolean =>
  expr.kind === "call" && /^(round|trunc|floor|ceil)(\.|$)/.test(expr.fn) && (expr.args[1] === undefined || (expr.args[1].kind === "literal" && expr.args[1].value === "0"));

function lowerCast(expr: Cast, l: Lowering): Sql {
  const arg = lowerPart(l, expr.arg, expr.arg.type.kind === "null" ? "bare" : "typed");
  return applyCast(expr.at, arg, castSql(expr.arg.type, expr.type, expr.onError, isWhole(expr.arg)));
}

/** `cast`: a template with the hole `{x}`. */
export function applyCast(at: Origin, arg: Sql, cast: string): Sql {
  if (cast === "{x}") return arg;
  const form = formOf(cast);
  if (form.kind === "call") return call(at, form.fn, [arg]);
  if (form.kind === "infix") throw new Error(`a cast is no operator: ${cast}`);
  return template(at, form.prec, form.parts, form.holes.map(() => arg), form.tight);
}

/** A parameter hides a column of its name from the body, so it takes a name that the body does not use. */
function lowerLambda(expr: ExprBy<"lambda">, l: Lowering): Sql {
  const taken = new Set(l.lambdaNames);
  collectNames(l, expr.body, taken);
  const names = expr.params.map((param) => uniqueName(taken, columnDef(l, param).name, ["item"]));
  names.forEach((name, i) => {
    l.env[expr.params[i] as number] = { ...text(expr.at, identifier(name), PREC.path), has: HAS.element };
    l.lambdaNames.add(folded(name));
  });
  const body = lowerPart(l, expr.body, "typed");
  for (const name of names) l.lambdaNames.delete(folded(name));
  return template(expr.at, 0, [`lambda ${names.map(identifier).join(", ")}: `, ""], [body], [0]);
}


function collectNames(l: Lowering, root: Expr, out: Set<string>): void {
  walkExpr(root, (expr) => {
    if (expr.kind !== "column") return;
    const stack = [l.env[expr.column]];
    for (let sql = stack.pop(); sql !== undefined; sql = stack.pop()) {
      if (sql.kind === "name") out.add(folded(unquoted(sql.name)));
      else if (sql.kind === "chain") stack.push(...sql.operands);
      else if (sql.kind === "template") stack.push(...sql.holes);
      else if (sql.kind === "call") stack.push(...sql.args);
      else if (sql.kind === "case") stack.push(...sql.arms.flat(), sql.otherwise ?? undefined);
    }
  });
}
