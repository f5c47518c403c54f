/** A pipeline: a relation and stages, each over the columns of the one before. */
import { aggregate, explodeList, explodeMap, explodeStructs, explodeZip, group, pivot, recurse, unpivot } from "./groups.ts";
import { asof, cross, join, macro, set } from "./joins.ts";
import { check, dedupe, derive, distinct, drop, limit, rename, sample, select, sort, where, window } from "./rows.ts";
import { one, VERBS, type Made, type Making, type Relation, type Scope, type Verb } from "./making.ts";

const STAGES: Readonly<Record<Verb, (making: Making, scope: Scope) => Made | null>> = {
  where, derive, select, drop, rename, sort, limit, sample, distinct, dedupe, group, aggregate,
  "join": join("", "join"), "join left": join("left", "join left"), "join right": join("right", "join right"), "join full": join("full", "join full"),
  "join semi": join("semi", "join semi"), "join anti": join("anti", "join anti"), "join cross": cross, "join asof": asof,
  window, "explode list": explodeList, "explode structs": explodeStructs, "explode map": explodeMap, "explode zip": explodeZip,
  pivot, unpivot, "union all": set("union all"), union: set("union"), intersect: set("intersect"), except: set("except"), recurse, check, macro,
};

/** So many columns a row has at most. */
const WIDEST = 10;

export function pipeline(making: Making, stages: number, from: Relation | null): Made {
  const start = from ?? one(making, making.relations);
  let { text, scope }: Made = { text: `from ${start.text}`, scope: start.scope };
  for (let i = 0; i < stages; i++) {
    const verb = one(making, VERBS);
    const made = STAGES[verb](making, scope);
    if (made === null || made.scope.columns.length === 0) continue;
    text += `\n  |> ${made.text}`;
    scope = made.scope;
    if (making.depth === 0) making.verbs.push(verb);
    if (scope.columns.length > WIDEST) {
      const made = narrowed(scope);
      text += `\n  |> ${made.text}`;
      scope = made.scope;
    }
  }
  return { text, scope };
}

function narrowed({ columns, key }: Scope): Made {
  const kept = [...columns.filter(({ name }) => key?.includes(name) === true), ...columns.filter(({ name }) => key?.includes(name) !== true)].slice(0, WIDEST - 2);
  const gone = columns.filter((column) => !kept.includes(column));
  return { text: `drop [${gone.map(({ name }) => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``)).join(", ")}]`, scope: { columns: columns.filter((column) => !gone.includes(column)), key: key !== null && key.length <= kept.length ? key : null } };
}
