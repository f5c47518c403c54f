import { catalogue, list, quoted } from "./define.ts";

const would = (sets: readonly (readonly string[])[]): string => sets.map((names) => `\`${list(names)}\``).join(" or ");

/** What is wrong with the stages of a pipeline. */
export const STAGES = catalogue({
  "aggregate-misplaced": {
    severity: "error",
    title: ({ fn, where }: { fn: string; where: string; stage: boolean }) => `\`${fn}\` cannot stand in ${where}`,
    label: () => "an aggregate over many rows",
    hint: ({ stage }) => (stage ? "aggregate with `group` or `aggregate`; in `derive` it is a window over the relation" : "compute it with `derive` in the stage before"),
    doc: `An aggregate makes one value of many rows: in \`group\` of the group's, in \`aggregate\` of all. In \`derive\` and \`where\` it is a window,
one value for every row
over the relation or over its \`over (…)\`. Elsewhere there are no many rows to speak of.

\`\`\`
select { total: sum(amount) }
\`\`\`

Write \`aggregate { total: sum(amount) }\`.`,
  },
  "aggregate-nested": {
    severity: "error",
    title: ({ fn, inner }: { fn: string; inner: string }) => `\`${inner}\` cannot stand inside \`${fn}\``,
    label: () => "an aggregate of an aggregate",
    hint: () => "compute the inner one in a stage before",
    doc: `The inner aggregate would need groups of its own. Two stages say which.

\`\`\`
group region { best: max(sum(amount)) }
\`\`\`

Write \`group [region, day] { s: sum(amount) } |> group [region] { best: max(s) }\`.`,
  },
  "column-not-grouped": {
    severity: "error",
    title: ({ name }: { name: string; keys: readonly string[] }) => `\`${name}\` has many values in a group`,
    label: () => "neither a key nor inside an aggregate",
    hint: ({ name, keys }) => (keys.length === 0 ? `aggregate it: \`max(${name})\`, \`count_distinct(${name})\`` : `add it to the keys, or aggregate it: \`max(${name})\``),
    doc: `After grouping there is one row per group. A column that is no key has as many values as the group has rows: an aggregate says which one is
meant.

\`\`\`
group [region] { region, status, n: count() }
\`\`\``,
  },
  "aggregate-needs-sort": {
    severity: "error",
    title: ({ fn }: { fn: string }) => `\`${fn}\` needs a sort`,
    label: () => "in which order?",
    hint: ({ fn }) => `write \`${fn}(x, sort: [..])\``,
    doc: `What \`list\`, \`string_agg\`, \`first\` and \`last\` give depends on the order of the rows, which nothing fixes.

\`\`\`
group [order_id] { skus: list(sku, sort: [line_no]) }
\`\`\``,
  },
  "aggregate-not-total": {
    severity: "error",
    title: ({ fn }: { fn: string; would: readonly (readonly string[])[] }) => `\`${fn}\` would differ from run to run`,
    label: () => "rows of a group tie in this order",
    hint: ({ would: sets }) => (sets.length === 0 ? "no key of the rows is known: sort by all that the values depend on" : `add to the sort: ${would(sets)}`),
    doc: `Rows that tie come in any order, so the list, the text or the first value would be another at each run. The group's keys and the sort must
hold a key, or the sort must fix
the value.

\`\`\`
group [region] { newest: first(amount, sort: [day desc]) }
\`\`\`

Write \`sort: [day desc, order_id]\`. \`list(day, sort: [day])\` needs no more, as ties hold equal values.`,
  },
  "float-sum-needs-key": {
    severity: "error",
    title: ({ fn }: { fn: string }) => `\`${fn}\` of floats needs a key`,
    label: () => "float sums depend on the order of the rows",
    hint: () => "cast to a decimal, state a key (`check key [..]`), or take the tier `stable_set`",
    doc: `Adding floats in another order gives another last digit, and engines add in any order. In the tier \`canonical\` they are added in the order
of the relation's key, so there must be
one. A decimal sum is exact in any order, and ten to forty times faster.

\`\`\`
from readings |> group [site] { total: sum(width) }
\`\`\`

Write \`sum(width::decimal(18, 6))\`, give \`readings\` its key, or take the tier \`stable_set\`.`,
  },
  "limit-needs-order": {
    severity: "error",
    title: (_params: { would: readonly (readonly string[])[] }) => "which rows does the limit keep?",
    label: () => "the order leaves ties, so any of them",
    hint: ({ would: sets }) => (sets.length === 0 ? "sort by a key first; or say `, arbitrary: true`" : `sort by ${would(sets)} first; or say \`, arbitrary: true\``),
    doc: `Without a total order the rows that are kept differ from run to run.

\`\`\`
from orders |> limit 10
\`\`\`

Write \`from orders |> sort [order_id] |> limit 10\`. With \`arbitrary: true\` any rows will do, in the tier \`best_effort\`.`,
  },
  "limit-arbitrary": {
    severity: "error",
    title: (_params: object) => "`arbitrary: true` needs the tier `best_effort`",
    label: () => "promises rows that differ from run to run",
    hint: () => "write `unordered tier best_effort`, or sort by a key first",
    doc: `A rule in the tier \`canonical\` gives the same bytes at every run, in \`stable_set\` the same rows. Any rows that happen to come first are
neither.

\`\`\`
rule preview unordered tier best_effort { from orders |> limit 10, arbitrary: true }
\`\`\``,
  },
  "dedupe-not-total": {
    severity: "error",
    title: (_params: { would: readonly (readonly string[])[] }) => "which of equal rows does the dedupe keep?",
    label: () => "rows tie in this order",
    hint: ({ would: sets }) => `${sets.length === 0 ? "" : `add to the order: ${would(sets)}; or `}say \`, ties: "error"\`, which a run checks`,
    doc: `Of rows with equal \`on\` columns one stays: the first in the order \`by\`. Where two tie for that, each run could keep another.

\`\`\`
dedupe on [customer_id] keep first by [updated_at desc]
\`\`\`

Write \`by [updated_at desc, order_id]\`, or \`, ties: "error"\`: a run that meets a tie fails and shows it.`,
  },
  "sort-not-column": {
    severity: "error",
    title: ({ what }: { what: string; descending: string | null }) => `${what} takes columns, not expressions`,
    label: () => "computed",
    hint: ({ descending }) => (descending === null ? "`derive` it first; `drop` it afterwards if it is not wanted" : `downwards is \`${descending} desc\``),
    doc: `An order is a promise about columns: later stages, contracts and readers refer to it by their names.

\`\`\`
sort [upper(name)]
\`\`\`

Write \`derive { sort_name: upper(name) } |> sort [sort_name]\`, and \`drop\` it where it is not wanted.`,
  },
  "direction-misplaced": {
    severity: "error",
    title: (_params: object) => "a direction belongs to a sort list",
    label: () => "this list is a set of columns",
    hint: () => "leave `asc`, `desc`, `nulls …` out",
    doc: `\`asc\`, \`desc\` and \`nulls first|last\` say how to sort, so they stand in the lists of \`sort\`, \`keep … by\`, \`ordered by\` and window
sorts only.

\`\`\`
group [day desc] { n: count() }
\`\`\`

Write \`group [day] { n: count() } |> sort [day desc]\`.`,
  },
  "sample-needs-key": {
    severity: "error",
    title: (_: { types: readonly string[] }) => "a sample needs a key",
    label: ({ types }) => (types.length === 0 ? "nothing tells these rows apart" : `these columns of keys have no text: ${types.join(", ")}`),
    hint: () => "declare `key [..]` on the source, or `check key [..]` before the sample",
    doc: `Which rows a sample keeps follows from the hash of their key, so that every engine and every run keeps the same ones. Rows that nothing tells
apart would all be kept or all be lost.

\`\`\`
from events |> select { kind } |> sample 0.1, seed: 7
\`\`\`

Sample before the key is dropped: \`from events |> sample 0.1, seed: 7 |> select { kind }\`.`,
  },
  "option-value": {
    severity: "error",
    title: ({ option, wanted }: { option: string; wanted: string }) => `\`${option}\` takes ${wanted}`,
    label: ({ wanted }) => `write ${wanted}`,
    doc: `Options that shape the plan take literals, so that what a rule does can be read off its text; the others take \`$params\` as well.

\`\`\`
explode items as item, keep_empty: "yes"
\`\`\`

Write \`keep_empty: true\`.`,
  },
  "empty-selection": {
    severity: "error",
    title: ({ what }: { what: string }) => `${what} no columns`,
    label: () => "nothing matches here",
    doc: `A selector that matches nothing is nearly always a misspelt pattern. Where none is really meant, leave the stage out.

\`\`\`
select @starts("amonut_")
\`\`\`

Write \`@starts("amount_")\`.`,
  },
  "set-columns": {
    severity: "error",
    title: ({ how, missing, extra }: { how: string; missing: readonly string[]; extra: readonly string[] }) =>
      `\`${how}\` of different columns: ${[missing.length > 0 ? `${quoted(missing)} not on the right` : "", extra.length > 0 ? `${quoted(extra)} not on the left` : ""].filter((part) => part !== "").join(", ")}`,
    label: () => "columns are matched by name",
    hint: ({ how }) => `\`select\` the same columns on both sides${how === "recurse" ? "" : ", or fill with nulls: `, fill: true`"}`,
    doc: `Set verbs match columns by name, never by place. Both sides have the same names, unless \`fill: true\` adds those that are missing as nulls.

\`\`\`
from a |> union all b, fill: true
\`\`\``,
  },
  "set-types": {
    severity: "error",
    title: ({ column, left, right }: { column: string; left: string; right: string; cast: string | null }) => `\`${column}\` is ${left} on the left and ${right} on the right`,
    label: () => "no type holds both",
    hint: ({ cast }) => (cast === null ? "no cast makes them fit" : `cast before: \`derive { ${cast} }\``),
    doc: `Columns of one name have one type after widening: integers to wider ones and to decimals, numbers to float64 beside a float64. Other pairs
are cast by the author.

\`\`\`
from web |> union all app
\`\`\`

Where \`id\` is an int64 in \`web\` and a string in \`app\`: \`from web |> derive { id: id::string } |> union all app\`.`,
  },
  "explode-type": {
    severity: "error",
    title: ({ type }: { type: string }) => `\`explode\` takes a list or a map, not ${type}`,
    label: ({ type }) => type,
    hint: ({ type }) => (type.startsWith("struct") ? "fields of a struct are columns already: `derive { a: s.a }`" : type === "json" ? "extract a list: `j[\"items\"]::list<json>`" : type === "string" ? "split it first: `split(x, \",\")`" : "the rows would be the same"),
    doc: `One row per element comes out: of a list, of a map's entries in ascending key, or of several lists side by side.

\`\`\`
explode tags_text as tag
\`\`\`

Where it is a string, split it: \`explode split(tags_text, ",") as tag\`.`,
  },
  "explode-names": {
    severity: "error",
    title: ({ problem }: { problem: string }) => `explode: ${problem}`,
    label: ({ problem }) => problem,
    hint: () => "`xs as x`; `xs as { a, b }` unpacks structs; `m as { key, value }`; `[xs, ys] as { x, y }`",
    doc: `What comes out is named: one name for a list's elements, the fields of a struct in braces, two for a map, one per list when several are
exploded side by side.

\`\`\`
explode items as { sku, qty }, index: line_no, base: 1
\`\`\``,
  },
  "explode-base-missing": {
    severity: "error",
    title: (_params: object) => "does the index count from 0 or from 1?",
    label: () => "`index` needs `base`",
    hint: () => "add `, base: 1` or `, base: 0`",
    doc: `Languages differ, engines differ, and a wrong guess is off by one in every row: with \`index: name\` goes \`base: 0\` or \`base: 1\`.

\`\`\`
explode items as item, index: line_no
\`\`\`

Write \`index: line_no, base: 1\`.`,
  },
  "recurse-alias": {
    severity: "error",
    title: ({ name, uses }: { name: string; uses: number }) => `the body of \`recurse\` reads \`${name}\` ${uses === 0 ? "nowhere" : `${uses} times`}`,
    label: () => "is read once",
    hint: ({ name }) => `write \`from ${name} |> …\` once; a \`let\` outside holds what else is joined`,
    doc: `The alias is the rows that the last round added. Read twice, a round would combine new rows with new ones only, and miss those of earlier
rounds.

\`\`\`
recurse as r { from r |> join r as s on dst == s.src, cardinality: "n:m" |> select { src, dst: s.dst } }
\`\`\`

Write \`from r |> join calls as c on dst == c.src, …\`.`,
  },
  "recurse-check": {
    severity: "error",
    title: (_: object) => "nothing can be checked inside of `recurse`",
    label: () => "the rows of a round are gone when a run verifies",
    hint: () => "check the seed before it, the result behind it; inside, a join whose cardinality keys do not prove is `n:m`",
    doc: `A run verifies what a rule claims of rows that stand somewhere in it. The rows of a round live while the engine recurses, and no longer.

\`\`\`
from orders |> select { order_id } |> recurse as r { from r |> check order_id > 0 }
\`\`\`

Check behind it: \`recurse as r { … } |> check order_id > 0\`. What a body joins may be prepared and checked in a \`let\` before.`,
  },
  "recurse-endless": {
    severity: "error",
    title: (_params: object) => "this recursion may never end",
    label: () => "a round computes new values",
    hint: () => "add `, max_depth: 100`",
    doc: `Rounds end when none adds a row. While columns are copied from relations there are only so many rows; a computed one gives new values for
ever.

\`\`\`
recurse as r { from r |> select { n: n + 1 } }
\`\`\`

Say how far it goes: \`recurse as r, max_depth: 100 { … }\`. How many rounds a row took is \`depth: name\`, which needs no such limit.`,
  },
  "rows-shape": {
    severity: "error",
    title: ({ problem }: { problem: string }) => `\`values\`: ${problem}`,
    doc: `Rows of \`values\` are literals with the same names.

\`\`\`
from values [{ id: 1, name: "a" }, { id: 2, name: null }]
\`\`\``,
  },
  "expression-too-deep": {
    severity: "error",
    title: ({ limit }: { limit: number }) => `the expression is nested deeper than ${limit} levels`,
    label: () => "too deep",
    hint: () => "`derive` parts of it in a stage before",
    doc: `Chains of operators may be as long as one likes; parentheses, calls and branches inside each other may not, macros that they come through
counted.

\`\`\`
derive { x: f1(f2(f3(…))) }
\`\`\`

Name the parts: \`derive { a: f3(…) } |> derive { x: f1(f2(a)) }\`.`,
  },
});
