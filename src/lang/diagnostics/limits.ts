import { catalogue } from "./define.ts";

/** What the language has and this version of the compiler has not. */
export const LIMITS = catalogue({
  "not-supported-yet": {
    severity: "error",
    title: ({ what }: { what: string }) => `${what} is not supported yet`,
    label: () => "this can be written, not run",
    doc: `This part of the language is read and formatted, and this version of rulec cannot compile it. Nothing is approximated: a rule
either means what the reference says, or does not compile.

The rest of the file is checked as usual. docs/language.md says of each part whether it is there.`,
  },
});
