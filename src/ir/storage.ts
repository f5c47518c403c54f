/** What follows from how a rule is stored. */
import { isNested, type Type } from "../values/type.ts";
import type { InterfaceColumn, Storage, TableMode } from "./rule.ts";

const NONE: readonly string[] = [];

/** The columns that part the rows into files, in the order of the folders; none where they lie in one. */
export function partitionsOf(storage: Storage): readonly string[] {
  const by = storage.kind === "parquet" ? storage.options["partition_by"] : undefined;
  return typeof by === "object" && by !== null ? by : NONE;
}

export type Mode = Exclude<TableMode, { readonly mode: "replace" }>;

/** How a run adds to a table that keeps its rows; null for what each run makes anew. */
export const modeOf = (storage: Storage): Mode | null => (storage.kind === "table" && storage.mode !== "replace" ? storage : null);

/** What must stay as it is for a table to be continued, as the ledger keeps it: canonical JSON. */
export function storedAs(mode: Mode): string {
  const kept: { readonly [M in Mode["mode"]]: (of: Extract<Mode, { readonly mode: M }>) => object } = {
    append: () => ({}),
    merge: ({ key }) => ({ key: key.toSorted() }),
    by_time: ({ time, grain }) => ({ time, grain }),
    versions: ({ key, at }) => ({ key: key.toSorted(), at }),
  };
  return JSON.stringify({ mode: mode.mode, ...(kept[mode.mode] as (of: Mode) => object)(mode) });
}

/** What `versions` adds behind the result's columns: when a version began, and when the next one did (null: it is open). */
export const [VALID_FROM, VALID_TO] = ["valid_from", "valid_to"] as const;

/** The columns of what is stored, by those of the rule's result. */
export function storedColumns(storage: Storage, columns: readonly InterfaceColumn[]): readonly InterfaceColumn[] {
  const mode = modeOf(storage);
  if (mode?.mode !== "versions") return columns;
  const at = columns.find(({ name }) => name === mode.at);
  if (at === undefined) return columns;
  const added = (name: string, nullable: boolean): InterfaceColumn => ({ name, type: at.type, nullable, tags: [], doc: null });
  return [...columns, added(VALID_FROM, false), added(VALID_TO, true)];
}

export type FileKind = "parquet" | "csv" | "json";

/** How the name of a file of a kind ends; the first is what rulec calls one itself. A path without an ending is a folder. */
export const FILE_ENDINGS: Readonly<Record<FileKind, readonly string[]>> = { parquet: [".parquet"], csv: [".csv", ".csv.gz", ".csv.zst", ".tsv"], json: [".json", ".jsonl", ".ndjson", ".json.gz", ".json.zst"] };

/**
 * The part of a type whose values such a file cannot give back as they were; null: it holds them all. Text has no bytes; a table of texts has no lists; JSON within JSON
 * loses digits of its numbers, and whether a null is one of JSON.
 */
export function unheldIn(kind: FileKind, type: Type): Type | null {
  if (kind === "parquet") return null;
  if (type.kind === "binary" || (kind === "json" && type.kind === "json") || (kind === "csv" && isNested(type))) return type;
  if (type.kind === "list") return unheldIn(kind, type.element.type);
  if (type.kind === "map") return unheldIn(kind, type.key) ?? unheldIn(kind, type.value.type);
  if (type.kind !== "struct") return null;
  for (const field of type.fields) {
    const part = unheldIn(kind, field.type);
    if (part !== null) return part;
  }
  return null;
}
