import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { goldens, wholeText } from "../src/compile/artifacts.ts";
import { compile } from "../src/compile/compile.ts";
import { format } from "../src/lang/format/index.ts";
import { parse } from "../src/lang/parser/index.ts";
import { readPack } from "../src/runtime/pack/read-pack.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

// What `rulec compile --check` and `rulec fmt --check` do for users, on the packs that the project ships.
for (const name of ["quickstart", "codeintel", "tpch"]) {
  describe(`rules/${name}`, () => {
    const { pack } = readPack({ start: join(root, "rules", name), profile: null });
    if (pack === null) throw new Error(`rules/${name} is no pack`);
    const compiled = compile({ manifest: pack.manifest, profile: pack.profile, files: pack.files }, { sha256, now: () => 0 });
    const folder = join(root, "test/pack-goldens", name);
    test("compiles without a word", () => {
      expect(compiled.diagnostics.map(({ code, at }) => `${code} ${at.file}`)).toEqual([]);
    });
    test("is formatted", () => {
      expect(pack.files.filter(({ path, text }) => format(parse(path, text).ast, text) !== text).map(({ path }) => path)).toEqual([]);
    });
    test("gives the SQL and the interfaces that were looked at", () => {
      const made = new Map([...goldens(compiled, sha256)].map((artifact) => [artifact.path, wholeText(artifact)]));
      if (process.env["RULEC_GOLDENS"] === "write") {
        rmSync(folder, { recursive: true, force: true });
        for (const [path, text] of made) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text);
        }
      }
      const there = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.(sql|json)$/.test(path)).map((path) => path.replaceAll("\\", "/")) : [];
      expect(there.toSorted()).toEqual([...made.keys()].toSorted());
      for (const [path, text] of made) expect([path, readFileSync(join(folder, path), "utf8")]).toEqual([path, text]);
    });
  });
}
