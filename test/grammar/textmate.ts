/**
 * grammar/rulec.tmLanguage.json: what editors colour by. Patterns of tokens are the lexer's. Which word is a keyword the parser knows by its place; here each
 * contextual word has the places where it is one, as far as a line shows them.
 */
import { CommentToken, Identifier, KEYWORDS, NumberToken, ParamToken, PlainString, QuotedName, RawString, SelectorToken, TagToken, isReserved } from "../../src/lang/tokens.ts";
import { TEMPORAL_WORDS } from "../../src/lang/parser/prepare.ts";
import { SIGNS } from "./rules.ts";

type Captures = Readonly<Record<string, { readonly name: string }>>;
type Rule = {
  readonly name?: string; readonly contentName?: string; readonly match?: string; readonly begin?: string; readonly end?: string; readonly include?: string;
  readonly captures?: Captures; readonly beginCaptures?: Captures; readonly endCaptures?: Captures; readonly patterns?: readonly Rule[];
};

const sourceOf = (pattern: unknown): string => (pattern as RegExp).source;
const include = (...names: readonly string[]): Rule[] => names.map((name) => ({ include: `#${name}` }));
const words = (...list: readonly string[]): string => `\\b(?:${list.join("|")})\\b`;

/** Words that a name follows in no expression: a declaration's at the start of a line, or behind its tags. */
const DECLARATIONS = ["module", "import", "export", "param", "schema", "source", "rule", "macro", "function", "test"];
const VERBS = [
  "where", "derive", "select", "drop", "rename", "aggregate", "group", "window", "sort", "limit", "sample", "distinct", "join", "union", "intersect", "except", "dedupe", "explode", "recurse", "pivot",
  "unpivot", "check",
];
const HOW = ["inner", "left", "right", "full", "cross", "semi", "anti"];
/** What can begin a relation or an expression, behind a keyword and a space. */
const OPERAND = "(?=\\s+(?:[A-Za-z_`\"$@\\d\\[({~-]|$))";

/** The places of contextual words, from a regular expression whose first group is the keyword. Lines are looked at one by one. */
const PLACES: readonly (readonly [words: readonly string[], pattern: string])[] = [
  [DECLARATIONS, `^\\s*(?:#\\w+\\s+)*(${DECLARATIONS.join("|")})(?=\\s+[A-Za-z_\`"{#]|\\s*$)(?!\\s*:)`],
  [["table", "expr", "selector"], "(?<=\\bmacro )(table|expr|selector)\\b"],
  [VERBS, `(?<=\\|>)\\s*(${VERBS.join("|")})\\b(?!\\s*:)`],
  [["sort", "by"], "\\b(sort|by)(?=\\s*\\[)"],
  [["ordered", "by"], "\\b(ordered\\s+by)\\b"],
  [["unordered"], "(?<!\\.)\\b(unordered)\\b(?!\\s*[:(,.])"],
  [["key"], "(?<=\\bby )\\s*(key)\\b"],
  [["key", "unique", "references", "using", "values"], "(?<![.\\w@] )(?<!\\.)\\b(key|unique|references|using|values)(?=\\s*\\[)"],
  [["using", "values"], "(?<=[\\w\\])] )\\b(using|values)(?=\\s*\\[)"],
  [["key"], "(?<=check )\\b(key)(?=\\s*\\[)"],
  [["check", "fresh"], `(?:(?<=^|,|\\{)\\s*)(check|fresh)${OPERAND}`],
  [["within"], `\\b(within)(?=\\s+(?:interval|\\$))`],
  [["warn", "error"], "(?<=\\belse )(warn|error)\\b(?=\\s*(?:\"|,|$|--|\\||\\}))"],
  [["tier"], "(?<=[\\w\\])\"] )\\b(tier)(?=\\s+[A-Za-z_]+)"],
  [["all"], "(?<=\\bthen )(all)\\b"],
  [["all"], `(?<=\\b(?:union |except )|\\bintersect )(all)(?=\\s+[A-Za-z_\`(])`],
  [["asof", ...HOW], `(?<=\\bjoin )(asof)(?:\\s+(${HOW.join("|")}))?${OPERAND}(?!\\s+(?:on|as|using)\\b)`],
  [HOW, `(?<=\\bjoin )(${HOW.join("|")})${OPERAND}(?!\\s+(?:on|as|using)\\b)`],
  [["keep", "first", "last", "by"], "\\b(keep)\\s+(first|last)\\s+(by)\\b"],
  [["keep", "first", "last", "by"], "\\b(keep)\\s+(first|last)\\s*$"],
  [["rows", "range"], "\\b(rows|range)(?=\\s+[-\\w$\"\\s]*\\.\\.(?!\\.))"],
  [["nulls", "first", "last"], "\\b(nulls)\\s+(first|last)\\b"],
  [["asc", "desc"], "(?<=[\\w)\\]`\"] )(asc|desc)\\b(?=\\s*(?:[,\\])]|nulls\\b|--|$))"],
  [["previous"], "(?<=\\b(?:from |join |left )|\\b(?:given |union |semi |anti |full |right )|\\b(?:all |inner |cross |except )|\\bintersect |\\()(previous)(?=\\s+[A-Za-z_`])"],
  [["values"], "\\b(values)(?=\\s*\\[)"],
  [["for"], "(?<=\" )(for)(?=\\s+[A-Za-z_`])"],
  [["given"], "(?:^|(?<=[{\\]]))\\s*(given)(?=\\s+[A-Za-z_`])"],
  [["expect", "no", "rows", "error"], `(?:^|(?<=[{\\]"]))\\s*(expect)(?:\\s+(no)\\s+(rows)\\b|\\s+(rows)(?=\\s*\\[|\\s+[A-Za-z_\`])|\\s+(error)(?=\\s*")|${OPERAND})`],
];

/** Reserved words by what they are. */
const CONSTANTS = ["true", "false", "null"];
const OPERATORS = ["and", "or", "not", "in", "is", "between"];

function keywordRules(): Rule[] {
  const contextual = [...KEYWORDS.keys()].filter((word) => !isReserved(word));
  const placed = new Set(PLACES.flatMap(([list]) => list));
  const without = contextual.filter((word) => !placed.has(word));
  if (without.length > 0 || placed.size > contextual.length) throw new Error(`no place, in the TextMate grammar, for ${without.join(", ")}`);
  const name = "keyword.other.rulec";
  return PLACES.map(([, match]) => ({ match, captures: { 1: { name }, 2: { name }, 3: { name }, 4: { name }, 5: { name } } }));
}

const string = (quote: string, open: string, end: string, patterns: readonly Rule[]): Rule => ({
  name: `string.quoted.${quote}.rulec`, begin: open, end, beginCaptures: { 0: { name: "punctuation.definition.string.begin.rulec" } }, endCaptures: { 0: { name: "punctuation.definition.string.end.rulec" } }, patterns,
});
const ESCAPE: Rule = { name: "constant.character.escape.rulec", match: "\\\\(?:u[0-9A-Fa-f]{4}|.)" };
const BRACES: Rule = { name: "constant.character.escape.rulec", match: "\\{\\{|\\}\\}" };
const HOLE: Rule = {
  begin: "\\{", end: "\\}", name: "meta.embedded.hole.rulec", patterns: [...include("braces", "expression")],
  beginCaptures: { 0: { name: "punctuation.section.embedded.begin.rulec" } }, endCaptures: { 0: { name: "punctuation.section.embedded.end.rulec" } },
};
const LINE_END = `"|(?=$)`;

/** Longest first, as the lexer takes them. */
const LONGEST = [...SIGNS.values()].filter((sign) => !/^[()[\]{},.:]$/.test(sign)).toSorted((a, b) => b.length - a.length);
const literally = (text: string): string => text.replaceAll(/[|\\{}()[\]^$+*?.]/g, "\\$&");

const NAME = sourceOf(Identifier.PATTERN);

const REPOSITORY: Readonly<Record<string, Rule>> = {
  comments: {
    patterns: [
      { name: "comment.line.documentation.rulec", match: "---(?!-).*$" },
      { name: "comment.line.double-dash.rulec", match: sourceOf(CommentToken.PATTERN) },
    ],
  },
  strings: {
    patterns: [
      string("interpolated", 'f"', LINE_END, [BRACES, ESCAPE, HOLE]),
      { name: "string.quoted.raw.rulec", match: sourceOf(RawString.PATTERN) },
      string("triple", '"""', '"""', []),
      { name: "string.quoted.double.rulec", match: sourceOf(PlainString.PATTERN), captures: {} },
    ],
  },
  sql: {
    begin: "(?<![.\\w])(sql)\\b(?=\\s*(?:<|\"|$))(?!\\s*:)", end: '(?<=")', beginCaptures: { 1: { name: "keyword.control.rulec" } },
    patterns: [
      ...include("comments", "generic"), string("triple", '"""', '"""', [BRACES, HOLE]), string("double", '"', LINE_END, [BRACES, ESCAPE, HOLE]),
    ],
  },
  generic: { begin: "(?<=[A-Za-z])<", end: ">", patterns: [...include("comments", "keys", "types", "generic", "numbers")] },
  braces: { begin: "\\{", end: "\\}", patterns: [...include("braces", "expression")] },
  keys: { patterns: [
    { name: "variable.other.property.rulec", match: `(?<![.\\w$@#\`])${NAME}(?=\\s*:(?!:))` },
    { match: `(?<=[^.]\\.)(${NAME})(?=\\s*\\()`, captures: { 1: { name: "entity.name.function.rulec" } } },
    { name: "variable.other.property.rulec", match: `(?<=[^.]\\.)${NAME}` },
  ] },
  names: { patterns: [
    { name: "variable.other.quoted.rulec", match: sourceOf(QuotedName.PATTERN) },
    { name: "variable.parameter.rulec", match: sourceOf(ParamToken.PATTERN) },
    { name: "support.function.selector.rulec", match: sourceOf(SelectorToken.PATTERN) },
    { name: "entity.other.attribute-name.tag.rulec", match: sourceOf(TagToken.PATTERN) },
    { match: `(?<=\\b(?:rule|test) |\\b(?:source|schema|module) |\\bfunction |\\b(?:table|expr) |\\bselector )(${NAME})`, captures: { 1: { name: "entity.name.type.rulec" } } },
    { name: "entity.name.function.rulec", match: `(?<![\\w.])(?!${words(...[...KEYWORDS.keys()].filter(isReserved))})${NAME}(?=\\()` },
    { name: "storage.modifier.rulec", match: "(?<=\\bas )(?:table|view|inline|parquet|csv|json)\\b" },
    { name: "variable.language.rulec", match: "\\b_\\b" },
  ] },
  types: { patterns: [
    { name: "support.type.rulec", match: words(...TEMPORAL_WORDS) + '(?=\\s*")' },
    { match: `(::\\??)\\s*(${NAME})`, captures: { 1: { name: "keyword.operator.rulec" }, 2: { name: "support.type.rulec" } } },
    { name: "support.type.rulec", match: "(?<=[:<,] |[:<]|-> )\\b(?:bool|u?int(?:8|16|32|64)|int128|float(?:32|64)|decimal|string|binary|uuid|json|date|time|timestamp|timestamptz|interval|list|map|struct|column|columns|table|expr|any)\\b(?=\\s*(?:[,<>?(}=#)]|--|$))" },
  ] },
  numbers: { name: "constant.numeric.rulec", match: `(?<![\\w.])${sourceOf(NumberToken.PATTERN)}|(?<=\\.\\.)${sourceOf(NumberToken.PATTERN)}` },
  keywords: { patterns: [
    ...keywordRules(),
    { name: "constant.language.rulec", match: words(...CONSTANTS) },
    { name: "keyword.operator.word.rulec", match: words(...OPERATORS) },
    { name: "keyword.control.rulec", match: words(...[...KEYWORDS.keys()].filter((word) => isReserved(word) && !CONSTANTS.includes(word) && !OPERATORS.includes(word))) },
  ] },
  operators: { name: "keyword.operator.rulec", match: LONGEST.map(literally).join("|") },
  expression: { patterns: include("comments", "strings", "sql", "types", "keys", "keywords", "names", "generic", "numbers", "operators") },
};

export const textmate = (): string =>
  `${JSON.stringify({ name: "rulec", scopeName: "source.rulec", fileTypes: ["rule"], patterns: [{ include: "#expression" }], repository: REPOSITORY }, null, 2)}\n`;
