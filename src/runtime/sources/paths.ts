/** Where the files of a source are. */
import { realpathSync } from "node:fs";
import path from "node:path";
import type { Provider } from "../../ir/rule.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import type { Policy } from "../engine.ts";
import type { CompiledSource, ParamValues } from "../plan-types.ts";
import { isFileError } from "../record/files.ts";
import { glob } from "./glob.ts";
import { stampOrNull } from "./stamp.ts";

/** `paths` are absolute and sorted; none for a table. `stamps`: of each, as it was then. */
export type Located = { readonly source: CompiledSource; readonly paths: readonly string[]; readonly stamps: readonly (string | null)[] };

type Files = Exclude<Provider, { kind: "table" }>;

type Where = { readonly root: string; readonly values: ParamValues; readonly policy: Policy };

/** Errors: source-missing, source-outside, source-unreadable. */
export function locate(source: CompiledSource, where: Where): Located | Diagnostic {
  if (source.provider.kind === "table") return { source, paths: [], stamps: [] };
  try {
    return locateFiles(source, source.provider, where);
  } catch (error) {
    if (!isFileError(error)) throw error;
    return diagnose("source-unreadable", { source: source.name, file: relative(where.root, error.path ?? ""), says: error.code ?? "" }, source.at);
  }
}

function locateFiles(source: CompiledSource, provider: Files, { root, values, policy }: Where): Located | Diagnostic {
  const found = new Set<string>();
  for (const template of provider.paths) {
    const pattern = fill(template, values);
    const paths = glob(root, pattern);
    if (paths.length === 0) return diagnose("source-missing", { source: source.name, path: pattern }, source.at);
    const outside = policy === "admin" ? undefined : paths.find(isOutside(root));
    if (outside !== undefined) return diagnose("source-outside", { source: source.name, path: relative(root, outside), policy }, source.at);
    for (const file of paths) found.add(file);
  }
  const paths = [...found].sort();
  return { source, paths, stamps: paths.map(stampOrNull) };
}

const fill = (template: Files["paths"][number], values: ParamValues): string => template.map((part) => (typeof part === "string" ? part : String(values.get(part.param) ?? ""))).join("");

/** Links are followed: one that leads out of the folder is outside. */
export function isOutside(root: string): (file: string) => boolean {
  const folder = realpathSync(root);
  return (file) => !realpathSync(file).startsWith(folder + path.sep);
}

/** As people and artifacts see it: relative to the pack's folder where it lies there, with `/`. */
export function relative(root: string, file: string): string {
  const from = path.relative(root, file);
  return (from.startsWith("..") || path.isAbsolute(from) ? file : from).split(path.sep).join("/");
}
