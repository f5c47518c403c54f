import { DATA } from "./data.ts";
import type { Edit, Entry, Place, Related, Severity, Via } from "./define.ts";
import { CONTRACT } from "./contract.ts";
import { DEPENDENCIES } from "./dependencies.ts";
import { FOREIGN } from "./foreign.ts";
import { FUNCTIONS } from "./functions.ts";
import { HOST } from "./host.ts";
import { JOINS } from "./joins.ts";
import { LIMITS } from "./limits.ts";
import { LINTS, type LintId } from "./lints/index.ts";
import { MACROS } from "./macros.ts";
import { MODULES } from "./modules.ts";
import { NAMES } from "./names.ts";
import { PACK } from "./pack.ts";
import { RECORDS } from "./records.ts";
import { RUN } from "./run.ts";
import { STAGES } from "./stages.ts";
import { STORAGE } from "./storage.ts";
import { STORED } from "./stored.ts";
import { SCHEMA } from "./schema.ts";
import { SYNTAX } from "./syntax.ts";
import { TESTS } from "./tests.ts";
import { TEXT } from "./text.ts";
import { TYPES } from "./types.ts";
import { WINDOWS } from "./windows.ts";

/** Every diagnostic that rulec can give, by its stable code. */
export const CATALOGUE = { ...HOST, ...TEXT, ...SYNTAX, ...LIMITS, ...PACK, ...DEPENDENCIES, ...MODULES, ...SCHEMA, ...CONTRACT, ...STORAGE, ...NAMES, ...TYPES, ...FUNCTIONS, ...FOREIGN, ...STAGES, ...WINDOWS, ...JOINS, ...MACROS, ...TESTS, ...DATA, ...RUN, ...STORED, ...RECORDS, ...LINTS };
export type Code = keyof typeof CATALOGUE;
export const isLint = (code: string): code is LintId => Object.hasOwn(LINTS, code);
export type ParamsOf<C extends Code> = Parameters<(typeof CATALOGUE)[C]["title"]>[0];

export type Diagnostic = {
  readonly code: Code;
  readonly severity: Severity;
  readonly title: string;
  readonly label: string | null;
  readonly hint: string | null;
  readonly at: Place;
  readonly related: readonly Related[];
  readonly edits: readonly Edit[];
  readonly via: readonly Via[];
  readonly params: Readonly<Record<string, unknown>>;
};
export type More = { readonly related?: readonly Related[]; readonly edits?: readonly Edit[]; readonly via?: readonly Via[] };

export function diagnose<C extends Code>(code: C, params: ParamsOf<C>, at: Place, more: More = {}): Diagnostic {
  const entry = CATALOGUE[code] as unknown as Entry<ParamsOf<C>>;
  return {
    code,
    severity: entry.severity,
    title: entry.title(params),
    label: entry.label?.(params) ?? null,
    hint: entry.hint?.(params) ?? null,
    at,
    related: more.related ?? [],
    edits: more.edits ?? [],
    via: more.via ?? [],
    params: params as Readonly<Record<string, unknown>>,
  };
}

/** In the order in which one reads the files. */
export const byPlace = ({ at: a }: Diagnostic, { at: b }: Diagnostic): number => (a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1);

export { LINTS, type LintId };
export type { Edit, Place, Related, Severity, Via };
