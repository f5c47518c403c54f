import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { packFolder, temporaryFolder } from "../support/pack.ts";
import { program, root, rulec, rulecJson, surroundings, useBuilt } from "../support/cli.ts";

useBuilt();

/** The pack of `init`, run once; tests that change it make their own. */
let shop = "";
beforeAll(() => {
  shop = join(temporaryFolder(), "shop");
  expect(rulec(["init", shop]).exit).toBe(0);
  expect(rulec(["run"], { cwd: shop }).exit).toBe(0);
});

describe("the program", () => {
  /** The files of dist/ that a command loads, as the engine of JavaScript counts them. */
  function loaded(...args: string[]): string[] {
    const folder = temporaryFolder();
    expect(rulec(args, { cwd: shop, env: { NODE_V8_COVERAGE: folder } }).exit).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0] as string), "utf8")) as { readonly result: readonly { readonly url: string }[] };
    return report.result.map(({ url }) => url.replace(`file://${join(root, "dist")}/`, "")).filter((url) => url.endsWith(".js"));
  }
  const holds = (file: string): boolean => /^\/\/ node_modules\/(apache-arrow|@duckdb)\//m.test(readFileSync(join(root, "dist", file), "utf8"));

  test("says its version and loads its first file alone", () => {
    expect(rulec(["--version"])).toMatchObject({ exit: 0, stdout: `rulec ${(JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version}\n` });
    expect(loaded("--version")).toEqual(["rulec.js"]);
    expect(readFileSync(program, "utf8").length).toBeLessThan(4000);
  });

  test("loads DuckDB and Arrow for commands that read rows, and for no other", () => {
    for (const args of [["check"], ["compile"], ["fmt", "--check"], ["ls"], ["explain"], ["show", "daily_revenue", "--sql"]]) {
      const files = loaded(...args);
      expect([args, files.length > 2, files.filter(holds)]).toEqual([args, true, []]);
    }
    expect(loaded("show", "daily_revenue").some(holds)).toBe(true);
  });

  test("alone shows the five commands of a first day, with --help all of them", () => {
    const alone = rulec([]);
    expect(alone.exit).toBe(0);
    for (const name of ["init", "infer", "check", "run", "show"]) expect(alone.stdout).toMatch(new RegExp(`^ {2}rulec ${name}`, "m"));
    const help = rulec(["--help"]);
    for (const name of ["init", "infer", "check", "run", "test", "show", "compile", "lineage", "ls", "expand", "fmt", "explain", "clean", "complete"]) expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
    expect(help.exit).toBe(0);
    const one = rulec(["show", "--help"]);
    expect([one.exit, one.stdout]).toEqual([0, expect.stringContaining("Examples:\n  rulec show daily_revenue")]);
  });

  test.each([
    [["chek"], "(Did you mean check?)"], [["show", "--lineag", "x"], "(Did you mean --lineage?)"], [["nonsense"], "unknown command 'nonsense'; rulec --help lists all\n"], [["run", "--wat"], "unknown option '--wat'; rulec COMMAND --help lists all\n"],
    [["run", "--select", "orders"], "unknown option '--select'; rules are arguments: rulec run daily_revenue\n"], [["build"], "unknown command 'build'; rulec run builds and verifies\n"],
    [["infer"], "missing required argument"], [["run", "--threads", "many"], "--threads takes a number from 1, not many"], [["run", "--param", "oops"], "--param takes name=value, not oops"],
    [["show", "daily_revenu"], "did you mean daily_revenue?"], [["show", "orders", "-n", "ten"], "--limit takes a number, not ten"], [["show"], "name a rule or source, or write a pipeline"],
    [["lineage", "daily_revenu.day"], "did you mean daily_revenue.day?"], [["lineage", "orders.statu"], "orders has no column statu, did you mean status?"], [["lineage", "orders", "--format", "xml"], "--format takes text, json, dot, mermaid, not xml"],
    [["check", "daily_revenu"], "did you mean daily_revenue?"], [["run", "#nightly"], "no rule has the tag #nightly"], [["explain", "order-not-totl"], "did you mean `order-not-total`?"],
  ] as const)("%j is a mistake of usage: exit 2, on standard error, with what was meant", (args, said) => {
    const { exit, stdout, stderr } = rulec(args, { cwd: shop });
    expect([exit, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(said);
  });

  test("outside a pack says so, whatever is asked", () => {
    const nowhere = temporaryFolder();
    for (const args of [["check"], ["run"], ["compile"], ["ls"], ["show", "x"], ["clean"], ["fmt"]]) {
      const { exit, stderr } = rulec(args, { cwd: nowhere });
      expect([args, exit, stderr]).toEqual([args, 1, expect.stringContaining("error[pack-not-found]")]);
    }
  });

  test("is coloured on request alone: NO_COLOR wins over FORCE_COLOR, and no terminal means none", () => {
    const mistaken = packFolder({ "m.rule": "rule r ordered by [x] { from values [{ n: 1 }] }\n" });
    const escapes = (env: Record<string, string>): boolean => rulec(["check"], { cwd: mistaken, env }).stderr.includes("\u001b[");
    expect([escapes({}), escapes({ FORCE_COLOR: "1" }), escapes({ FORCE_COLOR: "1", NO_COLOR: "1" })]).toEqual([false, true, false]);
  });

  test("takes the nearest pack above, or the one that --pack names", () => {
    const below = join(shop, "rules");
    expect(rulecJson(["ls"], { cwd: below }).document).toEqual(rulecJson(["ls", "--pack", shop]).document);
  });
});

describe("rulec init", () => {
  test("starts a pack that runs, in a new folder or in one that holds nothing of anybody's", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, ".git"));
    writeFileSync(join(folder, "README.md"), "mine");
    expect(rulec(["init"], { cwd: folder })).toMatchObject({ exit: 0, stderr: "" });
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("mine");
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toContain("target/");
    expect(rulec(["check"], { cwd: folder })).toMatchObject({ exit: 0 });
    expect(rulec(["fmt", "--check"], { cwd: folder })).toMatchObject({ exit: 0, stdout: "" });
  });

  test("touches nothing where somebody's files are", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "notes.txt"), "mine");
    const { exit, stderr } = rulec(["init"], { cwd: folder });
    expect([exit, stderr]).toEqual([1, expect.stringContaining("notes.txt")]);
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
    writeFileSync(join(folder, "file"), "");
    expect(rulec(["init", "file"], { cwd: folder }).exit).toBe(1);
  });
});

describe("rulec ls", () => {
  const names = (...args: string[]): string[] => (rulecJson(["ls", ...args], { cwd: shop }).document as { rules: { name: string }[] }).rules.map(({ name }) => name.slice(name.lastIndexOf(".") + 1));
  test.each([
    [[], ["order_lines", "best_customers", "daily_revenue"]], [["daily_revenue"], ["daily_revenue"]], [["sales.daily_revenue"], ["daily_revenue"]], [["+daily_revenue"], ["order_lines", "daily_revenue"]],
    [["order_lines+"], ["order_lines", "best_customers", "daily_revenue"]], [["*_customers"], ["best_customers"]], [["rules/sales.rule"], ["order_lines", "best_customers", "daily_revenue"]],
    [["rules/"], ["order_lines", "best_customers", "daily_revenue"]], [["best_customers", "daily_*"], ["best_customers", "daily_revenue"]],
  ])("%j selects %j", (args, selected) => {
    expect(names(...args)).toEqual(selected);
  });

  test("selects by tag, and tags are shown", () => {
    const folder = packFolder({ "m.rule": "#nightly\nrule a ordered by [n] { from values [{ n: 1 }] }\nrule b ordered by [n] { from a }\n" });
    expect(rulec(["ls", "#nightly"], { cwd: folder }).stdout).toMatch(/^rule +a .*#nightly/);
    expect(rulec(["ls", "#nightly+"], { cwd: folder }).stdout.trim().split("\n")).toHaveLength(2);
  });
});

describe("rulec show", () => {
  test("rows fit the terminal, with their types, and say how many there are and in which order", () => {
    const { stdout } = rulec(["show", "daily_revenue"], { cwd: shop });
    expect(stdout).toMatch(/^day +country +revenue +orders +lines\ndate +string +decimal\(38, 2\) +int64 +int64\n2026-01-05 +GB +17\.40/);
    expect(stdout).toMatch(/\n-- 4 rows, ordered by day, country\n$/);
    expect(rulec(["show", "daily_revenue", "-n", "2"], { cwd: shop }).stdout).toMatch(/-- 4 rows, 2 shown, ordered by day, country\n$/);
  });
  test.each([
    ["--sql", /^select\n[^]*order by day nulls last, country nulls last\n$/], ["--ir", /^rule sales\.daily_revenue as parquet/], ["--lineage", /^day +<- order_lines\.day$/m], ["--proof", /^ {4}\[day, country\] is a key: there is one row for each group +rules\/sales\.rule:\d+$/m],
    ["--schema", /^day +date$[^]*^key \[day, country\]\nordered by \[day, country\]$/m], ["--ast", /"kind": "rule"/],
  ])("%s shows that form", (form, shown) => {
    expect(rulec(["show", "daily_revenue", form], { cwd: shop })).toMatchObject({ exit: 0, stdout: expect.stringMatching(shown) });
    expect(rulecJson(["show", "daily_revenue", form], { cwd: shop })).toMatchObject({ exit: 0, document: { name: "sales.daily_revenue" } });
  });
  test("-e shows the rows of any pipeline over rules and sources, and its SQL", () => {
    expect(rulec(["show", "-e", "from order_lines |> group { sku } { n: count() } |> sort [n desc, sku] |> limit 1"], { cwd: shop }).stdout).toMatch(/^sku +n\nstring +int64\ntea +3\n-- 1 row, ordered by n desc, sku\n$/);
    expect(rulec(["show", "-e", "from customers |> where country == \"GB\" |> select { name }", "--sql"], { cwd: shop }).stdout).toBe("select name\nfrom customers\nwhere country = 'GB'\n");
    const wrong = rulec(["show", "-e", "from order_lines |> where skuu == 1"], { cwd: shop });
    expect([wrong.exit, wrong.stderr]).toEqual([1, expect.stringContaining("did you mean `sku`?")]);
  });
  test("of a view above one with a mistake shows the mistake", () => {
    const folder = packFolder({ "m.rule": "rule a as view { from values [{ n: 1 }] |> select { m } }\nrule b as view { from a |> select { m } }\nrule c as view { from b }\n" });
    expect(rulec(["show", "c"], { cwd: folder })).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringMatching(/^error\[unknown-column\]/) });
  });
  test("-e says a pipeline's warnings beside its rows", () => {
    const warned = rulec(["show", "-e", "from customers |> select { first: [name][0] } |> distinct"], { cwd: shop });
    expect(warned).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^first\n/), stderr: expect.stringMatching(/^warning\[index-before-first\][^]*xs\[1\]/) });
  });
  test("-e holds its rows to what the pipeline promises: what is broken is shown instead of them, a warning beside them", () => {
    const show = (pipeline: string): ReturnType<typeof rulec> => rulec(["show", "-e", pipeline], { cwd: folder });
    const folder = packFolder({ "m.rule": "" });
    const rows = "from values [{ a: 1, b: 1 }, { a: 1, b: 1 }, { a: 2, b: null }]";
    expect(show(`${rows} |> check b > 1 else error "b is {b}" |> select { a }`)).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringMatching(/^error\[check-failed\][^]*b is 1/) });
    expect(show(`${rows} |> check key [a]`)).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^error\[key-violated\]/) });
    expect(show(`${rows} |> dedupe on [a] keep first by [b], ties: "error"`)).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^error\[ties-met\]/) });
    expect(show(`from values [{ a: 1 }] |> join values [{ c: 1, d: 1 }, { c: 1, d: 2 }] as q on a == q.c, cardinality: "n:1" |> select { a, q.d }`)).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^error\[cardinality-violated\]/) });
    expect(show(`${rows} |> check b > 1 else warn`)).toMatchObject({ exit: 0, stdout: expect.stringContaining("-- 3 rows"), stderr: expect.stringMatching(/^warning\[check-warned\]/) });
    expect(show(`${rows} |> check b > 0 else error`)).toMatchObject({ exit: 0, stderr: "" });
    expect(show(`${rows} |> select { a, d: date "9999-12-31" + a }`)).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringMatching(/^error\[year-out-of-range\][^]*d is outside/) });
  });
  test("-e holds the sources that it reads to what they claim, as a run does, also through an inline rule: rows rest on that", () => {
    const rules = 'source t = csv("t.csv") { id: int64, ref: int64?, note: string?, key [id], references [ref] -> u [id], check id > $least }\nsource u = csv("u.csv") { id: int64, key [id] }\nsource w = csv("t.csv") { id: int64, ref: int64?, note: string?, check id > 1 else warn }\nparam least: int64 = 0\nrule v as inline { from t |> select { id } }\nrule bad ordered by [id] -> Bad { from t |> select { id: f"{id}" } }\nschema Bad { id: int64 }\nrule worse as inline -> Bad { from t |> select { nr: id } }\n';
    const folder = packFolder({ "m.rule": rules, "t.csv": "id,ref,note\n1,7,a\n2,7,b\n", "u.csv": "id\n7\n" });
    const show = (pipeline: string, ...more: string[]): ReturnType<typeof rulec> => rulec(["show", "-e", pipeline, ...more], { cwd: folder });
    expect(show("from t |> select { id }")).toMatchObject({ exit: 0, stderr: "" });
    expect(show("from t |> select { id }", "--param", "least=1")).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringMatching(/^error\[check-failed\]/) });
    expect(rulecJson(["show", "-e", "from w |> select { id } |> sort [id] |> distinct"], { cwd: folder })).toMatchObject({ exit: 0, document: { total: 2, warnings: [{ code: "sort-unused" }, { code: "check-warned" }] } });
    writeFileSync(join(folder, "u.csv"), "id\n8\n");
    expect(show("from t |> select { id }")).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^error\[reference-broken\]/) });
    writeFileSync(join(folder, "t.csv"), "id,ref,note\n1,8,a\n1,8,b\n");
    for (const pipeline of ["from t |> group { id } { n: count() }", "from v", "from u |> join left t as t on id == t.ref, cardinality: \"n:m\" |> select { t.note }"]) {
      expect(show(pipeline)).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringMatching(/^error\[key-violated\]/) });
    }
    // A source itself is shown as it is: somebody has to see what is wrong in it.
    expect(rulec(["show", "t"], { cwd: folder })).toMatchObject({ exit: 0, stdout: expect.stringContaining("-- 2 rows") });
    expect(existsSync(join(folder, "target"))).toBe(false);
    expect(show("from bad")).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringMatching(/^error\[[^]*Bad/) });
    expect(show("from worse |> where nr > 0")).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringMatching(/contract-columns[^]*worse/) });
  });
  test("-e tells its warnings with --json too, in one field", () => {
    const warned = (...form: string[]): unknown => rulecJson(["show", "-e", "from customers |> sort [name] |> aggregate { n: count() }", ...form], { cwd: shop }).document;
    for (const form of [[], ["--sql"], ["--schema"]]) expect([form, warned(...form)]).toEqual([form, expect.objectContaining({ warnings: [expect.objectContaining({ code: "sort-unused" })] })]);
    expect(rulecJson(["show", "customers"], { cwd: shop }).document).toMatchObject({ warnings: [] });
  });
  test("a rule that was never run says which command builds it", () => {
    const folder = join(temporaryFolder(), "fresh");
    rulec(["init", folder]);
    expect(rulec(["show", "daily_revenue"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("rulec run +daily_revenue") });
    expect(rulec(["show", "-e", "from daily_revenue"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("rulec run +daily_revenue") });
    expect(rulec(["show", "customers"], { cwd: folder })).toMatchObject({ exit: 0, stdout: expect.stringContaining("-- 5 rows") });
  });
});

describe("rulec fmt", () => {
  test("lays a file out once, --check only tells, and what cannot be read is left alone", () => {
    const folder = packFolder({ "m.rule": "rule a   ordered by [n]{from values [{n:1}]} -- kept\n" });
    expect(rulec(["fmt", "--check"], { cwd: folder })).toMatchObject({ exit: 3, stdout: "m.rule\n" });
    expect(rulec(["fmt"], { cwd: folder })).toMatchObject({ exit: 0, stdout: "m.rule\n" });
    expect(readFileSync(join(folder, "m.rule"), "utf8")).toContain("-- kept");
    expect(rulec(["fmt", "--check"], { cwd: folder })).toMatchObject({ exit: 0, stdout: "" });
    expect(rulec(["fmt", "--stdin"], { input: "rule a ordered by [n]{from values [{n:1}]}" }).stdout).toBe("rule a ordered by [n] { from values [{ n: 1 }] }\n");
    writeFileSync(join(folder, "m.rule"), "rule a ordered by [n] { from \n");
    expect(rulec(["fmt"], { cwd: folder }).exit).toBe(1);
    expect(readFileSync(join(folder, "m.rule"), "utf8")).toBe("rule a ordered by [n] { from \n");
    expect(rulec(["fmt", "none.rule"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("none.rule") });
  });
});

describe("rulec explain", () => {
  test("prints a page with a wrong example and its right form, and lists all codes with a whole sentence of each", () => {
    expect(rulec(["explain", "order-not-total"])).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^error\[order-not-total\]\n\n[^]+```/) });
    const codes = rulec(["explain"]).stdout.trim().split("\n");
    expect(codes.length).toBeGreaterThan(150);
    expect(codes).toEqual(codes.toSorted());
    expect(codes.filter((line) => !line.endsWith("."))).toEqual([]);
  });
});

test("docs/lineage.md shows what the commands print", () => {
  const shown = [...readFileSync(join(root, "docs/lineage.md"), "utf8").matchAll(/```console\n\$ rulec (.+)\n([^]*?)```/g)];
  expect(shown.length).toBeGreaterThan(2);
  for (const [, args = "", printed] of shown) expect([args, rulec(args.split(" "), { cwd: shop }).stdout]).toEqual([args, printed]);
});

describe("rulec complete", () => {
  test.each(["bash", "zsh", "fish", "powershell"])("prints a script for %s", (shell) => {
    const { exit, stdout } = rulec(["complete", shell]);
    expect([exit, stdout.length > 200]).toEqual([0, true]);
    if (shell === "bash") expect(spawnSync("bash", ["-n"], { input: stdout }).status).toBe(0);
  });
  test("completes commands, options, rules and codes", () => {
    const words = (...typed: string[]): string[] => rulec(["complete", "--", ...typed], { cwd: shop }).stdout.split("\n").map((line) => line.split("\t")[0] as string);
    expect(words("ch")).toContain("check");
    expect(words("show", "")).toEqual(expect.arrayContaining(["daily_revenue", "customers"]));
    expect(words("run", "state:")).toEqual(expect.arrayContaining(["state:new", "state:modified.sql"]));
    expect(words("ls", "res")).toContain("result:error");
    expect(words("plan", "source:c")).toContain("source:customers");
    expect(words("run", "")).not.toContain("customers");
    expect(words("explain", "order-")).toContain("order-not-total");
    expect(words("run", "--")).toContain("--threads");
    expect(words("runs", "")).toEqual(expect.arrayContaining(["last", expect.stringMatching(/^[0-9A-Z]{26}$/)]));
    expect(words("lineage", "daily_revenue.")).toEqual(expect.arrayContaining(["daily_revenue.revenue", "daily_revenue.day"]));
  });
});

describe("rulec runs", () => {
  test("lists what runs did, shows one by any part of its name that is its alone, and says when there is none", () => {
    const listed = rulec(["runs"], { cwd: shop }).stdout;
    const [, run = ""] = /^(\w{26})  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d  published +\d.*  dev +3 built$/m.exec(listed) ?? [];
    for (const name of ["last", run, run.slice(0, 20), run.slice(-6).toLowerCase()]) {
      const { exit, stdout } = rulec(["runs", name], { cwd: shop });
      expect([exit, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^run ${run} · pack shop · profile dev · duckdb [\\s\\S]*rule     sales\\.order_lines +7 rows[\\s\\S]*-- target/shop/runs/${run}/run-results\\.jsonl\n$`))]);
    }
    expect(rulec(["runs", "nothing"], { cwd: shop })).toMatchObject({ exit: 2, stderr: expect.stringContaining("there is no run nothing; `rulec runs` lists them") });
    expect(rulec(["runs", "--prune", "--older-than", "soon"], { cwd: shop })).toMatchObject({ exit: 2, stderr: expect.stringContaining("an age such as 30d") });
    expect(rulec(["runs"], { cwd: packFolder({ "m.rule": "" }) })).toMatchObject({ exit: 0, stdout: "", stderr: expect.stringContaining("no run has left a record here") });
  });

  test("says of a damaged record from which line it cannot be read, and shows what stands before", () => {
    const folder = join(temporaryFolder(), "shop");
    cpSync(shop, folder, { recursive: true });
    const file = join(folder, "target/shop/run-results.jsonl");
    const [run = ""] = readdirSync(join(folder, "target/shop/runs")).sort().reverse();
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(join(folder, "target/shop/runs", run, "run-results.jsonl"), [...lines.slice(0, 3), "{\"kind\":\"rule\"}", ...lines.slice(4)].join("\n"));
    expect(rulec(["runs", "last"], { cwd: folder })).toMatchObject({ exit: 0, stdout: expect.stringContaining("source   "), stderr: expect.stringContaining("warning[record-damaged]: the record of run") });
    writeFileSync(join(folder, "target/shop/runs", run, "run-results.jsonl"), lines.map((line) => line.replace('"format":1', '"format":9')).join("\n"));
    expect(rulec(["runs", "last"], { cwd: folder })).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringContaining("error[record-newer]") });
    expect(rulec(["runs"], { cwd: folder }).stdout).toContain("damaged");
  });
});

describe("rulec infer", () => {
  test("writes a block that compiles as it stands, and the rows are read with it", () => {
    const folder = packFolder({ "data/visits.csv": "visit,day,country,spent\n1,2026-01-01,GB,1.50\n2,2026-01-02,,3\n" });
    const { exit, stdout } = rulec(["infer", "data/visits.csv"], { cwd: folder });
    expect([exit, stdout]).toEqual([0, expect.stringContaining("source visits = csv(\"data/visits.csv\")")]);
    writeFileSync(join(folder, "sources.rule"), stdout);
    expect(rulec(["check"], { cwd: folder }).exit).toBe(0);
    expect(rulec(["show", "visits"], { cwd: folder }).stdout).toContain("-- 2 rows");
    expect(rulec(["infer", "data/visit.csv"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("source-missing") });
  });
});

describe("rulec run", () => {
  test("takes a parameter's value from the command line, the environment, the profile and the pack, in this order", () => {
    const folder = packFolder({
      "rulepack.json": JSON.stringify({ name: "p", version: "0.1.0", language: 1, params: { a: 4 }, profile: "dev", profiles: { dev: { params: { b: 3 } }, other: { warehouse: "target/other.duckdb", params: { a: 30 } } } }),
      "m.rule": "param a: int64 = 1\nparam b: int64 = 1\nparam c: int64 = 1\nparam d: int64 = 1\nrule r ordered by [a] { from values [{ n: 1 }] |> select { a: $a, b: $b, c: $c, d: $d } }\n",
    });
    const given = (args: readonly string[] = [], env: Record<string, string> = {}): unknown => {
      expect(rulec(["run", ...args], { cwd: folder, env })).toMatchObject({ exit: 0 });
      return (rulecJson(["show", "r", ...args.filter((_, i) => args[i] === "--profile" || args[i - 1] === "--profile")], { cwd: folder }).document as { rows: unknown[] }).rows[0];
    };
    expect(given()).toEqual([4, 3, 1, 1]);
    expect(given(["--param", "d=7", "--param", "m.b=8"], { RULEC_PARAM_C: "6", RULEC_PARAM_D: "1000" })).toEqual([4, 8, 6, 7]);
    expect(given(["--profile", "other"])).toEqual([30, 1, 1, 1]);
    expect(rulec(["run", "--profile", "prod"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("unknown-profile") });
    expect(rulec(["run", "--param", "e=1"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("unknown-param") });
    expect(rulec(["run", "--param", "a=much"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("param-value") });
  });

  test("builds what is selected, and reads the rest as it was last published", () => {
    const folder = join(temporaryFolder(), "shop");
    rulec(["init", folder]);
    expect(rulec(["run", "daily_revenue"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("rulec run +") });
    expect(rulec(["run", "+daily_revenue"], { cwd: folder }).stdout).toMatch(/plan +3 rules: 2 to build, 1 not selected/);
    expect(rulec(["run", "daily_revenue"], { cwd: folder })).toMatchObject({ exit: 0 });
  });
});

describe("a terminal", () => {
  const SLOW = "rule slow ordered by [n] { from values [{ n: 1 }] |> derive { xs: split(repeat(\"a,\", 700000), \",\") } |> explode xs as x, index: k, base: 1 |> group { n } { last: max(sha256(f\"{n} {k}\")) } }\n";
  const onTerminal = (command: string, cwd: string, env: Record<string, string> = {}): string => spawnSync("script", ["-qec", command, "/dev/null"], { cwd, encoding: "utf8", env: { PATH: process.env["PATH"], TERM: "xterm", ...env } }).stdout;
  const hasTerminal = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

  test.skipIf(!hasTerminal)("shows what a run is doing in lines that replace themselves, colours, and none of it in CI or for a program", () => {
    const folder = packFolder({ "m.rule": SLOW });
    const run = `${process.execPath} ${program} run --full-refresh`;
    const live = onTerminal(run, folder);
    // From the second of two lines to the first, both emptied.
    expect(live).toContain("\r\u001b[K\u001b[1A\u001b[K  building slow");
    expect(live).toContain("  0 of 1 done");
    expect(live).toContain("\u001b[32m✓");
    const plain = onTerminal(run, folder, { CI: "1", NO_COLOR: "1" });
    expect([plain.includes("building"), plain.includes("\u001b[")]).toEqual([false, false]);
    expect(JSON.parse(onTerminal(`${run} --json 2> /dev/null`, folder))).toMatchObject({ status: "published" });
  });
});

describe("rulec clean", () => {
  test("asks first, and with --yes removes what was made and no more", () => {
    const folder = join(temporaryFolder(), "shop");
    rulec(["init", folder]);
    rulec(["run"], { cwd: folder });
    rulec(["compile"], { cwd: folder });
    expect(rulec(["clean"], { cwd: folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("--yes") });
    expect(existsSync(join(folder, "target/shop/manifest.json"))).toBe(true);
    expect(rulec(["clean", "--yes"], { cwd: folder })).toMatchObject({ exit: 0 });
    expect([existsSync(join(folder, "target/shop")), existsSync(join(folder, "out/daily_revenue.parquet"))]).toEqual([false, true]);
    expect(rulec(["show", "best_customers"], { cwd: folder }).stdout).toContain("-- 3 rows");
    expect(rulec(["clean", "--yes", "--warehouse"], { cwd: folder })).toMatchObject({ exit: 0 });
    expect(existsSync(join(folder, "out/daily_revenue.parquet"))).toBe(false);
    expect(readdirSync(join(folder, "rules"))).toEqual(["sales.rule", "sources.rule"]);
  });
});

describe("whoever reads the output", () => {
  const piped = (command: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => spawnSync("bash", ["-c", command], { cwd: shop, encoding: "utf8", env: { ...surroundings(undefined), R: `${process.execPath} ${program}` } });
  test("may stop reading", () => {
    const { stdout, stderr } = piped("$R explain | head -1; echo ${PIPESTATUS[0]}; $R show order_lines --ast | true; echo ${PIPESTATUS[0]}; $R run | head -1 > /dev/null; echo ${PIPESTATUS[0]}");
    expect([stderr, stdout.split("\n").slice(1)]).toEqual(["", ["0", "0", "0", ""]]);
  });
  test.skipIf(!existsSync("/dev/full"))("is told when a disk was full", () => {
    expect(piped("$R ls > /dev/full")).toEqual(expect.objectContaining({ status: 1, stderr: expect.stringMatching(/^rulec: ENOSPC: no space left on device, write\n$/) }));
  });
});
