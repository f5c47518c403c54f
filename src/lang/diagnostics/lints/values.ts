import { catalogue } from "../define.ts";
import { lint } from "./define.ts";

/** Expressions: numbers, lists, texts. */
export const VALUES = catalogue({
  "float-equality": lint({
    level: "warning", edit: null,
    title: ({ type }: { type: string }) => `${type}s are seldom equal`,
    label: () => "compares to the last digit",
    hint: () => "compare the distance, `abs(a - b) < 0.001`, or use a decimal",
    why: `Equality of floats. What was computed in two ways differs in its last digit, so that \`0.1 + 0.2\` is not \`0.3\`. A comparison with a whole number that is written down is not told of: zero is often meant exactly.`,
    wrong: `rule alike ordered by [order_id] { from orders |> where weight == amount::float64 / 3 |> select { order_id } }`,
    right: `rule alike ordered by [order_id] { from orders |> where abs(weight - amount::float64 / 3) < 0.001 |> select { order_id } }`,
  }),
  "float-sum-ordered": lint({
    level: "warning", edit: null,
    title: ({ fn }: { fn: string }) => `\`${fn}\` adds floats in the order of a key, which is slow`,
    label: () => "sorts each group first, so that the last digit is the same at every run",
    hint: () => "cast to a decimal: `sum(x::decimal(18, 6))`, or let the last digit vary: `ordered by [..] tier stable_set`",
    why: `A sum of floats in the tier \`canonical\`. Floats added in another order give another last digit, so the rows of each group are sorted before they are added, which takes many times longer than a sum. Decimals need no order.`,
    wrong: `rule widths ordered by [region] { from orders |> group { region } { total: sum(weight) } }`,
    right: `rule widths ordered by [region] { from orders |> group { region } { total: sum(weight::decimal(18, 6)) } }`,
  }),
  "wide-decimal": lint({
    level: "off", edit: null,
    title: ({ type }: { type: string }) => `this gives a ${type}`,
    label: () => "more than 18 digits: computed in 128 bits, several times slower",
    hint: () => "cast the operands to the digits that they need, or the result where a float will do",
    why: `Arithmetic of decimals of up to 18 digits whose result needs more, as an int64 beside one counts as 19. Engines compute up to 18 digits in machine words and more in software. Sums are not told of: they are wide on purpose.`,
    wrong: `rule worth ordered by [order_id] { from orders |> select { order_id, value: amount * x } }`,
    right: `rule worth ordered by [order_id] { from orders |> select { order_id, value: amount * x::decimal(5, 0) } }`,
  }),
  "unsteady-stored": lint({
    level: "warning", edit: null,
    title: ({ what }: { what: string }) => `${what} may give something else each time`,
    label: () => "in a rule that is stored: every run builds it again",
    hint: () => "`pure: true` says that equal arguments give equal values; `tier best_effort` that they need not",
    why: `Text of the engine that does not say it is repeatable, in a rule that is stored. Two runs over the same rows may store different ones, so the rule is never used again and what reads it is built again as well.`,
    wrong: `rule badges ordered by [id] { from people |> select { id, badge: sql<string>("printf('%05d', {id})", dialect: "duckdb") } }`,
    right: `rule badges ordered by [id] { from people |> select { id, badge: sql<string>("printf('%05d', {id})", dialect: "duckdb", pure: true) } }`,
  }),
  "index-before-first": lint({
    level: "warning", edit: "nothing",
    title: ({ index }: { index: string }) => `no list has an element ${index}`,
    label: () => "always null",
    hint: ({ index }) => (index === "0" ? "the first element is `xs[1]`" : "elements are counted from the front, from 1; the last is `xs[xs.length()]`"),
    why: `An index below 1. Elements are counted from 1, and a place that a list does not have is null; so a list's element 0 is always null, which is rarely meant.`,
    wrong: `rule firsts ordered by [order_id] { from orders |> select { order_id, first_tag: tags[0] } }`,
    right: `rule firsts ordered by [order_id] { from orders |> select { order_id, first_tag: tags[1] } }`,
  }),
  "substr-before-first": lint({
    level: "warning", edit: null,
    title: ({ start }: { start: string }) => `no text has a character ${start}`,
    label: () => "characters are counted from 1",
    hint: ({ start }) => (start === "0" ? "the first n characters are `substr(s, 1, n)`" : "the last n characters are `substr(s, length(s) - n + 1, n)`"),
    why: `A \`substr\` that begins before the first character. \`substr(s, start, n)\` is what stands at the places from start to start + n - 1, counted from 1. Places before 1 hold nothing and are counted, so that
\`substr(s, 0, 2)\` is one character, which is rarely meant.`,
    wrong: `rule initials ordered by [id] { from people |> select { id, initials: substr(name, 0, 2) } }`,
    right: `rule initials ordered by [id] { from people |> select { id, initials: substr(name, 1, 2) } }`,
  }),
});
