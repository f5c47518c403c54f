/** Expressions: one flat rule for all binary operators, whose precedence climb.ts finds. */
import type { IToken } from "chevrotain";
import type { Name } from "../ast/index.ts";
import { K, Name as NameToken, Operator, PlainString, S } from "../tokens.ts";
import { defineArguments } from "./arguments.ts";
import { climb, type Part, type Read } from "./climb.ts";
import { defineLeaves } from "./leaves.ts";
import { MAX_TREE } from "./limits.ts";
import { unescape } from "./literals.ts";
import { deeper, nameOf, spanOf } from "./nodes.ts";
import { defineOperand } from "./operands.ts";
import { place, raise, report, unexpected } from "./recover.ts";
import { at, endOf, startOf, type RuleParser } from "./rule-parser.ts";
import { listInParentheses, notWord, nullWord, operatorWord } from "./sql-words.ts";

export function defineExpressions($: RuleParser): void {
  $.name = $.RULE("name", (): Name => nameOf($.CONSUME(NameToken)));
  $.string = $.RULE("string", () => {
    const token = $.CONSUME(PlainString);
    const { start, end } = spanOf(token);
    return { kind: "text", start, end, value: $.RECORDING_PHASE ? "" : unescape($, token.image.slice(1, -1), start + 1) };
  });
  defineOperators($);
  defineArguments($);
  defineOperand($);
  defineLeaves($);
}

function defineOperators($: RuleParser): void {
  const first = [{ ALT: () => $.SUBRULE($.conditional) }, { ALT: () => $.SUBRULE($.operand) }];
  const nots = (): IToken[] | null => {
    let found: IToken[] | null = null;
    for (notOf($); at($, K.not); notOf($)) {
      (found ??= []).push($.CONSUME1(K.not));
      if (found.length > MAX_TREE) raise($, "too-deep", { limit: MAX_TREE }, place($, $.LA(0)));
    }
    return found;
  };
  $.expression = $.RULE("expression", () => {
    deeper($);
    if ($.RECORDING_PHASE) $.MANY2(() => $.CONSUME1(K.not));
    const beside = $.levels;
    $.levels = 0;
    const leading = nots();
    const start = startOf($);
    const node = $.OR({ DEF: first, ERR_MSG: "an expression" });
    const alone: Read = { node, start, end: endOf($), levels: $.levels };
    let parts: Part[] | null = null;
    const part = () => (parts ??= []).push($.SUBRULE1(operatorPart));
    do $.MANY(part);
    while (!$.RECORDING_PHASE && ((at($, S.assign) && assignForEqual($)) || operatorWord($)));
    $.depth--;
    const { node: whole, levels } = leading === null && parts === null ? alone : climb($, { ...alone, nots: leading }, parts ?? []);
    if (levels > MAX_TREE && !$.RECORDING_PHASE) raise($, "too-deep", { limit: MAX_TREE }, place($, $.LA(0)));
    $.levels = Math.max(beside, levels);
    return whole;
  });

  const operandOf = (): Pick<Part, "nots" | "right" | "rightStart" | "rightEnd" | "levels"> => {
    const before = nots();
    const rightStart = startOf($);
    const right = $.SUBRULE($.operand);
    return { nots: before, right, rightStart, rightEnd: endOf($), levels: $.levels };
  };
  const none = { nots: null, right: null, rightStart: 0, rightEnd: 0, levels: 0 };
  const forms: { ALT: () => Part }[] = [
    {
      ALT: () => {
        const token = $.CONSUME(Operator);
        if ($.RECORDING_PHASE) $.MANY(() => $.CONSUME1(K.not));
        return { op: token.image as Part["op"], token, negated: false, ...operandOf() };
      },
    },
    {
      ALT: () => {
        const token = $.CONSUME(K.is);
        if (!$.RECORDING_PHASE) nullWord($);
        const negated = $.OPTION(() => $.CONSUME2(K.not)) !== undefined;
        $.CONSUME(K.null);
        return { op: "is_null", token, negated, ...none, rightEnd: endOf($) };
      },
    },
    {
      ALT: () => {
        const negated = $.OPTION1(() => $.CONSUME3(K.not)) !== undefined;
        return $.OR1([
          { ALT: (): Part => ({ op: "in", token: inToken($), negated, nots: null, rightStart: startOf($), right: $.SUBRULE2($.operand), rightEnd: endOf($), levels: $.levels }) },
          { ALT: (): Part => ({ op: "between", token: $.CONSUME(K.between), negated, nots: null, rightStart: startOf($), right: $.SUBRULE3($.operand), rightEnd: endOf($), levels: $.levels }) },
        ]);
      },
    },
  ];
  const operatorPart = $.RULE("operatorPart", () => $.OR(forms));

  $.conditional = $.RULE("conditional", () => {
    const start = startOf($);
    $.CONSUME(K.if);
    const condition = $.SUBRULE($.expression);
    $.CONSUME(K.then);
    const then = $.SUBRULE1($.expression);
    if (!$.RECORDING_PHASE && !at($, K.else)) throw unexpected($, "`else` (`else null` where nothing else is meant)");
    $.CONSUME(K.else);
    const otherwise = $.SUBRULE2($.expression);
    $.levels++;
    // oxlint-disable-next-line unicorn/no-thenable -- a field of the tree; no node is awaited
    return { kind: "if", start, end: endOf($), condition, then, otherwise };
  });
}

function inToken($: RuleParser): IToken {
  const token = $.CONSUME(K.in);
  if (!$.RECORDING_PHASE) listInParentheses($);
  return token;
}

const notOf = ($: RuleParser): void => {
  if (!$.RECORDING_PHASE) notWord($);
};

/** `=` where only a comparison can stand. */
function assignForEqual($: RuleParser): boolean {
  const token = $.LA(1);
  const where = place($, token);
  report($, "equals-sign", { right: "==" }, where, { edits: [{ ...where, text: "==" }] });
  token.tokenType = S.equal;
  token.tokenTypeIdx = S.equal.tokenTypeIdx as number;
  token.endOffset = where.end - 1;
  token.image = "==";
  return true;
}
