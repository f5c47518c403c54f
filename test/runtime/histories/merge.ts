/** Merges by a key of two columns that may be null, from runs that repeat keys, change what they give, and add a column. */
import * as fc from "fast-check";
import { rule } from "../plans.ts";
import { jsonRows, valuesSql, type History } from "./history.ts";

type Row = readonly [k: number | null, l: string | null, v: number | null];
type Round = { readonly rows: readonly Row[]; readonly twice: boolean; readonly refresh: boolean; readonly offset: number };

const row: fc.Arbitrary<Row> = fc.tuple(fc.constantFrom(null, 0, 1, 2), fc.constantFrom(null, "a", "b"), fc.constantFrom(null, 0, 1, 2, 3));
const round = fc.record({ rows: fc.uniqueArray(row, { maxLength: 6, selector: ([k, l]) => `${k} ${l}` }), twice: fc.nat(5).map((n) => n === 0), refresh: fc.nat(8).map((n) => n === 0), offset: fc.constantFrom(0, 0, 0, 100) });
/** From `adds` on, the rule has a column more. */
export const mergePlan = fc.record({ rounds: fc.array(round, { minLength: 12, maxLength: 12 }), adds: fc.nat(12), onChange: fc.constantFrom("add", "add", "fail", "rebuild") });
type Plan = typeof mergePlan extends fc.Arbitrary<infer T> ? T : never;

export function mergeHistory(index: number, { rounds, adds, onChange }: Plan): History {
  const table = `merge_${index}`;
  const columns = [["k", "BIGINT"], ["l", "VARCHAR"], ["v", "BIGINT"], ["extra", "BIGINT"]] as const;
  let stored = new Map<string, readonly unknown[]>();
  let [there, wide] = [false, false];
  return {
    rule: `m.${table}`, table, rebuilt: null,
    step: (at) => {
      const { rows, twice, refresh, offset } = rounds[at % rounds.length] as Round;
      const added = at >= adds;
      const given = rows.map(([k, l, v]) => [k, l, v === null ? null : v + offset, ...(added ? [at] : [])]);
      const [first] = given;
      const changes = there && added && !wide && !refresh;
      const stops = changes && onChange === "fail" ? "stored-columns-differ" : null;
      const repeated = twice && first !== undefined;
      const text = valuesSql(columns.slice(0, added ? 4 : 3), repeated ? [...given, [first[0] ?? null, first[1] ?? null, 77, at]] : given);
      return {
        rule: rule(`m.${table}`, `k: int64?, l: string?, v: int64?${added ? ", extra: int64?" : ""}`, "", text, { keys: [["k", "l"]], hash: text, storage: { kind: "table", mode: "merge", key: ["k", "l"], onChange } }),
        stops, fails: stops === null && repeated ? "key-violated" : null, redo: null, refresh,
        publish: () => {
          if (refresh || (changes && onChange === "rebuild")) stored = new Map();
          if (added && !wide) for (const [key, old] of stored) stored.set(key, [...old, null]);
          [there, wide] = [true, added];
          for (const now of given) stored.set(JSON.stringify(now.slice(0, 2)), now);
        },
      };
    },
    rows: () => jsonRows(stored.values()),
  };
}
