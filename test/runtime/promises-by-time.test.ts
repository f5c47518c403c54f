/** What is promised of the rows of one interval is verified of each. */
import { expect, test } from "vitest";
import { packFolder } from "../support/pack.ts";
import { runAgain } from "./again.ts";

const RULES = (later: string): string => `source s = csv("a.csv") { day: date, n: int64, key [day] }
rule per_day as table(mode: "by_time", time: day, grain: "day", start: date "2026-01-01") ordered by [day] {
  from s |> where day >= $from and day < $to |> check n > 1 else warn |> check n < 9 else ${later} |> group { day } { n: sum(n) }
}
`;
const DATA = "day,n\n2026-01-01,1\n2026-01-02,5\n2026-01-03,9\n2026-01-04,1\n";

test("what is promised of rows together is promised of each interval's, however many a run makes", async () => {
  const rules = (key: string): string => `source s = csv("a.csv") { day: date, n: int64 }
schema S { day: date, n: int64, key [${key}], check n < 100 }
rule per_day -> S as table(mode: "by_time", time: day, grain: "day", start: date "2026-01-01") ordered by [${key}] {
  from s |> where day >= $from and day < $to |> select { day, n } |> check count() == 1
}
`;
  const folder = (key: string, more = ""): string => packFolder({ "m.rule": rules(key), "a.csv": `${DATA}${more}` });
  expect(await runAgain(folder("n"), { runAt: "2026-01-05T00:00:00Z" })).toMatchObject({ status: "published", rules: [{ rows: 4 }] });
  const outcome = await runAgain(folder("n", "2026-01-03,9\n"), { runAt: "2026-01-05T00:00:00Z" });
  expect([outcome.status, outcome.diagnostics.map(({ code }) => code)]).toEqual(["failed", ["check-failed", "key-violated"]]);
});

test("a warning in one interval hides no mistake in a later one", async () => {
  const outcome = await runAgain(packFolder({ "m.rule": RULES("error"), "a.csv": DATA }), { runAt: "2026-01-05T00:00:00Z" });
  expect([outcome.status, outcome.diagnostics.map(({ code }) => code)]).toEqual(["failed", ["check-failed"]]);
});

test("a warning is told once, and counts the rows of all intervals", async () => {
  const outcome = await runAgain(packFolder({ "m.rule": RULES("warn"), "a.csv": DATA }), { runAt: "2026-01-05T00:00:00Z" });
  expect([outcome.status, outcome.diagnostics.map(({ code }) => code)]).toEqual(["published", ["check-warned", "check-warned"]]);
  expect(outcome.rules.flatMap(({ promises }) => promises).filter(({ kind }) => kind === "check").map(({ failing }) => failing)).toEqual([2, 1]);
});
