/** docs/functions.md, made from the rows of the language and the list of DuckDB's functions. */
import { describeRow, type RowText } from "../../src/ir/functions/describe.ts";
import { ENGINE_ENTRIES, ENGINE_FAMILIES, type Verdict } from "../../src/ir/functions/duckdb/index.ts";
import { CALLABLE, FAMILIES, writtenName, type FunctionRow } from "../../src/ir/functions/index.ts";

const INTRO = `Made from the rows of \`src/ir/functions\`; \`rulec functions WORD\` prints the same. ${"" /* one line */}
Any argument may be named (\`div(a, b, scale: 2)\`), and \`x.f(y)\` is \`f(x, y)\`. What \`int64\`, \`decimal(p, s)\` and nulls are is said in [types.md](types.md).
Every example is run on the engine by a test. Examples of aggregates stand over \`xs\`, the rows 1, 2 and null with the key \`k\` 0, 1, 2;
those of window functions over the same rows, and the result is that of the second.
Aggregates take \`where: condition\`, all may stand in a window; where an order makes the result, they take \`sort: [..]\`.
`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const code = (text: string): string => `\`${cell(text)}\``;
const anchor = (title: string): string => title.toLowerCase().replace(/[^a-z ]/g, "").replaceAll(" ", "-");

/** The page as a whole. */
export function functionsPage(): string {
  const families = FAMILIES.map(([family, rows]) => `## ${family}\n\n${byName(rows).map(functionPart).join("\n")}`);
  const contents = [...FAMILIES.map(([family]) => family), "DuckDB's functions"].map((title) => `[${title}](#${anchor(title)})`).join(" · ");
  return `# Functions\n\n${INTRO.replace(" \n", "\n")}\n${contents}\n\n${families.join("\n")}\n${enginePart()}`;
}

function byName(rows: readonly FunctionRow[]): (readonly FunctionRow[])[] {
  const names = [...new Set(rows.map(writtenName))];
  return names.map((name) => rows.filter((row) => writtenName(row) === name));
}

function functionPart(rows: readonly FunctionRow[]): string {
  const [first] = rows as [FunctionRow, ...FunctionRow[]];
  const title = first.operator ?? writtenName(first);
  return `### ${code(title)}\n\n${rows.map((row) => rowPart(row, describeRow(row))).join("\n")}`;
}

function rowPart(row: FunctionRow, { signature, arguments: args, returns, nulls, doc, examples }: RowText): string {
  const takes = args.map(({ name, takes, constant }) => `${code(name)} ${takes}${constant === "literal" ? ", written out" : ""}`).join("; ");
  const notes = [row.approximate === true ? "Approximate: engines may differ in the last places." : "", row.ordered === "float" ? "Floats are added in the order of the key." : ""];
  const facts = [takes === "" ? "" : `Takes ${takes}.`, `Gives ${returns}.`, nulls, ...notes].filter((text) => text !== "").join(" ");
  return `**${code(signature)}** ${doc}\n${facts}\n\n${examples.map(([call, result]) => `    ${call}  -- ${result}`).join("\n")}\n`;
}

const CELL_OF: Readonly<Record<Verdict, (by: string) => string>> = {
  in: (by) => (CALLABLE.includes(by) ? `[${code(by)}](#${by})` : code(by)),
  later: cell,
  out: cell,
};

/** Every function, aggregate and macro of the engine. */
function enginePart(): string {
  const tables = ENGINE_FAMILIES.map(({ family }) => {
    const rows = ENGINE_ENTRIES.filter((entry) => entry.family === family).map(({ verdict, by, names }) => `| ${names.map(code).join(" ")} | ${verdict} | ${CELL_OF[verdict](by)} |`);
    return `### ${family} of DuckDB\n\n| DuckDB | | here, or why not |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `## DuckDB's functions\n\nEach scalar function, aggregate and macro of the engine, read from its own catalogue by a test: *in*, with how one writes it; *later*, with what it waits for; *out*, with the reason. A name that ends in \`*\` stands for all that begin so. What is not in may still be called: \`sql<T>("f({x})", dialect: "duckdb")\`.\n\n${tables.join("\n")}`;
}
