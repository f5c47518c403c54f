/** The language's ids: equal on every engine, and in any program that makes ids for rows that rules will join. */

const SEPARATOR = "\u001f";

/**
 * `prefix:` and 16 hex digits: the start of the SHA-256 of the UTF-8 of the prefix and the parts, joined by U+001F; a null part is `None`,
 * so it has the id of the text "None". `sha256` gives lower hex.
 */
export function hashId(prefix: string, parts: readonly (string | null)[], sha256: (bytes: Uint8Array) => string): string {
  const text = [prefix, ...parts.map((part) => part ?? "None")].join(SEPARATOR);
  return `${prefix}:${sha256(new TextEncoder().encode(text)).slice(0, 16)}`;
}
