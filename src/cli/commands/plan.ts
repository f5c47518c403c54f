import { localName } from "../../ir/id.ts";
import type { PlannedRule } from "../../runtime/run/dry-run.ts";
import type { PlannedStatement } from "../../runtime/run/statements.ts";
import { jsonOf, showDiagnostics } from "../pack-session.ts";
import { reasonText } from "../plan-text.ts";
import { lineOf, planned, type Planned } from "../planning.ts";
import { plural } from "../text.ts";
import { EXIT, flag, type Command, type Invocation } from "../spec.ts";

const command: Command = {
  async run(invocation) {
    const { out, options } = invocation;
    const sql = flag(options, "sql");
    const made = await planned(invocation, sql);
    if (typeof made === "number") return made;
    const { dry, found, textOf } = made;
    const all = [...found, ...dry.problems];
    if (out.json) out.document({ diagnostics: jsonOf(all, textOf), plan: dry.plan.map((step) => ({ ...step, says: reasonText(step.reason) })), statements: dry.statements.map(statementJson) });
    else {
      showDiagnostics(invocation, all, textOf);
      show(invocation, made);
      if (dry.problems.length > 0) out.note(`the run would stop before anything is built: ${plural(dry.problems.length, "problem")}`);
      for (const statement of dry.statements) out.print(`${out.paint.dim(`\n-- ${statement.what}${statement.rule === null ? "" : ` ${localName(statement.rule)}`}${valuesText(statement)}`)}\n${statement.text};`);
    }
    return dry.problems.length > 0 ? EXIT.problems : EXIT.ok;
  },
};
export default command;

const statementJson = ({ rule, what, text, params }: PlannedStatement): unknown => ({ rule, what, text, params: Object.fromEntries(params.map(({ name, value }) => [name, value])) });

/** The values of its parameters: a statement is sent with them beside it, never in it. */
const valuesText = ({ params }: PlannedStatement): string => params.map(({ name, value }) => ` $${name} = ${value === null ? "null" : String(value)}`).join(",");

/** They stay as they are until somebody asks for them. */
const olderText = (older: number): readonly string[] => (older === 0 ? [] : [`${plural(older, "interval")} computed before it was changed (--from, --to)`]);

function show({ out }: Invocation, { compiled, dry, textOf }: Planned): void {
  const { paint } = out;
  const steps = dry.plan.filter(({ reason }) => reason.kind !== "inline");
  const width = Math.max(12, ...steps.map(({ rule }) => localName(rule).length));
  const colour: Readonly<Record<PlannedRule["action"], (text: string) => string>> = { build: paint.bold, reuse: paint.green, skip: paint.dim };
  const places = new Map(compiled.rules.map(({ name, at }) => [name, at]));
  for (const { rule, action, reason, last, older } of steps) {
    const at = places.get(rule);
    const place = reason.kind === "sql-changed" && at !== undefined ? [lineOf(at, textOf)] : [];
    const rows = action !== "build" || last === null || last.rows === null ? [] : [`${plural(last.rows, "row")} last time`];
    out.print(`${colour[action](action.padEnd(7))} ${localName(rule).padEnd(width)}  ${[reasonText(reason), ...place, ...rows, ...olderText(older)].join(" · ")}`);
  }
  const count = (action: PlannedRule["action"]): number => steps.filter((step) => step.action === action).length;
  const kept = steps.filter(({ reason }) => reason.kind === "kept").length;
  const parts = ([[count("reuse") - kept, "unchanged"], [kept, "built before"], [count("skip"), "not selected"]] as const).flatMap(([n, what]) => (n === 0 ? [] : [`, ${n} ${what}`]));
  out.print(paint.dim(`-- ${plural(steps.length, "rule")}: ${count("build")} to build${parts.join("")}; nothing was written`));
}
