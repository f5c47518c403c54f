/** The plan of the fault tests: every kind of output, each holding the version that its run was given. */
import type { CompiledRule } from "../../../src/runtime/plan-types.ts";
import type { RunInput } from "../../../src/runtime/run/work.ts";
import { file, input, rule } from "../plans.ts";

export function versioned(root: string, version: number, more: Partial<RunInput> = {}, rows = 1000): RunInput {
  const rules: CompiledRule[] = [
    rule("m.base", "n: int64, version: int32", "n", `SELECT r AS n, ${version}::INTEGER AS version FROM range(${rows}) q(r) ORDER BY n`),
    rule("m.parquet", "n: int64, version: int32", "n", "SELECT n, version FROM base ORDER BY n", { reads: ["m.base"], storage: file("parquet", "out/p.parquet") }),
    rule("m.csv", "n: int64, version: int32", "n", "SELECT n, version FROM parquet ORDER BY n", { reads: ["m.parquet"], storage: file("csv", "out/c.csv") }),
    rule("m.seen", "n: int64, version: int32", "", "SELECT base.n, csv.version FROM base JOIN csv USING (n)", { reads: ["m.base", "m.csv"], storage: { kind: "view" } }),
    rule("m.last", "version: int32, rows: int64", "version", "SELECT version, count(*) AS rows FROM seen GROUP BY version ORDER BY version", { reads: ["m.seen"] }),
  ];
  return input(root, rules, more);
}
