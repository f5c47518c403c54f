/** What finders are handed: a file, a rule that is bound, or the whole pack. */
import type { Env, Rule } from "../../ir/rule.ts";
import type { PropsOf } from "../../ir/props/index.ts";
import type { Origin } from "../../ir/id.ts";
import { work } from "../../ir/walk.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Entry, JoinStage, RuleDecl, Span } from "../ast/index.ts";
import { descendants, type AstKind, type AstNode } from "../ast/walk.ts";
import { ownText } from "../contract/making.ts";
import { diagnose, type Diagnostic, type LintId, type More, type ParamsOf } from "../diagnostics/index.ts";
import type { Declaration, DeclaredBy, ModuleScope, ParsedFile, Program } from "../scope.ts";
import type { Mentions } from "./mentions.ts";

export type Report = (diagnostic: Diagnostic) => void;
type Said = { readonly file: string; readonly report: Report };

export type FileWork = { readonly file: ParsedFile; readonly scope: ModuleScope; readonly mentions: Mentions; readonly report: Report };
export type RuleWork = {
  readonly declared: DeclaredBy<"rule">;
  readonly scope: ModuleScope;
  readonly mentions: Mentions;
  readonly rule: Rule;
  /** Its relations, as relsOf has them. */
  readonly rels: readonly Rel[];
  readonly env: Env;
  readonly propsOf: PropsOf;
  readonly parts: () => Parts;
  readonly report: Report;
};
/** Files are the pack's own, without dependencies'. `used`: declarations that some text names. */
export type PackWork = { readonly files: readonly FileWork[]; readonly declared: readonly Declaration[]; readonly program: Program; readonly used: ReadonlySet<Declaration>; readonly needed: ReadonlyMap<string, ReadonlySet<string>>; readonly report: Report };

/**
 * Parts of a rule's text by where they stand, which is what the IR knows of them. `namedUntil`: where the last mention of each name ends; `setsUntil`: where the last
 * part ends that takes columns which it does not name.
 */
export type Parts = { readonly joins: ReadonlyMap<string, JoinStage>; readonly entries: ReadonlyMap<string, PartEntry>; readonly namedUntil: ReadonlyMap<string, number>; readonly setsUntil: number };
export type PartEntry = { readonly entry: Entry; readonly row: readonly Entry[]; readonly stage: Span & { readonly kind: string } };

const keyOf = ({ start, end }: Span): string => `${start} ${end}`;

/** Where one of these stands, other columns may hang on which columns there are. */
const COLUMN_SETS: ReadonlySet<AstKind> = new Set<AstKind>(["selector", "set", "recurse", "pivot", "unpivot", "macro_stage", "sample", "sql_body"]);
const takesColumns = (node: AstNode): boolean => COLUMN_SETS.has(node.kind) || (node.kind === "entry" && node.spread) || (node.kind === "named" && node.args !== null);

export function partsOf({ body }: RuleDecl): Parts {
  const joins = new Map<string, JoinStage>();
  const entries = new Map<string, PartEntry>();
  const namedUntil = new Map<string, number>();
  let setsUntil = 0;
  for (const node of descendants(body)) {
    work.visits++;
    if (takesColumns(node)) setsUntil = Math.max(setsUntil, node.end);
    if (node.kind === "name") namedUntil.set(node.text, Math.max(node.end, namedUntil.get(node.text) ?? 0));
    else if (node.kind === "join") joins.set(keyOf(node), node);
    else if (node.kind === "derive" || node.kind === "window" || node.kind === "group" || node.kind === "aggregate" || node.kind === "select") {
      const row = node.kind === "select" ? node.of : node.row;
      if (row.kind === "row") for (const entry of row.entries) if (!entry.spread) entries.set(keyOf(entry.expr), { entry, row: row.entries, stage: node });
    }
  }
  return { joins, entries, namedUntil, setsUntil };
}

/** Where the rule's own text made something of the IR. */
export const textAt = ({ declared, rule }: RuleWork, at: Origin): Span | null => ownText(at, rule.origins, declared.file);

export function joinAt(work: RuleWork, at: Origin): JoinStage | null {
  const span = textAt(work, at);
  return span === null ? null : (work.parts().joins.get(keyOf(span)) ?? null);
}

export function entryAt(work: RuleWork, at: Origin): PartEntry | null {
  const span = textAt(work, at);
  return span === null ? null : (work.parts().entries.get(keyOf(span)) ?? null);
}

export function say<C extends LintId>({ file, report }: Said, code: C, params: ParamsOf<C>, { start, end }: Span, more: More = {}): void {
  report(diagnose(code, params, { file, start, end }, more));
}
export const inFile = ({ file, report }: FileWork): Said => ({ file: file.path, report });
export const inRule = ({ declared, report }: RuleWork): Said => ({ file: declared.file, report });
export const inDeclared = ({ file }: Declaration, report: Report): Said => ({ file, report });
