/** Samples in Markdown, compiled as their fence says: ```rule must compile, ```rule wrong CODE must give that code and no other. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../../src/compile/compile.ts";
import { compileFragment } from "../../src/compile/fragment.ts";
import type { Compiled, CompiledFragment, CompileOptions, DependencyText, TextFile } from "../../src/compile/types.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { manifestOf } from "../../src/lang/pack.ts";
import { host } from "../support/host.ts";

export type Sample = { readonly line: number; readonly info: string; readonly text: string };

/** Every fenced block of a Markdown text; `info` is what stands behind the opening fence. */
export function fences(markdown: string): Sample[] {
  const out: Sample[] = [];
  let open: { line: number; info: string; lines: string[] } | null = null;
  markdown.split("\n").forEach((text, i) => {
    const fence = /^```(.*)$/.exec(text);
    if (fence === null) open?.lines.push(text);
    else if (open === null) open = { line: i + 1, info: (fence[1] as string).trim(), lines: [] };
    else {
      out.push({ line: open.line, info: open.info, text: `${open.lines.join("\n")}\n` });
      open = null;
    }
  });
  return out;
}

export const manifest = manifestOf({ name: "docs", version: "0.1.0", language: 1, roots: ["rules"] });
export const profile = manifest.profiles["dev"] as NonNullable<(typeof manifest.profiles)[string]>;
const std = join(dirname(fileURLToPath(import.meta.url)), "../../rules/std");
/** The pack that comes with the program, for samples that import from it. */
const STD: DependencyText = { name: "std", path: "rulec/std", roots: [""], files: readdirSync(std).filter((file) => file.endsWith(".rule")).map((file) => ({ path: `rulec/std/${file}`, text: readFileSync(join(std, file), "utf8") })) };
const DECLARES = /^(?:#\w+\s+)*(?:source|rule|schema|param|function|macro\s+\w+)\s+([A-Za-z_]\w*)/gm;
const declaredIn = (text: string): string[] => [...text.matchAll(DECLARES)].map((found) => found[1] as string);

/** `pipeline` is null where the sample is declarations; `fragment` is what comes of it. */
export type CompiledSample = { readonly compiled: Compiled; readonly pipeline: string | null; readonly fragment: CompiledFragment | null; readonly diagnostics: readonly Diagnostic[] };

/** The prelude, and the files of a sample that is declarations. */
export const sampleFiles = (text: string, prelude: string): TextFile[] =>
  [{ path: "rules/prelude.rule", text: prelude }, ...(text === "" ? [] : filesOf(text).map(({ path, text: body }) => ({ path, text: completed(body, prelude) })))];

/**
 * A sample is one file or several (a comment `-- path.rule` begins each), which import what they name and do not declare from the prelude;
 * or a pipeline, or what follows `from orders` in one, which sees every source of the prelude.
 */
export function compiledSample(text: string, prelude: string, options: CompileOptions = {}): CompiledSample {
  const pipeline = pipelineOf(text);
  const files = sampleFiles(pipeline === null ? text : "", prelude);
  const more = /^import .* from "std\//m.test(text) ? { dependencies: [STD], packs: { std: "std" } } : {};
  const compiled = compile({ manifest, profile, files, ...more }, host, { ...options, keep: true });
  if (pipeline === null || compiled.prepared === null || compiled.diagnostics.length > 0) return { compiled, pipeline, fragment: null, diagnostics: compiled.diagnostics };
  return { compiled, pipeline, ...compileFragment(pipeline, compiled.prepared) };
}

/** What compiling says. */
export const diagnosticsOf = (text: string, prelude: string): readonly Diagnostic[] => compiledSample(text, prelude).diagnostics;

const VERB = /^(where|derive|select|drop|rename|aggregate|group|window|sort|limit|sample|distinct|join|union|intersect|except|dedupe|explode|recurse|pivot|unpivot|check)\b/;

/** Null where the sample is declarations. */
function pipelineOf(text: string): string | null {
  const code = text.replace(/^(\s*--[^\n]*\n)+/, "").trim();
  if (/^from\b/.test(code)) return code;
  if (code.startsWith("|>")) return `from orders\n${code}`;
  return VERB.test(code) ? `from orders\n|> ${code}` : null;
}

function filesOf(text: string): TextFile[] {
  const parts = text.split(/^-- ([\w/]+)\.rule$/m);
  const named = parts.slice(1).flatMap((name, i, all) => (i % 2 === 0 ? [{ path: `rules/${name.replace(/^rules\//, "")}.rule`, text: all[i + 1] as string }] : []));
  return named.length > 0 ? named : [{ path: `rules/${/^module ([\w.]+)/m.exec(text)?.[1]?.replaceAll(".", "/") ?? "sample"}.rule`, text }];
}

function completed(text: string, prelude: string): string {
  const own = new Set([...declaredIn(text), ...[...text.matchAll(/^import\s*\{([^}]*)\}/gm)].flatMap((found) => (found[1] as string).split(",").map((name) => name.trim()))]);
  const wanted = declaredIn(prelude).filter((name) => !own.has(name) && new RegExp(`(?<![.\\w])${name}\\b(?!\\s*:)`).test(text));
  if (wanted.length === 0) return text;
  const header = /^(?:\s*(?:--(?!-)[^\n]*|module [\w.]+)\n)*/.exec(text)?.[0] ?? "";
  return `${header}import { ${wanted.join(", ")} } from "prelude"\n${text.slice(header.length)}`;
}
