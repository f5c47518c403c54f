import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { artifacts, goldens, ruleFile, wholeText } from "../src/compile/artifacts.ts";
import { compile } from "../src/compile/compile.ts";
import { formsOf } from "../src/compile/rule-forms.ts";
import type { Compiled, Prepared } from "../src/compile/types.ts";
import { parseTrees } from "../src/runtime/index.ts";
import { readPack, type Pack } from "../src/runtime/pack/read-pack.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(JSON.parse(readFileSync(resolve(root, "grammar/schemas/artifacts.json"), "utf8")) as object, "artifacts");

function fits(definition: string, value: unknown): string | null {
  const validate = ajv.compile({ $ref: `artifacts#/$defs/${definition}` });
  return validate(value) ? null : ajv.errorsText(validate.errors);
}

function compiledPack(dir: string): { pack: Pack; compiled: Compiled } {
  const { pack } = readPack({ start: resolve(root, dir), profile: null });
  if (pack === null) throw new Error(`${dir} is no pack`);
  return { pack, compiled: compile({ manifest: pack.manifest, profile: pack.profile, files: pack.files }, { sha256, now: () => 0 }) };
}
const made = (dir: string): Map<string, string> => {
  const { pack, compiled } = compiledPack(dir);
  return new Map([...artifacts({ compiled, manifest: pack.manifest, profile: pack.profile, compiler: "test", sha256 })].map((artifact) => [artifact.path, wholeText(artifact)]));
};

for (const dir of ["rules/quickstart", "rules/codeintel"]) {
  describe(`artifacts of ${dir}`, () => {
    const files = made(dir);
    const file = (path: string): string => files.get(path) ?? "";
    const lines = (path: string): unknown[] => file(path).trimEnd().split("\n").map((line) => JSON.parse(line) as unknown);
    test("manifest.json and lineage.json are as their schemas say", () => {
      expect(fits("manifest", JSON.parse(file("manifest.json")))).toBeNull();
      expect(fits("lineage_file", JSON.parse(file("lineage.json")))).toBeNull();
    });
    test("each line of ir.jsonl and ast.jsonl is as its schema says, sorted by name", () => {
      for (const line of lines("ir.jsonl")) expect(fits("ir_line", line)).toBeNull();
      for (const line of lines("ast.jsonl")) expect(fits("ast_line", line)).toBeNull();
      const names = lines("ir.jsonl").map((line) => (line as { name: string }).name);
      expect(names).toEqual([...names].sort());
      expect(names.length).toBeGreaterThan(2);
    });
    test("golden interfaces are as their schema says", () => {
      for (const golden of goldens(compiledPack(dir).compiled, sha256)) if (golden.path.endsWith(".json")) expect(fits("interface", JSON.parse(wholeText(golden)))).toBeNull();
    });
    test("no artifact holds a path of the machine that made it", () => {
      for (const [path, text] of files) expect([path, text.includes(root)]).toEqual([path, false]);
    });
    test("no hash, SQL or IR changes when the text moves: comments and blank lines touch the tree's offsets alone", () => {
      const { pack, compiled } = compiledPack(dir);
      const moved = compile({ manifest: pack.manifest, profile: pack.profile, files: pack.files.map(({ path, text }) => ({ path, text: `-- moved\n\n\n${text}` })) }, { sha256, now: () => 0 });
      expect(moved.rules.map(({ hash, ir, select }) => [hash, ir, select.text])).toEqual(compiled.rules.map(({ hash, ir, select }) => [hash, ir, select.text]));
      expect(moved.rules.map(({ ast }) => ast())).not.toEqual(compiled.rules.map(({ ast }) => ast()));
    });
  });
}

describe("compile --forms", () => {
  const { pack } = compiledPack("rules/quickstart");
  const compiled = compile(pack, { sha256, now: () => 0 }, { keep: true });
  const of = { compiled, manifest: pack.manifest, profile: pack.profile, compiler: "test", sha256 };
  test("writes the forms of each rule beside its tree, and their hashes into the manifest", async () => {
    const forms = await formsOf(compiled.rules, compiled.prepared as Prepared, parseTrees);
    const files = new Map([...artifacts({ ...of, forms })].map((artifact) => [artifact.path, wholeText(artifact)]));
    const manifest = JSON.parse(files.get("manifest.json") ?? "") as { readonly parsed_by: string; readonly rules: readonly { readonly name: string; readonly forms: Readonly<Record<string, string>> }[] };
    expect(fits("manifest", manifest)).toBeNull();
    expect(manifest.parsed_by).toMatch(/^duckdb \d+\.\d+/);
    for (const { name, forms: hashes } of manifest.rules) {
      const at = `rules/${name.replaceAll(".", "/")}`;
      const texts = { normal: files.get(`${at}.norm.rule`), canonical: files.get(`${at}.canonical.sql`)?.trimEnd(), engine_ast: files.get(`${at}.engine-ast.json`)?.trimEnd() };
      expect(hashes).toEqual(Object.fromEntries(Object.entries(texts).map(([form, text]) => [form, sha256(new TextEncoder().encode(text))])));
      expect(JSON.parse(texts.engine_ast ?? "")).toMatchObject({ error: false });
      expect(texts.engine_ast).not.toContain("query_location");
    }
  });
  test("is asked for: without it there are neither files nor hashes", () => {
    const files = [...artifacts(of)];
    expect(files.filter(({ path }) => /\.(norm\.rule|canonical\.sql|engine-ast\.json)$/.test(path))).toEqual([]);
    expect(wholeText(files.find(({ path }) => path === "manifest.json") as (typeof files)[0])).not.toContain("forms");
  });
  test("numbers and texts that look like places stay in the engine's tree", async () => {
    const { trees } = await parseTrees([`select 9223372036854775807 as n, '{"query_location":5,"x"' as t, 170141183460469231731687303715884105727 as h from s`]);
    expect(trees[0]).toContain("9223372036854775807");
    expect(trees[0]).toContain('{\\"query_location\\":5');
    expect(trees[0]?.replaceAll('{\\"query_location\\"', "")).not.toContain("query_location");
  });
});

test("a rule whose name a file system cannot hold gets a slug and a hash for a file name", () => {
  expect(ruleFile({ name: "sales.daily revenue/€" }, sha256)).toMatch(/^sales\/daily-revenue-[0-9a-f]{8}$/);
  expect(ruleFile({ name: `m.${"x".repeat(300)}` }, sha256)).toMatch(/^m\/x{60}-[0-9a-f]{8}$/);
  expect(ruleFile({ name: "m.nul" }, sha256)).toMatch(/^m\/nul-[0-9a-f]{8}$/);
});
