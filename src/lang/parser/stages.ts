/** The stages of a pipeline: a rule a verb. The verb comes first and decides, so a macro called like one could not be reached. */
import type { TokenType } from "chevrotain";
import type { Check, DedupeStage, ExplodeAs, ExprNode, JoinHow, ListExpr, Option, RowExpr, Stage } from "../ast/index.ts";
import { K, Name as NameToken, S } from "../tokens.ts";
import { duplicateNames } from "./arguments.ts";
import { isLastComma } from "./groups.ts";
import { errorNode } from "./nodes.ts";
import { commaBeforeOption, fixVerb, groupAlone, pivotWord, strayBy, strayComma } from "./mend.ts";
import { rowBehindKey } from "./mend-rows.ts";
import { aliasOption } from "./pipelines.ts";
import { STOP, attempt } from "./recover.ts";
import { at, endOf, isA, pick, startOf, type Rule, type RuleParser } from "./rule-parser.ts";

/** Each verb's rule gives its stage without place and options; the rule `stage` knows those. */
const LATER = { start: 0, end: 0, options: [] };

export function defineStages($: RuleParser): void {
  const verbs = [...columnVerbs($), ...rowVerbs($), ...reshapingVerbs($), joinVerb($), setVerb($), macroStage($)].map((rule) => ({ ALT: () => $.SUBRULE(rule) }));
  $.stage = $.RULE("stage", (): Stage => {
    const start = startOf($);
    if (!$.RECORDING_PHASE) fixVerb($);
    const stage = $.OR({ DEF: verbs, IGNORE_AMBIGUITIES: true, MAX_LOOKAHEAD: 1, ERR_MSG: "a stage" });
    const options: Option[] = [];
    if (!$.RECORDING_PHASE) commaBeforeOption($);
    $.MANY({
      GATE: () => !isLastComma($),
      DEF: () => {
        $.CONSUME(S.comma);
        options.push($.SUBRULE($.stageOption));
        if (!$.RECORDING_PHASE) commaBeforeOption($);
      },
    });
    if ($.RECORDING_PHASE) return stage;
    const end = endOf($);
    if (isLastComma($)) $.CONSUME9(S.comma);
    const all = stage.options.length === 0 ? options : [...stage.options, ...options];
    if (all.length > 1) duplicateNames($, all, "option");
    return { ...stage, start, end, options: all };
  });
  $.check = $.RULE("check", (): Check => {
    const start = startOf($);
    return pick<Check>($, () => (at($, K.key) && at($, S.leftBracket, 2) ? 0 : 1), [
      () => {
        $.CONSUME(K.key);
        const columns = $.SUBRULE($.list);
        return { kind: "check_key", start, end: endOf($), columns };
      },
      () => {
        const predicate = $.SUBRULE($.expression);
        const { severity, message } = orElse($);
        return { kind: "check_expr", start, end: endOf($), predicate, severity, message };
      },
    ]);
  });
}

/** `else warn "…"`, `else error`, or nothing, which is an error. */
export function orElse($: RuleParser): Pick<Extract<Check, { kind: "check_expr" }>, "severity" | "message"> {
  let severity: "warn" | "error" = "error";
  const message = $.OPTION1(() => {
    $.CONSUME(K.else);
    severity = $.OR1<"warn" | "error">([{ ALT: () => ($.CONSUME(K.warn), "warn") }, { ALT: () => ($.CONSUME(K.error), "error") }]);
    return $.OPTION2(() => $.SUBRULE($.string));
  });
  return { severity, message: message ?? null };
}

/** The rest of a stage that may fail without taking the stage's shape along. */
const part = ($: RuleParser): ExprNode => attempt($, () => $.SUBRULE1($.expression), (token) => STOP.stage(token) || STOP.item(token), errorNode);

function columnVerbs($: RuleParser): Rule<Stage>[] {
  const withRow = (kind: "derive" | "rename" | "aggregate", verb: TokenType): Rule<Stage> =>
    $.RULE(`${kind}Stage`, () => {
      $.CONSUME(verb);
      return { kind, ...LATER, row: $.SUBRULE($.row) };
    });
  const withSet = (kind: "select" | "drop" | "unpivot", verb: TokenType): Rule<Stage> =>
    $.RULE(`${kind}Stage`, () => {
      $.CONSUME(verb);
      return { kind, ...LATER, of: $.SUBRULE($.rowOrSet) };
    });
  return [
    withRow("derive", K.derive), withRow("rename", K.rename), withRow("aggregate", K.aggregate),
    withSet("select", K.select), withSet("drop", K.drop), withSet("unpivot", K.unpivot),
    $.RULE("groupStage", () => {
      $.CONSUME(K.group);
      if (!$.RECORDING_PHASE) groupAlone($);
      strayBy($, "group");
      if (!$.RECORDING_PHASE) rowBehindKey($);
      const by = $.SUBRULE($.rowOrSet);
      if (!$.RECORDING_PHASE) strayComma($, "group");
      return { kind: "group", ...LATER, by, row: $.SUBRULE($.row) };
    }),
    $.RULE("windowStage", () => {
      $.CONSUME(K.window);
      const spec = $.SUBRULE($.windowSpec);
      return { kind: "window", ...LATER, spec, row: $.SUBRULE($.row) };
    }),
  ];
}

function rowVerbs($: RuleParser): Rule<Stage>[] {
  const keep: { ALT: () => DedupeStage["keep"] }[] = [{ ALT: () => ($.CONSUME(K.first), "first") }, { ALT: () => ($.CONSUME(K.last), "last") }];
  return [
    $.RULE("whereStage", () => ($.CONSUME(K.where), { kind: "where", ...LATER, predicate: part($) })),
    $.RULE("limitStage", () => ($.CONSUME(K.limit), { kind: "limit", ...LATER, count: part($) })),
    $.RULE("sampleStage", () => ($.CONSUME(K.sample), { kind: "sample", ...LATER, fraction: part($) })),
    $.RULE("distinctStage", () => ($.CONSUME(K.distinct), { kind: "distinct", ...LATER })),
    $.RULE("checkStage", () => ($.CONSUME(K.check), { kind: "check", ...LATER, check: $.SUBRULE($.check) })),
    $.RULE("sortStage", () => {
      $.CONSUME(K.sort);
      strayBy($, "sort");
      return { kind: "sort", ...LATER, by: $.SUBRULE($.list) };
    }),
    $.RULE("dedupeStage", () => {
      $.CONSUME(K.dedupe);
      $.CONSUME(K.on);
      const on = $.SUBRULE($.expression);
      $.CONSUME(K.keep);
      const winner = $.OR(keep);
      $.CONSUME(K.by);
      return { kind: "dedupe", ...LATER, on, keep: winner, by: $.SUBRULE($.list) };
    }),
  ];
}

const HOW = { left: K.left, right: K.right, full: K.full, inner: K.inner, cross: K.cross, semi: K.semi, anti: K.anti } as const;

/** A word before a relation says how to join; before anything else it is the relation. `left (from …)` and `left(x: 1)` differ behind the parenthesis. */
const beforeRelation = ($: RuleParser): boolean => {
  const next = $.LA(2);
  if (next.tokenType === S.leftParen) return at($, K.from, 3);
  return isA(next, NameToken) && !(next.tokenType === K.using && at($, S.leftBracket, 3));
};

function joinVerb($: RuleParser): Rule<Stage> {
  const GATE = () => beforeRelation($);
  const how = Object.entries(HOW).map(([name, token]) => ({ ALT: () => ($.CONSUME(token), name as JoinHow) }));
  const condition: { ALT: () => { on: ExprNode | null; using: ListExpr | null } }[] = [
    { ALT: () => ($.CONSUME(K.on), { on: part($), using: null }) },
    { ALT: () => ($.CONSUME(K.using), { on: null, using: $.SUBRULE($.list) }) },
  ];
  return $.RULE("joinStage", () => {
    $.CONSUME(K.join);
    const asof = $.OPTION1({ GATE, MAX_LOOKAHEAD: 1, DEF: () => $.CONSUME(K.asof) }) !== undefined;
    const kind = $.OPTION2({ GATE, MAX_LOOKAHEAD: 1, DEF: () => $.OR(how) }) ?? "inner";
    const right = $.SUBRULE($.relation);
    const alias = aliasOption($);
    const { on, using } = $.OPTION3(() => $.OR1(condition)) ?? { on: null, using: null };
    return { kind: "join", ...LATER, how: kind, asof, right, alias, on, using };
  });
}

function setVerb($: RuleParser): Rule<Stage> {
  const GATE = () => beforeRelation($);
  const sets = (["union", "intersect", "except"] as const).map((name) => ({ ALT: () => ($.CONSUME(K[name]), name) }));
  return $.RULE("setStage", () => {
    const how = $.OR(sets);
    const all = $.OPTION({ GATE, MAX_LOOKAHEAD: 1, DEF: () => $.CONSUME(K.all) }) !== undefined;
    return { kind: "set", ...LATER, how, all, right: $.SUBRULE($.relation) };
  });
}

function reshapingVerbs($: RuleParser): Rule<Stage>[] {
  const names: { ALT: () => ExplodeAs }[] = [
    { ALT: () => ({ names: [$.SUBRULE($.name)], braces: false }) },
    {
      ALT: () => {
        $.CONSUME(S.leftBrace);
        const list = [$.SUBRULE1($.name)];
        $.MANY({
          GATE: () => !at($, S.rightBrace, 2),
          MAX_LOOKAHEAD: 1,
          DEF: () => {
            $.CONSUME(S.comma);
            list.push($.SUBRULE2($.name));
          },
        });
        $.OPTION(() => $.CONSUME1(S.comma));
        $.CONSUME(S.rightBrace);
        return { names: list, braces: true };
      },
    },
  ];
  return [
    $.RULE("explodeStage", () => {
      $.CONSUME(K.explode);
      const lists = $.SUBRULE($.expression);
      $.CONSUME(K.as);
      return { kind: "explode", ...LATER, lists, as: $.OR(names) };
    }),
    $.RULE("recurseStage", () => {
      $.CONSUME(K.recurse);
      $.CONSUME(K.as);
      const alias = $.SUBRULE($.name);
      const options: Option[] = [];
      $.MANY(() => {
        $.CONSUME(S.comma);
        options.push($.SUBRULE($.stageOption));
      });
      return { kind: "recurse", ...LATER, options, alias, body: $.SUBRULE($.body) };
    }),
    $.RULE("pivotStage", () => {
      $.CONSUME(K.pivot);
      if (!$.RECORDING_PHASE) pivotWord($, K.by);
      $.CONSUME(K.by);
      const by = $.SUBRULE($.list);
      $.CONSUME(K.on);
      const on = $.SUBRULE($.expression);
      if (!$.RECORDING_PHASE) pivotWord($, K.values);
      $.CONSUME(K.values);
      const values = $.SUBRULE1($.list);
      const row: RowExpr = $.SUBRULE($.row);
      return { kind: "pivot", ...LATER, by, on, values, row };
    }),
  ];
}

function macroStage($: RuleParser): Rule<Stage> {
  return $.RULE("macroStage", () => {
    const name = $.SUBRULE($.name);
    return { kind: "macro_stage", ...LATER, name, args: $.SUBRULE($.args) };
  });
}
