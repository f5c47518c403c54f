/** Whether an order leaves ties, and whether the pipeline says another one: what is wrong, and what would mend it. */
import type { ColumnId } from "../../ir/id.ts";
import { wouldBeTotal } from "../../ir/props/index.ts";
import type { Rel, RelKind, Sort } from "../../ir/rel.ts";
import type { ColumnSet, Props, SortedColumn } from "../../ir/rule.ts";
import { isSortable, nameText } from "../../values/type.ts";
import type { ListExpr, Span } from "../ast/index.ts";
import { list } from "../diagnostics/define.ts";
import type { More, Related } from "../diagnostics/index.ts";
import { columnDef, columnName, isUnclear, ruleName, say, writtenAt, type Making } from "./making.ts";

export const sortedText = ({ column, desc, nullsFirst }: SortedColumn, making: Making): string =>
  nameText(columnName(making, column)) + (desc ? " desc" : "") + (nullsFirst ? " nulls first" : "");

/** Reports order-not-total where two rows may tie in the promised order. */
export function reportOpen(sort: Sort, { columns, at, list: written }: { columns: readonly SortedColumn[]; at: Span; list: ListExpr | null }, making: Making): void {
  const props = making.binding.propsOf(sort);
  if (props.total || isUnclear(making) || (making.faulty() && props.keys.length === 0)) return;
  const choices = wouldBeTotal(props).filter((more) => more.length > 0 && more.every((column) => sort.outputs.includes(column) && isSortable(columnDef(making, column).type)));
  const would = choices.map((more) => more.map((column) => columnName(making, column)));
  const has = columns.map(({ column }) => columnName(making, column));
  say(making, "order-not-total", { rule: ruleName(making), has, would }, at, { related: madeBy(sort, props, making), ...mending(sort, would[0], written, making) });
}

/** Where the key came to be: the deepest relation that still has it. */
function madeBy(sort: Sort, props: Props, making: Making): Related[] {
  const key = props.keys[0];
  if (key === undefined) return lostIn(sort, making);
  if (key.size === 0) return [];
  let made: Rel = sort.input;
  for (let below = inputOf(made); below !== null && hasKey(making.binding.propsOf(below), key); below = inputOf(below)) made = below;
  const at = writtenAt(making, made);
  const names = [...key].map((column) => columnName(making, column));
  const last = names.pop() ?? "";
  return at === null ? [] : [{ at, label: `the result has one row per ${names.length === 0 ? last : `${list(names)} and ${last}`}` }];
}

/** Where the last known key goes: what would do, had it stayed. */
function lostIn(sort: Sort, making: Making): Related[] {
  for (let above: Rel = sort.input, below = inputOf(above); below !== null; above = below, below = inputOf(below)) {
    const key = making.binding.propsOf(below).keys[0];
    if (key === undefined || key.size === 0) continue;
    const at = writtenAt(making, above);
    const names = (columns: readonly ColumnId[]): string => list(columns.map((column) => columnName(making, column)));
    const gone = [...key].filter((column) => !above.outputs.includes(column));
    const label = above.kind === "explode" ? `with \`index: i, base: 0\` here, ${names([...key])}, i would do` : gone.length > 0 ? `left out here: ${names(gone)}, which would do` : null;
    return at === null || label === null ? [] : [{ at, label }];
  }
  return [];
}

const hasKey = (props: Props, key: ColumnSet): boolean => props.keys.some((other) => other.size === key.size && [...other].every((column) => key.has(column)));

/** Kinds whose rows are rows of their input, so that its keys and order may still hold. */
const OF_INPUT = new Set<RelKind>(["filter", "project", "sort", "limit", "distinct", "dedupe", "explode"]);
const inputOf = (rel: Rel): Rel | null => (rel.kind === "join" ? rel.left : OF_INPUT.has(rel.kind) && "input" in rel ? rel.input : null);

/** Adds the columns of the shortest choice; without any, `then all`. */
function mending(sort: Sort, would: readonly string[] | undefined, written: ListExpr | null, making: Making): More {
  if (written === null) return {};
  const { file } = making.scope;
  if (would !== undefined) {
    const last = written.elements.at(-1);
    const text = would.map(nameText).join(", ");
    return { edits: [last === undefined ? { file, start: written.start, end: written.end, text: `[${text}]` } : { file, start: last.end, end: last.end, text: `, ${text}` }] };
  }
  return sort.outputs.every((column) => isSortable(columnDef(making, column).type)) ? { edits: [{ file, start: written.end, end: written.end, text: " then all" }] } : {};
}

/** Reports order-conflict where the pipeline ends in a sort of its own that says otherwise. What an upstream's rows come in is no statement of this rule. */
export function conflictsWith(root: Rel, columns: readonly SortedColumn[], at: Span, making: Making): boolean {
  const sort = lastSort(root);
  if (sort === null) return false;
  const props = making.binding.propsOf(root);
  const free = (order: readonly SortedColumn[]): readonly SortedColumn[] => order.filter(({ column }) => !props.constant.has(column));
  const [has, wants] = [free(props.order), free(columns)];
  const same = (a: ColumnId, b: ColumnId): boolean => a === b || props.equal.some((set) => set.has(a) && set.has(b));
  const fits = wants.every((want, i) => {
    const other = has[i];
    return other === undefined || (same(want.column, other.column) && want.desc === other.desc && want.nullsFirst === other.nullsFirst);
  });
  if (fits) return false;
  const text = (order: readonly SortedColumn[]): string => `[${order.map((sorted) => sortedText(sorted, making)).join(", ")}]`;
  const sorted = writtenAt(making, sort);
  const related = sorted === null ? [] : [{ at: sorted, label: "sorted here by another order" }];
  say(making, "order-conflict", { rule: ruleName(making), has: text(has), wants: text(wants) }, at, { related });
  return true;
}

/** The `sort` whose order the pipeline ends in; none where a `limit` used it, or rows were regrouped since. */
function lastSort(root: Rel): Sort | null {
  for (let rel: Rel | null = root; rel !== null; rel = rel.kind === "limit" ? null : inputOf(rel)) if (rel.kind === "sort") return rel;
  return null;
}
