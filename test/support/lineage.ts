/** Two ways to one lineage: the graph of steps, and the sets that artifacts hold. */
import { expect } from "vitest";
import { columnKey, lineageGraph, rowsKey, type LineageGraph } from "../../src/compile/lineage-graph.ts";
import type { Compiled, Prepared } from "../../src/compile/types.ts";
import { lineage } from "../../src/ir/lineage.ts";
import { bindRule } from "../../src/lang/bind-rule.ts";

/** Leaves that value edges alone lead to, and those behind at least one edge of influence. Other rules' rows are theirs to tell. */
function leavesOf(graph: LineageGraph, start: string, own: string): { readonly value: string[]; readonly influence: string[] } {
  const seen = new Set<string>();
  const [value, influence] = [new Set<string>(), new Set<string>()];
  const pending: (readonly [id: string, decided: boolean])[] = [[start, false]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [id, decided] = next;
    if (seen.has(`${id} ${decided}`)) continue;
    seen.add(`${id} ${decided}`);
    const node = graph.nodes.get(id);
    if (node === undefined) throw new Error(`no node ${id}`);
    if (node.kind === "previous" || (node.of !== own && node.column !== null)) (decided ? influence : value).add(id.replace(/^previous /, ""));
    for (const edge of graph.into.get(id) ?? []) pending.push([edge.from, decided || edge.kind === "influence"]);
  }
  return { value: [...value].sort(), influence: [...influence].sort() };
}

/** What the steps of each rule of a pack lead to, and what the lineage says that its artifacts hold. */
export function expectSameLineage({ prepared, declared }: Compiled): number {
  const { program, env } = prepared as Prepared;
  let compared = 0;
  for (const { name } of declared) {
    const of = program.declarations.get(name);
    const rule = of?.kind === "rule" ? bindRule(of, program, env).rule : null;
    if (rule === null) continue;
    const graph = lineageGraph([name], false, prepared as Prepared);
    const said = lineage(rule, env);
    const text = (places: readonly number[]): string[] => [...new Set(places.map((place) => columnKey(said.leaves[place]?.name ?? "", said.leaves[place]?.column ?? "")))].sort();
    for (const { name: column, value, influence } of said.columns) {
      expect([column, leavesOf(graph, columnKey(name, column), name)]).toEqual([column, { value: text(value), influence: text(influence) }]);
      compared++;
    }
    expect([name, leavesOf(graph, rowsKey(name), name).influence]).toEqual([name, text(said.rows)]);
  }
  return compared;
}
