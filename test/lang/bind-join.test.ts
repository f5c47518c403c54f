import { describe, expect, test } from "vitest";
import { columnsOf, mistakes, repaired, ruleOf, stagesOf } from "./bind-kit.ts";
import { bound, shown } from "./program.ts";
import { withRule } from "./bind-kit.ts";

const joinOf = (body: string): string => stagesOf(ruleOf(body)).find((line) => line.startsWith("join")) ?? "";

describe("names after a join", () => {
  test("the right side is seen under its alias, and bare where the left has no such column", () => {
    expect(mistakes("from orders |> join customers as c on customer_id == c.id |> select { order_id, c.region, own: status, theirs: c.status }")).toEqual([]);
    expect(columnsOf("from orders |> select { order_id, customer_id, status } |> join customers as c on customer_id == c.id |> where c.since is not null")).toBe(
      "order_id: int64, customer_id: int64, status: string, id: int64, region: string?, since: date",
    );
  });

  test("a bare right column after the join is a lint whose edit names the alias", () => {
    const body = "from orders |> join customers as c on customer_id == c.id |> select { order_id, region }";
    expect(mistakes(body)).toEqual(["bare-right-column: region"]);
    expect(repaired(body).body).toBe("from orders |> join customers as c on customer_id == c.id |> select { order_id, c.region }");
  });

  test("a name that a rename gave is the row's own, and may stand bare", () => {
    expect(mistakes("from orders |> join customers as c on customer_id == c.id |> rename { kept: c.region } |> select { order_id, kept }")).toEqual([]);
    expect(mistakes("from orders |> join customers as c on customer_id == c.id |> rename { kept: c.region } |> select { order_id, kept, since }")).toEqual(["bare-right-column: since"]);
  });

  test("hidden right columns leave with a warning, unless the alias is used or `on` compares them", () => {
    expect(mistakes("from orders |> join customers as c on customer_id == c.id |> select { order_id }")).toEqual(["hidden-columns-leave: c"]);
    expect(mistakes("from orders |> join customers as c on customer_id == c.id |> select { order_id, c.region }")).toEqual([]);
    expect(mistakes("from orders |> join customers as c on customer_id == c.id and status == c.status")).toEqual([]);
    expect(columnsOf("from orders |> select { customer_id, status } |> join customers as c on customer_id == c.id and status == c.status")).toBe(
      "customer_id: int64, status: string, id: int64, region: string?, since: date",
    );
  });

  test("without an alias a name that both sides have is an error, mended by an alias", () => {
    const body = "from orders |> join customers on customer_id == id";
    expect(mistakes(body)).toEqual(["join-name-taken: customers"]);
    expect(repaired(body).body).toBe("from orders |> join customers as customers on customer_id == id");
    expect(mistakes("from payments |> select { paid, customer: order_id } |> join customers on customer == id")).toEqual([]);
  });

  test("right and full joins keep both sides' columns, so taken names are an error and `using` merges them", () => {
    expect(mistakes("from payments as p |> join full orders as o on p.order_id == o.order_id, cardinality: \"n:1\"")).toEqual(["join-name-taken: orders"]);
    expect(mistakes("from orders as o |> join right customers as c on o.customer_id == c.id")).toEqual(["join-name-taken: customers"]);
    const left = "(from payments |> select { order_id, paid })";
    expect(columnsOf(`from (from customers |> select { order_id: id, region }) |> join full ${left} using [order_id], cardinality: "1:n"`)).toBe("order_id: int64, region: string?, paid: decimal(12, 2)?");
    expect(mistakes("from orders |> join customers using [order_id]")).toEqual(["using-unknown: order_id"]);
  });

  test("in a semi or anti join nothing of the right side comes along", () => {
    expect(columnsOf("from customers |> join semi orders as o on id == o.customer_id")).toBe("id: int64, status: string, region: string?, since: date");
    expect(columnsOf("from customers |> join anti orders as o on _.id == o.customer_id")).toBe("id: int64, status: string, region: string?, since: date");
    expect(mistakes("from customers |> join semi orders as o on id == o.customer_id |> where o.amount > 0")).toEqual(["unknown-column: o"]);
  });

  test("an outer join's right columns may be null", () => {
    expect(columnsOf("from orders as o |> join left customers as c on customer_id == c.id |> select { order_id, c.since }")).toBe("order_id: int64, since: date?");
    expect(columnsOf("from orders as o |> join customers as c on customer_id == c.id |> select { order_id, c.since }")).toBe("order_id: int64, since: date");
  });
});

describe("how many rows belong together", () => {
  test("a key of the right side proves n:1, of both sides 1:1", () => {
    expect(joinOf("from orders as o |> join customers as c on customer_id == c.id |> select { order_id, c.region }")).toMatch(/^join inner n:1 /);
    expect(joinOf("from orders as o |> join (from orders) as p on o.order_id == p.order_id |> select { order_id, p.fee }")).toMatch(/^join inner 1:1 /);
    expect(joinOf("from orders as o |> join (from payments |> group [order_id] { paid: sum(paid) }) as p on o.order_id == p.order_id |> select { order_id, p.paid }")).toMatch(/^join inner 1:1 /);
  });

  test("an equality with a constant counts towards the key", () => {
    const grouped = "(from orders |> group [customer_id, status] { n: count() })";
    expect(joinOf(`from customers as c |> join left ${grouped} as g on c.id == g.customer_id and g.status == "paid" |> select { id, g.n }`)).toMatch(/^join left 1:1 /);
  });

  test("unproven, it must be written; the fix declares the key on the right's source", () => {
    const body = "from orders as o |> join events as e on o.order_id == e.order_id |> select { order_id, e.name }";
    expect(mistakes(body)[0]).toBe("cardinality-missing: o.order_id == e.order_id");
  });

  test("a source gets the key that the join needs", () => {
    const body = "from events as e |> join left (from events) as f on e.order_id == f.order_id |> select { order_id, f.name }";
    expect(repaired(body).text).toContain("at: timestamp, key [order_id] }");
    expect(repaired(body).left).toEqual([]);
  });

  test("where the left side's key shows 1:n, the fix says so", () => {
    const body = "from orders as o |> join payments as p on o.order_id == p.order_id |> select { order_id, p.paid }";
    expect(repaired(body).body).toContain('on o.order_id == p.order_id, cardinality: "1:n"');
    expect(repaired(body).left).toEqual([]);
  });

  test("a claim that keys prove costs nothing", () => {
    expect(ruleOf('from orders as o |> join payments as p on o.order_id == p.order_id, cardinality: "1:n" |> select { order_id, p.paid }').obligations).toEqual([]);
    expect(ruleOf('from orders as o |> join events as e on o.order_id == e.order_id, cardinality: "n:m" |> select { order_id, e.name }').obligations).toEqual([]);
  });

  test("a claim about equalities is checked over the right rows that have a partner", () => {
    const rule = ruleOf('from orders as o |> join events as e on o.order_id == e.order_id, cardinality: "n:1" |> select { order_id, e.name }');
    expect(rule.obligations).toHaveLength(1);
    const [obligation] = rule.obligations;
    expect(obligation).toMatchObject({ kind: "multiplicity", severity: "error", over: { kind: "join", how: "semi" } });
    expect(obligation?.columns.map((id) => rule.columns[id]?.name)).toEqual(["order_id"]);
  });

  test("a claim about a range is checked by the left's key over the joined rows", () => {
    const rule = ruleOf('from orders as o |> join events as e on o.order_id == e.order_id and e.at <= o.placed_at, cardinality: "n:1" |> select { order_id, e.name }');
    expect(rule.obligations[0]).toMatchObject({ kind: "multiplicity", over: { kind: "join", how: "inner", multiplicity: "n:m" } });
    expect(rule.obligations[0]?.columns.map((id) => rule.columns[id]?.name)).toEqual(["order_id"]);
  });

  test("a claim that nothing can check is refused", () => {
    expect(mistakes('from events as e |> join (from events) as f on e.order_id == f.order_id and e.at < f.at, cardinality: "n:1" |> select { f.name, e.at }')).toEqual(['cardinality-uncheckable: "n:1"']);
    expect(mistakes('from orders |> join events as e on order_id == e.order_id, cardinality: "many"')[0]).toBe('cardinality-unknown: "many"');
  });

  test("semi, anti and cross joins are exempt", () => {
    expect(mistakes("from orders |> join semi events as e on order_id == e.order_id")).toEqual([]);
    expect(mistakes("from customers |> join cross (from payments |> select { paid }) as p |> select { id, p.paid }")).toEqual([]);
  });

  test("a check of a key before the join proves it", () => {
    expect(joinOf("from orders as o |> join (from events |> check key [order_id]) as e on o.order_id == e.order_id |> select { order_id, e.name }")).toMatch(/^join inner 1:1/);
  });
});

describe("conditions", () => {
  test("every join but cross has one", () => {
    expect(mistakes("from orders |> join customers as c")).toEqual(["join-condition-missing: join customers as c"]);
    expect(mistakes("from orders |> join cross customers as c on true")).toEqual(["join-condition-unexpected: true"]);
  });

  test("a mistake in the condition is the only one reported", () => {
    expect(mistakes("from orders |> join customers as c on customer_id == c.idd |> where c.region == status |> select { c.since }")).toEqual(["unknown-column: idd"]);
    expect(mistakes("from orders |> join nowhere as c on customer_id == c.id |> where c.region == zone")).toEqual(["unknown-relation: nowhere"]);
  });

  test("conjuncts stand apart", () => {
    const rule = ruleOf('from orders as o |> join customers as c on o.customer_id == c.id and c.status != "x" and o.amount > 5 |> select { order_id, c.region }');
    expect(stagesOf(rule)[0]).toContain('on customer_id == id, status#2 != "x", amount > 5');
  });
});

test("the warning about hidden columns points into the file of the join, not of the stage that ends it", () => {
  const files = withRule("from orders |> attach() |> select { order_id }", "macro table attach(t: table) -> table = from t |> where true");
  expect(shown(files, bound(files).diagnostics)).toEqual([]);
});

describe("asof joins", () => {
  test("take equalities and one inequality, over a right side with a key of those", () => {
    expect(joinOf("from payments as p |> join asof left (from orders) as o on p.order_id >= o.order_id |> select { payment_id, o.status }")).toMatch(/^join asof left n:1 .* on order_id >= order_id#2/);
    expect(mistakes("from payments as p |> join asof (from orders) as o on p.order_id == o.order_id |> select { payment_id, o.status }")).toEqual(["asof-condition: p.order_id == o.order_id"]);
    expect(mistakes("from orders as o |> join asof left events as e on o.order_id == e.order_id and o.placed_at >= e.at |> select { order_id, e.name }")).toEqual([
      "asof-needs-key: o.order_id == e.order_id and o.placed_at >= e.at",
    ]);
  });
  test("reach as far as the tolerance says", () => {
    const keyed = "(from events |> check key [order_id, at])";
    expect(mistakes(`from orders as o |> join asof left ${keyed} as e on o.order_id == e.order_id and o.placed_at >= e.at, tolerance: interval "5 minutes" |> select { order_id, e.name }`)).toEqual([]);
    expect(mistakes(`from orders as o |> join asof left ${keyed} as e on o.order_id == e.order_id and o.placed_at >= e.at, tolerance: 5 |> select { order_id, e.name }`)).toEqual(["option-value: 5"]);
  });
});
