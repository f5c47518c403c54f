/** Texts that are deep or long, the way no person writes and some programs do. */
import type { Corpus } from "./corpus.ts";
import type { Random } from "./random.ts";

/** The table that made programs read. */
export const SOURCE = `source t = parquet("t.parquet") { id: int64, a: int64, b: int64?, s: string, d: decimal(12, 2), f: float64, at: timestamp, day: date, xs: list<int64>, m: map<string, int64>, st: struct<x: int64, y: list<struct<z: string>>>?, key [id] }\n`;

/** What stands before, in and behind what is nested, where `a` is a column. */
const EXPRESSIONS: readonly (readonly [open: string, inner: string, close: string])[] = [
  ["(", "a", ")"], ["[", "a", "]"], ["{ a: ", "1", " }"], ["abs(", "a", ")"], ["a.abs(", "", ")"], ["f(x -> ", "x", ")"], ["transform(xs, x -> ", "x", ")"], ["case { a > 1 -> ", "1", ", else -> 2 }"],
  ["case { else -> ", "1", " }"], ["if a > 1 then a else ", "a", ""], ["if ", "a > 1", " then true else false"], ["not ", "a > 1", ""], ["- ", "a", ""], ["~", "@all", ""], ["", "a", ".b"], ["", "a", "[1]"], ["", "a", "::int64"],
  ["(1 + ", "a", ")"], ["(a == ", "1", ")"], ["coalesce(a, ", "a", ")"], ["(b ?? ", "b", ")"], ["sum(", "a", ")"], ["greatest(a, ", "a", ") + 1"], ['f"{', "a", '}"'], ["sql<int64>(\"{", "a", "}\")"], ["a in [", "1", "]"],
  ["a between (", "1", ") and 2"], ["struct(x: ", "1", ")"], ["across(@all, ", "_", ")"], ["if_any(@all, ", "_ is null", ")"], ["abs(", "a", ") over (by [id])"], ["([", "a", ", a])"], ["a::", "list<int64>", "::int64"], ["lag(", "a", ", 1)"], ["m(", "a", ")"],
  ["(- - - ", "a", ".b.b)"], ["(not not ", "a", " and a)"], ["(b ?? b ?? ", "b", "::int64::int64)"], ["not if a > 1 then true else ", "true", ""], ["[...a.b + ", "a", "]"], ["{ ...a | ", "@all", " }"],
];
const STAGES: readonly (readonly [open: string, inner: string, close: string])[] = [
  ["join (from t |> ", "where a > 1", ") as x on a == x.id"], ["union all (from t |> ", "select { id }", ")"], ["recurse as r { from r |> ", "select { id }", " }"], ["join semi (from (from t) |> ", "distinct", ") as q using [id]"],
];
const TYPES: readonly (readonly [open: string, inner: string, close: string])[] = [["list<", "int64", ">"], ["struct<a: ", "int64", ">"], ["map<string, ", "int64", ">"], ["list<", "int64", ">?"]];

const DEPTHS = [2, 5, 10, 20, 40, 80, 100, 101, 200, 400, 401, 1_000, 3_000, 8_000];
const wrap = (part: readonly [string, string, string], depth: number, closed: boolean): string => part[0].repeat(depth) + part[1] + (closed ? part[2].repeat(depth) : "");

export function nested(random: Random, corpus: Corpus): string {
  const depth = random.of(DEPTHS);
  const closed = random.chance(0.8);
  const form = random.below(10);
  if (form === 0) return `${SOURCE}rule r ordered by [id] { from t |> ${wrap(random.of(STAGES), depth, closed)} }\nrule q unordered { from r }\n`;
  if (form === 1) return `source t = csv("t.csv") { id: int64, x: ${wrap(random.of(TYPES), depth, closed)} }\nrule r ordered by [id] { from t |> derive { y: x } }\n`;
  if (form === 2) return wrap(random.of([["rule r { ", "", "}"], ["{", "", "}"], ["((", "", "))"], ["[{(", "a", ")}]"], ["/* ", "", " */"], ["test \"x\" { ", "", "}"], ["<", "", ">"]] as const), depth, closed);
  if (form === 3) return macros(random, depth);
  // Two kinds, one in the other.
  const [outer, inner] = [random.of(EXPRESSIONS), random.of(EXPRESSIONS)];
  const text = random.chance(0.6) ? wrap(outer, depth, closed) : wrap([outer[0] + inner[0], inner[1], inner[2] + outer[2]], Math.ceil(depth / 2), closed);
  const stage = random.of([`derive { z: ${text} }`, `where ${text}`, `select ${text}`, `group { z: ${text} } { n: count() }`, `sort ${text}`, `aggregate { z: ${text} }`, `${random.of(corpus.grafts.stage)} |> derive { z: ${text} }`]);
  return `${SOURCE}macro expr m(x: expr<any>) = x + 1\nrule r ordered by [id] { from t |> ${stage} }\nrule q unordered { from r }\n`;
}

/** Macros that use each other: in a line, doubling, or in a circle. */
function macros(random: Random, depth: number): string {
  const n = Math.min(depth, 400);
  const [doubles, circle, kind] = [random.chance(0.3), random.chance(0.2), random.below(4)];
  const before = (i: number): number => (i === 0 ? n - 1 : i - 1);
  const long = random.chance(0.3) && kind < 2 ? " + x".repeat(random.below(150)) : "";
  const body = (i: number, call: (of: number) => string, end: string): string => calls(i, call, end) + long;
  const calls = (i: number, call: (of: number) => string, end: string): string => (i === 0 && !circle ? end : doubles ? `${call(before(i))} ${kind === 2 ? "|" : "+"} ${call(before(i))}` : call(before(i)));
  const one = (i: number): string => {
    if (kind === 0) return `macro expr m${i}(x: expr<any>) = ${body(i, (of) => `m${of}(x)`, "x + 1")}`;
    if (kind === 1) return `function m${i}(x: int64) -> int64 = ${body(i, (of) => `m${of}(x)`, "x + 1")}`;
    if (kind === 2) return `macro selector m${i}() = ${body(i, (of) => `m${of}()`, "@all")}`;
    return `macro table m${i}(t: table) -> table = from t |> ${i === 0 && !circle ? "where true" : `m${before(i)}()${doubles ? ` |> m${before(i)}()` : ""}`}`;
  };
  const use = kind === 2 ? `select m${n - 1}()` : kind === 3 ? `m${n - 1}()` : `derive { z: m${n - 1}(a) }`;
  return `${SOURCE}${Array.from({ length: n }, (_, i) => one(i)).join("\n")}\nrule r ordered by [id] { from t |> ${use} }\n`;
}

const COUNTS = [10, 50, 200, 390, 410, 1_000, 4_010];
const REPEATED: readonly ((n: number, random: Random, corpus: Corpus) => string)[] = [
  (n) => `where ${"a + ".repeat(n)}a > 0`, (n) => `where ${"a == 1 or ".repeat(n)}b == 1`, (n) => `derive { z: ${'s || "x" || '.repeat(n)}s }`, (n) => `derive { z: ${"b ?? ".repeat(n)}0 }`, (n) => `where ${"not a == 1 and ".repeat(n)}true`,
  (n) => `derive { z: f"${"{a}".repeat(n)}" }`, (n) => `derive { z: "${"x".repeat(n * 40)}" }`, (n) => `derive { z: "${"\\u0041".repeat(n)}" }`, (n) => `derive { z: ${"9".repeat(n)} }`, (n) => `derive { z: ${"9".repeat(n)}.${"1".repeat(n)} }`, (n) => `derive { z: 1e${"9".repeat(n)} }`,
  (n) => `derive { ${"z: 1, ".repeat(n)} }`, (n) => `derive { ${Array.from({ length: n }, (_, i) => `z${i}: a + ${i}`).join(", ")} }`, (n) => `select { ${"a, ".repeat(n)} }`, (n) => `select ${"@all & ".repeat(n)}@all`, (n) => `select @all ${"- [a] ".repeat(n)}`,
  (n) => `where a in [${Array.from({ length: n }, (_, i) => i).join(", ")}]`, (n) => `derive { z: case { ${Array.from({ length: n }, (_, i) => `a == ${i} -> ${i}`).join(", ")}, else -> 0 } }`, (n) => "|> where a > 1 ".repeat(n).slice(3), (n) => "|> derive { a: a + 1 } ".repeat(n).slice(3),
  (n) => "|> distinct ".repeat(n).slice(3), (n) => `|> union all (from t) `.repeat(n).slice(3), (n) => Array.from({ length: Math.min(n, 500) }, (_, i) => `join t as j${i} on id == j${i}.id`).join(" |> "), (n) => Array.from({ length: Math.min(n, 500) }, (_, i) => `join left t as j${i} on a == j${i}.id and b == j${i}.b`).join(" |> "),
  (n) => `derive { ...across(@all, ${"_ ?? ".repeat(n)}_, names: "{col}_x") }`, (n) => `where if_any(@all, if_all(@all, ${"_ is null or ".repeat(n)}_ is not null))`, (n) => `sort [${"a desc, ".repeat(n)}]`, (n) => `sort [${"a ".repeat(n)}]`,
  (n) => `where ${"(".repeat(n)}`, (n) => `where ${")".repeat(n)}`, (n) => `where a ${"< a ".repeat(n)}`, (n) => `where ${"a ".repeat(n)}`, (n) => `where ${", ".repeat(n)}`, (n) => `where ${"'".repeat(n)}`, (n) => `where ${'f"{'.repeat(n)}`, (n) => `where ${"--".repeat(n)}\n`, (n) => `where ${"/*".repeat(n)}`, (n) => `where ${"@".repeat(n)}`,
  (n) => `where ${"é".repeat(n)}`, (n) => `where ${"`".repeat(n)}`, (n) => `where ${"x".repeat(n * 20)} > 1`, (n) => `where ${"a.".repeat(n)}b`, (n) => `where ${"= a ".repeat(n)}`, (n) => `where a AND ${"b AND ".repeat(n)} true`, (n) => `select { ${"a as b, ".repeat(n)} }`, (n) => `derive ${"a = 1, ".repeat(n)}`,
  (n) => `where s in (${'"x", '.repeat(n)}"y")`, (n) => `where ${"s like \"a\" and ".repeat(n)} true`, (n) => `derive { ${"z: case when a then b end, ".repeat(n)} }`, (n) => `derive { z: sum(a) over (partition by a order by b ${"rows between 1 preceding and current row ".repeat(n)}) }`,
  (n) => `where matches(s, r"${"(a|b)*".repeat(n)}")`, (n) => `where matches(s, r"${"(".repeat(n)}a${")".repeat(n)}")`, (n) => `where matches(s, r"a{${"9".repeat(Math.min(n, 400))}}")`, (n) => `where matches(s, r"${"a{1,1000}".repeat(n)}")`, (n) => `select @matches(r"${"(a+)+".repeat(n)}$")`, (n) => `where like(s, "${"%a".repeat(n)}")`,
  (n) => `where matches(s, r"${"((a{1,30}){1,30}){1,30}".repeat(Math.ceil(n / 40))}")`, (n) => `select @matches(r"${"[a-z".repeat(n)}")`, (n) => `derive { z: strftime(at, "${"%Y".repeat(n)}") }`, (n) => `derive { z: sql<int64>("${"{a} ".repeat(n)}") }`, (n) => `derive { z: date "${"2026-".repeat(n)}" }`, (n) => `derive { z: interval "${"1 day ".repeat(n)}" }`,
  (n) => `derive { z: "1"::decimal(${"9".repeat(n)}, 2) }`, (n) => `limit ${"9".repeat(n)}`, (n) => `explode xs as { ${"x, ".repeat(n)} }, index: i, base: 0`, (n) => `window by [a] sort [id] rows -${"9".repeat(n)}..0 { n: count() }`, (n) => `pivot by [id] on s values [${Array.from({ length: n }, (_, i) => `"v${i}"`).join(", ")}] { n: count() }`,
  (n) => `unpivot [${"a, b, ".repeat(n)}], names_to: "n", values_to: "v"`, (n) => `check a > 0 else warn "${"{a}".repeat(n)}"`, (n, random, corpus) => Array.from({ length: Math.min(n, 60) }, () => random.of(corpus.grafts.stage)).join(" |> "), (n, random, corpus) => `derive { ${Array.from({ length: Math.min(n, 200) }, (_, i) => `z${i}: ${random.of(corpus.grafts.expression)}`).join(", ")} }`,
];

export function repeated(random: Random, corpus: Corpus): string {
  const n = random.of(COUNTS);
  const form = random.below(8);
  if (form === 0) return Array.from({ length: Math.min(n, 1_000) }, () => random.of(corpus.grafts.declaration)).join("\n").slice(0, 60_000);
  if (form === 1) {
    const columns = Array.from({ length: n }, (_, i) => `c${random.chance(0.01) ? 1 : i}: ${random.of(["int64", "string", "date?", "list<int64>", "nope"])}`).join(", ");
    return `source w = csv("w.csv") { ${columns} }\nrule r unordered { from w |> select ${random.of(["@all", "@integer", '@starts("c1") | @ends("9")', "@all - [c1]", '@matches(r"^c\\d+$")'])} }\nrule q unordered { from w |> derive { ...across(@integer, _ + 1) } }\n`;
  }
  if (form === 2) return random.of(['--- x\n', "#a ", "import { a } from \"b\"\n", "module a\n", "rule ", "param x: int64 = 1\n", "rule r unordered { from r }\n", "schema S { ...S }\n", "export { a } from \"./a\"\n", "source t = csv(\"t\") {}\n", "\n", " ", "\r", "---", "rule a(", "}", "|> ", "\"\"\"", "let x = 1\n"]).repeat(n);
  return `${SOURCE}rule r ordered by [id] { from t |> ${random.of(REPEATED)(n, random, corpus)} }\nrule q unordered { from r }\n`;
}
