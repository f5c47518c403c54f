/** Digests, in lower hex. */
import { md5 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hashId } from "../hash-id.ts";
import { STRING, type Type } from "../type.ts";
import { hexOf } from "../value-text.ts";
import { castValue } from "./cast.ts";
import type { Kernels, ScalarKernel } from "./kernel.ts";

const encoder = new TextEncoder();

const digest = (of: (bytes: Uint8Array) => Uint8Array): ScalarKernel => ([x]) => hexOf(of(typeof x === "string" ? encoder.encode(x) : (x as Uint8Array)));

const id: ScalarKernel = ([prefix, ...parts], { args: [, ...types] }) => {
  const texts = parts.map((part, i) => (part === null ? null : (castValue(part, types[i] as Type, STRING) as string)));
  return hashId(prefix as string, texts, (bytes: Uint8Array) => hexOf(sha256(bytes)));
};

export const HASHES: Kernels<ScalarKernel> = { md5: digest(md5), sha256: digest(sha256), hash_id: id };

