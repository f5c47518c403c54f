/**
 * Data of the site, file by file. A page that is opened from disk may not fetch; it may run scripts beside it, so each file of data is a call of `rulecSite` with its name
 * and its JSON, deflated and in base64.
 */
import { PAGES_PER_CHUNK, type Chunk, type Page, type SiteIndex, type SiteLineage } from "../compile/site/model.ts";

type Waiting = { readonly promise: Promise<unknown>; readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };
const files = new Map<string, Waiting>();

function waiting(name: string): Waiting {
  const known = files.get(name);
  if (known !== undefined) return known;
  let resolve: Waiting["resolve"] = () => undefined;
  let reject: Waiting["reject"] = () => undefined;
  const promise = new Promise<unknown>((yes, no) => ([resolve, reject] = [yes, no]));
  const made = { promise, resolve, reject };
  files.set(name, made);
  return made;
}

declare global {
  interface Window {
    rulecSite: (name: string, packed: string) => void;
  }
}

/** Called by each file of data. */
window.rulecSite = (name, packed) => {
  const { resolve, reject } = waiting(name);
  unpack(packed).then(resolve, reject);
};

async function unpack(packed: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text());
}

function load(name: string): Promise<unknown> {
  const known = files.get(name);
  if (known !== undefined) return known.promise;
  const { promise, reject } = waiting(name);
  const script = document.createElement("script");
  script.src = `data/${name}.js`;
  script.addEventListener("error", () => reject(new Error(`data/${name}.js cannot be read: the folder is not whole; rulec docs makes it again`)));
  document.head.append(script);
  return promise;
}

/** index.html itself names this file. */
export const loadIndex = (): Promise<SiteIndex> => waiting("index").promise as Promise<SiteIndex>;
export const loadLineage = (): Promise<SiteLineage> => load("lineage") as Promise<SiteLineage>;
export async function loadPage(id: number): Promise<Page> {
  const chunk = (await load(`pages-${Math.floor(id / PAGES_PER_CHUNK)}`)) as Chunk;
  return chunk[id % PAGES_PER_CHUNK] as Page;
}
