/** Precedence climbing over what the flat operator rule has read (Richards, "The MCPL programming language manual", 1997, and older practice). */
import type { IToken } from "chevrotain";
import type { BinaryOp, ExprNode } from "../ast/index.ts";
import { MAX_CHAIN, MAX_OPERATORS } from "./limits.ts";
import { place, raise, report } from "./recover.ts";
import type { RuleParser } from "./rule-parser.ts";

/** An operator and what stands behind it; the offsets are those of the operand with its parentheses, if it has any. */
export type Part = {
  readonly op: BinaryOp | "is_null" | "in" | "between";
  readonly token: IToken;
  readonly negated: boolean;
  /** The `not`s before the right operand. */
  readonly nots: readonly IToken[] | null;
  readonly right: ExprNode | null;
  readonly rightStart: number;
  readonly rightEnd: number;
  /** Of the right operand's tree. */
  readonly levels: number;
};
/** A node with the offsets that its parentheses reach, and how many levels its tree has. */
export type Read = { readonly node: ExprNode; readonly start: number; readonly end: number; readonly levels: number };
export type First = Read & { readonly nots: readonly IToken[] | null };

/** An operand that a repair writes a second time is not longer. */
const LONGEST_TWICE = 60;

/** From loose to tight. `not` binds tighter than `and` and looser than a comparison. */
export const PRECEDENCE: { readonly [Op in Part["op"]]: number } = {
  or: 1, and: 2,
  "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "<=>": 4, is_null: 4, in: 4, between: 4,
  "??": 5, "|": 6, "&": 7, "||": 8, "+": 9, "-": 9, "*": 10, "/": 10, "//": 10, "%": 10,
};
export const NOT_PRECEDENCE = 3;
export const COMPARISON = 4;

type Placed = Read & { /** Of operators in it that stand in no parentheses. */ readonly depth: number };
/** Where the walk stands: `next` counts parts, `operand` is the next operand, with the `not`s before it that are not taken yet. */
type Walk = { readonly $: RuleParser; readonly parts: readonly Part[]; next: number; operand: Placed; nots: readonly IToken[] };

export function climb($: RuleParser, first: First, parts: readonly Part[]): Read {
  if ($.RECORDING_PHASE) return first;
  const tooLong = (operators: number, limit: number): never => raise($, "too-long", { limit, operators }, place($, (parts[Math.min(limit, parts.length - 1)] as Part).token));
  if (parts.length > MAX_OPERATORS) tooLong(parts.length, MAX_OPERATORS);
  // `??` leans to the right: climbing it recurses.
  const coalesces = parts.length > MAX_CHAIN ? parts.filter(({ op }) => op === "??").length : 0;
  if (coalesces > MAX_CHAIN) tooLong(coalesces, MAX_CHAIN);
  const walk: Walk = { $, parts, next: 0, operand: { ...first, depth: 0 }, nots: first.nots ?? [] };
  const whole = level(walk, 0);
  return whole.depth > MAX_CHAIN ? tooLong(whole.depth, MAX_CHAIN) : whole;
}

/** Everything from here that binds at least as tight as `loosest`. */
function level(walk: Walk, loosest: number): Placed {
  let left = walk.nots.length > 0 ? negation(walk, loosest) : walk.operand;
  for (let part = walk.parts[walk.next]; part !== undefined && PRECEDENCE[part.op] >= loosest; part = walk.parts[walk.next]) {
    left = PRECEDENCE[part.op] === COMPARISON ? comparison(walk, left, part) : binary(walk, left, part);
  }
  return left;
}

function negation(walk: Walk, loosest: number): Placed {
  const [token, ...rest] = walk.nots as readonly [IToken, ...IToken[]];
  if (loosest > NOT_PRECEDENCE) report(walk.$, "loose-not", {}, place(walk.$, token));
  walk.nots = rest;
  const arg = level(walk, NOT_PRECEDENCE);
  return { node: { kind: "unary", start: token.startOffset, end: arg.end, op: "not", arg: arg.node }, start: token.startOffset, end: arg.end, levels: arg.levels + 1, depth: arg.depth };
}

/** Moves to the operand behind the next operator. */
function advance(walk: Walk, part: Part): void {
  walk.next++;
  walk.operand = { node: part.right as ExprNode, start: part.rightStart, end: part.rightEnd, levels: part.levels, depth: 0 };
  walk.nots = part.nots ?? [];
}

function binary(walk: Walk, left: Placed, part: Part): Placed {
  advance(walk, part);
  const own = PRECEDENCE[part.op];
  const right = level(walk, part.op === "??" ? own : own + 1);
  const op = part.op as BinaryOp;
  if (op === "|") {
    mixed(walk.$, part, left);
    mixed(walk.$, part, right);
  }
  return placed({ kind: "binary", start: left.start, end: right.end, op, left: left.node, right: right.node }, left, right);
}

/** `a | b - c` reads as `a | (b - c)`; whoever meant the other finds out too late, so parentheses are asked for. */
function mixed($: RuleParser, part: Part, { node, start }: Placed): void {
  const inParentheses = node.start > start;
  if (inParentheses || node.kind !== "binary" || (node.op !== "-" && node.op !== "&")) return;
  const where = { file: $.path, start: node.start, end: node.end };
  report($, "mixed-set-operators", { op: node.op }, place($, part.token), { related: [{ at: where, label: "would be one operand" }] });
}

function comparison(walk: Walk, left: Placed, part: Part): Placed {
  const made = one(walk, left, part);
  const next = walk.parts[walk.next];
  if (next === undefined || PRECEDENCE[next.op] !== COMPARISON) return made;
  chained(walk, part, next, made);
  // Whatever types it has, comparing it again is no second mistake.
  return placed({ kind: "error", start: made.start, end: made.end });
}

function one(walk: Walk, left: Placed, part: Part): Placed {
  if (part.op === "is_null") {
    walk.next++;
    return placed({ kind: "is_null", start: left.start, end: part.rightEnd, arg: left.node, negated: part.negated }, left);
  }
  advance(walk, part);
  const right = level(walk, COMPARISON + 1);
  if (part.op === "in") return placed({ kind: "in", start: left.start, end: right.end, arg: left.node, list: right.node, negated: part.negated }, left, right);
  if (part.op !== "between") return placed({ kind: "binary", start: left.start, end: right.end, op: part.op, left: left.node, right: right.node }, left, right);
  const and = walk.parts[walk.next];
  if (and?.op !== "and") return raise(walk.$, "between-without-and", {}, place(walk.$, part.token));
  advance(walk, and);
  const high = level(walk, COMPARISON + 1);
  return placed({ kind: "between", start: left.start, end: high.end, arg: left.node, low: right.node, high: high.node, negated: part.negated }, left, right, high);
}

const placed = (node: ExprNode, ...of: readonly Placed[]): Placed => ({
  node, start: node.start, end: node.end, levels: 1 + Math.max(0, ...of.map(({ levels }) => levels)), depth: 1 + Math.max(0, ...of.map(({ depth }) => depth)),
});

/** Comparisons do not chain. `a == b || c == d` is one too, as `||` joins strings: then `or` is what was meant. */
function chained(walk: Walk, part: Part, next: Part, { node }: Placed): void {
  const join = node.kind === "binary" && node.right.kind === "binary" && node.right.op === "||" ? walk.parts.slice(walk.parts.indexOf(part), walk.parts.indexOf(next)).find(({ op }) => op === "||") : undefined;
  if (join !== undefined) {
    const where = place(walk.$, join.token);
    report(walk.$, "foreign-operator", { wrote: "||", ours: "or" }, where, { edits: [{ ...where, text: "or" }] });
  } else {
    const middle = walk.$.text.slice(part.rightStart, part.rightEnd);
    // What is compared twice is written twice.
    const edits = part.right !== null && middle.length <= LONGEST_TWICE ? [{ file: walk.$.path, start: part.rightEnd, end: part.rightEnd, text: ` and ${middle}` }] : [];
    report(walk.$, "chained-comparison", { first: part.token.image, second: next.token.image }, place(walk.$, next.token), { edits });
  }
}
