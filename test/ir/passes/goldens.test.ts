/** What each pass makes of one program, as people read it. `RULEC_GOLDENS=write npx vitest run test/ir/passes/goldens.test.ts` writes test/ir/passes/goldens. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { optimise, PASSES } from "../../../src/ir/passes/list.ts";
import { printRule } from "../../../src/ir/print.ts";
import { createProps } from "../../../src/ir/props/index.ts";
import type { Rule } from "../../../src/ir/rule.ts";
import { isRefusal, lowerRule, PRETTY } from "../../../src/lower/index.ts";
import { bound, prepared } from "../../evaluate/pipelines.ts";
import { withNeeded } from "./equivalence.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "goldens");

/** By pass: one program that shows what it does and what it leaves. */
const PROGRAMS: Readonly<Record<string, string>> = {
  simplify: "from s\n|> where true and not (not (b > 0)) and 1 + 1 == 2\n|> select { id, day_length: a * (24 * 60 * 60), sure: if 2 > 1 then b else 0, fails: 9223372036854775807 + 1, either: false and a * 2 > 0 }",
  "push-filters": "from s\n|> select { id, g, b }\n|> join left r as j on id == j.rid\n|> derive { twice: b * 2, place: row_number() over (by [g] sort [id]) }\n|> where g == \"x\" and b > 0 and j.v > 1 and twice > 2\n|> select { id, twice, place }",
  "share-subtrees": "from s\n|> group { g } { n: count() }\n|> join (from s |> group { g } { n: count() } |> where n > 1) as other on g == other.g\n|> select { g, n, m: other.n }",
  "drop-sorts": "from s\n|> sort [day, id]\n|> group { g } { n: count() }\n|> sort [n desc, g]\n|> limit 2",
  "drop-distincts": "from s\n|> group { g, ok } { n: count() }\n|> distinct\n|> dedupe on [g, ok, n] keep first by [n]\n|> select { g, n }\n|> distinct",
  "prune-columns": "from s\n|> derive { twice: b * 2, unread: a + 1 }\n|> where ok\n|> select { id, twice }",
  "drop-joins": "from s\n|> join left r as j on id == j.rid\n|> join left r as k on j.w == k.rid\n|> join r as l on id == l.rid\n|> select { id, g }",
  "group-windows": "from s\n|> join left r as j on g == j.rg, cardinality: \"n:m\"\n|> derive { mean: avg(j.v) over (by [g]), most: max(j.v, where: b > 0) over (by [g]), place: 1 }\n|> where j.v > mean and id > 1\n|> derive { share: b / sum(b) over (), before: lag(b) over (sort [id, j.rid]) }\n|> where share > avg(share) over () or b == max(b) over ()\n|> select { id, most, share, before, place }",
  "merge-projects": "from s\n|> derive { twice: b * 2 }\n|> derive { once_more: twice + 1 }\n|> select { id, once_more }",
};

test("every pass has a program that shows it", () => {
  expect(Object.keys(PROGRAMS).sort()).toEqual(PASSES.map(({ name }) => name).sort());
  expect(readdirSync(folder).sort()).toEqual(Object.keys(PROGRAMS).map((name) => `${name}.txt`).sort());
});

const body = (rule: Rule): string => printRule(rule, false).split("\n").slice(1).join("\n").trimEnd();

function sqlOf(rule: Rule): string {
  const propsOf = createProps({ ...rule, env: prepared.env });
  const lowered = lowerRule({ ...rule, order: propsOf(rule.root).order }, prepared.names, { ...PRETTY, orderOf: (rel) => propsOf(rel).order });
  return isRefusal(lowered) ? lowered.reason : lowered.text;
}

test.each(PASSES)("$name does what its golden shows", (pass) => {
  const program = PROGRAMS[pass.name] as string;
  const rule = bound(program) as Rule;
  const before = withNeeded(pass).slice(0, -1).reduce((of, needed) => needed.run(of, prepared.env), rule);
  const parts = [["program", program], ["before", body(before)], ["after", body(pass.run(before, prepared.env))],
    ["SQL without", sqlOf(optimise(rule, prepared.env, { without: [pass.name] }))], ["SQL", sqlOf(optimise(rule, prepared.env))]];
  const text = parts.map(([title, of]) => `-- ${title}\n${of}\n`).join("\n");
  const file = join(folder, `${pass.name}.txt`);
  if (process.env["RULEC_GOLDENS"] === "write") writeFileSync(file, text);
  else expect(text).toBe(readFileSync(file, "utf8"));
});
