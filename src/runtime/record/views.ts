/** The registry of a pack's views: what each is called, the SQL that defines it, the hash of its plan. Shape: grammar/schemas/views.json. */
import { createHash } from "node:crypto";
import path from "node:path";
import type { CompiledRule } from "../plan-types.ts";
import { writeIfChanged } from "./files.ts";

export const VIEWS_FILE = "views.json";

/** The same bytes as long as the views are the same, whenever and wherever they are made; their hash. Throws what the file system throws. */
export function writeViews(target: string, rules: readonly CompiledRule[]): string {
  const views = rules.filter(({ storage }) => storage.kind === "view").toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, schema, table, hash, plan, reads, select }) => ({ name, schema, view: table, hash, plan, reads: reads.map(({ of }) => of.name).sort(), sql: select.text }));
  const text = `${JSON.stringify({ format: 1, views }, null, 1)}\n`;
  writeIfChanged(path.join(target, VIEWS_FILE), text);
  return createHash("sha256").update(text).digest("hex");
}
