// The SQL that rules/tpch compiles to beside the specification's (test/tpch), on the specification's rows: `node bench/tpch.mjs [SCALE]`, after `npm run build`.
// Prints milliseconds a query, the least of RUNS, taken in turn; the result is fetched. Needs Python for tpchgen-cli, as rules/tpch/data.mjs says.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const scale = process.argv[2] ?? "0.1";
const RUNS = 9;
const [pack, data] = [join(root, "rules/tpch"), join(root, "bench/out", `tpch-${scale}`)];
const node = (...args) => execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });

if (!existsSync(join(data, "lineitem.parquet"))) node(join(pack, "data.mjs"), "--tpchgen", "--scale", scale, "--out", data);
node(join(root, "dist/rulec.js"), "compile", "--pack", pack);

/** Defaults of a module's parameters as SQL: the cast that follows each in the text reads them. */
function defaults(query) {
  const text = readFileSync(join(pack, "rules", `${query}.rule`), "utf8");
  return [...text.matchAll(/^param (\w+): .*? = (?:date )?(.*)$/gm)].map(([, name, value]) => [name, value.replaceAll('"', "'")]);
}
function compiled(query) {
  const folder = join(pack, "target/tpch/sql", query);
  let text = readFileSync(join(folder, readdirSync(folder).find((file) => file.endsWith(".sql"))), "utf8");
  for (const [name, value] of defaults(query)) text = text.replaceAll(new RegExp(`\\$(${query}_)?${name}\\b`, "g"), value.startsWith("[") ? value : `(${value})`);
  return text;
}

const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
for (const file of readdirSync(data).filter((name) => name.endsWith(".parquet")))
  await connection.run(`create view ${file.slice(0, -".parquet".length)} as from '${join(data, file).replaceAll("'", "''")}'`);
async function time(sql) {
  const started = performance.now();
  await connection.runAndReadAll(sql);
  return performance.now() - started;
}
const width = (value, length) => String(value).padStart(length);
console.log(`query  rules ms  spec ms  ratio   (scale ${scale}, 2 threads)`);
const sums = [0, 0];
for (const query of readdirSync(join(root, "test/tpch")).filter((file) => file.endsWith(".sql")).map((file) => file.slice(0, 3))) {
  const texts = [compiled(query), readFileSync(join(root, "test/tpch", `${query}.sql`), "utf8")];
  const least = [Infinity, Infinity];
  for (let run = 0; run < RUNS; run++) for (const [at, text] of texts.entries()) least[at] = Math.min(least[at], await time(text));
  least.forEach((ms, at) => { sums[at] += ms; });
  console.log(`${query}    ${width(least[0].toFixed(1), 8)} ${width(least[1].toFixed(1), 8)} ${width((least[0] / least[1]).toFixed(2), 6)}`);
}
console.log(`all    ${width(sums[0].toFixed(1), 8)} ${width(sums[1].toFixed(1), 8)} ${width((sums[0] / sums[1]).toFixed(2), 6)}`);
