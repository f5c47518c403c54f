/** A run in a process of its own, that ends itself by SIGKILL before or after the n-th thing that it asks of the engine. */
import type { Engine, Session } from "../../../src/runtime/engine.ts";
import { openEngine } from "../../../src/runtime/index.ts";
import { run } from "../../../src/runtime/run/run.ts";
import { versioned } from "./plan.ts";

const [root, version, killAt, when, wait, rows] = process.argv.slice(2) as [string, string, string, "before" | "after" | "hold", string?, string?];
let asked = 0;

async function counted<T>(ask: () => Promise<T>): Promise<T> {
  const mine = ++asked;
  if (mine === Number(killAt) && when === "before") process.kill(process.pid, "SIGKILL");
  if (mine === Number(killAt) && when === "hold") {
    process.stdout.write("holding\n");
    await new Promise((resolve) => setTimeout(resolve, Number(wait)));
  }
  const answer = await ask();
  if (mine === Number(killAt) && when === "after") process.kill(process.pid, "SIGKILL");
  return answer;
}

const watched = (session: Session): Session => ({ ...session, run: (statement) => counted(() => session.run(statement)), query: (statement) => counted(() => session.query(statement)) });
const open = async (profile: Parameters<typeof openEngine>[0]): Promise<Engine> => {
  const engine = await openEngine(profile);
  return { ...engine, session: async () => watched(await engine.session()) };
};
const outcome = await run(versioned(root, Number(version), {}, Number(rows ?? 1000)), open);
process.stdout.write(`${JSON.stringify({ status: outcome.status, codes: outcome.diagnostics.map(({ code }) => code), asked })}\n`);
