/** Statements as text: clauses on lines of their own, lists on one line where they fit, else one item a line. */
import { NO_ORIGIN, type Origin } from "../../ir/id.ts";
import type { PrintOptions, Printed } from "../options.ts";
import { PREC, type Cte, type FromItem, type OrderItem, type Query, type RawQuery, type Select, type SelectItem, type SetQuery, type Sql, type SqlStatement, type WindowSpec } from "./ast.ts";
import { itemsWidth, orderWidth, printExpr, printItems, printOrder, printSpec, widthOf } from "./print-expr.ts";
import { identifier } from "./quote.ts";
import { enclosed, fits, line, printed, write, writer, type Writer } from "./writer.ts";

/** No newline and no semicolon at the end. */
export function printStatement(statement: SqlStatement, options: PrintOptions): Printed {
  const w = writer(options);
  printCtes(w, statement.ctes);
  printQuery(w, statement.query);
  return printed(w);
}

function printCtes(w: Writer, ctes: readonly Cte[]): void {
  if (ctes.length === 0) return;
  const recursive = ctes.some((cte) => cte.recursive);
  write(w, recursive ? "with recursive " : "with ");
  ctes.forEach((cte, i) => {
    if (i > 0) {
      write(w, ",");
      line(w, " ");
    }
    const outer = at(w, cte.at);
    write(w, `${cte.head} as ${cte.materialized ? "materialized " : ""}`);
    enclosed(w, "(", ")", () => (recursive && !cte.recursive && isSorted(cte.query) ? printInside(w, cte.query) : printQuery(w, cte.query)));
    w.at = outer;
  });
  line(w, " ");
}

/** DuckDB takes any union beside a recursion for one, which may be neither sorted nor limited. */
const isSorted = (query: Query): boolean => query.kind === "set" && (query.order.length > 0 || query.limit !== null);

function printInside(w: Writer, query: Query): void {
  write(w, "select *");
  line(w, " ");
  enclosed(w, "from (", ")", () => printQuery(w, query));
}

export function printQuery(w: Writer, query: Query): void {
  const qualified = w.qualified;
  const outer = at(w, query.at);
  if (query.kind === "select") printSelect(w, query);
  else if (query.kind === "set") printSet(w, query);
  else printRaw(w, query);
  w.qualified = qualified;
  w.at = outer;
}

/** The text's own lines stay as they are, and what stands in its holes on one. */
function printRaw(w: Writer, { pieces }: RawQuery): void {
  const breaks = w.breaks;
  w.breaks = false;
  for (const piece of pieces) {
    at(w, piece.at);
    if ("raw" in piece) write(w, piece.raw);
    else printExpr(w, piece, PREC.atom);
  }
  w.breaks = breaks;
}

function printSelect(w: Writer, select: Select): void {
  w.qualified = select.qualified;
  write(w, select.distinct ? "select distinct" : "select");
  printSelectItems(w, select);
  select.from.forEach((item, i) => {
    line(w, " ");
    printFrom(w, item, i === 0);
  });
  condition(w, "where", select.where);
  if (select.group.length > 0) list(w, "group by", itemsWidth(select.group, w.qualified), () => printItems(w, select.group));
  condition(w, "having", select.having);
  if (select.windows.length > 0) printWindows(w, select.windows);
  condition(w, "qualify", select.qualify);
  printTail(w, select);
}

function printSelectItems(w: Writer, { items, order }: Select): void {
  const sorted = new Set(order.map(({ sql }) => (sql.kind === "text" ? sql.text : "")));
  let width = items.length * 2;
  for (const item of items) width += widthOf(item.sql, w.qualified) + aliasOf(item, sorted).length;
  const breaks = w.breaks;
  if (breaks && fits(w, width)) w.breaks = false;
  w.indent += 2;
  line(w, " ");
  items.forEach((item, i) => {
    if (i > 0) {
      write(w, ",");
      line(w, " ");
    }
    printExpr(w, item.sql);
    const alias = aliasOf(item, sorted);
    if (alias === "") return;
    const outer = at(w, item.sql.at);
    write(w, alias);
    w.at = outer;
  });
  w.indent -= 2;
  w.breaks = breaks;
}

/** A column or a field that keeps its name needs none; but by a field's name alone an `order by` finds a column of a table, if any. */
function aliasOf({ sql, name }: SelectItem, sorted: ReadonlySet<string>): string {
  if (sql.kind === "name" && sql.name === name) return "";
  if (!sorted.has(name) && sql.kind === "template" && sql.prec === PREC.path && sql.parts[1] === `.${name}` && sql.holes[0]?.prec === PREC.path) return "";
  return ` as ${name}`;
}

function printFrom(w: Writer, item: FromItem, first: boolean): void {
  const outer = at(w, item.join === null ? item.at : item.join.at);
  write(w, first ? "from " : `${item.join === null ? "cross join" : item.join.how} `);
  at(w, item.at);
  printTable(w, item);
  const on = item.join?.on ?? [];
  if (on.length > 0) {
    at(w, item.join?.at ?? NO_ORIGIN);
    write(w, " on ");
    conjuncts(w, on);
  }
  w.at = outer;
}

function printTable(w: Writer, { table, name }: FromItem): void {
  if (table.kind === "table") return write(w, table.ownName === name ? table.text : `${table.text} as ${name}`);
  const columns = table.columns.length === 0 ? "" : `(${table.columns.map(identifier).join(", ")})`;
  enclosed(w, "(", `) as ${name}${columns}`, () => {
    if (table.kind === "query") return printQuery(w, table.query);
    write(w, "values");
    w.indent += 2;
    line(w, " ");
    printItems(w, table.rows);
    w.indent -= 2;
  });
}

function condition(w: Writer, word: string, conditions: readonly Sql[]): void {
  if (conditions.length === 0) return;
  line(w, " ");
  write(w, `${word} `);
  conjuncts(w, conditions);
}

/** `a and b`; on several lines each further conjunct begins one. */
function conjuncts(w: Writer, conditions: readonly Sql[]): void {
  const breaks = w.breaks;
  const flat = conditions.flatMap((sql) => (sql.kind === "chain" && sql.ops[0] === "and" ? sql.operands.map((operand) => [sql.at, operand] as const) : [[sql.at, sql] as const]));
  let width = -5;
  for (const [, sql] of flat) width += 5 + widthOf(sql, w.qualified) + (sql.prec < AND_OPERAND ? 2 : 0);
  if (breaks && fits(w, width)) w.breaks = false;
  w.indent += 2;
  flat.forEach(([origin, sql], i) => {
    const outer = at(w, origin);
    if (i > 0) {
      line(w, " ");
      write(w, "and ");
    }
    printExpr(w, sql, flat.length > 1 ? AND_OPERAND : 0);
    w.at = outer;
  });
  w.indent -= 2;
  w.breaks = breaks;
}

const AND_OPERAND = PREC.not;

function list(w: Writer, words: string, width: number, print: () => void): void {
  line(w, " ");
  write(w, words);
  const breaks = w.breaks;
  if (breaks && fits(w, width + 1)) w.breaks = false;
  w.indent += 2;
  line(w, " ");
  print();
  w.indent -= 2;
  w.breaks = breaks;
}

function printWindows(w: Writer, windows: readonly WindowSpec[]): void {
  line(w, " ");
  write(w, "window ");
  w.indent += 2;
  windows.forEach((spec, i) => {
    if (i > 0) {
      write(w, ",");
      line(w, " ");
    }
    write(w, `${spec.name} as `);
    printSpec(w, spec);
  });
  w.indent -= 2;
}

function printTail(w: Writer, query: { readonly order: readonly OrderItem[]; readonly limit: Sql | null; readonly offset: Sql | null }): void {
  if (query.order.length > 0) list(w, "order by", orderWidth(query.order, w.qualified), () => printOrder(w, query.order));
  for (const [word, count] of [["limit", query.limit], ["offset", query.offset]] as const) {
    if (count === null) continue;
    line(w, " ");
    write(w, `${word} `);
    printExpr(w, count);
  }
}

function printSet(w: Writer, set: SetQuery): void {
  set.inputs.forEach((input, i) => {
    if (i > 0) {
      line(w, " ");
      write(w, set.op);
      line(w, " ");
    }
    if (input.kind === "select" && input.order.length === 0 && input.limit === null) printQuery(w, input);
    else enclosed(w, "(", ")", () => printQuery(w, input));
  });
  w.qualified = false;
  printTail(w, set);
}

/** Text written from here on comes from `origin`, where there is one; gives the origin before. */
function at(w: Writer, origin: Origin): Origin {
  const outer = w.at;
  if (origin !== NO_ORIGIN) w.at = origin;
  return outer;
}
