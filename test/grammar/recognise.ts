/** Whether a grammar derives a row of tokens: all ways at once, so that it needs none of the parser's decisions. */
import type { IToken } from "chevrotain";
import { isA } from "../../src/lang/parser/rule-parser.ts";
import type { Part, Rule } from "./rules.ts";

/** Where a rule that begins at a token can end. */
type Ends = ReadonlySet<number>;

/** How far into the tokens the rule can be read; all of them where it is their number. */
export function recognised(rules: readonly Rule[], start: string, tokens: readonly IToken[]): number {
  const byName = new Map(rules.map(({ name, part }) => [name, part]));
  const known = new Map<string, Ends>();
  let furthest = 0;
  const ruleEnds = (name: string, at: number): Ends => {
    const key = `${name} ${at}`;
    let ends = known.get(key);
    if (ends === undefined) known.set(key, (ends = endsOf(byName.get(name) as Part, at)));
    return ends;
  };
  const from = (part: Part, places: Ends): Ends => new Set([...places].flatMap((at) => [...endsOf(part, at)]));
  function endsOf(part: Part, at: number): Ends {
    if (part.of === "rule") return ruleEnds(part.name, at);
    if (part.of === "choice") return new Set(part.parts.flatMap((inner) => [...endsOf(inner, at)]));
    if (part.of === "sequence") return part.parts.reduce<Ends>((places, inner) => from(inner, places), new Set([at]));
    if (part.of === "optional") return new Set([at, ...endsOf(part.part, at)]);
    if (part.of === "many" || part.of === "some") {
      const all = new Set(part.of === "many" ? [at] : []);
      for (let next: Ends = new Set([at]); next.size > 0; ) {
        next = new Set([...from(part.part, next)].filter((end) => !all.has(end)));
        for (const end of next) all.add(end);
      }
      return all;
    }
    const token = tokens[at];
    if (token === undefined || !isA(token, part.type)) return new Set();
    furthest = Math.max(furthest, at + 1);
    return new Set([at + 1]);
  }
  return ruleEnds(start, 0).has(tokens.length) ? tokens.length : Math.min(furthest, tokens.length - 1);
}
