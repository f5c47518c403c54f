/** Calls of the functions of texts, patterns and formats, to be held against an engine. */
import { given, givenLiteral, type Call, type GivenArg } from "../evaluate/differential.ts";
import { nasty, product, products } from "./call-products.ts";

const texts = nasty("string");
const word = (text: string): GivenArg => givenLiteral("string", text);
const words = (...all: readonly string[]): readonly (readonly GivenArg[])[] => [[given("string?", null), ...all.map((text) => given("string?", text))], all.map((text) => given("string", text))];
const whole = [...nasty("int64"), ...nasty("int8"), ...nasty("uint64")];
const few = [["-1", "0", "1", "3", "7"].map((n) => given("int64", n)), [given("int32?", null), given("int32?", "2")], [given("uint64", "9223372036854775808")]];
const parts = words("", "a", "b", "ab", "😀", "\u0301", "\uffff", ",", "\\", "%");
const LIKES = ["", "%", "_", "a%", "%b%", "%_", "_%_", "a\\%b%", "\\", "a\\", "%\\\\", "a\\\\", "a_b%", "_😀%", "%a%b%", "é", "%\n%", "\\a%"];
const PATTERNS = [
  "a", "b*", "", "^", "$", "(?m)^", "(?m)$", "\\b", "\\d+", "\\w+", "[^a-c]", "(a)|b", "(a)?b", "(?i)abc", "(?i)ß|k", "(?i)[^k]", ".", "(?s).", "a.b", "\\pL", "\\p{Greek}", "[[:alpha:]]+",
  "(\\w)(\\w)?", "x*?", "(a|ab)(c|b|)", "\\x{1F600}", "\\s+", "[\\s\\d]", "^.*$", "(?P<name>[a-z])=(.)", "\\.\\*", "a{2,3}", "a{2}", "é", "\\z", "\\A.",
];

const lengths: readonly Call[] = ["length", "byte_length", "lower", "upper", "reverse", "unicode"].flatMap((fn) => products(fn, texts));
const places: readonly Call[] = [
  ...products("substr", texts, whole, few), ...products("substr", texts, few, whole), ...products("substr", texts, whole),
  ...["left", "right", "utf16_prefix_bytes"].flatMap((fn) => products(fn, texts, whole)),
  ...["0", "-2", "2", "2147483648", "9223372036854775807"].flatMap((n) => [
    ...product("substr", texts[1] ?? [], [givenLiteral("int64", n)], few[0] ?? []), ...product("substr", texts[0] ?? [], [givenLiteral("int64", n)], [givenLiteral("int64", "2"), givenLiteral("int64", "9223372036854775807")]),
    ...product("left", texts[0] ?? [], [givenLiteral("int64", n)]), ...product("right", texts[0] ?? [], [givenLiteral("int64", n)]),
  ]),
  ...products("repeat", texts, [...few, [given("int64", "9223372036854775807"), given("int64", "-9223372036854775808")]]),
  ...["lpad", "rpad"].flatMap((fn) => [...products(fn, texts, [...few, [given("int64", "2147483648")]], words("", "x", "é😀")), ...products(fn, texts, few)]),
  ...products("chr", whole), ...products("chr", [["0", "233", "55295", "55296", "57343", "57344", "65535", "128512", "1114111", "1114112"].map((n) => given("int64", n))]),
];
const searches: readonly Call[] = [
  ...["position", "contains", "starts_with", "ends_with"].flatMap((fn) => products(fn, texts, parts)), ...products("split", texts, parts.slice(1)),
  ...["trim", "ltrim", "rtrim"].flatMap((fn) => [...products(fn, texts), ...products(fn, texts, words("", "ab", " \t", "é😀", "\u0301e", "x()"))]),
  ...products("replace", texts, parts, words("", "x", "😀$1")), ...products("translate", texts, parts, words("", "x", "😀y")), ...products("translate", texts, words("abc", "aab", "é😀ß"), words("", "xyz")),
  ...products("like", texts, words(...LIKES)), ...LIKES.flatMap((pattern) => product("like", texts[1] ?? [], [word(pattern)])),
  ...products("concat_ws", words("", "-", "😀"), texts, words("", "b")), ...products("concat_ws", words("-"), texts),
];
const patterns: readonly Call[] = PATTERNS.flatMap((pattern) => [
  ...product("regexp_matches", texts[1] ?? [], [word(pattern)]), ...product("regexp_extract", texts[1] ?? [], [word(pattern)]), ...product("regexp_extract_all", texts[1] ?? [], [word(pattern)]),
  ...["", "#", "<$0>", "$$\\"].flatMap((by) => product("regexp_replace", texts[1] ?? [], [word(pattern)], [word(by)])),
  ...(/\((?!\?[^P])/.test(pattern) ? ["regexp_extract", "regexp_extract_all"].flatMap((fn) => product(fn, texts[0] ?? [], [word(pattern)], [givenLiteral("int64", "1")])) : []),
]);
/** Beyond 1e68 the engine writes other digits behind the 17th (docs/types.md). */
const formats: readonly Call[] = ["0", "1", "2", "7", "15"].flatMap((digits) =>
  ["float64", "float32", "int64", "int8", "uint64", "decimal(5, 2)", "decimal(18, 18)", "decimal(38, 0)", "decimal(38, 10)"].flatMap((type) =>
    nasty(type, (text) => !text.includes("e308")).flatMap((values) => product("format", values, [givenLiteral("int64", digits)]))));

export const TEXT_CALLS = { lengths, places, searches, patterns, formats } as const;
