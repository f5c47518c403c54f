/** Every statement that a run would send for what it builds, as text: nothing is executed. */
import type { RuleName } from "../../ir/id.ts";
import { modeOf } from "../../ir/storage.ts";
import type { SqlParam } from "../engine.ts";
import { RESULT_NAME, type CompiledRule } from "../plan-types.ts";
import { identifier } from "../sql-text.ts";
import type { Existing } from "./existing.ts";
import { qualified, stagedName } from "./ledger.ts";
import { within } from "./materialise/stage.ts";
import { copyStatement, outputFile, stagedFile, stagesTable, type FileKind } from "./outputs.ts";
import type { Plan } from "./plan.ts";
import { publication } from "./publish.ts";
import { readBackOf } from "./verify.ts";
import { absolute, boundParams, definitionOf, stagedFrom, type Work } from "./work.ts";

/** `read`: makes what the rule reads visible. `rule` is null for what concerns all of them. */
export type PlannedStatement = { readonly rule: RuleName | null; readonly what: "read" | "build" | "verify" | "publish"; readonly text: string; readonly params: readonly SqlParam[] };

/** In the order in which they are sent. Rules that are built are noted in `work` as staged. */
export function statementsOf(work: Work, plan: Plan, there: Existing): PlannedStatement[] {
  const out: PlannedStatement[] = [];
  for (const rule of plan.build) {
    const say = (what: PlannedStatement["what"], text: string, of: Work = work, params = boundParams(of, rule.params)): void => void out.push({ rule: rule.name, what, text, params });
    const define = definitionOf(work);
    for (const read of rule.reads) say("read", `CREATE OR REPLACE TEMP VIEW ${identifier(read.sqlName)} AS ${define(read).text}`, work, []);
    const kept = work.decisions.of.get(rule.name)?.kept?.table;
    const table = stagesTable(rule) ? (kept ?? stagedName(work.run, rule.table)) : null;
    const to = outputFile(rule);
    const file = to === null ? null : { from: stagedFile(to, work.run), to };
    if (table !== null && kept === undefined) stage(work, rule, qualified(work.engine, rule.schema, table), say);
    if (file !== null) {
      const [before, after] = copyStatement(rule, rule.storage.kind as FileKind, absolute(work, file.from));
      if (table === null) say("build", before + rule.select.text + after);
      else say("build", `${before}FROM ${qualified(work.engine, rule.schema, table)}${after}`, work, []);
    }
    work.staged.set(rule.name, { rule, table, file, rows: null, bytes: null, spilled: null, change: null, ms: 0 });
    const from = stagedFrom(work, { rule, table, file });
    if (from !== null && rule.scans.length > 0) say("verify", `CREATE OR REPLACE TEMP VIEW ${RESULT_NAME} AS SELECT * FROM ${from}`, work, []);
    for (const { count } of rule.scans) say("verify", count.text);
    const check = from === null ? null : readBackOf(rule, from).check;
    if (check !== null) say("verify", check.text, work, []);
  }
  const { statements, after } = publication(work, [...work.staged.values()], there);
  for (const text of ["BEGIN TRANSACTION", ...statements, "COMMIT", ...after]) out.push({ rule: null, what: "publish", text, params: [] });
  return out;
}

/** One statement, or one for each interval of a rule that is stored by time. */
function stage(work: Work, rule: CompiledRule, name: string, say: (what: "build", text: string, of: Work) => void): void {
  const target = work.targets.get(rule.name);
  if (modeOf(rule.storage)?.mode !== "by_time" || target === undefined) say("build", `CREATE TABLE ${name} AS\n${rule.select.text}`, work);
  else for (const [index, interval] of target.intervals.entries()) say("build", `${index === 0 ? `CREATE TABLE ${name} AS` : `INSERT INTO ${name}`}\n${rule.select.text}`, within(work, interval));
}
