/** Values as the language writes them, and what stands for arguments that have to be literals of a certain kind. */
import type { ArgSpec } from "../../../src/ir/functions/index.ts";
import { isInteger, isFloat, nameText, typeText, type Type } from "../../../src/values/type.ts";
import type { Value } from "../../../src/values/value.ts";
import { textOf } from "../../../src/values/value-text.ts";
import { pick } from "../random-values.ts";

/** `literal`: its canonical text where it is a literal of the language and no expression. */
export type Written = { readonly text: string; readonly literal: string | boolean | undefined };

const quoted = (text: string): string => JSON.stringify(text);
const cast = (text: string, type: Type): Written => ({ text: `${quoted(text)}::${typeText(type)}`, literal: undefined });

/** How a value of the type is written; null where nobody can (an infinity). */
export function written(type: Type, value: Value): Written | null {
  if (value === null) return { text: `null::${typeText(type)}`, literal: undefined };
  if (type.kind === "list") {
    const items = (value as readonly Value[]).map((item) => written(type.element.type, item));
    return items.length === 0 || items.includes(null) ? null : { text: `[${items.map((item) => item?.text).join(", ")}]`, literal: undefined };
  }
  if (type.kind === "struct") {
    const parts = type.fields.map((field, i) => written(field.type, (value as readonly Value[])[i] as Value));
    return parts.includes(null) ? null : { text: `{ ${parts.map((part, i) => `${nameText(type.fields[i]?.name ?? "")}: ${part?.text}`).join(", ")} }`, literal: undefined };
  }
  return type.kind === "map" ? null : scalarText(type, value);
}

function scalarText(type: Type, value: Value): Written | null {
  const text = textOf(type, value);
  if (typeof text === "boolean") return { text: String(text), literal: text };
  if (text === null) return null;
  if (isFloat(type)) return Number.isFinite(value) ? { text: floatText(text), literal: type.kind === "float64" ? text : undefined } : null;
  if (isInteger(type) || type.kind === "decimal") return text.startsWith("-") ? { text: `(${text})`, literal: text } : { text, literal: text };
  if (type.kind === "string") return { text: quoted(text), literal: text };
  if (["date", "time", "timestamp", "timestamptz"].includes(type.kind)) return { text: `${type.kind} ${quoted(text)}`, literal: text };
  return type.kind === "binary" ? null : cast(text, type);
}

function floatText(text: string): string {
  const digits = text.replace("e+", "e");
  const float = digits.includes("e") ? digits : `${digits}e0`;
  return float.startsWith("-") ? `(${float})` : float;
}

const PATTERNS = ["a", "[a-c]+", "(\\d+)-(\\d+)", "^$", "x*", "(?i)ab|é", ".", "\\b", "(a)|(b)", "😀?", "[^a-z]", "\\s+$"];
const FORMATS = ["%Y-%m-%d", "%d.%m.%y %H:%M:%S", "%j %b %B %a %A", "%I%p %-d/%-m %-H", "%f %%", "x"];

/** Each rule of literal values with texts that keep it, as the language writes them. */
const BY_RULE: Readonly<Record<NonNullable<ArgSpec["value"]>, readonly string[]>> = {
  dateUnit: ["year", "quarter", "month", "week", "day"].map(quoted),
  unit: ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond"].map(quoted),
  floatDigits: ["0", "1", "2", "15"],
  scale: ["0", "1", "2", "6", "18", "38"],
  width: ['interval "1 day"', 'interval "7 days"', 'interval "15 minutes"', 'interval "1 microsecond"', 'interval "36 hours"', 'interval "0.25 seconds"'],
  fraction: ["0", "1", "0.5", "0.25", "0.999"],
  positive: ["1", "2", "3", "1000"],
  natural: ["0", "1", "2", "9"],
  regex: PATTERNS.map(quoted),
  replacement: [quoted(""), quoted("<\\0>"), quoted("-"), quoted("\\\\"), quoted("é😀")],
  group: ["0"],
  format: FORMATS.map(quoted),
  dateFormat: ["%Y-%m-%d", "%d.%m.%Y", "%Y %b %d", "%-d/%-m/%Y"].map(quoted),
  timeFormat: ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M:%S.%f"].map(quoted),
};
/** By the argument's name, where no rule says what it must be. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = { prefix: ["h", "", "'", "é"].map(quoted), separator: [",", "", "😀", "'"].map(quoted) };
const INTERVALS = ["1 month", "-1 year 2 days", "36 hours", "1 month 2 days 3 microseconds", "-90 minutes", "0 days", "13 months"].map((text) => `interval ${quoted(text)}`);
const CALENDAR = ["1 month", "-1 year 2 days", "0 days", "13 months", "400 days"].map((text) => `interval ${quoted(text)}`);

/** What may stand for an argument that is no column; null where a column may. */
export function literalTexts(spec: ArgSpec): readonly string[] | null {
  if (spec.type === "interval" && spec.value === undefined) return INTERVALS;
  if (spec.type === "calendarInterval") return CALENDAR;
  if (spec.constant === undefined) return null;
  return (spec.value === undefined ? BY_NAME[spec.name] : BY_RULE[spec.value]) ?? [];
}

export const literalText = (spec: ArgSpec, chance: () => number): string => pick(chance, literalTexts(spec) ?? []);
