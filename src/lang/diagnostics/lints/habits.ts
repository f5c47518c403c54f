import { catalogue, list, quoted } from "../define.ts";
import { lint } from "./define.ts";

/** Names, documentation, and what allows a lint. */
export const HABITS = catalogue({
  "names-differ-by-case": lint({
    level: "warning", edit: null,
    title: ({ name, other }: { name: string; other: string }) => `\`${name}\` and \`${other}\` differ by case alone`,
    label: () => "easily taken for the other",
    hint: () => "choose another name for one of them",
    why: `Two names of one file that differ by case alone and stand for things of one kind. Case matters, so both work, and whoever reads or types one gets the other.`,
    wrong: `
param region: string = "EU"
param Region: string = "US"
rule ours ordered by [id] { from customers |> where region in [$region, $Region] }`,
    right: `
param region: string = "EU"
param second_region: string = "US"
rule ours ordered by [id] { from customers |> where region in [$region, $second_region] }`,
  }),
  "builtin-shadowed": lint({
    level: "warning", edit: null,
    title: ({ name }: { name: string }) => `\`${name}(…)\` is not the built-in function here`,
    label: ({ name }) => `takes the place of the function \`${name}\``,
    hint: () => "choose another name",
    why: `A \`let\` that is called by the name of a built-in function. It is the \`let\` that is meant; what is declared or imported may not have such a name at all.`,
    wrong: `
rule rounded ordered by [order_id] {
  let round = _ * 100
  from orders |> select { order_id, cents: round(amount) }
}`,
    right: `
rule rounded ordered by [order_id] {
  let in_cents = _ * 100
  from orders |> select { order_id, cents: in_cents(amount) }
}`,
  }),
  "missing-doc": lint({
    level: "off", edit: null,
    title: ({ name, is }: { name: string; is: string }) => `the ${is} \`${name}\` has no documentation`,
    label: () => "no `---` line before it",
    why: `A source, a stored rule, or a function or macro that others may use, without a \`---\` line. Lineage, catalogues and \`rulec docs\` show what these lines say.`,
    wrong: `rule ids ordered by [id] { from people |> select { id } }`,
    right: `
--- Everybody who has an account.
rule ids ordered by [id] { from people |> select { id } }`,
  }),
  "missing-test": lint({
    level: "off", edit: null,
    title: ({ name }: { name: string }) => `no test looks at the rule \`${name}\``,
    label: () => "stored, and tested by none",
    why: `A stored rule that no \`test\` is for. \`rulec test\` runs tests without data and without an engine.`,
    wrong: `rule ids ordered by [id] { from people |> select { id } }`,
    right: `
rule ids ordered by [id] { from people |> select { id } }
test "each person once" for ids {
  given people = [{ id: 1, name: "Ada" }]
  expect rows [{ id: 1 }]
}`,
  }),
  "missing-contract": lint({
    level: "off", edit: null,
    title: ({ name }: { name: string }) => `the rule \`${name}\` has no contract`,
    label: () => "its columns are whatever its stages give",
    hint: () => "`-> Schema` says which columns, types and keys its readers may rely on",
    why: `A stored rule without \`-> Schema\`. A contract is checked when the rule is compiled, so that a change of its stages cannot quietly change what readers get.`,
    wrong: `rule ids ordered by [id] { from people |> select { id } }`,
    right: `
schema Ids { id: int64, key [id] }
rule ids -> Ids ordered by [id] { from people |> select { id } }`,
  }),
  "allow-unknown": lint({
    level: "warning", edit: "ir",
    title: ({ name }: { name: string; meant: string | null; is: "error" | "other" | null }) => `there is no lint \`${name}\``,
    label: ({ is }) => (is === "error" ? "an error, which is mended and not allowed" : is === "other" ? "said of a run's data, and not of text" : "allows nothing"),
    hint: ({ meant }) => (meant === null ? "`rulec lint --list` shows them all" : `did you mean \`${meant}\`?`),
    why: `A comment \`-- allow …\`, or an entry of \`lint\` in rulepack.json, that names no lint. It would allow nothing, and nobody would know.`,
    wrong: `
rule alike ordered by [order_id] {
  from orders
  |> select { order_id, double: amount * 2 } -- allow float-equalty: zero is exact
}`,
    right: `
rule alike ordered by [order_id] {
  from orders
  |> where weight == 0.5 -- allow float-equality: the scale gives exact halves
  |> select { order_id }
}`,
  }),
  "allow-unused": lint({
    level: "warning", edit: "ir",
    title: ({ names }: { names: readonly string[] }) => `${quoted(names)} ${names.length === 1 ? "is" : "are"} allowed here and not found`,
    label: () => "nothing on this line or the next needs it",
    hint: () => "leave it out",
    why: `A comment \`-- allow …\` for a lint that is not found on its line or the one below. What it once allowed is mended, or has moved away.`,
    wrong: `
rule ids ordered by [id] {
  -- allow sort-unused: the export wants it
  from people |> select { id }
}`,
    right: `
rule ids ordered by [id] {
  from people |> select { id }
}`,
  }),
  "allow-without-reason": lint({
    level: "warning", edit: null,
    title: ({ names }: { names: readonly string[] }) => `why ${names.length === 1 ? "is" : "are"} ${quoted(names)} allowed?`,
    label: ({ names }) => `say it: \`-- allow ${list(names)}: because …\``,
    why: `A comment \`-- allow …\` without a reason. Whoever reads it next cannot tell whether it still holds.`,
    wrong: `
rule exact ordered by [order_id] {
  from orders
  |> where weight == 0.5 -- allow float-equality
  |> select { order_id }
}`,
    right: `
rule exact ordered by [order_id] {
  from orders
  |> where weight == 0.5 -- allow float-equality: the scale gives exact halves
  |> select { order_id }
}`,
  }),
});
