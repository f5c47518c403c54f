/** Why a rule is built, used again or left out, in words. */
import { localName } from "../ir/id.ts";
import type { Reason, ReasonKind } from "../runtime/reuse/reason.ts";
import { countText, plural } from "./text.ts";

const NAMED = 3;

function list(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map(localName);
  return names.length > NAMED ? `${shown.join(", ")} and ${countText(names.length - NAMED)} more` : shown.join(", ");
}
const files = (names: readonly string[]): string => (names.length > NAMED ? `${names.slice(0, NAMED).join(", ")} and ${countText(names.length - NAMED)} more` : names.join(", "));
const are = (names: readonly string[]): string => (names.length === 1 ? "is" : "are");

const WORDS: Readonly<Record<ReasonKind, (of: readonly string[]) => string>> = {
  "never-built": () => "never built",
  unknown: () => "what it was made of is not known",
  asked: () => "asked for",
  "sql-changed": () => "its SQL changed",
  "text-changed": () => "passes or print options changed",
  "param-changed": (of) => `parameter${of.length === 1 ? "" : "s"} ${list(of)} changed`,
  "storage-changed": () => "it is stored in another way",
  "policy-changed": ([before = "", now = ""]) => `the policy was ${before}, is ${now}`,
  "compiler-changed": ([before = "", now = ""]) => `rulec was ${before}, is ${now}`,
  "engine-changed": ([before = "", now = ""]) => `the engine was ${before}, is ${now}`,
  "source-changed": (of) => `the source ${list(of)} changed`,
  "file-new": (of) => `${files(of)} ${are(of)} new`,
  "file-gone": (of) => `${files(of)} ${are(of)} gone`,
  "file-changed": (of) => `${files(of)} changed`,
  reads: (of) => `reads ${list(of)}`,
  missing: ([name = ""]) => `${name} was removed by somebody`,
  "rows-differ": ([name = "", before = "", now = ""]) => `${name} was changed by somebody: ${plural(Number(before), "row")} then, ${countText(Number(now))} now`,
  "columns-differ": ([name = ""]) => `${name} was changed by somebody: it has other columns`,
  "file-damaged": ([name = ""]) => `${name} was changed by somebody`,
  unsteady: (of) => `${list(of)} may give something else each time`,
  "run-at": () => "it uses $run_at",
  "reads-table": (of) => `the state of ${list(of)} is not known: ${of.length === 1 ? "it is a table" : "they are tables"} of somebody else`,
  intervals: ([n = "0"]) => `${plural(Number(n), "interval")} to compute`,
  unchanged: ([n = "0", params = "0"]) => ["same rule", ...(n === "0" ? [] : [`same ${n === "1" ? "input file" : `${countText(Number(n))} input files`}`]), ...(params === "0" ? [] : ["same parameters"])].join(", "),
  kept: ([run = ""]) => `built by run ${run}, which did not end well: verified and published now`,
  inline: () => "part of the rules that read it",
  "not-selected": () => "not selected",
  "read-by": (of) => `not selected; read by ${list(of)} as it was published`,
};

export const reasonText = ({ kind, of }: Reason): string => WORDS[kind](of);
