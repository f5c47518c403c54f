/** Evidence of what a run scanned, a line of JSON a rule. Shape: grammar/schemas/run-scans.json. */
import path from "node:path";
import type { RuleName } from "../../ir/id.ts";
import { writeAtomically } from "./files.ts";

const SCANS_FILE = "run-scans.jsonl";
const SCANS_FORMAT = 1;

/** `of`: the sources and rules that a scan may be of, as far as the engine's report tells them apart. Columns are sorted. */
export type ScanReport = { readonly operator: string; readonly of: readonly RuleName[]; readonly columns: readonly string[]; readonly unneeded: readonly string[] };
export type ScanEvidence = {
  readonly rule: RuleName;
  /** By lineage, the columns of filters, joins, groups and orders among them. */
  readonly reads: readonly { readonly of: RuleName; readonly kind: string; readonly columns: number; readonly required: readonly string[] }[];
  readonly scans: readonly ScanReport[];
};

/** Those of one run; an earlier one's are replaced. Throws what the file system throws. */
export function writeScans(folder: string, of: { readonly run: string; readonly engine: { readonly name: string; readonly version: string } }, made: readonly ScanEvidence[]): void {
  const lines = [{ kind: "run", format: SCANS_FORMAT, ...of }, ...made.map((one) => ({ kind: "rule", ...one }))];
  writeAtomically(path.join(folder, SCANS_FILE), Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join("")));
}
