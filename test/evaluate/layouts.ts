/**
 * The same rows in three layouts: another order, other files and row groups, read by 1, 2 and 8 threads. A rule with a promised order has to
 * make the same bytes of all.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../../src/compile/compile.ts";
import type { CompiledRule } from "../../src/compile/types.ts";
import type { Profile } from "../../src/lang/pack.ts";
import { chooseProfile } from "../../src/lang/pack.ts";
import { openDuckdb } from "../../src/runtime/duckdb/open.ts";
import { EngineError, type Engine, type Session } from "../../src/runtime/engine.ts";
import { copyStatement } from "../../src/runtime/run/outputs.ts";
import { host } from "../support/pack.ts";
import { SOURCES, manifest, outputsOf, pipeline, type Step } from "./pipelines.ts";

const LAYOUTS = [{ threads: 1, files: 1, group: 122_880 }, { threads: 2, files: 3, group: 30_720 }, { threads: 8, files: 7, group: 10_240 }] as const;

/** Rows of the two sources, `n` of the first. Every column but the keys has ties, and most have nulls. */
const DATA = (n: number): Readonly<Record<"s" | "r", string>> => ({
  s: `select id, ['x', 'y', '', 'z', 'é'][1 + id % 5] as g, case when id % 7 > 0 then (id * 7919) % 1000 end as a, (id % 3)::integer as b,
    case when id % 11 > 0 then ((id * 31) % 10007 / 100)::decimal(8, 2) end as d, case when id % 13 > 0 then sin(id) * pow(10, id % 9) end as f, id % 4 = 1 as ok,
    date '2024-01-01' + (id % 90)::integer as day, timestamp '2024-01-01 00:00:00' + to_seconds((id * 104729) % 5000000) as at,
    case when id % 6 > 0 then [id % 4, null, (id * 3) % 10][1:(id % 4)::integer] end as xs, ['a', 'b', 'ü'][1:(id % 4)::integer] as ys,
    case when id % 5 > 0 then [{'p': (id % 9)::integer, 'q': case when id % 3 > 0 then 'q' || id % 3 end}][1:(id % 2)::integer] end as ps,
    case when id % 8 > 0 then map {'k': id % 6, 'z': null} end as m from range(${n}) as t(id)`,
  r: `select id as rid, case when id % 4 > 0 then ['x', 'y', 'z'][1 + id % 3] end as rg, case when id % 5 > 0 then (id * 3) % 7 end as v, id % 4 as w,
    date '2024-01-01' + (id * 10)::integer as rday, timestamp '2024-01-01 00:00:00' + to_hours(id * 97) as ra, case when id % 3 > 0 then (id / 8)::decimal(6, 3) end as e from range(9) as t(id)`,
});

export type Layouts = { readonly close: () => void; readonly bytes: (rule: CompiledRule) => Promise<readonly string[]> };

/** `rows` in the first source. `limit`: how long a statement may take, in milliseconds, before its program is given up. */
export async function openLayouts(rows: number, limit: number): Promise<Layouts> {
  const folder = mkdtempSync(join(tmpdir(), "rulec-layouts-"));
  const open: { readonly engine: Engine; readonly session: Session; readonly file: string }[] = [];
  for (const { threads, files, group } of LAYOUTS) {
    const engine = await openDuckdb({ warehouse: ":memory:", policy: "admin", directories: [], threads, memory: "2GB", temp: join(folder, `spill-${threads}`) });
    const session = await engine.session();
    for (const [name, query] of Object.entries(DATA(rows))) {
      await session.run({ text: `create table rows as select *, row_number() over (order by md5(${name === "s" ? "id" : "rid"} || '-${threads}')) as place from (${query})` });
      for (let i = 0; i < files; i++) {
        await session.run({ text: `copy (select * exclude (place) from rows where place % ${files} = ${i} order by place) to '${join(folder, `${name}-${threads}-${i}.parquet`)}' (format parquet, row_group_size ${group})` });
      }
      await session.run({ text: "drop table rows" });
      await session.run({ text: `create view ${name} as select * from read_parquet('${join(folder, `${name}-${threads}-*.parquet`)}')` });
    }
    open.push({ engine, session, file: join(folder, `out-${threads}.parquet`) });
  }
  return {
    close: () => {
      for (const { session, engine } of open) {
        session.close();
        engine.close();
      }
      rmSync(folder, { recursive: true, force: true });
    },
    bytes: async (rule) => {
      const hashes: string[] = [];
      for (const { session, file } of open) hashes.push(await hashOf(session, rule, file, limit));
      return hashes;
    },
  };
}

/** `failed` where a value cannot be computed, `late` where it takes too long. */
async function hashOf(session: Session, rule: CompiledRule, file: string, limit: number): Promise<string> {
  const [before, after] = copyStatement(rule, "parquet", file);
  const timer = setTimeout(() => session.interrupt(), limit);
  try {
    await session.run({ text: before + rule.select.text + after });
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch (error) {
    if (error instanceof EngineError) return error.kind === "interrupted" || error.kind === "out_of_memory" ? "late" : "failed";
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** A rule with an order over a random pipeline; null where the compiler cannot prove one, or that its bytes are the same on each run. */
export function orderedRule(plan: readonly Step[]): CompiledRule | null {
  const text = pipeline(plan);
  for (const [column] of outputsOf(text)) {
    const file = { path: "p.rule", text: `${SOURCES}\nrule q as parquet("q.parquet") ordered by [${column}] then all {\n${text}\n}` };
    const { rules, diagnostics } = compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [file] }, host, { keep: true });
    if (!diagnostics.some(({ severity }) => severity === "error")) return rules[0] ?? null;
  }
  return null;
}
