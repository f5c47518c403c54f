/** How many rows a relation has at most; null where nothing is known. */
import type { Expr } from "../expr.ts";
import type { Join } from "../rel.ts";
import { meets, type ByJoin, type Derive, type Meets } from "./derive.ts";

const atMost = (count: number): number | null => (count <= Number.MAX_SAFE_INTEGER ? count : null);
const times = (a: number | null, b: number | null): number | null => (a === 0 || b === 0 ? 0 : a === null || b === null ? null : atMost(a * b));
const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : atMost(a + b));
const least = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));
const literalCount = (count: Expr): number | null => (count.kind === "literal" && typeof count.value === "string" ? atMost(Number(count.value)) : null);

type Bound = number | null;
type Sides = { readonly left: Bound; readonly right: Bound; readonly pairs: Bound } & Meets;

const JOINED: ByJoin<[Sides], Bound> = {
  inner: ({ pairs }) => pairs,
  cross: ({ left, right }) => times(left, right),
  left: ({ left, pairs, oneRight }) => (oneRight ? left : plus(pairs, left)),
  right: ({ right, pairs, oneLeft }) => (oneLeft ? right : plus(pairs, right)),
  full: ({ left, right, pairs }) => plus(pairs, plus(left, right)),
  semi: ({ left }) => left,
  anti: ({ left }) => left,
};

function joined(node: Join, left: Bound, right: Bound): Bound {
  const met = meets(node);
  const pairs = least(least(times(left, right), met.oneRight ? left : null), met.oneLeft ? right : null);
  return JOINED[node.how]({ left, right, pairs, ...met });
}

export const BOUND: Derive<number | null> = {
  scan: (_node, { below }) => below.atMost,
  values: (node) => node.rows.length,
  filter: (_node, { inputs: [input] }) => input.atMost,
  project: (_node, { inputs: [input] }) => input.atMost,
  join: (node, { inputs: [left, right] }) => joined(node, left.atMost, right.atMost),
  aggregate: (node, { inputs: [input] }) => (node.by.length === 0 ? 1 : input.atMost),
  sort: (_node, { inputs: [input] }) => input.atMost,
  limit: (node, { inputs: [input] }) => least(input.atMost, literalCount(node.count)),
  distinct: (_node, { inputs: [input] }) => input.atMost,
  dedupe: (node, { inputs: [input] }) => (node.on.length === 0 ? least(input.atMost, 1) : input.atMost),
  set: (node, { inputs }) => {
    const [first, ...rest] = inputs;
    if (node.how === "except") return first.atMost;
    return rest.reduce((bound, input) => (node.how === "intersect" ? least : plus)(bound, input.atMost), first.atMost);
  },
  explode: (_node, { inputs: [input] }) => (input.atMost === 0 ? 0 : null),
  unpivot: (node, { inputs: [input] }) => times(input.atMost, node.columns.length),
  recurse: () => null,
  sql: () => null,
  error: () => null,
};
