/**
 * A whole compile works in proportion to what it compiles: n, 2n, 4n of what a pack can have many of, artifacts included. Work is counted, not timed: nodes that
 * are visited while binding, proving, linting, optimising, lowering and printing.
 */
import { expect, test } from "vitest";
import { artifacts } from "../src/compile/artifacts.ts";
import { compile } from "../src/compile/compile.ts";
import type { TextFile } from "../src/compile/types.ts";
import { work } from "../src/ir/walk.ts";
import { chooseProfile, manifestOf, type Profile } from "../src/lang/pack.ts";

const manifest = manifestOf({ name: "grown", version: "0.1.0", language: 1, roots: ["rules"] });
const profile = chooseProfile(manifest, null) as Profile;
const host = { sha256: () => "0".repeat(64), now: () => 0 };

function compileAll(files: readonly TextFile[]): void {
  const compiled = compile({ manifest, profile, files }, host, { promises: true, lint: { only: null, all: true } });
  expect(compiled.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  for (const { pieces } of artifacts({ compiled, manifest, profile, compiler: "test", sha256: host.sha256 })) for (const piece of pieces) expect(typeof piece).toBe("string");
}

function workOf(files: readonly TextFile[]): number {
  const before = work.visits;
  compileAll(files);
  return work.visits - before;
}

const repeat = (n: number, part: (i: number) => string, between = ""): string => Array.from({ length: n }, (_, i) => part(i)).join(between);
const source = (columns: string): string => `source t = parquet("t.parquet") { ${columns}, key [id] }\n`;
const pack = (text: string): TextFile[] => [{ path: "rules/a.rule", text }];
const T = source("id: int64, a: int64, b: int64?, s: string");
const rule = (body: string, order = "ordered by [id]"): TextFile[] => pack(`${T}rule r ${order} { ${body} }`);

const GROWING: Readonly<Record<string, (n: number) => readonly TextFile[]>> = {
  "rules, each in a file of its own that imports the one before": (n) => [
    { path: "rules/r0.rule", text: `${T}rule r0 ordered by [id] { from t }` },
    ...Array.from({ length: n }, (_, i) => ({ path: `rules/r${i + 1}.rule`, text: `import { r${i} } from "r${i}"\nrule r${i + 1} ordered by [id] { from r${i} |> where a > ${i} |> derive { a: a + 1 } }` })),
  ],
  "rules and sources in one file": (n) => pack(repeat(n, (i) => `source t${i} = parquet("t.parquet") { id: int64, key [id] }\nrule r${i} ordered by [id] { from t${i} }\n`)),
  "columns": (n) => pack(`${source(`id: int64, ${repeat(n, (i) => `c${i}: int64`, ", ")}`)}rule r ordered by [id] { from t |> select { id, ${repeat(n, (i) => `d${i}: c${i} + 1`, ", ")} } |> where d1 > 0 }`),
  "stages that derive": (n) => rule(`from t ${repeat(n, (i) => `|> derive { c${i % 7}: a + ${i} } `)}`),
  "stages that filter": (n) => rule(`from t ${repeat(n, (i) => `|> where a > ${i} `)}`),
  "joins": (n) => rule(`from t ${repeat(n, (i) => `|> join left t as j${i} on a == j${i}.id `)}|> select { id }`),
  "joins that leave no row out": (n) => rule(`from t ${repeat(n, (i) => `|> join t as j${i} on a == j${i}.id `)}|> select { id }`),
  "joins of a wide table, all columns of which are hidden behind its own": (n) => pack(`${source(`id: int64, ${repeat(20, (i) => `c${i}: int64`, ", ")}`)}rule r ordered by [id] { from t ${repeat(n, (i) => `|> join t as j${i} on id == j${i}.id |> derive { c1: c1 + 1 } `)}|> select { id, c1 } }`),
  "joins that bring columns": (n) => pack(`${T}${repeat(n, (i) => `source u${i} = parquet("u.parquet") { k${i}: int64, v${i}: string?, key [k${i}] }\n`)}rule r ordered by [id] { from t ${repeat(n, (i) => `|> join left u${i} on a == k${i} `)} }`),
  "operators in a row": (n) => rule(`from t |> derive { c: ${repeat(n, (i) => `a * ${i}`, " + ")} }`),
  "conditions": (n) => rule(`from t |> where ${repeat(n, (i) => `a != ${i}`, " and ")}`),
  "branches": (n) => rule(`from t |> derive { c: case { ${repeat(n, (i) => `a == ${i} -> ${i},`)} else -> 0 } }`),
  "unions": (n) => rule(`from t |> select { id, a } ${repeat(n, () => "|> union all (from t |> select { id, a }) ")}|> group { id } { n: count() }`),
  "columns of a source, of which none is null": (n) => pack(`${source(`id: int64, ${repeat(n, (i) => `c${i}: int64`, ", ")}`)}rule r ordered by [id] { from t }`),
  "columns of a contract": (n) => pack(`${source(`id: int64, ${repeat(n, (i) => `c${i}: int64?`, ", ")}`)}schema S { id: int64, ${repeat(n, (i) => `c${i}: int64`, ", ")}, key [id] }\nrule r -> S ordered by [id] { from t }`),
  "columns that a selector picks": (n) => pack(`${source(`id: int64, ${repeat(n, (i) => `c${i}: int64`, ", ")}`)}rule r ordered by [id] { from t |> derive { ...across(@integer - [id], _ * 2 + 1, names: "{col}_x") } |> select { id, ...(@ends("_x") & ~@string) } }`),
  "columns in a condition over all": (n) => pack(`${source(`id: int64, ${repeat(n, (i) => `c${i}: int64?`, ", ")}`)}rule r ordered by [id] { from t |> where if_all(@all, _ is not null) }`),
  "columns that become rows": (n) => pack(`${source(`id: int64, ${repeat(n, (i) => `c${i}: int64`, ", ")}`)}rule r ordered by [id, k] { from t |> unpivot @starts("c"), names_to: "k", values_to: "v" }`),
  "columns that rows become": (n) => rule(`from t |> pivot by [id] on s values [${repeat(n, (i) => `"v${i}"`, ", ")}] { total: sum(a) }`),
  "columns that are summed": (n) => pack(`${source(`id: int64, g: int64, ${repeat(n, (i) => `c${i}: int64`, ", ")}`)}rule r ordered by [g] { from t |> group { g } { ${repeat(n, (i) => `s${i}: sum(c${i})`, ", ")} } }`),
  "windows of one row": (n) => rule(`from t |> derive { ${repeat(n, (i) => `w${i}: lag(a, ${i + 1}) over (sort [id])`, ", ")} }`),
  "rules in a chain": (n) => pack(`${T}rule r0 ordered by [id] { from t }\n${repeat(n, (i) => `rule r${i + 1} ordered by [id] { from r${i} |> where a > ${i} }\n`)}`),
  "files that one imports": (n) => [
    ...Array.from({ length: n }, (_, i) => ({ path: `rules/s${i}.rule`, text: `param p${i}: int64 = ${i}\nmacro expr m${i}(x: expr<int64>) = x + ${i}\n` })),
    { path: "rules/a.rule", text: `${repeat(n, (i) => `import { p${i}, m${i} } from "s${i}"\n`)}${T}rule r ordered by [id] { from t ${repeat(n, (i) => `|> where m${i}(a) > $p${i} `)} }` },
  ],
  "parameters": (n) => pack(`${T}${repeat(n, (i) => `param p${i}: int64 = ${i}\n`)}rule r ordered by [id] { from t |> where ${repeat(n, (i) => `a != $p${i}`, " and ")} }`),
  "values of a list": (n) => rule(`from t |> where a in [${repeat(n, (i) => String(i), ", ")}]`),
  "rows of values": (n) => pack(`rule r ordered by [id] { from values [${repeat(n, (i) => `{ id: ${i}, s: "x${i}" }`, ", ")}] |> check key [id] }`),
  "checks": (n) => rule(`from t ${repeat(n, (i) => `|> check a > ${i} else warn "{a}" `)}`),
  "named expressions": (n) => rule(`${repeat(n, (i) => `let e${i} = _ + ${i}\n`)}from t |> derive { ${repeat(n, (i) => `c${i}: e${i}(a)`, ", ")} }`),
  "uses of a macro": (n) => pack(`${T}macro expr m(x: expr<int64>, y: expr<int64>) = x * 2 + y\nrule r ordered by [id] { from t |> derive { ${repeat(n, (i) => `c${i}: m(a, ${i})`, ", ")} } }`),
  "macros, each of which uses the one before": (n) => pack(`${T}macro expr m0(x: expr<int64>) = x + 1\n${repeat(n, (i) => `macro expr m${i + 1}(x: expr<int64>) = m${i}(x)\n`)}rule r ordered by [id] { from t |> derive { c: m${n}(a) } }`),
  "functions, each of which uses the one before": (n) => pack(`${T}function f0(x: int64) -> int64 = x + 1\n${repeat(n, (i) => `function f${i + 1}(x: int64) -> int64 = f${i}(x)\n`)}rule r ordered by [id] { from t |> derive { c: f${n}(a) } }`),
  "table macros in a row": (n) => pack(`${T}macro table more(t: table, least: int64) -> table = from t |> where a > least\nrule r ordered by [id] { from t ${repeat(n, (i) => `|> more(${i}) `)} }`),
  "levels of calls": (n) => rule(`from t |> derive { c: ${"abs(1 + ".repeat(n)}a${")".repeat(n)} }`),
  "levels of conditions": (n) => rule(`from t |> derive { c: ${repeat(n, (i) => `if a > ${i} then ${i} else `)}0 }`),
  "levels of lists in the type of a column": (n) => pack(`${source(`id: int64, x: ${"list<".repeat(n)}int64${">".repeat(n)}`)}rule r ordered by [id] { from t |> derive { y: x } }`),
  "texts that are joined": (n) => rule(`from t |> derive { c: f"${repeat(n, () => "{s}-")}" }`),
  "lets, each of which reads the one before twice": (n) => rule(`let l0 = from t |> select { id, a }\n${repeat(n, (i) => `let l${i + 1} = from l${i} |> join semi l${i} as x on a == x.id\n`)}from l${n} |> select { id }`),
};

/** Of what there are often more, or never so many. */
const SIZES: Readonly<Record<string, readonly [number, number, number]>> = {
  "joins that leave no row out": [30, 60, 120], "joins that bring columns": [65, 130, 260], "joins of a wide table, all columns of which are hidden behind its own": [30, 60, 120],
  "columns of a source, of which none is null": [250, 500, 1_000], "rules in a chain": [75, 150, 300], "levels of calls": [20, 40, 80], "levels of conditions": [12, 24, 48], "levels of lists in the type of a column": [20, 40, 80],
  "macros, each of which uses the one before": [30, 60, 120], "functions, each of which uses the one before": [30, 60, 120],
};

test.each(Object.keys(GROWING))("twice as many %s: about twice the work", (name) => {
  const grown = GROWING[name] as (n: number) => readonly TextFile[];
  const [one, two, four] = (SIZES[name] ?? [100, 200, 400]).map((n) => workOf(grown(n))) as [number, number, number];
  expect(two / one).toBeLessThan(2.2);
  expect(four / two).toBeLessThan(2.2);
});

test.each([20, 40, 80].map((n) => [n]))("an expression that is %i levels deep compiles", (n) => compileAll(rule(`from t |> derive { c: ${"abs(1 + ".repeat(n)}a${")".repeat(n)} }`)));
