import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { format } from "../src/lang/format/index.ts";
import { parse } from "../src/lang/parser/index.ts";
import { CATALOGUE, isLint } from "../src/lang/diagnostics/index.ts";
import { NEEDS_MORE, PAGE_PRELUDE, RIGHT } from "./docs/pages.ts";
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
  // docs/sql.md is made of files that stand beside it.
  for (const path of documents.filter((name) => name !== "docs/sql.md")) {
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

describe("a diagnostic's page shows what gives it", () => {
  // Those of lints have a test of their own (lang/lint.test.ts).
  const pages = Object.entries(CATALOGUE).filter(([code]) => !isLint(code)).flatMap(([code, { doc }]) => fences(doc).slice(0, 1).filter(({ info }) => info === "").map(({ text }) => [code, text] as const));
  test.each(pages.filter(([code]) => !NEEDS_MORE.includes(code)))("%s", (code, text) => {
    const found = diagnosticsOf(text, PAGE_PRELUDE).map((diagnostic) => diagnostic.code as string);
    if (RIGHT.includes(code)) expect(found).toEqual([]);
    else expect(found).toContain(code);
  });
  test("most pages do", () => {
    expect(pages.length - NEEDS_MORE.length).toBeGreaterThan(100);
    const codes: readonly string[] = Object.keys(CATALOGUE);
    for (const code of [...RIGHT, ...NEEDS_MORE]) expect(codes).toContain(code);
  });
});

test("rooms say what must hold in them: a CONTEXT.md in each, short enough to be read", () => {
  const rooms = [...readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `src/${name}`), "rules", "test", "bench", "grammar"];
  for (const room of rooms) {
    const lines = read(`${room}/CONTEXT.md`).split("\n").length;
    expect([room, lines >= 10 && lines <= 30]).toEqual([room, true]);
  }
});

test("test/ACCEPTANCE.md names tests that are there", () => {
  const named = [...read("test/ACCEPTANCE.md").matchAll(/`vitest ([^`]+)`/g)].flatMap((found) => (found[1] as string).replace(/-t .*/, "").trim().split(/\s+/)).filter((name) => name !== "X");
  expect(named.length).toBeGreaterThan(50);
  for (const name of named) {
    const pattern = new RegExp(`^${name.replaceAll(".", "\\.").replace("*", ".*")}`);
    expect([name, readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" }).some((path) => pattern.test(path))]).toEqual([name, true]);
  }
});
