/** One column: what it comes from and what it reaches, over the whole pack, as a drawing and step by step in the author's words. */
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Entry, Page } from "../compile/site/model.ts";
import { Badge, tone } from "./badge.tsx";
import { columnKey, columnsOf, entryOf, placeOf, reachColumns, type ColumnKey, type Columns, type Edge } from "./columns.ts";
import { ComesFrom, Reaches } from "./column-steps.tsx";
import { useLoaded, useSite } from "./context.ts";
import { Drawing } from "./drawing.tsx";
import { curve, layoutOf, shortened, textWidth } from "./layout.ts";
import { loadLineage, loadPage } from "./load.ts";
import { columnName, columnPlace, localName, type Pack } from "./pack.ts";
import { entryHref, graphHref, listHref } from "./route.ts";
import { Doc, plural } from "./text.tsx";

export function ColumnPage({ id, column }: { readonly id: number; readonly column: string }): VNode {
  const { pack } = useSite();
  const entry = pack.entries[id] as Entry;
  const page = useLoaded(id, () => loadPage(id));
  const lineage = useLoaded("lineage", loadLineage);
  const columns = useMemo(() => (lineage !== null && "value" in lineage ? columnsOf(lineage.value, pack) : null), [lineage, pack]);
  const [influence, setInfluence] = useState(false);
  const [depth, setDepth] = useState(100);
  const start = columnKey(id, columnPlace(pack, id, column));
  return (
    <article class="column-page">
      <p class="crumbs"><a href={listHref({ module: entry.module })}>{entry.module}</a> / <a href={entryHref(entry.name)}>{localName(entry.name)}</a></p>
      <h1>{localName(entry.name)}.{column} <Badge entry={entry} /></h1>
      {page !== null && "value" in page ? <About page={page.value} column={column} /> : null}
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label><input type="checkbox" checked={influence} onChange={({ currentTarget }) => setInfluence(currentTarget.checked)} /> also what decides which rows there are</label>
        <label>as far as <select value={depth} onChange={({ currentTarget }) => setDepth(Number(currentTarget.value))}>{[1, 2, 3, 5, 100].map((n) => <option key={n} value={n}>{n === 100 ? "it goes" : plural(n, "step")}</option>)}</select></label>
        <a href={listHref({ column })}>all relations with a {column}</a>
        <a href={graphHref(entry.name)}>graph of {localName(entry.name)}</a>
      </form>
      {lineage !== null && "problem" in lineage ? <p class="problem" role="alert">{lineage.problem}</p> : null}
      {columns === null ? <p class="wait" role="status">reading…</p> : (
        <>
          <ColumnGraph start={start} columns={columns} influence={influence} depth={depth} />
          <div class="two">
            <section><h2>Comes from</h2><ComesFrom id={id} column={column} influence={influence} /></section>
            <section><h2>Reaches</h2><Reaches start={start} columns={columns} influence={influence} /></section>
          </div>
        </>
      )}
    </article>
  );
}

function About({ page, column }: { readonly page: Page; readonly column: string }): VNode | null {
  const of = page.columns.find(({ name }) => name === column);
  if (of === undefined) return null;
  return (
    <>
      <p><code>{of.type.replace(/\?$/, "")}</code> {of.type.endsWith("?") ? "may be null" : "is never null"}{of.tags.map((tag) => <span class="tag" key={tag}>#{tag}</span>)}</p>
      {of.doc === null ? null : <Doc text={of.doc} />}
    </>
  );
}

/** So many relations are drawn; the nearest. */
const DRAWN = 60;
/** More lines than these hide each other. */
const DENSE = 150;
const ROW = 20;
const HEAD = 28;
const LETTERS = 30;

type GraphProps = { readonly start: ColumnKey; readonly columns: Columns; readonly influence: boolean; readonly depth: number };

function ColumnGraph({ start, columns, influence, depth }: GraphProps): VNode {
  const { pack } = useSite();
  const reached = useMemo(() => reachColumns(start, columns, { influence, depth, limit: DRAWN }), [start, columns, influence, depth]);
  const drawn = useMemo(() => drawnColumns([...reached.keys], reached.edges, pack), [reached, pack]);
  const [near, setNear] = useState<ColumnKey | null>(null);
  const lit = useMemo(() => (near === null ? null : along(near, reached.edges)), [near, reached]);
  const isFaint = (key: ColumnKey): boolean => lit !== null && !lit.has(key);
  const middle = drawn.places.get(start);
  return (
    <>
      <Drawing width={drawn.width} height={drawn.height} label={`lineage of ${columnName(pack, entryOf(start), placeOf(start))}: ${plural(reached.keys.size, "column")}`} focus={middle === undefined ? undefined : { x: middle.x + middle.width / 2, y: middle.y }}>
        <g class={reached.edges.length > DENSE ? "dense" : ""}>{reached.edges.map(({ from, to, kind }) => {
          const [a, b] = [drawn.places.get(from), drawn.places.get(to)];
          if (a === undefined || b === undefined) return null;
          return <path key={`${from} ${to}`} class={`line ${kind}${isFaint(from) || isFaint(to) ? " faint" : lit === null ? "" : " lit"}`} d={curve([{ x: a.x + a.width, y: a.y }, { x: b.x, y: b.y }])} />;
        })}</g>
        {drawn.boxes.map(({ id, x, y, width, height }) => {
          const entry = pack.entries[id] as Entry;
          return (
            <g key={id} class={`box ${tone(entry)}${id === entryOf(start) ? " focus" : ""}`}>
              <rect x={x} y={y} width={width} height={height} rx={6} /><rect class="band" x={x} y={y} width={5} height={height} rx={2} />
              <a href={entryHref(entry.name)} aria-label={entry.name}><title>{entry.name}</title><text class="head" x={x + 14} y={y + 18}>{shortened(localName(entry.name), LETTERS)}</text></a>
            </g>
          );
        })}
        {[...drawn.places].map(([key, { x, y, width }]) => {
          const [owner, column] = [pack.entries[entryOf(key)]?.name ?? "", columnName(pack, entryOf(key), placeOf(key))];
          return (
            <a key={key} href={entryHref(owner, column)} class={`column${key === start ? " focus" : ""}${isFaint(key) ? " faint" : ""}`} aria-label={`${owner}.${column}`} onMouseEnter={() => setNear(key)} onMouseLeave={() => setNear(null)} onFocus={() => setNear(key)} onBlur={() => setNear(null)}>
              <rect x={x + 8} y={y - ROW / 2 + 1} width={width - 14} height={ROW - 2} rx={3} /><text x={x + 14} y={y + 4}>{shortened(column, LETTERS)}</text>
            </a>
          );
        })}
      </Drawing>
      <p class="dim">{reached.keys.size === 1 ? "It comes from no other column, and reaches none." : `${plural(reached.keys.size - 1, "other column")}.`}{reached.more === 0 ? "" : ` ${plural(reached.more, "relation")} more left out; the steps below lead on.`} Click a column to go there. {influence ? "Dashed: decides which rows there are." : ""}</p>
    </>
  );
}

/** What lies on the ways through a column. */
function along(key: ColumnKey, edges: readonly Edge[]): ReadonlySet<ColumnKey> {
  const found = new Set<ColumnKey>([key]);
  for (const [from, to] of [["to", "from"], ["from", "to"]] as const) {
    const pending = [key];
    const seen = new Set(pending);
    for (const at of pending) for (const edge of edges) {
      if (edge[from] !== at || seen.has(edge[to])) continue;
      seen.add(edge[to]);
      pending.push(edge[to]);
      found.add(edge[to]);
    }
  }
  return found;
}

type Place = { readonly x: number; readonly y: number; readonly width: number };

/** A box for each relation, with a row for each of its columns that matter here. */
function drawnColumns(keys: readonly ColumnKey[], edges: readonly Edge[], pack: Pack): { readonly boxes: readonly { readonly id: number; readonly x: number; readonly y: number; readonly width: number; readonly height: number }[]; readonly places: ReadonlyMap<ColumnKey, Place>; readonly width: number; readonly height: number } {
  const rows = new Map<number, ColumnKey[]>();
  for (const key of [...keys].sort((a, b) => a - b)) rows.set(entryOf(key), [...(rows.get(entryOf(key)) ?? []), key]);
  const widest = (id: number, of: readonly ColumnKey[]): number =>
    Math.max(textWidth(shortened(localName(pack.entries[id]?.name ?? ""), LETTERS), 13.5), ...of.map((key) => textWidth(shortened(columnName(pack, id, placeOf(key)), LETTERS), 12.5))) + 34;
  const sizes = [...rows].map(([id, of]) => ({ id, width: Math.max(120, widest(id, of)), height: HEAD + of.length * ROW + 6 }));
  const links = new Map(edges.map(({ from, to }) => [`${entryOf(from)} ${entryOf(to)}`, { from: entryOf(from), to: entryOf(to) }]));
  const layout = layoutOf(sizes, [...links.values()].filter(({ from, to }) => from !== to));
  const places = new Map<ColumnKey, Place>();
  for (const { id, x, y, width } of layout.boxes) for (const [at, key] of (rows.get(id) ?? []).entries()) places.set(key, { x, y: y + HEAD + at * ROW + ROW / 2 - 2, width });
  return { boxes: layout.boxes, places, width: layout.width, height: layout.height };
}
