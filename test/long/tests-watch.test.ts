/** `rulec test --watch` and `--write`: what a person sees while they write. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { rulec, startRulec, useBuilt } from "../support/cli.ts";
import { packFolder } from "../support/pack.ts";

useBuilt();

const RULES = `source orders = csv("orders.csv") { order_id: int64, status: string, key [order_id] }
rule paid ordered by [order_id] { from orders |> where status == "paid" }
rule void ordered by [order_id] { from orders |> where status == "void" }
test "paid" for paid { given orders = csv("fixtures/orders.csv") expect rows [{ order_id: 1 }] }
test "void" for void { given orders = csv("fixtures/orders.csv") expect rows [{ order_id: 2 }] }
`;
const pack = (): string => packFolder({ "rulepack.json": JSON.stringify({ name: "case", version: "0.1.0", language: 1, dependencies: { std: {} } }), "m.rule": RULES, "fixtures/orders.csv": "order_id,status\n1,paid\n2,void\n", "orders.csv": "order_id,status\n1,paid\n2,void\n3,paid\n" });

test("--watch runs again what a change reaches: a rule, in whatever way an editor saves it, a file of rows, and nothing for a comment", async () => {
  const folder = pack();
  const { child, said, ended } = startRulec(["test", "--watch"], { cwd: folder });
  const until = async (text: string, times = 1): Promise<void> => {
    for (let waited = 0; said().split(text).length - 1 < times; waited += 50) {
      if (waited > 60_000) throw new Error(`it never said ${text}:\n${said()}`);
      await sleep(50);
    }
  };
  await until("watching");
  expect(said()).toContain("2 tests, ");
  writeFileSync(join(folder, "m.rule"), `-- a comment\n${RULES}`);
  await until("none of them reached");
  // As editors do that put a new file in the place of the old one.
  writeFileSync(join(folder, ".m.rule.new"), RULES.replace('status == "void"', 'status == "gone"'));
  renameSync(join(folder, ".m.rule.new"), join(folder, "m.rule"));
  await until("✗ void (m.rule:5)");
  await until("1 other test not reached");
  writeFileSync(join(folder, "fixtures/orders.csv"), "order_id,status\n1,paid\n2,gone\n");
  await until("✓ void");
  writeFileSync(join(folder, "m.rule"), "rule broken {");
  await until("error[");
  writeFileSync(join(folder, "m.rule"), RULES.replace('status == "void"', 'status == "gone"'));
  await until("2 tests, ", 2);
  expect(said()).not.toContain("cannot be watched");
  child.kill("SIGINT");
  expect((await ended).exit).toBe(0);
}, 120_000);

test("a draft that is written to a file holds there: in the rule's own, or a new one that imports what it names", () => {
  const folder = pack();
  for (const [file, says] of [["m.rule", 'expect rows ['], ["tests/void.rule", 'import { void, orders } from "m"']] as const) {
    expect(rulec(["test", "--new", "void", "--write", file], { cwd: folder })).toMatchObject({ exit: 0, stderr: expect.not.stringContaining("does not hold") as string });
    expect(readFileSync(join(folder, file), "utf8")).toContain(says);
  }
  expect(rulec(["test", "--title", "void over"], { cwd: folder })).toMatchObject({ exit: 0, stdout: expect.stringContaining("2 tests, ") as string });
  expect(rulec(["test", "--new", "void", "--write", "../m.rule"], { cwd: folder })).toMatchObject({ exit: 2 });
  expect(rulec(["test", "--title", "nothing"], { cwd: folder })).toMatchObject({ exit: 0, stderr: "no test of 4 is so: rulec test runs all\n" });
});

test("a draft is not written where no root of the pack leads: the message says where it would be read", () => {
  const folder = packFolder({
    "rulepack.json": JSON.stringify({ name: "case", version: "0.1.0", language: 1, roots: ["rules"] }), "orders.csv": "order_id\n1\n",
    "rules/m.rule": 'source orders = csv("orders.csv") { order_id: int64, key [order_id] }\nrule all_orders ordered by [order_id] { from orders }\n',
  });
  expect(rulec(["test", "--new", "all_orders", "--write", "tests/a.rule"], { cwd: folder })).toMatchObject({ exit: 2, stderr: "rulec: tests/a.rule is in none of the pack's roots (rules), so nothing would read it; --write rules/a.rule\n" });
  expect(existsSync(join(folder, "tests"))).toBe(false);
  expect(rulec(["test", "--new", "all_orders", "--write", "rules/a.rule"], { cwd: folder })).toMatchObject({ exit: 0 });
  expect(rulec(["test"], { cwd: folder })).toMatchObject({ exit: 0, stdout: expect.stringContaining("1 test, ") as string });
});
