/** What holds of a rule's rows, what a run verifies, and why the rest follows. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Page, PageProof, PagePromise, SitePlace } from "../compile/site/model.ts";

export const placeText = ({ file, line, via }: SitePlace): string => `${file}:${line}${via.length === 0 ? "" : ` through ${via.map((call) => `${call.name} at ${call.file}:${call.line}`).join(", ")}`}`;

const SAID: Readonly<Record<string, (promise: PagePromise) => string>> = {
  key: ({ columns }) => `key ${columns.join(", ")}`,
  multiplicity: ({ columns }) => `at most one row for ${columns.join(", ")}`,
  ties: ({ columns }) => `no ties in ${columns.join(", ")}`,
  reference: ({ columns, references }) => `${columns.join(", ")} stands in ${references ?? ""}`,
  not_null: ({ columns }) => `${columns.join(", ")} is never null`,
};

export const Promises = ({ page: { promises } }: { readonly page: Page }): VNode | null =>
  (promises.length === 0 ? null : (
    <ul class="promises">
      {promises.map((promise, at) => (
        <li key={at}>
          <span class={promise.severity === "error" ? "verified" : "verified warns"}>{promise.severity === "error" ? "verified" : "warns"}</span>{" "}
          <code>{SAID[promise.kind]?.(promise) ?? promise.where?.words ?? promise.kind}</code>
          {promise.message === "" || promise.where?.words.includes(promise.message) === true ? null : <span> “{promise.message}”</span>} {promise.where === null ? null : <small>{placeText(promise.where)}</small>}
        </li>
      ))}
    </ul>
  ));

const TITLES: Readonly<Record<string, string>> = { order: "Why its order is total", keys: "Why its keys hold", joins: "Why joins multiply no rows", "not null": "Why columns hold no null", "not proven": "What does not follow, and what would do" };

/** Each proof opens step by step: what it rests on stands below it. */
export const Proof = ({ proof }: { readonly proof: PageProof }): VNode => (
  <div class="proof">
    {proof.sections.map(({ subject, steps }) => (
      <details key={subject} open={subject === "order" || steps.length <= 3}>
        <summary>{TITLES[subject] ?? subject} <small>{steps.length}</small></summary>
        <ul>{steps.map((step) => <Step key={step} at={step} proof={proof} depth={0} />)}</ul>
      </details>
    ))}
  </div>
);

/** Deeper than this, steps are opened by hand: one that rests on many would fill the page. */
const OPEN = 2;

function Step({ at, proof, depth }: { readonly at: number; readonly proof: PageProof; readonly depth: number }): VNode {
  const [open, setOpen] = useState(depth < OPEN);
  const step = proof.steps[at];
  if (step === undefined) return <></>;
  return (
    <li>
      {step.premises.length === 0 ? <span class="leaf" aria-hidden="true" /> : <button type="button" class="twist" aria-expanded={open} aria-label={open ? "close" : "why"} onClick={() => setOpen(!open)} />}
      <span>{step.fact}</span><span class="dim">: {step.why}</span>{step.where === null ? null : <>{step.where.words === "" || step.where.words.length > 80 ? null : <code>{step.where.words}</code>} <small>{placeText(step.where)}</small></>}
      {open && step.premises.length > 0 ? <ul>{step.premises.map((premise) => <Step key={premise} at={premise} proof={proof} depth={depth + 1} />)}</ul> : null}
    </li>
  );
}
