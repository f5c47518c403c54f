/** One side as a compile has left it: `ir.jsonl` and `manifest.json` of its artifacts. Sources are known by their columns alone, inline rules and parameters' defaults not at all. */
import { ruleFromJson } from "../../ir/json-read.ts";
import type { ColumnDef, Host, Interface, Obligation, Rule, SortedName, Storage, Tier } from "../../ir/rule.ts";
import { relsOf } from "../../ir/walk.ts";
import { parseField } from "../../values/parse-type.ts";
import { FORMAT } from "../artifacts.ts";
import { promiseTexts, type DiffRule, type DiffSide, type DiffSource } from "./side.ts";

/** As artifacts.json has it; `format` has been looked at before. */
type InterfaceJson = { readonly columns: readonly { readonly name: string; readonly type: string; readonly tags?: readonly string[]; readonly doc?: string }[]; readonly order: readonly string[]; readonly keys: readonly (readonly string[])[]; readonly storage: Interface["storage"]; readonly tier: Tier; readonly hash: string };
type Line = {
  readonly name: string; readonly table: string; readonly interface: InterfaceJson; readonly storage: Storage; readonly reads: readonly (readonly [kind: string, name: string])[];
  readonly obligations: readonly (Pick<Obligation, "kind" | "severity" | "message"> & { readonly columns: readonly string[]; readonly references: string | null })[]; readonly ir: unknown;
};

/** Null where the texts are no such artifacts, or of a newer rulec. */
export function sideOfArtifacts(manifest: string, lines: string, host: Host): DiffSide | null {
  try {
    const { format } = JSON.parse(manifest) as { readonly format?: unknown };
    if (format !== FORMAT) return null;
    const rules = lines.split("\n").filter((line) => line !== "").map((line) => ruleOf(JSON.parse(line) as Line));
    const sources = sourcesOf(rules.map(({ rule }) => rule));
    const interfaces = new Map([...rules.map(({ name, interface: of }) => [name, of] as const), ...[...sources.values()].map(({ name, interface: of }) => [name, of] as const)]);
    return { rules: new Map(rules.map((rule) => [rule.name, rule])), sources, params: new Map(), env: { interfaces, host }, outside: { relation: (name) => name, param: (name) => name }, whole: false };
  } catch {
    return null;
  }
}

function ruleOf(line: Line): DiffRule {
  // Within the IR all is called as it is published.
  const name = line.table.slice(line.table.indexOf(".") + 1);
  const rule = ruleFromJson(JSON.stringify({ name, ir: line.ir }));
  return { name, full: name, file: null, interface: interfaceOf(name, line.interface), storage: line.storage, promises: promiseTexts(line.obligations), reads: line.reads.map(([, of]) => of), ir: JSON.stringify(line.ir), text: null, rule };
}

const SORTED = /^([^]*?)( desc)?( nulls first)?$/;

function interfaceOf(name: string, { columns, order, keys, storage, tier, hash }: InterfaceJson): Interface {
  const sorted = order.map((text): SortedName => {
    const [, column = "", desc, nullsFirst] = SORTED.exec(text) ?? [];
    return { name: column, desc: desc !== undefined, nullsFirst: nullsFirst !== undefined };
  });
  return {
    name, kind: "rule", order: sorted, keys, storage, tier, hash,
    columns: columns.map((column) => {
      const field = parseField(column.type);
      if (field === null) throw new Error(`${column.type} is no type`);
      return { name: column.name, ...field, tags: column.tags ?? [], doc: column.doc ?? null };
    }),
  };
}

/** What rules read of them. */
function sourcesOf(rules: readonly Rule[]): ReadonlyMap<string, DiffSource> {
  const made = new Map<string, DiffSource>();
  for (const rule of rules) {
    for (const rel of relsOf(rule)) {
      if (rel.kind !== "scan" || rel.of.kind !== "source") continue;
      const { name } = rel.of;
      const known = made.get(name)?.interface.columns ?? [];
      const read = rel.reads.flatMap(([column, id]) => (known.some((one) => one.name === column) ? [] : [{ ...(rule.columns[id] as ColumnDef), name: column }]));
      const of: Interface = { name, kind: "source", columns: [...known, ...read], order: [], keys: [], storage: "source", tier: "canonical", hash: "" };
      made.set(name, { name, full: name, interface: of, provider: "", promises: [], source: null });
    }
  }
  return made;
}
