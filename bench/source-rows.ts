/** Rows for the sources of generated packs: the same for the same source and count, with nulls, repeats and matching ids. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { CompiledSource } from "../src/compile/types.ts";

/** `h(n)`, put in by text, is a number from 0 that depends on the row, the source and `n`. */
const VALUES: Readonly<Record<string, (rows: number) => string>> = {
  id: () => "id", customer_id: (rows) => `1 + h(1) % ${Math.max(1, Math.floor(rows / 5))}`, name: () => "' Name ' || h(2) % 1000", status: () => "['paid', 'open', 'Shipped', 'deleted', 'PAID'][1 + h(3) % 5]",
  country: () => "case when h(4) % 10 = 0 then null else ['de', 'fr', 'us', 'gb', 'es', 'it'][1 + h(4) % 6] end", qty: () => "(1 + h(5) % 9)::integer", amount: () => "(h(6) % 100000 / 100)::decimal(18, 2)",
  created_at: () => "timestamp '2024-01-01 00:00:00' + to_minutes((h(7) % 1000000)::bigint)", product_id: () => "1 + h(8) % 500", category: () => "case when h(9) % 8 = 0 then null else 'category ' || h(9) % 20 end",
  discount: () => "(h(10) % 5000 / 100)::decimal(18, 2)", score: () => "h(11) % 10000 / 7.0", is_active: () => "h(12) % 2 = 0", event_date: () => "date '2024-01-01' + (h(13) % 700)::integer", updated_at: () => "timestamp '2025-01-01 00:00:00' + to_seconds((h(14) % 10000000)::bigint)",
};

export async function writeSources(sources: readonly CompiledSource[], folder: string, rows: number): Promise<void> {
  mkdirSync(join(folder, "data"), { recursive: true });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const [nth, { columns, provider }] of sources.entries()) {
    const file = provider.kind === "parquet" ? provider.paths[0]?.[0] : undefined;
    if (typeof file !== "string") throw new Error("generated sources are Parquet files");
    const items = columns.map(({ name, sqlType }) => `(${(VALUES[name] as (rows: number) => string)(rows).replaceAll(/h\((\d+)\)/g, `(hash(id * 1000 + $1, ${nth}) % 1000000007)::bigint`)})::${sqlType} as ${name}`);
    await connection.run(`copy (select ${items.join(", ")} from range(1, ${rows + 1}) as r(id)) to '${join(folder, file).replaceAll("'", "''")}' (format parquet)`);
  }
  connection.closeSync();
  instance.closeSync();
}
