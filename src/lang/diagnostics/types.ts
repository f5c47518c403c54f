import { catalogue, quoted } from "./define.ts";

const article = (word: string): string => (/^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`);

const INSTANT = /^timestamp(tz)?\??$/;
const DECIMAL = /^decimal\(/;

/** What is meant most often, where no cast helps, or one that would stop at the first fraction. */
function insteadOf(op: string, left: string, right: string | null): string | null {
  if (op === "-" && INSTANT.test(left) && INSTANT.test(right ?? "")) return "`micros_between(earlier, later)` counts; `t > u + interval \"30 minutes\"` compares";
  if (op === "//" && (DECIMAL.test(left) || DECIMAL.test(right ?? ""))) return "`//` divides integers and floats; of decimals `/` gives a float64";
  const words = OF_SETS[op];
  return words === undefined ? null : `\`${op}\` is for sets of columns; conditions take \`${words[0]}\`, bits \`${words[1]}\``;
}
const OF_SETS: Readonly<Record<string, readonly [conditions: string, bits: string]>> = { "&": ["and", "bit_and(a, b)"], "|": ["or", "bit_or(a, b)"], "~": ["not", "bit_not(a)"] };

/** What is wrong with the types of expressions. */
export const TYPES = catalogue({
  "operand-types": {
    severity: "error",
    title: ({ op, left, right }: { op: string; left: string; right: string | null; cast: string | null; literal?: string; meant?: string }) =>
      right === null ? `\`${op}\` does not take ${article(left)}` : `\`${op}\` does not take ${left} and ${right}`,
    label: ({ left, right }) => (right === null ? left : `${left} on the left, ${right} on the right`),
    hint: ({ op, left, right, cast, literal, meant }) =>
      meant !== undefined ? `\`${meant}\` joins strings` : literal !== undefined ? `write the literal as \`${literal}\``
      : insteadOf(op, left, right) ?? (cast !== null ? `cast one of them: \`${cast}\`` : `no cast makes ${right === null ? "it" : "them"} fit`),
    doc: `Values of unlike types are never compared or combined by guessing: engines do it in different ways, and \`"10" < "9"\` is true. Only a
narrower integer or
decimal widens by itself, integers become decimals, and numbers become float64 beside a float64.

\`\`\`
where order_no == 4711
\`\`\`

When \`order_no\` is a string, write \`order_no == "4711"\` or \`order_no::int64 == 4711\`.`,
  },
  "argument-type": {
    severity: "error",
    title: ({ fn, expected, found }: { fn: string; position: number; expected: string; found: string; cast: string | null }) => `\`${fn}\` takes ${expected}, not ${article(found)}`,
    label: ({ found }) => found,
    hint: ({ cast }) => (cast === null ? "no cast makes it fit" : `cast it: \`${cast}\``),
    doc: `Arguments have the types that the function's row in the reference says (\`rulec functions\` lists them); nothing but widening is done unasked.

\`\`\`
derive { short: substr(order_no, 1, 3) }
\`\`\`

When \`order_no\` is an int64, write \`substr(order_no::string, 1, 3)\`.`,
  },
  "argument-null": {
    severity: "error",
    title: ({ fn, param, type }: { fn: string; param: string; type: string }) => `\`${param}\` of \`${fn}\` is ${type}, which holds no null`,
    label: () => "may be null",
    hint: ({ type }) => `give nulls a value: \`x ?? …\`, or declare the parameter as \`${type}?\``,
    doc: `A parameter declared without \`?\` promises its body that no null comes.

\`\`\`
function half(a: decimal(12, 2)) -> float64 = a / 2
derive { h: half(fee) }
\`\`\`

When \`fee\` may be null, write \`half(fee ?? 0)\`, filter with \`where fee is not null\` before, or declare \`a: decimal(12, 2)?\`.`,
  },
  "argument-count": {
    severity: "error",
    title: ({ fn, takes, given }: { fn: string; takes: string; given: number }) => `\`${fn}\` takes ${takes}, not ${given}`,
    label: ({ given }) => `${given} given`,
    doc: `A call gives every argument that has no default, and no more than there are. \`x.f(a)\` counts x as the first.

\`\`\`
derive { name: status.upper(1) }
\`\`\`

Write \`status.upper()\`.`,
  },
  "argument-name": {
    severity: "error",
    title: ({ fn, name }: { fn: string; name: string; meant: string | null; known: readonly string[] }) => `\`${fn}\` has no argument \`${name}\``,
    label: ({ meant }) => (meant === null ? "no such argument" : `did you mean \`${meant}\`?`),
    hint: ({ known }) => (known.length === 0 ? "its arguments have no names" : `it has ${quoted(known)}`),
    doc: `Arguments may be given by name behind those given by place. Aggregates take \`where:\` as well, ordered ones \`sort:\`.

\`\`\`
derive { x: round(amount, places: 1) }
\`\`\`

Write \`round(amount, digits: 1)\`, or by place: \`round(amount, 1)\`.`,
  },
  "argument-constant": {
    severity: "error",
    title: ({ what, takes = "constant" }: { what: string; takes?: "literal" | "param" | "constant"; varies?: boolean }) =>
      `${what} must be ${{ literal: "a literal", param: "a literal or a `$param`", constant: "a constant" }[takes]}`,
    label: ({ varies = true }) => (varies ? "differs from row to row" : "is known only when the rule runs"),
    hint: ({ takes }) => (takes === "literal" ? "write the value here" : takes === "param" ? "take the whole pattern as a `$param`: its value is read before the run" : "a literal or a `$param`"),
    doc: `Here the value shapes the plan or holds for the whole relation, so it cannot come from a row. Literals can stand here and, where nothing but a literal is
asked for, \`$params\`. A pattern is a literal or a \`$param\` as it is, and not put together of several: it is read before an engine sees it.

\`\`\`
derive { parts: regexp_extract(sku, pattern) }
\`\`\`

Write the pattern: \`regexp_extract(sku, r"^[A-Z]+")\`, or take it as a \`$param\`.`,
  },
  "not-a-condition": {
    severity: "error",
    title: ({ found }: { found: string; what: string }) => `a condition is bool, this is ${article(found)}`,
    label: ({ what }) => `${what} takes true or false`,
    hint: ({ found }) => (found === "string" ? 'compare it: `x == "…"`' : /int|decimal|float/.test(found) ? "compare it: `x != 0`" : "compare it with something"),
    doc: `Nothing is true or false by itself: a number is compared with 0, a string with a string, \`is not null\` asks for a value.

\`\`\`
where qty and email
\`\`\`

Write \`where qty != 0 and email is not null\`.`,
  },
  "compare-null": {
    severity: "error",
    title: ({ op }: { op: string }) => `\`${op} null\` is never true`,
    label: ({ op }) => (op === "!=" ? "`is not null` is meant" : "`is null` is meant"),
    hint: () => "`<=>` compares two values and takes nulls as equal",
    doc: `A comparison with null gives null, which \`where\` drops: the rows that were meant never come.

\`\`\`
where shipped_at == null
\`\`\`

Write \`shipped_at is null\`.`,
  },
  "untyped-null": {
    severity: "error",
    title: ({ of }: { of: "null" | "part" }) => (of === "null" ? "nothing says which type this null has" : "nothing says which type is in this"),
    label: () => "needs a type",
    hint: ({ of }) => (of === "null" ? "write `null::string`, with the type that is meant" : "write `null::string` or `[]::list<string>`, with the type that is meant"),
    doc: `A null, and an empty list, take the type of what stands beside them: of the other branch, the other operand, the parameter. Where there is nothing,
they say their type.

\`\`\`
derive { note: null::string }
\`\`\``,
  },
  "branch-types": {
    severity: "error",
    title: ({ what, first, other }: { what: string; first: string; other: string; cast: string | null }) => `${what} have no common type: ${first} and ${other}`,
    label: ({ other }) => other,
    hint: ({ cast }) => (cast === null ? "give them one type" : `cast one of them: \`${cast}\``),
    doc: `All branches of \`if\` and \`case\`, elements of a list and rows of \`values\` have one type, found by widening numbers as in comparisons;
everything else says its cast.

\`\`\`
derive { size: if qty > 10 then "many" else qty }
\`\`\`

Write \`else qty::string\`.`,
  },
  "cast-impossible": {
    severity: "error",
    title: ({ from, to }: { from: string; to: string }) => `${article(from)} cannot be cast to ${to}`,
    label: ({ from }) => from,
    hint: ({ to, from }) => (to === "string" && /float/.test(from) ? "floats become text by `format(x, digits)`" : "docs/types.md lists the casts"),
    doc: `Only casts whose meaning is the same on every engine exist. Floats become text through \`format(x, digits)\`, as their shortest form differs
between engines.

\`\`\`
derive { label: weight::string }
\`\`\`

Write \`format(weight, 2)\`.`,
  },
  "literal-invalid": {
    severity: "error",
    title: ({ text, type, why }: { text: string; type: string; why: string }) => `\`${text}\` is not ${article(type)}: ${why}`,
    label: ({ why }) => why,
    doc: `Dates are \`2026-01-31\`, times \`10:00:00.123456\`, timestamps \`2026-01-31 10:00:00\`, intervals \`1 month 2 days 30 minutes\`; years 1 to
9999, at most 6 fraction digits.

\`\`\`
where placed_at >= timestamp "2026-02-30 00:00:00"
\`\`\`

February has 28 days in 2026: \`timestamp "2026-02-28 00:00:00"\`.`,
  },
  "no-field": {
    severity: "error",
    title: ({ name, type }: { name: string; type: string; meant: string | null; known: readonly string[] }) => `${type.length > 60 ? "the struct" : type} has no field \`${name}\``,
    label: ({ meant }) => (meant === null ? "no such field" : `did you mean \`${meant}\`?`),
    hint: ({ known }) => `it has ${quoted(known)}`,
    doc: `\`x.f\` is the field \`f\` of a struct. Fields of a list's elements are reached after \`explode\`, by index, or with a lambda.

\`\`\`
explode items as item |> derive { x: item.skuu }
\`\`\`

Write the name that the type has: \`item.sku\`.`,
  },
  "not-a-list": {
    severity: "error",
    title: ({ type }: { type: string }) => `${article(type)} has no elements to spread`,
    label: ({ type }) => type,
    hint: () => "an element is written without `...`",
    doc: `In a list, \`...xs\` stands for the elements of the list \`xs\`; where it is null, the whole list is.

\`\`\`
derive { ids: [...customer_id, 0] }
\`\`\`

Write \`[customer_id, 0]\`.`,
  },
  "not-a-struct": {
    severity: "error",
    title: ({ name, type }: { name: string; type: string }) => (name === "..." ? `${article(type)} has no fields to spread` : `${article(type)} has no fields: \`.${name}\``),
    label: ({ type }) => type,
    hint: ({ name, type }) =>
      name === "str" || name === "dt" ? "a function stands behind the value itself: `x.lower()`, `t.year()`" : name === "..." ? "`...` spreads the fields of a struct, a set of columns, or in a list the elements of another" : type.startsWith("list") ? "an element is `xs[1]`, all of them come with `explode`" : type === "json" ? `a member of json is \`j["${name}"]\`` : type.startsWith("map") ? `a value of a map is \`m["${name}"]\`` : `a function is called with parentheses: \`x.${name}()\``,
    doc: `Only structs have fields. Lists and maps are indexed, so is json; a function is called with parentheses.

\`\`\`
derive { n: name.length, first: tags.1, k: attrs.k }
\`\`\`

Write \`name.length()\`, \`tags[1]\`, \`attrs["k"]\`.`,
  },
  "not-comparable": {
    severity: "error",
    title: ({ type, what }: { type: string; what: string }) => `${what} cannot compare ${article(type)}`,
    label: ({ type }) => type,
    hint: ({ type }) => (type === "json" ? "extract what counts: `j[\"k\"]::string`" : "compare what is in it"),
    doc: `Maps and json have no equality that all engines share, so \`==\`, \`group\`, \`distinct\`, keys and join conditions do not take them.

\`\`\`
group [meta] { n: count() }
\`\`\`

Group by what counts: \`group { kind: meta["kind"]::string } { n: count() }\`.`,
  },
  "not-sortable": {
    severity: "error",
    title: ({ type }: { type: string }) => `${article(type)} has no order`,
    label: ({ type }) => type,
    hint: () => "sort by what is in it",
    doc: `Lists, structs, maps and json are never sorted: engines order them in different ways.

\`\`\`
sort [tags]
\`\`\`

Sort by what is in them: \`derive { first_tag: tags[1] } |> sort [first_tag]\`.`,
  },
  "interval-stored": {
    severity: "error",
    title: (_params: object) => "an interval cannot be a column",
    label: () => "intervals are for literals and arguments",
    hint: () => "store a number of days or microseconds, or the time itself",
    doc: `A month is 28 to 31 days, so two intervals have no order or equality that all engines share. They are added to times and given to functions,
never stored.

\`\`\`
derive { window: interval "1 day" }
\`\`\`

Store a number of days (\`1\`), or the time: \`placed_at + interval "1 day"\`.`,
  },
  "lambda-misplaced": {
    severity: "error",
    title: (_params: object) => "a lambda is not a value",
    label: () => "stands only as an argument, or as the value of a `let`",
    doc: `\`x -> e\` is given to functions that apply it to the elements of a list, or named with \`let\` and applied.

\`\`\`
derive { half: x -> x / 2 }
\`\`\`

Write \`let half = x -> x / 2\` before the pipeline, then \`derive { h: half(amount) }\`.`,
  },
});
