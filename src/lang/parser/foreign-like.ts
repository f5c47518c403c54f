/** `x like "a%"` and its kind, which are calls here; `escape`, whose place the pattern's own `\` takes. */
import type { IToken, TokenType } from "chevrotain";
import { Identifier, K, Name, ParamToken, PlainString, S, tokenEnd } from "../tokens.ts";
import { edit, instead, operandBefore, put, tell, word, type Form } from "./foreign-kit.ts";
import { isA } from "./rule-parser.ts";

const ESCAPES = "`like(x, \"50\\\\%\")`: `\\` takes the next character as it is";

/** The pattern, a string with `escape "!"` behind it, in our escapes; null where nothing of the kind stands or one of them is no plain text. */
function escaped(pattern: IToken | undefined, behind: IToken | undefined, by: IToken | undefined): string | null {
  if (!word(behind, "escape") || pattern?.tokenType !== PlainString || by?.tokenType !== PlainString) return null;
  const [text, sign] = [textOf(pattern), textOf(by)];
  if (text === null || sign?.length !== 1) return null;
  let ours = "";
  let isEscaped = false;
  for (const one of text) {
    const escapes: boolean = one === sign && !isEscaped;
    const stands = one === "\\" && !isEscaped ? "\\\\" : one;
    ours += escapes ? "\\" : stands;
    isEscaped = escapes;
  }
  return JSON.stringify(ours);
}

function textOf({ image }: IToken): string | null {
  try {
    return JSON.parse(image) as string;
  } catch {
    return null;
  }
}

/** `x like "a%"`, `x not like "a%"`, `x ilike "a%"`, each with `escape "!"` or without. */
const like: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [head, pattern, behind, by] = [tokens[at] as IToken, tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  const not = word(before.at(-1), "not") ? 1 : 0;
  const operand = operandBefore(not === 1 ? before.slice(0, -1) : before);
  if (pattern === undefined || operand === 0 || !(pattern.tokenType === PlainString || pattern.tokenType === ParamToken || isA(pattern, Name)) || [S.leftParen, S.dot].includes(behind?.tokenType as TokenType)) return null;
  const left = before.slice(before.length - not - operand, before.length - not);
  const [first, last] = [left[0] as IToken, left.at(-1) as IToken];
  const folds = word(head, "ilike");
  const escapes = escaped(pattern, behind, by);
  const written = escapes ?? pattern.image;
  const low = pattern.tokenType === PlainString && folds ? written.toLowerCase() : written;
  const [open, close] = folds ? ["like(lower(", ")"] : ["like(", ""];
  const end = escapes === null ? pattern : (by as IToken);
  const edits = [
    put(path, first.startOffset, (not === 1 ? "not " : "") + open), { file: path, start: tokenEnd(last), end: pattern.startOffset, text: `${close}, ` },
    edit(path, pattern, end, `${folds && pattern.tokenType !== PlainString ? `lower(${low})` : low})`),
  ];
  const name = (image: string): IToken[] => [instead(Identifier, image, head), instead(S.leftParen, "(", head)];
  const right = folds && pattern.tokenType !== PlainString ? [...name("lower"), pattern, instead(S.rightParen, ")", pattern)] : [instead(pattern.tokenType, written, pattern)];
  const tokens_ = [
    ...(not === 1 ? [instead(K.not, "not", before.at(-1) as IToken)] : []), ...name("like"), ...(folds ? name("lower") : []), ...left, ...(folds ? [instead(S.rightParen, ")", last)] : []),
    instead(S.comma, ",", head), ...right, instead(S.rightParen, ")", pattern),
  ];
  const ours = escapes !== null ? ESCAPES : folds ? "`like(lower(x), \"a%\")`" : "`like(x, \"a%\")`, `starts_with(x, \"a\")` or `contains(x, \"a\")`";
  return { end: at + (escapes === null ? 2 : 4), back: operand + not, put: tokens_, diagnostic: tell(around, "sql-form", { wrote: escapes === null ? head.image : `${head.image} … ${behind?.image ?? ""}`, ours }, head, head, edits) };
};

/** `like(x, "a!%" escape "!")`. */
const escape: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [head, by, pattern] = [tokens[at] as IToken, tokens[at + 1], before.at(-1)];
  const ours = escaped(pattern, head, by);
  if (ours === null || pattern === undefined || by === undefined) return null;
  return { end: at + 2, back: 1, put: [instead(PlainString, ours, pattern)], diagnostic: tell(around, "sql-form", { wrote: head.image, ours: ESCAPES }, head, by, [edit(path, pattern, by, ours)]) };
};

export const LIKE_FORMS: readonly (readonly [string, Form])[] = [["like", like], ["ilike", like], ["escape", escape]];
