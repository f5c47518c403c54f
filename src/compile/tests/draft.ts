/** A test of a rule drafted from rows that are there: few input rows that still make a telling result, and that result. */
import { evaluateRules, failed, type Outcome, type Table } from "../../evaluate/index.ts";
import { localName, type RuleName } from "../../ir/id.ts";
import type { Rule } from "../../ir/rule.ts";
import { modeOf } from "../../ir/storage.ts";
import { nameOf, stringOf } from "../../lang/decompile/text.ts";
import { formatText } from "../../lang/format/index.ts";
import type { Value } from "../../values/value.ts";
import { codeOfPromise } from "./judge.ts";
import { rowText, valueText } from "./literals.ts";
import type { Rules, Suite } from "./suite.ts";

/** `tables`: rows of the sources that the rule reads, through others too. `params` as `evaluateRules` takes them; `said`: those that the test must say, by bare name. `called`: what the test's file calls a source or rule. */
export type Drafting = {
  readonly rule: RuleName;
  readonly tables: ReadonlyMap<RuleName, Table>;
  readonly params: ReadonlyMap<string, Value>;
  readonly called: (name: RuleName) => string;
};

/** So many rows that come out are enough to tell something. */
const TELLING_ROWS = 3;
/** So often the rule is tried with fewer rows; what is left then is what is shown. */
const MOST_TRIES = 1_500;

type Inputs = readonly (readonly [RuleName, Table])[];

/** A problem is why there is no draft; `empty`: more rows might help. */
export function draftTest({ rule: name, tables, params, called }: Drafting, suite: Suite): { readonly text: string } | { readonly problem: string; readonly empty?: true } {
  const rules = rulesOf(suite);
  const rule = rules.rule(name);
  if (rule === null) return { problem: `${localName(name)} holds a mistake` };
  if (modeOf(rule.storage)?.mode === "by_time") return { problem: `${localName(name)} is stored by time: a test of it says \`from\` and \`to\`` };
  const upstream = evaluateRules(behind(rule, rules.rule, suite), tables, params);
  const inputs: [RuleName, Table][] = [];
  for (const read of readsOf(rule, suite)) {
    const made = upstream.get(read);
    if (made !== undefined && failed(made)) return { problem: `${localName(read)} fails: ${made.message}` };
    const table = made?.table ?? tables.get(read);
    if (table !== undefined) inputs.push([read, table]);
  }
  const small = smallest(rule, inputs, params);
  if ("problem" in small) return small;
  return { text: testText(rule, small, params, called, suite) };
}

const NOWHERE = { file: "", start: 0, end: 0 };
/** As a test means them that gives nothing. */
const rulesOf = (suite: Suite): Rules => suite.rulesFor({ title: "", at: NOWHERE, whole: NOWHERE, target: null, params: [], givens: [], expects: [] });

/** What a draft gives rows for, and the sources that rows are taken from. None of a rule that holds a mistake. */
export function inputsOf(name: RuleName, suite: Suite): { readonly reads: readonly RuleName[]; readonly sources: ReadonlySet<RuleName> } {
  const rules = rulesOf(suite);
  const rule = rules.rule(name);
  if (rule === null) return { reads: [], sources: new Set() };
  const all = [rule, ...behind(rule, rules.rule, suite)].flatMap((one) => readsOf(one, suite));
  return { reads: readsOf(rule, suite), sources: new Set(all.filter((read) => suite.prepared.program.sources.has(read))) };
}

const readsOf = (rule: Rule, { factsOf }: Suite): readonly RuleName[] => [...new Set(factsOf(rule).scans.flatMap(({ of }) => (of.kind === "rule" || of.kind === "source" ? [of.name] : [])))];

/** The rules that this one reads, through others too, in the order of building. */
function behind(rule: Rule, named: (name: RuleName) => Rule | null, suite: Suite): readonly Rule[] {
  const reached = new Map<RuleName, Rule>();
  const pending = [...readsOf(rule, suite)];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const of = reached.has(name) ? null : named(name);
    if (of === null) continue;
    reached.set(name, of);
    pending.push(...readsOf(of, suite));
  }
  return [...reached.values()].sort((a, b) => (suite.places.get(a.name) ?? 0) - (suite.places.get(b.name) ?? 0));
}

/** `tells`: branches taken, and columns that hold more than nulls: a join that finds something. */
type Tried = { readonly rows: number; readonly tells: number; readonly outcome: Outcome };
type Small = { readonly inputs: Inputs; readonly made: Table };

/** Leaves out rows, many at a time and then single ones (Zeller's ddmin), as long as as many rows come out, up to a few, and these tell as much. */
function smallest(rule: Rule, inputs: Inputs, params: ReadonlyMap<string, Value>): Small | { readonly problem: string; readonly empty?: true } {
  const whole = tried(rule, inputs, params);
  if (failed(whole.outcome)) return { problem: `${localName(rule.name)} fails: ${whole.outcome.message}` };
  const broken = whole.outcome.broken.find(({ obligation, failures }) => obligation.severity === "error" && failures > 0);
  if (broken !== undefined) return { problem: `${localName(rule.name)} breaks a promise over these rows: \`${codeOfPromise(broken.obligation.kind)}\`` };
  if (whole.rows === 0) return { problem: `nothing comes out of ${localName(rule.name)} over ${inputs.map(([name, { rows }]) => `${rows.length} rows of ${localName(name)}`).join(", ")}`, empty: true };
  const enough = Math.min(TELLING_ROWS, whole.rows);
  let kept = inputs.flatMap(([name, { rows }]) => rows.map((row) => ({ name, row })));
  let last = whole;
  const over = (some: typeof kept): Inputs => inputs.map(([name, { columns }]) => [name, { columns, rows: some.filter((one) => one.name === name).map(({ row }) => row) }]);
  let tries = 0;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length && tries < MOST_TRIES; ) {
      const fewer = kept.filter((_, i) => i < from || i >= from + size);
      const one = tried(rule, over(fewer), params);
      tries++;
      // What comes out of nothing tells nothing.
      if (fewer.length > 0 && !failed(one.outcome) && one.outcome.broken.length === 0 && one.rows >= enough && one.tells >= whole.tells) [kept, last] = [fewer, one];
      else from += size;
    }
  }
  return { inputs: over(kept), made: (last.outcome as Exclude<Outcome, Error>).table };
}

function tried(rule: Rule, inputs: Inputs, params: ReadonlyMap<string, Value>): Tried {
  const branches = new Set<unknown>();
  const outcome = evaluateRules([rule], new Map(inputs), params, new Map(), (_, branch) => void branches.add(branch)).get(rule.name) as Outcome;
  const table = failed(outcome) ? { columns: [], rows: [] } : outcome.table;
  const filled = table.columns.filter((_, i) => table.rows.some((row) => row[i] !== null));
  return { rows: table.rows.length, tells: branches.size + filled.length, outcome };
}

function testText(rule: Rule, { inputs, made }: Small, params: ReadonlyMap<string, Value>, called: Drafting["called"], suite: Suite): string {
  const args = argsOf(rule, params, suite);
  const given = inputs.filter(([, { rows }]) => rows.length > 0).map(([name, table]) => `given ${called(name)} = ${rowsText(needed(rule, name, table, suite))}`);
  const expect = `expect rows ${rowsText(made)}`;
  const title = `${localName(rule.name)} over ${inputs.filter(([, { rows }]) => rows.length > 0).map(([name, { rows }]) => `${rows.length} ${rows.length === 1 ? "row" : "rows"} of ${localName(name)}`).join(", ") || "nothing"}`;
  const text = `test ${stringOf(title)} for ${called(rule.name)}${args === "" ? "" : `(${args})`} {\n${[...given, expect].map((line) => `  ${line}\n`).join("")}}\n`;
  return formatText("draft.rule", text).text ?? text;
}

const rowsText = ({ columns, rows }: Table): string => `[\n${rows.map((row) => `    ${rowText(columns, row)},\n`).join("")}  ]`;

/** The columns that the rule needs, and at least one. */
function needed(rule: Rule, name: RuleName, { columns, rows }: Table, { factsOf }: Suite): Table {
  const read = new Set(factsOf(rule).scans.flatMap(({ of, reads }) => ((of.kind === "rule" || of.kind === "source") && of.name === name ? reads.map(([column]) => column) : [])));
  const places = columns.flatMap((column, i) => (read.has(column.name) ? [i] : []));
  const shown = places.length > 0 ? places : [0];
  return { columns: shown.map((i) => columns[i] as Table["columns"][number]), rows: rows.map((row) => shown.map((i) => row[i] ?? null)) };
}

/** Parameters that the rule names and that have no default, or another value than it. */
function argsOf(rule: Rule, params: ReadonlyMap<string, Value>, { factsOf, compiled }: Suite): string {
  const own = new Set(rule.params.map(({ name }) => name));
  const used = factsOf(rule).params.filter(({ name }) => !own.has(name));
  return used.flatMap(({ name, type }) => {
    const value = params.get(name);
    const text = value === undefined ? null : valueText(type, value);
    const declared = compiled.params.get(name)?.default;
    return text === null || (declared !== undefined && String(declared) === text) ? [] : [`${nameOf(localName(name))}: ${text}`];
  }).join(", ");
}
