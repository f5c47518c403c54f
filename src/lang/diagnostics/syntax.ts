import { catalogue } from "./define.ts";

/** What cannot be read. */
export const SYNTAX = catalogue({
  "unexpected-token": {
    severity: "error",
    title: ({ found, expected }: { found: string; expected: string }) => `expected ${expected}, found ${found}`,
    doc: "The text does not fit the grammar at this place. The message says what could stand there.",
  },
});
