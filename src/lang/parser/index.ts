/** Text to tree. */
import { EmbeddedActionsParser, type IToken, type TokenType } from "chevrotain";
import type { Body, FileNode } from "../ast/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { ALL_TOKENS } from "../tokens.ts";
import { defineDeclarations } from "./declarations.ts";
import { defineExpressions } from "./expressions.ts";
import { defineGroups } from "./groups.ts";
import { definePipelines } from "./pipelines.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { expectedText, unexpected } from "./recover.ts";
import type { Head, RuleParser } from "./rule-parser.ts";
import { defineSchemas } from "./schema.ts";
import { defineStages } from "./stages.ts";
import { defineTests } from "./tests.ts";
import { defineTypes } from "./types.ts";

const NO_HEAD: Head = { doc: null, tags: [], start: 0 };

/** Chevrotain's parser with our way to fail: a problem in plain words, thrown to the nearest place that can go on. */
class ChevrotainParser extends EmbeddedActionsParser {
  constructor(validate: boolean) {
    super([...ALL_TOKENS], { maxLookahead: 2, recoveryEnabled: false, nodeLocationTracking: "none", skipValidations: !validate });
    const $ = this as unknown as RuleParser;
    Object.assign($, { path: "", text: "", docs: new Map(), diagnostics: [], depth: 0, levels: 0, lastError: null, head: NO_HEAD, lost: [] });
    defineExpressions($);
    defineTypes($);
    defineGroups($);
    definePipelines($);
    defineStages($);
    defineSchemas($);
    defineTests($);
    defineDeclarations($);
    this.performSelfAnalysis();
  }

  /** Chevrotain would look up all token paths for its message here. */
  raiseNoAltException(_occurrence: number, expected: string | undefined): never {
    throw unexpected(this as unknown as RuleParser, expected ?? "something else");
  }

  consumeInternalError(type: TokenType, _next: IToken, options: { ERR_MSG?: string } | undefined): never {
    throw unexpected(this as unknown as RuleParser, options?.ERR_MSG ?? expectedText(type));
  }
}

/** With Chevrotain's checks of the grammar, for a test; they take time that a run need not spend. */
export const makeParser = (validate: boolean): RuleParser => new ChevrotainParser(validate) as unknown as RuleParser;

let parser: RuleParser | undefined;

export type Parsed<T> = { readonly ast: T; readonly diagnostics: readonly Diagnostic[] };

/** A text's tokens, and what was wrong with them. */
export type Lexed = { readonly path: string; readonly text: string; readonly prepared: Prepared; readonly diagnostics: readonly Diagnostic[] };

/** `path` is the pack's relative path. */
export function lex(path: string, text: string): Lexed {
  const diagnostics: Diagnostic[] = [];
  const prepared = prepare(path, text, (diagnostic) => diagnostics.push(diagnostic));
  return { path, text, prepared, diagnostics };
}

/** The tree of one file. Text that cannot be read gives diagnostics, and a tree of what could be. */
export const parse = (path: string, text: string): Parsed<FileNode> => parseLexed(lex(path, text));

/** The same from tokens, which are used up. */
export function parseLexed(lexed: Lexed): Parsed<FileNode> {
  const { text } = lexed;
  return start(lexed, ($, { comments, fileDoc }) => {
    const { declarations } = $.file();
    return { kind: "file", start: 0, end: text.length, declarations, comments, doc: fileDoc, lost: $.lost };
  });
}

/** The tree of a fragment: `let`s and one `from …`, as a rule's body holds them. */
export function parsePipeline(path: string, text: string): Parsed<Body> {
  return start(lex(path, text), ($) => $.fragment());
}

function start<T>({ path, text, prepared, diagnostics: before }: Lexed, read: ($: RuleParser, prepared: Prepared) => T): Parsed<T> {
  const $ = (parser ??= makeParser(false));
  const diagnostics = [...before];
  Object.assign($, { input: prepared.tokens, path, text, docs: prepared.docs, diagnostics, depth: 0, levels: 0, lastError: null, head: NO_HEAD, lost: [] });
  const ast = read($, prepared);
  // The parser outlives the file; what it has read need not.
  Object.assign($, { input: [], text: "", docs: new Map(), diagnostics: [], lastError: null, head: NO_HEAD });
  return { ast, diagnostics: diagnostics.sort((a, b) => a.at.start - b.at.start) };
}
