/** Every function of these families, at values where functions go wrong: a kernel and the engine give the same, or both fail. */
import { expect, test } from "vitest";
import { compareOnDuckDB } from "../evaluate/differential.ts";
import { FAMILIES, familyCalls } from "../evaluate/families.ts";

const SLICE = { types: 0.03, values: 12, seed: 1 };

test.each(Object.entries(FAMILIES))("%s: kernels compute what DuckDB does", async (_name, family) => {
  const { mismatches, compared } = await compareOnDuckDB(familyCalls(family, SLICE));
  expect(mismatches).toEqual([]);
  expect(compared).toBeGreaterThan(0);
});
