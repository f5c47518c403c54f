import { expandNamed } from "../../compile/expand.ts";
import { openRule } from "../pack-session.ts";
import { EXIT, type Command } from "../spec.ts";

/** What cannot be said as text is told, and nothing is printed that means something else. */
const command: Command = {
  async run(invocation) {
    const { args: [written = ""], out } = invocation;
    const opened = openRule(invocation, written);
    if (typeof opened === "number") return opened;
    const { name, prepared, refuse } = opened;
    const made = expandNamed(name, prepared);
    if (made === null) return refuse();
    if (!made.ok) {
      if (out.json) out.document({ name, imports: [], text: null, why: made.why });
      else out.note(`rulec: ${name} has no expanded text: ${made.why}`);
      return EXIT.problems;
    }
    if (out.json) out.document({ name, imports: made.imports, text: made.text });
    else out.print([...made.imports, ...(made.imports.length > 0 ? [""] : []), made.text.trimEnd()].join("\n"));
    return EXIT.ok;
  },
};
export default command;
