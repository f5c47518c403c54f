/** From origins to places that people read: file, line, the author's words, and the macros that they came through. */
import { ORIGIN_WIDTH, type Origin, type Origins } from "../ir/id.ts";
import type { Place, Via } from "../lang/diagnostics/index.ts";
import { linesOf, positionAt, type Lines } from "../lang/position.ts";
import type { Program } from "../lang/scope.ts";

/** `textOf` gives a file's text, for the names of macros. */
export type Written = { readonly origins: Origins; readonly textOf?: ((file: string) => string | undefined) | undefined };

/** The place that an origin stands for, and the calls that its text was expanded for, innermost first. */
export function placeOf(origin: Origin, { origins, textOf }: Written): { readonly at: Place; readonly via: readonly Via[] } {
  const row = (of: number): Place & { readonly parent: number } => {
    const [file, start, end, parent] = origins.rows.subarray(of * ORIGIN_WIDTH, (of + 1) * ORIGIN_WIDTH);
    return { file: origins.files[file as number] as string, start: start as number, end: end as number, parent: parent as number };
  };
  const { parent, ...at } = row(origin);
  const via: Via[] = [];
  for (let next = parent; next >= 0; ) {
    const { parent: outer, ...call } = row(next);
    via.push({ name: calledAt(call, textOf), at: call });
    next = outer;
  }
  return { at, via };
}

/** What stands before the parenthesis of a call is what it calls. */
function calledAt(call: Place, textOf: Written["textOf"]): string {
  const text = textOf?.(call.file)?.slice(call.start, call.end) ?? "";
  return /^\s*(?:\|>\s*)?(?:from\s+)?((?:\w+|`[^`]+`)(?:\.\w+)*)/.exec(text)?.[1] ?? "a macro";
}

/** `words` is the text itself in one line. `via`: the calls that it came through, innermost first. Lines count from 1. */
export type Where = { readonly file: string; readonly line: number; readonly words: string; readonly via: readonly { readonly name: string; readonly file: string; readonly line: number }[] };
export type Places = { readonly of: (origin: Origin, origins: Origins) => Where | null; readonly at: (place: Place) => Where };

/** The lines of each file are counted once. */
export function placesIn({ modules }: Program): Places {
  const texts = new Map([...modules.values()].map(({ file, text }) => [file, text]));
  const textOf = (file: string): string | undefined => texts.get(file);
  const known = new Map<string, Lines>();
  const lineOf = ({ file, start }: Place): number => {
    const lines = known.get(file) ?? linesOf(textOf(file) ?? "");
    known.set(file, lines);
    return positionAt(lines, start).line;
  };
  const words = ({ file, start, end }: Place): string => (textOf(file) ?? "").slice(start, end).replace(/^\s*\|>/, "").replaceAll(/\s+/g, " ").trim();
  const at = (place: Place): Where => ({ file: place.file, line: lineOf(place), words: words(place), via: [] });
  return {
    at,
    of: (origin, origins) => {
      if (origin < 0) return null;
      const { at: place, via } = placeOf(origin, { origins, textOf });
      return { ...at(place), via: via.map((call) => ({ name: call.name, file: call.at.file, line: lineOf(call.at) })) };
    },
  };
}
