/** What every view is drawn with. */
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Pack } from "./pack.ts";
import type { Search } from "./search.ts";

export type Site = { readonly pack: Pack; readonly search: Search; readonly keywords: ReadonlySet<string> };
export const SiteContext = createContext<Site | null>(null);
export function useSite(): Site {
  const site = useContext(SiteContext);
  if (site === null) throw new Error("no site");
  return site;
}

export type Loaded<T> = { readonly value: T } | { readonly problem: string } | null;

/** Null until it is there. `key` says what is asked for: an answer to an earlier question is not shown. */
export function useLoaded<T>(key: unknown, load: () => Promise<T>): Loaded<T> {
  const [loaded, set] = useState<{ readonly key: unknown; readonly of: Loaded<T> }>({ key: undefined, of: null });
  useEffect(() => {
    let asked = true;
    load().then(
      (value) => void (asked && set({ key, of: { value } })),
      (error: unknown) => void (asked && set({ key, of: { problem: error instanceof Error ? error.message : String(error) } })),
    );
    return () => void (asked = false);
  }, [key]);
  return loaded.key === key ? loaded.of : null;
}
