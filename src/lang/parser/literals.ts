/** What literals say. */
import type { LiteralExpr, LiteralKind } from "../ast/index.ts";
import { report } from "./recover.ts";
import type { RuleParser } from "./rule-parser.ts";

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Resolves JSON's escapes; one that JSON does not know is reported and kept as written. `offset` is where `raw` begins in the file. */
export function unescape($: RuleParser, raw: string, offset: number): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/\\(u[0-9a-fA-F]{4}|[^])/g, (written: string, escape: string, index: number) => {
    const simple = ESCAPES[escape];
    if (simple !== undefined) return simple;
    if (escape.length === 5) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    const at = { file: $.path, start: offset + index, end: offset + index + written.length };
    report($, "unknown-escape", { escape: written }, at, { edits: [{ ...at, text: `\\${written}` }] });
    return written;
  });
}

export function numberLiteral(image: string, start: number): LiteralExpr {
  const kind: LiteralKind = /[eE]/.test(image) ? "float" : image.includes(".") ? "decimal" : "int";
  return { kind: "literal", start, end: start + image.length, literal: kind, value: image.includes("_") ? image.replaceAll("_", "") : image, form: "plain" };
}
