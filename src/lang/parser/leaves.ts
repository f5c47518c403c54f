/** Leaves that hold more than a token: `case`, strings with holes, the SQL escape. */
import type { IToken } from "chevrotain";
import type { Arg, CaseArm, ExprNode } from "../ast/index.ts";
import { K, S, TemplateHead, TemplateMiddle, TemplateTail, TemplateWhole } from "../tokens.ts";
import { separated } from "./lists.ts";
import { unescape } from "./literals.ts";
import { errorNode, spanOf } from "./nodes.ts";
import { endOf, startOf, type RuleParser, type Template } from "./rule-parser.ts";
import { isClosed, openingOf, pieceText } from "./template.ts";

export function defineLeaves($: RuleParser): void {
  $.caseExpression = $.RULE("caseExpression", () => {
    const start = startOf($);
    $.CONSUME(K.case);
    $.CONSUME(S.leftBrace);
    const arms = separated<CaseArm | ExprNode>($, S.rightBrace, $.arm, errorNode);
    $.CONSUME(S.rightBrace);
    const isArm = (node: CaseArm | ExprNode): node is CaseArm => node?.kind === "arm";
    return { kind: "case", start, end: endOf($), arms: arms.filter(isArm), otherwise: arms.findLast((node): node is ExprNode => !isArm(node)) ?? null };
  });
  $.arm = $.RULE("arm", () =>
    $.OR<CaseArm | ExprNode>([
      {
        ALT: () => {
          $.CONSUME(K.else);
          $.CONSUME(S.arrow);
          return $.SUBRULE($.expression);
        },
      },
      {
        ALT: () => {
          const start = startOf($);
          const when = $.SUBRULE1($.expression);
          $.CONSUME1(S.arrow);
          const then = $.SUBRULE2($.expression);
          // oxlint-disable-next-line unicorn/no-thenable -- a field of the tree; no node is awaited
          return { kind: "arm", start, end: endOf($), when, then };
        },
      },
    ]),
  );
  $.template = $.RULE("template", () => $.OR([{ ALT: () => whole($.CONSUME(TemplateWhole)) }, { ALT: () => withHoles($) }]));
  $.sqlEscape = $.RULE("sqlEscape", () => {
    const start = startOf($);
    $.CONSUME(K.sql);
    $.CONSUME(S.less);
    const type = $.SUBRULE($.type);
    $.CONSUME(S.greater);
    let args: readonly Arg[] = [];
    const text = $.OR([
      { ALT: () => $.SUBRULE($.template) },
      {
        ALT: () => {
          $.CONSUME(S.leftParen);
          const inner = $.SUBRULE1($.template);
          $.OPTION(() => {
            $.CONSUME(S.comma);
            args = separated($, S.rightParen, $.arg, (from, to) => ({ kind: "arg", start: from, end: to, name: null, value: errorNode(from, to) }));
          });
          $.CONSUME(S.rightParen);
          return inner;
        },
      },
    ]);
    return { kind: "sql", start, end: endOf($), type, ...resolved($, text, !text.triple), triple: text.triple, args };
  });
}

/** The parts with JSON's escapes resolved, where they have any: not in a triple string. */
export const resolved = ($: RuleParser, of: Omit<Template, "start" | "end">, escapes: boolean): { parts: readonly string[]; holes: readonly ExprNode[] } => ({
  parts: escapes && !$.RECORDING_PHASE ? of.parts.map((part, i) => unescape($, part, of.starts[i] as number)) : of.parts,
  holes: of.holes,
});

const whole = (token: IToken): Template => ({
  ...spanOf(token), parts: [pieceText(token.image, true, true, isClosed(token.image))], starts: [token.startOffset + openingOf(token.image)], holes: [], triple: token.image.startsWith('"""'),
});

function withHoles($: RuleParser): Template {
  const first = $.CONSUME(TemplateHead);
  const parts = [pieceText(first.image, true, false, true)];
  const starts = [first.startOffset + openingOf(first.image)];
  const holes = [$.SUBRULE($.expression)];
  $.MANY(() => {
    const middle = $.CONSUME(TemplateMiddle);
    parts.push(pieceText(middle.image, false, false, true));
    starts.push(middle.startOffset + 1);
    holes.push($.SUBRULE1($.expression));
  });
  const last = $.CONSUME(TemplateTail);
  const triple = first.image.startsWith('"""');
  parts.push(tailText(last.image, triple));
  starts.push(last.startOffset + 1);
  return { start: first.startOffset, end: endOf($), parts, starts, holes, triple };
}

const tailText = (image: string, triple: boolean): string => {
  const closing = triple ? '"""' : '"';
  return (image.endsWith(closing) ? image.slice(1, -closing.length) : image.slice(1)).replaceAll("{{", "{").replaceAll("}}", "}");
};
