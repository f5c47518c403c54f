/** Random expressions of the language, nested and typed: each call in them is one that `resolveCall` takes. The same for one seed. */
import { commonTypeOf, resolveCall, writtenName, type ArgSpec, type CallArg, type FunctionRow } from "../../../src/ir/functions/index.ts";
import { canCast, castCanFail } from "../../../src/values/coerce.ts";
import { minimalDecimal } from "../../../src/values/literal.ts";
import { BOOL, INT64, NULL, STRING, UINT64, isInteger, isNested, list, typeText, type Field, type Type } from "../../../src/values/type.ts";
import { nastyValues } from "../nasty.ts";
import { textOf } from "../../../src/values/value-text.ts";
import { pick, randomValue } from "../random-values.ts";
import { SCALARS, callText, literalArg, shapes, type Place } from "./calls.ts";
import { COLUMNS, TYPES, columnName } from "./columns.ts";
import { literalText, literalTexts, written } from "./literals.ts";

/** An expression as a tree, so that it can be made smaller. `type` is what it is thought to be: the compiler has the last word. */
export type Tree = Pick<CallArg, "type" | "nullable" | "literal"> & { readonly lambda?: true; readonly parts: readonly Tree[]; readonly write: (parts: readonly string[]) => string };

export const textOfTree = ({ parts, write }: Tree): string => write(parts.map(textOfTree));

/** `left`: how many more nodes there may be; `scope`: the parameters of lambdas around. */
type Making = { readonly chance: () => number; left: number; readonly scope: (Field & { readonly name: string })[] };

const leafOf = (text: string, of: Pick<Tree, "type" | "nullable" | "literal">): Tree => ({ ...of, parts: [], write: () => text });

/** `depth`: of calls within calls. */
export function randomExpression(chance: () => number, depth: number): Tree {
  const making: Making = { chance, left: 24, scope: [] };
  const row = pick(chance, SCALARS);
  return chance() < 0.85 ? (callOf(making, row, null, depth) ?? leaf(making, INT64)) : expression(making, pick(chance, TYPES), depth, false);
}

let producers: ReadonlyMap<Type, readonly FunctionRow[]> | null = null;

/** The rows that give a type; none of those whose last digits engines choose, as what is made of them may be far apart. */
function producersOf(type: Type): readonly FunctionRow[] {
  if (producers === null) {
    const found = new Map<Type, Set<FunctionRow>>();
    for (const row of SCALARS.filter(({ approximate }) => approximate !== true)) {
      for (const { result } of shapes(row)) found.set(result, (found.get(result) ?? new Set()).add(row));
    }
    producers = new Map([...found].map(([of, rows]) => [of, [...rows]]));
  }
  return producers.get(type) ?? [];
}

function expression(making: Making, want: Type, depth: number, notNull: boolean): Tree {
  const { chance } = making;
  making.left--;
  const rows = producersOf(want);
  // What nothing but `coalesce` and the like give soon becomes a tower of those.
  const [few, turn] = [rows.length < 12, chance()];
  if (notNull || depth <= 0 || making.left <= 0 || chance() < (few ? 0.4 : 0.2)) return leaf(making, want, notNull);
  if (turn < 0.08) return branches(making, want, depth);
  if (turn < 0.16 || (few && turn > 0.6)) return castFrom(making, want, depth) ?? leaf(making, want);
  if (turn < 0.2) return access(making, want, depth);
  if (want.kind === "list" && turn < 0.35) return listOf(making, want.element, depth);
  if (want === STRING && turn < 0.24) return interpolated(making, depth);
  return (rows.length === 0 ? null : callOf(making, pick(chance, rows), want, depth)) ?? castFrom(making, want, depth) ?? leaf(making, want);
}

/** A column, a parameter of a lambda, or a literal. */
function leaf({ chance, scope }: Making, want: Type, notNull = false): Tree {
  const params = scope.filter(({ type, nullable }) => type === want && !(notNull && nullable));
  if (params.length > 0 && chance() < 0.7) {
    const { name, type, nullable } = pick(chance, params);
    return leafOf(name, { type, nullable, literal: undefined });
  }
  if (TYPES.includes(want) && chance() < 0.65) {
    const nullable = !notNull && chance() < 0.6;
    return leafOf(columnName(want, nullable), { type: want, nullable, literal: undefined });
  }
  return literalLeaf(chance, want, notNull);
}

function literalLeaf(chance: () => number, want: Type, notNull: boolean): Tree {
  if (!notNull && chance() < 0.06) return leafOf(`null::${typeText(want)}`, { type: want, nullable: true, literal: undefined });
  const nasty = nastyValues(want);
  const value = chance() < 0.3 || nasty.length === 0 ? randomValue(want, chance) : pick(chance, nasty);
  const found = want.kind === "map" ? null : want.kind === "decimal" && (want.precision === want.scale || (want.scale === 0 && want.precision > 18)) ? { text: `"${textOf(want, value)}"`, literal: undefined } : written(want, value);
  if (found === null) return TYPES.includes(want) ? leafOf(columnName(want, false), { type: want, nullable: false, literal: undefined }) : leafOf(`null::${typeText(want)}`, { type: want, nullable: true, literal: undefined });
  const { text, literal } = found;
  // A literal of digits has a type of its own; half of them are cast to the one that is wanted.
  const isOwn = literal !== undefined && !(isInteger(want) && want !== INT64) && want.kind !== "float32";
  if (isNested(want) || (!isOwn && (literal === undefined || chance() < 0.5))) return leafOf(text.includes("::") && !isNested(want) ? text : `${text}::${typeText(want)}`, { type: want, nullable: false, literal });
  if (want.kind === "decimal") return leafOf(text, { type: minimalDecimal(String(literal)), nullable: false, literal });
  if (isInteger(want)) return leafOf(text, { type: BigInt(String(literal)) > 9_223_372_036_854_775_807n ? UINT64 : INT64, nullable: false, literal });
  return leafOf(text, { type: want, nullable: false, literal });
}

const NOTHING: Tree = leafOf("null", { type: NULL, nullable: true, literal: null });

/** Null where it does not resolve, which happens where literals have made other types. */
function callOf(making: Making, row: FunctionRow, want: Type | null, depth: number): Tree | null {
  const { chance } = making;
  const known = shapes(row);
  const fitting = want === null ? known : known.filter(({ result }) => result === want);
  if (fitting.length === 0) return null;
  const { places } = pick(chance, fitting);
  const more = row.variadic === undefined ? 0 : Math.floor(chance() * 3);
  const all = [...places, ...Array.from({ length: more }, () => places.at(-1) as Place)];
  const parts: Tree[] = [];
  for (const [i, place] of all.entries()) parts.push(argument(making, row, place, row.args[Math.min(i, row.args.length - 1)] as ArgSpec, parts, depth - 1));
  const resolved = resolveCall(writtenName(row), parts.map(({ type, nullable, literal, lambda }) => ({ name: null, type, nullable, literal, ...(lambda === true ? { lambda } : {}) })));
  return resolved.ok ? { type: resolved.type, nullable: resolved.nullable, literal: undefined, parts, write: (texts) => callText(row, texts) } : null;
}

function argument(making: Making, row: FunctionRow, { type, lambda }: Place, spec: ArgSpec, before: readonly Tree[], depth: number): Tree {
  const { chance } = making;
  if (literalTexts(spec) !== null) {
    const text = literalText(spec, chance);
    return leafOf(text, literalArg(text));
  }
  if (lambda) return lambdaOf(making, before[0]?.type ?? NULL, spec.type === "predicate" ? BOOL : type, depth);
  if (row.variadic !== undefined && before.length > 0 && chance() < 0.05) return NOTHING;
  const value = expression(making, type, depth, spec.notNull === true);
  const bound = SIZES[row.name]?.[spec.name];
  return bound === undefined ? value : { ...value, type: isInteger(type) ? INT64 : type, nullable: true, literal: undefined, parts: [value], write: ([text = ""]) => bound(text) };
}

/** What says how long a text or list becomes is kept small, or memory would be what is compared. */
const small = (most: number) => (text: string): string => `(${text} % ${most})`;
const nearDate = (text: string): string => `(date "2024-02-28" + (${text} - date "1970-01-01") % 50)`;
const SIZES: Readonly<Record<string, Readonly<Record<string, (text: string) => string>>>> = {
  repeat: { n: small(8) }, lpad: { length: small(12) }, rpad: { length: small(12) }, sequence: { from: small(20), to: small(20) }, "sequence.dates": { from: nearDate, to: nearDate },
};

function lambdaOf(making: Making, over: Type, want: Type, depth: number): Tree {
  const element = over.kind === "list" ? over.element : { type: NULL, nullable: true };
  const name = `x${making.scope.length + 1}`;
  making.scope.push({ ...element, name });
  const body = expression(making, making.chance() < 0.3 && want !== BOOL ? element.type : want, depth, false);
  making.scope.pop();
  return { ...body, literal: undefined, lambda: true, parts: [body], write: ([text]) => `${name} -> ${text}` };
}

function branches(making: Making, want: Type, depth: number): Tree {
  const { chance } = making;
  const arms = 1 + Math.floor(chance() * 2);
  const conditions = Array.from({ length: arms }, () => expression(making, BOOL, depth - 1, false));
  const values = Array.from({ length: arms + 1 }, (_, i) => (i > 0 && chance() < 0.15 ? NOTHING : expression(making, want, depth - 1, false)));
  const type = commonTypeOf(values);
  if (type === null) return leaf(making, want);
  const write = (texts: readonly string[]): string => {
    if (arms === 1) return `(if ${texts[0]} then ${texts[1]} else ${texts[2]})`;
    return `(case { ${texts[0]} -> ${texts[2]}, ${texts[1]} -> ${texts[3]}, else -> ${texts[4]} })`;
  };
  return { type, nullable: values.some(({ nullable }) => nullable), literal: undefined, parts: [...conditions, ...values], write };
}

function castFrom(making: Making, want: Type, depth: number): Tree | null {
  const from = TYPES.filter((type) => type !== want && canCast(type, want));
  if (from.length === 0) return null;
  const of = expression(making, pick(making.chance, from), depth - 1, false);
  if (!canCast(of.type, want)) return null;
  const onNull = !isNested(want) && castCanFail(of.type, want) && making.chance() < 0.6;
  return { type: want, nullable: of.nullable || onNull || of.type.kind === "json", literal: undefined, parts: [of], write: ([text]) => `(${text})${onNull ? "::?" : "::"}${typeText(want)}` };
}

/** A field of a struct that is made on the spot, or an element of a list. */
function access(making: Making, want: Type, depth: number): Tree {
  const one = expression(making, want, depth - 1, false);
  const other = expression(making, pick(making.chance, TYPES), depth - 2, false);
  if (making.chance() < 0.5) return { ...one, literal: undefined, parts: [one, other], write: ([a, b]) => `({ a: ${a}, b: ${b} }).a` };
  return { ...one, literal: undefined, nullable: true, parts: [one], write: ([a]) => `([${a}])[1]` };
}

function listOf(making: Making, { type }: Field, depth: number): Tree {
  const parts = Array.from({ length: 1 + Math.floor(making.chance() * 3) }, () => expression(making, type, depth - 1, false));
  const common = commonTypeOf(parts);
  if (common === null) return leaf(making, list({ type, nullable: true }));
  return { type: list({ type: common, nullable: parts.some(({ nullable }) => nullable) }), nullable: false, literal: undefined, parts, write: (texts) => `[${texts.join(", ")}]` };
}

function interpolated(making: Making, depth: number): Tree {
  const parts = [0, 1].map(() => expression(making, STRING, depth - 1, false));
  // A text within braces has no quotes of its own.
  return { type: STRING, nullable: parts.some(({ nullable }) => nullable), literal: undefined, parts, write: ([a = "", b = ""]) => `(${a} || "-" || ${b})` };
}

/** Trees that are smaller by a step, the smallest first: a part in place of the whole, a column in place of a part. */
export function* smaller(tree: Tree): Generator<Tree> {
  for (const part of tree.parts) if (part.lambda !== true && part.type !== NULL) yield part;
  for (const part of tree.parts) for (const below of part.parts) if (below.lambda !== true) yield below;
  if (tree.parts.length > 0 && tree.lambda !== true) {
    for (const { name, type, nullable } of COLUMNS) if (type === tree.type) yield leafOf(name, { type, nullable, literal: undefined });
  }
  for (const [i, part] of tree.parts.entries()) {
    for (const less of smaller(part)) {
      if (part.lambda === true && less.lambda !== true) continue;
      yield { ...tree, parts: tree.parts.with(i, less) };
    }
  }
}
