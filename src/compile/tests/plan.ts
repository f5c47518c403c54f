/** What a test asks of an engine: the rules to make, the rows that they read, the values of parameters. */
import { evaluateRule, type Table } from "../../evaluate/index.ts";
import { localName, type RuleName } from "../../ir/id.ts";
import type { Rule, Source } from "../../ir/rule.ts";
import { modeOf } from "../../ir/storage.ts";
import { FROM, RUN_AT, TO } from "../../lang/bind/params.ts";
import type { BoundGiven, BoundTest } from "../../lang/bind/tests.ts";
import type { ConstantRows } from "../../lang/bind/test-rows.ts";
import type { Value } from "../../values/value.ts";
import { valueOf } from "../../values/value-text.ts";
import type { Rules, Suite } from "./suite.ts";

export type TestPlan = {
  readonly test: BoundTest;
  /** In the order of building; none of those that are given. */
  readonly rules: readonly Rule[];
  /** What sources that are given claim of themselves, as rules with nothing but promises. */
  readonly claims: readonly Rule[];
  /** What sources and rules hold that are given; all others are empty. */
  readonly tables: ReadonlyMap<RuleName, Table>;
  /** What rules stored before. */
  readonly previous: ReadonlyMap<RuleName, Table>;
  /** As `evaluateRules` takes them. */
  readonly params: ReadonlyMap<string, Value>;
};

/** A test that gives too little is not run. Throws `Failure` where a constant of its own cannot be computed. */
export function planTest(test: BoundTest, suite: Suite): TestPlan | { readonly lacks: string } {
  const { target } = test;
  const instead = test.givens.filter(({ previous }) => !previous);
  const given = new Set(instead.map(({ name }) => name));
  const rulesOf = suite.rulesFor(test);
  const needed = closure(test, given, rulesOf, suite);
  const missing = test.givens.flatMap(({ name, previous, missing: columns }) => columns.map((column) => ({ name, column, previous })));
  // Where columns are left out, what is verified of them is not looked at, and nothing else may need them.
  const rules = missing.length === 0 ? needed : narrowed(needed, test, rulesOf, suite);
  const lacking = missing.filter((one) => rules.some((rule) => needs(rule, one, suite)));
  if (lacking.length > 0) return { lacks: `needs ${lacking.map(({ name, column }) => `\`${column}\` of ${localName(name)}`).join(", ")}` };
  const params = paramsOf(test, suite);
  const claims = missing.length > 0 ? [] : claimsOfGiven(rules, given, suite);
  for (const rule of [...claims, ...rules]) {
    const unset = unsetParam(rule, params, test, suite);
    if (unset !== null) return { lacks: `${localName(rule.name)} uses \`$${unset}\`: say it, \`for ${localName(target ?? rule.name)}(${unset}: …)\`` };
  }
  const tablesOf = (of: readonly BoundGiven[]): TestPlan["tables"] => new Map(of.map(({ name, rows }) => [name, tableOf(name, rows, suite)]));
  return { test, rules, claims, params, tables: tablesOf(instead), previous: tablesOf(test.givens.filter(({ previous }) => previous)) };
}

const wantedBy = ({ target, expects }: BoundTest): readonly RuleName[] => [...(target === null ? [] : [target]), ...expects.flatMap((one) => (one.kind === "rows" ? [one.of] : []))];

/** The rules that are made, in the order of building, those among them that promises refer to. */
function closure(test: BoundTest, given: ReadonlySet<RuleName>, { rule: named }: Rules, { factsOf, places }: Suite): readonly Rule[] {
  const reached = new Map<RuleName, Rule>();
  const pending = [...wantedBy(test)];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const rule = given.has(name) || reached.has(name) ? null : named(name);
    if (rule === null) continue;
    reached.set(name, rule);
    for (const { of } of factsOf(rule).scans) if (of.kind === "rule") pending.push(of.name);
    for (const { references } of rule.obligations) if (references !== null) pending.push(references.name);
  }
  return [...reached.values()].sort((a, b) => (places.get(a.name) ?? 0) - (places.get(b.name) ?? 0));
}

/** The rules without their promises and with those columns alone that the test or a rule behind them reads. */
function narrowed(rules: readonly Rule[], { expects }: BoundTest, { env }: Rules, suite: Suite): readonly Rule[] {
  const wanted = new Map<RuleName, Set<string>>();
  const want = (rule: RuleName, names: readonly string[]): void => void wanted.set(rule, new Set([...(wanted.get(rule) ?? []), ...names]));
  for (const expect of expects) if (expect.kind === "rows") want(expect.of, expect.rows?.names ?? []);
  return rules.toReversed().map((rule) => {
    const narrow = suite.narrowed(rule, wanted.get(rule.name) ?? new Set(), env);
    for (const { of, reads } of suite.factsOf(narrow).scans) if (of.kind === "rule") want(of.name, reads.map(([name]) => name));
    return narrow;
  }).toReversed();
}

/** Whether a rule needs a column of what another gives or, `previous`, of what one stored before: a table that keeps its rows needs all of these. */
const needs = (rule: Rule, { name, column, previous }: { readonly name: RuleName; readonly column: string; readonly previous: boolean }, { factsOf }: Suite): boolean =>
  (previous && rule.name === name && modeOf(rule.storage) !== null)
  || factsOf(rule).scans.some(({ of, reads }) => "name" in of && of.name === name && (of.kind === "previous") === previous && reads.some(([read]) => read === column));

/** What is claimed of the sources that are given and read, but for references to what is not given. */
function claimsOfGiven(rules: readonly Rule[], given: ReadonlySet<RuleName>, { factsOf, prepared: { program: { sources } } }: Suite): readonly Rule[] {
  const read = new Set(rules.flatMap((rule) => factsOf(rule).scans.flatMap(({ of }) => (of.kind === "source" ? [of.name] : []))));
  return [...read].filter((name) => given.has(name)).flatMap((name) => {
    const source: Source | undefined = sources.get(name);
    if (source === undefined || source.trusted) return [];
    return [{ ...source.claims, obligations: source.claims.obligations.filter(({ references }) => references === null || given.has(references.name)) }];
  });
}

/**
 * The bare name of a parameter that the rule uses and that has neither a value nor a default. Bounds of an interval are of the test's target: they may be of another
 * type than a rule behind it has.
 */
function unsetParam(rule: Rule, params: ReadonlyMap<string, Value>, test: BoundTest, { factsOf }: Suite): string | null {
  const known = new Set(rule.params.flatMap(({ name, default: value }) => (value === undefined ? [] : [name])));
  if (modeOf(rule.storage)?.mode === "by_time") {
    const bounds = [FROM.name, TO.name].filter((name) => params.has(name));
    if (bounds.length === 1) return bounds[0] === FROM.name ? TO.name : FROM.name;
    // Without bounds it makes all intervals that are over.
    if (bounds.length === 0 && !params.has(RUN_AT.name)) return RUN_AT.name;
    for (const { name } of bounds.length === 0 ? [FROM, TO] : []) known.add(name);
  }
  const own = new Set(rule.params.map(({ name }) => name));
  const unset = factsOf(rule).params.find(({ name, type }) => {
    const set = name === FROM.name || name === TO.name ? test.params.find((param) => param.name === name)?.rule : undefined;
    if (set !== undefined && set.columns[0]?.type !== type) return true;
    return !params.has(own.has(name) ? `${rule.name}.${name}` : name) && !known.has(name);
  });
  return unset === undefined ? null : localName(unset.name);
}

const NOTHING = { tables: new Map<string, Table>(), previous: null, params: new Map<string, Value>() };
/** Rows of constants, in the order of their names. Throws `Failure`. */
export const constantRows = ({ rule }: ConstantRows): Table["rows"] => evaluateRule(rule, NOTHING).table.rows;

/** Every column of what is given: those that the test does not name are null. */
function tableOf(name: RuleName, rows: ConstantRows | null, { prepared: { env } }: Suite): Table {
  const columns = (env.interfaces.get(name)?.columns ?? []).map((column) => ({ name: column.name, type: column.type }));
  if (rows === null) return { columns, rows: [] };
  const place = new Map(rows.names.map((one, i) => [one, i]));
  return { columns, rows: constantRows(rows).map((row) => columns.map((column) => row[place.get(column.name) ?? -1] ?? null)) };
}

function paramsOf({ params }: BoundTest, { compiled: { params: declared } }: Suite): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, { type, default: value }] of declared) if (value !== undefined) values.set(name, valueOf(type, value));
  for (const { name, rule } of params) values.set(name, evaluateRule(rule, NOTHING).table.rows[0]?.[0] ?? null);
  return values;
}
