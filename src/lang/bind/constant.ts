/**
 * Values that are known before anything runs: defaults, and values of parameters given as text or JSON. A list's value is the JSON text
 * of its elements' canonical texts (`["a",null]`, of int64 `["1","2"]`).
 */
import type { LiteralValue } from "../../ir/expr.ts";
import { convertLiteral, readLiteral, readValue, type ValueRead } from "../../values/literal.ts";
import { BOOL, isNumeric, isTemporal, STRING, typeText, type Field, type ListType, type Type } from "../../values/type.ts";
import type { ExprNode, UnaryExpr } from "../ast/index.ts";
import { readJson } from "../json-text.ts";

const fine = (value: LiteralValue): ValueRead => ({ ok: true, value });
const wrong = (why: string): ValueRead => ({ ok: false, why });
const NO_NULL = wrong("this is null, and its type holds none");

/** The value of a literal, a negated number or a list of these, as one of `field`; what is wrong otherwise. */
export function constantOf(node: ExprNode, field: Field): ValueRead {
  if (node.kind === "literal") return literalOf(readLiteral(node.literal, node.value), field);
  if (node.kind === "unary") return negated(node, field);
  if (node.kind !== "list") return wrong("this is computed");
  const { type } = field;
  if (type.kind !== "list") return wrong("this is a list");
  return listOf(node.elements.map((element) => (element.spread ? wrong("this is computed") : constantOf(element.expr, type.element))));
}

function literalOf(read: ReturnType<typeof readLiteral>, { type, nullable }: Field): ValueRead {
  if (!read.ok) return wrong(`this is no ${read.type}: ${read.why}`);
  if (read.value === null) return nullable ? fine(null) : NO_NULL;
  const value = convertLiteral(read.value, read.type, type);
  return value === undefined ? wrong(`this is ${article(typeText(read.type))}`) : fine(value);
}

const negated = ({ op, arg }: UnaryExpr, field: Field): ValueRead =>
  (op === "-" && arg.kind === "literal" && (arg.literal === "int" || arg.literal === "decimal" || arg.literal === "float") ? literalOf(readLiteral(arg.literal, arg.value, true), field) : wrong("this is computed"));

const article = (type: string): string => `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;

function listOf(elements: readonly ValueRead[]): ValueRead {
  const values: LiteralValue[] = [];
  for (const element of elements) {
    if (!element.ok) return element;
    values.push(element.value);
  }
  return fine(JSON.stringify(values));
}

const TYPED = /^(?:date|time|timestamp|timestamptz|interval)\s*("(?:[^"\\]|\\.)*")$/;

/** A value as the command line and the environment give it: a literal of the language; for text and times the bare text will do. */
export function valueOfText(text: string, { type, nullable }: Field): ValueRead {
  if (text === "null" && (nullable || type !== STRING)) return nullable ? fine(null) : NO_NULL;
  if (type.kind === "list") return valueOfList(text, type);
  const inner = unquoted(text) ?? (isTemporal(type) || type.kind === "interval" ? unquoted(TYPED.exec(text)?.[1] ?? "") : null);
  if (inner !== null) return type === STRING || !isNumeric(type) ? readValue(type, inner) : wrong("this is text");
  return readValue(type, isNumeric(type) ? text.replaceAll(/(?<=\d)_(?=\d)/g, "") : text);
}

function valueOfList(text: string, type: ListType): ValueRead {
  const json = readJson(text);
  return json.ok ? valueOfJson(json.value, { type, nullable: false }) : wrong('a list is written ["a", "b"]');
}

/** The text of a string in double quotes; null when it is none. */
function unquoted(text: string): string | null {
  if (!/^".*"$/s.test(text)) return null;
  const json = readJson(text);
  return json.ok && typeof json.value === "string" ? json.value : null;
}

/** A value as rulepack.json gives it. Numbers that JSON cannot hold exactly are given as text. */
export function valueOfJson(value: unknown, field: Field): ValueRead {
  const { type, nullable } = field;
  if (value === null) return nullable ? fine(null) : NO_NULL;
  if (Array.isArray(value)) return type.kind === "list" ? listOf(value.map((element) => valueOfJson(element, type.element))) : wrong("this is a list");
  if (typeof value === "string") return type === STRING ? fine(value) : valueOfText(value, field);
  if (typeof value === "boolean") return type === BOOL ? fine(value) : wrong("this is a bool");
  return typeof value === "number" ? numberOf(value, type) : wrong("this is no value");
}

function numberOf(value: number, type: Type): ValueRead {
  if (!isNumeric(type)) return wrong("this is a number");
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return wrong("write a number of more than 15 digits as text, as JSON rounds it");
  return readValue(type, String(value));
}
