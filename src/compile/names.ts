/** What SQL calls things: a rule is the table of its own name; a source keeps its name too where that is free in the pack. */
import type { RuleName } from "../ir/id.ts";
import type { Naming } from "../lower/index.ts";
import type { Program } from "../lang/scope.ts";

export type Names = Naming & { readonly source: (name: RuleName) => string; readonly rule: (name: RuleName) => string };

/** Engines fold the case of names, so two that differ by case alone are one. */
export function namesOf(program: Program): Names {
  const taken = new Map<string, RuleName>();
  const sources = new Map<RuleName, string>();
  for (const { kind, name } of program.declarations.values()) if (kind === "rule") taken.set(lastOf(name).toLowerCase(), name);
  for (const { kind, name } of program.declarations.values()) {
    if (kind !== "source") continue;
    const free = !taken.has(lastOf(name).toLowerCase());
    sources.set(name, free ? lastOf(name) : name);
    if (free) taken.set(lastOf(name).toLowerCase(), name);
  }
  const params = paramNames([...program.params.keys()]);
  const source = (name: RuleName): string => sources.get(name) ?? name;
  return {
    source,
    rule: lastOf,
    relation: (of) => {
      if (of.kind === "local" || of.kind === "self") throw new Error(`a ${of.kind} relation has no name outside its rule`);
      return [of.kind === "source" ? source(of.name) : lastOf(of.name)];
    },
    param: (name) => params.get(name) ?? sanitised(name),
  };
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
const sanitised = (name: string): string => name.replaceAll(/\W/g, "_");

/** A parameter's bare name where only one has it, else all of its qualified name. */
function paramNames(names: readonly string[]): ReadonlyMap<string, string> {
  const count = new Map<string, number>();
  for (const name of names) count.set(lastOf(name).toLowerCase(), (count.get(lastOf(name).toLowerCase()) ?? 0) + 1);
  return new Map(names.map((name) => [name, sanitised(count.get(lastOf(name).toLowerCase()) === 1 ? lastOf(name) : name)]));
}
