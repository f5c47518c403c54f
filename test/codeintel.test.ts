import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runTest, suiteOf } from "../src/compile/tests/index.ts";
import { failed } from "../src/evaluate/index.ts";
import type { Type } from "../src/values/type.ts";
import { jsonOf } from "../src/values/value-text.ts";
import type { JsonValue } from "../src/runtime/engine.ts";
import { closeTables, evaluatePack } from "./evaluate/tables.ts";
import { indexed, root } from "./support/codeintel.ts";
import { openFolder } from "./support/pack.ts";
import type { Workspace } from "./workspace.ts";

const temp = mkdtempSync(join(tmpdir(), "rulec-codeintel-"));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const expected = (file: string): string[] =>
  readFileSync(join(root, "test/projects/shop/expected-graph", file), "utf8").trimEnd().split("\n").filter((line) => !line.startsWith("#")).sort();
/** Values as text, null as none. */
const cells = (row: readonly JsonValue[]): string[] => row.map((value) => (value === null ? "" : typeof value === "string" ? value : JSON.stringify(value)));
/** The last descriptors of a symbol: `Cart#add().` of a method, `hello().` of a function. */
const short = (symbol: string): string => symbol.startsWith("local ") ? "a local" : (/([^/`]+#)?(`[^`]+`|[^/`#]+)?[^/#]*$/.exec(symbol)?.[0] ?? symbol).replace(/^.*`\//, "");

describe("the shop, whose graph was written by hand", () => {
  let shop: Workspace;
  afterAll(closeTables);
  beforeAll(async () => {
    shop = await indexed(join(temp, "shop"), join(root, "test/projects/shop"));
  }, 120_000);
  test("calls lead from the definition around them to the symbol that is called", async () => {
    const rows = await shop.rows(`from call_edges as e |> join left ast_defs as d on e.src == d.def_id |> join left ast_defs as c on d.container_def_id == c.def_id
      |> select { e.path, class: c.name, name: d.name, dst, ambiguity_group_id }`);
    const lines = rows.map(cells).map(([path = "", of, name, dst = "", group]) => `${path} ${of === "" ? "" : `${of}#`}${name === "" ? path : name} -> ${short(dst)}${group === "" ? "" : " ?"}`);
    expect(lines.sort()).toEqual(expected("calls.txt"));
  });
  test("imports lead from a file to the file that they name", async () => {
    const rows = await shop.rows("from import_edges as e |> join scip_documents as d on e.dst == d.module_symbol, cardinality: \"n:m\" |> select { from_path: e.path, to_path: d.path }");
    expect(rows.map(cells).map(([from, to]) => `${from} -> ${to}`).sort()).toEqual(expected("imports.txt"));
  });
  test("calls that nothing resolves are guessed by name, with what the guess is worth", async () => {
    const rows = await shop.rows(`from fallback_calls as f |> join qualified_names as n on f.dst == n.qname_id, cardinality: "n:1" |> join left ast_defs as d on f.src == d.def_id |> select { f.path, d.name, n.qname, confidence }`);
    expect(rows.map(cells).map(([path, name, qname, confidence]) => `${path} ${name} -> ${qname} ${confidence}`).sort()).toEqual(expected("fallback.txt"));
  });
  test("findings are those of a careful reader", async () => {
    const rows = await shop.rows("from findings |> where kind != \"most_called\" |> select { kind, path, message }");
    expect(rows.map((row) => cells(row).join(" ")).sort()).toEqual(expected("findings.txt"));
  });
  test("what a call may end in is found through others, by the shortest way, and circles end", async () => {
    const rows = await shop.rows("from call_reach |> select { src, dst, steps }");
    const lines = rows.map(cells).map(([src = "", dst = "", steps]) => [src, dst, `${short(src)} -> ${short(dst)} ${steps}`] as const);
    const ofShop = (symbol: string): boolean => / shop /.test(symbol) && /[).]$/.test(symbol) && !symbol.includes("<constructor>");
    expect(lines.filter(([src, dst]) => ofShop(src) && ofShop(dst)).map(([, , line]) => line).sort()).toEqual(expected("reach.txt"));
  });
  test("what implements what is an edge at its definition", async () => {
    const rows = await shop.rows("from sym_implementation |> select { path, src, dst }");
    expect(rows.map(cells).map(([path, src = "", dst = ""]) => `${path} ${short(src)} -> ${short(dst)}`).sort()).toEqual(expected("implements.txt"));
    expect(await shop.rows("from sym_implementation as s |> join anti role_defines as d on s.path == d.path and s.src == d.dst and s.bstart == d.bstart |> select { src }")).toEqual([]);
  });
  test("parameters come by their place, and what takes none has a row without one", async () => {
    const rows = await shop.rows(`from params_long as p |> join ast_defs as d on p.def_id == d.def_id |> where d.kind in ["function", "method", "getter"] and d.name is not null
      |> select { d.path, of: d.name, p.index, p.name, p.type, p.optional }`);
    const lines = rows.map(cells).map(([path, of, index, name, type, optional]) => `${path} ${of} ${index === "" ? "-" : `${index} ${name}${optional === "true" ? "?" : ""}: ${type}`}`);
    expect(lines.sort()).toEqual(expected("params.txt"));
  });
  test("a type is one wherever it stands and however it is broken into lines", async () => {
    const rows = await shop.rows("from type_nodes as n |> join types_norm as t on n.type_id == t.type_id, cardinality: \"1:n\" |> group { n.text } { places: count() }");
    expect(rows.map((row) => cells(row).join(" ")).sort()).toEqual(expected("types.txt"));
  });
  test("each write of a name meets each read of it in its scope", async () => {
    const bytes = readFileSync(join(root, "test/projects/shop/src/cli.ts"));
    const place = (byte: JsonValue | undefined): string => {
      const before = bytes.subarray(0, Number(byte)).toString("utf8").split("\n");
      return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    };
    const rows = await shop.rows("from def_use_pairs |> where path == \"src/cli.ts\" |> select { name, def_bstart, use_bstart }");
    expect(rows.map(([name, def, use]) => `${cells([name ?? null]).join("")} ${place(def)} ${place(use)}`).sort()).toEqual(expected("def-use.txt"));
  });
  test("what is known of nodes and edges lies beside them", async () => {
    const rows = await shop.rows(`from graph_props as p |> join left graph_nodes as n on p.entity_id == n.node_id |> join left graph_edges as e on p.entity_id == e.edge_id
      |> where (n.path == "src/greeter.ts" and key != "sha256" and key != "size_bytes") or (e.path == "src/greeter.ts" and e.kind == "import_edges")
      |> select { kind: n.node_kind ?? "edge", name: if n.node_kind == "file" then "" else n.name ?? "./deep.ts", key, value }`);
    expect(rows.map(cells).map(([kind, name, key, value]) => `${kind} ${name === "" ? "" : `${name} `}${key} = ${value}`).sort()).toEqual(expected("props.txt"));
  });
  test("the definition of the language gives the engine's rows of every rule, in the same order, and finds every promise kept", async () => {
    const { outcomes } = await evaluatePack(openFolder(join(temp, "shop")), "bound");
    for (const { name, table, columns } of shop.compiled.rules) {
      const outcome = outcomes.get(name);
      if (outcome === undefined || failed(outcome)) throw outcome ?? new Error(`${name} was not evaluated`);
      const types = columns.map(({ type }) => type);
      expect([name, outcome.table.rows.map((row) => row.map((value, i) => jsonOf(types[i] as Type, value)))]).toEqual([name, await shop.rows(`from ${table}`)]);
      expect([name, outcome.broken]).toEqual([name, []]);
    }
  });
  test("a file that cannot be parsed is a row among the diagnostics", async () => {
    const rows = await shop.rows("from diagnostics_norm |> where source == \"parser\" |> select { path, code, severity, index, tag }");
    expect(rows).toContainEqual(["src/broken.ts", "parse_error", 1, null, null]);
  });
});

test("the examples that stand beside the rules hold", () => {
  const { compiled } = openFolder(join(root, "rules/codeintel"));
  if (compiled === null) throw new Error("the pack does not open");
  const suite = suiteOf(compiled);
  const results = compiled.tests.map((one) => runTest(one, suite));
  expect(results.flatMap(({ title, problems }) => problems.map(({ says }) => `${title}: ${says}`))).toEqual([]);
  expect(results.length).toBeGreaterThan(5);
});
