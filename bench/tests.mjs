// Time of `rulec test` on a generated pack of 200 rules with 400 tests, cold, on the evaluator: `node bench/tests.mjs [RUNS]`.
// `node bench/tests.mjs --write DIR [NODES]` writes such a pack; test/long/tests.test.ts holds its verdicts against DuckDB's.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writePack } from "./generate.mjs";

const here = dirname(fileURLToPath(import.meta.url));
/** 85 of them are sources. */
const NODES = 285;

const VALUES = {
  product_id: (i) => i, category: (i) => (i % 2 === 0 ? '"tools"' : "null"), discount: (i) => `${i}.25`, score: (i) => `${i}.5`, is_active: (i) => i % 2 === 0,
  event_date: (i) => `date "2026-01-0${i}"`, updated_at: (i) => `timestamp "2026-02-0${i} 08:00:00"`,
};
const row = (node, i, odd) =>
  `    { id: ${i}, customer_id: ${7 + (i % 2)}, ${node.kind === "source" ? `name: " row ${i} ", ` : ""}status: "${odd ? "Paid" : "paid"}", country: ${i === 3 && node.kind === "source" ? "null" : '"NL"'}, qty: ${i}, amount: ${i * (odd ? 97 : 211)}.75, created_at: timestamp "2026-01-0${i} 09:30:00"${node.kind === "source" ? node.more.slice(0, 3).map(([name]) => `, ${name}: ${VALUES[name](i)}`).join("") : ""} },\n`;
const given = (node, odd) => `  given ${node.name} = [\n${[1, 2, 3].map((i) => row(node, i, odd)).join("")}  ]\n`;

/** Two tests a rule: over rows of what it reads, and over rows of the source that its first way leads to. */
function testsOf(node) {
  let source = node;
  while (source.deps.length > 0) source = source.deps[0];
  const own = `test "${node.name} over what it reads" for ${node.name} {\n${node.deps.map((dep, i) => given(dep, i % 2 === 1)).join("")}  expect no rows\n}\n`;
  const far = `test "${node.name} from its source" for ${node.name} {\n${given(source, true)}  expect no rows\n}\n`;
  return { imports: node.deps.includes(source) ? "" : `import { ${source.name} } from "${source.folder}/${source.name}"\n`, text: `\n${own}\n${far}` };
}

/** The pack with its tests, which expect what `program` makes of them now. */
function writeTestedPack(dir, program, nodes = NODES) {
  const rules = writePack(nodes, dir).filter((node) => node.kind !== "source");
  for (const node of rules) {
    const path = join(dir, "rules", node.folder, `${node.name}.rule`);
    const { imports, text } = testsOf(node);
    writeFileSync(path, imports + readFileSync(path, "utf8") + text);
  }
  const { status, stderr } = spawnSync(process.execPath, [program, "test", "--update", "--pack", dir], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.slice(0, 2000));
  return rules.length;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const seconds = (ms) => (ms / 1000).toFixed(2);

/** Of a process as the shell tells it, in milliseconds: other work on the machine changes it little. */
function cpuOf(program, dir) {
  const said = execFileSync("/bin/sh", ["-c", '"$0" "$1" test --pack "$2" > /dev/null; times', process.execPath, program, dir], { encoding: "utf8" });
  const [user = 0, system = 0] = said.trim().split("\n").at(-1).split(" ").map((time) => {
    const [, minutes, rest] = /(\d+)m([\d.]+)s/.exec(time) ?? [];
    return (Number(minutes) * 60 + Number(rest)) * 1000;
  });
  return user + system;
}

function measure(runs, program) {
  const dir = join(here, "out/tests");
  const rules = writeTestedPack(dir, program);
  const [walls, cpus] = [[], []];
  let document = null;
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    document = JSON.parse(execFileSync(process.execPath, [program, "test", "--pack", dir, "--json"], { encoding: "utf8", maxBuffer: 1 << 28 }));
    walls.push(performance.now() - began);
    cpus.push(cpuOf(program, dir));
  }
  process.stdout.write(`${rules} rules, ${document.tests.length} tests, ${document.failing} failing: ${seconds(median(walls))} s a process by the clock, ${seconds(median(cpus))} s of CPU (medians of ${runs}); of that by the clock the tests without compiling ${seconds(document.ms)} s; load ${loadavg()[0].toFixed(1)}\n`);
}

const [what, ...more] = process.argv.slice(2);
const program = process.env["RULEC"] ?? join(here, "../dist/rulec.js");
if (what === "--write") writeTestedPack(more[0], program, Number(more[1] ?? NODES));
else measure(Number(what ?? 5), program);
