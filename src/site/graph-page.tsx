import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { useSite } from "./context.ts";
import { PackMap } from "./map.tsx";
import { Relations, around } from "./neighbours.tsx";
import { isNode } from "./pack.ts";
import { entryHref, NO_FILTERS } from "./route.ts";
import { filtered } from "./list-page.tsx";
import { countText, plural } from "./text.tsx";

/** Up to so many relations, all are drawn with their lines; more are a map. */
const DRAWN = 150;
const LEGEND = [["source", "source"], ["table", "table"], ["file", "file"], ["view", "view, inline"]] as const;

const Legend = (): VNode => <span class="legend" aria-label="colours">{LEGEND.map(([tone, label]) => <span key={tone}><span class={`dot ${tone}`} aria-hidden="true" /> {label}</span>)}</span>;

export const GraphPage = ({ id }: { readonly id: number | null }): VNode => (id === null ? <WholePack /> : <Around id={id} />);

const STEPS = [0, 1, 2, 3, 5, 100] as const;

function Around({ id }: { readonly id: number }): VNode {
  const { pack } = useSite();
  const [up, setUp] = useState(2);
  const [down, setDown] = useState(2);
  const name = pack.entries[id]?.name ?? "";
  const { ids, more } = useMemo(() => around({ id, up, down, limit: DRAWN }, pack), [id, up, down]);
  const steps = (value: number, set: (value: number) => void, label: string): VNode => (
    <label>{label} <select value={value} onChange={({ currentTarget }) => set(Number(currentTarget.value))}>{STEPS.map((n) => <option key={n} value={n}>{n === 100 ? "all" : n === 1 ? "1 step" : `${n} steps`}</option>)}</select></label>
  );
  return (
    <article class="graph">
      <h1>Around <a href={entryHref(name)}>{name}</a></h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>{steps(up, setUp, "up")}{steps(down, setDown, "down")}<span class="dim" role="status">{plural(ids.length, "relation")}{more === 0 ? "" : `; ${countText(more)} further away left out`}</span><Legend /></form>
      <Relations ids={ids} focus={id} />
    </article>
  );
}

function WholePack(): VNode {
  const { pack } = useSite();
  const [q, setQ] = useState("");
  const [kind, setKind] = useState("");
  const ids = useMemo(() => pack.entries.flatMap((entry, id) => (isNode(entry) ? [id] : [])), [pack]);
  const isAll = q.trim() === "" && kind === "";
  const found = useMemo(() => new Set(isAll ? ids : filtered(pack, { ...NO_FILTERS, q, kind })), [pack, q, kind]);
  const faded = useMemo(() => (isAll ? undefined : new Set(ids.filter((id) => !found.has(id)))), [found]);
  return (
    <article class="graph">
      <h1>Graph <small role="status">{isAll ? plural(ids.length, "relation") : `${countText(found.size)} of ${plural(ids.length, "relation")}`}</small></h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label>find <input type="search" value={q} placeholder="name, #tag, words" onInput={({ currentTarget }) => setQ(currentTarget.value)} /></label>
        <label>show <select value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value)}><option value="">all</option><option value="source">sources</option><option value="rule">rules</option><option value="output">outputs</option><option value="undocumented">without documentation</option><option value="untested">without tests</option><option value="unread">sources that nothing reads</option><option value="failed">failed or warned in the last run</option></select></label>
        <Legend />
      </form>
      {ids.length <= DRAWN ? <Relations ids={ids} focus={null} {...(faded === undefined ? {} : { faded })} /> : <PackMap ids={ids} found={found} isAll={isAll} />}
    </article>
  );
}
