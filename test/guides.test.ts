/** What the guides name is there: commands with their options, pages and their parts. Their samples are compiled by docs.test.ts, the cookbook's are run by docs-run.test.ts. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../src/cli/registry.ts";
import { root } from "./support/cli.ts";

const pages = ["README.md", ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
const read = (page: string): string => readFileSync(join(root, page), "utf8");

test("every command and option that a page shows is one", () => {
  const known = new Map(COMMANDS.map(({ name, options }) => [name, new Set(options.flatMap(({ flags }) => flags.match(/--?[a-z][\w-]*/g) ?? []))]));
  for (const page of pages) {
    for (const [, line] of read(page).matchAll(/(?:`|^|[$&] |run: |- )rulec ([a-z][^`\n]*)/gm)) {
      for (const called of (line as string).split(/&& (?:npx )?rulec |#| >>? | \|\|? |, then/).slice(0, 1)) {
        const [name = "", ...rest] = called.trim().split(/\s+/);
        const options = known.get(name);
        if (options === undefined) continue;
        for (const option of rest.filter((word) => /^--?[a-z]/.test(word))) expect([page, name, options.has(option.replace(/[=,.;:)].*$/, "")) || /^--(?:help|version)/.test(option)], option).toEqual([page, name, true]);
      }
    }
  }
});

test("every page and part of one that a page leads to is there", () => {
  const parts = (page: string): ReadonlySet<string> => new Set([...read(page).matchAll(/^#+ (.*)$/gm)].map((found) => (found[1] as string).toLowerCase().replaceAll(/[^\w\- ]/g, "").trim().replaceAll(" ", "-")));
  const lost: string[] = [];
  for (const page of pages) {
    for (const [, to] of read(page).replaceAll(/^```[^]*?^```/gm, "").matchAll(/\]\(([^)\s]+)\)/g)) {
      const [path = "", part] = (to as string).split("#");
      if (/^https?:/.test(path)) continue;
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(root, file)) || (part !== undefined && file.endsWith(".md") && !parts(file).has(part))) lost.push(`${page}: ${to}`);
    }
  }
  expect(lost).toEqual([]);
});

test("the cookbook has thirty tasks and more, each with a sample", () => {
  const tasks = read("docs/cookbook.md").split(/^### /m).slice(1);
  expect(tasks.length).toBeGreaterThanOrEqual(30);
  expect(tasks.filter((task) => !/```rule\n[^]*?```\n\n```rows/.test(task)).map((task) => task.split("\n")[0])).toEqual([]);
});
