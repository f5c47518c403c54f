/** DuckDB's errors, which come as JSON (`errors_as_json`) or as `Kind Error: text`, as typed ones. */
import { fromByteOffset } from "../../lower/sql/source-map.ts";
import { EngineError, type EngineErrorKind } from "../engine.ts";

type ErrorJson = { readonly exception_type?: string; readonly exception_message?: string; readonly position?: string };

/** By DuckDB's own name of the exception. What is not listed is `other`. */
const KINDS: Readonly<Record<string, EngineErrorKind>> = {
  Parser: "syntax", Syntax: "syntax",
  Binder: "binder", Catalog: "binder", "Parameter Not Allowed": "binder", "Parameter Not Resolved": "binder",
  Conversion: "conversion", "Mismatch Type": "conversion",
  "Out of Range": "out_of_range", "Divide by Zero": "out_of_range",
  Constraint: "constraint",
  "Invalid Input": "invalid_input", "Invalid Type": "invalid_input", Sequence: "invalid_input",
  "Out of Memory": "out_of_memory",
  INTERRUPT: "interrupted",
  IO: "io", HTTP: "io", Serialization: "io",
  Permission: "permission",
  "Not implemented": "unsupported",
};
const PLAIN = /^([A-Za-z ]+?) Error: ([^]*)$/;

/** `statement` is the text that was sent: DuckDB counts positions in its UTF-8 bytes. */
export function engineError(error: unknown, statement: string): EngineError {
  if (error instanceof EngineError) return error;
  const raw = error instanceof Error ? error.message : String(error);
  const { kind, message, position } = parts(raw);
  const pid = Number(/\(PID (\d+)\)/.exec(message)?.[1] ?? 0);
  if (/Could not set lock on file/.test(message)) return new EngineError("locked", firstLine(message), pid > 0 ? { pid } : {});
  return new EngineError(KINDS[kind] ?? "other", message, position === null ? {} : { byte: position, position: fromByteOffset(statement, position) });
}

function parts(raw: string): { kind: string; message: string; position: number | null } {
  const start = raw.indexOf("{");
  // A parser's error has its name before the JSON.
  if (start >= 0 && /^(Failed to [a-z ]+: )?([A-Za-z ]+ Error: )?$/.test(raw.slice(0, start))) {
    const json = readJson(raw.slice(start));
    if (json !== null) return { kind: json.exception_type ?? "", message: json.exception_message ?? raw, position: json.position === undefined ? null : Number(json.position) };
  }
  const plain = PLAIN.exec(raw);
  return { kind: plain?.[1] ?? "", message: plain?.[2] ?? raw, position: null };
}

function readJson(text: string): ErrorJson | null {
  try {
    return JSON.parse(text) as ErrorJson;
  } catch {
    return null;
  }
}

const firstLine = (message: string): string => message.split("\n", 1)[0] as string;
