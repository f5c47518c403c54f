/** Comments that allow a lint: `-- allow sort-unused: the export wants it`, on the line of what they allow or on one above. */
import type { Comment } from "../ast/index.ts";
import { CATALOGUE, diagnose, isLint, type Diagnostic, type LintId, type Place } from "../diagnostics/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { leavingOut } from "../diagnostics/edits.ts";
import { MANIFEST_FILE } from "../pack.ts";
import { linesOf, positionAt } from "../position.ts";
import type { ParsedFile } from "../scope.ts";
import { LINT_IDS, type Levels } from "./levels.ts";

/** `used` grows as lints are found that it allows. */
export type Allowed = { readonly ids: readonly LintId[]; readonly reason: string; readonly at: Place; readonly used: Set<LintId> };
/** Of one file: what is allowed on each line, and what is wrong with the comments themselves. */
export type Allowance = { readonly byLine: ReadonlyMap<number, readonly Allowed[]>; readonly lineOf: (offset: number) => number; readonly wrong: readonly Diagnostic[] };

const ALLOW = /^--[ \t]*allow[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)[ \t]*(?::(.*))?$/;
const NONE: Allowance = { byLine: new Map(), lineOf: () => 0, wrong: [] };

export function allowanceOf({ path, text, ast }: Pick<ParsedFile, "path" | "text" | "ast">): Allowance {
  const comments = ast.comments.filter((comment) => !comment.isDoc && ALLOW.test(comment.text));
  if (comments.length === 0) return NONE;
  const lines = linesOf(text);
  const lineOf = (offset: number): number => positionAt(lines, offset).line;
  const comment = new Set(ast.comments.filter(({ ownLine }) => ownLine).map(({ start }) => lineOf(start)));
  const byLine = new Map<number, Allowed[]>();
  const wrong: Diagnostic[] = [];
  for (const one of comments) {
    const allowed = allowedBy(one, path, wrong);
    if (allowed === null) continue;
    // Several such comments may stand above each other.
    let line = lineOf(one.start);
    if (one.ownLine) do line++; while (comment.has(line));
    byLine.set(line, [...(byLine.get(line) ?? []), allowed]);
  }
  return { byLine, lineOf, wrong };
}

/** Null where no lint is named. Warnings: allow-unknown, allow-without-reason. */
function allowedBy({ start, end, text }: Comment, file: string, wrong: Diagnostic[]): Allowed | null {
  const [, names = "", reason] = ALLOW.exec(text) as RegExpExecArray;
  const ids: LintId[] = [];
  let from = text.indexOf(names);
  for (const name of names.split(/[ \t]*,[ \t]*/)) {
    from = text.indexOf(name, from);
    const at = { file, start: start + from, end: start + from + name.length };
    from += name.length;
    if (isLint(name)) ids.push(name);
    else {
      const unknown = unknownLint(name, at);
      // `-- allow nulls` is a comment like any other.
      if (reason !== undefined || unknown.edits.length > 0 || unknown.params["is"] !== null) wrong.push(unknown);
    }
  }
  const at = { file, start, end };
  if (ids.length > 0 && (reason ?? "").trim() === "") wrong.push(diagnose("allow-without-reason", { names: ids }, at));
  return ids.length === 0 ? null : { ids, reason: (reason ?? "").trim(), at, used: new Set() };
}

export function unknownLint(name: string, at: Place): Diagnostic {
  const entry = Object.hasOwn(CATALOGUE, name) ? CATALOGUE[name as keyof typeof CATALOGUE] : undefined;
  const is = entry === undefined ? null : entry.severity === "error" ? "error" : "other";
  const meant = is === null ? nearest(name, LINT_IDS) : null;
  // rulepack.json is nothing that `--fix` writes.
  return diagnose("allow-unknown", { name, meant, is }, at, meant === null || at.file === MANIFEST_FILE ? {} : { edits: [{ ...at, text: meant }] });
}

/** What is allowed and was not found, of lints that were looked for. Warning: allow-unused. */
export function unusedIn({ byLine }: Allowance, text: string, levels: Levels): Diagnostic[] {
  return [...byLine.values()].flat().flatMap(({ ids, at, used }) => {
    const names = ids.filter((id) => levels[id] !== "off" && !used.has(id));
    if (names.length === 0) return [];
    const edit = names.length < ids.length ? null : without(text, at);
    return [diagnose("allow-unused", { names }, at, edit === null ? {} : { edits: [edit] })];
  });
}

/** A comment is to its line's end, and what it says is about nothing any more. */
const without = (text: string, at: Place): ReturnType<typeof leavingOut> => leavingOut(`${text.slice(0, at.start)}${" ".repeat(at.end - at.start)}${text.slice(at.end)}`, at.file, at);
