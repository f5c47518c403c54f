/** What two forms of a rule read, as tables that rows can be made for: with the keys, nulls and claims that both sides hold to. */
import { evaluateRule, type Inputs, type Table } from "../../evaluate/index.ts";
import type { OutsideNames } from "../../ir/json.ts";
import type { Env, Rule, SortedName, Source } from "../../ir/rule.ts";
import { relsReached } from "../../ir/walk.ts";
import { Failure } from "../../values/failure.ts";
import type { Type } from "../../values/type.ts";

/** A rule with all that it takes to evaluate it. `upstream`: rules that are made first, from what they read, in the order of building. */
export type Side = { readonly rule: Rule; readonly upstream: readonly Rule[]; readonly env: Env; readonly outside: OutsideNames; readonly sources: ReadonlyMap<string, Source> };

export type ReadColumn = { readonly name: string; readonly type: Type; readonly nullable: boolean };
export type Reading = {
  /** The common name, and the names by which the sides scan it. */
  readonly name: string;
  readonly as: readonly { readonly side: 0 | 1; readonly name: string; readonly previous: boolean }[];
  readonly kind: "source" | "rule" | "previous";
  readonly columns: readonly ReadColumn[];
  /** Those that a form scans: the others are there for what is claimed. */
  readonly scanned: ReadonlySet<string>;
  readonly keys: readonly (readonly string[])[];
  readonly order: readonly SortedName[];
  /** Whether it has one row at most. */
  readonly single: boolean;
  /** What a source's rows are held to. */
  readonly claims: readonly { readonly rule: Rule; readonly name: string }[];
};

type Making = { name: string; as: Reading["as"][number][]; kind: Reading["kind"]; columns: Map<string, ReadColumn>; scanned: Set<string>; keys: (readonly string[])[]; order: readonly SortedName[]; claims: Reading["claims"][number][] };

/** A text, where no rows can be made that both read: one of them has another type for a column, or a type of which there are no values. */
export function readingsOf(sides: readonly { readonly side: 0 | 1; readonly of: Side }[]): readonly Reading[] | string {
  const made = new Map<string, Making>();
  for (const { side, of } of sides) {
    const built = new Set(of.upstream.map(({ name }) => name));
    for (const { rel, rule } of [...of.upstream, of.rule].flatMap((rule) => relsReached(rule).map((rel) => ({ rel, rule })))) {
      if (rel.kind !== "scan" || !("name" in rel.of) || (rel.of.kind === "rule" && built.has(rel.of.name))) continue;
      const previous = rel.of.kind === "previous";
      const name = (previous ? "previous " : "") + of.outside.relation(rel.of.name);
      const known: Making = made.get(name) ?? { name, as: [], kind: rel.of.kind, columns: new Map(), scanned: new Set(), keys: [], order: [], claims: [] };
      made.set(name, known);
      const scanned = rel.of.name;
      if (!known.as.some((one) => one.side === side && one.name === scanned)) described(known, scanned, side, previous, of);
      for (const [column, id] of rel.reads) {
        const type = rule.columns[id]?.type as Type;
        known.scanned.add(column);
        const at = known.columns.get(column);
        if (at !== undefined && at.type !== type) return `${name}.${column} has another type`;
        const declared = previous ? undefined : of.env.interfaces.get(scanned)?.columns.find((one) => one.name === column);
        const nullable = declared?.nullable ?? true;
        known.columns.set(column, { name: column, type, nullable: nullable && (at?.nullable ?? true) });
      }
    }
  }
  return [...made.values()].map((of) => ({ ...of, columns: [...of.columns.values()], single: of.keys.some((key) => key.length === 0), keys: of.keys.filter((key) => key.length > 0) })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function described(known: Making, scanned: string, side: 0 | 1, previous: boolean, { env, sources }: Side): void {
  known.as.push({ side, name: scanned, previous });
  const of = previous ? undefined : env.interfaces.get(scanned);
  if (of === undefined) return;
  known.keys.push(...of.keys);
  known.order = of.order;
  const source = sources.get(scanned);
  const keyed = new Set(of.keys.flat());
  // All columns of keys and of what is claimed are needed, read or not.
  const claimed = source === undefined ? [] : source.claims.obligations.length > 0 ? of.columns : of.columns.filter(({ name }) => keyed.has(name));
  for (const { name, type, nullable } of source === undefined ? of.columns.filter((column) => keyed.has(column.name)) : claimed) {
    const at = known.columns.get(name);
    known.columns.set(name, { name, type, nullable: nullable && (at?.nullable ?? true) });
  }
  if (source !== undefined) known.claims.push({ rule: { ...source.claims, obligations: source.claims.obligations.filter(({ kind }) => kind !== "fresh" && kind !== "reference") }, name: scanned });
}

/** Whether the rows are as the source claims. */
export function keepsClaims({ claims }: Reading, table: Table, params: Inputs["params"]): boolean {
  return claims.every(({ rule, name }) => {
    if (rule.obligations.length === 0) return true;
    try {
      return evaluateRule(rule, { tables: new Map([[name, table]]), previous: null, params }).broken.every(({ obligation }) => obligation.severity === "warn");
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  });
}
