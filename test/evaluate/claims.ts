/** What is inferred of a relation, held against its rows. */
import { relationsOf, type Inputs, type Row } from "../../src/evaluate/index.ts";
import { compareBy } from "../../src/evaluate/expr.ts";
import type { ColumnId } from "../../src/ir/id.ts";
import { createProps } from "../../src/ir/props/index.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { ColumnDef, Env, Props, Rule } from "../../src/ir/rule.ts";
import { relInputs } from "../../src/ir/walk.ts";
import type { Type } from "../../src/values/type.ts";
import type { Value } from "../../src/values/value.ts";
import { jsonOf } from "../../src/values/value-text.ts";

/** What is known of the relations of a rule: their rows, and what is inferred of them. */
export type Known = { readonly rowsOf: (rel: Rel) => readonly Row[]; readonly propsOf: (rel: Rel) => Props };

export const knownOf = (rule: Rule, env: Env, inputs: Inputs): Known => ({
  rowsOf: relationsOf(rule, inputs), propsOf: createProps({ columns: rule.columns, env, locals: rule.locals, obligations: rule.obligations }),
});

/** What does not hold, a line each: `join key [a, b]`. Empty where all that is inferred of every relation of the rule is true of these inputs. */
export function falseClaims(rule: Rule, env: Env, inputs: Inputs, { rowsOf, propsOf }: Known = knownOf(rule, env, inputs)): string[] {
  const numbered = numbering(rule);
  return [...rule.locals.map(({ root }) => root), rule.root].flatMap(above).flatMap((rel) => broken(rule, propsOf(rel), rowsOf(rel), numbered).map((what) => `${rel.kind} ${what}`));
}

/** Values of a column that are one to a key have one number: nulls, NaNs, and zeros of either sign are. */
type Numbered = (row: Row, column: ColumnId) => number;

function numbering({ columns }: Rule): Numbered {
  const known: Map<Value | string, number>[] = columns.map(() => new Map());
  return (row, column) => {
    const value = row.get(column) ?? null;
    // A map takes numbers as keys do, and other plain values by what they are.
    const as = typeof value === "object" && value !== null ? JSON.stringify(jsonOf((columns[column] as ColumnDef).type, value), (_, part: unknown) => (part === 0 ? 0 : part)) : value;
    const numbers = known[column] as Map<Value | string, number>;
    const number = numbers.get(as) ?? numbers.size;
    if (number === numbers.size) numbers.set(as, number);
    return number;
  };
}

/** A relation and what it is made of. What a recursion does in a round has rows only while it runs. */
const above = (rel: Rel): Rel[] => [rel, ...(rel.kind === "recurse" ? [rel.seed] : relInputs(rel)).flatMap(above)];

function broken({ columns }: Rule, props: Props, rows: readonly Row[], numbered: Numbered): string[] {
  const def = (column: ColumnId): ColumnDef => columns[column] as ColumnDef;
  const names = (of: Iterable<ColumnId>): string => `[${[...of].map((column) => def(column).name).join(", ")}]`;
  const distinct = (of: Iterable<ColumnId>): number => {
    const [first, ...more] = of;
    if (first === undefined) return Math.min(1, rows.length);
    return new Set<number | string>(rows.map((row) => more.reduce<number | string>((text, column) => `${text} ${numbered(row, column)}`, numbered(row, first)))).size;
  };
  const compare = (a: Row, b: Row): number => {
    for (const key of props.order) {
      const by = compareBy(def(key.column).type, key, a.get(key.column) ?? null, b.get(key.column) ?? null);
      if (by !== 0) return by;
    }
    return 0;
  };
  const pairs = rows.slice(1).map((row, i) => compare(rows[i] as Row, row));
  return [
    ...(pairs.some((by) => by > 0) ? [`order ${names(props.order.map(({ column }) => column))}`] : []),
    ...(props.total && pairs.includes(0) ? [`total ${names(props.order.map(({ column }) => column))}`] : []),
    ...props.keys.flatMap((key) => (distinct(key) < rows.length ? [`key ${names(key)}`] : [])),
    ...[...props.notNull].flatMap((column) => (rows.some((row) => (row.get(column) ?? null) === null) ? [`not null ${names([column])}`] : [])),
    ...[...props.constant].flatMap((column) => (distinct([column]) > 1 ? [`constant ${names([column])}`] : [])),
    ...props.equal.flatMap((set) => (rows.some((row) => new Set([...set].map((column) => sameOf(def(column).type, row.get(column) ?? null))).size > 1) ? [`equal ${names(set)}`] : [])),
    ...props.determines.flatMap(({ from, to }) => (distinct([...from, to]) > distinct(from) ? [`${names(from)} fixes ${names([to])}`] : [])),
    ...(props.atMost !== null && rows.length > props.atMost ? [`at most ${props.atMost} rows`] : []),
  ];
}

/** One text for values that `==` takes for one, whatever their types: 1, 1.0 and 1.00; a date and its midnight. */
function sameOf(type: Type, value: Value): string {
  const json = jsonOf(type, value);
  const text = typeof json === "string" ? json : JSON.stringify(json);
  if (type.kind === "decimal") return text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return type.kind === "timestamp" ? text.replace(/ 00:00:00$/, "") : text;
}
