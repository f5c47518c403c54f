/** SQL templates: from a row and its arguments to text with holes, and what a printer has to know to fill them. */
import { readRegex, readReplacement } from "../../values/regex.ts";
import { UINT64 } from "../../values/type.ts";
import type { ArgSpec, FunctionRow } from "./row.ts";
import { SPECIALS } from "./specials.ts";
import { LARGEST_32, isWithin32, type Sql, type SqlArg, type SqlCall } from "./sql-call.ts";

export type { Sql, SqlArg, SqlCall };

/** The name of each argument's hole: `s`, `start`, and `xs.0`, `xs.1` … for what a variadic argument stands for. */
export function holeNames(row: FunctionRow, count: number): string[] {
  const fixed = row.variadic === undefined ? row.args.length : row.args.length - 1;
  return Array.from({ length: count }, (_, i) => (i < fixed ? (row.args[i] as ArgSpec).name : `${row.args.at(-1)?.name}.${i - fixed}`));
}

/** The call's SQL for DuckDB. All that is left to fill are plain holes: arguments by `holeNames`, `{type}`, `{order}`, `{over}`. */
export function duckdbSql(row: FunctionRow, call: SqlCall): Sql {
  const sql = row.sql.duckdb;
  if (typeof sql === "string" && !/[@!#]|\.\.\./.test(sql) && !row.args.some(({ value }) => value === "regex")) return plainSql(sql);
  const names = holeNames(row, call.args.length);
  const special = typeof sql === "string" ? { template: sql, literals: {} } : SPECIALS[sql.special].sql({ ...call, names });
  return { template: expand(special.template, names, call.args), literals: { ...patternLiterals(row, call.args), ...special.literals } };
}

const plain = new Map<string, Sql>();

/** The same object each time for a template that does not depend on the call. */
function plainSql(template: string): Sql {
  const known = plain.get(template) ?? { template, literals: {} };
  plain.set(template, known);
  return known;
}

const FORM = /\{(\w+(?:\.\d+)?)(?:(@|!|#)(\d+)|(\.\.\.))\}/g;

function expand(template: string, names: readonly string[], args: readonly SqlArg[]): string {
  return template.replace(FORM, (_, name: string, mark: string | undefined, bound: string, rest: string | undefined) => {
    if (rest !== undefined) return names.filter((hole) => hole.startsWith(`${name}.`)).map((hole) => `{${hole}}`).join(", ");
    const arg = args[names.indexOf(name)] as SqlArg;
    return mark === "@" ? atLeast(name, Number(bound), arg) : mark === "#" ? within32(name, Number(bound), arg) : notZero(name, arg);
  });
}

/** `greatest` skips nulls, so a null needs the longer form. */
function atLeast(name: string, least: number, arg: SqlArg): string {
  if (typeof arg.literal === "string") return Number(arg.literal) >= least ? `{${name}}` : String(least);
  return arg.nullable ? `case when {${name}} < ${least} then ${least} else {${name}} end` : `greatest({${name}}, ${least})`;
}

/** No text is so long that a larger number would mean something else. */
function within32(name: string, least: number, arg: SqlArg): string {
  const isLiteral = typeof arg.literal === "string";
  if (isLiteral && Number(arg.literal) > LARGEST_32) return String(LARGEST_32);
  if (isLiteral || isWithin32(arg.type)) return atLeast(name, least, arg);
  const within = arg.nullable
    ? `case when {${name}} < ${least} then ${least} when {${name}} > ${LARGEST_32} then ${LARGEST_32} else {${name}} end`
    : `least(greatest({${name}}, ${least}), ${LARGEST_32})`;
  return arg.type === UINT64 ? `(${within})::bigint` : within;
}

const notZero = (name: string, { literal }: SqlArg): string =>
  typeof literal === "string" && /[1-9]/.test(literal) ? `{${name}}` : `nullif({${name}}, 0)`;

/** Patterns and replacements as RE2 reads them; they were checked when the call was resolved. */
function patternLiterals(row: FunctionRow, args: readonly SqlArg[]): Record<string, string> {
  const literals: Record<string, string> = {};
  for (const [i, spec] of row.args.entries()) {
    const text = args[i]?.literal;
    if (typeof text !== "string") continue;
    const read = spec.value === "regex" ? readRegex(text) : spec.value === "replacement" ? readReplacement(text, 9) : null;
    if (read?.ok) literals[spec.name] = "pattern" in read ? read.pattern : read.text;
  }
  return literals;
}

/** `argument` of a part is its hole's name; text has `{{` and `}}` resolved. `delimited`: stands alone between parentheses or commas. */
export type TemplatePart = { readonly text: string } | { readonly hole: string; readonly delimited: boolean };

const cache = new Map<string, readonly TemplatePart[]>();

export function parseTemplate(template: string): readonly TemplatePart[] {
  const known = cache.get(template);
  if (known !== undefined) return known;
  const parts: TemplatePart[] = [];
  let text = "";
  for (const match of template.matchAll(/\{\{|\}\}|\{([\w.]+)\}|[^{}]+/g)) {
    const hole = match[1];
    if (hole === undefined) text += match[0] === "{{" ? "{" : match[0] === "}}" ? "}" : match[0];
    else {
      const after = template[match.index + match[0].length];
      parts.push({ text }, { hole, delimited: /(?:[(,] ?|\[)$/.test(text) && (after === ")" || after === "," || after === "]") });
      text = "";
    }
  }
  parts.push({ text });
  cache.set(template, parts);
  return parts;
}

/** How tightly SQL of a template holds together, loosest first. An atom never needs parentheses. */
export const SQL_LEVELS = ["or", "and", "not", "is", "compare", "between", "other", "add", "multiply", "unary", "cast", "atom"] as const;
export type SqlLevel = (typeof SQL_LEVELS)[number];

/** From loosest to tightest: what makes a template be of the level, at the outermost depth. Precedences: DuckDB's (PostgreSQL's) grammar. */
const MARKS: readonly (readonly [SqlLevel, RegExp])[] = [
  ["or", / or /], ["and", / and /], ["not", /^not /], ["is", / is /], ["compare", / (?:=|<>|<=|>=|<|>) /], ["between", / (?:between|in|like) /],
  ["other", /^~| (?:\|\||&|\||<<|>>|->>?) /], ["add", / [+-] /], ["multiply", / (?:\*|\/|\/\/|%) /], ["unary", /^-/], ["cast", /::/],
];

export function templateLevel(template: string): SqlLevel {
  if (/^case .* end$/.test(template)) return "atom";
  const outer = outermost(template);
  // `between … and …` is no `and`.
  if (/ between \S+ and /.test(outer)) return "between";
  return MARKS.find(([, mark]) => mark.test(outer))?.[0] ?? "atom";
}

/** The text outside of parentheses, brackets and quotes. */
function outermost(template: string): string {
  let [depth, out] = [0, ""];
  for (const [token] of template.replace(/'(?:[^']|'')*'/g, "''").matchAll(/[([]|[)\]]|[^()[\]]+/g)) {
    if (token === "(" || token === "[") depth++;
    else if (token === ")" || token === "]") depth--;
    else if (depth === 0) out += token;
  }
  return out;
}

/** Holes that stand more than once: what fills them is printed and, unless the engine sees that it is the same, computed so often. */
export function repeatedHoles(template: string): string[] {
  const holes = parseTemplate(template).flatMap((part) => ("hole" in part ? [part.hole] : []));
  return [...new Set(holes.filter((hole, i) => holes.indexOf(hole) < i))];
}
