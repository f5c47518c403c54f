/** Schemas: columns and what is promised about them. */
import type { Name, SchemaBody, SchemaColumn, SchemaEntry, SchemaInclude, Tag } from "../ast/index.ts";
import { K, Key, Name as NameToken, S, TagToken } from "../tokens.ts";
import { nameOf, spanOf } from "./nodes.ts";
import { separated } from "./lists.ts";
import { insert } from "./mend.ts";
import { correct, place, report, unexpected } from "./recover.ts";
import { endOf, isA, pick, startOf, type Rule, type RuleParser } from "./rule-parser.ts";
import { orElse } from "./stages.ts";

export function defineSchemas($: RuleParser): void {
  const broken = (start: number, end: number): SchemaInclude => ({ kind: "schema_include", start, end, name: { kind: "name", start, end, text: "" } });
  const isWhole = (entry: SchemaEntry): boolean => entry?.kind !== "schema_include" || entry.name.text !== "";
  $.schemaBody = $.RULE("schemaBody", (): SchemaBody => {
    const start = startOf($);
    $.CONSUME(S.leftBrace);
    const entries = separated<SchemaEntry>($, S.rightBrace, $.schemaEntry, broken).filter(isWhole);
    $.CONSUME(S.rightBrace);
    return { kind: "schema_body", start, end: endOf($), entries };
  });
  const column = defineColumn($);
  const claims = defineClaims($);
  const alternatives = [column, ...claims].map((rule) => () => $.SUBRULE<SchemaEntry>(rule));
  const heads = [Key, S.ellipsis, K.key, K.unique, K.ordered, K.check, K.references, K.fresh];
  $.schemaEntry = $.RULE("schemaEntry", () =>
    pick($, () => {
      const known = heads.indexOf($.LA(1).tokenType);
      if (known >= 0) return known;
      if (columnWithoutColon($)) return 0;
      throw unexpected($, "a column (`name: type`), `key`, `unique`, `check`, `references`, `ordered by` or `...`");
    }, alternatives),
  );
}

/** `amount decimal(12, 2)`. */
function columnWithoutColon($: RuleParser): boolean {
  const [token, next] = [$.LA(1), $.LA(2)];
  if (!isA(token, NameToken) || !isA(next, NameToken)) return false;
  const { end } = place($, token);
  report($, "missing-colon", { name: token.image }, place($, token), { edits: [{ file: $.path, start: end, end, text: ":" }] });
  correct($, Key);
  $.currIdx++;
  insert($, S.colon, ":");
  $.currIdx--;
  return true;
}

function defineColumn($: RuleParser): Rule<SchemaColumn> {
  const tag = (): Tag => {
    const token = $.CONSUME(TagToken);
    return { kind: "tag", ...spanOf(token), text: token.image.slice(1) };
  };
  return $.RULE("column", () => {
    const start = startOf($);
    const doc = $.docs.size === 0 ? null : ($.docs.get(start) ?? null);
    const name: Name = nameOf($.CONSUME(Key));
    $.CONSUME(S.colon);
    const type = $.SUBRULE($.type);
    const tags: Tag[] = [];
    $.MANY(() => tags.push(tag()));
    return { kind: "schema_column", start, end: endOf($), name, type, tags, doc };
  });
}

/** In the order of `heads` above. */
function defineClaims($: RuleParser): Rule<SchemaEntry>[] {
  return [
    $.RULE("include", () => {
      const start = startOf($);
      $.CONSUME(S.ellipsis);
      const name = $.SUBRULE($.name);
      return { kind: "schema_include", start, end: endOf($), name };
    }),
    $.RULE("schemaKey", () => {
      const start = startOf($);
      $.CONSUME(K.key);
      const columns = $.SUBRULE($.list);
      return { kind: "schema_key", start, end: endOf($), columns };
    }),
    $.RULE("schemaUnique", () => {
      const start = startOf($);
      $.CONSUME(K.unique);
      const columns = $.SUBRULE($.list);
      return { kind: "schema_unique", start, end: endOf($), columns };
    }),
    $.RULE("schemaOrder", () => {
      const start = startOf($);
      $.CONSUME(K.ordered);
      $.CONSUME(K.by);
      const by = $.SUBRULE($.list);
      return { kind: "schema_order", start, end: endOf($), by };
    }),
    $.RULE("schemaCheck", () => {
      const start = startOf($);
      $.CONSUME(K.check);
      const check = $.SUBRULE($.check);
      return { kind: "schema_check", start, end: endOf($), check };
    }),
    $.RULE("schemaReferences", () => {
      const start = startOf($);
      $.CONSUME(K.references);
      const columns = $.SUBRULE($.list);
      $.CONSUME(S.arrow);
      const target = $.SUBRULE($.name);
      const targetColumns = $.SUBRULE1($.list);
      return { kind: "schema_references", start, end: endOf($), columns, target, targetColumns };
    }),
    $.RULE("schemaFresh", () => {
      const start = startOf($);
      $.CONSUME(K.fresh);
      const column = $.SUBRULE($.expression);
      $.CONSUME(K.within);
      const within = $.SUBRULE1($.expression);
      const { severity, message } = orElse($);
      return { kind: "schema_fresh", start, end: endOf($), column, within, severity, message };
    }),
  ];
}

