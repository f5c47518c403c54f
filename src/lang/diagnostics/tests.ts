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
  "test-file": {
    severity: "error",
    title: ({ file, problem }: { file: string; problem: string }) => `${file} ${problem}`,
    label: () => "rows of a test come from here",
    doc: `Rows of a test may stand in a CSV file of the pack: its path is relative to rulepack.json and leads out of the pack's folder nowhere. The first line names columns of what is given; a field is what a cast of its text
gives, an empty one is null, and one in quotes is an empty text. Commas part fields.

\`\`\`
test "paid only" for paid { given orders = csv("fixtures/orders.csv") expect no rows }
\`\`\`

Put the file there, or write the rows into the test: \`given orders = [{ order_id: 1 }]\`.`,
  },
});
