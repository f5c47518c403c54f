/** Expressions by their type: those of the generator of expressions and all parts of them, whose columns are exchanged for those at hand. */
import { typeText, type Field, type Type } from "../../../src/values/type.ts";
import type { Value } from "../../../src/values/value.ts";
import { COLUMNS } from "../../evaluate/expressions/columns.ts";
import { randomExpression, textOfTree, type Tree } from "../../evaluate/expressions/generate.ts";
import { written } from "../../evaluate/expressions/literals.ts";

/** `texts` stand around `holes`. */
export type Piece = { readonly texts: readonly string[]; readonly holes: readonly Field[]; readonly nullable: boolean };
/** By the function or operator that they seem to call: each is as likely as another. */
export type Pool = ReadonlyMap<Type, readonly (readonly Piece[])[]>;

const columns = new Map(COLUMNS.map((column) => [column.name, column]));
type Growing = Map<Type, Map<string, Piece[]>>;
/** Of each type and function so many at most. */
const MOST = 40;

export function makePool(chance: () => number, count: number): Pool {
  const pool: Growing = new Map();
  for (let i = 0; i < count; i++) collect(randomExpression(chance, i % 3 === 0 ? 2 : 1), pool);
  return new Map([...pool].map(([type, pieces]) => [type, [...pieces.values()]]));
}

/** What stands first in the text and is neither a literal nor a column. */
const calledIn = (texts: readonly string[]): string => /[a-z_0-9]+\(|[-+*/%|&<>=!~?]+|\[|::|is null|between|\bin\b|case|if/.exec(texts.join(" ").replaceAll(/"(?:\\.|[^"\\])*"|\b\d+/g, ""))?.[0] ?? "";

function collect(tree: Tree, pool: Growing): void {
  for (const part of tree.parts) if (part.lambda !== true) collect(part, pool);
  // Lambdas are part of calls; what has the parameter of one in it stands nowhere else. A column has its own place.
  if (tree.lambda === true || (tree.parts.length === 0 && columns.has(textOfTree(tree))) || ["null", "error", "interval"].includes(tree.type.kind)) return;
  const text = textOfTree(tree);
  if (freeParameter(text) || text.length > 400) return;
  const piece = pieceOf(text, tree.nullable);
  const called = calledIn(piece.texts);
  const ofType = pool.get(tree.type) ?? new Map<string, Piece[]>();
  const known = ofType.get(called) ?? [];
  if (known.length < MOST) known.push(piece);
  pool.set(tree.type, ofType.set(called, known));
}

/** Parameters are called x1, x2, … */
const freeParameter = (text: string): boolean => [...text.matchAll(/\bx\d\b/g)].some(([name]) => !text.includes(`${name} ->`));

function pieceOf(text: string, nullable: boolean): Piece {
  const [texts, holes]: [string[], Field[]] = [[], []];
  let at = 0;
  for (const found of text.matchAll(/\b[cn]_\w+/g)) {
    const column = columns.get(found[0]);
    if (column === undefined) continue;
    texts.push(text.slice(at, found.index));
    holes.push(column);
    at = found.index + found[0].length;
  }
  return { texts: [...texts, text.slice(at)], holes, nullable };
}

/** A value as an expression of exactly that type. */
export function literalOf(type: Type, value: Value): string {
  if (value === null) return `null::${typeText(type)}`;
  if (type.kind === "map") {
    const entries = (value as readonly (readonly [Value, Value])[]).map(([key, of]) => `{ key: ${literalOf(type.key, key)}, value: ${literalOf(type.value.type, of)} }`);
    return entries.length === 0 ? `null::${typeText(type)}` : `(map_from_entries([${entries.join(", ")}])::${typeText(type)})`;
  }
  if (type.kind === "list" && (value as readonly Value[]).length === 0) return `([]::${typeText(type)})`;
  if (type.kind === "list") return `([${(value as readonly Value[]).map((item) => literalOf(type.element.type, item)).join(", ")}]::${typeText(type)})`;
  const found = written(type, value);
  if (found === null) return `null::${typeText(type)}`;
  // A literal of digits has one before the point.
  if (type.kind === "decimal" && type.precision === type.scale) return `"${found.text.replaceAll(/[()]/g, "")}"::${typeText(type)}`;
  const plain = ["string", "bool", "date", "time", "timestamp", "timestamptz", "int64"].includes(type.kind) || found.text.endsWith(`::${typeText(type)}`);
  return plain ? found.text : `(${found.text}::${typeText(type)})`;
}
