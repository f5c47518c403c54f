import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { concat, group, hardline, indent, layOut, line } from "../../src/lang/format/doc.ts";
import { format } from "../../src/lang/format/index.ts";
import { formatted, read } from "./support.ts";

const sample = (name: string): string => readFileSync(new URL(`samples/${name}.rule`, import.meta.url), "utf8");

test.each(["reference", "edges"])("the layout of the sample %s", async (name) => {
  await expect(formatted(sample(name))).toMatchFileSnapshot(`samples-formatted/${name}.rule`);
});

test("what fits on a line and was written on one stays on one", () => {
  const text = "rule active ordered by [id] { from customers |> where status == \"active\" |> select { id } }\n";
  expect(formatted(text)).toBe(text);
});

test("a body, row, list or schema whose author began a new line keeps its lines", () => {
  const text = `schema Order {
  id: int64, status: string,
  amount: decimal(12, 2),

  key [id],
}

rule a ordered by [id] {
  from orders
  |> derive {
    x: 1, y: 2,
    z: 3,
  }
}
`;
  expect(formatted(text)).toBe(text);
});

test("what does not fit breaks at its brackets, options and operators", () => {
  const text = `rule a(first_parameter: string? = null, second_parameter: int64 = 0, third_parameter: date = date "2026-01-01") ordered by [id] {
  from orders |> join left customers_with_a_long_name as c on first_key == c.first_key and second_key == c.second_key, cardinality: "n:1"
  |> where status == "a long status" and region in ["north", "south", "east", "west"] or is_exceptional and not is_closed
  |> select { id, first_key, second_key, third_key, fourth_key, fifth_key, sixth_key, seventh_key, eighth_key }
}
`;
  expect(formatted(text)).toBe(`rule a(
  first_parameter: string? = null,
  second_parameter: int64 = 0,
  third_parameter: date = date "2026-01-01",
)
  ordered by [id]
{
  from orders
  |> join left customers_with_a_long_name as c
    on first_key == c.first_key and second_key == c.second_key, cardinality: "n:1"
  |> where status == "a long status" and region in ["north", "south", "east", "west"]
    or is_exceptional and not is_closed
  |> select {
    id, first_key, second_key, third_key, fourth_key, fifth_key, sixth_key, seventh_key, eighth_key,
  }
}
`);
});

test("comments stay with what they are about", () => {
  const text = `-- head

--- One row a day.
#daily -- tag
rule a ordered by [day] {  -- opening
  -- the source
  from orders  -- as it is
  -- only paid
  |> where status == "paid"  -- paid
    -- or refunded
    or status == "refunded"
  |> select {
    day,  -- the day
    -- the sum
    amount,
    -- nothing else
  }
  -- last in the body
}

-- the end
`;
  expect(formatted(text)).toBe(text.replace("#daily -- tag", "#daily  -- tag"));
});

test("literals, names and author's parentheses stay as written", () => {
  const text = 'rule a unordered { from t |> derive { x: 60_000, y: "\\u00e9\\/", z: (a * b) + c, `w`: `odd name`, v: """ a\n b """ } }\n';
  const out = formatted(text);
  for (const kept of ["60_000", '"\\u00e9\\/"', "(a * b) + c", "`w`: `odd name`", '""" a\n b """']) expect(out).toContain(kept);
});

test("documentation that documents nothing becomes a plain comment", () => {
  expect(formatted("rule a unordered {\n  from t\n  --- about a stage\n  |> limit 5\n}\n")).toBe("rule a unordered {\n  from t\n  -- about a stage\n  |> limit 5\n}\n");
});

test("windows line ends and a byte order mark leave no trace", () => {
  expect(formatted("\uFEFF-- a\r\nparam x: int64\r\n\r\nparam y: int64\r\n")).toBe("-- a\nparam x: int64\n\nparam y: int64\n");
});

test("an empty file stays empty, comments alone stay", () => {
  expect([formatted(""), formatted("\n\n"), formatted("-- only\n\n--- words")]).toEqual(["", "", "-- only\n\n--- words\n"]);
});

test("a tree that was made prints with documentation, quoted where it must be", () => {
  const made = read('--- Doc.\nparam `from`: string = "a\\nb"\n');
  expect(format({ ...made, comments: [] }, "")).toBe('--- Doc.\nparam from: string = "a\\nb"\n');
});

test("lines are at most 100 wide where they can break", () => {
  for (const text of [sample("reference"), sample("edges")]) {
    for (const each of formatted(text).split("\n")) if (!each.includes("--")) expect(each.length).toBeLessThanOrEqual(100);
  }
});

test("the layout algebra breaks the outermost group that does not fit, and no other", () => {
  const inner = group("[", indent(line, "a,", line, "b"), line, "]");
  expect(layOut(group("f", indent(line, inner), line, "end"), 13)).toBe("f\n  [ a, b ]\nend");
  expect(layOut(group("f", indent(line, inner), line, "end"), 40)).toBe("f [ a, b ] end");
  expect(layOut(group("f", indent(line, concat("x", hardline, "y"))), 40)).toBe("f\n  x\n  y");
});
