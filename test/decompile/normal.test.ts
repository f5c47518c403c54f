/** A rule in normal form: `normalRule` compares hashes, so that what it gives compiles to the same; here, that it gives something, that it is its own normal form, and what it says. All cases and packs: test/long/normal.test.ts. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { normalNamed } from "../../src/compile/expand.ts";
import type { Prepared } from "../../src/compile/types.ts";
import { caseNames, normalsOf } from "../support/normals.ts";
import { openFolder, packFolder } from "../support/pack.ts";
import { CASES, RULES } from "../support/stability.ts";

describe("every rule has a normal form that compiles to the same and is its own normal form", () => {
  test.each([...new Set(["names-shared", "sql-rule", "whole-language", ...caseNames.filter((_, i) => i % 8 === 0)])])("in the case %s", (name) => {
    expect(normalsOf(join(CASES, name))).toMatchObject({ without: [], unlike: [] });
  });
  test("in the pack that one begins with", () => {
    expect(normalsOf(join(RULES, "quickstart"))).toMatchObject({ without: [], unlike: [] });
  });
});

const DATA = `source sales = csv("sales.csv") { id: int64, shop: string, day: date, amount: decimal(12, 2), tags: list<string>, key [id] }
source shops = csv("shops.csv") { shop: string, city: string?, key [shop] }
param least: int64 = 3
`;
const normal = (text: string): string => {
  const { compiled } = openFolder(packFolder({ "case.rule": `${DATA}${text}` }));
  const made = normalNamed("case.r", compiled?.prepared as Prepared);
  return made === null ? "does not compile" : made.ok ? made.text : made.why;
};

test("names of the author's, comments and documentation are gone; macros, inline rules and conversions are written out", () => {
  expect(normal(`macro expr net(of: expr<numeric>) = of * 0.81
rule big as inline { from sales |> where id > $least } -- those that count
--- Rows of shops.
rule r -- with a note
  ordered by [id, again] {
  -- twice
  let mine = from big |> derive { n: net(amount), words: tags.filter(word -> word != "") }
  from mine as m
  |> join mine as other on m.shop == other.shop, cardinality: "n:m"
  |> join left shops as place on m.shop == place.shop
  |> select { m.id, again: other.id, m.n, m.words, place.city, more: m.id > 1.5 }
}`)).toBe(`rule r ordered by [id, again] {
  let shared =
    from sales
    |> where id > $least
    |> derive { n: amount * 0.81, words: filter(tags, x -> x != "") }
  from shared
  |> join shared as s on shop == s.shop, cardinality: "n:m"
  |> join left shops as s_2 on shop == s_2.shop, cardinality: "n:1"
  |> select { id, again: s.id, n, words, s_2.city, more: id > 1.5::decimal(20, 1) }
}
`);
});

test("numbers that are no literals are said as texts, and each literal with the type that it has there", () => {
  expect(normal(`rule r ordered by [id] {
  from sales |> select { id, tiny: "0.07000000000000000000000000000000000001"::decimal(38, 38), least: least(amount, 7::int32) }
}`)).toBe(`rule r ordered by [id] {
  from sales
  |> select {
    id,
    tiny: "0.07000000000000000000000000000000000001"::decimal(38, 38),
    least: least(amount, 7.00::decimal(12, 2)),
  }
}
`);
});
