/** Diagnostics as a log of SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), which code hosts and editors read. */
import { CATALOGUE, type Code, type Diagnostic } from "./index.ts";
import { diagnosticsJson, type DiagnosticJson, type PlaceJson } from "./render-json.ts";

type Allowed = { readonly diagnostic: Diagnostic; readonly reason: string };
/** `allowed`: lints that a comment allows, which stand in the log as suppressed. `prefix`: the pack's folder, relative to the repository's, with `/` behind it; may be empty. */
export type SarifInput = { readonly diagnostics: readonly Diagnostic[]; readonly allowed: readonly Allowed[]; readonly textOf: (file: string) => string | undefined; readonly prefix: string; readonly version: string };

/** One run, as a value for JSON. */
export function renderSarif({ diagnostics, allowed, textOf, prefix, version }: SarifInput): unknown {
  const told = diagnosticsJson([...diagnostics, ...allowed.map(({ diagnostic }) => diagnostic)], textOf);
  const codes = [...new Set(told.map(({ code }) => code as Code))].sort();
  const rules = new Map(codes.map((code, index) => [code as string, index]));
  const results = told.map((one, i) => result(one, rules.get(one.code) ?? 0, prefix, allowed[i - diagnostics.length]?.reason ?? null));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "rulec", version, rules: codes.map(rule) } }, columnKind: "unicodeCodePoints", results }],
  };
}

function rule(code: Code): unknown {
  const { severity, doc } = CATALOGUE[code];
  const [summary = ""] = doc.trim().split(/(?<=\.)\s|\n\n/);
  const text = summary.replaceAll("\n", " ");
  return { id: code, shortDescription: { text }, help: { text, markdown: doc }, defaultConfiguration: { level: severity } };
}

const said = ({ title, label, hint }: DiagnosticJson): string => [title, label, hint].filter((part) => part !== null && part !== "").join("\n");

/** `reason`: why it is allowed; null where it is not. */
const result = (one: DiagnosticJson, ruleIndex: number, prefix: string, reason: string | null): unknown => ({
  ruleId: one.code, ruleIndex, level: one.severity, message: { text: said(one) },
  locations: [location(one.at, prefix)],
  ...(one.related.length === 0 ? {} : { relatedLocations: one.related.map(({ at, label }, id) => ({ id, ...location(at, prefix), message: { text: label } })) }),
  ...(one.edits.length === 0 ? {} : { fixes: [fix(one, prefix)] }),
  ...(reason === null ? {} : { suppressions: [{ kind: "inSource", justification: reason }] }),
});

const location = (at: PlaceJson, prefix: string): { readonly physicalLocation: unknown } => ({ physicalLocation: { artifactLocation: artifact(at.file, prefix), ...region("region", at) } });

const artifact = (file: string, prefix: string): unknown => ({ uri: (prefix + file).split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" });

/** None where the file's text is not known. */
const region = (name: "region" | "deletedRegion", { line, column, endLine, endColumn }: PlaceJson): object => (line === null ? {} : { [name]: { startLine: line, startColumn: column, endLine, endColumn } });

function fix({ hint, title, edits }: DiagnosticJson, prefix: string): unknown {
  const files = [...new Set(edits.map(({ at }) => at.file))];
  const replacements = (file: string): unknown[] => edits.filter(({ at }) => at.file === file).map(({ at, text }) => ({ ...region("deletedRegion", at), insertedContent: { text } }));
  return { description: { text: hint ?? title }, artifactChanges: files.map((file) => ({ artifactLocation: artifact(file, prefix), replacements: replacements(file) })) };
}
