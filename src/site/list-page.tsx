/** Everything as one table, narrowed by what somebody asks for; rows are drawn where they are looked at. */
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Entry } from "../compile/site/model.ts";
import { Badge, RunBadge } from "./badge.tsx";
import { useSite } from "./context.ts";
import { isNode, isOutput, type Pack } from "./pack.ts";
import { entryHref, listHref, type Filters } from "./route.ts";
import { nameScore } from "./search.ts";
import { countText } from "./text.tsx";

type Kind = readonly [value: string, label: string, test: (entry: Entry, id: number, pack: Pack) => boolean];
const ANY: Kind = ["", "rules and sources", isNode];
const KINDS: readonly Kind[] = [
  ANY,
  ["rule", "rules", ({ kind }) => kind === "rule"],
  ["source", "sources", ({ kind }) => kind === "source"],
  ["output", "outputs: nothing here reads them, or they are files", (_entry, id, pack) => isOutput(pack, id)],
  ["file", "rules stored as files", ({ kind, form }) => kind === "rule" && /^(parquet|csv|json)$/.test(form)],
  ["view", "views and inline rules", ({ kind, form }) => kind === "rule" && /^(view|inline)$/.test(form)],
  ["documented", "documented", (entry) => isNode(entry) && entry.doc !== ""],
  ["undocumented", "without documentation", (entry) => isNode(entry) && entry.doc === ""],
  ["tested", "with tests", ({ tests }) => tests > 0],
  ["untested", "rules without tests", ({ kind, tests }) => kind === "rule" && tests === 0],
  ["unread", "sources that nothing reads", ({ kind }, id, pack) => kind === "source" && pack.readers[id]?.length === 0],
  ["failed", "failed or warned in the last run", ({ run }) => run === "failed" || run === "warned"],
  ["macro", "macros and functions", ({ kind }) => kind === "macro" || kind === "function"],
  ["schema", "schemas", ({ kind }) => kind === "schema"],
  ["param", "parameters", ({ kind }) => kind === "param"],
];

export function filtered(pack: Pack, { q, kind, tag, module, column }: Filters): number[] {
  const test = (KINDS.find(([value]) => value === kind) ?? ANY)[2];
  const place = column === "" ? -1 : pack.index.columnNames.indexOf(column);
  const words = q.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return pack.entries.flatMap((entry, id) => {
    if (!test(entry, id, pack) || (tag !== "" && !entry.tags.includes(tag)) || (column !== "" && !entry.columns.includes(place))) return [];
    if (module !== "" && entry.module !== module && !entry.module.startsWith(`${module}.`)) return [];
    const name = entry.name.toLowerCase();
    return words.every((word) => nameScore(word, name) > 8 || entry.doc.toLowerCase().includes(word) || entry.tags.some((one) => `#${one.toLowerCase()}`.startsWith(word))) ? [id] : [];
  });
}

const ROW = 33;
const SORTS: Readonly<Record<string, (a: number, b: number, pack: Pack) => number>> = {
  "as data flows": (a, b) => a - b,
  "by name": (a, b, { entries }) => ((entries[a]?.name ?? "") < (entries[b]?.name ?? "") ? -1 : 1),
  "most read first": (a, b, { readers }) => (readers[b]?.length ?? 0) - (readers[a]?.length ?? 0),
  "most columns first": (a, b, { entries }) => (entries[b]?.columns.length ?? 0) - (entries[a]?.columns.length ?? 0),
};

export function ListPage({ filters }: { readonly filters: Filters }): VNode {
  const { pack } = useSite();
  const [sort, setSort] = useState("as data flows");
  const ids = useMemo(() => filtered(pack, filters).sort((a, b) => SORTS[sort]?.(a, b, pack) ?? 0), [pack, JSON.stringify(filters), sort]);
  const change = (part: Partial<Filters>): void => {
    // Not a step back for each letter.
    history.replaceState(null, "", listHref({ ...filters, ...part }));
    dispatchEvent(new HashChangeEvent("hashchange"));
  };
  const tags = useMemo(() => [...new Set(pack.entries.flatMap((entry) => entry.tags))].sort(), [pack]);
  return (
    <article class="list">
      <h1>{filters.column === "" ? "All" : <>Relations with a column <code>{filters.column}</code></>} <small role="status">{countText(ids.length)}</small></h1>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label>contains <input type="search" value={filters.q} onInput={({ currentTarget }) => change({ q: currentTarget.value })} /></label>
        <label>show <select value={filters.kind} onChange={({ currentTarget }) => change({ kind: currentTarget.value })}>{KINDS.map(([value, label]) => <option key={value} value={value}>{label}</option>)}</select></label>
        {tags.length === 0 ? null : <label>tag <select value={filters.tag} onChange={({ currentTarget }) => change({ tag: currentTarget.value })}><option value="">any</option>{tags.map((tag) => <option key={tag} value={tag}>#{tag}</option>)}</select></label>}
        <label>in order <select value={sort} onChange={({ currentTarget }) => setSort(currentTarget.value)}>{Object.keys(SORTS).map((name) => <option key={name}>{name}</option>)}</select></label>
        {filters.module === "" ? null : <button type="button" onClick={() => change({ module: "" })}>module {filters.module} ✕</button>}
        {filters.column === "" ? null : <button type="button" onClick={() => change({ column: "" })}>column {filters.column} ✕</button>}
      </form>
      <Rows ids={ids} column={filters.column} />
    </article>
  );
}

function Rows({ ids, column }: { readonly ids: readonly number[]; readonly column: string }): VNode {
  const { pack } = useSite();
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState<readonly [from: number, to: number]>([0, 60]);
  useEffect(() => {
    const main = document.querySelector("main");
    const look = (): void => {
      const top = box.current?.getBoundingClientRect().top ?? 0;
      const from = Math.max(0, Math.floor(-top / ROW) - 20);
      setSeen([from, from + Math.ceil(innerHeight / ROW) + 40]);
    };
    look();
    main?.addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      main?.removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [ids]);
  const [from, to] = [Math.min(seen[0], Math.max(0, ids.length - 1)), Math.min(seen[1], ids.length)];
  return (
    <div class="wide" ref={box}>
      <table class="rows" aria-rowcount={ids.length + 1}>
        <thead><tr><th>kind</th><th>name</th><th>what it is</th><th class="number">columns</th><th class="number">reads</th><th class="number">read by</th><th class="number">tests</th><th>last run</th></tr></thead>
        <tbody>
          <Gap rows={from} />
          {ids.slice(from, to).map((id, at) => {
            const entry = pack.entries[id] as Entry;
            return (
              <tr key={id} aria-rowindex={from + at + 2}>
                <td><Badge entry={entry} /></td><td class="name"><a href={entryHref(entry.name, column === "" ? null : column)}>{entry.name}</a></td><td class="what" title={entry.doc}>{entry.doc}</td>
                <td class="number">{entry.columns.length || ""}</td><td class="number">{entry.reads.length || ""}</td><td class="number">{pack.readers[id]?.length || ""}</td><td class="number">{entry.tests || ""}</td>
                <td>{entry.run === null ? "" : <RunBadge status={entry.run} />}</td>
              </tr>
            );
          })}
          <Gap rows={ids.length - to} />
        </tbody>
      </table>
    </div>
  );
}

/** In place of rows that nobody sees. */
const Gap = ({ rows }: { readonly rows: number }): VNode | null => (rows <= 0 ? null : <tr class="gap" aria-hidden="true" style={{ height: `${rows * ROW}px` }} />);
