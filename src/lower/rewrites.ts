/**
 * What the lowering chooses for one engine where another form would give the same rows: listed, versioned and switched off by name, as
 * passes are. What can be said in one way only is no rewrite: it is how the engine is spoken to.
 */
import type { Dialect } from "../ir/id.ts";
import type { Pass } from "../ir/rule.ts";

export type RewriteName =
  | "explode-in-select" | "windows-in-qualify" | "distinct-in-union" | "flat-unions" | "named-windows" | "bare-comparisons" | "plain-patterns" | "late-semijoins" | "kept-subqueries" | "ignored-nulls";

/** `instead`: what is written when it is off. `version` changes when the text does that it makes. */
export type Rewrite = Omit<Pass, "run"> & { readonly name: RewriteName; readonly engine: Dialect; readonly instead: string };

const REWRITE_TABLE: { readonly [N in RewriteName]: readonly [summary: string, instead: string] } = {
  "explode-in-select": ["takes lists apart in the select list", "a lateral join with the list's elements, which is as fast where DuckDB recognises it and many times slower where not"],
  "windows-in-qualify": ["keeps rows by a window in `qualify`", "a subquery with the window as a column, and a `where` around it"],
  "distinct-in-union": ["makes `union all` whose rows are told apart a `union`", "`select distinct` over the `union all`"],
  "flat-unions": ["lists the branches of unions of unions one after the other", "a union in parentheses, or a subquery, for each"],
  "named-windows": ["names a window that several columns look through", "the window written out behind each"],
  "bare-comparisons": ["compares exact numbers as they are, without a cast that only widens", "the cast as it is written"],
  "plain-patterns": ["matches a pattern from parameters without `escape` where their values hold no `\\`, two to three times as fast", "`like` with `escape`"],
  "late-semijoins": ["makes a subquery of what is joined before a semijoin or antijoin that compares more than equal columns, so that it comes after", "one join after the other"],
  "kept-subqueries": ["says of joins that are read twice that they are kept, where there is a limit above, for which DuckDB would compute them twice", "a subquery that DuckDB keeps or computes again"],
  "ignored-nulls": ["skips nulls in a window by `ignore nulls`, where `where:` asks for a value that is not null", "a struct around the value, which is null where the condition does not hold"],
};

/** In the order of the table above; none depends on another. */
export const REWRITES: readonly Rewrite[] = (Object.keys(REWRITE_TABLE) as RewriteName[]).map((name) => {
  const [summary, instead] = REWRITE_TABLE[name];
  return { name, engine: "duckdb", version: 1, summary, instead, needs: ["typed"], provides: [] };
});

export const enabledRewrites = (without: readonly string[] = []): readonly Rewrite[] => REWRITES.filter(({ name }) => !without.includes(name));

/** How an explode is computed, and why so. `column`: the first that it makes. */
export type ExplodeLane = {
  readonly column: string;
  readonly form: "list" | "structs" | "lists" | "map" | "zip";
  readonly lane: "unnest" | "lateral";
  /** Of the unnest lane: whether it stands in the select of its input or in one of its own. */
  readonly select: "shared" | "own";
  readonly why: string;
};

/** What was chosen while a statement was made: the rewrites that found something to do, and how lists are taken apart. */
export type Choices = { readonly rewrites: readonly RewriteName[]; readonly lanes: readonly ExplodeLane[] };
