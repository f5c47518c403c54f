import type { VNode } from "preact";
import type { Entry } from "../compile/site/model.ts";
import { Badge } from "./badge.tsx";
import { useSite } from "./context.ts";
import { isNode, isOutput } from "./pack.ts";
import { entryHref, graphHref, listHref } from "./route.ts";
import { countText, Doc, msText, timeText } from "./text.tsx";

const SHOWN = 24;

/** What the pack is: how much there is, what comes in, what goes out, how the last runs went. */
export function Home(): VNode {
  const { pack } = useSite();
  const { index, entries } = pack;
  const own = entries.filter((entry) => entry.pack === null);
  const rules = own.filter(({ kind }) => kind === "rule");
  const sources = own.filter(({ kind }) => kind === "source");
  const outputs = entries.filter((_, id) => isOutput(pack, id));
  const documented = own.filter((entry) => isNode(entry) && entry.doc !== "").length;
  const tested = rules.filter(({ tests }) => tests > 0).length;
  const tags = new Map<string, number>();
  for (const { tags: of } of own) for (const tag of of) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  return (
    <article class="home">
      <h1>{index.pack.name}</h1>
      <p class="dim">version {index.pack.version} · profile {index.pack.profile} · warehouse {index.pack.warehouse} · rulec {index.pack.compiler} · made {timeText(index.made)}</p>
      <ul class="numbers">
        <li><a href={listHref({ kind: "rule" })}><b>{countText(rules.length)}</b> {rules.length === 1 ? "rule" : "rules"}</a></li>
        <li><a href={listHref({ kind: "source" })}><b>{countText(sources.length)}</b> {sources.length === 1 ? "source" : "sources"}</a></li>
        <li><a href={listHref({ kind: "output" })}><b>{countText(outputs.length)}</b> {outputs.length === 1 ? "output" : "outputs"}</a></li>
        <li><a href={listHref({ kind: "documented" })}><b>{percent(documented, rules.length + sources.length)}</b> documented</a></li>
        <li><a href={listHref({ kind: "tested" })}><b>{percent(tested, rules.length)}</b> of rules tested</a></li>
        <li><a href={graphHref(null)}><b>⋯</b> the whole graph</a></li>
      </ul>
      {tags.size === 0 ? null : <p class="tags">{[...tags].sort(([, a], [, b]) => b - a).slice(0, 40).map(([tag, count]) => <a key={tag} class="tag" href={listHref({ tag })}>#{tag} <small>{count}</small></a>)}</p>}
      <Some title="What it gives" of={outputs} more={listHref({ kind: "output" })} />
      <Some title="What it reads" of={sources} more={listHref({ kind: "source" })} />
      <Runs />
      {index.modules.length === 0 ? null : (
        <section><h2>Modules</h2>{index.modules.slice(0, 60).map(({ name, doc }) => <div class="module" key={name}><h3><a href={listHref({ module: name })}>{name}</a></h3><Doc text={doc} /></div>)}</section>
      )}
    </article>
  );
}

const percent = (part: number, of: number): string => (of === 0 ? "–" : `${Math.floor((100 * part) / of)} %`);

function Some({ title, of, more }: { readonly title: string; readonly of: readonly Entry[]; readonly more: string }): VNode | null {
  if (of.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="cards">{of.slice(0, SHOWN).map((entry) => <li key={entry.name}><a href={entryHref(entry.name)}><Badge entry={entry} /> <strong>{entry.name}</strong><span class="dim">{entry.doc}</span></a></li>)}</ul>
      {of.length > SHOWN ? <p><a href={more}>all {countText(of.length)}</a></p> : null}
    </section>
  );
}

function Runs(): VNode | null {
  const { index: { runs } } = useSite().pack;
  if (runs.length === 0) return null;
  return (
    <section>
      <h2>Last runs</h2>
      <div class="wide">
        <table>
          <thead><tr><th>run</th><th>when</th><th>profile</th><th>how it ended</th><th class="number">took</th><th>rules</th></tr></thead>
          <tbody>
            {runs.map(({ run, started, profile, status, ms, rules }) => (
              <tr key={run}>
                <td><code>{run.slice(0, 8)}…{run.slice(-4)}</code></td><td>{timeText(started)}</td><td>{profile}</td>
                <td><span class={`run ${status === "published" ? "built" : status === "nothing" ? "reused" : "failed"}`}>{status}</span></td><td class="number">{msText(ms)}</td>
                <td>{rules === null ? "" : [`${countText(rules.built)} built`, ...(rules.reused > 0 ? [`${rules.reused} used again`] : []), ...(rules.failed > 0 ? [`${rules.failed} failed`] : []), ...(rules.skipped > 0 ? [`${rules.skipped} left out`] : [])].join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

