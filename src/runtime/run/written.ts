/** Asks the engine about text that somebody wrote in its language, before anything is built: that it is one SELECT, what it reads, what columns it gives. */
import { placeOf } from "../../compile/places.ts";
import { diagnose, type Diagnostic } from "../../lang/diagnostics/index.ts";
import type { Written } from "../../lower/index.ts";
import { EngineError, type EngineColumn, type Session } from "../engine.ts";
import type { CompiledColumn, CompiledRule, Read } from "../plan-types.ts";
import { identifier } from "../sql-text.ts";
import { plainTypeText, sameType } from "../types.ts";
import { engineDiagnostic } from "./engine-diagnostic.ts";
import { withoutPaths, type Work } from "./work.ts";

type Asked = Pick<CompiledRule, "name" | "at" | "reads" | "written" | "origins">;

/**
 * What a rule reads stands there as views without rows, so that nothing need be there yet. Errors: sql-not-a-select, sql-reads-unnamed,
 * sql-result-differs, sql-type-differs, those of an engine, at the words of the text.
 */
export async function checkWritten(work: Pick<Work, "engine" | "input" | "rules">, rules: readonly Asked[]): Promise<Diagnostic[]> {
  const asked = rules.filter(({ written }) => written.length > 0);
  if (asked.length === 0) return [];
  const session = await work.engine.session();
  try {
    const out: Diagnostic[] = [];
    for (const rule of asked) out.push(...(await checkRule(work, session, rule)));
    return out;
  } finally {
    session.close();
  }
}

async function checkRule(work: Pick<Work, "engine" | "input" | "rules">, session: Session, rule: Asked): Promise<Diagnostic[]> {
  for (const read of rule.reads) await session.run({ text: `CREATE TEMP VIEW ${identifier(read.sqlName)} AS SELECT ${columnsOf(work, read).map(({ name, sqlType }) => `NULL::${sqlType} AS ${identifier(name)}`).join(", ")} WHERE false` });
  const out: Diagnostic[] = [];
  for (const written of rule.written) {
    const problem = await problemOf(work, session, rule, written);
    if (problem !== null) out.push(problem);
  }
  if (rule.reads.length > 0) await session.run({ text: rule.reads.map((read) => `DROP VIEW temp.${identifier(read.sqlName)}`).join("; ") });
  return out;
}

function columnsOf({ input, rules }: Pick<Work, "input" | "rules">, { of }: Read): readonly CompiledColumn[] {
  const columns = of.kind === "source" ? input.sources.find(({ name }) => name === of.name)?.columns : rules.get(of.name)?.columns;
  if (columns === undefined) throw new Error(`${of.kind} ${of.name} is read and is not in the plan`);
  return columns;
}

async function problemOf(work: Pick<Work, "engine" | "input">, session: Session, rule: Asked, written: Written): Promise<Diagnostic | null> {
  const { textOf } = work.input;
  const { at, via } = written.relation ? { at: rule.at, via: [] } : placeOf(written.at, { origins: rule.origins, textOf });
  try {
    const { isSelect, columns, tables } = await session.examine(written.text.text);
    if (!isSelect) return diagnose("sql-not-a-select", { rule: rule.name }, at, { via });
    if (tables.length > 0) return diagnose("sql-reads-unnamed", { rule: rule.name, tables }, at, { via });
    const differences = differencesOf(written, columns);
    if (differences.length === 0) return null;
    if (written.relation) return diagnose("sql-result-differs", { rule: rule.name, differences }, at, { via });
    return diagnose("sql-type-differs", { differences }, at, { via });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const said = new EngineError(error.kind, withoutPaths(work, error.message));
    return engineDiagnostic(said, error.position, { rule: rule.name, at, sql: written.text, origins: rule.origins, engine: work.engine.name, textOf });
  }
}

const typeOf = ({ type, sqlType }: EngineColumn): string => (type === null ? sqlType.toLowerCase() : plainTypeText(type));

/** Each in a few words; empty where the text gives what it was to give. */
function differencesOf({ columns: wanted, relation }: Written, found: readonly EngineColumn[]): string[] {
  if (!relation) {
    const [want, only, ...more] = [wanted[0] as Written["columns"][number], found[0] as EngineColumn, ...found.slice(1)];
    return more.length > 0 ? [`${found.length} values`] : only.type !== null && sameType(only.type, want.type) ? [] : [`it gives ${typeOf(only)}, and ${plainTypeText(want.type)} is written`];
  }
  const byName = new Map(found.map((column) => [column.name, column]));
  const names = new Set(wanted.map(({ name }) => name));
  const out = wanted.flatMap(({ name, type }) => {
    const column = byName.get(name ?? "");
    if (column === undefined) return [`no \`${name ?? ""}\``];
    return column.type !== null && sameType(column.type, type) ? [] : [`\`${column.name}\` is ${typeOf(column)}, not ${plainTypeText(type)}`];
  });
  out.push(...found.filter(({ name }) => !names.has(name)).map(({ name }) => `\`${name}\` is not promised`));
  if (found.length > byName.size) out.push("two columns of one name");
  if (out.length === 0 && found.some(({ name }, i) => name !== wanted[i]?.name)) out.push(`the order is ${found.map(({ name }) => name).join(", ")}, not ${wanted.map(({ name }) => name).join(", ")}`);
  return out;
}
