/** The operators of two plans of DuckDB, and in what they differ. */

/** What `explain (format json)` gives: a list of one node. */
type PlanNode = { readonly name: string; readonly children: readonly PlanNode[]; readonly extra_info: Readonly<Record<string, string | readonly string[]>> };

/** How many operators there are of each kind. Projections and filters stand between the others at the optimiser's will and cost little: they are left out. */
export function operators(json: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const pending = [...(JSON.parse(json) as readonly PlanNode[])];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    pending.push(...node.children);
    const kind = kindOf(node);
    if (!LEFT_OUT.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

const LEFT_OUT: ReadonlySet<string> = new Set(["PROJECTION", "FILTER"]);

function kindOf({ name, extra_info: info }: PlanNode): string {
  const how = info["Join Type"];
  const operator = name.trim().replace("READ_PARQUET", "PARQUET_SCAN");
  return typeof how === "string" ? `${operator} ${how}` : operator;
}

/** What stands more often in one than in the other: `ours: 2 HASH_JOIN INNER; by hand: 1 WINDOW`. */
export function differenceInWords(ours: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>): string {
  const more = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string =>
    [...one].flatMap(([kind, count]) => (count > (other.get(kind) ?? 0) ? [`${count - (other.get(kind) ?? 0)} ${kind}`] : [])).sort().join(", ");
  const told = ([["ours", more(ours, theirs)], ["by hand", more(theirs, ours)]] as const).flatMap(([whose, what]) => (what === "" ? [] : [`${whose}: ${what}`]));
  return told.length === 0 ? "the same" : told.join("; ");
}
