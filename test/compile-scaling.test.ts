/**
 * A whole compile works in proportion to what it compiles: n, 2n, 4n of what a pack can have many of, artifacts included. Work is counted, not timed: nodes that
 * are visited while binding, proving, optimising, lowering and printing.
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
  const compiled = compile({ manifest, profile, files }, host);
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
  "operators in a row": (n) => rule(`from t |> derive { c: ${repeat(n, (i) => `a * ${i}`, " + ")} }`),
  "conditions": (n) => rule(`from t |> where ${repeat(n, (i) => `a != ${i}`, " and ")}`),
  "branches": (n) => rule(`from t |> derive { c: case { ${repeat(n, (i) => `a == ${i} -> ${i},`)} else -> 0 } }`),
  "unions": (n) => rule(`from t |> select { id, a } ${repeat(n, () => "|> union all (from t |> select { id, a }) ")}|> group { id } { n: count() }`),
  "lets, each of which reads the one before twice": (n) => rule(`let l0 = from t |> select { id, a }\n${repeat(n, (i) => `let l${i + 1} = from l${i} |> join semi l${i} as x on a == x.id\n`)}from l${n} |> select { id }`),
};

test.each(Object.keys(GROWING))("twice as many %s: about twice the work", (name) => {
  const grown = GROWING[name] as (n: number) => readonly TextFile[];
  const [one, two, four] = [100, 200, 400].map((n) => workOf(grown(n))) as [number, number, number];
  expect(two / one).toBeLessThan(2.2);
  expect(four / two).toBeLessThan(2.2);
});

test.each([20, 40, 80].map((n) => [n]))("an expression that is %i levels deep compiles", (n) => compileAll(rule(`from t |> derive { c: ${"abs(1 + ".repeat(n)}a${")".repeat(n)} }`)));
