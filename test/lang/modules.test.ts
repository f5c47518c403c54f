import { describe, expect, test } from "vitest";
import { ruleOrder } from "../../src/lang/rule-order.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { mended, modulesOf, shown, type Files } from "./program.ts";

const problems = (files: Files): string[] => shown(files, modulesOf(files).diagnostics);
const source = (name: string): string => `source ${name} = csv("${name}.csv") { id: int64, key [id] }\n`;
const rule = (name: string, from: string): string => `rule ${name} ordered by [id] { from ${from} }\n`;

describe("modules", () => {
  test("a module is named after its file below its root, and a line that says otherwise is an error with its fix", () => {
    const files = { "sales/lines": "module sales.lines\n" + source("a"), "sales/orders": "module sale.order\n" + source("b") };
    expect([...modulesOf(files).modules.modules.keys()]).toEqual(["sales.lines", "sales.orders"]);
    expect(problems(files)).toEqual(["module-name: sale.order"]);
    expect(problems(mended(files, modulesOf(files).diagnostics))).toEqual([]);
  });

  test("names are imported by path, under another name, from a neighbour, and passed on", () => {
    const files = {
      "std/text": source("words"),
      "sales/a": 'import { words as w } from "std/text"\nimport { beside } from "./b"\n',
      "sales/b": 'export { words as beside } from "std/text"\n',
    };
    const { modules, diagnostics } = modulesOf(files);
    expect(shown(files, diagnostics)).toEqual([]);
    const scope = modules.modules.get("sales.a");
    expect([...(scope?.symbols ?? [])].map(([name, to]) => `${name} = ${to.name}`)).toEqual(["w = std.text.words", "beside = std.text.words"]);
    expect([...(modules.modules.get("sales.b")?.symbols.keys() ?? [])]).toEqual([]);
  });

  test("modules may import each other", () => {
    expect(problems({ a: 'import { y } from "b"\n' + source("x"), b: 'import { x } from "a"\n' + source("y") })).toEqual([]);
  });

  test("a module or name that is not there is reported once where it is imported, with the nearest", () => {
    const files = { "std/text": source("words"), a: 'import { word } from "std/text"\nimport { words } from "std/txt"\n' };
    expect(problems(files)).toEqual(["unknown-export: word", 'unknown-module: "std/txt"']);
    expect(modulesOf(files).diagnostics.map((d) => d.label)).toEqual(["did you mean `words`?", 'did you mean "std/text"?']);
    expect([...(modulesOf(files).modules.modules.get("a")?.missing ?? [])]).toEqual(["word", "words"]);
  });

  test("a name that is passed on and does not exist is reported where it is passed on, not at every import", () => {
    const files = { a: source("x"), b: 'export { y } from "a"\n', c: 'import { y } from "b"\n', d: 'import { y } from "b"\n' };
    expect(problems(files)).toEqual(["unknown-export: y"]);
  });

  test("a name that is passed on in a circle is one error", () => {
    const files = { a: 'export { x } from "b"\n', b: 'export { x } from "a"\n', c: 'import { x } from "a"\n' };
    expect(problems(files)).toEqual(["export-cycle: x"]);
    expect(modulesOf(files).diagnostics[0]?.label).toBe("a.x → b.x → a.x");
  });

  test("names that begin with _ stay in their module", () => {
    expect(problems({ a: source("_x"), b: 'import { _x } from "a"\n' })).toEqual(["private-name: _x"]);
  });

  test("a name means one thing in a module, whether declared or imported", () => {
    expect(problems({ a: source("x") + rule("x", "x") + "param x: int64 = 1\n" })).toEqual(["duplicate-name: x", "duplicate-name: x"]);
    expect(problems({ a: source("x"), b: 'import { x } from "a"\n' + source("x") })).toEqual(["duplicate-name: x"]);
  });

  test("stored rules of two modules cannot share a table, whatever their case; inline ones can", () => {
    const files = { a: source("x") + rule("daily", "x"), b: source("y") + rule("Daily", "y"), c: source("z") + "rule daily as inline { from z }\n" };
    expect(problems(files)).toEqual(["duplicate-rule: Daily"]);
  });

  test("macros and functions cannot take a built-in's name", () => {
    const files = {
      a: [
        "macro expr sum(x: expr<int64>) -> expr<int64> = x", "macro selector numeric() = @all", "macro table where(t: table) -> table = from t",
        "function round(x: float64) -> float64 = x", "function halve(x: float64) -> float64 = x / 2",
      ].join("\n"),
    };
    expect(problems(files)).toEqual(["builtin-name: sum", "builtin-name: numeric", "builtin-name: where", "builtin-name: round"]);
  });

  test("two files of one name are refused", () => {
    expect(problems({ "A/x": source("a"), "a/x": source("b") }).map((line) => line.split(":")[0])).toEqual(["module-duplicate"]);
  });
});

describe("the order of rules", () => {
  function order(files: Files): { readonly names: string[]; readonly problems: string[]; readonly diagnostics: Diagnostic[] } {
    const { modules, diagnostics } = modulesOf(files);
    const names = ruleOrder(modules, (d) => diagnostics.push(d)).map((declared) => declared.decl.name.text);
    return { names, problems: shown(files, diagnostics), diagnostics };
  }

  test("a rule comes after all that it reads, across modules and through joins, lets, unions, recursion and table arguments", () => {
    const files = {
      a: [
        'import { base } from "z"', "macro table with(t: table, other: table, keys: columns) -> table = from t |> join semi other as o on id == o.id", source("s"),
        rule("a_last", "e |> union all d"), rule("b_join", "base as x |> join f as y on x.id == y.id"), rule("c_arg", "base |> with(f, [id])"), rule("d", "(from c_arg)"),
        "rule e ordered by [id] { let base = from b_join from base }\n", rule("f", "s"), rule("g", "s |> recurse as f, max_depth: 3 { from f }"),
      ].join("\n"),
      z: source("raw") + rule("base", "raw"),
    };
    expect(order(files)).toMatchObject({ problems: [], names: ["base", "f", "b_join", "e", "c_arg", "d", "a_last", "g"] });
  });

  test("what a rule stored before is no reason to wait for it", () => {
    expect(order({ a: source("s") + "rule r ordered by [id] { from s |> union previous r }\n" })).toMatchObject({ names: ["r"], problems: [] });
  });

  test("rules that read each other are one error that shows the way round, and the others go on", () => {
    const files = { a: source("s") + rule("a", "b") + rule("b", "c") + rule("c", "a") + rule("free", "s") };
    const { names, problems: found, diagnostics } = order(files);
    expect(found).toEqual(["rule-cycle: b"]);
    expect(diagnostics[0]?.label).toBe("a → b → c → a");
    expect(names).toEqual(["free"]);
  });

  test("a rule that reads itself is told so", () => {
    expect(order({ a: rule("a", "a") }).diagnostics.map((d) => d.title)).toEqual(["a reads itself"]);
  });

  test("a chain of 20,000 rules is put in order", () => {
    const text = Array.from({ length: 20_000 }, (_, i) => rule(`r${i}`, i === 0 ? "s" : `r${i - 1}`)).reverse().join("");
    const { names } = order({ a: source("s") + text });
    expect([names.length, names[0], names.at(-1)]).toEqual([20_000, "r0", "r19999"]);
  });
});
