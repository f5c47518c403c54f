/** What `rulec docs` writes, and what its pages make of it where no browser is needed; the rest is in long/docs-site.test.ts. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { createOutput } from "../src/cli/output.ts";
import docs from "../src/cli/commands/docs.ts";
import { EXIT } from "../src/cli/spec.ts";
import type { Chunk, SiteIndex, SiteLineage } from "../src/compile/site/model.ts";
import { cleanablePack } from "../src/runtime/index.ts";
import { columnKey, columnsOf, reachColumns } from "../src/site/columns.ts";
import { columnName, columnPlace, packOf, type Pack } from "../src/site/pack.ts";
import { entryHref, graphHref, listHref, NO_FILTERS, routeOf } from "../src/site/route.ts";
import { createSearch } from "../src/site/search.ts";
import { packFolder } from "./support/pack.ts";

const SHOP = {
  "shop.rule": `--- What was sold. Details follow.
module shop

--- Raw orders.
source orders = csv("orders.csv") {
  --- The order's number
  id: int64, customer: string, amount: decimal(12, 2), status: string,
  key [id],
}

--- Money without tax.
macro expr net(x: expr<decimal(12, 2)>) = x * 0.8

--- Stands within its readers.
rule open as inline { from orders |> where status == "open" }

--- Orders that count.
#core
rule paid ordered by [id] { from open |> derive { net: net(amount) } |> check net >= 0 }

rule by_customer ordered by [customer] { from paid |> group { customer } { revenue: sum(net), orders: count() } }

test "sums" for by_customer {
  given orders = [{ id: 1, customer: "a", amount: 10.00, status: "open" }]
  expect rows [{ customer: "a", revenue: 8.00, orders: 1 }]
}
`,
};

async function made(folder: string, options: Readonly<Record<string, unknown>> = {}): Promise<{ readonly exit: number; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const out = { ...createOutput({ json: true, env: {} }), document: () => undefined, note: (line: string) => void notes.push(line) };
  return { exit: await docs.run({ args: [], options: { json: true, ...options }, out, cwd: folder, env: {} }), notes };
}

function read<T>(folder: string, name: string): T {
  const [, packed = ""] = /^rulecSite\("[\w-]+","([\w+/=]+)"\)\n$/.exec(readFileSync(join(folder, "target/docs/data", `${name}.js`), "utf8")) ?? [];
  return JSON.parse(inflateRawSync(Buffer.from(packed, "base64")).toString()) as T;
}

async function shop(): Promise<{ readonly folder: string; readonly index: SiteIndex; readonly pages: Chunk; readonly pack: Pack }> {
  const folder = packFolder(SHOP);
  expect((await made(folder)).exit).toBe(EXIT.ok);
  const index = read<SiteIndex>(folder, "index");
  return { folder, index, pages: read<Chunk>(folder, "pages-0"), pack: packOf(index) };
}

test("each declaration has a page with what is known of it, and its text leads to what it names", async () => {
  const { index, pages, pack } = await shop();
  expect(index.entries.map(({ kind, name, form }) => `${kind} ${name} ${form}`.trim())).toEqual(["source shop.orders csv", "rule shop.open inline", "rule shop.paid table", "rule shop.by_customer table", "macro shop.net expr"]);
  expect(index.modules).toEqual([{ name: "shop", file: "shop.rule", doc: "What was sold. Details follow." }]);
  const id = pack.idOf("shop.paid") as number;
  const page = pages[id];
  expect(page).toMatchObject({ doc: "Orders that count.", keys: [["id"]], order: ["id"], promises: [{ kind: "check", severity: "error", where: { words: "check net >= 0" } }], uses: [pack.idOf("shop.net")] });
  expect(page?.text.startsWith("#core\nrule paid")).toBe(true);
  expect(page?.links.map(([at, length, of]) => [page.text.slice(at, at + length), index.entries[of]?.name])).toEqual([["open", "shop.open"], ["net", "shop.net"]]);
  expect(page?.columns[0]).toEqual({ name: "id", type: "int64", tags: [], doc: "The order's number" });
  expect(page?.proof?.sections.map(({ subject }) => subject)).toEqual(["order", "keys", "not null"]);
  expect(pages[pack.idOf("shop.net") as number]?.usedBy).toEqual([id]);
  expect(pages[pack.idOf("shop.by_customer") as number]?.tests.map(({ title, text }) => [title, text.slice(0, 11)])).toEqual([["sums", 'test "sums"']]);
  expect(pages[pack.idOf("shop.by_customer") as number]?.sql).toContain("group by");
});

test("lineage leads from column to column over rules that stand within others", async () => {
  const { folder, pack } = await shop();
  const columns = columnsOf(read<SiteLineage>(folder, "lineage"), pack);
  const key = (name: string, column: string): number => columnKey(pack.idOf(name) as number, columnPlace(pack, pack.idOf(name) as number, column));
  const reached = (name: string, column: string, influence: boolean): string[] =>
    [...reachColumns(key(name, column), columns, { influence, depth: 100, limit: 100 }).keys].map((at) => `${pack.entries[Math.floor(at / 65_536)]?.name}.${columnName(pack, Math.floor(at / 65_536), at % 65_536)}`).sort();
  expect(reached("shop.by_customer", "revenue", false)).toEqual(["shop.by_customer.revenue", "shop.orders.amount", "shop.paid.net"]);
  expect(reached("shop.orders", "amount", false)).toEqual(["shop.by_customer.revenue", "shop.open.amount", "shop.orders.amount", "shop.paid.amount", "shop.paid.net"]);
  expect(reached("shop.by_customer", "orders", false)).toEqual(["shop.by_customer.orders"]);
  expect(reached("shop.by_customer", "orders", true)).toEqual(expect.arrayContaining(["shop.orders.status", "shop.paid.customer"]));
});

test("a search finds names by their beginnings, words and letters, columns, tags and what documentation says", async () => {
  const { pack } = await shop();
  const search = createSearch(pack);
  const found = (query: string): string[] => search(query, 5).map((hit) => (hit.kind === "columns" ? `* ${hit.column} ${hit.count}` : `${pack.entries[hit.id]?.name}${hit.kind === "column" ? `.${hit.column}` : ""}`));
  expect(found("by_c")[0]).toBe("shop.by_customer");
  expect(found("customer").slice(0, 2).sort()).toEqual(["* customer 4", "shop.by_customer"].sort());
  expect(found("bycu")).toEqual(["shop.by_customer"]);
  expect(found("revenue")[0]).toBe("shop.by_customer.revenue");
  expect(found("paid.ne")[0]).toBe("shop.paid.net");
  expect(found("#core")).toEqual(["shop.paid"]);
  expect(found("count orders")).toEqual(["shop.paid"]);
  expect(found("nothing of this")).toEqual([]);
  expect(found("  ")).toEqual([]);
});

test("an address leads to what it was made for, whatever names look like", () => {
  for (const name of ["shop.paid", "a/b", "~graph", "~list", "`odd name`?x=1#y", "%41", "std:text.slug"]) {
    expect(routeOf(entryHref(name))).toEqual({ view: "entry", name, column: null });
    expect(routeOf(entryHref(name, name))).toEqual({ view: "entry", name, column: name });
    expect(routeOf(graphHref(name))).toEqual({ view: "graph", name });
    expect(routeOf(listHref({ q: name }))).toEqual({ view: "list", filters: { ...NO_FILTERS, q: name } });
  }
  expect(routeOf("")).toEqual({ view: "home" });
  expect(routeOf("#")).toEqual({ view: "home" });
});

test("a folder that holds somebody's work is left alone, and one of an earlier call is made anew", async () => {
  const folder = packFolder(SHOP);
  mkdirSync(join(folder, "mine"));
  writeFileSync(join(folder, "mine/thesis.txt"), "years");
  expect(await made(folder, { out: "mine" })).toMatchObject({ exit: EXIT.usage });
  expect(readdirSync(join(folder, "mine"))).toEqual(["thesis.txt"]);
  expect((await made(folder, { out: "site" })).exit).toBe(EXIT.ok);
  writeFileSync(join(folder, "site/CNAME"), "docs.example");
  writeFileSync(join(folder, "site/data/pages-9.js"), "");
  const marker = JSON.parse(readFileSync(join(folder, "site/site.json"), "utf8")) as { files: string[] };
  writeFileSync(join(folder, "site/site.json"), JSON.stringify({ format: 1, files: [...marker.files, "data/pages-9.js", "../shop.rule", "CNAME"] }));
  expect((await made(folder, { out: "site" })).exit).toBe(EXIT.ok);
  expect([existsSync(join(folder, "site/CNAME")), existsSync(join(folder, "shop.rule")), existsSync(join(folder, "site/data/pages-9.js"))]).toEqual([true, true, false]);
  // The pages that nobody put elsewhere are rulec's to remove.
  await made(folder);
  const cleanable = await cleanablePack({ pack: "case", root: folder, target: join(folder, "target/case"), profile: { name: "dev", policy: "service", memory: null, threads: 1, workers: 1, warehouse: ":memory:" }, wait: 0 }, false, undefined);
  expect(cleanable).toMatchObject({ folders: ["target/docs"] });
  for (const file of marker.files) expect(existsSync(join(folder, "site", file))).toBe(true);
});
