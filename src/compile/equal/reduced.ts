/** Tables in the one form that all tables of the same decision have. */
import { classText, type Region, type Variable } from "./regions.ts";

export type Table = { readonly variables: readonly { readonly key: string; readonly classes: readonly string[] }[]; readonly outcomes: readonly string[] };

export const TRUE = "true";
export const FALSE = "false";

/** Regions that lead to the same are one class; an operand of one class decides nothing. */
export function reduced(variables: readonly Variable[], regions: readonly Region[][], outcomes: readonly string[]): Table {
  const kept: { key: string; classes: string[]; places: number[]; size: number }[] = variables.map((of, v) => {
    const size = (regions[v] as Region[]).length;
    const inner = sizeBehind(regions, v);
    const slices = new Map<string, number[]>();
    for (let at = 0; at < size; at++) {
      const slice = outcomes.filter((_, i) => Math.floor(i / inner) % size === at).join("\u0001");
      slices.set(slice, [...(slices.get(slice) ?? []), at]);
    }
    const classes = [...slices.values()].map((places) => ({ text: classText(of, places.map((place) => (regions[v] as Region[])[place] as Region)), place: places[0] as number }));
    classes.sort((a, b) => (a.text < b.text ? -1 : 1));
    return { key: of.key, classes: classes.map(({ text }) => text), places: classes.map(({ place }) => place), size };
  });
  const out: string[] = [];
  const walk = (v: number, offset: number): void => {
    const of = kept[v];
    if (of === undefined) {
      out.push(outcomes[offset] as string);
      return;
    }
    for (const place of of.classes.length > 1 ? of.places : [0]) walk(v + 1, offset + place * sizeBehind(regions, v));
  };
  walk(0, 0);
  return { variables: kept.filter(({ classes }) => classes.length > 1).map(({ key, classes }) => ({ key, classes })), outcomes: out };
}

const sizeBehind = (regions: readonly Region[][], v: number): number => regions.slice(v + 1).reduce((product, of) => product * of.length, 1);

/** The outcome where it is always the same. */
export const constantOutcome = ({ variables, outcomes }: Table): string | null => (variables.length === 0 ? (outcomes[0] as string) : null);

/** Conditions that together are true where the table is: an operand that decides by itself stands alone. */
export function factors(table: Table): readonly Table[] {
  const out: Table[] = [];
  let left = table;
  for (const { key } of table.variables) {
    const split = left.variables.length < 2 ? null : splitOff(left, key);
    if (split === null) continue;
    out.push(split[0]);
    left = split[1];
  }
  return [...out, left.variables.length === 1 ? merged(left) : left];
}

function splitOff(table: Table, key: string): readonly [Table, Table] | null {
  const v = table.variables.findIndex((of) => of.key === key);
  if (v < 0) return null;
  const sizes = table.variables.map(({ classes }) => classes.length);
  const inner = sizes.slice(v + 1).reduce((a, b) => a * b, 1);
  const size = sizes[v] as number;
  const rest = new Map<number, boolean>();
  const own = Array.from({ length: size }, () => false);
  table.outcomes.forEach((said, i) => {
    const at = Math.floor(i / inner) % size;
    const other = Math.floor(i / (inner * size)) * inner + (i % inner);
    rest.set(other, rest.get(other) === true || said === TRUE);
    own[at] ||= said === TRUE;
  });
  const fits = table.outcomes.every((said, i) => (said === TRUE) === (own[Math.floor(i / inner) % size] === true && rest.get(Math.floor(i / (inner * size)) * inner + (i % inner)) === true));
  if (!fits || own.every(Boolean)) return null;
  const of = table.variables[v] as Table["variables"][number];
  const asTable = (variables: Table["variables"], truths: readonly boolean[]): Table => ({ variables, outcomes: truths.map((is) => (is ? TRUE : FALSE)) });
  const others = table.variables.filter((_, i) => i !== v);
  return [merged(asTable([of], own)), asTable(others, Array.from({ length: table.outcomes.length / size }, (_, i) => rest.get(i) === true))];
}

/** Of one operand alone: the classes for which it is true. */
function merged(table: Table): Table {
  const [of] = table.variables as readonly [Table["variables"][number]];
  const yes = of.classes.filter((_, i) => table.outcomes[i] === TRUE);
  return { variables: [{ key: of.key, classes: [yes.join(" | ")] }], outcomes: [TRUE] };
}

export const tableText = ({ variables, outcomes }: Table): string =>
  (variables.length === 0 ? (outcomes[0] as string) : `{${variables.map(({ key, classes }) => `${key}: ${classes.join(" | ")}`).join("; ")} => ${outcomes.join(", ")}}`);
