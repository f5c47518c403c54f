import { catalogue, list, quoted } from "./define.ts";

const rows = (count: number): string => `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"}`;
const times = (count: number): string => (count === 1 ? "once" : `${count.toLocaleString("en-US")} times`);
const among = (count: number): string => (count === 1 ? "" : ` (the first of ${rows(count)})`);
const first = ({ samples }: { samples: readonly string[] }): string => (samples.length === 0 ? "" : `for example ${samples[0] ?? ""}`);

type Counted = { rule: string; count: number; samples: readonly string[] };
type EngineSays = { rule: string; says: string; engine: string };

/** What goes wrong while a run works: the warehouse and the target, what the engine reports, promises that the rows do not keep. */
export const RUN = catalogue({
  "engine-conversion": {
    severity: "error",
    title: ({ says }: EngineSays) => says,
    label: () => "a value does not fit this type",
    hint: ({ rule, engine }) => `\`::?\` gives null instead of failing; the statement: rulec show ${rule} --sql; ${engine}: conversion error`,
    doc: `A cast met a value that is none of its type, such as \`'n/a'\` for a number. Nothing was published.

\`\`\`
derive { price: raw_price::decimal(12, 2) }
\`\`\`

Write \`raw_price::?decimal(12, 2)\` where null is the right answer for what does not fit, or remove such rows with \`where\` in the stage before.`,
  },
  "engine-out-of-range": {
    severity: "error",
    title: ({ says }: EngineSays) => says,
    label: () => "the result does not fit its type",
    hint: () => "cast one operand to a wider type: `qty::decimal(38, 0) * price`",
    doc: `Integers and decimals never wrap around and never lose digits: a result beyond its type's range is an error. Integers give int64, decimals of up to 18 digits give at most 18.

Cast one operand to a wider type, \`a::decimal(38, 2) * b\`, and the whole operation is done in it.`,
  },
  "engine-invalid-input": {
    severity: "error",
    title: ({ says }: EngineSays) => says,
    hint: ({ rule }) => `the statement: rulec show ${rule} --sql`,
    doc: "A function was given a value that it cannot work with. Nothing was published; the message is the engine's own.",
  },
  "engine-out-of-memory": {
    severity: "error",
    title: ({ rule }: EngineSays) => `${rule} needs more memory than it may have`,
    label: () => "out of memory",
    hint: ({ says }) => `raise "memory" in the profile, lower "threads", or free disk space for spilling; the engine says: ${says}`,
    doc: `The rule did not fit into the profile's \`memory\`, with what could be written to disk meanwhile. Nothing was published, and what was published before is unchanged.

\`\`\`json
{ "profiles": { "dev": { "memory": "8GB", "threads": 2 } } }
\`\`\`

Fewer threads need less memory. Rules that sort or group by long texts or lists need most.`,
  },
  "engine-io": {
    severity: "error",
    title: ({ says }: EngineSays) => `reading or writing failed: ${says}`,
    hint: () => "is the disk full, or a file being changed while the run reads it?",
    doc: "A file could not be read or written while the rule was built. Nothing was published, and what was published before is unchanged.",
  },
  "engine-refused": {
    severity: "error",
    title: ({ rule, says }: EngineSays) => `the engine does not take the SQL of ${rule}: ${says}`,
    hint: ({ rule }) => `rulec show ${rule} --sql prints it; where the rule has no SQL of its own, this is a mistake of rulec, please report it`,
    doc: `The engine could not read the statement, or does not know a name in it. Text in \`sql "…"\` is yours: the message points at it. Otherwise the compiler has written something that it should not have.`,
  },
  "engine-failed": {
    severity: "error",
    title: ({ rule, says }: EngineSays) => `${rule} failed in the engine: ${says}`,
    hint: ({ rule }) => `the statement: rulec show ${rule} --sql`,
    doc: "The engine gave up for a reason of its own. Nothing was published, and what was published before is unchanged.",
  },
  "interrupted": {
    severity: "error",
    title: (_: object) => "the run was interrupted",
    hint: () => "nothing was published; `rulec run` starts again",
    doc: "Ctrl-C, or the signal that ends a process, stopped the run. Published tables and files are as they were before it.",
  },
  "warehouse-locked": {
    severity: "error",
    title: ({ warehouse }: { warehouse: string; holder: string; waited: number }) => `the warehouse ${warehouse} is in use`,
    hint: ({ holder, waited }) => `held by ${holder}${waited > 0 ? `, waited ${waited} s` : ""}; wait for it, or end it`,
    doc: `A warehouse file belongs to one process while it is written. The message names the process. When that process has ended, however it ended, the next run takes the warehouse and puts right what was left half done.`,
  },
  "warehouse-unreadable": {
    severity: "error",
    title: ({ warehouse, says }: { warehouse: string; says: string }) => `the warehouse ${warehouse} cannot be opened: ${says}`,
    hint: () => "is it a database of this engine, and whole? Name another file as \"warehouse\" in the profile to start anew",
    doc: "The file named by the profile as its `warehouse` is there and is not a database that this engine can open. It is left as it is.",
  },
  "warehouse-newer": {
    severity: "error",
    title: ({ warehouse, format, known }: { warehouse: string; format: number; known: number }) => `the warehouse ${warehouse} has the format ${format}, and this rulec knows ${known}`,
    hint: () => "use the rulec that wrote it, or a newer one",
    doc: "What rulec keeps in a warehouse has a format number. A newer one may mean things that this version would get wrong, so it does not touch it.",
  },
  "target-not-writable": {
    severity: "error",
    title: ({ path, problem }: { path: string; problem: string }) => `${path} cannot be written (${problem})`,
    hint: ({ problem }) => (problem === "EROFS" ? "the file system is read-only" : problem === "ENOTDIR" || problem === "EEXIST" || problem === "EISDIR" ? "something else has this name" : "mend its permissions, or name another place in rulepack.json"),
    doc: "A run writes its tables, its Parquet files and its artifacts. The folder or file named here does not allow it. The code in parentheses is the operating system's: `EACCES` no permission, `EROFS` a read-only file system. What was there before is unchanged.",
  },
  "target-full": {
    severity: "error",
    title: ({ path }: { path: string }) => `there is no space left for ${path}`,
    hint: () => "free some, or name another place in rulepack.json; what was published before is unchanged",
    doc: "The disk, or a quota on it, is full. The run stopped before it published anything.",
  },
  "target-not-owned": {
    severity: "error",
    title: ({ name, kind }: { rule: string; name: string; kind: string }) => `${name} is a ${kind} that this pack did not make`,
    label: ({ name }) => `would replace ${name}`,
    hint: () => "rename the rule, or move that object away",
    doc: "A rule is published under its name in the profile's schema. Something of that name is there already, and no run of this pack made it: it is never replaced.",
  },
  "not-published": {
    severity: "error",
    title: ({ rule }: { rule: string }) => `${rule} was never published`,
    hint: ({ rule }) => `rulec run +${rule} builds it and all that it reads`,
    doc: "Rows are shown as they were last published, and this rule has not been run in this profile's warehouse. A `+` before its name runs all that it reads, too.",
  },
  "published-differs": {
    severity: "error",
    title: ({ rule, in: of }: { rule: string; in: "columns" | "promises"; published: readonly string[]; says: readonly string[] }) => `${rule} was published ${of === "columns" ? "with other columns than it has now" : "without what it promises now"}`,
    label: ({ says }) => `now: ${says.join(", ")}`,
    hint: ({ rule, published }) => `published: ${published.join(", ")}; rulec run +${rule} publishes what it says now`,
    doc: "The rule was changed since it was last run. Its rows are read by the names that it has now, and what is published has others; or who reads it relies on a key, an order or a column without nulls that the rule did not have then, so that nobody has verified it. A run brings the two together.",
  },
  "published-unreadable": {
    severity: "error",
    title: ({ rule, file, says }: { rule: string; file: string | null; says: string }) => `${file ?? rule}, as ${file === null ? "it" : rule} was published, cannot be read: ${says}`,
    label: () => "writes it",
    hint: ({ rule }) => `rulec run +${rule} makes it anew`,
    doc: "What a rule has published was damaged, replaced by something else or taken away since. A rule that is not part of a run is read as it stands; a run of the rule itself makes it anew.",
  },
  "upstream-not-published": {
    severity: "error",
    title: ({ rule, upstream }: { rule: string; upstream: string }) => `${rule} reads ${upstream}, which was never published`,
    hint: ({ rule }) => `rulec run +${rule} builds it and all that it reads`,
    doc: "A rule that is not selected is read as it was last published. This one never was. A `+` before a rule's name selects all that it reads, too.",
  },
  "publication-lost": {
    severity: "error",
    title: ({ says }: { says: string }) => `nothing was published: ${says}`,
    hint: () => "what was published before is unchanged; `rulec run` tries again",
    doc: "Every result was built and verified, and the last step, which makes them visible together, did not succeed. Either all of a run is published or nothing of it.",
  },
  "publication-unfinished": {
    severity: "error",
    title: ({ says }: { says: string }) => `tables are published, and not all files: ${says}`,
    hint: () => "mend that, and any `rulec run` puts the remaining files in place before it does anything else",
    doc: "Tables become visible in one transaction, which also notes the files that are still to be put in place. That did not succeed for all of them. Nothing is lost: the next run begins by finishing this one.",
  },
  "result-differs": {
    severity: "error",
    title: ({ rule, column, expected, found }: { rule: string; column: string; expected: string; found: string }) => `${rule} was to give ${column}: ${expected}, and the engine gave ${found}`,
    hint: () => "unless the rule holds `sql \"…\"`, this is a mistake of rulec, please report it",
    doc: "The columns that the engine made are compared with those that the compiler promised to readers of the rule, before anything is published.",
  },
  "check-failed": {
    severity: "error",
    title: ({ rule, says, count }: Counted & { says: string }) => `${rule}: ${says}${among(count)}`,
    label: ({ count }) => `false for ${rows(count)}`,
    hint: first,
    doc: `A \`check\` was false for some rows, so nothing was published. A null is no failure.

\`\`\`
check amount >= 0 else error "{order_id} has a negative amount"
\`\`\`

With \`else warn\` the run goes on and reports it.`,
  },
  "not-fresh": {
    severity: "error",
    title: ({ rule, says }: Counted & { says: string }) => `${rule}: ${says}`,
    label: () => "older than it may be, or not there",
    hint: first,
    doc: `The newest value of a column lies further before the instant of the run (\`$run_at\`) than its \`fresh\` allows; a source without rows is not fresh either. Nothing was
published.

\`\`\`
source calls = csv("calls.csv") { id: int64, placed_at: timestamp, key [id], fresh placed_at within interval "6 hours" else error }
\`\`\`

See that the source is delivered. With \`else warn\` the run goes on and reports it; \`--run-at\` repeats a run for an instant of the past.`,
  },
  "check-warned": {
    severity: "warning",
    title: ({ rule, says, count }: Counted & { says: string }) => `${rule}: ${says}${among(count)}`,
    label: ({ count }) => `false for ${rows(count)}`,
    hint: first,
    doc: "A `check … else warn` was false for some rows. The run goes on; the record of the run holds the count and some of the rows.",
  },
  "key-violated": {
    severity: "error",
    title: ({ rule, columns, count }: Counted & { columns: readonly string[] }) => `${columns.length === 0 ? `${rule} has more than one row` : `${quoted(columns)} ${columns.length === 1 ? "is" : "are"} no key of ${rule}`}: ${rows(count)} too many`,
    label: () => "promised to tell rows apart",
    hint: first,
    doc: `Two rows agree in all columns of a key; two nulls count as equal. Proofs of order and of joins rest on keys, so nothing was published.

Where the rows are right, take the key away or add a column to it; where repeats are expected, \`dedupe on [..] keep first by [..]\` says which row stays.`,
  },
  "cardinality-violated": {
    severity: "error",
    title: ({ rule, columns, count }: Counted & { columns: readonly string[] }) => `a join in ${rule} finds several rows ${columns.length === 0 ? "where it takes one" : `for one ${list(columns)}`} (${rows(count)} too many)`,
    label: () => "the cardinality written here does not hold",
    hint: first,
    doc: `\`cardinality: "n:1"\` says that the right side has at most one row for each left one. It has more, so the join would repeat left rows.

Write the cardinality that holds, or make the right side unique with \`dedupe\` or \`group\` before the join.`,
  },
  "ties-met": {
    severity: "error",
    title: ({ rule, columns, count }: Counted & { columns: readonly string[] }) => `${rule} cannot say which row ${columns.length === 0 ? "" : `of equal ${list(columns)} `}comes first (${times(count)})`,
    label: () => "the sort leaves ties here",
    hint: first,
    doc: "`dedupe … ties: \"error\"` promises that the sort always has one first row. Here it has two. Add a column to the sort that tells them apart.",
  },
  "reference-broken": {
    severity: "error",
    title: ({ rule, columns, references, count }: Counted & { columns: readonly string[]; references: string }) => `${rows(count)} of ${rule} ${count === 1 ? "has" : "have"} a ${list(columns)} that ${references} has not`,
    hint: first,
    doc: "`references [a] -> orders [order_id]` promises that every value that is not null stands there. Nothing was published.",
  },
  "null-found": {
    severity: "error",
    title: ({ rule, columns, count }: Counted & { columns: readonly string[] }) => `${quoted(columns)} of ${rule} is null in ${rows(count)}`,
    label: () => "promised to be never null",
    hint: (params) => `write \`?\` after the type where nulls are right${params.samples.length === 0 ? "" : `; ${first(params)}`}`,
    doc: `A column without \`?\` after its type holds no null. The rows say otherwise, so nothing was published.

\`\`\`
schema Order { fee: decimal(12, 2)? }
\`\`\``,
  },
  "promise-warned": {
    severity: "warning",
    title: ({ rule, promise, count }: Counted & { promise: string }) => `${rule}: ${promise} does not hold (${times(count)})`,
    hint: first,
    doc: "A promise written with `else warn` does not hold for some rows. The run goes on and records how many.",
  },
  "order-not-kept": {
    severity: "error",
    title: ({ rule, order, count }: Counted & { order: readonly string[] }) => `${rule} was not written in the order ${list(order)} (${rows(count)} out of place)`,
    hint: (params) => `unless a source is \`trusted\` wrongly, this is a mistake of rulec or of the engine, please report it; ${first(params)}`,
    doc: "Every stored rule that states an order is read back before it is published: each row must come after the one before it, and no two may tie. This did not hold, so nothing was published.",
  },
  "year-out-of-range": {
    severity: "error",
    title: ({ rule, column, count }: { readonly rule: string; readonly column: string; readonly count: number }) => `${rule}: ${column} is outside of the years 1 to 9999 in ${rows(count)}`,
    hint: () => 'keep such rows out with `where`, or take the last day there is: `least(opened + days, date "9999-12-31")`',
    doc: `Dates and timestamps have the years 1 to 9999. The engine does not stop arithmetic that leaves them, so what a rule has made is looked at before it is published: nothing was.

\`\`\`
derive { due: opened + days }
\`\`\`

Keep the rows out for which there is no such day, with \`where days < 10_000\` in the stage before, or take the last day there is: \`least(opened + days, date "9999-12-31")\`.`,
  },
});
