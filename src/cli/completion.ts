/** Shell completion: commands and options from the registry, codes from the catalogue, rules and sources from the pack's text. */
import { localName } from "../ir/id.ts";
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { COMMANDS } from "./registry.ts";
import { RESULTS, STATES } from "./select.ts";
import type { ArgumentSpec } from "./spec.ts";

type Words = Exclude<ArgumentSpec["complete"], undefined | "file">;

export async function installCompletion(program: Command): Promise<void> {
  const { rule, source } = await named();
  const words: Readonly<Record<Words, readonly string[]>> = { code: await codes(), rule, source, select: selectors(rule, source), run: process.argv.includes("runs") ? await runs() : [], column: process.argv.includes("lineage") ? await columns() : [] };
  const root = tab(program);
  for (const { name, args } of COMMANDS) {
    const [argument, spec] = [root.commands.get(name)?.arguments, args[0]];
    if (argument === undefined || spec?.complete === undefined || spec.complete === "file") continue;
    const of = words[spec.complete];
    for (const one of argument.values()) {
      one.handler = (complete) => {
        for (const word of of) complete(word, "");
      };
    }
  }
}

/** Rules, and what else rules are selected by. */
const selectors = (rules: readonly string[], sources: readonly string[]): readonly string[] =>
  [...rules.filter((name) => !sources.includes(name)), ...STATES.map((state) => `state:${state}`), ...RESULTS.map((result) => `result:${result}`), ...sources.map((name) => `source:${name}`)];

async function codes(): Promise<string[]> {
  const { CATALOGUE } = await import("../lang/diagnostics/index.ts");
  return Object.keys(CATALOGUE).sort();
}

/** Declarations are found by their first words: completion must answer in a blink, and while a file is half-written. */
async function named(): Promise<Readonly<Record<"rule" | "source", readonly string[]>>> {
  const { readPack } = await import("../runtime/pack/read-pack.ts");
  const { pack } = readPack({ start: process.cwd(), profile: null });
  const of = (keyword: string): string[] =>
    [...new Set((pack?.files ?? []).flatMap(({ text }) => [...text.matchAll(new RegExp(`^\\s*(?:#\\w+\\s+)*${keyword}\\s+([A-Za-z_]\\w*)`, "gm"))].map((match) => match[1] as string)))].sort();
  return { rule: [...of("rule"), ...of("source")], source: of("source") };
}

/** The latest first, and a word for it. */
async function runs(): Promise<readonly string[]> {
  const { readPack } = await import("../runtime/pack/read-pack.ts");
  const { warehouseOf } = await import("./run-input.ts");
  const { runsIn } = await import("../runtime/record/history.ts");
  const { pack } = readPack({ start: process.cwd(), profile: null });
  return pack === null ? [] : ["last", ...runsIn(warehouseOf(pack).target)];
}

/** What columns a rule has is known by compiling alone; without errors or with, as far as it goes. */
async function columns(): Promise<readonly string[]> {
  const { compilePack } = await import("./pack-session.ts");
  const { readPack } = await import("../runtime/pack/read-pack.ts");
  const { nameText } = await import("../values/type.ts");
  const { pack } = readPack({ start: process.cwd(), profile: null });
  const { rules, sources } = pack === null ? { rules: [], sources: [] } : compilePack(pack);
  return [...rules, ...sources].flatMap(({ name, interface: of }) => {
    const local = localName(name);
    return [local, ...of.columns.map((column) => `${local}.${nameText(column.name)}`)];
  }).sort();
}
