/** Operands: prefixes, a primary expression, postfixes. */
import type { IToken, TokenType } from "chevrotain";
import type { ExprNode } from "../ast/index.ts";
import {
  AnyWord, K, Key, Name as NameToken, NumberToken, ParamToken, PlainString, RawString, S, SelectorToken, Temporal, TripleString, Underscore,
} from "../tokens.ts";
import { resolved } from "./leaves.ts";
import { numberLiteral, unescape } from "./literals.ts";
import { nameOf, spanOf } from "./nodes.ts";
import { report } from "./recover.ts";
import { at, endOf, startOf, type RuleParser } from "./rule-parser.ts";
import { caseWhen } from "./sql-words.ts";

export function defineOperand($: RuleParser): void {
  const sign = [{ ALT: () => $.CONSUME(S.minus) }, { ALT: () => $.CONSUME(S.tilde) }];
  $.operand = $.RULE("operand", () => {
    let signs: IToken[] | null = null;
    $.MANY(() => (signs ??= []).push($.OR(sign)));
    const start = startOf($);
    if (!$.RECORDING_PHASE) caseWhen($);
    const isGroup = at($, S.leftParen);
    $.levels = 0;
    let node = $.SUBRULE($.primary);
    let levels = $.levels + (isGroup ? 0 : 1);
    $.MANY1(() => {
      [$.left, $.leftStart, $.levels] = [node, start, 0];
      node = $.OR1(postfixes);
      levels = 1 + Math.max(levels, $.levels);
    });
    $.levels = levels + ((signs as IToken[] | null)?.length ?? 0);
    return signs === null ? node : withSigns(signs, node, endOf($));
  });

  const argsOption = () => $.SUBRULE($.args);
  const postfixes: { ALT: () => ExprNode }[] = [
    {
      ALT: () => {
        const [object, start] = [$.left, $.leftStart];
        $.CONSUME(S.dot);
        const name = nameOf(memberName($));
        const args = $.OPTION(argsOption);
        if (args === undefined) return { kind: "field", start, end: endOf($), object, name };
        return { kind: "call", start, end: endOf($), fn: name, receiver: object, args };
      },
    },
    {
      ALT: () => {
        const [object, start] = [$.left, $.leftStart];
        $.CONSUME(S.leftBracket);
        const index = $.SUBRULE($.expression);
        $.CONSUME(S.rightBracket);
        return { kind: "index", start, end: endOf($), object, index };
      },
    },
    {
      ALT: () => {
        const [arg, start] = [$.left, $.leftStart];
        const onError = $.OR2([{ ALT: () => ($.CONSUME(S.cast), "fail" as const) }, { ALT: () => ($.CONSUME(S.tryCast), "null" as const) }]);
        const type = $.SUBRULE($.type);
        if (type.nullable) {
          const mark = { file: $.path, start: type.end - 1, end: type.end };
          report($, "nullable-cast", {}, mark, { edits: [{ ...mark, text: "" }] });
        }
        return { kind: "cast", start, end: endOf($), arg, type: type.nullable ? { ...type, nullable: false } : type, onError };
      },
    },
    {
      ALT: () => {
        const [arg, start] = [$.left, $.leftStart];
        $.CONSUME(K.over);
        $.CONSUME(S.leftParen);
        const spec = $.SUBRULE($.windowSpec);
        $.CONSUME(S.rightParen);
        return { kind: "over", start, end: endOf($), arg, spec };
      },
    },
  ];
  definePrimary($);
}

/** After a dot any word is a name, also one that a colon follows. */
function memberName($: RuleParser): IToken {
  if (!$.RECORDING_PHASE && at($, Key)) return $.CONSUME1(Key);
  return $.CONSUME(AnyWord);
}

function withSigns(signs: readonly IToken[], operand: ExprNode, end: number): ExprNode {
  let node = operand;
  for (let i = signs.length - 1; i >= 0; i--) {
    const token = signs[i] as IToken;
    node = { kind: "unary", start: token.startOffset, end, op: token.tokenType === S.minus ? "-" : "~", arg: node };
  }
  return node;
}

function definePrimary($: RuleParser): void {
  const [callArgs, selectorArgs] = [() => $.SUBRULE($.args), () => $.SUBRULE1($.args)];
  const constant = (type: TokenType, literal: "bool" | "null"): { ALT: () => ExprNode } => ({
    ALT: () => {
      const token = $.CONSUME(type);
      return { kind: "literal", ...spanOf(token), literal, value: token.image, form: "plain" };
    },
  });
  const text = (type: TokenType, form: "plain" | "raw" | "triple", opening: number, closing: number): { ALT: () => ExprNode } => ({
    ALT: () => {
      const token = $.CONSUME(type);
      const raw = token.image.slice(opening, token.image.length - closing);
      const value = form === "plain" && !$.RECORDING_PHASE ? unescape($, raw, token.startOffset + opening) : raw;
      return { kind: "literal", ...spanOf(token), literal: "string", value, form };
    },
  });
  const alternatives: { ALT: () => ExprNode }[] = [
    {
      ALT: () => {
        const token = $.CONSUME(NameToken);
        const args = $.OPTION(callArgs);
        if (args === undefined) return { kind: "ref", ...spanOf(token), name: nameOf(token) };
        return { kind: "call", start: token.startOffset, end: endOf($), fn: nameOf(token), receiver: null, args };
      },
    },
    { ALT: () => numberLiteral($.CONSUME(NumberToken).image, $.LA(0).startOffset) },
    text(PlainString, "plain", 1, 1),
    text(RawString, "raw", 2, 1),
    text(TripleString, "triple", 3, 3),
    constant(K.true, "bool"),
    constant(K.false, "bool"),
    constant(K.null, "null"),
    {
      ALT: () => {
        const token = $.CONSUME(Temporal);
        const value = $.SUBRULE($.string).value;
        return { kind: "literal", start: token.startOffset, end: endOf($), literal: token.image as "date", value, form: "plain" };
      },
    },
    {
      ALT: () => {
        const { start, end, ...template } = $.SUBRULE($.template);
        return { kind: "fstring", start, end, ...resolved($, template, true) };
      },
    },
    { ALT: () => ({ kind: "underscore", ...spanOf($.CONSUME(Underscore)) }) },
    {
      ALT: () => {
        const token = $.CONSUME(ParamToken);
        return { kind: "param", ...spanOf(token), name: token.image.slice(1) };
      },
    },
    {
      ALT: () => {
        const token = $.CONSUME(SelectorToken);
        const args = $.OPTION1(selectorArgs) ?? null;
        return { kind: "selector", start: token.startOffset, end: endOf($), name: token.image.slice(1), args };
      },
    },
    {
      ALT: () => {
        $.CONSUME(S.leftParen);
        const node = $.SUBRULE($.expression);
        $.CONSUME(S.rightParen);
        return node;
      },
    },
    { ALT: () => $.SUBRULE($.list) },
    { ALT: () => $.SUBRULE($.row) },
    { ALT: () => $.SUBRULE($.caseExpression) },
    { ALT: () => $.SUBRULE($.sqlEscape) },
  ];
  $.primary = $.RULE("primary", () => $.OR({ DEF: alternatives, ERR_MSG: "an expression" }));
}
