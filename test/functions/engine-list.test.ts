import { expect, test } from "vitest";
import { ENGINE_ENTRIES, covers, engineFunction } from "../../src/ir/functions/duckdb/index.ts";
import { CALLABLE, FUNCTIONS, isCallable, meantBy } from "../../src/ir/functions/index.ts";
import { query } from "./engine.ts";

const listed = ENGINE_ENTRIES.flatMap(({ names }) => names);

test("every function, aggregate and macro of the engine has its place, and nothing has one that the engine has not", async () => {
  const catalogue = "select list(distinct function_name order by function_name) from duckdb_functions() where function_type in ('scalar', 'aggregate', 'macro')";
  const names = (await query(catalogue)) as string[];
  expect(names.length).toBeGreaterThan(600);
  expect(names.filter((name) => engineFunction(name) === undefined)).toEqual([]);
  expect(listed.filter((one) => !names.some((name) => covers(one, name)))).toEqual([]);
});

test("no function of the engine has two places, and each place says something", () => {
  expect(listed.filter((name, i) => listed.indexOf(name) < i)).toEqual([]);
  for (const { by, names } of ENGINE_ENTRIES) expect(by.length, names.join(" ")).toBeGreaterThan(1);
});

test("what is in the language is written with what the language has", () => {
  const operators = new Set(FUNCTIONS.flatMap(({ operator }) => operator ?? []));
  const wrong: string[] = [];
  for (const { verdict, by } of ENGINE_ENTRIES) {
    if (verdict !== "in") continue;
    const called = [...by.matchAll(/(?<![\w@])(\w+)\(/g)].map(([, name = ""]) => name);
    const plain = /^[a-z_0-9]+(?:, [a-z_0-9]+)*$/.test(by) ? by.split(", ") : [];
    for (const name of [...called, ...plain]) if (!isCallable(name) && !operators.has(name) && !["over", "not"].includes(name)) wrong.push(`${by}: ${name}`);
  }
  expect(wrong).toEqual([]);
});

test("a function that the language calls as the engine does is in, unless both mean something else", () => {
  const differ = CALLABLE.filter((name) => {
    const entry = engineFunction(name);
    return entry !== undefined && entry.verdict !== "in";
  });
  // Of two integers here, over rows there.
  expect(differ.sort()).toEqual(["bit_and", "bit_or", "bit_xor"]);
});

test("what other languages call a function leads to one, and no name of the language leads elsewhere", () => {
  for (const name of CALLABLE) expect([name, meantBy(name)]).toEqual([name, null]);
  const elsewhere = ["nunique", "generate_surrogate_key", "dateadd", "IFNULL", "charindex", "percentile_cont", "np"].map((name) => meantBy(name));
  expect(elsewhere).toEqual(["count_distinct", "hash_id", 't + interval "…"', "coalesce", "position", "quantile", null]);
});
