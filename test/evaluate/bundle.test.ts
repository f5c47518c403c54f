/** The evaluator runs where nothing but the language itself is: in a browser, a worker, a notebook. */
import vm from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { ruleToJson } from "../../src/ir/json.ts";
import { INT64, STRING } from "../../src/values/type.ts";
import { kit } from "../ir/kit.ts";

/** Reads a rule's JSON, evaluates it, and gives its rows as text. */
const ENTRY = `
  import { evaluateRule } from "./src/evaluate/index.ts";
  import { ruleFromJson } from "./src/ir/json-read.ts";
  import { scalar } from "./src/values/type.ts";
  globalThis.run = (json, rows) => {
    const columns = [{ name: "id", type: scalar("int64") }, { name: "name", type: scalar("string") }];
    const { table, broken } = evaluateRule(ruleFromJson(json), { tables: new Map([["t", { columns, rows }]]), previous: null, params: new Map() });
    return table.rows.map((row) => row.map(String).join(" ")).join("; ") + ", broken: " + broken.length;
  };`;

test("a rule is evaluated without process, Buffer, require or the network", async () => {
  const k = kit({ t: { columns: { id: "int64", name: "string" }, keys: [["id"]] } });
  const scan = k.scan("t");
  const kept = k.filter(scan, k.test("gt", k.ref(scan, "id"), k.int(1)));
  const named = k.derive(kept, { hash: k.fn("sha256", [k.ref(kept, "name")], STRING), twice: k.fn("multiply", [k.ref(kept, "id"), k.int(2)], INT64) });
  const rule = k.rule(k.select(named, "id", "twice", { hash: k.fn("substr", [k.ref(named, "hash"), k.int(1), k.int(8)], STRING) }));

  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: "ts" }, bundle: true, write: false, platform: "browser", format: "iife", target: "es2023", metafile: true, logLevel: "silent",
  });
  expect(Object.keys(metafile.inputs).filter((file) => /^node:|src\/(runtime|lower|cli|lang)\//.test(file))).toEqual([]);
  const context = vm.createContext({ TextEncoder, TextDecoder });
  vm.runInContext(outputFiles[0]?.text ?? "", context);
  const run = context["run"] as (json: string, rows: unknown) => string;
  expect(run(ruleToJson(rule).line, [[1n, "a"], [2n, "abc"]])).toBe("2 4 ba7816bf, broken: 0");
});
