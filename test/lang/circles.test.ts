/** Macros and functions that lead back to themselves are told once for each knot of them, used or not, and nothing follows from it. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { chooseProfile, manifestOf, type Profile } from "../../src/lang/pack.ts";
import { host } from "../support/pack.ts";

const manifest = manifestOf({ name: "p", version: "0.1.0", language: 1 });
const profile = chooseProfile(manifest, null) as Profile;
const told = (...texts: readonly string[]): readonly string[] =>
  compile({ manifest, profile, files: texts.map((text, i) => ({ path: `m${i}.rule`, text })) }, host).diagnostics.map(({ code, title }) => (code === "expansion-recursive" ? title : code));
const macro = (name: string, ...uses: readonly string[]): string => `macro expr ${name}(x: expr<int64>) = x + ${["0", ...uses.map((use) => `${use}(x)`)].join(" + ")}\n`;

describe("a circle", () => {
  test("of one, of two, of many more, is told once", () => {
    expect(told(macro("a", "a"))).toEqual(["`a` uses itself"]);
    expect(told(macro("a", "b") + macro("b", "a"))).toEqual(["`a` uses itself through `b`"]);
    for (const n of [17, 40, 300]) expect([n, told(Array.from({ length: n }, (_, i) => macro(`m${i}`, `m${(i + 1) % n}`)).join(""))]).toEqual([n, [expect.stringMatching(/^`m0` uses itself through `m1`/)]]);
  });
  test("that shares members with another is one knot with it, told by its shortest way", () => {
    expect(told(macro("a", "b", "c") + macro("b", "c") + macro("c", "a"))).toEqual(["`a` uses itself through `c`"]);
    expect(told(macro("a", "b") + macro("b", "a", "c") + macro("c", "b"))).toEqual(["`a` uses itself through `b`"]);
  });
  test("beside another is told beside it, and what leads into one is not told", () => {
    const rule = "rule r ordered by [n] { from values [{ n: 1 }] |> derive { m: into(n) } }\n";
    expect(told(macro("a", "b") + macro("b", "a") + macro("c", "c") + macro("into", "a", "c") + rule)).toEqual(["`a` uses itself through `b`", "`c` uses itself"]);
  });
  test("of functions, of table macros, across files", () => {
    expect(told("function f(n: int64) -> int64 = g(n)\nfunction g(n: int64) -> int64 = f(n)\n")).toEqual(["`f` uses itself through `g`"]);
    expect(told("macro table a(t: table) = from t |> b()\nmacro table b(t: table) = from t |> a()\n")).toEqual(["`a` uses itself through `b`"]);
    expect(told(`import { b } from "m1"\n${macro("a", "b")}`, `import { a } from "m0"\n${macro("b", "a")}`)).toEqual(["`a` uses itself through `b`"]);
  });
  test("is none where a parameter has the name", () => {
    expect(told("macro expr a(f: expr<int64>, b: expr<int64>) = f + b\nmacro expr c(a: expr<int64>) = a + 1\n")).toEqual([]);
  });
  test("hides no other mistake of its members", () => {
    expect(told("macro expr a(x: expr<int64>) = a(x) + nothing\n")).toEqual(["`a` uses itself", "macro-outside-name"]);
  });
});
