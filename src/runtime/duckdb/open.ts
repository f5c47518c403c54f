/** Opens DuckDB as the runtime's engine. This file loads the native library: import it lazily, through src/runtime/index.ts. */
import { closeSync, openSync, readSync, realpathSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "../record/files.ts";
import { DuckDBInstance, version, type DuckDBConnection } from "@duckdb/node-api";
import { EngineError, type Engine, type EngineProfile, type Session } from "../engine.ts";
import { literally, stringList, stringLiteral } from "../sql-text.ts";
import { engineError } from "./errors.ts";
import { createSession } from "./session.ts";
import { readTextsWhole } from "./whole-text.ts";

readTextsWhole();

/** Two instances over one file in one process see different data and both succeed, so a file is opened once. */
const opened = new Set<string>();

/** Errors: EngineError `locked` (by this or another process), `io`, `permission`, `other` when a setting did not take. */
export async function openDuckdb(profile: EngineProfile): Promise<Engine> {
  const readOnly = profile.readOnly === true || profile.policy === "read_only";
  const inMemory = profile.warehouse === ":memory:";
  const file = inMemory ? null : absoluteFile(profile.warehouse);
  if (file?.includes("?") === true) throw new EngineError("other", "a name on its path holds a ?, which DuckDB takes for the end of the path");
  if (file !== null && opened.has(file)) throw new EngineError("locked", "this process has the warehouse open already", { pid: process.pid });
  if (file !== null && !isDatabase(file)) throw new EngineError("other", `${path.basename(file)} is there and is no DuckDB database`);
  if (file !== null) opened.add(file);
  try {
    const instance = await DuckDBInstance.create(file ?? ":memory:", creationOptions(profile, readOnly && !inMemory));
    return await engineOver(instance, profile, () => {
      if (file !== null) opened.delete(file);
    });
  } catch (error) {
    if (file !== null) opened.delete(file);
    throw engineError(error, "");
  }
}

/** DuckDB would open a CSV or Parquet file as a database in memory, and what was published would be gone. */
function isDatabase(file: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    // It is not there yet, or cannot be read: DuckDB says which.
    return true;
  }
  try {
    const head = Buffer.alloc(12);
    return readSync(descriptor, head, 0, 12, 0) === 0 || head.toString("latin1", 8) === "DUCK";
  } catch {
    return true;
  } finally {
    closeSync(descriptor);
  }
}

function absoluteFile(warehouse: string): string {
  const folder = path.dirname(path.resolve(warehouse));
  try {
    makeFolder(folder);
    return path.join(realpathSync(folder), path.basename(warehouse));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new EngineError(code === "EACCES" || code === "EROFS" || code === "EPERM" ? "permission" : "io", `${folder} cannot be made (${code})`);
  }
}

const creationOptions = (profile: EngineProfile, readOnly: boolean): Record<string, string> => ({
  ...(profile.threads === null ? {} : { threads: String(profile.threads) }),
  ...(profile.memory === null ? {} : { memory_limit: profile.memory }),
  temp_directory: profile.temp ?? "",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  allow_unsigned_extensions: "false",
  allow_community_extensions: "false",
  allow_persistent_secrets: "false",
  ...(readOnly ? { access_mode: "READ_ONLY" } : {}),
});

/** The same answer everywhere: no zone, calendar or collation of the machine's. Set for all connections, as they cannot set it once the configuration is locked. */
export const MEANING: readonly (readonly [name: string, value: string])[] = [
  ["TimeZone", "UTC"], ["Calendar", "gregorian"], ["default_collation", ""], ["preserve_insertion_order", "true"], ["default_null_order", "NULLS_LAST"], ["default_order", "ASC"],
  ["integer_division", "false"], ["ieee_floating_point_ops", "true"], ["scalar_subquery_error_on_multiple_rows", "true"], ["errors_as_json", "true"],
  // It finds another row for the first of a partition where that is of aggregates with a filter (1.5.5; test/fuzz/corpus/first-of-filtered-groups.rule).
  ["disabled_optimizers", "top_n_window_elimination"],
];

async function engineOver(instance: DuckDBInstance, profile: EngineProfile, closed: () => void): Promise<Engine> {
  const control = await instance.connect();
  try {
    for (const [name, value] of MEANING) await control.run(`SET GLOBAL ${name} = ${stringLiteral(value)}`);
    // As an option at creation it is shown and not enforced (measured, DuckDB 1.5).
    if (profile.tempLimit !== undefined && profile.tempLimit !== null) await control.run(`SET GLOBAL max_temp_directory_size = ${stringLiteral(profile.tempLimit)}`);
    if (profile.policy !== "admin") await enclose(control, profile.directories);
    const settings = await readBack(control, profile);
    const sessions = new Set<Session>();
    const catalog = (await control.runAndReadAll("SELECT current_database()")).getRows()[0]?.[0] as string;
    return {
      name: "duckdb",
      version: version().replace(/^v/, ""),
      catalog,
      settings,
      session: async () => {
        const connection = await instance.connect();
        // Progress is counted only where a progress bar is on, which is printed unless that is off.
        await connection.run("SET enable_progress_bar_print = false; SET enable_progress_bar = true; SET progress_bar_time = 0");
        const session = createSession(connection, () => sessions.delete(session));
        sessions.add(session);
        return session;
      },
      close: () => {
        for (const session of sessions) session.close();
        control.closeSync();
        instance.closeSync();
        closed();
      },
    };
  } catch (error) {
    control.closeSync();
    instance.closeSync();
    throw error;
  }
}

/** The order matters: folders are named while that is still allowed, and nothing can be changed after the last line. */
async function enclose(control: DuckDBConnection, directories: readonly string[]): Promise<void> {
  await control.run(`SET GLOBAL allowed_directories = ${stringList(withRealPaths(directories))}`);
  await control.run("SET GLOBAL enable_external_access = false");
  await control.run(`SET GLOBAL allowed_configs = ${stringList(["enable_progress_bar", "enable_progress_bar_print", "progress_bar_time"])}`);
  await control.run("SET GLOBAL lock_configuration = true");
}

/** DuckDB takes a folder as a prefix of names: without the slash at its end it would allow its neighbours. */
function withRealPaths(directories: readonly string[]): string[] {
  const out = new Set<string>();
  // A pattern is compared as it is written, before it is looked up.
  const add = (folder: string): void => void out.add(slashed(folder)).add(slashed(literally(folder)));
  for (const directory of directories) {
    const absolute = path.resolve(directory);
    add(absolute);
    try {
      add(realpathSync(absolute));
    } catch {
      // A folder that is not there yet has no other name.
    }
  }
  return [...out];
}

const slashed = (folder: string): string => (folder.endsWith(path.sep) ? folder : folder + path.sep);

const REPORTED = ["threads", "memory_limit", "max_temp_directory_size", "enable_external_access", "lock_configuration", "access_mode", ...MEANING.map(([name]) => name)];

async function readBack(control: DuckDBConnection, profile: EngineProfile): Promise<Record<string, string>> {
  const result = await control.runAndReadAll(`SELECT name, value FROM duckdb_settings() WHERE list_contains(${stringList(REPORTED)}, name) ORDER BY name`);
  const settings = Object.fromEntries(result.getRows().map(([name, value]) => [String(name), String(value)]));
  const wanted: (readonly [string, string])[] = [...MEANING];
  if (profile.threads !== null) wanted.push(["threads", String(profile.threads)]);
  if (profile.policy !== "admin") wanted.push(["enable_external_access", "false"], ["lock_configuration", "true"]);
  for (const [name, value] of wanted) {
    if (settings[name] !== value) throw new EngineError("other", `the engine's setting ${name} is ${settings[name] ?? "not known"}, not ${value}`);
  }
  return settings;
}
