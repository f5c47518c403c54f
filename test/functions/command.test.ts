import { expect, test } from "vitest";
import command from "../../src/cli/commands/functions.ts";
import { createOutput } from "../../src/cli/output.ts";
import { EXIT } from "../../src/cli/spec.ts";
import { CALLABLE } from "../../src/ir/functions/index.ts";

/** What `rulec functions` prints, on both streams. */
async function asked(...args: readonly string[]): Promise<{ exit: number; text: string }> {
  const lines: string[] = [];
  const collect = (line: string): void => void lines.push(line);
  const out = { ...createOutput({ json: false, env: { NO_COLOR: "1" } }), print: collect, note: collect };
  const exit = await command.run({ args, options: {}, out, cwd: ".", env: {} });
  return { exit, text: lines.join("\n") };
}

test("a function shows how it is called, what it takes and gives, and examples", async () => {
  const { exit, text } = await asked("substr");
  expect(exit).toBe(EXIT.ok);
  for (const part of ["substr(s, start, length)", "substr(s, start)", "length  an integer", "Null when an argument is", 'substr("abc", 0, 2)  gives  "a"']) expect(text).toContain(part);
  expect((await asked("trim")).text).toContain('trim(s, characters: " ")');
});

test.each([
  ["array_agg", ["is written `list` here", "list(x)"]],
  ["ARG_MAX", ["is written `first(x, sort: [by desc nulls last])` here"]],
  ["list_reduce", ["is not in the language yet: "]],
  ["approx_quantile", ["is not in the language: an estimate"]],
  ["pg_table_is_visible", ["is not in the language: tells of a session"]],
  ["nunique", ["`nunique` is written `count_distinct` here", "count_distinct(x)"]],
  ["bit_or", ["is not in the language yet: bits over rows", "bit_or(a, b)"]],
  ["quantile", ["DuckDB's `quantile` is written `quantile_disc` here", "quantile(x, p)"]],
  ["//", ["a // b", "7 // 2  gives  3"]],
  ["Monday", ["time_bucket", "weekday"]],
])("asked for %s it says what there is", async (word, parts) => {
  const { exit, text } = await asked(word);
  expect(exit).toBe(EXIT.ok);
  for (const part of parts) expect(text).toContain(part);
});

test("a slip of the pen is answered with the name that was meant, here or in the engine", async () => {
  expect(await asked("medain")).toEqual({ exit: EXIT.usage, text: "rulec: no function is called or does `medain`, did you mean `median`?" });
  expect((await asked("json_mrge_patch")).text).toContain("did you mean `json_merge_patch`?");
});

test("without a word every function has its line, and behind them what the packs that come along offer", async () => {
  const lines = (await asked()).text.split("\n");
  expect(lines.slice(0, CALLABLE.length).map((line) => /^\S+/.exec(line)?.[0])).toEqual(CALLABLE.toSorted());
  expect(lines.slice(CALLABLE.length).filter((line) => !line.includes("std/"))).toEqual([]);
});
