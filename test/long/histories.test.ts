/** `RULEC_HISTORIES` random histories of each mode, `RULEC_SEED` says which. */
import { expect, test } from "vitest";
import { playHistories } from "../runtime/histories/play.ts";

const HISTORIES = Number(process.env["RULEC_HISTORIES"] ?? 100);

test(`${HISTORIES} histories of each mode: after each run, whatever became of it, tables hold what their modes promise`, async () => {
  expect(await playHistories(HISTORIES, 7)).toEqual([]);
}, 3_600_000);
