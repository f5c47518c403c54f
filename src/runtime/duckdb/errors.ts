/** DuckDB's errors, which come as JSON (`errors_as_json`) or as `Kind Error: text`, as typed ones. */
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
  const held = /Could not set lock on file/.test(message);
  if (held) return new EngineError("locked", firstLine(message), null, Number(/\(PID (\d+)\)/.exec(message)?.[1] ?? Number.NaN) || null);
  return new EngineError(KINDS[kind] ?? "other", message, position === null ? null : utf16Offset(statement, position));
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

/** The offset in UTF-16 units of the byte `bytes` of the text's UTF-8. */
export function utf16Offset(text: string, bytes: number): number {
  let at = 0;
  for (let left = bytes; left > 0 && at < text.length; ) {
    const point = text.codePointAt(at) as number;
    left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    at += point < 0x10000 ? 1 : 2;
  }
  return at;
}
