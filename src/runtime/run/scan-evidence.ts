/**
 * Which columns a rule needs of what it reads, and which the engine says that it scans: evidence that no other is read. The engine is asked for its
 * plan of the very text that then runs.
 */
import type { RuleName } from "../../ir/id.ts";
import { modeOf } from "../../ir/storage.ts";
import type { ScanEvidence, ScanReport } from "../record/scans.ts";
import type { CompiledRule } from "../plan-types.ts";
import { boundParams, type Work } from "./work.ts";

/** Before a rule's text: the plan of it. */
export const EXPLAIN = "EXPLAIN (FORMAT JSON) ";

type Read = { readonly of: RuleName; readonly kind: string; readonly isRule: boolean; readonly all: ReadonlySet<string>; readonly required: Set<string> };

/** Throws what the engine throws. */
export async function scanEvidence(work: Work, rule: CompiledRule): Promise<ScanEvidence> {
  const reads = readsOf(rule, work);
  const { rows } = await work.session.query({ text: EXPLAIN + rule.select.text, params: boundParams(work, rule.params) });
  const said = rows[0]?.[1];
  const plan = JSON.parse(typeof said === "string" ? said : "[]") as readonly PlanNode[];
  return {
    rule: rule.name,
    reads: reads.map(({ of, kind, all, required }) => ({ of, kind, columns: all.size, required: [...required].sort() })).sort((a, b) => (a.of < b.of ? -1 : 1)),
    scans: scansOf(plan, reads),
  };
}

/** What tells the rows of a table that keeps its rows after this run: by what they are added, whoever reads them. Versions are told apart by all they hold. */
function stateNeeds(rule: CompiledRule | undefined, all: ReadonlySet<string>): Iterable<string> {
  const mode = rule === undefined ? null : modeOf(rule.storage);
  if (mode === null || mode.mode === "append") return [];
  return mode.mode === "merge" ? mode.key : mode.mode === "by_time" ? [mode.time] : all;
}

/** What a rule reads, through views, and which columns lead to its own or decide its rows. */
function readsOf(rule: CompiledRule, { rules, input: { sources } }: Work): Read[] {
  const reads = new Map<RuleName, Read>();
  const wanted = new Map<CompiledRule, Set<string>>([[rule, new Set(rule.columns.map(({ name }) => name))]]);
  const pending = [rule];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const [name, columns] of neededBy(next, wanted.get(next) ?? new Set())) {
      const [upstream, source] = [rules.get(name), sources.find((one) => one.name === name)];
      if (upstream?.storage.kind === "view") {
        const known = wanted.get(upstream);
        if (known !== undefined && [...columns].every((column) => known.has(column))) continue;
        wanted.set(upstream, new Set([...(known ?? []), ...columns]));
        pending.push(upstream);
        continue;
      }
      const all = new Set((upstream ?? source)?.columns.map((column) => column.name));
      const read = reads.get(name) ?? { of: name, kind: upstream?.storage.kind ?? source?.provider.kind ?? "table", isRule: upstream !== undefined, all, required: new Set(stateNeeds(upstream, all)) };
      for (const column of columns) read.required.add(column);
      reads.set(name, read);
    }
  }
  return [...reads.values()];
}

/** By what a rule reads, the columns that lead to these of its own or decide its rows. */
function neededBy(rule: CompiledRule, wanted: ReadonlySet<string>): ReadonlyMap<RuleName, Set<string>> {
  const needed = new Map(rule.reads.map(({ of: { name } }) => [name, new Set<string>()]));
  const { leaves, rows, columns } = rule.lineage ?? { leaves: [], rows: [], columns: [] };
  const places = columns.flatMap(({ value, influence }, at) => (wanted.has(rule.columns[at]?.name ?? "") ? [...value, ...influence] : []));
  for (const place of new Set([...rows, ...places])) {
    const leaf = leaves[place];
    if (leaf !== undefined) needed.get(leaf.name)?.add(leaf.column);
  }
  return needed;
}

/** A node of DuckDB's plan as JSON. A list of one stands as itself. */
type PlanNode = { readonly name: string; readonly children: readonly PlanNode[]; readonly extra_info: Readonly<Record<string, string | readonly string[]>> };
const listOf = (value: string | readonly string[] | undefined): readonly string[] => (value === undefined || value === "" ? [] : typeof value === "string" ? [value] : value);

const KINDS: Readonly<Record<string, string>> = { PARQUET_SCAN: "parquet", READ_PARQUET: "parquet", READ_CSV: "csv", READ_CSV_AUTO: "csv", READ_JSON: "json", READ_JSON_AUTO: "json", SEQ_SCAN: "table" };

function scansOf(plan: readonly PlanNode[], reads: readonly Read[]): ScanReport[] {
  const scans: ScanReport[] = [];
  const pending = [...plan];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    pending.push(...node.children.toReversed());
    const info = node.extra_info;
    if (info["Function"] === undefined && info["Table"] === undefined) continue;
    const operator = node.name.trim();
    const kind = KINDS[operator];
    // Files of a rule that this run has made may be read from the table that they are written from.
    const of = reads.filter((read) => kind === undefined || read.kind === kind || (kind === "table" && read.isRule));
    const filters = listOf(info["Filters"]).map(withoutText);
    const tried = of.flatMap((read) => {
      const columns = columnsOf(listOf(info["Projections"]), filters, read.all);
      return columns === null ? [] : [{ read, columns, unneeded: columns.filter((column) => !read.required.has(column)) }];
    });
    const least = Math.min(...tried.map(({ unneeded }) => unneeded.length));
    const best = tried.filter(({ unneeded }) => unneeded.length === least);
    const { columns, unneeded } = best[0] ?? { columns: listOf(info["Projections"]), unneeded: listOf(info["Projections"]) };
    scans.push({ operator, of: best.map(({ read }) => read.of).sort(), columns: [...columns].sort(), unneeded: [...unneeded].sort() });
  }
  return scans;
}

/**
 * The columns among `all` that a scan says it reads; null where it names one that is not there. A field of a struct is named with its
 * column; a column that only a pushed filter reads is not among the projections: its name stands in the filter.
 */
function columnsOf(projections: readonly string[], filters: readonly string[], all: ReadonlySet<string>): string[] | null {
  const columns = new Set<string>();
  for (const name of projections) {
    let column = name;
    while (!all.has(column) && column.includes(".")) column = column.slice(0, column.lastIndexOf("."));
    if (!all.has(column)) return null;
    columns.add(column);
  }
  for (const column of all) if (filters.some((filter) => names(filter, column))) columns.add(column);
  return [...columns];
}

const withoutText = (filter: string): string => filter.replaceAll(/'(?:[^']|'')*'/g, "''");

/** Whether a name stands in a filter as a whole word, quoted or not. */
function names(filter: string, column: string): boolean {
  for (let at = filter.indexOf(column); at >= 0; at = filter.indexOf(column, at + 1)) {
    if (!/[\w$]/.test(filter[at - 1] ?? " ") && !/[\w$]/.test(filter[at + column.length] ?? " ")) return true;
  }
  return false;
}
