/** What a rule gives when nothing is fused: each relation is made into a table before the next one reads it. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnId } from "../../src/ir/id.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relInputs, withInputs } from "../../src/ir/walk.ts";
import { isRefusal, lowerQuery, PRETTY } from "../../src/lower/index.ts";
import { naming } from "./kit.ts";

/** A query over the table of the last relation; `connection` has all of them then. */
export async function staged(connection: DuckDBConnection, rule: Rule): Promise<string> {
  const flat = { ...rule, columns: rule.columns.map((def, i) => ({ ...def, name: `c${i}` })) };
  // Of a limit whose input was sorted before and is a table now: tests sort by columns as they stand, ascending.
  const orderOf = (rel: Rel) => rel.outputs.map((column) => ({ column, desc: false, nullsFirst: false }));
  const tables: string[] = [];
  const table = (rel: Rel): string => `n${rel.id}`;
  const scanOf = (rel: Rel, outputs: readonly ColumnId[]): Rel =>
    ({ kind: "scan", id: rel.id, at: rel.at, outputs, of: { kind: "source", name: table(rel) }, reads: outputs.map((column) => [`c${column}`, column]) });
  const make = async (rel: Rel): Promise<void> => {
    if (tables.includes(table(rel))) return;
    for (const input of relInputs(rel)) await make(input);
    let node = withInputs(rel, (input) => scanOf(input, input.outputs));
    if (rel.kind === "scan" && rel.of.kind === "local") {
      const { root } = rule.locals[rel.of.local]!;
      await make(root);
      const named = new Map(root.outputs.map((column) => [rule.columns[column]!.name, column]));
      node = { ...rel, of: { kind: "source", name: table(root) }, reads: rel.reads.map(([name, column]) => [`c${named.get(name)}`, column]) };
    }
    // A limit takes the first rows of what is sorted, and a table has no order.
    if (rel.kind === "limit" && rel.input.kind === "sort") node = { ...rel, input: withInputs(rel.input, (input) => scanOf(input, input.outputs)) };
    const lowered = lowerQuery(flat, node, [], naming, { ...PRETTY, orderOf });
    if (isRefusal(lowered)) throw new Error(lowered.reason);
    await connection.run(`create or replace table ${table(rel)} as ${lowered.text}`);
    tables.push(table(rel));
  };
  await make(rule.root);
  return `select ${rule.root.outputs.map((column) => `c${column}`).join(", ")} from ${table(rule.root)}`;
}

export const asBag = (rows: unknown[][]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();
