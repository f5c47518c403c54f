/** Bytes as text and back. */
import type { Value } from "../value.ts";
import { hexOf } from "../value-text.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";
import { strict } from "./strict.ts";

const encoded = (text: Value | undefined): Uint8Array => new TextEncoder().encode(text as string);
const bytesOf = (x: Value | undefined): Uint8Array => (x instanceof Uint8Array ? x : encoded(x));
const fromHex = (digits: string): Uint8Array => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const IN_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Three bytes are four digits of six bits. */
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const four = [18, 12, 6, 0].map((shift) => DIGITS[(three >> shift) & 63]).join("");
    text += four.slice(0, Math.min(bytes.length - i, 3) + 1).padEnd(4, "=");
  }
  return text;
}

function fromBase64(text: string): Uint8Array | null {
  if (!IN_BASE64.test(text)) return null;
  const digits = text.replace(/=+$/, "");
  const bytes: number[] = [];
  for (let i = 0; i < digits.length; i += 4) {
    const four = [0, 1, 2, 3].reduce((all, j) => (all << 6) | Math.max(DIGITS.indexOf(digits[i + j] ?? "A"), 0), 0);
    bytes.push(...[16, 8, 0].slice(0, Math.min(digits.length - i, 4) - 1).map((shift) => (four >> shift) & 255));
  }
  return Uint8Array.from(bytes);
}

const PLAIN = /^[A-Za-z0-9_.~-]$/;
const urlEncode = (text: string): string =>
  Array.from(text, (char) => (PLAIN.test(char) ? char : hexOf(encoded(char)).toUpperCase().replace(/../g, "%$&"))).join("");

/** A `%` that no two hex digits follow stays. */
function urlDecode(text: string): string | null {
  const bytes = (text.match(/%[0-9a-fA-F]{2}|[\s\S]/gu) ?? []).flatMap((part) => Array.from(part.length === 3 && part.startsWith("%") ? fromHex(part.slice(1)) : encoded(part)));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

export const ENCODINGS: Kernels<ScalarKernel> = strict({
  to_hex: ([x]) => hexOf(bytesOf(x)),
  "to_hex.integer": ([x]) => BigInt.asUintN(64, x as bigint).toString(16),
  from_hex: ([s]) => (/^(?:[0-9a-fA-F]{2})*$/.test(s as string) ? fromHex(s as string) : null),
  to_base64: ([x]) => toBase64(bytesOf(x)),
  "to_base64.text": ([x]) => toBase64(bytesOf(x)),
  from_base64: ([s]) => fromBase64(s as string),
  url_encode: ([s]) => urlEncode(s as string),
  url_decode: ([s]) => urlDecode(s as string),
});
