/**
 * How far copies make a rule grow: bodies of macros and functions, `let`s, conditions over columns. Macros that use macros twice double at every level, so
 * what is bound is counted, and copies end where a rule has bound more than its text and its columns account for. So do joins, by the width of their rows.
 */
import type { ExprNode, Span } from "../ast/index.ts";
import { report, type Context } from "./context.ts";

/** Room for each column that an expression is put in place for. */
const FOR_COLUMN = 20;
/** What a stage, and each column that passes it, costs when measured in expressions. */
const [STAGE, COLUMNS_OF_ONE] = [10, 16];
/** Of how many characters a body counts one expression when it is begun. */
const BEGUN = 16;

/** Whether one more copy may be made. Error, once a rule: expansion-too-large. */
export function mayExpand(cx: Context, at: Span): boolean {
  const { state } = cx;
  if (state.bound <= state.room) return true;
  if (!state.full) {
    state.full = true;
    // Where the rule itself begins it.
    const outermost = cx.via.at(-1)?.at ?? { ...at, file: cx.site.file };
    report({ ...cx, via: [], site: { ...cx.site, file: outermost.file } }, "expansion-too-large", { limit: state.room }, outermost);
  }
  return false;
}

/** More room where an expression stands for many columns, once for each text that says so. */
export function roomForColumns({ state }: Context, node: ExprNode, columns: number): void {
  if (state.widened.has(node)) return;
  state.widened.add(node);
  state.room += columns * FOR_COLUMN;
}

/** A body before it is bound: bodies that begin with one another are all begun before one of them has counted what it holds. */
export function countBody({ state }: Context, { start, end }: Span): void {
  state.bound += Math.floor((end - start) / BEGUN);
}

/** A stage that came through a macro. */
export function countStage({ via, state }: Context, columns: number): void {
  if (via.length > 0) state.bound += STAGE + Math.floor(columns / COLUMNS_OF_ONE);
}

/** A set of columns that was computed. */
export function countColumns({ state }: Context, columns: number): void {
  state.bound += 1 + Math.floor(columns / COLUMNS_OF_ONE);
}

/** Columns that the rows of a rule's joins may have together. Each join lists its own, so that the work grows with the square of their number. */
const JOINED = 3_000_000;

/** Whether one more join may give a row of so many columns. Error, once a rule: joins-too-wide. */
export function mayJoin(cx: Context, columns: number, at: Span): boolean {
  const { state } = cx;
  const told = state.joined > JOINED;
  state.joined += columns;
  if (state.joined <= JOINED) return true;
  if (!told) report(cx, "joins-too-wide", { limit: JOINED }, at);
  return false;
}
