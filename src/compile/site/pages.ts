/** One page: all that is said of one declaration. */
import type { Lineage } from "../../ir/lineage.ts";
import type { SortedName } from "../../ir/rule.ts";
import { fieldText, nameText } from "../../values/type.ts";
import type { Compiled, CompiledRule } from "../types.ts";
import { providerWords, storageWords, type Declared, type Entries } from "./entries.ts";
import type { Facts } from "./facts.ts";
import type { EntryKind, Page, PageRun, PageTest, RuleColumns } from "./model.ts";

export type PageWorld = {
  readonly entries: Entries;
  readonly rules: ReadonlyMap<string, CompiledRule>;
  readonly sources: ReadonlyMap<string, Compiled["sources"][number]>;
  readonly facts: Facts;
  readonly tests: ReadonlyMap<string, readonly PageTest[]>;
  readonly runs: ReadonlyMap<string, readonly PageRun[]>;
  /** By id: who names it. */
  readonly usedBy: ReadonlyMap<number, readonly number[]>;
};

/** As JSON. */
export function pageText(declared: Declared, world: PageWorld): string {
  const { entries, rules, facts, tests, runs, usedBy } = world;
  const { name, decl } = declared.of;
  const [rule, said] = [rules.get(name), facts.of(name)];
  const page: Omit<Page, "proof" | "steps"> = {
    doc: "doc" in decl ? decl.doc : null,
    text: declared.text,
    line: declared.line,
    links: declared.names.map(({ start, end, of }) => [start, end - start, entries.idOf(of.name)] as const).filter(([, , id]) => id >= 0),
    facts: factsOf(declared, world),
    columns: declared.interface === null ? [] : declared.interface.columns.map((column) => ({ name: column.name, type: fieldText(column), tags: column.tags, doc: column.doc })),
    keys: declared.interface?.keys ?? [],
    order: (rule?.order ?? declared.interface?.order ?? []).map(orderText),
    promises: said?.promises ?? [],
    sql: rule?.select.text ?? null,
    tests: tests.get(name) ?? [],
    runs: runs.get(name) ?? [],
    uses: usesOf(declared, entries),
    usedBy: usedBy.get(declared.id) ?? [],
  };
  return `${JSON.stringify(page).slice(0, -1)},"proof":${said?.proof ?? "null"},"steps":${said?.steps ?? "[]"}}`;
}

const orderText = ({ name, desc, nullsFirst }: SortedName): string => `${nameText(name)}${desc ? " desc" : ""}${nullsFirst ? " nulls first" : ""}`;

/** What is read is told apart: it is the graph. */
export const usesOf = ({ names }: Declared, { idOf }: Entries): number[] =>
  [...new Set(names.flatMap(({ of }) => (of.kind === "rule" || of.kind === "source" ? [] : [idOf(of.name)])))].filter((id) => id >= 0);

export const formOf = ({ of }: Declared, { rules }: Pick<PageWorld, "rules">): string => {
  if (of.kind === "rule") return rules.get(of.name)?.storage.kind ?? "inline";
  if (of.kind === "source") return of.decl.provider.text;
  return of.kind === "macro" ? of.decl.of : "";
};

type FactsOf<K extends EntryKind> = (declared: Declared & { readonly of: Extract<Declared["of"], { kind: K }> }, world: PageWorld) => readonly (readonly [string, string])[];

const FACTS: { readonly [K in EntryKind]: FactsOf<K> } = {
  rule: ({ of: { name, decl, file }, text }, { rules }) => {
    const rule = rules.get(name);
    const words = storageWords(decl, sourceOf({ decl, text }));
    return [
      ["stored as", rule === undefined ? "nothing: it stands within what reads it" : words],
      ...(rule === undefined || "path" in rule.storage ? [] : [["name in the warehouse", `${rule.schema}.${rule.table}`] as const]),
      ...(decl.contract === null ? [] : [["contract", decl.contract.text] as const]),
      ...(rule === undefined || rule.tier === "canonical" ? [] : [["tier", rule.tier] as const]),
      ...(rule === undefined || rule.params.length === 0 ? [] : [["parameters", rule.params.map((param) => param.name).join(", ")] as const]),
      ["file", file],
    ];
  },
  source: ({ of: { name, decl, file }, text }, { sources }) => [
    ["rows from", providerWords(decl, sourceOf({ decl, text }))],
    ...(sources.get(name)?.trusted === true ? [["trusted", "its claims are not verified"] as const] : []),
    ["file", file],
  ],
  macro: ({ of: { decl, file } }) => [["stands for", MACROS[decl.of]], ["file", file]],
  function: ({ of: { decl, file } }) => [...(decl.external === null ? [] : [["code", decl.external.path.value] as const]), ["file", file]],
  schema: ({ of: { file } }) => [["file", file]],
  param: ({ of: { file } }) => [["file", file]],
};
const MACROS = { table: "a relation", expr: "an expression", selector: "a set of columns" } as const;

const factsOf = (declared: Declared, world: PageWorld): Page["facts"] => (FACTS[declared.of.kind] as FactsOf<EntryKind>)(declared, world);

/** A declaration's text at the offsets of its file. */
const sourceOf = ({ decl, text }: { readonly decl: { readonly end: number }; readonly text: string }): string => " ".repeat(decl.end - text.length) + text;

/** Lineage of all columns of a rule, by ids and places of columns. */
export function ruleColumns({ leaves, columns, rows, opaque }: Lineage, { all, idOf }: Entries): RuleColumns {
  const always = new Set(rows);
  return {
    leaves: leaves.map(({ name, column }) => {
      const id = idOf(name);
      return [id, all[id]?.interface?.columns.findIndex((one) => one.name === column) ?? -1] as const;
    }),
    columns: columns.map(({ value, influence }) => [value, influence.filter((place) => !always.has(place) && !value.includes(place))] as const),
    rows,
    opaque,
  };
}
