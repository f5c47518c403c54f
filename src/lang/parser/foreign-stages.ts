/** Stages of other languages and words within them, as ours: a single bar, conditions with commas, sorts with signs, tests with `is`. */
import type { IToken, TokenType } from "chevrotain";
import type { Edit } from "../diagnostics/index.ts";
import { Identifier, K, Key, Name, NumberToken, ParamToken, PlainString, S, SelectorToken, isReserved, tokenEnd } from "../tokens.ts";
import { isCloser, isOpener } from "./balance.ts";
import { FAR, closing, edit, instead, operandBefore, tell, word, type Form } from "./foreign-kit.ts";
import { VERBS } from "./mend.ts";
import { isA } from "./rule-parser.ts";

const isVerb = (token: IToken | undefined): boolean => VERBS.some((verb) => token?.tokenType === K[verb]);
const isName = (token: IToken | undefined): token is IToken => token !== undefined && isA(token, Name) && !isReserved(token.image);
const endsStage = (token: IToken | undefined): boolean => token === undefined || token.tokenType === S.pipe || isCloser(token.tokenType);

/** `from t | limit 3`: behind the verb stands what cannot follow a name that is united. */
const singleBar: Form = (around) => {
  const { path, tokens, at } = around;
  const [bar, verb, next] = [tokens[at] as IToken, tokens[at + 1], tokens[at + 2]];
  const begins = next !== undefined && ([S.leftBrace, S.leftBracket, NumberToken, ParamToken, SelectorToken, PlainString] as readonly TokenType[]).includes(next.tokenType);
  if (!isVerb(verb) || !(begins || isName(next))) return null;
  return { end: at + 1, put: [instead(S.pipe, "|>", bar)], diagnostic: tell(around, "foreign-operator", { wrote: "|", ours: "|>" }, bar, bar, [edit(path, bar, bar, "|>")]) };
};

/** Words behind which `<` opens the parts of a type: `x::map<string, int64>`. */
const TYPES_OF_PARTS = new Set(["map", "struct", "list", "sql", "expr", "column"]);

/** `where a, b`: an option would have a name. */
const commaOfWhere: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [comma, next] = [tokens[at] as IToken, tokens[at + 1]];
  if (next === undefined || next.tokenType === Key || endsStage(next) || next.tokenType === S.comma) return null;
  let depth = 0;
  let either = false;
  for (let i = before.length - 1; i >= 0 && i > before.length - FAR; i--) {
    const token = before[i] as IToken;
    if (isCloser(token.tokenType)) depth++;
    else if (isOpener(token.tokenType) && depth-- === 0) return null;
    if (depth > 0) continue;
    // An arrow is one of a declaration behind the stage.
    if (token.tokenType === S.pipe || token.tokenType === S.comma || token.tokenType === S.arrow) return null;
    if (token.tokenType === S.less && TYPES_OF_PARTS.has(before[i - 1]?.image ?? "")) return null;
    either ||= word(token, "or");
    if (token.tokenType !== K.where || before[i - 1]?.tokenType !== S.pipe) continue;
    const edits = either ? [] : [edit(path, comma, comma, " and")];
    return { end: at + 1, put: [instead(K.and, "and", comma)], diagnostic: tell(around, "foreign-form", { wrote: "where a, b", ours: "`where a and b`" }, comma, comma, edits) };
  }
  return null;
};

/** `sort -amount, order_id`. */
const signedSort: Form = (around) => {
  const { path, text, tokens, at, before } = around;
  const head = tokens[at] as IToken;
  if (before.at(-1)?.tokenType !== S.pipe || tokens[at + 1]?.tokenType !== S.minus) return null;
  const keys: string[] = [];
  const put: IToken[] = [head, instead(S.leftBracket, "[", tokens[at + 1] as IToken)];
  let i = at + 1;
  for (;;) {
    const minus = tokens[i]?.tokenType === S.minus;
    if (minus) i++;
    const from = i;
    if (!isName(tokens[i])) return null;
    for (i++; tokens[i]?.tokenType === S.dot && isName(tokens[i + 1]); i += 2);
    const last = tokens[i - 1] as IToken;
    put.push(...tokens.slice(from, i), ...(minus ? [instead(K.desc, "desc", last)] : []));
    keys.push(text.slice((tokens[from] as IToken).startOffset, tokenEnd(last)) + (minus ? " desc" : ""));
    if (tokens[i]?.tokenType !== S.comma) break;
    put.push(tokens[i++] as IToken);
  }
  const [first, last] = [tokens[at + 1] as IToken, tokens[i - 1] as IToken];
  if (!endsStage(tokens[i])) return null;
  const ours = `[${keys.join(", ")}]`;
  return { end: i, put: [...put, instead(S.rightBracket, "]", last)], diagnostic: tell(around, "foreign-form", { wrote: `sort -${(tokens[at + 2] as IToken).image}`, ours: `\`sort ${ours}\`` }, first, last, [edit(path, first, last, ours)]) };
};

const PYTHON: ReadonlyMap<string, keyof typeof K> = new Map([["True", "true"], ["False", "false"], ["TRUE", "true"], ["FALSE", "false"], ["None", "null"], ["nil", "null"], ["undefined", "null"]]);

/** `x is not "a"`, `x is True`, `x is None`: `is` tests for null alone. */
const isValue: Form = (around) => {
  const { path, tokens, at, before } = around;
  const head = tokens[at] as IToken;
  if (operandBefore(before) === 0) return null;
  const not = word(tokens[at + 1], "not") ? 1 : 0;
  const value = tokens[at + 1 + not];
  if (value === undefined) return null;
  const meant = PYTHON.get(value.image) ?? null;
  const isConstant = ([PlainString, NumberToken, ParamToken, K.true, K.false] as readonly TokenType[]).includes(value.tokenType);
  const put = meant === null ? value : instead(K[meant], meant, value);
  if (meant === "null") {
    const ours = not === 1 ? "is not null" : "is null";
    const kept = tokens.slice(at, at + 1 + not);
    return { end: at + 2 + not, put: [...kept, put], diagnostic: tell(around, "misspelt-word", { word: value.image, meant: "null" }, value, value, [edit(path, head, value, ours)]) };
  }
  if (meant === null && !isConstant) return null;
  const sign = not === 1 ? "!=" : "==";
  const last = tokens[at + not] as IToken;
  const edits: Edit[] = [edit(path, head, last, sign), ...(meant === null ? [] : [edit(path, value, value, meant)])];
  return { end: at + 2 + not, put: [instead(not === 1 ? S.notEqual : S.equal, sign, head), put], diagnostic: tell(around, "foreign-operator", { wrote: not === 1 ? "is not" : "is", ours: sign }, head, last, edits) };
};

/** `x == None`, `x != NULL`: one mistake, not two. */
const equalsNone: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [sign, none] = [tokens[at] as IToken, tokens[at + 1]];
  if (none === undefined || none.tokenType !== Identifier || (none.image !== "None" && none.image !== "NULL") || operandBefore(before) === 0) return null;
  const not = sign.tokenType === S.notEqual;
  const ours = [instead(K.is, "is", sign), ...(not ? [instead(K.not, "not", sign)] : []), instead(K.null, "null", none)];
  return { end: at + 2, put: ours, diagnostic: tell(around, "compare-null", { op: sign.image }, sign, none, [edit(path, sign, none, not ? "is not null" : "is null")]) };
};

/** `substring(x from 1 for 2)`. */
const substring: Form = (around) => {
  const { path, tokens, at } = around;
  const [head, open] = [tokens[at] as IToken, tokens[at + 1]];
  const end = open?.tokenType === S.leftParen ? closing(tokens, at + 1) : -1;
  const inner = end < 0 ? [] : tokens.slice(at + 2, end);
  const from = inner.findIndex((token) => word(token, "from"));
  if (open === undefined || from < 1 || inner.some(({ tokenType }) => isOpener(tokenType) || tokenType === S.comma)) return null;
  const words = inner.filter((token, i) => i === from || (i > from && word(token, "for")));
  const comma = (token: IToken): Edit => ({ file: path, start: tokenEnd(inner[inner.indexOf(token) - 1] as IToken), end: tokenEnd(token), text: "," });
  return {
    end, put: [instead(Identifier, "substr", head), open, ...inner.map((token) => (words.includes(token) ? instead(S.comma, ",", token) : token))],
    diagnostic: tell(around, "sql-form", { wrote: "substring", ours: "`substr(x, 1, 2)`" }, head, head, [edit(path, head, head, "substr"), ...words.map(comma)]),
  };
};

/** `IF a THEN b ELSE c`: one mistake in capitals, not three. */
const ifThen: Form = (around) => {
  const { path, tokens, at } = around;
  const out: IToken[] = [];
  const edits: Edit[] = [];
  const wanted = ["if", "then", "else"] as const;
  let depth = 0;
  for (let i = at; i < tokens.length && i < at + FAR; i++) {
    const token = tokens[i] as IToken;
    if (isOpener(token.tokenType)) depth++;
    else if (isCloser(token.tokenType) && depth-- === 0) return null;
    const next = wanted[edits.length];
    if (depth > 0 || next === undefined || !word(token, next)) {
      out.push(token);
      continue;
    }
    out.push(instead(K[next], next, token));
    edits.push(edit(path, token, token, next));
    if (next === "else") return { end: i + 1, put: out, diagnostic: tell(around, "misspelt-word", { word: (tokens[at] as IToken).image, meant: "if" }, tokens[at] as IToken, tokens[at] as IToken, edits) };
  }
  return null;
};

/** `rename a to b, c as d`, `rename { a -> b }`: the new name stands first. */
const renameTo: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [head, open] = [tokens[at] as IToken, tokens[at + 1]];
  if (before.at(-1)?.tokenType !== S.pipe || open === undefined) return null;
  const bracketed = isOpener(open.tokenType);
  const pairs: { readonly old: IToken; readonly sign: IToken; readonly name: IToken }[] = [];
  let i = at + (bracketed ? 2 : 1);
  for (; ; i++) {
    const [old, sign, name] = [tokens[i], tokens[i + 1], tokens[i + 2]];
    if (!isName(old) || sign === undefined || !(sign.image === "to" || sign.image === "as" || sign.tokenType === S.arrow) || !isName(name)) return null;
    pairs.push({ old, sign, name });
    i += 3;
    if (tokens[i]?.tokenType !== S.comma) break;
  }
  const last = bracketed ? tokens[i++] : tokens[i - 1];
  if (last === undefined || (bracketed && !isCloser(last.tokenType)) || !endsStage(tokens[i])) return null;
  const ours = `{ ${pairs.map(({ old, name }) => `${name.image}: ${old.image}`).join(", ")} }`;
  const put = pairs.flatMap(({ old, sign, name }, n) => [...(n === 0 ? [] : [instead(S.comma, ",", old)]), instead(Key, name.image, name), instead(S.colon, ":", sign), old]);
  const { old, sign, name } = pairs[0] as (typeof pairs)[number];
  return {
    end: i, put: [head, instead(S.leftBrace, "{", open), ...put, instead(S.rightBrace, "}", last)],
    diagnostic: tell(around, sign.image === "as" ? "sql-form" : "foreign-form", { wrote: `rename ${old.image} ${sign.image} ${name.image}`, ours: "`rename { new: old }`" }, open, last, [edit(path, open, last, ours)]),
  };
};

/** `join left outer t`. */
const outer: Form = (around) => {
  const { path, tokens, at, before } = around;
  const [head, next, kind] = [tokens[at] as IToken, tokens[at + 1], before.at(-1)];
  if (!["left", "right", "full"].some((one) => word(kind, one)) || !word(before.at(-2), "join") || !isName(next) || ["on", "as", "using"].some((one) => word(next, one))) return null;
  const edits = [{ ...edit(path, head, head, ""), end: next.startOffset }];
  return { end: at + 1, put: [], diagnostic: tell(around, "sql-form", { wrote: "outer", ours: `\`join ${kind?.image ?? "left"} t as q on …\`` }, head, head, edits) };
};

/** `from a, b`. */
const commaOfFrom: Form = (around) => {
  const { tokens, at, before } = around;
  const [comma, other] = [tokens[at] as IToken, tokens[at + 1]];
  if (!isName(before.at(-1)) || before.at(-2)?.tokenType !== K.from || !isName(other)) return null;
  return { end: at + 2, put: [], diagnostic: tell(around, "sql-form", { wrote: "from a, b", ours: "`from a |> join b as q on …`, or `join cross` for every pair" }, comma, other) };
};

export const STAGE_FORMS: readonly (readonly [string, Form])[] = [
  ["|", singleBar], [",", commaOfWhere], [",", commaOfFrom], ["sort", signedSort], ["is", isValue], ["==", equalsNone], ["!=", equalsNone], ["substring", substring], ["IF", ifThen], ["outer", outer], ["rename", renameTo],
];
