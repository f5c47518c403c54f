/**
 * The words and signs of the language. The lexer knows one kind of word; parser/prepare.ts gives each its keyword by a look in a table, which costs less than a
 * pattern a keyword and needs no word-boundary look-ahead.
 */
import { createToken, Lexer, type IToken, type ITokenConfig, type TokenType } from "chevrotain";

/** Names only where they stand before a `:`, after a dot, or in backticks. */
export const RESERVED = [
  "and", "as", "between", "case", "else", "false", "from", "if", "in", "is", "let", "not", "null", "on", "or", "over", "sql", "then", "true",
] as const;

/** Words that mean something in one place and are names everywhere else. */
const CONTEXTUAL = [
  "module", "import", "export", "param", "schema", "source", "rule", "macro", "function", "test",
  "table", "expr", "selector", "ordered", "unordered", "by", "all", "tier", "key", "unique", "check", "references", "fresh", "within", "warn", "error",
  "where", "derive", "select", "drop", "rename", "aggregate", "group", "window", "sort", "limit", "sample", "distinct", "join", "union", "intersect", "except",
  "dedupe", "explode", "recurse", "pivot", "unpivot", "values", "previous", "using", "keep", "first", "last", "rows", "range",
  "asc", "desc", "nulls", "inner", "left", "right", "full", "cross", "semi", "anti", "asof", "for", "given", "expect", "no",
] as const;

const SIGNS = {
  pipe: "|>", concat: "||", nullSafeEqual: "<=>", lessEqual: "<=", greaterEqual: ">=", equal: "==", notEqual: "!=", coalesce: "??", tryCast: "::?", cast: "::",
  arrow: "->", intDivide: "//", ellipsis: "...", range: "..", less: "<", greater: ">", assign: "=", plus: "+", minus: "-", star: "*", slash: "/", percent: "%",
  ampersand: "&", bar: "|", tilde: "~", leftParen: "(", rightParen: ")", leftBrace: "{", rightBrace: "}", leftBracket: "[", rightBracket: "]", comma: ",",
  colon: ":", dot: ".", question: "?",
} as const;

type Word = (typeof RESERVED)[number] | (typeof CONTEXTUAL)[number];
type Sign = keyof typeof SIGNS;

const made: TokenType[] = [];
const token = (config: ITokenConfig): TokenType => {
  const type = createToken(config);
  made.push(type);
  return type;
};
const abstract = (name: string, label: string, categories: TokenType[] = []): TokenType => token({ name, label, pattern: Lexer.NA, categories });

/** Any word that may stand where only a name fits: after a dot. */
export const AnyWord = abstract("AnyWord", "a name");
/** What may name a thing: all words but the reserved ones. */
export const Name = abstract("Name", "a name", [AnyWord]);
/** The operators of the flat operator rule. */
export const Operator = abstract("Operator", "an operator");
/** A word with a single colon behind it: names an entry, an argument, an option or a column, so even a reserved word will do. */
export const Key = abstract("Key", "a name and `:`");
/** `date`, `time`, `timestamp`, `timestamptz` or `interval` with a string behind it. */
export const Temporal = abstract("Temporal", "a date or time");
/** What the lexer could not read; a diagnostic has been given. */
export const Unknown = abstract("Unknown", "something unreadable");
/** `_`, the row. */
export const Underscore = abstract("Underscore", "`_`");

/** A string with holes is cut in pieces: head, what stands in the holes, middles, tail; without holes it is one whole. */
export const TemplateHead = abstract("TemplateHead", "a string with `{`");
export const TemplateMiddle = abstract("TemplateMiddle", "`}`");
export const TemplateTail = abstract("TemplateTail", "`}`");
export const TemplateWhole = abstract("TemplateWhole", "a string");

export const White = token({ name: "White", pattern: /[\s\uFEFF]+/, group: Lexer.SKIPPED });
export const CommentToken = token({ name: "Comment", pattern: /--[^\n\r]*/, group: "comments" });
export const ForeignComment = token({ name: "ForeignComment", pattern: /\/\*[^]*?\*\//, group: "foreign" });
export const FString = token({ name: "FString", label: "an f-string", pattern: { exec: matchFString }, start_chars_hint: ["f"], line_breaks: false });
export const TripleString = token({ name: "TripleString", label: "a string", pattern: /"""[^]*?"""/ });
const OpenTriple = token({ name: "OpenTriple", label: "a string", pattern: /"""[^]*/ });
export const PlainString = token({ name: "PlainString", label: "a string", pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*"/ });
export const RawString = token({ name: "RawString", label: "a string", pattern: /r"[^"\n\r]*"/ });
export const SingleQuoted = token({ name: "SingleQuoted", label: "a string", pattern: /'(?:[^'\\\n\r]|\\[^\n\r]|'')*'/ });
const OpenLine = token({ name: "OpenLine", label: "a string", pattern: /r?"[^\n\r]*|'[^\n\r]*/ });
/** A string that nothing closes: to the end of the line, a triple one to the end of the file. */
export const isOpenString = (type: TokenType): boolean => type === OpenLine || type === OpenTriple;
export const NumberToken = token({ name: "Number", label: "a number", pattern: /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/ });
export const ParamToken = token({ name: "Param", label: "a parameter", pattern: /\$[A-Za-z_]\w*/ });
export const SelectorToken = token({ name: "Selector", label: "a selector", pattern: /@[A-Za-z_]\w*/ });
export const TagToken = token({ name: "Tag", label: "a tag", pattern: /#[A-Za-z_]\w*/ });
export const Identifier = token({ name: "Identifier", label: "a name", pattern: /[A-Za-z_]\w*/, categories: [Name] });
export const QuotedName = token({ name: "QuotedName", label: "a name", pattern: /`[^`\n\r]+`/, categories: [Name] });
/** Operators of other languages, and `;`: each is reported and replaced by ours. */
export const Foreign = token({ name: "Foreign", label: "an operator", pattern: /<>|&&|===|!==|=>|=<|!(?!=)|;/ });

const OPERATORS: ReadonlySet<string> = new Set([
  "star", "slash", "intDivide", "percent", "plus", "minus", "concat", "ampersand", "bar", "coalesce",
  "equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual", "nullSafeEqual", "and", "or",
]);

const words = (list: readonly Word[], category: TokenType): [Word, TokenType][] =>
  list.map((word) => [word, abstract(word.toUpperCase(), `\`${word}\``, OPERATORS.has(word) ? [category, Operator] : [category])]);

/** Keywords by their text. */
export const K = Object.fromEntries([...words(RESERVED, AnyWord), ...words(CONTEXTUAL, Name)]) as Record<Word, TokenType>;
/** Signs by their name. */
export const S = Object.fromEntries(
  Object.entries(SIGNS).map(([name, text]) => [name, token({ name: name.charAt(0).toUpperCase() + name.slice(1), label: `\`${text}\``, pattern: text, categories: OPERATORS.has(name) ? [Operator] : [] })]),
) as Record<Sign, TokenType>;

export const ALL_TOKENS: readonly TokenType[] = made;
export const KEYWORDS: ReadonlyMap<string, TokenType> = new Map(Object.entries(K));
const reserved: ReadonlySet<string> = new Set(RESERVED);
/** May not be a name without backticks. */
export const isReserved = (word: string): boolean => reserved.has(word);
export const isIdentifier = (word: string): boolean => /^[A-Za-z_]\w*$/.test(word) && word !== "_";

/** A token that no lexer made: a piece of another, or one that was missing. */
export const makeToken = (type: TokenType, image: string, startOffset: number): IToken => ({
  image, startOffset, tokenTypeIdx: type.tokenTypeIdx as number, tokenType: type,
});
/** The offset behind a token. The lexer leaves `endOffset` out; it is there where an image is not what the text says. */
export const tokenEnd = ({ startOffset, endOffset, image }: IToken): number => (endOffset === undefined ? startOffset + image.length : endOffset + 1);

let lexer: Lexer | undefined;
/** Made at first use: a process that parses nothing does not pay for it. */
export const theLexer = (): Lexer => (lexer ??= makeLexer(false));
export const makeLexer = (validate: boolean): Lexer =>
  new Lexer(made.filter((type) => type.PATTERN !== Lexer.NA), { positionTracking: "onlyOffset", ensureOptimizations: true, skipValidations: !validate });

/** An f-string to its closing quote, or to the end of the line if it has none. Quotes and braces inside its holes are not its own. */
function matchFString(text: string, start: number): RegExpExecArray | null {
  if (text[start + 1] !== '"') return null;
  return [text.slice(start, templateEnd(text, start + 2))] as unknown as RegExpExecArray;
}

/** Where a one-line string with holes ends: behind its quote, else at the end of the line. `at` is behind the opening quote. */
function templateEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '"') return i + 1;
    if (c === "\n" || c === "\r") return i;
    if (c === "\\" && !isLineEnd(text[i + 1])) i++;
    else if (c === "{" && text[i + 1] === "{") i++;
    else if (c === "{") i = holeEnd(text, i + 1) - 1;
  }
  return text.length;
}

const isLineEnd = (c: string | undefined): boolean => c === undefined || c === "\n" || c === "\r";

/** Where the hole that opens before `at` ends: at its `}`; at the end of the line if none closes it. */
export function holeEnd(text: string, at: number, multiline = false): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === "}" && depth-- === 0) return i;
    if (c === "{") depth++;
    else if (!multiline && (c === "\n" || c === "\r")) return i;
    else if (c === '"' || c === "`") i = quoteEnd(text, i, c, isRaw(text, i));
  }
  return text.length;
}

const isRaw = (text: string, quote: number): boolean => text[quote - 1] === "r" && !/\w/.test(text[quote - 2] ?? " ");

function quoteEnd(text: string, start: number, quote: string, raw: boolean): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i];
    if (c === quote) return i;
    if (isLineEnd(c)) return i - 1;
    if (c === "\\" && !raw && quote === '"' && !isLineEnd(text[i + 1])) i++;
  }
  return text.length;
}
