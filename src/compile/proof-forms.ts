/** Proofs as indented steps, and as plain data. What several steps rest on is written once, so that neither grows beyond the proof. */
import type { ProofSection, ProofStep } from "./proof-words.ts";

export type ProofLine = { readonly text: string; readonly place: string; readonly level: number };

/** Where the author's words say it better. */
const WORDED: ReadonlySet<ProofStep["by"]> = new Set<ProofStep["by"]>(["condition", "expression", "computed", "constant", "by-key", "joined", "numbered", "claimed", "copied", "null-expression", "copied-null"]);
const LONGEST = 60;

export function proofLines(sections: readonly ProofSection[]): ProofLine[] {
  const lines: ProofLine[] = [];
  const shown = new Set<ProofStep>();
  for (const { subject, proofs } of sections) {
    lines.push({ text: subject, place: "", level: 0 });
    const pending = proofs.map((step) => ({ step, level: 1 })).reverse();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { step, level } = next;
      const { fact, why, where, by, premises } = step;
      const words = where === null || !WORDED.has(by) || where.words === "" ? "" : ` (${where.words.length > LONGEST ? `${where.words.slice(0, LONGEST - 1)}…` : where.words})`;
      const again = shown.has(step) && premises.length > 0;
      const via = where === null || where.via.length === 0 ? "" : ` through ${where.via.map(({ name, file, line }) => `${name} at ${file}:${line}`).join(", ")}`;
      lines.push({ text: again ? `${fact} (above)` : `${fact}: ${why}${words}`, place: where === null ? "" : `${where.file}:${where.line}${via}`, level });
      if (again) continue;
      shown.add(step);
      for (const premise of premises.toReversed()) pending.push({ step: premise, level: level + 1 });
    }
  }
  return lines;
}

/** `steps` by place: premises and sections name them by it. */
export function proofJson(sections: readonly ProofSection[]): object {
  const places = new Map<ProofStep, number>();
  const steps: ProofStep[] = [];
  const place = (step: ProofStep): number => {
    const known = places.get(step);
    if (known !== undefined) return known;
    places.set(step, steps.push(step) - 1);
    return steps.length - 1;
  };
  const said = sections.map(({ subject, proofs }) => ({ subject, steps: proofs.map(place) }));
  for (let at = 0; at < steps.length; at++) (steps[at] as ProofStep).premises.forEach(place);
  return {
    sections: said,
    steps: steps.map(({ fact, by, why, where, premises }) => ({ fact, by, why, file: where?.file ?? null, line: where?.line ?? null, words: where?.words ?? "", via: where?.via ?? [], premises: premises.map(place) })),
  };
}
