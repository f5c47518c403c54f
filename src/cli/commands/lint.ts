import { LINTS, type LintId } from "../../lang/diagnostics/index.ts";
import { nearest } from "../../lang/diagnostics/define.ts";
import { isLint } from "../../lang/diagnostics/index.ts";
import { levelsOf, LINT_IDS } from "../../lang/lint/levels.ts";
import { look } from "../look.ts";
import { openPack } from "../pack-session.ts";
import { EXIT, flag, texts, type Command, type Invocation } from "../spec.ts";
import { orMeant } from "../text.ts";

const command: Command = {
  async run(invocation) {
    const { options, out } = invocation;
    const only = texts(options, "only");
    const unknown = only.find((id) => !isLint(id));
    if (unknown !== undefined) {
      out.note(`rulec: there is no lint ${unknown}${orMeant(nearest(unknown, LINT_IDS), "rulec lint --list")}`);
      return EXIT.usage;
    }
    const choice = { only: only.length === 0 ? null : only.filter(isLint), all: flag(options, "all") };
    return flag(options, "list") ? listed(invocation, choice) : look(invocation, { choice, strict: true });
  },
};
export default command;

/** Every lint with how much it counts, in this pack where there is one. */
function listed(invocation: Invocation, choice: Parameters<typeof levelsOf>[1]): number {
  const { out } = invocation;
  const levels = levelsOf(openPack(invocation).pack?.manifest.lint ?? {}, choice);
  if (out.json) out.document({ lints: LINT_IDS.map((id) => ({ id, level: levels[id], edit: LINTS[id].lint?.edit ?? null, summary: summaryOf(id) })) });
  else for (const id of LINT_IDS) out.print(`${out.paint.bold(id.padEnd(22))} ${levels[id].padEnd(7)}  ${summaryOf(id)}`);
  return EXIT.ok;
}

/** The first sentence of its page. */
const summaryOf = (id: LintId): string => LINTS[id].doc.split(/(?<=\.)\s|\n/)[0] as string;
