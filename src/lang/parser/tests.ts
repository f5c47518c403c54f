/** Tests: what is given, what is expected. */
import type { Arg, Expect, Given, Name, TestDecl } from "../ast/index.ts";
import { K, Name as NameToken, PlainString, S } from "../tokens.ts";
import { errorNode } from "./nodes.ts";
import { STOP, attempt, unexpected } from "./recover.ts";
import { at, endOf, isA, pick, startOf, type RuleParser } from "./rule-parser.ts";

export function defineTests($: RuleParser): void {
  defineEntries($);
  const broken = (start: number, end: number): Expect => ({ kind: "expect_true", start, end, expr: errorNode(start, end) });
  const target = (): { rule: Name; args: readonly Arg[] } => {
    $.CONSUME(K.for);
    const rule = $.SUBRULE($.name);
    return { rule, args: $.OPTION1(() => $.SUBRULE($.args)) ?? [] };
  };
  $.testDeclaration = $.RULE("testDeclaration", (): TestDecl => {
    const { doc, start } = $.head;
    $.CONSUME(K.test);
    const title = $.SUBRULE($.string);
    const { rule, args } = $.OPTION(target) ?? { rule: null, args: [] };
    $.CONSUME(S.leftBrace);
    const entries: (Given | Expect)[] = [];
    if ($.RECORDING_PHASE) $.MANY(() => $.SUBRULE($.testEntry));
    // Where nothing was passed over, a declaration stands in a test whose brace is missing.
    for (let before = -1; !$.RECORDING_PHASE && !at($, S.rightBrace) && $.currIdx > before;) {
      const own = $.LA(1);
      before = $.currIdx;
      entries.push(attempt<Given | Expect>($, () => $.SUBRULE($.testEntry), (token) => token !== own && STOP.testEntry(token), broken));
    }
    $.CONSUME(S.rightBrace);
    const isGiven = (entry: Given | Expect): entry is Given => entry.kind === "given";
    const expects = entries.filter((entry): entry is Expect => !isGiven(entry));
    return { kind: "test", start, end: endOf($), title, rule, args, givens: entries.filter(isGiven), expects, doc };
  });
}

function defineEntries($: RuleParser): void {
  const given = $.RULE("given", (): Given => {
    const start = startOf($);
    $.CONSUME(K.given);
    const previous = $.OPTION({ GATE: () => isA($.LA(2), NameToken), MAX_LOOKAHEAD: 1, DEF: () => $.CONSUME(K.previous) }) !== undefined;
    const name = $.SUBRULE($.name);
    $.CONSUME(S.assign);
    const rows = $.SUBRULE($.expression);
    return { kind: "given", start, end: endOf($), name, previous, rows };
  });
  const start = () => $.LA(0).startOffset;
  const forms: (() => Expect)[] = [
    () => {
      const from = start();
      $.CONSUME(K.rows);
      const of = $.OPTION(() => $.SUBRULE($.name)) ?? null;
      const rows = $.SUBRULE($.list);
      return { kind: "expect_rows", start: from, end: endOf($), of, rows };
    },
    () => {
      const from = start();
      $.CONSUME(K.no);
      $.CONSUME1(K.rows);
      return { kind: "expect_none", start: from, end: endOf($) };
    },
    () => {
      const from = start();
      $.CONSUME(K.error);
      const code = $.SUBRULE($.string);
      return { kind: "expect_error", start: from, end: endOf($), code };
    },
    () => {
      const from = start();
      const expr = $.SUBRULE($.expression);
      return { kind: "expect_true", start: from, end: endOf($), expr };
    },
  ];
  const expect = $.RULE("expect", (): Expect => {
    $.CONSUME(K.expect);
    return pick($, () => expectation($), forms);
  });
  $.testEntry = $.RULE("testEntry", () =>
    pick<Given | Expect>($, () => {
      if (at($, K.given)) return 0;
      if (at($, K.expect)) return 1;
      throw unexpected($, "`given` or `expect`");
    }, [() => $.SUBRULE(given), () => $.SUBRULE(expect)]),
  );
}

function expectation($: RuleParser): number {
  if (at($, K.rows) && (at($, S.leftBracket, 2) || (isA($.LA(2), NameToken) && at($, S.leftBracket, 3)))) return 0;
  if (at($, K.no) && at($, K.rows, 2)) return 1;
  return at($, K.error) && at($, PlainString, 2) ? 2 : 3;
}
