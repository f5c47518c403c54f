/** What is written in another language: SQL and JavaScript. */
import { catalogue, list, quoted } from "./define.ts";

export const FOREIGN = catalogue({
  "sql-without-contract": {
    severity: "error",
    title: ({ rule }: { rule: string }) => `the rule ${rule} in SQL has no contract`,
    label: ({ rule }) => `\`${rule} -> Schema\``,
    hint: () => "nothing but a schema says which columns the text gives; `rulec infer` writes one for a file or table",
    doc: `Compiling reads no SQL, so a rule in SQL says with a schema which columns it gives. What the schema says beyond types is verified when the rule runs.

\`\`\`
rule totals ordered by [id] = sql """select customer_id as id, sum(amount) as total from {orders} group by all"""
\`\`\`

Declare \`schema Total { id: int64, total: decimal(38, 2), key [id] }\` and write \`rule totals -> Total ordered by [id] = sql …\`.`,
  },
  "sql-hole": {
    severity: "error",
    title: (_: object) => "a hole of a rule in SQL names a relation or holds a value of parameters",
    label: () => "neither a relation nor a constant",
    hint: () => "a brace that belongs to the SQL is written twice: `{{`",
    doc: `\`{orders}\` and \`{orders(day: $day)}\` are relations, which is how a rule in SQL says what it depends on. Anything else is a value of constants and parameters, which the
engine is given as a value, never as text. Columns are written without braces.

\`\`\`
rule late -> Total ordered by [id] = sql """select id, total from {orders} where id > {sql<int64>"random()"}"""
\`\`\`

Write \`where id > {$least}\`. A brace of the SQL itself is written twice: \`{{'a': 1}}\`.`,
  },
  "sql-result-differs": {
    severity: "error",
    title: ({ rule }: { rule: string; differences: readonly string[] }) => `the SQL of ${rule} does not give what its contract promises`,
    label: ({ differences }) => list(differences),
    hint: () => "names, order and types are those of the contract: put an `as` or a cast into the SQL, or change the schema",
    doc: `Before anything is built, the engine is asked which columns the text gives. They must be those of the contract: the same names in the same order, with the same types. Nothing is
cast silently: \`sum\` of integers is a \`hugeint\` in DuckDB, which the language does not have, so the text says \`sum(x)::bigint\`.

\`\`\`
rule totals -> Total ordered by [id] = sql """select customer_id as id, count(*) as total from {orders} group by all"""
\`\`\`

Write \`count(*)::decimal(38, 2) as total\`, or declare \`total: int64\`.`,
  },
  "sql-type-differs": {
    severity: "error",
    title: ({ differences }: { differences: readonly string[] }) => `the SQL is of another type: ${list(differences)}`,
    label: () => "the type behind `sql` is what the text gives, without a cast",
    hint: () => "put a cast into the text, or write the type that it gives",
    doc: `The type of \`sql<T>"…"\` is taken for what the text gives, and the engine is asked before anything is built. Nothing is cast silently.

\`\`\`
from orders |> derive { root: sql<int64>("sqrt({amount})") }
\`\`\`

Write \`sql<float64>("sqrt({amount})")\`, or put the cast into the text.`,
  },
  "sql-not-a-select": {
    severity: "error",
    title: ({ rule }: { rule: string }) => `the SQL of ${rule} is not one SELECT`,
    hint: () => "one statement that reads, without what makes or changes anything",
    doc: `A rule gives rows; what they are stored as, and when, is not for its SQL to say. So the engine must take the text as one statement, and as one that reads.

\`\`\`
rule totals -> Total ordered by [id] = sql """create table t as select 1; select * from t"""
\`\`\``,
  },
  "sql-reads-unnamed": {
    severity: "error",
    title: ({ rule, tables }: { rule: string; tables: readonly string[] }) => `the SQL of ${rule} reads ${quoted(tables)} without saying so`,
    label: () => "a rule says in holes what it reads",
    hint: ({ tables }) => `declare it and name it in a hole: \`source ${tables[0]?.replaceAll(/\W+/g, "_") ?? "t"} = table("${tables[0] ?? "t"}") { … }\`, then \`from {${tables[0]?.replaceAll(/\W+/g, "_") ?? "t"}}\``,
    doc: `What a rule reads decides when it is built, what its lineage is and what is verified before it. In SQL, relations in holes say so: \`from {orders}\`. A table that the text
names by itself would be read whatever its state.

\`\`\`
rule totals -> Total ordered by [id] = sql """select id, total from main.old_totals"""
\`\`\`

Declare the table as a source, or use the rule's name, and write \`from {old_totals}\`.`,
  },
  "function-needs-consent": {
    severity: "error",
    title: ({ fn, file }: { fn: string; file: string; user: string }) => `${fn} would run code of ${file}`,
    label: ({ user }) => `used by ${user}`,
    hint: () => "code of a pack runs only with your consent, which this version cannot be given yet; write the function in the language, or compute the column outside",
    doc: `A function \`from "./file.js"\` is JavaScript that somebody wrote, and running a rule that uses it would run that code on your machine. That takes consent. It can be declared
and is checked: its types, and that the file is there.

\`\`\`
function soundex(s: string) -> string from "./soundex.js" tier arrow
rule sounds ordered by [id] { from customers |> select { id, sound: soundex(region) } }
\`\`\``,
  },
  "function-file-missing": {
    severity: "error",
    title: ({ fn, file }: { fn: string; file: string }) => `the code of ${fn} is not there: ${file}`,
    label: () => "no such file in the pack",
    hint: () => "the path is relative to the rule file and stays inside the pack's folder",
    doc: `A function \`from "./file.js"\` names a file of the pack, relative to the file that declares it.

\`\`\`
function soundex(s: string) -> string from "./nowhere.js" tier arrow
\`\`\``,
  },
});
