/** Random rules over random rows: what is proven of a relation is true of its rows, and what the passes make of a rule gives the same rows. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import type { ColumnId } from "../../src/ir/id.ts";
import { ruleFromJson } from "../../src/ir/json-read.ts";
import { ruleToJson } from "../../src/ir/json.ts";
import { lineage } from "../../src/ir/lineage.ts";
import { requiredColumns } from "../../src/ir/needs.ts";
import { optimise, PASSES } from "../../src/ir/passes/list.ts";
import { printRule } from "../../src/ir/print.ts";
import { createProps } from "../../src/ir/props/index.ts";
import type { Join, Rel, SetRel } from "../../src/ir/rel.ts";
import type { Props, Rule } from "../../src/ir/rule.ts";
import { relsOf } from "../../src/ir/walk.ts";
import { compare, evaluator, Failure, keyText, type Data, type Row, type Value } from "./evaluate.ts";
import { INT64 } from "../../src/values/type.ts";
import { kit, type Kit } from "./kit.ts";

const interfaces = {
  t: { columns: { id: "int64", a: "int64?", b: "int64", xs: "list<int64?>?" }, keys: [["id"]], order: ["id"] },
  u: { columns: { k: "int64", v: "int64?", w: "int64" }, keys: [["k"]], order: ["k desc"] },
};

const small = fc.integer({ min: 0, max: 3 });
const nullable = fc.option(small, { nil: null });
const dataOf: fc.Arbitrary<Data> = fc.record({
  t: fc.array(fc.record({ a: nullable, b: small, xs: fc.option(fc.array(nullable, { maxLength: 3 }), { nil: null }) }), { maxLength: 7 }).map((rows) => rows.map((row, at) => ({ id: at, ...row }))),
  u: fc.array(fc.record({ v: nullable, w: small }), { maxLength: 5 }).map((rows) => rows.map((row, at) => ({ k: rows.length - at, ...row }))),
});

type Step = { readonly op: number; readonly x: number; readonly y: number; readonly z: number };
const steps = fc.array(fc.record({ op: fc.nat(99), x: fc.nat(99), y: fc.nat(99), z: fc.nat(99) }), { minLength: 1, maxLength: 9 });

const pick = <T>(items: readonly T[], at: number): T => items[at % items.length] as T;

/** Each step adds a stage to the pipeline; where one does not fit, it adds nothing. */
function build(plan: readonly Step[]): { k: Kit; rule: Rule } {
  const k = kit(interfaces);
  let rel: Rel = k.scan("t");
  let fresh = 0;
  for (const step of plan) {
    const names = rel.outputs.map(k.nameOf);
    const numbers = rel.outputs.filter((c) => k.b.columns[c]?.type.kind === "int64").map(k.nameOf);
    if (numbers.length === 0) break;
    const [x, y] = [pick(numbers, step.x), pick(numbers, step.y)];
    const test = (over: Rel): Expr => pick([
      () => k.test("gt", k.ref(over, x), k.int(step.z % 4)), () => k.test("eq", k.ref(over, x), k.int(step.z % 4)), () => k.test("eq", k.ref(over, x), k.ref(over, y)),
      () => k.test("is_null", k.ref(over, x)), () => k.test("not", k.test("is_null", k.ref(over, y))), () => k.test("gt", k.fn("multiply", [k.ref(over, x), k.ref(over, y)]), k.int(1)),
      () => k.test("gt", k.int(step.y % 4), k.int(1)),
    ], step.z)();
    const right = (): Rel => {
      const u = k.scan("u");
      return k.select(u, { [`k${fresh}`]: k.ref(u, "k"), [`v${fresh}`]: k.ref(u, "v"), [`w${fresh++}`]: k.ref(u, "w") });
    };
    const joined = (how: Join["how"], on: "k" | "w", multiplicity: Join["multiplicity"], asof = false): Rel => {
      const r = right();
      const to = k.b.columns[r.outputs[on === "k" ? 0 : 2] as ColumnId]?.name as string;
      return k.join(how, rel, r, [k.test(asof ? "ge" : "eq", k.ref(rel, x), k.ref(r, to))], multiplicity, asof ? { asof: { tolerance: null } } : {});
    };
    const hows: readonly Join["how"][] = ["inner", "left", "right", "full", "semi", "anti"];
    const makers: readonly (() => Rel)[] = [
      () => k.filter(rel, test(rel)),
      () => k.filter(rel, test(rel), k.test("le", k.ref(rel, y), k.int(2))),
      () => k.derive(rel, { [`d${fresh++}`]: k.fn("add", [k.ref(rel, x), k.ref(rel, y)], INT64, true) }),
      () => k.derive(rel, { [x]: k.fn("add", [k.ref(rel, x), k.int(1)], INT64, true) }),
      () => k.derive(rel, { [`c${fresh++}`]: k.ref(rel, x), [`l${fresh++}`]: k.int(step.z) }),
      () => k.derive(rel, { [`f${fresh++}`]: k.fn("multiply", [k.ref(rel, x), k.ref(rel, y)], INT64, true) }),
      () => k.select(rel, ...names.filter((_, at) => (step.z >> (at % 6)) % 2 === 0 || names[at] === x), { [`r${fresh++}`]: k.ref(rel, y) }),
      () => k.derive(rel, { [`n${fresh++}`]: k.over("row_number", [], [k.ref(rel, x)], k.keysOf(rel, [y])) }),
      () => k.derive(rel, { [`s${fresh++}`]: k.over("sum", [k.ref(rel, y)], [k.ref(rel, x)], []) }),
      () => k.sort(rel, [`${x}${step.z % 2 === 0 ? " desc" : ""}${step.z % 3 === 0 ? " first" : ""}`, ...(step.z % 5 === 0 ? [y] : [])]),
      () => k.limit(rel, step.z % 6),
      () => k.distinct(rel),
      () => k.dedupe(rel, [x], [y]),
      () => k.group(rel, step.z % 4 === 0 ? [] : [...new Set([x, y])], { [`g${fresh++}`]: k.agg("sum", [k.ref(rel, y)], { nullable: true }), [`m${fresh++}`]: k.agg("count", [], { where: test(rel) }) }),
      () => joined(pick(hows, step.z), "k", "n:1"),
      () => joined(pick(hows, step.z), "w", "n:m"),
      () => joined(step.z % 2 === 0 ? "inner" : "left", "k", "n:1", true),
      () => {
        const u = k.scan("u");
        const both = x !== y && step.z % 3 === 0;
        const r = k.select(u, { [x]: k.ref(u, both ? "w" : "k"), ...(both ? { [y]: k.ref(u, "v") } : {}), [`v${fresh++}`]: k.ref(u, "v"), [`q${fresh++}`]: k.ref(u, "k") });
        return k.join(pick(hows.slice(0, 4), step.y), rel, r, [], both ? "n:m" : "n:1", { using: both ? [x, y] : [x] });
      },
      () => k.set(pick<SetRel["how"]>(["union_all", "union", "intersect", "except"], step.z), rel, k.filter(rel, test(rel))),
      () => (names.includes("xs") ? k.explode(rel, "xs", `e${fresh++}`, { ...(step.z % 3 === 0 ? {} : { index: `i${fresh++}` }), keepEmpty: step.z % 2 === 0 }) : rel),
      () => (x === y ? rel : ((made: Rel) => k.select(made, ...made.outputs.map(k.nameOf).filter((n) => n !== "name" && n !== "value"), { [`un${fresh++}`]: k.ref(made, "name"), [`uv${fresh++}`]: k.ref(made, "value") }))(k.unpivot(rel, [x, y]))),
      () => {
        k.local(`l${fresh++}`, rel);
        return k.scanLocal(k.locals.length - 1);
      },
      () => {
        k.obligation("check", rel, { predicate: test(rel) });
        return rel;
      },
    ];
    rel = pick(makers, step.op)();
  }
  return { k, rule: k.rule(rel) };
}

/** Undefined when the run fails. */
function rowsOf(rule: Rule, data: Data, rel: Rel = rule.root): readonly Row[] | undefined {
  try {
    return evaluator(rule, data)(rel);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
const table = (rows: readonly Row[]): string[] => rows.map((row) => keyText([...row.values()]));

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
      const done = optimise(rule, k.env, { without: name === "all" ? [] : PASSES.map((pass) => pass.name).filter((other) => other !== name) });
      const after = rowsOf(done, data);
      expect(after === undefined ? "failed" : table(after), `${printRule(rule)}\n${printRule(done)}`).toEqual(table(rows));
      done.obligations.forEach((obligation, at) => {
        const before = rule.obligations[at] as typeof obligation;
        const columns = before.predicate === null ? [] : [before.predicate];
        const verdicts = (of: Rule, over: Rel): string[] => (rowsOf(of, data, over) ?? []).map((row) => keyText(columns.map((c) => (c.kind === "call" && c.args[0]?.kind === "column" ? row.get(c.args[0].column) : null))));
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
      [column]: column === "id" || column === "k" ? (row[column] as number) * 2 + 1 : column === "xs" ? (seed + at) % 3 === 0 ? null : [(seed + at) % 4] : (seed * 7 + at * 3) % 4,
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
      const done = optimise(rule, k.env, { without: ["push-filters", "merge-projects"] });
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
