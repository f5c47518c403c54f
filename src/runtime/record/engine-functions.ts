/**
 * The functions that an engine has, on record: one file for each version of an engine, sorted, with a hash that records of runs name. The first line
 * says what the file is of, each other one is a function. Shape: grammar/schemas/engine-functions.json.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Engine, Session } from "../engine.ts";
import { writeAtomically } from "./files.ts";

const FORMAT = 1;

type Catalogue = { readonly text: string; readonly hash: string };
/** Asking takes 40 ms: once a process and version. */
const asked = new Map<string, Promise<Catalogue>>();

export const functionsFile = ({ name, version }: Pick<Engine, "name" | "version">): string => `engine-functions-${name}-${version}.jsonl`;

/** The hash of the engine's functions; the file is made where it is not there or damaged. Throws what the file system and the engine throw. */
export async function recordFunctions(target: string, engine: Engine, session: Session): Promise<string> {
  const file = path.join(target, functionsFile(engine));
  const known = readHash(file);
  if (known !== null) return known;
  const key = `${engine.name} ${engine.version}`;
  const catalogue = asked.get(key) ?? ask(engine, session);
  asked.set(key, catalogue);
  const { text, hash } = await catalogue.catch((error: unknown) => {
    asked.delete(key);
    throw error;
  });
  writeAtomically(file, Buffer.from(text));
  return hash;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

async function ask(engine: Engine, session: Session): Promise<Catalogue> {
  const { rows } = await session.query({
    text: `SELECT to_json({name: function_name, schema: schema_name, kind: function_type, parameters: parameters, types: parameter_types, varargs: varargs, returns: return_type, stability: stability,
  side_effects: has_side_effects, macro: macro_definition})::VARCHAR AS line FROM duckdb_functions() WHERE internal ORDER BY line`,
  });
  const lines = rows.map(([line]) => `${line as string}\n`).join("");
  const hash = sha256(lines);
  return { text: `${JSON.stringify({ kind: "functions", format: FORMAT, engine: engine.name, version: engine.version, count: rows.length, hash })}\n${lines}`, hash };
}

/** Null where the file is not there, or not what it says. */
function readHash(file: string): string | null {
  try {
    const text = readFileSync(file, "utf8");
    const end = text.indexOf("\n");
    const { format, hash } = JSON.parse(text.slice(0, end)) as { readonly format?: unknown; readonly hash?: unknown };
    return format === FORMAT && typeof hash === "string" && sha256(text.slice(end + 1)) === hash ? hash : null;
  } catch {
    return null;
  }
}
