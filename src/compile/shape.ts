/** What decides a rule's text beside its meaning: passes, rewrites, print options, the policy of names. Recorded, and in the hash of each plan. */
import { enabledPasses } from "../ir/passes/list.ts";
import type { Host } from "../ir/rule.ts";
import type { PrintProfile, Profile } from "../lang/pack.ts";
import { IDENTIFIERS, enabledRewrites, type IdentifierPolicy } from "../lower/index.ts";

/** `passes` and `rewrites`: those that are on, as `name@version`, in the order in which `rulec passes` lists them. `hash`: of all the others. */
export type Shape = {
  readonly hash: string;
  readonly engine: Profile["engine"];
  readonly passes: readonly string[];
  readonly rewrites: readonly string[];
  readonly print: PrintProfile;
  readonly identifiers: IdentifierPolicy;
};

const utf8 = new TextEncoder();
const versioned = ({ name, version }: { readonly name: string; readonly version: number }): string => `${name}@${version}`;

/** `without`: names of passes and rewrites to leave out. */
export function shapeOf({ engine, print: { width, fuse, ctes } }: Pick<Profile, "engine" | "print">, without: readonly string[], { sha256 }: Host): Shape {
  const parts = { engine, passes: enabledPasses({ without }).map(versioned), rewrites: enabledRewrites(without).map(versioned), print: { width, fuse, ctes }, identifiers: IDENTIFIERS };
  return { hash: sha256(utf8.encode(JSON.stringify(parts))), ...parts };
}

/** Of a rule's meaning and the shape of its text: while it stays the same, so does the statement, by the same version of rulec. */
export const planHash = (rule: string, { hash }: Shape, { sha256 }: Host): string => sha256(utf8.encode(`${rule} ${hash}`));
