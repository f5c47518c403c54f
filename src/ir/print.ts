/**
 * A rule's relations for people, one line a node, in the order in which rows flow: each line takes the rows of the line above at its
 * depth, unless it says `from`; what else it takes stands deeper and is named by its number. Nothing reads this text back.
 */
import { fieldText, nameText } from "../values/type.ts";
import type { Call, Expr, ExprBy, ExprKind, Frame, SortKey } from "./expr.ts";
import type { RelTable } from "./fields.ts";
import { byKind } from "./fields.ts";
import type { ColumnId, NodeId } from "./id.ts";
import type { Reference, Rel } from "./rel.ts";
import type { Obligation, Rule, SortedColumn } from "./rule.ts";
import { exprChildren, relInputs, relsOf } from "./walk.ts";

/** `name` is one a reader can tell from the others: columns of the same name are numbered. */
type Names = { readonly name: (column: ColumnId) => string; readonly typed: (column: ColumnId) => string; readonly rule: Rule };
type Text = (expr: Expr) => string;

/** The sign of an operator and how tight it binds. */
const INFIX: Readonly<Record<string, readonly [sign: string, level: number]>> = {
  or: ["or", 1], and: ["and", 2], eq: ["==", 3], ne: ["!=", 3], lt: ["<", 3], le: ["<=", 3], gt: [">", 3], ge: [">=", 3], is_not_distinct: ["<=>", 3],
  coalesce: ["??", 4], concat: ["||", 5], add: ["+", 6], subtract: ["-", 6], multiply: ["*", 7], divide: ["/", 7], int_divide: ["//", 7], modulo: ["%", 7],
};
const COMPARISON = 3;
const ATOM = 9;
/** Longer texts are cut: shared parts can make them exponentially longer than what they stand for. */
const MAX_TEXT = 4000;

function namesOf(rule: Rule, rels: readonly Rel[]): Names {
  const seen = new Map<string, number>();
  const names = new Map<ColumnId, string>();
  const name = (column: ColumnId): string => {
    let known = names.get(column);
    if (known === undefined) {
      const written = nameText(rule.columns[column]?.name ?? "?");
      const count = (seen.get(written) ?? 0) + 1;
      seen.set(written, count);
      known = count === 1 ? written : `${written}#${count}`;
      names.set(column, known);
    }
    return known;
  };
  for (const rel of rels) rel.outputs.forEach(name);
  return { rule, name, typed: (column) => `${name(column)}: ${rule.columns[column] === undefined ? "?" : fieldText(rule.columns[column])}` };
}

const sortText = (keys: readonly SortKey[], text: Text): string => keys.map((key) => `${text(key.expr)}${direction(key)}`).join(", ");
const direction = (key: { readonly desc: boolean; readonly nullsFirst: boolean }): string => `${key.desc ? " desc" : ""}${key.nullsFirst ? " nulls first" : ""}`;
const frameText = (frame: Frame, text: Text): string => ` ${frame.unit} ${frame.from === null ? "" : text(frame.from)}..${frame.to === null ? "" : text(frame.to)}`;
const argsText = ({ args, where }: { readonly args: readonly Expr[]; readonly where: Expr | null }, text: Text, more: readonly string[] = []): string =>
  [...args.map(text), ...(where === null ? [] : [`where: ${text(where)}`]), ...more].join(", ");

const EXPR: { readonly [K in ExprKind]: (expr: ExprBy<K>, text: Text, names: Names) => string } = {
  column: (expr, _text, names) => names.name(expr.column),
  literal: (expr) => (expr.type.kind === "string" ? JSON.stringify(expr.value) : expr.value === null || typeof expr.value === "boolean" ? String(expr.value) : literalText(expr.type.kind, expr.value)),
  param: (expr) => `$${expr.name}`,
  call: (expr, text) => {
    const infix = infixOf(expr);
    const [left, right] = expr.args;
    if (infix === undefined || left === undefined || right === undefined) return `${expr.fn}(${expr.args.map(text).join(", ")})`;
    const [sign, level] = infix;
    // A chain of one connective needs no parentheses, comparisons do not chain.
    const chains = level < COMPARISON && levelOf(right) === level;
    return `${operand(left, level === COMPARISON ? level + 1 : level, text)} ${sign} ${operand(right, chains ? level : level + 1, text)}`;
  },
  aggregate: (expr, text) =>
    `${expr.fn}(${argsText(expr, text, expr.sort.length === 0 ? [] : [`sort: [${sortText(expr.sort, text)}]`])})`,
  window: (expr, text) => {
    const by = expr.by.length === 0 ? "" : `by [${expr.by.map(text).join(", ")}]`;
    const sort = expr.sort.length === 0 ? "" : ` sort [${sortText(expr.sort, text)}]`;
    return `${expr.fn}(${argsText(expr, text)}) over (${`${by}${sort}${expr.frame === null ? "" : frameText(expr.frame, text)}`.trim()})`;
  },
  case: (expr, text) => `case { ${[...expr.arms.map(([when, then]) => `${text(when)} -> ${text(then)}`), `else -> ${text(expr.otherwise)}`].join(", ")} }`,
  cast: (expr, text) => `${operand(expr.arg, ATOM, text)}${expr.onError === "null" ? "::?" : "::"}${fieldText({ type: expr.type, nullable: false })}`,
  lambda: (expr, text, names) => `(${expr.params.map(names.name).join(", ")}) -> ${text(expr.body)}`,
  field: (expr, text) => `${operand(expr.arg, ATOM, text)}.${nameText(expr.name)}`,
  struct: (expr, text) => `{ ${expr.args.map((arg, at) => `${expr.type.kind === "struct" ? nameText(expr.type.fields[at]?.name ?? "?") : "?"}: ${text(arg)}`).join(", ")} }`,
  list: (expr, text) => `[${expr.args.map(text).join(", ")}]`,
  map: (expr, text) => `map(${expr.args.map(text).join(", ")})`,
  sql: (expr, text) => `sql(${JSON.stringify(expr.parts.map((part, at) => part + (expr.holes[at] === undefined ? "" : `{${text(expr.holes[at])}}`)).join(""))})`,
  error: () => "error",
};

const QUOTED: ReadonlySet<string> = new Set(["date", "time", "timestamp", "timestamptz", "interval", "uuid", "binary", "json"]);
const literalText = (kind: string, value: string): string => (QUOTED.has(kind) ? `${kind} ${JSON.stringify(value)}` : value);

/** `add.days` is an addition too. */
const infixOf = (call: Call): (typeof INFIX)[string] | undefined => (call.args.length === 2 ? INFIX[call.fn.split(".")[0] as string] : undefined);
const levelOf = (expr: Expr): number => (expr.kind === "call" ? (infixOf(expr)?.[1] ?? ATOM) : ATOM);
/** In parentheses where it binds less tight than its place. */
const operand = (expr: Expr, level: number, text: Text): string => (levelOf(expr) < level ? `(${text(expr)})` : text(expr));

/** Texts of an expression's parts before its own, without recursion: it may be deep. */
function exprText(root: Expr, names: Names): string {
  const done = new Map<Expr, string>();
  const text: Text = (expr) => done.get(expr) ?? "";
  const pending: (Expr | null)[] = [root];
  const open: Expr[] = [];
  while (pending.length > 0) {
    const next = pending.pop() as Expr | null;
    if (next === null) {
      const expr = open.pop() as Expr;
      const whole = (EXPR[expr.kind] as (expr: Expr, text: Text, names: Names) => string)(expr, text, names);
      done.set(expr, whole.length > MAX_TEXT ? `${whole.slice(0, MAX_TEXT)}…` : whole);
    } else if (!done.has(next)) {
      open.push(next);
      pending.push(null);
      for (const child of exprChildren(next)) pending.push(child);
    }
  }
  return text(root);
}

type Line = { readonly names: Names; readonly text: Text; readonly number: (rel: Rel) => string };

const referenceText = (of: Reference, rule: Rule): string => {
  if (of.kind === "self") return "self";
  return of.kind === "local" ? `local ${rule.locals[of.local]?.name ?? of.local}` : `${of.kind} ${of.name}`;
};
const list = (columns: readonly ColumnId[], { names }: Line): string => columns.map(names.name).join(", ");
const addsText = (adds: readonly (readonly [ColumnId, Expr])[], { names, text }: Line): string => adds.map(([column, expr]) => `${names.typed(column)} = ${text(expr)}`).join(", ");
const said = (...words: readonly (string | false)[]): string => words.filter((word) => word !== false && word !== "").join(" ");
const withRest = (inputs: readonly Rel[], { number }: Line): string => (inputs.length < 2 ? "" : `with ${inputs.slice(1).map(number).join(", ")}`);

const REL: RelTable<string, [line: Line]> = {
  scan: (node, { names }) => `scan ${referenceText(node.of, names.rule)} { ${node.reads.map(([name, column]) => renamedText(name, column, names)).join(", ")} }`,
  values: (node, line) => `values ${node.rows.length} rows { ${node.outputs.map(line.names.typed).join(", ")} }`,
  filter: (node, { text }) => `filter ${text(node.predicate)}`,
  project: (node, line) => said("project", addsText(node.adds, line), `-> ${list(node.outputs, line)}`),
  join: (node, line) => said("join", node.asof !== null && "asof", node.how, node.how !== "cross" && node.how !== "semi" && node.how !== "anti" && node.multiplicity,
    `with ${line.number(node.right)}`, node.on.length > 0 && `on ${node.on.map(line.text).join(", ")}`, Boolean(node.asof?.tolerance) && `within ${line.text(node.asof?.tolerance as Expr)}`,
    node.merged.length > 0 && `merging ${node.merged.map(([l, r, m]) => `${line.names.name(m)} = ${line.names.name(l)} ?? ${line.names.name(r)}`).join(", ")}`, `-> ${list(node.outputs, line)}`),
  aggregate: (node, line) => said("aggregate", node.by.length > 0 && `by [${list(node.by, line)}]`, addsText(node.adds, line), `-> ${list(node.outputs, line)}`),
  sort: (node, { text }) => said("sort", sortText(node.keys, text), node.promised && "(promised)"),
  limit: (node, { text }) => said("limit", text(node.count), node.offset !== null && `offset ${text(node.offset)}`, node.arbitrary && "(arbitrary)"),
  distinct: () => "distinct",
  dedupe: (node, line) => said("dedupe on", `[${list(node.on, line)}]`, `keep first by [${sortText(node.by, line.text)}]`, node.ties === "error" && "(a tie is an error)"),
  set: (node, line) => said(node.how.replace("_", " "), withRest(node.inputs, line), `-> ${node.outputs.map((column, at) => `${line.names.name(column)} = ${node.maps.map((map) => sourceText(map[at] ?? null, line)).join(" | ")}`).join(", ")}`),
  explode: (node, line) => said("explode", node.lists.map(line.text).join(", "), `as ${list(node.as, line)}`, node.index !== null && `index ${line.names.name(node.index)} base ${node.base}`,
    node.keepEmpty && "keep empty", node.pad && "pad", node.source === "map" && "(map)", `-> ${list(node.outputs, line)}`),
  unpivot: (node, line) => `unpivot ${list(node.columns, line)} into ${line.names.name(node.name)}, ${line.names.name(node.value)} -> ${list(node.outputs, line)}`,
  recurse: (node, line) => said("recurse", `with ${line.number(node.step)}`, node.depth !== null && `depth ${line.names.name(node.depth)}`, node.maxDepth !== null && `at most ${node.maxDepth}`, `-> ${list(node.outputs, line)}`),
  sql: (node, line) => said("sql", node.dialect, withRest(node.inputs, line), `-> ${list(node.outputs, line)}`),
  error: () => "error",
};

const sourceText = (column: ColumnId | null, { names }: Line): string => (column === null ? "null" : names.name(column));
const renamedText = (name: string, column: ColumnId, names: Names): string => (names.name(column) === nameText(name) ? names.typed(column) : `${nameText(name)} as ${names.typed(column)}`);

function obligationText(of: Obligation, line: Line): string {
  const what = said(of.columns.length > 0 && `[${list(of.columns, line)}]`, of.predicate !== null && line.text(of.predicate),
    of.references !== null && `in ${of.references.name} [${of.references.columns.join(", ")}]`);
  return `${of.kind} ${what} over ${line.number(of.over)} else ${of.severity} ${JSON.stringify(of.message)}`;
}

const orderText = (order: readonly SortedColumn[], names: Names): string => order.map((key) => `${names.name(key.column)}${direction(key)}`).join(", ");

const MAX_DEPTH = 20;
/** How deep each relation stands: with its first reader when it is that one's first input, else one deeper. */
function depthsOf(rels: readonly Rel[]): ReadonlyMap<NodeId, number> {
  const depths = new Map<NodeId, number>();
  for (const rel of rels.toReversed()) {
    const depth = depths.get(rel.id) ?? 0;
    depths.set(rel.id, depth);
    relInputs(rel).forEach((input, at) => depths.has(input.id) || depths.set(input.id, Math.min(MAX_DEPTH, at === 0 ? depth : depth + 1)));
  }
  return depths;
}

/** Without numbers a line says the same before and after another one goes: for comparing. */
export function printRule(rule: Rule, numbered = true): string {
  const rels = relsOf(rule);
  const names = namesOf(rule, rels);
  const numbers = new Map(rels.map((rel, at) => [rel.id, at]));
  const line: Line = { names, text: (expr) => exprText(expr, names), number: (rel) => (numbered ? String(numbers.get(rel.id)) : "…") };
  const depths = depthsOf(rels);
  const lets = new Map(rule.locals.map((local) => [local.root.id, local.name]));
  const last = new Map<number, Rel>();
  const width = String(rels.length - 1).length;
  const margin = (at: number): string => (numbered ? `${String(at).padStart(width)} ` : "");
  const body = rels.map((rel, at) => {
    const depth = depths.get(rel.id) as number;
    const [input] = relInputs(rel);
    const from = input !== undefined && last.get(depth) !== input ? ` from ${line.number(input)}` : "";
    last.set(depth, rel);
    const local = lets.get(rel.id);
    return `${margin(at)}${"  ".repeat(depth)}${byKind(REL, rel, line)}${from}${local === undefined ? "" : `  (let ${local})`}`;
  });
  const order = rule.order.length === 0 ? "unordered" : `ordered by [${orderText(rule.order, names)}]`;
  return [`rule ${rule.name} as ${rule.storage.kind} ${order} tier ${rule.tier}`, ...body, ...rule.obligations.map((of) => obligationText(of, line)), ""].join("\n");
}
