/** rules/codeintel on projects that nobody wrote for it. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { indexed, root } from "../support/codeintel.ts";
import type { Workspace } from "../workspace.ts";

const temp = mkdtempSync(join(tmpdir(), "rulec-codeintel-"));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

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
    rxjs = await indexed(join(temp, "rxjs"), copy);
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
      await rxjs.run({ profile: { ...rxjs.input.profile, threads }, fullRefresh: true });
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
    repository = await indexed(join(temp, "repository"), copy, ["graph.graph_edges"]);
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
