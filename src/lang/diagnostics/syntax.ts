import { catalogue } from "./define.ts";

const HINTS = {
  slashes: "comments begin with `--`; `//` divides and truncates",
  comment: "`--` begins a comment wherever it stands; subtracting a negative is `a - -b`",
  reserved: "that is a keyword; a name of this spelling stands in backticks",
  conditional: "a choice is `if condition then a else b`",
  lambda: "a lambda stands only as an argument, or as the value of a `let`",
  equal: "`==` compares; `name: value` names",
  computed: "what is computed is named in a `derive` before",
  pivot: "no column comes from data alone: `pivot by [id] on kind values [\"a\", \"b\"] { total: sum(x) }`",
} as const;

/** What does not fit the grammar. */
export const SYNTAX = catalogue({
  "unexpected-token": {
    severity: "error",
    title: ({ found, expected }: { found: string; expected: string; hint: keyof typeof HINTS | "none" }) => `expected ${expected}, found ${found}`,
    hint: ({ hint }) => (hint === "none" ? null : HINTS[hint]),
    doc: `The text does not fit the grammar at this place; the message says what could stand there. The rest of the stage or declaration is
skipped, and reading goes on behind it.

\`\`\`
from orders |> where |> limit 5
\`\`\`

Write a condition behind \`where\`.`,
  },
  "misspelt-word": {
    severity: "error",
    title: ({ word, meant }: { word: string; meant: string }) => `\`${word}\` is not a word of the language; \`${meant}\` is`,
    label: ({ meant }) => `did you mean \`${meant}\`?`,
    doc: `A keyword or verb is misspelt, or is called otherwise in another language.

\`\`\`
from orders |> filter amount > 0
\`\`\`

Write \`from orders |> where amount > 0\`.`,
  },
  "unknown-stage": {
    severity: "error",
    title: ({ word }: { word: string; known: readonly string[] }) => `there is no stage \`${word}\``,
    label: () => "neither a verb nor a macro with its arguments",
    hint: ({ known }) => `verbs: ${known.join(", ")}; a macro has parentheses`,
    doc: `A stage begins with a verb, or is a table macro with its arguments in parentheses.

\`\`\`
from orders |> newest [id]
\`\`\`

Write \`from orders |> newest([id])\`.`,
  },
  "sql-form": {
    severity: "error",
    title: ({ wrote }: { wrote: string; ours: string }) => `\`${wrote}\` of SQL is written otherwise here`,
    label: () => "no word of the language here",
    hint: ({ ours }) => `write ${ours}`,
    doc: `Some forms of SQL have no counterpart word by word: calls are written with parentheses, choices with braces, casts with \`::\`.

\`\`\`
where sku like "A%" |> derive { big: case when amount > 100 then 1 else 0 end }
\`\`\`

Write \`where like(sku, "A%") |> derive { big: case { amount > 100 -> 1, else -> 0 } }\`.`,
  },
  "foreign-form": {
    severity: "error",
    title: ({ wrote }: { wrote: string; ours: string }) => `\`${wrote}\` of another language is written otherwise here`,
    label: () => "no word of the language here",
    hint: ({ ours }) => `write ${ours}`,
    doc: `Templates, lambdas, methods of data frames and operators of other languages have a counterpart here that is written otherwise; the message names it, and
[coming-from](../coming-from.md) lists them.

\`\`\`
from {{ ref("orders") }} |> where status == "paid"
\`\`\`

A name is enough: \`from orders |> where status == "paid"\`. What another file declares is imported.`,
  },
  "missing-comma": {
    severity: "error",
    title: (_: object) => "a comma is missing",
    label: () => "between two items",
    hint: () => "commas stand between all items of a row, list or call, and before options",
    doc: `Commas part the entries of a row, the elements of a list, arguments and the entries of a schema; one behind the last is fine.

\`\`\`
select { id amount }
\`\`\`

Write \`select { id, amount }\`.`,
  },
  "missing-colon": {
    severity: "error",
    title: ({ name }: { name: string }) => `a colon is missing behind \`${name}\``,
    label: () => "a name and its type have a colon between them",
    hint: ({ name }) => `write \`${name}: …\``,
    doc: `A column of a schema is \`name: type\`.

\`\`\`
schema Order { order_id int64 }
\`\`\`

Write \`schema Order { order_id: int64 }\`.`,
  },
  "missing-pipe": {
    severity: "error",
    title: ({ verb }: { verb: string }) => `\`|>\` is missing before \`${verb}\``,
    label: () => "a stage begins with `|>`",
    hint: ({ verb }) => `write \`|> ${verb} …\``,
    doc: `Every stage of a pipeline begins with \`|>\`; line ends mean nothing.

\`\`\`
from orders where amount > 0
\`\`\`

Write \`from orders |> where amount > 0\`.`,
  },
  "missing-as": {
    severity: "error",
    title: ({ alias }: { alias: string }) => `\`as\` is missing before \`${alias}\``,
    label: () => "an alias follows `as`",
    hint: ({ alias }) => `write \`as ${alias}\``,
    doc: `A relation gets another name with \`as\`.

\`\`\`
from orders o |> join customers c on o.customer_id == c.id
\`\`\`

Write \`from orders as o |> join customers as c on …\`.`,
  },
  "missing-from": {
    severity: "error",
    title: ({ relation }: { relation: string }) => `\`from\` is missing before \`${relation}\``,
    label: () => "a pipeline begins with `from`",
    hint: ({ relation }) => `write \`from ${relation}\``,
    doc: `A pipeline begins with \`from\` and a relation.

\`\`\`
rule paid ordered by [order_id] { orders |> where status == "paid" }
\`\`\`

Write \`{ from orders |> where status == "paid" }\`.`,
  },
  "missing-braces": {
    severity: "error",
    title: ({ brackets, what }: { brackets: string; what: string }) => `${what} stands in \`${brackets}\``,
    label: () => "without its brackets",
    hint: ({ brackets }) => `put \`${brackets}\` around it`,
    doc: `\`{ }\` is a row of \`name: expression\`, \`[ ]\` a set of columns or a sort order. Behind a bare comma an option of the stage is expected.

\`\`\`
select id, amount
\`\`\`

Write \`select { id, amount }\`.`,
  },
  "unneeded-word": {
    severity: "error",
    title: ({ word, behind }: { word: string; behind: string }) => `\`${behind}\` takes no \`${word}\``,
    label: () => "leave it out",
    hint: ({ behind }) => (behind === "group" ? "`group [day] { total: sum(amount) }`" : "`sort [day desc]`"),
    doc: `\`group\` and \`sort\` are followed by their columns at once.

\`\`\`
group by [day] { total: sum(amount) }
\`\`\`

Write \`group [day] { total: sum(amount) }\`.`,
  },
  "equals-sign": {
    severity: "error",
    title: ({ right }: { right: "==" | ":" }) => (right === "==" ? "`=` does not compare" : "`=` does not name"),
    label: ({ right }) => `did you mean \`${right}\`?`,
    hint: ({ right }) => (right === "==" ? "`==` compares" : "an entry, argument or option is `name: value`"),
    doc: `\`==\` compares, \`:\` names, and \`=\` stands only in declarations and \`let\`.

\`\`\`
derive { total = amount } |> where status = "paid"
\`\`\`

Write \`derive { total: amount } |> where status == "paid"\`.`,
  },
  "name-in-quotes": {
    severity: "error",
    title: ({ wrote }: { wrote: string; word: boolean }) => `${wrote} is a value, and names stand without quotes`,
    label: () => "names an entry",
    hint: ({ word }) => (word ? null : "a name that is no word stands in backticks"),
    doc: `A name is a word, or anything in backticks; what stands in double quotes is a value.

\`\`\`
derive { "total": amount }
\`\`\`

Write \`derive { total: amount }\`.`,
  },
  "star-argument": {
    severity: "error",
    title: ({ fn }: { fn: string }) => `\`${fn}\` takes no \`*\``,
    label: () => "leave it out",
    hint: () => "`count()` counts rows, `count(x)` those where x is not null",
    doc: `\`count()\` without an argument counts rows.

\`\`\`
group [day] { orders: count(*) }
\`\`\`

Write \`group [day] { orders: count() }\`.`,
  },
  "duplicate-option": {
    severity: "error",
    title: ({ name, what }: { name: string; what: "argument" | "option" }) => `the ${what} \`${name}\` is given twice`,
    label: () => "given again",
    hint: () => "leave one of them out",
    doc: `An argument or option has one value, and which of two would count is nothing to guess.

\`\`\`
limit 5, offset: 5, offset: 10
\`\`\``,
  },
  "repeated-clause": {
    severity: "error",
    title: ({ what }: { what: string }) => `a rule states its ${what} once`,
    label: () => "stated again",
    hint: () => "leave one of them out",
    doc: `Between its name and its body a rule has at most one contract (\`-> Schema\`), one storage (\`as …\`) and one order (\`ordered by …\` or \`unordered\`).

\`\`\`
rule a ordered by [id] unordered { from t }
\`\`\``,
  },
  "stray-tag": {
    severity: "error",
    title: (_: object) => "a tag stands before a rule or a source",
    label: () => "neither follows",
    hint: () => "a column's tag stands behind its type",
    doc: `\`#tag\` stands before a rule or source, and behind the type of a schema's column.

\`\`\`
#daily
param as_of: date
\`\`\``,
  },
  "nullable-cast": {
    severity: "error",
    title: (_: object) => "a cast's type takes no `?`",
    label: () => "leave it out",
    hint: () => "null stays null in any cast; `::?` gives null where the cast would fail",
    doc: `Whether a cast can be null follows from what is cast.

\`\`\`
derive { price: raw::decimal(12, 2)? }
\`\`\`

Write \`raw::decimal(12, 2)\`, or \`raw::?decimal(12, 2)\` for null where the text is no number.`,
  },
  "space-before-equals": {
    severity: "error",
    title: (_: object) => "`>=` is one sign",
    label: () => "a space is missing between `>` and `=`",
    hint: () => "write `> =`",
    doc: `Signs are read as long as they can be, so a type's \`>\` and the \`=\` of a default need a space between them.

\`\`\`
param ids: list<int64>= [1, 2]
\`\`\`

Write \`param ids: list<int64> = [1, 2]\`.`,
  },
  "chained-comparison": {
    severity: "error",
    title: ({ first, second }: { first: string; second: string }) => `\`${first}\` and \`${second}\` do not chain`,
    label: () => "a second comparison of the same expression",
    hint: () => "write `a < b and b < c`, or `b between a and c`",
    doc: `A comparison gives true, false or null, which the next one would compare.

\`\`\`
where 0 < amount < 100
\`\`\`

Write \`where 0 < amount and amount < 100\`.`,
  },
  "loose-not": {
    severity: "error",
    title: (_: object) => "`not` needs parentheses here",
    label: () => "binds looser than the operator before it",
    hint: () => "write `a == (not b)`",
    doc: `\`not\` binds looser than comparisons and arithmetic and tighter than \`and\`: \`not a == b\` is \`not (a == b)\`.

\`\`\`
where is_open == not is_closed
\`\`\`

Write \`where is_open == (not is_closed)\`.`,
  },
  "between-without-and": {
    severity: "error",
    title: (_: object) => "`between` needs two bounds",
    label: () => "no `and` follows its lower bound",
    hint: () => "write `x between low and high`",
    doc: `\`x between low and high\` is \`low <= x and x <= high\`.

\`\`\`
where amount between 1, 10
\`\`\`

Write \`where amount between 1 and 10\`.`,
  },
  "mixed-set-operators": {
    severity: "error",
    title: ({ op }: { op: string }) => `\`|\` beside \`${op}\` needs parentheses`,
    label: () => "which of them comes first?",
    hint: ({ op }) => `write \`(a | b) ${op} c\` or \`a | (b ${op} c)\``,
    doc: `In \`@numeric | @string - [id]\` the \`-\` would bind tighter and take \`id\` from the strings only, which is rarely meant.

Write \`(@numeric | @string) - [id]\`.`,
  },
  "too-deep": {
    severity: "error",
    title: ({ limit }: { limit: number }) => `this is nested more than ${limit} levels deep`,
    label: () => "one level too many",
    hint: () => "name parts of it with `let`, in an earlier `derive`, or in a rule of their own",
    doc: "Brackets, lists, rows, calls and pipelines may stand inside each other up to a fixed depth. Generated text that goes deeper can be split over several\n`derive` stages, which costs nothing: they become one SELECT.",
  },
  "too-long": {
    severity: "error",
    title: ({ operators, limit }: { operators: number; limit: number }) => `${operators} operators in a row are more than ${limit}`,
    label: () => "the first that is too many",
    hint: () => "a long row of `or` is `x in [..]`; other long expressions can be split with `derive`",
    doc: `An expression without parentheses holds a limited number of operators. A generated list of alternatives is shorter as a list:

\`\`\`
where sku == "a" or sku == "b" or sku == "c"
\`\`\`

Write \`where sku in ["a", "b", "c"]\`, or join a \`values\` relation.`,
  },
});

