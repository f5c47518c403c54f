import { arg, rows } from "./row.ts";

export const HASHING = rows([
  {
    name: "hash_id", args: [arg("prefix", "string", { constant: "literal" }), arg("parts", "hashable")], variadic: 1, returns: "string",
    nulls: "never", duckdb: { special: "hash_id" },
    doc:
      "An id that any engine and any program can make: `prefix:` and the first 16 hex digits of the SHA-256 of prefix and parts as text, " +
      "joined by U+001F; a null is `None`.",
    examples: [['hash_id("file", "src/a.ts")', '"file:dd09cd3590b371df"']],
  },
  {
    name: "md5", args: [arg("x", "textOrBinary")], returns: "string", nulls: "propagate", duckdb: "md5({x})",
    doc: "The MD5 digest of the bytes, in lower hex.", examples: [['md5("a")', '"0cc175b9c0f1b6a831c399e269772661"']],
  },
  {
    name: "sha256", args: [arg("x", "textOrBinary")], returns: "string", nulls: "propagate", duckdb: "sha256({x})",
    doc: "The SHA-256 digest of the bytes, in lower hex.",
    examples: [['sha256("a")', '"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"']],
  },
]);
