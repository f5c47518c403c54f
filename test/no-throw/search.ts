/** Tries inputs, judges time with care, and makes what fails small. */
import type { Input } from "./inputs.ts";
import { inputOf } from "./inputs.ts";
import { corpusOf, type Corpus } from "./corpus.ts";
import { randomOf } from "./random.ts";
import { sizeOf, tryInput } from "./tried.ts";

/** Of CPU, for each started 10 kB. */
export const LIMIT_MS = 100;
const limitOf = (input: Input): number => LIMIT_MS * Math.max(1, Math.ceil(sizeOf(input) / 10_000));

export type Failure = { readonly number: number; readonly kind: string; readonly what: "throws" | "slow"; readonly message: string; readonly input: Input };
export type Search = { readonly seed: number; readonly from: number; readonly inputs: number; /** Milliseconds of CPU after which no further input is begun. */ readonly budget: number; /** How many times the limit is allowed: more than once where the machine is not one's own. */ readonly allowance?: number };
export type Found = { readonly tried: number; readonly failures: readonly Failure[]; /** The longest that an input took, of those that were timed again. */ readonly slowest: { readonly ms: number; readonly number: number } };

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What goes wrong with an input: null where nothing does. A time over the limit counts when it is so in each of several tries, as the first compiles code, too. */
export function judge(input: Input, allowance = 1, tries = 4): { readonly what: "throws" | "slow"; readonly message: string; readonly ms: number } | { readonly what: null; readonly ms: number } {
  const limit = limitOf(input) * allowance;
  let ms = Infinity;
  for (let again = 0; again < tries; again++) {
    const start = cpu();
    try {
      tryInput(input);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      const line = (stack ?? "").split("\n").find((one) => /^\s+at /.test(one)) ?? "";
      return { what: "throws", message: `${message.slice(0, 200)}${line}`, ms };
    }
    ms = Math.min(ms, cpu() - start);
    if (ms <= limit) return { what: null, ms };
  }
  return { what: "slow", message: `${Math.round(ms)} ms for ${sizeOf(input)} characters`, ms };
}

/** How often a slow input is tried once more when the search is over: it is none where the machine was busy with something else. */
const TRIED_AGAIN = 12;

/** Failures come as they are met, slow inputs last; `shrink` makes one small. */
export function search({ seed, from, inputs, budget, allowance }: Search, root: string, on: { readonly failed?: (failure: Failure) => void; readonly begun?: (number: number) => void } = {}): Found {
  const corpus = corpusOf(root);
  const started = cpu();
  const [failures, suspects]: [Failure[], Failure[]] = [[], []];
  let [tried, slowest] = [0, { ms: 0, number: -1 }];
  for (; tried < inputs && cpu() - started < budget; tried++) {
    const number = from + tried;
    on.begun?.(number);
    const input = made(seed, number, corpus);
    const verdict = judge(input, allowance);
    if (verdict.ms > slowest.ms && verdict.ms < Infinity) slowest = { ms: verdict.ms, number };
    if (verdict.what === null) continue;
    (verdict.what === "slow" ? suspects : failures).push({ number, kind: input.kind, what: verdict.what, message: verdict.message, input });
    if (verdict.what === "throws") on.failed?.(failures.at(-1) as Failure);
  }
  for (const suspect of suspects) {
    const verdict = judge(suspect.input, allowance, TRIED_AGAIN);
    if (verdict.what === null) continue;
    failures.push({ ...suspect, what: verdict.what, message: verdict.message });
    on.failed?.(failures.at(-1) as Failure);
  }
  return { tried, failures, slowest };
}

export const made = (seed: number, number: number, corpus: Corpus): Input => inputOf(randomOf(seed, number), corpus);

/** A smaller input that fails alike: throws with the same first words, or is slow. Cuts ever smaller parts out (after Zeller and Hildebrandt, 2002). */
export function shrink({ input, what, message }: Failure, budget = what === "slow" ? 2_000 : 10_000): Input {
  const started = cpu();
  const words = message.split(/[\d"`\n]/, 1)[0];
  const fails = (candidate: Input): boolean => {
    const verdict = judge(candidate);
    return verdict.what === what && (what === "slow" || verdict.message.startsWith(words as string));
  };
  let best = input;
  for (const at of input.of === "pack" ? input.files.keys() : [0]) {
    let text = input.of === "pack" ? (input.files[at]?.text ?? "") : input.text;
    const kept = best;
    const withText = (put: string): Input => (kept.of === "pack" ? { ...kept, files: kept.files.map((file, i) => (i === at ? { ...file, text: put } : file)) } : { ...kept, text: put });
    for (let size = Math.ceil(text.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
      for (let i = 0; i < text.length && cpu() - started < budget; ) {
        const without = text.slice(0, i) + text.slice(i + size);
        if (fails(withText(without))) text = without;
        else i += size;
      }
    }
    best = withText(text);
  }
  return best;
}
