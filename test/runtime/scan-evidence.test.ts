import { readFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import scansSchema from "../../grammar/schemas/run-scans.json" with { type: "json" };
import { createOutput } from "../../src/cli/output.ts";
import { runInput } from "../../src/cli/run-input.ts";
import type { CompiledRule, CompiledSource } from "../../src/compile/types.ts";
import { scanSource } from "../../src/lower/index.ts";
import { runPlan } from "../../src/runtime/index.ts";
import type { ScanEvidence } from "../../src/runtime/record/scans.ts";
import { openFolder, packFolder } from "../support/pack.ts";

const WIDE = 200;
const ROWS = 8192;
const RULE = `source wide = parquet("wide.parquet") { ${Array.from({ length: WIDE }, (_, at) => `c${at}: int64`).join(", ")}, key [c0] }
rule three ordered by [c0] { from wide |> where c77 > 500 |> select { c0, double: c180 * 2 } }
`;

async function connect() {
  return (await DuckDBInstance.create(":memory:", { enable_external_file_cache: "false" })).connect();
}

/** Each column in pieces of 64 kB, so that reading one never means reading its neighbour. */
async function writeWide(file: string): Promise<void> {
  const columns = Array.from({ length: WIDE }, (_, at) => `(${at === 0 ? "i" : `i * ${at * 7919} % 1000003`})::BIGINT AS c${at}`);
  const connection = await connect();
  await connection.run(`copy (select ${columns.join(", ")} from range(${ROWS}) t(i)) to '${file}' (format parquet, compression uncompressed)`);
  connection.closeSync();
}

/** The evidence of a run, by rule; what the run says else is not asked. */
async function evidenceOf(folder: string): Promise<Map<string, ScanEvidence>> {
  const { pack, compiled, diagnostics } = openFolder(folder);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  if (pack === null || compiled === null) throw new Error("no pack");
  const invocation = { args: [], options: { evidence: true }, out: createOutput({ json: true, env: {} }), cwd: folder, env: {} };
  const asked = runInput(invocation, pack, compiled, new Set(compiled.declared.map(({ name }) => name)), () => undefined);
  if (!asked.ok) throw new Error("no input");
  const ran = await runPlan(asked.input);
  expect([ran.status, ran.diagnostics]).toEqual(["published", []]);
  const lines = readFileSync(path.join(folder, "target/case/run-scans.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as { kind: string });
  const validate = new Ajv({ allErrors: true }).compile(scansSchema);
  for (const line of lines) expect(validate(line) ? null : validate.errors).toBeNull();
  expect(lines[0]).toMatchObject({ kind: "run", run: ran.run });
  return new Map((lines.slice(1) as unknown as ScanEvidence[]).map((one) => [one.rule, one]));
}

describe("of a Parquet file with 200 columns", () => {
  test("a rule that needs three reads three, says the engine's plan, and its file log that no byte of another is read", async () => {
    const folder = packFolder({ "case.rule": RULE });
    const file = path.join(folder, "wide.parquet");
    await writeWide(file);
    const needed = ["c0", "c180", "c77"];
    expect((await evidenceOf(folder)).get("case.three")).toMatchObject({
      reads: [{ of: "case.wide", kind: "parquet", columns: WIDE, required: needed }],
      scans: [{ of: ["case.wide"], columns: needed, unneeded: [] }],
    });

    const { compiled } = openFolder(folder);
    const [rule, source] = [compiled?.rules[0] as CompiledRule, compiled?.sources[0] as CompiledSource];
    const connection = await connect();
    await connection.run(`create temp view ${rule.reads[0]?.sqlName} as ${scanSource(source, [file])}`);
    await connection.run("call enable_logging('FileSystem')");
    await connection.run(`create table made as ${rule.select.text}`);
    await connection.run("call disable_logging()");
    // Bytes of each column that a read touched.
    const touched = await connection.runAndReadAll(`
      with chunks as (select path_in_schema as name, coalesce(dictionary_page_offset, data_page_offset) as lo, lo + total_compressed_size as hi from parquet_metadata('${file}')),
        reads as (select pos::bigint as lo, pos::bigint + bytes::bigint as hi from duckdb_logs_parsed('FileSystem') where op = 'READ' and path like '%wide.parquet')
      select name, sum(least(reads.hi, chunks.hi) - greatest(reads.lo, chunks.lo))::bigint as bytes, (select count(*) from reads)
      from chunks join reads on reads.lo < chunks.hi and reads.hi > chunks.lo group by name order by name`);
    const rows = touched.getRowsJson();
    expect(rows.map(([name]) => name)).toEqual(needed);
    for (const [name, bytes] of rows) expect([name, Number(bytes) >= ROWS * 2]).toEqual([name, true]);
    connection.closeSync();
  });
});

test("the evidence names what an inline rule, a join and a rule read, and finds a column that is in a pushed filter alone", async () => {
  const folder = packFolder({
    "orders.csv": "id,customer,status,note\n1,7,paid,x\n2,8,open,y\n",
    "case.rule": `source orders = csv("orders.csv") { id: int64, customer: int64, status: string, note: string, key [id] }
source customers = parquet("customers.parquet") { customer_no: int64, country: string, mail: string, age: int64, key [customer_no] }
rule paid as inline { from orders |> where status == "paid" |> select { id, customer, note } }
rule stored ordered by [id] { from orders |> select { id, customer, status } }
rule joined ordered by [id] {
  from paid as p |> join customers as c on p.customer == c.customer_no |> where c.age > 30 |> select { id: p.id, country: c.country }
}
rule again ordered by [id] { from stored |> where customer > 7 |> select { id } }
`,
  });
  const connection = await connect();
  await connection.run(`copy (select range + 1 as customer_no, 'DE' as country, 'm' as mail, range as age from range(100)) to '${path.join(folder, "customers.parquet")}' (format parquet)`);
  connection.closeSync();
  const evidence = await evidenceOf(folder);
  expect(evidence.get("case.joined")).toMatchObject({
    reads: [
      { of: "case.customers", required: ["age", "country", "customer_no"] },
      { of: "case.orders", columns: 4, required: ["customer", "id", "status"] },
    ],
    scans: expect.arrayContaining([
      expect.objectContaining({ of: ["case.customers"], columns: ["age", "country", "customer_no"], unneeded: [] }),
      expect.objectContaining({ of: ["case.orders"], columns: ["customer", "id", "status"], unneeded: [] }),
    ]),
  });
  expect(evidence.get("case.again")).toMatchObject({ reads: [{ of: "case.stored", kind: "table", required: ["customer", "id"] }] });
  for (const { scans } of evidence.values()) for (const { unneeded } of scans) expect(unneeded).toEqual([]);
  expect([...evidence.keys()]).not.toContain("case.paid");
});
