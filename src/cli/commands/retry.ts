import { RUN_AT } from "../../lang/bind/params.ts";
import { lineOf, latestRecord } from "../../runtime/record/history.ts";
import { compilePack, openPack, refused } from "../pack-session.ts";
import { warehouseOf } from "../run-input.ts";
import { EXIT, text, texts, type Command, type Invocation } from "../spec.ts";
import run, { logFormat } from "./run.ts";

/** The run of the same rules with the same values: what the one before has left is taken up by any run. */
const command: Command = {
  async run(invocation) {
    const { out } = invocation;
    const format = logFormat(invocation);
    if (format === "unknown") return EXIT.usage;
    // A log holds lines of its own form alone.
    const note = format === null && !out.json ? out.note : () => undefined;
    const { pack, diagnostics, textOf } = openPack(invocation);
    if (pack === null) return refused(invocation, diagnostics, textOf);
    const record = latestRecord(warehouseOf(pack).target);
    const [begun, end] = record === null ? [null, null] : [lineOf(record, "run"), lineOf(record, "end")];
    if (begun === null || end?.status === "published" || end?.status === "nothing") {
      note(begun === null ? "there is no run to go on with; rulec run makes one" : `nothing to retry: run ${begun.run} went well`);
      if (out.json) out.document({ status: "nothing", diagnostics: [], rules: [] });
      return EXIT.ok;
    }
    const { declared, params } = compilePack(pack);
    const there = new Set(declared.map(({ name }) => name));
    const rules = begun.plan.filter(({ rule, action }) => action !== "skip" && there.has(rule)).map(({ rule }) => rule);
    // No rule named would be all of them.
    if (rules.length === 0) {
      note(`nothing to retry: no rule of run ${begun.run} is there any more`);
      if (out.json) out.document({ status: "nothing", diagnostics: [], rules: [] });
      return EXIT.ok;
    }
    note(`going on with run ${begun.run}, which ${end === null ? "was killed" : end.status === "interrupted" ? "was interrupted" : end.status}`);
    const anew = begun.plan.some(({ reason }) => reason === "asked") ? { fullRefresh: true } : {};
    return run.run(again({ ...invocation, options: { ...anew, ...invocation.options } }, Object.entries(begun.params).filter(([name]) => params.has(name)), begun.params[RUN_AT.name], begun.profile, rules));
  },
};
export default command;

type Value = string | boolean | null;

/** Values that are given now count before those of then. */
function again(invocation: Invocation, params: readonly (readonly [name: string, value: Value])[], instant: Value | undefined, profile: string, rules: readonly string[]): Invocation {
  const { options } = invocation;
  const values = params.flatMap(([name, value]) => (value === null ? [] : [`${name}=${String(value)}`]));
  const runAt = text(options, "runAt") ?? instant;
  return { ...invocation, args: rules, options: { profile, ...options, param: [...values, ...texts(options, "param")], ...(typeof runAt === "string" ? { runAt } : {}) } };
}
