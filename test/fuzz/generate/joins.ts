/** Stages with another relation: joins, sets, and macros that take the pipeline as their table. */
import { commonType } from "../../../src/values/coerce.ts";
import { isComparable, isSortable } from "../../../src/values/type.ts";
import type { Column } from "../data.ts";
import { constant, expression, someType } from "./expressions.ts";
import { coin, fresh, one, some, upTo, type Made, type Making, type Relation, type Scope, type Verb } from "./making.ts";
import { id, ids } from "./names.ts";

const names = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name);
const comparable = (columns: readonly Column[]): readonly Column[] => columns.filter(({ type }) => isComparable(type));
const isTaken = (columns: readonly Column[], name: string): boolean => columns.some((column) => column.name.toLowerCase() === name.toLowerCase());

/** A relation as it stands on the right side. */
function other(making: Making): Relation {
  if (making.depth < 2 && coin(making, 0.2)) {
    making.depth++;
    const made = making.pipeline(making, upTo(making, 2), null);
    making.depth--;
    return { ...made, text: `(${made.text})` };
  }
  if (coin(making, 0.08)) return { text: "values", scope: { columns: [], key: null }, rows: 0 };
  return one(making, making.relations);
}

/** With columns whose names are new, so that nothing is called the same on both sides. */
function renamed(making: Making, relation: Relation): Relation & { readonly was: ReadonlyMap<string, string> } {
  const { columns, key } = relation.scope.columns.length === 0 ? { columns: [], key: null } : relation.scope;
  const kept = columns.filter(({ name }) => key?.includes(name) === true || coin(making, 0.6));
  const chosen = kept.length === 0 ? columns.slice(0, 1) : kept;
  const was = new Map(chosen.map(({ name }) => [name, fresh(making)]));
  const now = (name: string): string => was.get(name) as string;
  return {
    text: `(from ${relation.text} |> select { ${chosen.map(({ name }) => `${id(now(name))}: ${id(name)}`).join(", ")} })`,
    scope: { columns: chosen.map((column) => ({ ...column, name: now(column.name) })), key: key !== null && key.every((name) => was.has(name)) ? key.map(now) : null },
    rows: relation.rows,
    was,
  };
}

/** Rows that stand in the text. */
function values(making: Making, scope: Scope): Relation {
  const columns = Array.from({ length: upTo(making, 2) }, () => ({ name: fresh(making), type: coin(making, 0.7) ? one(making, [...making.world.pool.keys()]) : someType(making, scope), nullable: false }));
  const rows = Array.from({ length: upTo(making, 3) }, () => `{ ${columns.map(({ name, type }) => `${name}: ${constant(making, type).text}`).join(", ")} }`);
  return { text: `(from values [${rows.join(", ")}])`, scope: { columns: columns.map((column) => ({ ...column, nullable: true })), key: null }, rows: 3 };
}

function rightSide(making: Making, scope: Scope): Relation {
  const relation = other(making);
  if (relation.text === "values") return values(making, scope);
  return coin(making, 0.7) || relation.scope.columns.some(({ name }) => isTaken(scope.columns, name)) ? renamed(making, relation) : relation;
}

/** Pairs of columns that can be compared, of one type where there are some. */
function pairs(left: readonly Column[], right: readonly Column[]): readonly (readonly [Column, Column])[] {
  const same = left.flatMap((a) => right.filter((b) => b.type === a.type).map((b) => [a, b] as const));
  return same.length > 0 ? same : left.flatMap((a) => right.filter((b) => commonType(a.type, b.type) !== null).map((b) => [a, b] as const));
}

export const join = (how: string, verb: Verb) => (making: Making, scope: Scope): Made | null => {
  const right = rightSide(making, scope);
  if (how !== "semi" && how !== "anti" && coin(making, 0.2)) return using(making, scope, right, how);
  const among = pairs(comparable(scope.columns), comparable(right.scope.columns));
  const alias = fresh(making, "r");
  if (among.length === 0) return null;
  const [a, b] = one(making, among);
  const sortable = pairs(scope.columns.filter(({ type }) => isSortable(type)), right.scope.columns.filter(({ type }) => isSortable(type)));
  const more = sortable.length > 0 && coin(making, 0.3) ? one(making, sortable) : null;
  const first = coin(making, 0.9) || sortable.length === 0 ? `${id(a.name)} ${coin(making, 0.1) ? "<=>" : "=="} ${alias}.${id(b.name)}` : "";
  const second = more === null ? "" : `${id(more[0].name)} ${one(making, ["<", "<=", ">", ">=", "!="])} ${alias}.${id(more[1].name)}`;
  const on = [first, second].filter((part) => part !== "").join(one(making, [" and ", " and ", " or "]));
  if (on === "") return null;
  const text = `join ${how === "" ? "" : `${how} `}${right.text} as ${alias} on ${on}`;
  if (verb === "join semi" || verb === "join anti") return { text, scope };
  return joined(making, scope, right, { text: `${text}, cardinality: "${coin(making, 0.9) ? "n:m" : one(making, ["n:1", "1:n", "1:1"])}"`, alias, how });
};

function joined(making: Making, scope: Scope, right: Relation, { text, alias, how }: { readonly text: string; readonly alias: string; readonly how: string }): Made {
  const nullsLeft = how === "right" || how === "full";
  const nullsRight = how === "left" || how === "full";
  const left = scope.columns.map((column) => ({ ...column, nullable: column.nullable || nullsLeft }));
  const all = right.scope.columns.map((column) => ({ ...column, nullable: column.nullable || nullsRight }));
  const key = scope.key !== null && right.scope.key !== null ? [...new Set([...scope.key, ...right.scope.key])] : null;
  // Wide rows cost time and show nothing more.
  const shown = some(making, all, 3);
  const kept = left.filter(({ name }) => scope.key?.includes(name) === true || coin(making, 0.8));
  const both = [...kept, ...shown];
  const alive = key !== null && key.every((name) => isTaken(both, name)) ? key : null;
  return { text: `${text} |> select { ${[...kept.map(({ name }) => id(name)), ...shown.map(({ name }) => `${alias}.${id(name)}`)].join(", ")} }`, scope: { columns: both, key: alive } };
}

function using(making: Making, scope: Scope, right: Relation, how: string): Made | null {
  const among = pairs(comparable(scope.columns), comparable(right.scope.columns));
  if (among.length === 0) return null;
  const [a, b] = one(making, among);
  const more = right.scope.columns.filter((column) => column !== b && !isTaken(scope.columns, column.name)).slice(0, 3);
  const text = `join ${how === "" ? "" : `${how} `}(from ${right.text} |> select { ${[`${id(a.name)}: ${id(b.name)}`, ...more.map(({ name }) => id(name))].join(", ")} }) using ${ids([a.name])}, cardinality: "n:m"`;
  const nullsRight = how === "left" || how === "full";
  const nullsLeft = how === "right" || how === "full";
  const columns = [...scope.columns.map((column) => (column === a ? { ...a, nullable: a.nullable || b.nullable } : { ...column, nullable: column.nullable || nullsLeft })), ...more.map((column) => ({ ...column, nullable: column.nullable || nullsRight }))];
  // The type is that in which both meet: nobody here says which.
  return { text: a.type === b.type ? text : `${text} |> drop ${ids([a.name])}`, scope: { columns: a.type === b.type ? columns : columns.filter(({ name }) => name !== a.name), key: null } };
}

export function cross(making: Making, scope: Scope): Made {
  const short = making.relations.filter(({ rows }) => rows <= 12);
  const right = renamed(making, one(making, short));
  return joined(making, scope, right, { text: `join cross ${right.text} as x`, alias: "x", how: "" });
}

/** The right side is first made to have a key of the compared columns. */
export function asof(making: Making, scope: Scope): Made | null {
  const right = renamed(making, one(making, making.relations));
  const near = pairs(scope.columns.filter(({ type }) => isSortable(type) && type.kind !== "bool"), right.scope.columns.filter(({ type }) => isSortable(type) && type.kind !== "bool"));
  if (near.length === 0) return null;
  const [at, there] = one(making, near);
  const equal = pairs(comparable(scope.columns), comparable(right.scope.columns)).filter(([, b]) => b !== there);
  const same = equal.length > 0 && coin(making, 0.4) ? one(making, equal) : null;
  const on = [...(same === null ? [] : [same[1].name]), there.name];
  const order = right.scope.key !== null && right.scope.key.length > 0 && right.scope.key.every((name) => right.scope.columns.some((column) => column.name === name && isSortable(column.type))) ? right.scope.key : null;
  if (order === null) return null;
  const alias = fresh(making, "r");
  const keyed = `(from ${right.text} |> dedupe on ${ids(on)} keep first by ${ids(order)})`;
  const how = coin(making, 0.5) ? "left " : "";
  const tolerance = !coin(making, 0.3) ? "" : ["date", "timestamp", "timestamptz"].includes(at.type.kind) ? ', tolerance: interval "40 days"' : ["int64", "int32", "float64", "decimal"].includes(at.type.kind) ? ", tolerance: 3" : "";
  const text = `join asof ${how}${keyed} as ${alias} on ${same === null ? "" : `${id(same[0].name)} == ${alias}.${id(same[1].name)} and `}${id(at.name)} ${one(making, [">=", "<=", ">", "<"])} ${alias}.${id(there.name)}${tolerance}`;
  const made = joined(making, scope, right, { text, alias, how: how.trim() });
  return { text: made.text, scope: { columns: made.scope.columns, key: scope.key !== null && scope.key.every((name) => isTaken(made.scope.columns, name)) ? scope.key : null } };
}

/** The other side computes columns of the same names. */
export const set = (verb: "union all" | "union" | "intersect" | "except") => (making: Making, scope: Scope): Made | null => {
  const columns = verb === "union all" ? scope.columns : comparable(scope.columns);
  if (columns.length === 0) return null;
  const before = columns.length === scope.columns.length ? "" : `select ${ids(names(columns))} |> `;
  const from = one(making, making.relations);
  const fills = (verb === "union all" || verb === "union") && coin(making, 0.15);
  const given = fills ? some(making, columns, 3) : columns;
  const entries = given.map((column) => {
    const same = from.scope.columns.filter(({ type }) => type === column.type);
    const value = same.length > 0 && coin(making, 0.8) ? one(making, same) : null;
    return value === null ? { ...column, text: (coin(making, 0.6) ? constant(making, column.type, column.nullable) : expression(making, from.scope, column.type)).text } : { ...column, nullable: value.nullable, text: id(value.name) };
  });
  const extra = fills && coin(making, 0.5) ? [{ name: fresh(making), ...constant(making, someType(making, scope)) }] : [];
  const right = `(from ${from.text}${coin(making, 0.3) && from.scope.key !== null && from.scope.key.length > 0 ? ` |> where ${id(from.scope.key[0] ?? "")} is not null` : ""} |> select { ${[...entries, ...extra].map(({ name, text }) => `${id(name)}: ${text}`).join(", ")} })`;
  const outputs = columns.map((column) => ({ ...column, nullable: column.nullable || fills || entries.some(({ name, nullable }) => name === column.name && nullable) }));
  const all = [...outputs, ...extra.map(({ name, type }) => ({ name, type, nullable: true }))];
  return { text: `${before}${verb} ${right}${fills ? ", fill: true" : ""}`, scope: { columns: all, key: verb === "union all" || !all.every(({ type }) => isComparable(type)) ? null : names(all) } };
};

/** Table macros of the module (see world.ts). */
export function macro(making: Making, scope: Scope): Made | null {
  const column = comparable(scope.columns);
  const turn = making.chance();
  if (turn < 0.3 && column.length > 0) return { text: `m_present(${id(one(making, column).name)})`, scope };
  if (turn < 0.5) return { text: "m_twice()", scope: { columns: scope.columns, key: null } };
  if (turn < 0.75 && column.length > 0) {
    const by = some(making, column, 2);
    return { text: `m_count(${ids(names(by))})`, scope: { columns: [...by, { name: "m_rows", type: making.world.params[0]?.type as Column["type"], nullable: false }], key: names(by) } };
  }
  const order = scope.key?.length === 1 && column.length > 0 ? scope.key : null;
  if (order === null || !order.every((name) => scope.columns.some((of) => of.name === name && isSortable(of.type)))) return null;
  const on = some(making, column, 2);
  return { text: `m_first(${ids(names(on))}, ${id(order[0] as string)})`, scope: { columns: scope.columns, key: names(on) } };
}
