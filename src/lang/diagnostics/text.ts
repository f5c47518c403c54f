import { catalogue } from "./define.ts";

/** What cannot be read before there is any grammar: characters, strings, comments, brackets. */
export const TEXT = catalogue({
  "unknown-character": {
    severity: "error",
    title: ({ character }: { character: string }) => `\`${character}\` means nothing here`,
    label: ({ character }) => (/[^\x20-\x7e]/.test(character) ? "not a character of the language" : "no such sign"),
    hint: ({ character }) => characterHint(character),
    doc: `Outside strings and comments the language uses letters, digits and the signs of its grammar. Names are ASCII letters, digits and \`_\`; any other
name stands in backticks, and any text in a string.

\`\`\`
where größe > 3
\`\`\`

Write \`\` where \`größe\` > 3 \`\`.`,
  },
  "single-quoted-string": {
    severity: "error",
    title: (_: object) => "strings stand in double quotes",
    label: () => "in single quotes",
    hint: () => "write it in double quotes",
    doc: `There is one kind of quote: \`"…"\` with JSON's escapes, \`r"…"\` without any, \`"""…"""\` over several lines.

\`\`\`
where status == 'paid'
\`\`\`

Write \`where status == "paid"\`. A column's odd name stands in backticks.`,
  },
  "unterminated-string": {
    severity: "error",
    title: ({ quote }: { quote: string }) => (quote === '"""' ? "this string never ends" : "this string does not end on its line"),
    label: ({ quote }) => `\`${quote}\` opens here`,
    hint: ({ quote }) =>
      quote === 'f"' ? "close it with `\"`; a brace in the text is written `{{`" : quote === '"""' ? 'close it with `"""`' : 'close it with `"`; a text of several lines stands in `"""…"""`',
    doc: `A string ends at its closing quote, on the same line. A quote inside is written \`\\"\`; in an f-string a brace is written \`{{\`.

\`\`\`
where status == "paid
\`\`\`

Write \`where status == "paid"\`. Text of several lines stands between \`"""\` and \`"""\`.`,
  },
  "unknown-escape": {
    severity: "error",
    title: ({ escape }: { escape: string }) => `\`${escape}\` is no escape`,
    label: () => 'escapes are `\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000`',
    hint: ({ escape }) =>
      /^\\u.{4}$/.test(escape) ? "this is half a character: write it as it is, or both halves of the pair" : `a backslash itself is \`\\${escape}\`; a pattern reads better as \`r"…"\``,
    doc: `A plain string knows JSON's escapes and no others. Patterns, which are full of backslashes, stand in raw strings.

\`\`\`
where matches(sku, "^\\d+$")
\`\`\`

Write \`r"^\\d+$"\`.`,
  },
  "nested-f-string": {
    severity: "error",
    title: (_: object) => "an f-string cannot stand in another",
    label: () => "inside a hole",
    hint: () => "give it a name in a `derive` before, or join with `||`",
    doc: `A hole holds any expression but another f-string.

\`\`\`
derive { label: f"{f"{a}-{b}"}: {c}" }
\`\`\`

Write \`f"{a}-{b}: {c}"\`, or name the inner text in an earlier \`derive\`.`,
  },
  "comment-in-hole": {
    severity: "error",
    title: (_: object) => "a hole holds no comment",
    label: () => "`--` begins a comment",
    hint: () => "subtracting a negative is `a - -b`",
    doc: `\`--\` begins a comment wherever it stands in code, and the holes of a string are code. A comment there would reach to the closing brace.

\`\`\`
f"{a--b}"
\`\`\`

Write \`f"{a - -b}"\`.`,
  },
  "foreign-comment": {
    severity: "error",
    title: (_: object) => "comments begin with `--`",
    label: () => "no comment of this language",
    hint: () => "write `--` before each line",
    doc: `\`--\` begins a comment that ends with its line, and exactly three dashes document what follows. There are no block comments.

\`\`\`
/* paid orders */
\`\`\`

Write \`-- paid orders\`.`,
  },
  "stray-semicolon": {
    severity: "error",
    title: (_: object) => "nothing ends with `;`",
    label: () => "leave it out",
    hint: () => "stages begin with `|>`, entries are parted by commas, declarations need nothing between them",
    doc: `White space and \`;\` part nothing in this language: a stage begins with \`|>\`, entries have commas between them, a declaration begins with its keyword.

\`\`\`
from orders |> limit 5;
\`\`\`

Write \`from orders |> limit 5\`.`,
  },
  "foreign-operator": {
    severity: "error",
    title: ({ wrote, ours }: { wrote: string; ours: string }) => (wrote === "||" ? "`||` joins strings" : `\`${wrote}\` is written \`${ours}\` here`),
    label: ({ ours }) => `did you mean \`${ours}\`?`,
    doc: `Operators are \`== != < <= > >= <=>\`, \`and or not\`, \`+ - * / // %\`, \`||\` for joining strings, \`??\` for the first that is not null.

\`\`\`
where status <> "paid" && !is_test
\`\`\`

Write \`where status != "paid" and not is_test\`.`,
  },
  "unclosed-bracket": {
    severity: "error",
    title: ({ bracket }: { bracket: string; right: string; comment: boolean }) => `\`${bracket}\` is never closed`,
    label: () => "opens here",
    hint: ({ right, comment }) => (comment ? "`--` begins a comment wherever it stands; subtracting a negative is `a - -b`" : `it wants a \`${right}\``),
    doc: `Every \`(\`, \`[\` and \`{\` has its counterpart. Where one is missing, the stage or declaration that follows shows at the latest that it is.

\`\`\`
|> select { id, amount
|> limit 5
\`\`\`

Write \`select { id, amount }\`.`,
  },
  "stray-bracket": {
    severity: "error",
    title: ({ bracket }: { bracket: string }) => `nothing is open that \`${bracket}\` could close`,
    label: () => "one too many",
    doc: `Every \`)\`, \`]\` and \`}\` closes what its counterpart has opened.

\`\`\`
where (amount > 0))
\`\`\`

Write \`where (amount > 0)\`.`,
  },
  "wrong-bracket": {
    severity: "error",
    title: ({ bracket, right }: { bracket: string; right: string }) => `\`${bracket}\` closes what \`${right}\` should close`,
    label: ({ right }) => `\`${right}\` was expected`,
    doc: `\`( )\` is a call or a grouping, \`[ ]\` a set of columns, a sort order or a list, \`{ }\` a row.

\`\`\`
sort [amount desc)
\`\`\`

Write \`sort [amount desc]\`.`,
  },
});

function characterHint(character: string): string {
  if (/^[“”„‟]/.test(character)) return "strings stand in straight quotes: `\"…\"`";
  if (/^[‘’`]/.test(character)) return 'strings stand in `"…"`, odd names between two backticks';
  if (character.startsWith("#")) return "comments begin with `--`; a tag is `#` and a name";
  if (character.startsWith("^")) return "powers are `pow(a, b)`, exclusive or is `bit_xor(a, b)`";
  if (/^[$@]/.test(character)) return "`$name` is a parameter, `@name` a selector";
  return /^\p{L}/u.test(character) ? "names are ASCII letters, digits and `_`; others stand in backticks" : "leave it out, or put it in a string";
}
