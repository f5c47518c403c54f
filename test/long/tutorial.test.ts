/** docs/tutorial.md is a transcript: typed again from an empty folder it says the same. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandsIn, retyped, shell } from "../docs/transcript.ts";
import { root, useBuilt } from "../support/cli.ts";

const PAGE = join(root, "docs/tutorial.md");
const BLOCK = /<!-- console -->\n(```console\n[^]*?\n```\n)/g;

useBuilt();

test("a newcomer who types what the tutorial shows sees what it shows, and reads and types little", () => {
  const text = readFileSync(PAGE, "utf8");
  const run = shell();
  const made = text.replaceAll(BLOCK, (_, block: string) => `<!-- console -->\n${retyped(block, run)}`);
  if (process.env["RULEC_GOLDENS"] === "write") writeFileSync(PAGE, made);
  else expect(made, "npm run goldens").toBe(text);
  const typed = [...made.matchAll(BLOCK)].flatMap(([, block]) => commandsIn(block as string));
  expect(typed.reduce((sum, command) => sum + command.length + 1, 0)).toBeLessThanOrEqual(800);
  expect(made.replaceAll(/<!--.*?-->/g, "").split(/\s+/).filter((word) => /[A-Za-z0-9]/.test(word)).length).toBeLessThanOrEqual(1500);
  // What it is there to show, whatever its words are.
  expect(made).toContain("order-not-total");
  expect(made).toMatch(/✓ items are one row\n/);
  expect(made).toContain("2 rows, ordered by day, item");
  const ci = /<!-- ci -->\n```yaml\n([^]*?)```/.exec(made)?.[1] ?? "";
  const steps = [.../- run: (.*)/.exec(ci)?.[1]?.matchAll(/npx (rulec [^&]*)/g) ?? []].map((found) => (found[1] as string).trim());
  expect(typed.at(-1), "CI runs what was run by hand").toBe(steps.join(" && "));
});
