/** A rule that is printed from what it was bound to compiles to the same: `expandRule` compares hashes, so that what it gives is right; here, that it gives something, and what. */
import { cpSync, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { expandNamed } from "../../src/compile/expand.ts";
import type { Prepared } from "../../src/compile/types.ts";
import { openFolder, packFolder, temporaryFolder } from "../support/pack.ts";

const TEST = dirname(dirname(fileURLToPath(import.meta.url)));
const CASES = join(TEST, "cases");
const PACKS = join(TEST, "../rules");

/** Why a rule of a case has no text: nothing else may be without. */
const TEXTLESS: Readonly<Record<string, string>> = {
  "names-shared case.own": "the module's `$least`, which a parameter of the rule hides",
};

function expandFolder(folder: string): Map<string, { readonly text: string } | { readonly why: string }> {
  const { compiled } = openFolder(folder);
  const made = new Map<string, { readonly text: string } | { readonly why: string }>();
  for (const { name } of compiled?.declared ?? []) {
    const one = expandNamed(name, compiled?.prepared as Prepared);
    if (one !== null) made.set(name, one.ok ? { text: [...one.imports, one.text].join("\n") } : { why: one.why });
  }
  return made;
}

const whys = (made: ReturnType<typeof expandFolder>): [string, string][] => [...made].flatMap(([name, one]) => ("why" in one ? [[name, one.why]] : []));

describe("a rule that is expanded compiles to the same", () => {
  test("in every case", () => {
    const textless: [string, string][] = [];
    let count = 0;
    for (const name of readdirSync(CASES)) {
      const folder = temporaryFolder();
      cpSync(join(CASES, name), folder, { recursive: true, filter: (path) => !/\/out\./.test(path) });
      const made = expandFolder(packFolder({}, folder));
      count += made.size;
      textless.push(...whys(made).map(([rule, why]): [string, string] => [`${name} ${rule}`, why]));
    }
    expect(Object.fromEntries(textless)).toEqual(TEXTLESS);
    expect(count).toBeGreaterThan(230);
  });
  test.each(readdirSync(PACKS).filter((name) => existsSync(join(PACKS, name, "rulepack.json"))))("in the pack %s", (name) => {
    const made = expandFolder(join(PACKS, name));
    expect(whys(made)).toEqual([]);
  });
});

const DATA = `source sales = csv("sales.csv") { id: int64, shop: string, day: date, amount: decimal(12, 2), fee: float64?, tags: list<string>, key [id] }
source shops = csv("shops.csv") { shop: string, city: string?, day: date, key [shop] }
`;
const expanded = (text: string, other = ""): string => {
  const made = expandFolder(packFolder({ "case.rule": `${other === "" ? "" : 'import { net } from "other"\n'}${DATA}${text}`, ...(other === "" ? {} : { "other.rule": other }) })).get("case.r");
  return made === undefined ? "does not compile" : "why" in made ? made.why : made.text;
};

describe("one reads", () => {
  test("what macros, selectors, `across` and deferred expressions stand for", () => {
    expect(expanded(`macro expr share(part: expr<numeric>, all: expr<numeric>) = part / all
macro table newest(t: table, keys: columns, at: column<date>) = from t |> dedupe on keys keep first by [at desc], ties: "error"
rule r ordered by [id] {
  let double = _ * 2
  from sales as s
  |> newest([shop], day)
  |> join left shops as p on shop == p.shop
  |> derive { part: share(amount, sum(amount)), ...across(@type("decimal"), double, names: "{col}_twice") }
  |> where if_any(@float, _ is not null)
  |> select { id, p.city, p.day, ...@starts("amount"), part }
}`)).toBe(`rule r ordered by [id] {
  from sales
  |> dedupe on [shop] keep first by [day desc], ties: "error"
  |> join left shops as s on shop == s.shop, cardinality: "1:1"
  |> derive { part: amount / sum(amount), amount_twice: amount * 2 }
  |> where fee is not null or part is not null
  |> select [id, s.city, s.day, amount, amount_twice, part]
}
`);
  });
  test("the body of an inline rule, with its arguments, and imports of what it reads", () => {
    expect(expanded('rule r ordered by [id] { from net(least: 3) |> where id > 1 }', `source raw = csv("raw.csv") { id: int64, key [id] }
param floor: int64 = 0
function more(n: int64) -> int64 = n + 1
rule net(least: int64) as inline { from raw |> where id >= $least and more(id) > $floor }`)).toBe(`import { floor } from "other"
import { raw } from "other"
rule r ordered by [id] {
  from raw
  |> where id >= 3 and id + 1 > $floor
  |> where id > 1
}
`);
  });
  test("a relation that is read twice under a name of its own, checks in their places, and documentation", () => {
    expect(expanded(`--- Pairs.
rule r unordered {
  let big = from sales |> check amount > 0 else warn "{id}" |> where amount > 10
  from big as b |> join big as other on b.id == other.id and b.day < other.day |> select { b.id, later: other.day }
}`)).toBe(`--- Pairs.
rule r unordered {
  let big =
    from sales
    |> check amount > 0.00 else warn "{id}"
    |> where amount > 10.00
  from big
  |> join big as b on id == b.id and day < b.day, cardinality: "1:1"
  |> select { id, later: b.day }
}
`);
  });
});
