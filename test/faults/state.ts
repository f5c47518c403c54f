/** What is published in a folder, whole; what is left there that nobody needs; and whether the ledger tells the truth. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { openEngine } from "../../src/runtime/index.ts";
import type { Session } from "../../src/runtime/engine.ts";
import { outputFile } from "../../src/runtime/run/outputs.ts";
import { openReader, readWarehouse, type Reader } from "../../src/runtime/run/warehouse.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import { identifier, stringLiteral } from "../../src/runtime/sql-text.ts";

/** Lines: each relation with its rows, each file with its bytes, each row of the ledger but for the names of runs. */
export type State = readonly string[];

/** As whoever reads next sees it: a run that died between its tables and its files is finished first. */
export async function publishedState(input: RunInput): Promise<State> {
  const reader = await readWarehouse(input, openEngine);
  if (reader === null) return [];
  if ("code" in reader) throw new Error(`${reader.code}: ${reader.title}`);
  try {
    return [...(await relations(reader, input)), ...files(input), ...(await ledger(reader.session))];
  } finally {
    reader.close();
  }
}

/** Of columns that are all text. */
const texts = async (session: Session, text: string): Promise<readonly string[][]> => (await session.query({ text })).rows as string[][];

async function relations({ session }: Reader, input: RunInput): Promise<string[]> {
  const there = await owned(session);
  const stored = input.rules.filter((rule) => outputFile(rule) === null && rule.storage.kind !== "inline" && there.has(rule.table));
  if (stored.length === 0) return [];
  const parts = stored.map(({ table }) => `SELECT ${stringLiteral(table)} AS name, count(*)::VARCHAR AS n, md5(string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR)) AS content FROM ${identifier(table)} t`);
  return (await texts(session, `${parts.join(" UNION ALL ")} ORDER BY 1`)).map((row) => `rows ${row.join(" ")}`);
}

async function owned(session: Session): Promise<Set<string>> {
  return new Set((await texts(session, "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal")).flat());
}

function files({ root }: RunInput): string[] {
  return below(join(root, "out")).map((file) => `file ${file} ${createHash("sha256").update(readFileSync(join(root, "out", file))).digest("hex")}`);
}

/** Hidden ones are on their way. */
const below = (folder: string): string[] =>
  !existsSync(folder) ? [] : readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).filter((file) => !/(?:^|\/)\./.test(file)).sort();

/** Keys hold the names of runs, where what was made of a table by one run differs from that of another. */
const RUN = /\b01[0-9A-HJKMNP-TV-Z]{24}\b/g;

async function ledger(session: Session): Promise<string[]> {
  const out: string[] = [];
  for (const table of (await texts(session, "SELECT table_name FROM duckdb_tables() WHERE table_name IN ('__rulec_objects', '__rulec_intervals') ORDER BY 1")).flat()) {
    const { rows } = await session.query({ text: `SELECT * EXCLUDE (run) FROM ${table} ORDER BY ALL` });
    out.push(...rows.map((row) => `${table} ${JSON.stringify(row).replaceAll(RUN, "run")}`));
  }
  return out;
}

/** What the ledger says and is not so. */
export async function untruths(input: RunInput): Promise<string[]> {
  if (!existsSync(input.profile.warehouse)) return [];
  const reader = await openReader(input, openEngine, { warehouse: input.profile.warehouse, readOnly: true });
  try {
    const there = await owned(reader.session);
    if (!there.has("__rulec_objects")) return [...there].map((name) => `${name} is there, and no ledger`);
    const objects = (await texts(reader.session, "SELECT name, kind, run FROM __rulec_objects")) as [string, string, string][];
    const ended = new Set((await texts(reader.session, "SELECT run FROM __rulec_runs WHERE status = 'published'")).flat());
    const out: string[] = [];
    for (const [name, kind, run] of objects) {
      if (kind === "file" ? !existsSync(join(input.root, name)) : !there.has(name)) out.push(`${kind} ${name} is not there`);
      if (!ended.has(run)) out.push(`${kind} ${name} is of the run ${run}, which was not published`);
    }
    const named = new Set(objects.filter(([, kind]) => kind !== "file").map(([name]) => name));
    for (const name of there) if (!name.startsWith("__rulec_") && !named.has(name)) out.push(`${name} is nobody's`);
    const inFiles = objects.filter(([, kind]) => kind === "file").map(([name]) => name);
    for (const file of below(join(input.root, "out"))) if (!inFiles.some((name) => name === `out/${file}` || `out/${file}`.startsWith(`${name}/`))) out.push(`out/${file} is nobody's`);
    return out;
  } finally {
    reader.close();
  }
}

/** Drafts of a lock are swept by the next run that is a minute younger: that minute passes here. */
export function letTimePass({ profile }: RunInput): void {
  const folder = join(profile.warehouse, "..");
  if (existsSync(folder)) for (const name of readdirSync(folder)) if (/\.lock\./.test(name)) utimesSync(join(folder, name), new Date(0), new Date(0));
}

/** What a run has left behind that is nobody's: staged tables and files, locks, drafts but for those beside artifacts, which go with the artifacts. */
export async function leftovers(input: RunInput): Promise<string[]> {
  const reader = await openReader(input, openEngine, { warehouse: input.profile.warehouse, readOnly: true });
  try {
    const inside = await texts(reader.session, "SELECT table_name FROM duckdb_tables() WHERE regexp_matches(table_name, '^__rulec_[0-9]') UNION ALL SELECT run FROM __rulec_runs WHERE status <> 'published' AND (status IN ('building', 'moving') OR tables <> '[]' OR files <> '[]')");
    const hidden = !existsSync(join(input.root, "out")) ? [] : readdirSync(join(input.root, "out"), { recursive: true, encoding: "utf8" }).filter((file) => /(?:^|\/)\./.test(file));
    const beside = readdirSync(join(input.root, "target"), { recursive: true, encoding: "utf8" }).filter((file) => /\.lock|\.spill|\.wal$|\.stale/.test(file));
    return [...inside.flat(), ...hidden, ...beside];
  } finally {
    reader.close();
  }
}
