/** Stages that make other rows: of groups, of columns, of lists, of rounds. */
import { INT64, isComparable, isInteger, STRING, type Type } from "../../../src/values/type.ts";
import type { Column } from "../data.ts";
import { constant, expression, someAggregate } from "./expressions.ts";
import { coin, fresh, one, some, upTo, type Made, type Making, type Scope } from "./making.ts";
import { id, ids } from "./names.ts";

const names = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name);
const comparable = ({ columns }: Scope): readonly Column[] => columns.filter(({ type }) => isComparable(type));

function computed(making: Making, scope: Scope): { readonly text: string; readonly columns: readonly Column[] } {
  const made = Array.from({ length: upTo(making, 3) }, () => ({ name: fresh(making), ...someAggregate(making, scope) }));
  return { text: `{ ${made.map(({ name, text }) => `${name}: ${text}`).join(", ")} }`, columns: made.map(({ name, type, nullable }) => ({ name, type, nullable })) };
}

export function group(making: Making, scope: Scope): Made | null {
  const by = some(making, comparable(scope), 2);
  if (by.length === 0) return null;
  const { text, columns } = computed(making, scope);
  if (coin(making, 0.3)) {
    const value = expression(making, scope, one(making, by).type);
    const name = fresh(making);
    const keys = [...by.slice(1), { name, type: value.type, nullable: value.nullable }];
    return { text: `group { ${[...by.slice(1).map((column) => id(column.name)), `${name}: ${value.text}`].join(", ")} } ${text}`, scope: { columns: [...keys, ...columns], key: names(keys) } };
  }
  return { text: `group ${coin(making, 0.5) ? ids(names(by)) : `{ ${names(by).map(id).join(", ")} }`} ${text}`, scope: { columns: [...by, ...columns], key: names(by) } };
}

export function aggregate(making: Making, scope: Scope): Made {
  const { text, columns } = computed(making, scope);
  return { text: `aggregate ${text}`, scope: { columns, key: [] } };
}

export function pivot(making: Making, scope: Scope): Made | null {
  const on = scope.columns.filter(({ type }) => isInteger(type) || type.kind === "bool" || type === STRING);
  if (on.length === 0) return null;
  const column = one(making, on);
  const by = some(making, comparable(scope).filter((other) => other !== column), 2);
  if (by.length === 0) return null;
  const values = column.type.kind === "bool" ? ["true", "false"] : column.type === STRING ? ['"a"', '"x y"', '""', '"12"'].slice(making.next % 3) : ["0", "1", "2", "3"].slice(making.next % 3);
  const name = fresh(making);
  const made = someAggregate(making, scope);
  return {
    text: `pivot by ${ids(names(by))} on ${id(column.name)} values [${values.join(", ")}] { ${name}: ${made.text} }, names: "{agg}_{value}"`,
    scope: { columns: [...by, ...values.map((value) => ({ name: `${name}_${value.replaceAll('"', "")}`, type: made.type, nullable: made.nullable }))], key: names(by) },
  };
}

export function unpivot(making: Making, scope: Scope): Made | null {
  const first = scope.columns.length === 0 ? null : one(making, scope.columns);
  if (first === null) return null;
  const same = scope.columns.filter(({ type }) => type === first.type);
  const gone = some(making, same, 3);
  const kept = scope.columns.filter((column) => !gone.includes(column));
  const [name, value] = [fresh(making), fresh(making)];
  const key = scope.key !== null && scope.key.every((part) => kept.some((column) => column.name === part)) ? [...scope.key, name] : null;
  return {
    text: `unpivot ${ids(names(gone))}, names_to: "${name}", values_to: "${value}"`,
    scope: { columns: [...kept, { name, type: STRING, nullable: false }, { name: value, type: first.type, nullable: gone.some(({ nullable }) => nullable) }], key },
  };
}

const isList = (of: (element: Type) => boolean) => (type: Type): boolean => type.kind === "list" && of(type.element.type);
const PLAIN = isList(({ kind }) => kind !== "struct");
const STRUCTS = isList(({ kind }) => kind === "struct");
const MAPS = ({ kind }: Type): boolean => kind === "map";

/** What is exploded: a column, which is then replaced, or an expression. */
function exploded(making: Making, scope: Scope, fits: (type: Type) => boolean): { readonly text: string; readonly type: Type; readonly column: Column | null } | null {
  const columns = scope.columns.filter(({ type }) => fits(type));
  if (columns.length > 0 && coin(making, 0.75)) {
    const column = one(making, columns);
    return { text: id(column.name), type: column.type, column };
  }
  const types = [...making.world.pool.keys()].filter(fits);
  if (types.length === 0) return null;
  const type = one(making, types);
  const { text } = expression(making, scope, type);
  // In brackets stand lists side by side.
  if (/^\(*\[/.test(text) && /\]\)*$/.test(text)) return null;
  return { text, type, column: scope.columns.find(({ name }) => id(name) === text) ?? null };
}

function explode(making: Making, scope: Scope, lists: string, as: string, outputs: readonly Column[], gone: readonly (Column | null)[], more = ""): Made {
  const indexed = coin(making, 0.6);
  const keeps = coin(making, 0.35);
  const index = fresh(making, "i");
  const kept = scope.columns.filter((column) => !gone.includes(column));
  const key = indexed && scope.key !== null && scope.key.every((name) => kept.some((column) => column.name === name)) ? [...scope.key, index] : null;
  return {
    text: `explode ${lists} as ${as}${indexed ? `, index: ${index}, base: ${one(making, [0, 1])}` : ""}${keeps ? ", keep_empty: true" : ""}${more}`,
    scope: { columns: [...kept, ...outputs.map((column) => ({ ...column, nullable: column.nullable || keeps })), ...(indexed ? [{ name: index, type: INT64, nullable: keeps }] : [])], key },
  };
}

export function explodeList(making: Making, scope: Scope): Made | null {
  const list = exploded(making, scope, PLAIN);
  if (list?.type.kind !== "list") return null;
  const name = fresh(making);
  return explode(making, scope, list.text, name, [{ name, ...list.type.element }], [list.column]);
}

export function explodeStructs(making: Making, scope: Scope): Made | null {
  const list = exploded(making, scope, STRUCTS);
  if (list?.type.kind !== "list" || list.type.element.type.kind !== "struct") return null;
  const { fields } = list.type.element.type;
  const free = fields.filter(({ name }) => !scope.columns.some((column) => column !== list.column && column.name.toLowerCase() === name.toLowerCase()));
  if (free.length === 0) return null;
  const nullable = list.type.element.nullable;
  const out = some(making, free, 2).map((field) => ({ name: field.name, type: field.type, nullable: field.nullable || nullable }));
  return explode(making, scope, list.text, `{ ${out.map(({ name }) => id(name)).join(", ")} }`, out, [list.column]);
}

export function explodeMap(making: Making, scope: Scope): Made | null {
  const map = exploded(making, scope, MAPS);
  if (map?.type.kind !== "map") return null;
  const [key, value] = [fresh(making), fresh(making)];
  return explode(making, scope, map.text, `{ ${key}, ${value} }`, [{ name: key, type: map.type.key, nullable: false }, { name: value, ...map.type.value }], [map.column]);
}

export function explodeZip(making: Making, scope: Scope): Made | null {
  const lists = [exploded(making, scope, PLAIN), exploded(making, scope, PLAIN)];
  const found = lists.flatMap((list) => (list?.type.kind === "list" ? [{ ...list, element: list.type.element, name: fresh(making) }] : []));
  if (found.length < 2 || found[0]?.text === found[1]?.text) return null;
  const pads = coin(making, 0.9);
  return explode(making, scope, `[${found.map(({ text }) => text).join(", ")}]`, `{ ${found.map(({ name }) => name).join(", ")} }`, found.map(({ name, element }) => ({ name, type: element.type, nullable: element.nullable || pads })), found.map(({ column }) => column), pads ? ", pad: true" : "");
}

/** Rounds over one or two columns: what a body computes needs a bound, what it looks up has a natural end. */
export function recurse(making: Making, scope: Scope): Made | null {
  const chosen = some(making, comparable(scope), 2);
  if (chosen.length === 0) return null;
  const self = fresh(making, "q");
  const renamed = chosen.map((column) => ({ ...column, name: fresh(making) }));
  const depth = coin(making, 0.5) ? fresh(making, "depth") : null;
  const joined = coin(making, 0.4) ? joinedBody(making, renamed, self) : null;
  const body = joined ?? `from ${self} |> select { ${renamed.map(({ name, type, nullable }) => `${id(name)}: ${coin(making, 0.3) ? id(name) : (nullable ? expression(making, { columns: renamed, key: null }, type) : constant(making, type)).text}`).join(", ")} }`;
  return {
    text: `select { ${chosen.map(({ name }, i) => `${id(renamed[i]?.name ?? "")}: ${id(name)}`).join(", ")} } |> recurse as ${self}${depth === null ? "" : `, depth: ${depth}`}${joined !== null && coin(making, 0.6) ? "" : `, max_depth: ${Math.floor(making.chance() * 4)}`} { ${body} }`,
    scope: { columns: [...renamed, ...(depth === null ? [] : [{ name: depth, type: INT64, nullable: false }])], key: names(renamed) },
  };
}

function joinedBody(making: Making, columns: readonly Column[], self: string): string | null {
  const relation = one(making, making.relations);
  const alias = fresh(making, "r");
  const fits = columns.map(({ type, nullable }) => relation.scope.columns.filter((other) => other.type === type && (nullable || !other.nullable)));
  if (fits.some((of) => of.length === 0)) return null;
  const [on] = columns as readonly [Column];
  const back = one(making, fits[0] as readonly Column[]);
  const given = columns.map(({ name }, i) => `${id(name)}: ${alias}.${id(one(making, fits[i] as readonly Column[]).name)}`);
  return `from ${self} |> join ${relation.text} as ${alias} on ${id(on.name)} == ${alias}.${id(back.name)}, cardinality: "n:m" |> select { ${given.join(", ")} }`;
}

