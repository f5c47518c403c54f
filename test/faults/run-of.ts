/** A compiled pack as plain data, and the runs that are made of it: what a child process needs, and no compiler. */
import { join } from "node:path";
import { RUN_AT } from "../../src/lang/bind/params.ts";
import { scanSource } from "../../src/lower/scan-source.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { decimal, scalar, type Type } from "../../src/values/type.ts";

export type Frozen = Omit<RunInput, "scan" | "selected" | "textOf">;

/** Trees, IR and lineage stay behind: functions cannot be sent, and a run does not look at the others. */
const LEFT_OUT: object = { ast: undefined, rule: undefined, ir: undefined, interface: undefined, lineage: undefined };

export function frozen({ scan: _scan, selected: _selected, textOf: _textOf, ...rest }: RunInput): Frozen {
  return { ...rest, rules: rest.rules.map((rule) => ({ ...rule, ...LEFT_OUT })), sources: rest.sources.map((source) => ({ ...source, ...LEFT_OUT })) };
}

/** Types are one object each, which a copy is not. Of lists, structs and maps this pack has none. */
function known(type: Type): Type {
  if (type.kind === "list" || type.kind === "struct" || type.kind === "map") throw new Error(`a ${type.kind} does not come back from a copy`);
  return type.kind === "decimal" ? decimal(type.precision, type.scale) : scalar(type.kind);
}
const withTypes = <T extends { readonly type: Type }>(columns: readonly T[]): T[] => columns.map((column) => ({ ...column, type: known(column.type) }));

export const thawed = (of: Frozen): Frozen => ({
  ...of,
  rules: of.rules.map((rule) => ({ ...rule, columns: withTypes(rule.columns), params: withTypes(rule.params) })),
  sources: of.sources.map((source) => ({ ...source, columns: withTypes(source.columns), claimParams: withTypes(source.claimParams) })),
});

/** The instant that a run of this version is for: a day later with each. */
const instant = (version: number): string => `${new Date(Date.UTC(2026, 0, 9 + version, 12)).toISOString().slice(0, 19).replace("T", " ")}+00`;

export function runOf(of: Frozen, folder: string, version: number, more: Partial<RunInput> = {}): RunInput {
  const values = new Map(of.values).set("kills.version", String(version)).set(RUN_AT.name, instant(version));
  return { ...of, scan: scanSource, selected: () => true, root: folder, target: join(folder, "target/kills"), profile: { ...of.profile, warehouse: join(folder, "target/dev.duckdb") }, values, ...more };
}
