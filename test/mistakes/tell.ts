/** What the compiler says of a text of the table, and the text when its edits are made. */
import { compile } from "../../src/compile/compile.ts";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { renderTerminal } from "../../src/lang/diagnostics/render-terminal.ts";
import { chooseProfile, manifestOf, type Profile } from "../../src/lang/pack.ts";
import { PRELUDE } from "./table.ts";

const manifest = manifestOf({ name: "newcomer", version: "0.1.0", language: 1, roots: ["rules"] });
const profile = chooseProfile(manifest, null) as Profile;
const PATH = "rules/a.rule";
const DECLARES = /^\s*(rule|source|schema|param|macro|function|create|\{\{ config|\{%)/;

/** Around a text: what stands before it and behind it. The order is none, so that no text needs to say one. */
function around(text: string): readonly [before: string, behind: string] {
  if (DECLARES.test(text)) return ["", "\n"];
  return [`rule told unordered tier best_effort {\n  ${/^\s*from\b/.test(text) ? "" : "from orders\n  |> "}`, "\n}\n"];
}

export type Told = { readonly diagnostics: readonly Diagnostic[]; readonly page: string; readonly repaired: string };

export function tell(text: string): Told {
  const [before, behind] = around(text);
  const whole = before + text + behind;
  const shared = { path: "rules/shared.rule", text: PRELUDE };
  const names = [...PRELUDE.matchAll(/^(?:source|param) (\w+)/gm)].map(([, name]) => name as string);
  const head = `import { ${names.join(", ")} } from "shared" `;
  const full = `${head}${whole}`;
  const { diagnostics } = compile({ manifest, profile, files: [shared, { path: PATH, text: full }] }, { sha256: () => "0".repeat(64), now: () => 0 });
  // As if the imports were not there.
  const moved = diagnostics.map((one) => ({
    ...one, at: less(one.at, head.length), related: one.related.map((other) => ({ ...other, at: less(other.at, head.length) })), edits: one.edits.map((edit) => less(edit, head.length)),
  }));
  const edits = moved.flatMap((one) => one.edits).sort((a, b) => b.start - a.start || b.end - a.end);
  const repaired = edits.reduce((done, { start, end, text: put }) => done.slice(0, start) + put + done.slice(end), whole);
  return {
    diagnostics: moved,
    page: renderTerminal(moved, (file) => (file === PATH ? whole : PRELUDE), { colour: false, width: 100 }),
    repaired: repaired.startsWith(before) && repaired.endsWith(behind) ? repaired.slice(before.length, repaired.length - behind.length) : repaired,
  };
}

const less = <P extends { readonly file: string; readonly start: number; readonly end: number }>(place: P, by: number): P =>
  place.file === PATH ? { ...place, start: Math.max(0, place.start - by), end: Math.max(0, place.end - by) } : place;
