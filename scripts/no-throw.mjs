// Looks for inputs that make the compiler throw, hang, or take longer than its limit: `node scripts/no-throw.mjs --inputs N --seed S [--from I]`.
// The search is TypeScript (test/no-throw), bundled into a scratch file that is removed behind it. It runs in processes of its own, so that an input that
// never ends, or fills the memory, is one failure and not the end.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { inputs: { type: "string", default: "10000" }, seed: { type: "string" }, from: { type: "string", default: "0" } } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const [inputs, from] = [Number(values.inputs), Number(values.from)];
// So many inputs a process tries; so long none of them takes, on a busy machine either.
const [PART, LONGEST_MS] = [20_000, 120_000];

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = `${root}node_modules/.cache/no-throw-${process.pid}`;
mkdirSync(`${root}node_modules/.cache`, { recursive: true });
const [outfile, progress] = [`${scratch}.mjs`, `${scratch}.txt`];
let running = null;
process.on("exit", () => {
  running?.kill("SIGKILL");
  for (const file of [outfile, progress]) rmSync(file, { force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
await build({
  entryPoints: [`${root}test/no-throw/main.ts`], outfile, bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning", sourcemap: "inline",
  define: { RULEC_VERSION: '"0.0.0"' },
  banner: { js: 'import { createRequire as rulecRequire } from "node:module"; const require = rulecRequire(import.meta.url);' },
});

/** How a process ended that tries inputs from `first` on: with its exit code, or null where it hung. */
const tried = (first, count) =>
  new Promise((done) => {
    writeFileSync(progress, String(first));
    const child = spawn(process.execPath, ["--enable-source-maps", "--max-old-space-size=1500", "--max-semi-space-size=64", outfile, "--inputs", String(count), "--seed", String(seed), "--from", String(first), "--progress", progress], { cwd: root, stdio: "inherit" });
    running = child;
    let [seen, since, hung] = ["", Date.now(), false];
    const watch = setInterval(() => {
      const now = readFileSync(progress, "utf8");
      if (now !== seen) [seen, since] = [now, Date.now()];
      else if (Date.now() - since > LONGEST_MS) {
        hung = true;
        child.kill("SIGKILL");
      }
    }, 1_000);
    child.on("exit", (code) => {
      clearInterval(watch);
      done(hung ? null : (code ?? 2));
    });
  });

console.log(`seed ${seed}, inputs ${from} to ${from + inputs - 1}`);
let failed = 0;
for (let next = from; next < from + inputs; ) {
  const count = Math.min(PART, from + inputs - next);
  const code = await tried(next, count);
  if (code === 0 || code === 1) {
    failed += code;
    next += count;
    continue;
  }
  failed++;
  const at = Number(readFileSync(progress, "utf8"));
  console.log(`\n${code === null ? "hangs" : "ends the process"} (input ${at})`);
  next = at + 1;
}
console.log(failed === 0 ? `no failure in ${inputs} inputs of seed ${seed}` : `failures with seed ${seed}`);
process.exit(failed > 0 ? 1 : 0);
