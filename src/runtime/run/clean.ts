/** Removes what rulec made and nothing else: the ledger says which tables and files those are. */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { path as sqlPath } from "../sql-text.ts";
import type { OwnedObject } from "./ledger.ts";
import { inMemory, openWarehouse, warehouseProblem, type OpenEngine, type WarehouseInput } from "./warehouse.ts";

/** Folders and files relative to the pack's; objects of this pack in its profile's warehouse. */
export type Cleanable = { readonly folders: readonly string[]; readonly objects: readonly OwnedObject[] };

const keyOf = ({ kind, schema, name }: OwnedObject): string => `${kind} ${schema} ${name}`;

/** What `clean` would remove; `published`: also what the pack's rules have published. Errors: as `openWarehouse`'s. */
export async function cleanable(input: WarehouseInput, published: boolean, open: OpenEngine): Promise<Cleanable | Diagnostic> {
  const folders = existsSync(input.target) ? [path.relative(input.root, input.target).replaceAll("\\", "/")] : [];
  if (!published || inMemory(input) || !existsSync(input.profile.warehouse)) return { folders, objects: [] };
  const warehouse = await openWarehouse(input, open);
  if ("code" in warehouse) return warehouse;
  try {
    return { folders, objects: (await warehouse.ledger.owned()).filter(({ pack }) => pack === input.pack) };
  } finally {
    warehouse.close();
  }
}

/** Removes just what was listed, as far as it is still rulec's. Staged leftovers of dead runs go when the warehouse is opened. */
export async function clean(input: WarehouseInput, { folders, objects }: Cleanable, open: OpenEngine): Promise<Diagnostic | null> {
  try {
    if (!inMemory(input) && existsSync(input.profile.warehouse)) {
      const warehouse = await openWarehouse(input, open);
      if ("code" in warehouse) return warehouse;
      try {
        const { engine, session, ledger } = warehouse;
        const listed = new Set(objects.map(keyOf));
        const gone = (await ledger.owned()).filter((object) => listed.has(keyOf(object)));
        const drops = gone.filter(({ kind }) => kind !== "file").map(({ kind, schema, name }) => `DROP ${kind === "view" ? "VIEW" : "TABLE"} IF EXISTS ${sqlPath([engine.catalog, schema, name])}`);
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
