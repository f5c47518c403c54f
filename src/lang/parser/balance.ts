/**
 * Brackets that do not match are mended before parsing: the parser then meets balanced groups only and can skip an unreadable item, stage or declaration
 * whole. Each place that is mended gives one diagnostic, and errors at an inserted bracket are silent (see recover.ts).
 */
import type { IToken, TokenType } from "chevrotain";
import type { Comment } from "../ast/index.ts";
import { diagnose, type Diagnostic, type Place } from "../diagnostics/index.ts";
import { K, S, makeToken, tokenEnd } from "../tokens.ts";

const CLOSER: ReadonlyMap<TokenType, TokenType> = new Map([[S.leftParen, S.rightParen], [S.leftBrace, S.rightBrace], [S.leftBracket, S.rightBracket]]);
const CLOSERS: ReadonlySet<TokenType> = new Set(CLOSER.values());
const SIGN: ReadonlyMap<TokenType, string> = new Map([[S.rightParen, ")"], [S.rightBrace, "}"], [S.rightBracket, "]"]]);
const HEADS: ReadonlySet<TokenType> = new Set([K.module, K.import, K.export, K.param, K.schema, K.source, K.rule, K.macro, K.function, K.test]);

export const isOpener = (type: TokenType): boolean => type === S.leftParen || type === S.leftBrace || type === S.leftBracket;
export const isCloser = (type: TokenType): boolean => type === S.rightParen || type === S.rightBrace || type === S.rightBracket;
/** What closes a group that `type` opens. */
export const closerOf = (type: TokenType): TokenType | undefined => CLOSER.get(type);

export function isBalanced(tokens: readonly IToken[]): boolean {
  const open: TokenType[] = [];
  for (const { tokenType } of tokens) {
    if (isOpener(tokenType)) open.push(tokenType);
    else if (isCloser(tokenType)) {
      const opener = open.pop();
      if (opener === undefined || CLOSER.get(opener) !== tokenType) return false;
    }
  }
  return open.length === 0;
}

/** `isPipeline`: the group holds stages (a rule's body, a relation in parentheses), so that a `|>` may stand right in it. */
type Open = { readonly token: IToken; readonly closer: TokenType; readonly indent: number; readonly isPipeline: boolean };
type Source = { readonly path: string; readonly text: string; readonly out: readonly IToken[]; readonly comments: readonly Comment[]; readonly report: (diagnostic: Diagnostic) => void };
/** What may have swallowed closers, in the order of the text: strings that nothing closes, and comments that begin right behind code and hold one. */
type Mending = Source & { readonly openStrings: readonly number[]; readonly tight: readonly Comment[] };

/** The tokens with closers put in and stray ones left out. Layout decides only here, where the text is wrong already, and only in the declarations that are. */
export function balance(source: Source): IToken[] {
  const { text, out } = source;
  const mending: Mending = {
    ...source,
    openStrings: out.filter(({ payload }) => payload === OPEN_STRING).map(({ startOffset }) => startOffset),
    tight: source.comments.filter((comment) => isTight(text, comment.start) && /[)}\]]/.test(comment.text)),
  };
  const heads = [...out.keys()].filter((i) => HEADS.has((out[i] as IToken).tokenType) && isAtLineStart(text, out[i] as IToken) && isHead(out, i));
  const bounds = [...new Set([0, ...heads, out.length])];
  return bounds.slice(1).flatMap((end, i) => {
    const part = out.slice(bounds[i], end);
    return isBalanced(part) ? part : mend(mending, part, out[end]);
  });
}

function mend(source: Mending, tokens: readonly IToken[], following: IToken | undefined): IToken[] {
  const { text } = source;
  const open: Open[] = [];
  const mended: IToken[] = [];
  const closeDownTo = (depth: number, before: IToken | undefined): void => {
    if (open.length <= depth) return;
    reportOpen(source, open.slice(depth), before);
    while (open.length > depth) mended.push(inserted((open.pop() as Open).closer, mended, before));
  };
  for (const [i, token] of tokens.entries()) {
    const type = token.tokenType;
    const closer = CLOSER.get(type);
    if (closer !== undefined) {
      open.push({ token, closer, indent: indentOf(text, token), isPipeline: type !== S.leftBracket && startsPipeline(tokens, i + 1) });
    } else if (CLOSERS.has(type)) {
      const target = openerFor(open, token, text);
      if (target === null) {
        if (!strayCloser(source, open, tokens, i)) continue;
      } else closeDownTo(target + 1, token);
      open.pop();
    } else if (type === S.pipe) {
      closeDownTo(open.findLastIndex((group) => group.isPipeline) + 1, token);
    }
    mended.push(token);
  }
  closeDownTo(0, following);
  return mended;
}

/** The second form lacks its `from`. */
const startsPipeline = (tokens: readonly IToken[], at: number): boolean => {
  const [first, second] = [tokens[at]?.tokenType, tokens[at + 1]?.tokenType];
  return first === K.from || first === K.let || second === S.pipe;
};

/** Which open group a closer ends: the innermost of its kind, but for one that begins its line, the one whose line is indented alike. */
function openerFor(open: readonly Open[], token: IToken, text: string): number | null {
  const alike = open.findLastIndex((group) => group.closer === token.tokenType);
  if (alike < 0) return null;
  const indent = indentOf(text, token);
  if (token.startOffset !== lineStart(text, token.startOffset) + indent) return alike;
  const aligned = open.findLastIndex((group) => group.closer === token.tokenType && group.indent === indent);
  return aligned >= 0 && (open[alike] as Open).indent > indent ? aligned : alike;
}

/** A closer that nothing of its kind opened: the wrong one for the group that it stands in (true: it counts as the right one), or one too many (false). */
function strayCloser(source: Source, open: readonly Open[], tokens: readonly IToken[], i: number): boolean {
  const token = tokens[i] as IToken;
  const at = { file: source.path, start: token.startOffset, end: token.startOffset + 1 };
  const group = open.at(-1);
  if (group === undefined || closesLater(tokens, i + 1, group.closer)) {
    source.report(diagnose("stray-bracket", { bracket: token.image }, at, { edits: [{ ...at, text: "" }] }));
    return false;
  }
  const right = SIGN.get(group.closer) as string;
  const opened = { at: { file: source.path, start: group.token.startOffset, end: group.token.startOffset + 1 }, label: `\`${group.token.image}\` opens here` };
  source.report(diagnose("wrong-bracket", { bracket: token.image, right }, at, { related: [opened], edits: [{ ...at, text: right }] }));
  token.tokenType = group.closer;
  token.tokenTypeIdx = group.closer.tokenTypeIdx as number;
  return true;
}

/** Whether the group around a token is closed by its own closer further on. */
function closesLater(tokens: readonly IToken[], from: number, closer: TokenType): boolean {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const type = (tokens[i] as IToken).tokenType;
    if (isOpener(type)) depth++;
    else if (isCloser(type) && depth-- === 0) return type === closer;
  }
  return false;
}

/** Of the groups around one that is open, too. */
const MOST_SHOWN = 5;

/** One diagnostic for all groups that end at one place; none where an open string has swallowed the closers. */
function reportOpen(source: Mending, groups: readonly Open[], before: IToken | undefined): void {
  const inner = (groups.at(-1) as Open).token;
  const end = before?.startOffset ?? source.text.length;
  const outer = (groups[0] as Open).token.startOffset;
  if (firstBehind(source.openStrings, (start) => start, outer, end) !== undefined) return;
  const place = (token: IToken): Place => ({ file: source.path, start: token.startOffset, end: token.startOffset + 1 });
  const related = groups.slice(0, -1).slice(-MOST_SHOWN).map(({ token }) => ({ at: place(token), label: "this one is open too" }));
  const comment = firstBehind(source.tight, ({ start }) => start, inner.startOffset, end);
  const params = { bracket: inner.image, right: SIGN.get((groups.at(-1) as Open).closer) as string, comment: comment !== undefined };
  if (comment !== undefined) related.push({ at: { file: source.path, start: comment.start, end: comment.end }, label: "this is a comment" });
  source.report(diagnose("unclosed-bracket", params, place(inner), { related }));
}

/** The first of what is in the order of the text that lies between two offsets, found by halving. */
function firstBehind<T>(items: readonly T[], startOf: (item: T) => number, from: number, to: number): T | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(items[middle] as T) > from) high = middle;
    else low = middle + 1;
  }
  const found = items[low];
  return found !== undefined && startOf(found) < to ? found : undefined;
}

/** A comment with no space before it: perhaps no comment was meant. */
const isTight = (text: string, start: number): boolean => /[\w)\]"`]/.test(text[start - 1] ?? "");

/** Marks the string that stands for one that nothing closes. */
export const OPEN_STRING = "open string";

function inserted(type: TokenType, before: readonly IToken[], at: IToken | undefined): IToken {
  const offset = before.length > 0 ? tokenEnd(before.at(-1) as IToken) : (at?.startOffset ?? 0);
  return { ...makeToken(type, "", offset), isInsertedInRecovery: true };
}

/** The line that was asked for last: tokens come in order, and a line may be the whole file. */
let known = { text: "", start: 0, end: -1 };
function lineStart(text: string, offset: number): number {
  if (known.text !== text || offset < known.start || offset > known.end) {
    const end = text.indexOf("\n", offset);
    known = { text, start: text.lastIndexOf("\n", offset - 1) + 1, end: end < 0 ? text.length : end };
  }
  return known.start;
}
const isAtLineStart = (text: string, token: IToken): boolean => lineStart(text, token.startOffset) === token.startOffset;

function indentOf(text: string, token: IToken): number {
  const start = lineStart(text, token.startOffset);
  let end = start;
  while (text[end] === " " || text[end] === "\t") end++;
  return end - start;
}

/** A keyword that begins a line begins a declaration if what follows fits one. */
function isHead(tokens: readonly IToken[], at: number): boolean {
  const next = tokens[at + 1];
  if (next === undefined) return false;
  return next.tokenType.name === "PlainString" || next.tokenType === S.leftBrace || next.tokenType.name === "Key" || /^[A-Za-z_`]/.test(next.image);
}
