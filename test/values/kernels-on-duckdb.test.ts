/** Texts, patterns, times, lists: what a kernel computes is what the SQL of its row gives. A slice of the calls; all of them stand in test/long. */
import { describe, expect, test } from "vitest";
import { compareOnDuckDB, given, type Call } from "../evaluate/differential.ts";
import { slice } from "./call-products.ts";
import { LIST_CALLS } from "./list-calls.ts";
import { TEXT_CALLS } from "./text-calls.ts";
import { TIME_CALLS } from "./time-calls.ts";

describe.each([["texts", TEXT_CALLS], ["times", TIME_CALLS], ["lists and maps", LIST_CALLS]] as const)("functions of %s mean the same on DuckDB", (_title, families) => {
  test.each(Object.entries<readonly Call[]>(families))("%s", async (_name, calls) => {
    const { compared, mismatches } = await compareOnDuckDB(slice(calls, 160));
    expect(mismatches).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });
});

test("what is no time zone fails on both", async () => {
  for (const zone of ["Nowhere/City", "", "+01:00", "CEST"]) {
    const calls = ["timestamp", "timestamptz"].map((type) => ({ fn: "at_zone", args: [given(type, type === "timestamp" ? "2024-07-01 10:00:00" : "2024-07-01 10:00:00+00"), given("string", zone)] }));
    expect(await compareOnDuckDB(calls), zone).toEqual({ compared: 2, failed: 2, mismatches: [] });
  }
});
