/** Random rules over random rows: what is proven of a relation is true of its rows, and what the passes make of a rule gives the same rows. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ColumnId } from "../../src/ir/id.ts";
import { ruleFromJson } from "../../src/ir/json-read.ts";
import { ruleToJson } from "../../src/ir/json.ts";
import { lineage } from "../../src/ir/lineage.ts";
import { requiredColumns } from "../../src/ir/needs.ts";
import { optimise, PASSES } from "../../src/ir/passes/list.ts";
import { printRule } from "../../src/ir/print.ts";
import { createProps } from "../../src/ir/props/index.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Props, Rule } from "../../src/ir/rule.ts";
import { relsOf } from "../../src/ir/walk.ts";
import type { Row } from "../../src/evaluate/index.ts";
import { compareValues } from "../../src/values/compare.ts";
import { NULL } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { comparable, isDetermined } from "./passes/same-rows.ts";
import { build, dataOf, keyText, rowsOf, steps, table, type Data } from "./random-rule.ts";

const compare = (a: Value, b: Value, key: { readonly desc: boolean; readonly nullsFirst: boolean }): number => {
  if (a === null || b === null) return a === b ? 0 : (a === null) === key.nullsFirst ? -1 : 1;
  return compareValues(NULL, a, b) * (key.desc ? -1 : 1);
};
const runs = { numRuns: 150 };

describe("what is proven of a relation is true of its rows", () => {
  function contradictions(props: Props, rows: readonly Row[]): string[] {
    const of = (row: Row, column: ColumnId): Value => row.get(column) as Value;
    const alike = (a: Row, b: Row, columns: Iterable<ColumnId>): boolean => [...columns].every((c) => keyText([of(a, c)]) === keyText([of(b, c)]));
    const pairs = rows.flatMap((a, at) => rows.slice(at + 1).map((b) => [a, b] as const));
    const ties = (a: Row, b: Row): number => props.order.reduce((order, key) => order || compare(of(a, key.column), of(b, key.column), key), 0);
    return [
      ...props.keys.filter((key) => pairs.some(([a, b]) => alike(a, b, key))).map((key) => `key ${[...key].join()}`),
      ...[...props.constant].filter((c) => pairs.some(([a, b]) => !alike(a, b, [c]))).map((c) => `constant ${c}`),
      ...props.equal.filter((same) => rows.some((row) => new Set([...same].map((c) => keyText([of(row, c)]))).size > 1)).map((same) => `equal ${[...same].join()}`),
      ...props.determines.filter(({ from, to }) => pairs.some(([a, b]) => alike(a, b, from) && !alike(a, b, [to]))).map(({ from, to }) => `${[...from].join()} -> ${to}`),
      ...[...props.notNull].filter((c) => rows.some((row) => of(row, c) === null)).map((c) => `not null ${c}`),
      ...(props.atMost !== null && rows.length > props.atMost ? [`at most ${props.atMost}`] : []),
      ...(rows.some((row, at) => at > 0 && ties(rows[at - 1] as Row, row) > 0) ? ["order"] : []),
      ...(props.total && pairs.some(([a, b]) => ties(a, b) === 0) ? ["total"] : []),
    ];
  }
  test("order, keys, dependencies, constants, equal columns, nulls and bounds, at every stage", () => {
    fc.assert(fc.property(steps, dataOf, (plan, data) => {
      const { k, rule } = build(plan);
      const propsOf = createProps({ ...rule, obligations: [], env: k.env });
      for (const rel of relsOf(rule)) {
        const rows = rowsOf(rule, data, rel);
        if (rows === undefined) return;
        const props = propsOf(rel);
        for (const column of [...props.keys.flatMap((key) => [...key]), ...props.notNull, ...props.constant, ...props.order.map((o) => o.column)]) expect(rel.outputs).toContain(column);
        expect(contradictions(props, rows), printRule({ ...rule, root: rel })).toEqual([]);
      }
    }), runs);
  });
});

describe("the passes keep rows and order", () => {
  test.each(["all", ...PASSES.map((pass) => pass.name)])("%s", (name) => {
    fc.assert(fc.property(steps, dataOf, (plan, data) => {
      const { k, rule } = build(plan);
      const rows = rowsOf(rule, data);
      // A pass may avoid an error and never adds one.
      if (rows === undefined) return;
      const propsOf = createProps({ ...rule, obligations: [], env: k.env });
      // What leaves ties to chance may give others where a sort goes that decided them by chance.
      if ((name === "all" || name === "drop-sorts") && !isDetermined(rule, propsOf)) return;
      const done = optimise(rule, k.env, { without: name === "all" ? [] : PASSES.map((pass) => pass.name).filter((other) => other !== name) });
      const after = rowsOf(done, data);
      const { order, total } = propsOf(rule.root);
      const told = (of: readonly Row[]): readonly string[] => comparable({ rows: table(of), ranks: of.map((row) => keyText(order.map(({ column }) => row.get(column) ?? null))), total });
      expect(after === undefined ? "failed" : told(after), `${printRule(rule)}\n${printRule(done)}`).toEqual(told(rows));
      done.obligations.forEach((obligation, at) => {
        const before = rule.obligations[at] as typeof obligation;
        const columns = before.predicate === null ? [] : [before.predicate];
        const verdicts = (of: Rule, over: Rel): string[] => (rowsOf(of, data, over) ?? []).map((row) => keyText(columns.map((c) => (c.kind === "call" && c.args[0]?.kind === "column" ? (row.get(c.args[0].column) ?? null) : null))));
        expect(verdicts(done, obligation.over)).toEqual(verdicts(rule, before.over));
      });
      const ids = relsOf(done).map((rel) => rel.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(Math.max(...ids)).toBeLessThan(done.nodes);
    }), runs);
  });
});

describe("lineage", () => {
  /** Other values in one column; where it is a key, others that are as many and in the same order. */
  const disturbed = (data: Data, source: string, column: string, seed: number): Data => ({
    ...data,
    [source]: (data[source] ?? []).map((row, at) => ({
      ...row,
      [column]: column === "id" || column === "k" ? (row[column] as bigint) * 2n + 1n : column === "xs" ? (seed + at) % 3 === 0 ? null : [BigInt((seed + at) % 4)] : BigInt((seed * 7 + at * 3) % 4),
    })),
  });
  test("a column does not change with what it has no edge to", () => {
    fc.assert(fc.property(steps, dataOf, fc.nat(99), (plan, data, seed) => {
      const { k, rule } = build(plan);
      const { leaves, columns, rows } = lineage(rule, k.env);
      const before = rowsOf(rule, data);
      if (before === undefined) return;
      leaves.forEach((leaf, place) => {
        const after = rowsOf(rule, disturbed(data, leaf.name, leaf.column, seed));
        if (after === undefined || rows.includes(place)) return;
        columns.forEach((column, at) => {
          if (column.value.includes(place) || column.influence.includes(place)) return;
          const values = (of: readonly Row[]): (Value | undefined)[] => of.map((row) => [...row.values()][at]);
          expect(values(after), `${column.name} with other ${leaf.name}.${leaf.column}\n${printRule(rule)}`).toEqual(values(before));
        });
      });
    }), runs);
  });
  test("what must be read is what the passes leave to be read", () => {
    fc.assert(fc.property(steps, (plan) => {
      const { k, rule } = build(plan);
      const done = optimise(rule, k.env, { without: PASSES.map((pass) => pass.name).filter((name) => name !== "prune-columns") });
      expect(requiredColumns(done, k.env)).toEqual(requiredColumns(rule, k.env));
    }), runs);
  });
});

test("any rule comes back from its JSON as the same", () => {
  fc.assert(fc.property(steps, dataOf, (plan, data) => {
    const { rule } = build(plan);
    const { line } = ruleToJson(rule);
    const back = ruleFromJson(line);
    expect(ruleToJson(back).line).toBe(line);
    const [rows, again] = [rowsOf(rule, data), rowsOf(back, data)];
    expect(again && table(again)).toEqual(rows && table(rows));
  }), runs);
});
