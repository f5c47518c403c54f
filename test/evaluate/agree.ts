import type { Rule } from "../../src/ir/rule.ts";
import { bound, brokenHere, brokenThere, evaluated, onEngine, promising, type Step } from "./pipelines.ts";

/** Null where evaluator and engine agree on a pipeline over a data set, or what differs. The engine may avoid an error, and never adds one. */
export const agrees = (text: string, set: string): Promise<string | null> => told(text, () => compared(text, set));

/** What is thrown, with the text that makes it so. */
async function told(text: string, compare: () => Promise<string | null>): Promise<string | null> {
  try {
    return await compare();
  } catch (error) {
    return `${text}\n${error instanceof Error ? error.stack : String(error)}`;
  }
}

async function compared(text: string, set: string): Promise<string | null> {
  const rule = bound(text) as Rule;
  const wanted = evaluated(rule, set);
  if (wanted === "fails") return null;
  for (const form of ["bound", "optimised"] as const) {
    const { answer, sql, ordered, why } = await onEngine(rule, set, form);
    if (answer === "refused") continue;
    const [mine, other] = [wanted, answer].map((rows) => (rows === "fails" || ordered ? rows : (rows as readonly string[]).toSorted()));
    if (JSON.stringify(mine) === JSON.stringify(other)) continue;
    return [`${form}, data ${set}:`, text, sql, "wanted", ...(mine as readonly string[]), "got", ...(other === "fails" ? [why ?? "an error"] : (other as readonly string[]))].join("\n");
  }
  return null;
}

/** The same of how many rows break each promise of a rule over the pipeline. */
export const agreesOnPromises = (text: string, step: Step, set: string): Promise<string | null> => told(text, async () => {
  const rule = promising(text, step);
  const wanted = rule === null ? "fails" : brokenHere(rule, set);
  if (rule === null || wanted === "fails") return null;
  const got = await brokenThere(rule, set);
  return wanted.join("\n") === got.join("\n") ? null : [`data ${set}`, rule.ir, rule.select.text, ...rule.scans.map(({ count }) => count.text), "wanted", ...wanted, "got", ...got].join("\n");
});
