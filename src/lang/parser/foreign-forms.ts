/**
 * Forms of other languages whose counterpart is clear from the words alone, seen before parsing: each is reported with its repair, and the tokens become
 * ours, so that what is around them is read as it was meant. A form is looked for where its first word stands, and looks a few tokens far.
 */
import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic, Edit } from "../diagnostics/index.ts";
import { Identifier, K, Key, Name, NumberToken, ParamToken, PlainString, S, SelectorToken, Temporal, Unknown, isReserved, tokenEnd } from "../tokens.ts";
import { isCloser, isOpener } from "./balance.ts";
import { FRAME_FORMS } from "./foreign-frames.ts";
import { LIKE_FORMS } from "./foreign-like.ts";
import { STAGE_FORMS } from "./foreign-stages.ts";
import { FAR, closing, edit, instead, operandBefore, put, tell, word, type Around, type Form, type Found } from "./foreign-kit.ts";
import { isA } from "./rule-parser.ts";

export function inOurForms(path: string, text: string, tokens: IToken[], report: (diagnostic: Diagnostic) => void): IToken[] {
  let out: IToken[] | null = null;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as IToken;
    const forms = FORMS.get(token.image);
    let found: Found | null = null;
    if (forms !== undefined) {
      const read = out;
      const around = { path, text, tokens, at, get before() { return read ?? tokens.slice(Math.max(0, at - FAR), at); } };
      for (const form of forms) found ??= form(around);
    }
    if (found === null) out?.push(token);
    else {
      out ??= tokens.slice(0, at);
      out.length -= found.back ?? 0;
      out.push(...found.put);
      report(found.diagnostic);
      at = found.end - 1;
    }
  }
  return out ?? tokens;
}

/** What stands behind `select` where that is a verb of ours, or a name: `(select: 1)`, `(select == 1)`. */
const BEHIND_NAME: ReadonlySet<TokenType | undefined> = new Set([
  S.leftBrace, S.leftBracket, S.comma, S.dot, S.rightParen, S.colon, S.cast, S.tryCast, S.arrow, S.equal, S.notEqual, S.less, S.lessEqual, S.greater, S.greaterEqual, S.nullSafeEqual,
  S.plus, S.slash, S.concat, S.coalesce, S.pipe, K.is, K.in, K.and, K.or,
]);

/** `(select …)` where ours is a join or a `from`. */
const subquery: Form = (around) => {
  const { tokens, at } = around;
  const next = tokens[at + 1];
  if (!word(next, "select") || BEHIND_NAME.has(tokens[at + 2]?.tokenType) || tokens[at + 2]?.image.startsWith("@") === true) return null;
  const end = closing(tokens, at);
  if (end < 0) return null;
  const [last, second] = [around.before.at(-1), around.before.at(-2)];
  const join = word(last, "exists") ? (word(second, "not") ? "anti" : "semi") : word(last, "in") ? (word(second, "not") ? "anti" : "semi") : null;
  const ours = join === null ? "`(from t |> select { a, b })`" : `\`join ${join} t on a == t.a\`, a stage of its own`;
  const back = word(last, "exists") ? (word(second, "not") ? 2 : 1) : 0;
  return { end: end + 1, back, put: [instead(Unknown, "", tokens[at] as IToken)], diagnostic: tell(around, "sql-form", { wrote: "select", ours }, next as IToken, next as IToken) };
};

/** `cast(x as int)`, `try_cast(x as int)`. */
const cast: Form = (around) => {
  const { path, text, tokens, at } = around;
  const [head, open] = [tokens[at] as IToken, tokens[at + 1]];
  const close = open?.tokenType === S.leftParen ? closing(tokens, at + 1) : -1;
  const as = close < 0 ? -1 : atDepth(tokens, at + 2, close, "as");
  if (open === undefined || as < at + 3) return null;
  const typeFrom = tokens[as + 1] as IToken;
  if (!isA(typeFrom, Name) || close === as + 1) return null;
  const colons = word(head, "cast") ? "::" : "::?";
  const inner = tokens.slice(at + 2, as);
  const alone = inner.every(({ tokenType }, i) => tokenType === S.dot || (isA(inner[i] as IToken, Name) && !isReserved((inner[i] as IToken).image)) || tokenType === PlainString);
  const typed = text.slice(typeFrom.startOffset, tokenEnd(tokens[close - 1] as IToken));
  const type = typeName(typed) ?? typed;
  const of = text.slice((inner[0] as IToken).startOffset, tokenEnd(inner.at(-1) as IToken));
  const whole = edit(path, head, tokens[close] as IToken, alone ? `${of}${colons}${type}` : `(${of})${colons}${type}`);
  // What stands inside keeps its place and its own mistakes; so the repair is made of edits around it.
  const edits = [{ ...whole, end: (inner[0] as IToken).startOffset, text: alone ? "" : "(" }, { ...whole, start: tokenEnd(inner.at(-1) as IToken), text: `${alone ? "" : ")"}${colons}${type}` }];
  const renamed = typeName(typed) === null ? tokens.slice(as + 1, close) : [instead(Identifier, type, typeFrom)];
  const parens = alone ? inner : [instead(S.leftParen, "(", open), ...inner, instead(S.rightParen, ")", tokens[as] as IToken)];
  return {
    end: close + 1, put: [...parens, instead(colons === "::" ? S.cast : S.tryCast, colons, tokens[as] as IToken), ...renamed],
    diagnostic: tell(around, "sql-form", { wrote: head.image, ours: `\`x${colons}${type}\`${colons === "::" ? ", or `x::?T` for null where it fails" : ""}` }, head, head, edits),
  };
};

/** Types of other languages whose name says all; with their sizes, of which ours have none. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ..."int integer bigint long int8 int4".split(" ").map((name) => [name, "int64"] as const), ..."text varchar char string character nvarchar".split(" ").map((name) => [name, "string"] as const),
  ["smallint", "int16"], ["boolean", "bool"], ["double", "float64"], ["float", "float64"], ["double precision", "float64"], ["real", "float32"], ["datetime", "timestamp"], ["character varying", "string"],
]);
const typeName = (written: string): string | null => TYPES.get(written.toLowerCase().replace(/\s*\(\s*\d+\s*\)$/, "").replace(/\s+/g, " ")) ?? null;

function atDepth(tokens: readonly IToken[], from: number, to: number, text: string): number {
  let depth = 0;
  for (let i = from; i < to; i++) {
    const token = tokens[i] as IToken;
    if (isOpener(token.tokenType)) depth++;
    else if (isCloser(token.tokenType)) depth--;
    else if (depth === 0 && word(token, text)) return i;
  }
  return -1;
}

/** `case when a then b else c end`, `case x when 1 then …`. */
const caseWhen: Form = (around) => {
  const { path, tokens, at } = around;
  const head = tokens[at] as IToken;
  if (!word(tokens[at + 1], "when")) return null;
  const out: IToken[] = [instead(K.case, "case", head), instead(S.leftBrace, "{", tokens[at + 1] as IToken)];
  const edits: Edit[] = head.image === "case" ? [] : [edit(path, head, head, "case")];
  let depth = 0;
  for (let i = at + 1; i < tokens.length && i < at + FAR; i++) {
    const token = tokens[i] as IToken;
    const previous = tokens[i - 1] as IToken;
    if (isOpener(token.tokenType)) depth++;
    else if (isCloser(token.tokenType) && depth-- === 0) return null;
    const text = depth === 0 ? token.image.toLowerCase() : "";
    if (text === "case") return null;
    if (text === "when") {
      edits.push(...(i === at + 1 ? [edit(path, token, token, "{")] : [put(path, tokenEnd(previous), ","), { ...edit(path, token, token, ""), end: (tokens[i + 1] ?? token).startOffset }]));
      if (i > at + 1) out.push(instead(S.comma, ",", token));
    } else if (text === "then") {
      edits.push(edit(path, token, token, "->"));
      out.push(instead(S.arrow, "->", token));
    } else if (text === "else") {
      edits.push(put(path, tokenEnd(previous), ","), edit(path, token, token, "else ->"));
      out.push(instead(S.comma, ",", token), instead(K.else, "else", token), instead(S.arrow, "->", token));
    } else if (text === "end") {
      edits.push(edit(path, token, token, "}"));
      return { end: i + 1, put: [...out, instead(S.rightBrace, "}", token)], diagnostic: tell(around, "sql-form", { wrote: head.image, ours: "`case { a > 1 -> 2, else -> 3 }`" }, head, head, edits) };
    } else out.push(token);
  }
  return null;
};

/** `limit 10, 5`, `limit 10 offset 5`. */
const limit: Form = (around) => {
  const { path, text, tokens, at } = around;
  const [count, sign, other] = [tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  const isCount = (token: IToken | undefined): token is IToken => token?.tokenType === NumberToken || token?.tokenType === ParamToken;
  if (!isCount(count) || !isCount(other) || sign === undefined) return null;
  const option = (value: IToken): IToken[] => [instead(S.comma, ",", sign), instead(Key, "offset", sign), instead(S.colon, ":", sign), value];
  if (word(sign, "offset")) {
    const edits = [put(path, tokenEnd(count), ","), edit(path, sign, sign, "offset:")];
    return { end: at + 4, put: [tokens[at] as IToken, count, ...option(other)], diagnostic: tell(around, "sql-form", { wrote: "offset", ours: "`limit 10, offset: 5`" }, sign, sign, edits) };
  }
  if (sign.tokenType !== S.comma || !isOurVerb(around)) return null;
  const edits = [edit(path, count, other, `${text.slice(other.startOffset, tokenEnd(other))}, offset: ${count.image}`)];
  return { end: at + 4, put: [tokens[at] as IToken, other, ...option(count)], diagnostic: tell(around, "sql-form", { wrote: `limit ${count.image}, ${other.image}`, ours: "`limit 5, offset: 10`: how many, then how many to pass over" }, count, other, edits) };
};
const isOurVerb = ({ before }: Around): boolean => before.at(-1)?.tokenType === S.pipe;

/** `using (k)`. */
const using: Form = (around) => {
  const { path, tokens, at } = around;
  const open = tokens[at + 1];
  const end = open?.tokenType === S.leftParen ? closing(tokens, at + 1) : -1;
  if (open === undefined || end < 0 || !isA(around.before.at(-1) ?? open, Name)) return null;
  const close = tokens[end] as IToken;
  const edits = [edit(path, open, open, "["), edit(path, close, close, "]")];
  return {
    end: end + 1, put: [tokens[at] as IToken, instead(S.leftBracket, "[", open), ...tokens.slice(at + 2, end), instead(S.rightBracket, "]", close)],
    diagnostic: tell(around, "missing-braces", { brackets: "[ ]", what: "a list of columns" }, open, close, edits),
  };
};

/** `interval 1 day`. */
const interval: Form = (around) => {
  const { path, tokens, at } = around;
  const [head, count, unit] = [tokens[at] as IToken, tokens[at + 1], tokens[at + 2]];
  if (count?.tokenType !== NumberToken || unit === undefined || !/^(year|month|week|day|hour|minute|second)s?$/i.test(unit.image)) return null;
  const literal = `"${count.image} ${unit.image.toLowerCase()}"`;
  return {
    end: at + 3, put: [...temporal(head), instead(PlainString, literal, count)],
    diagnostic: tell(around, "sql-form", { wrote: "interval", ours: `\`interval ${literal}\`` }, head, unit, [edit(path, count, unit, literal)]),
  };
};
const temporal = (head: IToken): IToken[] => [instead(Temporal, "interval", head)];

/** `x not null`, without the `is`. */
const notNull: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [not, none] = [tokens[at] as IToken, tokens[at + 1]];
  if (!word(none, "null") || operandBefore(before) === 0 || word(before.at(-1), "is")) return null;
  return {
    end: at + 2, put: [instead(K.is, "is", not), instead(K.not, "not", not), instead(K.null, "null", none as IToken)],
    diagnostic: tell(around, "sql-form", { wrote: "not null", ours: "`x is not null`" }, not, none as IToken, [put(path, not.startOffset, "is ")]),
  };
};

/** `x = null`: `==` would be the next mistake. */
const equalsNull: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [sign, none] = [tokens[at] as IToken, tokens[at + 1]];
  if (sign.tokenType !== S.assign || !word(none, "null") || operandBefore(before) === 0 || !comparing(before)) return null;
  return { end: at + 2, put: [instead(K.is, "is", sign), instead(K.null, "null", none as IToken)], diagnostic: tell(around, "compare-null", { op: "=" }, sign, none as IToken, [edit(path, sign, none as IToken, "is null")]) };
};
/** Whether `=` stands in a condition: in a declaration and a `let` it gives a value. */
const comparing = (before: readonly IToken[]): boolean => /^(where|and|or|not|when|if|on|having|\()$/i.test(before.at(-1 - operandBefore(before))?.image ?? "");

/** `IS NOT NULL`, `NOT IN`: one mistake in capitals, not three. */
const capitals: Form = (around) => {
  const { path, tokens, at } = around;
  const words = [tokens[at], tokens[at + 1], tokens[at + 2]].map((token) => token?.image ?? "");
  const phrase = CAPITALS.find((one) => one.split(" ").every((part, i) => words[i] === part));
  if (phrase === undefined) return null;
  const parts = tokens.slice(at, at + phrase.split(" ").length);
  const [first, last] = [parts[0] as IToken, parts.at(-1) as IToken];
  const meant = phrase.toLowerCase();
  const and = phrase.endsWith("BETWEEN") ? andBehind(tokens, at + parts.length) : null;
  if (and !== null) {
    const diagnostic = tell(around, "misspelt-word", { word: `${phrase} … AND`, meant: `${meant} … and` }, first, last, [edit(path, first, last, meant), edit(path, and, and, "and")]);
    Object.assign(and, instead(K.and, "and", and));
    return { end: at + parts.length, put: parts.map((part) => instead(K[part.image.toLowerCase() as "is"], part.image.toLowerCase(), part)), diagnostic };
  }
  return { end: at + parts.length, put: parts.map((part) => instead(K[part.image.toLowerCase() as "is"], part.image.toLowerCase(), part)), diagnostic: tell(around, "misspelt-word", { word: phrase, meant }, first, last, [edit(path, first, last, meant)]) };
};
const CAPITALS = ["IS NOT NULL", "IS NULL", "NOT IN", "NOT BETWEEN", "BETWEEN"];
/** The `AND` of a `BETWEEN`, in this group and stage. */
function andBehind(tokens: readonly IToken[], from: number): IToken | null {
  let depth = 0;
  for (let i = from; i < tokens.length && i < from + FAR; i++) {
    const token = tokens[i] as IToken;
    if (isOpener(token.tokenType)) depth++;
    else if (isCloser(token.tokenType) && depth-- === 0) return null;
    if (depth > 0) continue;
    if (token.tokenType === S.pipe || token.tokenType === S.comma) return null;
    if (word(token, "and")) return token.image === "AND" ? token : null;
  }
  return null;
}

/** `between 1, 10`. */
const between: Form = (around) => {
  const { path, tokens, at } = around;
  const [head, low, comma, high] = [tokens[at] as IToken, tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  const single = (token: IToken | undefined): boolean => token?.tokenType === NumberToken || token?.tokenType === ParamToken || token?.tokenType === PlainString;
  if (head.tokenType !== K.between || !single(low) || comma?.tokenType !== S.comma || !single(high)) return null;
  return { end: at + 4, put: [head, low as IToken, instead(K.and, "and", comma), high as IToken], diagnostic: tell(around, "between-without-and", {}, head, head, [edit(path, comma, comma, " and")]) };
};

/** `extract(month from x)`. */
const extract: Form = (around) => {
  const { path, tokens, at } = around;
  const [head, open, unit, from] = [tokens[at] as IToken, tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  if (open?.tokenType !== S.leftParen || unit === undefined || from === undefined || !word(from, "from")) return null;
  const fn = { dow: "weekday", isodow: "weekday", doy: "day_of_year" }[unit.image.toLowerCase()] ?? unit.image.toLowerCase();
  const edits = [edit(path, head, head, fn), { ...edit(path, unit, from, ""), end: (tokens[at + 4] ?? from).startOffset }];
  return { end: at + 4, put: [instead(Identifier, fn, head), open], diagnostic: tell(around, "sql-form", { wrote: head.image, ours: `\`${fn}(x)\`` }, head, head, edits) };
};

/** `* except (a, b)`. */
const starExcept: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [star, except, open] = [tokens[at] as IToken, tokens[at + 1], tokens[at + 2]];
  if (!word(before.at(-1), "select") || !(word(except, "except") || word(except, "exclude")) || open?.tokenType !== S.leftParen) return null;
  const end = closing(tokens, at + 2);
  if (end < 0) return null;
  const close = tokens[end] as IToken;
  const edits = [edit(path, star, star, "@all"), edit(path, except as IToken, open, "- ["), edit(path, close, close, "]")];
  return {
    end: end + 1, put: [instead(SelectorToken, "@all", star), instead(S.minus, "-", except as IToken), instead(S.leftBracket, "[", open), ...tokens.slice(at + 3, end), instead(S.rightBracket, "]", close)],
    diagnostic: tell(around, "sql-form", { wrote: `* ${(except as IToken).image}`, ours: "`select @all - [a, b]`, or `drop [a, b]`" }, star, except as IToken, edits),
  };
};

/** `let x := e`, `{ x := e }`. */
const colonEquals: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [colon, equals] = [tokens[at] as IToken, tokens[at + 1]];
  if (colon.tokenType !== S.colon || equals?.tokenType !== S.assign || tokenEnd(colon) !== equals.startOffset) return null;
  const inLet = before.at(-2)?.tokenType === K.let;
  const name = before.at(-1);
  if (name === undefined) return null;
  const sign = inLet ? "=" : ":";
  const tokens_ = inLet ? [instead(Identifier, name.image, name), instead(S.assign, "=", equals)] : [name, colon];
  return { end: at + 2, back: 1, put: tokens_, diagnostic: tell(around, "foreign-operator", { wrote: ":=", ours: sign }, colon, equals, [edit(path, colon, equals, sign)]) };
};

/** `lambda x: e`. */
const lambda: Form = (around) => {
  const { path, tokens, at } = around;
  const [head, name, colon] = [tokens[at] as IToken, tokens[at + 1], tokens[at + 2]];
  if (name?.tokenType !== Key || colon?.tokenType !== S.colon) return null;
  const edits = [{ ...edit(path, head, head, ""), end: name.startOffset }, edit(path, colon, colon, " ->")];
  return { end: at + 3, put: [instead(Identifier, name.image, name), instead(S.arrow, "->", colon)], diagnostic: tell(around, "foreign-form", { wrote: "lambda", ours: "`x -> x + 1`" }, head, colon, edits) };
};

/** `a ** b`. */
const power: Form = (around) => {
  const { tokens, at } = around;
  const [star, second] = [tokens[at] as IToken, tokens[at + 1]];
  if (second?.tokenType !== S.star || tokenEnd(star) !== second.startOffset) return null;
  return { end: at + 2, put: [star], diagnostic: tell(around, "foreign-form", { wrote: "**", ours: "`pow(a, b)`" }, star, second) };
};

/** `0x1F`. */
const hexadecimal: Form = (around) => {
  const { path, tokens, at } = around;
  const [zero, digits] = [tokens[at] as IToken, tokens[at + 1]];
  if (digits === undefined || tokenEnd(zero) !== digits.startOffset || !/^x[\da-f_]*[\da-f]$/i.test(digits.image)) return null;
  const value = String(BigInt(`0${digits.image.replaceAll("_", "")}`));
  return { end: at + 2, put: [instead(NumberToken, value, zero)], diagnostic: tell(around, "foreign-form", { wrote: `0${digits.image}`, ours: `\`${value}\`` }, zero, digits, [edit(path, zero, digits, value)]) };
};

const bothCases = (entries: readonly (readonly [string, Form])[]): Map<string, Form[]> => {
  const forms = new Map<string, Form[]>();
  for (const [image, form] of entries) for (const one of new Set([image, image.toUpperCase()])) forms.set(one, [...(forms.get(one) ?? []), form]);
  return forms;
};
const FORMS: ReadonlyMap<string, readonly Form[]> = bothCases([
  ["(", subquery], ["cast", cast], ["try_cast", cast], ["safe_cast", cast], ["case", caseWhen], ["limit", limit], ["using", using], ["interval", interval], ["not", notNull], ["=", equalsNull],
  ["IS", capitals], ["NOT", capitals], ["BETWEEN", capitals], ["between", between], ["extract", extract], ["*", starExcept], ["*", power], [":", colonEquals], ["lambda", lambda], ["0", hexadecimal], ...FRAME_FORMS, ...LIKE_FORMS, ...STAGE_FORMS,
]);
