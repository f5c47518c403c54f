/** Parameters that stand as patterns: what their values must be, and where they stand. A pattern is a literal or a parameter, so that each is read before an engine sees it. */
import { readRegex } from "../values/regex.ts";
import type { Call, ExprBy } from "./expr.ts";
import { functionNamed, FUNCTIONS } from "./functions/index.ts";

const PLACES = new Map(FUNCTIONS.flatMap(({ name, args }) => {
  const place = args.findIndex(({ value }) => value === "regex");
  return place < 0 ? [] : [[name, place] as const];
}));

/** At which place of a call its pattern stands; undefined where it takes none. */
export const regexPlace = (fn: string): number | undefined => PLACES.get(fn);

/** `groups`: so many its value has at least, as the call names them. */
export type RegexParam = { readonly param: ExprBy<"param">; readonly groups: number };

export function regexParam({ fn, args }: Call): RegexParam | null {
  const place = PLACES.get(fn);
  const param = place === undefined ? undefined : args[place];
  if (param?.kind !== "param") return null;
  const named = (functionNamed(fn)?.args ?? []).map(({ value }, i) => {
    const arg = args[i];
    if (arg?.kind !== "literal" || typeof arg.value !== "string") return 0;
    if (value === "group") return Number(arg.value);
    return value === "replacement" ? Math.max(0, ...[...arg.value.matchAll(/\$(\d|\$)/g)].map(([, digit]) => Number(digit) || 0)) : 0;
  });
  return { param, groups: Math.max(...named) };
}

/** Why a value is no pattern of so many groups; null when it is one. */
export function regexProblem(text: string, groups: number): string | null {
  const read = readRegex(text);
  if (!read.ok) return read.why;
  return read.groups >= groups ? null : `as a pattern it has ${read.groups} ${read.groups === 1 ? "group" : "groups"}, and the group ${groups} is asked for`;
}
