import { catalogue, quoted } from "./define.ts";

/** What is wrong with macros, functions and their use. */
export const MACROS = catalogue({
  "expansion-recursive": {
    severity: "error",
    title: ({ name, through }: { name: string; through: readonly string[] }) =>
      through.length === 0 ? `\`${name}\` uses itself` : `\`${name}\` uses itself through ${quoted(through)}`,
    label: () => "never ends",
    hint: () => "rows that follow rows are what `recurse` is for",
    doc: `Macros, functions and inline rules are replaced by their bodies, so none may lead back to itself.

\`\`\`
function f(n: int64) -> int64 = if n == 0 then 1 else n * f(n - 1)
\`\`\`

Rows that follow from rows are what \`recurse\` is for; lists are folded by \`list_sum\`, \`transform\` and their kin.`,
  },
  "expansion-too-large": {
    severity: "error",
    title: ({ limit }: { limit: number }) => `copies of macros make the rule grow beyond ${limit} expressions`,
    label: () => "macros that use macros several times multiply",
    hint: () => "store a step between as a rule of its own",
    doc: `Each use of a macro or function puts a copy of its body in place, and \`across\`, \`if_any\` and \`if_all\` put one for each column. Where bodies use others
twice, ten levels make a thousand copies. A rule may grow by 20,000 expressions, and more where its text or its columns are many.

\`\`\`
macro expr m2(x: expr<any>) = m1(x) + m1(x)
\`\`\`

Compute the shared part once, in a stage before or in a stored rule, and name the column: \`derive { a: m1(x) } |> derive { b: a + a }\`.`,
  },
  "macro-misplaced": {
    severity: "error",
    title: ({ name, is }: { name: string; is: string; wanted: string }) => `\`${name}\` is ${is}`,
    label: ({ wanted }) => `${wanted} is needed here`,
    doc: `A \`macro table\` stands as a stage or a relation, a \`macro expr\` where an expression stands, a \`macro selector\` where a set of columns
does.

\`\`\`
macro table newest(t: table) = from t |> sort [at desc]
derive { x: newest(orders) }
\`\`\`

Write \`from newest(orders)\`, or \`|> newest()\`.`,
  },
  "macro-outside-name": {
    severity: "error",
    title: ({ name, macro }: { name: string; macro: string }) => `\`${name}\` is not a parameter of \`${macro}\``,
    label: () => "a body names its parameters and their columns only",
    hint: ({ name }) => `take it as a parameter: \`${name}: expr<any>\`, \`${name}: table\``,
    doc: `What a macro reads stands in its signature, so that a use of it never depends on a name that happens to be around.

\`\`\`
macro expr net() = amount - fee
\`\`\`

Write \`macro expr net(amount: expr<numeric>, fee: expr<numeric>) = amount - fee\`.`,
  },
  "macro-argument": {
    severity: "error",
    title: ({ name, param, wanted }: { name: string; param: string; wanted: string; found: string }) => `\`${param}\` of \`${name}\` takes ${wanted}`,
    label: ({ found }) => `this is ${found}`,
    doc: `Parameters of macros have kinds: \`table\` takes a relation, \`columns\` a set of columns, \`column<T>\` one column of that type,
\`expr<T>\` an expression of that type, \`selector\` a
selector, any type of the language a constant.

\`\`\`
|> newest([customer_id], status)
\`\`\`

Where the second parameter is \`column<timestamp>\`, give it one: \`newest([customer_id], placed_at)\`.`,
  },
  "macro-row": {
    severity: "error",
    title: ({ name }: { name: string }) => `\`${name}\` has no parameter of kind \`table\``,
    label: () => "as a stage it gets the pipeline as its first argument",
    hint: () => "declare it as `macro table name(t: table, …)`",
    doc: `As a stage a macro gets the pipeline as its first argument, so its first parameter is a \`table\`.

\`\`\`
macro table top(n: int64, t: table) = from t |> limit n
from orders |> top(10)
\`\`\`

Declare it as \`macro table top(t: table, n: int64)\`.`,
  },
  "function-result": {
    severity: "error",
    title: ({ name, declared }: { name: string; declared: string; found: string }) => `\`${name}\` promises ${declared}`,
    label: ({ found }) => `its body gives ${found}`,
    hint: ({ declared, found }) => (`${declared}?` === found || found.endsWith("?") ? `say \`-> ${found}\`, or give nulls a value with \`??\`` : `cast: \`(…)::${declared.replace(/\?$/, "")}\``),
    doc: `A function's body is checked against its signature once, where it is declared, so that callers need to read the signature only.

\`\`\`
function half(a: float64?) -> float64 = a / 2
\`\`\`

A null comes out where one goes in: \`-> float64?\`, or \`(a ?? 0) / 2\`.`,
  },
});
