/** What takes too long for `npm test` and runs in CI: larger slices of properties, other programs' data, what goes wrong around a run. */
import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

export default defineConfig({ ...base, test: { ...base.test, include: ["test/long/**/*.test.ts", "test/faults/**/*.test.ts", "test/*/faults.test.ts"], exclude: ["**/node_modules/**"], testTimeout: 900_000, hookTimeout: 300_000 } });
