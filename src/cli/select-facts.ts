/** What selectors ask about beyond the pack's text: what was published, how the last run went, what git says. Each is looked up where it is asked for. */
import { relative, resolve } from "node:path";
import type { Compiled } from "../compile/types.ts";
import { gitOutput, refProblem } from "../runtime/pack/git.ts";
import type { RunRecord } from "../runtime/record/history.ts";
import { stateAgainst } from "./rule-state.ts";
import type { Result, SelectFacts } from "./select.ts";

/** `root`: the pack's folder; `target`: of its artifacts; `state`: another such folder to compare with. */
export type FactsOf = { readonly root: string; readonly target: string; readonly cwd: string; readonly state: string | undefined; /** Of the last run. */ readonly record: RunRecord | null };

export const factsOf = ({ root, target, cwd, state, record }: FactsOf, compiled: Compiled): SelectFacts => ({
  sources: compiled.sources.map(({ name, at }) => ({ name, file: at.file })),
  state: () => (state === undefined ? stateAgainst(target, relative(root, target), compiled) : stateAgainst(resolve(cwd, state), state, compiled)),
  result: () => resultsOf(record, compiled),
  git: (ref) => changedSince(root, ref),
});

/** What reads a source that did not keep its claims has not been built because of that: it is where `result:error+` begins. */
function resultsOf(record: RunRecord | null, { declared }: Compiled): ReturnType<SelectFacts["result"]> {
  if (record === null) return { problem: "no run has left a record here; rulec run makes one" };
  const found = new Map<Result, Set<string>>();
  const add = (result: Result, rule: string): void => void found.set(result, (found.get(result) ?? new Set()).add(rule));
  const [left, broken] = [new Set<string>(), new Set<string>()];
  for (const line of record.lines) {
    if (line.kind === "source" && line.verified === "failed") broken.add(line.source);
    for (const { rule, action } of line.kind === "run" ? line.plan : []) {
      if (action !== "build") left.add(rule);
      if (action === "reuse") add("reused", rule);
    }
    if (line.kind !== "rule") continue;
    add(line.status === "failed" ? "error" : line.status, line.rule);
    if (line.promises.some(({ severity, failing }) => severity === "warn" && failing > 0)) add("warned", line.rule);
  }
  for (const { name, reads } of declared) if (!left.has(name) && reads.some((read) => broken.has(read))) add("error", name);
  return (rule, result) => found.get(result)?.has(rule) === true;
}

/** Tracked files that differ from that commit, and those that nobody has added yet. */
function changedSince(root: string, ref: string): ReturnType<SelectFacts["git"]> {
  const wrong = refProblem(ref);
  if (wrong !== null) return wrong;
  const asked = [["rev-parse", "--git-dir"], ["diff", "--name-only", "--relative", "-z", "--no-ext-diff", "--no-textconv", ref, "--"], ["ls-files", "--others", "--exclude-standard", "-z"]];
  const files = new Set<string>();
  for (const args of asked) {
    const said = gitOutput(root, ref, args);
    if ("problem" in said) return said;
    if (args[0] !== "rev-parse") for (const file of said.toString().split("\0")) if (file !== "") files.add(file);
  }
  return { files };
}
