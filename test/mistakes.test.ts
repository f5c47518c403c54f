/** What people write who come from SQL, dbt, PRQL, Malloy, pandas and other languages: one diagnostic each, which says the right form. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { comingFrom } from "./mistakes/page.ts";
import { MISTAKES } from "./mistakes/table.ts";
import { tell } from "./mistakes/tell.ts";

const WRITE = process.env["RULEC_GOLDENS"] === "write";

describe("one mistake, one diagnostic that says the right form", () => {
  test.each(MISTAKES.map((mistake) => [mistake.wrote, mistake] as const))("%s", (wrote, { code, says, here, fix }) => {
    const { diagnostics, repaired } = tell(wrote);
    expect(diagnostics.map((one) => one.code)).toEqual([code]);
    const said = diagnostics.map(({ title, label, hint, related }) => [title, label, hint, ...related.map((one) => one.label)].join("\n")).join("\n");
    for (const words of says) expect(said).toContain(words);
    if (fix) expect(repaired).toBe(here);
    else expect(diagnostics[0]?.edits).toEqual([]);
  });
});

test.each(MISTAKES.map(({ here }) => [here] as const))("the right form compiles: %s", (here) => {
  expect(tell(here).diagnostics.map(({ title }) => title)).toEqual([]);
});

test("there are many, from each language, and most repair themselves", () => {
  expect(MISTAKES.length).toBeGreaterThan(100);
  expect(MISTAKES.filter(({ fix }) => fix).length).toBeGreaterThan(80);
  expect(new Set(MISTAKES.map(({ wrote }) => wrote)).size).toBe(MISTAKES.length);
});

test("what a newcomer sees of each", async () => {
  const pages = MISTAKES.map(({ wrote }) => `## ${wrote.replaceAll("\n", " ⏎ ")}\n${tell(wrote).page}\n`);
  await expect(pages.join("\n")).toMatchFileSnapshot("mistakes/pages.txt");
});

test("docs/coming-from.md is the table", () => {
  const file = new URL("../docs/coming-from.md", import.meta.url);
  if (WRITE) writeFileSync(file, comingFrom());
  expect(readFileSync(file, "utf8")).toBe(comingFrom());
});
