/** Runs batches of programs and says what came of each. */
import type { Inputs } from "../../src/evaluate/index.ts";
import { random } from "../evaluate/random-values.ts";
import { bindModule, MODULE } from "./bind.ts";
import { cover, type Coverage } from "./coverage.ts";
import { tableOf } from "./data.ts";
import type { Engine } from "./engine.ts";
import { judge, type Form, type Verdict } from "./judge.ts";
import { makeProgram, type Program } from "./program.ts";
import { makeBatch, mix, type Batch } from "./world.ts";

/** So many programs share data. */
export const BATCH = 100;

export type Found = { readonly seed: number; readonly batch: number; readonly program: Program; readonly form: Form; readonly verdict: Extract<Verdict, { kind: "differs" }> };
/** Programs by what came of them; milliseconds by what they were spent on. */
export type Tally = { readonly verdicts: Map<string, number>; readonly rejected: Map<string, number>; readonly ms: Map<string, number>; readonly coverage: Coverage; slowest: { readonly ms: number; readonly name: string } };

export const newTally = (coverage: Coverage): Tally => ({ verdicts: new Map(), rejected: new Map(), ms: new Map(), coverage, slowest: { ms: 0, name: "" } });
export const add = (to: Map<string, number>, key: string, by = 1): void => void to.set(key, (to.get(key) ?? 0) + by);

export const inputsOf = ({ sources, params }: Pick<Batch, "sources" | "params">): Inputs => ({
  tables: new Map(sources.map((source) => [`${MODULE}.${source.name}`, tableOf(source)])), previous: null, params: new Map(params.map(({ name, value }) => [`${MODULE}.${name}`, value])),
});

export type Watch = { readonly found: (found: Found, of: Batch) => void | Promise<void>; readonly rejected?: (program: Program, code: string, title: string) => void };

/** The programs of a batch as the compiler takes them. `expressions`: as `makeBatch` takes it. */
export function boundBatch(seed: number, batch: number, programs: number, tally: Tally, expressions?: number) {
  const of = makeBatch(seed, batch, expressions);
  add(tally.ms, "world", of.ms);
  const chance = random(mix(seed, batch, 3));
  const begun = performance.now();
  const made = Array.from({ length: programs }, (_, i) => makeProgram(chance, of.world, `r${i}`));
  add(tally.ms, "generate", performance.now() - begun);
  const { rules, env, names, ms } = bindModule([...of.texts, ...made]);
  add(tally.ms, "bind", ms);
  const bound = made.flatMap((program, i) => {
    const { rule, errors } = rules.get(program.name) ?? { rule: null, errors: [] };
    if (rule === null) add(tally.rejected, errors[0]?.code ?? "none");
    else cover(tally.coverage, rule, program.verbs);
    return rule === null ? [] : [{ program, rule, form: i % 4 === 0 ? ("bound" as const) : ("optimised" as const) }];
  });
  const rejected = made.flatMap((program) => (rules.get(program.name)?.rule == null ? [{ program, diagnostic: rules.get(program.name)?.errors[0] }] : []));
  return { of, bound, rejected, env, names };
}

/** `programs`: how many of the batch, of which those that do not compile count, too. */
export async function runBatch(seed: number, batch: number, programs: number, engine: Engine, tally: Tally, watch: Watch, expressions?: number): Promise<void> {
  const { of, bound, rejected, env, names } = boundBatch(seed, batch, programs, tally, expressions);
  for (const { program, diagnostic } of rejected) watch.rejected?.(program, diagnostic?.code ?? "none", diagnostic?.title ?? "");
  const inputs = inputsOf(of);
  // Who looks at a difference may have put other tables in place.
  let stale = true;
  for (const { program, rule, form } of bound) {
    const loading = performance.now();
    if (stale) await engine.load(of.sources, of.params);
    const judging = performance.now();
    add(tally.ms, "load", judging - loading);
    const verdict = await judge({ rule, env, names, inputs }, engine, form);
    const spent = performance.now() - judging;
    add(tally.ms, "judge", spent);
    if (spent > tally.slowest.ms) tally.slowest = { ms: spent, name: `${batch} ${program.name}` };
    add(tally.verdicts, verdict.kind === "pardoned" ? `pardoned: ${verdict.pardon}` : verdict.kind);
    stale = verdict.kind === "differs";
    if (verdict.kind === "differs") await watch.found({ seed, batch, program, form, verdict }, of);
  }
}
