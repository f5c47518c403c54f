/** One run in a process of its own, which may end itself by SIGKILL. Arguments: the file of the compiled pack, the folder, the version, the point as JSON or null. */
import { readFileSync } from "node:fs";
import { deserialize } from "node:v8";
import { openEngine } from "../../src/runtime/index.ts";
import { run } from "../../src/runtime/run/run.ts";
import { runOf, thawed, type Frozen } from "./run-of.ts";
import { watchPoints, type Point } from "./points.ts";

const [pack, folder, version, point] = process.argv.slice(2) as [string, string, string, string];
const input = runOf(thawed(deserialize(readFileSync(pack)) as Frozen), folder, Number(version));
const points = watchPoints(JSON.parse(point) as Point | null, () => process.kill(process.pid, "SIGKILL"));
process.stdout.write("begun\n");
const { status, diagnostics } = await run(input, points.open(openEngine));
process.stdout.write(`${JSON.stringify({ status, diagnostics: diagnostics.map(({ code, title }) => `${code}: ${title}`), passed: points.passed })}\n`);
