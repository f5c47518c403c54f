/** A rule whose body is bound and whose promises are not: what the parts of the contract work on. */
import { ORIGIN_WIDTH, type ColumnId, type Origin, type Origins } from "../../ir/id.ts";
import type { Rel } from "../../ir/rel.ts";
import type { ColumnDef } from "../../ir/rule.ts";
import type { Span } from "../ast/index.ts";
import { diagnose, type Code, type More, type ParamsOf, type Place } from "../diagnostics/index.ts";
import { hasFault } from "../modules.ts";
import type { Binding, BoundSchema, DeclaredBy, ModuleScope } from "../scope.ts";

export type Making = {
  readonly declared: DeclaredBy<"rule">;
  readonly scope: ModuleScope;
  readonly binding: Binding;
  /** What stands behind `->`, bound; null when there is none, or it is in error. */
  readonly schema: BoundSchema | null;
  /** Whether a mistake was reported so far: what cannot be proven may then be its fault. */
  readonly faulty: () => boolean;
};

export function say<C extends Code>({ scope, binding }: Pick<Making, "scope" | "binding">, code: C, params: ParamsOf<C>, at: Span, more?: More): void {
  binding.report(diagnose(code, params, placeAt(scope, at), more));
}

/** Whether what the rule promises is not known, and that was said: text of the rule or of its contract could not be read, or there is no such schema. */
export const isUnclear = ({ declared: { decl }, schema, scope }: Making): boolean =>
  (decl.contract !== null && (schema === null || schema.faulty)) || hasFault(scope.faults, decl);

export const placeAt = (scope: ModuleScope, at: Span): Place => ({ file: scope.file, start: at.start, end: at.end });
export const ruleName = (making: Making): string => making.declared.decl.name.text;
export const columnDef = (making: Making, column: ColumnId): ColumnDef => making.binding.build.columns[column] as ColumnDef;
export const columnName = (making: Making, column: ColumnId): string => columnDef(making, column).name;

/** Where a relation or an expression was written: its origin, at the outermost place when it came through a macro. */
export function writtenAt(making: Making, node: Pick<Rel, "at">): Place | null {
  const { files, rows } = making.binding.build.origins();
  for (let row: number = node.at; row >= 0; row = rows[row * 4 + 3] as number) {
    if (rows[row * 4 + 3] === -1) return { file: files[rows[row * 4] as number] as string, start: rows[row * 4 + 1] as number, end: rows[row * 4 + 2] as number };
  }
  return null;
}

/** Where a rule's own text made something; null where a macro, or a rule in place, brought it. */
export function ownText(at: Origin, { files, rows }: Origins, file: string): Span | null {
  const row = at * ORIGIN_WIDTH;
  if (at < 0 || rows[row + 3] !== -1 || files[rows[row] as number] !== file) return null;
  return { start: rows[row + 1] as number, end: rows[row + 2] as number };
}
