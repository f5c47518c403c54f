/** The passes on the engine itself: the SQL of a rule as it was bound and of the same rule after the passes give the rows that the rule means. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { optimise } from "../../src/ir/passes/list.ts";
import { printRule } from "../../src/ir/print.ts";
import { createProps, coversKey } from "../../src/ir/props/index.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relsOf } from "../../src/ir/walk.ts";
import { isRefusal, lowerRule, PRETTY } from "../../src/lower/index.ts";
import type { Value } from "../../src/values/value.ts";
import type { Kit } from "./kit.ts";
import { build, dataOf, keyText, rowsOf, steps, table, type Data } from "./random-rule.ts";

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const TABLES = { t: "id bigint, a bigint, b bigint, xs bigint[]", u: "k bigint, v bigint, w bigint" } as const;
const literal = (value: Value): string => (Array.isArray(value) ? `[${value.map(literal).join(", ")}]` : typeof value === "bigint" ? String(value) : "null");

async function load(data: Data): Promise<void> {
  for (const [name, columns] of Object.entries(TABLES)) {
    const rows = (data[name] ?? []).map((row) => `(${columns.split(", ").map((column) => literal(row[column.split(" ")[0] as string] ?? null)).join(", ")})`);
    await connection.run(`create or replace table ${name} (${columns})`);
    if (rows.length > 0) await connection.run(`insert into ${name} values ${rows.join(", ")}`);
  }
}

const plain = (value: unknown): unknown => (typeof value === "object" && value !== null && "items" in value ? (value.items as unknown[]).map(plain) : value);

/** Null where the engine's form of the rule is refused. */
async function run(rule: Rule, k: Kit): Promise<readonly string[] | null> {
  const propsOf = createProps({ ...rule, env: k.env });
  const sql = lowerRule(rule, { relation: (of) => ["name" in of ? of.name : ""], param: (name) => name, pattern: (name) => name }, { ...PRETTY, orderOf: (rel) => propsOf(rel).order });
  if (isRefusal(sql)) return null;
  const rows = (await connection.runAndReadAll(sql.text)).getRows();
  return rows.map((row) => keyText(row.map((value) => plain(value) as Value)));
}

/** Whether text alone fixes the rows: whatever takes the first of some says by which columns, and no two rows tie in those. */
function isDetermined(rule: Rule, k: Kit): boolean {
  const propsOf = createProps({ ...rule, env: k.env });
  const sorted = (rel: Rel): boolean => rel.kind === "sort" && coversKey(propsOf(rel.input), rel.keys.flatMap((key) => (key.expr.kind === "column" ? [key.expr.column] : [])));
  return relsOf(rule).every((rel) => {
    if (rel.kind === "limit") return sorted(rel.input);
    if (rel.kind === "join") return rel.asof === null;
    return rel.kind !== "dedupe" && !(rel.kind === "project" && rel.adds.some(([, expr]) => expr.kind === "window" && expr.fn === "row_number"));
  });
}

test("a rule's rows are the same as bound, after the passes, and as it means", async () => {
  await fc.assert(fc.asyncProperty(steps, dataOf, async (plan, data) => {
    const { k, rule } = build(plan);
    const rows = rowsOf(rule, data);
    if (rows === undefined || !isDetermined(rule, k)) return;
    await load(data);
    const wanted = table(rows).toSorted();
    for (const form of [rule, optimise(rule, k.env)]) {
      const got = await run(form, k);
      if (got !== null) expect(got.toSorted(), printRule(form)).toEqual(wanted);
    }
  }), { numRuns: 150 });
});
