/** One rule, source, macro, function, schema or parameter: all that is known of it, on one page that can be printed. */
import type { ComponentChildren, VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Entry, Page } from "../compile/site/model.ts";
import { Badge, RunBadge } from "./badge.tsx";
import { useLoaded, useSite } from "./context.ts";
import { loadPage } from "./load.ts";
import { Neighbours } from "./neighbours.tsx";
import { kindText, type Pack } from "./pack.ts";
import { Promises, Proof } from "./promises.tsx";
import { entryHref, graphHref, listHref } from "./route.ts";
import { Code, countText, Doc, msText, plural, timeText } from "./text.tsx";

export function EntryPage({ id }: { readonly id: number }): VNode {
  const { pack } = useSite();
  const entry = pack.entries[id] as Entry;
  const loaded = useLoaded(id, () => loadPage(id));
  return (
    <article>
      <Head entry={entry} />
      {loaded === null ? <p class="wait" role="status">reading…</p> : "problem" in loaded ? <p class="problem" role="alert">{loaded.problem}</p> : <Sections entry={entry} id={id} page={loaded.value} />}
    </article>
  );
}

const Head = ({ entry }: { readonly entry: Entry }): VNode => (
  <>
    <p class="crumbs"><a href={listHref({ module: entry.module })}>{entry.module}</a>{entry.pack === null ? null : <> of the pack {entry.pack}</>}</p>
    <h1>{entry.name.slice(entry.name.lastIndexOf(".") + 1)} <Badge entry={entry} />{entry.run === null ? null : <RunBadge status={entry.run} />}</h1>
    {entry.tags.length === 0 ? null : <p class="tags">{entry.tags.map((tag) => <a class="tag" key={tag} href={listHref({ tag })}>#{tag}</a>)}</p>}
  </>
);

type Part = { readonly id: string; readonly title: string; readonly count?: number; readonly body: ComponentChildren };

function Sections({ entry, id, page }: { readonly entry: Entry; readonly id: number; readonly page: Page }): VNode {
  const { pack, keywords } = useSite();
  const readers = pack.readers[id] ?? [];
  const isRead = entry.kind === "rule" || entry.kind === "source";
  const parts: readonly Part[] = [
    ...(page.columns.length === 0 ? [] : [{ id: "columns", title: "Columns", count: page.columns.length, body: <Columns entry={entry} page={page} /> }]),
    ...(!isRead ? [] : [{ id: "lineage", title: "Graph", body: <Graph entry={entry} id={id} readers={readers} pack={pack} /> }]),
    ...(page.promises.length + (page.proof?.sections.length ?? 0) + page.order.length + page.keys.length === 0 ? [] : [{ id: "promises", title: "Promises", body: <><Promises page={page} />{page.proof === null ? null : <Proof proof={page.proof} />}</> }]),
    { id: "text", title: "Text", body: <Code text={page.text} language="rule" keywords={keywords} line={page.line} links={page.links.map(([at, length, of]) => [at, length, pack.entries[of]?.name ?? ""] as const)} /> },
    ...(page.sql === null ? [] : [{ id: "sql", title: "SQL", body: <Code text={page.sql} language="sql" /> }]),
    ...(page.tests.length === 0 ? [] : [{ id: "tests", title: "Tests", count: page.tests.length, body: <Tests page={page} keywords={keywords} /> }]),
    ...(page.runs.length === 0 ? [] : [{ id: "runs", title: "Runs", body: <Runs page={page} pack={pack} isSource={entry.kind === "source"} /> }]),
    ...(page.uses.length + page.usedBy.length === 0 ? [] : [{ id: "uses", title: "Names", body: <><Links title="Its text names" ids={page.uses} pack={pack} /><Links title="Named by" ids={page.usedBy} pack={pack} /></> }]),
  ];
  return (
    <>
      {page.doc === null || page.doc.trim() === "" ? (isRead ? <p class="dim">No documentation: lines that begin with <code>---</code> above it become one.</p> : null) : <Doc text={page.doc} />}
      <dl class="facts">
        {page.facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{label === "file" ? `${value}:${page.line}` : <code>{value}</code>}</dd></div>)}
        {page.keys.length === 0 ? null : <div><dt>{page.keys.length === 1 ? "key" : "keys"}</dt><dd>{page.keys.slice(0, 4).map((key) => <code key={key.join()}>{key.length === 0 ? "at most one row" : key.join(", ")}</code>)}</dd></div>}
        {page.order.length === 0 ? null : <div><dt>ordered by</dt><dd><code>{page.order.join(", ")}</code></dd></div>}
      </dl>
      <nav class="parts" aria-label="on this page">{parts.map((part) => <button type="button" key={part.id} onClick={() => document.getElementById(part.id)?.scrollIntoView()}>{part.title}{part.count === undefined ? "" : ` ${part.count}`}</button>)}</nav>
      {parts.map((part) => <section id={part.id} key={part.id} aria-labelledby={`${part.id}-title`}><h2 id={`${part.id}-title`}>{part.title}{part.count === undefined ? null : <small> {part.count}</small>}</h2>{part.body}</section>)}
      <Focus />
    </>
  );
}

/** Whoever came by the keyboard reads on from here. */
function Focus(): null {
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null) document.querySelector("main")?.focus({ preventScroll: true });
  }, []);
  return null;
}

function Columns({ entry, page }: { readonly entry: Entry; readonly page: Page }): VNode {
  const keyed = new Set(page.keys.flat());
  const hasDocs = page.columns.some(({ doc, tags }) => doc !== null || tags.length > 0);
  const isTraced = entry.kind !== "schema";
  return (
    <div class="wide">
      <table class="columns">
        <thead><tr><th>column</th><th>type</th><th>null</th>{hasDocs ? <th>what it is</th> : null}</tr></thead>
        <tbody>
          {page.columns.map(({ name, type, tags, doc }) => (
            <tr key={name}>
              <td class="name">{isTraced ? <a href={entryHref(entry.name, name)} title="where it comes from, and what it reaches">{name}</a> : name}{keyed.has(name) ? <span class="key" title="part of a key"> key</span> : null}</td>
              <td class={type.length < 26 ? "type short" : "type"}><code>{type.replace(/\?$/, "")}</code></td>
              <td>{type.endsWith("?") ? "may be null" : <span class="dim">never</span>}</td>
              {hasDocs ? <td>{doc === null ? null : <Doc text={doc} />}{tags.map((tag) => <span class="tag" key={tag}>#{tag}</span>)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Graph = ({ entry, id, readers, pack }: { readonly entry: Entry; readonly id: number; readonly readers: readonly number[]; readonly pack: Pack }): VNode => (
  <>
    <div class="two">
      <Links title="Reads" ids={entry.reads} pack={pack} none="nothing" />
      <Links title="Read by" ids={readers} pack={pack} none="nothing here" />
    </div>
    <Neighbours id={id} up={1} down={1} limit={40} />
    <p class="noprint"><a href={graphHref(entry.name)}>further up and down</a></p>
  </>
);

const SHOWN = 30;

function Links({ title, ids, pack, none }: { readonly title: string; readonly ids: readonly number[]; readonly pack: Pack; readonly none?: string }): VNode | null {
  if (ids.length === 0 && none === undefined) return null;
  return (
    <div class="links">
      <h3>{title} <small>{ids.length === 0 ? none : countText(ids.length)}</small></h3>
      <ul>{ids.slice(0, SHOWN).map((id) => {
        const entry = pack.entries[id];
        return entry === undefined ? null : <li key={id}><a href={entryHref(entry.name)} title={entry.doc}>{entry.name}</a> <small>{kindText(entry)}</small></li>;
      })}</ul>
      {ids.length > SHOWN ? <details><summary>{countText(ids.length - SHOWN)} more</summary><ul>{ids.slice(SHOWN, 1000).map((id) => <li key={id}><a href={entryHref(pack.entries[id]?.name ?? "")}>{pack.entries[id]?.name}</a></li>)}</ul></details> : null}
    </div>
  );
}

const Tests = ({ page, keywords }: { readonly page: Page; readonly keywords: ReadonlySet<string> }): VNode => (
  <>{page.tests.map(({ title, doc, text, file, line }) => (
    <details key={`${file} ${line}`}>
      <summary>{title} <small>{file}:{line}</small></summary>
      {doc === null ? null : <Doc text={doc} />}
      <Code text={text} language="rule" keywords={keywords} line={line} />
    </details>
  ))}</>
);

const bytesText = (bytes: number | null): string => (bytes === null ? "" : bytes < 1e3 ? `${bytes} B` : bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);

const Runs = ({ page, pack, isSource }: { readonly page: Page; readonly pack: Pack; readonly isSource: boolean }): VNode => (
  <div class="wide">
    <table>
      <thead><tr><th>when</th><th>profile</th><th>{isSource ? "claims" : "what"}</th><th>why</th>{isSource ? null : <th class="number">rows</th>}{isSource ? null : <th class="number">size</th>}<th class="number">took</th></tr></thead>
      <tbody>
        {page.runs.map(({ run, status, reason, rows, bytes, ms, change, broken }) => {
          const of = pack.index.runs[run];
          return (
            <tr key={run}>
              <td title={of?.run}>{of === undefined ? "" : timeText(of.started)}</td><td>{of?.profile}</td><td><RunBadge status={status} /></td>
              <td>{reason}{broken.map(({ says, failing, severity }) => <p class={severity === "error" ? "problem" : "warning"} key={says}>{says}: {plural(failing, "row")}</p>)}</td>
              {isSource ? null : <td class="number">{rows === null ? "" : countText(rows)}{change === null ? null : <small> {change}</small>}</td>}
              {isSource ? null : <td class="number">{bytesText(bytes)}</td>}
              <td class="number">{msText(ms)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  </div>
);
