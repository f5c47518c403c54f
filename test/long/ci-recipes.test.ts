/** The recipes of docs/ci.md: what their jobs run is run, in a pack as `rulec init` makes it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { shell } from "../docs/transcript.ts";
import { root, useBuilt } from "../support/cli.ts";

useBuilt();

const recipes = [...readFileSync(join(root, "docs/ci.md"), "utf8").matchAll(/<!-- recipe -->\n```\w+\n([^]*?)```/g)].map((found) => found[1] as string);
/** Of a job's lines those that call rulec, whatever the tool writes before them. */
const stepsOf = (recipe: string): readonly string[] => recipe.split("\n").map((line) => line.replace(/^\s*-?\s*(run: )?/, "")).filter((line) => line.startsWith("rulec "));

let run: (command: string) => string = () => "";
beforeAll(() => {
  run = shell();
  run("rulec init shop && cd shop && rulec compile --golden && rulec deps --update");
});

test.each(recipes.map((recipe, i) => [["GitHub", "GitLab", "before a commit"][i] ?? String(i), stepsOf(recipe)] as const))("each step of the recipe for %s ends well", (_, steps) => {
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps) expect(run(`(${step}) > said 2>&1; echo "$?: $(head -3 said)"`)).toMatch(/^0:/);
});
