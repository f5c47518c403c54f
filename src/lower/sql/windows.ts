/** A window that several expressions look through is named once, in the `window` clause. */
import { HAS, holds, partsOf, type Select, type Sql, type WindowSpec } from "./ast.ts";
import { uniqueName } from "./names.ts";
import { printSpec } from "./print-expr.ts";
import { writer } from "./writer.ts";

/** `taken`: names that windows of other selects have; DuckDB wants each once in all branches of a union, and in a statement with a recursion. `may`: asked where there is one to name. */
export function nameWindows(select: Select, taken: Set<string>, may: () => boolean): void {
  const specs: WindowSpec[] = [];
  for (const item of select.items) collect(item.sql, specs);
  for (const sql of select.qualify) collect(sql, specs);
  for (const key of select.order) collect(key.sql, specs);
  if (specs.length < 2) return;
  const groups = new Map<string, WindowSpec[]>();
  for (const spec of specs) {
    const key = specText(spec, select.qualified);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [spec]);
    else group.push(spec);
  }
  const named: WindowSpec[] = [];
  for (const [key, group] of groups) {
    const first = group[0] as WindowSpec;
    if (group.length < 2 || key === "()" || !may()) continue;
    const name = uniqueName(taken, first.by.length > 0 ? `by_${first.columns.slice(0, 2).join("_")}`.replaceAll(/\W/g, "_").toLowerCase() : "in_order", first.columns.slice(2));
    for (const spec of group) spec.name = name;
    named.push(first);
  }
  select.windows = named;
}

function specText(spec: WindowSpec, qualified: boolean): string {
  const w = writer({ style: "canonical", width: 0 });
  w.qualified = qualified;
  printSpec(w, spec);
  return w.out;
}

/** Every window in the expression, once per place that it is printed in. */
function collect(root: Sql, out: WindowSpec[]): void {
  if (!holds(root, HAS.window)) return;
  const stack: Sql[] = [root];
  for (let sql = stack.pop(); sql !== undefined; sql = stack.pop()) {
    if (!holds(sql, HAS.window)) continue;
    if (sql.kind === "tail") {
      if (sql.over !== null) out.push(sql.over);
    } else stack.push(...partsOf(sql).toReversed());
  }
}
