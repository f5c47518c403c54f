import { catalogue } from "./define.ts";

/** What is wrong with tests. */
export const TESTS = catalogue({
  "test-rows": {
    severity: "error",
    title: ({ problem }: { problem: string }) => `this test ${problem}`,
    label: () => "rows of a test",
    doc: `A test says which rows are there and which come out. Rows are structs of constants, in a list; a column may be left out of all of them.

\`\`\`
test "paid only" for paid { given orders = { order_id: 1 } expect no rows }
\`\`\`

Write \`given orders = [{ order_id: 1 }]\`.`,
  },
  "test-value": {
    severity: "error",
    title: ({ column, of, wanted }: { column: string; of: string; wanted: string; found: string }) => `\`${column}\` of ${of} is ${wanted}`,
    label: ({ found }) => (found === "null" ? "this is null" : `this is ${found}`),
    doc: `Values of a test have the types of the columns that they stand for, as widely as values do anywhere.

\`\`\`
test "paid only" for paid { given orders = [{ order_id: "one" }] expect no rows }
\`\`\`

Write \`{ order_id: 1 }\`.`,
  },
});
