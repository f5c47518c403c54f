import { beforeAll, describe, expect, test } from "vitest";
import command from "../src/cli/commands/lineage.ts";
import { createOutput } from "../src/cli/output.ts";
import { lineageDot, lineageJson, lineageMermaid, lineageTree, reached, type Direction } from "../src/compile/lineage-forms.ts";
import { lineageGraph } from "../src/compile/lineage-graph.ts";
import type { Compiled, Prepared } from "../src/compile/types.ts";
import { caseFolder } from "./support/cases.ts";
import { expectSameLineage } from "./support/lineage.ts";
import { openFolder, packFolder } from "./support/pack.ts";

describe("the steps of a lineage", () => {
  test.each(["whole-language", "recurse", "pivot", "set-verbs", "macros"])("lead to what the lineage in the artifacts says, in the case %s", async (name) => {
    const { compiled } = openFolder(await caseFolder(name));
    expect(expectSameLineage(compiled as Compiled)).toBeGreaterThan(1);
  });
});

describe("a lineage that somebody reads", () => {
  let prepared: Prepared;
  const files = {
    "money.rule": "module money\nmacro expr net_of(amount: expr<int64>, fee: expr<int64>) -> expr<int64> = amount - fee\n",
    "sales.rule": `module sales
import { net_of } from "money"
source orders = csv("orders.csv") { id: int64, amount: int64, fee: int64, status: string, country: string, key [id] }
rule paid ordered by [id] {
  from orders
  |> where status == "paid"
  |> derive { net: net_of(amount, fee) }
  |> select { id, country, net, twice: net * 2 }
}
rule by_country ordered by [country] {
  from paid |> group { country } { total: sum(net, where: id > 10), n: count() }
}
rule apart ordered by [id] { from orders |> select { id, fee } }
rule held as inline { from paid |> where twice > 1 }
rule reader ordered by [id] { from held |> select { id, more: twice + 1 } }
`,
  };
  beforeAll(() => {
    const { compiled, diagnostics } = openFolder(packFolder(files));
    expect(diagnostics).toEqual([]);
    prepared = compiled?.prepared as Prepared;
  });
  const asked = (starts: readonly string[], rules: readonly string[], direction: Direction = "up") => ({ graph: lineageGraph(rules, direction === "up", prepared), starts, direction });
  const tree = (...of: Parameters<typeof asked>): string => lineageTree(asked(...of)).map(({ branch, text, place }) => `\n${`${branch}${text}  ${place}`.trimEnd()}`).join("") + "\n";

  test("is a tree to the sources, with the text and line of each step, through macros, and influence apart", () => {
    expect(tree(["sales.by_country.total", "sales.by_country rows"], ["sales.by_country"])).toBe(`
by_country.total: int64? = sum(net, where: id > 10)  sales.rule:11
├─ paid.net = amount - fee  money.rule:2 through net_of at sales.rule:7
│  ├─ orders.amount: int64  sales.rule:3
│  └─ orders.fee: int64  sales.rule:3
└┄ paid.id  sales.rule:4
   └─ orders.id: int64  sales.rule:3
rows of by_country  sales.rule:10
├┄ group { country } { total: sum(net, where: id > 10), n: count() }  sales.rule:11
│  └┄ paid.country  sales.rule:4
│     └─ orders.country: string  sales.rule:3
├┄ ordered by [country]  sales.rule:10
│  └┄ paid.country (above)  sales.rule:4
└┄ rows of paid  sales.rule:4
   ├┄ where status == "paid"  sales.rule:6
   │  └┄ orders.status: string  sales.rule:3
   └┄ ordered by [id]  sales.rule:4
      └┄ orders.id: int64  sales.rule:3
`);
  });
  test("shows downwards what a source's column reaches, and nothing that it does not", () => {
    const all = ["sales.paid", "sales.by_country", "sales.apart", "sales.reader"];
    expect(tree(["sales.orders.status"], all, "down")).toBe(`
orders.status: string  sales.rule:3
└┄ where status == "paid"  sales.rule:6
   └┄ rows of paid  sales.rule:4
      ├┄ rows of by_country  sales.rule:10
      └┄ rows of reader  sales.rule:15
`);
    expect(tree(["sales.orders.fee"], all, "down")).toBe(`
orders.fee: int64  sales.rule:3
├─ paid.net = amount - fee  money.rule:2 through net_of at sales.rule:7
│  ├─ paid.twice = net * 2  sales.rule:8
│  │  ├─ reader.more = twice + 1  sales.rule:15
│  │  └┄ where twice > 1  sales.rule:14 through held at sales.rule:15
│  │     └┄ rows of reader  sales.rule:15
│  └─ by_country.total = sum(net, where: id > 10)  sales.rule:11
└─ apart.fee  sales.rule:13
`);
  });
  test("of an inline rule says downwards that it stands within its readers", async () => {
    const printed: string[] = [];
    const noted: string[] = [];
    const out = { ...createOutput({ json: false, env: { NO_COLOR: "1" } }), print: (line: string) => void printed.push(line), note: (line: string) => void noted.push(line) };
    expect(await command.run({ args: ["held.twice"], options: { down: true }, out, cwd: packFolder(files), env: {} })).toBe(0);
    expect([printed.length, noted]).toEqual([1, [expect.stringContaining("sales.held is inline")]]);
  });
  test("is the same graph as data, DOT and Mermaid", () => {
    const of = asked(["sales.paid.twice"], ["sales.paid"]);
    const { nodes, edges } = reached(of);
    expect([nodes.length, edges.length]).toEqual([4, 3]);
    expect(lineageJson(of)).toMatchObject({ direction: "up", starts: ["sales.paid.twice"], nodes: nodes.map(({ id }) => ({ id })), edges });
    expect(lineageDot(of)).toBe(`digraph lineage {
  rankdir=LR;
  node [shape=box, fontname=monospace];
  n0 [label="paid.twice: int64 = net * 2\\lsales.rule:8\\l"];
  n1 [label="paid.net: int64 = amount - fee\\lmoney.rule:2 through net_of at sales.rule:7\\l"];
  n2 [label="orders.amount: int64\\lsales.rule:3\\l", style=bold];
  n3 [label="orders.fee: int64\\lsales.rule:3\\l", style=bold];
  n1 -> n0;
  n2 -> n1;
  n3 -> n1;
}`);
    expect(lineageMermaid(of)).toBe(`flowchart LR
  n0["paid.twice: int64 = net * 2<br>sales.rule:8"]
  n1["paid.net: int64 = amount - fee<br>money.rule:2 through net_of at sales.rule:7"]
  n2["orders.amount: int64<br>sales.rule:3"]
  n3["orders.fee: int64<br>sales.rule:3"]
  n1 --> n0
  n2 --> n1
  n3 --> n1`);
  });
  test("ends where it comes round to itself, and tells what was shown above once", () => {
    const lines = lineageTree(asked(["sales.paid.net", "sales.paid.twice"], ["sales.paid"])).map(({ branch, text }) => branch + text);
    expect(lines).toEqual(["paid.net: int64 = amount - fee", "├─ orders.amount: int64", "└─ orders.fee: int64", "paid.twice: int64 = net * 2", "└─ paid.net = amount - fee (above)"]);
  });
});
