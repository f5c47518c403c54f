import { catalogue, list } from "./define.ts";

const rows = (count: number): string => `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"}`;
const first = ({ samples }: { samples: readonly string[] }): string | null => (samples.length === 0 ? null : `for example ${samples[0] ?? ""}`);

type Counted = { rule: string; count: number; samples: readonly string[] };
type Changed = { rule: string; differences: readonly string[]; onChange: "fail" | "add" | "rebuild" };

/** What goes wrong where a run meets the rows that earlier ones have stored. */
export const STORED = catalogue({
  "stored-columns-differ": {
    severity: "error",
    title: ({ rule }: Changed) => `${rule} has other columns than its table holds`,
    label: ({ differences }) => list(differences),
    hint: ({ rule, onChange }) => (onChange === "add" ? "`on_change: \"add\"` adds columns that may be null, and nothing else" : "`on_change: \"add\"` adds columns that may be null, `on_change: \"rebuild\"` makes the table anew")
      + `; rulec run ${rule} --full-refresh makes it anew once, from what the rule gives now`,
    doc: `A table that is added to holds rows of earlier runs, with the columns that the rule had then. The rule has others now, so a run would have to change rows that are stored. What it does is said by the rule: \`on_change: "fail"\` (if nothing is said) stops before anything is built, \`"add"\` adds columns that may be null, which are null in rows that are stored already, and \`"rebuild"\` makes the table anew from what the rule gives in this run.

Rows that the sources no longer bring are gone after a rebuild or \`--full-refresh\`.`,
  },
  "stored-otherwise": {
    severity: "error",
    title: ({ rule }: { rule: string; was: string; is: string }) => `${rule} stores its rows in another way than its table was made`,
    label: ({ was, is }) => `was ${was}, is ${is}`,
    hint: ({ rule, is }) => `rulec run ${rule} --full-refresh makes it anew, from what the rule gives now${is === "replace" || is === "view" ? ": the rows that are stored are gone then" : '; so does `on_change: "rebuild"`'}`,
    doc: "How a table is added to (its mode, its key, its time and grain) says what its rows mean: rows that were appended need not be unique in the key of a merge, and those of one grain are not those of another. So the table is not continued in another way; it is made anew, or another rule is written.",
  },
  "stored-altered": {
    severity: "error",
    title: ({ table }: { rule: string; table: string; differences: readonly string[] }) => `somebody else has changed the columns of ${table}`,
    label: ({ differences }) => list(differences),
    hint: ({ rule }) => `undo that change; or rulec run ${rule} --full-refresh makes the table anew`,
    doc: "The table is not as the last run left it: its columns are others than the warehouse's ledger says. A run adds to a table only where it knows what it holds.",
  },
  "version-not-after": {
    severity: "error",
    title: ({ rule, at, count }: Counted & { at: string }) => `${rule}: ${rows(count)} with other values, and no later ${at} than the version that is open`,
    label: () => "a version cannot begin before the one that it ends",
    hint: first,
    doc: "A table of versions closes a key's open version when its values change, at the column that `at` names. That must be later than the open version's beginning, and never null. Rows with the same values may have any. `differs` names the columns whose values are others; one that was just added is null in the open version.",
  },
  "outside-interval": {
    severity: "error",
    title: ({ rule, time, from, to, count }: Counted & { time: string; from: string; to: string }) => `${rule}: ${rows(count)} with a ${time} outside of ${from} to ${to}`,
    label: () => "`$from` and `$to` are the bounds of what is computed",
    hint: first,
    doc: `A table that is stored by time is computed one interval at a time, and the rows of an interval take the place of all that are stored in it. So the rule may give rows of that interval alone: \`time >= $from and time < $to\`. Nothing was published.

\`\`\`
|> where day >= $from and day < $to
\`\`\``,
  },
  "too-many-intervals": {
    severity: "error",
    title: ({ rule, most }: { rule: string; grain: string; start: string; most: number }) => `${rule} has more than ${most.toLocaleString("en-US")} intervals to compute`,
    label: ({ start, grain }) => `by ${grain} since ${start}`,
    hint: () => "begin with a later `start`, or with a larger `grain`",
    doc: "Each interval of a table that is stored by time is a statement of its own, so one run makes no more than so many of them.",
  },
  "redo-range": {
    severity: "error",
    title: ({ rule, problem }: { rule: string; problem: string }) => `${rule}: ${problem}`,
    hint: () => "--from and --to say which intervals of tables stored by time are computed again, from the first up to and without the second",
    doc: "`--from` and `--to` lie where intervals of the table begin, `--from` not before its `start`, and `--to` not after the last whole interval before the run.",
  },
  "previous-differs": {
    severity: "error",
    title: ({ rule }: { rule: string; previous: string; stored: readonly string[]; says: readonly string[] }) => `${rule} reads what was stored before, which has other columns than now`,
    label: ({ previous, says }) => `${previous} is now ${list(says)}`,
    hint: ({ previous, stored }) => `stored: ${list(stored)}; rulec run ${previous} --full-refresh begins anew, with nothing stored before`,
    doc: "`previous r` is what `r` stored before this run. Its rows are read by the names and types that `r` has now, and those that are stored have others.",
  },
});
