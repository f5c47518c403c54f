/** Expressions as text: on one line where they fit, else broken at their loosest joint. */
import { NO_ORIGIN } from "../../ir/id.ts";
import { work } from "../../ir/walk.ts";
import { PREC, type OrderItem, type Sql, type WindowSpec } from "./ast.ts";
import { enclosed, fits, line, write, type Writer } from "./writer.ts";

type Kind = Sql["kind"];
type SqlBy<K extends Kind> = Extract<Sql, { kind: K }>;

/** Prints `sql`, in parentheses where it holds together more loosely than `min`. */
export function printExpr(w: Writer, sql: Sql, min: number = 0): void {
  work.visits++;
  const outer = w.at;
  if (sql.at !== NO_ORIGIN) w.at = sql.at;
  const parens = sql.prec < min;
  if (!w.breaks || fits(w, widthOf(sql, w.qualified) + (parens ? 2 : 0))) {
    const breaks = w.breaks;
    w.breaks = false;
    if (parens) write(w, "(");
    printKind(w, sql);
    if (parens) write(w, ")");
    w.breaks = breaks;
  } else if (parens) {
    enclosed(w, "(", ")", () => printKind(w, sql));
  } else if (sql.kind === "chain" && sql.prec !== PREC.compare) {
    w.indent += 2;
    printKind(w, sql);
    w.indent -= 2;
  } else printKind(w, sql);
  w.at = outer;
}

const printKind = (w: Writer, sql: Sql): void => (KINDS[sql.kind] as (w: Writer, sql: Sql) => void)(w, sql);

const KINDS: { readonly [K in Kind]: (w: Writer, sql: SqlBy<K>) => void } = {
  name: (w, sql) => write(w, w.qualified ? `${sql.table.name}.${sql.name}` : sql.name),
  text: (w, sql) => write(w, sql.text),
  chain: (w, sql) => {
    const { operands, ops } = sql;
    // A comparison reads as one: what is too long breaks within its sides.
    for (let i = 0; i < operands.length; i++) {
      if (i > 0) {
        if (sql.prec === PREC.compare || sql.prec === PREC.is) write(w, " ");
        else line(w, " ");
        write(w, `${ops[i - 1]} `);
      }
      printExpr(w, operands[i] as Sql, operandMin(sql.prec, i));
    }
  },
  template: (w, sql) => {
    const { parts, holes, tight } = sql;
    for (let i = 0; i < parts.length; i++) {
      if (i > 0) printExpr(w, holes[i - 1] as Sql, tight[i - 1]);
      if (w.breaks) printWords(w, parts[i] as string);
      else if (parts[i] !== "") write(w, parts[i] as string);
    }
  },
  call: (w, sql) => {
    if (sql.args.length === 0) return write(w, sql.open + sql.close);
    enclosed(w, sql.open, sql.close, () => printItems(w, sql.args));
  },
  case: (w, sql) => {
    write(w, "case");
    w.indent += 2;
    for (const [condition, value] of sql.arms) {
      line(w, " ");
      write(w, "when ");
      printExpr(w, condition);
      write(w, " then ");
      printExpr(w, value);
    }
    if (sql.otherwise !== null) {
      line(w, " ");
      write(w, "else ");
      printExpr(w, sql.otherwise);
    }
    w.indent -= 2;
    line(w, " ");
    write(w, "end");
  },
  tail: (w, { order, filter, over }) => {
    if (order.length > 0) {
      w.indent += 2;
      if (w.breaks && !fits(w, 10 + orderWidth(order, w.qualified))) line(w, "");
      else write(w, " ");
      write(w, "order by ");
      printOrder(w, order);
      w.indent -= 2;
    }
    if (filter !== null) {
      const breaks = w.breaks;
      w.breaks &&= !fits(w, 16 + widthOf(filter, w.qualified));
      enclosed(w, " filter (", ")", () => {
        write(w, "where ");
        printExpr(w, filter);
      });
      w.breaks = breaks;
    }
    if (over === null) return;
    write(w, " over ");
    if (over.name === null) printSpec(w, over);
    else write(w, over.name);
  },
};

const CASE_WORD = /('(?:[^']|'')*')|\b(case)\b| (when|else|end)\b/g;

/** Text of a template that does not fit: what holds a `case` is broken as one is. */
function printWords(w: Writer, words: string): void {
  let from = 0;
  for (const match of words.matchAll(CASE_WORD)) {
    const [, quoted, open, word] = match;
    if (quoted !== undefined) continue;
    write(w, words.slice(from, match.index));
    if (word === "end") w.indent -= 2;
    if (open === undefined) line(w, " ");
    if (open !== undefined) w.indent += 2;
    write(w, (open ?? word) as string);
    from = match.index + match[0].length;
  }
  if (from < words.length) write(w, words.slice(from));
}

/** With commas, one a line where lines are broken. */
export function printItems(w: Writer, items: readonly Sql[]): void {
  for (let i = 0; i < items.length; i++) {
    if (i > 0) {
      write(w, ",");
      line(w, " ");
    }
    printExpr(w, items[i] as Sql);
  }
}

/** Where nulls go is always said. */
export function printOrder(w: Writer, order: readonly OrderItem[]): void {
  for (let i = 0; i < order.length; i++) {
    const { sql, desc, nullsFirst } = order[i] as OrderItem;
    if (i > 0) {
      write(w, ",");
      line(w, " ");
    }
    printExpr(w, sql, PREC.other);
    write(w, `${desc ? " desc" : ""} nulls ${nullsFirst ? "first" : "last"}`);
  }
}

/** `(partition by … order by … rows …)`, with its parentheses. */
export function printSpec(w: Writer, spec: WindowSpec): void {
  const breaks = w.breaks;
  if (breaks && fits(w, specWidth(spec, w.qualified))) w.breaks = false;
  enclosed(w, "(", ")", () => {
    let gap = false;
    const clause = (words: string, width: number, print: () => void): void => {
      if (gap) line(w, " ");
      gap = true;
      write(w, words);
      const clauseBreaks = w.breaks;
      if (clauseBreaks && fits(w, width)) w.breaks = false;
      w.indent += 2;
      print();
      w.indent -= 2;
      w.breaks = clauseBreaks;
    };
    if (spec.by.length > 0) clause("partition by ", itemsWidth(spec.by, w.qualified), () => printItems(w, spec.by));
    if (spec.order.length > 0) clause("order by ", orderWidth(spec.order, w.qualified), () => printOrder(w, spec.order));
    if (spec.frame !== "") clause(spec.frame, 0, () => undefined);
  });
  w.breaks = breaks;
}

/** `a or (b and c)` needs none, but readers do; a comparison does not take another. */
const operandMin = (prec: number, index: number): number =>
  prec === PREC.or ? PREC.not : prec === PREC.and ? PREC.not : prec === PREC.compare || prec === PREC.is ? PREC.other : index === 0 ? prec : prec + 1;

/** Length on one line. Remembered: each node is measured once, whatever is tried around it. */
export function widthOf(sql: Sql, qualified: boolean): number {
  if (sql.width < 0) sql.width = (WIDTHS[sql.kind] as (sql: Sql, qualified: boolean) => number)(sql, qualified);
  return sql.width;
}

const childWidth = (sql: Sql, min: number, qualified: boolean): number => widthOf(sql, qualified) + (sql.prec < min ? 2 : 0);

const WIDTHS: { readonly [K in Kind]: (sql: SqlBy<K>, qualified: boolean) => number } = {
  name: (sql, qualified) => sql.name.length + (qualified ? sql.table.name.length + 1 : 0),
  text: (sql) => sql.text.length,
  chain: (sql, qualified) => {
    let width = -2;
    for (let i = 0; i < sql.operands.length; i++) width += childWidth(sql.operands[i] as Sql, operandMin(sql.prec, i), qualified) + 2;
    for (const op of sql.ops) width += op.length;
    return width;
  },
  template: (sql, qualified) => {
    let width = 0;
    for (const part of sql.parts) width += part.length;
    for (let i = 0; i < sql.holes.length; i++) width += childWidth(sql.holes[i] as Sql, sql.tight[i] as number, qualified);
    return width;
  },
  call: (sql, qualified) => sql.open.length + itemsWidth(sql.args, qualified) + sql.close.length,
  case: (sql, qualified) => {
    let width = 8 + (sql.otherwise === null ? 0 : 6 + widthOf(sql.otherwise, qualified));
    for (const [condition, value] of sql.arms) width += 12 + widthOf(condition, qualified) + widthOf(value, qualified);
    return width;
  },
  tail: ({ order, filter, over }, qualified) =>
    (order.length > 0 ? 10 + orderWidth(order, qualified) : 0) + (filter === null ? 0 : 16 + widthOf(filter, qualified)) +
    (over === null ? 0 : 6 + (over.name === null ? specWidth(over, qualified) : over.name.length)),
};

export function itemsWidth(items: readonly Sql[], qualified: boolean): number {
  let width = Math.max(0, items.length - 1) * 2;
  for (const item of items) width += widthOf(item, qualified);
  return width;
}

export function orderWidth(order: readonly OrderItem[], qualified: boolean): number {
  let width = Math.max(0, order.length - 1) * 2;
  for (const key of order) width += childWidth(key.sql, PREC.other, qualified) + (key.desc ? 5 : 0) + (key.nullsFirst ? 12 : 11);
  return width;
}

const specWidth = (spec: WindowSpec, qualified: boolean): number =>
  2 + (spec.by.length > 0 ? 14 + itemsWidth(spec.by, qualified) : 0) + (spec.order.length > 0 ? 10 + orderWidth(spec.order, qualified) : 0) + spec.frame.length;
