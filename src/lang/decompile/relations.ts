/** Relations of the IR as pipelines: a stage for each node, which binding turns into that node again. */
import type { Expr } from "../../ir/expr.ts";
import type { ColumnId } from "../../ir/id.ts";
import type { AggregateRel, Explode, Project, Rel, RelBy, RelKind } from "../../ir/rel.ts";
import { walkExpr } from "../../ir/walk.ts";
import { sortOf, textOf, printed, type Names } from "./expressions.ts";
import { joinStage } from "./joins.ts";
import { columnName, namesIn, NO_ALIASES, pathOf, pipelineText, relationText, shapeOf, type Piped, type Shape, type Step, type Text } from "./shape.ts";
import { freeName, LEVEL, nameOf, stringOf, Unprintable, within } from "./text.ts";

/** From the leaf to `root`, along what stands first in each. */
export function piped(t: Text, root: Rel): Piped {
  const chain: Rel[] = [];
  for (let rel: Rel | null = root; rel !== null; rel = mainInput(rel)) chain.push(rel);
  chain.reverse();
  const leaf = chain[0] as Rel;
  const stages: string[] = [];
  let shape = shapeOf(t, leaf, NO_ALIASES);
  stages.push(...checksOf(t, leaf, shape));
  for (let i = 1; i < chain.length; i++) {
    const rel = chain[i] as Rel;
    const next = chain[i + 1];
    const pair = next !== undefined && (next.kind === "aggregate" || next.kind === "project") ? pairOf(t, rel, next, shape) : null;
    const step = pair ?? stageOf(t, rel, shape);
    if (pair !== null) i++;
    stages.push(...step.stages);
    shape = step.shape;
    stages.push(...checksOf(t, chain[i] as Rel, shape));
  }
  return { from: fromOf(t, leaf), stages, shape };
}

function mainInput(rel: Rel): Rel | null {
  if (rel.kind === "scan" || rel.kind === "values" || rel.kind === "sql" || rel.kind === "error") return null;
  if (rel.kind === "join") return rel.left;
  if (rel.kind === "set") return rel.inputs[0] as Rel;
  return rel.kind === "recurse" ? rel.seed : rel.input;
}

function fromOf(t: Text, rel: Rel): string {
  if (rel.kind === "scan") return t.relation(rel);
  if (rel.kind === "sql") return t.sqlRule(rel);
  if (rel.kind !== "values") throw new Unprintable("a relation with a mistake");
  const names = namesIn(t, shapeOf(t, { ...rel, outputs: [] }, NO_ALIASES));
  const row = (cells: readonly Expr[]): string => `{ ${cells.map((cell, i) => `${nameOf(columnName(t, rel.outputs[i] as ColumnId))}: ${textOf(cell, names)}`).join(", ")} }`;
  return `values [${rel.rows.map(row).join(",\n")}]`;
}

/** What the author said of the rows that stand here. What joins and dedupes claim, they say themselves. */
function checksOf(t: Text, rel: Rel, shape: Shape): string[] {
  return (t.checks.get(rel.id) ?? []).map(({ kind, columns, predicate, over, severity, message }) => {
    if (kind === "key") return `check key [${columns.map((column) => pathOf(t, shape, column)).join(", ")}]`;
    const about = over.kind === "aggregate" && over.id !== rel.id ? (over.adds[0]?.[1] as Expr) : (predicate as Expr);
    const otherwise = message === "" ? (severity === "error" ? "" : " else warn") : ` else ${severity} ${stringOf(message)}`;
    return `check ${within(printed(about, namesIn(t, shape)), LEVEL.or)}${otherwise}`;
  });
}

/** Two nodes that one stage makes: keys of a group that are computed, fields that an explode unpacks. */
function pairOf(t: Text, rel: Rel, next: AggregateRel | Project, shape: Shape): Step | null {
  if (t.checks.has(rel.id)) return null;
  if (rel.kind === "project" && next.kind === "aggregate") return groupOf(t, rel, next, shape);
  return rel.kind === "explode" && next.kind === "project" ? unpackOf(t, rel, next, shape) : null;
}

type Table = { readonly [K in RelKind]: (t: Text, rel: RelBy<K>, shape: Shape) => Step };
const stageOf = (t: Text, rel: Rel, shape: Shape): Step => (STAGES[rel.kind] as (t: Text, rel: Rel, shape: Shape) => Step)(t, rel, shape);
const same = (t: Text, rel: Rel, shape: Shape, stage: string): Step => ({ stages: [stage], shape: shapeOf(t, rel, shape) });
const bare = (t: Text, rel: Rel, stage: string): Step => ({ stages: [stage], shape: shapeOf(t, rel, NO_ALIASES) });
const never = (): never => { throw new Unprintable("a relation that begins a pipeline"); };
const listed = (t: Text, shape: Shape, columns: readonly ColumnId[]): string => `[${columns.map((column) => pathOf(t, shape, column)).join(", ")}]`;

const STAGES: Table = {
  scan: never, values: never, sql: never, error: never,
  filter: (t, rel, shape) => same(t, rel, shape, `where ${textOf(rel.predicate, namesIn(t, shape, true))}`),
  project: projectOf,
  aggregate: (t, rel, shape) => (rel.by.length === 0 ? bare(t, rel, `aggregate ${computed(t, rel, shape)}`) : bare(t, rel, `group ${listed(t, shape, rel.by)} ${computed(t, rel, shape)}`)),
  sort: (t, rel, shape) => same(t, rel, shape, `sort ${sortOf(rel.keys, namesIn(t, shape))}`),
  limit: (t, rel, shape) => {
    const names = { ...namesIn(t, shape), light: true };
    const offset = rel.offset === null ? "" : `, offset: ${textOf(rel.offset, names)}`;
    return same(t, rel, shape, `limit ${textOf(rel.count, names)}${offset}${rel.arbitrary && t.bestEffort ? ", arbitrary: true" : ""}`);
  },
  distinct: (t, rel) => bare(t, rel, "distinct"),
  dedupe: (t, rel, shape) => same(t, rel, shape, `dedupe on ${listed(t, shape, rel.on)} keep first by ${sortOf(rel.by, namesIn(t, shape))}${rel.ties === "error" ? ', ties: "error"' : ""}`),
  set: (t, rel) => {
    const right = piped(t, rel.inputs[1] as Rel);
    const fill = rel.maps.some((map) => map.includes(null)) ? ", fill: true" : "";
    return bare(t, rel, `${rel.how === "union_all" ? "union all" : rel.how} ${relationText(right)}${fill}`);
  },
  join: (t, rel, shape) => joinStage(t, rel, shape, piped(t, rel.right)),
  explode: (t, rel, shape) => same(t, rel, shape, explodeText(t, rel, shape, rel.as.map((column) => columnName(t, column)), rel.as.length > 1)),
  unpivot: (t, rel, shape) => {
    const [name, value] = [columnName(t, rel.name), columnName(t, rel.value)];
    // Aliases end before it.
    return bare(t, rel, `unpivot ${listed(t, { ...shape, aliased: NO_ALIASES.aliased }, rel.columns)}, names_to: ${stringOf(name)}, values_to: ${stringOf(value)}`);
  },
  recurse: recurseOf,
};

/** Entries of a row: `name: value`, or the path alone where that is its name. */
const entry = (t: Text, column: ColumnId, expr: Expr, names: Names): string => {
  const text = textOf(expr, names);
  const name = nameOf(columnName(t, column));
  return text === name || text.endsWith(`.${name}`) && /^[\w`]+\.[\w`]+$/.test(text) ? text : `${name}: ${text}`;
};

function computed(t: Text, rel: AggregateRel, shape: Shape, keys = new Map(rel.by.map((column) => [column, nameOf(columnName(t, column))]))): string {
  const names = { ...namesIn(t, shape), keys };
  return `{ ${rel.adds.map(([column, expr]) => entry(t, column, expr, names)).join(", ")} }`;
}

/** Keys that are computed are columns made just below. */
function groupOf(t: Text, rel: Project, next: AggregateRel, shape: Shape): Step | null {
  const made = new Map(rel.adds);
  const appended = rel.outputs.length === rel.input.outputs.length + rel.adds.length && rel.input.outputs.every((column, i) => rel.outputs[i] === column);
  // A window is no key: it was derived in a stage before.
  if (rel.adds.some(([, expr]) => expr.shape === "window")) return null;
  if (!appended || rel.adds.length === 0 || !rel.adds.every(([column]) => next.by.includes(column))) return null;
  if (next.adds.some(([, expr]) => aggregatesRead(expr, made))) return null;
  const names = namesIn(t, shape);
  const keys = next.by.map((column) => {
    const expr = made.get(column);
    return expr === undefined ? pathOf(t, shape, column) : entry(t, column, expr, names);
  });
  return bare(t, next, `group { ${keys.join(", ")} } ${computed(t, next, shape)}`);
}

/** Whether an aggregate looks at one of `columns`: at a key that is computed in the same stage it cannot. */
function aggregatesRead(root: Expr, columns: ReadonlyMap<ColumnId, Expr>): boolean {
  let reads = false;
  walkExpr(root, (expr) => {
    if (expr.kind === "aggregate") walkExpr(expr, (inner) => void (reads ||= inner.kind === "column" && columns.has(inner.column)));
  });
  return reads;
}

/** `derive` where columns are added or replaced in their places; `drop` where some go and others stay hidden; else `select`. */
function projectOf(t: Text, rel: Project, shape: Shape): Step {
  const { input, adds, outputs } = rel;
  const derived = new Map(shape.names);
  for (const [column] of adds) derived.set(columnName(t, column), column);
  const gone = new Set([...shape.names].filter(([name, column]) => derived.get(name) !== column).map(([, column]) => column));
  const kept = [...derived.values(), ...[...shape.hidden.keys()].filter((column) => !gone.has(column))];
  if (adds.length > 0 && equal(kept, outputs)) return same(t, rel, shape, `derive { ${adds.map(([column, expr]) => keyed(t, column, expr, namesIn(t, shape, true))).join(", ")} }`);
  const stay = new Set(outputs);
  const dropped = [...shape.names.values()].filter((column) => !stay.has(column));
  const rest = input.outputs.filter((column) => stay.has(column));
  if (adds.length === 0 && shape.hidden.size > 0 && [...shape.hidden.keys()].every((column) => stay.has(column)) && equal(rest, outputs) && dropped.length > 0)
    return same(t, rel, shape, `drop ${listed(t, shape, dropped)}`);
  const renamed = renameOf(t, rel, shape);
  if (renamed !== null) return renamed;
  const made = new Map(adds);
  if (!adds.every(([column]) => stay.has(column))) throw new Unprintable("a column that is computed and dropped at once");
  const names = namesIn(t, shape);
  const parts = outputs.map((column) => {
    const expr = made.get(column);
    return expr === undefined ? pathOf(t, shape, column) : entry(t, column, expr, names);
  });
  const plain = adds.length === 0;
  return bare(t, rel, plain ? `select [${parts.join(", ")}]` : `select { ${parts.join(", ")} }`);
}

const keyed = (t: Text, column: ColumnId, expr: Expr, names: Names): string => `${nameOf(columnName(t, column))}: ${textOf(expr, names)}`;
const equal = (a: readonly ColumnId[], b: readonly ColumnId[]): boolean => a.length === b.length && a.every((column, i) => b[i] === column);

/** Copies of columns under other names, each in the place of what it copies, are a `rename`; a hidden column that gets a name of its own comes last. */
function renameOf(t: Text, { adds, outputs }: Project, shape: Shape): Step | null {
  const from = new Map<ColumnId, ColumnId>();
  for (const [column, expr] of adds) if (expr.kind === "column") from.set(expr.column, column);
  if (adds.length === 0 || from.size < adds.length) return null;
  const before = [...shape.names.values()];
  if (![...from.keys()].every((column) => before.includes(column) || shape.hidden.has(column))) return null;
  const visible = [...before.map((column) => from.get(column) ?? column), ...[...from].flatMap(([old, column]) => (shape.hidden.has(old) ? [column] : []))];
  const hidden = new Map([...shape.hidden].filter(([column]) => !from.has(column)));
  if (!equal([...visible, ...hidden.keys()], outputs)) return null;
  const stages = [`rename { ${[...from].map(([old, column]) => `${nameOf(columnName(t, column))}: ${pathOf(t, shape, old)}`).join(", ")} }`];
  const names = new Map(visible.map((column) => [columnName(t, column), column] as const));
  return { stages, shape: { names, hidden, aliased: new Map([...shape.aliased].filter(([column]) => !from.has(column))) } };
}

function explodeText(t: Text, rel: Explode, shape: Shape, as: readonly string[], braces: boolean): string {
  const names = namesIn(t, shape);
  const lists = rel.lists.map((list) => within(printed(list, names), LEVEL.or));
  const zipped = rel.lists.length > 1;
  const index = rel.index === null ? "" : `, index: ${nameOf(columnName(t, rel.index))}, base: ${rel.base}`;
  const outs = braces ? `{ ${as.map(nameOf).join(", ")} }` : nameOf(as[0] ?? "");
  return `explode ${zipped ? `[${lists.join(", ")}]` : (lists[0] ?? "")} as ${outs}${index}${rel.keepEmpty ? ", keep_empty: true" : ""}${rel.pad ? ", pad: true" : ""}`;
}

/** `as { a, b }`: an element, and its fields in its place. */
function unpackOf(t: Text, rel: Explode, next: Project, shape: Shape): Step | null {
  const [element, ...more] = rel.as;
  if (element === undefined || more.length > 0 || next.outputs.includes(element)) return null;
  const fields = next.adds.map(([column, expr]) => (expr.kind === "field" && expr.arg.kind === "column" && expr.arg.column === element && expr.name === columnName(t, column) ? expr.name : null));
  if (fields.length === 0 || fields.includes(null)) return null;
  const inPlace = rel.outputs.flatMap((column) => (column === element ? next.adds.map(([made]) => made) : [column]));
  if (!equal(inPlace, next.outputs)) return null;
  return same(t, next, shape, explodeText(t, rel, shape, fields as string[], true));
}

/** The body's last node, which gives the seed's columns and types, comes by itself. */
function recurseOf(t: Text, rel: RelBy<"recurse">, shape: Shape): Step {
  const step = rel.step.kind === "project" ? rel.step.input : rel.step;
  const alias = freeName("rows_before", (name) => t.taken.has(name));
  t.taken.add(alias);
  const inner: Text = { ...t, relation: (scan) => (scan.of.kind === "self" && scan.of.recurse === rel.id ? alias : t.relation(scan)) };
  const body = piped(inner, step);
  const depth = rel.depth === null ? "" : `, depth: ${nameOf(columnName(t, rel.depth))}`;
  const limit = rel.maxDepth === null ? "" : `, max_depth: ${rel.maxDepth}`;
  void shape;
  return bare(t, rel, `recurse as ${alias}${depth}${limit} {\n${pipelineText(body)}\n}`);
}
