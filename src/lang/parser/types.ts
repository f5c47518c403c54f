/** Types: a name, sizes in parentheses, and after six names arguments in angle brackets (anywhere else `<` compares). */
import { EOF } from "chevrotain";
import type { Name, Span, TypeArg, TypeNode } from "../ast/index.ts";
import { Key, Name as NameToken, NumberToken, S } from "../tokens.ts";
import { isCloser } from "./balance.ts";
import { MAX_DEPTH } from "./limits.ts";
import { nameOf } from "./nodes.ts";
import { place, raise, report, startsDeclarationAt, unexpected } from "./recover.ts";
import { at, endOf, isA, startOf, type RuleParser } from "./rule-parser.ts";

const TAKES_ARGS: ReadonlySet<string> = new Set(["list", "struct", "map", "column", "expr", "sql"]);

export function defineTypes($: RuleParser): void {
  const args: { MAX_LOOKAHEAD: number; GATE: () => boolean; DEF: () => TypeArg[] } = { MAX_LOOKAHEAD: 1, GATE: () => TAKES_ARGS.has($.LA(0).image), DEF: () => typeArgs($) };
  const number = (): number => {
    const image = $.CONSUME(NumberToken).image;
    if (!$.RECORDING_PHASE && !/^\d{1,9}$/.test(image)) raise($, "unexpected-token", { found: `\`${image}\``, expected: "a whole number", hint: "none" }, place($, $.LA(0)));
    return Number(image);
  };
  $.type = $.RULE("type", (): TypeNode => {
    if ($.depth >= MAX_DEPTH && !$.RECORDING_PHASE) tooDeep($);
    $.depth++;
    const start = startOf($);
    if (!$.RECORDING_PHASE && !isA($.LA(1), NameToken)) throw unexpected($, "a type");
    const name = nameOf($.CONSUME(NameToken)).text;
    const typeArguments = $.OPTION(args);
    const numbers: number[] = [];
    $.OPTION1(() => {
      $.CONSUME(S.leftParen);
      numbers.push(number());
      $.MANY(() => {
        $.CONSUME(S.comma);
        numbers.push($.RECORDING_PHASE ? Number($.CONSUME1(NumberToken).image) : number());
      });
      $.CONSUME(S.rightParen);
    });
    const nullable = $.OPTION2(() => $.CONSUME(S.question)) !== undefined;
    $.depth--;
    return { kind: "type", start, end: endOf($), name, numbers, args: typeArguments ?? [], nullable };
  });
  $.typeArg = $.RULE("typeArg", (): TypeArg & Span => {
    const start = startOf($);
    const name = $.OPTION((): Name => {
      const key = nameOf($.CONSUME(Key));
      $.CONSUME(S.colon);
      return key;
    });
    const type = $.SUBRULE($.type);
    return { name: name ?? null, type, start, end: endOf($) };
  });
}

/** Goes on behind the group in which the type stands: what it holds would else be read as the entries behind it, each too deep again. */
function tooDeep($: RuleParser): never {
  const where = place($, $.LA(1));
  for (let token = $.LA(1); token.tokenType !== EOF && !isCloser(token.tokenType) && !startsDeclarationAt($, token); token = $.LA(1)) $.currIdx++;
  return raise($, "too-deep", { limit: MAX_DEPTH }, where);
}

function typeArgs($: RuleParser): TypeArg[] {
  $.CONSUME(S.less);
  const args: TypeArg[] = [plain($.SUBRULE($.typeArg))];
  $.MANY1(() => {
    $.CONSUME1(S.comma);
    args.push(plain($.SUBRULE1($.typeArg)));
  });
  if (!$.RECORDING_PHASE && at($, S.greaterEqual)) splitGreaterEqual($);
  else $.CONSUME(S.greater);
  return args;
}

const plain = ({ name, type }: TypeArg): TypeArg => ({ name, type });

/** `list<int64>= …` reads as `>=`; what is left of it is the `=`. */
function splitGreaterEqual($: RuleParser): void {
  const token = $.LA(1);
  const where = place($, token);
  report($, "space-before-equals", {}, where, { edits: [{ file: $.path, start: where.start + 1, end: where.start + 1, text: " " }] });
  token.startOffset++;
  token.image = "=";
  token.tokenType = S.assign;
  token.tokenTypeIdx = S.assign.tokenTypeIdx as number;
}
