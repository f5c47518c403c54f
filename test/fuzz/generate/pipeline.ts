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

/** So many columns a row has at most, and so many rows a relation, roughly: what is quadratic takes its time. */
const [WIDEST, LONGEST] = [10, 250];
/** How many rows there are for each, roughly. */
const GROWS: Readonly<Partial<Record<Verb, number>>> = {
  "join": 2, "join left": 2, "join right": 2, "join full": 3, "join cross": 8, "union all": 1.6, "explode list": 1.6, "explode structs": 1.6, "explode map": 1.6, "explode zip": 1.8, unpivot: 2, macro: 1.6, recurse: 1.5,
};
const SHRINKS: ReadonlySet<Verb> = new Set(["group", "aggregate", "distinct", "dedupe", "pivot", "union", "intersect", "except", "limit"]);

export function pipeline(making: Making, stages: number, from: Relation | null): Made & { readonly rows: number } {
  const start = from ?? one(making, making.relations);
  let { text, scope }: Made = { text: `from ${start.text}`, scope: start.scope };
  let { rows } = start;
  for (let i = 0; i < stages; i++) {
    const verb = one(making, VERBS);
    const grown = rows * (GROWS[verb] ?? 1);
    if (grown > LONGEST) continue;
    const made = STAGES[verb](making, scope);
    if (made === null || made.scope.columns.length === 0) continue;
    text += `\n  |> ${made.text}`;
    scope = made.scope;
    rows = SHRINKS.has(verb) ? Math.min(rows, 16) : grown;
    if (making.depth === 0) making.verbs.push(verb);
    if (scope.columns.length > WIDEST) {
      const made = narrowed(scope);
      text += `\n  |> ${made.text}`;
      scope = made.scope;
    }
  }
  return { text, scope, rows };
}

function narrowed({ columns, key }: Scope): Made {
  const kept = [...columns.filter(({ name }) => key?.includes(name) === true), ...columns.filter(({ name }) => key?.includes(name) !== true)].slice(0, WIDEST - 2);
  const gone = columns.filter((column) => !kept.includes(column));
  return { text: `drop [${gone.map(({ name }) => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``)).join(", ")}]`, scope: { columns: columns.filter((column) => !gone.includes(column)), key: key !== null && key.length <= kept.length ? key : null } };
}
