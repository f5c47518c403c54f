/** Conjuncts on their way down, found by the columns that they read, so that a node costs what it stops and not what passes. */
import { effectsOf } from "../effects.ts";
import type { Expr } from "../expr.ts";
import type { ColumnId } from "../id.ts";
import type { Filter } from "../rel.ts";
import { work } from "../walk.ts";

export type Conjunct = {
  readonly expr: Expr;
  readonly reads: readonly ColumnId[];
  readonly fails: boolean;
  readonly volatile: boolean;
  readonly window: boolean;
  /** The filter that it was written in, and with how many; null once it was rewritten. */
  readonly from: { readonly filter: Filter; readonly count: number } | null;
  /** Larger the later it was met: what is met later stands nearer to the scans and comes first in the text. */
  readonly rank: number;
};

export const conjunct = (expr: Expr, from: Conjunct["from"], rank: number): Conjunct => ({ expr, ...effectsOf(expr), from, rank });

export type Bag = { readonly all: Set<Conjunct>; readonly failing: Set<Conjunct>; readonly readers: Map<ColumnId, Set<Conjunct>> };

export const emptyBag = (): Bag => ({ all: new Set(), failing: new Set(), readers: new Map() });

export function put(bag: Bag, conjunct: Conjunct): void {
  work.visits++;
  bag.all.add(conjunct);
  if (conjunct.fails) bag.failing.add(conjunct);
  for (const column of conjunct.reads) {
    const readers = bag.readers.get(column);
    if (readers === undefined) bag.readers.set(column, new Set([conjunct]));
    else readers.add(conjunct);
  }
}

export function take(bag: Bag, conjunct: Conjunct): Conjunct {
  work.visits++;
  bag.all.delete(conjunct);
  bag.failing.delete(conjunct);
  for (const column of conjunct.reads) bag.readers.get(column)?.delete(conjunct);
  return conjunct;
}

export const takeAll = (bag: Bag, which: Iterable<Conjunct>): Conjunct[] => [...which].map((conjunct) => take(bag, conjunct));
export const takeReaders = (bag: Bag, columns: Iterable<ColumnId>): Conjunct[] =>
  [...columns].flatMap((column) => takeAll(bag, bag.readers.get(column) ?? []));
export const takeWhere = (bag: Bag, test: (conjunct: Conjunct) => boolean): Conjunct[] => takeAll(bag, [...bag.all].filter(test));

/** In the order in which they were written: the lower filter's first. */
export const inWrittenOrder = (conjuncts: readonly Conjunct[]): readonly Conjunct[] => [...conjuncts].sort((a, b) => b.rank - a.rank);
