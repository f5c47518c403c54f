/** Programs that were once different on both sides, in files of corpus/: declarations, and behind them the rows of each source, `-- a.json` before them. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { valueOfJson } from "../../src/values/value-text.ts";
import type { JsonValue } from "../../src/runtime/engine.ts";
import { bindModule, MODULE } from "./bind.ts";
import type { Source } from "./data.ts";
import type { Engine } from "./engine.ts";
import { judge, type Verdict } from "./judge.ts";
import { inputsOf } from "./search.ts";

const FOLDER = fileURLToPath(new URL("corpus/", import.meta.url));

export const corpus: readonly string[] = readdirSync(FOLDER).filter((name) => name.endsWith(".rule"));

/** What comes of each rule of the file, in both forms. */
export async function judgeFile(name: string, engine: Engine): Promise<readonly (readonly [rule: string, verdict: Verdict])[]> {
  const [text = "", ...tables] = readFileSync(FOLDER + name, "utf8").split(/^-- (?=\w+\.json$)/m);
  const { rules, env, names } = bindModule([{ name, text }]);
  const sources = tables.map((table): Source => {
    const [head = "", ...lines] = table.trimEnd().split("\n");
    const source = head.replace(".json", "");
    const of = env.interfaces.get(`${MODULE}.${source}`);
    if (of === undefined) throw new Error(`${name}: no source ${source}`);
    const rows = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Readonly<Record<string, JsonValue>>);
    return { name: source, columns: of.columns, key: [...(of.keys[0] ?? [])], rows: rows.map((row) => of.columns.map(({ name: column, type }) => valueOfJson(type, row[column] ?? null))) };
  });
  await engine.load(sources, []);
  const inputs = inputsOf({ sources, params: [] });
  const verdicts: (readonly [string, Verdict])[] = [];
  for (const [rule, bound] of rules) {
    if (bound.rule === null) throw new Error(`${name}: ${rule} does not compile`);
    if (bound.rule.storage.kind === "inline") continue;
    for (const form of ["bound", "optimised"] as const) verdicts.push([`${rule}, ${form}`, await judge({ rule: bound.rule, env, names, inputs }, engine, form)]);
  }
  return verdicts;
}
