/** What SQL calls things: a rule is the table of its own name; a source keeps its name too where that is free in the pack. */
import { localName, type RuleName } from "../ir/id.ts";
import type { OutsideNames } from "../ir/json.ts";
import type { Naming } from "../lower/index.ts";
import type { Program } from "../lang/scope.ts";

export type Names = Naming & { readonly source: (name: RuleName) => string; readonly rule: (name: RuleName) => string; /** What a rule stored before this run. */ readonly previous: (name: RuleName) => string };

/** Engines fold the case of names, so two that differ by case alone are one. */
export function namesOf(program: Program): Names {
  const taken = new Set<string>();
  const sources = new Map<RuleName, string>();
  for (const { kind, name } of program.declarations.values()) if (kind === "rule") taken.add(localName(name).toLowerCase());
  for (const { kind, name } of program.declarations.values()) {
    if (kind !== "source") continue;
    let own = taken.has(localName(name).toLowerCase()) ? name : localName(name);
    // Modules may differ by case alone.
    while (taken.has(own.toLowerCase())) own += "_";
    taken.add(own.toLowerCase());
    sources.set(name, own);
  }
  const before = new Map<RuleName, string>();
  for (const { kind, name } of program.declarations.values()) {
    if (kind !== "rule") continue;
    let own = `previous_${localName(name)}`;
    while (taken.has(own.toLowerCase())) own += "_";
    taken.add(own.toLowerCase());
    before.set(name, own);
  }
  const params = paramNames(program);
  const param = (name: string): string => params.get(name) ?? sanitised(name);
  const pattern = patternSuffix(program, params);
  const called = {
    source: (name: RuleName): string => sources.get(name) ?? name,
    rule: localName,
    previous: (name: RuleName): string => before.get(name) ?? name,
  };
  return {
    ...called,
    relation: (of) => {
      if (of.kind === "local" || of.kind === "self") throw new Error(`a ${of.kind} relation has no name outside its rule`);
      return [called[of.kind](of.name)];
    },
    param,
    pattern: (name) => param(name) + pattern,
  };
}

/** Moving a file or splitting it changes no hash: what a rule reads is called in its IR as in SQL, with its module where only that tells it from others. */
export const outsideOf = ({ program, names }: { readonly program: Program; readonly names: Names }): OutsideNames =>
  ({ relation: (name) => (program.sources.has(name) ? names.source(name) : names.rule(name)), param: names.param });

const sanitised = (name: string): string => name.replaceAll(/\W/g, "_");

/** What no parameter's name ends with. */
function patternSuffix(program: Program, params: ReadonlyMap<string, string>): string {
  const own = [...program.declarations.values()].flatMap((declared) => (declared.kind === "rule" ? declared.decl.params.map(({ name }) => sanitised(name.text)) : []));
  const names = [...params.values(), ...own].map((name) => name.toLowerCase());
  let suffix = "_pattern";
  while (names.some((name) => name.endsWith(suffix))) suffix += "_";
  return suffix;
}

/** A module parameter's bare name where only it has that, else all of its qualified name: no two that one statement may hold are called alike. A rule's own keep theirs. */
function paramNames(program: Program): ReadonlyMap<string, string> {
  const names = [...program.params.keys()];
  const count = new Map<string, number>();
  for (const name of names) count.set(localName(name).toLowerCase(), (count.get(localName(name).toLowerCase()) ?? 0) + 1);
  const taken = new Set<string>();
  for (const declared of program.declarations.values()) if (declared.kind === "rule") for (const { name } of declared.decl.params) taken.add(sanitised(name.text).toLowerCase());
  return new Map(names.map((name) => {
    const bare = sanitised(localName(name));
    let own = count.get(localName(name).toLowerCase()) === 1 && !taken.has(bare.toLowerCase()) ? bare : sanitised(name);
    // `a.b_c` and `a_b.c` are spelt alike.
    while (taken.has(own.toLowerCase())) own += "_";
    taken.add(own.toLowerCase());
    return [name, own];
  }));
}
