/** What a plan says beyond which rules are built: that the run would stop, and what it would leave as an older definition has made it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packFolder } from "../support/pack.ts";
import { drySaid, runAgain } from "./again.ts";

const RULES = `source s = csv("a.csv") { day: date, n: int64, key [day] }
rule daily as table(mode: "by_time", time: day, grain: "day", lookback: 1, start: date "2026-01-01") ordered by [day] { from s |> where day >= $from and day < $to }
rule seen unordered { from daily }
`;
const pack = (): string => packFolder({ "m.rule": RULES, "a.csv": "day,n\n2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n" });
const change = (folder: string, from: string, to: string): void => writeFileSync(join(folder, "m.rule"), RULES.replace(from, to));
const runAt = "2026-01-04T00:00:00Z";

test("a plan says that the run would stop, where what is stored has other columns, what is read was never published or is somebody else's, a source is gone", async () => {
  const folder = pack();
  expect(await drySaid(folder, { runAt, select: ["seen"] })).toMatchObject({ problems: ["upstream-not-published"] });
  await runAgain(folder, { runAt });
  expect(await drySaid(folder, { runAt })).toMatchObject({ problems: [] });
  change(folder, "day < $to }", "day < $to |> derive { m: n } }");
  expect(await drySaid(folder, { runAt })).toMatchObject({ daily: "build sql-changed", problems: ["stored-columns-differ"] });
  expect(await drySaid(folder, { runAt, select: ["seen"] })).toMatchObject({ problems: ["published-differs"] });
  change(folder, "a.csv", "b.csv");
  expect(await drySaid(folder, { runAt })).toMatchObject({ problems: ["source-missing"] });
});

test("a plan counts the intervals that a changed rule leaves as they were, until they are computed again", async () => {
  const folder = pack();
  await runAgain(folder, { runAt });
  expect(await drySaid(folder, { runAt })).toMatchObject({ older: { daily: 0, seen: 0 } });
  change(folder, "day < $to }", "day < $to and n > 0 }");
  // The last one is computed again by itself.
  expect(await drySaid(folder, { runAt })).toMatchObject({ daily: "build sql-changed", older: { daily: 2, seen: 0 } });
  expect(await drySaid(folder, { runAt, fullRefresh: true })).toMatchObject({ older: { daily: 0 } });
  await runAgain(folder, { runAt });
  expect(await drySaid(folder, { runAt })).toMatchObject({ daily: "reuse unchanged", older: { daily: 2 } });
  await runAgain(folder, { runAt, select: ["daily"], redo: { from: "2026-01-01", to: "2026-01-02" } });
  expect(await drySaid(folder, { runAt })).toMatchObject({ older: { daily: 1 } });
});
