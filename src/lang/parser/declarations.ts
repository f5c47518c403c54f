/** A file and its declarations. One that cannot be read keeps what could be: above all its name, so that nobody who uses it is blamed. */
import { EOF, type IToken } from "chevrotain";
import type {
  Arg, Declaration, ExportDecl, FunctionDecl, ImportDecl, ImportName, MacroDecl, Name, ParamNode, SchemaBody, SourceDecl, Tag,
  TypeNode,
} from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { AnyWord, K, Key, Name as NameToken, PlainString, S, TagToken } from "../tokens.ts";
import { nameOf, spanOf } from "./nodes.ts";
import { separated } from "./lists.ts";
import { ruleDeclaration } from "./rules.ts";
import { STOP, attempt, correct, isHeadWord, place, report, skip, startsDeclaration, unexpected } from "./recover.ts";
import { at, endOf, isA, pick, startOf, type RuleParser } from "./rule-parser.ts";

const HEAD_WORDS = ["module", "import", "export", "param", "schema", "source", "rule", "macro", "function", "test"] as const;

export function defineDeclarations($: RuleParser): void {
  defineFile($);
  const declarations: { ALT: () => Declaration }[] = [
    moduleDeclaration($), importDeclaration($, "import"), importDeclaration($, "export"), paramDeclaration($), schemaDeclaration($), sourceDeclaration($), ruleDeclaration($),
    macroDeclaration($), functionDeclaration($), $.testDeclaration,
  ].map((rule) => ({ ALT: (): Declaration => $.SUBRULE<Declaration>(rule) }));
  const tag = (): Tag => {
    const token = $.CONSUME(TagToken);
    return { kind: "tag", ...spanOf(token), text: token.image.slice(1) };
  };
  $.declaration = $.RULE("declaration", () => {
    const start = startOf($);
    const first = $.docs.get(start);
    const tags: Tag[] = [];
    $.MANY(() => tags.push(tag()));
    if (!$.RECORDING_PHASE) {
      fixHead($);
      $.head = { doc: first ?? $.docs.get(startOf($)) ?? null, tags, start };
      if (tags.length > 0 && !at($, K.rule) && !at($, K.source)) report($, "stray-tag", {}, { file: $.path, start, end: (tags.at(-1) as Tag).end });
    }
    return $.OR({ DEF: declarations, MAX_LOOKAHEAD: 1, ERR_MSG: "a declaration" });
  });
}

function defineFile($: RuleParser): void {
  $.file = $.RULE("file", () => {
    const declarations: Declaration[] = [];
    if ($.RECORDING_PHASE) $.MANY(() => $.SUBRULE($.declaration));
    while (!$.RECORDING_PHASE && !at($, EOF)) {
      const from = $.currIdx;
      const read = attempt<Declaration | null>($, () => $.SUBRULE($.declaration), STOP.declaration, () => null);
      if (read !== null) declarations.push(read);
      else {
        rememberLost($, from);
        if ($.currIdx === from || !startsDeclaration($.LA(1), $.LA(2))) pastClosers($, from);
      }
    }
    return { declarations };
  });
}

/** After a failure: goes on to the next declaration, at least one token further. */
function pastClosers($: RuleParser, from: number): void {
  if ($.currIdx === from) $.currIdx++;
  while (!at($, EOF) && !startsDeclaration($.LA(1), $.LA(2)) && !at($, TagToken)) {
    const before = $.currIdx;
    skip($, before, STOP.declaration);
    if ($.currIdx === before) $.currIdx++;
  }
}

function rememberLost($: RuleParser, from: number): void {
  for (let i = from + 1; i < Math.min(from + 8, $.currIdx + 1); i++) {
    const [token, next] = [$.input[i] as IToken, $.input[i + 1]];
    if (next !== undefined && isHeadWord(token.tokenType) && (isA(next, NameToken) || next.tokenType === Key)) {
      $.lost.push(nameOf(next));
      return;
    }
  }
}

const SYNONYMS: ReadonlyMap<string, (typeof HEAD_WORDS)[number]> = new Map([
  ["def", "function"], ["func", "function"], ["fn", "function"], ["fun", "function"], ["model", "rule"], ["view", "rule"], ["query", "rule"], ["parameter", "param"], ["include", "import"],
]);

/** A word that is no keyword, where a name follows, is a misspelt keyword. */
function fixHead($: RuleParser): void {
  const token = $.LA(1);
  if (isHeadWord(token.tokenType)) return;
  const next = $.LA(2);
  const follows = isA(next, NameToken) || next.tokenType === Key || next.tokenType === PlainString || next.tokenType === S.leftBrace;
  const meant = isA(token, AnyWord) && follows ? (SYNONYMS.get(token.image) ?? nearest(token.image, HEAD_WORDS)) : null;
  if (meant === null) throw unexpected($, "a declaration (rule, source, schema, param, import, macro, function, test)");
  const where = place($, token);
  report($, "misspelt-word", { word: token.image, meant }, where, { edits: [{ ...where, text: meant }] });
  correct($, K[meant as keyof typeof K]);
}

function moduleDeclaration($: RuleParser) {
  return $.RULE("moduleDeclaration", (): Declaration => {
    const { doc, start } = $.head;
    $.CONSUME(K.module);
    const path = [$.SUBRULE($.name)];
    $.MANY(() => {
      $.CONSUME(S.dot);
      path.push(nameOf($.CONSUME(AnyWord)));
    });
    return { kind: "module", start, end: endOf($), path, doc };
  });
}

function importDeclaration($: RuleParser, kind: "import" | "export") {
  if (kind === "import") {
    $.importName = $.RULE("importName", (): ImportName => {
      const start = startOf($);
      const name = $.SUBRULE($.name);
      const alias = $.OPTION(() => ($.CONSUME(K.as), $.SUBRULE1($.name))) ?? null;
      return { kind: "import_name", start, end: endOf($), name, alias };
    });
  }
  const broken = (start: number, end: number): ImportName => ({ kind: "import_name", start, end, name: { kind: "name", start, end, text: "" }, alias: null });
  return $.RULE(`${kind}Declaration`, (): ImportDecl | ExportDecl => {
    const { doc, start } = $.head;
    $.CONSUME(K[kind]);
    $.CONSUME(S.leftBrace);
    const names = separated($, S.rightBrace, $.importName, broken).filter(({ name }) => name?.text !== "");
    $.CONSUME(S.rightBrace);
    $.CONSUME(K.from);
    const path = $.SUBRULE($.string);
    return { kind, start, end: endOf($), names, path, doc };
  });
}

function paramDeclaration($: RuleParser) {
  $.param = $.RULE("param", (): ParamNode => {
    const start = startOf($);
    if (!$.RECORDING_PHASE && !at($, Key)) throw unexpected($, "a parameter (`name: type`)");
    const name = nameOf($.CONSUME(Key));
    $.CONSUME(S.colon);
    const type = $.SUBRULE($.type);
    const value = $.OPTION(() => ($.CONSUME(S.assign), $.SUBRULE($.expression))) ?? null;
    return { kind: "param_node", start, end: endOf($), name, type, default: value };
  });
  const broken = (start: number, end: number): ParamNode => ({ kind: "param_node", start, end, name: { kind: "name", start, end, text: "" }, type: errorType(start, end), default: null });
  $.params = $.RULE("params", () => {
    $.CONSUME(S.leftParen);
    const params = separated($, S.rightParen, $.param, broken).filter(({ name }) => name?.text !== "");
    $.CONSUME(S.rightParen);
    return params;
  });
  return $.RULE("paramDeclaration", (): Declaration => {
    const { doc, start } = $.head;
    $.CONSUME(K.param);
    const param = $.SUBRULE($.param);
    return { kind: "param_decl", start, end: endOf($), param, doc };
  });
}

const errorType = (start: number, end: number): TypeNode => ({ kind: "type", start, end, name: "", numbers: [], args: [], nullable: true });

function schemaDeclaration($: RuleParser) {
  return $.RULE("schemaDeclaration", (): Declaration => {
    const { doc, start } = $.head;
    $.CONSUME(K.schema);
    const name = $.SUBRULE($.name);
    const body = $.SUBRULE($.schemaBody);
    return { kind: "schema", start, end: endOf($), name, body, doc };
  });
}

function sourceDeclaration($: RuleParser) {
  const names: { ALT: () => { name: Name; schema: Name | null } }[] = [
    { ALT: () => ({ name: $.SUBRULE($.name), schema: null }) },
    {
      ALT: () => {
        const name = nameOf($.CONSUME(Key));
        $.CONSUME(S.colon);
        return { name, schema: $.SUBRULE1($.name) };
      },
    },
  ];
  return $.RULE("sourceDeclaration", (): SourceDecl => {
    const { doc, start, tags } = $.head;
    $.CONSUME(K.source);
    const { name, schema } = $.OR({ DEF: names, ERR_MSG: "the source's name" });
    $.CONSUME(S.assign);
    const provider = $.SUBRULE2($.name);
    const args: readonly Arg[] = $.SUBRULE($.args);
    const body: SchemaBody | null = $.OPTION(() => $.SUBRULE($.schemaBody)) ?? null;
    return { kind: "source", start, end: endOf($), name, schema, provider, args, body, tags, doc };
  });
}

function macroDeclaration($: RuleParser) {
  const kinds = (["table", "expr", "selector"] as const).map((kind) => ({ ALT: () => ($.CONSUME(K[kind]), kind) }));
  const bodies: (() => MacroDecl["body"])[] = [() => $.SUBRULE($.pipeline), () => $.SUBRULE($.body), () => $.SUBRULE($.expression)];
  return $.RULE("macroDeclaration", (): MacroDecl => {
    const { doc, start } = $.head;
    $.CONSUME(K.macro);
    const of = $.OR1({ DEF: kinds, ERR_MSG: "what the macro makes: `table`, `expr` or `selector`" });
    const name = $.SUBRULE($.name);
    const params = $.SUBRULE($.params);
    const returns = $.OPTION(() => ($.CONSUME(S.arrow), $.SUBRULE($.type))) ?? null;
    $.CONSUME(S.assign);
    const body = pick($, () => (of !== "table" ? 2 : at($, S.leftBrace) ? 1 : 0), bodies);
    return { kind: "macro", start, end: endOf($), of, name, params, returns, body, doc };
  });
}

function functionDeclaration($: RuleParser) {
  const bodies: { ALT: () => Pick<FunctionDecl, "body" | "external"> }[] = [
    { ALT: () => ($.CONSUME(S.assign), { body: $.SUBRULE($.expression), external: null }) },
    {
      ALT: () => {
        $.CONSUME(K.from);
        const path = $.SUBRULE($.string);
        const tier = $.OPTION(() => ($.CONSUME(K.tier), $.SUBRULE1($.name))) ?? null;
        return { body: null, external: { path, tier } };
      },
    },
  ];
  return $.RULE("functionDeclaration", (): FunctionDecl => {
    const { doc, start } = $.head;
    $.CONSUME(K.function);
    const name = $.SUBRULE($.name);
    const params = $.SUBRULE($.params);
    $.CONSUME(S.arrow);
    const returns = $.SUBRULE($.type);
    const { body, external } = $.OR({ DEF: bodies, ERR_MSG: "`=` and an expression, or `from` a file" });
    return { kind: "function", start, end: endOf($), name, params, returns, body, external, doc };
  });
}

