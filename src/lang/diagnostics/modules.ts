import { catalogue, quoted } from "./define.ts";

const meant = (name: string | null): string | null => (name === null ? null : `did you mean \`${name}\`?`);

/** What names mean across files. */
export const MODULES = catalogue({
  "module-name": {
    severity: "error",
    title: ({ written, file }: { written: string; path: string; file: string }) => `${file} is not the module \`${written}\``,
    label: ({ path }) => `by its path it is \`${path}\``,
    hint: ({ path }) => `write \`module ${path}\`, or leave the line out`,
    doc: `A module is named after its file: the path below the folder of \`roots\` that holds it, with dots. The line is optional, and must agree.

\`\`\`
-- rules/sales/lines.rule
module sales.orders
\`\`\`

Write \`module sales.lines\`, or move the file.`,
  },
  "module-duplicate": {
    severity: "error",
    title: ({ module, other }: { module: string; other: string }) => `the module \`${module}\` is ${other} already`,
    label: () => "a second file of that name",
    hint: () => "rename one of the files",
    doc: `Two files give the same module name: the same path below two folders of \`roots\`, or paths that differ by case alone, which not every file system can
hold.

\`\`\`
rules/Sales.rule
rules/sales.rule
\`\`\`

Rename one of the files, and the imports that name it.`,
  },
  "duplicate-name": {
    severity: "error",
    title: ({ name, is }: { name: string; is: string }) => `\`${name}\` is ${is} of this module already`,
    label: () => "the second of that name",
    hint: () => "rename one of the two, or import it under another name: `import { a as b }`",
    doc: `Everything that a module declares or imports shares one name space, so that a name means one thing wherever it stands.

\`\`\`
source orders = csv("orders.csv") { id: int64, key [id] }
rule orders ordered by [id] { from orders }
\`\`\`

Name the source \`raw_orders\`.`,
  },
  "duplicate-rule": {
    severity: "error",
    title: ({ name, other }: { name: string; other: string }) => `the pack stores a rule \`${name}\` already, in ${other}`,
    label: () => "would be the same table",
    hint: () => "rename one of the two, or do not store it: `as inline`",
    doc: `A rule is stored as the table of its name, whatever module it is in; engines take names that differ by case alone for the same. So names of stored
rules are unique in a pack, ignoring case.

\`\`\`
-- sales.rule
rule daily ordered by [day] { … }
-- returns.rule
rule Daily ordered by [day] { … }
\`\`\`

Say what each is about (\`daily_sales\`, \`daily_returns\`), or keep one \`as inline\`.`,
  },
  "builtin-name": {
    severity: "error",
    title: ({ name, what }: { name: string; what: string }) => `\`${name}\` is ${what} of the language`,
    label: () => "cannot be taken",
    hint: ({ name }) => `call it something else, such as \`my_${name}\``,
    doc: `No macro or function may take a built-in's name, so that whoever reads a rule knows what \`sum\` means without reading all of the pack. Built-ins that a
later version adds do not disturb a pack: rulepack.json's \`language\` fixes the set.

\`\`\`
function round(x: float64) -> float64 = floor(x + 0.5)
\`\`\`

Call it what it does: \`round_up_half\`.`,
  },
  "reserved-name": {
    severity: "error",
    title: ({ name, is }: { name: string; is: string; why: string }) => `${is} cannot be called \`${name}\``,
    label: ({ why }) => why,
    doc: `In backticks a name may hold nearly anything. Two things it may not, where it names a declaration: a dot, which stands between a module and what it declares
(\`sales.order_lines\`), and \`__rulec\` at its start, as what a run makes on the way is called.

\`\`\`
rule \`daily.sales\` ordered by [day, region] { from sales |> group { day, region } { total: sum(amount) } }
\`\`\`

Call it \`daily_sales\`; or make a module \`daily\` and call it \`sales\`. Columns may have any name.`,
  },
  "unknown-module": {
    severity: "error",
    title: ({ path }: { path: string; meant: string | null; ships: string | null }) => `there is no module "${path}"`,
    label: ({ meant: name }) => (name === null ? "no file of the pack" : `did you mean "${name}"?`),
    hint: ({ ships }) => ships !== null ? `the pack ${ships} comes with rulec: say "dependencies": { "${ships}": {} } in rulepack.json` : `paths are relative to the folder of "roots" that holds the file: "sales/lines"; "./lines" is a file beside this one`,
    doc: `An import names a file of the pack, without \`.rule\`: relative to the folder of \`roots\`, or with \`./\` relative to the file's own folder. A path that begins with the name
of a dependency means that pack; \`std\` comes with rulec and is one where rulepack.json says \`"dependencies": { "std": {} }\`.

\`\`\`
import { slug } from "std/text"
import { orders } from "./sources"
\`\`\``,
  },
  "unknown-export": {
    severity: "error",
    title: ({ name, path }: { name: string; path: string; meant: string | null; known: readonly string[] }) => `"${path}" has no \`${name}\``,
    label: ({ meant: name }) => meant(name) ?? "not declared there",
    hint: ({ known }) => (known.length === 0 ? "it declares nothing that can be imported" : `it has: ${quoted(known)}`),
    doc: `The module exists and declares no such name. What it imports itself is not passed on, unless it says so.

\`\`\`
import { slug } from "sales/lines"      -- which imports it from "std/text"
\`\`\`

Import it from the module that declares it, or let \`sales/lines\` say \`export { slug } from "std/text"\`.`,
  },
  "private-name": {
    severity: "error",
    title: ({ name, path }: { name: string; path: string }) => `\`${name}\` is private to "${path}"`,
    label: () => "names that begin with _ stay in their module",
    hint: ({ name }) => `rename it to \`${name.replace(/^_+/, "")}\` there if others may rely on it`,
    doc: `A name that begins with \`_\` may change without anybody else noticing: no other module can import it.

\`\`\`
import { _helper } from "std/text"
\`\`\`

Rename it there without the \`_\` if others may rely on it.`,
  },
  "export-cycle": {
    severity: "error",
    title: ({ name }: { name: string; links: readonly string[] }) => `\`${name}\` is passed on in a circle`,
    label: ({ links }) => links.join(" → "),
    hint: () => "let one of these modules declare it, or import it from the one that does",
    doc: `Each of these modules exports the name from the next, and none declares it. Modules may import each other; a name must be declared somewhere.

\`\`\`
-- a.rule
export { x } from "b"
-- b.rule
export { x } from "a"
\`\`\`

Let one of them declare it.`,
  },
  "rule-cycle": {
    severity: "error",
    title: ({ rules }: { rules: readonly string[] }) => (rules.length === 2 ? `${rules[0]} reads itself` : `${rules.slice(0, -1).join(", ")} read each other`),
    label: ({ rules }) => rules.join(" → "),
    hint: () => "read what a rule stored before this run with `previous r`; a closure within one rule is `recurse`",
    doc: `A rule is built after all that it reads, so rules may not form a cycle.

\`\`\`
rule a ordered by [id] { from b }
rule b ordered by [id] { from a }
\`\`\`

What a rule stored in the run before is \`previous a\`; following edges to their end is \`recurse\` inside one rule; modules may import each other freely.`,
  },
  "duplicate-path": {
    severity: "error",
    title: ({ path, other }: { path: string; other: string }) => `${other} writes "${path}" already`,
    label: () => "would overwrite it",
    hint: () => "give each rule a path of its own",
    doc: `Two rules that store to one path would each undo what the other wrote. Every stored file or folder belongs to one rule; names that differ by case
alone are one on some systems.

\`\`\`
rule a as parquet("out/x.parquet") ordered by [id] { from orders }
rule b as parquet("out/x.parquet") ordered by [id] { from lines }
\`\`\`

Give each rule a path of its own.`,
  },
});
