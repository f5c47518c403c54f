/** Pipelines over one relation, and what may share a select with what. */
import type { Expr } from "../../src/ir/expr.ts";
import { NO_ORIGIN, type ColumnId } from "../../src/ir/id.ts";
import { FLOAT64 } from "../../src/values/type.ts";
import type { kit, T } from "./kit.ts";

export type Kit = ReturnType<typeof kit>;

export const A = { id: "int64", x: "int64?", y: "int64?", xs: "list<int64?>?" };
export const B = { id: "int64?", z: "int64?" };
export const TABLES = [
  "create table a as select id::bigint as id, x::bigint as x, y::bigint as y, xs::bigint[] as xs from (values (1, 1, 5, [1, 2]), (2, null, 5, []), (3, 3, null, null), (4, 1, 6, [null]), (5, 1, 6, [9]), (6, 3, 5, [3, 3])) v(id, x, y, xs)",
  "create table b as select id::bigint as id, z::bigint as z from (values (1, 1), (2, null), (4, 8), (4, 9), (null, 7)) v(id, z)",
];

export const col = (k: Kit, t: T, name: string): Expr => k.col(t.c[name] as ColumnId);
export const eq = (k: Kit, t: T, name: string, value: number): Expr => k.fn("eq", col(k, t, name), k.int(value));
export const counted = (k: Kit, t: T, by: string): Expr => k.win("count", [], { by: [col(k, t, by)] });
export const random = (k: Kit): Expr =>
  ({ kind: "sql", id: k.b.newNode(), at: NO_ORIGIN, type: FLOAT64, nullable: false, shape: "row", dialect: "duckdb", parts: ["random()"], holes: [], pure: false });

/** What is promised, how many selects an expert would need, and the pipeline. */
export type FuseCase = readonly [promise: string, selects: number, make: (k: Kit) => T];
export const ROW_CASES: readonly FuseCase[] = [
  ["where, derive and select are one select", 1, (k) => {
    const a = k.scan("a", A);
    const some = k.filter(a, eq(k, a, "x", 1));
    const more = k.derive(some, { twice: k.fn("add", col(k, some, "y"), col(k, some, "y")) });
    return k.select(k.filter(more, eq(k, more, "twice", 12)), { id: "id", twice: "twice" });
  }],
  ["a condition on what is grouped is a having", 1, (k) => {
    const a = k.scan("a", A);
    const groups = k.group(k.filter(a, eq(k, a, "y", 5)), ["x"], { n: k.agg("count") });
    return k.filter(groups, k.fn("gt", col(k, groups, "n"), k.int(0)));
  }],
  ["a condition on what is grouped does not reach the rows", 2, (k) => {
    const a = k.scan("a", A);
    const groups = k.group(a, ["x"], { y: k.agg("max", [col(k, a, "y")]) });
    const kept = k.filter(groups, eq(k, groups, "y", 5));
    return k.group(kept, [], { n: k.agg("count") });
  }],
  ["a window sees the rows that a later condition takes away", 1, (k) => {
    const a = k.scan("a", A);
    const peers = k.derive(a, { peers: counted(k, a, "x") });
    return k.select(k.filter(peers, eq(k, peers, "peers", 3)), { id: "id" });
  }],
  ["a condition on a plain column after a window does not change the window", 2, (k) => {
    const a = k.scan("a", A);
    const peers = k.derive(a, { peers: counted(k, a, "x") });
    return k.select(k.filter(peers, eq(k, peers, "id", 4)), { id: "id", peers: "peers" });
  }],
  ["a window over what a window's condition left sees only that", 2, (k) => {
    const a = k.scan("a", A);
    const peers = k.derive(a, { peers: counted(k, a, "x") });
    const kept = k.filter(peers, k.fn("gt", col(k, peers, "peers"), k.int(1)));
    return k.select(k.derive(kept, { left: counted(k, kept, "y") }), { id: "id", left: "left" });
  }],
  ["a condition that is a window sees what an earlier one left", 2, (k) => {
    const a = k.scan("a", A);
    const kept = k.filter(a, k.fn("gt", counted(k, a, "x"), k.int(1)));
    return k.select(k.filter(kept, k.fn("eq", counted(k, kept, "y"), k.int(2))), { id: "id" });
  }],
  ["a condition that is a window over another window's result comes after it", 2, (k) => {
    const a = k.scan("a", A);
    const peers = k.derive(a, { peers: counted(k, a, "x") });
    return k.select(k.filter(peers, k.fn("gt", counted(k, peers, "peers"), k.int(2))), { id: "id" });
  }],
  ["a window works on the result of another in a select of its own", 2, (k) => {
    const a = k.scan("a", A);
    const peers = k.derive(a, { peers: counted(k, a, "x") });
    return k.select(k.derive(peers, { alike: counted(k, peers, "peers") }), { id: "id", alike: "alike" });
  }],
  ["two windows over the same rows are one select", 1, (k) => {
    const a = k.scan("a", A);
    const peers = k.derive(a, { peers: counted(k, a, "x") });
    return k.select(k.derive(peers, { mates: counted(k, peers, "y") }), { id: "id", peers: "peers", mates: "mates" });
  }],
  ["a window over groups is in the select that groups", 1, (k) => {
    const a = k.scan("a", A);
    const groups = k.group(a, ["x"], { n: k.agg("count") });
    return k.derive(groups, { all: k.win("sum", [col(k, groups, "n")]) });
  }],
  ["a window sees distinct rows", 2, (k) => {
    const a = k.scan("a", A);
    const rows = k.distinct(k.select(a, { x: "x", y: "y" }));
    return k.derive(rows, { n: counted(k, rows, "x") });
  }],
  ["a condition that is a window sees distinct rows", 2, (k) => {
    const a = k.scan("a", A);
    const rows = k.distinct(k.select(a, { x: "x", y: "y" }));
    return k.filter(rows, k.fn("eq", counted(k, rows, "y"), k.int(1)));
  }],
  ["a window sees what an explode gave", 2, (k) => {
    const a = k.scan("a", A);
    const out = k.explode(a, [col(k, a, "xs")], ["e"], { drop: ["xs"] });
    return k.select(k.derive(out, { n: counted(k, out, "x") }), { id: "id", e: "e", n: "n" });
  }],
  ["a condition that is a window sees what an explode gave", 2, (k) => {
    const a = k.scan("a", A);
    const out = k.explode(a, [col(k, a, "xs")], ["e"], { drop: ["xs"] });
    return k.select(k.filter(out, k.fn("eq", counted(k, out, "id"), k.int(2))), { id: "id", e: "e" });
  }],
  ["a window sees no more rows than a limit left", 2, (k) => {
    const a = k.scan("a", A);
    const first = k.limit(k.sort(k.select(a, { id: "id", x: "x" }), ["id"]), 4);
    return k.derive(first, { n: counted(k, first, "x") });
  }],
  ["a condition after a limit does not reach before it", 2, (k) => {
    const a = k.scan("a", A);
    const first = k.limit(k.sort(k.select(a, { id: "id", x: "x" }), ["id"]), 3);
    return k.filter(first, eq(k, first, "x", 1));
  }],
  ["grouping after a limit groups what it left", 2, (k) => {
    const a = k.scan("a", A);
    const first = k.limit(k.sort(k.select(a, { id: "id", x: "x" }), ["id"]), 3);
    return k.group(first, [], { n: k.agg("count") });
  }],
  ["a second limit takes of what the first left", 2, (k) => {
    const a = k.scan("a", A);
    const last = k.limit(k.sort(k.select(a, { id: "id" }), [["id", "desc"]]), 4);
    return k.limit(k.sort(last, ["id"]), 2);
  }],
  ["a limit of a limit takes of what that left", 2, (k) => {
    const a = k.scan("a", A);
    return k.limit(k.limit(k.sort(k.select(a, { id: "id" }), ["id"]), 3), 3, 2);
  }],
  ["distinct after a limit comes after it", 2, (k) => {
    const a = k.scan("a", A);
    const first = k.limit(k.sort(k.select(a, { id: "id", x: "x" }), [["id", "desc"]]), 2, 1);
    return k.distinct(k.select(first, { x: "x" }));
  }],
  ["dedupe after a limit chooses of what it left", 2, (k) => {
    const a = k.scan("a", A);
    const first = k.limit(k.sort(k.select(a, { id: "id", x: "x" }), [["id", "desc"]]), 3);
    return k.dedupe(first, ["x"], ["id"]);
  }],
  ["dedupe after distinct chooses of distinct rows", 2, (k) => {
    const a = k.scan("a", A);
    return k.dedupe(k.distinct(k.select(a, { x: "x", y: "y" })), ["x"], ["y"]);
  }],
  ["dedupe after dedupe chooses among the winners", 2, (k) => {
    const a = k.scan("a", A);
    const rows = k.select(a, { id: "id", x: "x", y: "y" });
    return k.dedupe(k.dedupe(rows, ["x"], ["id"]), ["y"], [["id", "desc"]]);
  }],
  ["dedupe after explode chooses among elements", 2, (k) => {
    const a = k.scan("a", A);
    return k.select(k.dedupe(k.explode(a, [col(k, a, "xs")], ["e"], { index: "i", drop: ["xs"] }), ["x"], ["id", "i"]), { id: "id", e: "e" });
  }],
  ["dedupe by what a window computed comes after it", 2, (k) => {
    const a = k.scan("a", A);
    const peers = k.derive(a, { peers: counted(k, a, "y") });
    return k.select(k.dedupe(peers, ["x"], [["peers", "desc"], "id"]), { id: "id" });
  }],
  ["dedupe and what is selected of its winners are one select", 1, (k) => {
    const a = k.scan("a", A);
    const winners = k.dedupe(k.filter(a, k.fn("ge", col(k, a, "y"), k.int(5))), ["x"], ["id"]);
    return k.select(k.filter(winners, k.fn("gt", col(k, winners, "id"), k.int(1))), { id: "id", y: "y" });
  }],
  ["dropping a column does not make distinct rows fewer", 2, (k) => {
    const a = k.scan("a", A);
    return k.select(k.distinct(k.select(a, { x: "x", y: "y" })), { x: "x" });
  }],
  ["a column that follows from distinct rows joins them", 1, (k) => {
    const a = k.scan("a", A);
    const rows = k.distinct(k.select(a, { x: "x", y: "y" }));
    return k.derive(rows, { both: k.fn("add", col(k, rows, "x"), col(k, rows, "y")) });
  }],
  ["distinct twice over fewer columns is two selects", 2, (k) => {
    const a = k.scan("a", A);
    return k.distinct(k.select(k.distinct(k.select(a, { x: "x", y: "y" })), { x: "x" }));
  }],
  ["distinct rows of a difference are the difference", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    return k.distinct(k.set("except", k.select(a, { id: "id" }), k.select(b, { id: "id" })));
  }],
  ["distinct rows of some columns of a difference are fewer", 3, (k) => {
    const a = k.scan("a", A);
    const other = k.scan("a", A);
    const rest = k.set("except", k.select(a, { id: "id", x: "x" }), k.select(k.filter(other, eq(k, other, "id", 2)), { id: "id", x: "x" }));
    return k.distinct(k.select(rest, { x: "x" }));
  }],
  ["grouping distinct rows groups those", 2, (k) => {
    const a = k.scan("a", A);
    return k.group(k.distinct(k.select(a, { x: "x", y: "y" })), ["x"], { n: k.agg("count") });
  }],
  ["grouping groups takes two selects", 2, (k) => {
    const a = k.scan("a", A);
    const groups = k.group(a, ["x"], { n: k.agg("count") });
    return k.group(groups, ["n"], { of: k.agg("count") });
  }],
  ["grouping what a window's condition left", 2, (k) => {
    const a = k.scan("a", A);
    const kept = k.filter(a, k.fn("gt", counted(k, a, "x"), k.int(1)));
    return k.group(kept, ["y"], { n: k.agg("count") });
  }],
  ["grouping what an explode gave counts elements", 2, (k) => {
    const a = k.scan("a", A);
    return k.group(k.explode(a, [col(k, a, "xs")], ["e"], { drop: ["xs"] }), ["x"], { n: k.agg("count") });
  }],
  ["grouping by a constant gives no row where there are none", 2, (k) => {
    const a = k.scan("a", A);
    const none = k.filter(a, eq(k, a, "id", 99));
    return k.group(k.derive(none, { label: k.int(2) }), ["label"], { n: k.agg("count") });
  }],
  ["two explodes are two selects, since two unnests in one are zipped", 2, (k) => {
    const a = k.scan("a", A);
    const once = k.explode(k.derive(a, { ys: col(k, a, "xs") }), [col(k, a, "xs")], ["e"], { drop: ["xs"] });
    return k.select(k.explode(once, [col(k, once, "ys")], ["f"], { drop: ["ys"] }), { id: "id", e: "e", f: "f" });
  }],
  ["a condition on an element comes after its explode", 2, (k) => {
    const a = k.scan("a", A);
    const out = k.explode(a, [col(k, a, "xs")], ["e"], { drop: ["xs"] });
    return k.select(k.filter(out, eq(k, out, "e", 3)), { id: "id", e: "e" });
  }],
  ["a condition on another column is the select's that explodes", 1, (k) => {
    const a = k.scan("a", A);
    const out = k.explode(a, [col(k, a, "xs")], ["e"], { drop: ["xs"] });
    return k.select(k.filter(out, eq(k, out, "x", 3)), { id: "id", e: "e" });
  }],
  ["what is computed from an element comes after its explode", 2, (k) => {
    const a = k.scan("a", A);
    const out = k.explode(a, [col(k, a, "xs")], ["e"], { drop: ["xs"] });
    return k.select(out, { id: "id", e: "e", twice: k.fn("add", col(k, out, "e"), col(k, out, "e")) });
  }],
  ["an element that nobody reads still makes rows", 2, (k) => {
    const a = k.scan("a", A);
    return k.select(k.explode(a, [col(k, a, "xs")], ["e"], { drop: ["xs"] }), { id: "id" });
  }],
  ["a long list whose elements are counted is computed once", 2, (k) => {
    const a = k.scan("a", A);
    const long = Array.from({ length: 5 }).reduce<Expr>((list) => k.fn("concat", list, col(k, a, "xs")), col(k, a, "xs"));
    return k.explode(k.select(a, { id: "id", xs: "xs" }), [long], ["e"], { index: "i", drop: ["xs"] });
  }],
  ["a long list whose elements are not counted needs no subquery", 1, (k) => {
    const a = k.scan("a", A);
    const long = Array.from({ length: 5 }).reduce<Expr>((list) => k.fn("concat", list, col(k, a, "xs")), col(k, a, "xs"));
    return k.explode(k.select(a, { id: "id", xs: "xs" }), [long], ["e"], { drop: ["xs"] });
  }],
  ["exploding groups takes two selects", 2, (k) => {
    const a = k.scan("a", A);
    const lists = k.group(a, ["x"], { ids: k.agg("list", [col(k, a, "id")], { sort: [k.key(a.c["id"]!)] }) });
    return k.explode(lists, [col(k, lists, "ids")], ["e"], { drop: ["ids"] });
  }],
  ["a long expression that two places read is computed once", 2, (k) => {
    const a = k.scan("a", A);
    const long = ["x", "y", "x", "y", "id"].reduce((sum, name) => k.fn("add", sum, k.fn("multiply", col(k, a, name), k.int(3))), col(k, a, "id"));
    const t = k.derive(a, { long });
    return k.select(t, { id: "id", long: "long", more: k.fn("add", col(k, t, "long"), k.int(1)) });
  }],
  ["a short one is said twice", 1, (k) => {
    const a = k.scan("a", A);
    const t = k.derive(a, { net: k.fn("subtract", col(k, a, "x"), col(k, a, "y")) });
    return k.select(t, { id: "id", net: "net", more: k.fn("add", col(k, t, "net"), k.int(1)) });
  }],
  ["columns of a union that nobody reads are not selected", 3, (k) => {
    const b = k.scan("b", B);
    const c = k.scan("b", B);
    const both = k.set("union_all", b, c);
    return k.group(k.select(both, { z: "z" }), ["z"], { n: k.agg("count") });
  }],
  ["rows of a union are counted whatever their columns", 3, (k) => {
    const make = (): T => {
      const b = k.scan("b", B);
      return k.select(b, { n: k.fn("add", col(k, b, "z"), k.int(1)) });
    };
    return k.group(k.set("union_all", make(), make()), [], { n: k.agg("count") });
  }],
  ["a union of distinct rows compares every column, read or not", 3, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("a", A);
    const both = k.set("union", k.select(a, { x: "x", y: "y" }), k.select(b, { x: "x", y: "y" }));
    return k.select(both, { x: "x" });
  }],
  ["what is computed from a union reads it as a subquery", 3, (k) => {
    const both = k.set("union_all", k.scan("b", B), k.scan("b", B));
    return k.derive(both, { more: k.fn("add", col(k, both, "z"), k.int(1)) });
  }],
  ["a condition on a union reads it as a subquery", 3, (k) => {
    const both = k.set("union_all", k.scan("b", B), k.scan("b", B));
    return k.filter(both, eq(k, both, "z", 9));
  }],
  ["distinct rows of all rows are a union", 2, (k) => k.distinct(k.set("union_all", k.scan("b", B), k.scan("b", B)))],
  ["a union of unions is a list", 3, (k) => k.set("union_all", k.set("union_all", k.scan("b", B), k.scan("b", B)), k.scan("b", B))],
];
