/** Rules: the clauses between a name and a body, which a mistake in one of them must not take along. */
import { EOF, type IToken, type TokenType } from "chevrotain";
import type { Body, OrderNode, RuleDecl, SqlBody } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { Identifier, K, S } from "../tokens.ts";
import { resolved } from "./leaves.ts";
import { errorPipeline } from "./pipelines.ts";
import { STOP, attempt, correct, place, report, startsDeclaration, unexpected } from "./recover.ts";
import { at, endOf, pick, startOf, type Rule, type RuleHeader, type RuleParser } from "./rule-parser.ts";

export function ruleDeclaration($: RuleParser): Rule<RuleDecl> {
  defineHeader($);
  const brokenBody = (start: number, end: number): Body => ({ kind: "body", start, end, lets: [], pipeline: errorPipeline(start, end) });
  $.sqlBody = $.RULE("sqlBody", (): SqlBody => {
    const start = startOf($);
    $.CONSUME(S.assign);
    $.CONSUME(K.sql);
    const text = $.SUBRULE($.template);
    return { kind: "sql_body", start, end: endOf($), ...resolved($, text, !text.triple) };
  });
  return $.RULE("ruleDeclaration", (): RuleDecl => {
    const { doc, start, tags } = $.head;
    $.CONSUME(K.rule);
    const name = $.SUBRULE($.name);
    const params = $.OPTION(() => $.SUBRULE($.params)) ?? [];
    const { contract, storage, order } = $.SUBRULE($.ruleHeader);
    const body = attempt<Body | SqlBody>($, () => pick<Body | SqlBody>($, () => bodyKind($), [() => $.SUBRULE($.body), () => $.SUBRULE($.sqlBody)]), STOP.declaration, brokenBody);
    return { kind: "rule", start, end: endOf($), tags, name, params, contract, storage, order, body, doc };
  });
}

function bodyKind($: RuleParser): number {
  if (at($, S.leftBrace)) return 0;
  if (at($, S.assign)) return 1;
  throw unexpected($, "the rule's body in `{ }`");
}

const HEADER_WORDS = ["as", "ordered", "unordered"] as const;
const CLAUSE_STARTS: ReadonlySet<TokenType> = new Set([S.arrow, K.as, K.ordered, K.unordered]);

function defineHeader($: RuleParser): void {
  const clauses: { ALT: () => Partial<RuleHeader> }[] = [
    { ALT: () => ($.CONSUME(S.arrow), { contract: $.SUBRULE($.name) }) },
    { ALT: () => ({ storage: $.SUBRULE($.storage) }) },
    { ALT: () => ({ order: $.SUBRULE($.order) }) },
  ];
  $.ruleHeader = $.RULE("ruleHeader", (): RuleHeader => {
    const header: RuleHeader = { contract: null, storage: null, order: null };
    if ($.RECORDING_PHASE) {
      $.MANY(() => $.OR(clauses));
      return header;
    }
    const one = (): Partial<RuleHeader> => $.OR({ DEF: clauses, ERR_MSG: "`->`, `as`, `ordered by` or the body in `{ }`" });
    while (!at($, S.leftBrace) && !at($, S.assign) && !at($, EOF) && !startsDeclaration($.LA(1), $.LA(2))) {
      fixClause($);
      const [from, head] = [$.currIdx, $.LA(1)];
      const clause = attempt<Partial<RuleHeader>>($, one, (token) => STOP.header(token) || (token !== head && CLAUSE_STARTS.has(token.tokenType)), () => ({}));
      for (const key of Object.keys(clause) as (keyof RuleHeader)[]) if (header[key] !== null) repeatedClause($, key, head);
      Object.assign(header, clause);
      if ($.currIdx === from) break;
    }
    return header;
  });
  $.storage = $.RULE("storage", () => {
    const start = startOf($);
    $.CONSUME(K.as);
    const name = $.SUBRULE($.name);
    const args = $.OPTION(() => $.SUBRULE($.args)) ?? [];
    return { kind: "storage", start, end: endOf($), name, args };
  });
  defineOrder($);
}

function repeatedClause($: RuleParser, key: keyof RuleHeader, head: IToken): void {
  const what = { contract: "contract", storage: "storage", order: "order" }[key];
  report($, "repeated-clause", { what }, { file: $.path, start: head.startOffset, end: endOf($) });
}

/** `orderd by`, `order by`, `sorted by`. */
function fixClause($: RuleParser): void {
  const token = $.LA(1);
  if (token.tokenType !== Identifier) return;
  const meant = /^(order|sorted|sort)$/.test(token.image) && at($, K.by, 2) ? "ordered" : nearest(token.image, HEADER_WORDS);
  if (meant === null) return;
  const where = place($, token);
  report($, "misspelt-word", { word: token.image, meant }, where, { edits: [{ ...where, text: meant }] });
  correct($, K[meant as "ordered"]);
}

function defineOrder($: RuleParser): void {
  const forms: { ALT: () => Pick<OrderNode, "by" | "thenAll"> }[] = [
    {
      ALT: () => {
        $.CONSUME(K.ordered);
        $.CONSUME(K.by);
        const by = pick<OrderNode["by"]>($, () => (at($, K.key) && !at($, S.comma, 2) ? 1 : 0), [() => $.SUBRULE($.list), () => ($.CONSUME(K.key), "key")]);
        const thenAll = $.OPTION(() => ($.CONSUME(K.then), $.CONSUME(K.all))) !== undefined;
        return { by, thenAll };
      },
    },
    { ALT: () => ($.CONSUME(K.unordered), { by: null, thenAll: false }) },
  ];
  $.order = $.RULE("order", () => {
    const start = startOf($);
    const form = $.OR1(forms);
    const tier = $.OPTION1(() => ($.CONSUME(K.tier), $.SUBRULE($.name))) ?? null;
    return { kind: "order", start, end: endOf($), ...form, tier };
  });
}
