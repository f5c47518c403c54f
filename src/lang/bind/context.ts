/** What the families of binding share: where a text stands, what its names mean, what a row is. Types first, then the small helpers all use. */
import { literal as literalNode } from "../../ir/build.ts";
import type { Expr, Frame, SortKey } from "../../ir/expr.ts";
import { NO_ORIGIN, type ColumnId, type NodeId, type Origin } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import type { ColumnDef, ColumnSet, ParamDef, Tier } from "../../ir/rule.ts";
import { work } from "../../ir/walk.ts";
import { ERROR, type Type } from "../../values/type.ts";
import type { Entry, ExprNode, Pipeline, Span } from "../ast/index.ts";
import { CATALOGUE, diagnose, type Code, type More, type ParamsOf, type Place, type Via } from "../diagnostics/index.ts";
import type { Binding, DeclaredBy, Site } from "../scope.ts";

/** The families call each other through this record, so that no file imports in a circle. */
export type Families = {
  readonly expr: (node: ExprNode, scope: Scope) => Expr;
  readonly pipeline: (pipeline: Pipeline, cx: Context) => Row;
  /** A rule in SQL that stands where it is read, with what its contract promises. */
  readonly sqlRule: (declared: DeclaredBy<"rule">, cx: Context) => Row;
};

/** The text being bound: a rule's body, a macro's, a function's, or an argument, which keeps the context of its caller. */
export type Context = {
  readonly binding: Binding;
  readonly site: Site;
  readonly families: Families;
  /** The macros, functions and inline rules that the text came through, innermost first. */
  readonly via: readonly Via[];
  readonly names: Names | null;
  /** How often this text names a relation: what is named twice becomes a local of the rule. */
  readonly mentions: ReadonlyMap<string, number>;
  readonly params: ReadonlyMap<string, OwnParam>;
  /** The type of `$from` and `$to`, in the body of a rule that is stored by time. */
  readonly interval: Type | null;
  /** The macro or function whose body this is: it names its parameters only. */
  readonly macro: string | null;
  /** Whether names mean columns of the stage's row: not in the body of an expression macro or function. */
  readonly seesRow: boolean;
  /** What here was reported elsewhere: all (a function's body is checked once, where it is declared), or warnings (an instance of a rule without mistakes may have one by its arguments). */
  readonly quiet: "no" | "warnings" | "all";
  readonly expanding: Expanding | null;
  readonly state: State;
};
/** `decl` tells declarations apart: chains are long, and names slow to compare. */
export type Expanding = { readonly name: string; readonly decl: object; readonly outer: Expanding | null };
/** A parameter of the rule; `value` when the rule is expanded with an argument in its place. */
export type OwnParam = { readonly def: ParamDef; readonly value: Expr | null };
/** What lasts as long as the binding of one rule. */
export type State = {
  readonly reported: Set<string>;
  readonly tier: Tier;
  /** Expressions that were bound, and how many may be before copies end (budget.ts). `full`: that was said. */
  bound: number; room: number; full: boolean;
  /** Columns of the rows of joins so far (budget.ts). */
  joined: number;
  readonly widened: Set<object>;
  /** Declarations that lead back to themselves, as was said. */
  readonly circular: Set<object>;
  depth: number;
  /** Mistakes so far, those included that are said elsewhere. */
  mistakes: number;
  /** Aliases that a stage has ended. */
  readonly ended: Set<string>;
  /** Where relations of these names were read without an alias, while one would live. */
  readonly unaliased: Map<string, { readonly file: string; readonly end: number; told: boolean }>;
  /** Names that are unknown and like no other: said once. */
  readonly unknown: Set<string>;
  /** Instances of inline rules that are bound already. */
  readonly instances: Map<string, Read>;
};
/** Reads a relation of the rule: the first time, or each time from a local. */
export type Read = (cx: Context, at: Span) => Row;

/** Names that the text itself brings: `let`s, parameters of macros and functions, parameters of lambdas. */
export type Names = { readonly own: ReadonlyMap<string, Bound>; readonly outer: Names | null };
export type Bound =
  /** `param`: a macro's parameter, whose name is also the relation's alias. */
  | { readonly kind: "relation"; readonly param: boolean; readonly read: Read }
  /** Bound where it is used. `scope` is where an argument was written, which says what `_` is in it; null for a `let`, where the place of use says so. */
  | { readonly kind: "deferred"; readonly node: ExprNode; readonly cx: Context; readonly scope: Scope | null; readonly wants: Wants | null }
  | { readonly kind: "set"; readonly node: ExprNode; readonly cx: Context; readonly scope: Scope }
  | { readonly kind: "value"; readonly it: It };
/** What a macro's parameter takes: an expression or a column, of a type or a class of types. */
export type Wants = {
  readonly macro: string;
  readonly param: string;
  readonly column: boolean;
  readonly of: Type | "any" | "numeric" | "integer" | "temporal";
  readonly nullable: boolean;
};

/** The row of a stage. */
export type Row = {
  readonly rel: Rel;
  /** Visible columns by name, in order. Columns that only an alias reaches are in `aliases`. */
  readonly names: ReadonlyMap<string, ColumnId>;
  readonly aliases: readonly Alias[];
  /** A mistake above left the columns unknown: names that are not found are taken for right. */
  readonly broken: boolean;
  /** A mistake above was reported: what cannot be proven of the rows may be its fault. */
  readonly suspect: boolean;
  /** Asked for when the first column is read. */
  notNull: ColumnSet | null;
};
export type Alias = {
  readonly name: string;
  readonly columns: ReadonlyMap<string, ColumnId>;
  /** Right columns whose names the left side has. */
  readonly hidden: readonly ColumnId[];
  /** Right side of a join: its columns are better named with the alias. */
  readonly joined: boolean;
  /** Columns whose names a `rename` gave: they are the row's own, and no later column takes them unsaid. */
  readonly renamed: ReadonlySet<ColumnId>;
  readonly at: Place;
  readonly via: readonly Via[];
  /** Shared by all rows that the alias lives in. */
  readonly use: { used: boolean; readonly compared: Set<ColumnId> };
};

/** What an aggregate call means at a place. `where` says the place in words. */
export type Mode = {
  readonly aggregate: "window" | "over" | "group" | "check" | "no";
  readonly where: string;
  /** Inside the arguments of this function. */
  readonly inside: string | null;
  /** In `group`: the keys by name; other columns stand inside aggregates only. */
  readonly keys: ReadonlyMap<string, ColumnId> | null;
  /** In the `window` stage: what aggregates without an `over` of their own take. */
  readonly spec: Spec | null;
  /** In `pivot`: the rows that the aggregates of a cell are about. */
  readonly among: Expr | null;
  /** In `check`: where a column stood outside aggregates. */
  readonly bare: { at: Span | null; cx: Context | null; name: string } | null;
};
/** A window's keys, sort and frame, and where they are written. `broken`: one has a mistake. */
export type Spec = {
  readonly by: readonly Expr[];
  readonly sort: readonly SortKey[];
  readonly frame: Frame | null;
  readonly broken: boolean;
  readonly at: Span;
  readonly sortAt: Span | null;
  readonly cx: Context;
};

export type Scope = {
  readonly cx: Context;
  readonly row: Row;
  /** In the condition of a join. */
  readonly right: Row | null;
  readonly mode: Mode;
  /** What `_` stands for; null: the row. */
  readonly it: It | null;
  readonly block: Block | null;
};
export type It = (scope: Scope) => Expr;
/** The block that an entry stands in, and which one of it: entries do not see each other. */
export type Block = { readonly stage: string; readonly entries: readonly Entry[]; readonly index: number };

/** What constants are bound in: no columns. */
export const NO_ROW: Row = {
  rel: { kind: "error", id: -1 as NodeId, at: NO_ORIGIN, outputs: [], inputs: [] }, names: new Map(), aliases: [], broken: false, suspect: false, notNull: null,
};

/** Deeper nesting than any person writes, through macros that use macros; keeps the stack whole. */
export const MAX_DEPTH = 1_000;

/** Expressions that copies may bring beside those that the rule's text holds (budget.ts). */
export const MAX_COPIED = 20_000;

/** `size`: characters of the text that is bound. */
export const newContext = (families: Families, binding: Binding, site: Site, tier: Tier, size = 0): Context => ({
  binding,
  site,
  families,
  via: [],
  names: null,
  mentions: new Map(),
  params: new Map([...binding.params].map(([name, def]) => [name, { def, value: null }])),
  interval: null,
  macro: null,
  seesRow: true,
  quiet: "no",
  expanding: null,
  state: { reported: new Set(), tier, bound: 0, room: MAX_COPIED + size, full: false, joined: 0, widened: new Set(), circular: new Set(), depth: 0, mistakes: 0, ended: new Set(), unaliased: new Map(), unknown: new Set(), instances: new Map() },
});

export const mode = (aggregate: Mode["aggregate"], where: string): Mode => ({ aggregate, where, inside: null, keys: null, spec: null, among: null, bare: null });

export const scopeOf = (cx: Context, row: Row, mode: Mode): Scope => ({ cx, row, right: null, mode, it: null, block: null });

export function bindExpr(node: ExprNode, scope: Scope): Expr {
  work.visits++;
  return scope.cx.families.expr(node, scope);
}

export const origin = (cx: Context, at: Span): Origin => cx.binding.build.origin(cx.site.file, at.start, at.end, cx.site.parent);
export const place = (cx: Context, at: Span): Place => ({ file: cx.site.file, start: at.start, end: at.end });

/** One mistake is said once, however often the text that holds it is expanded. */
export function report<C extends Code>(cx: Context, code: C, params: ParamsOf<C>, at: Span, more: More = {}): void {
  if (CATALOGUE[code].severity === "error") cx.state.mistakes += 1;
  if (cx.quiet === "all" || (cx.quiet === "warnings" && CATALOGUE[code].severity !== "error")) return;
  const key = `${code} ${at.start} ${at.end} ${cx.site.file}`;
  if (cx.state.reported.has(key)) return;
  cx.state.reported.add(key);
  cx.binding.report(diagnose(code, params, place(cx, at), { ...more, via: cx.via }));
}

/** Whether something may be unproven of the row because of a mistake that was reported. */
export const unsure = (row: Row): boolean => row.broken || row.suspect;

export const unsupported = (cx: Context, what: string, at: Span): void => report(cx, "not-supported-yet", { what }, at);

export const isError = (expr: Expr): boolean => expr.type === ERROR;
export const errorExpr = (cx: Context, at: Span): Expr =>
  ({ kind: "error", id: cx.binding.build.newNode(), at: origin(cx, at), type: ERROR, nullable: false, shape: "constant" });

/** Reports, and gives the node that silences what follows from it. */
export function mistake<C extends Code>(cx: Context, code: C, params: ParamsOf<C>, at: Span, more: More = {}): Expr {
  report(cx, code, params, at, more);
  return errorExpr(cx, at);
}

export const insertAt = (cx: Context, offset: number, text: string): More => ({ edits: [{ file: cx.site.file, start: offset, end: offset, text }] });
export const replaceAt = (cx: Context, at: Span, text: string): More => ({ edits: [{ ...place(cx, at), text }] });

export const columnDef = (cx: Context, column: ColumnId): ColumnDef => cx.binding.build.columns[column] as ColumnDef;
export const nameOf = (cx: Context, column: ColumnId): string => columnDef(cx, column).name;
export const newColumn = (cx: Context, name: string, type: Type, nullable: boolean, like: ColumnDef | null = null, doc: string | null = null): ColumnId =>
  cx.binding.build.newColumn({ name, type, nullable, tags: like?.tags ?? [], doc: doc ?? like?.doc ?? null });
export const newNode = (cx: Context): NodeId => cx.binding.build.newNode();

export const constant = (cx: Context, at: Span, type: Type, value: string | boolean | null): Expr => literalNode(cx.binding.build, origin(cx, at), type, value);

export function findName(cx: Context, name: string): Bound | null {
  for (let names = cx.names; names !== null; names = names.outer) {
    const bound = names.own.get(name);
    if (bound !== undefined) return bound;
  }
  return null;
}
