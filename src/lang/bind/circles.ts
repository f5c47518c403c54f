/** Macros and functions that lead back to themselves, found in their text: each knot of them once, however many circles it holds and however long they are. */
import { localName } from "../../ir/id.ts";
import type { Span } from "../ast/index.ts";
import { descendants } from "../ast/walk.ts";
import { diagnose, type Diagnostic, type Place } from "../diagnostics/index.ts";
import type { DeclaredBy, Program } from "../scope.ts";

type Callable = DeclaredBy<"macro"> | DeclaredBy<"function">;
type Use = { readonly of: Callable; readonly at: Place };
type Uses = ReadonlyMap<Callable, readonly Use[]>;

/** The members of knots, and one diagnostic for each. Linear in the text. Error: expansion-recursive. */
export function circlesIn(callables: readonly Callable[], program: Program): { readonly members: ReadonlySet<Callable>; readonly diagnostics: readonly Diagnostic[] } {
  const uses: Uses = new Map(callables.map((one) => [one, usesOf(one, program)]));
  const order = new Map(callables.map((one, i) => [one, i]));
  const members = new Set<Callable>();
  const diagnostics: Diagnostic[] = [];
  for (const knot of knotsOf(uses)) {
    // In the order in which they are declared: the same one is told whichever was looked at first.
    const first = [...knot].reduce((a, b) => ((order.get(a) ?? 0) < (order.get(b) ?? 0) ? a : b));
    if (knot.size === 1 && !(uses.get(first) ?? []).some(({ of }) => of === first)) continue;
    for (const one of knot) members.add(one);
    diagnostics.push(told(first, shortestBack(first, knot, uses)));
  }
  return { members, diagnostics };
}

/** A name that a parameter or a `let` takes means that. */
function usesOf({ decl, module, file }: Callable, program: Program): Use[] {
  const symbols = program.modules.get(module)?.symbols;
  const nodes = [...descendants(decl)];
  const taken = new Set([...decl.params.map(({ name }) => name.text), ...nodes.flatMap((node) => (node.kind === "let" ? [node.name.text] : []))]);
  return nodes.flatMap((node) => {
    if (node.kind !== "call" && node.kind !== "macro_stage") return [];
    const name = node.kind === "call" ? node.fn.text : node.name.text;
    const of = taken.has(name) ? undefined : symbols?.get(name);
    return of?.kind === "macro" || of?.kind === "function" ? [{ of, at: placeIn(file, node) }] : [];
  });
}

const placeIn = (file: string, { start, end }: Span): Place => ({ file, start, end });

/** Strongly connected components, by Tarjan's walk, without recursion: a chain may be ten thousand long. */
function* knotsOf(uses: Uses): Iterable<ReadonlySet<Callable>> {
  const place = new Map<Callable, number>();
  const low = new Map<Callable, number>();
  const open: Callable[] = [];
  const isOpen = new Set<Callable>();
  for (const root of uses.keys()) {
    const path: { readonly of: Callable; next: number }[] = [];
    const enter = (of: Callable): void => {
      low.set(of, place.size);
      place.set(of, place.size);
      open.push(of);
      isOpen.add(of);
      path.push({ of, next: 0 });
    };
    const lower = (of: Callable, to: number | undefined): void => void low.set(of, Math.min(low.get(of) ?? 0, to ?? Infinity));
    if (!place.has(root)) enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { of } = top;
      const use = uses.get(of)?.[top.next++]?.of;
      if (use !== undefined) {
        if (!place.has(use) && uses.has(use)) enter(use);
        else if (isOpen.has(use)) lower(of, place.get(use));
        continue;
      }
      path.pop();
      const under = path.at(-1);
      if (under !== undefined) lower(under.of, low.get(of));
      if (low.get(of) !== place.get(of)) continue;
      const knot = new Set(open.splice(open.lastIndexOf(of)));
      for (const one of knot) isOpen.delete(one);
      yield knot;
    }
  }
}

/** The uses that lead from one back to itself, by the shortest way within its knot. */
function shortestBack(first: Callable, knot: ReadonlySet<Callable>, uses: Uses): readonly Use[] {
  const cameBy = new Map<Callable, { readonly from: Callable; readonly use: Use }>();
  const wave = [first];
  for (const from of wave) {
    for (const use of uses.get(from) ?? []) {
      if (!knot.has(use.of) || cameBy.has(use.of)) continue;
      cameBy.set(use.of, { from, use });
      wave.push(use.of);
    }
    if (cameBy.has(first)) break;
  }
  const way: Use[] = [];
  for (let step = cameBy.get(first); step !== undefined; step = step.from === first ? undefined : cameBy.get(step.from)) way.unshift(step.use);
  return way;
}

function told(first: Callable, way: readonly Use[]): Diagnostic {
  const last = way.at(-1) as Use;
  const steps = way.slice(0, -1).map(({ of, at }) => ({ name: localName(of.name), at }));
  return diagnose("expansion-recursive", { name: localName(first.name), through: steps.map(({ name }) => name) }, last.at, { via: steps.toReversed() });
}
