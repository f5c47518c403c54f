import { nameText } from "../../values/type.ts";
import { catalogue, quoted } from "./define.ts";

const meantOr = (meant: string | null, otherwise: string): string => (meant === null ? otherwise : `did you mean \`${meant}\`?`);
const SHOWN = 8;
const some = (names: readonly string[]): string => names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? ` (+${names.length - SHOWN})` : "");

/** What names mean inside a rule. */
export const NAMES = catalogue({
  "unknown-column": {
    severity: "error",
    title: ({ name, of }: { name: string; of: string | null; meant: string | null; known: readonly string[] }) =>
      of === null ? `there is no column \`${name}\` here` : `${of} has no column \`${name}\``,
    label: ({ meant }) => meantOr(meant, "no such column"),
    hint: ({ known }) => (known.length === 0 ? "the row has no columns here" : `columns here: ${some(known)}`),
    doc: `A stage sees the row that enters it: columns that an earlier \`select\`, \`drop\`, \`group\` or \`aggregate\` left out are gone, and a
join's right
side is seen under its alias.

\`\`\`
from orders |> select { order_id } |> where amount > 0
\`\`\`

Filter first, or keep \`amount\` in the select.`,
  },
  "sibling-column": {
    severity: "error",
    title: ({ name }: { name: string; stage: string }) => `\`${name}\` is made in this same block`,
    label: ({ stage }) => `entries of one ${stage} do not see each other`,
    hint: () => "use it in a second `derive`",
    doc: `Every entry of a row reads the row that enters the stage, so that their order says nothing.

\`\`\`
derive { net: amount - fee, tax: net * 0.2 }
\`\`\`

Write \`derive { net: amount - fee } |> derive { tax: net * 0.2 }\`.`,
  },
  "column-replaced": {
    severity: "error",
    title: ({ alias, name }: { alias: string; name: string }) => `\`${alias}.${name}\` is no longer there`,
    label: () => "an earlier stage replaced or dropped it",
    hint: ({ name }) => `\`${name}\` alone is what stands there now, if anything does`,
    doc: `An alias names the columns that came from its relation. A \`derive\` of the same name replaces the column, \`drop\` and \`explode\` take it
away.

\`\`\`
from orders as o |> derive { amount: amount * 2 } |> where o.amount > 10
\`\`\`

Name the new column \`amount\`, or derive it under another name.`,
  },
  "alias-missing": {
    severity: "error",
    title: ({ names }: { names: readonly string[] }) => `${names.map((name) => `\`${name}\``).join(" and ")} ${names.length === 1 ? "is no alias" : "are no aliases"} here`,
    label: () => "a relation's name is none by itself",
    hint: ({ names }) => `give ${names.length === 1 ? "it one where it is" : "them one where they are"} read: ${names.map((name) => `\`${nameText(name)} as ${nameText(name)}\``).join(", ")}, or shorter`,
    doc: `A relation's columns are reached through an alias only where \`as\` gives one, in \`from\` and \`join\`.

\`\`\`
from orders as o |> join customers on o.customer_id == customers.id
\`\`\`

Write \`from orders as o |> join customers as c on o.customer_id == c.id\`.`,
  },
  "clock-missing": {
    severity: "error",
    title: ({ name }: { name: string }) => `there is no \`${name}\``,
    label: () => "would differ from run to run",
    hint: () => "pass the time as a parameter: `param as_of: date`, then `$as_of`; `$run_at` is the instant of the run",
    doc: `A rule gives the same rows whenever it runs over the same data, so it does not read a clock. What depends on the day says so by a parameter.

\`\`\`
from orders |> where placed_at < now()
\`\`\`

Write \`param as_of: timestamp\` and \`where placed_at < $as_of\`, and pass it to the run.`,
  },
  "unknown-function": {
    severity: "error",
    title: ({ name }: { name: string; meant: string | null; offered?: string }) => `there is no function \`${name}\``,
    label: ({ meant, offered }) => (offered === undefined ? meantOr(meant, "neither built in, nor declared or imported here") : "not imported here"),
    hint: ({ name, meant, offered }) => (offered !== undefined ? `\`import { ${name} } from "${offered}"\`` : meant === null ? `\`rulec functions ${name}\` says what there is` : /^concat$/i.test(name) ? "`a || b` joins two texts, or two lists" : null),
    doc: `A call names a built-in function, a \`function\` or \`macro\` of this module or one that it imports, or a \`let\` of the rule. \`rulec functions WORD\` finds the built-in ones, also by the names that
DuckDB has, and says why one is not in the language.

\`\`\`
import { slug } from "std/text"
\`\`\``,
  },
  "unknown-relation": {
    severity: "error",
    title: ({ name }: { name: string; meant: string | null; offered?: string }) => `there is no source or rule \`${name}\``,
    label: ({ meant, offered }) => (offered === undefined ? meantOr(meant, "neither declared nor imported here") : "not imported here"),
    hint: ({ name, offered }) => offered !== undefined ? `\`import { ${name} } from "${offered}"\`` : `declare it (\`source ${name} = …\`), or import it from the module that does`,
    doc: `\`from\`, \`join\` and the set verbs read a source or rule of this module, one that it imports, or a \`let\` of the rule.

\`\`\`
import { customers } from "./sources"
rule active ordered by [id] { from customers |> where status == "active" }
\`\`\``,
  },
  "unknown-parameter": {
    severity: "error",
    title: ({ name }: { name: string; meant: string | null }) => `there is no parameter \`$${name}\``,
    label: ({ meant }) => meantOr(meant === null ? null : `$${meant}`, "neither the rule's nor the module's"),
    hint: ({ name }) => `declare it: \`param ${name}: string = "…"\``,
    doc: `\`$x\` is a parameter of the rule, else of its module, else one that the module imports. A macro sees those of its own module.

\`\`\`
param as_of: date = date "2026-01-31"
rule recent ordered by [id] { from orders |> where day > $as_of }
\`\`\``,
  },
  "interval-parameter": {
    severity: "error",
    title: ({ name }: { name: string }) => `\`$${name}\` exists in rules that are stored by time only`,
    label: () => "this rule is made whole by each run",
    hint: ({ name }) => `declare a parameter of another name, such as \`param ${name === "from" ? "since" : "until"}: date\``,
    doc: `A rule \`as table(mode: "by_time", …)\` is made interval by interval: \`$from\` and \`$to\` bound the one that a run makes. No other rule has them, and no parameter may take their
names.

\`\`\`
from orders |> where day >= $from
\`\`\``,
  },
  "unknown-selector": {
    severity: "error",
    title: ({ name }: { name: string; meant: string | null }) => `there is no selector \`@${name}\``,
    label: ({ meant }) => meantOr(meant === null ? null : `@${meant}`, "no such selector"),
    hint: () => "a column is named without `@`",
    doc: `Selectors pick columns by type, name, position or tag: \`@all @none @numeric @integer @float @string @temporal @bool @nested @type(t)
@starts @ends
@contains @matches(r"") @first(n) @last(n) @between(a, b) @index(i) @nullable @key @tag(t) @where(c -> …)\`, or a \`macro selector\` of the pack.

\`\`\`
select @key | @starts("amount_")
\`\`\``,
  },
  "selector-condition": {
    severity: "error",
    title: ({ problem }: { problem: string }) => `\`@where\` ${problem}`,
    label: () => "decided while the rule is compiled",
    doc: `\`@where(c -> …)\` picks columns by what is known of them before any row is: \`c.name\`, \`c.type\` ("decimal(12, 2)"), \`c.kind\` ("decimal"), \`c.nullable\`, \`c.key\`
(it belongs to the smallest key), \`c.place\` (from 0), \`c.tags\`. They are compared with literals by \`== != < <= > >=\` and \`in\`, joined by \`and or not\`, and texts
tested by \`starts_with\`, \`ends_with\`, \`contains\`.

\`\`\`
select @where(c -> c.amount > 0)
\`\`\`

Values of rows are the matter of \`where\`. Columns: \`select @where(c -> c.nullable and not "pii" in c.tags)\`.`,
  },
  "unknown-option": {
    severity: "error",
    title: ({ name, stage }: { name: string; stage: string; known: readonly string[]; meant: string | null }) => `\`${stage}\` has no option \`${name}\``,
    label: ({ meant }) => meantOr(meant, "no such option"),
    hint: ({ known }) => (known.length === 0 ? "it takes none" : `it takes ${quoted(known)}`),
    doc: `Options stand behind a stage: \`, name: value\`. Each verb has its own; docs/language.md lists them.

\`\`\`
limit 10, offset: 20
\`\`\``,
  },
  "not-a-relation": {
    severity: "error",
    title: ({ name, is }: { name: string; is: string }) => `\`${name}\` is ${is}, not a relation`,
    label: () => "rows are read from a source, a rule, or a `let` that holds a pipeline",
    doc: `Relations stand after \`from\`, \`join\` and the set verbs: a source, a rule, \`rule(args)\`, \`(from …)\`, \`values [..]\`, a \`let\` that
holds a pipeline.

\`\`\`
param region: string = "EU"
rule r unordered { from region }
\`\`\`

Read the source and compare: \`from customers |> where region == $region\`.`,
  },
  "not-a-value": {
    severity: "error",
    title: ({ name, is }: { name: string; is: string }) => `\`${name}\` is ${is}, not a value`,
    label: () => "an expression is needed here",
    hint: ({ name, is }) => {
      if (is === "an alias") return `name one of its columns: \`${name}.column\``;
      return is === "a relation" ? `its columns are named by themselves, or by an alias: \`${name} as r\` where it is read, \`r.column\` here` : "name a column, a parameter or a literal";
    },
    doc: `An expression is made of columns, parameters, literals and calls. Aliases, relations and sets of columns are none of these: an alias gives
its columns, a set goes where
a set is taken (\`select\`, \`group\`, \`across\`).

\`\`\`
from orders as o |> derive { copy: o }
\`\`\`

Write \`copy: o.amount\`.`,
  },
  "not-columns": {
    severity: "error",
    title: ({ what }: { what: string }) => `${what} takes columns`,
    label: () => "this is an expression",
    hint: () => "name columns (`[a, b]`), or select them (`@numeric - [id]`); an expression is derived first",
    doc: `Where a set of columns stands there are names in brackets, selectors, and \`& | - ~\` between them. A row in braces takes expressions:

\`\`\`
group { day: placed_at.date() } { n: count() }
\`\`\``,
  },
  "underscore-misplaced": {
    severity: "error",
    title: (_params: object) => "`_` stands for nothing here",
    label: () => "no column is being applied",
    hint: () => "`_.name` is a column of the row; `let f = _ + 1` is applied as `f(amount)`",
    doc: `\`_\` alone is the column inside \`across\`, \`if_any\` and \`if_all\`, the element inside a list's lambda, and what a deferred \`let\` is
applied to.
Elsewhere it is the row, of which one names a column.

\`\`\`
where _ > 0
\`\`\`

Write \`where _.amount > 0\`, or \`where if_all(@numeric, _ > 0)\`.`,
  },
  "unnamed-entry": {
    severity: "error",
    title: (_params: object) => "this entry needs a name",
    label: () => "a computed column",
    hint: () => "write `name: expression`",
    doc: `A bare path keeps its last name (\`c.region\` is \`region\`); any other expression says what its column is called.

\`\`\`
select { order_id, amount * 2 }
\`\`\`

Write \`select { order_id, doubled: amount * 2 }\`.`,
  },
  "duplicate-column": {
    severity: "error",
    title: ({ name }: { name: string }) => `two columns would be called \`${name}\``,
    label: () => "the second of that name",
    hint: () => "rename one of them",
    doc: `Columns of one row have different names, those that \`...spread\` brings included.

\`\`\`
select { id, ...@all }
\`\`\`

Write \`select @all\`, or give one of the two another name: \`select { key: id, ...@all }\`.`,
  },
  "duplicate-let": {
    severity: "error",
    title: ({ name }: { name: string }) => `there is a \`let ${name}\` already`,
    label: () => "the second of that name",
    hint: () => "rename one of them",
    doc: `A name means one thing in the whole body of a rule, so each \`let\` has its own.

\`\`\`
let big = from orders |> where amount > 100
let big = from big |> where status == "paid"
\`\`\`

Call the second \`big_paid\`.`,
  },
  "alias-ended": {
    severity: "error",
    title: ({ alias }: { alias: string; name: string; stays: boolean }) => `the alias \`${alias}\` has ended`,
    label: ({ stays, name }) => (stays ? `\`${name}\` alone is in this row` : `\`${name}\` is not in this row`),
    hint: () => "aliases live until `select`, `group`, `aggregate`, `distinct`, a set verb, a reshape or a macro",
    doc: `A stage that makes new rows has columns of its own, which belong to no relation that was read.

\`\`\`
from orders as o |> group [o.status] { n: count() } |> where o.status == "paid"
\`\`\`

Write \`where status == "paid"\`.`,
  },
  "alias-taken": {
    severity: "error",
    title: ({ name }: { name: string }) => `the alias \`${name}\` is taken`,
    label: () => "the second of that name",
    hint: () => "choose another",
    doc: `Two relations of one pipeline cannot share an alias while both live: \`q.price\` would be either.

\`\`\`
from orders as o |> join refunds as o on order_id == o.order_id
\`\`\`

Write \`join refunds as r on o.order_id == r.order_id\`.`,
  },
  "alias-is-column": {
    severity: "error",
    title: ({ name }: { name: string }) => `\`${name}\` is an alias and a column`,
    label: () => "the column of that name is in the same row",
    hint: () => "choose another name for one of them",
    doc: `\`item.sku\` could be the field of a column or a column of an alias, so no name is both in one row.

\`\`\`
from orders as status |> where status == "paid"
\`\`\``,
  },
  "column-exists": {
    severity: "error",
    title: ({ name }: { name: string }) => `the row has a column \`${name}\` already`,
    label: () => "would be there twice",
    hint: () => "choose another name, or `drop` the column before",
    doc: `Only \`derive\` replaces a column of the row. \`rename\`, \`explode … as\`, \`unpivot\` and \`recurse\`'s depth make new ones, whose names
must be free.

\`\`\`
from orders |> rename { status: state }
\`\`\`

Choose another name, or \`drop [status]\` before.`,
  },
});
