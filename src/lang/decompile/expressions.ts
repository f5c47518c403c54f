/** Expressions of the IR as text. */
import type { Expr, ExprBy, ExprKind, Frame, SortKey } from "../../ir/expr.ts";
import { functionNamed, type ArgSpec, type FunctionRow } from "../../ir/functions/index.ts";
import type { ColumnId } from "../../ir/id.ts";
import { fieldText, isExact, typeText } from "../../values/type.ts";
import { PRECEDENCE } from "../parser/climb.ts";
import { atom, freeName, LEVEL, literalOf, nameOf, Unprintable, within, type Printed } from "./text.ts";

/** What a place says of the names that it has. */
export type Names = {
  /** Conversions that happen unasked are left out, and literals are as short as they can be. */
  readonly light: boolean;
  /** A column where it stands, by name or path. */
  readonly column: (column: ColumnId) => string;
  readonly param: (name: string) => string;
  /** What a lambda's parameter would like to be called; `at` is its place among them. */
  readonly lambdaName: (column: ColumnId, at: number) => string;
  readonly taken: (name: string) => boolean;
  /** Of lambdas around, which are called as nothing else is. */
  readonly lambdas: ReadonlyMap<ColumnId, string>;
  /** Outside aggregates of a group, keys go by their names. */
  readonly keys: ReadonlyMap<ColumnId, string> | null;
  /** An aggregate alone is a window here. */
  readonly bareWindows: boolean;
};

type Table = { readonly [K in ExprKind]: (expr: ExprBy<K>, names: Names) => Printed };

export const textOf = (expr: Expr, names: Names): string => printed(expr, names).text;
export const printed = (expr: Expr, names: Names): Printed => (KINDS[expr.kind] as (expr: Expr, names: Names) => Printed)(expr, names);
const inside = (expr: Expr, names: Names, least: number): string => within(printed(expr, names), least);

const KINDS: Table = {
  column: ({ column }, names) => path(names.lambdas.get(column) ?? names.keys?.get(column) ?? names.column(column)),
  literal: ({ value, type }, { light }) => literalOf(value, type, light),
  param: ({ name }, names) => atom(`$${names.param(name)}`),
  call: callOf,
  aggregate: (expr, names) => aggregateOf(expr, names),
  window: (expr, names) => windowOf(expr, names),
  case: caseOf,
  cast: (expr, names) => {
    // What was put in unasked has the place of what it converts.
    if (names.light && expr.onError === "fail" && expr.at === expr.arg.at) return printed(expr.arg, names);
    // One that was asked for makes another literal.
    if (expr.onError === "fail" && expr.arg.kind === "literal" && isExact(expr.type)) return printed(expr.arg, names);
    return { text: `${inside(expr.arg, names, LEVEL.postfix)}${expr.onError === "fail" ? "::" : "::?"}${typeText(expr.type)}`, level: LEVEL.postfix };
  },
  lambda: lambdaOf,
  field: (expr, names) => ({ text: `${inside(expr.arg, names, LEVEL.postfix)}.${nameOf(expr.name)}`, level: LEVEL.postfix }),
  struct: (expr, names) => {
    const fields = expr.type.kind === "struct" ? expr.type.fields : [];
    return atom(`{ ${expr.args.map((arg, i) => `${nameOf(fields[i]?.name ?? "")}: ${textOf(arg, names)}`).join(", ")} }`);
  },
  list: (expr, names) => atom(`[${expr.args.map((arg) => textOf(arg, names)).join(", ")}]`),
  map: () => { throw new Unprintable("a map's literal"); },
  sql: (expr, names) => {
    const text = expr.parts.map((part, i) => {
      const hole = expr.holes[i];
      return JSON.stringify(part).slice(1, -1).replaceAll("{", "{{").replaceAll("}", "}}") + (hole === undefined ? "" : `{${textOf(hole, names)}}`);
    }).join("");
    return atom(`sql<${fieldText(expr)}>("${text}", dialect: "${expr.dialect}", pure: ${expr.pure})`);
  },
  error: () => { throw new Unprintable("an expression with a mistake"); },
};

const path = (text: string): Printed => ({ text, level: text.includes(".") ? LEVEL.postfix : LEVEL.atom });

const BINARY: Readonly<Record<string, keyof typeof PRECEDENCE>> = {
  eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=", is_not_distinct: "<=>", add: "+", subtract: "-", multiply: "*", divide: "/", int_divide: "//", modulo: "%",
  concat: "||", and: "and", or: "or",
};
const row = (fn: string): FunctionRow => {
  const found = functionNamed(fn);
  if (found === undefined) throw new Unprintable(`the function ${fn}`);
  return found;
};
const writtenAs = (fn: string): string => fn.split(".")[0] as string;

function callOf({ fn, args }: ExprBy<"call">, names: Names): Printed {
  const written = writtenAs(fn);
  const [a, b, c] = args as readonly [Expr, Expr, Expr];
  const op = BINARY[written];
  if (op !== undefined) return binaryOf(op, a, b, names);
  switch (written) {
    case "not": return a.kind === "call" && NEGATED.has(writtenAs(a.fn)) ? negated(a, names) : { text: `not ${inside(a, names, LEVEL.not)}`, level: LEVEL.not };
    case "negate": return { text: `-${inside(a, names, LEVEL.postfix)}`, level: LEVEL.unary };
    case "coalesce": if (args.length > 1) return { text: args.map((arg) => inside(arg, names, PRECEDENCE["??"] + 1)).join(" ?? "), level: PRECEDENCE["??"] }; break;
    case "is_null": return comparison(`${inside(a, names, LEVEL.compare + 1)} is null`);
    case "in": return comparison(inOf("in", fn, args, names));
    case "between": return comparison(`${inside(a, names, LEVEL.compare + 1)} between ${inside(b, names, LEVEL.compare + 1)} and ${inside(c, names, LEVEL.compare + 1)}`);
    case "index": return { text: `${inside(a, names, LEVEL.postfix)}[${textOf(b, names)}]`, level: LEVEL.postfix };
    default:
  }
  return atom(`${written}(${argsOf(fn, args, names).join(", ")})`);
}

/** Without those at the end that stand there when nothing is said. */
function argsOf(fn: string, args: readonly Expr[], names: Names): string[] {
  const specs = row(fn).variadic === undefined ? row(fn).args : [];
  let count = args.length;
  while (count > 0 && isDefault(args[count - 1] as Expr, specs[count - 1]?.default)) count--;
  return args.slice(0, count).map((arg) => textOf(arg, names));
}

const isDefault = (arg: Expr, of: ArgSpec["default"]): boolean => of !== undefined && arg.kind === "literal" && arg.value === of.value && arg.type === of.type;

const comparison = (text: string): Printed => ({ text, level: LEVEL.compare });
const NEGATED: ReadonlySet<string> = new Set(["is_null", "in", "between"]);

function negated({ fn, args }: ExprBy<"call">, names: Names): Printed {
  const [a, b, c] = args as readonly [Expr, Expr, Expr];
  const written = writtenAs(fn);
  if (written === "is_null") return comparison(`${inside(a, names, LEVEL.compare + 1)} is not null`);
  if (written === "in") return comparison(inOf("not in", fn, args, names));
  return comparison(`${inside(a, names, LEVEL.compare + 1)} not between ${inside(b, names, LEVEL.compare + 1)} and ${inside(c, names, LEVEL.compare + 1)}`);
}

function inOf(word: string, fn: string, [one, ...rest]: readonly Expr[], names: Names): string {
  const list = fn === "in.list" ? `(${textOf(rest[0] as Expr, names)})` : `[${rest.map((arg) => textOf(arg, names)).join(", ")}]`;
  return `${inside(one as Expr, names, LEVEL.compare + 1)} ${word} ${list}`;
}

/** Beyond this a chain of `and` or `or` is a balanced tree of what was written in a row. */
const CHAIN = 32;

function binaryOf(op: keyof typeof PRECEDENCE, left: Expr, right: Expr, names: Names): Printed {
  const level = PRECEDENCE[op];
  if (op === "and" || op === "or") {
    const operands = flat(op, [left, right]);
    if (operands.length > CHAIN) return { text: operands.map((one) => inside(one, names, level + 1)).join(` ${op} `), level };
  }
  // Chains of thousands lean to the left.
  const rights: string[] = [];
  let first = left;
  let last = right;
  for (;;) {
    rights.push(inside(last, names, level + 1));
    if (level === LEVEL.compare || first.kind !== "call" || BINARY[writtenAs(first.fn)] !== op) break;
    [first, last] = first.args as readonly [Expr, Expr];
  }
  return { text: [inside(first, names, level === LEVEL.compare ? level + 1 : level), ...rights.toReversed()].join(` ${op} `), level };
}

function flat(op: "and" | "or", exprs: readonly Expr[]): Expr[] {
  const out: Expr[] = [];
  const pending = exprs.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === "call" && next.fn === op) pending.push(...next.args.toReversed());
    else out.push(next);
  }
  return out;
}

function caseOf({ arms, otherwise }: ExprBy<"case">, names: Names): Printed {
  const [only, ...more] = arms;
  if (only !== undefined && more.length === 0) return { text: `if ${textOf(only[0], names)} then ${textOf(only[1], names)} else ${textOf(otherwise, names)}`, level: LEVEL.loose };
  return atom(`case { ${arms.map(([when, then]) => `${inside(when, names, LEVEL.or)} -> ${textOf(then, names)}`).join(", ")}, else -> ${textOf(otherwise, names)} }`);
}

function lambdaOf({ params, body }: ExprBy<"lambda">, names: Names): Printed {
  const lambdas = new Map(names.lambdas);
  const own = new Set(names.lambdas.values());
  for (const [at, param] of params.entries()) {
    const name = freeName(names.lambdaName(param, at), (one) => names.taken(one) || own.has(one));
    own.add(name);
    lambdas.set(param, nameOf(name));
  }
  const called = params.map((param) => lambdas.get(param) as string);
  return { text: `${called.length === 1 ? called[0] : `(${called.join(", ")})`} -> ${textOf(body, { ...names, lambdas })}`, level: LEVEL.loose };
}

export const sortOf = (keys: readonly SortKey[], names: Names): string =>
  `[${keys.map(({ expr, desc, nullsFirst }) => `${textOf(expr, names)}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`).join(", ")}]`;

function aggregateOf({ fn, args, where, sort }: ExprBy<"aggregate">, outer: Names): Printed {
  const names = { ...outer, keys: null };
  const parts = argsOf(fn, args, names);
  if (where !== null) parts.push(`where: ${textOf(where, names)}`);
  // Floats are added in the order of the key without being told.
  if (sort.length > 0 && row(fn).ordered !== "float") parts.push(`sort: ${sortOf(sort, names)}`);
  return atom(`${writtenAs(fn)}(${parts.join(", ")})`);
}

function windowOf({ fn, args, where, by, sort, frame }: ExprBy<"window">, outer: Names): Printed {
  const names = { ...outer, keys: null };
  const parts = argsOf(fn, args, names);
  if (where !== null) parts.push(`where: ${textOf(where, names)}`);
  const called = `${writtenAs(fn)}(${parts.join(", ")})`;
  const whole = frame !== null && frame.unit === "rows" && frame.from === null && frame.to === null;
  const unasked = row(fn).ordered === "float" && whole && names.light;
  const spec = [
    ...(by.length > 0 ? [`by [${by.map((one) => textOf(one, names)).join(", ")}]`] : []),
    ...(sort.length > 0 && !unasked ? [`sort ${sortOf(sort, names)}`] : []),
    ...(frame !== null && !unasked ? [frameOf(frame, names)] : []),
  ];
  if (spec.length === 0 && names.bareWindows && row(fn).kind === "aggregate") return atom(called);
  return { text: `${called} over (${spec.join(" ")})`, level: LEVEL.postfix };
}

const frameOf = ({ unit, from, to }: Frame, names: Names): string => `${unit} ${from === null ? "" : textOf(from, { ...names, light: true })}..${to === null ? "" : textOf(to, { ...names, light: true })}`;
