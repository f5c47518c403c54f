/** What literals say. */
import type { LiteralExpr, LiteralKind } from "../ast/index.ts";
import { report } from "./recover.ts";
import type { RuleParser } from "./rule-parser.ts";

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const ESCAPE = /\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^])/g;
/** Half of a surrogate pair is no character, and no engine takes it. */
const HALF = /^\\u[dD][89a-fA-F]..$/;

/** Resolves JSON's escapes; one that JSON does not know, or half of a surrogate pair, is reported and kept as written. `offset` is where `raw` begins in the file. */
export function unescape($: RuleParser, raw: string, offset: number): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(ESCAPE, (written: string, escape: string, index: number) => {
    const simple = ESCAPES[escape];
    if (simple !== undefined) return simple;
    const isUnicode = escape.length > 1;
    if (isUnicode && !HALF.test(written)) return JSON.parse(`"${written}"`) as string;
    const at = { file: $.path, start: offset + index, end: offset + index + written.length };
    report($, "unknown-escape", { escape: written }, at, isUnicode ? {} : { edits: [{ ...at, text: `\\${written}` }] });
    return written;
  });
}

export function numberLiteral(image: string, start: number): LiteralExpr {
  const kind: LiteralKind = /[eE]/.test(image) ? "float" : image.includes(".") ? "decimal" : "int";
  return { kind: "literal", start, end: start + image.length, literal: kind, value: image.includes("_") ? image.replaceAll("_", "") : image, form: "plain" };
}
