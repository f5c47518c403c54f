/** The package as npm would publish it: small, whole, and it runs where nothing else is installed. Nothing is fetched: its one dependency is copied. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { root, surroundings, useBuilt } from "../support/cli.ts";
import { temporaryFolder } from "../support/pack.ts";

useBuilt();

type Packed = { readonly size: number; readonly filename: string; readonly files: readonly { readonly path: string }[] };
let [folder, packed] = ["", { size: 0, filename: "", files: [] } as Packed];
const env = surroundings({ NO_COLOR: "1" });

beforeAll(() => {
  folder = temporaryFolder();
  const said = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as Packed[] | Record<string, Packed>;
  packed = (Array.isArray(said) ? said[0] : Object.values(said)[0]) as Packed;
});

describe("the published package", () => {
  test("is small, and holds the program, the first pack, the standard pack and the schemas, and nothing that runs have left", () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["dist/rulec.js", "rules/quickstart/rulepack.json", "rules/quickstart/gitignore.txt", "rules/std/rulepack.json", "rules/std/rows.rule", "grammar/schemas/cli.json", "LICENSE", "README.md"]));
    expect(paths.filter((path) => /(^|\/)(target|out|test|src)\/|codeintel/.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(2_000_000);
  });

  test("installs without a network beside its one dependency, and `npx rulec` makes a pack, runs it and uses std", () => {
    const shop = join(folder, "shop");
    mkdirSync(join(shop, "node_modules/@duckdb"), { recursive: true });
    writeFileSync(join(shop, "package.json"), '{ "private": true }\n');
    for (const name of readdirSync(join(root, "node_modules/@duckdb"))) if (name.startsWith("node-bindings")) cpSync(join(root, "node_modules/@duckdb", name), join(shop, "node_modules/@duckdb", name), { recursive: true });
    execFileSync("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, packed.filename)], { cwd: shop, env, stdio: "ignore" });
    const run = (command: string, cwd = join(shop, "pack")): string => {
      const { status, stdout, stderr } = spawnSync("npx", ["--offline", "rulec", ...command.split(" ")], { cwd, env, encoding: "utf8" });
      expect([command, status, status === 0 ? "" : stderr]).toEqual([command, 0, ""]);
      return stdout;
    };
    expect(run("init pack", shop)).toContain("next: cd pack");
    expect(run("run")).toContain("verify");
    expect(run("show daily_revenue")).toContain("ordered by day, country");
    const sales = join(shop, "pack/rules/sales.rule");
    writeFileSync(sales, `${readFileSync(sales, "utf8").replace("param as_of", 'import { top_per } from "std/rows"\nparam as_of')}\nrule best ordered by [country, place] { from daily_revenue |> top_per([country], 1, revenue, [day]) }\n`);
    run("run best");
    expect(run("show best")).toContain("ordered by country, place");
    expect(run("deps")).toContain("std 0.1.0");
  });
});
