import { defineConfig } from "vitest/config";

const results = process.env["RULEC_TEST_RESULTS"];

export default defineConfig({
  define: { RULEC_VERSION: JSON.stringify("0.0.0-test") },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/long/**", "test/faults/**", "test/*/faults.test.ts"],
    setupFiles: ["test/support/seed.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    // One is left idle otherwise, which on two cores is half of them.
    maxWorkers: "100%",
    reporters: results === undefined ? ["default"] : ["default", ["json", { outputFile: results }]],
  },
});
