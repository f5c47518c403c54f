/** The pack rules/codeintel on the index of a project. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { extract } from "../../rules/codeintel/extract/src/main.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** In the folder `dir`, which it makes; `wanted`: rules that are built with all that they read, else every rule. */
export async function indexed(dir: string, project: string, wanted?: readonly string[]): Promise<Workspace> {
  mkdirSync(dir, { recursive: true });
  cpSync(join(root, "rules/codeintel/rules"), join(dir, "rules"), { recursive: true });
  const { tables } = await extract({ project, cache: join(dir, "target/index") });
  // As a profile would say it, so that whoever opens the folder reads this index.
  const manifest: object = JSON.parse(readFileSync(join(root, "rules/codeintel/rulepack.json"), "utf8"));
  writeFileSync(join(dir, "rulepack.json"), JSON.stringify({ ...manifest, params: { "sources.index": relative(dir, dirname(tables["files"])) } }));
  const workspace = openWorkspace(dir);
  const needed = wanted === undefined ? null : upstream(workspace, wanted);
  await workspace.run(needed === null ? {} : { selected: (rule) => needed.has(rule) });
  return workspace;
}

function upstream({ compiled }: Workspace, wanted: readonly string[]): ReadonlySet<string> {
  const reads = new Map(compiled.rules.map((rule) => [rule.name, rule.reads.map(({ of }) => of.name)]));
  // A set grows while it is walked, and the walk reaches what was added.
  const needed = new Set(wanted);
  for (const name of needed) for (const read of reads.get(name) ?? []) needed.add(read);
  return needed;
}
