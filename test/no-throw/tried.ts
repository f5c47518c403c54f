/** Everything that rulec may do with a text, good or bad; places must lie in the text. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { Ajv } from "ajv";
import schema from "../../grammar/schemas/rulepack.json" with { type: "json" };
import { artifacts } from "../../src/compile/artifacts.ts";
import { compile } from "../../src/compile/compile.ts";
import type { CompileHost, TextFile } from "../../src/compile/types.ts";
import { astJson } from "../../src/lang/ast/walk.ts";
import { paramValues } from "../../src/lang/bind/params.ts";
import { diagnosticsJson } from "../../src/lang/diagnostics/render-json.ts";
import { renderTerminal } from "../../src/lang/diagnostics/render-terminal.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { format } from "../../src/lang/format/index.ts";
import { chooseProfile, manifestOf, readManifest, type Profile } from "../../src/lang/pack.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { csvHeader, guessDialect, raggedRecord } from "../../src/runtime/sources/csv-text.ts";
import type { Input } from "./inputs.ts";

const host: CompileHost = { sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"), now: () => 0 };
const manifest = manifestOf({ name: "tried", version: "0.1.0", language: 1, roots: ["rules"] });
const profile = chooseProfile(manifest, null) as Profile;
const validate = new Ajv({ allErrors: true, verbose: true }).compile(schema);
const TYPES = ["bool", "int8", "int64", "uint64", "float64", "decimal(12, 2)", "decimal(38, 10)", "string", "binary", "uuid", "json", "date", "time", "timestamp", "timestamptz", "list<string>", "struct<a: int64, b: list<date>>", "list<list<int64>>?"];
const params = compile({ manifest, profile, files: [{ path: "rules/p.rule", text: TYPES.map((type, i) => `param p${i}: ${type}`).join("\n") }] }, host).params;
let scratch: string | undefined;

const TRY: { readonly [K in Input["of"]]: (input: Extract<Input, { of: K }>) => void } = {
  pack: ({ files, at }) => tryPack(files, files[at] as TextFile),
  manifest: ({ text }) => {
    const read = readManifest(text, (value) => (validate(value) ? [] : (validate.errors ?? [])));
    told(read.diagnostics, [{ path: "rulepack.json", text }]);
    const chosen = read.manifest === null || read.diagnostics.length > 0 ? null : chooseProfile(read.manifest, null);
    if (chosen !== null && !("code" in chosen) && read.manifest !== null) paramValues(params, { args: [], env: {}, profile: chosen, manifest: read.manifest }, (problem) => told([problem], [{ path: "rulepack.json", text }]));
  },
  param: ({ text }) => {
    const problems: Diagnostic[] = [];
    paramValues(params, { args: [...TYPES.keys()].map((i) => [`p${i}`, text] as const), env: {}, profile, manifest }, (problem) => problems.push(problem));
    told(problems, []);
  },
  csv: ({ text }) => {
    scratch ??= join(mkdtempSync(join(tmpdir(), "rulec-no-throw-")), "a.csv");
    writeFileSync(scratch, text);
    const dialect = guessDialect(scratch);
    csvHeader(scratch, dialect, undefined);
    raggedRecord(scratch, dialect, undefined);
  },
};

/** Throws where rulec would, and where a diagnostic points outside of its file. */
export const tryInput = (input: Input): void => (TRY[input.of] as (input: Input) => void)(input);

export const sizeOf = (input: Input): number => (input.of === "pack" ? input.files.reduce((sum, { text }) => sum + text.length, 0) : input.text.length);

function tryPack(files: readonly TextFile[], strange: TextFile): void {
  const { ast, diagnostics } = parse(strange.path, strange.text);
  JSON.stringify(astJson(ast));
  if (!diagnostics.some(({ severity }) => severity === "error")) {
    const laidOut = format(ast, strange.text);
    const again = parse(strange.path, laidOut).diagnostics;
    if (again.length > 0) throw new Error(`what the formatter made does not parse: ${again[0]?.title}`);
  }
  const compiled = compile({ manifest, profile, files }, host, { promises: true });
  told(compiled.diagnostics, files);
  for (const { pieces } of artifacts({ compiled, manifest, profile, compiler: "0.0.0", sha256: host.sha256 })) for (const piece of pieces) if (piece.includes("[object Object]")) throw new Error("an object where text should be");
}

function told(diagnostics: readonly Diagnostic[], files: readonly TextFile[]): void {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const { at, edits, related, title, hint, code } of diagnostics) {
    for (const { file, start, end } of [at, ...edits, ...related.map((one) => one.at)]) {
      const length = texts.get(file)?.length ?? 0;
      if (!(start >= 0 && start <= end && end <= length)) throw new Error(`${code} points at ${start}–${end} of ${length}`);
    }
    if (/\bundefined\b|\[object/.test(`${title} ${hint}`) && ![...texts.values()].some((text) => /undefined|\[object/.test(text))) throw new Error(`${code} says: ${title}; ${hint}`);
  }
  renderTerminal(diagnostics, (file) => texts.get(file), { colour: true, width: 60 });
  diagnosticsJson(diagnostics, (file) => texts.get(file));
}
