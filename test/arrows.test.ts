import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Which rooms a room may import, itself aside. One table for the promise; the linter's configuration must forbid everything else. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  values: [],
  ir: ["values"],
  lang: ["values", "ir"],
  lower: ["values", "ir"],
  evaluate: ["values", "ir"],
  compile: ["values", "ir", "lang", "lower", "evaluate"],
  runtime: ["values", "ir", "lang", "lower", "evaluate", "compile"],
  cli: ["values", "ir", "lang", "lower", "evaluate", "compile", "runtime"],
  site: ["compile"],
};
const PURE = ["values", "ir", "lang", "lower", "evaluate", "compile", "site"];
const room = (path: string): string => (relative(join(root, "src"), path).split("/")[0] as string).replace(/\.tsx?$/, "");

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((f) => /\.tsx?$/.test(f)).map((f) => join(root, "src", f));
const imports = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:^|\s)(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"]+)"|import\("([^"]+)"\)/g)].map((m) => (m[1] ?? m[2]) as string);

describe("the rooms of the house", () => {
  test("every import follows an arrow of ARCHITECTURE.md, type imports included", () => {
    const against = files.flatMap((file) =>
      imports(file).filter((to) => to.startsWith(".") && !to.endsWith(".json"))
        .map((to) => [room(file), room(resolve(dirname(file), to)), `${relative(root, file)} -> ${to}`] as const)
        .filter(([from, to]) => from !== to && !(MAY_IMPORT[from] ?? []).includes(to)).map(([, , text]) => text));
    expect(against).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });
  test("the core runs in a browser: no import of node: in it", () => {
    expect(files.filter((f) => PURE.includes(room(f)) && imports(f).some((to) => to.startsWith("node:"))).map((f) => relative(root, f))).toEqual([]);
  });
});

describe("the linter refuses what the house forbids", () => {
  const work = mkdtempSync(join(tmpdir(), "rulec-arrows-"));
  afterAll(() => rmSync(work, { recursive: true, force: true }));
  const lint = (tree: Record<string, string>): string => {
    const dir = mkdtempSync(join(work, "tree-"));
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    writeFileSync(join(dir, ".oxlintrc.json"), readFileSync(join(root, ".oxlintrc.json")));
    try {
      execFileSync(join(root, "node_modules/.bin/oxlint"), ["--deny-warnings", "src"], { cwd: dir, encoding: "utf8" });
      return "";
    } catch (error) {
      return String((error as { stdout: unknown }).stdout);
    }
  };
  test("an import cycle, even of types alone", () => {
    expect(lint({
      "src/ir/a.ts": 'import type { B } from "./b.ts";\nexport type A = { b: B };\n',
      "src/ir/b.ts": 'import type { A } from "./a.ts";\nexport type B = { a: A };\n',
    })).toContain("no-cycle");
  });
  const FORBIDDEN: Record<string, string> = {
    "src/values/x.ts": '"../ir/y.ts"', "src/ir/x.ts": '"../lang/y.ts"', "src/lang/x.ts": '"../lower/y.ts"', "src/lower/x.ts": '"../lang/y.ts"',
    "src/compile/x.ts": '"../runtime/y.ts"', "src/runtime/x.ts": '"../cli/y.ts"', "src/site/x.ts": '"../lang/y.ts"',
  };
  for (const [from, to] of Object.entries(FORBIDDEN)) {
    test(`${from} importing ${to}`, () => {
      expect(lint({ [from]: `import type { Y } from ${to};\nexport type X = Y;\n` })).toContain("no-restricted-imports");
    });
  }
  for (const from of ["src/values/x.ts", "src/ir/x.ts", "src/lang/x.ts", "src/lower/x.ts", "src/compile/x.ts", "src/site/x.ts"]) {
    test(`${from} importing node:fs`, () => {
      expect(lint({ [from]: 'import { readFileSync } from "node:fs";\nexport const x = readFileSync;\n' })).toContain("no-restricted-imports");
    });
  }
});
