/** The pairs of rules in pairs/: what stands there is read by people first. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../../src/compile/compile.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { diffPacks, type PackDiff, type RuleDiff } from "../../src/compile/diff/diff.ts";
import { sideOf, type DiffSide } from "../../src/compile/diff/side.ts";
import { readManifest, type Manifest, type Profile } from "../../src/lang/pack.ts";
import { host } from "../support/host.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "pairs");
const SHOP = readFileSync(join(folder, "shop.rule"), "utf8");

export type Pair = { readonly title: string; readonly before: string; readonly after: string; /** What the diff is to say. */ readonly says: string | null };

export function pairsIn(file: string): readonly Pair[] {
  return readFileSync(join(folder, file), "utf8").split(/^## /m).slice(1).map((section) => {
    const block = (name: string): string | null => new RegExp(`\`\`\`${name}\\n([^]*?)\`\`\``).exec(section)?.[1] ?? null;
    return { title: section.slice(0, section.indexOf("\n")), before: block("rule before") ?? "", after: block("rule after") ?? "", says: block("says") };
  });
}

const manifest = readManifest('{ "name": "shop", "version": "0.1.0", "language": 1 }', () => []).manifest as Manifest;

export type Compiled = { readonly side: DiffSide; readonly errors: readonly Diagnostic[] };

/** Rules over the sources of shop.rule, as one module. */
export function sideFrom(rules: string): Compiled {
  const text = SHOP + rules;
  const compiled = compile({ manifest, profile: Object.values(manifest.profiles)[0] as Profile, files: [{ path: "shop.rule", text }] }, host, { keep: true });
  return { side: sideOf(compiled, () => text), errors: compiled.diagnostics.filter(({ severity }) => severity === "error") };
}

export function diffOf({ before, after }: Pick<Pair, "before" | "after">, tries = 150): PackDiff {
  const sides = [sideFrom(before), sideFrom(after)] as const;
  const [error] = sides.flatMap(({ errors }) => errors);
  if (error !== undefined) throw new Error(`${error.code}: ${error.title}`);
  return diffPacks(sides[0].side, sides[1].side, { tries, seed: "1", only: null });
}

/** `totals changed: ! column orders removed; reaches board`: each change, `!` before those that break readers. */
export function said({ name, status, was, changes, rows, reaches }: RuleDiff): string {
  const told = changes.map(({ says, breaking }) => (breaking ? "! " : "") + says).join(", ");
  const what = told === "" ? (status === "changed" ? ": rows" : "") : `: ${told}`;
  return `${name} ${status}${was === null ? "" : ` from ${was}`}${what}${rows?.kind === "differs" ? "; differs" : ""}${reaches.length === 0 ? "" : `; reaches ${reaches.join(", ")}`}`;
}
