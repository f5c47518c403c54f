/** Where a reader is, as the part of the address behind `#`: what is copied from there leads to the same place. */
export type Filters = { readonly q: string; readonly kind: string; readonly tag: string; readonly module: string; readonly column: string };
export type Route =
  | { readonly view: "home" }
  | { readonly view: "entry"; readonly name: string; readonly column: string | null }
  /** `name` null: the whole pack. */
  | { readonly view: "graph"; readonly name: string | null }
  | { readonly view: "list"; readonly filters: Filters };

export const NO_FILTERS: Filters = { q: "", kind: "", tag: "", module: "", column: "" };
const FILTERS = ["q", "kind", "tag", "module", "column"] as const;

export function routeOf(hash: string): Route {
  const text = hash.replace(/^#/, "");
  const [path = "", query = ""] = text.split("?");
  const [first = "", second] = path.split("/").map(decoded);
  if (text === "") return { view: "home" };
  if (path.startsWith("~graph")) return { view: "graph", name: second ?? null };
  if (path.startsWith("~list")) {
    const given = new URLSearchParams(query);
    return { view: "list", filters: { ...NO_FILTERS, ...Object.fromEntries(FILTERS.map((name) => [name, given.get(name) ?? ""])) } };
  }
  return { view: "entry", name: first, column: second ?? null };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** No name of an entry is taken for one of the pages that begin with `~`. */
const part = (name: string): string => encodeURIComponent(name).replaceAll("~", "%7E");

export const entryHref = (name: string, column: string | null = null): string => `#${part(name)}${column === null ? "" : `/${part(column)}`}`;
export const graphHref = (name: string | null): string => (name === null ? "#~graph" : `#~graph/${part(name)}`);
export function listHref(filters: Partial<Filters>): string {
  const given = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ""));
  return given.size === 0 ? "#~list" : `#~list?${given.toString()}`;
}
