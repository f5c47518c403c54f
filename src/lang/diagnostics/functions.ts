import { catalogue, nearest, quoted } from "./define.ts";

/** What is wrong with the values that stand in calls; their types and number are in types.ts. */
export const FUNCTIONS = catalogue({
  "argument-value": {
    severity: "error",
    title: ({ fn, argument, value }: { fn: string; argument: string; value: string; why: string; known: readonly string[] }) =>
      `\`${fn}\` cannot take \`${value}\` as its ${argument}`,
    label: ({ why }) => why,
    hint: ({ value, known }) => {
      const meant = nearest(value, known);
      return meant !== null ? `did you mean \`${meant}\`?` : known.length > 0 ? `one of ${quoted(known)}` : "mend the value; it is read when the rule is compiled";
    },
    doc: `Units, formats, patterns and numbers of digits are read when the rule is compiled, so that no run fails over them.

\`\`\`
derive { month: date_trunc("months", placed_at), code: regexp_extract(sku, r"(?=A)\\w+") }
\`\`\`

Units are singular, and patterns are RE2's, which have no look-around: \`date_trunc("month", placed_at)\`, \`regexp_extract(sku, r"A\\w*")\`.`,
  },
  "decimal-too-wide": {
    severity: "error",
    title: ({ fn, left, right }: { fn: string; left: string; right: string | null }) =>
      `\`${fn}\` of ${right === null ? left : `${left} and ${right}`} needs more than 38 digits behind the point`,
    label: () => "no decimal holds the result",
    hint: () => "cast an operand to fewer digits behind the point: `x::decimal(38, 10)`",
    doc: `A product has the digits behind the point of both factors, and nothing is cut off unasked; a decimal has 38 digits at most.

\`\`\`
derive { area: width * height }
\`\`\`

When both are \`decimal(30, 20)\`, the product would have 40: \`width::decimal(28, 10) * height::decimal(28, 10)\` has 20.`,
  },
});
