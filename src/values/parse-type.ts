/** Type texts to types: the inverse of `typeText` and `fieldText`, for types that stand in artifacts and schemas. */
import { DECIMAL_MAX, SCALAR_KINDS, decimal, list, map, scalar, struct, type Field, type NamedField, type ScalarKind, type Type } from "./type.ts";

const TOKEN = /\s*(?:([A-Za-z_]\w*)|`([^`]+)`|(\d+)|([<>(),:?]))/y;
type Token = { readonly kind: "word" | "quoted" | "number" | "mark"; readonly text: string };
type Cursor = { readonly tokens: readonly Token[]; at: number };

function tokenize(text: string): Token[] | null {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    const [, word, quoted, number, mark] = match;
    if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (quoted !== undefined) tokens.push({ kind: "quoted", text: quoted });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else tokens.push({ kind: "mark", text: mark as string });
  }
  return tokens;
}

/** Null when the text is no type. */
export function parseType(text: string): Type | null {
  const field = parseField(text);
  return field === null || field.nullable ? null : field.type;
}

/** A type with its `?`. */
export function parseField(text: string): Field | null {
  const tokens = tokenize(text);
  if (tokens === null) return null;
  const cursor: Cursor = { tokens, at: 0 };
  const field = readField(cursor);
  return cursor.at === tokens.length ? field : null;
}

function take(cursor: Cursor, mark: string): boolean {
  const token = cursor.tokens[cursor.at];
  const found = token?.kind === "mark" && token.text === mark;
  if (found) cursor.at++;
  return found;
}

function readField(cursor: Cursor): Field | null {
  const type = readType(cursor);
  return type && { type, nullable: take(cursor, "?") };
}

const NESTED: Readonly<Record<string, (cursor: Cursor) => Type | null>> = { decimal: readDecimal, list: readList, map: readMap, struct: readStruct };
const SCALARS: ReadonlySet<string> = new Set(SCALAR_KINDS);

function readType(cursor: Cursor): Type | null {
  const token = cursor.tokens[cursor.at++];
  if (token?.kind !== "word") return null;
  if (SCALARS.has(token.text)) return scalar(token.text as ScalarKind);
  return Object.hasOwn(NESTED, token.text) ? ((NESTED[token.text] as (cursor: Cursor) => Type | null)(cursor)) : null;
}

function readNumber(cursor: Cursor): number {
  const token = cursor.tokens[cursor.at++];
  return token?.kind === "number" ? Number(token.text) : Number.NaN;
}

function readDecimal(cursor: Cursor): Type | null {
  if (!take(cursor, "(")) return null;
  const precision = readNumber(cursor);
  if (!take(cursor, ",")) return null;
  const scale = readNumber(cursor);
  if (!take(cursor, ")")) return null;
  return precision >= 1 && precision <= DECIMAL_MAX && scale >= 0 && scale <= precision ? decimal(precision, scale) : null;
}

function readList(cursor: Cursor): Type | null {
  if (!take(cursor, "<")) return null;
  const element = readField(cursor);
  return element !== null && take(cursor, ">") ? list(element) : null;
}

function readMap(cursor: Cursor): Type | null {
  if (!take(cursor, "<")) return null;
  const key = readType(cursor);
  if (key === null || !take(cursor, ",")) return null;
  const value = readField(cursor);
  return value !== null && take(cursor, ">") ? map(key, value) : null;
}

function readStruct(cursor: Cursor): Type | null {
  if (!take(cursor, "<")) return null;
  const fields: NamedField[] = [];
  do {
    const name = cursor.tokens[cursor.at++];
    if (name === undefined || (name.kind !== "word" && name.kind !== "quoted") || !take(cursor, ":")) return null;
    const field = readField(cursor);
    if (field === null) return null;
    fields.push({ name: name.text, ...field });
  } while (take(cursor, ","));
  return take(cursor, ">") ? struct(fields) : null;
}
