/** What `rulec show RULE --proof` says. That there is a proof for all that is inferred, and for nothing else: ir/proof.test.ts. */
import { expect, test } from "vitest";
import { proofJson, proofLines } from "../src/compile/proof-forms.ts";
import { proofSections } from "../src/compile/proof.ts";
import type { Prepared } from "../src/compile/types.ts";
import { openFolder, packFolder } from "./support/pack.ts";

const SOURCES = `source orders = csv("orders.csv") { id: int64, customer: int64, day: date, amount: int64?, items: list<string>, key [id] }
source customers = csv("customers.csv") { key_no: int64, country: string, mail: string?, key [key_no] }
source lines = csv("lines.csv") { order_id: int64, line: int64, sku: string, key [order_id, line] }
`;

/** The proofs of the rule \`r\`, as they are printed, and the place of each step's line. */
function proofs(rule: string, open = false): string {
  const { compiled, diagnostics } = openFolder(packFolder({ "case.rule": SOURCES + rule }));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const all = proofSections("case.r", compiled?.prepared as Prepared) ?? [];
  const sections = all.filter(({ subject }) => (subject === "not proven") === open);
  expect(JSON.stringify(proofJson(sections))).toContain('"steps":');
  return `\n${proofLines(sections).map(({ text, place, level }) => `${"  ".repeat(level)}${text}${place === "" ? "" : `  ${place}`}`).join("\n")}\n`;
}

test("a join and a group: each step rests on those below it, down to what sources say", () => {
  expect(proofs(`rule r ordered by [country, day] {
  from orders as o
  |> join customers as c on o.customer == c.key_no
  |> where amount > 0
  |> group { c.country, day } { total: sum(amount), most: max(amount + 1), first_mail: min(mail) }
}
`)).toBe(`
order
  the order [country, day] leaves no ties: its columns hold or fix a key  case.rule:4
    rows come in the order [country, day]: sorted here  case.rule:4
    [country, day] is a key: there is one row for each group  case.rule:8
keys
  [country, day] is a key: there is one row for each group  case.rule:8
joins
  a row meets at most one row of customers: the condition gives the columns of a key their values (o.customer == c.key_no)  case.rule:6
    [key_no] is a key of customers: the source customers says so, and a run verifies it  case.rule:2
not null
  customers.country is never null: the source customers says so, and a run verifies it  case.rule:2
  orders.day is never null: the source orders says so, and a run verifies it  case.rule:1
  total is never null: \`sum\` over at least one row is null only where all values are (sum(amount))  case.rule:8
    orders.amount is never null: the condition lets no other row pass (amount > 0)  case.rule:7
  most is never null: \`max\` over at least one row is null only where all values are (max(amount + 1))  case.rule:8
    orders.amount is never null: the condition lets no other row pass (amount > 0)  case.rule:7
`);
});
test("a filter makes a column of a key constant, and a join makes columns equal", () => {
  expect(proofs(`rule r ordered by [id] {
  from lines as l
  |> join orders as o on l.order_id == o.id
  |> where line == 1
  |> select { id: o.id, sku, customer }
}
`)).toBe(`
order
  the order [id] leaves no ties: its columns hold or fix a key  case.rule:4
    rows come in the order [id]: sorted here  case.rule:4
    [id] is a key: it fixes all columns of a key  case.rule:8
      [order_id] is a key: it fixes all columns of a key  case.rule:7
        [order_id, line] is a key: each row comes out of the join at most once  case.rule:6
          a row meets at most one row of orders: the condition gives the columns of a key their values (l.order_id == o.id)  case.rule:6
            [id] is a key of orders: the source orders says so, and a run verifies it  case.rule:1
          [order_id, line] is a key of lines: the source lines says so, and a run verifies it  case.rule:3
        lines.line is the same in all rows: the condition lets no other row pass (line == 1)  case.rule:7
      lines.order_id and orders.id are equal: the condition lets no other row pass (l.order_id == o.id)  case.rule:6
keys
  [id] is a key (above)  case.rule:8
joins
  a row meets at most one row of orders (above)  case.rule:6
not null
  orders.id is never null: the source orders says so, and a run verifies it  case.rule:1
  lines.sku is never null: the source lines says so, and a run verifies it  case.rule:3
  orders.customer is never null: the source orders says so, and a run verifies it  case.rule:1
`);
});
test("an explode's index, and row_number", () => {
  expect(proofs(`rule r ordered by [customer, nth] {
  from orders |> explode items as item, index: i, base: 0
  |> window by [customer] sort [id, i] { nth: row_number() }
  |> select { customer, nth, item }
}
`)).toBe(`
order
  the order [customer, nth] leaves no ties: its columns hold or fix a key  case.rule:4
    rows come in the order [customer, nth]: sorted here  case.rule:4
    [customer, nth] is a key: \`row_number\` counts the rows of each partition (row_number())  case.rule:6
keys
  [customer, nth] is a key: \`row_number\` counts the rows of each partition (row_number())  case.rule:6
not null
  orders.customer is never null: the source orders says so, and a run verifies it  case.rule:1
  nth is never null: \`row_number\` is never null (row_number())  case.rule:6
  item is never null: what makes it here makes no null  case.rule:5
`);
});
test("what is claimed and what is promised is said to be verified", () => {
  expect(proofs(`schema Out { id: int64, mail: string, key [id] }
rule r -> Out ordered by [id] {
  from orders as o |> join customers as c on c.country == "DE", cardinality: "n:1"
  |> select { id: o.id, mail }
}
`)).toBe(`
order
  the order [id] leaves no ties: its columns hold or fix a key  case.rule:5
    rows come in the order [id]: sorted here  case.rule:5
    [id] is a key: each row comes out of the join at most once  case.rule:6
      a row meets at most one row of customers: \`cardinality\` claims it, and a run verifies it ("n:1")  case.rule:6
      [id] is a key of orders: the source orders says so, and a run verifies it  case.rule:1
keys
  [id] is a key (above)  case.rule:6
joins
  a row meets at most one row of customers: \`cardinality\` claims it, and a run verifies it ("n:1")  case.rule:6
not null
  orders.id is never null: the source orders says so, and a run verifies it  case.rule:1
  customers.mail is never null: it is promised here, and a run verifies it  case.rule:4
`);
});

test("what is not proven says why not and what would do: nulls of sources, outer joins and expressions, joins that multiply rows, no order", () => {
  expect(proofs(`rule r unordered {
  from orders as o
  |> join left customers as c on o.customer == c.key_no
  |> join left lines as l on o.id == l.order_id, cardinality: "1:n"
  |> select { o.id, l.line, c.country, o.amount, half: o.amount / 2, each: o.amount / l.line, mail: c.mail ?? c.country, at: o.day }
}
`, true)).toBe(`
not proven
  no key and no order is known: \`then all\` would order rows that can be sorted, and \`check key [..]\` states a key that a run verifies  case.rule:8
  a row may meet many rows of lines: the condition does not give all columns of a key their values; all of [order_id, line] would do  case.rule:7
  lines.line may be null: the left join has none where no row meets; \`join\` without \`left\`, or \`?? value\` behind it, would do  case.rule:7
  customers.country may be null: the left join has none where no row meets; \`join\` without \`left\`, or \`?? value\` behind it, would do  case.rule:6
  orders.amount may be null: the source orders says so; \`where amount is not null\` or \`amount ?? value\` would do  case.rule:1
  half may be null: its expression is null where a column makes it so; \`?? value\` behind it would do (o.amount / 2)  case.rule:8
    orders.amount may be null: the source orders says so; \`where amount is not null\` or \`amount ?? value\` would do  case.rule:1
  each may be null: \`/\` is null for a divisor of 0; \`?? value\` behind it would do (o.amount / l.line)  case.rule:8
    orders.amount may be null: the source orders says so; \`where amount is not null\` or \`amount ?? value\` would do  case.rule:1
    lines.line may be null: the left join has none where no row meets; \`join\` without \`left\`, or \`?? value\` behind it, would do  case.rule:7
  mail may be null: its expression is null where a column makes it so; \`?? value\` behind it would do (c.mail ?? c.country)  case.rule:8
    customers.mail may be null: the source customers says so; \`where mail is not null\` or \`mail ?? value\` would do  case.rule:2
    customers.country may be null: the left join has none where no row meets; \`join\` without \`left\`, or \`?? value\` behind it, would do  case.rule:6
`);
});
test("a rule whose order and nulls all follow has nothing that is not proven; one that could be ordered by its key is told so", () => {
  expect(proofs("rule r ordered by [id] { from orders |> select [id, day] }\n", true)).toBe("\n\n");
  expect(proofs("rule r unordered { from orders |> select [id, day] }\n", true)).toBe(`
not proven
  rows come in no order: \`ordered by [id]\` would leave no ties  case.rule:4
`);
});
