/** Where boxes and the lines between them go: from left to right, as data flows. */
import { Graph, layout as layOut } from "@dagrejs/dagre";

export type Size = { readonly id: number; readonly width: number; readonly height: number };
export type Link = { readonly from: number; readonly to: number };
export type Box = Size & { readonly x: number; readonly y: number };
export type Point = { readonly x: number; readonly y: number };
export type Line = Link & { readonly points: readonly Point[] };
export type Layout = { readonly boxes: readonly Box[]; readonly lines: readonly Line[]; readonly width: number; readonly height: number };

/** Boxes' `x` and `y` are their upper left corners. */
export function layoutOf(sizes: readonly Size[], links: readonly Link[]): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 14, edgesep: 8, ranksep: 56, marginx: 16, marginy: 16, ranker: sizes.length > 150 ? "longest-path" : "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of sizes) graph.setNode(String(id), { width, height });
  for (const { from, to } of links) graph.setEdge(String(from), String(to));
  layOut(graph);
  const boxes = sizes.map(({ id, width, height }): Box => {
    const { x = 0, y = 0 } = graph.node(String(id)) as Partial<Point>;
    return { id, width, height, x: x - width / 2, y: y - height / 2 };
  });
  const at = new Map(boxes.map((box) => [box.id, box]));
  const lines = links.map(({ from, to }): Line => {
    const { points = [] } = (graph.edge(String(from), String(to)) ?? {}) as { readonly points?: readonly Point[] };
    // From the middle of one side to the middle of the other, around what lies between.
    const [start, end] = [at.get(from), at.get(to)];
    const [first, last] = [start === undefined ? [] : [{ x: start.x + start.width, y: start.y + start.height / 2 }], end === undefined ? [] : [{ x: end.x, y: end.y + end.height / 2 }]];
    return { from, to, points: [...first, ...(points.length > 3 ? points.slice(1, -1) : []), ...last] };
  });
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  return { boxes, lines, width, height };
}

/** A soft curve from left to right through these points. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let [text, at] = [`M${round(first.x)} ${round(first.y)}`, first];
  for (const to of rest) {
    const middle = (at.x + to.x) / 2;
    text += `C${round(middle)} ${round(at.y)} ${round(middle)} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
    at = to;
  }
  return text;
}
const round = (n: number): number => Math.round(n * 10) / 10;

/** So wide is a text in the site's letters, about; measuring each would lay the page out again and again. */
export const textWidth = (text: string, size: number): number => text.length * size * 0.56;

/** To so many letters; the middle says least. */
export const shortened = (text: string, letters: number): string => (text.length <= letters ? text : `${text.slice(0, Math.ceil(letters * 0.6) - 1)}…${text.slice(text.length - Math.floor(letters * 0.4))}`);
