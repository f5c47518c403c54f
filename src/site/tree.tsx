/** All modules as a tree of folders, opened where the reader is. */
import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { tone } from "./badge.tsx";
import { useSite } from "./context.ts";
import { localName, type Pack } from "./pack.ts";
import { entryHref, type Route } from "./route.ts";
import { countText } from "./text.tsx";

type Folder = { readonly name: string; readonly path: string; readonly folders: Map<string, Folder>; readonly ids: number[]; count: number };

function folderOf(pack: Pack): Folder {
  const root: Folder = { name: "", path: "", folders: new Map(), ids: [], count: 0 };
  for (const [id, { module }] of pack.entries.entries()) {
    let at = root;
    at.count++;
    for (const step of module.split(".")) {
      const path = at.path === "" ? step : `${at.path}.${step}`;
      const next = at.folders.get(step) ?? { name: step, path, folders: new Map(), ids: [], count: 0 };
      at.folders.set(step, next);
      at = next;
      at.count++;
    }
    at.ids.push(id);
  }
  return root;
}

/** A module that holds one thing of its own name is that thing. */
const only = ({ name, folders, ids }: Folder, pack: Pack): number | null => (folders.size === 0 && ids.length === 1 && localName(pack.entries[ids[0] as number]?.name ?? "") === name ? (ids[0] as number) : null);

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);
/** More than these are not looked through by eye. */
const SHOWN = 300;

export function Tree({ open, route }: { readonly open: boolean; readonly route: Route }): VNode {
  const { pack } = useSite();
  const root = useMemo(() => folderOf(pack), [pack]);
  const here = route.view === "entry" || route.view === "graph" ? route.name : null;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set(root.folders.size <= 8 ? [...root.folders.keys()] : []));
  useEffect(() => {
    const entry = here === null ? undefined : pack.entries[pack.idOf(here) ?? -1];
    if (entry === undefined) return;
    const steps = entry.module.split(".");
    setOpened((before) => new Set([...before, ...steps.map((_, at) => steps.slice(0, at + 1).join("."))]));
  }, [here]);
  const toggle = (path: string): void => setOpened(new Set(opened.has(path) ? [...opened].filter((one) => one !== path) : [...opened, path]));
  return (
    <nav id="tree" class={open ? "tree open" : "tree"} aria-label="modules">
      <Level folder={root} pack={pack} opened={opened} toggle={toggle} here={here} />
    </nav>
  );
}

type LevelProps = { readonly folder: Folder; readonly pack: Pack; readonly opened: ReadonlySet<string>; readonly toggle: (path: string) => void; readonly here: string | null };

function Level({ folder, pack, opened, toggle, here }: LevelProps): VNode {
  const folders = [...folder.folders.values()].sort(byName);
  const alone = folders.flatMap((one) => only(one, pack) ?? []);
  const ids = [...folder.ids, ...alone].sort((a, b) => byName({ name: localName(pack.entries[a]?.name ?? "") }, { name: localName(pack.entries[b]?.name ?? "") }));
  return (
    <ul>
      {folders.filter((one) => only(one, pack) === null).slice(0, SHOWN).map((one) => (
        <li key={one.path}>
          <button type="button" aria-expanded={opened.has(one.path)} onClick={() => toggle(one.path)}><span class="twist" aria-hidden="true" />{one.name} <small>{countText(one.count)}</small></button>
          {opened.has(one.path) ? <Level folder={one} pack={pack} opened={opened} toggle={toggle} here={here} /> : null}
        </li>
      ))}
      {ids.slice(0, SHOWN).map((id) => {
        const entry = pack.entries[id];
        return entry === undefined ? null : <li key={id}><a href={entryHref(entry.name)} aria-current={entry.name === here ? "page" : undefined}><span class={`dot ${tone(entry)}`} aria-hidden="true" />{localName(entry.name)}</a></li>;
      })}
      {ids.length > SHOWN ? <li class="dim">and {countText(ids.length - SHOWN)} more</li> : null}
    </ul>
  );
}
