import { arg, rows } from "./row.ts";

/** Bytes as text and back. What is no such text gives null. */
export const ENCODING = rows([
  {
    name: "to_hex", args: [arg("x", "textOrBinary")], returns: "string", nulls: "propagate", duckdb: "lower(hex({x}))",
    doc: "The bytes in lower hex; of a text, those of its UTF-8.", examples: [['to_hex("é")', '"c3a9"']],
  },
  {
    name: "to_hex.integer", args: [arg("x", "wideInteger")], returns: "string", nulls: "propagate", duckdb: "lower(hex({x}))",
    doc: "An integer in lower hex, without zeros in front; a negative one as the 64 bits of its two's complement.",
    examples: [["to_hex(255)", '"ff"'], ["to_hex(-1)", '"ffffffffffffffff"']],
  },
  {
    name: "from_hex", args: [arg("s", "string")], returns: "binary", nulls: "always",
    duckdb: "case when regexp_full_match({s}, '(?:[0-9a-fA-F]{{2}})*') then unhex({s}) end",
    doc: "The bytes of hex digits, two a byte; null for anything else. `::string` reads them as UTF-8.",
    examples: [['from_hex("c3A9")::string', '"é"'], ['from_hex("0x1")', "null"]],
  },
  {
    name: "to_base64", args: [arg("x", "binary")], returns: "string", nulls: "propagate", duckdb: "to_base64({x})",
    doc: "The bytes in Base64 (RFC 4648), filled up with `=`.", examples: [['to_base64("ab"::binary)', '"YWI="']],
  },
  {
    name: "to_base64.text", args: [arg("x", "string")], returns: "string", nulls: "propagate", duckdb: "to_base64(encode({x}))",
    doc: "The UTF-8 of a text in Base64.", examples: [['to_base64("é")', '"w6k="']],
  },
  {
    name: "from_base64", args: [arg("s", "string")], returns: "binary", nulls: "always",
    duckdb:
      "case when regexp_full_match({s}, '(?:[A-Za-z0-9+/]{{4}})*(?:[A-Za-z0-9+/]{{2}}==|[A-Za-z0-9+/]{{3}}=)?') then from_base64({s}) end",
    doc: "The bytes of a text in Base64; null for anything else.", examples: [['from_base64("YWI=")::string', '"ab"'], ['from_base64("YW")', "null"]],
  },
  {
    name: "url_encode", args: [arg("s", "string")], returns: "string", nulls: "propagate", duckdb: "url_encode({s})",
    doc: "As a part of a URL: all but letters, digits and `_.~-` of ASCII as `%` and two upper hex digits a byte.",
    examples: [['url_encode("a b/é")', '"a%20b%2F%C3%A9"']],
  },
  {
    name: "url_decode", args: [arg("s", "string")], returns: "string", nulls: "always",
    // `try` makes null of any error; within the lambda it sees none of those that s itself may raise.
    duckdb: "list_transform([{s}], lambda part: try(url_decode(part)))[1]",
    doc: "With `%` and two hex digits made the byte they mean; null where that is no UTF-8. A `+` stays, and so does a `%` before anything else.",
    examples: [['url_decode("a%20b+%C3%A9%")', '"a b+é%"'], ['url_decode("%ff")', "null"]],
  },
]);
