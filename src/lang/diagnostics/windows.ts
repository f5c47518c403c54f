import { catalogue, list } from "./define.ts";

const would = (sets: readonly (readonly string[])[]): string => sets.map((names) => `\`${list(names)}\``).join(" or ");

/** What is wrong with windows. */
export const WINDOWS = catalogue({
  "window-misplaced": {
    severity: "error",
    title: ({ fn, where }: { fn: string; where: string }) => `the window of \`${fn}\` cannot stand in ${where}`,
    label: () => "needs the rows around this one",
    hint: () => "compute it with `derive` in the stage before",
    doc: `Windows look at the rows that enter the stage, so they stand in \`derive\`, \`select\`, \`where\` and \`window\`, and not inside an
aggregate, another window or a group.

\`\`\`
group [region] { best: max(rank() over (sort [amount desc])) }
\`\`\`

Derive it first: \`derive { r: rank() over (sort [amount desc]) } |> group [region] { best: max(r) }\`.`,
  },
  "window-missing": {
    severity: "error",
    title: ({ fn }: { fn: string }) => `\`${fn}\` needs to know which rows are around it`,
    label: () => "a window function",
    hint: ({ fn }) => `write \`${fn}(…) over (by [..] sort [..])\``,
    doc: `\`row_number rank dense_rank percent_rank cume_dist lag lead ntile\` speak of the rows around this one, in an order.

\`\`\`
derive { before: lag(px) }
\`\`\`

Write \`lag(px) over (by [sym] sort [ts])\`, or \`window by [sym] sort [ts] { before: lag(px) }\`.`,
  },
  "over-misplaced": {
    severity: "error",
    title: (_params: object) => "`over` belongs to an aggregate or a window function",
    label: () => "this is neither",
    doc: `\`over\` belongs to the aggregate or window function itself; around anything else there is nothing for it to say.

\`\`\`
derive { share: round(sum(x), 2) over (by [k]) }
\`\`\`

Write \`round(sum(x) over (by [k]), 2)\`.`,
  },
  "frame-missing": {
    severity: "error",
    title: ({ fn }: { fn: string; frame: string }) => `over which rows is \`${fn}\`?`,
    label: () => "sorted, with no frame",
    hint: ({ frame }) => `add \`${frame}\`; or \`rows ..0\` up to this row, \`range ..0\` with all that tie with it, \`rows ..\` all of them`,
    doc: `With a sort, SQL takes the rows up to this one and all that tie with it, others take the whole partition: the same text, different sums. So
the frame is said:
\`rows ..0\` running, \`range ..0\` running with ties together, \`rows ..\` all, \`rows -6..0\` the last seven.

\`\`\`
derive { running: sum(amount) over (by [account] sort [day]) }
\`\`\`

Write \`over (by [account] sort [day] rows ..0)\`.`,
  },
  "frame-misplaced": {
    severity: "error",
    title: ({ fn }: { fn: string }) => `\`${fn}\` takes no frame`,
    label: () => "always over the whole partition",
    hint: () => "leave the frame out",
    doc: `\`row_number rank dense_rank percent_rank cume_dist lag lead ntile\` count rows of the whole partition; only aggregates, \`first\` and \`last\` have a frame.

\`\`\`
derive { n: row_number() over (sort [id] rows ..0) }
\`\`\`

Write \`row_number() over (sort [id])\`.`,
  },
  "frame-bound": {
    severity: "error",
    title: ({ problem }: { problem: string }) => `the frame ${problem}`,
    label: ({ problem }) => problem,
    doc: `A frame is \`rows a..b\` in rows before (negative) and after this one, or \`range a..b\` in values of the single sort column: numbers, or
intervals where it is a time. A missing
bound is the partition's edge; the lower bound is not above the upper.

\`\`\`
sum(x) over (sort [day] range -6..0)
\`\`\`

Where \`day\` is a date, write \`range -interval "6 days"..0\`.`,
  },
  "window-needs-sort": {
    severity: "error",
    title: ({ fn }: { fn: string }) => `\`${fn}\` needs a sort`,
    label: () => "the first of which order?",
    hint: () => "add `sort [..]`",
    doc: `Without a sort, which row comes first is the engine's accident, and differs from run to run.

\`\`\`
derive { n: row_number() over (by [region]) }
\`\`\`

Write \`row_number() over (by [region] sort [order_id])\`.`,
  },
  "window-not-total": {
    severity: "error",
    title: ({ fn }: { fn: string; would: readonly (readonly string[])[] }) => `\`${fn}\` would differ from run to run`,
    label: () => "rows tie in this order",
    hint: ({ would: sets }) => (sets.length === 0 ? "no key of the rows is known: `check key [..]` states one" : `add to the sort: ${would(sets)}`),
    doc: `Rows that tie come in any order, so a row number, the row before, or a frame counted in rows would be another at each run. The columns of
the window and its
sort must hold a key.

\`\`\`
derive { n: row_number() over (by [customer_id] sort [day]) }
\`\`\`

Write \`sort [day, order_id]\`. \`rank dense_rank percent_rank cume_dist\` give ties one number and need no key.`,
  },
});
