import { differ, names, sameKey, type Materialise } from "./mode.ts";

/** Rows take the place of those with their key, nulls equal; the others are added; stored rows that are absent stay. A row that equals its own stays as it lies. */
export const merge: Materialise<"merge"> = {
  refused: null,
  change: ({ mode, stored, staged, made }) =>
    `SELECT count(*) FILTER (p.__rulec_there IS NULL), count(*) FILTER (p.__rulec_there AND ${differ(made, mode.key, "p", "s")}), 0 FROM ${staged} s LEFT JOIN (SELECT *, true AS __rulec_there FROM ${stored}) p ON ${sameKey(mode.key, "p", "s")}`,
  after: ({ mode, stored, staged, columns }) =>
    `SELECT ${names(columns, "p.")} FROM ${stored} p ANTI JOIN ${staged} s ON (${sameKey(mode.key, "p", "s")}) UNION ALL SELECT ${names(columns)} FROM ${staged}`,
  publish: ({ mode, table, staged, made }) => [
    { action: "delete", text: `DELETE FROM ${table} p USING ${staged} s WHERE ${sameKey(mode.key, "p", "s")} AND ${differ(made, mode.key, "p", "s")}` },
    { action: "merge", text: `INSERT INTO ${table} (${names(made)}) SELECT ${names(made, "s.")} FROM ${staged} s ANTI JOIN ${table} p ON (${sameKey(mode.key, "p", "s")})` },
  ],
  first: null,
};
