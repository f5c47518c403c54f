/** What names mean in a pack: the tables that binding looks things up in. Made by modules.ts, read by bind/. */
import type { Builder } from "../ir/build.ts";
import type { Origin, RuleName } from "../ir/id.ts";
import type { Rel } from "../ir/rel.ts";
import type { Env, InterfaceColumn, Local, Obligation, ParamDef, Props, SortedName, Source } from "../ir/rule.ts";
import type { Check, FileNode, FunctionDecl, MacroDecl, ParamDecl, RuleDecl, SchemaDecl, SchemaFresh, SourceDecl } from "./ast/index.ts";
import type { Diagnostic, Place } from "./diagnostics/index.ts";

/** A file of a pack: `path` is relative to the pack's folder, with `/`. `diagnostics` are the parser's: where text was lost, what misses it is not told again. */
export type ParsedFile = {
  readonly path: string;
  readonly text: string;
  readonly ast: FileNode;
  readonly diagnostics?: readonly Diagnostic[];
  /** Of a dependency: what it is called in all packs, the roots within it, and the names of packs by what its own import paths call them. */
  readonly pack?: { readonly name: string; readonly path: string; readonly roots: readonly string[]; readonly packs?: Readonly<Record<string, string>> };
};

/** `name` is qualified (`sales.lines.orders`), `file` is where it is declared. */
type Declared<K extends string, D> = { readonly kind: K; readonly name: string; readonly module: string; readonly file: string; readonly decl: D };
export type Declaration =
  | Declared<"param", ParamDecl> | Declared<"schema", SchemaDecl> | Declared<"source", SourceDecl> | Declared<"rule", RuleDecl>
  | Declared<"macro", MacroDecl> | Declared<"function", FunctionDecl>;
export type DeclaredBy<K extends Declaration["kind"]> = Extract<Declaration, { kind: K }>;

/**
 * What a name in a module stands for: its own declarations and what it imports. `missing` are names whose import failed, or whose
 * declaration could not be read, and was reported: what uses one of them becomes an error node, and says nothing.
 */
export type ModuleScope = {
  readonly module: string;
  readonly file: string;
  readonly text: string;
  readonly symbols: ReadonlyMap<string, Declaration>;
  readonly missing: ReadonlySet<string>;
  /** Where the text could not be read: offsets, ascending. */
  readonly faults: readonly number[];
};

/** Columns that tell rows apart (`key`, `unique`), and where that is written. */
export type KeyClaim = { readonly columns: readonly string[]; readonly at: Place };
/** Non-null tuples of `columns` stand in `target`. */
export type ReferenceClaim = { readonly columns: readonly string[]; readonly target: RuleName; readonly targetColumns: readonly string[]; readonly at: Place };
/** A schema with its includes resolved. Checks are bound where the schema is used, over the columns that stand there. */
/** `entry` names a column of times by `column`, and holds an interval. */
export type FreshClaim = { readonly column: string; readonly entry: SchemaFresh; readonly module: string; readonly file: string };
export type BoundSchema = {
  readonly name: string;
  readonly file: string;
  readonly columns: readonly InterfaceColumn[];
  /** Where each column is declared, by name. */
  readonly places: ReadonlyMap<string, Place>;
  readonly keys: readonly KeyClaim[];
  readonly uniques: readonly KeyClaim[];
  readonly order: readonly SortedName[];
  readonly checks: readonly { readonly check: Check; readonly module: string; readonly file: string }[];
  readonly references: readonly ReferenceClaim[];
  readonly fresh: readonly FreshClaim[];
  /** Whether its text, or that of a schema which it includes, could not be read in full. */
  readonly faulty: boolean;
};

/** A module of a dependency to which no import leads. `path`: what an import would say. */
export type UnreadModule = { readonly path: string; readonly text: string };
/** The path of the module that offers a name, to a module of the pack that is compiled; null: none does. */
export type Offers = (name: string, kinds: readonly Declaration["kind"][], into: ModuleScope) => string | null;

export type Program = {
  readonly modules: ReadonlyMap<string, ModuleScope>;
  /** By qualified name: a module has one name space, so the name alone says what it is. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** By qualified name; what a source says of its own rows stands here under the source's name. */
  readonly schemas: ReadonlyMap<string, BoundSchema>;
  readonly sources: ReadonlyMap<RuleName, Source>;
  /** Module parameters by qualified name. */
  readonly params: ReadonlyMap<string, ParamDef>;
  /** Macros and functions with a mistake that was reported where they are declared: their uses say nothing. Filled while those are checked. */
  readonly faulty: Set<string>;
  /** Rules with a mistake of their own: their instances say nothing. Filled as rules are bound, each before its readers. */
  readonly faultyRules: Set<string>;
  /** Which module offers a name that means nothing where it stands. */
  readonly offers: Offers;
};

/**
 * What binding one rule (or one source's claims) works with. `propsOf` is memoised by node. A rule whose declaration is known and whose
 * interface is missing from `env` had a mistake that was reported: what reads it becomes an error node, and says nothing.
 */
export type Binding = {
  readonly program: Program;
  readonly env: Env;
  readonly build: Builder;
  /** The rule's own parameters, by name. */
  readonly params: ReadonlyMap<string, ParamDef>;
  /** Grow while the body is bound. A key that a run verifies counts as proven (`check key`): push its obligation before asking for properties above `over`. */
  readonly locals: Local[];
  readonly obligations: Obligation[];
  readonly propsOf: (rel: Rel) => Props;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Called where a rule that has a mistake of its own is put in place: what it would give is nobody's result. */
  readonly putFaulty?: () => void;
};

/** The text being bound: which module's names it sees, which file its offsets are in, and the call that it was expanded for. */
export type Site = { readonly scope: ModuleScope; readonly file: string; readonly parent: Origin };
