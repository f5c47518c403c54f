/** Removes what rulec made and nothing else: the ledger says which tables and files those are. */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { SITE_FOLDER, SITE_MARKER } from "../../compile/site/model.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import type { Engine, Session } from "../engine.ts";
import { path as sqlPath } from "../sql-text.ts";
import { timeOf } from "./ids.ts";
import type { Ledger, OwnedObject, StagedTable } from "./ledger.ts";
import { inMemory, openWarehouse, warehouseProblem, type OpenEngine, type WarehouseInput } from "./warehouse.ts";

/** Folders and files relative to the pack's; objects of this pack in its profile's warehouse; what runs that did not end well have left for the next one. */
export type Cleanable = { readonly folders: readonly string[]; readonly objects: readonly OwnedObject[]; readonly staged: readonly StagedTable[] };
const NOTHING: Cleanable = { folders: [], objects: [], staged: [] };

const keyOf = ({ pack, kind, schema, name }: OwnedObject): string => `${pack} ${kind} ${schema} ${name}`;

/**
 * What `clean` would remove; `published`: also what the pack's rules have published; `before`: nothing but what runs have left staged that began before (milliseconds
 * since 1970). Errors: as `openWarehouse`'s.
 */
export async function cleanable(input: WarehouseInput, published: boolean, before: number | undefined, open: OpenEngine): Promise<Cleanable | Diagnostic> {
  const folders = before === undefined ? foldersOf(input) : [];
  if (inMemory(input) || !existsSync(input.profile.warehouse)) return { ...NOTHING, folders };
  const warehouse = await openWarehouse(input, open);
  if ("code" in warehouse) return warehouse;
  try {
    const { ledger } = warehouse;
    const staged = (await ledger.leftovers(input.pack)).flatMap(({ run, tables }) => (before === undefined || timeOf(run) < before ? tables : []));
    return { folders, objects: published ? (await ledger.owned()).filter(({ pack }) => pack === input.pack) : [], staged };
  } finally {
    warehouse.close();
  }
}

/** A site that was put elsewhere is whoever's folder that is. */
function foldersOf({ target, root }: WarehouseInput): string[] {
  return [...(existsSync(target) ? [path.relative(root, target).replaceAll("\\", "/")] : []), ...(existsSync(path.join(root, SITE_FOLDER, SITE_MARKER)) ? [SITE_FOLDER] : [])];
}

/** Removes just what was listed, as far as it is still rulec's. What is staged and no run could take up goes when the warehouse is opened. */
export async function clean(input: WarehouseInput, { folders, objects, staged }: Cleanable, open: OpenEngine): Promise<Diagnostic | null> {
  try {
    if (!inMemory(input) && existsSync(input.profile.warehouse)) {
      const warehouse = await openWarehouse(input, open);
      if ("code" in warehouse) return warehouse;
      try {
        const { engine, session, ledger } = warehouse;
        const listed = new Set(objects.map(keyOf));
        const gone = (await ledger.owned()).filter((object) => listed.has(keyOf(object)));
        const drops = gone.filter(({ kind }) => kind !== "file").map(({ kind, schema, name }) => `DROP ${kind === "view" ? "VIEW" : "TABLE"} IF EXISTS ${sqlPath([engine.catalog, schema, name])}`);
        await dropStaged(warehouse, input.pack, new Set(staged.map(({ schema, table }) => `${schema}.${table}`)));
        if (gone.length > 0) await session.run({ text: ["BEGIN", ...drops, ...ledger.statements.forget(gone), "COMMIT"].join(";\n") });
        for (const { kind, name } of gone) if (kind === "file") rmSync(path.join(input.root, name), { recursive: true, force: true });
      } finally {
        warehouse.close();
      }
    }
    for (const folder of folders) rmSync(path.join(input.root, folder), { recursive: true, force: true });
    return null;
  } catch (error) {
    return warehouseProblem(error, input);
  }
}

async function dropStaged({ engine, session, ledger }: { readonly engine: Engine; readonly session: Session; readonly ledger: Ledger }, pack: string, listed: ReadonlySet<string>): Promise<void> {
  for (const { run, status, tables } of await ledger.leftovers(pack)) {
    const isListed = ({ schema, table }: StagedTable): boolean => listed.has(`${schema}.${table}`);
    const drops = tables.filter(isListed).map(({ schema, table }) => `DROP TABLE IF EXISTS ${sqlPath([engine.catalog, schema, table])}`);
    if (drops.length > 0) await session.run({ text: drops.join(";\n") });
    await ledger.cleared(run, status, tables.filter((table) => !isListed(table)));
  }
}
