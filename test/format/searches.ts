/** Looks for texts that the formatter harms: texts of the repository, random trees, random programs; each laid out as nobody would write it. */
import * as fc from "fast-check";
import { hashRule } from "../../src/ir/hash.ts";
import { isSameTree } from "../../src/lang/ast/same.ts";
import type { FileNode } from "../../src/lang/ast/index.ts";
import { format } from "../../src/lang/format/index.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { random } from "../evaluate/random-values.ts";
import { bindModule, type Texts } from "../fuzz/bind.ts";
import { host } from "../fuzz/host.ts";
import { makeProgram } from "../fuzz/program.ts";
import { makeBatch, mix } from "../fuzz/world.ts";
import { file } from "../lang/arbitrary.ts";
import { judge } from "./judge.ts";
import { relaid } from "./relaid.ts";
import type { Named } from "./texts.ts";

/** `tried`: texts that could be read. */
export type Looked = { tried: number; readonly problems: string[] };

/** Of how many gaps one holds a comment, from text to text. */
const COMMENTS = [0, 0.02, 0.1, 0.4] as const;

/** Texts as they are, and each in `layouts` others. */
export function lookAtTexts(texts: readonly Named[], seed: number, layouts: number): Looked {
  const looked: Looked = { tried: 0, problems: [] };
  for (const [i, { name, text }] of texts.entries()) {
    const read = [text, `rule sample unordered {\n${text}}\n`].find((one) => parse(name, one).diagnostics.every(({ severity }) => severity !== "error"));
    if (read === undefined) continue;
    const chance = random(mix(seed, i, 7));
    for (let n = 0; n <= layouts; n++) tell(looked, name, n === 0 ? read : relaid(read, { chance, comments: COMMENTS[n % COMMENTS.length] as number }));
  }
  return looked;
}

function tell(looked: Looked, name: string, text: string): void {
  const judged = judge(text);
  looked.tried++;
  if (judged === null) looked.problems.push(`${name}: another layout cannot be read\n${text}`);
  else if (judged.problems.length > 0) looked.problems.push(`${name}: ${judged.problems.join("; ")}\n${text}\n-- is laid out as\n${judged.laidOut}`);
}

/** Trees that were made: each prints as text that reads as the same tree, and is laid out well from any layout. */
export function lookAtTrees(seed: number, count: number): Looked {
  const looked: Looked = { tried: 0, problems: [] };
  const holds = (made: FileNode, layout: number): void => {
    looked.tried++;
    const text = format(made, "");
    const { ast, diagnostics } = parse("a.rule", text);
    if (diagnostics.length > 0) throw new Error(`cannot be read: ${diagnostics[0]?.title ?? ""}\n${text}`);
    if (!isSameTree(made, ast)) throw new Error(`reads as another tree\n${text}`);
    const chance = random(layout);
    const other = relaid(bare(text, chance), { chance, comments: COMMENTS[layout % COMMENTS.length] as number });
    const judged = judge(other);
    if (judged !== null && judged.problems.length > 0) throw new Error(`${judged.problems.join("; ")}\n${other}\n-- is laid out as\n${judged.laidOut}`);
  };
  const result = fc.check(fc.property(file, fc.nat(), holds), { seed, numRuns: count });
  if (result.failed) looked.problems.push(`${(result.errorInstance as Error).message}\n-- seed ${seed}, path ${result.counterexamplePath ?? ""}`);
  return looked;
}

/** Words without the backticks that only some places need: what cannot be read then is not looked at. */
const bare = (text: string, chance: () => number): string => (chance() < 0.5 ? text : text.replaceAll(/`([a-z]+)`/g, (quoted, word: string) => (chance() < 0.9 ? quoted : word)));

/** So many programs share a module. */
export const BATCH = 100;

/** Programs of a batch of test/fuzz, and what they share, laid out from another layout: comments are kept, and every rule has the hash of what was generated. */
export function lookAtPrograms(seed: number, batch: number, count: number, expressions?: number): Looked {
  const looked: Looked = { tried: 0, problems: [] };
  const { texts, world } = makeBatch(seed, batch, expressions);
  const chance = random(mix(seed, batch, 3));
  const made: Texts = [...texts, ...Array.from({ length: count }, (_, i) => makeProgram(chance, world, `r${i}`))];
  const other = random(mix(seed, batch, 5));
  const judged = made.map(({ name, text }, i) => {
    const comments = COMMENTS[i % COMMENTS.length] as number;
    const ugly = i % 4 === 0 ? text : relaid(text, { chance: other, comments, documents: false });
    const of = judge(ugly);
    if (of !== null && of.problems.length > 0) looked.problems.push(`${of.problems.join("; ")} (seed ${seed}, batch ${batch}, ${name})\n${ugly}\n-- is laid out as\n${of.laidOut}`);
    return { name, text, laidOut: of?.laidOut ?? text };
  });
  const hashes = hashesOf(made);
  const again = hashesOf(judged.map(({ name, laidOut }) => ({ name, text: laidOut })));
  for (const { name, text, laidOut } of judged) {
    if (hashes.has(name)) looked.tried++;
    if (hashes.get(name) !== again.get(name)) looked.problems.push(`means something else (seed ${seed}, batch ${batch}, ${name})\n${text}\n-- is laid out as\n${laidOut}`);
  }
  return looked;
}

function hashesOf(texts: Texts): ReadonlyMap<string, string> {
  const { rules } = bindModule(texts);
  return new Map([...rules].flatMap(([name, { rule }]) => (rule === null ? [] : [[name, hashRule(rule, host)]])));
}
