/** Problems planted into random programs: what a lint that carries an edit finds, added to a rule that has no such thing. */
import type { LintId } from "../../src/lang/diagnostics/index.ts";
import { isSortable, type Type } from "../../src/values/type.ts";
import { pick } from "../evaluate/random-values.ts";
import { id } from "../fuzz/generate/names.ts";

/** A rule as text, the columns that it gives, and a source with a column of the module. */
export type Plot = { readonly text: string; readonly columns: readonly { readonly name: string; readonly type: Type }[]; readonly source: string; readonly column: string; readonly chance: () => number };
/** `plant` gives null where the problem cannot stand in the rule. */
export type Plant = { readonly id: LintId; readonly plant: (plot: Plot) => string | null };

const behind = ({ text }: Plot, stages: string): string => `${text.slice(0, -2)}\n  ${stages}\n}`;
const before = ({ text }: Plot, lines: string): string => text.replace("{\n", () => `{\n${lines}\n`);
const isUnordered = ({ text }: Plot): boolean => /^rule \w+ unordered/.test(text);
const columnsOf = ({ columns }: Plot): string => columns.map(({ name }) => id(name)).join(", ");
const NOTES = ["", " -- planted beside", "\n  -- planted below"];

export const PLANTS: readonly Plant[] = [
  { id: "unused-let", plant: (plot) => before(plot, `  let planted = ${pick(plot.chance, ["_ is null", "1 + 1", "x -> x", `from ${plot.source}`, `from ${plot.source} as q |> where q.${plot.column} is not null`])}${pick(plot.chance, NOTES)}`) },
  { id: "unused-let", plant: (plot) => before(plot, "  -- planted above\n  let planted_first = _ is null\n  let planted = planted_first(_)") },
  { id: "unused-column", plant: (plot) => behind(plot, `|> derive { planted: ${pick(plot.chance, ["42", "null::string", `"a" || "b"`])} }${pick(plot.chance, NOTES)}\n  |> select { ${columnsOf(plot)} }`) },
  { id: "unused-column", plant: (plot) => behind(plot, `|> derive { ${pick(plot.chance, ["planted: 42, stays: 1", "stays: 1, planted: 42", "stays: 1,\n    planted: 42,\n"])} }\n  |> select { ${columnsOf(plot)}, stays }`) },
  {
    id: "sort-unused",
    plant: (plot) => {
      const by = plot.columns.filter(({ type }) => isSortable(type));
      return by.length === 0 || !isUnordered(plot) || plot.text.includes("arbitrary") ? null : behind(plot, `|> sort [${id(pick(plot.chance, by).name)}]${pick(plot.chance, NOTES)}`);
    },
  },
  { id: "bare-right-column", plant: (plot) => behind(plot, `|> join cross (from ${plot.source} |> aggregate { sown: count() }) as sown_side\n  |> derive { stays: ${pick(plot.chance, ["sown", "sown + 1", "if sown > 3 then 1 else 0"])} }`) },
  {
    id: "implicit-cross-join",
    plant: (plot) => (isUnordered(plot) ? behind(plot, `|> ${pick(plot.chance, ["join", "join inner"])} (from ${plot.source} |> select { sown: ${plot.column} } |> limit 2, arbitrary: true)${pick(plot.chance, ["", " as sown_side"])} on true, cardinality: "n:m"`) : null),
  },
  { id: "allow-unused", plant: (plot) => before(plot, `  -- allow ${pick(plot.chance, ["star-of-source", "star-of-source, dead-rule"])}: planted`) },
  { id: "allow-unused", plant: ({ text }) => text.replace("{\n", () => "{ -- allow star-of-source: planted\n") },
  { id: "allow-unknown", plant: (plot) => before(plot, "  -- allow star-of-sorce: planted") },
];
