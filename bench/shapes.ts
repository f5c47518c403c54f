/**
 * Shapes of which generators make slow SQL, beside SQL by hand: `node bench/run.mjs shapes --pairs 15`; `--only NAME,NAME` measures some and writes no page.
 * A shape is a rule (shapes/rules) and its SQL (shapes/hand); both read a million rows, made here.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { differences, root, ruleIn } from "../test/support/tpch.ts";
import { openWorkspace } from "../test/workspace.ts";
import { openBed, statementOf } from "./bed.ts";
import { geometricMean, machine, pairs, table, verdict, type Verdict } from "./pairs.ts";
import { differenceInWords, operators } from "./plans.ts";

const ALLOWED = { times: 1.05, ms: 2 };
const THREADS = 2;
const TABLES = ["events", "users", "items"];

/** Of shapes that stay slower than by hand. */
const WHY: Readonly<Record<string, string>> = {
  decimal_against_decimal: "the parameter has more digits behind the point than the column, so that the engine widens the column; by hand its value is a number of the column's own type",
  explode_filter: "by hand the first element is taken out of the list, and no list is taken apart",
  group_then_join: "by hand the groups are made before the join; the rule's join drops events of unknown users before it adds, and a sum over events that nobody wants can fail",
  or_of_equalities: "by hand it is two joins, whose pairs are told apart by both keys; the rule's condition stays one, which the engine compares pair by pair",
  or_over_join: "the engine derives a condition on the events' amounts from the rule's `or`, and looking at it costs more than it saves; by hand there is nothing to derive it from",
  share_of_total: "a quotient is the float64 nearest to the exact sums, a share of nothing is null, and a sum of decimals that the engine would wrap around is an error; by hand none of the three holds",
};

type Row = { readonly shape: string; readonly doc: string; readonly verdict: Verdict; readonly wrong: readonly string[]; readonly plan: string };

const { values: asked } = parseArgs({ options: { pairs: { type: "string", default: "15" }, only: { type: "string" } } });
const [written, folder] = [join(root, "bench/shapes"), join(root, "bench/out/shapes")];
await makeData(join(folder, "data"));
cpSync(join(written, "rules"), join(folder, "rules"), { recursive: true });
cpSync(join(written, "rulepack.json"), join(folder, "rulepack.json"));
const workspace = openWorkspace(folder);
const bed = await openBed(workspace, THREADS, Object.fromEntries(TABLES.map((name) => [name, `${join(folder, "data", name)}.parquet`])));
const rows: Row[] = [];
for (const shape of asked.only?.split(",") ?? readdirSync(join(written, "hand")).map((file) => file.replace(/\.sql$/, "")).sort()) {
  const row = await measure(shape, Number(asked.pairs));
  rows.push(row);
  console.log(cells(row).join("  "), row.wrong.join("; "), row.plan);
}
bed.close();
if (asked.only === undefined) writeFileSync(join(root, "bench/SHAPES.md"), page());

async function measure(shape: string, count: number): Promise<Row> {
  const rule = ruleIn(workspace)(shape);
  const [mine, other] = [statementOf(workspace, rule), { text: readFileSync(join(written, "hand", `${shape}.sql`), "utf8") }];
  await bed.show(rule);
  const took = await pairs(count, () => bed.ours.make(mine), () => bed.theirs.make(other));
  return {
    shape,
    doc: /^--- (.*)\.$/m.exec(readFileSync(join(written, "rules", `${shape}.rule`), "utf8"))?.[1] ?? "",
    verdict: verdict(took, ALLOWED),
    wrong: differences(rule, await bed.ours.rows(), await bed.theirs.rows()),
    plan: differenceInWords(operators(await bed.ours.plan(mine)), operators(await bed.theirs.plan(other))),
  };
}

function cells({ shape, doc, verdict: { ours, theirs, ratio, within }, wrong }: Row): string[] {
  const ms = (time: number): string => time.toFixed(1);
  return [`${shape}: ${doc}`, ms(ours.wall), ms(theirs.wall), ratio.wall.toFixed(2), ms(ours.cpu), ms(theirs.cpu), ratio.cpu.toFixed(2), within.wall ? "yes" : "no", wrong.length === 0 ? "equal" : "differ"];
}

/** Times rise through the file, so that row groups can be passed over; all else is spread by multiples of primes. */
async function makeData(to: string): Promise<void> {
  if (existsSync(join(to, "events.parquet"))) return;
  mkdirSync(to, { recursive: true });
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const write = (name: string, select: string) => connection.run(`copy (${select}) to '${join(to, name).replaceAll("'", "''")}.parquet' (format parquet, row_group_size 50000)`);
  const wide = Array.from({ length: 8 }, (_, i) => `'w' || (i * ${7919 + i * 2} % ${10 ** (i % 4) * 7}) as w${i + 1}`).join(", ");
  await write("users", "select i as u_id, 'user ' || i as name, 'C' || (i * 31 % 40) as country, ['free', 'silver', 'gold'][i * 17 % 3 + 1] as plan, date '2020-01-01' + (i * 13 % 1400)::integer as joined, case when i % 10 > 0 then i * 7 % 5000 end as manager_id from range(50000) as r(i)");
  await write("items", "select i as i_id, 'item ' || i as title, 'k' || (i * 37 % 60) as category, ((i * 7919 % 10000) / 100)::decimal(12, 2) as cost from range(5000) as r(i)");
  await write("events", `select i as event_id, i * 7919 % 50000 as user_id, i * 104729 % 4999 as item_id, timestamp '2024-01-01' + to_seconds(i * 30) as ts, ts::date as day,
    ['view', 'view', 'view', 'cart', 'buy', 'return'][i * 15485863 % 6 + 1] as kind, ((i * 32452843 % 100000) / 100)::decimal(12, 2) as amount, (i * 49979687 % 10)::integer as qty,
    case when i % 7 > 0 then (i * 67867967 % 1000) / 1000 end as score, 'note ' || i || case when i % 20 = 0 then ' with a special wish' else ' without' end as note,
    ['t' || (i % 10), 't' || (i * 3 % 17), 't' || (i % 3)][1:(i % 4)::integer] as tags, [{'sku': 's' || (i % 100), 'n': (i % 5)::integer}, {'sku': 's' || (i * 7 % 100), 'n': 1}] as parts, ${wide}
    from range(1000000) as r(i)`);
  connection.disconnectSync();
}

function page(): string {
  const mean = (of: "wall" | "cpu"): string => geometricMean(rows.map((row) => row.verdict.ratio[of])).toFixed(3);
  const named = (of: readonly Row[]): string => (of.length === 0 ? "none" : of.map(({ shape }) => shape).join(", "));
  return `# Shapes of which generators make slow SQL

\`node bench/run.mjs shapes --pairs ${asked.pairs}\` writes this page: nobody edits it. ${machine()}; DuckDB with ${THREADS} threads.

${rows.length} rules (bench/shapes/rules) beside SQL by hand (bench/shapes/hand) over the same Parquet files of a million rows, as bench/TPCH.md says; medians of ${asked.pairs} pairs, in milliseconds.

- Geometric mean of the ratios: ${mean("wall")} by the clock, ${mean("cpu")} by CPU.
- Above ${ALLOWED.times} × + ${ALLOWED.ms} ms by the clock: ${named(rows.filter((row) => !row.verdict.within.wall))}.
- And by CPU: ${named(rows.filter((row) => !row.verdict.within.cpu))}.
- Rows that differ: ${named(rows.filter((row) => row.wrong.length > 0))}.

${table(["shape", "ms ours", "ms by hand", "ratio", "CPU ours", "CPU by hand", "ratio", "within", "rows"], rows.map(cells))}

## Plans

What one plan has more of than the other, projections and filters aside.

${table(["shape", "difference"], rows.map(({ shape, plan }) => [shape, plan])).replace("--:", "---")}

## What is not the same

Where ours does more than the SQL by hand, or what is written by hand knows more than the rule says.

${table(["shape", "why"], Object.entries(WHY)).replace("--:", "---")}
`;
}
