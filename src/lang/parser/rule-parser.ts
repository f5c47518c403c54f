/** What the parts of the grammar share: Chevrotain's building blocks, the grammar's rules by name, and the state of one parse. */
import type { DSLMethodOpts, IOrAlt, IToken, OrMethodOpts, ParserMethod, TokenType } from "chevrotain";
import type {
  Arg, Body, Check, Declaration, Element, Entry, ExprNode, Given, Expect, ImportName, Let, ListExpr, Name, Option, OrderNode, ParamNode, Pipeline, RelationNode,
  RowExpr, SchemaBody, SchemaEntry, Span, SqlBody, Stage, StorageNode, Tag, TestDecl, Text, TypeArg, TypeNode, WindowSpec, FileNode, CaseArm, LambdaExpr,
} from "../ast/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { tokenEnd } from "../tokens.ts";

export type Rule<T> = ParserMethod<[], T>;
type Optional = <T>(of: (() => T) | DSLMethodOpts<T>) => T | undefined;
type Repeat = (of: (() => unknown) | DSLMethodOpts<unknown>) => void;
type Choice = <T>(of: IOrAlt<T>[] | OrMethodOpts<T>) => T;
type Consume = (type: TokenType) => IToken;
type Sub = <T>(rule: Rule<T>) => T;

/** Chevrotain's methods are protected; the parts of the grammar are functions outside the class, so that each fits on a page. */
type BuildingBlocks = {
  RULE: <T>(name: string, body: () => T) => Rule<T>;
  CONSUME: Consume; CONSUME1: Consume; CONSUME2: Consume; CONSUME3: Consume; CONSUME4: Consume; CONSUME9: Consume; CONSUME8: Consume;
  SUBRULE: Sub; SUBRULE1: Sub; SUBRULE2: Sub; SUBRULE3: Sub; SUBRULE4: Sub; SUBRULE8: Sub; SUBRULE9: Sub;
  OPTION: Optional; OPTION1: Optional; OPTION2: Optional; OPTION3: Optional; OPTION4: Optional; OPTION8: Optional; OPTION9: Optional;
  MANY: Repeat; MANY1: Repeat; MANY2: Repeat; MANY9: Repeat;
  OR: Choice; OR1: Choice; OR2: Choice; OR3: Choice;
  LA: (howMuch: number) => IToken;
  readonly RECORDING_PHASE: boolean;
  readonly input: IToken[];
  /** Chevrotain's own place in `input`, and its length: recovery moves and corrects both. */
  currIdx: number;
  tokVectorLength: number;
};

/** Documentation, tags and first offset of the declaration that is being read. */
export type Head = { readonly doc: string | null; readonly tags: readonly Tag[]; readonly start: number };

type State = {
  path: string;
  text: string;
  docs: ReadonlyMap<number, string>;
  diagnostics: Diagnostic[];
  /** How many groups the parser stands in: the guard of the stack. */
  depth: number;
  /** Levels of the tree of the operand that was read last; in an expression, the most of those that it has read. */
  levels: number;
  /** The token of the last syntax error: a second one at it would be a follower. */
  lastError: IToken | null;
  head: Head;
  /** The names of declarations that could not be read. */
  lost: Name[];
  /** What the postfix operators apply to; they are alternatives without arguments. */
  left: ExprNode;
  leftStart: number;
};

type Grammar = {
  file: Rule<Pick<FileNode, "declarations">>;
  fragment: Rule<Body>;
  declaration: Rule<Declaration>;
  schemaBody: Rule<SchemaBody>;
  schemaEntry: Rule<SchemaEntry>;
  ruleHeader: Rule<RuleHeader>;
  param: Rule<ParamNode>;
  params: Rule<ParamNode[]>;
  importName: Rule<ImportName>;
  storage: Rule<StorageNode>;
  order: Rule<OrderNode>;
  sqlBody: Rule<SqlBody>;
  testDeclaration: Rule<TestDecl>;
  testEntry: Rule<Given | Expect>;
  body: Rule<Body>;
  letBinding: Rule<Let>;
  pipeline: Rule<Pipeline>;
  relation: Rule<RelationNode>;
  stage: Rule<Stage>;
  stageOption: Rule<Option>;
  check: Rule<Check>;
  row: Rule<RowExpr>;
  entry: Rule<Entry>;
  rowOrSet: Rule<ExprNode>;
  list: Rule<ListExpr>;
  element: Rule<Element>;
  windowSpec: Rule<WindowSpec>;
  expression: Rule<ExprNode>;
  operand: Rule<ExprNode>;
  primary: Rule<ExprNode>;
  value: Rule<ExprNode>;
  lambda: Rule<LambdaExpr>;
  conditional: Rule<ExprNode>;
  caseExpression: Rule<ExprNode>;
  arm: Rule<CaseArm | ExprNode>;
  sqlEscape: Rule<ExprNode>;
  template: Rule<Template>;
  arg: Rule<Arg>;
  args: Rule<Arg[]>;
  type: Rule<TypeNode>;
  typeArg: Rule<TypeArg & Span>;
  name: Rule<Name>;
  string: Rule<Text>;
};

export type RuleHeader = { contract: Name | null; storage: StorageNode | null; order: OrderNode | null };
/** A string with holes: `parts` has one more than `holes`, its escapes unresolved. */
export type Template = Span & { readonly parts: readonly string[]; readonly starts: readonly number[]; readonly holes: readonly ExprNode[]; readonly triple: boolean };

export type RuleParser = BuildingBlocks & State & Grammar;

/** Offset at which the node that begins here begins. */
export const startOf = ($: RuleParser): number => $.LA(1).startOffset;
/** Offset at which the node whose last token was just read ends. */
export const endOf = ($: RuleParser): number => tokenEnd($.LA(0));
export const at = ($: RuleParser, type: TokenType, ahead = 1): boolean => $.LA(ahead).tokenType === type;
export const isA = (token: IToken, category: TokenType): boolean =>
  token.tokenType === category || category.categoryMatchesMap?.[token.tokenTypeIdx] === true;

/**
 * An ordered choice that `index` decides. Chevrotain's own choice would compare token paths, and where an alternative needs a gate it compares them one by
 * one; at the busy places of the grammar the deciding tokens are known. The recorded grammar shows an ordinary choice.
 */
export const pick = <T>($: RuleParser, index: () => number, alternatives: readonly (() => T)[]): T =>
  $.RECORDING_PHASE
    ? $.OR({ DEF: alternatives.map((ALT) => ({ ALT })), IGNORE_AMBIGUITIES: true, MAX_LOOKAHEAD: 1 })
    : (alternatives[index()] as () => T)();
