// The tables of TPC-H as Parquet files, for the rules of this pack.
//   node rules/tpch/data.mjs                       its shape at scale 0.01, made here: Node is enough
//   node rules/tpch/data.mjs --tpchgen --scale 1   the specification's rows, by tpchgen-cli (needs Python with venv, and PyPI)
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { generate, TABLES } from "./generate.mjs";

const TPCHGEN = "tpchgen-cli==4.0.0";
const pack = dirname(fileURLToPath(import.meta.url));
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Through CSV, as DuckDB reads that faster than it takes single values. */
async function make(folder, scale, seed) {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const [name, lines] of Object.entries(generate(scale, seed))) {
    const text = join(folder, `${name}.csv`);
    writeFileSync(text, `${lines.join("\n")}\n`);
    const columns = Object.entries(TABLES[name]).map(([column, type]) => `${quoted(column)}: ${quoted(type)}`).join(", ");
    await connection.run(`copy (from read_csv(${quoted(text)}, header = false, delim = ',', quote = '', escape = '', columns = {${columns}})) to ${quoted(join(folder, `${name}.parquet`))}`);
    rmSync(text);
  }
  connection.disconnectSync();
}

function must(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (error === undefined && status === 0) return;
  process.stderr.write(`${program} ${args.join(" ")}: ${error?.message ?? `exit code ${status}`}\n--tpchgen needs Python 3 with venv, and PyPI the first time; without it, rows of the same shape are made\n`);
  process.exit(1);
}

/** tpchgen-cli in an environment of its own below target/, installed once. */
function tpchgen(folder, scale) {
  const [environment, windows] = [join(pack, "target/tpchgen"), process.platform === "win32"];
  const bin = (name) => join(environment, windows ? `Scripts/${name}.exe` : `bin/${name}`);
  if (!existsSync(bin("tpchgen-cli"))) {
    must(windows ? "python" : "python3", ["-m", "venv", environment]);
    must(bin("python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", TPCHGEN]);
  }
  // It leaves files that are there as they are, of whatever scale.
  for (const name of Object.keys(TABLES)) rmSync(join(folder, `${name}.parquet`), { force: true });
  must(bin("tpchgen-cli"), ["parquet", "--scale-factor", String(scale), `--output-dir=${folder}`]);
}

const { values } = parseArgs({
  options: { scale: { type: "string", default: "0.01" }, seed: { type: "string", default: "1" }, out: { type: "string" }, tpchgen: { type: "boolean", default: false } },
});
const [scale, seed, folder] = [Number(values.scale), Number(values.seed), resolve(values.out ?? join(pack, "data"))];
if (!(scale > 0) || !Number.isInteger(seed)) {
  process.stderr.write("usage: node rules/tpch/data.mjs [--scale 0.01] [--seed 1 | --tpchgen] [--out DIR]\n");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
if (values.tpchgen) tpchgen(folder, scale);
else await make(folder, scale, seed);
