/** The whole list, by the engine's name. */
import { AGGREGATES_OF_DUCKDB, WINDOWS_OF_DUCKDB } from "./aggregates.ts";
import type { EngineFamily } from "./family.ts";
import { JSON_OF_DUCKDB, LISTS_OF_DUCKDB, MAPS_OF_DUCKDB } from "./nested.ts";
import { HASHING_OF_DUCKDB, SYSTEM_OF_DUCKDB } from "./system.ts";
import { TIME_OF_DUCKDB } from "./time.ts";
import { NUMBERS_OF_DUCKDB, OPERATORS_OF_DUCKDB, TEXT_OF_DUCKDB, TYPES_OF_DUCKDB } from "./values.ts";

export const ENGINE_FAMILIES: readonly EngineFamily[] = [
  OPERATORS_OF_DUCKDB, TEXT_OF_DUCKDB, NUMBERS_OF_DUCKDB, TIME_OF_DUCKDB, LISTS_OF_DUCKDB, MAPS_OF_DUCKDB, JSON_OF_DUCKDB, AGGREGATES_OF_DUCKDB,
  WINDOWS_OF_DUCKDB, HASHING_OF_DUCKDB, TYPES_OF_DUCKDB, SYSTEM_OF_DUCKDB,
];

export const VERDICTS = ["in", "later", "out"] as const;
export type Verdict = (typeof VERDICTS)[number];
/** `names`: the engine's; the last character of one may be `*`. `by`: how one writes it (`in`), else why not. */
export type EngineEntry = { readonly family: string; readonly verdict: Verdict; readonly by: string; readonly names: readonly string[] };

export const ENGINE_ENTRIES: readonly EngineEntry[] = ENGINE_FAMILIES.flatMap((of) =>
  VERDICTS.flatMap((verdict) => of[verdict].map(([by, names]) => ({ family: of.family, verdict, by, names: names.split(" ") }))));

const isMany = (listed: string): boolean => /\w\*$/.test(listed);

/** Whether a name of the list means a function of the engine. */
export const covers = (listed: string, name: string): boolean => listed === name || (isMany(listed) && name.startsWith(listed.slice(0, -1)));

/** What the list says of a function of the engine: by its own name before by the beginning of many. */
export const engineFunction = (name: string): EngineEntry | undefined =>
  ENGINE_ENTRIES.find(({ names }) => names.includes(name)) ?? ENGINE_ENTRIES.find(({ names }) => names.some((listed) => covers(listed, name)));
