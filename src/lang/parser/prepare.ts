/**
 * Between lexer and parser: gives words their keywords, cuts strings with holes into pieces, collects comments and documentation, replaces what other
 * languages write by ours (with a diagnostic), and sees whether brackets balance. One pass, no copies of tokens.
 */
import type { ILexingError, IToken, TokenType } from "chevrotain";
import type { Comment } from "../ast/index.ts";
import { diagnose, type Diagnostic, type Place } from "../diagnostics/index.ts";
import { nameText } from "../../values/type.ts";
import {
  FString, Foreign, Identifier, K, KEYWORDS, Key, PlainString, QuotedName, S, SingleQuoted, TemplateHead, TemplateMiddle, TemplateTail, TemplateWhole,
  Temporal, TripleString, Underscore, Unknown, isOpenString, makeToken, theLexer, tokenEnd,
} from "../tokens.ts";
import { OPEN_STRING, balance, isBalanced } from "./balance.ts";
import { inOurForms } from "./foreign-forms.ts";
import { withoutJinja } from "./jinja.ts";
import { cutTemplate, isClosed } from "./template.ts";

export type Prepared = {
  readonly tokens: IToken[];
  readonly comments: readonly Comment[];
  /** What `---` lines say, by the offset of the token that they document. */
  readonly docs: ReadonlyMap<number, string>;
  /** Documentation at the head of the file that an empty line parts from what follows. */
  readonly fileDoc: string | null;
};

/** What the pass works on. `report` keeps diagnostics in the order of the text only roughly; parse() sorts them. */
export type Work = { readonly path: string; readonly text: string; readonly out: IToken[]; readonly report: (diagnostic: Diagnostic) => void };

export const TEMPORAL_WORDS: ReadonlySet<string> = new Set(["date", "time", "timestamp", "timestamptz", "interval"]);

export function prepare(path: string, text: string, report: (diagnostic: Diagnostic) => void): Prepared {
  const work: Work = { path, text, out: [], report };
  const groups = read(work, text, 0);
  const comments = (groups["comments"] ?? []).map((token) => commentOf(text, token));
  const out = inOurForms(path, text, work.out, report);
  const balanced = isBalanced(out) ? out : balance({ ...work, out, comments });
  return { tokens: balanced, comments, ...documentation(text, comments, balanced) };
}

/** Lexes a piece of the file that begins at `offset` and takes its tokens; gives the groups that stand apart from them. */
function read(work: Work, text: string, offset: number): Record<string, IToken[]> {
  const lexed = theLexer().tokenize(text);
  if (offset > 0) for (const token of [...lexed.tokens, ...Object.values(lexed.groups).flat()]) token.startOffset += offset;
  const sql = sqlStrings();
  const readable = lexed.errors.length === 0 ? lexed.tokens : withUnknown(work, lexed.tokens, lexed.errors, offset);
  const tokens = offset === 0 ? withoutJinja(work, readable) : readable;
  for (const token of tokens) take(work, token, sql(token), offset > 0);
  for (const token of lexed.groups["foreign"] ?? []) reportForeignComment(work, token);
  return lexed.groups;
}

/** Says of each token whether it is the text of an SQL escape or SQL body: the string behind `sql`, `sql<T>` or `sql<T>(`. */
function sqlStrings(): (token: IToken) => boolean {
  let state: "none" | "sql" | "type" | "paren" = "none";
  let depth = 0;
  return (token) => {
    const type = token.tokenType;
    if (state === "none") {
      if (token.image === "sql") state = "sql";
      return false;
    }
    if (state === "type") {
      if (type === S.less) depth++;
      else if (type === S.greater && --depth === 0) state = "paren";
      return false;
    }
    if (state === "sql" && type === S.less) {
      [state, depth] = ["type", 1];
      return false;
    }
    if (state === "paren" && type === S.leftParen) return false;
    state = token.image === "sql" ? "sql" : "none";
    return type === PlainString || type === TripleString || isOpenString(type);
  };
}

/** Appends a token, or what it is cut into or stands for. Changes tokens in place: nobody else holds them yet. */
function take(work: Work, token: IToken, isSql: boolean, inHole: boolean): void {
  const { out } = work;
  const type = token.tokenType;
  if (type === Identifier) {
    const keyword = KEYWORDS.get(token.image);
    if (keyword !== undefined) retype(token, keyword);
    else if (token.image === "_") retype(token, Underscore);
  } else if (type === S.colon) {
    const previous = out[out.length - 1];
    if (previous !== undefined && isWord(previous)) retype(previous, Key);
  } else if ((type === PlainString || type === SingleQuoted) && !isSql && namesEntry(work, token)) {
    nameInQuotes(work, token);
  } else if (type === PlainString) {
    if (isSql) return takeTemplate(work, token);
    const previous = out[out.length - 1];
    if (previous !== undefined && previous.tokenType === Identifier && TEMPORAL_WORDS.has(previous.image)) retype(previous, Temporal);
  } else if (type === FString && inHole) {
    work.report(diagnose("nested-f-string", {}, placeOf(work.path, token)));
    token.endOffset = tokenEnd(token) - 1;
    token.image = '""';
    retype(token, PlainString);
  } else if (type === FString || (type === TripleString && isSql)) {
    return takeTemplate(work, token);
  } else if (type === SingleQuoted && !isSql && !inHole && isPrefixed(token, out[out.length - 1])) {
    return prefixedString(work, token);
  } else if (type === SingleQuoted || isOpenString(type)) {
    mendString(work, token, isSql);
  } else if (type === Foreign) {
    if (!replaceForeign(work, token)) return;
  }
  out.push(token);
}

function takeTemplate(work: Work, token: IToken): void {
  const { image, startOffset } = token;
  if (!isClosed(image)) return openTemplate(work, token);
  const cuts = cutTemplate(image);
  for (const [i, { of, from, to }] of cuts.entries()) {
    if (of === "hole") {
      const [comment] = read(work, image.slice(from, to), startOffset + from)["comments"] ?? [];
      if (comment !== undefined) work.report(diagnose("comment-in-hole", {}, placeOf(work.path, comment)));
      continue;
    }
    const [isFirst, isLast] = [i === 0, i === cuts.length - 1];
    const type = isFirst ? (isLast ? TemplateWhole : TemplateHead) : isLast ? TemplateTail : TemplateMiddle;
    work.out.push(makeToken(type, image.slice(from, to), startOffset + from));
  }
}

function openTemplate(work: Work, token: IToken): void {
  const at = placeOf(work.path, token);
  work.report(diagnose("unterminated-string", { quote: 'f"' }, at));
  token.endOffset = at.end - 1;
  token.image = '""';
  token.payload = OPEN_STRING;
  retype(token, PlainString);
  work.out.push(token);
}

export function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx as number;
}

const isWord = (token: IToken): boolean => token.tokenType === Identifier || token.tokenType === QuotedName || KEYWORDS.has(token.image);

export const placeOf = (path: string, token: IToken): Place => ({ file: path, start: token.startOffset, end: tokenEnd(token) });

function mendString(work: Work, token: IToken, isSql: boolean): void {
  const at = placeOf(work.path, token);
  if (token.tokenType === SingleQuoted) {
    const inner = token.image.slice(1, -1).replaceAll("''", "'").replaceAll('"', '\\"').replaceAll("\\'", "'");
    work.report(diagnose("single-quoted-string", {}, at, { edits: [{ ...at, text: `"${inner}"` }] }));
    token.endOffset = at.end - 1;
    token.image = `"${inner}"`;
  } else {
    const triple = token.image.startsWith('"""');
    const quote = triple ? '"""' : token.image.startsWith("'") ? "'" : '"';
    work.report(diagnose("unterminated-string", { quote }, { ...at, end: triple ? at.start + 3 : at.end }));
    token.endOffset = at.end - 1;
    token.image = '""';
    token.payload = OPEN_STRING;
  }
  retype(token, isSql ? TemplateWhole : PlainString);
}

/** `{ "x": 1 }`: a string behind a brace or a comma, with a colon behind it. */
function namesEntry({ out, text }: Work, token: IToken): boolean {
  const before = out[out.length - 1]?.tokenType;
  return (before === S.leftBrace || before === S.comma) && /^.[^`\\]+.$/.test(token.image) && /^\s{0,20}:(?![:=])/.test(text.slice(tokenEnd(token), tokenEnd(token) + 24));
}

function nameInQuotes(work: Work, token: IToken): void {
  const at = placeOf(work.path, token);
  const ours = nameText(token.image.slice(1, -1));
  work.report(diagnose("name-in-quotes", { wrote: token.image, word: !ours.startsWith("`") }, at, { edits: [{ ...at, text: ours }] }));
  token.endOffset = at.end - 1;
  token.image = ours;
  retype(token, QuotedName);
}

/** `f'…'`, where the quotes are all that is wrong. */
const isPrefixed = (token: IToken, previous: IToken | undefined): boolean =>
  previous?.tokenType === Identifier && /^f$/i.test(previous.image) && tokenEnd(previous) === token.startOffset && !/["\\]|''/.test(token.image.slice(1, -1));

function prefixedString(work: Work, token: IToken): void {
  const at = { ...placeOf(work.path, token), start: token.startOffset - 1 };
  const ours = `f"${token.image.slice(1, -1)}"`;
  work.report(diagnose("single-quoted-string", {}, at, { edits: [{ ...at, text: ours }] }));
  work.out.pop();
  takeTemplate(work, makeToken(FString, ours, at.start));
}

const OURS: ReadonlyMap<string, { readonly sign: string; readonly type: TokenType }> = new Map([
  ["<>", { sign: "!=", type: S.notEqual }],
  ["&&", { sign: "and", type: K.and }],
  ["===", { sign: "==", type: S.equal }],
  ["!==", { sign: "!=", type: S.notEqual }],
  ["=<", { sign: "<=", type: S.lessEqual }],
  ["!", { sign: "not", type: K.not }],
]);

/** False: the token is to be left out. */
function replaceForeign(work: Work, token: IToken): boolean {
  const at = placeOf(work.path, token);
  const wrote = token.image;
  if (wrote === ";") {
    work.report(diagnose("stray-semicolon", {}, at, { edits: [{ ...at, text: "" }] }));
    return false;
  }
  const ours = wrote === "=>" ? arrowOrGreater(work.out) : OURS.get(wrote);
  if (ours === undefined) return true;
  const apart = wrote === "!" && work.text[at.end] !== " " ? " " : "";
  work.report(diagnose("foreign-operator", { wrote, ours: ours.sign }, at, { edits: [{ ...at, text: ours.sign + apart }] }));
  token.endOffset = at.end - 1;
  token.image = ours.sign;
  retype(token, ours.type);
  return true;
}

/** `=>` is the arrow of a lambda where one could stand (`f(x => …`), and `>=` the wrong way round elsewhere. */
function arrowOrGreater(before: readonly IToken[]): { sign: string; type: TokenType } {
  const [opener, name] = [before.at(-2)?.tokenType, before.at(-1)?.tokenType];
  const isArrow = name === S.rightParen || (name === Identifier && (opener === S.leftParen || opener === S.comma || opener === S.colon || opener === S.assign));
  return isArrow ? { sign: "->", type: S.arrow } : { sign: ">=", type: S.greaterEqual };
}

/** Puts a token where characters could not be read, so that the parser does not join what stands on both sides. */
function withUnknown(work: Work, tokens: readonly IToken[], errors: readonly ILexingError[], offset: number): IToken[] {
  const comments: { readonly from: number; readonly to: number }[] = [];
  const unknown = errors.flatMap((error): IToken[] => {
    const start = error.offset + offset;
    const at = { file: work.path, start, end: start + error.length };
    const image = work.text.slice(at.start, at.end);
    const straight = image.replace(/[“”„‟]/g, '"');
    const hash = image === "#" && /\s/.test(work.text[at.end] ?? " ");
    const edits = straight !== image ? [{ ...at, text: straight }] : hash ? [{ ...at, text: "--" }] : [];
    if (hash) comments.push({ from: start, to: lineEnd(work.text, start) });
    work.report(diagnose("unknown-character", { character: image }, at, { edits }));
    return hash ? [] : [makeToken(Unknown, image, at.start)];
  });
  const all = [...tokens, ...unknown].sort((a, b) => a.startOffset - b.startOffset);
  if (comments.length === 0) return all;
  // What a comment of another language says is no text of this one.
  let at = 0;
  return all.filter(({ startOffset }) => {
    while (at < comments.length && (comments[at] as { to: number }).to <= startOffset) at++;
    return startOffset < (comments[at]?.from ?? Infinity);
  });
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === "\n" || text[i] === "\r") return i;
  return text.length;
}

function reportForeignComment(work: Work, token: IToken): void {
  const at = placeOf(work.path, token);
  const lines = token.image.slice(2, -2).split(/\r?\n/).map((line) => `--${line.trimEnd()}`);
  work.report(diagnose("foreign-comment", {}, at, { edits: /^[ \t]*(\r?\n|$)/.test(work.text.slice(at.end, at.end + 80)) ? [{ ...at, text: lines.join("\n") }] : [] }));
}

function commentOf(text: string, token: IToken): Comment {
  const [start, image] = [token.startOffset, token.image];
  let before = start - 1;
  while (before >= 0 && (text[before] === " " || text[before] === "\t")) before--;
  const ownLine = before < 0 || text[before] === "\n" || text[before] === "\r" || text[before] === "\uFEFF";
  return { kind: "comment", start, end: start + image.length, text: image.trimEnd(), ownLine, isDoc: isDoc(image) };
}

/** Exactly three dashes document; a longer line of dashes is a rule drawn in a comment. */
const isDoc = (image: string): boolean => image.startsWith("---") && image[3] !== "-";
const docText = (comment: Comment): string => comment.text.slice(3).replace(/^ /, "");

/** Documentation goes to the next token that is not a comma: in `a: 1, --- of b` too it belongs to what follows. */
function documentation(text: string, comments: readonly Comment[], tokens: readonly IToken[]): Pick<Prepared, "docs" | "fileDoc"> {
  const docs = new Map<number, string>();
  const lines = comments.filter((comment) => comment.isDoc);
  if (lines.length === 0) return { docs, fileDoc: null };
  const head = headOf(text, lines, tokens);
  let [at, low] = [head.length, 0];
  while (at < lines.length) {
    const first = lines[at] as Comment;
    low = nextToken(tokens, first.start, low);
    const follower = tokens[low]?.startOffset ?? Infinity;
    const block: string[] = [];
    for (let line = lines[at]; line !== undefined && line.start < follower; line = lines[++at]) block.push(docText(line));
    if (follower < Infinity) docs.set(follower, block.join("\n"));
  }
  return { docs, fileDoc: head.length === 0 ? null : head.map(docText).join("\n") };
}

/** The index of the first token behind `offset` (where a closer that balance.ts put in may stand) that is no comma; `from` is where to begin. */
function nextToken(tokens: readonly IToken[], offset: number, from: number): number {
  let [low, high] = [from, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] as IToken).startOffset <= offset) low = middle + 1;
    else high = middle;
  }
  while (tokens[low]?.tokenType === S.comma) low++;
  return low;
}

/** The lines of documentation before the first declaration that belong to the file: those above the last empty line, or all where nothing follows. */
function headOf(text: string, lines: readonly Comment[], tokens: readonly IToken[]): readonly Comment[] {
  const first = tokens[0];
  const before = first === undefined ? lines : lines.filter((line) => line.start < first.startOffset);
  if (first === undefined) return before;
  for (let i = before.length - 1; i >= 0; i--) {
    const next = before[i + 1]?.start ?? first.startOffset;
    if (/\n[ \t\r]*\n/.test(text.slice((before[i] as Comment).end, next))) return before.slice(0, i + 1);
  }
  return [];
}
