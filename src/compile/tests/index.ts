/** Tests in rule files: planned, run, judged. */
export { judgeSafely, prepareTest, resultOf, runTest, type TestResult } from "./run.ts";
export { suiteOf, type Suite } from "./suite.ts";
export type { TestProblem } from "./judge.ts";
export type { RowDiff, RowPair } from "./diff.ts";
