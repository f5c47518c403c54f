/** The proofs of one rule as steps that a person reads: why its order is total, its keys, its joins, its columns without nulls. */
import { functionNamed, writtenName } from "../ir/functions/index.ts";
import type { NullRule } from "../ir/functions/nulls.ts";
import { localName, type ColumnId } from "../ir/id.ts";
import { proofsOf, type Fact, type Inference, type Proof } from "../ir/proof/index.ts";
import type { Expr } from "../ir/expr.ts";
import type { Rel } from "../ir/rel.ts";
import type { Rule, SortedColumn } from "../ir/rule.ts";
import { bindNamed } from "../lang/bind-rule.ts";
import { placesIn, type Places, type Where } from "./places.ts";
import { gapsOf } from "./proof-gaps.ts";
import { fullName, names, plainName, sideText, type ProofSection, type ProofStep, type Telling } from "./proof-words.ts";
import type { Prepared } from "./types.ts";

/** `name` is qualified. Null where there is no such rule, or it holds a mistake. */
export function proofSections(name: string, prepared: Prepared): ProofSection[] | null {
  const rule = bindNamed(name, prepared.program, prepared.env);
  return rule === null ? null : proofSectionsOf(rule, prepared, placesIn(prepared.program));
}

/** Of a rule as it is bound, before any pass. `ahead`: see `proofsOf`; the sections are the same. */
export function proofSectionsOf(rule: Rule, prepared: Prepared, places: Places, ahead = true): ProofSection[] {
  const { prove, propsOf, rels } = proofsOf(rule, prepared.env, ahead);
  const telling: Telling = { rule, prepared, places, told: new Map(), owners: ownersOf(rels) };
  const props = propsOf(rule.root);
  const steps = (rel: Rel, facts: readonly Fact[]): ProofStep[] => facts.flatMap((fact) => {
    const found = prove(rel, fact);
    return found === null ? [] : [stepOf(found, telling)];
  });
  const promised = rule.order.length === 0 || !props.total ? [] : [{ kind: "total", columns: rule.order } as const];
  const sections: ProofSection[] = [
    { subject: "order", proofs: steps(rule.root, promised) },
    { subject: "keys", proofs: steps(rule.root, props.keys.map((key) => ({ kind: "key", columns: [...key] }))) },
    { subject: "joins", proofs: rels.flatMap((rel) => (rel.kind === "join" ? steps(rel, [{ kind: "one", side: "right" }, { kind: "one", side: "left" }]) : [])) },
    { subject: "not null", proofs: steps(rule.root, rule.root.outputs.filter((column) => props.notNull.has(column)).map((column) => ({ kind: "not-null", column }))) },
    { subject: "not proven", proofs: gapsOf(telling, { prove, propsOf, rels }) },
  ];
  return sections.filter(({ proofs }) => proofs.length > 0);
}

/** Which source or rule a scan's column is read from: two columns of one name are told apart by it. */
function ownersOf(rels: readonly Rel[]): Map<ColumnId, string> {
  const owners = new Map<ColumnId, string>();
  for (const rel of rels) if (rel.kind === "scan" && "name" in rel.of) for (const [, column] of rel.reads) owners.set(column, localName(rel.of.name));
  return owners;
}

/** Rows that only pass a stage need no step of their own: the step before the stage is shown in its place. */
const PASSED: ReadonlySet<Inference> = new Set<Inference>(["kept", "named"]);

function stepOf(of: Proof, telling: Telling): ProofStep {
  const known = telling.told.get(of);
  if (known !== undefined) return known;
  let proof = of;
  for (let [only] = proof.premises; PASSED.has(proof.by) && proof.premises.length === 1 && only !== undefined; [only] = proof.premises) proof = only;
  const premises = proof.premises.map((premise) => stepOf(premise, telling));
  const step = { fact: factText(of.fact, of.rel, telling), by: proof.by, why: WHY[proof.by](proof, telling), where: whereOf(proof, telling), premises };
  telling.told.set(of, step);
  return step;
}

/** What a source or rule says stands where it is declared. */
function whereOf({ by, of, at, fact, rel }: Proof, { rule, prepared: { program }, places }: Telling): Where | null {
  if (by !== "declared" || of === null) return places.of(at, rule.origins);
  const schema = program.schemas.get(of);
  const read = new Map<ColumnId, string>(rel.kind === "scan" ? rel.reads.map(([name, column]) => [column, name]) : []);
  const key = fact.kind === "key" ? fact.columns.map((column) => read.get(column)) : [];
  const at2 = fact.kind === "not-null" ? schema?.places.get(read.get(fact.column) ?? "")
    : [...(schema?.keys ?? []), ...(schema?.uniques ?? [])].find(({ columns }) => columns.length === key.length && columns.every((name) => key.includes(name)))?.at;
  if (at2 !== undefined) return places.at(at2);
  const declared = program.declarations.get(of);
  return declared?.kind === "rule" || declared?.kind === "source" ? places.at({ file: declared.file, start: declared.decl.name.start, end: declared.decl.name.end }) : null;
}

const sortedText = (columns: readonly SortedColumn[], telling: Telling): string =>
  columns.map(({ column, desc, nullsFirst }) => plainName(column, telling) + (desc ? " desc" : "") + (nullsFirst ? " nulls first" : "")).join(", ");

const STAGES: Partial<Record<Rel["kind"], string>> = { scan: "what is read", values: "the written rows", aggregate: "the groups", join: "the joined rows" };
const placeIn = (rel: Rel): string => (STAGES[rel.kind] === undefined ? "" : ` of ${STAGES[rel.kind]}`);

type Say<K extends Fact["kind"]> = (fact: Extract<Fact, { kind: K }>, rel: Rel, telling: Telling) => string;
const FACTS: { readonly [K in Fact["kind"]]: Say<K> } = {
  "not-null": ({ column }, _rel, telling) => `${fullName(column, telling)} is never null`,
  key: ({ columns }, rel, telling) =>
    (columns.length === 0 ? "there is at most one row" : `[${names(columns, telling)}] is a key${rel.kind === "scan" && "name" in rel.of ? ` of ${localName(rel.of.name)}` : placeIn(rel)}`),
  order: ({ columns }, _rel, telling) => `rows come in the order [${sortedText(columns, telling)}]`,
  total: ({ columns }, _rel, telling) => (columns.length === 0 ? "there is at most one row to order" : `the order [${sortedText(columns, telling)}] leaves no ties`),
  "at-most": ({ rows }) => (rows === 1 ? "there is at most one row" : `there are at most ${rows} rows`),
  fixes: ({ from, to }, _rel, telling) => (from.length === 0 ? `${fullName(to, telling)} is the same in all rows` : `[${names(from, telling)}] fixes ${fullName(to, telling)}`),
  agree: ({ columns: [a, b] }, _rel, telling) => `${fullName(a, telling)} and ${fullName(b, telling)} are equal`,
  one: ({ side }, rel) => `a row meets at most one row of ${(rel.kind === "join" ? sideText(rel[side]) : "") || `the join's ${side} side`}`,
};
const factText = (fact: Fact, rel: Rel, telling: Telling): string => FACTS[fact.kind](fact as never, rel, telling);

const who = ({ of }: Proof, { prepared }: Telling): string => (of === null ? "" : prepared.program.sources.has(of) ? `the source ${localName(of)}` : `the rule ${localName(of)}`);

/** Why a function gives no null, by the rule that its row states. */
const NEVER: Readonly<Record<NullRule, string>> = {
  propagate: "is null only where an argument is", decided: "is null only where an argument is", never: "is never null", always: "is taken as never null", all: "is null only where all arguments are",
  first: "is null only where its first argument is", divisor: "is null only where an argument is, or for a divisor of 0, which this is not", step: "is null only where an argument is, or for a step of 0, which this is not",
  aggregate: "over at least one row is null only where all values are", collect: "over at least one row is never null", default: "is null only where its value or default is",
};

function expressionOf({ rel, fact }: Proof): Expr | null {
  if ((rel.kind !== "project" && rel.kind !== "aggregate") || fact.kind !== "not-null") return null;
  return rel.adds.find(([made]) => made === fact.column)?.[1] ?? null;
}

function neverNull(proof: Proof): string {
  const expr = expressionOf(proof);
  if (expr?.kind === "literal") return "a literal";
  if (expr !== null && (expr.kind === "call" || expr.kind === "aggregate" || expr.kind === "window")) {
    const row = functionNamed(expr.fn);
    if (row !== undefined) return `\`${writtenName(row)}\` ${NEVER[row.nulls]}`;
  }
  return "its expression is null only where a column that may be null makes it so";
}

type Why = (proof: Proof, telling: Telling) => string;
const says = (text: string): Why => () => text;

/** Why a step holds, after what it rests on. */
const WHY: Readonly<Record<Inference, Why>> = {
  declared: (proof, telling) => (telling.prepared.program.sources.has(proof.of ?? "")
    ? `${who(proof, telling)} says so${telling.prepared.program.sources.get(proof.of ?? "")?.trusted === true ? ", and is trusted" : ", and a run verifies it"}`
    : `${who(proof, telling)} gives it: rulec show ${localName(proof.of ?? "")} --proof`),
  "declared-here": says("what makes it here makes no null"),
  promised: says("it is promised here, and a run verifies it"),
  kept: says("the rows are those that came in"),
  condition: says("the condition lets no other row pass"),
  expression: (proof) => neverNull(proof),
  copied: says("it is a copy"),
  agreeing: says("it stands for a column that it equals"),
  merged: says("`using` makes one column of both sides"),
  "every-input": says("so it is in every input"),
  "some-input": says("its rows stand in each input, and one has no null there"),
  "first-input": says("its rows are rows of the first input"),
  named: says("it is read by its name"),
  grouped: says("there is one row for each group"),
  distinct: says("no two rows are alike"),
  deduped: says("one row is kept for each"),
  numbered: says("`row_number` counts the rows of each partition"),
  indexed: says("a key of what is exploded, and the element's index"),
  elements: says("a key of what is exploded, and the element, which no list has twice"),
  unpivoted: says("a key of what is unpivoted, and the column's name"),
  written: says("no two of the written values are alike"),
  paired: says("a key of each side"),
  "join-kept": says("each row comes out of the join at most once"),
  single: says("one row cannot be alike another"),
  fixed: says("it fixes all columns of a key"),
  sorted: says("sorted here"),
  extended: says("the elements of each row stay together, in their order"),
  "covers-key": says("its columns hold or fix a key"),
  nearest: says("an as-of join takes the nearest alone"),
  "by-key": says("the condition gives the columns of a key their values"),
  claimed: says("`cardinality` claims it, and a run verifies it"),
  counted: says("so the verb says, of what comes in"),
  "empty-key": says("all rows agree in the columns of a key"),
  constant: says("its value depends on no column"),
  computed: says("it is computed from no other column"),
  joined: says("what the condition reads decides which row is met"),
  "key-fixes": says("a key fixes the columns of its side"),
  chain: says("by these steps"),
};
