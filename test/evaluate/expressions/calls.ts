/** Every way to call every scalar function: which types each row takes, found by asking `resolveCall`, and how a call is written. */
import { FUNCTIONS, resolveCall, writtenName, type ArgSpec, type CallArg, type FunctionRow } from "../../../src/ir/functions/index.ts";
import { PATTERNS } from "../../../src/ir/functions/patterns.ts";
import { minimalDecimal, readLiteral } from "../../../src/values/literal.ts";
import { BOOL, INT64, INTERVAL, STRING, type Type } from "../../../src/values/type.ts";
import { TYPES } from "./columns.ts";
import { literalTexts } from "./literals.ts";

export const SCALARS: readonly FunctionRow[] = FUNCTIONS.filter(({ kind }) => kind === "scalar");

/** The type of an argument, or the text of what must be a literal there. A lambda has the type of its body. */
export type Place = { readonly type: Type; readonly literal: string | null; readonly lambda: boolean; readonly nullable: boolean };
export type Shape = { readonly row: FunctionRow; readonly places: readonly Place[]; readonly result: Type };

const isLambda = ({ type }: ArgSpec): boolean => type === "lambda" || type === "predicate";

const KINDS: readonly (readonly [RegExp, (text: string) => Omit<CallArg, "name" | "nullable">])[] = [
  [/^"/, (text) => ({ type: STRING, literal: JSON.parse(text) as string })],
  [/^interval /, (text) => ({ type: INTERVAL, literal: valueOfLiteral("interval", JSON.parse(text.slice("interval ".length)) as string) })],
  [/^\d+$/, (text) => ({ type: INT64, literal: text })],
  [/^\d+\.\d+$/, (text) => ({ type: minimalDecimal(text), literal: text })],
];

function valueOfLiteral(kind: "interval", text: string): string {
  const read = readLiteral(kind, text);
  if (!read.ok) throw new Error(`no literal: ${text}`);
  return String(read.value);
}

/** What a literal of `literalTexts` is to `resolveCall`. */
export function literalArg(text: string): CallArg {
  const known = KINDS.find(([form]) => form.test(text));
  if (known === undefined) throw new Error(`no literal: ${text}`);
  return { name: null, nullable: false, ...known[1](text) };
}

/** What stands at a place, as far as types go. */
const asArg = ({ type, literal, lambda, nullable }: Place): CallArg =>
  literal === null ? { name: null, type, nullable, literal: undefined, ...(lambda ? { lambda: true as const } : {}) } : literalArg(literal);

/** The lists of places of a row: without and with each argument that may be left out, a variadic one twice. */
function specsOf({ args, variadic }: FunctionRow): readonly (readonly ArgSpec[])[] {
  if (variadic !== undefined) return [[...args, args.at(-1) as ArgSpec]];
  const least = args.findIndex((spec) => spec.default !== undefined);
  const middle = args.at(-1)?.default === undefined;
  return least < 0 || middle ? [args] : [args.slice(0, least), args];
}

/** Lambdas are tried with a body of a few types. */
const BODIES: readonly Type[] = [BOOL, STRING, INT64];

function placesOf(spec: ArgSpec, before: readonly Place[], position: number): readonly Place[] {
  const texts = literalTexts(spec);
  const nullable = spec.notNull !== true;
  if (texts !== null) return texts.map((literal) => ({ type: literalArg(literal).type, literal, lambda: false, nullable }));
  if (isLambda(spec)) return BODIES.map((type) => ({ type, literal: null, lambda: true, nullable }));
  const second = before[1];
  // Of three that may have many types, the third has that of the second.
  const types = position >= 2 && second?.literal === null ? [second.type] : TYPES;
  return types.map((type) => ({ type, literal: null, lambda: false, nullable }));
}

/** `literals`: one literal of each place, or all of them. */
function shapesOf(row: FunctionRow, literals: "one" | "all"): readonly Shape[] {
  return specsOf(row).flatMap((specs) => {
    let found: (readonly Place[])[] = [[]];
    for (const [i, spec] of specs.entries()) {
      found = found.flatMap((before) => {
        const accepted = before.map(({ type }) => type);
        const places = placesOf(spec, before, i).filter((place) => place.literal !== null || PATTERNS[spec.type].accepts(asArg(place), accepted) !== null);
        return (literals === "one" && literalTexts(spec) !== null ? places.slice(0, 1) : places).map((place) => [...before, place]);
      });
    }
    return found.flatMap((places) => {
      const resolved = resolveCall(writtenName(row), places.map(asArg));
      return resolved.ok && resolved.row === row ? [{ row, places, result: resolved.type }] : [];
    });
  });
}

const cache = new Map<string, readonly Shape[]>();

/** Every combination of types that resolves to the row. */
export function shapes(row: FunctionRow, literals: "one" | "all" = "one"): readonly Shape[] {
  const key = `${row.name} ${literals}`;
  const known = cache.get(key) ?? shapesOf(row, literals);
  cache.set(key, known);
  return known;
}

/** A call or operator over the texts of its arguments, in parentheses where it is no atom. */
export function callText({ name, operator, args, variadic }: FunctionRow, texts: readonly string[]): string {
  const [a = "", b = "", c = ""] = texts;
  if (operator === undefined) return `${name.split(".")[0]}(${texts.join(", ")})`;
  if (operator === "is null") return `(${a} is null)`;
  if (operator === "[]") return `(${a})[${b}]`;
  if (operator === "between") return `(${a} between ${b} and ${c})`;
  if (operator === "in" && variadic !== undefined) return `(${a} in [${texts.slice(1).join(", ")}])`;
  return args.length === 1 ? `(${operator} (${a}))` : `(${a} ${operator} ${b})`;
}
