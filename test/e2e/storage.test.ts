/** Tables that keep their rows, from the text of a rule to the rows that somebody reads, over several runs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { openEngine } from "../../src/runtime/index.ts";
import { redoProblem } from "../../src/runtime/run/materialise/redo.ts";
import { rulec, useBuilt } from "../support/cli.ts";

const folder = mkdtempSync(path.join(tmpdir(), "rulec-storage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
useBuilt();

const RULES = `
source orders = csv("orders.csv") { order_id: int64, status: string, placed_at: timestamp, key [order_id] }
rule current as table(mode: "merge", key: [order_id]) ordered by [order_id] { from orders |> select { order_id, status } }
rule seen as table(mode: "append") ordered by [order_id] { from orders |> select { order_id } }
rule history as table(mode: "versions", key: [order_id], at: placed_at) ordered by [order_id] { from orders |> select { order_id, placed_at, status } }
rule per_day as table(mode: "by_time", time: day, grain: "day", lookback: 1, start: date "2026-01-30") ordered by [day] {
  from orders |> derive { day: placed_at.date() } |> where day >= $from and day < $to |> group { day } { orders: count() }
}
rule still_open ordered by [order_id, since] { from history |> where valid_to is null and status == "open" |> select { order_id, since: valid_from } }
schema Tally { status: string, n: int64, key [status] }
rule tally -> Tally ordered by [status] { from previous tally |> union all (from orders |> select { status, n: 1 }) |> group { status } { n: sum(n) } }
`;

function pack(rules = RULES): string {
  mkdirSync(path.join(folder, "rules"), { recursive: true });
  rmSync(path.join(folder, "target"), { recursive: true, force: true });
  writeFileSync(path.join(folder, "rulepack.json"), JSON.stringify({ name: "shop", version: "0.1.0", language: 1, roots: ["rules"], profile: "dev", profiles: { dev: { warehouse: "target/dev.duckdb" } } }));
  writeFileSync(path.join(folder, "rules/shop.rule"), rules);
  return folder;
}
const orders = (...rows: string[]): void => writeFileSync(path.join(folder, "orders.csv"), `order_id,status,placed_at\n${rows.join("\n")}\n`);
function run(...args: string[]): { readonly exit: number | null; readonly stderr: string; readonly changes: unknown } {
  const { exit, stdout, stderr } = rulec(["run", "--json", ...args], { cwd: folder });
  const { rules = [], diagnostics = [] } = (stdout === "" ? {} : JSON.parse(stdout)) as { rules?: { rule: string; change: Record<string, number> | null }[]; diagnostics?: unknown[] };
  const changes = Object.fromEntries(rules.flatMap(({ rule, change }) => (change === null ? [] : [[rule.slice(rule.lastIndexOf(".") + 1), Object.values(change).join(" ")]])));
  return { exit, stderr, changes: diagnostics.length > 0 ? diagnostics : changes };
}
/** Row by row, what each of these gives. */
async function rowsOf(...texts: string[]): Promise<string[][]> {
  const engine = await openEngine({ warehouse: path.join(folder, "target/dev.duckdb"), policy: "read_only", directories: [folder], threads: 1, memory: null, temp: null });
  try {
    const session = await engine.session();
    const out: string[][] = [];
    for (const text of texts) out.push((await session.query({ text })).rows.map((row) => row.map(String).join(" ")));
    return out;
  } finally {
    engine.close();
  }
}

test("each mode adds to its table as it says, through changed files, late rows and intervals that are asked for again", async () => {
  pack();
  orders("1,open,2026-01-30 10:00:00", "2,paid,2026-01-30 11:00:00", "3,open,2026-01-31 09:00:00");
  expect(run("--run-at", "2026-02-01T00:00:00Z")).toMatchObject({ exit: 0, changes: { current: "3 0 0", seen: "3 0 0", history: "3 0 0", per_day: "2 0 0" } });
  orders("1,paid,2026-01-31 10:00:00", "3,open,2026-02-01 09:00:00", "4,open,2026-01-30 09:30:00");
  expect(run("--run-at", "2026-02-02T05:00:00Z")).toMatchObject({ exit: 0, changes: { current: "1 1 0", seen: "3 0 0", history: "1 1 0", per_day: "1 0 0" } });
  expect(await rowsOf("FROM current ORDER BY ALL", "FROM seen ORDER BY ALL", "SELECT placed_at, status, valid_to FROM history WHERE order_id = 1 ORDER BY ALL", "FROM still_open", "FROM tally")).toEqual([
    ["1 paid", "2 paid", "3 open", "4 open"], ["1", "1", "2", "3", "3", "4"], ["2026-01-30 10:00:00 open 2026-01-31 10:00:00", "2026-01-31 10:00:00 paid null"],
    ["3 2026-01-31 09:00:00", "4 2026-01-30 09:30:00"], ["open 4", "paid 2"],
  ]);
  expect(run("per_day", "--run-at", "2026-02-02T05:00:00Z", "--from", "2026-01-30", "--to", "2026-02-01")).toMatchObject({ exit: 0, changes: { per_day: "2 0 2" } });
  expect(await rowsOf("FROM per_day ORDER BY day")).toEqual([["2026-01-30 1", "2026-01-31 1", "2026-02-01 1"]]);
});

test.each([["timestamp", "", ""], ["timestamptz", "Z", "+00"]])("hours of a %s are intervals as days are: filled once, computed again where they are asked for, in UTC", async (type, zone, shown) => {
  pack(`source orders = csv("orders.csv") { order_id: int64, status: string, placed_at: ${type}, key [order_id] }
rule per_hour as table(mode: "by_time", time: at, grain: "hour", start: ${type} "2026-01-30 09:00:00${zone}") unordered {
  from orders |> derive { at: placed_at } |> where at >= $from and at < $to |> select { at, order_id }
}
`);
  orders(`1,open,2026-01-30 09:00:00${zone}`, `2,open,2026-01-30 10:59:59.999${zone}`, `3,open,2026-01-30 11:00:00${zone}`);
  const runAt = ["--run-at", "2026-01-30T12:30:00Z"];
  expect(run("--run-at", "2026-01-30T11:30:00Z")).toMatchObject({ exit: 0, changes: { per_hour: "2 0 0" } });
  expect(run(...runAt)).toMatchObject({ exit: 0, changes: { per_hour: "1 0 0" } });
  orders(`1,open,2026-01-30 09:00:00${zone}`, `4,late,2026-01-30 10:00:00${zone}`, `5,late,2026-01-30 09:59:00${zone}`);
  expect(run(...runAt, "--from", "2026-01-30 10:00:00", "--to", "2026-01-30T11:00Z")).toMatchObject({ exit: 0, changes: { per_hour: "1 0 1" } });
  expect(run(...runAt, "--from", "2026-01-30 10:30:00", "--to", "2026-01-30 11:00:00")).toMatchObject({ exit: 2, stderr: "rulec: per_hour: --from 2026-01-30 10:30:00 is no beginning of an hour\n" });
  expect(await rowsOf("FROM per_hour ORDER BY order_id", "SELECT start || ' ' || stop FROM __rulec_intervals ORDER BY start")).toEqual([
    ["2026-01-30 09:00:00 1", "2026-01-30 11:00:00 3", "2026-01-30 10:00:00 4"].map((row) => row.replace(/ (?=\d$)/, `${shown} `)),
    ["09:00:00 10:00:00", "10:00:00 11:00:00", "11:00:00 12:00:00"].map((row) => row.split(" ").map((hour) => `2026-01-30 ${hour}${shown}`).join(" ")),
  ]);
});

test("what cannot be computed again is a mistake in the command, told before anything is opened", () => {
  pack();
  orders("1,open,2026-01-30 10:00:00");
  expect(run("current", "per_day", "--from", "2026-01-30", "--to", "2026-02-01")).toMatchObject({ exit: 2, stderr: "rulec: --from and --to are for tables stored by time: current is not\n" });
  const perDay = { table: "per_day", storage: { kind: "table", mode: "by_time", time: "day", grain: "day", lookback: 0, start: "2026-01-30", onChange: "fail" } } as const;
  const problem = (from: string, to: string): string | null => redoProblem({ from, to }, [perDay], "2026-02-02 05:00:00+00");
  expect(problem("2026-01-30", "2026-02-02")).toBeNull();
  expect(problem("2026-01-30T12:00", "2026-02-01")).toBe("per_day: --from 2026-01-30T12:00 is no beginning of a day");
  expect(problem("2026-01-01", "2026-02-01")).toBe("per_day: --from 2026-01-01 is before its start, 2026-01-30");
  expect(problem("2026-01-30", "2026-02-03")).toBe("per_day: --to 2026-02-03 is after the last whole day before the run, which ends at 2026-02-02");
  expect(problem("2026-02-01", "2026-02-01")).toBe("per_day: --from 2026-02-01 is not before --to 2026-02-01");
  expect(problem("2026-02-30", "2026-03-01")).toBe("per_day: --from takes a date, or a timestamp in UTC such as 2026-01-31 10:00:00, not 2026-02-30");
});
