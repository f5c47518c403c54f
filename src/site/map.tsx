/**
 * A pack that is too large for boxes and lines, as a map: a column of cells for each step away from the sources, a cell for each relation, beside those of its folder.
 * Lines are drawn from the one that is looked at to all that it comes from and reaches. Names appear where there is room for them.
 */
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Badge, tone } from "./badge.tsx";
import { useSite } from "./context.ts";
import { useZoom, ZoomButtons, zoomKeys, type Transform } from "./drawing.tsx";
import { shortened } from "./layout.ts";
import { localName, reach, type Pack } from "./pack.ts";
import { entryHref, graphHref } from "./route.ts";
import { countText, plural } from "./text.tsx";

const CELL = { width: 92, height: 16, gapX: 8, gapY: 4, layer: 150, top: 20 } as const;

type Cell = { readonly id: number; readonly x: number; readonly y: number };
type Cells = { readonly cells: readonly Cell[]; readonly at: ReadonlyMap<number, Cell>; /** Above each layer, the longest text that has room. */ readonly heads: readonly { readonly x: number; readonly texts: readonly string[] }[]; readonly width: number; readonly height: number };

export function cellsOf(ids: readonly number[], pack: Pack): Cells {
  const layers: number[][] = [];
  for (const id of ids) (layers[pack.layers[id] ?? 0] ??= []).push(id);
  const used = layers.filter((layer) => layer !== undefined);
  const rows = rowsFor(used.map((layer) => layer.length));
  const cells: Cell[] = [];
  const heads: { x: number; texts: readonly string[] }[] = [];
  let x = 20;
  for (const [layer, members] of used.entries()) {
    heads.push({ x, texts: [`${layer === 0 ? "sources" : plural(layer, "step")} · ${countText(members.length)}`, countText(members.length)] });
    const sorted = members.sort((a, b) => ((pack.entries[a]?.name ?? "") < (pack.entries[b]?.name ?? "") ? -1 : 1));
    for (const [place, id] of sorted.entries()) cells.push({ id, x: x + Math.floor(place / rows) * (CELL.width + CELL.gapX), y: CELL.top + (place % rows) * (CELL.height + CELL.gapY) });
    x += Math.ceil(members.length / rows) * (CELL.width + CELL.gapX) + CELL.layer;
  }
  return { cells, at: new Map(cells.map((cell) => [cell.id, cell])), heads, width: x - CELL.layer + 20, height: CELL.top + rows * (CELL.height + CELL.gapY) + 20 };
}

/** So many that the whole is half as wide again as it is high, as windows are. */
function rowsFor(layers: readonly number[]): number {
  const wide = (rows: number): number => layers.reduce((sum, count) => sum + Math.ceil(count / rows) * (CELL.width + CELL.gapX) + CELL.layer, 0);
  let rows = 12;
  while (wide(rows) > 1.5 * rows * (CELL.height + CELL.gapY)) rows = Math.ceil(rows * 1.1);
  return rows;
}

export function PackMap({ ids, found, isAll }: { readonly ids: readonly number[]; readonly found: ReadonlySet<number>; readonly isAll: boolean }): VNode {
  const { pack } = useSite();
  const cells = useMemo(() => cellsOf(ids, pack), [ids, pack]);
  const [chosen, setChosen] = useState<number | null>(null);
  const [near, setNear] = useState<number | null>(null);
  const transform = useRef<Transform>({ k: 1, x: 0, y: 0 });
  const wanted = useRef(0);
  const draw = useRef<() => void>(() => undefined);
  const ask = (): void => {
    cancelAnimationFrame(wanted.current);
    wanted.current = requestAnimationFrame(() => draw.current());
  };
  const { ref, zoom } = useZoom<HTMLCanvasElement>(cells, { most: 3, margin: 28 }, (to) => {
    transform.current = to;
    ask();
  });
  const looked = chosen ?? near;
  const lit = useMemo(() => {
    if (looked === null) return null;
    const above = reach([looked], (at) => pack.entries[at]?.reads ?? []);
    const below = reach([looked], (at) => pack.readers[at] ?? []);
    return new Set([looked, ...above.keys(), ...below.keys()]);
  }, [looked, pack]);
  draw.current = () => void (ref.current !== null && paint(ref.current, { cells, transform: transform.current, pack, found, isAll, lit, looked }));
  useEffect(ask);
  useEffect(() => {
    // Colours and sizes follow the window and the reader's settings.
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", ask);
    const size = new ResizeObserver(ask);
    if (ref.current !== null) size.observe(ref.current);
    return () => {
      dark.removeEventListener("change", ask);
      size.disconnect();
    };
  }, []);
  const cellAt = (event: MouseEvent): number | null => {
    const { left, top } = (event.currentTarget as HTMLCanvasElement).getBoundingClientRect();
    const { k, x, y } = transform.current;
    const [px, py] = [(event.clientX - left - x) / k, (event.clientY - top - y) / k];
    return cells.cells.find((cell) => px >= cell.x && px <= cell.x + CELL.width && py >= cell.y && py <= cell.y + CELL.height)?.id ?? null;
  };
  const shown = looked === null ? undefined : pack.entries[looked];
  return (
    <div class="drawing map" role="group" aria-label="map of the pack; the list of all relations says the same in words" tabIndex={0} onKeyDown={zoomKeys(zoom)}>
      <canvas ref={ref} onMouseMove={(event) => setNear(cellAt(event))} onMouseLeave={() => setNear(null)} onClick={(event) => setChosen(cellAt(event))}
        onDblClick={(event) => {
          const id = cellAt(event);
          if (id !== null) location.hash = entryHref(pack.entries[id]?.name ?? "");
        }} />
      <ZoomButtons zoom={zoom} />
      <div class="about" aria-live="polite">
        {shown === undefined ? <span class="dim">Point at a cell to see what it comes from and reaches; click to keep it, double-click to open it.</span> : (
          <><Badge entry={shown} /> <a href={entryHref(shown.name)}><strong>{shown.name}</strong></a> <a href={graphHref(shown.name)}>its graph</a> <span>{shown.doc}</span> <span class="dim">{countText((lit?.size ?? 1) - 1)} up and down</span></>
        )}
      </div>
    </div>
  );
}

type Painting = { readonly cells: Cells; readonly transform: Transform; readonly pack: Pack; readonly found: ReadonlySet<number>; readonly isAll: boolean; readonly lit: ReadonlySet<number> | null; readonly looked: number | null };

/** Below this, letters are no letters. */
const READABLE = 0.62;

function paint(canvas: HTMLCanvasElement, painting: Painting): void {
  const { cells, transform: { k, x, y }, pack, found, isAll, lit, looked } = painting;
  const { width, height } = canvas.getBoundingClientRect();
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const to = canvas.getContext("2d");
  if (to === null) return;
  const styles = getComputedStyle(canvas);
  const colour = (name: string): string => styles.getPropertyValue(`--${name}`).trim();
  const tones = new Map(["source", "table", "file", "view", "macro"].map((name) => [name, colour(name)]));
  to.setTransform(ratio, 0, 0, ratio, 0, 0);
  to.clearRect(0, 0, width, height);
  to.setTransform(ratio * k, 0, 0, ratio * k, ratio * x, ratio * y);
  const isSeen = (cell: Cell): boolean => (cell.x + CELL.width) * k + x > 0 && cell.x * k + x < width && (cell.y + CELL.height) * k + y > 0 && cell.y * k + y < height;
  if (lit !== null) drawLines(to, painting, colour("line-lit"));
  to.font = "11px system-ui, sans-serif";
  for (const cell of cells.cells) {
    if (!isSeen(cell)) continue;
    const entry = pack.entries[cell.id];
    if (entry === undefined) continue;
    const isLit = lit === null ? found.has(cell.id) : lit.has(cell.id);
    to.globalAlpha = isLit ? 1 : isAll || lit !== null ? 0.22 : 0.12;
    to.fillStyle = tones.get(tone(entry)) ?? "";
    to.fillRect(cell.x, cell.y, CELL.width, CELL.height);
    if (k < READABLE) continue;
    to.fillStyle = colour("on-tone");
    to.fillText(shortened(localName(entry.name), 15), cell.x + 4, cell.y + 12);
  }
  to.globalAlpha = 1;
  paintHeads(to, painting, { width, back: colour("panel"), letters: colour("dim"), ratio });
  to.setTransform(ratio * k, 0, 0, ratio * k, ratio * x, ratio * y);
  const one = looked === null ? undefined : cells.at.get(looked);
  if (one === undefined) return;
  to.strokeStyle = colour("text");
  to.lineWidth = Math.max(2, 2 / k);
  to.strokeRect(one.x - 2, one.y - 2, CELL.width + 4, CELL.height + 4);
}

/** Above the cells, as large as they are however small the map, and still there when the map is moved. */
function paintHeads(to: CanvasRenderingContext2D, { cells, transform: { k, x } }: Painting, { width, back, letters, ratio }: { readonly width: number; readonly back: string; readonly letters: string; readonly ratio: number }): void {
  to.setTransform(ratio, 0, 0, ratio, 0, 0);
  to.fillStyle = back;
  to.fillRect(0, 0, width, 22);
  to.fillStyle = letters;
  to.font = "12px system-ui, sans-serif";
  for (const [at, head] of cells.heads.entries()) {
    const room = ((cells.heads[at + 1]?.x ?? Number.POSITIVE_INFINITY) - head.x) * k;
    const text = head.texts.find((one) => to.measureText(one).width + 8 < room);
    if (text !== undefined) to.fillText(text, head.x * k + x, 15);
  }
}

function drawLines(to: CanvasRenderingContext2D, { cells, transform: { k }, pack, lit }: Painting, colour: string): void {
  to.strokeStyle = colour;
  to.lineWidth = Math.max(1, 1 / k);
  to.globalAlpha = (lit?.size ?? 0) > 400 ? 0.15 : 0.55;
  to.beginPath();
  for (const id of lit ?? []) {
    const end = cells.at.get(id);
    for (const read of pack.entries[id]?.reads ?? []) {
      const start = cells.at.get(read);
      if (start === undefined || end === undefined || lit?.has(read) !== true) continue;
      const [x1, y1, x2, y2] = [start.x + CELL.width, start.y + CELL.height / 2, end.x, end.y + CELL.height / 2];
      to.moveTo(x1, y1);
      to.bezierCurveTo((x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2, y2);
    }
  }
  to.stroke();
  to.globalAlpha = 1;
}
