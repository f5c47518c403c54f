/** Versions of keys that may be null, from runs whose rows come late, early, twice, or with nothing new. */
import * as fc from "fast-check";
import { rule } from "../plans.ts";
import { jsonRows, valuesSql, type History } from "./history.ts";

/** `lag`: days before the round's own day. */
type Row = { readonly k: number | null; readonly c: string | null; readonly lag: number };
type Round = { readonly rows: readonly Row[]; readonly twice: boolean; readonly refresh: boolean };
type Version = { readonly c: string | null; readonly at: string; readonly to: string | null };

const row = fc.record({ k: fc.constantFrom(null, 0, 1, 2, 3), c: fc.constantFrom(null, "x", "y"), lag: fc.constantFrom(0, 0, 0, 0, 1, 3) });
const round = fc.record({ rows: fc.uniqueArray(row, { maxLength: 5, selector: ({ k }) => k }), twice: fc.nat(7).map((n) => n === 0), refresh: fc.nat(10).map((n) => n === 0) });
export const versionsPlan = fc.array(round, { minLength: 12, maxLength: 12 });

const day = (n: number): string => new Date(Date.UTC(2026, 0, 5 + n)).toISOString().slice(0, 10);

export function versionsHistory(index: number, rounds: readonly Round[]): History {
  const table = `versions_${index}`;
  let stored = new Map<number | null, readonly Version[]>();
  return {
    rule: `m.${table}`, table, rebuilt: null,
    step: (at) => {
      const { rows, twice, refresh } = rounds[at % rounds.length] as Round;
      const given = rows.map(({ k, c, lag }) => ({ k, c, at: day(at - lag) }));
      const repeated = twice && given.length > 0;
      const before: ReadonlyMap<number | null, readonly Version[]> = refresh ? new Map() : stored;
      const backwards = given.some(({ k, c, at: now }) => {
        const open = before.get(k)?.at(-1);
        return open !== undefined && open.c !== c && now <= open.at;
      });
      const text = valuesSql([["k", "BIGINT"], ["c", "VARCHAR"], ['"at"', "DATE"]], [...given, ...(repeated ? given.slice(0, 1) : [])].map((one) => [one.k, one.c, one.at]));
      return {
        rule: rule(`m.${table}`, "k: int64?, c: string?, at: date, valid_from: date, valid_to: date?", "", text, { keys: [["k", "valid_from"]], hash: text, storage: { kind: "table", mode: "versions", key: ["k"], at: "at", onChange: "fail" } }),
        fails: repeated ? "key-violated" : backwards ? "version-not-after" : null, redo: null, refresh,
        publish: () => {
          stored = new Map(before);
          for (const { k, c, at: now } of given) {
            const versions = stored.get(k) ?? [];
            const open = versions.at(-1);
            if (open?.c === c) continue;
            stored.set(k, [...versions.slice(0, -1), ...(open === undefined ? [] : [{ ...open, to: now }]), { c, at: now, to: null }]);
          }
        },
      };
    },
    rows: () => jsonRows([...stored].flatMap(([k, versions]) => versions.map(({ c, at, to }) => [k, c, at, at, to]))),
  };
}
