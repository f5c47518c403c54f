import { expect, test } from "vitest";
import { printRule } from "../../src/ir/print.ts";
import { BOOL, INT64 } from "../../src/values/type.ts";
import { kit } from "./kit.ts";

test("a rule reads from top to bottom as its rows flow, one line a node, what stands beside the flow deeper", () => {
  const k = kit({
    "sales.orders": { columns: { id: "int64", customer: "int64", amount: "decimal(12, 2)", fee: "decimal(12, 2)?" }, keys: [["id"]] },
    "sales.customers": { columns: { id: "int64", region: "string?" }, keys: [["id"]] },
  });
  const o = k.scan("sales.orders");
  const big = k.filter(o, k.test("or", k.test("gt", k.ref(o, "amount"), k.param("min")), k.lit(BOOL, false)), k.test("is_null", k.ref(o, "fee")));
  const c = k.scan("sales.customers");
  const kept = k.filter(c, k.test("eq", k.ref(c, "region"), k.text("EU")));
  const joined = k.join("left", big, kept, [k.test("eq", k.ref(big, "customer"), k.ref(kept, "id"))]);
  const grouped = k.group(joined, ["region"], { total: k.agg("sum", [k.fn("multiply", [k.fn("add", [k.ref(joined, "amount"), k.int(1)]), k.int(2)])], { where: k.test("not", k.lit(BOOL, false)) }) });
  const ranked = k.derive(grouped, { place: k.over("rank", [], [], k.keysOf(grouped, ["total desc first"])) });
  k.obligation("check", grouped, { predicate: k.test("ge", k.ref(grouped, "total"), k.lit(INT64, "0")), message: "{total} is negative" });
  const root = k.sort(ranked, ["region"], true);
  const [region] = root.outputs;
  if (region === undefined) throw new Error("no region");
  expect(printRule(k.rule(root, { order: [{ column: region, desc: false, nullsFirst: false }] }))).toBe(`\
rule test.r as table ordered by [region] tier canonical
0 scan source sales.orders { id: int64, customer: int64, amount: decimal(12, 2), fee: decimal(12, 2)? }
1 filter (amount > $min or false) and is_null(fee)
2   scan source sales.customers { id as id#2: int64, region: string? }
3   filter region == "EU"
4 join left n:1 with 3 on customer == id#2 -> id, customer, amount, fee, id#2, region
5 aggregate by [region] total: int64 = sum((amount + 1) * 2, where: not(false)) -> region, total
6 project place: int64 = rank() over (sort [total desc nulls first]) -> region, total, place
7 sort region (promised)
check total >= 0 over 5 else error "{total} is negative"
`);
});

test("a relation that is read twice is printed once, and its readers say where it stands", () => {
  const k = kit({ t: { columns: { id: "int64" } } });
  const t = k.scan("t");
  const shared = k.filter(t, k.test("gt", k.ref(t, "id"), k.int(0)));
  k.local("x", shared);
  k.obligation("not_null", k.limit(shared, 1), { columns: shared.outputs });
  const read = k.scanLocal(0);
  expect(printRule(k.rule(read))).toBe(`\
rule test.r as table unordered tier canonical
0 scan source t { id: int64 }
1 filter id > 0  (let x)
2 scan local x { id as id#2: int64 }
3 limit 1 from 1
not_null [id] over 3 else error ""
`);
});
