/** What the text of a rule calls what stands outside of it. */
import { localName } from "../../ir/id.ts";
import type { OutsideNames } from "../../ir/json.ts";
import type { Declaration, ModuleScope, Program } from "../scope.ts";
import { freeName, nameOf, Unprintable } from "./text.ts";

export type Outside = {
  /** By qualified name. Throws `Unprintable` where there is no name. */
  readonly nameOf: (name: string) => string;
  /** All that the text may name; grows with what it does name. */
  readonly symbols: ReadonlyMap<string, Declaration>;
  /** Lines that the text needs beyond those of its file. */
  readonly imports: readonly string[];
};

/** As the rule's own file calls things, and by imports what it does not know. */
export function moduleNames(scope: ModuleScope, { declarations }: Program, taken: ReadonlySet<string>): Outside {
  const symbols = new Map(scope.symbols);
  const known = new Map([...symbols].map(([name, symbol]) => [symbol.name, name]).toReversed() as [string, string][]);
  const imports: string[] = [];
  return {
    symbols, imports,
    nameOf: (name) => {
      const before = known.get(name);
      if (before !== undefined) return before;
      const symbol = declarations.get(name);
      const own = localName(name);
      if (symbol === undefined || own.startsWith("_")) throw new Unprintable(`${name}, which its module keeps for itself`);
      const free = freeName(own, (one) => symbols.has(one) || taken.has(one));
      symbols.set(free, symbol);
      known.set(name, free);
      imports.push(`import { ${nameOf(own)}${free === own ? "" : ` as ${nameOf(free)}`} } from ${JSON.stringify(symbol.module.replaceAll(".", "/"))}`);
      return free;
    },
  };
}

/** As the pack calls things, whatever file holds them: what SQL calls them, and schemas by their own names. */
export function packNames(names: OutsideNames, { declarations }: Program): Outside {
  const symbols = new Map<string, Declaration>();
  const known = new Map<string, string>();
  return {
    symbols, imports: [],
    nameOf: (name) => {
      const before = known.get(name);
      if (before !== undefined) return before;
      const symbol = declarations.get(name);
      if (symbol === undefined) throw new Unprintable(`${name}, which its module keeps for itself`);
      const own = symbol.kind === "param" ? names.param(name) : symbol.kind === "rule" || symbol.kind === "source" ? names.relation(name) : localName(name);
      const free = freeName(own, (one) => symbols.has(one));
      symbols.set(free, symbol);
      known.set(name, free);
      return free;
    },
  };
}
