/**
 * Which node a comment belongs to: one on its own line to what follows it, any other to what stands before it. Where keywords part it from that, it is told how
 * many, so that it can be set where it stood.
 */
import { children, type AstKind, type AstNode } from "./ast/walk.ts";
import type { Comment, FileNode } from "./ast/index.ts";
import { theLexer } from "./tokens.ts";

export type Attached = {
  /** Before the node, each on a line of its own. */
  readonly leading: ReadonlyMap<AstNode, readonly Comment[]>;
  /** Behind the node: on its last line, or (`ownLine`) below it where nothing follows that they could belong to. */
  readonly trailing: ReadonlyMap<AstNode, readonly Comment[]>;
  /** Behind the opening bracket of a node, on its line. */
  readonly opening: ReadonlyMap<AstNode, readonly Comment[]>;
  /** Among the first words of a node. */
  readonly within: ReadonlyMap<AstNode, readonly Comment[]>;
  /** How many tokens stand between the end of a node and a comment that trails it, or between its beginning and a comment within it; 0 where it is not there. */
  readonly passed: ReadonlyMap<Comment, number>;
};

/** Nodes that begin with a bracket, or with a word and a bracket. */
const BRACKETS: ReadonlySet<AstKind> = new Set(["row", "list", "body", "schema_body", "case"]);

export function attachComments(file: FileNode, text: string): Attached {
  const [leading, trailing, opening, within] = [new Map<AstNode, Comment[]>(), new Map<AstNode, Comment[]>(), new Map<AstNode, Comment[]>(), new Map<AstNode, Comment[]>()];
  const passed = new Map<Comment, number>();
  if (file.comments.length === 0) return { leading, trailing, opening, within, passed };
  const sorted = new Map<AstNode, readonly AstNode[]>();
  const childrenOf = (node: AstNode): readonly AstNode[] => {
    let found = sorted.get(node);
    if (found === undefined) sorted.set(node, (found = placed(node)));
    return found;
  };
  const tokens = tokensOf(text);
  for (const comment of file.comments) {
    const { around, before, behind } = neighbours(file, comment, childrenOf);
    const from = before?.end ?? around.start;
    const gap = count(tokens, from, comment.start);
    const words = behind === null ? 0 : count(tokens, from, behind.start);
    const put = (map: Map<AstNode, Comment[]>, node: AstNode, behindTokens = 0): void => {
      add(map, node, comment);
      if (behindTokens > 0) passed.set(comment, behindTokens);
    };
    const isOtherwise = around.kind === "case" && behind !== null && behind === around.otherwise;
    const hasOpened = before !== null || !BRACKETS.has(around.kind) || gap >= bracketOf(around);
    const follows = behind !== null && hasOpened && (gap === words || isLedByWord(around, behind));
    const leaf = behind === null ? null : firstLeaf(behind, childrenOf);
    // Comments keep their order: what stands behind one that leads a node leads it too.
    if (follows && (comment.ownLine || comment.isDoc || leading.has(behind))) put(leading, behind);
    else if (behind !== null && before === null && BRACKETS.has(around.kind) && gap === bracketOf(around) && !isOtherwise) put(opening, around);
    else if (before !== null) put(trailing, before, gap);
    else if (leaf !== null && gap === words && count(tokens, leaf.start, leaf.end) === 1) put(trailing, leaf);
    else if (around.kind === "file" || (behind === null && BRACKETS.has(around.kind) && count(tokens, comment.start, around.end) === 1)) put(trailing, around);
    else put(within, around, gap);
  }
  return { leading, trailing, opening, within, passed };
}

/** How many tokens the opening bracket of such a node ends. */
const bracketOf = ({ kind }: AstNode): number => (kind === "case" ? 2 : 1);

/** Whether comments before a node are set before the word or operator that leads to it, where their author does not say otherwise. */
function isLedByWord(around: AstNode, node: AstNode): boolean {
  if (around.kind === "binary") return node === around.right;
  if (around.kind === "between") return node === around.high;
  if (around.kind === "if") return node !== around.condition;
  if (around.kind === "case") return node === around.otherwise;
  if (around.kind === "join") return node === around.on || node === around.using;
  return around.kind === "pipeline" ? node !== around.from && node !== around.alias : (around.kind === "rule" || around.kind === "source") && node === around.name;
}

/** Signs that the formatter sets as they are needed: what stands beside one stands beside what is behind it. */
const UNCOUNTED: ReadonlySet<string> = new Set(["(", ")", ","]);

/** Where tokens begin, in order. */
const tokensOf = (text: string): readonly number[] => theLexer().tokenize(text).tokens.filter(({ image }) => !UNCOUNTED.has(image)).map(({ startOffset }) => startOffset);

/** How many tokens begin between two offsets. */
const count = (tokens: readonly number[], from: number, to: number): number => firstAtOrBehind(tokens, to) - firstAtOrBehind(tokens, from);

function firstAtOrBehind(tokens: readonly number[], offset: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The children between which a comment can stand, in the order of the text: not what a string holds, nor a window specification that is empty. */
function placed(node: AstNode): AstNode[] {
  const inString: readonly AstNode[] = node.kind === "sql" || node.kind === "fstring" || node.kind === "sql_body" ? node.holes : [];
  return children(node).filter((child) => child.end > child.start && !inString.includes(child)).sort((a, b) => a.start - b.start || a.end - b.end);
}

function add(map: Map<AstNode, Comment[]>, node: AstNode, comment: Comment): void {
  const known = map.get(node);
  if (known === undefined) map.set(node, [comment]);
  else known.push(comment);
}

/** The innermost node around a comment, and its children on both sides. */
function neighbours(file: FileNode, comment: Comment, childrenOf: (node: AstNode) => readonly AstNode[]): { around: AstNode; before: AstNode | null; behind: AstNode | null } {
  let around: AstNode = file;
  for (;;) {
    const nodes = childrenOf(around);
    const next = firstBehind(nodes, comment.start);
    const before: AstNode | undefined = nodes[next - 1];
    if (before === undefined || before.end <= comment.start) return { around, before: before ?? null, behind: nodes[next] ?? null };
    around = before;
  }
}

/** The index of the first node that starts behind an offset. Binary search: a file may have thousands of declarations and comments. */
function firstBehind(nodes: readonly AstNode[], offset: number): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as AstNode).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A comment between a keyword and what it governs goes behind the first word of that, if it is one. */
function firstLeaf(node: AstNode, childrenOf: (node: AstNode) => readonly AstNode[]): AstNode {
  let leaf = node;
  for (let first = childrenOf(leaf)[0]; first !== undefined && first.start === leaf.start; first = childrenOf(leaf)[0]) leaf = first;
  return leaf;
}
