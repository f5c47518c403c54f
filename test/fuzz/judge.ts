/** One program on both sides: what the evaluator says it means, and what DuckDB makes of the compiler's SQL. */
import { evaluateRule, type Inputs, type Row } from "../../src/evaluate/index.ts";
import { compareBy } from "../../src/evaluate/expr.ts";
import { optimise } from "../../src/ir/passes/list.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { ColumnDef, Env, Local, Rule, SortedColumn } from "../../src/ir/rule.ts";
import { relInputs } from "../../src/ir/walk.ts";
import type { Names } from "../../src/compile/names.ts";
import { CANONICAL, isRefusal, lowerRule } from "../../src/lower/index.ts";
import { Failure } from "../../src/values/failure.ts";
import type { Value } from "../../src/values/value.ts";
import { falseClaims, knownOf, type Known } from "../evaluate/claims.ts";
import type { Engine } from "./engine.ts";
import { pardonOf, type Pardon } from "./pardons.ts";
import { near, rowText } from "./texts.ts";

export type Form = "bound" | "optimised";
/** `differs` is a mismatch: what is wrong, and what to look at. */
export type Verdict =
  | { readonly kind: "same" | "fails" | "avoided" | "refused" | "broken" | "large"; readonly why?: string }
  | { readonly kind: "pardoned"; readonly pardon: Pardon }
  | { readonly kind: "differs"; readonly what: string; readonly detail: string };

export type Judged = { readonly rule: Rule; readonly env: Env; readonly names: Names; readonly inputs: Inputs };

const differs = (what: string, detail: string): Verdict => ({ kind: "differs", what, detail });

type Meaning = { readonly rows: readonly (readonly Value[])[]; readonly order: readonly SortedColumn[]; readonly total: boolean };

/** The rows of a rule as the evaluator has them, and in which order they are promised. */
function meaningOf(rule: Rule, { rowsOf, propsOf }: Known): Meaning {
  const { order, total } = propsOf(rule.root);
  const promised = rule.order.length > 0 ? rule.order : order;
  const rows = rule.order.length > 0 ? sorted(rule, rowsOf(rule.root)) : rowsOf(rule.root);
  return { rows: rows.map((row) => rule.root.outputs.map((column) => row.get(column) ?? null)), order: promised, total: rule.order.length > 0 || total };
}

const sorted = (rule: Rule, rows: readonly Row[]): readonly Row[] => rows.toSorted((a, b) => {
  for (const key of rule.order) {
    const by = compareBy((rule.columns[key.column] as ColumnDef).type, key, a.get(key.column) ?? null, b.get(key.column) ?? null);
    if (by !== 0) return by;
  }
  return 0;
});

export async function judge(judged: Judged, engine: Engine, form: Form): Promise<Verdict> {
  const { rule, env, inputs } = judged;
  const known = knownOf(rule, env, inputs);
  let wanted: Meaning | string;
  try {
    if (isLarge(rule, known)) return { kind: "large" };
    wanted = meaningOf(rule, known);
    if (rule.obligations.length > 0 && evaluateRule(rule, inputs).broken.some(({ obligation }) => obligation.severity === "error")) return { kind: "broken" };
    const wrong = falseClaims(rule, env, inputs, known);
    if (wrong.length > 0) return differs("a claim is false", wrong.join("\n"));
  } catch (error) {
    if (!(error instanceof Failure)) return differs("the evaluator ends", said(error));
    wanted = error.message;
  }
  const better = attempt(() => optimise(rule, env));
  if ("thrown" in better) return differs("a pass ends", better.thrown);
  const passed = better.value === rule ? known : knownOf(better.value, env, inputs);
  const changed = typeof wanted === "string" || better.value === rule ? null : samePassed(judged, better.value, passed, wanted);
  return changed ?? onDuckdb(judged, form === "bound" ? rule : better.value, form === "bound" ? known : passed, engine, wanted, form);
}

/** So many pairs of rows the evaluator looks at in a join: rows that multiply would fill its memory. */
const MOST_PAIRS = 2_000_000;

function isLarge({ root, locals }: Rule, { rowsOf }: Known): boolean {
  const seen = new Set<Rel>();
  const visit = (rel: Rel): boolean => {
    if (seen.has(rel)) return false;
    seen.add(rel);
    const inputs = rel.kind === "recurse" ? [rel.seed] : rel.kind === "scan" && rel.of.kind === "local" ? [(locals[rel.of.local] as Local).root] : relInputs(rel);
    return inputs.some(visit) || (rel.kind === "join" && rowsOf(rel.left).length * rowsOf(rel.right).length > MOST_PAIRS);
  };
  return visit(root);
}

const said = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function attempt<T>(work: () => T): { readonly value: T } | { readonly thrown: string } {
  try {
    return { value: work() };
  } catch (error) {
    return { thrown: said(error) };
  }
}

/** The optimised form means the same, and claims nothing that is false. */
function samePassed({ env, inputs }: Judged, better: Rule, known: Known, wanted: Meaning): Verdict | null {
  try {
    const got = meaningOf(better, known);
    const wrong = compared(wanted, got.rows, better);
    if (wrong !== null) return differs("the passes change the rows", wrong);
    const claims = falseClaims(better, env, inputs, known);
    return claims.length === 0 ? null : differs("a claim is false of the optimised form", claims.join("\n"));
  } catch (error) {
    return differs("the passes add an error", said(error));
  }
}

async function onDuckdb({ names, inputs }: Judged, of: Rule, { propsOf }: Known, engine: Engine, wanted: Meaning | string, form: Form): Promise<Verdict> {
  const lowered = attempt(() => lowerRule(of.order.length > 0 ? of : { ...of, order: propsOf(of.root).order }, names, { ...CANONICAL, orderOf: (rel) => propsOf(rel).order }));
  if ("thrown" in lowered) return differs("lowering ends", lowered.thrown);
  if (isRefusal(lowered.value)) return { kind: "refused", why: `${lowered.value.what}: ${lowered.value.reason}` };
  const sql = lowered.value.text;
  const types = of.root.outputs.map((column) => (of.columns[column] as ColumnDef).type);
  const answer = await engine.ask(sql, types);
  if ("error" in answer) {
    if (typeof wanted === "string") return { kind: "fails" };
    if (answer.error.startsWith("Out of Memory Error")) return { kind: "large" };
    const pardon = pardonOf({ rule: of, error: answer.error, inputs, told: "" });
    return pardon === null ? differs(`DuckDB fails, ${form}: ${answer.error.split("\n")[0]}`, `${sql}\nwanted\n${wanted.rows.map(rowText).join("\n")}`) : { kind: "pardoned", pardon };
  }
  if (typeof wanted === "string") return { kind: "avoided" };
  for (const [i, type] of types.entries()) {
    const name = await engine.nameOf(type);
    if (name !== answer.types[i]) return differs("a column has another type", `${sql}\ncolumn ${i}: wanted ${name}, got ${answer.types[i]}`);
  }
  const wrong = compared(wanted, answer.rows, of);
  if (wrong === null) return { kind: "same" };
  const pardon = pardonOf({ rule: of, error: null, inputs, told: wrong });
  return pardon === null ? differs(`other rows, ${form}`, `${sql}\n${wrong}`) : { kind: "pardoned", pardon };
}

/** Null where the rows are the same: as a list where the order is total, else as a bag whose order is the same as far as it goes. */
function compared({ rows, order, total }: Meaning, got: Meaning["rows"], rule: Rule): string | null {
  const [mine, theirs] = [rows.map(rowText), got.map(rowText)];
  const told = (why: string): string => `${why}\nwanted\n${mine.join("\n")}\ngot\n${theirs.join("\n")}`;
  if (mine.length !== theirs.length) return told(`${mine.length} rows, ${theirs.length} on the other side`);
  if (mine.every((text, i) => text === theirs[i])) return null;
  const exact = total ? "the rows differ, or their order" : sameBag(mine, theirs) ? null : "the rows differ as a bag";
  if (exact !== null) return near(rows, got, rule, total) ? null : told(exact);
  const places = order.map(({ column }) => rule.root.outputs.indexOf(column));
  if (places.some((place) => place < 0)) return null;
  const keys = (of: Meaning["rows"]): string => of.map((row) => rowText(places.map((place) => row[place] as Value))).join("\n");
  return keys(rows) === keys(got) ? null : told("the order differs");
}

const sameBag = (a: readonly string[], b: readonly string[]): boolean => {
  const [x, y] = [a.toSorted(), b.toSorted()];
  return x.every((text, i) => text === y[i]);
};
