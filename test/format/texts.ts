/** Every text of the language that the repository holds: its rule files, and the samples of its documents. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fences } from "../docs/samples.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const below = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(ending) && !/(^|\/)(node_modules|target)\//.test(path)).map((path) => `${folder}/${path}`);

export type Named = { readonly name: string; readonly text: string };

export function ruleFiles(): readonly Named[] {
  const paths = ["docs", "rules", "src", "test"].flatMap((folder) => below(folder, ".rule"));
  return paths.toSorted().map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));
}

export function samples(): readonly Named[] {
  return ["README.md", ...below("docs", ".md")].toSorted().flatMap((path) =>
    fences(readFileSync(join(root, path), "utf8")).filter(({ info }) => /^rule\b/.test(info)).map(({ line, text }) => ({ name: `${path}:${line}`, text })));
}
