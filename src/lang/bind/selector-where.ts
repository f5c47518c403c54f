/** `@where(c -> …)`: a condition on what is known of a column, decided while the rule is compiled. */
import type { Arg, BinaryExpr, CallExpr, ExprNode, SelectorExpr, Span } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { report, type Context } from "./context.ts";

/** What `c.…` may say. `type` is as one writes it, `kind` without what stands in brackets; `place` counts from 0. */
export type ColumnFacts = {
  readonly name: string;
  readonly type: string;
  readonly kind: string;
  readonly nullable: boolean;
  readonly key: boolean;
  readonly place: number;
  readonly tags: readonly string[];
};
const FACTS: readonly (keyof ColumnFacts)[] = ["name", "type", "kind", "nullable", "key", "place", "tags"];

type Known = string | number | boolean | readonly string[];
type Where = { readonly param: string; readonly column: ColumnFacts; readonly wrong: (problem: string, at: Span) => null; readonly textOf: (node: ExprNode) => string | null };

/** A test of columns; null when a mistake was reported. `textOf`: literal strings and the constants of macros. Error: selector-condition. */
export function columnTest(node: SelectorExpr, cx: Context, textOf: (node: ExprNode) => string | null): ((column: ColumnFacts) => boolean) | null {
  const [arg, ...more] = node.args ?? [];
  const lambda = arg?.value;
  const wrong = (problem: string, at: Span): null => {
    report(cx, "selector-condition", { problem }, at);
    return null;
  };
  if (lambda?.kind !== "lambda" || lambda.params.length !== 1 || more.length > 0) return wrong("takes one condition on a column: `@where(c -> c.nullable)`", node);
  const param = lambda.params[0]?.text ?? "";
  const test = (column: ColumnFacts): boolean | null => truth(lambda.body, { param, column, wrong, textOf });
  // What is wrong is so for any column, and said even where there is none.
  if (test({ name: "", type: "", kind: "", nullable: false, key: false, place: 0, tags: [] }) === null) return null;
  return (column) => test(column) === true;
}

function truth(node: ExprNode, where: Where): boolean | null {
  const value = known(node, where);
  return value === null || typeof value === "boolean" ? value : where.wrong("needs a condition here", node);
}

/** Both sides of `and` are looked at, so that a mistake shows whatever the columns are. */
function known(node: ExprNode, where: Where): Known | null {
  if (node.kind === "literal") return node.literal === "bool" ? node.value === "true" : node.literal === "int" ? Number(node.value) : node.literal === "string" ? node.value : outside(node, where);
  if (node.kind === "ref") return where.textOf(node) ?? outside(node, where);
  if (node.kind === "field") return fact(node, where);
  if (node.kind === "binary") return compared(node, where);
  if (node.kind === "call") return called(node, where);
  if (node.kind === "unary") {
    const arg = node.op === "not" ? truth(node.arg, where) : outside(node, where);
    return arg === null ? null : !arg;
  }
  if (node.kind !== "in") return outside(node, where);
  const [one, list] = [known(node.arg, where), listed(node.list, where)];
  return one === null || list === null ? null : list.includes(one) !== node.negated;
}

const outside = (node: ExprNode, where: Where): null =>
  where.wrong("compares what is known of a column: its name, type, kind, nullable, key, place and tags", node);

function fact(node: ExprNode & { kind: "field" }, { param, column, wrong }: Where): Known | null {
  if (node.object.kind !== "ref" || node.object.name.text !== param) return wrong(`knows \`${param}.name\` and its like only`, node);
  const name = FACTS.find((one) => one === node.name.text);
  if (name !== undefined) return column[name];
  const meant = nearest(node.name.text, FACTS);
  return wrong(`knows no \`${param}.${node.name.text}\`${meant === null ? `, only ${FACTS.join(", ")}` : `: \`${param}.${meant}\``}`, node.name);
}

function listed(node: ExprNode, where: Where): readonly Known[] | null {
  if (node.kind !== "list") {
    const value = known(node, where);
    return value === null || Array.isArray(value) ? value : where.wrong("needs a list here", node);
  }
  const values = node.elements.map(({ expr }) => known(expr, where));
  return values.includes(null) ? null : (values as Known[]);
}

type Comparison = (left: string | number, right: string | number) => boolean;
const COMPARISONS: { readonly [op in BinaryExpr["op"]]?: Comparison } = {
  "==": (a, b) => a === b, "!=": (a, b) => a !== b, "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};

function compared(node: BinaryExpr, where: Where): boolean | null {
  if (node.op === "and" || node.op === "or") {
    const [left, right] = [truth(node.left, where), truth(node.right, where)];
    if (left === null || right === null) return null;
    return node.op === "and" ? left && right : left || right;
  }
  const test = COMPARISONS[node.op];
  if (test === undefined) return outside(node, where);
  const [left, right] = [known(node.left, where), known(node.right, where)];
  if (left === null || right === null) return null;
  if (typeof left === "boolean" && typeof right === "boolean" && (node.op === "==" || node.op === "!=")) return (left === right) === (node.op === "==");
  if (typeof left === typeof right && (typeof left === "string" || typeof left === "number")) return test(left, right as string | number);
  return where.wrong("compares values of one type", node);
}

const TESTS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  starts_with: (text, part) => text.startsWith(part), ends_with: (text, part) => text.endsWith(part), contains: (text, part) => text.includes(part),
};

function called(node: CallExpr, where: Where): boolean | null {
  const test = TESTS[node.fn.text];
  const receiver: readonly ExprNode[] = node.receiver === null ? [] : [node.receiver];
  const [text, part, ...more] = [...receiver, ...node.args.map(({ value }: Arg) => value)].map((arg) => known(arg, where));
  if (test === undefined || more.length > 0 || part === undefined || text === undefined) return where.wrong(`calls ${Object.keys(TESTS).join(", ")} only, with two arguments`, node);
  if (text === null || part === null) return null;
  if (Array.isArray(text) && typeof part === "string" && node.fn.text === "contains") return text.includes(part);
  return typeof text === "string" && typeof part === "string" ? test(text, part) : where.wrong(`\`${node.fn.text}\` takes texts`, node);
}
