/** Which node a comment belongs to: one on its own line to what follows it, any other to what stands before it. */
import { children, type AstKind, type AstNode } from "./ast/walk.ts";
import type { Comment, FileNode } from "./ast/index.ts";

export type Attached = {
  /** Before the node, each on a line of its own. */
  readonly leading: ReadonlyMap<AstNode, readonly Comment[]>;
  /** Behind the node: on its last line, or (`ownLine`) below it where nothing follows that they could belong to. */
  readonly trailing: ReadonlyMap<AstNode, readonly Comment[]>;
  /** Behind the opening bracket of a node, on its line. */
  readonly opening: ReadonlyMap<AstNode, readonly Comment[]>;
  /** Inside a node that has no children there. */
  readonly inner: ReadonlyMap<AstNode, readonly Comment[]>;
};

/** Nodes that begin with a bracket. */
const BRACKETS: ReadonlySet<AstKind> = new Set(["row", "list", "body", "schema_body", "case"]);

export function attachComments(file: FileNode): Attached {
  const [leading, trailing, opening, inner] = [new Map<AstNode, Comment[]>(), new Map<AstNode, Comment[]>(), new Map<AstNode, Comment[]>(), new Map<AstNode, Comment[]>()];
  const sorted = new Map<AstNode, readonly AstNode[]>();
  const childrenOf = (node: AstNode): readonly AstNode[] => {
    let found = sorted.get(node);
    if (found === undefined) sorted.set(node, (found = placed(node)));
    return found;
  };
  for (const comment of file.comments) {
    const { around, before, behind } = neighbours(file, comment, childrenOf);
    if (behind !== null && (comment.ownLine || comment.isDoc)) add(leading, behind, comment);
    else if (behind !== null && before === null && BRACKETS.has(around.kind)) add(opening, around, comment);
    else if (before !== null) add(trailing, before, comment);
    else if (behind !== null) add(trailing, firstLeaf(behind, childrenOf), comment);
    else add(inner, around, comment);
  }
  return { leading, trailing, opening, inner };
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

/** A comment between a keyword and what it governs goes behind the first word of that. */
function firstLeaf(node: AstNode, childrenOf: (node: AstNode) => readonly AstNode[]): AstNode {
  let leaf = node;
  for (let first = childrenOf(leaf)[0]; first !== undefined && first.start === leaf.start; first = childrenOf(leaf)[0]) leaf = first;
  return leaf;
}
