/** Functions over whole partitions as what they are: aggregates of the groups that the rows are in, joined to them. */
import { functionNamed } from "../../ir/functions/index.ts";
import { BOOL } from "../../values/type.ts";
import { createRenderer, textOf } from "./render.ts";
import { callTerm, columnTerm, holdsWindow, mapBlock, mapTerm, someTerm, type Atom, type Block, type GatheredTerm, type Term } from "./term.ts";
import { asCount } from "./translate-expr.ts";

type Asked = { readonly block: Block; readonly terms: readonly Term[] };

/** Each row meets the one group that it is in: nulls are equal in both. */
export function withoutPartitions(start: Block, asked: readonly Term[], newId: () => number): Asked {
  let [block, terms] = [start, asked];
  // Columns of blocks beside this one, which a copy would have to name again.
  if (block.atoms.some(({ source }) => source.kind === "beside") || block.where.some((term) => someTerm(term, ({ kind }) => kind === "exists"))) return { block, terms };
  const r = createRenderer();
  const made = new Map<string, { readonly atom: Atom; readonly put: (term: Term) => Term; readonly conditions: readonly Term[] }>();
  terms = terms.map((root) => mapTerm(root, (term) => {
    if (term.kind === "column") return term;
    if (!isWhole(term)) return null;
    const key = term.by.map((one) => textOf(r, one)).toSorted().join(", ");
    const group = made.get(key) ?? groupOf(start, term.by, newId);
    made.set(key, group);
    const put = (one: Term): Term => group.put(one);
    const of = asCount({ ...term, window: false, by: [], args: term.args.map(put), where: term.where && put(term.where) });
    return columnTerm(group.atom.id, of, of.type, of.nullable);
  }));
  for (const { atom, conditions } of made.values()) block = { atoms: [...block.atoms, atom], where: [...block.where, ...conditions] };
  return { block, terms };
}

const isWhole = (term: Term): term is GatheredTerm => term.kind === "gathered" && term.window && term.frame.length === 0 && term.sort.length === 0 && functionNamed(term.fn)?.kind === "aggregate" && ![...term.args, ...term.by].some(holdsWindow);

/** The block once more, as the body of its groups. `put`: what a term over the rows is within. */
function groupOf(block: Block, by: readonly Term[], newId: () => number): { readonly atom: Atom; readonly put: (term: Term) => Term; readonly conditions: readonly Term[] } {
  const ids = new Map(block.atoms.map(({ id }) => [id, newId()]));
  const change = (term: Term): Term | null => (term.kind !== "column" ? null : ids.has(term.of) ? { ...term, of: ids.get(term.of) as number } : term);
  const put = (term: Term): Term => mapTerm(term, change);
  const copied = mapBlock(block, change);
  const body: Block = { atoms: block.atoms.map((atom) => ({ ...atom, id: ids.get(atom.id) as number })), where: copied.where };
  const set = by.map(put);
  const id = newId();
  const conditions = by.flatMap((term, i): Term[] => {
    if (term.kind === "literal") return [];
    const own = columnTerm(id, set[i] as Term, term.type, term.nullable);
    return [term.nullable ? callTerm("is_not_distinct", [own, term], BOOL, false, false) : callTerm("eq", [own, term], BOOL, false, true)];
  });
  return { atom: { id, how: "inner", source: { kind: "over", head: by.length === 0 ? "whole" : "group", body, set, list: [], sort: [] } }, put, conditions };
}
