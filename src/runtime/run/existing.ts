/** What is in the warehouse and in files where rules publish, and whose it is. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { modeOf } from "../../ir/storage.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import type { Engine, Session } from "../engine.ts";
import type { CompiledRule } from "../plan-types.ts";
import { stringLiteral } from "../sql-text.ts";
import type { KnownObject, Ledger } from "./ledger.ts";
import { filesBelow, isParted, outputFile } from "./outputs.ts";
import { absolute, type Work } from "./work.ts";

/** Tables and views that are there, and what the ledger says of those and of this pack's files, by what a rule would be called; names as the engine compares them. */
export type Existing = { readonly objects: ReadonlyMap<string, "table" | "view">; readonly owned: ReadonlyMap<string, KnownObject> };

export const keyOf = (schema: string, name: string): string => `${schema.toLowerCase()}\n${name.toLowerCase()}`;

/** A path is one in its own pack's folder, so that files of other packs are no business of this one. */
export async function existing(engine: Engine, session: Session, ledger: Pick<Ledger, "owned">, pack: string): Promise<Existing> {
  const catalog = stringLiteral(engine.catalog);
  const { rows } = await session.query({
    text: `SELECT schema_name, table_name, 'table' FROM duckdb_tables() WHERE database_name = ${catalog} UNION ALL SELECT schema_name, view_name, 'view' FROM duckdb_views() WHERE database_name = ${catalog} AND NOT internal`,
  });
  return {
    objects: new Map(rows.map(([schema, name, kind]) => [keyOf(schema as string, name as string), kind as "table" | "view"])),
    owned: new Map((await ledger.owned()).filter((object) => object.kind !== "file" || object.pack === pack).map((object) => [keyOf(object.schema, object.name), object])),
  };
}

/** The row of the ledger about what a rule publishes. */
export function objectOf({ owned }: Pick<Existing, "owned">, rule: CompiledRule): KnownObject | undefined {
  const file = outputFile(rule);
  return owned.get(file === null ? keyOf(rule.schema, rule.table) : keyOf("", file));
}

/** Errors: target-not-owned. A Parquet file that a lost warehouse knew says itself whose it is. */
export async function notOwned(work: Work, rules: readonly CompiledRule[], there: Existing): Promise<Diagnostic[]> {
  const out: Diagnostic[] = [];
  for (const rule of rules) {
    const file = outputFile(rule);
    if (file === null) {
      const [kind, owned] = [there.objects.get(keyOf(rule.schema, rule.table)), objectOf(there, rule)];
      // Where rows are added to a table, materialise/target.ts has looked whose it is.
      if (kind === undefined || owned?.pack === work.input.pack || (owned !== undefined && modeOf(rule.storage) !== null)) continue;
      out.push(diagnose("target-not-owned", { rule: rule.name, name: `${rule.schema}.${rule.table}`, kind: owned === undefined ? kind : `${kind} of the pack ${owned.pack}` }, rule.at));
    } else if (existsSync(absolute(work, file)) && objectOf(there, rule) === undefined && !(await saysOwned(work, rule, file))) {
      out.push(diagnose("target-not-owned", { rule: rule.name, name: file, kind: "file" }, rule.at));
    }
  }
  return out;
}

async function saysOwned(work: Work, rule: CompiledRule, file: string): Promise<boolean> {
  try {
    if (statSync(absolute(work, file)).isDirectory()) return isParted(rule) && await holdsOwnedAlone(work, absolute(work, file));
    if (!file.endsWith(".parquet")) return false;
    const { rows } = await work.session.query({ text: `SELECT 1 FROM parquet_kv_metadata(${stringLiteral(absolute(work, file))}) WHERE key::VARCHAR = 'rulec'` });
    return rows.length > 0;
  } catch {
    return false;
  }
}

/** A folder that is replaced whole must hold nothing that is somebody else's. */
async function holdsOwnedAlone(work: Work, folder: string): Promise<boolean> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  if (files.length === 0) return true;
  const { rows } = await work.session.query({ text: `SELECT count(DISTINCT file_name) FROM parquet_kv_metadata(${stringLiteral(filesBelow(folder))}) WHERE key::VARCHAR = 'rulec'` });
  return Number(rows[0]?.[0] ?? 0) === files.length;
}

/** Whether a rule that is not part of the run can be read: upstream-not-published when it cannot. */
export function isPublished(work: Pick<Work, "input">, rule: CompiledRule, there: Existing): boolean {
  const file = outputFile(rule);
  return file === null ? objectOf(there, rule)?.pack === work.input.pack && there.objects.has(keyOf(rule.schema, rule.table)) : existsSync(`${work.input.root}/${file}`);
}
