/**
 * Values that are known before anything runs: defaults, and values of parameters given as text or JSON. A list's or struct's value is the
 * JSON text of its parts' canonical texts (`["a",null]`, of int64 `["1","2"]`; `{"from":"2026-01-01"}`).
 */
import { convertLiteral, readLiteral, readValue, type ValueRead, type ValueText } from "../../values/literal.ts";
import { BOOL, ERROR, isNumeric, isTemporal, STRING, typeText, type Field, type StructType, type Type } from "../../values/type.ts";
import type { CastExpr, ExprNode, RowExpr, UnaryExpr } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { readJson } from "../json-text.ts";
import { parse } from "../parser/index.ts";
import { fieldOf } from "./types.ts";

type Part = ValueText | readonly Part[] | { readonly [name: string]: Part };
type PartRead = { readonly ok: true; readonly value: Part } | { readonly ok: false; readonly why: string };

const fine = <V extends Part>(value: V): { readonly ok: true; readonly value: V } => ({ ok: true, value });
const wrong = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why });
const NO_NULL = wrong("this is null, and its type holds none");

/** The value of a literal, a negated number, a text cast to what has no literal of its own, or a list or struct of these, as one of `field`; what is wrong otherwise. */
export const constantOf = (node: ExprNode, field: Field): ValueRead => whole(constant(node, field, false));

const whole = (read: PartRead): ValueRead => (!read.ok ? read : fine(typeof read.value === "object" && read.value !== null ? JSON.stringify(read.value) : read.value));

/** `bare`: where a date or the like is wanted, plain text will do. */
function constant(node: ExprNode, field: Field, bare: boolean): PartRead {
  const { type } = field;
  if (node.kind === "literal") return bare && node.literal === "string" && type !== STRING ? textValue(node.value, type) : literalOf(readLiteral(node.literal, node.value), field);
  if (node.kind === "unary") return negated(node, field);
  if (node.kind === "cast") return castText(node, field);
  if (node.kind === "row") return type.kind === "struct" ? structOf(node, type, bare) : wrong("this is a struct");
  if (node.kind !== "list") return wrong("this is computed");
  if (type.kind !== "list") return wrong("this is a list");
  return listOf(node.elements.map(({ expr, spread, direction, nulls }) => (spread || direction !== null || nulls !== null ? wrong("this is computed") : constant(expr, type.element, bare))));
}

function literalOf(read: ReturnType<typeof readLiteral>, { type, nullable }: Field): ValueRead {
  if (!read.ok) return wrong(`this is no ${read.type}: ${read.why}`);
  if (read.value === null) return nullable ? fine(null) : NO_NULL;
  const value = convertLiteral(read.value, read.type, type);
  return value === undefined ? wrong(`this is ${article(typeText(read.type))}`) : fine(value);
}

const negated = ({ op, arg }: UnaryExpr, field: Field): ValueRead =>
  (op === "-" && arg.kind === "literal" && (arg.literal === "int" || arg.literal === "decimal" || arg.literal === "float") ? literalOf(readLiteral(arg.literal, arg.value, true), field) : wrong("this is computed"));

/** `"…"::uuid`: of what has no literal of its own, a cast of its text. */
function castText({ arg, type, onError }: CastExpr, field: Field): ValueRead {
  const to = fieldOf(type, "", "argument", () => undefined).type;
  if (onError === "null" || arg.kind !== "literal" || arg.literal !== "string" || to === ERROR) return wrong("this is computed");
  return to === field.type ? readValue(to, arg.value) : wrong(`this is ${article(typeText(to))}`);
}

const article = (type: string): string => `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;

function listOf(elements: readonly PartRead[]): PartRead {
  const values: Part[] = [];
  for (const element of elements) {
    if (!element.ok) return element;
    values.push(element.value);
  }
  return fine(values);
}

function structOf({ entries }: RowExpr, type: StructType, bare: boolean): PartRead {
  const given = new Map<string, ExprNode>();
  for (const { name, expr, spread } of entries) {
    if (name === null || spread) return wrong("this is computed");
    if (given.has(name.text)) return wrong(`this says \`${name.text}\` twice`);
    given.set(name.text, expr);
  }
  return fieldsOf(type, given, (node, field) => constant(node, field, bare));
}

/** Every field once and no other, in the type's order. */
function fieldsOf<V>(type: StructType, given: ReadonlyMap<string, V>, read: (value: V, field: Field) => PartRead): PartRead {
  const names = type.fields.map(({ name }) => name);
  const more = [...given.keys()].find((name) => !names.includes(name));
  if (more !== undefined) {
    const meant = nearest(more, names);
    return wrong(`this has a field \`${more}\`${meant === null ? "" : `; did you mean \`${meant}\`?`}`);
  }
  const out: [string, Part][] = [];
  for (const field of type.fields) {
    const value = given.get(field.name);
    if (value === undefined) return wrong(`this has no field \`${field.name}\``);
    const part = read(value, field);
    if (!part.ok) return wrong(`\`${field.name}\`: ${part.why}`);
    out.push([field.name, part.value]);
  }
  return fine(Object.fromEntries(out));
}

const TYPED = /^(?:date|time|timestamp|timestamptz|interval)\s*("(?:[^"\\]|\\.)*")$/;

/** A value as the command line and the environment give it: a literal of the language; for text and times the bare text will do. */
export function valueOfText(text: string, field: Field): ValueRead {
  const { type, nullable } = field;
  if (text === "null" && (nullable || type !== STRING)) return nullable ? fine(null) : NO_NULL;
  if (type.kind === "list" || type.kind === "struct") return nestedValue(text, field);
  const inner = unquoted(text) ?? (isTemporal(type) || type.kind === "interval" ? unquoted(TYPED.exec(text)?.[1] ?? "") : null);
  if (inner !== null) return textValue(inner, type);
  return readValue(type, isNumeric(type) ? text.replaceAll(/(?<=\d)_(?=\d)/g, "") : text);
}

const textValue = (text: string, type: Type): ValueRead => (type === STRING || !isNumeric(type) ? readValue(type, text) : wrong("this is text"));

/** As the language writes it, or as JSON. */
function nestedValue(text: string, field: Field): ValueRead {
  const { ast, diagnostics } = parse("", `param x: int64 = ${text}`);
  const [only, ...others] = ast.declarations;
  if (diagnostics.length === 0 && others.length === 0 && only?.kind === "param_decl" && only.param.default !== null) return whole(constant(only.param.default, field, true));
  const json = readJson(text);
  if (json.ok) return valueOfJson(json.value, field);
  return wrong(field.type.kind === "list" ? 'a list is written ["a", "b"]' : "a struct is written { name: value }");
}

/** The text of a string in double quotes; null when it is none. */
function unquoted(text: string): string | null {
  if (!/^".*"$/s.test(text)) return null;
  const json = readJson(text);
  return json.ok && typeof json.value === "string" ? json.value : null;
}

/** A value as rulepack.json gives it. Numbers that JSON cannot hold exactly are given as text. */
export const valueOfJson = (value: unknown, field: Field): ValueRead => whole(jsonPart(value, field));

function jsonPart(value: unknown, field: Field): PartRead {
  const { type, nullable } = field;
  if (value === null) return nullable ? fine(null) : NO_NULL;
  if (Array.isArray(value)) return type.kind === "list" ? listOf(value.map((element) => jsonPart(element, type.element))) : wrong("this is a list");
  if (typeof value === "object") return type.kind === "struct" ? fieldsOf(type, new Map(Object.entries(value)), jsonPart) : wrong("this is an object");
  if (type.kind === "list" || type.kind === "struct") return typeof value === "string" ? nestedText(value, field) : wrong("this is a single value");
  if (typeof value === "string") return type === STRING ? readValue(type, value) : valueOfText(value, field);
  if (typeof value === "boolean") return type === BOOL ? fine(value) : wrong("this is a bool");
  return typeof value === "number" ? numberOf(value, type) : wrong("this is no value");
}

/** Text that writes a list or struct. */
function nestedText(text: string, field: Field): PartRead {
  const read = valueOfText(text, field);
  return read.ok && typeof read.value === "string" ? fine(JSON.parse(read.value) as Part) : read;
}

function numberOf(value: number, type: Type): ValueRead {
  if (!isNumeric(type)) return wrong("this is a number");
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return wrong("write a number of more than 15 digits as text, as JSON rounds it");
  return readValue(type, String(value));
}
