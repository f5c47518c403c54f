/** From a bound body to a rule: its columns as promised, its claims, its order, its storage. */
import type { ParamDef, Rule } from "../../ir/rule.ts";
import { claim } from "../bind/claims.ts";
import { FAMILIES } from "../bind/families.ts";
import { shapeColumns } from "./columns.ts";
import type { BoundBody } from "../bind/rule.ts";
import { ruleName, say, type Making } from "./making.ts";
import { warnIdleSorts } from "./idle-sorts.ts";
import { orderRule } from "./order.ts";
import { checkStorage, isStored, storageOf } from "./storage.ts";
import { claimMode } from "./table-mode.ts";

/**
 * Checks and adds what the declaration promises beyond its body. The rule is whole even where a mistake was reported, so that readers
 * have columns to go on with; it must not be lowered then. Errors: those of columns.ts, order.ts, storage.ts, and param-needs-default.
 */
export function finishRule(body: BoundBody, making: Making): Rule {
  const { declared, binding, schema } = making;
  const { decl } = declared;
  const storage = storageOf(decl, making);
  const params = [...binding.params.values()];
  if (isStored(storage)) needDefaults(params, making);
  const root = shapeColumns(body, making);
  if (schema !== null && !body.broken) {
    const columns = new Map(root.outputs.flatMap((id) => { const def = binding.build.columns[id]; return def === undefined ? [] : [[def.name, id] as const]; }));
    // Mistakes in the schema's checks were reported where it was bound by itself.
    claim({ schema, over: root, columns, proven: binding.propsOf(root) }, { ...binding, report: () => {} }, FAMILIES);
  }
  else differByCase(body, making);
  if (!body.broken) {
    checkStorage(storage, root, making);
    claimMode(storage, root, making);
  }
  const ordered = orderRule(root, body.broken, storage, making);
  // An inline rule's order is its reader's matter.
  if (!body.broken && !making.faulty()) warnIdleSorts(ordered.root, ordered.order.length > 0 || !isStored(storage), making);
  return {
    name: declared.name,
    params,
    locals: binding.locals,
    root: ordered.root,
    columns: binding.build.columns,
    nodes: binding.build.nodeCount(),
    obligations: binding.obligations,
    storage,
    tier: ordered.tier,
    order: ordered.order,
    tags: decl.tags.map((tag) => tag.text),
    doc: decl.doc,
    origins: binding.build.origins(),
  };
}

/** A contract's columns were looked at where it is declared. */
function differByCase({ names }: BoundBody, making: Making): void {
  const folded = new Map<string, string>();
  for (const name of names.keys()) {
    const other = folded.get(name.toLowerCase());
    if (other === undefined) folded.set(name.toLowerCase(), name);
    else say(making, "case-collision", { name, other }, making.declared.decl.name);
  }
}

function needDefaults(params: readonly ParamDef[], making: Making): void {
  const written = new Map(making.declared.decl.params.map((param) => [param.name.text, param]));
  for (const { name, default: value } of params) {
    const param = written.get(name);
    // A default that could not be read was reported.
    if (value === undefined && param?.default === null) say(making, "param-needs-default", { rule: ruleName(making), param: name }, param);
  }
}
