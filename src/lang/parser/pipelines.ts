/** Pipelines and the bodies that hold them: `let`s, `from` a relation, stages, and the options behind a stage. */
import { EOF } from "chevrotain";
import type { Body, ErrorStage, Let, Name, Option, Pipeline, RelationNode, Stage } from "../ast/index.ts";
import { K, Key, Name as NameToken, S } from "../tokens.ts";
import { isCloser } from "./balance.ts";
import { isLambda, namedByEquals } from "./arguments.ts";
import { deeper, errorNode, nameOf } from "./nodes.ts";
import { aliasWithoutAs, betweenStages, fromBehind, missingFrom, statementOfSql } from "./mend.ts";
import { STOP, attempt, recordProblem, skip, unexpected } from "./recover.ts";
import { at, endOf, isA, pick, startOf, type RuleParser } from "./rule-parser.ts";

export const errorPipeline = (start: number, end: number): Pipeline => ({ kind: "pipeline", start, end, from: { kind: "error_relation", start, end }, alias: null, stages: [] });

export function definePipelines($: RuleParser): void {
  defineBody($);
  definePipeline($);
  defineRelation($);
  defineOption($);
}

function defineBody($: RuleParser): void {
  $.body = $.RULE("body", (): Body => {
    const start = startOf($);
    $.CONSUME(S.leftBrace);
    const { lets, pipeline } = inside($);
    if (!$.RECORDING_PHASE && !at($, S.rightBrace)) {
      const from = $.currIdx;
      if (!fromBehind($)) recordProblem($, unexpected($, "`|>` or `}`"));
      skip($, from, () => false);
    }
    $.CONSUME(S.rightBrace);
    return { kind: "body", start, end: endOf($), lets, pipeline };
  });
  $.fragment = $.RULE("fragment", (): Body => {
    const start = startOf($);
    const { lets, pipeline } = inside($);
    if (!$.RECORDING_PHASE && !at($, EOF)) {
      recordProblem($, unexpected($, "`|>` or the end of the text"));
      $.currIdx = $.input.length;
    }
    return { kind: "body", start: $.RECORDING_PHASE ? 0 : Math.min(start || 0, pipeline.start), end: endOf($), lets, pipeline };
  });
  $.letBinding = $.RULE("letBinding", (): Let => {
    const start = startOf($);
    $.CONSUME(K.let);
    const name = $.SUBRULE($.name);
    $.CONSUME(S.assign);
    const value = pick<Let["value"]>($, () => (at($, K.from) ? 0 : isLambda($) ? 1 : 2), [() => $.SUBRULE($.pipeline), () => $.SUBRULE($.lambda), () => $.SUBRULE($.expression)]);
    return { kind: "let", start, end: endOf($), name, value };
  });
}

const startsBinding = ($: RuleParser): boolean => at($, K.let);

function inside($: RuleParser): { lets: Let[]; pipeline: Pipeline } {
  const lets: Let[] = [];
  const broken = (start: number, end: number): Let => ({ kind: "let", start, end, name: { kind: "name", start, end: start, text: "" }, value: errorNode(start, end) });
  $.MANY2(() => {
    lets.push(attempt($, () => $.SUBRULE($.letBinding), bindingStop($), broken));
    if (!$.RECORDING_PHASE && !startsBinding($) && !at($, K.from) && !isCloser($.LA(1).tokenType) && !at($, EOF) && !missingFrom($)) {
      const from = $.currIdx;
      recordProblem($, unexpected($, "`let` or `from`"));
      skip($, from, STOP.binding);
    }
  });
  const start = (): Pipeline => {
    if (!$.RECORDING_PHASE && !at($, K.from)) statementOfSql($);
    return $.SUBRULE($.pipeline);
  };
  if (!$.RECORDING_PHASE && !at($, K.from)) missingFrom($);
  return { lets: lets.filter(({ name }) => name?.text !== ""), pipeline: attempt($, start, () => false, errorPipeline) };
}

/** A `let` that cannot be read ends at the next one or at the pipeline; its own keyword does not stop the skipping. */
const bindingStop = ($: RuleParser) => {
  const own = $.LA(1);
  return (token: typeof own): boolean => token !== own && STOP.binding(token);
};

function definePipeline($: RuleParser): void {
  const brokenStage = (start: number, end: number): ErrorStage => ({ kind: "error_stage", start, end, options: [] });
  $.pipeline = $.RULE("pipeline", (): Pipeline => {
    deeper($);
    const start = startOf($);
    $.CONSUME(K.from);
    const from = $.SUBRULE($.relation);
    const alias = aliasOption($);
    const stages: Stage[] = [];
    if ($.RECORDING_PHASE) {
      $.MANY(() => {
        $.CONSUME(S.pipe);
        $.SUBRULE($.stage);
      });
    } else {
      const one = (): Stage => $.SUBRULE($.stage);
      betweenStages($);
      while (at($, S.pipe)) {
        $.CONSUME(S.pipe);
        stages.push(attempt($, one, STOP.stage, brokenStage));
        betweenStages($);
      }
    }
    $.depth--;
    return { kind: "pipeline", start, end: endOf($), from, alias, stages };
  });
}

export function aliasOption($: RuleParser): Name | null {
  if (!$.RECORDING_PHASE) aliasWithoutAs($);
  const alias = $.OPTION(() => {
    $.CONSUME(K.as);
    return $.SUBRULE($.name);
  });
  return alias ?? null;
}

/** A relation is no ordinary expression: `values [..]` would be an index, and `keys [..]` behind a name another. */
function defineRelation($: RuleParser): void {
  const argsOption = () => $.SUBRULE($.args);
  const alternatives: (() => RelationNode)[] = [
    () => {
      const start = startOf($);
      $.CONSUME(K.previous);
      const name = $.SUBRULE($.name);
      return { kind: "previous", start, end: endOf($), name };
    },
    () => {
      const start = startOf($);
      $.CONSUME(K.values);
      const rows = $.SUBRULE($.list);
      return { kind: "values", start, end: endOf($), rows };
    },
    () => {
      const start = startOf($);
      $.CONSUME(S.leftParen);
      const pipeline = $.SUBRULE($.pipeline);
      $.CONSUME(S.rightParen);
      return { kind: "nested", start, end: endOf($), pipeline };
    },
    () => {
      const start = startOf($);
      const name = $.SUBRULE1($.name);
      const args = $.OPTION(argsOption) ?? null;
      return { kind: "named", start, end: endOf($), name, args };
    },
  ];
  $.relation = $.RULE("relation", () =>
    pick($, () => {
      if (at($, S.leftParen)) return 2;
      if (at($, K.previous) && isA($.LA(2), NameToken) && !(at($, K.using, 2) && at($, S.leftBracket, 3))) return 0;
      if (at($, K.values) && at($, S.leftBracket, 2)) return 1;
      if (!isA($.LA(1), NameToken)) throw unexpected($, "a relation");
      return 3;
    }, alternatives),
  );
}

function defineOption($: RuleParser): void {
  $.stageOption = $.RULE("stageOption", (): Option => {
    const start = startOf($);
    if (!$.RECORDING_PHASE) {
      namedByEquals($, true);
      if (!at($, Key)) throw unexpected($, "an option (`name: value`)");
    }
    const name = nameOf($.CONSUME(Key));
    $.CONSUME(S.colon);
    const value = $.SUBRULE($.expression);
    return { kind: "option", start, end: endOf($), name, value };
  });
}
