import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { format } from "../src/lang/format/index.ts";
import { parse } from "../src/lang/parser/index.ts";
import { CATALOGUE } from "../src/lang/diagnostics/index.ts";
import { diagnosticsOf, fences } from "./docs/samples.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const documents = ["README.md", ...readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
const prelude = fences(read("docs/language.md")).find(({ info }) => info === "rule prelude")?.text ?? "";
const samples = documents.flatMap((path) => fences(read(path)).filter(({ info }) => /^rule\b/.test(info)).map((sample) => [`${path}:${sample.line}`, sample] as const));

describe("a reader can copy a sample", () => {
  test.each(samples)("%s", (_, { info, text }) => {
    const [, kind, ...codes] = info.split(" ");
    expect(["wrong", "warns", "prelude", undefined]).toContain(kind);
    const found = diagnosticsOf(kind === "prelude" ? "" : text, prelude);
    expect(found.map(({ code, title }) => (codes.includes(code) ? code : `${code}: ${title}`)).sort()).toEqual(codes.toSorted());
  });
  test("there are samples of both kinds, and each wrong one names a code of the catalogue", () => {
    const infos = samples.map(([, { info }]) => info);
    expect(infos.filter((info) => info === "rule").length).toBeGreaterThan(30);
    expect(infos.filter((info) => info.startsWith("rule wrong")).length).toBeGreaterThan(15);
    for (const code of infos.flatMap((info) => info.split(" ").slice(2))) expect(Object.keys(CATALOGUE)).toContain(code);
  });
});

const WRITE = process.env["RULEC_GOLDENS"] === "write";

test("samples are laid out as the formatter would", () => {
  for (const path of documents) {
    let markdown = read(path);
    for (const { info, text } of fences(markdown)) {
      const parsed = parse("sample.rule", text);
      if (!/^rule( prelude| warns .*)?$/.test(info) || parsed.diagnostics.length > 0) continue;
      const laidOut = format(parsed.ast, text);
      if (WRITE) markdown = markdown.replace(text, () => laidOut);
      else expect(text, path).toBe(laidOut);
    }
    if (WRITE) writeFileSync(join(root, path), markdown);
  }
});
