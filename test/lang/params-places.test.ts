/** Wherever a literal's value is held to something, a parameter's is too: by its default where it is compiled, by its value before an engine sees it, or it is refused. */
import { describe, expect, test } from "vitest";
import { demandsOf } from "../../src/cli/run-input.ts";
import { compile } from "../../src/compile/compile.ts";
import type { Compiled } from "../../src/compile/types.ts";
import { FUNCTIONS } from "../../src/ir/functions/index.ts";
import { paramValues } from "../../src/lang/bind/params.ts";
import { chooseProfile, manifestOf, type Profile } from "../../src/lang/pack.ts";
import { host } from "../support/pack.ts";

const manifest = manifestOf({ name: "p", version: "0.1.0", language: 1 });
const profile = chooseProfile(manifest, null) as Profile;
const SOURCES = `source t = parquet("t.parquet") { id: int64, day: date, at: timestamp, px: float64, name: string, xs: list<int64>, key [id] }
source q = parquet("q.parquet") { k: int64, ts: timestamp, key [k, ts] }
`;

const compiled = (param: string, stages: string): Compiled =>
  compile({ manifest, profile, files: [{ path: "m.rule", text: `param p: ${param}\n${SOURCES}rule r unordered tier best_effort { from t |> ${stages} }\n` }] }, host);
const told = ({ diagnostics }: Compiled): readonly string[] => diagnostics.map(({ code, title }) => `${code}: ${title}`);
const given = ({ rules, sources, params }: Compiled, text: string): readonly string[] => {
  const said: string[] = [];
  paramValues(params, { args: [["p", text]], env: {}, profile, manifest, demands: demandsOf({ rules, sources }) }, ({ code }) => void said.push(code));
  return said;
};

const ROWS = { fits: "2", wrong: "-2", type: "int64" } as const;
const TIMES = { fits: 'interval "2 days"', wrong: 'interval "-2 days"', type: "interval" } as const;
/** Each with a value that fits there and one that does not. `literal`: the stage with that wrong value written in it. */
const PLACES = [
  { at: "limit", stages: "sort [id] |> limit $p", ...ROWS },
  { at: "limit of another width", stages: "sort [id] |> limit $p", fits: "2", wrong: "-2", type: "int32" },
  { at: "offset", stages: "sort [id] |> limit 5, offset: $p", ...ROWS },
  { at: "rows before", stages: "derive { s: sum(id) over (sort [id] rows -$p..0) }", ...ROWS },
  { at: "rows behind", stages: "derive { s: sum(id) over (sort [id] rows 0..$p) }", ...ROWS },
  { at: "values before", stages: "derive { s: count() over (sort [id] range -$p..0) }", ...ROWS },
  { at: "floats behind", stages: "derive { s: count() over (sort [px] range ..$p) }", fits: "0.5", wrong: "-0.5", type: "decimal(3, 1)" },
  { at: "times before", stages: "derive { s: count() over (sort [day] range -$p..0) }", ...TIMES },
  { at: "times behind, of many entries", stages: "window sort [at] range 0..$p { s: count() }", ...TIMES },
  { at: "tolerance", stages: "join asof q as q on id == q.k and at >= q.ts, tolerance: $p", ...TIMES },
  { at: "pattern", stages: "where regexp_matches(name, $p)", fits: '"a+"', wrong: '"(a"', type: "string" },
] as const;

describe.each(PLACES)("a parameter as $at", ({ stages, fits, wrong, type }) => {
  test("takes what a literal may be there, and names itself where its default is not that", () => {
    expect(told(compiled(`${type} = ${fits}`, stages))).toEqual([]);
    const [only, ...more] = compiled(`${type} = ${wrong}`, stages).diagnostics;
    expect([only?.severity, more]).toEqual(["error", []]);
    expect(`${only?.title} ${only?.label} ${only?.hint}`).toMatch(/default/);
  });
  test("is held to it when a run is given a value, by whatever way", () => {
    const without = compiled(type, stages);
    expect([given(without, fits), given(without, wrong)]).toEqual([[], ["param-value"]]);
  });
  test("is none that may be null", () => {
    if (type === "string") expect(told(compiled(`${type}? = null`, stages))).toEqual([]);
    else expect(told(compiled(`${type}? = null`, stages))).toEqual([expect.stringContaining("null")]);
  });
});

describe("a frame says in its text on which side of the row a parameter lies", () => {
  const frame = (text: string): readonly string[] => told(compiled("int64 = 2", `derive { s: sum(id) over (sort [id] rows ${text}) }`));
  test("so one that ends before it begins is told when it is compiled", () => {
    for (const text of ["$p..0", "$p..-1", "0..-$p", "1..-$p", "$p..-$p"]) expect([text, frame(text)]).toEqual([text, ["frame-bound: the frame ends before it begins"]]);
    for (const text of ["-$p..0", "-$p..$p", "0..$p", "..$p", "$p..", "-$p..-1", "$p..5"]) expect([text, frame(text)]).toEqual([text, []]);
  });
});

describe("what is refused", () => {
  test("a computed number of rows: no one could hold it to anything", () => {
    for (const stages of ["sort [id] |> limit $p - 5", "sort [id] |> limit 1, offset: 2 * $p"]) expect(told(compiled("int64 = 2", stages))).toEqual([expect.stringMatching(/^option-value: .*a literal or a `\$param`/)]);
  });
  test.each(["sample $p, seed: 1", "sample 0.5, seed: $p", "explode xs as x, index: i, base: $p", "recurse as r, max_depth: $p { from r |> select { id: id + 1, day, at, px, name, xs } }"])("a parameter where the plan depends on it: %s", (stages) => {
    const [only, ...more] = compiled("int64 = 1", stages).diagnostics;
    expect([only?.code, more]).toEqual([expect.stringMatching(/^(option-value|explode-base|base-missing|explode-index)/), []]);
  });
  test("a parameter as an argument that is held to something is a pattern, or must be a literal", () => {
    const free = FUNCTIONS.flatMap(({ name, args }) => args.flatMap(({ value, constant }) => (value === undefined || constant === "literal" || value === "regex" ? [] : [name])));
    expect(free).toEqual([]);
  });
});
