/** What a comparison says, for people and as data. */
import { typeText, type Type } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import { jsonOf, type JsonForm } from "../../values/value-text.ts";
import type { Counterexample, Result, ResultColumn } from "../search/index.ts";
import { rowText, valueText } from "../tests/literals.ts";
import { differs, type PackDiff, type RuleDiff } from "./diff.ts";
import type { RowsVerdict } from "./rows.ts";
import type { DiffSide } from "./side.ts";

/** How many rules became what, in the order in which they are told. */
export type Summary = { readonly breaking: number; readonly changed: number; readonly equal: number; readonly differing: number; readonly added: number; readonly removed: number; readonly renamed: number; readonly textOnly: number; readonly unchanged: number };

export function summaryOf({ rules }: PackDiff): Summary {
  const count = (test: (rule: RuleDiff) => boolean): number => rules.filter(test).length;
  const of = (status: RuleDiff["status"]): number => count((rule) => rule.status === status);
  return {
    breaking: count(({ breaking }) => breaking), changed: of("changed"), equal: count(({ rows }) => rows?.kind === "equal"), differing: count(({ rows }) => rows?.kind === "differs"),
    added: of("added"), removed: of("removed"), renamed: of("renamed"), textOnly: of("text only"), unchanged: of("unchanged"),
  };
}

export function summaryText(diff: PackDiff): string {
  const { breaking, changed, equal, differing, added, removed, renamed, textOnly, unchanged } = summaryOf(diff);
  const sources = diff.sources.length;
  const parts: readonly (readonly [number, string])[] = [
    [breaking, "breaking"], [changed, "changed"], [differing, differing === 1 ? "gives other rows" : "give other rows"], [equal, "proved equal"], [added, "added"], [removed, "removed"], [renamed, "renamed"], [textOnly, "text only"],
    [sources, sources === 1 ? "source changed" : "sources changed"], [unchanged, "unchanged"],
  ];
  const told = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return told.length === 0 ? "no rules" : told.join(" · ");
}

/** `changed, breaking`. */
export const statusText = ({ status, was, breaking }: RuleDiff): string => `${status === "renamed" ? `renamed from ${was}` : status}${breaking && status !== "removed" ? ", breaking" : ""}`;

const ROWS: { readonly [K in RowsVerdict["kind"]]: (rows: Extract<RowsVerdict, { readonly kind: K }>) => string } = {
  equal: () => "same rows (proved)",
  differs: ({ example, assumes }) => `other rows on ${countText(example)}${assumes.length === 0 ? "" : `, if ${assumes.join(", ")} can hold such rows`}`,
  "none-found": ({ tries, why }) => `not proved equal${why === null ? "" : ` (${why})`}, no difference found in ${tries} tries`,
  "not-compared": ({ why }) => `rows not compared: ${why}`,
};
/** What is known of the rows, in a few words. */
export const rowsText = (rows: RowsVerdict): string => ROWS[rows.kind](rows as never);

function countText({ inputs }: Counterexample): string {
  const count = inputs.reduce((sum, { rows }) => sum + rows.length, 0);
  return count === 0 ? "no rows at all" : `${count} input ${count === 1 ? "row" : "rows"}`;
}

/** Lines of label and text: the rows that are read, the parameters, what comes out before and after. */
export function exampleLines({ example, columns }: Extract<RowsVerdict, { readonly kind: "differs" }>, typeOf: (column: string) => Type): readonly (readonly [label: string, text: string])[] {
  const inputs = example.inputs.flatMap(({ name, columns: of, rows }) => labelled(name, rows.length === 0 ? ["no rows"] : rows.map((row) => rowText(of, row))));
  const params = example.params.map(({ name, type, value }) => [`$${name}`, valueText(type, value)] as const);
  const shown = columns.map((name): ResultColumn => ({ name, type: typeOf(name) }));
  const result = (of: Result): readonly string[] => ("stops" in of ? [`stops: ${of.stops}`] : of.rows.length === 0 ? ["no rows"] : of.rows.map((row) => rowText(shown, row)));
  return [...inputs, ...params, ...labelled("before", result(example.before)), ...labelled("after", result(example.after))];
}

const labelled = (label: string, texts: readonly string[]): readonly (readonly [string, string])[] => texts.map((text, i) => [i === 0 ? label : "", text]);

/** The type of a rule's column, as it is now. */
export const typesOf = (rule: RuleDiff, side: DiffSide) => (column: string): Type => side.rules.get(rule.name)?.interface.columns.find(({ name }) => name === column)?.type ?? { kind: "string" };

type Json = { readonly [name: string]: unknown };

/** As grammar/schemas/cli.json has it. */
export function diffJson(diff: PackDiff, side: DiffSide, against: string): Json {
  return {
    against, differs: differs(diff), summary: summaryOf(diff),
    rules: diff.rules.map((rule) => ({ name: rule.name, status: rule.status, was: rule.was, file: rule.file, breaking: rule.breaking, changes: rule.changes, rows: rule.rows === null ? null : rowsJson(rule.rows, typesOf(rule, side)), reaches: rule.reaches })),
    sources: diff.sources,
  };
}

function rowsJson(rows: RowsVerdict, typeOf: (column: string) => Type): Json {
  if (rows.kind !== "differs") return rows;
  const { example, columns, tries, assumes } = rows;
  const shown = columns.map((name) => ({ name, type: typeOf(name) }));
  const result = (of: Result): Json => ("stops" in of ? of : { rows: of.rows.map((row) => rowJson(shown, row)) });
  return {
    kind: rows.kind, columns, tries, assumes,
    inputs: example.inputs.map(({ name, kind, columns: of, rows: made }) => ({ name, kind, columns: of.map((column) => ({ name: column.name, type: typeText(column.type) })), rows: made.map((row) => rowJson(of, row)) })),
    params: example.params.map(({ name, type, value }) => ({ name, value: jsonOf(type, value) })),
    before: result(example.before), after: result(example.after),
  };
}

const rowJson = (columns: readonly ResultColumn[], row: readonly Value[]): Readonly<Record<string, JsonForm>> => Object.fromEntries(columns.map(({ name, type }, i) => [name, jsonOf(type, row[i] ?? null)]));

/** A table and what stands behind it, as a comment of a review shows it. */
export function diffMarkdown(diff: PackDiff, side: DiffSide, against: string): string {
  const told = diff.rules.filter(({ status }) => status !== "unchanged");
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const line = (rule: RuleDiff): string => `| ${[`\`${rule.name}\``, `${rule.breaking ? "**" : ""}${statusText(rule)}${rule.breaking ? "**" : ""}`, rule.changes.map(({ says, breaking }) => (breaking ? `**${says}**` : says)).join("<br>"), rule.rows === null ? "" : rowsText(rule.rows), rule.reaches.join(", ")].map(cell).join(" | ")} |`;
  const table = told.length === 0 ? [] : ["", "| rule | | changes | rows | reaches |", "|---|---|---|---|---|", ...told.map(line)];
  const sources = diff.sources.flatMap(({ name, status, changes }) => [`- source \`${name}\` ${status}${changes.length === 0 ? "" : `: ${changes.map(({ says }) => says).join(", ")}`}`]);
  const examples = told.flatMap((rule) => {
    if (rule.rows?.kind !== "differs") return [];
    const lines = exampleLines(rule.rows, typesOf(rule, side));
    const width = Math.max(...lines.map(([label]) => label.length));
    return ["", `<details><summary><code>${rule.name}</code>: ${rowsText(rule.rows)}</summary>`, "", "```", ...lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`), "```", "", "</details>"];
  });
  return [`**rulec diff** against ${against}: ${summaryText(diff)}`, ...table, ...(sources.length === 0 ? [] : ["", ...sources]), ...examples, ""].join("\n");
}
