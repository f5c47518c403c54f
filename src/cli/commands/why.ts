import { localName } from "../../ir/id.ts";
import { startedAt } from "../../runtime/record/history.ts";
import { reasonText } from "../plan-text.ts";
import { isNamed, nearestName } from "../select.ts";
import { lineOf, planned } from "../planning.ts";
import { showDiagnostics } from "../pack-session.ts";
import { orMeant, plural } from "../text.ts";
import { EXIT, type Command } from "../spec.ts";

/** The whole pack is planned, as a rule is built because of what it reads. */
const command: Command = {
  async run(invocation) {
    const { out, args: [asked = ""] } = invocation;
    const made = await planned({ ...invocation, args: [] }, false);
    if (typeof made === "number") return made;
    const { compiled, dry, textOf } = made;
    const found = compiled.rules.filter(isNamed(asked));
    const [rule] = found;
    const step = dry.plan.find((one) => one.rule === rule?.name);
    if (rule === undefined || step === undefined || found.length > 1) {
      const inline = compiled.declared.some(isNamed(asked));
      out.note(`rulec: ${found.length > 1 ? `${asked} could be ${found.map(({ name }) => name).join(" or ")}` : inline ? `${asked} is a part of the rules that read it` : `there is no rule ${asked}${orMeant(nearestName(asked, compiled.declared), "rulec ls")}`}`);
      return EXIT.usage;
    }
    const stops = dry.problems.filter(({ at }) => at.file === rule.at.file && at.start === rule.at.start);
    const upstream = new Set(rule.reads.filter(({ of }) => of.kind === "rule").map(({ of }) => of.name));
    const reads = dry.plan.filter((one) => upstream.has(one.rule));
    if (out.json) {
      const said = ({ rule: name, action, reason, last, older }: typeof step): unknown => ({ rule: name, action, reason, says: reasonText(reason), last, older });
      out.document({ ...(said(step) as object), reads: reads.map(said) });
      return EXIT.ok;
    }
    showDiagnostics(invocation, stops, textOf);
    out.print(`${out.paint.bold(localName(rule.name))}  ${step.action}: ${reasonText(step.reason)}  ${out.paint.dim(lineOf(rule.at, textOf))}`);
    for (const one of reads) out.print(`  reads ${localName(one.rule)}  ${one.action}: ${reasonText(one.reason)}`);
    const { last } = step;
    out.print(out.paint.dim(last === null ? "it was never published here" : `last written by run ${last.run}, ${startedAt(last.run).slice(0, 19).replace("T", " ")} UTC${last.rows === null ? "" : `: ${plural(last.rows, "row")}`}`));
    return EXIT.ok;
  },
};
export default command;
