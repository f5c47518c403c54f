/** A slice of `node scripts/no-throw.mjs`, which a run repeats; RULEC_SEED gives the second half other inputs. RULEC_NO_THROW_SECONDS of CPU, half for each. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { search } from "../no-throw/search.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const budget = (Number(process.env["RULEC_NO_THROW_SECONDS"] ?? 50) * 1_000) / 2;
const second = Number(process.env["RULEC_SEED"] ?? 2);

test.each([[1, 1_000_000], [second, 0]] as const)("no input of seed %i, from %i on, makes the compiler throw or run long", (seed, from) => {
  const { tried, failures } = search({ seed, from, inputs: 1_000_000, budget, allowance: 3 }, root);
  expect(failures.map(({ number, kind, what, message }) => `${what} (seed ${seed}, input ${number}, ${kind}): ${message}`)).toEqual([]);
  expect(tried).toBeGreaterThan(100);
});
