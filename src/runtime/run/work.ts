/** What the steps of one run share. */
import type { RuleName } from "../../ir/id.ts";
import { modeOf } from "../../ir/storage.ts";
import { readRegex } from "../../values/regex.ts";
import type { Policy } from "../engine.ts";
import type { Engine, Session, SqlParam } from "../engine.ts";
import type { CompiledParam, CompiledRule, CompiledSource, ParamValues, Read, ScanOf, Shape } from "../plan-types.ts";
import type { KeepFailures } from "../record/failures.ts";
import type { ScanEvidence } from "../record/scans.ts";
import { relative, type Located } from "../sources/paths.ts";
import { path as sqlPath } from "../sql-text.ts";
import type { OnEvent } from "./events.ts";
import { qualified, type FileMove, type Ledger } from "./ledger.ts";
import type { Decisions } from "../reuse/decision.ts";
import { columnsFrom, rowsAfter } from "./materialise/index.ts";
import type { Change, Target } from "./materialise/mode.ts";
import type { Redo } from "./materialise/redo.ts";
import { outputFile, scanOfFile, type FileKind } from "./outputs.ts";
import { inlined, type Definition, type Visible } from "./visible.ts";

export type RunProfile = {
  readonly name: string;
  /** Absolute, or `:memory:`. */
  readonly warehouse: string;
  readonly policy: Policy;
  readonly threads: number | null;
  readonly memory: string | null;
  /** How many rules are made at a time, each over a connection of its own; one where it is not said. */
  readonly workers?: number | null;
};

export type RunInput = {
  readonly pack: string;
  /** The pack's folder, absolute. */
  readonly root: string;
  /** Where artifacts go (`target/<pack>`), absolute. */
  readonly target: string;
  readonly profile: RunProfile;
  /** All of the pack: what is not selected is read as last published. */
  readonly rules: readonly CompiledRule[];
  readonly sources: readonly CompiledSource[];
  readonly selected: (rule: RuleName) => boolean;
  readonly values: ParamValues;
  readonly scan: ScanOf;
  /** What is stored makes way for what the run makes. */
  readonly fullRefresh?: boolean;
  /** Which intervals of tables stored by time to compute again. */
  readonly redo?: Redo;
  /** Whether it goes on with a run that did not end well: one that was to make everything anew has made so much of it. */
  readonly resumes?: boolean;
  /** The passes and rewrites that were left out, for the record. */
  readonly without?: readonly string[];
  /** Whether the first rule that fails ends the run, instead of those alone that read it. */
  readonly failFast?: boolean;
  /** Whether the engine is asked which columns it scans (see scan-evidence.ts). */
  readonly evidence?: boolean;
  /** Whether rows that break promises are kept in the run's folder. */
  readonly keepFailures?: boolean;
  /** Where events of OpenLineage go, and whose jobs they are: added to a file, or a file a run in a folder that is there. Absolute. */
  readonly openLineage?: { readonly to: string; readonly namespace: string };
  /** How long to wait for another process on the warehouse, in milliseconds. */
  readonly wait: number;
  /** The version of rulec, and what decided the text of its statements, for the record. */
  readonly compiler: string;
  readonly shape: Shape;
  readonly signal?: AbortSignal | undefined;
  /** Ends the process: called where the run was asked to stop and the engine does not (stuck.ts). Nothing is being published then, and the record has its end. */
  readonly onStuck?: (() => void) | undefined;
  readonly onEvent?: OnEvent | undefined;
  /** The text of a rule file, for the names of macros in messages. */
  readonly textOf?: ((file: string) => string | undefined) | undefined;
};

/** What a rule has made and nobody sees yet. A view makes nothing. `rows` is null where nobody counted them; `change` where no table is added to, and before the rows were verified. */
export type Staged = { readonly rule: CompiledRule; readonly table: string | null; readonly file: FileMove | null; readonly rows: number | null; readonly bytes: number | null; readonly spilled: number | null; readonly change: Change | null; readonly ms: number };

export type Work = {
  readonly input: RunInput;
  readonly run: string;
  readonly engine: Engine;
  readonly session: Session;
  readonly ledger: Ledger;
  readonly visible: Visible;
  readonly rules: ReadonlyMap<RuleName, CompiledRule>;
  readonly located: ReadonlyMap<RuleName, Located>;
  readonly staged: Map<RuleName, Staged>;
  /** Of rules that add to their tables, where they are built. */
  readonly targets: ReadonlyMap<RuleName, Target>;
  /** What rules had stored before the run, as SELECTs, where it is read. */
  readonly previous: ReadonlyMap<RuleName, string>;
  /** What of earlier runs is used again, and what everything is made of. */
  readonly decisions: Decisions;
  /** By kind and name: a rule is read only after it was made, so what it is read as does not change. */
  readonly definitions: Map<string, Definition>;
  /** Where a run was asked to keep the rows that break promises. */
  readonly keepFailures?: KeepFailures;
  /** Of the rules that were built, where it was asked for. */
  readonly scans: ScanEvidence[];
  /** How files that are staged are known; a dry run has none. */
  readonly fingerprint?: (file: string) => string;
  readonly emit: OnEvent;
};

export const absolute = (work: Pick<Work, "input">, file: string): string => `${work.input.root}/${file}`;
/** A path in messages and records. */
export const shown = (work: Pick<Work, "input">, file: string): string => relative(work.input.root, file);
/** What an engine says, without the folders of this machine. */
export const withoutPaths = (work: Pick<Work, "input">, says: string): string => says.replaceAll(`${work.input.root}/`, "");

/** How the statements of a run read a source or rule: staged where this run has made it, else as last published. */
export function definitionOf(work: Work): (read: Read) => Definition {
  const known = work.definitions;
  const define = (read: Read): Definition => {
    const key = `${read.of.kind} ${read.of.name}`;
    const found = known.get(key) ?? DEFINE[read.of.kind](work, read.of.name, define);
    known.set(key, found);
    return found;
  };
  return define;
}

type Define = (work: Work, name: RuleName, define: (read: Read) => Definition) => Definition;
const DEFINE: Readonly<Record<Read["of"]["kind"], Define>> = { source: ofSource, rule: ofRule, previous: ofPrevious };

function ofSource(work: Work, name: RuleName): Definition {
  const located = work.located.get(name);
  if (located === undefined) throw new Error(`the source ${name} is read and was not located`);
  const text = work.input.scan(located.source, located.paths);
  return { text, parts: [{ start: 0, text, of: { kind: "source", source: located.source } }] };
}

function ofPrevious(work: Work, name: RuleName): Definition {
  const text = work.previous.get(name);
  if (text === undefined) throw new Error(`what ${name} has stored is read and was not looked at`);
  return { text, parts: [] };
}

function ofRule(work: Work, name: RuleName, define: (read: Read) => Definition): Definition {
  const rule = work.rules.get(name);
  if (rule === undefined) throw new Error(`the rule ${name} is read and is not in the plan`);
  if (rule.storage.kind === "view") return inlined(rule, define);
  const staged = work.staged.get(name);
  const [mode, target] = [modeOf(rule.storage), work.targets.get(name)];
  if (staged?.table !== null && staged !== undefined && mode !== null && target !== undefined) return { text: rowsAfter(work.engine, rule, mode, staged.table, target), parts: [] };
  const from = staged === undefined ? null : stagedFrom(work, staged);
  if (from !== null) return plain(from);
  return publishedDefinition(work, rule, qualified(work.engine, rule.schema, rule.table));
}

export const publishedDefinition = (work: Pick<Work, "input">, rule: CompiledRule, table: string): Definition => {
  const file = outputFile(rule);
  // By name: a column that is added to the table later changes nothing for a view that stands in the database.
  return file === null ? { text: columnsFrom(rule, table), parts: [] } : plain(scanOfFile(rule, rule.storage.kind as FileKind, absolute(work, file)));
};

/** What a run has made of a rule, as SQL names it; null where it makes no rows. */
export function stagedFrom(work: Pick<Work, "input" | "engine">, { rule, table, file }: Pick<Staged, "rule" | "table" | "file">): string | null {
  if (table !== null) return qualified(work.engine, rule.schema, table);
  return file === null ? null : scanOfFile(rule, rule.storage.kind as FileKind, absolute(work, file.from));
}

/** What a rule has published, as SQL names it. */
export const publishedFrom = (work: Pick<Work, "input" | "engine">, rule: CompiledRule): string => {
  const file = outputFile(rule);
  return file === null ? qualified(work.engine, rule.schema, rule.table) : scanOfFile(rule, rule.storage.kind as FileKind, absolute(work, file));
};

/** As a view in the database says it: by schema and name, for whoever opens the file. */
export const forOthers = (work: Work, sourceText: (name: RuleName) => Definition): ((read: Read) => Definition) => {
  const define = (read: Read): Definition => {
    if (read.of.kind === "source") return sourceText(read.of.name);
    const rule = work.rules.get(read.of.name) as CompiledRule;
    return rule.storage.kind === "view" ? inlined(rule, define) : publishedDefinition(work, rule, sqlPath([rule.schema, rule.table]));
  };
  return define;
};

const plain = (from: string): Definition => ({ text: `SELECT * FROM ${from}`, parts: [] });

export const boundParams = (work: { readonly input: Pick<RunInput, "values"> }, params: readonly CompiledParam[]): SqlParam[] =>
  params.map(({ name, sqlName, type, sqlType, groups }) => {
    const value = work.input.values.get(name) ?? null;
    return { name: sqlName, type, sqlType, value: groups === undefined || typeof value !== "string" ? value : pattern(name, value) };
  });

/** In RE2's words. Values are read where they are given, so that this finds nothing wrong; an engine is given no pattern that nobody has read. */
function pattern(name: string, text: string): string {
  const read = readRegex(text);
  if (!read.ok) throw new Error(`the value of ${name} is no pattern: ${read.why}`);
  return read.pattern;
}
