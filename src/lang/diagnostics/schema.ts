import { article, catalogue, quoted } from "./define.ts";

/** What schemas, sources and types say. */
export const SCHEMA = catalogue({
  "unknown-type": {
    severity: "error",
    title: ({ name }: { name: string; meant: string | null }) => `there is no type \`${name}\``,
    label: ({ meant }) => (meant === null ? "no such type" : `did you mean \`${meant}\`?`),
    hint: () => "types: bool, int8 … int64, uint8 … uint64, float32, float64, decimal(p, s), string, binary, uuid, json, date, time, timestamp, timestamptz, list<T>, struct<a: T>, map<K, V>",
    doc: `Types have one name each, so that a reader need not know which of several an engine takes for the same.

\`\`\`
schema Order { id: bigint, name: varchar }
\`\`\`

Write \`{ id: int64, name: string }\`.`,
  },
  "type-arguments": {
    severity: "error",
    title: ({ name, takes }: { name: string; takes: string; problem: string }) => `\`${name}\` is written ${takes}`,
    label: ({ problem }) => problem,
    doc: `\`decimal(p, s)\` has p digits in all (1 to 38), s of them behind the point (0 to p). \`list<T>\` has one element type, \`map<K, V>\` a key and a value
type, \`struct<a: T, b: U>\` named fields; other types take no arguments.

\`\`\`
schema S { price: decimal(12), tags: list }
\`\`\`

Write \`price: decimal(12, 0)\` and \`tags: list<string>\`.`,
  },
  "type-misplaced": {
    severity: "error",
    title: ({ name, where }: { name: string; where: string }) => `\`${name}\` cannot be the type of ${where}`,
    label: ({ name }) => (name === "interval" ? "for literals and arguments only" : "for parameters of macros only"),
    doc: `An \`interval\` is for literals and arguments: engines disagree on how long a month is, so it is never stored or compared. The kinds \`table\`, \`columns\`,
\`column<T>\`, \`expr<T>\` and \`selector\` are for parameters of macros.

\`\`\`
schema Trip { took: interval }
\`\`\`

Store the two times, or a number with its unit in the name: \`took_seconds: int64\`.`,
  },
  "unknown-schema": {
    severity: "error",
    title: ({ name }: { name: string; meant: string | null }) => `there is no schema \`${name}\``,
    label: ({ meant }) => (meant === null ? "neither declared nor imported here" : `did you mean \`${meant}\`?`),
    hint: ({ name }) => `declare it: \`schema ${name} { id: int64, key [id] }\``,
    doc: `\`-> S\`, \`source x: S\` and \`...S\` name a \`schema\` of this module or one that it imports.

\`\`\`
rule totals -> Total ordered by [id] { from orders }
\`\`\`

Declare \`schema Total { … }\` here, or \`import { Total } from "shapes"\`.`,
  },
  "not-a-schema": {
    severity: "error",
    title: ({ name, is }: { name: string; is: string }) => `\`${name}\` is ${is}, not a schema`,
    label: () => "a schema is needed here",
    doc: `\`-> S\`, \`source x: S\` and \`...S\` name a \`schema\`: the columns, keys and checks that rows are promised to have. A source or a rule is rows, not a
promise about them.

\`\`\`
rule copy -> orders ordered by [id] { from orders }
\`\`\`

Give the columns a name, \`schema Order { … }\`, and use it for both: \`source orders: Order = …\`, \`rule copy -> Order\`.`,
  },
  "schema-cycle": {
    severity: "error",
    title: ({ names }: { names: readonly string[] }) => (names.length === 2 ? `${names[0]} includes itself` : `${quoted(names.slice(0, -1))} include each other`),
    label: ({ names }) => names.join(" → "),
    hint: () => "move the shared columns into a schema of their own",
    doc: `\`...Other\` puts the columns and claims of another schema in place; it cannot come round to the same schema again.

\`\`\`
schema A { id: int64, ...B }
schema B { day: date, ...A }
\`\`\`

Move what both need into a third schema, and include that one in each.`,
  },
  "schema-empty": {
    severity: "error",
    title: ({ name }: { name: string }) => `${name} has no columns`,
    label: () => "rows must have at least one column",
    hint: ({ name }) => `\`rulec infer\` writes the columns of a source: rulec infer FILE --name ${name}`,
    doc: `A source says which columns it has, so that rules compile without touching data and a changed file is noticed. Name a schema, or write the columns behind
the provider; \`rulec infer FILE\` writes the block.

\`\`\`
source orders = csv("data/orders.csv") { order_id: int64, amount: decimal(12, 2), key [order_id] }
\`\`\``,
  },
  "column-name-expected": {
    severity: "error",
    title: ({ clause }: { clause: string }) => `${clause} takes names of columns`,
    label: () => "not the name of a column",
    hint: ({ clause }) => `\`${clause} [order_id, line_no]\``,
    doc: `Keys, orders and references are about columns, by name. A computed value becomes a column first, with \`derive\`.

\`\`\`
rule r ordered by [lower(name)] { from people }
\`\`\`

Write \`ordered by [folded]\` over \`from people |> derive { folded: lower(name) }\`.`,
  },
  "case-collision": {
    severity: "error",
    title: ({ name, other }: { name: string; other: string }) => `\`${name}\` and \`${other}\` differ by case alone`,
    label: ({ other }) => `to the engine this is \`${other}\``,
    hint: () => "rename one of them",
    doc: `The language tells \`Id\` from \`id\`; the engine does not, and would read one column where the other is meant.

\`\`\`
source s = csv("s.csv") { id: int64, Id: string, key [id] }
\`\`\`

Rename one of them, in the file that the source reads or in the rule: \`rename { legacy_id: Id }\`.`,
  },
  "schema-order-twice": {
    severity: "error",
    title: ({ name }: { name: string }) => `${name} is ordered twice`,
    label: () => "a second order",
    hint: () => "keep one `ordered by [..]`",
    doc: `Rows come in one order. A second \`ordered by\` in a schema (or one that \`...Other\` brings) would contradict the first or say nothing.

\`\`\`
schema S { id: int64, day: date, ordered by [day], ordered by [id] }
\`\`\`

Write one: \`ordered by [day, id]\`.`,
  },
  "key-type": {
    severity: "error",
    title: ({ column, type, clause }: { column: string; type: string; clause: string }) => `\`${column}\` is ${article(type)}, which ${clause} cannot hold`,
    label: ({ clause }) => (clause === "an order" ? "never sorted" : "never compared"),
    doc: `Maps and json have no equality that every engine agrees on, so they are in no key. Lists and structs are compared, and never sorted: engines order
their nulls differently.

\`\`\`
schema S { id: int64, attrs: map<string, string>, key [id, attrs] }
\`\`\`

Take a column out of it first, and make that the key: \`key [id, kind]\`.`,
  },
  "unknown-provider": {
    severity: "error",
    title: ({ name }: { name: string; meant: string | null }) => `there is no provider \`${name}\``,
    label: ({ meant }) => (meant === null ? "rows cannot be read by this" : `did you mean \`${meant}\`?`),
    hint: () => "providers: parquet, csv, json, table",
    doc: `\`parquet csv json\` take a path, or a list of paths, relative to the pack's folder; \`*\` and \`**\` stand for any name and any folders.
\`table("raw.orders")\` is a table of the profile's warehouse.

\`\`\`
source orders = cvs("data/orders.csv") { id: int64, key [id] }
\`\`\`

Write \`csv("data/orders.csv")\`.`,
  },
  "fresh-column": {
    severity: "error",
    title: ({ column }: { column: string; type: string }) => `\`fresh\` is about a column of times, and \`${column}\` is none`,
    label: ({ column, type }) => `${column}: ${type}`,
    doc: `\`fresh c within interval "6 hours"\` compares the newest value of a column with the instant of the run: a date, a timestamp (UTC is meant) or a timestamptz.

\`\`\`
source calls = csv("calls.csv") { id: int64, placed_at: timestamp, key [id], fresh id within interval "6 hours" }
\`\`\`

Write \`fresh placed_at within interval "6 hours"\`.`,
  },
  "fresh-interval": {
    severity: "error",
    title: (_: object) => "how old the newest row may be is an interval",
    label: () => '`interval "6 hours"`',
    doc: `\`fresh c within …\` takes an interval, as a literal.

\`\`\`
source calls = csv("calls.csv") { id: int64, placed_at: timestamp, key [id], fresh placed_at within 6 }
\`\`\`

Write \`fresh placed_at within interval "6 hours"\`.`,
  },
  "provider-arguments": {
    severity: "error",
    title: ({ provider, problem }: { provider: string; problem: string }) => `\`${provider}\` ${problem}`,
    label: ({ provider }) => (provider === "table" ? '`table("schema.name")`' : `\`${provider}("data/file.${provider}")\``),
    doc: `A provider's first argument says where the rows are: text, an \`f"…"\` of parameters, or a list of these. Options follow by name, as literals.

\`\`\`
source orders: Order = csv(f"{$folder}/orders.csv", delimiter: ";")
\`\`\``,
  },
  "unknown-provider-option": {
    severity: "error",
    title: ({ provider, name }: { provider: string; name: string; meant: string | null; known: readonly string[] }) => `\`${provider}\` has no option \`${name}\``,
    label: ({ meant }) => (meant === null ? "no such option" : `did you mean \`${meant}\`?`),
    hint: ({ known }) => (known.length === 0 ? "it takes none" : `it takes ${quoted(known)}`),
    doc: `Options say how a file is read. csv: \`delimiter quote escape header null compression\`. json: \`format compression\`. Every source takes \`trusted\`: its
claims are then believed, and every artifact that relied on one says so.

\`\`\`
source orders = csv("data/orders.csv", sep: ";") { id: int64, key [id] }
\`\`\`

Write \`delimiter: ";"\`.`,
  },
  "provider-option-value": {
    severity: "error",
    title: ({ name, takes }: { name: string; takes: string }) => `\`${name}\` takes ${takes}`,
    label: ({ takes }) => `not ${takes}`,
    doc: `Options of providers are literals: they are known when the pack is compiled.

\`\`\`
source orders = csv("data/orders.csv", delimiter: "tab") { id: int64, key [id] }
\`\`\`

A delimiter is one character: \`delimiter: "\\t"\`.`,
  },
  "reference-arity": {
    severity: "error",
    title: ({ columns, targetColumns }: { columns: number; targetColumns: number }) => `${columns} ${columns === 1 ? "column" : "columns"} cannot refer to ${targetColumns}`,
    label: () => "one for each of the others",
    hint: () => "`references [order_id] -> orders [order_id]`",
    doc: `\`references [a, b] -> orders [x, y]\` says that each pair of a and b that holds no null stands as x and y in a row of orders. Columns pair up by place.

\`\`\`
references [order_id, line_no] -> lines [order_id]
\`\`\`

Write \`references [order_id, line_no] -> lines [order_id, line_no]\`.`,
  },
  "reference-type": {
    severity: "error",
    title: ({ column, type, target, targetType }: { column: string; type: string; target: string; targetType: string }) => `\`${column}\` is ${article(type)}, \`${target}\` ${article(targetType)}`,
    label: () => "never equal",
    hint: () => "give both the same type, or an integer and a wider one",
    doc: `A reference compares values, so the types must compare without a cast: equal ones, or numbers of which one widens to the other.

\`\`\`
schema Line { order_id: string, references [order_id] -> orders [order_id] }
\`\`\`

Give both columns one type; in a rule, cast where the value is made: \`order_id: raw_id::int64\`.`,
  },
});
