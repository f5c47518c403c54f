/** docs/coming-from.md, made of the table. */
import { MISTAKES, type Mistake } from "./table.ts";

const cell = (text: string): string => `\`${text.replaceAll("|", "\\|").replaceAll("\n", " ⏎ ").trim()}\``.replace(/^`(.*`.*)`$/, "`` $1 ``");
const FROM: readonly Mistake["from"][] = ["SQL", "dbt and Jinja", "PRQL and Malloy", "pandas and Polars", "other programming languages"];

const HEAD = `# Coming from elsewhere

What is written elsewhere, and what is written here. Each text of the first column gives one diagnostic, which says the second; where a ✎ stands,
\`rulec check --fix\` makes the one of the other. The texts are stages behind \`from orders |>\`, unless they begin with \`from\` or are declarations. The page is made of
test/mistakes/table.ts, whose every line is a test.

Some things are written alike and mean something else:

| | here |
|---|---|
| \`a / b\` | always float64; \`a // b\` divides integers and truncates |
| \`sum(amount)\` in \`where\` or \`derive\` | a window over all rows; \`group { … } { … }\` makes one row a group, and a \`where\` behind it is SQL's \`having\` |
| \`select\` | ends the pipeline's aliases and gives the columns their order; it does not come first |
| \`xs[1]\`, \`substr(s, 1, 3)\` | lists and texts are counted from 1; \`@index(0)\` among columns from 0 |
| \`union\` | matches columns by name, never by place |
| \`count(x)\` | counts what is not null; \`count()\` counts rows |
| entries of one \`{ }\` | do not see each other; a second \`derive\` sees the first |
| text and numbers | never meet unasked: \`x::string\`, \`f"{x}"\`, \`x::int64\`, \`x::?int64\` |
`;

export function comingFrom(): string {
  const parts = FROM.map((from) => {
    const rows = MISTAKES.filter((one) => one.from === from).map(({ wrote, here, code, fix }) => `| ${cell(wrote)} | ${cell(here)} | ${fix ? "✎ " : ""}[${code}](errors/${code}.md) |`);
    return `## ${from[0]?.toUpperCase()}${from.slice(1)}\n\n| elsewhere | here | diagnostic |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  return [HEAD, ...parts].join("\n");
}
