import { catalogue } from "./define.ts";

/** What the language has and this version of the compiler has not. */
export const LIMITS = catalogue({
  "not-supported-yet": {
    severity: "error",
    title: ({ what }: { what: string; instead?: string }) => `${what} is not supported yet`,
    label: () => "this can be written, not run",
    hint: ({ instead }) => instead ?? null,
    doc: `This part of the language is read and formatted, and this version of rulec cannot compile it. Nothing is approximated: a rule
either means what the reference says, or does not compile.

The rest of the file is checked as usual. docs/language.md says of each part whether it is there.`,
  },
  "engine-cannot": {
    severity: "error",
    title: ({ rule, what, engine }: { rule: string; what: string; engine: string; reason: string }) => `${engine} cannot run ${what} of ${rule} with its exact meaning`,
    label: ({ reason }) => reason,
    hint: () => "write it another way, or run the rule on an engine that can",
    doc: `The language says what an expression means, and every engine must give that meaning. Where one cannot, the rule does not compile for
it; nothing is approximated silently. The message names the rule, the place, the engine and the reason.`,
  },
});
