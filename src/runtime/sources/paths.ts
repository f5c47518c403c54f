/** Where the files of a source are. */
import { realpathSync } from "node:fs";
import path from "node:path";
import type { Provider } from "../../ir/rule.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import type { Policy } from "../engine.ts";
import type { CompiledSource, ParamValues } from "../plan-types.ts";
import { stampOf } from "./changed.ts";
import { glob } from "./glob.ts";

/** `paths` are absolute and sorted; none for a table. `stamps`: of each, as it was then (changed.ts). */
export type Located = { readonly source: CompiledSource; readonly paths: readonly string[]; readonly stamps: readonly string[] };

type Files = Exclude<Provider, { kind: "table" }>;

/** Errors: source-missing, source-outside. */
export function locate(source: CompiledSource, { root, values, policy }: { readonly root: string; readonly values: ParamValues; readonly policy: Policy }): Located | Diagnostic {
  if (source.provider.kind === "table") return { source, paths: [], stamps: [] };
  const found = new Set<string>();
  for (const template of source.provider.paths) {
    const pattern = fill(template, values);
    const paths = glob(root, pattern);
    if (paths.length === 0) return diagnose("source-missing", { source: source.name, path: pattern }, source.at);
    const outside = policy === "admin" ? undefined : paths.find(isOutside(root));
    if (outside !== undefined) return diagnose("source-outside", { source: source.name, path: relative(root, outside), policy }, source.at);
    for (const file of paths) found.add(file);
  }
  const paths = [...found].sort();
  return { source, paths, stamps: paths.map(stampOf) };
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
