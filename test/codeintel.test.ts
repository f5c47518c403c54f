import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runTest } from "../src/compile/run-tests.ts";
import { failed } from "../src/evaluate/index.ts";
import type { Type } from "../src/values/type.ts";
import { jsonOf } from "../src/values/value-text.ts";
import { extract } from "../rules/codeintel/extract/src/main.ts";
import type { JsonValue } from "../src/runtime/engine.ts";
import { closeTables, evaluatePack } from "./evaluate/tables.ts";
import { openFolder } from "./support/pack.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const temp = mkdtempSync(join(tmpdir(), "rulec-codeintel-"));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

/** The pack on the index of a project, in a folder of its own; `wanted`: rules that are built with all that they read, else every rule. */
async function indexed(name: string, project: string, params: Readonly<Record<string, string>> = {}, wanted?: readonly string[]): Promise<Workspace> {
  const dir = join(temp, name);
  mkdirSync(dir, { recursive: true });
  cpSync(join(root, "rules/codeintel/rules"), join(dir, "rules"), { recursive: true });
  const { tables } = await extract({ project, cache: join(dir, "target/index") });
  // As a profile would say it, so that whoever opens the folder reads this index.
  const manifest: object = JSON.parse(readFileSync(join(root, "rules/codeintel/rulepack.json"), "utf8"));
  writeFileSync(join(dir, "rulepack.json"), JSON.stringify({ ...manifest, params: { "sources.index": relative(dir, dirname(tables["files"])) } }));
  const workspace = openWorkspace(dir, params);
  const needed = wanted === undefined ? null : upstream(workspace, wanted);
  await workspace.run(needed === null ? {} : { selected: (rule) => needed.has(rule) });
  return workspace;
}

function upstream({ compiled }: Workspace, wanted: readonly string[]): ReadonlySet<string> {
  const reads = new Map(compiled.rules.map((rule) => [rule.name, rule.reads.map(({ of }) => of.name)]));
  // A set grows while it is walked, and the walk reaches what was added.
  const needed = new Set(wanted);
  for (const name of needed) for (const read of reads.get(name) ?? []) needed.add(read);
  return needed;
}
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
    shop = await indexed("shop", join(root, "test/projects/shop"));
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
  const results = compiled.tests.map((one) => runTest(one, compiled));
  expect(results.flatMap(({ title, problems }) => problems.map(({ says }) => `${title}: ${says}`))).toEqual([]);
  expect(results.length).toBeGreaterThan(5);
});

/** What must hold of any project. */
function invariants(of: () => Workspace): void {
  test("every end of an edge is a node", async () => {
    for (const end of ["src", "dst"]) expect(await of().rows(`from graph_edges as e |> join anti graph_nodes as n on e.${end} == n.node_id |> select { kind, ${end} } |> limit 5, arbitrary: true`)).toEqual([]);
    expect(await of().count("from graph_edges")).toBeGreaterThan(100);
  });
  test("no two nodes and no two edges have one id", async () => {
    for (const [table, id] of [["graph_nodes", "node_id"], ["graph_edges", "edge_id"]] as const) {
      expect(await of().rows(`from ${table} |> group { ${id} } { rows: count() } |> where rows > 1 |> limit 5, arbitrary: true`)).toEqual([]);
    }
  });
  test("every definition with an identifier for a name has a symbol", async () => {
    const lost = await of().rows(`from ast_defs as d |> where d.name is not null and d.name_bstart is not null and regexp_matches(d.name ?? "", r"^[A-Za-z_]\\w*$")
      |> join anti rel_def_symbol as s on d.def_id == s.node_id |> join semi scip_documents as f on d.path == f.path |> select { d.path, name: d.name } |> limit 5, arbitrary: true`);
    expect(lost).toEqual([]);
  });
}

describe("another project: the sources that rxjs ships", () => {
  let rxjs: Workspace;
  beforeAll(async () => {
    const copy = join(temp, "rxjs-src");
    cpSync(join(root, "node_modules/rxjs/src"), copy, { recursive: true });
    rxjs = await indexed("rxjs", copy);
  }, 300_000);
  invariants(() => rxjs);
  test("one thread and eight make the same rows of every rule, in the same order", async () => {
    const digests = async (): Promise<string[]> => {
      const out: string[] = [];
      for (const { table } of rxjs.compiled.rules) out.push(`${table} ${createHash("sha256").update(JSON.stringify(await rxjs.rows(`from ${table}`))).digest("hex")}`);
      return out;
    };
    const made: string[][] = [];
    for (const threads of [1, 8]) {
      await rxjs.run({ profile: { ...rxjs.input.profile, threads } });
      made.push(await digests());
    }
    expect(made[0]?.length).toBeGreaterThan(20);
    expect(made[1]).toEqual(made[0]);
  }, 300_000);
});

describe("the real repository", () => {
  let repository: Workspace;
  const copy = join(temp, "copy");
  beforeAll(async () => {
    // A copy, so that nobody edits what is being read; its packages are where they were.
    for (const part of ["src", "test", "bench", "rules", "package.json", "tsconfig.json"]) cpSync(join(root, part), join(copy, part), { recursive: true, filter: (from) => !/[\\/](target|out|node_modules)$/.test(from) });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    repository = await indexed("repository", copy, {}, ["graph.graph_edges"]);
  }, 600_000);
  invariants(() => repository);
  test("the bytes of each named span are the name", async () => {
    const wrong: string[] = [];
    const rows = await repository.rows("from ast_defs |> where name is not null and name_bstart is not null and name_bend is not null |> select { path, name, name_bstart, name_bend }");
    const files = new Map<string, Buffer>();
    for (const [path, name, start, end] of rows as [string, string, number, number][]) {
      const bytes = files.get(path) ?? readFileSync(join(copy, path));
      files.set(path, bytes);
      const text = bytes.subarray(start, end).toString("utf8");
      if (text !== name && !/^["'[]/.test(text) && !text.startsWith("#")) wrong.push(`${path}: ${text} for ${name}`);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(rows.length).toBeGreaterThan(1000);
  });
});
