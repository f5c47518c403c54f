/** Every example of the table, written in the language, compiled and run: what the reference says is what a user gets. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { compile } from "../../src/compile/compile.ts";
import { evaluateRule, type Table } from "../../src/evaluate/index.ts";
import { FUNCTIONS, type FunctionRow } from "../../src/ir/functions/index.ts";
import { chooseProfile, readManifest, type Manifest, type Profile } from "../../src/lang/pack.ts";
import { PASSES } from "../../src/ir/passes/list.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { relsOf } from "../../src/ir/walk.ts";
import { INT64, type Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { textOf } from "../../src/values/value-text.ts";
import { query, type Json } from "./engine.ts";

const host = { sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"), now: () => 0 };

type Case = { readonly rule: string; readonly row: FunctionRow; readonly call: string; readonly result: string };
const examples = FUNCTIONS.flatMap((row) => row.examples.map(([call, result]) => ({ row, call, result })));
const cases: readonly Case[] = examples.map((of, i) => ({ ...of, rule: `e${i}` }));

/** A literal has its type from what it is; `null` alone has none, so it is asked for with `is null`. */
const body = ({ row: { kind }, call, result }: Case): string => {
  if (kind === "aggregate") return `from xs |> aggregate { got: ${call} } |> derive { want: ${result} }`;
  // Of the rows 1, 2, null in their order, the one in the middle.
  if (kind === "window") {
    const wanted = result === "null" ? "{ got: got is null, want: true }" : `{ got, want: ${result} }`;
    return `from xs |> derive { got: ${call} } |> where k == 1 |> select ${wanted}`;
  }
  const row = result === "null" ? `{ got: (${call}) is null, want: true }` : `{ got: ${call}, want: ${result} }`;
  return `from xs |> where k == 0 |> select ${row}`;
};

const text = [
  'source xs_rows = csv("xs.csv") { k: int64, xs: int64?, key [k] }',
  "rule xs as inline { from xs_rows }",
  ...cases.map((of) => `rule ${of.rule} unordered { ${body(of)} }`),
].join("\n");
const manifest = readManifest('{"name": "examples", "version": "0.1.0", "language": 1, "roots": [""]}', () => []).manifest as Manifest;
// As bound: the passes compute what is constant, and the engine would be asked nothing.
const without = PASSES.map(({ name }) => name);
const compiled = compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [{ path: "examples.rule", text }] }, host, { keep: true, without });
const ruleOf = (of: Case) => compiled.rules.find(({ name }) => name.endsWith(`.${of.rule}`) || name === of.rule);

test("all examples compile", () => {
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ code, title, at }) => `${code}: ${title}: ${text.slice(at.start, at.end)}`)).toEqual([]);
});

test("an example calls the row that it stands at", () => {
  const elsewhere = cases.filter((of) => {
    const rule = ruleOf(of);
    return rule?.ir.includes(`"fn":"${of.row.name}"`) !== true;
  });
  expect(elsewhere.map(({ row, call }) => `${row.name}: ${call}`)).toEqual([]);
});

test.each(cases.map((of) => [of.call, of.result, of] as const))("%s is %s", async (_call, _result, of) => {
  const rule = ruleOf(of);
  const sql = rule?.select.text ?? "select 'not compiled' as got, null as want";
  const rows = "with xs_rows(k, xs) as (values (0::bigint, 1::bigint), (1, 2), (2, null))";
  const same: Json = await query(`${rows} select got is not distinct from want or got::varchar = want::varchar from (${sql})`);
  if (same === true) return;
  const [got, want] = [await query(`${rows} select got::varchar from (${sql})`), await query(`${rows} select want::varchar from (${sql})`)];
  expect({ got, sql }).toEqual({ got: want, sql });
});

const XS: Table = { columns: [{ name: "k", type: INT64 }, { name: "xs", type: INT64 }], rows: [[0n, 1n], [1n, 2n], [2n, null]] };
/** Of approximate functions an engine's last digits may differ. */
const near = (got: Value, want: Value): boolean => typeof got === "number" && typeof want === "number" && Math.abs(got - want) <= 1e-15 * Math.abs(want);

test.each(cases.map((of) => [of.call, of.result, of] as const))("%s is %s on the evaluator", (_call, _result, of) => {
  const rule = ruleOf(of)?.rule as Rule;
  const source = [...relsOf(rule)].flatMap((rel) => (rel.kind === "scan" && rel.of.kind === "source" ? [rel.of.name] : []));
  const { columns, rows } = evaluateRule(rule, { tables: new Map(source.map((name) => [name, XS])), previous: null, params: new Map() }).table;
  const [got, want] = ["got", "want"].map((name) => {
    const at = columns.findIndex((column) => column.name === name);
    return { type: columns[at]?.type as Type, value: rows[0]?.[at] as Value };
  }) as [Typed, Typed];
  if (of.row.approximate === true && near(got.value, want.value)) return;
  expect(textOf(got.type, got.value)).toEqual(textOf(want.type, want.value));
});

type Typed = { readonly type: Type; readonly value: Value };
