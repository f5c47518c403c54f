/** What does not follow of a rule's rows, why not, and what would do: columns that may be null, joins that may meet many rows, an order or key that is not there. */
import { functionNamed, writtenName } from "../ir/functions/index.ts";
import type { NullRule } from "../ir/functions/nulls.ts";
import { localName, type ColumnId } from "../ir/id.ts";
import type { Proofs } from "../ir/proof/index.ts";
import type { Expr } from "../ir/expr.ts";
import type { Join, Rel, Scan } from "../ir/rel.ts";
import { relInputs, walkExpr } from "../ir/walk.ts";
import { nameText } from "../values/type.ts";
import type { Where } from "./places.ts";
import { fullName, names, sideText, type Gap, type ProofStep, type Telling } from "./proof-words.ts";

const step = (by: Gap, fact: string, why: string, where: Where | null, premises: readonly ProofStep[] = []): ProofStep => ({ by, fact, why, where, premises });

export function gapsOf(telling: Telling, proofs: Proofs): ProofStep[] {
  const { rule } = telling;
  const { notNull } = proofs.propsOf(rule.root);
  const gaps: Gaps = { telling, proofs, told: new Map() };
  const nullable = rule.root.outputs.filter((column) => !notNull.has(column)).map((column) => nullStep(rule.root, column, gaps));
  return [...orderGap(gaps), ...proofs.rels.flatMap((rel) => (rel.kind === "join" ? joinGap(rel, gaps) : [])), ...nullable];
}

type Gaps = { readonly telling: Telling; readonly proofs: Proofs; readonly told: Map<string, ProofStep> };

const placeOf = (at: Rel["at"], { telling: { places, rule } }: Gaps): Where | null => places.of(at, rule.origins);
const list = (sets: readonly (readonly ColumnId[])[], { telling }: Gaps): string => sets.slice(0, 3).map((columns) => `[${names(columns, telling)}]`).join(" or ");

/** A rule that is stored in no order, or in one that may leave ties, and what would leave none. */
function orderGap(gaps: Gaps): ProofStep[] {
  const { telling: { rule }, proofs: { propsOf } } = gaps;
  const props = propsOf(rule.root);
  if (rule.storage.kind === "inline" || (rule.order.length > 0 && props.total) || props.atMost === 1) return [];
  const where = placeOf(rule.root.at, gaps);
  const keys = props.keys.map((key) => [...key]).filter((key) => key.every((column) => rule.root.outputs.includes(column)));
  const all = "`then all` would order rows that can be sorted, and `check key [..]` states a key that a run verifies";
  if (rule.order.length > 0) return [step("ties", "the order may leave ties", keys.length === 0 ? `no key is known; ${all}` : `with ${list(keys, gaps)} behind it, it would leave none`, where)];
  return [keys.length === 0 ? step("no-key", "no key and no order is known", all, where) : step("no-order", "rows come in no order", `\`ordered by ${list(keys, gaps)}\` would leave no ties`, where)];
}

/** Rows that a join may multiply. */
function joinGap(rel: Join, gaps: Gaps): ProofStep[] {
  const { proofs: { prove, propsOf } } = gaps;
  if (rel.how === "semi" || rel.how === "anti" || rel.how === "cross" || rel.asof !== null || prove(rel, { kind: "one", side: "right" }) !== null) return [];
  const side = sideText(rel.right) || "the join's right side";
  const keys = propsOf(rel.right).keys.map((key) => [...key]);
  return [step("many", `a row may meet many rows of ${side}`, keys.length === 0 ? `no key of it is known: \`check key [..]\`, \`group\` or \`dedupe\` before the join would make one` : `the condition does not give all columns of a key their values; all of ${list(keys, gaps)} would do`, placeOf(rel.at, gaps))];
}

/** Each column of each relation once. */
function nullStep(rel: Rel, column: ColumnId, gaps: Gaps): ProofStep {
  const key = `${rel.id} ${column}`;
  const known = gaps.told.get(key);
  if (known !== undefined) return known;
  const fact = `${fullName(column, gaps.telling)} may be null`;
  // What rests on itself, as the rows of a recursion do, is told once.
  gaps.told.set(key, step("null-input", fact, "what it comes from may be", placeOf(rel.at, gaps)));
  const told = causeOf(rel, column, fact, gaps);
  gaps.told.set(key, told);
  return told;
}

/** Down to the relation that makes the column, or takes its value from rows that are not there. */
function causeOf(root: Rel, column: ColumnId, fact: string, gaps: Gaps): ProofStep {
  for (let rel = root; ; ) {
    if (rel.kind === "scan") return scanned(rel, column, fact, gaps);
    const made = rel.kind === "project" || rel.kind === "aggregate" ? rel.adds.find(([one]) => one === column)?.[1] : undefined;
    if (made !== undefined && (rel.kind === "project" || rel.kind === "aggregate")) return computed(made, rel.input, fact, gaps);
    const input: Rel | undefined = relInputs(rel).find(({ outputs }) => outputs.includes(column));
    if (input === undefined) return step("null-input", fact, MADE[rel.kind] ?? "what makes it may give null", placeOf(rel.at, gaps), madeFrom(rel, column, gaps));
    if (rel.kind === "join" && gaps.proofs.propsOf(input).notNull.has(column)) {
      return step("unmatched", fact, `the ${rel.how} join has none where no row meets; \`join\` without \`${rel.how}\`, or \`?? value\` behind it, would do`, placeOf(rel.at, gaps));
    }
    rel = input;
  }
}

const MADE: Partial<Record<Rel["kind"], string>> = {
  set: "a row of one of its inputs has none", explode: "an element may be, or a row without elements is kept (`keep_empty`, `pad`)", unpivot: "a column that is unpivoted may be", recurse: "the seed or a round may give it",
  join: "`using` takes it from either side, and both may have none", values: "a written row has none", sql: "nothing is known of text in SQL; a contract that says it would do, and a run verifies it",
};

/** Of a set's row, the columns of its inputs that may be null; of unpivoted ones likewise. */
function madeFrom(rel: Rel, column: ColumnId, gaps: Gaps): ProofStep[] {
  const { propsOf } = gaps.proofs;
  if (rel.kind === "unpivot") return column === rel.value ? nullableOf(rel.columns, rel.input, gaps) : [];
  if (rel.kind !== "set") return [];
  const place = rel.outputs.indexOf(column);
  return rel.inputs.flatMap((input, i) => {
    const from = rel.maps[i]?.[place] ?? null;
    return from === null || propsOf(input).notNull.has(from) ? [] : [nullStep(input, from, gaps)];
  });
}

const nullableOf = (columns: Iterable<ColumnId>, input: Rel, gaps: Gaps): ProofStep[] =>
  [...columns].filter((one) => input.outputs.includes(one) && !gaps.proofs.propsOf(input).notNull.has(one)).map((one) => nullStep(input, one, gaps));

function scanned(rel: Scan, column: ColumnId, fact: string, gaps: Gaps): ProofStep {
  const { rule, places, prepared: { program } } = gaps.telling;
  const read = rel.reads.find(([, to]) => to === column)?.[0] ?? "";
  const { of } = rel;
  if (of.kind === "local") {
    const root = rule.locals[of.local]?.root;
    const inner = root?.outputs.find((one) => rule.columns[one]?.name === read);
    return root === undefined || inner === undefined ? step("null-input", fact, "what is read may be", placeOf(rel.at, gaps)) : nullStep(root, inner, gaps);
  }
  if (of.kind === "self") return step("null-input", fact, "the rows of the recursion may have none", placeOf(rel.at, gaps));
  const isSource = of.kind === "source";
  const declared = program.declarations.get(of.name);
  const at = program.schemas.get(of.name)?.places.get(read);
  const place = at !== undefined ? places.at(at) : declared?.kind === "rule" || declared?.kind === "source" ? places.at({ file: declared.file, start: declared.decl.name.start, end: declared.decl.name.end }) : null;
  const why = isSource ? `the source ${localName(of.name)} says so` : `the rule ${localName(of.name)} gives it so: rulec show ${localName(of.name)} --proof`;
  return step("declared-null", fact, `${why}; \`where ${nameText(read)} is not null\` or \`${nameText(read)} ?? value\` would do`, place);
}

/** Why a function may give null though no argument is. */
const OF_ITSELF: Partial<Record<NullRule, string>> = {
  always: "may be null whatever its arguments are", divisor: "is null for a divisor of 0", step: "is null for a step of 0", aggregate: "is null where there is no value", default: "is null where there is no such row and no default",
};

/** A divisor that is written down and not 0, a default that is not null: then it is for another reason. */
function isSettled(expr: Expr, nulls: NullRule): boolean {
  if (!("args" in expr) || (nulls !== "divisor" && nulls !== "step" && nulls !== "default")) return false;
  let last = nulls === "default" ? expr.args[2] : expr.args.at(-1);
  while (last?.kind === "cast") last = last.arg;
  return last?.kind === "literal" && last.value !== null && (nulls === "default" || Number(last.value) !== 0);
}

function computed(expr: Expr, input: Rel, fact: string, gaps: Gaps): ProofStep {
  const where = placeOf(expr.at, gaps);
  const columns = new Set<ColumnId>();
  const own = new Set<string>();
  walkExpr(expr, (one) => {
    if (one.kind === "column") columns.add(one.column);
    const row = one.kind === "call" || one.kind === "aggregate" || one.kind === "window" ? functionNamed(one.fn) : undefined;
    const reason = row === undefined || !one.nullable || isSettled(one, row.nulls) ? undefined : OF_ITSELF[row.nulls];
    if (row !== undefined && reason !== undefined) own.add(`\`${row.operator ?? writtenName(row)}\` ${reason}`);
    if (one.kind === "cast" && one.onError !== "fail") own.add("`::?` is null where a value does not convert");
    if (one.kind === "literal" && one.value === null) own.add("`null` stands in it");
    if (one.kind === "param" && one.nullable) own.add(`\`$${localName(one.name)}\` may be null`);
  });
  const premises = nullableOf(columns, input, gaps);
  if (expr.kind === "column") return step("copied-null", fact, "it is a copy", where, premises);
  const why = own.size > 0 ? [...own].join(", ") : premises.length > 0 ? "its expression is null where a column makes it so" : "its expression may give null";
  return step("null-expression", fact, `${why}; \`?? value\` behind it would do`, where, premises);
}
