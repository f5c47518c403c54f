/** Arguments of calls, and lambdas, which stand only there and in a `let`. */
import type { Arg, ExprNode, Name } from "../ast/index.ts";
import { AnyWord, Key, Name as NameToken, S, tokenEnd } from "../tokens.ts";
import { separated } from "./lists.ts";
import { errorNode, nameOf } from "./nodes.ts";
import { place, report } from "./recover.ts";
import { at, endOf, isA, pick, startOf, type RuleParser } from "./rule-parser.ts";
import { distinctArgument, reportDistinct } from "./sql-words.ts";

export function defineArguments($: RuleParser): void {
  $.value = $.RULE("value", () => pick<ExprNode>($, () => (isLambda($) ? 0 : 1), [() => $.SUBRULE($.lambda), () => $.SUBRULE($.expression)]));
  $.lambda = $.RULE("lambda", () => {
    const start = startOf($);
    const params: Name[] = [];
    $.OR([
      { ALT: () => params.push($.SUBRULE($.name)) },
      {
        ALT: () => {
          $.CONSUME(S.leftParen);
          params.push($.SUBRULE1($.name));
          $.MANY(() => {
            $.CONSUME(S.comma);
            params.push($.SUBRULE2($.name));
          });
          $.CONSUME(S.rightParen);
        },
      },
    ]);
    $.CONSUME(S.arrow);
    const body = $.SUBRULE($.expression);
    return { kind: "lambda", start, end: endOf($), params, body };
  });
  $.arg = $.RULE("arg", () => {
    const start = startOf($);
    if (!$.RECORDING_PHASE) namedByEquals($);
    const name = $.OPTION(() => {
      const key = nameOf($.CONSUME(Key));
      $.CONSUME(S.colon);
      return key;
    });
    const value = $.SUBRULE($.value);
    return { kind: "arg", start, end: endOf($), name: name ?? null, value };
  });
  const broken = (start: number, end: number): Arg => ({ kind: "arg", start, end, name: null, value: errorNode(start, end) });
  $.args = $.RULE("args", () => {
    $.CONSUME(S.leftParen);
    const fn = $.RECORDING_PHASE ? undefined : $.input[$.currIdx - 1];
    if (!$.RECORDING_PHASE) starArgument($);
    const distinct = $.RECORDING_PHASE ? null : distinctArgument($);
    const args = separated($, S.rightParen, $.arg, broken);
    if (distinct !== null) reportDistinct($, fn, distinct, args);
    $.CONSUME(S.rightParen);
    if (args.length > 1) duplicateNames($, args, "argument");
    return args;
  });
}

/** `x ->` or `(a, b) ->`: the only places where a name with an arrow behind it, or names with a comma in parentheses, can stand. */
export function isLambda($: RuleParser): boolean {
  const type = $.LA(1).tokenType;
  if (type !== S.leftParen) return at($, S.arrow, 2) && isA($.LA(1), NameToken);
  return isA($.LA(2), NameToken) && (at($, S.comma, 3) || (at($, S.rightParen, 3) && at($, S.arrow, 4)));
}

/** `count(*)` is `count()`. */
function starArgument($: RuleParser): void {
  if (!at($, S.star) || !at($, S.rightParen, 2)) return;
  const where = place($, $.LA(1));
  const fn = $.input[$.currIdx - 1]?.image ?? "count";
  report($, "star-argument", { fn }, where, { edits: [{ ...where, text: "" }] });
  $.currIdx++;
}

/** `f(x, where = …)`: an argument behind the first, or an option, that was named with `=`. */
export function namedByEquals($: RuleParser, always = false): void {
  if (!at($, S.assign, 2) || !isA($.LA(1), AnyWord) || (!always && !at($, S.comma, 0))) return;
  const [name, equals] = [$.LA(1), $.LA(2)];
  const where = place($, equals);
  report($, "equals-sign", { right: ":" }, where, { edits: [{ file: $.path, start: tokenEnd(name), end: where.end, text: ":" }] });
  name.tokenType = Key;
  name.tokenTypeIdx = Key.tokenTypeIdx as number;
  equals.tokenType = S.colon;
  equals.tokenTypeIdx = S.colon.tokenTypeIdx as number;
}

export function duplicateNames($: RuleParser, items: readonly { readonly name: Name | null }[], what: "argument" | "option"): void {
  const seen = new Map<string, Name>();
  for (const { name } of items) {
    if (name === null) continue;
    const before = seen.get(name.text);
    if (before === undefined) seen.set(name.text, name);
    else {
      const first = { at: { file: $.path, start: before.start, end: before.end }, label: "first given here" };
      report($, "duplicate-option", { name: name.text, what }, { file: $.path, start: name.start, end: name.end }, { related: [first] });
    }
  }
}
