/** Holds the proofs of a rule to what is inferred of each of its relations: one for each fact, and none for what is not a fact. */
import { expect } from "vitest";
import type { ColumnId } from "../../src/ir/id.ts";
import { inferred, proofsOf, type Fact, type Proof } from "../../src/ir/proof/index.ts";
import { coversKey } from "../../src/ir/props/index.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Env, Props, Rule } from "../../src/ir/rule.ts";

/** Facts that do not follow, of kinds that do for others. */
function notInferred(rel: Rel, props: Props): Fact[] {
  const out: Fact[] = [];
  for (const column of rel.outputs) if (!props.notNull.has(column)) out.push({ kind: "not-null", column });
  const sets: ColumnId[][] = [[], ...rel.outputs.map((column) => [column]), ...rel.outputs.slice(1).map((column, at) => [rel.outputs[at] as ColumnId, column])];
  for (const columns of sets) if (!coversKey(props, columns)) out.push({ kind: "key", columns });
  if (props.atMost === null) out.push({ kind: "at-most", rows: 1_000_000 });
  if (props.order.length > 0 && !props.total) out.push({ kind: "total", columns: props.order });
  const [first] = rel.outputs;
  if (first !== undefined && props.order.length === 0) out.push({ kind: "order", columns: [{ column: first, desc: false, nullsFirst: false }] });
  return out;
}

/** No step rests on itself, and each says where it holds. */
function expectSound(proof: Proof): void {
  const open = new Set<Proof>();
  const done = new Set<Proof>();
  const visit = (of: Proof): void => {
    if (done.has(of)) return;
    expect(open.has(of)).toBe(false);
    open.add(of);
    of.premises.forEach(visit);
    open.delete(of);
    done.add(of);
  };
  visit(proof);
}

/** How many facts were proven, and how many that are none were not. */
export function expectProven(rule: Rule, env: Env): { readonly proven: number; readonly refused: number } {
  const { prove, propsOf, rels } = proofsOf(rule, env);
  let [proven, refused] = [0, 0];
  const at = (rel: Rel, fact: Fact): string => `${rule.name} ${rel.kind}#${rel.id} ${JSON.stringify(fact)}`;
  for (const rel of rels) {
    const props = propsOf(rel);
    for (const fact of inferred(props)) {
      const found = prove(rel, fact);
      expect(found === null ? at(rel, fact) : null).toBe(null);
      if (found !== null) expectSound(found);
      proven++;
    }
    for (const fact of notInferred(rel, props)) {
      expect(prove(rel, fact) === null ? null : at(rel, fact)).toBe(null);
      refused++;
    }
    if (rel.kind !== "join" || rel.how === "semi" || rel.how === "anti" || rel.how === "cross") continue;
    for (const [side, claimed] of [["right", ["n:1", "1:1"]], ["left", ["1:n", "1:1"]]] as const) {
      if (rel.asof !== null && side === "left") continue;
      const found = prove(rel, { kind: "one", side });
      // Keys may say more than the author; a claim says what it says.
      if (!claimed.includes(rel.multiplicity as never) && rel.asof === null) {
        expect(["by-key", undefined]).toContain(found?.by);
        continue;
      }
      expect(found === null ? `${rule.name} ${rel.kind}#${rel.id} one ${side}` : null).toBe(null);
    }
  }
  return { proven, refused };
}
