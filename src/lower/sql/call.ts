/** Calls as SQL, by the templates of the function table; operators as chains, so that thousands of them are a list and no tower. */
import type { Aggregate, Call, Expr, Window } from "../../ir/expr.ts";
import { sqlType } from "../../ir/functions/duckdb-types.ts";
import { functionNamed, writtenName, type FunctionRow } from "../../ir/functions/index.ts";
import { duckdbSql, holeNames, type SqlArg } from "../../ir/functions/template.ts";
import type { Origin } from "../../ir/id.ts";
import { regexPlace } from "../../ir/regex-params.ts";
import { arithmetic, type ArithmeticOp } from "../../values/coerce.ts";
import { INT32, UINT64, isInteger, isNumeric, type Type } from "../../values/type.ts";
import { refuse } from "../options.ts";
import { HAS, PREC, call, castTo, chain, holds, isFixed, orderTail, overTail, template, text, type Sql, type Tail } from "./ast.ts";
import type { Lowering } from "./block.ts";
import { tellingItems, unified, windowSpec, withoutWidening } from "./parts.ts";
import { LEAST } from "./literal.ts";
import { withoutEscape } from "./plain-pattern.ts";
import { stringLiteral } from "./quote.ts";
import { formOf, type Form } from "./templates.ts";

type Infix = Form & { readonly kind: "infix" };
/** `holes`: the name of each argument's. */
type Prepared = { readonly row: FunctionRow; readonly form: Form; readonly holes: readonly string[]; readonly literals: Readonly<Record<string, string>> };

/** By function and number of arguments, where the SQL hangs on nothing else. */
const prepared = new Map<string, (Prepared | undefined)[]>();

function prepare(at: Origin, fn: string, args: readonly Expr[], type: Type): Prepared {
  let known = prepared.get(fn);
  const found = known?.[args.length];
  if (found !== undefined) return found;
  const row = functionNamed(fn) ?? refuse(at, fn, "there is no such function");
  const { template, literals } = duckdbSql(row, { args: args.map(sqlArg), type });
  const made = { row, form: formOf(template), holes: holeNames(row, args.length), literals };
  if (known === undefined) prepared.set(fn, (known = []));
  if (args.length < 100 && isSame(row)) known[args.length] = made;
  return made;
}

const isSame = (row: FunctionRow): boolean =>
  typeof row.sql.duckdb === "string" && !/\{[\w.]+[@!#]/.test(row.sql.duckdb) && row.args.every(({ value }) => value === undefined);

function sqlArg(arg: Expr): SqlArg {
  const of = { type: arg.type, nullable: arg.nullable, literal: arg.kind === "literal" ? arg.value : undefined };
  const last = arg.kind === "call" && arg.fn === "concat" ? arg.args.at(-1) : undefined;
  return last?.kind === "literal" && typeof last.value === "string" ? { ...of, ends: last.value } : of;
}

/** By a divisor that is 0, or may be, for all rows DuckDB makes a null of another type. */
const LOSES_TYPE: ReadonlySet<string> = new Set(["modulo", "int_divide"]);

export function lowerCall(expr: Call, l: Lowering): Sql {
  if (expr.fn === "and" || expr.fn === "or") return lowerJunction(expr, l, expr.fn);
  if (expr.fn === "not") return lowerNot(expr, l);
  if (expr.fn === "in" && expr.args.length === 1) return text(expr.at, "false");
  const prepared = prepare(expr.at, expr.fn, expr.args, expr.type);
  if (isMoved(expr)) return call(expr.at, expr.fn, [operand(l, expr, 0), operand(l, expr, 1)]);
  if (prepared.form.kind === "infix") return lowerChain(expr, l, prepared.form);
  const filled = fill(expr, l, prepared, NO_TAILS);
  const unescaped = expr.fn === "like" && filled.kind === "template" ? withoutEscape(expr, filled) : null;
  if (unescaped !== null && l.takes("plain-patterns")) return unescaped;
  const by = expr.args[1];
  const sql = LOSES_TYPE.has(expr.fn) && by?.shape === "constant" && !(by.kind === "literal" && /[1-9]/.test(String(by.value))) ? { ...filled, has: filled.has | HAS.nullish } : filled;
  return prepared.row.volatility === "volatile" ? { ...sql, has: sql.has | HAS.volatile } : sql;
}

/** All conjuncts, however they are nested. */
function lowerJunction(expr: Call, l: Lowering, fn: "and" | "or"): Sql {
  const parts: Sql[] = [];
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === "call" && next.fn === fn) pending.push(...next.args.toReversed());
    else parts.push(l.expr(next, "bare"));
  }
  return parts.length === 1 ? (parts[0] as Sql) : chain(expr.at, PREC[fn], parts.slice(1).map(() => fn), parts);
}

const NEGATED: Readonly<Record<string, string>> = { in: " in (", between: " between ", is_null: " is null", like: " like " };

/** `x is not null` and the like, as people write them. */
function lowerNot(expr: Call, l: Lowering): Sql {
  const [arg] = expr.args as readonly [Expr];
  const sql = l.expr(arg, "bare");
  return (arg.kind === "call" ? negated(expr.at, arg.fn, sql) : null) ?? template(expr.at, PREC.not, ["not ", ""], [sql], [PREC.test + 1]);
}

/** With the `not` within, as `is not null` and `not like` have it, in each arm where there are several; null where its words have no such form. */
function negated(at: Origin, fn: string, sql: Sql): Sql | null {
  const words = NEGATED[fn];
  if (words === undefined) return null;
  if (sql.kind === "case") {
    const values = [...sql.arms.map(([, value]) => value), ...(sql.otherwise === null ? [] : [sql.otherwise])].map((value) => negated(at, fn, value));
    if (sql.otherwise === null || values.includes(null)) return null;
    return { ...sql, at, arms: sql.arms.map(([condition], i) => [condition, values[i] as Sql]), otherwise: values.at(-1) as Sql, width: -1 };
  }
  if (sql.kind !== "template") return null;
  const part = sql.parts.findIndex((piece) => piece.startsWith(words));
  const without = fn === "is_null" ? " is not null" : ` not${words}`;
  return part < 0 ? null : { ...sql, at, parts: sql.parts.with(part, (sql.parts[part] as string).replace(words, without)), width: -1 };
}

/** What DuckDB calls as it is called here, and moves to the other side of a comparison where it is written as an operator. */
const MOVED: ReadonlySet<string> = new Set(["add", "subtract", "multiply"]);

/** With a constant from 2^63 on, be it here or in the comparison, moving it is an internal error, which the engine's database does not survive. */
const isMoved = (expr: Call): boolean => expr.type === UINT64 && MOVED.has(expr.fn);

/** Down the left side while the operators hold equally tight, so that neither the text nor the stack grows deep. */
function lowerChain(expr: Call, l: Lowering, form: Infix): Sql {
  const { prec } = form;
  const nodes: Call[] = [expr];
  const ops: string[] = [form.op];
  for (let left = expr.args[0] as Expr; prec !== PREC.compare && prec !== PREC.is && left.kind === "call"; left = left.args[0] as Expr) {
    const next = isMoved(left) ? null : infixOf(left);
    if (next === null || next.prec !== prec) break;
    nodes.push(left);
    ops.push(next.op);
  }
  nodes.reverse();
  const operands = [operand(l, nodes[0] as Call, 0), ...nodes.map((node) => operand(l, node, 1))];
  return chain(expr.at, prec, ops.reverse(), operands);
}

function infixOf(expr: Call): Infix | null {
  if (expr.args.length !== 2 || expr.fn === "and" || expr.fn === "or") return null;
  const { form } = prepare(expr.at, expr.fn, expr.args, expr.type);
  return form.kind === "infix" ? form : null;
}

const COMPARISONS: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge", "is_not_distinct"]);
/** Operators whose result has the type of what stands beside them. */
const TYPED_BY_OPERANDS: ReadonlySet<string> = new Set(["add", "subtract", "multiply", "modulo", "int_divide", "bit_and", "bit_or", "bit_xor"]);

/** How far it moves the bits of a negative number hangs on the type of the number alone. */
const SHIFTS: ReadonlySet<string> = new Set(["shift_left", "shift_right"]);

const LEAVES: ReadonlySet<Expr["kind"]> = new Set(["literal", "param", "lambda"]);

/** A constant that may be null has no type any more where DuckDB looks for the function that takes it. */
function typedConstant(l: Lowering, arg: Expr): Sql {
  const sql = l.expr(arg, "typed");
  const deciding = arg.kind === "case" ? arg.arms.map(([condition]) => condition) : [arg];
  const isComputed = arg.nullable && !LEAVES.has(arg.kind) && (isFixed(sql) || deciding.flatMap((part) => [part, ...(part.kind === "call" ? part.args : [])]).some((part) => part.shape === "constant" && part.nullable));
  return isComputed && holds(sql, HAS.nullish) ? castTo(arg.at, sql, sqlType(arg.type)) : sql;
}

function operand(l: Lowering, node: Call, index: 0 | 1): Sql {
  const arg = node.args[index] as Expr;
  const other = node.args[1 - index] as Expr;
  if (COMPARISONS.has(node.fn)) return l.expr(withoutWidening(l, arg), other.kind === "literal" ? "typed" : "bare");
  // DuckDB takes a bare null for an integer.
  if (arg.kind !== "literal" || arg.value === null) return isNumeric(arg.type) ? l.expr(arg, "typed") : typedConstant(l, arg);
  const says = SHIFTS.has(node.fn) ? index === 0 : TYPED_BY_OPERANDS.has(node.fn) && !typesItself(node, arg.type, other);
  return l.expr(arg, says ? "typed" : "bare");
}

/** Whether DuckDB's result has the node's type with the literal as bare digits, which count as an integer where there is no point. */
function typesItself(node: Call, type: Type, other: Expr): boolean {
  if (other.kind === "literal") return false;
  if (type.kind !== "decimal") return other.type === type;
  if (type.scale > 0) return false;
  const result = arithmetic(node.fn as ArithmeticOp, other.type, INT32);
  return result !== null && result !== "too-wide" && result.type === node.type && type.precision < 10;
}

/** The most frequent of a constant: by one DuckDB does not order, or takes it for a percentile. */
const isConstantMode = (expr: Aggregate | Window, l: Lowering): boolean => expr.fn === "mode" && isFixed(l.expr(expr.args[0] as Expr, "bare"));

export function lowerAggregate(expr: Aggregate, l: Lowering): Sql {
  if (isConstantMode(expr, l)) return lowerAggregate({ ...expr, fn: "min" }, l);
  const prepared = prepare(expr.at, expr.fn, expr.args, expr.type);
  const over = expr.where === null ? null : overTail(expr.at, l.expr(expr.where, "bare"), null);
  // By a constant DuckDB does not order.
  const keys = tellingItems(l, expr.sort);
  const order = keys.length === 0 ? null : orderTail(expr.at, keys);
  const sql = fill(expr, l, prepared, { order, over });
  return { ...sql, has: sql.has | HAS.aggregate };
}

/** An aggregate's own order is the window's. */
export function lowerWindow(expr: Window, l: Lowering): Sql {
  if (isConstantMode(expr, l)) return lowerWindow({ ...expr, fn: "min" }, l);
  const prepared = prepare(expr.at, expr.fn, expr.args, expr.type);
  const { row } = prepared;
  if (expr.where !== null && row.unfiltered === true) refuse(expr.at, writtenName(row), "in a window it sees all rows, so that it takes no `where:`");
  if (row.skipping !== undefined && skipsNulls(expr) && l.takes("ignored-nulls")) return fill(expr, l, { ...prepared, form: formOf(row.skipping) }, { order: null, over: overTail(expr.at, null, windowSpec(l, expr)) });
  const where = expr.where === null ? null : l.expr(expr.where, "bare");
  if (where === null || row.filtered === undefined) return fill(expr, l, prepared, { order: null, over: overTail(expr.at, where, windowSpec(l, expr)) });
  return fill(expr, l, { ...prepared, form: formOf(row.filtered) }, { order: null, over: overTail(expr.at, null, windowSpec(l, expr)), where });
}

/** Whether the condition is that the column which is computed with is not null. */
function skipsNulls({ where, args: [of] }: Window): boolean {
  const isNull = where?.kind === "call" && where.fn === "not" ? where.args[0] : undefined;
  const tested = isNull?.kind === "call" && isNull.fn === "is_null" ? isNull.args[0] : undefined;
  return tested?.kind === "column" && of?.kind === "column" && tested.column === of.column;
}

/** `where`: the condition, where the template itself has a place for it. */
type Tails = { readonly order: Tail | null; readonly over: Tail | null; readonly where?: Sql };
const NO_TAILS: Tails = { order: null, over: null };

/** Up to so many names are looked through faster than looked up. */
const FEW = 8;

function fill(expr: Call | Aggregate | Window, l: Lowering, { row, form, holes: names, literals }: Prepared, tails: Tails): Sql {
  const args = argumentsOf(expr, l, row);
  const places = names.length > FEW ? new Map(names.map((name, i) => [name, i])) : null;
  const hole = (name: string): Sql => {
    if (name === "where" && tails.where !== undefined) return tails.where;
    const literal = literals[name];
    return literal !== undefined ? text(expr.at, stringLiteral(literal)) : (args[places?.get(name) ?? names.indexOf(name)] as Sql);
  };
  if (form.kind === "call") return call(expr.at, form.fn, form.holes.map(hole));
  if (form.kind === "infix") return chain(expr.at, form.prec, [form.op], [hole(form.left), hole(form.right)]);
  const parts = [form.parts[0] as string];
  const holes: Sql[] = [];
  const tight: number[] = [];
  form.holes.forEach((name, i) => {
    const next = form.parts[i + 1] as string;
    const filler = name === "order" ? tails.order : name === "over" ? tails.over : hole;
    if (name === "type") parts[parts.length - 1] += sqlType(expr.type) + next;
    else if (filler === null) parts[parts.length - 1] += next;
    else {
      holes.push(typeof filler === "function" ? filler(name) : filler);
      tight.push(form.tight[i] as number);
      parts.push(next);
    }
  });
  const made = template(expr.at, form.prec, parts, holes, tight);
  // DuckDB plans a `nullif` as a case that says its operand twice, so that nested ones double each time.
  const nullif = parts.findIndex((part) => part.includes("nullif("));
  return nullif < 0 ? made : { ...made, size: made.size + holes.slice(nullif).reduce((size, sql) => size + sql.size, 0) };
}

/** Engines are given no pattern that nobody has read: RE2 reads some otherwise, and DuckDB's database does not survive others. */
function patternOf(arg: Expr, l: Lowering): Sql {
  if (arg.kind === "literal") return l.expr(arg, "bare");
  if (arg.kind !== "param") return refuse(arg.at, "pattern", "it is neither a literal nor a parameter");
  const param = text(arg.at, `$${l.naming.pattern(arg.name)}::varchar`, PREC.postfix);
  return arg.nullable ? { ...param, has: HAS.nullish } : param;
}

const COMPARING: ReadonlySet<string> = new Set(["in", "between"]);

/** Integers print bare in calls, whose parameters give them their type, unless the result's type is the literal's, or a list of that. */
function argumentsOf(expr: Call | Aggregate | Window, l: Lowering, row: FunctionRow): readonly Sql[] {
  const { args } = expr;
  // Digits that are the only argument count, from within the call, as whatever integer stands beside it.
  if (row.returns === "same" && args.length === 1 && args[0]?.kind === "literal" && args[0].type === INT32) return [castTo(args[0].at, l.expr(args[0], "typed"), sqlType(INT32))];
  // The first argument of `lag` and `lead` alone says what their type is.
  if (row.returns === "same") return unified(l, args, expr.type).map((sql, i) => (i === 0 && expr.kind === "window" && (args[0]?.shape === "constant" || holds(sql, HAS.nullish)) ? typedConstant(l, args[0] as Expr) : sql));
  const regex = regexPlace(row.name);
  if (regex !== undefined) return args.map((arg, i) => (i === regex ? patternOf(arg, l) : l.expr(arg, "bare")));
  if (COMPARING.has(row.name)) return args.map((arg) => l.expr(withoutWidening(l, arg), "bare"));
  // DuckDB's grammar takes both signs from the digits, which are then too wide for an int64.
  if (row.name === "negate" && args[0]?.kind === "literal" && args[0].value === LEAST) return [castTo(expr.at, l.expr(args[0], "typed"), sqlType(expr.type))];
  // A remainder has as many digits as both sides; those of a bare integer are an int32's.
  const counts = row.returns === "listOfFirst" || (row.name === "modulo" && expr.type.kind === "decimal");
  return args.map((arg) => (arg.kind === "literal" && arg.value !== null && isInteger(arg.type) && expr.type !== arg.type && !counts ? l.expr(arg, "bare") : typedConstant(l, arg)));
}
