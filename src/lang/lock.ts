/** What `rulec deps --update` writes into rulepack.json: the hash of each dependency, in the author's layout. */
import type { Edit } from "./diagnostics/index.ts";
import { pointerStep, type JsonPlace } from "./json-text.ts";
import { MANIFEST_FILE } from "./pack.ts";

/** `locks`: the hash of each dependency, by the name that it has in rulepack.json. Those that say it already get no edit. */
export function lockEdits(text: string, places: ReadonlyMap<string, JsonPlace>, locks: ReadonlyMap<string, string>): readonly Edit[] {
  return [...locks].flatMap(([name, sha256]): Edit[] => {
    const entry = `/dependencies${pointerStep(name)}`;
    const [said, within] = [places.get(`${entry}/sha256`)?.value, places.get(entry)?.value];
    const edit = (start: number, end: number, by: string): Edit => ({ file: MANIFEST_FILE, start, end, text: by });
    if (said !== undefined) return text.slice(said.start, said.end) === JSON.stringify(sha256) ? [] : [edit(said.start, said.end, JSON.stringify(sha256))];
    if (within === undefined) return [];
    const property = `"sha256": ${JSON.stringify(sha256)}`;
    const last = [...places].filter(([pointer, { key }]) => key !== null && pointer.startsWith(`${entry}/`)).at(-1)?.[1];
    if (last?.key == null) return [edit(within.start, within.end, `{ ${property} }`)];
    // What parts the last property from what stands before it parts the new one from it.
    const gap = /\s*$/.exec(text.slice(0, last.key.start))?.[0] ?? "";
    return [edit(last.value.end, last.value.end, `,${gap}${property}`)];
  });
}
