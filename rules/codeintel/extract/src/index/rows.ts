import { hashId } from "../ids.ts";
import type { Row, Rows } from "../tables.ts";
import { bytesOf, slice, unitSpan, type SourceText, type Span } from "../text.ts";
import type { ScipDocument, ScipOccurrence } from "./typescript.ts";
import { describe } from "./symbols.ts";

/** SCIP's SymbolRole.Definition. */
const DEFINITION = 1;
const SEVERITY: Readonly<Record<number, string>> = { 1: "error", 2: "warning", 3: "info", 4: "hint" };
const TAG: Readonly<Record<number, string>> = { 1: "unnecessary", 2: "deprecated" };

type Range = { readonly startLine: number; readonly startChar: number; readonly endLine: number; readonly endChar: number };

/** Adds what one indexed document says to the scip_* tables and to diagnostics. */
export function addDocument(rows: Rows, source: SourceText, language: string, document: ScipDocument): void {
  const { path } = source;
  const global = globalNames(path);
  const module = document.occurrences.find(isModule);
  const moduleSymbol = module === undefined ? "" : module.symbol;
  rows.scip_documents.push({ path, document_id: hashId("doc", path), language, position_encoding: "utf16", module_symbol: moduleSymbol });

  const definedAs = new Map<string, string>();
  const seen = new Set<string>();
  for (const occurrence of document.occurrences) {
    if (occurrence === module) continue;
    const row = occurrenceRow(path, occurrence, global);
    addDiagnostics(rows, source, occurrence, seen);
    if (seen.has(row.occurrence_id)) continue;
    seen.add(row.occurrence_id);
    rows.scip_occurrences.push(row);
    const span = (row.symbol_roles & DEFINITION) === 0 ? null : spanOf(source, occurrence);
    if (span !== null && !definedAs.has(row.symbol)) definedAs.set(row.symbol, slice(source, span));
  }
  addSymbols(rows, path, document, { global, moduleSymbol, definedAs });
  addRelationships(rows, path, document, global);
}

/** `local 3` means another thing in every document: a name that is unique in the project holds the path. */
function globalNames(path: string): (symbol: string) => string {
  return (symbol) => (symbol.startsWith("local ") ? `local ${path}#${symbol.slice("local ".length)}` : symbol);
}

/** The indexer's word for "this file": no text is there, so it is a fact about the document and no occurrence. */
function isModule({ range, symbol_roles }: ScipOccurrence): boolean {
  return symbol_roles === DEFINITION && range.length === 3 && range.every((n) => n === 0);
}

function rangeOf(range: readonly number[]): Range {
  const [startLine = 0, startChar = 0, third = 0, fourth] = range;
  return fourth === undefined ? { startLine, startChar, endLine: startLine, endChar: third } : { startLine, startChar, endLine: third, endChar: fourth };
}

function spanOf(source: SourceText, occurrence: ScipOccurrence): Span | null {
  const at = rangeOf(occurrence.range);
  return unitSpan(source, at.startLine, at.startChar, at.endLine, at.endChar);
}

function occurrenceRow(path: string, occurrence: ScipOccurrence, global: (symbol: string) => string): Row<"scip_occurrences"> {
  const at = rangeOf(occurrence.range);
  const symbol = global(occurrence.symbol);
  return {
    path,
    occurrence_id: hashId("occ", path, symbol, occurrence.symbol_roles, at.startLine, at.startChar, at.endLine, at.endChar),
    symbol,
    symbol_roles: occurrence.symbol_roles,
    start_line: at.startLine, start_char: at.startChar, end_line: at.endLine, end_char: at.endChar,
    range_len: occurrence.range.length,
  };
}

/** The indexer reports uses of what is deprecated; the same use can be several occurrences. */
function addDiagnostics(rows: Rows, source: SourceText, occurrence: ScipOccurrence, seen: Set<string>): void {
  const span = occurrence.diagnostics.length === 0 ? null : spanOf(source, occurrence);
  if (span === null) return;
  const { bstart, bend } = bytesOf(source, span);
  for (const { severity, code, message, tags } of occurrence.diagnostics) {
    const diag_id = hashId("diag", source.path, "scip-typescript", code, bstart, bend, message);
    if (seen.has(diag_id)) continue;
    seen.add(diag_id);
    rows.diagnostics.push({
      path: source.path, diag_id, source: "scip-typescript", severity: SEVERITY[severity] ?? "info", code, message,
      tags: tags.flatMap((tag) => TAG[tag] ?? []), bstart, bend, meta: null,
    });
  }
}

type Naming = {
  readonly global: (symbol: string) => string;
  readonly moduleSymbol: string;
  /** The text at a symbol's first definition. */
  readonly definedAs: ReadonlyMap<string, string>;
};

/** One row a symbol: overloads and merged declarations give several, whose documentation is joined. */
function addSymbols(rows: Rows, path: string, document: ScipDocument, naming: Naming): void {
  const documentation = new Map<string, Set<string>>();
  for (const information of document.symbols) {
    const symbol = naming.global(information.symbol);
    const lines = documentation.get(symbol) ?? new Set();
    for (const line of information.documentation) lines.add(line);
    documentation.set(symbol, lines);
  }
  for (const [symbol, lines] of documentation) {
    rows.scip_symbols.push({ path, symbol, ...symbolFacts(symbol, naming), documentation: [...lines] });
  }
}

function symbolFacts(symbol: string, { moduleSymbol, definedAs }: Naming): Pick<Row<"scip_symbols">, "display_name" | "kind" | "enclosing_symbol"> {
  const described = describe(symbol);
  // A local has no descriptor, and a property's (`name0:`) holds a running number: the text at the definition is the name.
  if (described === null) return { display_name: definedAs.get(symbol) ?? symbol, kind: "local", enclosing_symbol: moduleSymbol || null };
  const name = described.kind === "meta" ? (definedAs.get(symbol) ?? described.name) : described.name;
  return { display_name: name, kind: described.kind, enclosing_symbol: described.enclosing };
}

function addRelationships(rows: Rows, path: string, document: ScipDocument, global: (symbol: string) => string): void {
  const merged = new Map<string, Row<"scip_relationships">>();
  for (const information of document.symbols) {
    const symbol = global(information.symbol);
    for (const relation of information.relationships) {
      const related_symbol = global(relation.symbol);
      const key = JSON.stringify([symbol, related_symbol]);
      const before = merged.get(key);
      merged.set(key, {
        path, symbol, related_symbol,
        is_reference: relation.is_reference || before?.is_reference === true,
        is_implementation: relation.is_implementation || before?.is_implementation === true,
        is_type_definition: relation.is_type_definition || before?.is_type_definition === true,
        is_definition: relation.is_definition || before?.is_definition === true,
      });
    }
  }
  rows.scip_relationships.push(...merged.values());
}
