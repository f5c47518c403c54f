/** What a message about an order proposes makes a rule that compiles: `RULEC_REFUSALS` random pipelines. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../src/compile/compile.ts";
import type { Diagnostic } from "../src/lang/diagnostics/index.ts";
import { chooseProfile, type Profile } from "../src/lang/pack.ts";
import { host } from "./support/pack.ts";
import { bound, manifest, outputsOf, pipeline, SOURCES, steps } from "./evaluate/pipelines.ts";

/** Mistakes in the rule; what the engine cannot say is none. */
const problems = (text: string): readonly Diagnostic[] =>
  compile({ manifest, profile: chooseProfile(manifest, null) as Profile, files: [{ path: "p.rule", text }] }, host).diagnostics.filter(({ severity, code }) => severity === "error" && code !== "engine-cannot");

const mended = (text: string, { edits }: Diagnostic): string =>
  edits.toSorted((a, b) => b.start - a.start).reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);

/** The refusals that say what would do, by code, as far as one edit does it. */
const MENDED: ReadonlySet<string> = new Set(["order-not-total", "order-missing"]);

test("an order with ties, or none, is refused with an edit that makes it total, where there is one", () => {
  const counts = { total: 0, mended: 0, told: 0 };
  fc.assert(fc.property(steps, fc.boolean(), (plan, ordered) => {
    const body = pipeline(plan);
    if (bound(body) === null) return;
    const [first] = outputsOf(body);
    const text = `${SOURCES}\nrule q ${ordered && first !== undefined ? `ordered by [${first[0]}] ` : ""}{\n${body}\n}`;
    const found = problems(text);
    if (found.length === 0) counts.total++;
    const [refusal] = found;
    if (refusal === undefined || found.length > 1 || !MENDED.has(refusal.code)) return;
    if (refusal.edits.length === 0) {
      counts.told++;
      expect(refusal.hint, text).toMatch(/check key|unordered|then all/);
      return;
    }
    counts.mended++;
    expect(problems(mended(text, refusal)).map(({ code, title }) => `${code}: ${title}\n${mended(text, refusal)}`)).toEqual([]);
  }), { numRuns: Number(process.env["RULEC_REFUSALS"] ?? 60) });
  expect(counts.mended).toBeGreaterThan(5);
});
