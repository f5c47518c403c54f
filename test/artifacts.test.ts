import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { artifacts, goldens, ruleFile, wholeText } from "../src/compile/artifacts.ts";
import { compile } from "../src/compile/compile.ts";
import type { Compiled } from "../src/compile/types.ts";
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

test("a rule whose name a file system cannot hold gets a slug and a hash for a file name", () => {
  expect(ruleFile({ name: "sales.daily revenue/€" }, sha256)).toMatch(/^sales\/daily-revenue-[0-9a-f]{8}$/);
  expect(ruleFile({ name: `m.${"x".repeat(300)}` }, sha256)).toMatch(/^m\/x{60}-[0-9a-f]{8}$/);
  expect(ruleFile({ name: "m.nul" }, sha256)).toMatch(/^m\/nul-[0-9a-f]{8}$/);
});
