import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useSite } from "./context.ts";
import { kindText } from "./pack.ts";
import { entryHref, listHref } from "./route.ts";
import type { Hit } from "./search.ts";
import { Badge } from "./badge.tsx";
import { countText } from "./text.tsx";

const SHOWN = 30;

/** The box at the top of every page: `/` or Ctrl+K goes there, arrows and Enter choose. */
export function SearchBox(): VNode {
  const { search } = useSite();
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (!(event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) && !(event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  const hits = open ? search(query, SHOWN) : [];
  const go = (hit: Hit | undefined): void => {
    location.hash = hit === undefined ? listHref({ q: query }) : hrefOf(hit);
    setOpen(false);
    input.current?.blur();
  };
  const hrefOf = (hit: Hit): string => hitHref(hit, useNames);
  const { pack } = useSite();
  const useNames = (id: number): string => pack.entries[id]?.name ?? "";
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setAt(Math.min(at + 1, hits.length - 1)),
    ArrowUp: () => setAt(Math.max(at - 1, 0)),
    Enter: () => (query.trim() === "" ? undefined : go(hits[at])),
    Escape: () => (open && query !== "" ? setOpen(false) : input.current?.blur()),
  };
  return (
    <div class="search" role="search">
      <input ref={input} type="text" inputMode="search" role="combobox" aria-expanded={hits.length > 0} aria-controls="hits" aria-autocomplete="list" aria-label="search rules, sources and columns"
        aria-activedescendant={hits.length > 0 ? `hit-${at}` : undefined} placeholder="Search rules, columns, #tags" autocomplete="off" spellcheck={false} value={query}
        onInput={({ currentTarget }) => {
          setQuery(currentTarget.value);
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)} onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={(event) => {
          const act = keys[event.key];
          if (act === undefined) return;
          event.preventDefault();
          act();
        }} />
      <kbd aria-hidden="true">/</kbd>
      {open && query.trim() !== "" ? (
        <ul id="hits" role="listbox" aria-label="found">
          {hits.map((hit, place) => (
            <li key={place} id={`hit-${place}`} role="option" aria-selected={place === at} onMouseMove={() => place !== at && setAt(place)}
              onMouseDown={(event) => {
                event.preventDefault();
                go(hit);
              }}
              ref={(element) => void (place === at && element?.scrollIntoView({ block: "nearest" }))}>
              <HitLine hit={hit} />
            </li>
          ))}
          {hits.length === 0 ? <li class="none">nothing is called so</li> : null}
        </ul>
      ) : null}
      <span class="unseen" role="status">{open && query !== "" ? `${hits.length === SHOWN ? "more than " : ""}${hits.length} found` : ""}</span>
    </div>
  );
}

const hitHref = (hit: Hit, nameOf: (id: number) => string): string =>
  (hit.kind === "columns" ? listHref({ column: hit.column }) : entryHref(nameOf(hit.id), hit.kind === "column" ? hit.column : null));

function HitLine({ hit }: { readonly hit: Hit }): VNode {
  const { pack } = useSite();
  if (hit.kind === "columns") return <><span class="badge column">column</span><span class="hit-name">{hit.column}</span><span class="hit-doc">in {countText(hit.count)} relations</span></>;
  const entry = pack.entries[hit.id];
  if (entry === undefined) return <></>;
  return hit.kind === "column"
    ? <><span class="badge column">column</span><span class="hit-name"><span class="dim">{entry.name}.</span>{hit.column}</span></>
    : <><Badge entry={entry} /><span class="hit-name">{entry.name}</span><span class="hit-doc">{entry.doc === "" ? kindText(entry) : entry.doc}</span></>;
}
