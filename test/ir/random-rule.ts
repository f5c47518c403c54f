/** Random rules and random rows, small enough to be looked at when something is wrong. */
import * as fc from "fast-check";
import type { Expr } from "../../src/ir/expr.ts";
import type { ColumnId } from "../../src/ir/id.ts";
import type { Join, Rel, SetRel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { INT64, NULL, type Type } from "../../src/values/type.ts";
import { relationsOf, type Row, type Table } from "../../src/evaluate/index.ts";
import { keyOf } from "../../src/values/compare.ts";
import { Failure } from "../../src/values/failure.ts";
import { parseField } from "../../src/values/parse-type.ts";
import type { Value } from "../../src/values/value.ts";
import { kit, type Kit } from "./kit.ts";

const interfaces = {
  t: { columns: { id: "int64", a: "int64?", b: "int64", xs: "list<int64?>?" }, keys: [["id"]], order: ["id"] },
  u: { columns: { k: "int64", v: "int64?", w: "int64" }, keys: [["k"]], order: ["k desc"] },
};

/** Rows of each source by column name. */
export type Data = Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;

const small = fc.bigInt({ min: 0n, max: 3n });
const nullable = fc.option(small, { nil: null });
export const dataOf: fc.Arbitrary<Data> = fc.record({
  t: fc.array(fc.record({ a: nullable, b: small, xs: fc.option(fc.array(nullable, { maxLength: 3 }), { nil: null }) }), { maxLength: 7 }).map((rows) => rows.map((row, at) => ({ id: BigInt(at), ...row }))),
  u: fc.array(fc.record({ v: nullable, w: small }), { maxLength: 5 }).map((rows) => rows.map((row, at) => ({ k: BigInt(rows.length - at), ...row }))),
});

export type Step = { readonly op: number; readonly x: number; readonly y: number; readonly z: number };
export const steps = fc.array(fc.record({ op: fc.nat(99), x: fc.nat(99), y: fc.nat(99), z: fc.nat(99) }), { minLength: 1, maxLength: 9 });

const pick = <T>(items: readonly T[], at: number): T => items[at % items.length] as T;

/** Each step adds a stage to the pipeline; where one does not fit, it adds nothing. */
export function build(plan: readonly Step[]): { k: Kit; rule: Rule } {
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
    /** Overflows beyond 6, so that some rules fail. */
    const product = (over: Rel, a: string, b: string): Expr => {
      // A product with a constant would not do: the engine multiplies the constants of a chain first (docs/types.md).
      const large = k.lit(INT64, String(2n ** 63n - 7n));
      return k.fn("subtract", [k.fn("add", [k.fn("multiply", [k.ref(over, a), k.ref(over, b)], INT64, true), large], INT64, true), large], INT64, true);
    };
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
      () => k.derive(rel, { [`f${fresh++}`]: product(rel, x, y) }),
      () => k.select(rel, ...names.filter((_, at) => (step.z >> (at % 6)) % 2 === 0 || names[at] === x), { [`r${fresh++}`]: k.ref(rel, y) }),
      () => k.derive(rel, { [`n${fresh++}`]: k.over("row_number", [], [k.ref(rel, x)], k.keysOf(rel, [y])) }),
      () => k.derive(rel, { [`s${fresh++}`]: k.over("sum", [k.ref(rel, y)], [k.ref(rel, x)], [], { nullable: true }) }),
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
      () => {
        const twice = k.local(`l${fresh++}`, rel);
        const other = k.scanLocal(twice);
        return k.set(pick<SetRel["how"]>(["union_all", "union", "intersect", "except"], step.z), k.scanLocal(twice), k.filter(other, test(other)));
      },
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

function tablesOf(data: Data): ReadonlyMap<string, Table> {
  return new Map(Object.entries(interfaces).map(([name, of]) => {
    const columns = Object.entries(of.columns).map(([column, type]) => ({ name: column, type: parseField(type)?.type as Type }));
    return [name, { columns, rows: (data[name] ?? []).map((row) => columns.map((column) => row[column.name] ?? null)) }];
  }));
}

/** Undefined when the run fails. */
export function rowsOf(rule: Rule, data: Data, rel: Rel = rule.root): readonly Row[] | undefined {
  try {
    return relationsOf(rule, { tables: tablesOf(data), previous: null, params: new Map() })(rel);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
export const keyText = (values: readonly Value[]): string => values.map((value) => keyOf(NULL, value)).join(", ");
export const table = (rows: readonly Row[]): string[] => rows.map((row) => keyText([...row.values()]));
