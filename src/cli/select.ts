/** Which rules a command is about: names, globs, `+up`, `down+`, `#tag`, paths. */
import { localName } from "../ir/id.ts";
import { nearest } from "../lang/diagnostics/define.ts";
import { orMeant } from "./text.ts";

export type Selectable = { readonly name: string; readonly tags: readonly string[]; readonly reads: readonly string[]; readonly file: string };
export type Selected = { readonly ok: true; readonly names: ReadonlySet<string> } | { readonly ok: false; readonly problem: string };

/**
 * The union of what each selector says; all rules when there is none. `+x` adds what x reads, `x+` what reads x, `+x+` both, over any
 * number of steps. A name may leave its module away.
 */
export function select(selectors: readonly string[], rules: readonly Selectable[]): Selected {
  if (selectors.length === 0) return { ok: true, names: new Set(rules.map(({ name }) => name)) };
  const names = new Set<string>();
  for (const written of selectors) {
    const [, up, core, down] = /^(\+?)(.*?)(\+?)$/.exec(written) as unknown as [string, string, string, string];
    const found = rules.filter(matcher(core)).map(({ name }) => name);
    if (found.length === 0) return { ok: false, problem: unknown(written, core, rules) };
    for (const name of found) names.add(name);
    if (up !== "") for (const name of reach(found, readsOf(rules))) names.add(name);
    if (down !== "") for (const name of reach(found, readersOf(rules))) names.add(name);
  }
  return { ok: true, names };
}

/** Whether the name that somebody wrote is this one's, with or without its module. */
export const isNamed = (written: string) => ({ name }: { readonly name: string }): boolean => name === written || localName(name) === written;
/** The name of one of these that is most like it; null where none is. */
export const nearestName = (written: string, of: readonly { readonly name: string }[]): string | null => nearest(written, of.flatMap(({ name }) => [name, localName(name)]));

function matcher(core: string): (rule: Selectable) => boolean {
  if (core.startsWith("#")) return ({ tags }) => tags.includes(core.slice(1));
  if (core.includes("/") || core.endsWith(".rule")) {
    const path = core.replace(/^\.\//, "").replace(/\/+$/, "");
    const glob = path.includes("*") ? globOf(path) : null;
    return ({ file }) => (glob === null ? file === path || file.startsWith(`${path}/`) : glob.test(file));
  }
  const glob = core.includes("*") || core.includes("?") ? globOf(core) : null;
  return ({ name }) => (glob === null ? name === core || localName(name) === core : glob.test(name) || glob.test(localName(name)));
}

const globOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".")}$`);

type Graph = ReadonlyMap<string, readonly string[]>;
const readsOf = (rules: readonly Selectable[]): Graph => {
  const known = new Set(rules.map(({ name }) => name));
  return new Map(rules.map(({ name, reads }) => [name, reads.filter((read) => known.has(read))]));
};

function readersOf(rules: readonly Selectable[]): Graph {
  const readers = new Map<string, string[]>(rules.map(({ name }) => [name, []]));
  for (const { name, reads } of rules) for (const read of reads) readers.get(read)?.push(name);
  return readers;
}

function reach(from: readonly string[], graph: Graph): Set<string> {
  const seen = new Set<string>();
  const pending = [...from];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const next of graph.get(name) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  return seen;
}

function unknown(written: string, core: string, rules: readonly Selectable[]): string {
  if (core.startsWith("#")) return `no rule has the tag ${core}`;
  const meant = nearestName(core, rules);
  return `${written} selects no rule${orMeant(meant, "rulec ls")}`;
}
