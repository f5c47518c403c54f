import { parseSync, type OxcError } from "oxc-parser";

import { hashId } from "../ids.ts";
import type { CompilerOptions } from "../index/typescript.ts";
import type { Row, Rows } from "../tables.ts";
import { bytesOf, type SourceText } from "../text.ts";
import { collectCalls } from "./calls.ts";
import { collectDefs } from "./defs.ts";
import type { ParsedFile } from "./file.ts";
import { collectImports } from "./imports.ts";
import { collectJsx } from "./jsx.ts";
import { collectRefs } from "./refs.ts";
import { collectScopes } from "./scopes.ts";
import { survives } from "./trial.ts";
import { collectTypeRefs } from "./type-refs.ts";
import { walk } from "./walk.ts";

/**
 * Adds a file's syntax facts to the ast_* tables, or, if it cannot be parsed, the reasons to parse_errors.
 * Throws when the source nests deeper than the stack; then nothing has been added.
 */
export function addSyntax(rows: Rows, source: SourceText, fileId: string, compiled: CompilerOptions = {}): void {
  const options = { astType: "ts", lang: dialect(source.path) } as const;
  if (!survives(source.path, source.text, options)) throw new RangeError("nested too deeply to be parsed");
  const checked = parseSync(source.path, source.text, { ...options, showSemanticErrors: true });
  const errors = checked.errors;
  // Both kinds of error come in one list. A second parse, without the checks of meaning, tells them apart, and only a file with errors pays it.
  const plain = errors.length === 0 ? checked : parseSync(source.path, source.text, options);
  if (plain.errors.some((error) => SEVERITY[error.severity] === "error")) {
    addParseErrors(rows, source.path, plain.errors.map((error) => ({ message: error.message, meta: errorMeta(source, error) })));
    return;
  }
  // All facts before any row: a failure half-way must not leave half a file.
  const facts = syntaxFacts({ source, program: checked.program, fileId, isDeclaration: dialect(source.path) === "dts", options: compiled });
  rows.diagnostics.push(...unique(errors.map((error) => diagnostic(source, error)), "diag_id"));
  append(rows.ast_imports, unique(facts.ast_imports, "import_id"));
  append(rows.ast_calls, unique(facts.ast_calls, "call_id"));
  append(rows.ast_defs, unique(facts.ast_defs, "def_id"));
  append(rows.ast_refs, unique(facts.ast_refs, "ref_id"));
  append(rows.ast_type_refs, unique(facts.ast_type_refs, "type_ref_id"));
  append(rows.ast_scopes, unique(facts.ast_scopes, "scope_id"));
  append(rows.jsx_factories, facts.jsx_factories);
}

type Facts = { readonly [T in "ast_imports" | "ast_calls" | "ast_defs" | "ast_refs" | "ast_type_refs" | "ast_scopes" | "jsx_factories"]: readonly Row<T>[] };

function syntaxFacts(file: ParsedFile): Facts {
  const defs = collectDefs(file);
  const scopes = collectScopes(file);
  const imports = collectImports(file, scopes);
  const refs = collectRefs(file, scopes, defs);
  const calls = collectCalls(file, scopes, defs, imports);
  const types = collectTypeRefs(file, defs);
  const jsx = collectJsx(file);
  walk(file.program, [defs, scopes, imports, refs, calls, types, jsx]);
  // References first: resolving them is what fills the scopes' reads and writes.
  const ast_refs = refs.rows();
  return {
    ast_imports: imports.rows(), ast_calls: calls.rows(), ast_defs: defs.rows, ast_refs, ast_type_refs: types.rows, ast_scopes: scopes.rows(),
    jsx_factories: jsx.rows(),
  };
}

/** Numbers errors on from those that the file has already. */
export function addParseErrors(rows: Rows, path: string, errors: readonly { readonly message: string; readonly meta: Readonly<Record<string, string>> }[]): void {
  const before = rows.parse_errors.filter((row) => row.path === path).length;
  rows.parse_errors.push(...errors.map(({ message, meta }, index) => ({ path, error_no: before + index, message, meta })));
}

/** The parser's word for what a file may contain; `.js` files may hold JSX, as compilers and bundlers accept. */
function dialect(path: string): "js" | "jsx" | "ts" | "tsx" | "dts" {
  if (/\.d\.([^/]+\.)?[cm]?ts$/.test(path)) return "dts";
  if (path.endsWith(".tsx")) return "tsx";
  return /\.[cm]?ts$/.test(path) ? "ts" : "jsx";
}

const SEVERITY = { Error: "error", Warning: "warning", Advice: "info" } as const;

function errorSpan(source: SourceText, error: OxcError): { bstart: number; bend: number } {
  const label = error.labels[0];
  return label === undefined ? { bstart: 0, bend: 0 } : bytesOf(source, label);
}

function errorMeta(source: SourceText, error: OxcError): Record<string, string> {
  const { bstart, bend } = errorSpan(source, error);
  return { severity: SEVERITY[error.severity], bstart: String(bstart), bend: String(bend), ...(error.helpMessage === null ? {} : { help: error.helpMessage }) };
}

function diagnostic(source: SourceText, error: OxcError): Row<"diagnostics"> {
  const { bstart, bend } = errorSpan(source, error);
  // Those that TypeScript reports too carry its number; the others have none.
  const [, number, text] = /^TS\((\d+)\): (.*)$/s.exec(error.message) ?? [];
  const code = number === undefined ? "semantic" : `TS${number}`;
  const message = text ?? error.message;
  return {
    path: source.path, diag_id: hashId("diag", source.path, "oxc-parser", code, bstart, bend, message), source: "oxc-parser",
    severity: SEVERITY[error.severity], code, message, tags: [], bstart, bend,
    meta: error.helpMessage === null ? null : { help: error.helpMessage },
  };
}

/** A recovered tree can hold one node twice; the first says all. */
function unique<R extends object, K extends keyof R>(rows: readonly R[], key: K): readonly R[] {
  const seen = new Set<R[K]>();
  return rows.filter((row) => !seen.has(row[key]) && seen.add(row[key]).size > 0);
}

/** Spreading a large file's rows into one call of `push` would overflow the stack. */
function append<R>(rows: R[], more: readonly R[]): void {
  for (const row of more) rows.push(row);
}
