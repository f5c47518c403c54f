/** Groups of items with commas between them: the one loop that entries, arguments, elements, parameters and schema entries share. */
import { EOF, type IToken, type TokenType } from "chevrotain";
import { nearest } from "../diagnostics/define.ts";
import { AnyWord, K, Key, NumberToken, ParamToken, PlainString, RawString, S, SelectorToken, Temporal, TemplateHead, TemplateWhole, TripleString, Underscore } from "../tokens.ts";
import { isCloser } from "./balance.ts";
import { STOP, attempt, commentBehindOperand, place, recordProblem, report, skip, unexpected } from "./recover.ts";
import { sqlBetweenItems } from "./sql-words.ts";
import { isA, type Rule, type RuleParser } from "./rule-parser.ts";

/**
 * `item, item, …` up to (not with) the closer, a trailing comma allowed. Each item recovers on its own. The loop is written out, not put together from MANY and
 * OPTION, because it also says what is wrong between items; the recorded grammar shows the plain form.
 */
export function separated<T>($: RuleParser, close: TokenType, item: Rule<T>, broken: (start: number, end: number) => T): T[] {
  const items: T[] = [];
  if ($.RECORDING_PHASE) {
    $.OPTION9(() => {
      $.SUBRULE9(item);
      $.MANY9(() => {
        $.CONSUME9(S.comma);
        $.SUBRULE8(item);
      });
      $.OPTION8(() => $.CONSUME8(S.comma));
    });
    return items;
  }
  const one = (): T => $.SUBRULE9(item);
  for (let token = $.LA(1); !ends(token, close); token = $.LA(1)) {
    const from = $.currIdx;
    items.push(attempt($, one, STOP.item, broken));
    const next = $.LA(1);
    if (next.tokenType === S.comma) $.CONSUME9(S.comma);
    else if (!ends(next, close)) betweenItems($, close);
    // What looks like the start of an item and cannot be one would be looked at for ever.
    if ($.currIdx === from) $.currIdx++;
  }
  return items;
}

const ends = (token: IToken, close: TokenType): boolean => token.tokenType === close || token.tokenType === EOF || isCloser(token.tokenType);

/** Two items without a comma, a misspelt `desc`, or something that fits nowhere. */
function betweenItems($: RuleParser, close: TokenType): void {
  const token = $.LA(1);
  const from = $.currIdx;
  const sortWord = close === S.rightBracket && isA(token, AnyWord) ? nearest(token.image, ["desc", "asc", "nulls"]) : null;
  if (sortWord !== null && $.LA(2).tokenType !== S.leftParen) {
    const at = place($, token);
    report($, "misspelt-word", { word: token.image, meant: sortWord }, at, { edits: [{ ...at, text: sortWord }] });
    skip($, from, STOP.item);
  } else if (startsItem(token) || token.tokenType === K.as || token.tokenType === K.else) {
    try {
      sqlBetweenItems($);
    } catch (problem) {
      recordProblem($, problem);
      skip($, from, STOP.item);
      if ($.LA(1).tokenType === S.comma) $.CONSUME9(S.comma);
      else if ($.currIdx === from) $.currIdx++;
      return;
    }
    const before = place($, $.LA(0)).end;
    const comma = { file: $.path, start: before, end: before };
    const related = commentBehindOperand($, $.LA(0), token)?.related ?? [];
    report($, "missing-comma", {}, comma, { related, edits: [{ ...comma, text: "," }] });
    return;
  } else {
    recordProblem($, unexpected($, `\`,\` or ${closeText(close)}`));
    skip($, from, STOP.item);
  }
  if ($.LA(1).tokenType === S.comma) $.CONSUME9(S.comma);
  else if ($.currIdx === from) $.currIdx++;
}

const closeText = (close: TokenType): string => close.LABEL ?? close.name;

const ITEM_STARTS: ReadonlySet<TokenType> = new Set([
  Key, NumberToken, ParamToken, SelectorToken, PlainString, RawString, TripleString, TemplateHead, TemplateWhole, Temporal, Underscore, S.ellipsis, S.leftBrace, S.leftBracket,
  S.leftParen, K.true, K.false, K.null, K.case, K.not, K.if, K.sql,
]);
const startsItem = (token: IToken): boolean => ITEM_STARTS.has(token.tokenType) || (isA(token, AnyWord) && K[token.image as keyof typeof K] !== token.tokenType) || isSoft(token);
/** A keyword that is a name where nothing wants it. */
const isSoft = (token: IToken): boolean => isA(token, AnyWord) && token.tokenType.CATEGORIES?.some((category) => category.name === "Name") === true;
