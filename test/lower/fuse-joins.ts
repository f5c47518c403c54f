/** Pipelines with joins, and what may share a select with what. */
import { A, B, col, counted, eq, type FuseCase } from "./fuse-rows.ts";

export const JOIN_CASES: readonly FuseCase[] = [
  ["a condition on the left side of a left join may wait until after it", 1, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const some = k.filter(a, eq(k, a, "x", 1));
    return k.select(k.join(some, b, "left", [k.fn("eq", col(k, some, "id"), col(k, b, "id"))]), { id: "id", z: "z" });
  }],
  ["a condition on the right side of a left join does not take the left's rows away", 1, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const some = k.filter(b, eq(k, b, "z", 8));
    return k.select(k.join(a, some, "left", [k.fn("eq", col(k, a, "id"), col(k, some, "id"))]), { id: "id", z: "z" });
  }],
  ["a condition on the left side comes before a right join", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const some = k.filter(a, eq(k, a, "id", 4));
    return k.select(k.join(some, b, "right", [k.fn("eq", col(k, some, "id"), col(k, b, "id"))]), { id: "id", z: "z" });
  }],
  ["a condition on the right side comes before a right join", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const some = k.filter(b, eq(k, b, "z", 8));
    return k.select(k.join(a, some, "right", [k.fn("eq", col(k, a, "id"), col(k, some, "id"))]), { id: "id", z: "z" });
  }],
  ["conditions on both sides come before a full join", 3, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const left = k.filter(a, eq(k, a, "x", 1));
    const right = k.filter(b, eq(k, b, "z", 8));
    return k.select(k.join(left, right, "full", [k.fn("eq", col(k, left, "id"), col(k, right, "id"))]), { id: "id", z: "z" });
  }],
  ["what the right side computes is null where a left join finds no match", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const known = k.select(b, { id: "id", w: k.fn("coalesce", col(k, b, "z"), k.int(0)) });
    return k.select(k.join(a, known, "left", [k.fn("eq", col(k, a, "id"), col(k, known, "id"))]), { id: "id", w: "w" });
  }],
  ["what the left side computes is null where a right join finds no match", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const known = k.select(a, { id: "id", w: k.fn("coalesce", col(k, a, "x"), k.int(0)) });
    return k.select(k.join(known, b, "right", [k.fn("eq", col(k, known, "id"), col(k, b, "id"))]), { w: "w", z: "z" });
  }],
  ["what the right side of an inner join computes needs no select of its own", 1, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const known = k.select(b, { id: "id", w: k.fn("coalesce", col(k, b, "z"), k.int(0)) });
    return k.select(k.join(a, known, "inner", [k.fn("eq", col(k, a, "id"), col(k, known, "id"))]), { id: "id", w: "w" });
  }],
  ["a join multiplies rows that a window has seen", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const peers = k.derive(a, { peers: counted(k, a, "x") });
    return k.select(k.join(peers, b, "left", [k.fn("eq", col(k, peers, "id"), col(k, b, "id"))]), { id: "id", peers: "peers", z: "z" });
  }],
  ["a join finds partners for the winners of a dedupe", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const winners = k.dedupe(a, ["x"], ["id"]);
    return k.select(k.join(winners, b, "inner", [k.fn("eq", col(k, winners, "id"), col(k, b, "id"))]), { id: "id", z: "z" });
  }],
  ["a join finds partners for what a limit left", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const first = k.limit(k.sort(a, [["id", "desc"]]), 3);
    return k.select(k.join(first, b, "inner", [k.fn("eq", col(k, first, "id"), col(k, b, "id"))]), { id: "id", z: "z" });
  }],
  ["a join finds partners for distinct rows", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const rows = k.distinct(k.select(a, { x: "x" }));
    return k.select(k.join(rows, b, "left", [k.fn("eq", col(k, rows, "x"), col(k, b, "id"))]), { x: "x", z: "z" });
  }],
  ["a join finds partners for elements", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const out = k.explode(a, [col(k, a, "xs")], ["e"], { drop: ["xs"] });
    return k.select(k.join(out, b, "inner", [k.fn("eq", col(k, out, "e"), col(k, b, "id"))]), { e: "e", z: "z" });
  }],
  ["a join finds partners for groups", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const groups = k.group(a, ["x"], { n: k.agg("count") });
    return k.select(k.join(groups, b, "left", [k.fn("eq", col(k, groups, "x"), col(k, b, "id"))]), { x: "x", n: "n", z: "z" });
  }],
  ["groups on the right are partners once each", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const groups = k.group(b, ["id"], {});
    return k.select(k.join(a, groups, "inner", [k.fn("eq", col(k, a, "id"), col(k, groups, "id"))]), { id: "id" });
  }],
  ["a right side that joins is joined as one", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const c = k.scan("a", A);
    const inner = k.join(k.select(b, { id: "id", z: "z" }), k.select(c, { x: "x", id: "id" }), "inner", [k.fn("eq", col(k, b, "id"), col(k, c, "id"))], { keep: { id: "cid" } });
    return k.select(k.join(a, inner, "left", [k.fn("eq", col(k, a, "id"), col(k, inner, "cid"))]), { id: "id", z: "z", xs: "xs" });
  }],
  ["groups are joined as a subquery", 2, (k) => {
    const a = k.scan("a", A);
    const b = k.scan("b", B);
    const sums = k.group(b, ["id"], { n: k.agg("count") });
    return k.select(k.join(a, sums, "left", [k.fn("eq", col(k, a, "id"), col(k, sums, "id"))]), { id: "id", n: "n" });
  }],
];
