import { catalogue, quoted } from "./define.ts";

/** What is wrong with joins. */
export const JOINS = catalogue({
  "join-condition-missing": {
    severity: "error",
    title: ({ how }: { how: string }) => `a${/^[aio]/.test(how) ? "n" : ""} ${how} join needs a condition`,
    label: () => "which rows belong together?",
    hint: () => "`on left_column == q.right_column`, or `using [column]`; every pair is `join cross`",
    doc: `Every join but \`cross\` says which rows belong together.

\`\`\`
from orders as o |> join customers as c on o.customer_id == c.id
\`\`\``,
  },
  "join-condition-unexpected": {
    severity: "error",
    title: (_params: object) => "a cross join takes no condition",
    label: () => "it gives every pair of rows",
    hint: () => "leave `cross` out, or the condition",
    doc: `\`join cross\` pairs every left row with every right row. With a condition it is an inner join.

\`\`\`
from days |> join cross shops as s on region == s.region
\`\`\`

Write \`join shops as s on region == s.region\`.`,
  },
  "join-name-taken": {
    severity: "error",
    title: ({ names }: { names: readonly string[]; how: string | null }) => `both sides of the join have ${quoted(names)}`,
    label: ({ how }) => (how === null ? "an alias would tell them apart" : `in a ${how} join both would have to stay`),
    hint: ({ how }) => (how === null ? "name the right side: `join relation as q on …`" : "`using [..]` merges the columns of the condition; `select` or `rename` the others before the join"),
    doc: `After a join a name means one column. With an alias the right one is \`q.name\`; without, and in \`right\` and \`full\` joins, where neither
side may vanish, a
name that both sides have is an error.

\`\`\`
from orders |> join customers on customer_id == id
\`\`\`

Write \`join customers as c on customer_id == c.id\`, or \`join full b using [id]\`.`,
  },
  "cardinality-missing": {
    severity: "error",
    title: ({ right }: { right: string; columns: readonly string[]; declare: string | null; claim: string }) => `how many rows of ${right} belong to one row on the left?`,
    label: ({ columns }) => (columns.length === 0 ? "nothing says that it is at most one" : `no key proves that ${quoted(columns)} ${columns.length === 1 ? "is" : "are"} unique there`),
    hint: ({ declare, claim }) => (declare === null ? `say so: \`, cardinality: "${claim}"\` (left:right); a run checks it` : `declare \`key [${declare}]\` on it, or say \`, cardinality: "${claim}"\`; a run checks either`),
    doc: `A join that meets two right rows for one left row multiplies rows without a word, and every sum after it is wrong. So where keys do not
prove that at most one
matches, the author says how many there may be, left to right: \`1:1\`, \`n:1\`, \`1:n\` or \`n:m\`. All but \`n:m\` are checked when the rule runs.

\`\`\`
from orders as o |> join payments as p on o.order_id == p.order_id
\`\`\`

Write \`…, cardinality: "1:n"\`, or give \`payments\` the key that it has.`,
  },
  "cardinality-uncheckable": {
    severity: "error",
    title: ({ claim }: { claim: string; side: string }) => `nothing can check \`${claim}\` here`,
    label: ({ side }) => `${side} has no key that tells its rows apart`,
    hint: ({ side }) => `declare a key for ${side}, or add \`check key [..]\` before the join`,
    doc: `A claim about a join on a range is checked by counting the pairs of each row; that needs a key by which rows are told apart.

\`\`\`
from events as e |> join windows as w on e.at >= w.start and e.at < w.stop, cardinality: "n:1"
\`\`\`

Give \`events\` its \`key [..]\`, or state one in the pipeline: \`from events |> check key [id] |> join …\`.`,
  },
  "cardinality-unknown": {
    severity: "error",
    title: ({ found }: { found: string }) => `\`${found}\` is no cardinality`,
    label: () => "left:right",
    hint: () => 'one of "1:1", "n:1", "1:n", "n:m"',
    doc: `The cardinality of a join is read left to right: \`"n:1"\` says that many left rows may belong to one right row, and at most one right row
to a left one.

\`\`\`
join customers as c on customer_id == c.id, cardinality: "many-to-one"
\`\`\`

Write \`cardinality: "n:1"\`.`,
  },
  "joins-too-wide": {
    severity: "error",
    title: ({ limit }: { limit: number }) => `the rows of this rule's joins have more than ${limit} columns together`,
    label: () => "each join hands on all columns of both sides",
    hint: () => "`select` what is needed before it, or store the joins so far as a rule of their own",
    doc: `A join's row has the columns of both sides. Hundreds of joins in one rule, none of which leaves a column out, are rows of thousands of columns, and
as many names to choose from.

\`\`\`
from a |> join b as b1 on id == b1.id |> join b as b2 on id == b2.id
\`\`\`

Where a thousand such joins stand, write \`|> select { id, x: b1.x }\` behind some of them, or store the first half as a rule of its own.`,
  },
  "asof-condition": {
    severity: "error",
    title: (_params: object) => "an asof join takes equalities and one `>=`, `>`, `<=` or `<`",
    label: () => "which right row is the nearest?",
    hint: () => "write `on l.key == q.key and l.ts >= q.ts`",
    doc: `\`join asof\` finds the nearest row on the right: of those with equal keys the one whose time is closest on one side. So the condition is
equalities with columns of the right, and one inequality between a value of the left and a column of the right. Beside a float the column has to be
a float, too: many integers are one float64, and none of them would be the nearest.

\`\`\`
from trades |> join asof left quotes as q on sym == q.sym
\`\`\`

Write \`on sym == q.sym and ts >= q.ts\`.`,
  },
  "asof-needs-key": {
    severity: "error",
    title: ({ columns }: { columns: readonly string[] }) => `the right side of the asof join has no key in ${quoted(columns)}`,
    label: () => "several rows may be equally near",
    hint: ({ columns }) => `declare \`key [${columns.join(", ")}]\` on it, or \`dedupe\` it first`,
    doc: `Where two right rows agree in all that is compared, the engine would take either, another at each run.

\`\`\`
source quotes = parquet("quotes.parquet") { sym: string, ts: timestamp, bid: decimal(12, 4) }
\`\`\`

Give it the key \`key [sym, ts]\`, which a run checks, or make it one: \`dedupe on [sym, ts] keep last by [id]\`.`,
  },
  "asof-kind": {
    severity: "error",
    title: ({ how }: { how: string; why: string }) => `there is no \`join asof ${how}\``,
    label: ({ why }) => why,
    hint: () => "`join asof` and `join asof left` are there; turn the sides round, or `union all` what is missing",
    doc: `An asof join gives each left row the nearest right row, so the left side leads. Right rows that are nobody's nearest are most of them, in
any data; whether \`right\` and \`full\` should bring them all is a matter of taste, and no engine does. \`semi\` and \`anti\` ask whether there is a row at all: nearness
says nothing there.

\`\`\`
join asof right quotes as q on sym == q.sym and ts >= q.ts
\`\`\`

For each quote its nearest trade: begin with the quotes. Trades without any quote: \`join anti quotes as q on sym == q.sym and ts >= q.ts\`.`,
  },
  "using-unknown": {
    severity: "error",
    title: ({ name, side }: { name: string; side: "left" | "right"; meant: string | null }) => `the ${side} side has no column \`${name}\``,
    label: ({ meant }) => (meant === null ? "`using` merges columns that both sides have" : `did you mean \`${meant}\`?`),
    hint: () => "`on` compares columns of different names",
    doc: `\`using [k]\` is \`on\` the equality of the two columns \`k\`, which become one. Both sides must have it, in types that compare.

\`\`\`
from orders |> join customers as c using [customer_id]
\`\`\`

Where the customers' column is \`id\`, write \`on customer_id == c.id\`.`,
  },
});
