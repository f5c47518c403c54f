/** Random programs beside what a slip or a clean-up of the hand makes of them: pairs of which nobody knows beforehand whether they mean the same. */
import type { Env, Rule } from "../../src/ir/rule.ts";
import { optimise } from "../../src/ir/passes/list.ts";
import { pick, random } from "../evaluate/random-values.ts";
import { bindModule } from "../fuzz/bind.ts";
import { inputsOf } from "../fuzz/search.ts";
import { makeProgram } from "../fuzz/program.ts";
import { laidOut, tokensOf } from "../fuzz/tokens.ts";
import { makeBatch, mix, type Batch } from "../fuzz/world.ts";

export type Mutant = { readonly text: string; readonly mutated: string; readonly before: Rule; readonly after: Rule; readonly env: Env; readonly batch: Batch; readonly inputs: ReturnType<typeof inputsOf> };

/** Words that stand for each other: some pairs mean the same in their place, most do not. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">", ">="], "<=": ["<", ">="], ">": [">=", "<"], ">=": [">", "<="], "==": ["!=", "<=>"], "!=": ["=="], "<=>": ["=="], and: ["or"], or: ["and"], true: ["false"], false: ["true"],
  left: ["inner"], semi: ["anti"], anti: ["semi"], full: ["left"], first: ["last"], last: ["first"], min: ["max"], max: ["min"], sum: ["max"], rank: ["row_number", "dense_rank"], row_number: ["rank"],
  "+": ["-"], "-": ["+"], "*": ["+"], union: ["intersect"], intersect: ["except"], except: ["intersect"], desc: ["asc"], "??": ["??"],
};

/** Tokens with one change. */
function mutated(chance: () => number, tokens: readonly string[]): readonly string[] {
  const at = Math.floor(chance() * tokens.length);
  for (let i = 0; i < tokens.length; i++) {
    const place = (at + i) % tokens.length;
    const token = tokens[place] as string;
    const put = (...words: string[]): readonly string[] => [...tokens.slice(0, place), ...words, ...tokens.slice(place + 1)];
    const others = Object.hasOwn(OTHERS, token) ? OTHERS[token] : undefined;
    if (others !== undefined && chance() < 0.8) return put(...pick(chance, others).split(" "));
    if (/^\d+$/.test(token) && chance() < 0.5) return put(String(Number(token) + (chance() < 0.5 ? 1 : -1)));
    if (token === "where" && chance() < 0.5) return put("where", "not");
    if (token === "|>" && chance() < 0.15) {
      // A stage goes.
      const end = tokens.findIndex((one, j) => j > place && (one === "|>" || one === "}"));
      if (end > 0) return [...tokens.slice(0, place), ...tokens.slice(end)];
    }
    const [a, word, b] = tokens.slice(place, place + 3);
    if (word !== undefined && b !== undefined && ["and", "or", "==", "+", "*", "<", ">"].includes(word) && /^[\w"]+$/.test(a as string) && /^[\w"]+$/.test(b)) {
      return [...tokens.slice(0, place), b, { "<": ">", ">": "<" }[word] ?? word, a as string, ...tokens.slice(place + 3)];
    }
  }
  return tokens;
}

/** Those that compile, both forms as the passes leave them. */
export function mutantsOf(seed: number, at: number, programs: number): readonly Mutant[] {
  const batch = makeBatch(seed, at, 300);
  const chance = random(mix(seed, at, 7));
  const made = Array.from({ length: programs }, (_, i) => makeProgram(chance, batch.world, `r${i}`));
  const twice = made.flatMap((program, i) => {
    const tokens = tokensOf(program.text);
    const head = tokens.indexOf("{");
    let body = mutated(chance, tokens.slice(head));
    if (chance() < 0.4) body = mutated(chance, body);
    return [program, { name: `m${i}`, text: laidOut([...tokens.slice(0, head).map((token) => (token === program.name ? `m${i}` : token)), ...body]) }];
  });
  const { rules, env } = bindModule([...batch.texts, ...twice]);
  return made.flatMap((program, i) => {
    const [before, after] = [rules.get(program.name)?.rule ?? null, rules.get(`m${i}`)?.rule ?? null];
    if (before === null || after === null) return [];
    return [{ text: program.text, mutated: twice[2 * i + 1]?.text ?? "", before: optimise(before, env), after: optimise(after, env), env, batch, inputs: inputsOf(batch) }];
  });
}
