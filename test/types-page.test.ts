/** docs/types.md, line by line: every row of its tables is run, and nothing is said without one. */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { CATALOGUE } from "../src/lang/diagnostics/index.ts";
import { SCALAR_KINDS } from "../src/values/type.ts";
import { PARDONS } from "./evaluate/expressions/pardons.ts";
import { claimsOf, foundOf, isCode, sampleOf, sectionsOf, type Found } from "./docs/types-page.ts";

const page = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "docs/types.md");
const sections = sectionsOf(readFileSync(page, "utf8"));
const [claims, sample] = [claimsOf(sections), sampleOf(sections)];
const DIFFERS = "Where DuckDB differs, and nothing can be done in SQL";

let found: readonly Found[] = [];
beforeAll(async () => {
  found = await foundOf(claims, sample);
}, 60_000);

describe("what docs/types.md says is so, on the evaluator and on DuckDB", () => {
  const line = (at: number, written: string, { type, here, onDuckdb }: Found): string => `line ${at}: ${written}: ${type} = ${here}${onDuckdb === here ? "" : `, on DuckDB ${onDuckdb}`}`;
  test.each(sections.map(({ title }) => title))("%s", (title) => {
    const own = [...claims.entries()].filter(([, { section }]) => section === title);
    expect(own.map(([i, { line: at, written }]) => line(at, written, found[i] as Found))).toEqual(own.map(([, { line: at, written, gives, ...claim }]) => line(at, written, { ...claim, here: gives })));
  });
});

describe("docs/types.md says nothing that is not shown", () => {
  test("each paragraph leads to a table, and each section has one", () => {
    for (const { title, parts } of sections) {
      expect([title, parts.at(-1)?.kind]).toEqual([title, "table"]);
      for (const [i, part] of parts.entries()) if (part.kind === "prose") expect([part.line, parts[i + 1]?.kind]).toEqual([part.line, "table"]);
    }
  });
  test("each row of a table has every cell: what is written, its type but where it does not compile, what it gives", () => {
    for (const part of sections.flatMap(({ parts }) => parts)) {
      if (part.kind !== "table") continue;
      expect(part.head.slice(1)).toEqual(["written", "type", "value", ...(part.claims[0]?.section === DIFFERS ? ["on DuckDB"] : [])]);
      for (const claim of part.claims) {
        expect([claim.line, claim.cells]).toEqual([claim.line, part.head.length]);
        expect(claim.says !== "" && claim.written !== "" && claim.gives !== "", `line ${claim.line}`).toBe(true);
        expect([claim.line, claim.type === ""]).toEqual([claim.line, isCode(claim.gives) && !claim.gives.startsWith("engine-")]);
      }
    }
  });
  test("the engine differs where the page says so alone", () => {
    expect(claims.filter(({ gives, onDuckdb, section }) => gives !== onDuckdb && section !== DIFFERS)).toEqual([]);
  });
  test("what random expressions may differ in is shown there", () => {
    const shown = claims.filter(({ gives, onDuckdb, section }) => gives !== onDuckdb && section === DIFFERS).map(({ written }) => written);
    expect(Object.values(PARDONS).map(({ row }) => row).filter((row) => !shown.includes(row))).toEqual([]);
  });
  test("the values of the sample row are as they are written", async () => {
    const of = await foundOf(sample, []);
    expect(of.map(({ type, here, onDuckdb }) => ({ type: type.replace(/\?$/, ""), here, onDuckdb }))).toEqual(sample.map(({ type, gives }) => ({ type: type.replace(/\?$/, ""), here: gives, onDuckdb: gives })));
  });
  test("every type stands in some row, every code is one of the catalogue", () => {
    const types = claims.map(({ type }) => type).join(" ");
    const kinds = [...SCALAR_KINDS.filter((kind) => !["interval", "null", "error"].includes(kind)), "decimal(", "list<", "struct<", "map<"];
    expect(kinds.filter((kind) => !types.includes(kind))).toEqual([]);
    expect(claims.flatMap(({ gives, onDuckdb }) => [gives, onDuckdb]).filter((cell) => isCode(cell) && !(cell in CATALOGUE))).toEqual([]);
    expect(claims.length).toBeGreaterThan(500);
  });
});
