/** The text of a rule: its head as it is handed in, `let`s and stages from its IR. */
import type { ColumnId, NodeId } from "../../ir/id.ts";
import { localsMet } from "../../ir/json.ts";
import type { Rel } from "../../ir/rel.ts";
import type { Env, Obligation } from "../../ir/rule.ts";
import { relExprs, relInputs, relsBelow, relsOf, walkExpr } from "../../ir/walk.ts";
import { createBinding } from "../bind/binding.ts";
import { ruleParams } from "../bind/params.ts";
import { bindBody } from "../bind/rule.ts";
import { intervalType } from "../contract/table-mode.ts";
import { format } from "../format/index.ts";
import { parse } from "../parser/index.ts";
import type { Binding, Declaration, DeclaredBy, ModuleScope, Program } from "../scope.ts";
import { moduleNames, type Outside } from "./outside.ts";
import { piped } from "./relations.ts";
import { namesIn, NO_ALIASES, pipelineText, shapeOf, type Text } from "./shape.ts";
import { isOfSqlRule, placesOf, sqlRuleText } from "./sql-rule.ts";
import { freeName, nameOf, Unprintable } from "./text.ts";

/** `head`: all before the body's brace. `canonical`: no name of the author's but those that rows have; null keeps them. */
export type Manner = { readonly head: string; readonly canonical: Outside | null };
export type Made = { readonly text: string; readonly imports: readonly string[]; readonly symbols: ReadonlyMap<string, Declaration> };

/** `light`: see `Names`. Throws `Unprintable`. */
export function ruleText(declared: DeclaredBy<"rule">, scope: ModuleScope, program: Program, env: Env, light: boolean, { head, canonical }: Manner): Made {
  const { decl } = declared;
  const quiet = (): void => undefined;
  const binding = createBinding(program, env, ruleParams(decl, declared.file, quiet), quiet);
  const schema = decl.contract === null ? null : (program.schemas.get(scope.symbols.get(decl.contract.text)?.name ?? "") ?? null);
  const { root } = bindBody(decl, scope, binding, schema, intervalType(decl.storage));
  const rels = relsOf({ root, locals: binding.locals, obligations: binding.obligations });
  const { columns } = binding.build;
  const taken = new Set(rels.flatMap(({ outputs }) => outputs.map((column) => columns[column]?.name ?? "")));
  const outside = canonical ?? moduleNames(scope, program, taken);
  if (canonical !== null) nameAll(rels, binding, canonical);
  for (const name of outside.symbols.keys()) taken.add(name);
  const own = new Map([...binding.params].map(([name, def]) => [def.name, name]));
  const order = canonical === null ? [...binding.locals.keys()] : localsMet(binding.locals, rels);
  const locals = localNames(binding, order, canonical !== null, taken);
  const places = placesOf(binding);
  const t: Text = {
    columns, light, taken, checks: checksBelow(binding, root, places), bestEffort: decl.order?.tier?.text === "best_effort",
    lambdaName: canonical === null ? (column) => columns[column]?.name ?? "" : (_: ColumnId, at) => LAMBDA_NAMES[at] ?? "x",
    param: (name) => {
      if (own.has(name)) return own.get(name) as string;
      // What is set for a run as a whole.
      if (!name.includes(".")) return name;
      const of = outside.nameOf(name);
      if (binding.params.has(of)) throw new Unprintable(`the module's \`$${of}\`, which a parameter of the rule hides`);
      return of;
    },
    relation: ({ of }) => {
      if (of.kind === "local") return nameOf(locals.get(of.local) ?? "");
      if (of.kind === "source" || of.kind === "rule") return nameOf(outside.nameOf(of.name));
      if (of.kind === "previous") return `previous ${nameOf(outside.nameOf(of.name))}`;
      throw new Unprintable("the rows of a recursion from outside");
    },
    sqlRule: (rel) => sqlRuleText(rel, binding, places, outside, namesIn(t, shapeOf(t, { ...rel, outputs: [] }, NO_ALIASES))),
  };
  const lets = order.map((local) => `let ${nameOf(locals.get(local) ?? "")} = ${pipelineText(piped(t, (binding.locals[local] as Binding["locals"][number]).root))}\n`);
  const raw = `${head}{\n${lets.join("")}${pipelineText(piped(t, root))}\n}`;
  const { ast, diagnostics } = parse(declared.file, raw);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new Unprintable(`its text, which cannot be read: ${diagnostics[0]?.title ?? ""}`);
  return { text: format(ast, raw), imports: outside.imports, symbols: outside.symbols };
}

const LAMBDA_NAMES = ["x", "y", "z"];

/** Names of all that is read are known before any is given inside, so that none is taken twice. */
function nameAll(rels: readonly Rel[], { obligations }: Binding, outside: Outside): void {
  const visit = (expr: Parameters<Parameters<typeof walkExpr>[1]>[0]): void => {
    if (expr.kind === "param" && expr.name.includes(".")) outside.nameOf(expr.name);
  };
  for (const rel of rels) {
    if (rel.kind === "scan" && "name" in rel.of) outside.nameOf(rel.of.name);
    for (const expr of relExprs(rel)) walkExpr(expr, visit);
  }
  for (const { predicate } of obligations) if (predicate !== null) walkExpr(predicate, visit);
}

function localNames({ locals, program }: Binding, order: readonly number[], canonical: boolean, taken: Set<string>): ReadonlyMap<number, string> {
  return new Map(order.map((local) => {
    const { name } = locals[local] as Binding["locals"][number];
    const free = freeName(!canonical && /^[A-Za-z]\w*$/.test(name) && !program.declarations.has(name) ? name : "shared", (one) => taken.has(one));
    taken.add(free);
    return [local, free];
  }));
}

/** What the body claims, by the node whose rows it is about; where the node is made for the check alone, by what that reads. */
function checksBelow(binding: Binding, root: Rel, places: ReturnType<typeof placesOf>): ReadonlyMap<NodeId, readonly Obligation[]> {
  const { obligations, locals } = binding;
  const placed = new Set([root, ...locals.map((local) => local.root)].flatMap((of) => relsBelow(of, locals)).map(({ id }) => id));
  const checks = new Map<NodeId, Obligation[]>();
  for (const obligation of obligations) {
    if (obligation.kind !== "check" && obligation.kind !== "key") continue;
    if (isOfSqlRule(obligation, binding, places)) continue;
    const { over } = obligation;
    const node = placed.has(over.id) ? over : relInputs(over)[0];
    if (node === undefined || !placed.has(node.id)) throw new Unprintable("a check of rows that no stage gives");
    checks.set(node.id, [...(checks.get(node.id) ?? []), obligation]);
  }
  return checks;
}
