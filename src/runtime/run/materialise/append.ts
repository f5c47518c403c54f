import { insertStaged, names, type Materialise } from "./mode.ts";

/** Rows are added and never touched again. */
export const append: Materialise<"append"> = {
  refused: null,
  change: ({ staged }) => `SELECT count(*), 0, 0 FROM ${staged}`,
  after: ({ stored, staged, columns }) => `SELECT ${names(columns)} FROM ${stored} UNION ALL SELECT ${names(columns)} FROM ${staged}`,
  publish: (of) => [insertStaged(of)],
  first: null,
};
