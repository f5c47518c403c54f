/** The pages of `rulec docs` in a browser, opened from disk: what somebody sees, and how soon. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium, openPage } from "../support/chromium.ts";
import { packFolder, temporaryFolder } from "../support/pack.ts";

const NODES = Number(process.env["RULEC_DOCS_NODES"] ?? 10_000);
const root = join(import.meta.dirname, "../..");
const rulec = (args: readonly string[], cwd: string): string => execFileSync(process.execPath, [join(root, "dist/rulec.js"), ...args], { cwd, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
});

describe(`a pack of ${NODES} nodes`, () => {
  let site = "";
  let made: { readonly docs_ms: number; readonly docs_cpu_ms: number; readonly bytes: number; readonly pages: number } = { docs_ms: 0, docs_cpu_ms: 0, bytes: 0, pages: 0 };
  beforeAll(() => {
    const folder = temporaryFolder();
    execFileSync(process.execPath, [join(root, "bench/generate.mjs"), String(NODES), join(folder, "pack")]);
    made = JSON.parse(rulec(["docs", "--json"], join(folder, "pack"))) as typeof made;
    site = join(folder, "pack/target/docs");
  }, 600_000);
  const index = (): string => join(site, "index.html");

  test("it takes less than 10 seconds besides compiling, and less than 60 MB", () => {
    const size = readdirSync(site, { recursive: true, encoding: "utf8" }).reduce((sum, path) => sum + statSync(join(site, path)).size, 0);
    expect(size).toBeLessThan(60e6);
    expect(made.pages).toBe(NODES);
    // What else the machine does is no part of it.
    expect(made.docs_cpu_ms).toBeLessThan(10_000);
    process.stdout.write(`docs of ${NODES} nodes: ${Math.round(made.docs_ms)} ms by the clock, ${Math.round(made.docs_cpu_ms)} ms of CPU besides compiling, ${(size / 1e6).toFixed(1)} MB\n`);
  });

  test("the search box answers a key within a second of opening the file", async () => {
    const target = `fct_${String(Math.floor(NODES * 0.9)).padStart(5, "0")}`;
    const times: number[] = [];
    // What else the machine does is no part of it: the best of three openings, each in a browser that remembers nothing.
    for (let round = 0; round < 3; round++) {
      const { page, said, close } = await openPage(browser, index());
      const box = page.getByRole("combobox");
      await box.waitFor();
      await page.keyboard.press("/");
      await page.keyboard.press("f");
      await page.getByRole("option").first().waitFor();
      times.push(await page.evaluate<number>("performance.now()"));
      await box.fill(target);
      await page.getByRole("option", { name: target }).first().waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: target }).waitFor();
      expect(page.url()).toContain("#g");
      await close();
      expect(said).toEqual([]);
    }
    process.stdout.write(`from opening to the first answer: ${times.map(Math.round).join(", ")} ms\n`);
    expect(Math.min(...times)).toBeLessThan(1000);
  });

  test("the map is drawn, moved, zoomed and narrowed", async () => {
    const { page, said, close } = await openPage(browser, index(), { hash: "#~graph" });
    const canvas = page.locator("canvas");
    await canvas.waitFor();
    const pixels = (): Promise<string> => canvas.evaluate((element: { toDataURL: () => string }) => element.toDataURL());
    await expect.poll(async () => (await pixels()).length).toBeGreaterThan(2000);
    const before = await pixels();
    await page.getByRole("button", { name: "zoom in" }).click();
    await expect.poll(async () => (await pixels()) !== before).toBe(true);
    await page.getByRole("button", { name: "show all" }).click();
    await expect.poll(async () => (await pixels()) === before).toBe(true);
    await page.getByLabel("find").fill("fct_");
    await page.getByRole("heading", { level: 1 }).getByText(" of ").waitFor();
    await expect.poll(async () => (await pixels()) !== before).toBe(true);
    await close();
    expect(said).toEqual([]);
  });

  test("the list shows the last of all rows as soon as somebody scrolls there", async () => {
    const { page, said, close } = await openPage(browser, index(), { hash: "#~list" });
    await page.getByRole("heading", { level: 1, name: "All" }).waitFor();
    expect(await page.locator("tbody tr").count()).toBeLessThan(300);
    await page.locator("main").evaluate((main: { scrollTo: (to: object) => void }) => main.scrollTo({ top: 1e9, behavior: "instant" }));
    await page.getByText(`fct_${String(NODES - 1).padStart(5, "0")}`).first().waitFor();
    await close();
    expect(said).toEqual([]);
  });
});

const SHOP = {
  "shop.rule": `--- What was sold. <img src=x onerror="alert(1)">
module shop

--- Raw orders </script><script>alert(2)</script>
source orders = csv("orders.csv") {
  --- The order's number
  id: int64, customer: string, \`<b>odd</b>\`: string?, amount: decimal(12, 2),
  key [id],
}

--- Money without tax.
macro expr net(x: expr<decimal(12, 2)>) = x * 0.8

--- Orders that count.
#core
rule paid ordered by [id] {
  from orders
  |> where amount > 0
  |> derive { net: net(amount) }
  |> check net >= 0 else warn "<i>{id}</i> is negative"
}

--- One row a customer.
rule by_customer as parquet("out/by_customer.parquet") ordered by [customer] {
  from paid |> group { customer } { revenue: sum(net), orders: count() }
}

--- <u>adds up</u>
test "sums <script>alert(3)</script>" for by_customer {
  given orders = [{ id: 1, customer: "a", amount: 10.00 }]
  expect rows [{ customer: "a", revenue: 8.00, orders: 1 }]
}
`,
};

describe("a small pack", () => {
  let index = "";
  beforeAll(() => {
    const folder = packFolder(SHOP);
    rulec(["docs", "--out", "site"], folder);
    index = join(folder, "site/index.html");
    expect(existsSync(index)).toBe(true);
  });

  test("a rule's page holds its documentation, columns, promises with their reasons, text, SQL and tests", async () => {
    const { page, said, close } = await openPage(browser, index, { hash: "#shop.by_customer" });
    await page.getByRole("heading", { level: 1, name: "by_customer" }).waitFor();
    await page.getByRole("heading", { level: 2, name: "SQL" }).waitFor();
    const text = await page.locator("main").innerText();
    for (const piece of ["One row a customer.", "revenue", "decimal(38, 3)", "customer is a key".replace("customer is", "[customer] is"), "there is one row for each group", "group by", "sums <script>alert(3)</script>", "ordered by"]) expect(text.toLowerCase()).toContain(piece.toLowerCase());
    await page.getByRole("link", { name: "paid" }).first().click();
    await page.getByRole("heading", { level: 1, name: "paid" }).waitFor();
    await close();
    expect(said).toEqual([]);
  });

  test("a click on a column shows where it comes from and what it reaches, step by step, and its address leads there again", async () => {
    const { page, said, close } = await openPage(browser, index, { hash: "#shop.by_customer" });
    await page.getByRole("link", { name: "revenue" }).first().click();
    await page.getByRole("heading", { level: 1, name: "by_customer.revenue" }).waitFor();
    expect(page.url()).toMatch(/#shop\.by_customer\/revenue$/);
    await page.getByText("sum(net)").first().waitFor();
    await page.locator("svg a.column", { hasText: "amount" }).waitFor();
    await page.locator("svg a.column", { hasText: "amount" }).click();
    await page.getByRole("heading", { level: 1, name: "orders.amount" }).waitFor();
    await page.locator("section", { hasText: "Reaches" }).getByRole("link", { name: /net/ }).first().waitFor();
    await page.getByLabel("also what decides").check();
    await page.locator("path.influence").first().waitFor({ state: "attached" });
    const again = await openPage(browser, index, { hash: "#shop.orders/amount" });
    await again.page.getByRole("heading", { level: 1, name: "orders.amount" }).waitFor();
    await again.close();
    await close();
    expect([...said, ...again.said]).toEqual([]);
  });

  test("what authors write is text, whatever it looks like", async () => {
    for (const hash of ["", "#shop.orders", "#shop.paid", "#shop.by_customer", "#~list?kind=source", "#shop.orders/%3Cb%3Eodd%3C%2Fb%3E", "#%3Cimg%20src%3Dx%20onerror%3Dalert(4)%3E"]) {
      const { page, said, close } = await openPage(browser, index, { hash });
      await page.locator("main h1").waitFor();
      await page.waitForTimeout(150);
      expect([hash, await page.locator("main img, main script, main b script, main i, main u").count()]).toEqual([hash, 0]);
      await close();
      expect([hash, said]).toEqual([hash, []]);
    }
  });

  test("keys alone lead through the site", async () => {
    const { page, said, close } = await openPage(browser, index);
    await page.locator("main h1").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("by_customer.rev");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "by_customer.revenue" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("#core");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "paid" }).waitFor();
    await close();
    expect(said).toEqual([]);
  });

  test("letters stand out from what is behind them, by day and by night, on a wide window and a narrow one", async () => {
    for (const colorScheme of ["light", "dark"] as const) for (const width of [1280, 390]) {
      for (const hash of ["", "#shop.by_customer", "#shop.by_customer/revenue", "#~graph", "#~list"]) {
        const { page, said, close } = await openPage(browser, index, { hash, colorScheme, viewport: { width, height: 800 } });
        await page.locator("main h1").waitFor();
        await page.waitForTimeout(120);
        expect([hash, colorScheme, width, await page.evaluate(FAINT)]).toEqual([hash, colorScheme, width, []]);
        expect([hash, width, await page.evaluate("document.documentElement.scrollWidth <= innerWidth")]).toEqual([hash, width, true]);
        await close();
        expect(said).toEqual([]);
      }
    }
  });
});

/** Texts whose contrast is below 4.5 (WCAG 2.1, 1.4.3), as the browser computes their colours. */
const FAINT = `(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => { const f = (v) => { const c = v / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const behind = (element) => { for (let at = element; at !== null; at = at.parentElement) { const colour = rgb(getComputedStyle(at).backgroundColor); if (colour.length === 3 || colour[3] === 1) return colour; } return [255, 255, 255]; };
  const found = new Set();
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest("svg, noscript, .lines") !== null || ![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "") || element.getClientRects().length === 0) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.add(element.tagName + "." + element.className + " " + contrast.toFixed(2) + " " + element.textContent.slice(0, 30));
  }
  return [...found];
})()`;
