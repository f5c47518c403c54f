/** A real browser without a window, for pages that rulec makes. A machine without one fails and says so: nothing is left out in silence. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

export async function openChromium(): Promise<Browser> {
  const executablePath = [process.env["RULEC_CHROMIUM"] ?? "", ...PLACES].find((path) => path !== "" && existsSync(path));
  if (executablePath === undefined) throw new Error("this test needs Chromium, which is not here: apt-get install -y chromium, or RULEC_CHROMIUM=/path/to/it");
  // A container's user has no name space of its own to lock the browser into; it is shown nothing but our own pages.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** `said`: errors on the console or of scripts, and what it asked of the network. */
export type Opened = { readonly page: Page; readonly said: readonly string[]; readonly close: () => Promise<void> };

export async function openPage(browser: Browser, file: string, { hash = "", ...more }: { readonly hash?: string; readonly colorScheme?: "light" | "dark"; readonly viewport?: { readonly width: number; readonly height: number } } = {}): Promise<Opened> {
  const context = await browser.newContext(more);
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => void (["error", "warning"].includes(message.type()) && said.push(message.text())));
  page.on("pageerror", (error) => void said.push(error.message));
  page.on("dialog", (dialog) => void said.push(`dialog ${dialog.message()}`));
  page.on("request", (request) => void (!/^(file|data|blob):/.test(request.url()) && said.push(`request ${request.url()}`)));
  await page.goto(`${pathToFileURL(file).href}${hash}`);
  return { page, said, close: () => context.close() };
}
