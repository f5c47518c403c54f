import { catalogue, quoted } from "./define.ts";

/** Where a rule's rows go, and what a run makes of those that are there. */
export const STORAGE = catalogue({
  "unknown-storage": {
    severity: "error",
    title: ({ name }: { name: string; meant: string | null }) => `a rule cannot be stored as \`${name}\``,
    label: ({ meant }) => (meant === null ? "no such storage" : `did you mean \`${meant}\`?`),
    hint: () => "as table, view, inline, parquet(…), csv(…) or json(…)",
    doc: `No \`as\` means \`as table\`: a table in the profile's warehouse. \`parquet("path")\` writes files; \`inline\` stores nothing and is put in place where it is
read.

\`\`\`
rule r as parqet("out/r.parquet") ordered by [id] { from orders }
\`\`\`

Write \`as parquet("out/r.parquet")\`.`,
  },
  "storage-arguments": {
    severity: "error",
    title: ({ storage, problem }: { storage: string; problem: string }) => `\`${storage}\` ${problem}`,
    label: ({ storage }) => (storage === "parquet" || storage === "csv" || storage === "json" ? `\`${storage}("out/name.${storage}")\`` : `\`as ${storage}\``),
    doc: `Files are written below the pack's folder: the path is text, relative, with \`/\`, and does not leave it. Every stored path belongs to one rule. A table is called as its
rule; its options are constants.

\`\`\`
rule r as parquet("/tmp/r.parquet") ordered by [id] { from orders }
\`\`\`

Write \`as parquet("out/r.parquet")\`.`,
  },
  "unknown-storage-option": {
    severity: "error",
    title: ({ storage, name }: { storage: string; name: string; meant: string | null; known: readonly string[] }) => `\`${storage}\` has no option \`${name}\``,
    label: ({ meant }) => (meant === null ? "no such option" : `did you mean \`${meant}\`?`),
    hint: ({ known }) => (known.length === 0 ? "it takes none" : `it takes ${quoted(known)}`),
    doc: `Each way to store a rule has its own options, and so has each mode of a table; docs/language.md lists them.

\`\`\`
rule r as table(mode: "merge", keys: [id]) ordered by [id] { from orders |> select { id } }
\`\`\`

Write \`key: [id]\`.`,
  },
  "storage-option-missing": {
    severity: "error",
    title: ({ storage, options }: { storage: string; options: readonly string[]; example: string }) => `\`${storage}\` needs ${quoted(options)}`,
    label: ({ example }) => `with \`${example}\``,
    doc: `A mode of a table is told what it goes by: \`merge\` and \`versions\` the key that tells rows apart, \`versions\` the column that says since when a row is as it is,
\`by_time\` the column that says when a row lies, the grain of its intervals and where the first one begins.

\`\`\`
rule r as table(mode: "merge") ordered by [id] { from orders |> select { id } }
\`\`\`

Write \`as table(mode: "merge", key: [id])\`.`,
  },
  "unknown-table-mode": {
    severity: "error",
    title: ({ name }: { name: string | null; meant: string | null; known: readonly string[] }) => (name === null ? "a table's mode is a word in quotes" : `a table has no mode \`${name}\``),
    label: ({ meant }) => (meant === null ? "no such mode" : `did you mean \`"${meant}"\`?`),
    hint: ({ known }) => `modes: ${known.join(", ")}`,
    doc: `A table without a mode is made anew by each run (\`"replace"\`). \`"append"\` adds each run's rows; \`"merge"\` puts them in the place of those with their key; \`"by_time"\`
makes each interval of time once, and the last ones again; \`"versions"\` keeps what rows were before, with \`valid_from\` and \`valid_to\`.

\`\`\`
rule r as table(mode: "upsert", key: [id]) ordered by [id] { from orders |> select { id } }
\`\`\`

Write \`mode: "merge"\`.`,
  },
  "storage-column": {
    severity: "error",
    title: ({ option, column, wants }: { option: string; column: string; type: string; wants: string }) => `\`${option}\` of a table is ${wants}, and \`${column}\` is not`,
    label: ({ column, type }) => `${column}: ${type}`,
    doc: `Values of a key are compared with those that are stored: lists and structs of such values will do, maps and json will not. The time that a table goes by is of the type of
its \`start\`.

\`\`\`
rule r as table(mode: "by_time", time: status, grain: "day", start: date "2024-01-01") ordered by [id] {
  from orders |> where day >= $from and day < $to |> select { id, status }
}
\`\`\`

Name a column of dates: \`time: day\`.`,
  },
  "storage-type": {
    severity: "error",
    title: ({ column, storage }: { column: string; type: string; part: string; storage: string }) => `\`${column}\` cannot be held by a ${storage.toUpperCase()} file`,
    label: ({ column, type }) => `${column}: ${type}`,
    hint: ({ part, storage }) =>
      (part === "json" ? 'store the rule as parquet(…), or hand on its text: `x::string`' : part === "binary" ? "store the rule as parquet(…), or hand on its text: `hex(x)`"
      : `store the rule as parquet(…)${storage === "csv" ? " or json(…)" : ""}, or hand on its parts`),
    doc: `What a rule has written is read by other rules as it was. A CSV file is a table of texts: it has no lists, structs or maps, and no bytes. A JSON file has no bytes, and a value of
type \`json\` among its values would lose digits of its numbers, and whether its null was one of JSON.

\`\`\`
rule r as csv("out/r.csv") ordered by [id] { from orders |> select { id, tags } }
\`\`\`

Write \`as parquet("out/r.parquet")\` or \`as json("out/r.json")\`; or \`tags: join(tags, ";")\`.`,
  },
  "view-needs-run": {
    severity: "error",
    title: ({ what }: { what: string }) => `${what} has no meaning in a view`,
    label: () => "a view of the database is read outside of runs, too",
    hint: () => "store the rule: `as table`; or put it in place where it is read: `as inline`",
    doc: `A view is published as text that the database keeps. It holds no value of a parameter, which a run has, and nothing was stored *before* it.

\`\`\`
rule seen as view { from orders |> where day < $as_of }
\`\`\`

Write \`as table\`, with its order, or \`as inline\`.`,
  },
  "interval-unused": {
    severity: "error",
    title: ({ time }: { time: string }) => `a rule that is stored by time says where \`${time}\` lies by \`$from\` and \`$to\``,
    label: () => "each interval would make the same rows",
    hint: ({ time }) => `where ${time} >= $from and ${time} < $to`,
    doc: `A rule \`as table(mode: "by_time", …)\` is made interval by interval, by one statement for each. \`$from\` and \`$to\`, half open, are the interval's bounds, and all rows that a
statement makes lie in between. A body that uses neither makes the same rows for every interval.

\`\`\`
rule r as table(mode: "by_time", time: day, grain: "day", start: date "2024-01-01") ordered by [id] { from orders |> select { id, day } }
\`\`\`

Write \`from orders |> where day >= $from and day < $to\`.`,
  },
  "instance-by-time": {
    severity: "error",
    title: ({ rule }: { rule: string }) => `\`${rule}\` is stored by time: with arguments there is no interval that it would be made for`,
    label: () => "an instance stands in the place where it is read",
    hint: ({ rule }) => `read \`${rule}\` as it is stored; or put what both need into a rule \`as inline\``,
    doc: `A rule with arguments, \`from r(x: 1)\`, is put in place where it is read. The body of a rule \`as table(mode: "by_time", …)\` is made for one interval after the other, which \`$from\` and \`$to\` bound, and
who reads it has none of them, or others.

\`\`\`
rule r(least: int64 = 0) as table(mode: "by_time", time: day, grain: "day", start: date "2024-01-01") ordered by [id] {
  from orders |> where day >= $from and day < $to and id > $least |> select { id, day }
}
rule large ordered by [id] { from r(least: 100) |> select { id } }
\`\`\`

Write \`rule paid(least: int64) as inline { … }\`, and \`from paid(least: 0) |> where day >= $from and day < $to\` in the one that is stored by time.`,
  },
  "previous-by-time": {
    severity: "error",
    title: ({ rule }: { rule: string }) => `\`${rule}\` is stored by time and reads what it stored before`,
    label: () => "without the intervals that the same run makes",
    hint: () => "compute it from what the sources hold up to `$to`",
    doc: `A run makes each interval that is missing: one where a run follows on each day, several after a pause or from the start. What a rule stored *before* the run holds none of these, and when an
interval is made again it holds that interval's own rows. So the rows would hang on how many intervals a run happens to make. Other rules may read \`previous r\` of a rule stored by time.

\`\`\`
schema Day { day: date, total: int64 }
rule r -> Day as table(mode: "by_time", time: day, grain: "day", start: date "2024-01-01") ordered by [day] {
  from orders |> where day >= $from and day < $to |> group { day } { total: count() }
  |> union all (from previous r |> where day < $from)
  |> group { day: $from } { total: sum(total) }
}
\`\`\`

Write \`from orders |> where day < $to |> group { day: $from } { total: count() }\`.`,
  },
  "previous-not-stored": {
    severity: "error",
    title: ({ name }: { name: string; is: string }) => `\`${name}\` stores no rows that \`previous\` could read`,
    label: ({ name, is }) => `${name} is ${is}`,
    doc: `\`previous r\` is what the rule \`r\` stored before this run. A source is not written by runs, a view and an inline rule hold no rows.

\`\`\`
rule seen as inline { from orders }
rule r ordered by [id] { from previous seen |> select { id } }
\`\`\`

Store the rule: \`rule seen -> Seen as table ordered by [id] { … }\`.`,
  },
  "previous-needs-contract": {
    severity: "error",
    title: ({ rule }: { rule: string }) => `\`previous ${rule}\` has the columns that ${rule} promises, and it promises none`,
    label: () => "what a rule stored before is read by its contract",
    hint: ({ rule }) => `give it one: \`schema Stored { … }\`, then \`rule ${rule} -> Stored\``,
    doc: `A rule that reads what it stored itself cannot take its columns from its own body, and what another one stored may be older than its text. So the contract says them:
names, types and nulls. Keys and orders of former runs are not believed.

\`\`\`
rule total ordered by [id] { from previous total |> select { id } }
\`\`\`

Write \`schema Total { id: int64, key [id] }\` and \`rule total -> Total …\`.`,
  },
});
