import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { compile } from "../src/compile/compile.ts";
import { manifestOf } from "../src/lang/pack.ts";

const here = dirname(fileURLToPath(import.meta.url));
const page = resolve(here, "../docs/sql.md");
const cases = readdirSync(join(here, "sql-by-hand")).sort();
const read = (name: string, file: string): string => readFileSync(join(here, "sql-by-hand", name, file), "utf8");

/** The one rule of a case, as the compiler prints it. */
function emitted(name: string): string {
  const manifest = manifestOf({ name: "case", version: "0.1.0", language: 1, profiles: { dev: {} } });
  const host = { sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"), now: () => 0 };
  const { rules, diagnostics } = compile({ manifest, profile: manifest.profiles["dev"]!, files: [{ path: "case.rule", text: read(name, "case.rule") }] }, host);
  expect(diagnostics.map(({ title }) => title)).toEqual([]);
  return rules.at(-1)?.select.text ?? "";
}
const selects = (sql: string): number => sql.match(/\bselect\b/gi)?.length ?? 0;

const INTRO = `# The SQL that comes out

For eight typical rules, the SQL that an expert would write was written first, by hand; below it stands what rulec emits. A test holds the two
together: as many SELECTs at most, no alias that names a stage by number, and the same rows (\`npx vitest run test/sql-by-hand.test.ts\`).
Nulls are always placed explicitly, since engines differ; conversions are written out where DuckDB's own type would differ from the language's.
`;

describe("a rule becomes the SQL that an expert would write", () => {
  test.each(cases)("%s: as many selects at most, no alias that names a stage, equal rows", async (name) => {
    const [sql, byHand] = [emitted(name), read(name, "by-hand.sql")];
    expect(selects(sql)).toBeLessThanOrEqual(selects(byHand));
    expect(sql).not.toMatch(/\b(t|cte|step|stage|tmp|sub|q)_?\d+\b/i);
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    for (const file of readdirSync(join(here, "sql-by-hand", name)).filter((f) => f.endsWith(".json"))) {
      await connection.run(`create table ${file.replace(".json", "")} as select * from read_json('${join(here, "sql-by-hand", name, file)}')`);
    }
    const rows = async (text: string): Promise<string[]> => (await connection.runAndReadAll(text)).getRowsJson().map((row) => JSON.stringify(row.map(String)));
    const expected = await rows(byHand);
    expect(expected.length).toBeGreaterThan(0);
    expect(await rows(sql)).toEqual(expected);
  });
  test("docs/sql.md shows them as they are", () => {
    const sections = cases.map((name) => `## ${name}\n\n\`\`\`rule\n${read(name, "case.rule").trim()}\n\`\`\`\n\nBy hand:\n\n\`\`\`sql\n${read(name, "by-hand.sql").trim()}\n\`\`\`\n\nEmitted:\n\n\`\`\`sql\n${emitted(name).trim()}\n\`\`\`\n`);
    const text = [INTRO, ...sections].join("\n");
    if (process.env["RULEC_GOLDENS"] === "write") writeFileSync(page, text);
    expect(existsSync(page) ? readFileSync(page, "utf8") : "").toBe(text);
  });
});
