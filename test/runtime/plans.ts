/** Compiled rules and sources as the compiler would hand them over, from SQL written by hand. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { shapeOf } from "../../src/compile/shape.ts";
import type { Origins } from "../../src/ir/id.ts";
import type { Provider, SortedName, Storage } from "../../src/ir/rule.ts";
import type { CompiledColumn, CompiledRule, CompiledSource, PromiseScan, Promised, ScanOf, SqlText } from "../../src/runtime/plan-types.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { scanSource } from "../../src/lower/scan-source.ts";
import { identifier } from "../../src/runtime/sql-text.ts";
import { parseField } from "../../src/values/parse-type.ts";
import type { Field, Type } from "../../src/values/type.ts";
import { host } from "../support/host.ts";

/** Of a profile of which nothing is said. */
export const SHAPE = shapeOf({ engine: "duckdb", print: { width: 100, fuse: true, ctes: true } }, [], host);

const none: Origins = { files: ["rules/test.rule"], rows: Int32Array.of(0, 10, 20, -1) };
export const sql = (text: string, sourceMap: readonly number[] = []): SqlText => ({ text, sourceMap: Int32Array.from(sourceMap) });

const NAMES: Readonly<Record<string, string>> = {
  bool: "BOOLEAN", int8: "TINYINT", int16: "SMALLINT", int32: "INTEGER", int64: "BIGINT", uint8: "UTINYINT", float64: "DOUBLE", string: "VARCHAR", binary: "BLOB", uuid: "UUID", json: "JSON",
  date: "DATE", time: "TIME", timestamp: "TIMESTAMP", timestamptz: "TIMESTAMPTZ",
};
export function sqlType(type: Type): string {
  if (type.kind === "decimal") return `DECIMAL(${type.precision}, ${type.scale})`;
  if (type.kind === "list") return `${sqlType(type.element.type)}[]`;
  if (type.kind === "map") return `MAP(${sqlType(type.key)}, ${sqlType(type.value.type)})`;
  if (type.kind === "struct") return `STRUCT(${type.fields.map((field) => `${identifier(field.name)} ${sqlType(field.type)}`).join(", ")})`;
  return NAMES[type.kind] as string;
}

/** `id: int64, name: string?` */
export function columns(text: string): CompiledColumn[] {
  return text.split(/,\s*(?![^<(]*[>)])/).map((part) => {
    const [name, type] = [part.slice(0, part.indexOf(":")).trim(), part.slice(part.indexOf(":") + 1).trim()];
    const field = parseField(type) as Field;
    return { name, type: field.type, sqlType: sqlType(field.type), nullable: field.nullable };
  });
}

const sorted = (order: string): SortedName[] => order.split(/,\s*/).filter((key) => key !== "").map((key) => ({ name: key.replace(/ desc$/, ""), desc: key.endsWith(" desc"), nullsFirst: false }));

type RuleParts = Partial<Omit<CompiledRule, "columns" | "order" | "reads">> & { readonly reads?: readonly string[] };

/** `reads` names rules, or sources with a leading `@`. */
export function rule(name: string, of: string, ordered: string, text: string, { reads = [], ...more }: RuleParts = {}): CompiledRule {
  return {
    name, schema: "main", table: name.slice(name.lastIndexOf(".") + 1), select: sql(text),
    reads: reads.map((read) => ({ of: { kind: read.startsWith("@") ? "source" : "rule", name: read.replace("@", "") }, sqlName: read.replace("@", "").replace(/^.*\./, "") })),
    columns: columns(of), order: sorted(ordered), keys: ordered === "" ? [] : [sorted(ordered).map((key) => key.name)],
    storage: { kind: "table", mode: "replace" }, tier: "canonical", scans: [], params: [], written: [], hash: `hash of ${name}`, plan: `plan of ${name}`,
    at: { file: "rules/test.rule", start: 5, end: 5 + name.length }, origins: none, ...more,
  };
}

export const file = (kind: "parquet" | "csv" | "json", to: string): Storage => ({ kind, path: to, options: {} });

export const promise = (kind: Promised["kind"], count: string, rows: string, more: Partial<Promised> = {}): PromiseScan =>
  ({ count: sql(count), promises: [{ kind, at: 0 as Promised["at"], columns: [], references: null, severity: "error", message: "", rows: sql(rows), ...more }] });

export function source(name: string, provider: Provider | { readonly kind: "parquet" | "csv" | "json"; readonly path: string }, of: string, more: Partial<CompiledSource> = {}): CompiledSource {
  return {
    name, provider: "path" in provider ? { kind: provider.kind, paths: [[provider.path]], options: {} } : provider,
    columns: columns(of).map((column, index) => ({ ...column, at: { file: "rules/sources.rule", start: 100 + index, end: 101 + index } })),
    claims: [], claimName: name.slice(name.lastIndexOf(".") + 1), claimReads: [{ of: { kind: "source", name }, sqlName: name.slice(name.lastIndexOf(".") + 1) }], claimParams: [], written: [], trusted: false, hash: `hash of ${name}`, at: { file: "rules/sources.rule", start: 1, end: 2 }, origins: none, ...more,
  };
}

export const scan: ScanOf = scanSource;

const hashOf = ({ hash, select, scans, columns: made, order }: CompiledRule): string =>
  `${hash} ${host.sha256(new TextEncoder().encode(JSON.stringify([select.text, made, order, scans.map(({ count, promises }) => [count.text, promises.map(({ kind, severity, message }) => [kind, severity, message])])])))}`;

export function input(root: string, rules: readonly CompiledRule[], more: Partial<RunInput> = {}): RunInput {
  mkdirSync(path.join(root, "target", "test"), { recursive: true });
  return {
    // As the compiler's: another text, another hash.
    pack: "test", root, target: path.join(root, "target", "test"),
    profile: { name: "dev", warehouse: path.join(root, "target", "dev.duckdb"), policy: "service", threads: 2, memory: "500MB" },
    rules: rules.map((of) => ({ ...of, hash: hashOf(of) })), sources: [], selected: () => true, values: new Map(), scan, wait: 0, compiler: "0.0.0-test", shape: SHAPE, ...more,
  };
}
