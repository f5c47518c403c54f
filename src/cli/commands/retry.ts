import { RUN_AT } from "../../lang/bind/params.ts";
import { lineOf, readRecord, runsIn, summary, type LineOf, type RunRecord } from "../../runtime/record/history.ts";
import { compilePack, openPack, refused } from "../pack-session.ts";
import { warehouseOf } from "../run-input.ts";
import { EXIT, text, texts, type Command, type Invocation } from "../spec.ts";
import run, { logFormat } from "./run.ts";
import { runNamed } from "./runs.ts";

/** The run of the same rules with the same values: what the one before has left is taken up by any run. */
const command: Command = {
  async run(invocation) {
    const { out, args: [asked = "last"] } = invocation;
    const format = logFormat(invocation);
    if (format === "unknown") return EXIT.usage;
    // A log holds lines of its own form alone.
    const note = format === null && !out.json ? out.note : () => undefined;
    const nothing = (why: string): number => {
      note(why);
      if (out.json) out.document({ status: "nothing", diagnostics: [], rules: [] });
      return EXIT.ok;
    };
    const { pack, diagnostics, textOf } = openPack(invocation);
    if (pack === null) return refused(invocation, diagnostics, textOf);
    const { target } = warehouseOf(pack);
    const named = runNamed(target, asked);
    if (typeof named !== "string" && asked !== "last") {
      out.note(`rulec: ${named.problem}`);
      return EXIT.usage;
    }
    const record = typeof named === "string" ? readRecord(target, named) : null;
    const [begun, end] = record === null ? [null, null] : [lineOf(record, "run"), lineOf(record, "end")];
    if (begun === null) return nothing("there is no run to go on with; rulec run makes one");
    if (end?.status === "published" || end?.status === "nothing") return nothing(`nothing to retry: run ${begun.run} went well${asked === "last" ? earlier(target) : ""}`);
    const { declared, params } = compilePack(pack);
    const there = new Set(declared.map(({ name }) => name));
    const rules = wantedBy(begun).filter((rule) => there.has(rule));
    // No rule named would be all of them.
    if (rules.length === 0) return nothing(`nothing to retry: no rule of run ${begun.run} is there any more`);
    note(`going on with run ${begun.run}, which ${howEnded(record)}`);
    return run.run(again(invocation, begun, Object.entries(begun.params).filter(([name]) => params.has(name)), rules));
  },
};
export default command;

type Begun = LineOf<"run">;
const wantedBy = ({ plan }: Pick<Begun, "plan">): string[] => plan.filter(({ action }) => action !== "skip").map(({ rule }) => rule);

function howEnded(record: RunRecord | null): string {
  const status = record === null ? undefined : lineOf(record, "end")?.status;
  return status === undefined || status === "killed" ? "was killed" : status === "interrupted" ? "was interrupted" : status;
}

/** The last run that did not end well, where those after it were not about all of its rules. */
function earlier(target: string): string {
  const runs = runsIn(target);
  const place = runs.findIndex((name) => ["failed", "interrupted", "killed"].includes(summary(target, name).status));
  const plans = runs.slice(0, place + 1).map((name) => readRecord(target, name)).map((record) => (record === null ? null : lineOf(record, "run")));
  const begun = plans.at(-1) ?? null;
  if (place === -1 || begun === null) return "";
  const since = new Set(plans.slice(0, -1).flatMap((line) => (line === null ? [] : wantedBy(line))));
  return wantedBy(begun).every((rule) => since.has(rule)) ? "" : `; \`rulec retry ${begun.run}\` goes on with an earlier one, which ${howEnded(readRecord(target, begun.run))}`;
}

type Value = string | boolean | null;

/** Values that are given now count before those of then. */
function again(invocation: Invocation, { params: then, asked, profile }: Begun, params: readonly (readonly [name: string, value: Value])[], rules: readonly string[]): Invocation {
  const { options } = invocation;
  const values = params.flatMap(([name, value]) => (value === null ? [] : [`${name}=${String(value)}`]));
  const runAt = text(options, "runAt") ?? then[RUN_AT.name];
  return {
    ...invocation, args: rules,
    options: { profile, resumes: true, fullRefresh: asked?.fullRefresh === true, pass: asked?.without ?? [], ...asked?.redo, ...options, param: [...values, ...texts(options, "param")], ...(typeof runAt === "string" ? { runAt } : {}) },
  };
}
