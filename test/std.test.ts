/** The standard pack: everything in it is documented, used, tested, and becomes the SQL that docs/std.md shows. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { format } from "../src/lang/format/index.ts";
import { parse } from "../src/lang/parser/index.ts";
import { stdPage, stdParts, usesOf } from "./docs/std-page.ts";
import { rulec, useBuilt } from "./support/cli.ts";
import { openFolder } from "./support/pack.ts";

useBuilt();

const root = resolve(fileURLToPath(import.meta.url), "../..");
const { pack, compiled, diagnostics } = openFolder(join(root, "test/std"));
if (pack === null || compiled === null) throw new Error("test/std is no pack");

describe("the standard pack", () => {
  test("compiles without a word, is formatted, and each of its names is documented, used and tested", () => {
    expect(diagnostics).toEqual([]);
    const files = [...pack.files, ...pack.dependencies.flatMap((of) => of.files)];
    expect(files.filter(({ path, text }) => format(parse(path, text).ast, text) !== text).map(({ path }) => path)).toEqual([]);
    const lacking = stdParts().filter(({ name: called, doc }) => {
      const { rules, expects } = usesOf(called);
      const tested = rules.some(({ name }) => compiled.tests.some(({ target }) => target === name));
      return doc === "" || (!tested && expects.length === 0);
    });
    expect(lacking.map(({ name }) => name)).toEqual([]);
    expect(stdParts().length).toBeGreaterThan(50);
  });

  test("is of the version that rulec is", () => {
    const version = (path: string): unknown => (JSON.parse(readFileSync(join(root, path), "utf8")) as { version: unknown }).version;
    expect(version("rules/std/rulepack.json")).toBe(version("package.json"));
  });

  test("keeps what its tests say, on the engine too", () => {
    expect(rulec(["test", "--pack", "test/std", "--engine", "all"])).toMatchObject({ exit: 0, stdout: expect.stringContaining(`${compiled.tests.length} tests on the evaluator and on DuckDB`) });
  });

  test("is as docs/std.md says", () => {
    const file = join(root, "docs/std.md");
    if (process.env["RULEC_GOLDENS"] === "write") writeFileSync(file, stdPage(compiled));
    else expect(readFileSync(file, "utf8"), "npm run goldens").toBe(stdPage(compiled));
  });
});
