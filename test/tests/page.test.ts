/** docs/testing.md is typed by a test: its files make a pack, and what it shows is what came of each command. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fences } from "../docs/samples.ts";
import { program, root, surroundings, useBuilt } from "../support/cli.ts";
import { packFolder } from "../support/pack.ts";

useBuilt();

const WRITE = process.env["RULEC_GOLDENS"] === "write";
const page = join(root, "docs/testing.md");

test("the commands of docs/testing.md say what the page shows", () => {
  const markdown = readFileSync(page, "utf8");
  const blocks = fences(markdown);
  const files = blocks.flatMap(({ info, text }): [string, string][] => (info === "rulec" ? [["shop.rule", text]] : info.startsWith("csv ") ? [[info.slice(4), text]] : []));
  const cwd = packFolder({ "rulepack.json": '{ "name": "shop", "version": "0.1.0", "language": 1 }\n', ...Object.fromEntries(files) });
  const answer = (command: string): string => {
    const { stdout, stderr } = spawnSync("sh", ["-c", command.replace(/^rulec /, `"${process.execPath}" "${program}" `)], { cwd, encoding: "utf8", env: surroundings({ NO_COLOR: "1" }) });
    return `$ ${command}\n${(stdout + stderr).replaceAll(/\d+(?:\.\d+)? (?:ms|s)\b|<1 ms/g, "… ms").replaceAll(/ {2}… ms$/gm, "")}`;
  };
  let written = markdown;
  for (const { info, text } of blocks) {
    if (info !== "console") continue;
    const shown = text.split("\n").filter((line) => line.startsWith("$ ")).map((line) => answer(line.slice(2))).join("");
    if (WRITE) written = written.replace(text, () => shown);
    else expect(shown).toBe(text);
  }
  if (WRITE) writeFileSync(page, written);
});
