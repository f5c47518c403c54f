/**
 * The whole product: every function of these families with every combination of types, and every cast. `RULEC_KERNEL_VALUES` (24) says how many combinations of
 * values each has, `RULEC_KERNEL_SEED` which.
 */
import { expect, test } from "vitest";
import { castsOf } from "../evaluate/cast-cases.ts";
import { compareCastsOnDuckDB, compareOnDuckDB } from "../evaluate/differential.ts";
import { FAMILIES, familyCalls } from "../evaluate/families.ts";

const slice = { types: 1, values: Number(process.env["RULEC_KERNEL_VALUES"] ?? 24), seed: Number(process.env["RULEC_KERNEL_SEED"] ?? 7) };

test.each(Object.entries(FAMILIES))("%s: kernels compute what DuckDB does", async (_name, family) => {
  const { mismatches } = await compareOnDuckDB(familyCalls(family, slice));
  expect(mismatches.slice(0, 50)).toEqual([]);
});

test("every cast gives what DuckDB gives, or fails with it", async () => {
  const { mismatches } = await compareCastsOnDuckDB(castsOf(() => true));
  expect(mismatches.slice(0, 50)).toEqual([]);
});
