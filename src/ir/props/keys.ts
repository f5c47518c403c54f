/** Sets of columns in which no two rows agree, nulls equal. Made minimal, and as few as are worth keeping, once all of a node is known. */
import { isFloat } from "../../values/type.ts";
import { effectsOf } from "../effects.ts";
import type { Expr } from "../expr.ts";
import type { ColumnId } from "../id.ts";
import type { Explode, Join, Project, Values } from "../rel.ts";
import type { ColumnSet, Props } from "../rule.ts";
import { mapOf } from "./dependencies.ts";
import { meets, type ByJoin, type Derive, type Meets } from "./derive.ts";
import { together } from "./bits.ts";
import { isSubset, MAX_KEYS, NO_COLUMNS, renameSet } from "./facts.ts";

type Keys = readonly ColumnSet[];

/** Every key of one side with every key of the other. */
function combined(left: Keys, right: Keys, take: (l: ColumnSet, r: ColumnSet) => boolean = () => true): Keys {
  const out: ColumnSet[] = [];
  for (const l of left) for (const r of right) if (out.length < MAX_KEYS && take(l, r)) out.push(together(l, r));
  return out;
}

const someNotNull = (key: ColumnSet, side: Props): boolean => [...key].some((column) => side.notNull.has(column));

/**
 * A full join: an unmatched left row and an unmatched right row can look alike only where both keys are all null, which a column that
 * is never null rules out. `using` merges a key of both sides into one of the result, unless two such rows agree in it by a null on
 * both sides, which matches nothing.
 */
function fullKeys(node: Join, left: Props, right: Props): Keys {
  const keys = [...combined(left.keys, right.keys, (l, r) => someNotNull(l, left) || someNotNull(r, right))];
  const [ls, rs] = [new Set(node.merged.map(([l]) => l)), new Set(node.merged.map(([, r]) => r))];
  const kept = node.merged.length > 0 && node.merged.every(([l, r]) => left.notNull.has(l) || right.notNull.has(r));
  if (kept && left.keys.some((key) => isSubset(key, ls)) && right.keys.some((key) => isSubset(key, rs))) keys.unshift(new Set(node.merged.map(([, , m]) => m)));
  return keys;
}

const JOINED: ByJoin<[left: Props, right: Props, met: Meets, node: Join], Keys> = {
  inner: (left, right, { oneRight, oneLeft }) =>
    (oneRight || oneLeft ? [...(oneRight ? left.keys : []), ...(oneLeft ? right.keys : [])] : combined(left.keys, right.keys)),
  cross: (left, right) => combined(left.keys, right.keys),
  left: (left, right, { oneRight }) => (oneRight ? left.keys : combined(left.keys, right.keys)),
  right: (left, right, { oneLeft }) => (oneLeft ? right.keys : combined(left.keys, right.keys)),
  full: (left, right, _met, node) => fullKeys(node, left, right),
  semi: (left) => left.keys,
  anti: (left) => left.keys,
};

/** Within a partition row_number counts the rows: what the partition is computed from and the number are a key. */
function numbered(node: Project): Keys {
  return node.adds.flatMap(([column, expr]) => {
    if (expr.kind !== "window" || expr.fn !== "row_number") return [];
    const effects = expr.by.map(effectsOf);
    return effects.some((e) => e.volatile) ? [] : [new Set([...effects.flatMap((e) => e.reads), column])];
  });
}

const literalText = (expr: Expr | undefined): string | undefined =>
  (expr?.kind === "literal" && !isFloat(expr.type) ? JSON.stringify(expr.value) : undefined);

/** A column of written values is a key when no two of them are alike. */
const written = (node: Values): Keys => node.outputs.flatMap((column, at) => {
  const texts = node.rows.map((row) => literalText(row[at]));
  return texts.includes(undefined) || new Set(texts).size < texts.length ? [] : [new Set([column])];
});

const NEVER_TWICE: ReadonlySet<string> = new Set(["sequence", "sequence.dates", "list_distinct", "map_keys"]);

/** The column of elements of which no list has one twice: keys of a map, steps of a sequence. */
export function distinctElement({ source, lists: [list, ...more], as }: Explode): ColumnId | null {
  const never = source === "map" || (list?.kind === "call" && NEVER_TWICE.has(list.fn));
  return never && more.length === 0 ? (as[0] ?? null) : null;
}

const all = (columns: readonly ColumnId[], but: ColumnId | null = null): Keys => [new Set(columns.filter((column) => column !== but))];

export const KEYS: Derive<Keys> = {
  scan: (_node, { below }) => below.keys,
  values: written,
  filter: (_node, { inputs: [input] }) => input.keys,
  project: (node, { inputs: [input] }) => [...input.keys, ...numbered(node)],
  join: (node, { inputs: [left, right] }) => JOINED[node.how](left, right, meets(node), node),
  // Where the groups' columns hold a key of the rows, each row is a group.
  aggregate: (node, { inputs: [input] }) => {
    const by = new Set(node.by);
    return [...input.keys.filter((key) => isSubset(key, by)), by];
  },
  sort: (_node, { inputs: [input] }) => input.keys,
  limit: (_node, { inputs: [input] }) => input.keys,
  distinct: (node, { inputs: [input] }) => [...input.keys, ...all(node.input.outputs)],
  dedupe: (node, { inputs: [input] }) => [...input.keys, new Set(node.on)],
  set: (node, { inputs: [first], columns }) => {
    if (node.how === "union_all") return [];
    if (node.how === "union") return all(node.outputs);
    // What is left are rows of the first input, each once.
    const rename = mapOf(node.maps[0] ?? [], node.outputs, columns);
    return [...first.keys.flatMap((key) => renameSet(key, rename, NO_COLUMNS) ?? []), ...all(node.outputs)];
  },
  explode: (node, { inputs: [input] }) => {
    const element = distinctElement(node);
    return combined(input.keys, [...(node.index === null ? [] : [new Set([node.index])]), ...(element === null ? [] : [new Set([element])])]);
  },
  unpivot: (node, { inputs: [input] }) => combined(input.keys, [new Set([node.name])]),
  recurse: (node) => all(node.outputs, node.depth),
  sql: () => [],
  error: () => [],
};
