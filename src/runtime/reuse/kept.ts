/** What a run that did not end well has staged is taken up again only where no file was touched since that run was planned. */
import type { RuleName } from "../../ir/id.ts";
import { modeOf } from "../../ir/storage.ts";
import type { CompiledRule } from "../plan-types.ts";
import type { Located } from "../sources/paths.ts";
import { digest } from "./key.ts";

/** What was stored before is not all in a key, and a run that begins tables anew reads none of it. A table that is added to is no statement of its own. */
export const mayBeKept = ({ storage, reads }: Pick<CompiledRule, "storage" | "reads">): boolean => modeOf(storage) === null && reads.every(({ of }) => of.kind !== "previous");

/**
 * A rule's key says which bytes its sources had when the run was planned. A file that was another for a moment while the rule was built, and is the first one again,
 * has that key and gave other rows: so the files' stamps, of all that the rule reads through other rules, too, are part of what a staged table is known by.
 */
export function keptKey(key: string, rule: CompiledRule, rules: ReadonlyMap<RuleName, CompiledRule>, located: ReadonlyMap<RuleName, Located>): string {
  const seen = new Set<RuleName>([rule.name]);
  const stamps: string[] = [];
  // A set that grows while it is walked is walked to its end.
  for (const name of seen) {
    const found = located.get(name);
    if (found !== undefined) stamps.push(JSON.stringify([name, found.paths, found.stamps]));
    for (const { of } of rules.get(name)?.reads ?? []) seen.add(of.name);
  }
  return digest(JSON.stringify([key, stamps.sort()]));
}
