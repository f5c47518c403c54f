/** Joins that give more rows, or fewer, than one may think. */
import { readsOf } from "../../ir/effects.ts";
import type { Aggregate, Expr } from "../../ir/expr.ts";
import { functionNamed } from "../../ir/functions/index.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { AggregateRel, Join, JoinKind, Rel } from "../../ir/rel.ts";
import { walkExpr } from "../../ir/walk.ts";
import type { JoinStage } from "../ast/index.ts";
import { optionOf } from "../bind/options.ts";
import type { Edit } from "../diagnostics/index.ts";
import { inRule, joinAt, say, textAt, type RuleWork } from "./work.ts";

const PAIRS: ReadonlySet<JoinKind> = new Set<JoinKind>(["inner", "left", "right", "full"]);
const joinsOf = ({ rels }: RuleWork): readonly Join[] => rels.filter((rel) => rel.kind === "join");
const relationText = ({ right }: JoinStage): string => (right.kind === "named" ? `\`${right.name.text}\`` : "the right side");
const names = ({ rule }: RuleWork, columns: Iterable<ColumnId>): string[] => [...new Set([...columns].map((column) => rule.columns[column]?.name ?? ""))];

export function implicitCrossJoins(work: RuleWork): void {
  for (const join of joinsOf(work)) {
    if (!PAIRS.has(join.how) || join.asof !== null || comparesBoth(join)) continue;
    if ([join.left, join.right].some((side) => (work.propsOf(side).atMost ?? 2) <= 1)) continue;
    const stage = joinAt(work, join.at);
    if (stage?.on === null || stage?.on === undefined) continue;
    const edits = asCross(stage, work);
    say(inRule(work), "implicit-cross-join", { right: relationText(stage), how: join.how }, stage.on, edits === null ? {} : { edits });
  }
}

function comparesBoth({ on, right }: Join): boolean {
  const theirs = new Set(right.outputs);
  return on.some((conjunct) => {
    const reads = readsOf(conjunct);
    return reads.some((read) => theirs.has(read)) && reads.some((read) => !theirs.has(read));
  });
}

/** `join cross` in place of an inner join on `true`; it takes no cardinality, and the one that is claimed must be that of all pairs. */
function asCross(stage: JoinStage, { declared: { file }, scope: { text } }: RuleWork): readonly Edit[] | null {
  const [word] = /^join(?:\s+inner)?(?=\s)/.exec(text.slice(stage.start, stage.start + 40)) ?? [];
  const claim = optionOf(stage, "cardinality");
  if (word === undefined || stage.how !== "inner" || stage.on?.kind !== "literal" || stage.on.value !== "true" || (claim !== undefined && (claim.kind !== "literal" || claim.value !== "n:m"))) return null;
  const from = (stage.alias ?? stage.right).end;
  if (text.slice(stage.start, stage.end).includes("--")) return null;
  return [{ file, start: stage.start, end: stage.start + word.length, text: "join cross" }, { file, start: from, end: stage.end, text: "" }];
}

export function nullableKeys(work: RuleWork): void {
  for (const join of joinsOf(work)) {
    if (join.how !== "inner" || join.asof !== null) continue;
    const theirs = new Set(join.right.outputs);
    const nullable: ColumnId[] = [];
    for (const conjunct of join.on) {
      if (conjunct.kind !== "call" || conjunct.fn !== "eq") continue;
      for (const arg of conjunct.args) {
        const column = plainColumn(arg);
        // What the right side lacks is the left's question: its rows stay or go by what they hold themselves.
        if (column !== null && !theirs.has(column) && !work.propsOf(join.left).notNull.has(column)) nullable.push(column);
      }
    }
    const stage = nullable.length === 0 ? null : joinAt(work, join.at);
    if (stage !== null) say(inRule(work), "nullable-join-key", { columns: names(work, nullable) }, stage.on ?? stage.using ?? stage);
  }
}

function plainColumn(expr: Expr): ColumnId | null {
  let of = expr;
  while (of.kind === "cast") of = of.arg;
  return of.kind === "column" ? of.column : null;
}

/** Functions to which each row counts as often as it stands there. */
const ADDS: ReadonlySet<string> = new Set(["sum", "avg"]);

export function multiplied(work: RuleWork): void {
  for (const rel of work.rels) {
    if (rel.kind !== "aggregate") continue;
    for (const [, expr] of rel.adds) {
      walkExpr(expr, (part) => {
        if (part.kind === "aggregate" && ADDS.has(writtenName(part))) tellMultiplied(part, rel, work);
      });
    }
  }
}

const writtenName = ({ fn }: Aggregate): string => (functionNamed(fn)?.name ?? fn).split(".")[0] as string;

function tellMultiplied(part: Aggregate, { by, input }: AggregateRel, work: RuleWork): void {
  const columns = part.args.flatMap(readsOf);
  const at = columns.length === 0 ? null : textAt(work, part.at);
  const join = at === null ? null : repeats(input, new Set(columns), new Set(by), work);
  const stage = join === null ? null : joinAt(work, join.at);
  if (at === null || stage === null) return;
  const related = [{ at: { file: work.declared.file, start: stage.start, end: stage.right.end }, label: "adds rows" }];
  say(inRule(work), "join-multiplies", { fn: writtenName(part), columns: names(work, columns), right: relationText(stage) }, at, { related });
}

/** So many stages below an aggregate are looked at, so that many of it do not look through many stages. */
const FAR = 100;

/** The join below that repeats rows of the one side that all the columns come from, while no key is of the other; looks no further than it can tell. */
function repeats(from: Rel, columns: ReadonlySet<ColumnId>, by: ReadonlySet<ColumnId>, work: RuleWork): Join | null {
  let [rel, summed, keys] = [from, columns, by];
  for (let step = 0; step < FAR; step++) {
    if (rel.kind === "filter" || rel.kind === "sort") rel = rel.input;
    else if (rel.kind === "project") {
      const adds = new Map(rel.adds);
      [summed, keys] = [through(summed, adds), through(keys, adds)];
      rel = rel.input;
    } else if (rel.kind === "join") {
      if (rel.asof !== null || rel.merged.length > 0) return null;
      if (rel.how === "semi" || rel.how === "anti") {
        rel = rel.left;
        continue;
      }
      const theirs = new Set(rel.right.outputs);
      const ofRight = [...summed].filter((column) => theirs.has(column)).length;
      if (ofRight > 0 && ofRight < summed.size) return null;
      const side = ofRight === 0 ? "left" : "right";
      const [own, other] = side === "left" ? [rel.left, rel.right] : [rel.right, rel.left];
      if (adds(rel, side) && (work.propsOf(other).atMost ?? 2) > 1) return [...keys].some((key) => theirs.has(key) === (side === "left")) ? null : rel;
      rel = own;
    } else return null;
  }
  return null;
}

/** Whether rows of a side may stand more than once. A right side that many left rows share is looked up, and its values belong to each of them. */
const adds = ({ how, multiplicity }: Join, side: "left" | "right"): boolean => (how === "cross" || multiplicity === "n:m" ? true : side === "left" && multiplicity === "1:n");

const through = (columns: ReadonlySet<ColumnId>, adds: ReadonlyMap<ColumnId, Expr>): ReadonlySet<ColumnId> =>
  new Set([...columns].flatMap((column) => { const made = adds.get(column); return made === undefined ? [column] : readsOf(made); }));
