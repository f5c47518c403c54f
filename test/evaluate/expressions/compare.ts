/** Holds expressions on the evaluator against what the compiler's SQL gives on DuckDB: value, type, nullability and error-or-not of each row. */
import { typeText } from "../../../src/values/type.ts";
import { identical, shown } from "../differential.ts";
import type { Data } from "./columns.ts";
import { bind, envOf, evaluated, onDuckDB, typeOnDuckDB, whyOnDuckDB, type Bound, type Outcome } from "./engine.ts";
import { smaller, textOfTree, type Tree } from "./generate.ts";
import { functionsIn, isAvoided, pardonOf, tolerance, type Pardon } from "./pardons.ts";

/** `row` of the data; null where the types differ. */
export type Difference = { readonly row: number | null; readonly evaluator: string; readonly duckdb: string };
/** Rows: compared, failed on both, failed here and avoided there, and what is known to differ. */
export type Counts = { rows: number; failed: number; avoided: number; readonly pardoned: Map<Pardon, number> };

export const noCounts = (): Counts => ({ rows: 0, failed: 0, avoided: 0, pardoned: new Map() });

/** For each expression the first difference, or null. */
export async function differences(bounds: readonly Bound[], data: Data, counts: Counts = noCounts()): Promise<readonly (Difference | null)[]> {
  const answers = await onDuckDB(bounds, data);
  const found: (Difference | null)[] = [];
  for (const [i, bound] of bounds.entries()) {
    const { type, outcomes } = answers[i] as (typeof answers)[number];
    const wanted = await typeOnDuckDB(bound.expr.type);
    if (type !== "" && type !== wanted) found.push({ row: null, evaluator: `${wanted} for ${typeText(bound.expr.type)}`, duckdb: type });
    else found.push(firstDifference(bound, data, outcomes, counts));
  }
  return found;
}

function firstDifference(bound: Bound, data: Data, theirs: readonly Outcome[], counts: Counts): Difference | null {
  const mine = evaluated(bound, data);
  const functions = functionsIn(bound.expr);
  const ulps = tolerance(functions);
  for (const [row, here] of mine.entries()) {
    const there = theirs[row] as Outcome;
    counts.rows++;
    if ("error" in here && "error" in there) counts.failed++;
    else if ("error" in here && "value" in there && isAvoided(bound.expr, envOf(bound.columns, data.values, row), there.value, ulps)) counts.avoided++;
    else if (!("value" in here && "value" in there && identical(here.value, there.value, ulps))) {
      const pardon = pardonOf({ expr: bound.expr, passed: bound.passed, env: envOf(bound.columns, data.values, row), ulps, functions, mine: here, theirs: there });
      if (pardon === null) return { row, evaluator: shown(here), duckdb: shown(there) };
      counts.pardoned.set(pardon, (counts.pardoned.get(pardon) ?? 0) + 1);
    }
    else if (here.value === null && !bound.expr.nullable && bound.expr.kind !== "column") return { row, evaluator: "null, though the type has none", duckdb: shown(there) };
  }
  return null;
}

/** How many steps shrinking takes at most. */
const TRIES = 400;

/** The smallest expression found that still differs, and how. */
export async function shrunk(tree: Tree, data: Data): Promise<string> {
  let [least, tries] = [tree, 0];
  let told = await differs(tree, data);
  for (let found: boolean = told !== null; found && tries < TRIES;) {
    found = false;
    for (const less of smaller(least)) {
      if (++tries >= TRIES) break;
      const other = await differs(less, data);
      if (other === null) continue;
      [least, told, found] = [less, other, true];
      break;
    }
  }
  return told ?? textOfTree(tree);
}

async function differs(tree: Tree, data: Data): Promise<string | null> {
  const bound = bind(textOfTree(tree));
  if ("code" in bound) return null;
  const [difference] = await differences([bound], data);
  return difference === null || difference === undefined ? null : await explained(bound, difference, data);
}

/** A difference to be read: the expression, its columns' values in that row, both results, and the SQL. */
export async function explained(bound: Bound, { row, evaluator, duckdb }: Difference, data: Data): Promise<string> {
  const { text, columns, sql } = bound;
  const used = new Set([...sql.matchAll(/[cn]_\w+/g)].map(([name]) => name));
  const values = row === null ? [] : [...columns.values()].filter((name) => used.has(name)).map((name) => `${name} = ${shown({ value: data.values.get(name)?.[row] ?? null })}`);
  const why = row === null || !duckdb.startsWith("fails") ? "" : ` (${await whyOnDuckDB(bound, data, row)})`;
  return [text, ...values.map((value) => `  ${value}`), `  evaluator: ${evaluator}`, `  duckdb:    ${duckdb}${why}`, `  ${sql.slice(0, 600)}`].join("\n");
}
