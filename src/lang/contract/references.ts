/** `references [a] -> orders [x]`: checked once every relation's columns are known, as a reference may lead to a rule that is bound later, or back. */
import { localName } from "../../ir/id.ts";
import type { Interface } from "../../ir/rule.ts";
import { commonType } from "../../values/coerce.ts";
import { ERROR, typeText } from "../../values/type.ts";
import { nearest } from "../diagnostics/define.ts";
import { diagnose, type Diagnostic } from "../diagnostics/index.ts";
import type { Program } from "../scope.ts";

/** Errors: unknown-column, reference-type, not-supported-yet. A target without an interface had a mistake of its own. */
export function checkReferences(program: Pick<Program, "schemas" | "sources">, interfaces: ReadonlyMap<string, Interface>, report: (diagnostic: Diagnostic) => void): void {
  const checked = new Set<string>();
  for (const [owner, schema] of program.schemas) {
    for (const { columns, target, targetColumns, at } of schema.references) {
      const of = interfaces.get(target);
      if (of === undefined) continue;
      // A source is verified before the first rule that reads it, when no rule need be built yet.
      if (program.sources.has(owner) && !program.sources.has(target)) report(diagnose("not-supported-yet", { what: "a source's reference to a rule" }, at));
      // A schema's entry is also that of the sources that have the schema.
      const place = `${at.file} ${at.start}`;
      if (checked.has(place)) continue;
      checked.add(place);
      if (of.storage === "inline") report(diagnose("not-supported-yet", { what: "a reference to an inline rule" }, at));
      for (const [i, name] of targetColumns.entries()) {
        const own = schema.columns.find((column) => column.name === columns[i]);
        const other = of.columns.find((column) => column.name === name);
        if (other === undefined) {
          const known = of.columns.map((column) => column.name);
          report(diagnose("unknown-column", { name, of: localName(target), meant: nearest(name, known), known }, at));
        } else if (own !== undefined && own.type !== ERROR && other.type !== ERROR && commonType(own.type, other.type) === null) {
          report(diagnose("reference-type", { column: own.name, type: typeText(own.type), target: name, targetType: typeText(other.type) }, at));
        }
      }
    }
  }
}
