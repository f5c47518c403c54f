/** The site's first file: reads the index, then draws whatever the address says. */
import { render, type VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { ColumnPage } from "./column-page.tsx";
import { SiteContext, type Site } from "./context.ts";
import { EntryPage } from "./entry-page.tsx";
import { GraphPage } from "./graph-page.tsx";
import { Home } from "./home.tsx";
import { ListPage } from "./list-page.tsx";
import { loadIndex } from "./load.ts";
import { NotFound } from "./not-found.tsx";
import { columnPlace, packOf } from "./pack.ts";
import { graphHref, listHref, routeOf, type Route } from "./route.ts";
import { createSearch } from "./search.ts";
import { SearchBox } from "./search-box.tsx";
import { Tree } from "./tree.tsx";

function View({ route, site }: { readonly route: Route; readonly site: Site }): VNode {
  if (route.view === "home") return <Home />;
  if (route.view === "graph") {
    const id = route.name === null ? null : site.pack.idOf(route.name);
    return id === undefined ? <NotFound name={route.name ?? ""} /> : <GraphPage id={id} key={route.name} />;
  }
  if (route.view === "list") return <ListPage filters={route.filters} />;
  const id = site.pack.idOf(route.name);
  if (id === undefined) return <NotFound name={route.name} />;
  if (route.column === null) return <EntryPage id={id} key={id} />;
  return columnPlace(site.pack, id, route.column) < 0 ? <NotFound name={`${route.name}.${route.column}`} /> : <ColumnPage id={id} column={route.column} key={`${id} ${route.column}`} />;
}

const titleOf = (route: Route, pack: string): string =>
  (route.view === "entry" ? `${route.name}${route.column === null ? "" : `.${route.column}`} · ` : route.view === "graph" ? `graph${route.name === null ? "" : ` of ${route.name}`} · ` : route.view === "list" ? "all · " : "") + pack;

function App({ site }: { readonly site: Site }): VNode {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  const [menu, setMenu] = useState(false);
  const { index } = site.pack;
  useEffect(() => {
    const follow = (): void => {
      setRoute(routeOf(location.hash));
      setMenu(false);
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const place = route.view === "list" ? "list" : JSON.stringify(route);
  useEffect(() => {
    document.title = titleOf(route, index.pack.name);
    document.querySelector("main")?.scrollTo(0, 0);
  }, [place]);
  const here = (view: Route["view"]): "page" | undefined => (route.view === view ? "page" : undefined);
  return (
    <SiteContext.Provider value={site}>
      <a class="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        document.querySelector("main")?.focus();
      }}>to the page</a>
      <header>
        <button type="button" class="menu" aria-expanded={menu} aria-controls="tree" aria-label="menu" onClick={() => setMenu(!menu)}>☰</button>
        <a class="brand" href="#">{index.pack.name} <small>{index.pack.version}</small></a>
        <SearchBox />
        <nav aria-label="views">
          <a href={listHref({})} aria-current={here("list")}>All</a>
          <a href={graphHref(null)} aria-current={here("graph")}>Graph</a>
        </nav>
      </header>
      <div class="body">
        <Tree open={menu} route={route} />
        <main id="main" tabIndex={-1}><View route={route} site={site} /></main>
      </div>
    </SiteContext.Provider>
  );
}

function Start(): VNode {
  const [site, setSite] = useState<Site | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    loadIndex().then(
      (index) => {
        const pack = packOf(index);
        setSite({ pack, search: createSearch(pack), keywords: new Set(index.keywords) });
      },
      (error: unknown) => setProblem(String(error)),
    );
  }, []);
  const app = useMemo(() => (site === null ? null : <App site={site} />), [site]);
  return app ?? <p class="wait" role="status">{problem === "" ? "reading…" : `The site cannot be read: ${problem}. It takes a browser of 2023 or newer.`}</p>;
}

const root = document.getElementById("site");
if (root !== null) render(<Start />, root);
