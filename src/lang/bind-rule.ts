/** One rule, from its tree to typed IR: its body, then its promises. Rules are independent of each other but for their interfaces. */
import { hashRule } from "../ir/hash.ts";
import type { Expr } from "../ir/expr.ts";
import type { RuleName } from "../ir/id.ts";
import type { PropsOf } from "../ir/props/index.ts";
import type { Rel } from "../ir/rel.ts";
import type { Env, Interface, Props, Rule } from "../ir/rule.ts";
import { storedColumns } from "../ir/storage.ts";
import { relExprs, relsOf, walkExpr } from "../ir/walk.ts";
import { ERROR, isNested, type Type } from "../values/type.ts";
import { createBinding } from "./bind/binding.ts";
import { hashed, interfaceOf, keptKeys } from "./bind/interface.ts";
import { ruleParams } from "./bind/params.ts";
import { schemaNamed } from "./bind/schema.ts";
import { bindBody, bindFragment } from "./bind/rule.ts";
import type { Body } from "./ast/index.ts";
import { finishRule } from "./contract/finish.ts";
import { intervalType } from "./contract/table-mode.ts";
import { warnIdleSorts } from "./contract/idle-sorts.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import { packScope } from "./pack-scope.ts";
import type { BoundSchema, DeclaredBy, Program } from "./scope.ts";

/**
 * `rule` is null when it holds a mistake, its own or one of what it reads. `interface` is what readers go on with even then, so that one mistake makes one diagnostic: the
 * contract's columns, else those of the body as far as they are known; null when they are not, and readers then say nothing.
 */
export type BoundRule = { readonly rule: Rule | null; readonly props: Props; readonly propsOf: PropsOf; readonly interface: Interface | null; readonly diagnostics: readonly Diagnostic[] };

/** `env.interfaces` holds the interfaces of all that the rule reads (see `ruleOrder`). */
export function bindRule(declared: DeclaredBy<"rule">, program: Program, env: Env): BoundRule {
  const scope = program.modules.get(declared.module);
  if (scope === undefined) throw new Error(`no module ${declared.module}`);
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const faulty = (): boolean => diagnostics.some(({ severity }) => severity === "error");
  const binding = createBinding(program, env, ruleParams(declared.decl, declared.file, report), report);
  const schema = contractOf(declared, program, report);
  const body = bindBody(declared.decl, scope, binding, schema, intervalType(declared.decl.storage));
  const rule = finishRule(body, { declared, scope, binding, schema, faulty });
  const props = binding.propsOf(rule.root);
  const gives = (of: Rule | null, as: Interface | null): BoundRule => ({ rule: of, props, propsOf: binding.propsOf, interface: as, diagnostics });
  if (!faulty() && !body.broken && isSound(rule)) return gives(rule, interfaceOf(rule, props, schema, env.host, isExpanded(rule) ? hashRule(rule, env.host) : null));
  if (schema !== null) return gives(null, promised(rule, schema, env));
  return gives(null, body.broken ? null : interfaceOf(rule, props, null, env.host, null));
}

/** The rule of that qualified name; null where there is none, or it holds a mistake. */
export function bindNamed(name: RuleName, program: Program, env: Env): Rule | null {
  const declared = program.declarations.get(name);
  return declared?.kind === "rule" ? bindRule(declared, program, env).rule : null;
}

/** A pipeline that no rule holds (`show -e`), as an inline rule. `text` is what `parsePipeline` read; names mean the pack's declarations. */
export function bindQuery(query: Body, { path, text }: { readonly path: string; readonly text: string }, program: Program, env: Env): Omit<BoundRule, "interface" | "props" | "propsOf"> {
  const diagnostics: Diagnostic[] = [];
  let faulty = false;
  const binding = { ...createBinding(program, env, new Map(), (diagnostic) => void diagnostics.push(diagnostic)), putFaulty: () => void (faulty = true) };
  const scope = packScope(program.declarations, path, text);
  const { root: body, names, broken } = bindFragment(query, scope, binding);
  const outputs = [...names.values()];
  const root: Rel = outputs.length === body.outputs.length ? body : { kind: "project", id: binding.build.newNode(), at: body.at, outputs, input: body, adds: [] };
  const rule: Rule = {
    name: path, params: [], locals: binding.locals, root, columns: binding.build.columns, nodes: binding.build.nodeCount(), obligations: binding.obligations,
    storage: { kind: "inline" }, tier: "best_effort", order: [], tags: [], doc: null, origins: binding.build.origins(),
  };
  const sound = !broken && !faulty && diagnostics.every(({ severity }) => severity !== "error") && isSound(rule);
  // Rows are shown in the order that they come in.
  if (sound) warnIdleSorts(root, true, { binding, scope });
  return { rule: sound ? rule : null, diagnostics };
}

/** Kinds whose columns are those of their inputs, where they are looked at; a merged one has the type in which two meet. */
const HANDS_ON: ReadonlySet<Rel["kind"]> = new Set<Rel["kind"]>(["filter", "join", "sort", "limit", "distinct", "dedupe"]);

/** Whether no error node stands in a rule: what it reads may have had a mistake that was said where it was made. */
function isSound(rule: Rule): boolean {
  let sound = true;
  const look = (expr: Expr): void => void (sound &&= expr.kind !== "error" && !holdsError(expr.type));
  for (const rel of relsOf(rule)) {
    sound &&= rel.kind !== "error" && (HANDS_ON.has(rel.kind) || rel.outputs.every((id) => !holdsError(rule.columns[id]?.type ?? ERROR)));
    if (sound) for (const expr of relExprs(rel)) walkExpr(expr, look);
    if (!sound) return false;
  }
  return true;
}

const erroneous = new Map<Type, boolean>();

function holdsError(type: Type): boolean {
  if (!isNested(type)) return type === ERROR;
  let holds = erroneous.get(type);
  if (holds === undefined) {
    const parts = type.kind === "list" ? [type.element.type] : type.kind === "map" ? [type.key, type.value.type] : type.fields.map((field) => field.type);
    holds = parts.some(holdsError);
    erroneous.set(type, holds);
  }
  return holds;
}

/** Rules that readers put in place instead of reading what they stored: the body is then part of what readers depend on. */
const isExpanded = (rule: Rule): boolean => rule.storage.kind === "inline" || rule.params.length > 0;

function contractOf(declared: DeclaredBy<"rule">, program: Program, report: (diagnostic: Diagnostic) => void): BoundSchema | null {
  const name = declared.decl.contract;
  const scope = program.modules.get(declared.module);
  if (name === null || scope === undefined) return null;
  const symbol = schemaNamed(name, scope, report);
  return symbol === null ? null : (program.schemas.get(symbol.name) ?? null);
}

/** What a rule in error promised. */
const promised = (rule: Rule, schema: BoundSchema, env: Env): Interface =>
  hashed({
    name: rule.name, kind: "rule", columns: storedColumns(rule.storage, schema.columns), order: [], keys: keptKeys(rule.storage, [...schema.keys, ...schema.uniques].map(({ columns }) => columns)),
    storage: rule.storage.kind, tier: rule.tier,
  }, env.host);
