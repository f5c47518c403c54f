/** The samples of docs/language.md and docs/cookbook.md run, on the engine and by the definition of the language, and the rows that the pages show come of them. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOutput } from "../src/cli/output.ts";
import { tableLines } from "../src/cli/rows.ts";
import { openData, runSample, type Data, type Rows, type Shown } from "./docs/run.ts";
import { fences, type Sample } from "./docs/samples.ts";

const docs = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "docs");
const WRITE = process.env["RULEC_GOLDENS"] === "write";
const prelude = fences(readFileSync(join(docs, "language.md"), "utf8")).find(({ info }) => info === "rule prelude")?.text ?? "";

let data: Data;
beforeAll(async () => {
  data = await openData();
});
afterAll(() => {
  data.session.close();
  data.engine.close();
});

const { paint } = createOutput({ json: false, env: { NO_COLOR: "1" } });
/** As `rulec show` prints them; rows without an order stand in one that does not change. */
const shownText = ({ columns, ordered, engine }: Shown): string => `${tableLines(columns, ordered ? engine : sorted(engine), { paint, width: 150 }).join("\n")}\n`;
const sorted = (rows: Rows): Rows => rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe.each(["language.md", "cookbook.md"])("%s: a sample runs, the evaluator and the engine give the same rows, and the page shows them as they are", (page) => {
  const markdown = readFileSync(join(docs, page), "utf8");
  const blocks = fences(markdown);
  /** Each sample that is right, with the blocks of rows below it. */
  const samples = blocks.flatMap((sample, at) => {
    // What is made interval by interval, or gains columns when it is stored, takes a run.
    if (!/^rule(?: prelude| warns .*)?$/.test(sample.info) || /mode: "(?:by_time|versions)"/.test(sample.text)) return [];
    const next = blocks.findIndex(({ info }, i) => i > at && !/^rows\b/.test(info));
    return [[`line ${sample.line}`, sample, blocks.slice(at + 1, next === -1 ? undefined : next)] as const];
  });
  /** By the line of the block, where the page is to be written. */
  const written = new Map<number, string>();
  afterAll(() => {
    if (WRITE) writeFileSync(join(docs, page), rewritten(markdown, blocks, written));
  });

  test.each(samples)("%s", async (_, { info, text }, tables) => {
    const shown = await runSample(info === "rule prelude" ? "" : text, prelude, data);
    for (const { name, ordered, engine, evaluated } of shown) if (evaluated !== null) expect(ordered ? engine : sorted(engine), name).toEqual(ordered ? evaluated : sorted(evaluated));
    for (const table of tables) check(table, shown, written);
  });
  test("many samples show their rows", () => {
    expect(samples.flatMap(([, , tables]) => tables).length).toBeGreaterThan(20);
  });
});

/** A block of rows names a relation of the sample, or shows the last one. */
function check({ info, text, line }: Sample, shown: readonly Shown[], written: Map<number, string>): void {
  const [, name] = info.split(" ");
  const of = name === undefined ? shown.at(-1) : shown.find((one) => one.name === name);
  if (of === undefined) throw new Error(`line ${line}: the sample has no ${name ?? "relation"}`);
  const wanted = shownText(of);
  if (WRITE) written.set(line, wanted);
  else expect(text, `line ${line}`).toBe(wanted);
}

/** The page with the rows as they are; from the end, as lines move. */
function rewritten(markdown: string, blocks: readonly Sample[], written: ReadonlyMap<number, string>): string {
  const lines = markdown.split("\n");
  for (const { text, line } of blocks.toReversed()) {
    const by = written.get(line);
    if (by !== undefined) lines.splice(line, text.trim() === "" ? 0 : text.split("\n").length - 1, ...by.trimEnd().split("\n"));
  }
  return lines.join("\n");
}
