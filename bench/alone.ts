/** What a run does for rows, without the run: the same texts in the same order on one connection of DuckDB, each committed by itself, as a run commits each staged table. */
import { DuckDBInstance } from "@duckdb/node-api";
import { MEANING } from "../src/runtime/duckdb/open.ts";
import { RESULT_NAME, type CompiledRule } from "../src/runtime/plan-types.ts";
import { planRun } from "../src/runtime/run/plan.ts";
import { readBack } from "../src/runtime/run/readback.ts";
import { locate } from "../src/runtime/sources/paths.ts";
import { identifier, stringLiteral } from "../src/runtime/sql-text.ts";
import type { Workspace } from "../test/workspace.ts";

/**
 * Views of the sources, then for each rule its table, what is promised of it, and the read-back; a source's claims stand before the first
 * rule that reads it. What a run calls `RESULT_NAME` is the table's own name here: nobody who writes by hand would make a view for it. No parameters: the packs have none.
 */
export function statementsOf({ input, compiled }: Workspace): string[] {
  const out: string[] = [];
  const plan = planRun(compiled.rules, compiled.sources, () => true);
  const claims = new Map(plan.sources.map((source) => {
    const found = locate(source, { root: input.root, values: input.values, policy: input.profile.policy });
    if ("code" in found) throw new Error(found.title);
    out.push(`CREATE VIEW ${identifier(source.claimName)} AS ${input.scan(source, found.paths)}`);
    return [source.name, source.claims.map(({ count }) => count.text)];
  }));
  for (const rule of plan.build) {
    for (const { of } of rule.reads) {
      out.push(...(claims.get(of.name) ?? []));
      claims.delete(of.name);
    }
    out.push(...statementsOfRule(rule));
  }
  return out;
}

function statementsOfRule(rule: CompiledRule): string[] {
  const table = identifier(rule.table);
  const check = readBack(table, rule.order, rule.keys);
  return [`CREATE TABLE ${table} AS\n${rule.select.text}`, ...rule.scans.map(({ count }) => count.text.replaceAll(RESULT_NAME, table)), ...(check === null ? [] : [check.text])];
}

/** Throws where a statement fails. Results are read, as somebody who counts mistakes does. */
export async function runAlone(file: string, threads: number, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file, { threads: String(threads) });
  const connection = await instance.connect();
  for (const [name, value] of MEANING) await connection.run(`SET GLOBAL ${name} = ${stringLiteral(value)}`);
  for (const text of statements) {
    if (text.startsWith("CREATE")) await connection.run(text);
    else (await connection.runAndReadAll(text)).getRows();
  }
  connection.closeSync();
  instance.closeSync();
}
