/** Rows as a table that fits the terminal: types under names, numbers to the right, nulls dim, long text cut. */
import { cells, printable } from "../lang/position.ts";
import type { JsonValue } from "../runtime/engine.ts";
import { isNumeric, nameText, typeText, type Type } from "../values/type.ts";
import type { Output } from "./output.ts";
import { cut } from "./text.ts";

export type ShownColumn = { readonly name: string; readonly type: Type; readonly nullable: boolean };

const NULL = "null";
const WIDEST = 40;

/** Lines of the table. `rows` hold one value per column. */
export function tableLines(columns: readonly ShownColumn[], rows: readonly (readonly JsonValue[])[], { paint, width }: Pick<Output, "paint" | "width">): string[] {
  const texts = rows.map((row) => columns.map(({ type }, i) => cellText(row[i] ?? null, type)));
  const heads = columns.map(({ name, type, nullable }) => [name, shortType(type) + (nullable ? "?" : "")] as const);
  const natural = columns.map((_, i) => Math.max(cells(heads[i]?.[0] ?? ""), cells(heads[i]?.[1] ?? ""), ...texts.map((row) => cells(row[i] ?? ""))));
  const widths = fitted(natural, width);
  const shown = widths.findIndex((w) => w === 0);
  const visible = columns.slice(0, shown === -1 ? columns.length : shown);
  const line = (texts: readonly string[], dim: (text: string, i: number) => string): string =>
    visible.map((column, i) => dim(padded(cut(texts[i] ?? "", widths[i] as number), widths[i] as number, isNumeric(column.type)), i)).join("  ").trimEnd();
  const more = columns.length - visible.length;
  return [
    line(heads.map(([name]) => name), (text) => paint.bold(text)) + (more > 0 ? paint.dim(`  +${more} more`) : ""),
    line(heads.map(([, type]) => type), (text) => paint.dim(text)),
    ...texts.map((row, r) => line(row, (text, i) => (rows[r]?.[i] === null ? paint.dim(text) : text))),
  ];
}

/** Columns share the width; what is left over goes to the wide ones. A width of 0: not shown. */
function fitted(natural: readonly number[], width: number): number[] {
  const narrow = natural.map((w) => Math.min(w, WIDEST));
  let left = width - narrow.reduce((sum, w) => sum + w + 2, -2);
  const widths = narrow.map((w, i) => {
    const extra = Math.max(0, Math.min((natural[i] as number) - w, left));
    left -= extra;
    return w + extra;
  });
  let used = 0;
  return widths.map((w, i) => {
    used += w + (i === 0 ? 0 : 2);
    return i === 0 || used <= Math.max(width, 20) ? w : 0;
  });
}

const shortType = (type: Type): string => (typeText(type).length > 24 ? `${type.kind}<…>` : typeText(type));

/** A value in the language's own spelling; text at the top stands without quotes. */
export function cellText(value: JsonValue, type: Type): string {
  if (value === null) return NULL;
  return typeof value === "string" && type.kind === "string" ? printable(value) : inner(value, type);
}

function inner(value: JsonValue, type: Type): string {
  if (value === null) return NULL;
  if (type.kind === "list" && Array.isArray(value)) return `[${value.map((item) => inner(item, type.element.type)).join(", ")}]`;
  if (type.kind === "map" && Array.isArray(value)) {
    return `{${(value as readonly { readonly key: JsonValue; readonly value: JsonValue }[]).map((entry) => `${inner(entry.key, type.key)}: ${inner(entry.value, type.value.type)}`).join(", ")}}`;
  }
  if (type.kind === "struct" && typeof value === "object" && !Array.isArray(value)) {
    return `{ ${type.fields.map((field) => `${nameText(field.name)}: ${inner((value as Readonly<Record<string, JsonValue>>)[field.name] ?? null, field.type)}`).join(", ")} }`;
  }
  return typeof value === "string" && type.kind !== "string" ? value : JSON.stringify(value);
}

const padded = (text: string, width: number, right: boolean): string => (right ? " ".repeat(Math.max(0, width - cells(text))) + text : text + " ".repeat(Math.max(0, width - cells(text))));
