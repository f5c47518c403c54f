/** Values as the language writes them, so that rows in a golden file could stand in a rule. */
import type { JsonValue } from "../../src/runtime/engine.ts";
import { isFloat, nameText, type Type } from "../../src/values/type.ts";

type Entry = { readonly key: JsonValue; readonly value: JsonValue };

export function valueText(value: JsonValue, type: Type): string {
  if (value === null) return "null";
  if (type.kind === "list") return `[${(value as readonly JsonValue[]).map((item) => valueText(item, type.element.type)).join(", ")}]`;
  if (type.kind === "struct") return rowText(type.fields, type.fields.map(({ name }) => (value as Readonly<Record<string, JsonValue>>)[name] ?? null));
  if (type.kind === "map") return `{${(value as readonly Entry[]).map((entry) => `${valueText(entry.key, type.key)}: ${valueText(entry.value, type.value.type)}`).join(", ")}}`;
  if (type.kind === "string") return JSON.stringify(value);
  if (isFloat(type)) return typeof value === "number" ? floatText(value) : plainText(value);
  if (type.kind === "date" || type.kind === "time" || type.kind === "timestamp" || type.kind === "timestamptz") return `${type.kind} ${JSON.stringify(value)}`;
  return type.kind === "uuid" || type.kind === "json" || type.kind === "binary" ? `${JSON.stringify(value)}::${type.kind}` : plainText(value);
}

const plainText = (value: JsonValue): string => (typeof value === "string" ? value : JSON.stringify(value));

/** `0.1e0`, since `0.1` is a decimal; the sign of a zero is kept. */
const floatText = (value: number): string => {
  const digits = Object.is(value, -0) ? "-0" : String(value);
  return digits.includes("e") ? digits.replace("e+", "e") : `${digits}e0`;
};

export const rowText = (columns: readonly { readonly name: string; readonly type: Type }[], row: readonly JsonValue[]): string =>
  `{ ${columns.map(({ name, type }, i) => `${nameText(name)}: ${valueText(row[i] ?? null, type)}`).join(", ")} }`;
