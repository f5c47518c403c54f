/** How tokens are written, as W3C's EBNF says it: from the lexer's patterns, and in words of our own where code decides. */
import type { TokenType } from "chevrotain";
import { ALL_TOKENS, AnyWord, CommentToken, Identifier, KEYWORDS, Key, Name, NumberToken, Operator, ParamToken, PlainString, QuotedName, RawString, SelectorToken, TagToken, TemplateHead, TemplateMiddle, TemplateTail, TemplateWhole, Temporal, TripleString, Underscore, White, isReserved } from "../../src/lang/tokens.ts";
import { TEMPORAL_WORDS } from "../../src/lang/parser/prepare.ts";
import { tokenPart } from "./rules.ts";

/** `note` says what the definition cannot. */
export type TokenRule = { readonly name: string; readonly definition: string; readonly note?: string };

export const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`);
const oneOf = (texts: readonly string[]): string => texts.map(quoted).join(" | ");

/** Members of a category that are written in one way. */
const membersOf = (category: TokenType): readonly string[] =>
  ALL_TOKENS.filter((type) => type.CATEGORIES?.includes(category) === true).flatMap((type) => {
    const part = tokenPart(type);
    return part.of === "literal" ? [part.text] : [];
  });

const TEXT = "TemplateText";
const words = [...KEYWORDS.keys()];

/** What code decides: a category, the piece of a string, a word by what is beside it. */
const DECIDED: ReadonlyMap<TokenType, Omit<TokenRule, "name">> = new Map([
  [Name, { definition: `Identifier | QuotedName | ${oneOf(words.filter((word) => !isReserved(word)))}`, note: "words that mean something in one place are names everywhere else" }],
  [AnyWord, { definition: `Name | ${oneOf(words.filter(isReserved))}`, note: "behind a dot and before a colon reserved words are names, too" }],
  [Key, { definition: "AnyWord", note: "with one colon behind it" }],
  [Temporal, { definition: oneOf([...TEMPORAL_WORDS]), note: "with a string behind it" }],
  [Underscore, { definition: "'_'" }],
  [Operator, { definition: oneOf(membersOf(Operator)), note: "which of them binds how tightly is said in docs/language.md" }],
  [TemplateWhole, { definition: `('f"' | '"' | '"""') ${TEXT} ('"' | '"""')`, note: "an f-string, or the text behind sql, without holes; it is closed as it was opened" }],
  [TemplateHead, { definition: `('f"' | '"' | '"""') ${TEXT} '{'` }],
  [TemplateMiddle, { definition: `'}' ${TEXT} '{'` }],
  [TemplateTail, { definition: `'}' ${TEXT} ('"' | '"""')` }],
]);

const READ: readonly TokenType[] = [Identifier, QuotedName, NumberToken, PlainString, RawString, TripleString, ParamToken, SelectorToken, TagToken, CommentToken, White];

/** Tokens that rules name, then what they are made of, and what stands between tokens. */
export function tokenRules(): readonly TokenRule[] {
  const decided = [...DECIDED].map(([type, rule]) => ({ name: type.name, ...rule }));
  const text = { name: TEXT, definition: `([^"\\{}] | '\\' [^#xA#xD] | '{{' | '}}')*`, note: "between three quotes also one or two, a backslash as it stands, and line ends" };
  const notes: Readonly<Record<string, string>> = { Comment: "between any tokens; one with exactly three dashes documents what follows", White: "between any tokens" };
  return [...decided, text, ...READ.map((type) => ({ name: type.name, definition: definitionOf(type.PATTERN as RegExp), ...(notes[type.name] === undefined ? {} : { note: notes[type.name] as string }) }))];
}

const LAZY = /^(.*?)\[\^\]\*\?(.*)$/;

/** A pattern of the lexer; one that takes as little as it can up to its end is all that does not hold that end. */
function definitionOf({ source }: RegExp): string {
  const lazy = LAZY.exec(source);
  if (lazy === null) return sequenceOf(source);
  const [open, close] = [sequenceOf(lazy[1] as string), sequenceOf(lazy[2] as string)];
  return `${open} (Any* - (Any* ${close} Any*)) ${close} /* Any ::= [#x0-#x10FFFF] */`;
}

const CLASSES: Readonly<Record<string, string>> = { "\\d": "[0-9]", "\\w": "[A-Za-z0-9_]" };
const INSIDE: Readonly<Record<string, string>> = { "\\d": "0-9", "\\w": "A-Za-z0-9_", "\\s": "#x9-#xD#x20#xA0", "\\n": "#xA", "\\r": "#xD", "\\\\": "\\", "\\uFEFF": "#xFEFF" };

/** Pieces of a pattern: a class, a group, an escape or a character, each with what repeats it. */
const PIECE = /\[(?:\\.|[^\]\\])*\]|\(\?:|\\.|[()|]|./gu;

function sequenceOf(source: string): string {
  const out: string[] = [];
  let text = "";
  const flush = (behind?: string): void => {
    if (text !== "") out.push(quoted(text));
    text = "";
    if (behind !== undefined) out.push(behind);
  };
  const pieces = source.match(PIECE) ?? [];
  for (const [i, piece] of pieces.entries()) {
    const repeated = /^[*+?]$/.test(pieces[i + 1] ?? "");
    if (/^[*+?]$/.test(piece)) out.push(`${out.pop() ?? ""}${piece}`);
    else if (piece === "(?:") flush("(");
    else if (piece === ")" || piece === "|") flush(piece);
    else if (piece.startsWith("[") && piece.length > 1) flush(piece.replaceAll(/\\u[0-9A-F]{4}|\\./g, (escape) => INSIDE[escape] ?? escape.slice(1)));
    else if (CLASSES[piece] !== undefined) flush(CLASSES[piece]);
    else {
      if (repeated) flush();
      text += piece.length > 1 ? piece.slice(1) : piece;
      if (repeated) flush();
    }
  }
  flush();
  return out.join(" ").replaceAll("( ", "(").replaceAll(" )", ")");
}
