/** Rules: one over what it reads, and many in the order in which they read each other. */
import type { Expr } from "../ir/expr.ts";
import type { Rel } from "../ir/rel.ts";
import type { ColumnDef, Obligation, Rule } from "../ir/rule.ts";
import { modeOf } from "../ir/storage.ts";
import { relsReached } from "../ir/walk.ts";
import { Failure } from "../values/failure.ts";
import type { Value } from "../values/value.ts";
import { compareBy, valueIn } from "./expr.ts";
import { verify } from "./obligations.ts";
import { inputsOf, rowsOf } from "./rel.ts";
import { newScope, type Scope } from "./scope.ts";
import { holdInside, intervalsUntil, storedAfter, type Interval } from "./stored.ts";
import type { Evaluated, Inputs, Row, Table } from "./types.ts";

/** The rule's rows, and the promises that did not hold. Throws `Failure`. */
export function evaluateRule(rule: Rule, inputs: Inputs): Evaluated {
  const scope = newScope(rule, inputs);
  const table = tableOf(rule, scope);
  return { table, broken: brokenOf(rule.obligations, scope) };
}

const brokenOf = (obligations: Rule["obligations"], scope: Scope): Evaluated["broken"] => obligations.flatMap((obligation) => verify(obligation, scope) ?? []);

/** The rows of any relation of a rule, in the order in which they come. Throws `Failure`. */
export function relationsOf(rule: Rule, inputs: Inputs): (rel: Rel) => readonly Row[] {
  const scope = newScope(rule, inputs);
  return (rel) => rowsOf(rel, scope);
}

/** What leads to a rule's rows, inputs first; the rounds of a recursion are one relation. */
export function stagesOf(rule: Rule): readonly Rel[] {
  const found = new Set<Rel>();
  const pending: Rel[] = [rule.root];
  for (let rel = pending.at(-1); rel !== undefined; rel = pending.at(-1)) {
    const inputs = inputsOf(rel, rule).filter((input) => !found.has(input));
    pending.push(...inputs.toReversed());
    if (inputs.length > 0) continue;
    pending.pop();
    found.add(rel);
  }
  return [...found];
}

function tableOf(rule: Rule, scope: Scope): Table {
  const { outputs } = rule.root;
  const sorted = rowsOf(rule.root, scope).toSorted((a, b) => {
    for (const key of rule.order) {
      const order = compareBy((rule.columns[key.column] as ColumnDef).type, key, valueIn(a, key.column), valueIn(b, key.column));
      if (order !== 0) return order;
    }
    return 0;
  });
  const columns = outputs.map((column) => {
    const { name, type } = rule.columns[column] as ColumnDef;
    return { name, type };
  });
  return { columns, rows: sorted.map((row) => outputs.map((column) => valueIn(row, column))) };
}

/** What became of a rule: its rows, or what stopped it. One that reads a rule which failed fails likewise. */
export type Outcome = Evaluated | Failure;
export const failed = (outcome: Outcome): outcome is Failure => outcome instanceof Failure;

/**
 * Rules in the order of building, over the tables of sources by name; what a rule gives is a table for those after it. `params`: modules' by
 * qualified name, a rule's own as `rule.param`, where the rule's full name stands before the point; its defaults where they are missing.
 * `previous`: what rules stored before; a table that keeps its rows comes out with these. A broken promise stops nothing here: the caller sees it in the outcome.
 * `taken` is told each branch whose value is taken.
 */
export function evaluateRules(
  rules: readonly Rule[], tables: ReadonlyMap<string, Table>, params: ReadonlyMap<string, Value>, previous: ReadonlyMap<string, Table> = new Map(),
  taken?: (rule: Rule, branch: Expr) => void,
): ReadonlyMap<string, Outcome> {
  const known = new Map(tables);
  const outcomes = new Map<string, Outcome>();
  const evaluated: { readonly rule: Rule; readonly scope: Scope }[] = [];
  for (const rule of rules) {
    const own = ownParams(rule, params);
    const intervals = intervalsOf(rule, own);
    const made = (interval: Interval | null): Evaluated => {
      const bounds = interval === null ? [] : [["from", interval.from] as const, ["to", interval.to] as const];
      const scope = newScope(rule, { tables: known, previous, params: new Map([...own, ...bounds]), taken: taken === undefined ? undefined : (branch) => taken(rule, branch) });
      const table = tableOf(rule, scope);
      if (interval !== null) holdInside(rule, table, interval);
      evaluated.push({ rule, scope });
      return { table, broken: brokenOf(rule.obligations.filter(staysInside), scope) };
    };
    const outcome = upstreamFailure(rule, outcomes) ?? attempt(() => {
      const { table, broken } = together(intervals === null ? [made(null)] : intervals.map(made), rule);
      const before = previous.get(rule.name) ?? null;
      // A table that keeps its rows takes none that break a promise.
      const stops = modeOf(rule.storage) !== null && broken.some(({ obligation, failures }) => obligation.severity === "error" && failures > 0);
      return { table: stops ? storedAfter(rule, { ...table, rows: [] }, before, []) : storedAfter(rule, table, before, intervals ?? []), broken };
    });
    outcomes.set(rule.name, outcome);
    if (!failed(outcome)) known.set(rule.name, outcome.table);
  }
  // A reference may lead to a rule that comes later, or back.
  for (const { rule, scope } of evaluated) {
    const references = rule.obligations.filter((obligation) => !staysInside(obligation));
    const before = outcomes.get(rule.name);
    if (references.length === 0 || before === undefined || failed(before)) continue;
    outcomes.set(rule.name, attempt(() => ({ table: before.table, broken: [...before.broken, ...brokenOf(references, scope)] })));
  }
  return outcomes;
}

/** What a rule by time makes: the interval that is said, else all that are over at the run's instant. Null: the rule is made whole. */
export function intervalsOf(rule: Rule, params: ReadonlyMap<string, Value>): readonly Interval[] | null {
  if (modeOf(rule.storage)?.mode !== "by_time") return null;
  const [from, to] = [params.get("from"), params.get("to")];
  return from === undefined || to === undefined ? intervalsUntil(rule, params.get("run_at") ?? null) : [{ from, to }];
}

function together(parts: readonly Evaluated[], rule: Rule): Evaluated {
  const [first, ...more] = parts;
  if (first !== undefined && more.length === 0) return first;
  const columns = rule.root.outputs.map((column) => rule.columns[column] as ColumnDef).map(({ name, type }) => ({ name, type }));
  return { table: { columns, rows: parts.flatMap(({ table }) => table.rows) }, broken: parts.flatMap(({ broken }) => broken) };
}

const staysInside = ({ references }: Obligation): boolean => references === null;

function attempt(evaluate: () => Evaluated): Outcome {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

function upstreamFailure(rule: Rule, outcomes: ReadonlyMap<string, Outcome>): Failure | null {
  const read = relsReached(rule).flatMap((rel) => (rel.kind === "scan" && rel.of.kind === "rule" ? [outcomes.get(rel.of.name)] : []));
  return read.find((outcome) => outcome !== undefined && failed(outcome)) ?? null;
}

/** A rule's own parameters under their bare names. */
export function ownParams(rule: Rule, params: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const own = rule.params.flatMap(({ name }) => {
    const value = params.get(`${rule.name}.${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return new Map([...params, ...own]);
}
