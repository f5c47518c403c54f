import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { CATALOGUE } from "../../src/lang/diagnostics/index.ts";

const folder = new URL("../../src/lang/diagnostics/", import.meta.url);
const HELPER = /(?:^|\/)(?:define|index|edits|render-\w+)\.ts$/;

test("every diagnostic of every family can be given, and no two families share a code", async () => {
  const codes: string[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(".ts") && !HELPER.test(name))) {
    const family = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    for (const entries of Object.values(family)) {
      if (typeof entries !== "object" || entries === null) continue;
      codes.push(...Object.entries(entries).filter(([, entry]) => typeof (entry as { title?: unknown }).title === "function").map(([code]) => code));
    }
  }
  expect(codes.toSorted()).toEqual(Object.keys(CATALOGUE).toSorted());
  expect(codes.length).toBeGreaterThan(100);
});
