/** Which rules a command is about. docs/selection.md is for people; a pack is known here by names, tags, what is read, and files. */
import { localName } from "../ir/id.ts";
import { nearest } from "../lang/diagnostics/define.ts";
import { orMeant } from "./text.ts";

export type Selectable = { readonly name: string; readonly tags: readonly string[]; readonly reads: readonly string[]; readonly file: string };
export type Selected = { readonly ok: true; readonly names: ReadonlySet<string> } | { readonly ok: false; readonly problem: string };

export const STATES = ["new", "modified", "modified.sql", "modified.contract", "unchanged"] as const;
export type State = (typeof STATES)[number];
export const RESULTS = ["error", "warned", "skipped", "built", "reused"] as const;
export type Result = (typeof RESULTS)[number];
type Told<T> = T | { readonly problem: string };

/** What selectors ask about beyond the pack's text; asked only where one does. */
export type SelectFacts = {
  readonly sources: readonly { readonly name: string; readonly file: string }[];
  readonly state: () => Told<(rule: string, state: State) => boolean>;
  readonly result: () => Told<(rule: string, result: Result) => boolean>;
  /** Files that have changed since, relative to the pack's folder. */
  readonly git: (ref: string) => Told<{ readonly files: ReadonlySet<string> }>;
};

/** Of a pack that is its text alone. */
export const NO_FACTS: SelectFacts = {
  sources: [], state: () => ({ problem: "nothing is known of an earlier state" }), result: () => ({ problem: "no run has left a record" }), git: () => ({ problem: "there is no folder to ask git about" }),
};

/**
 * The union of what each selector says; all rules when there is none; less what `exclude` says. A selector is one or several terms that all must hold
 * (`,` or `&` between them). `+x` adds what x reads, `x+` what reads x, `2+x` and `x+2` at most so many steps. A name may leave its module away.
 */
export function select(selectors: readonly string[], rules: readonly Selectable[], facts: SelectFacts = NO_FACTS, exclude: readonly string[] = []): Selected {
  const graph = { up: readsOf(rules), down: readersOf(rules) };
  const union = (written: readonly string[]): Selected => {
    const names = new Set<string>();
    for (const one of written) {
      const found = intersection(one, rules, facts, graph);
      if (!found.ok) return found;
      for (const name of found.names) names.add(name);
    }
    return { ok: true, names };
  };
  const chosen = selectors.length === 0 ? ({ ok: true, names: new Set(rules.map(({ name }) => name)) } as const) : union(selectors);
  const without = union(exclude);
  if (!chosen.ok || !without.ok) return chosen.ok ? without : chosen;
  return { ok: true, names: new Set([...chosen.names].filter((name) => !without.names.has(name))) };
}

/** Whether the name that somebody wrote is this one's, with or without its module. */
export const isNamed = (written: string) => ({ name }: { readonly name: string }): boolean => name === written || localName(name) === written;
/** The name of one of these that is most like it; null where none is. */
export const nearestName = (written: string, of: readonly { readonly name: string }[]): string | null => nearest(written, of.flatMap(({ name }) => [name, localName(name)]));

type Graph = ReadonlyMap<string, readonly string[]>;
type Graphs = { readonly up: Graph; readonly down: Graph };

function intersection(written: string, rules: readonly Selectable[], facts: SelectFacts, graph: Graphs): Selected {
  let names = new Set(rules.map(({ name }) => name));
  for (const term of written.split(/[,&]/)) {
    const found = reached(term, rules, facts, graph);
    if (!found.ok) return found;
    names = new Set([...names].filter((name) => found.names.has(name)));
  }
  return { ok: true, names };
}

const TERM = /^(?:(?<up>\d*)\+)?(?<core>.*?)(?:\+(?<down>\d*))?$/;

function reached(term: string, rules: readonly Selectable[], facts: SelectFacts, graph: Graphs): Selected {
  const { up, core = "", down } = (TERM.exec(term) as RegExpExecArray).groups as { readonly up?: string; readonly core?: string; readonly down?: string };
  const found = named(core, term, rules, facts);
  if (!found.ok) return found;
  const steps = (written: string): number => (written === "" ? Number.POSITIVE_INFINITY : Number(written));
  const names = new Set(found.names);
  if (up !== undefined) for (const name of reach(found.names, graph.up, steps(up))) names.add(name);
  if (down !== undefined) for (const name of reach(found.names, graph.down, steps(down))) names.add(name);
  return { ok: true, names };
}

const METHODS = ["state", "result", "source", "git"] as const;
type Method = (typeof METHODS)[number];
type Ask = (value: string, rules: readonly Selectable[], facts: SelectFacts) => Told<(rule: Selectable) => boolean>;

/** These may find nothing: that is an answer. A name that selects nothing is a mistake. */
const ASK: Readonly<Record<Method, Ask>> = {
  state: (value, _rules, { state }) => {
    const word = STATES.find((one) => one === value);
    if (word === undefined) return oneOf("state", value, STATES);
    const known = state();
    return typeof known === "function" ? ({ name }) => known(name, word) : known;
  },
  result: (value, _rules, { result }) => {
    const word = RESULTS.find((one) => one === value);
    if (word === undefined) return oneOf("result", value, RESULTS);
    const known = result();
    return typeof known === "function" ? ({ name }) => known(name, word) : known;
  },
  source: (value, _rules, { sources }) => {
    const matches = nameMatcher(value);
    const found = new Set(sources.filter(({ name }) => matches(name)).map(({ name }) => name));
    return found.size === 0 ? { problem: `there is no source ${value}${orMeant(nearestName(value, sources), "rulec ls")}` } : ({ reads }) => reads.some((read) => found.has(read));
  },
  git: (value, _rules, { git, sources }) => {
    const changed = git(value);
    if ("problem" in changed) return changed;
    const read = new Set(sources.filter(({ file }) => changed.files.has(file)).map(({ name }) => name));
    return ({ file, reads }) => changed.files.has(file) || reads.some((one) => read.has(one));
  },
};

/** Words of other tools. */
const ELSEWHERE: Readonly<Record<string, string>> = { fail: "error", failed: "error", success: "built", pass: "built" };

function oneOf(method: string, value: string, words: readonly string[]): { readonly problem: string } {
  const meant = words.find((word) => word === ELSEWHERE[value]) ?? nearest(value, words);
  return { problem: `${method}: takes ${words.join(", ")}, not ${value}${meant === null ? "" : `; did you mean ${method}:${meant}?`}` };
}

function named(core: string, written: string, rules: readonly Selectable[], facts: SelectFacts): Selected {
  const colon = /^([a-z_]+):(.*)$/.exec(core);
  if (colon !== null) {
    const [, method = "", value = ""] = colon;
    const known = METHODS.find((one) => one === method);
    if (known === undefined) return { ok: false, problem: `there is no selector ${method}:${orMeantMethod(method, value)}` };
    const asked = ASK[known](value, rules, facts);
    return typeof asked === "function" ? { ok: true, names: new Set(rules.filter(asked).map(({ name }) => name)) } : { ok: false, problem: asked.problem };
  }
  const names = rules.filter(matcher(core)).map(({ name }) => name);
  return names.length === 0 ? { ok: false, problem: unknown(written, core, rules) } : { ok: true, names: new Set(names) };
}

const orMeantMethod = (method: string, value: string): string => {
  if (method === "tag" || method === "path" || method === "file") return `; a ${method === "tag" ? "tag" : "path"} is written ${method === "tag" ? "#" : ""}${value}`;
  const meant = nearest(method, METHODS);
  return meant === null ? `; there are ${METHODS.map((one) => `${one}:`).join(", ")}` : `, did you mean ${meant}:?`;
};

function matcher(core: string): (rule: Selectable) => boolean {
  if (core.startsWith("#")) return ({ tags }) => tags.includes(core.slice(1));
  if (core.includes("/") || core.endsWith(".rule")) {
    const path = core.replace(/^\.\//, "").replace(/\/+$/, "");
    const glob = path.includes("*") ? globOf(path) : null;
    return ({ file }) => (glob === null ? file === path || file.startsWith(`${path}/`) : glob.test(file));
  }
  const matches = nameMatcher(core);
  return ({ name }) => matches(name);
}

function nameMatcher(core: string): (name: string) => boolean {
  const glob = core.includes("*") || core.includes("?") ? globOf(core) : null;
  return (name) => (glob === null ? isNamed(core)({ name }) : glob.test(name) || glob.test(localName(name)));
}

const globOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".")}$`);

const readsOf = (rules: readonly Selectable[]): Graph => {
  const known = new Set(rules.map(({ name }) => name));
  return new Map(rules.map(({ name, reads }) => [name, reads.filter((read) => known.has(read))]));
};

function readersOf(rules: readonly Selectable[]): Graph {
  const readers = new Map<string, string[]>(rules.map(({ name }) => [name, []]));
  for (const { name, reads } of rules) for (const read of reads) readers.get(read)?.push(name);
  return readers;
}

/** In waves, so that a rule is met by the shortest way to it. */
function reach(from: ReadonlySet<string>, graph: Graph, steps: number): Set<string> {
  const seen = new Set<string>(from);
  let wave = [...from];
  for (let step = 0; step < steps && wave.length > 0; step++) {
    const next: string[] = [];
    for (const name of wave) {
      for (const one of graph.get(name) ?? []) {
        if (seen.has(one)) continue;
        seen.add(one);
        next.push(one);
      }
    }
    wave = next;
  }
  return seen;
}

function unknown(written: string, core: string, rules: readonly Selectable[]): string {
  if (core.startsWith("#")) return `no rule has the tag ${core}`;
  const meant = nearestName(core, rules);
  return `${written} selects no rule${orMeant(meant, "rulec ls")}`;
}
