import type { Rule } from "../../src/ir/rule.ts";
import { bound, evaluated, onEngine } from "./pipelines.ts";

/** Null where evaluator and engine agree on a pipeline over a data set, or what differs. The engine may avoid an error, and never adds one. */
export async function agrees(text: string, set: string): Promise<string | null> {
  try {
    return await compared(text, set);
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
