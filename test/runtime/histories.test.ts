/** Random histories of tables that are added to, against plain models: late rows, gaps, repeats, runs that fail, are interrupted, redo, or begin anew. More of them: test/long. */
import { expect, test } from "vitest";
import { playHistories } from "./histories/play.ts";

test("after each of many runs, whatever became of it, tables hold what their modes promise", async () => {
  expect(await playHistories(8, 4)).toEqual([]);
});
