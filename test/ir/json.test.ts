import { describe, expect, test } from "vitest";
import type { Expr } from "../../src/ir/expr.ts";
import { hashRule, interfaceHash } from "../../src/ir/hash.ts";
import type { ColumnId, Origin } from "../../src/ir/id.ts";
import { ruleFromJson } from "../../src/ir/json-read.ts";
import { ruleToJson } from "../../src/ir/json.ts";
import { printRule } from "../../src/ir/print.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Interface, Rule } from "../../src/ir/rule.ts";
import { mapExpr, mapRels, relExprs, relsOf, walkExpr, withExprs } from "../../src/ir/walk.ts";
import { BOOL, INT64, STRING } from "../../src/values/type.ts";
import { host, kit } from "./kit.ts";

const orders = { columns: { id: "int64", status: "string?", amount: "decimal(12, 2)", items: "list<struct<sku: string, `unit price`: decimal(12, 2)?>>?" }, keys: [["id"]] };
const lines = { columns: { id: "int64", line: "int64", tag: "string" } };

/** A rule with every kind of relation and expression in it. */
function everything(): Rule {
  const k = kit({ orders, lines });
  const o = k.scan("orders");
  const x = k.newColumn("x", INT64);
  const lambda: Expr = { kind: "lambda", id: k.b.newNode(), at: -1 as Origin, type: INT64, nullable: false, shape: "row", params: [x], body: k.fn("add", [{ ...k.ref(o, "id"), column: x } as Expr, k.int(1)]) };
  const node = { at: -1 as Origin, nullable: false, shape: "row" } as const;
  const filtered = k.filter(o, k.test("ne", k.ref(o, "status"), k.text("paid \"in full\"\n")), k.lit(BOOL, false), k.lit(BOOL, null), k.test("gt", k.ref(o, "amount"), k.param("r_min")));
  const exploded = k.explode(filtered, "items", "item", { index: "n", keepEmpty: true });
  const computed = k.derive(exploded, {
    total: k.caseOf([[k.test("is_null", k.ref(exploded, "item")), k.int(0)]], k.cast(k.fn("list_sum", [lambda]), INT64, "null")),
    sku: { ...node, kind: "field", id: k.b.newNode(), type: STRING, arg: k.ref(exploded, "item"), name: "sku" },
    packed: { ...node, kind: "struct", id: k.b.newNode(), type: k.b.columns[exploded.outputs[3] as number]?.type ?? STRING, args: [k.text("a"), k.int(1)] },
    listed: { ...node, kind: "list", id: k.b.newNode(), type: STRING, args: [k.int(1)] },
    mapped: { ...node, kind: "map", id: k.b.newNode(), type: STRING, args: [k.text("a"), k.int(1)] },
    raw: { ...node, kind: "sql", id: k.b.newNode(), type: STRING, dialect: "duckdb", parts: ["f(", ")"], holes: [k.ref(exploded, "id")], pure: true },
    rank: k.over("row_number", [], [k.ref(exploded, "status")], k.keysOf(exploded, ["id desc first"]), { frame: { unit: "range", from: k.int(-6), to: null }, where: k.lit(BOOL, true) }),
    bad: { ...node, kind: "error", id: k.b.newNode(), type: STRING },
  });
  const l = k.scan("lines");
  const joined = k.join("left", computed, l, [k.test("eq", k.ref(computed, "n"), k.ref(l, "line"))], "1:n", { using: ["id"], asof: { tolerance: k.int(5) } });
  const grouped = k.group(joined, ["id", "line"], { n: k.agg("list", [k.ref(joined, "tag")], { where: k.lit(BOOL, true), sort: k.keysOf(joined, ["line"]) }) });
  const stages: Rel = k.limit(k.sort(k.dedupe(k.distinct(grouped), ["id"], ["line"], "error"), ["id", "line desc"]), k.param("r_n"), true);
  k.local("recent", stages);
  const again = k.scanLocal(0);
  const long = k.unpivot(k.select(again, "id", "line"), ["line"]);
  const united = k.set("union_all", k.select(long, "id", { line: k.ref(long, "value") }), k.values({ id: "int64", line: "int64" }, [["1", null]]));
  const depth = k.newColumn("depth", INT64);
  const outputs = [k.newColumn("id", INT64), k.newColumn("line", INT64), depth];
  const { id } = k.node();
  const self: Rel = { kind: "scan", ...k.node(), outputs: [k.newColumn("id", INT64), k.newColumn("line", INT64)], of: { kind: "self", recurse: id }, reads: [] };
  const looped: Rel = { kind: "recurse", id, at: -1 as Origin, outputs, seed: united, step: { ...self, reads: [["id", self.outputs[0] as ColumnId], ["line", self.outputs[1] as ColumnId]] }, depth, maxDepth: 9 };
  const opaque = k.sql({ id: "int64" }, looped, { kind: "error", ...k.node(), outputs: [], inputs: [] });
  k.obligation("check", long, { predicate: k.test("ge", k.ref(long, "value"), k.int(0)), message: "{value} is negative", severity: "warn" });
  k.obligation("reference", opaque, { columns: opaque.outputs, references: { name: "m.orders", columns: ["id"] }, message: "none" });
  return k.rule(opaque, {
    params: [{ name: "r_min", type: INT64, nullable: false, default: "5" }, { name: "r_n", type: INT64, nullable: true, default: undefined }],
    order: [{ column: opaque.outputs[0] as ColumnId, desc: true, nullsFirst: false }], tags: ["t"], doc: "Everything.", storage: { kind: "parquet", path: "out", options: { partition_by: ["id"] } },
  });
}

const exprIds = (rel: Rel): number[] => {
  const ids: number[] = [];
  for (const expr of relExprs(rel)) walkExpr(expr, (e) => ids.push(e.id));
  return ids;
};

describe("canonical JSON", () => {
  test("is one line", () => expect(ruleToJson(everything()).line).not.toContain("\n"));
  test("comes back as the same rule: it writes the same line, and prints the same but for what locals are called", () => {
    const rule = everything();
    const { line } = ruleToJson(rule);
    const back = ruleFromJson(line);
    expect(ruleToJson(back).line).toBe(line);
    const unnamed = { ...rule, locals: rule.locals.map((local) => ({ ...local, name: "local_1" })) };
    expect(printRule(back).replaceAll("_6", "x")).toBe(printRule(unnamed));
    const ids = relsOf(back).flatMap((rel) => [rel.id, ...exprIds(rel)]);
    expect(Math.max(...ids)).toBeLessThan(back.nodes);
  });
  test("a shared relation comes back shared", () => {
    const back = ruleFromJson(ruleToJson(everything()).line);
    expect(relsOf(back)).toContain(back.obligations[0]?.over);
    expect(back.obligations[1]?.over).toBe(back.root);
  });
  test("says of a text that is none where it is wrong", () => {
    expect(() => ruleFromJson("{}")).toThrow("not the canonical JSON of a rule: ir is no object");
    const { line } = ruleToJson(everything());
    expect(() => ruleFromJson(line.replace('"kind":"distinct"', '"kind":"dinstinct"'))).toThrow("no relation is a dinstinct");
    expect(() => ruleFromJson(line.replace('"int64"', '"int46"'))).toThrow("int46 is no type");
  });
  test("10,000 nested calls are written and read without a deep stack", () => {
    const k = kit({ orders });
    const o = k.scan("orders");
    const rule = k.rule(k.filter(o, k.and(...Array.from({ length: 10_000 }, (_, i) => k.test("gt", k.ref(o, "id"), k.int(i))))));
    expect(ruleToJson(ruleFromJson(ruleToJson(rule).line)).ir).toBe(ruleToJson(rule).ir);
    expect(printRule(rule).split("\n").length).toBe(4);
  });
});

describe("the hash", () => {
  const hash = (rule: Rule): string => hashRule(rule, host);
  const base = (names: { local?: string; lambda?: string; value?: number; stage?: string } = {}, noise = 0): Rule => {
    const k = kit({ orders });
    // Other text before the rule: other ids for columns, nodes and origins.
    for (let i = 0; i < noise; i++) k.b.newNode();
    for (let i = 0; i < noise; i++) k.newColumn("other", STRING);
    const file = noise > 0 ? "b.rule" : "a.rule";
    const o = { ...k.scan("orders"), at: k.b.origin(file, noise, noise + 5, -1 as Origin) } as Rel;
    const x = k.newColumn(names.lambda ?? "x", INT64);
    const body = k.fn("add", [{ ...k.ref(o, "id"), column: x } as Expr, k.int(names.value ?? 1)]);
    const lambda: Expr = { kind: "lambda", id: k.b.newNode(), at: k.b.origin(file, 1, 2, -1 as Origin), type: INT64, nullable: false, shape: "row", params: [x], body };
    k.local(names.local ?? "big", k.filter(o, k.test("list_any", lambda)));
    return k.rule(k.select(k.scanLocal(0), "id"), { name: `m${noise}.r`, doc: noise > 0 ? "Said otherwise." : null });
  };
  test("does not see positions, files, comments, docs, the rule's own name, or what locals and lambda parameters are called", () => {
    expect(hash(base({ local: "other", lambda: "y" }, 7))).toBe(hash(base()));
    expect(hash(base())).toMatch(/^[0-9a-f]{64}$/);
  });
  test("sees every value", () => expect(hash(base({ value: 2 }))).not.toBe(hash(base())));
  test("sees what each part of a rule says", () => {
    const rule = everything();
    const changed: Rule[] = [
      { ...rule, tier: "stable_set" }, { ...rule, tags: [] }, { ...rule, order: [] }, { ...rule, storage: { kind: "view" } },
      { ...rule, params: rule.params.slice(1) }, { ...rule, obligations: rule.obligations.slice(1) },
      { ...rule, columns: rule.columns.map((c) => (c.name === "total" ? { ...c, tags: ["pii"] } : c)) },
      { ...rule, columns: rule.columns.map((c) => (c.name === "total" ? { ...c, type: STRING } : c)) },
      ...relsOf(rule).flatMap((_, at) => {
        const rels = relsOf(rule);
        return [
          // Each relation without its first output, and each expression in it as another.
          mapRels(rule, rels, (rel, was) => (was === rels[at] && rel.outputs.length > 0 ? { ...rel, outputs: rel.outputs.slice(1) } : rel)),
          mapRels(rule, rels, (rel, was) => (was === rels[at] ? withExprs(rel, (e) => mapExpr(e, (x) => (x.kind === "literal" ? { ...x, value: "77" } : x), () => 0 as Expr["id"])) : rel)),
        ].filter((other) => other !== rule);
      }),
    ];
    const hashes = [rule, ...changed].map(hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.length).toBeGreaterThan(25);
  });
  test("of a rule whose parts are shared is that of one whose parts are written twice", () => {
    const k = kit({ orders });
    const o = k.scan("orders");
    const sum = (): Expr => k.fn("add", [k.ref(o, "id"), k.int(1)]);
    const shared = sum();
    const twice = k.rule(k.select(o, { a: sum(), b: sum() }));
    const once = k.rule(k.select(o, { a: shared, b: shared }));
    expect(hash(once)).toBe(hash(twice));
  });
});

describe("the interface's hash", () => {
  const of: Omit<Interface, "hash"> = {
    name: "m.r", kind: "rule", columns: [{ name: "id", type: INT64, nullable: false, tags: [], doc: null }], order: [{ name: "id", desc: false, nullsFirst: false }], keys: [["id"]], storage: "table", tier: "canonical",
  };
  test("sees all that a reader may rely on, and the body only where it is given", () => {
    const [column] = of.columns;
    const others: Omit<Interface, "hash">[] = [
      of, { ...of, name: "m.s" }, { ...of, kind: "source" }, { ...of, columns: [{ ...column, nullable: true } as typeof of.columns[0]] }, { ...of, columns: [{ ...column, type: STRING } as typeof of.columns[0]] },
      { ...of, columns: [{ ...column, tags: ["pii"] } as typeof of.columns[0]] }, { ...of, order: [] }, { ...of, keys: [] }, { ...of, storage: "inline" }, { ...of, tier: "stable_set" },
    ];
    const hashes = others.map((other) => interfaceHash(other, host));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(interfaceHash({ ...of }, host)).toBe(hashes[0]);
    expect(interfaceHash(of, host, "body")).not.toBe(hashes[0]);
  });
});
