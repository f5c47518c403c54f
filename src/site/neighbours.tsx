/** Relations around one, or some, as boxes and lines: what they read and who reads them. */
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Entry } from "../compile/site/model.ts";
import { tone } from "./badge.tsx";
import { useSite } from "./context.ts";
import { Drawing } from "./drawing.tsx";
import { curve, layoutOf, shortened, textWidth, type Layout } from "./layout.ts";
import { localName, reach, type Pack } from "./pack.ts";
import { entryHref } from "./route.ts";
import { plural } from "./text.tsx";

const LETTERS = 34;
const HEIGHT = 34;

/** Those of `ids` that lie beside each other are joined. */
export function relationLayout(ids: readonly number[], pack: Pack): Layout {
  const shown = new Set(ids);
  const width = Math.max(96, ...ids.map((id) => textWidth(shortened(localName(pack.entries[id]?.name ?? ""), LETTERS), 13) + 26));
  const sizes = ids.map((id) => ({ id, width, height: HEIGHT }));
  const links = ids.flatMap((id) => (pack.entries[id]?.reads ?? []).filter((read) => shown.has(read)).map((read) => ({ from: read, to: id })));
  return layoutOf(sizes, links);
}

type NeighboursProps = { readonly id: number; readonly up: number; readonly down: number; readonly limit: number };

/** Nearest first, as many as `limit`. */
export function around({ id, up, down, limit }: NeighboursProps, pack: Pack): { readonly ids: readonly number[]; readonly more: number } {
  const above = reach([id], (at) => pack.entries[at]?.reads ?? [], up);
  const below = reach([id], (at) => pack.readers[at] ?? [], down);
  const near = [...new Map([...above, ...below])].sort(([, a], [, b]) => a - b);
  return { ids: [id, ...near.slice(0, limit - 1).map(([of]) => of)], more: Math.max(0, near.length - limit + 1) };
}

export function Neighbours(props: NeighboursProps): VNode {
  const { pack } = useSite();
  const { id, up, down, limit } = props;
  const { ids, more } = useMemo(() => around(props, pack), [id, up, down, limit]);
  return (
    <>
      <Relations ids={ids} focus={id} />
      {more === 0 ? null : <p class="dim">{plural(more, "relation")} further away {more === 1 ? "is" : "are"} left out of the drawing.</p>}
    </>
  );
}

export function Relations({ ids, focus, faded }: { readonly ids: readonly number[]; readonly focus: number | null; readonly faded?: ReadonlySet<number> }): VNode {
  const { pack } = useSite();
  const layout = useMemo(() => relationLayout(ids, pack), [ids, pack]);
  const [near, setNear] = useState<number | null>(null);
  const lit = useMemo(() => (near === null ? null : new Set([near, ...reach([near], (at) => pack.entries[at]?.reads ?? []).keys(), ...reach([near], (at) => pack.readers[at] ?? []).keys()])), [near, pack]);
  const middle = layout.boxes.find(({ id }) => id === focus);
  const isFaint = (id: number): boolean => (lit !== null && !lit.has(id)) || faded?.has(id) === true;
  return (
    <Drawing width={layout.width} height={layout.height} label={`graph of ${plural(ids.length, "relation")}`} focus={middle === undefined ? undefined : { x: middle.x + middle.width / 2, y: middle.y + middle.height / 2 }}>
      {layout.lines.map(({ from, to, points }) => <path key={`${from} ${to}`} class={`line${isFaint(from) || isFaint(to) ? " faint" : lit === null ? "" : " lit"}`} d={curve(points)} />)}
      {layout.boxes.map(({ id, x, y, width, height }) => {
        const entry = pack.entries[id] as Entry;
        return (
          <a key={id} href={entryHref(entry.name)} class={`box ${tone(entry)}${id === focus ? " focus" : ""}${isFaint(id) ? " faint" : ""}`} aria-label={`${entry.name}, ${entry.kind}`} onMouseEnter={() => setNear(id)} onMouseLeave={() => setNear(null)} onFocus={() => setNear(id)} onBlur={() => setNear(null)}>
            <title>{entry.name}{entry.doc === "" ? "" : `\n${entry.doc}`}</title>
            <rect x={x} y={y} width={width} height={height} rx={6} />
            <rect class="band" x={x} y={y} width={5} height={height} rx={2} />
            <text x={x + 15} y={y + height / 2 + 4.5}>{shortened(localName(entry.name), LETTERS)}</text>
          </a>
        );
      })}
    </Drawing>
  );
}
