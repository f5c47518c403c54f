import { expandNamed } from "../../compile/expand.ts";
import type { Prepared } from "../../compile/types.ts";
import { nearest } from "../../lang/diagnostics/define.ts";
import { compilePack, hasErrors, jsonOf, openPack, showDiagnostics } from "../pack-session.ts";
import { localName } from "../select.ts";
import { EXIT, type Command } from "../spec.ts";

/** What cannot be said as text is told, and nothing is printed that means something else. */
const command: Command = {
  async run(invocation) {
    const { args: [name = ""], out } = invocation;
    const { pack, diagnostics, textOf } = openPack(invocation);
    const compiled = pack === null ? null : compilePack(pack, { keep: true });
    const found = (compiled?.declared ?? []).filter((one) => one.name === name || localName(one.name) === name);
    const [rule] = found;
    if (compiled !== null && rule === undefined && !hasErrors(compiled.diagnostics)) {
      const meant = nearest(name, compiled.declared.flatMap((one) => [one.name, localName(one.name)]));
      out.note(`rulec: there is no rule ${name}${meant === null ? "; `rulec ls` lists them" : `, did you mean ${meant}?`}`);
      return EXIT.usage;
    }
    if (found.length > 1) {
      out.note(`rulec: ${name} could be ${found.map((one) => one.name).join(" or ")}`);
      return EXIT.usage;
    }
    const made = rule === undefined ? null : expandNamed(rule.name, compiled?.prepared as Prepared);
    if (made === null || rule === undefined) {
      const all = [...diagnostics, ...(compiled?.diagnostics ?? [])];
      showDiagnostics(invocation, all, textOf);
      if (out.json) out.document({ diagnostics: jsonOf(all, textOf) });
      return EXIT.problems;
    }
    if (!made.ok) {
      if (out.json) out.document({ name: rule.name, imports: [], text: null, why: made.why });
      else out.note(`rulec: ${rule.name} has no expanded text: ${made.why}`);
      return EXIT.problems;
    }
    if (out.json) out.document({ name: rule.name, imports: made.imports, text: made.text });
    else out.print([...made.imports, ...(made.imports.length > 0 ? [""] : []), made.text.trimEnd()].join("\n"));
    return EXIT.ok;
  },
};
export default command;
