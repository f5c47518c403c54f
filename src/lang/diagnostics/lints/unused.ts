import { catalogue, quoted } from "../define.ts";
import { lint } from "./define.ts";

const are = (names: readonly string[]): string => (names.length === 1 ? "is" : "are");

/** What is written and read by nobody. */
export const UNUSED = catalogue({
  "unused-let": lint({
    level: "warning", edit: "ir",
    title: ({ name }: { name: string }) => `nothing uses \`${name}\``,
    label: () => "named and not used",
    hint: () => "leave it out",
    why: `A \`let\` that nothing behind it names. Whoever reads the rule looks for its use. A pipeline that holds a \`check\` is not told of: what it says is verified in any case.`,
    wrong: `
rule open_orders ordered by [order_id] {
  let large = _ > 1000
  from orders |> where is_open |> select { order_id }
}`,
    right: `
rule open_orders ordered by [order_id] {
  from orders |> where is_open |> select { order_id }
}`,
  }),
  "unused-import": lint({
    level: "warning", edit: "ir",
    title: ({ names }: { names: readonly string[] }) => `nothing here uses ${quoted(names)}`,
    label: () => "imported and not used",
    hint: () => "leave it out",
    why: `An imported name that nothing in the file uses. To pass a name on there is \`export { name } from "…"\`.`,
    wrong: `
-- money.rule
function net(gross: decimal(12, 2)) -> decimal(13, 2) = gross - 1
rule nets ordered by [order_id] { from orders |> select { order_id, net: net(amount) } }
-- report.rule
import { net } from "money"
rule totals ordered by [region] { from orders |> group { region } { total: sum(amount) } }`,
    right: `
-- money.rule
function net(gross: decimal(12, 2)) -> decimal(13, 2) = gross - 1
rule nets ordered by [order_id] { from orders |> select { order_id, net: net(amount) } }
-- report.rule
rule totals ordered by [region] { from orders |> group { region } { total: sum(amount) } }`,
  }),
  "unused-param": lint({
    level: "warning", edit: null,
    title: ({ name }: { name: string; of: string | null }) => `nothing uses the parameter \`${name}\``,
    label: ({ of }) => (of === null ? "whatever it is set to, nothing changes" : `\`${of}\` does not look at it`),
    hint: () => "use it, or leave it out here and where it is given",
    why: `A parameter that nothing looks at: of a module, a rule, a function or a macro. Who sets it expects that something changes.`,
    wrong: `
param least: decimal(12, 2) = 10
rule large_orders ordered by [order_id] { from orders |> where amount >= 10 |> select { order_id } }`,
    right: `
param least: decimal(12, 2) = 10
rule large_orders ordered by [order_id] { from orders |> where amount >= $least |> select { order_id } }`,
    more: "A name that begins with `_` is taken to be unused on purpose.",
  }),
  "unused-macro": lint({
    level: "warning", edit: null,
    title: ({ name, is }: { name: string; is: string }) => `nothing uses the ${is} \`${name}\``,
    label: () => "declared and not used",
    hint: () => "leave it out",
    why: `A function or macro that nothing in the pack uses. In a pack without a stored rule, which others import from, those that are not private (\`_name\`) are not told of.`,
    wrong: `
function _net(gross: decimal(12, 2), fee: decimal(12, 2)) -> decimal(13, 2) = gross - fee
rule nets ordered by [order_id] { from orders |> select { order_id, net: amount - fee } }`,
    right: `
function _net(gross: decimal(12, 2), fee: decimal(12, 2)) -> decimal(13, 2) = gross - fee
rule nets ordered by [order_id] { from orders |> select { order_id, net: _net(amount, fee) } }`,
  }),
  "unused-source": lint({
    level: "warning", edit: null,
    title: ({ name }: { name: string }) => `no rule reads the source \`${name}\``,
    label: () => "declared and not read",
    hint: () => "read it, or leave it out",
    why: `A source that no rule, reference or test of the pack names. Nothing looks whether its files are there or hold what it says.`,
    wrong: `
source archive = csv("archive.csv") { id: int64, key [id] }
rule ids ordered by [id] { from people |> select { id } }`,
    right: `
source archive = csv("archive.csv") { id: int64, key [id] }
rule ids ordered by [id] { from archive |> select { id } }`,
  }),
  "unused-source-column": lint({
    level: "off", edit: null,
    title: ({ source, columns }: { source: string; columns: readonly string[] }) => `no rule needs ${quoted(columns)} of \`${source}\``,
    label: ({ columns }) => `${are(columns)} read by nobody`,
    why: `Columns of a source that no rule needs and its own claims do not name. They cost a run nothing, as only what is needed is scanned; but what they promise is verified, and whoever changes the file asks for whom they are.`,
    wrong: `
source visits = csv("visits.csv") { id: int64, page: string, agent: string, key [id] }
rule pages ordered by [page] { from visits |> group { page } { visits: count() } }`,
    right: `
source visits = csv("visits.csv") { id: int64, page: string, key [id] }
rule pages ordered by [page] { from visits |> group { page } { visits: count() } }`,
  }),
  "unused-column": lint({
    level: "warning", edit: "rows",
    title: ({ name }: { name: string }) => `nothing needs the column \`${name}\``,
    label: () => "computed, and gone before anything reads it",
    hint: () => "leave it out, or keep it to the end",
    why: `A column that a stage computes and that neither the result nor any later stage needs. It may have been wanted and got lost on the way.`,
    wrong: `
rule by_region ordered by [region] {
  from orders |> derive { net: amount - fee } |> group { region } { total: sum(amount) }
}`,
    right: `
rule by_region ordered by [region] {
  from orders |> derive { net: amount - fee } |> group { region } { total: sum(net) }
}`,
    more: "It carries an edit where nothing behind it can hang on the column: no set of columns, union, macro or sample, and no other use of its name. A value that could not be computed stopped a run before, and is not asked for any more.",
  }),
  "dead-rule": lint({
    level: "warning", edit: null,
    title: ({ name }: { name: string }) => `nothing reads the rule \`${name}\``,
    label: () => "inline, so it is stored nowhere",
    hint: () => "read it from another rule, store it, or leave it out",
    why: `A rule \`as inline\` that no rule and no test reads. It is there for those that do, and gives nothing to anybody.`,
    wrong: `
rule paid as inline { from orders |> where status == "paid" }
rule totals ordered by [region] { from orders |> group { region } { total: sum(amount) } }`,
    right: `
rule paid as inline { from orders |> where status == "paid" }
rule totals ordered by [region] { from paid |> group { region } { total: sum(amount) } }`,
  }),
  "sort-unused": lint({
    level: "warning", edit: "rows",
    title: (_: object) => "nothing uses this order",
    label: () => "the rows are regrouped, sorted anew or stored without order behind it",
    hint: () => "leave it out, or put it where it counts: before `limit`, or as `ordered by [..]`",
    why: `A \`sort\` whose order ends before anything reads it. Groups, unions and \`distinct\` have no order, a later \`sort\` by columns that leave no ties has its own, and an \`unordered\` rule keeps none. Windows, \`dedupe\`, \`first\`, \`last\` and
\`list\` say their own order with \`sort\` or \`by\`.`,
    wrong: "rule latest ordered by [status] { from orders |> sort [placed_at] |> group { status } { latest: max(placed_at) } }",
    right: "rule latest ordered by [status] { from orders |> group { status } { latest: max(placed_at) } }",
  }),
});
