/**
 * What a documentation site is made of: plain data between the compiler, which writes it, and the pages in src/site, which show it. The index says of everything what
 * search, lists and graphs need, and is read when a page is opened; pages and column lineage are read when somebody asks for them. An entry's place in the index is its id.
 */

export const SITE_FORMAT = 1;
/** Where a site is put where nobody says otherwise, relative to the pack's folder. */
export const SITE_FOLDER = "target/docs";
/** In a site's folder: which files are rulec's. */
export const SITE_MARKER = "site.json";
/** So many pages are in one file: a file is read in a few milliseconds. */
export const PAGES_PER_CHUNK = 50;

export type EntryKind = "rule" | "source" | "macro" | "function" | "schema" | "param";
export type Entry = {
  readonly kind: EntryKind;
  /** Qualified. */
  readonly name: string;
  readonly module: string;
  /** The name of the pack that it is imported from; null: this one. */
  readonly pack: string | null;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The first sentence of its documentation; empty where it has none. */
  readonly doc: string;
  readonly tags: readonly string[];
  /** Of a rule how it is stored, of a source what kind of data it is, of a macro what it stands for. */
  readonly form: string;
  /** Ids of the rules and sources that a rule reads, in the order of its text. */
  readonly reads: readonly number[];
  /** Places in `columnNames`. */
  readonly columns: readonly number[];
  readonly tests: number;
  /** How the last run that is known ended for it. */
  readonly run: RunStatus | null;
};
export type RunStatus = "built" | "reused" | "failed" | "skipped" | "warned";

export type SiteIndex = {
  readonly format: typeof SITE_FORMAT;
  readonly pack: { readonly name: string; readonly version: string; readonly profile: string; readonly warehouse: string; readonly compiler: string };
  /** When the site was made, ISO 8601 in UTC. */
  readonly made: string;
  /** Sources first, then rules in the order of building: what a rule reads stands before it. */
  readonly entries: readonly Entry[];
  readonly columnNames: readonly string[];
  /** Documentation at the head of files, by module. */
  readonly modules: readonly { readonly name: string; readonly file: string; readonly doc: string }[];
  /** The latest first. */
  readonly runs: readonly SiteRun[];
  /** Words that the language has a meaning for, to be coloured. */
  readonly keywords: readonly string[];
};
/** `ms` is null where nobody knows how long it took. */
export type SiteRun = { readonly run: string; readonly started: string; readonly profile: string; readonly status: string; readonly ms: number | null; readonly rules: { readonly built: number; readonly reused: number; readonly failed: number; readonly skipped: number } | null };

/** `words` are the author's, in one line. */
export type SitePlace = { readonly file: string; readonly line: number; readonly words: string; readonly via: readonly { readonly name: string; readonly file: string; readonly line: number }[] };

export type PageColumn = {
  readonly name: string;
  /** In the language's spelling, with `?` where it may be null. */
  readonly type: string;
  readonly tags: readonly string[];
  /** Its own, or that of the column which it hands on. */
  readonly doc: string | null;
};
export type PagePromise = { readonly kind: string; readonly severity: "warn" | "error"; readonly columns: readonly string[]; readonly references: string | null; readonly message: string; readonly where: SitePlace | null };
/** `premises` and `steps` are places in `steps`. */
export type PageProof = {
  readonly sections: readonly { readonly subject: string; readonly steps: readonly number[] }[];
  readonly steps: readonly { readonly fact: string; readonly why: string; readonly where: SitePlace | null; readonly premises: readonly number[] }[];
};
/** Lineage within one rule. `into` are places in the list and what they do: `v` value, `i` influence. */
export type PageStep = {
  readonly kind: "source" | "rule" | "previous" | "step" | "rows" | "all-rows";
  /** The rule or source that it is of, by its qualified name. */
  readonly of: string;
  readonly column: string | null;
  readonly by: "expression" | "verb" | null;
  readonly where: SitePlace | null;
  readonly into: readonly (readonly [from: number, kind: "v" | "i"])[];
};
export type PageTest = { readonly title: string; readonly doc: string | null; readonly text: string; readonly file: string; readonly line: number };
export type PageRun = {
  /** A place in the index's `runs`. */
  readonly run: number;
  readonly status: RunStatus;
  /** Why it was built, used again or left out. */
  readonly reason: string;
  readonly rows: number | null; readonly bytes: number | null; readonly ms: number | null;
  readonly change: string | null;
  /** Promises that rows broke. */
  readonly broken: readonly { readonly says: string; readonly severity: "warn" | "error"; readonly failing: number }[];
};
export type Page = {
  readonly doc: string | null;
  /** Its declaration as written, and the line that begins it. */
  readonly text: string;
  readonly line: number;
  /** Names in `text` that stand for other entries: offset, length, id. */
  readonly links: readonly (readonly [at: number, length: number, of: number])[];
  /** What it is, in the order in which it is shown. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly columns: readonly PageColumn[];
  readonly keys: readonly (readonly string[])[];
  readonly order: readonly string[];
  readonly promises: readonly PagePromise[];
  readonly proof: PageProof | null;
  readonly sql: string | null;
  readonly steps: readonly PageStep[];
  readonly tests: readonly PageTest[];
  readonly runs: readonly PageRun[];
  /** Macros, functions, schemas and parameters that its text names; of those, who names them. */
  readonly uses: readonly number[];
  readonly usedBy: readonly number[];
};
export type Chunk = readonly Page[];

/** Lineage of all columns, rule by rule (by id; null: has none). A leaf is an entry and a column's place there (-1: not there any more). */
export type SiteLineage = readonly (RuleColumns | null)[];
export type RuleColumns = {
  readonly leaves: readonly (readonly [entry: number, column: number])[];
  /** In the order of its columns: places in `leaves` that it is computed from, and those that influence it alone. */
  readonly columns: readonly (readonly [value: readonly number[], influence: readonly number[]])[];
  /** What influences every column. */
  readonly rows: readonly number[];
  /** SQL that somebody wrote stands in between. */
  readonly opaque: boolean;
};
