/** What compiling a pack gives: plain data, everything that a run, an artifact or a screen needs. */
import type { Lineage } from "../ir/lineage.ts";
import type { LiteralValue } from "../ir/expr.ts";
import type { Origin, Origins, RuleName } from "../ir/id.ts";
import type { Env, Interface, Obligation, ParamDef, Provider, Rule, SortedName, Storage, Tier } from "../ir/rule.ts";
import type { ReadText } from "../lang/bind/test-rows.ts";
import type { BoundTest } from "../lang/bind/tests.ts";
import type { Diagnostic, Place } from "../lang/diagnostics/index.ts";
import type { Allowed } from "../lang/lint/index.ts";
import type { LintChoice } from "../lang/lint/levels.ts";
import type { Manifest, Profile } from "../lang/pack.ts";
import type { Program } from "../lang/scope.ts";
import type { Choices, Written } from "../lower/index.ts";
import type { Type } from "../values/type.ts";
import type { Names } from "./names.ts";
import type { Shape } from "./shape.ts";

export type TextFile = { readonly path: string; readonly text: string };
export type PackText = {
  readonly manifest: Manifest; readonly profile: Profile; readonly files: readonly TextFile[];
  /** Paths of the files of code that functions may name; not there: nobody knows. */
  readonly code?: readonly string[];
  readonly dependencies?: readonly DependencyText[];
  /** Files whose rows tests give; not there: none can be read. */
  readonly readText?: ReadText;
  /** The name of each dependency, by what import paths call it; not there: they are the same. */
  readonly packs?: Readonly<Record<string, string>>;
};
/** A pack that this one imports from. Paths of its files begin with `path`; `packs` are what it imports from itself. */
export type DependencyText = { readonly name: string; readonly path: string; readonly roots: readonly string[]; readonly packs?: Readonly<Record<string, string>>; readonly files: readonly TextFile[] };
/** `now` gives milliseconds; it is asked around phases and touches nothing of the result. */
export type CompileHost = { readonly sha256: (bytes: Uint8Array) => string; readonly now: () => number };
export type CompileOptions = {
  /** Names of passes and rewrites to leave out. */
  readonly without?: readonly string[];
  /** Keep each rule's IR and what names mean; a big pack drops them once its forms are printed. */
  readonly keep?: boolean;
  /** Is given each rule as it is bound, inline ones too, before any pass: what a page says of it is made then, and the rule let go. `prepared` is in the result then, too. */
  readonly bound?: (rule: Rule, prepared: Prepared) => void;
  /** False: make no SQL, canonical IR or hashes, and hear of nothing that the engine refuses. Who evaluates rules needs none of them. */
  readonly sql?: boolean;
  /** Print the statements that verify promises: a run needs them, artifacts do not. */
  readonly promises?: boolean;
  /** Look for lints: which, whatever the pack says of them. */
  readonly lint?: LintChoice;
  /** How many rows the statements that show failing rows give at most (default 20). */
  readonly samples?: number;
};

/** SQL and where each place of it comes from: pairs of offset (UTF-16 units) and origin, ascending (see lower/sql/source-map.ts). */
export type SqlText = { readonly text: string; readonly sourceMap: Int32Array };

/** `sqlName` is the bare name by which the rule's SQL says it; a run makes it visible under that name. */
export type Read = { readonly of: { readonly kind: "source" | "rule" | "previous"; readonly name: RuleName }; readonly sqlName: string };
export type CompiledColumn = { readonly name: string; readonly type: Type; readonly sqlType: string; readonly nullable: boolean };

/** One promise of several that one statement counts. `columns` are names, in the obligation's order; `rows` gives some that fail. */
export type Promised = {
  readonly kind: Obligation["kind"];
  readonly at: Origin;
  readonly columns: readonly string[];
  readonly references: RuleName | null;
  readonly severity: "warn" | "error";
  /** Holds `{column}` places, filled from a failing row. */
  readonly message: string;
  readonly rows: SqlText | null;
};
/** `count` gives one row: for each of `promises`, in order, how many rows fail it. */
export type PromiseScan = { readonly count: SqlText; readonly promises: readonly Promised[] };

/** The bare name under which a rule's obligations read the rows that the rule has just made. */
export const RESULT_NAME = "__rulec_result";

/**
 * A parameter that the SQL names as `$sqlName`. Its value is looked up by `name`: `module.param`, or `rule.param` of a rule's own, which is its default's.
 * `groups`: it stands as a pattern of at least so many groups, and the SQL is given the pattern in RE2's words. `natural`: nothing below zero may stand there.
 */
export type CompiledParam = { readonly name: string; readonly sqlName: string; readonly type: Type; readonly sqlType: string; readonly default?: LiteralValue; readonly groups?: number; readonly natural?: true };

export type CompiledRule = {
  readonly name: RuleName;
  readonly module: string;
  /** The schema and table that it is published as. */
  readonly schema: string;
  readonly table: string;
  readonly select: SqlText;
  readonly reads: readonly Read[];
  readonly columns: readonly CompiledColumn[];
  readonly order: readonly SortedName[];
  readonly keys: readonly (readonly string[])[];
  readonly storage: Storage;
  readonly tier: Tier;
  /** What a run must verify. */
  readonly obligations: readonly Omit<Promised, "rows" | "at">[];
  /** The statements that verify them; empty unless asked for. */
  readonly scans: readonly PromiseScan[];
  readonly params: readonly CompiledParam[];
  /** Text of the engine's language that somebody wrote, to be asked about before anything is built. */
  readonly written: readonly Written[];
  /** What may give something else each time though it reads the same rows (ir/steady.ts). */
  readonly unsteady: readonly string[];
  /** Of the canonical IR: what the rule means, whatever it is written like. */
  readonly hash: string;
  /** Of that and of the shape of its text (shape.ts). */
  readonly plan: string;
  /** What was chosen for the engine. */
  readonly choices: Choices;
  readonly interface: Interface;
  readonly lineage: Lineage;
  /** One line of canonical JSON. */
  readonly ir: string;
  /** One line of JSON: the declaration's tree, with spans. Made when it is asked for, as only artifacts hold it. */
  readonly ast: () => string;
  readonly tags: readonly string[];
  readonly doc: string | null;
  /** The declaration's name, for what concerns the rule as a whole. */
  readonly at: Place;
  readonly origins: Origins;
  readonly rule: Rule | null;
};

export type CompiledSource = {
  readonly name: RuleName;
  readonly module: string;
  readonly provider: Provider;
  readonly columns: readonly (CompiledColumn & { readonly at: Place })[];
  /** What its schema says beyond types, over `claimName`, the bare name by which the statements read the source. */
  readonly claims: readonly PromiseScan[];
  readonly claimName: string;
  /** The source itself and what its claims refer to. */
  readonly claimReads: readonly Read[];
  readonly claimParams: readonly CompiledParam[];
  readonly written: readonly Written[];
  readonly trusted: boolean;
  /** Of the schema: part of what a verification is remembered by. */
  readonly hash: string;
  readonly interface: Interface;
  readonly at: Place;
  readonly origins: Origins;
};

/** A pipeline that somebody asks about: what it takes to show its rows. */
export type CompiledFragment = Pick<CompiledRule, "select" | "reads" | "params" | "written" | "columns" | "order" | "scans" | "origins">;

/** Every rule that is written, with or without mistakes: what selection works on. `reads` are the rules and sources that its text names. */
export type DeclaredRule = { readonly name: RuleName; readonly tags: readonly string[]; readonly reads: readonly RuleName[]; readonly at: Place };

/** What a fragment is bound in. */
export type Prepared = { readonly program: Program; readonly env: Env; readonly names: Names; readonly profile: Profile; readonly without: readonly string[] };

export const PHASES = ["lex", "parse", "bind", "lint", "passes", "print"] as const;
export type Phase = (typeof PHASES)[number];

export type Compiled = {
  /** In the order of building. */
  readonly declared: readonly DeclaredRule[];
  /** In the order of building; rules with mistakes are left out. */
  readonly rules: readonly CompiledRule[];
  readonly sources: readonly CompiledSource[];
  /** Tests of the pack's own files; those with mistakes are left out. */
  readonly tests: readonly BoundTest[];
  /** Module parameters by qualified name. */
  readonly params: ReadonlyMap<string, ParamDef>;
  readonly diagnostics: readonly Diagnostic[];
  /** Lints that comments allow. */
  readonly allowed: readonly Allowed[];
  readonly shape: Shape;
  /** Kept on request. */
  readonly prepared: Prepared | null;
  /** Milliseconds spent in each phase. */
  readonly timings: Readonly<Record<Phase, number>>;
};
