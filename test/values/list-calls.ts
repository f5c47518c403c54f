/** Calls of the functions of lists and maps, to be held against an engine. */
import { given, givenLiteral, type Call } from "../evaluate/differential.ts";
import { NASTY, nasty, product, products } from "./call-products.ts";

const LISTS = Object.keys(NASTY).filter((type) => type.startsWith("list<"));
const MAPS = Object.keys(NASTY).filter((type) => type.startsWith("map<"));
/** What stands in a list of the type, and what does not. */
const ELEMENTS: Readonly<Record<string, readonly [type: string, texts: readonly string[]]>> = {
  "list<int64?>": ["int64", ["1", "3", "-1", "9223372036854775807"]], "list<string?>": ["string", ["", "a", "A", "😀"]], "list<float64?>": ["float64", ["NaN", "0", "-0", "0.1", "Infinity"]],
  "list<decimal(5, 2)?>": ["decimal(5, 2)", ["1.50", "999.99", "0.00"]], "list<decimal(38, 0)?>": ["decimal(38, 0)", ["1"]], "list<date?>": ["date", ["2024-02-29"]],
  "list<list<int64?>?>": ["list<int64?>", ["[]", "[null]", '["1", null]']], "list<struct<a: int64?>?>": ["struct<a: int64?>", ['{"a": null}', '{"a": "1"}']],
};
const SORTABLE = LISTS.filter((type) => !/list<(list|struct)/.test(type));
const NUMBERS = LISTS.filter((type) => /int|float|decimal/.test(type) && SORTABLE.includes(type));
const texts = "list<string?>";

const elements = (type: string): ReturnType<typeof nasty> => {
  const [of, all] = ELEMENTS[type] as readonly [string, readonly string[]];
  return [all.map((text) => given(of, text)), [given(`${of}?`, null), ...all.map((text) => given(`${of}?`, text))]];
};

const whole: readonly Call[] = [
  ...["length", "list_reverse"].flatMap((fn) => LISTS.flatMap((type) => products(fn, nasty(type)))),
  ...["list_sort", "list_distinct", "list_min", "list_max"].flatMap((fn) => SORTABLE.flatMap((type) => products(fn, nasty(type)))),
  ...NUMBERS.flatMap((type) => products("list_sum", nasty(type))), ...products("flatten", nasty("list<list<int64?>?>")),
  ...["", ",", "😀"].flatMap((separator) => nasty(texts).flatMap((xs) => product("list_join", xs, [givenLiteral("string", separator)]))),
  ...product("list_join", ["[]", '["", ""]', '["a"]'].map((text) => given("list<string>", text)), [givenLiteral("string", "-")]),
  ...product("list_distinct", ["[]", '["NaN", "NaN"]', '["2", "-0", "1", "0"]'].map((text) => given("list<float64>", text))),
];
const search: readonly Call[] = ["contains", "position"].flatMap((fn) => LISTS.flatMap((type) => products(fn, nasty(type), elements(type))));
const slices: readonly Call[] = ["list<int64?>", "list<list<int64?>?>"].flatMap((type) => products("slice", nasty(type), [...nasty("int64"), ...nasty("int8")], nasty("int64")));
const maps: readonly Call[] = [
  ...MAPS.flatMap((type) => ["length", "map_keys", "map_values", "map_entries"].flatMap((fn) => products(fn, nasty(type)))),
  ...products("contains", nasty("map<string, int64?>"), nasty("string")), ...products("contains", nasty("map<int64, string>"), nasty("int64")),
];

export const LIST_CALLS = { whole, search, slices, maps } as const;
