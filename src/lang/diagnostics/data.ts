import { catalogue, list } from "./define.ts";

/** What is wrong with the data that sources name: found before any row of it is used. */
export const DATA = catalogue({
  "source-missing": {
    severity: "error",
    title: ({ source, path }: { source: string; path: string }) => `${source}: there is no file ${path}`,
    label: () => "nothing here matches",
    hint: () => "paths are relative to the folder of rulepack.json; `*`, `?`, `[ab]` match within a name, `**` any folders",
    doc: `A source names files by a path relative to the pack's folder; a pattern must match at least one file.

\`\`\`
source orders: Order = parquet("data/orders/*.parquet")
\`\`\``,
  },
  "source-outside": {
    severity: "error",
    title: ({ source, path, policy }: { source: string; path: string; policy: string }) => `${source}: ${path} is outside the pack, and the policy ${policy} reads nothing there`,
    hint: () => "move it into the pack's folder, or give the profile \"policy\": \"admin\"",
    doc: "Under the policies `read_only` and `service` a run reads files below the pack's folder only, links that lead out of it included. The policy `admin` reads any.",
  },
  "source-unreadable": {
    severity: "error",
    title: ({ source, file, says }: { source: string; file: string; says: string }) => `${source}: ${file} cannot be read: ${says}`,
    hint: () => "is the file whole, and of the format that the source names?",
    doc: "The file is there and is not what the source says that it is (Parquet, CSV, JSON), or is cut short, or may not be read.",
  },
  "source-changed": {
    severity: "error",
    title: ({ source, file, gone }: { source: string; file: string; gone: boolean }) => `${source}: ${file} ${gone ? "was removed" : "has changed"} while the run was reading it`,
    hint: () => "run again once nobody writes there; write files beside their place and rename them, or under new names",
    doc: `Rules read their sources one after the other. A file that changes in between would give some rules old rows and others new ones, so nothing is published: what was there stays.

The file's size, time of change and number are compared when the run has found it and again before it publishes. Whoever writes a file that others read writes it under another name and renames it once it is whole.`,
  },
  "source-table-missing": {
    severity: "error",
    title: ({ source, table }: { source: string; table: string; known: readonly string[] }) => `${source}: the warehouse has no table ${table}`,
    hint: ({ known }) => (known.length === 0 ? "the warehouse has no tables" : `it has: ${list(known)}`),
    doc: "`table(\"raw.orders\")` reads a table of the profile's warehouse, written by its schema and name. Another program must have made it.",
  },
  "source-column-missing": {
    severity: "error",
    title: ({ source, column, file }: { source: string; column: string; file: string; meant: string | null; has: readonly string[] }) => `${source}: ${file} has no column \`${column}\``,
    label: ({ meant }) => (meant === null ? "declared here, not in the data" : `did the data mean \`${meant}\`?`),
    hint: ({ has }) => `the data has: ${has.length > 12 ? `${list(has.slice(0, 12))} (+${has.length - 12})` : list(has)}`,
    doc: `The source's schema declares a column that the data has not. Names are compared letter by letter, upper and lower case apart.

Take it out of the schema, correct its name, or see with \`rulec infer\` what the data holds.`,
  },
  "source-type-differs": {
    severity: "error",
    title: ({ source, column, declared, found, file }: { source: string; column: string; declared: string; found: string; file: string }) =>
      `${source}: \`${column}\` is declared as ${declared}, and ${file} has ${found}`,
    label: ({ declared, found }) => `${found} is not read as ${declared}`,
    hint: ({ found }) => `declare ${found}, and cast in a rule where another type is needed`,
    doc: `A type may be declared wider than the data has it (int64 for int32, a decimal with more digits), never narrower or another: reading would have to change values.

Declare what the data has, and cast in a rule, where one can say what happens to values that do not fit.`,
  },
  "source-value": {
    severity: "error",
    title: ({ source, file, line, column, value, type }: { source: string; file: string; line: number | null; column: string | null; value: string; type: string | null }) =>
      `${source}: ${value}${type === null ? " cannot be read" : ` is no ${type}`} (${file}${line === null ? "" : `, line ${line}`}${column === null ? "" : `, column ${column}`})`,
    label: ({ type }) => (type === null ? "declared here" : `declared as ${type}`),
    hint: () => "correct the file, or declare the column as string and cast it in a rule: `x::?T` gives null for what does not fit",
    doc: `A CSV or JSON file holds a value that is none of the declared type. Every value is read once, before the first rule that uses the source, so the first such value stops the run.

\`\`\`
source orders = csv("data/orders.csv") { id: int64, amount: string }
rule clean ordered by [id] { from orders |> derive { amount: amount::?decimal(12, 2) } }
\`\`\``,
  },
  "source-empty": {
    severity: "error",
    title: ({ source, file }: { source: string; file: string }) => `${source}: ${file} is empty`,
    hint: () => "a CSV file has at least the line that names its columns",
    doc: "The file has no bytes. A file without rows is fine as long as it says what its columns are: a CSV file needs its header, a Parquet file its footer.",
  },
});
