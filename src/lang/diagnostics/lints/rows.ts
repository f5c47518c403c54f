import { catalogue, quoted } from "../define.ts";
import { lint } from "./define.ts";

/** Joins and columns: what gives other rows or columns than it seems. */
export const ROWS = catalogue({
  "bare-right-column": lint({
    level: "warning", edit: "ir",
    title: ({ name, alias }: { name: string; alias: string }) => `\`${name}\` is a column of \`${alias}\``,
    label: ({ name, alias }) => `write \`${alias}.${name}\``,
    why: `A column of a join's right side that is named without its alias, as one may while the left side has none of that name. Once it gets one, the bare name would quietly mean that one: with the alias it means the same for ever.`,
    wrong: `
rule people_of_orders ordered by [payment_id] {
  from payments |> join people as p on order_id == p.id |> select { order_id, payment_id, name }
}`,
    right: `
rule people_of_orders ordered by [payment_id] {
  from payments |> join people as p on order_id == p.id |> select { order_id, payment_id, p.name }
}`,
  }),
  "hidden-columns-leave": lint({
    level: "warning", edit: null,
    title: ({ alias, columns }: { alias: string; columns: readonly string[] }) => `${quoted(columns)} of \`${alias}\` ${columns.length === 1 ? "is" : "are"} not in the result`,
    label: ({ columns }) => `the left side has ${columns.length === 1 ? "a column of this name" : "columns of these names"}`,
    hint: ({ alias, columns }) => `keep with \`derive { ${alias}_${columns[0]}: ${alias}.${columns[0]} }\`, or drop on purpose: \`join … (from … |> drop [${columns.join(", ")}])\``,
    why: `Columns of a join's right side that have the names of left ones, and that nothing has looked at. Such a column is seen only as \`q.name\`, and leaves when its alias does. Told where nothing uses the alias and \`on\` does not compare the column: perhaps it was wanted.`,
    wrong: `
rule sold ordered by [region] {
  from sales |> join customers as c on id == c.id |> group { region } { sales: count() }
}`,
    right: `
rule sold ordered by [region] {
  from sales |> join customers as c on id == c.id |> group { c.region } { sales: count() }
}`,
  }),
  "implicit-cross-join": lint({
    level: "warning", edit: "rows",
    title: ({ right }: { right: string; how: string }) => `every row meets every row of ${right}`,
    label: () => "compares nothing of one side with the other",
    hint: ({ how }) => (how === "inner" ? "say `join cross`, or compare columns of both sides" : "compare columns of both sides"),
    why: `A join whose condition compares no column of one side with one of the other. It pairs all rows with all; often one side is written twice, or an alias is missing. A right side of one row at most is not told of.`,
    wrong: `rule pairs unordered { from a |> join (from b |> select { other: id }) as r on true, cardinality: "n:m" |> select { id, r.other } }`,
    right: `rule pairs unordered { from a |> join cross (from b |> select { other: id }) as r |> select { id, r.other } }`,
    more: "It carries an edit where the condition is `true`.",
  }),
  "join-multiplies": lint({
    level: "warning", edit: null,
    title: ({ fn, columns }: { fn: string; columns: readonly string[]; right: string }) => `\`${fn}\` counts ${quoted(columns)} once for each row that a join has added`,
    label: ({ right }) => `rows stand here as often as they have partners in ${right}`,
    hint: () => "aggregate before the join, or group the other side to one row a key first",
    why: `A sum or mean of a column that a join has repeated. Behind a join \`1:n\` a left row stands once for each partner, so its amounts are added as often, unless the rows are grouped by a column of the other side.`,
    wrong: `
rule owed ordered by [customer_id] {
  from orders as o
  |> join payments as p on o.order_id == p.order_id, cardinality: "1:n"
  |> group { o.customer_id } { owed: sum(o.amount), payments: count() }
}`,
    right: `
rule owed ordered by [customer_id] {
  let paid = from payments |> group { order_id } { payments: count() }
  from orders as o
  |> join paid as p on o.order_id == p.order_id
  |> group { o.customer_id } { owed: sum(o.amount), payments: sum(p.payments) }
}`,
  }),
  "nullable-join-key": lint({
    level: "warning", edit: null,
    title: ({ columns }: { columns: readonly string[] }) => `rows without ${quoted(columns)} find no partner`,
    label: ({ columns }) => `null equals nothing, and ${quoted(columns)} may be null`,
    hint: () => "`join left` keeps such rows; `where … is not null` before the join says that they are left out; `<=>` lets null meet null",
    why: `An inner join by equality of a column that may be null. \`==\` with a null is null, so such rows leave without a word.`,
    wrong: `
source tickets = csv("tickets.csv") { id: int64, person: int64?, key [id] }
rule owners ordered by [id] { from tickets as t |> join people as p on t.person == p.id |> select { t.id, p.name } }`,
    right: `
source tickets = csv("tickets.csv") { id: int64, person: int64?, key [id] }
rule owners ordered by [id] { from tickets as t |> join left people as p on t.person == p.id |> select { t.id, p.name } }`,
  }),
  "star-of-source": lint({
    level: "warning", edit: null,
    title: ({ source, mode }: { source: string; mode: string }) => `the table's columns are whatever \`${source}\` has (${mode})`,
    label: () => "keeps its rows, and says nowhere which columns they have",
    hint: () => "say them: `select { … }` as the last stage, or a contract (`-> Schema`)",
    why: `A table that keeps its rows from run to run and takes all columns of a source. A column that the source gains or loses changes the table, which stops the run or makes the table anew; with \`select\` or a contract it does not.`,
    wrong: `rule log as table(mode: "append") unordered { from events |> where kind != "ping" }`,
    right: `rule log as table(mode: "append") unordered { from events |> where kind != "ping" |> select { at, kind } }`,
  }),
  "empty-condition": lint({
    level: "warning", edit: null,
    title: ({ fn }: { fn: string; value: boolean }) => `\`${fn}\` over no columns`,
    label: ({ value }) => `always ${value}`,
    hint: () => "does the selector match what was meant?",
    why: `A condition over a set of columns that is empty. \`if_any\` over no columns is false, \`if_all\` is true, as mathematics has it; a selector that matches nothing is more often a mistake.`,
    wrong: `rule full ordered by [id] { from people |> where if_all(@ends("_mm2"), _ is not null) }`,
    right: `rule full ordered by [id] { from people |> where if_all(@ends("me"), _ is not null) }`,
  }),
});
