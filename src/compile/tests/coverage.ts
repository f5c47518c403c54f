/** What no test looks at: rules that none makes, branches that none takes, columns that no expected row names. Of rules as they are written, before any pass. */
import type { Expr } from "../../ir/expr.ts";
import type { RuleName } from "../../ir/id.ts";
import type { Rule } from "../../ir/rule.ts";
import { relExprs, relsReached, walkExpr } from "../../ir/walk.ts";
import type { Place } from "../../lang/diagnostics/index.ts";
import { placeOf } from "../places.ts";
import type { BoundTest } from "../../lang/bind/tests.ts";
import type { Suite } from "./suite.ts";

/** `at`: the value that it gives. `words`: what stands there. */
export type Branch = { readonly at: Place; readonly words: string; readonly taken: boolean };
/** `tested`: whether a test makes the rule. `seen` of a column: whether an expected row names it, or a column that is computed from it. */
export type RuleCoverage = {
  readonly rule: RuleName;
  readonly at: Place;
  readonly tested: boolean;
  readonly branches: readonly Branch[];
  readonly columns: readonly { readonly name: string; readonly seen: boolean }[];
};
/** Is told what tests do while they run. */
export type Coverage = { readonly made: (rules: readonly Rule[]) => void; readonly taken: (rule: Rule, branch: Expr) => void; readonly of: (tests: readonly BoundTest[], selected: (rule: RuleName) => boolean) => readonly RuleCoverage[] };

export function createCoverage(suite: Suite, textOf: (file: string) => string | undefined): Coverage {
  const made = new Set<RuleName>();
  const taken = new Set<string>();
  const known = new Map<Rule, Map<number, string>>();
  const keyOf = (rule: Rule, { at }: Expr): string => {
    const keys = known.get(rule) ?? new Map<number, string>();
    known.set(rule, keys);
    const key = keys.get(at) ?? textKey(placeIn(rule, at));
    keys.set(at, key);
    return key;
  };
  return {
    made: (rules) => rules.forEach(({ name }) => made.add(name)),
    taken: (rule, branch) => void taken.add(keyOf(rule, branch)),
    of: (tests, selected) => {
      const seen = seenBy(tests, suite);
      return suite.compiled.rules.filter(({ name }) => selected(name)).map(({ name, at, rule, columns }) => ({
        rule: name, at, tested: made.has(name),
        branches: rule === null ? [] : branchesOf(rule, textOf).map(({ key, ...branch }) => ({ ...branch, taken: taken.has(key) })),
        columns: columns.map((column) => ({ name: column.name, seen: seen.has(`${name} ${column.name}`) })),
      }));
    },
  };
}

const placeIn = ({ origins }: Rule, at: Expr["at"]): Place | null => (at < 0 ? null : placeOf(at, { origins }).at);
const textKey = (place: Place | null): string => (place === null ? "" : `${place.file}:${place.start}:${place.end}`);

/** Branches that somebody wrote: each place once, however often a macro or an `across` puts it. */
function branchesOf(rule: Rule, textOf: (file: string) => string | undefined): readonly (Omit<Branch, "taken"> & { readonly key: string })[] {
  const found = new Map<string, Omit<Branch, "taken"> & { readonly key: string }>();
  const words = ({ file, start, end }: Place): string => (textOf(file) ?? "").slice(start, end).replaceAll(/\s+/g, " ").trim();
  const add = (whole: Expr, branch: Expr, isRest: boolean, within = ""): void => {
    const [at, around] = [placeIn(rule, branch.at), placeIn(rule, whole.at)];
    if (at === null || around === null) return;
    // What has no words of its own is what a `case` without `else` gives.
    const own = isRest && textKey(at) === textKey(around) ? "no branch: null" : words(at) + within;
    found.set(textKey(at), { key: textKey(at), at, words: own });
  };
  const look = (expr: Expr): void => {
    const place = placeIn(rule, expr.at);
    const written = place === null ? "" : words(place);
    if (expr.kind === "case" && /^(case|if)\b/.test(written)) {
      for (const [, value] of expr.arms) add(expr, value, false);
      add(expr, expr.otherwise, true);
    }
    if (expr.kind === "call" && expr.fn === "coalesce" && /\?\?|coalesce\s*\(/.test(written)) for (const arg of expr.args) add(expr, arg, false, ` in ${written}`);
  };
  for (const rel of relsReached(rule)) for (const root of relExprs(rel)) walkExpr(root, look);
  return [...found.values()].sort((a, b) => (a.at.file === b.at.file ? a.at.start - b.at.start : a.at.file < b.at.file ? -1 : 1));
}

/** Columns that expected rows name, and by lineage those that they are computed from. */
function seenBy(tests: readonly BoundTest[], { compiledRules }: Suite): ReadonlySet<string> {
  const seen = new Set<string>();
  const pending = tests.flatMap(({ expects }) => expects.flatMap((expect) => (expect.kind === "rows" ? (expect.rows?.names ?? []).map((column) => [expect.of, column] as const) : [])));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [rule, column] = next;
    if (seen.has(`${rule} ${column}`)) continue;
    seen.add(`${rule} ${column}`);
    const lineage = compiledRules.get(rule)?.lineage;
    for (const place of lineage?.columns.find(({ name }) => name === column)?.value ?? []) {
      const leaf = lineage?.leaves[place];
      if (leaf?.of === "rule") pending.push([leaf.name, leaf.column]);
    }
  }
  return seen;
}
