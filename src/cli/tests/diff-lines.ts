/** Rows that differ, as a table: what was expected (-) above what was found (+), what changed marked with what it was. */
import type { RowDiff, RowPair } from "../../compile/tests/index.ts";
import { cells } from "../../lang/position.ts";
import { isNumeric } from "../../values/type.ts";
import type { Value } from "../../values/value.ts";
import { jsonOf } from "../../values/value-text.ts";
import type { Output } from "../output.ts";
import { cellText } from "../rows.ts";
import { cut, plural } from "../text.ts";

/** So many rows that differ are shown: who reads a test looks for the first. */
const MOST_PAIRS = 10;
const WIDEST = 32;
const INDENT = "  ";

type Cell = { readonly text: string; readonly was: string | null };
type Line = { readonly mark: "-" | "+"; readonly nth: number; readonly cells: readonly Cell[] };

export function diffLines(diff: RowDiff, { paint, width }: Pick<Output, "paint" | "width">): readonly string[] {
  const lines = diff.pairs.slice(0, MOST_PAIRS).flatMap((pair) => linesOf(pair, diff));
  const numeric = diff.columns.map(({ type }) => isNumeric(type));
  const values = diff.columns.map(({ name }, i) => Math.max(cells(name), ...lines.map((line) => cells(line.cells[i]?.text ?? ""))));
  const marks = diff.columns.map((_, i) => Math.max(0, ...lines.map((line) => (line.cells[i]?.was === null ? 0 : cells(line.cells[i]?.was ?? "") + 4))));
  const shown = fitting(diff, values.map((w, i) => w + (marks[i] as number)), width - 12);
  const nths = Math.max(3, ...lines.map(({ nth }) => String(nth).length));
  const cell = ({ text, was }: Cell, i: number): string => {
    const gap = " ".repeat((values[i] as number) - cells(text));
    const aligned = numeric[i] === true ? gap + text : text + gap;
    const mark = was === null ? "" : `  ← ${was}`;
    return `${was === null ? aligned : paint.bold(aligned)}${paint.dim(mark)}${" ".repeat((marks[i] as number) - cells(mark))}`;
  };
  const head = shown.map((i) => cell({ text: diff.columns[i]?.name ?? "", was: null }, i)).join("  ");
  const hidden = diff.columns.length - shown.length;
  const left = diff.pairs.length - MOST_PAIRS;
  return [
    `${INDENT}  ${"row".padStart(nths)}  ${head.trimEnd()}${hidden > 0 ? paint.dim(`  (${plural(hidden, "column")} more)`) : ""}`,
    ...lines.map((line) => (line.mark === "-" ? paint.red : paint.green)(`${INDENT}${line.mark} ${String(line.nth).padStart(nths)}  ${shown.map((i) => cell(line.cells[i] as Cell, i)).join("  ").trimEnd()}`)),
    ...(left > 0 ? [paint.dim(`${INDENT}  … ${plural(left, "more row")} ${left === 1 ? "differs" : "differ"}`)] : []),
    ...diff.why.map((why) => `${INDENT}why: ${why}`),
  ];
}

/** Columns in which rows differ come first where not all fit; each stands in its place. */
function fitting({ columns, changed }: RowDiff, widths: readonly number[], width: number): readonly number[] {
  const order = columns.map((_, i) => i).sort((a, b) => Number(changed.includes(columns[b]?.name ?? "")) - Number(changed.includes(columns[a]?.name ?? "")) || a - b);
  let left = width;
  const shown = order.filter((i, at) => {
    left -= (widths[i] as number) + 2;
    return at === 0 || left >= 0;
  });
  return shown.sort((a, b) => a - b);
}

function linesOf({ expected, found }: RowPair, { columns, reordered }: RowDiff): readonly Line[] {
  const text = (value: Value, i: number): string => {
    const type = columns[i]?.type;
    return type === undefined ? "" : cut(cellText(jsonOf(type, value), type), WIDEST);
  };
  const was = expected === null ? null : expected.row.map(text);
  const is = found === null ? null : found.row.map(text);
  return [
    ...(expected === null || was === null ? [] : [{ mark: "-" as const, nth: expected.nth, cells: was.map((one) => ({ text: one, was: null })) }]),
    ...(found === null || is === null ? [] : [{ mark: "+" as const, nth: found.nth, cells: is.map((one, i) => ({ text: one, was: was === null || reordered || was[i] === one ? null : (was[i] as string) })) }]),
  ];
}
