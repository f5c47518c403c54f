/** Why a column holds no null. */
import { conjunctsOf } from "../build.ts";
import { readsOf } from "../effects.ts";
import type { Expr } from "../expr.ts";
import { byKind, type RelTable } from "../fields.ts";
import { functionNamed } from "../functions/index.ts";
import type { ColumnId } from "../id.ts";
import { consequencesOf } from "../props/condition.ts";
import { survival } from "../props/facts.ts";
import type { Join, Rel } from "../rel.ts";
import { walkExpr } from "../walk.ts";
import { below } from "./below.ts";
import { firstOf, proof, type Fact, type Maybe, type Prover } from "./types.ts";

const notNull = (column: ColumnId): Fact => ({ kind: "not-null", column });

export function proveNotNull(rel: Rel, column: ColumnId, p: Prover): Maybe {
  const claim = p.claims.get(rel.id)?.find((one) => one.kind === "not_null" && one.columns.includes(column));
  return firstOf(
    () => (claim === undefined ? null : proof(rel, notNull(column), "promised", { at: claim.at })),
    () => byKind(BY_KIND, rel, column, p),
    () => agreeing(rel, column, p),
  );
}

/** A column that does not leave agrees with it, and is known by it from here on. */
function agreeing(rel: Rel, column: ColumnId, p: Prover): Maybe {
  const sight = p.inSight(rel);
  const same = sight.equal.find((set) => set.has(column));
  if (same === undefined) return null;
  const survives = survival(sight, rel.outputs);
  return firstOf(...[...same].filter((other) => other !== column && survives(other) === column).map((other) => () => {
    const known = byKind(BY_KIND, rel, other, p);
    return known === null ? null : proof(rel, notNull(column), "agreeing", { premises: [p.prove(rel, { kind: "agree", columns: [column, other] }), known] });
  }));
}

function kept(rel: Rel, column: ColumnId, p: Prover): Maybe {
  return firstOf(...below(rel, p).map(({ rel: from, back, extended }) => () => {
    const there = back(column);
    return extended || there === undefined || !from.outputs.includes(there) ? null : proof(rel, notNull(column), rel.kind === "scan" ? "named" : "kept", { premises: [p.prove(from, notNull(there))] });
  }));
}

function shownBy(rel: Rel, conjuncts: readonly Expr[], column: ColumnId): Maybe {
  const conjunct = conjuncts.find((one) => consequencesOf([one]).notNull.includes(column));
  return conjunct === undefined ? null : proof(rel, notNull(column), "condition", { at: conjunct.at });
}

/** Made here, and never null by what makes it. */
const defined = (rel: Rel, made: readonly ColumnId[], column: ColumnId, { rule }: Prover): Maybe =>
  (made.includes(column) && rule.columns[column]?.nullable === false ? proof(rel, notNull(column), "declared-here") : null);

/** What it reads that must not be null: those columns of the input that its expression takes as never null. */
function computed(rel: Rel & { readonly input: Rel; readonly adds: readonly (readonly [ColumnId, Expr])[] }, column: ColumnId, p: Prover): Maybe {
  const expr = rel.adds.find(([made]) => made === column)?.[1];
  if (expr === undefined) return null;
  if (expr.kind === "column") {
    const copied = p.prove(rel.input, notNull(expr.column));
    if (copied !== null) return proof(rel, notNull(column), "copied", { at: expr.at, premises: [copied] });
  }
  if (expr.nullable && p.rule.columns[column]?.nullable !== false) return null;
  // Of what a function that is never null reads, nothing is asked.
  const never = (expr.kind === "call" || expr.kind === "aggregate" || expr.kind === "window") && functionNamed(expr.fn)?.nulls === "never";
  const reads = new Set(never ? [] : readsOf(expr));
  const relied = new Set<ColumnId>();
  walkExpr(expr, (one) => void (one.kind === "column" && !one.nullable && reads.has(one.column) && rel.input.outputs.includes(one.column) && relied.add(one.column)));
  return proof(rel, notNull(column), "expression", { at: expr.at, premises: [...relied].map((one) => p.prove(rel.input, notNull(one))) });
}

/** A merged column takes the left value, else the right one. */
function merged(rel: Join, column: ColumnId, p: Prover): Maybe {
  const triple = rel.merged.find(([, , made]) => made === column);
  if (triple === undefined) return null;
  const [left, right] = triple;
  return firstOf(
    () => proof(rel, notNull(column), "merged", { premises: [joined(rel, left, p)] }),
    () => proof(rel, notNull(column), "merged", { premises: [joined(rel, right, p)] }),
    () => proof(rel, notNull(column), "merged", { premises: [p.prove(rel.left, notNull(left)), p.prove(rel.right, notNull(right))] }),
  );
}

const joined = (rel: Join, column: ColumnId, p: Prover): Maybe => firstOf(() => kept(rel, column, p), () => (rel.how === "inner" || rel.how === "semi" ? shownBy(rel, rel.on, column) : null));

const BY_KIND: RelTable<Maybe, [column: ColumnId, p: Prover]> = {
  scan: (rel, column, p) => {
    if (rel.of.kind === "local") return p.rule.locals[rel.of.local] === undefined ? defined(rel, rel.outputs, column, p) : kept(rel, column, p);
    if (rel.of.kind === "self") return defined(rel, rel.outputs, column, p);
    const { name } = rel.of;
    const read = rel.reads.find(([, id]) => id === column)?.[0];
    const said = rel.of.kind === "previous" ? undefined : p.env.interfaces.get(name);
    if (said === undefined) return defined(rel, rel.outputs, column, p);
    return said.columns.some((one) => one.name === read && !one.nullable) ? proof(rel, notNull(column), "declared", { of: name }) : null;
  },
  values: (rel, column, p) => defined(rel, rel.outputs, column, p),
  filter: (rel, column, p) => firstOf(() => kept(rel, column, p), () => shownBy(rel, conjunctsOf(rel.predicate), column)),
  project: (rel, column, p) => firstOf(() => kept(rel, column, p), () => computed(rel, column, p)),
  join: (rel, column, p) => firstOf(() => joined(rel, column, p), () => merged(rel, column, p)),
  aggregate: (rel, column, p) => firstOf(() => kept(rel, column, p), () => computed(rel, column, p)),
  sort: kept,
  limit: kept,
  distinct: kept,
  dedupe: kept,
  set: (rel, column, p) => {
    const at = rel.outputs.indexOf(column);
    const proofs = (): Maybe[] => rel.inputs.map((input, k) => {
      const from = rel.maps[k]?.[at];
      return from === null || from === undefined ? null : p.prove(input, notNull(from));
    });
    if (at < 0) return null;
    if (rel.how === "except") return proof(rel, notNull(column), "first-input", { premises: proofs().slice(0, 1) });
    if (rel.how !== "intersect") return proof(rel, notNull(column), "every-input", { premises: proofs() });
    const some = proofs().find((one) => one !== null);
    return some === undefined ? null : proof(rel, notNull(column), "some-input", { premises: [some] });
  },
  explode: (rel, column, p) => firstOf(() => kept(rel, column, p), () => defined(rel, rel.index === null ? rel.as : [...rel.as, rel.index], column, p)),
  unpivot: (rel, column, p) => firstOf(() => kept(rel, column, p), () => defined(rel, [rel.name, rel.value], column, p)),
  recurse: (rel, column, p) => defined(rel, rel.outputs, column, p),
  sql: (rel, column, p) => defined(rel, rel.outputs, column, p),
  error: () => null,
};
