/** The data of a documentation site, file by file. What shows it is src/site; what each file holds is model.ts. */
import { KEYWORDS } from "../../lang/tokens.ts";
import type { Manifest, Profile } from "../../lang/pack.ts";
import type { Artifact } from "../artifacts.ts";
import type { Compiled, Prepared } from "../types.ts";
import { entriesOf, type Declared, type Entries } from "./entries.ts";
import type { Facts } from "./facts.ts";
import { PAGES_PER_CHUNK, SITE_FORMAT, type Entry, type PageRun, type RunStatus, type SiteIndex, type SiteLineage, type SiteRun } from "./model.ts";
import { formOf, pageText, ruleColumns, usesOf, type PageWorld } from "./pages.ts";
import { modulesOf, testsOf } from "./tests.ts";

/** `runs`: the latest first; `byRule` by the qualified name of a rule or source. */
export type RecentRuns = { readonly runs: readonly SiteRun[]; readonly byRule: ReadonlyMap<string, readonly PageRun[]> };
export type SiteOf = {
  readonly compiled: Compiled;
  readonly prepared: Prepared;
  readonly facts: Facts;
  readonly manifest: Manifest;
  readonly profile: Profile;
  /** The pack of a file; null: the one that is compiled. */
  readonly packOf: (file: string) => string | null;
  readonly recent: RecentRuns;
  readonly compiler: string;
  readonly made: string;
  /** From JSON to text that needs no quoting within `"`; src/site/load.ts turns it back. */
  readonly pack: (json: string) => string;
};

/** Relative to the site's folder. `rules` and `pages` are there at once, the files are made as they are asked for. */
export type Site = { readonly rules: number; readonly sources: number; readonly pages: number; readonly files: Iterable<Artifact> };

export function siteOf(of: SiteOf): Site {
  const entries = entriesOf(of.compiled, of.prepared, of.packOf);
  const world: PageWorld = {
    entries,
    rules: new Map(of.compiled.rules.map((rule) => [rule.name, rule])),
    sources: new Map(of.compiled.sources.map((source) => [source.name, source])),
    facts: of.facts,
    tests: testsOf(of.compiled, of.prepared.program.modules, entries.lineAt),
    runs: of.recent.byRule,
    usedBy: usedBy(entries),
  };
  const count = (kind: Declared["of"]["kind"]): number => entries.all.filter((one) => one.of.kind === kind).length;
  return { rules: count("rule"), sources: count("source"), pages: entries.all.length, files: filesOf(of, world) };
}

function* filesOf(of: SiteOf, world: PageWorld): Generator<Artifact> {
  const { all } = world.entries;
  const file = (name: string, json: string): Artifact => ({ path: `data/${name}.js`, pieces: [`rulecSite(${JSON.stringify(name)},"${of.pack(json)}")\n`] });
  yield file("index", JSON.stringify(indexOf(of, world)));
  for (let at = 0; at < all.length; at += PAGES_PER_CHUNK) {
    yield file(`pages-${at / PAGES_PER_CHUNK}`, `[${all.slice(at, at + PAGES_PER_CHUNK).map((declared) => pageText(declared, world)).join(",\n")}]`);
  }
  yield file("lineage", JSON.stringify(lineageOf(world)));
}

function indexOf({ compiled, manifest, profile, compiler, made, recent, prepared }: SiteOf, world: PageWorld): SiteIndex {
  const columns = new Map<string, number>();
  const placeOf = (column: string): number => {
    const place = columns.get(column) ?? columns.size;
    columns.set(column, place);
    return place;
  };
  const reads = new Map(compiled.declared.map((rule) => [rule.name, rule.reads]));
  const entries = world.entries.all.map((declared): Entry => {
    const { of: { kind, name, module, file, decl }, pack, line, interface: as } = declared;
    return {
      kind, name, module, pack, file, line,
      doc: firstSentence("doc" in decl ? decl.doc : null),
      tags: "tags" in decl ? decl.tags.map(({ text }) => text) : [],
      form: formOf(declared, world),
      reads: (reads.get(name) ?? []).map(world.entries.idOf).filter((id) => id >= 0),
      columns: (as?.columns ?? []).map((column) => placeOf(column.name)),
      tests: world.tests.get(name)?.length ?? 0,
      run: lastRun(world.runs.get(name)),
    };
  });
  return {
    format: SITE_FORMAT,
    pack: { name: manifest.name, version: manifest.version, profile: profile.name, warehouse: profile.warehouse, compiler },
    made,
    entries,
    columnNames: [...columns.keys()],
    modules: modulesOf(prepared.program.modules),
    runs: recent.runs,
    keywords: [...KEYWORDS.keys()],
  };
}

const lastRun = (runs: readonly PageRun[] | undefined): RunStatus | null => {
  const last = runs?.find(({ status }) => status !== "skipped");
  return last === undefined ? null : last.status === "built" && last.broken.length > 0 ? "warned" : last.status;
};

const LONGEST = 160;

function firstSentence(doc: string | null): string {
  const text = (doc ?? "").replaceAll("`", "").replaceAll(/\s+/g, " ").trim();
  const end = /[.!?](?= |$)/.exec(text);
  const first = end === null ? text : text.slice(0, end.index + 1);
  return first.length > LONGEST ? `${first.slice(0, LONGEST - 1)}…` : first;
}

function usedBy(entries: Entries): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const declared of entries.all) {
    for (const id of usesOf(declared, entries)) {
      const known = found.get(id);
      if (known === undefined) found.set(id, [declared.id]);
      else known.push(declared.id);
    }
  }
  return found;
}

const lineageOf = ({ entries, rules, facts }: PageWorld): SiteLineage =>
  entries.all.map(({ of: { kind, name } }) => {
    const lineage = kind === "rule" ? (rules.get(name)?.lineage ?? facts.of(name)?.lineage ?? null) : null;
    return lineage === null ? null : ruleColumns(lineage, entries);
  });
