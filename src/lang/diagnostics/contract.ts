import { catalogue, list, quoted } from "./define.ts";

const plural = (names: readonly string[], one: string, many: string): string => (names.length === 1 ? one : many);

/** What a rule promises: its columns, its order, where it is stored. */
export const CONTRACT = catalogue({
  "contract-columns": {
    severity: "error",
    title: ({ rule, schema, missing, extra }: { rule: string; schema: string; missing: readonly string[]; extra: readonly string[]; meant: readonly (readonly [string, string])[] }) =>
      (missing.length === 0 ? `${rule} gives ${quoted(extra)}, which ${schema} does not promise`
      : extra.length === 0 ? `${rule} does not give ${quoted(missing)}, which ${schema} promises`
      : `${rule} gives ${quoted(extra)} where ${schema} promises ${quoted(missing)}`),
    label: ({ missing, extra, meant }) =>
      (meant.length > 0 ? `did you mean ${meant.map(([, wants]) => `\`${wants}\``).join(", ")}?` : missing.length > 0 ? `${plural(missing, "a column is", "columns are")} missing` : `${plural(extra, "one column", "columns")} too many`),
    hint: ({ schema }) => `end with a select of exactly what ${schema} says`,
    doc: `\`-> S\` promises exactly the columns of S, in its order, so that readers need to look no further than the schema.

\`\`\`
schema Out { id: int64, total: decimal(38, 2), key [id] }
rule totals -> Out ordered by [id] { from orders |> group { customer_id } { total: sum(amount) } }
\`\`\`

Name the column as the contract does: \`|> group { id: customer_id } { total: sum(amount) }\`.`,
  },
  "contract-column-order": {
    severity: "error",
    title: ({ rule, schema }: { rule: string; schema: string; wants: readonly string[]; has: readonly string[] }) => `the columns of ${rule} stand in another order than ${schema} says`,
    label: ({ has }) => `the body gives ${list(has)}`,
    hint: ({ wants }) => `end with \`|> select [${list(wants)}]\``,
    doc: `A contract fixes the order of columns too: files and tables are read by place as well as by name.

\`\`\`
schema Out { id: int64, day: date, key [id] }
rule r -> Out ordered by [id] { from sales |> select { day, id } }
\`\`\`

End the pipeline with \`|> select [id, day]\`: a list keeps its own order.`,
  },
  "contract-type": {
    severity: "error",
    title: ({ column, has, wants, schema }: { column: string; has: string; wants: string; schema: string; cast: boolean }) => `\`${column}\` is ${has}, and ${schema} promises ${wants}`,
    label: ({ has }) => `the body gives ${has}`,
    hint: ({ column, wants, cast }) => (cast ? `cast it in the body: \`${column}: ${column}::${wants}\`` : "change the body, or the schema"),
    doc: `A contract's types are met when they are equal, or when every value of the body's type is one of the promised type (int32 for int64, a decimal for a wider
one). Anything else is said in the body, where one sees what it does to the value.

\`\`\`
|> select { id, price: price::decimal(12, 2) }
\`\`\``,
  },
  "order-missing": {
    severity: "error",
    title: ({ rule }: { rule: string; would: readonly string[] | null }) => `${rule} is stored and does not say in which order`,
    label: () => "which rows come first?",
    hint: ({ would }) => (would === null ? "say `ordered by [..]`, or `unordered`" : `say \`ordered by [${list(would)}]\`, or \`unordered\``),
    doc: `What is stored comes back in the same order every time, whatever the engine and the number of threads, so a stored rule says the order. Who needs none says so.

\`\`\`
rule daily as table { from orders |> group { day } { revenue: sum(amount) } }
\`\`\`

Write \`rule daily as table ordered by [day] { … }\`, or \`unordered\`.`,
  },
  "order-not-total": {
    severity: "error",
    title: ({ rule }: { rule: string; has: readonly string[]; would: readonly (readonly string[])[] }) => `the order of ${rule} leaves ties`,
    label: ({ has }) => (has.length === 0 ? "rows could come in any order" : `rows with equal ${list(has)} could come in any order`),
    hint: ({ has, would }) =>
      (would.length === 0
        ? "no key of the result is known: state one with `check key [..]`, or end the order with `then all`"
        : `add a key: ${would.map((more) => `\`ordered by [${list([...has, ...more])}]\``).join(" or ")}`),
    doc: `The order of a stored rule is total: no two rows are equal in all of its columns, so that a run gives the same bytes on one thread and on many. A key of the
result among the columns proves it.

\`\`\`
rule daily ordered by [day] { from sales |> group { day, region } { revenue: sum(amount) } }
\`\`\`

Two regions of a day tie: write \`ordered by [day, region]\`. Where no key is known, \`check key [..]\` states one, which every run verifies, and \`then all\`
breaks ties by all other columns: rows that are equal in everything may stand in any order.`,
  },
  "order-conflict": {
    severity: "error",
    title: ({ rule }: { rule: string; has: string; wants: string }) => `${rule} is sorted otherwise than it promises`,
    label: ({ wants }) => `promised: ${wants}`,
    hint: () => "drop the `sort`: the promise sorts. Or promise the order of the pipeline",
    doc: `The order behind \`ordered by\` is the one in which rows are stored: the compiler adds the sort. A \`sort\` in the pipeline that says another order would
have no effect on the result, which is hardly what was meant.

\`\`\`
rule best ordered by [id] { from players |> sort [score desc, id] }
\`\`\`

Write \`ordered by [score desc, id]\`, or leave the \`sort\` out. A \`sort\` that a \`limit\` uses is no conflict.`,
  },
  "order-no-key": {
    severity: "error",
    title: ({ rule }: { rule: string }) => `no key of ${rule} is known`,
    label: () => "nothing to order by",
    hint: () => "name the columns, or state a key with `check key [..]`",
    doc: `\`ordered by key\` is the key of the result in the order in which it was written: of the contract, the group, the source. Here nothing proves one.

\`\`\`
rule r ordered by key { from a |> union all b }
\`\`\`

Name the columns (\`ordered by [id]\`), or state the key: \`|> check key [id]\`, which every run verifies.`,
  },
  "order-by-unsortable": {
    severity: "error",
    title: ({ columns }: { columns: readonly string[] }) => `\`then all\` cannot sort by ${quoted(columns)}`,
    label: ({ columns }) => `${plural(columns, "its type has", "their types have")} no order`,
    hint: () => "order by a key of the result",
    doc: `Lists, structs, maps and json have no order, so two rows that differ in one of them alone would tie.

\`\`\`
rule r ordered by [day] then all { from sales |> select { day, tags } }
\`\`\`

Keep a key of the result and order by it (\`ordered by [day, id]\`), or state one with \`check key [..]\`.`,
  },
  "order-not-as-promised": {
    severity: "error",
    title: ({ rule, schema }: { rule: string; schema: string; wants: string }) => `${rule} is not ordered as ${schema} promises`,
    label: ({ wants }) => `the contract says ${wants}`,
    hint: ({ wants }) => `begin with ${wants}`,
    doc: `A schema's \`ordered by\` is part of what \`-> S\` promises. The rule's own order begins with it, and may go on.

\`\`\`
schema Out { id: int64, day: date, key [id], ordered by [day] }
rule r -> Out ordered by [id] { from sales |> select { id, day } }
\`\`\`

Write \`ordered by [day, id]\`; without an \`ordered by\` of its own the rule takes the schema's.`,
  },
  "order-unstored": {
    severity: "error",
    title: ({ rule, kind }: { rule: string; kind: string }) => `${rule} is ${kind}: nothing stores it in an order`,
    label: () => "would promise what nobody keeps",
    hint: () => "leave the order out, or store the rule (`as table`)",
    doc: `Only what is stored (table, parquet, csv, json) has an order to come back in. An inline rule is put in place where it is read, and a view is a query.

\`\`\`
rule paid as inline ordered by [id] { from orders |> where status == "paid" }
\`\`\`

Leave the order out; the stored rule that reads this one says its own.`,
  },
  "unordered-canonical": {
    severity: "error",
    title: ({ rule }: { rule: string }) => `${rule} cannot be unordered and canonical`,
    label: () => "the same bytes need an order",
    hint: () => "say `ordered by [..]`, or leave the tier out",
    doc: `The tier \`canonical\` promises the same bytes at any number of threads. Without an order only the set of rows is the same: \`unordered\` is \`stable_set\`
unless it says \`best_effort\`.

\`\`\`
rule r unordered tier canonical { from events }
\`\`\`

Write \`unordered\`, or give it an order: \`ordered by [at] then all\`.`,
  },
  "unknown-tier": {
    severity: "error",
    title: ({ name, of }: { name: string; of: "rule" | "function"; meant: string | null }) => `there is no tier \`${name}\` of a ${of}`,
    label: ({ meant }) => (meant === null ? "no such tier" : `did you mean \`${meant}\`?`),
    hint: ({ of }) => (of === "rule" ? "tiers of rules: canonical, stable_set, best_effort" : "the tier of a function of code is arrow"),
    doc: `A tier says how far two runs over the same input agree. \`canonical\` (the default): the same bytes at any thread count. \`stable_set\`: the same rows,
while floats that are added may differ in their last digits. \`best_effort\`: neither. The tier of a function of code is \`arrow\`: it is given columns.

\`\`\`
rule r ordered by [id] tier stable { from orders }
\`\`\`

Write \`tier stable_set\`.`,
  },
  "param-needs-default": {
    severity: "error",
    title: ({ rule, param }: { rule: string; param: string }) => `\`${param}\` of the stored rule ${rule} needs a default`,
    label: () => "what is stored is the default instance",
    hint: ({ param }) => `give it a default (\`${param}: … = …\`), or do not store the rule: \`as inline\``,
    doc: `A stored rule stores one result: that of its parameters' defaults. \`from r(x: 1)\` computes another one in place.

\`\`\`
rule revenue(region: string? = null) ordered by [day] { … }
\`\`\``,
  },
});
