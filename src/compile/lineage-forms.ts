/** A lineage graph as people and other programs read it: a tree, DOT, Mermaid, plain data. Only what the asked columns reach is written. */
import { localName } from "../ir/id.ts";
import type { LineageEdge, LineageGraph, LineageNode } from "./lineage-graph.ts";

export type Direction = "up" | "down";
/** `starts` are ids of nodes, in the order in which they are shown. */
export type Asked = { readonly graph: LineageGraph; readonly starts: readonly string[]; readonly direction: Direction };

/** Value edges first; each kind in the order of the text. */
function next({ graph, direction }: Asked, id: string): readonly LineageEdge[] {
  const edges = (direction === "up" ? graph.into : graph.outOf).get(id) ?? [];
  return [...edges.filter(({ kind }) => kind === "value"), ...edges.filter(({ kind }) => kind === "influence")];
}
const far = ({ direction }: Asked, edge: LineageEdge): string => (direction === "up" ? edge.from : edge.to);

/** What the starts reach, in the order in which it is met. */
export function reached(asked: Asked): { readonly nodes: readonly LineageNode[]; readonly edges: readonly LineageEdge[] } {
  const nodes: LineageNode[] = [];
  const edges: LineageEdge[] = [];
  const seen = new Set(asked.starts);
  const pending = [...asked.starts];
  for (let at = 0; at < pending.length; at++) {
    const id = pending[at] as string;
    nodes.push(asked.graph.nodes.get(id) as LineageNode);
    for (const edge of next(asked, id)) {
      edges.push(edge);
      const to = far(asked, edge);
      if (seen.has(to)) continue;
      seen.add(to);
      pending.push(to);
    }
  }
  return { nodes, edges };
}

/** One line: what it is, and where. `head`: as the start of a tree, with its type. */
export type TreeLine = { readonly branch: string; readonly text: string; readonly place: string; readonly influence: boolean };

const LONGEST = 72;
const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** Local names, but where two things in sight share one. */
function namer(graph: LineageGraph): (of: string) => string {
  const owners = new Map<string, Set<string>>();
  for (const { of } of graph.nodes.values()) owners.set(localName(of), (owners.get(localName(of)) ?? new Set()).add(of));
  return (of) => (owners.get(localName(of))?.size === 1 ? localName(of) : of);
}

function said({ kind, of, column, type, where, by, id }: LineageNode, head: boolean, nameOf: (of: string) => string): string {
  const words = where?.words ?? "";
  if (kind === "all-rows") return `rows of ${nameOf(of)}`;
  if (kind === "rows") return words === "" ? "rows" : cut(words);
  const name = kind === "step" ? (column ?? "") : `${kind === "previous" ? "previous " : ""}${nameOf(of)}${id.slice(id.indexOf(of) + of.length)}`;
  const typed = type !== null && (head || kind === "source") ? `${name}: ${cut(type)}` : name;
  if (words === "" || words === column) return typed;
  return by === "expression" ? `${typed} = ${cut(words)}` : `${typed} by ${cut(words)}`;
}

function placeText({ where }: LineageNode): string {
  if (where === null) return "";
  const via = where.via.map(({ name, file, line }) => `${name} at ${file}:${line}`);
  return `${where.file}:${where.line}${via.length === 0 ? "" : ` through ${via.join(", ")}`}`;
}

/** Each start as a tree. What was shown before is named again and not gone into, so that the text is as long as the graph. */
export function lineageTree(asked: Asked): TreeLine[] {
  const nameOf = namer(asked.graph);
  const out: TreeLine[] = [];
  const shown = new Set<string>();
  type Open = { readonly id: string; readonly before: string; readonly branch: string; readonly head: boolean; readonly influence: boolean };
  for (const start of asked.starts) {
    const pending: Open[] = [{ id: start, before: "", branch: "", head: true, influence: false }];
    for (let open = pending.pop(); open !== undefined; open = pending.pop()) {
      const { id, before, branch, head, influence } = open;
      const node = asked.graph.nodes.get(id) as LineageNode;
      const edges = next(asked, id);
      const again = shown.has(id) && edges.length > 0;
      out.push({ branch, text: `${said(node, head, nameOf)}${again ? " (above)" : ""}`, place: placeText(node), influence });
      if (again) continue;
      shown.add(id);
      const children = edges.map((edge, at): Open => {
        const last = at === edges.length - 1;
        const line = edge.kind === "value" ? "─" : "┄";
        return { id: far(asked, edge), before: `${before}${last ? "   " : "│  "}`, branch: `${before}${last ? "└" : "├"}${line} `, head: false, influence: edge.kind === "influence" };
      });
      pending.push(...children.reverse());
    }
  }
  return out;
}

const label = (node: LineageNode, nameOf: (of: string) => string): readonly string[] => [said(node, true, nameOf), placeText(node)].filter((line) => line !== "");

/** For Graphviz. Influence is dashed. */
export function lineageDot(asked: Asked): string {
  const { nodes, edges } = reached(asked);
  const nameOf = namer(asked.graph);
  const places = new Map(nodes.map(({ id }, at) => [id, `n${at}`]));
  const text = (lines: readonly string[]): string => lines.map((line) => line.replaceAll("\\", "\\\\").replaceAll('"', '\\"')).join("\\l");
  return [
    "digraph lineage {", "  rankdir=LR;", "  node [shape=box, fontname=monospace];",
    ...nodes.map((node) => `  ${places.get(node.id)} [label="${text(label(node, nameOf))}\\l"${node.kind === "source" ? ", style=bold" : node.kind === "rule" ? "" : ", style=rounded"}];`),
    ...edges.map(({ from, to, kind }) => `  ${places.get(from)} -> ${places.get(to)}${kind === "value" ? "" : " [style=dashed]"};`),
    "}",
  ].join("\n");
}

/** For Markdown. Influence is dotted. */
export function lineageMermaid(asked: Asked): string {
  const { nodes, edges } = reached(asked);
  const nameOf = namer(asked.graph);
  const places = new Map(nodes.map(({ id }, at) => [id, `n${at}`]));
  const text = (lines: readonly string[]): string => lines.map((line) => line.replaceAll(/[#"<>&]/g, (found) => `#${found.codePointAt(0)};`)).join("<br>");
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${places.get(node.id)}["${text(label(node, nameOf))}"]`),
    ...edges.map(({ from, to, kind }) => `  ${places.get(from)} ${kind === "value" ? "-->" : "-.->"} ${places.get(to)}`),
  ].join("\n");
}

/** grammar/schemas/cli.json, "lineage". */
export function lineageJson(asked: Asked): object {
  const { nodes, edges } = reached(asked);
  return { direction: asked.direction, starts: asked.starts, nodes: nodes.map(({ where, by: _by, ...node }) => ({ ...node, ...(where ?? { file: null, line: null, words: "", via: [] }) })), edges };
}
