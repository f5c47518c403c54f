import { createHash } from "node:crypto";

/** U+001F, the unit separator: it cannot stand in a path or an identifier, so no two lists of parts read alike. */
const SEPARATOR = "\u001f";

/**
 * The language's `hash_id`: `prefix:` and the first 16 hex digits of the SHA-256 of the UTF-8 of prefix and parts.
 * A rule that calls `hash_id` with the same parts gets the same id, so parts are text or integers and nothing whose text differs by engine.
 */
export function hashId(prefix: string, ...parts: readonly (string | number | null)[]): string {
  const text = [prefix, ...parts.map((part) => (part === null ? "None" : String(part)))].join(SEPARATOR);
  return `${prefix}:${sha256(text).slice(0, 16)}`;
}

/** Lower-case hex; text is hashed as UTF-8. */
export function sha256(of: string | Uint8Array): string {
  return createHash("sha256").update(of).digest("hex");
}
