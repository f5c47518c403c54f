/** Which relations a rule's body names, and the order in which rules can be bound: a scan of the trees, before anything is typed. */
import type { Arg, Body, ExprNode, MacroDecl, Name, NamedRelation, Pipeline, RelationNode, Stage } from "./ast/index.ts";
import { diagnose, type Diagnostic } from "./diagnostics/index.ts";
import type { Declaration, DeclaredBy, ModuleScope, Program } from "./scope.ts";

/** A rule or source that a body reads, and the first place that names it. */
export type Read = { readonly of: DeclaredBy<"rule"> | DeclaredBy<"source">; readonly at: Name };

/** What a rule reads, each once, in the order of the text. `previous r` is no read: it is what an earlier run left. */
export function readsOf(rule: DeclaredBy<"rule">, scope: ModuleScope): Read[] {
  const reads = new Map<Declaration, Read>();
  const found = (name: Name, hidden: Hidden): DeclaredBy<"macro"> | null => {
    if (hidden.has(name.text)) return null;
    const of = scope.symbols.get(name.text);
    if (of?.kind === "macro") return of;
    if ((of?.kind === "rule" || of?.kind === "source") && !reads.has(of)) reads.set(of, { of, at: name });
    return null;
  };
  const { body } = rule.decl;
  if (body.kind === "body") bodyReads(body, new Set(), found);
  else {
    for (const hole of body.holes) {
      const relation = relationIn(hole);
      if (relation !== null) relationReads(relation, new Set(), found);
    }
  }
  return [...reads.values()];
}

/** Names of `let`s and of a `recurse`, which hide the module's. */
type Hidden = ReadonlySet<string>;
/** Notes a relation; gives the table macro when the name is one. */
type Found = (name: Name, hidden: Hidden) => DeclaredBy<"macro"> | null;

function bodyReads(body: Body, outer: Hidden, found: Found): void {
  const hidden = new Set(outer);
  for (const { name, value } of body.lets) {
    if (value.kind !== "pipeline") continue;
    pipelineReads(value, new Set(hidden), found);
    hidden.add(name.text);
  }
  pipelineReads(body.pipeline, hidden, found);
}

function pipelineReads(pipeline: Pipeline, hidden: Hidden, found: Found): void {
  relationReads(pipeline.from, hidden, found);
  for (const stage of pipeline.stages) stageReads(stage, hidden, found);
}

function relationReads(relation: RelationNode, hidden: Hidden, found: Found): void {
  if (relation.kind === "nested") pipelineReads(relation.pipeline, hidden, found);
  if (relation.kind !== "named") return;
  const macro = found(relation.name, hidden);
  if (macro !== null) tableArguments(macro.decl, relation.args ?? [], 0, hidden, found);
}

function stageReads(stage: Stage, hidden: Hidden, found: Found): void {
  if (stage.kind === "join" || stage.kind === "set") relationReads(stage.right, hidden, found);
  else if (stage.kind === "recurse") bodyReads(stage.body, new Set(hidden).add(stage.alias.text), found);
  else if (stage.kind === "macro_stage") {
    const macro = found(stage.name, hidden);
    // The pipeline is the first argument.
    if (macro !== null) tableArguments(macro.decl, stage.args, 1, hidden, found);
  }
}

/** Only what a parameter of type `table` takes is a relation; a column may have a rule's name. */
function tableArguments(macro: MacroDecl, args: readonly Arg[], given: number, hidden: Hidden, found: Found): void {
  let position = given;
  for (const { name, value } of args) {
    const param = name === null ? macro.params[position++] : macro.params.find((other) => other.name.text === name.text);
    if (param?.type.name === "table" && isRef(value)) found(value.name, hidden);
  }
}

/** The relation that a hole of an SQL body names: `{orders}` or `{orders(day: $day)}`. What else stands in a hole is a value. */
export function relationIn(hole: ExprNode): NamedRelation | null {
  const { start, end } = hole;
  if (hole.kind === "ref") return { kind: "named", start, end, name: hole.name, args: null };
  return hole.kind === "call" && hole.receiver === null ? { kind: "named", start, end, name: hole.fn, args: hole.args } : null;
}

const isRef = (node: ExprNode): node is Extract<ExprNode, { kind: "ref" }> => node.kind === "ref";

/**
 * The pack's rules, each after all that it reads, otherwise by name. Rules on a cycle are left out and reported, once a cycle: rule-cycle.
 * Depth first with a stack of its own, as chains of rules may be thousands long.
 */
export function ruleOrder(program: Pick<Program, "modules" | "declarations">, report: (diagnostic: Diagnostic) => void): DeclaredBy<"rule">[] {
  const rules = [...program.declarations.values()].filter((declared) => declared.kind === "rule").sort((a, b) => (a.name < b.name ? -1 : 1));
  const state = new Map<Declaration, "open" | "done">();
  const cyclic = new Set<Declaration>();
  const order: DeclaredBy<"rule">[] = [];
  const path: Frame[] = [];
  const open = (rule: DeclaredBy<"rule">): void => {
    state.set(rule, "open");
    const scope = program.modules.get(rule.module);
    path.push({ rule, reads: scope === undefined ? [] : readsOf(rule, scope), next: 0 });
  };
  for (const rule of rules) {
    if (!state.has(rule)) open(rule);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const of = frame.reads[frame.next++]?.of;
      if (of === undefined) {
        path.pop();
        state.set(frame.rule, "done");
        order.push(frame.rule);
      } else if (of.kind === "rule") {
        if (!state.has(of)) open(of);
        else if (state.get(of) === "open") cycle(path.slice(path.findIndex(({ rule: start }) => start === of)), cyclic, report);
      }
    }
  }
  return order.filter((rule) => !cyclic.has(rule));
}

type Frame = { readonly rule: DeclaredBy<"rule">; readonly reads: readonly Read[]; next: number };

/** `frames` lead from a rule back to itself; each stands at the read that goes on. */
function cycle(frames: readonly Frame[], cyclic: Set<Declaration>, report: (diagnostic: Diagnostic) => void): void {
  const known = frames.every(({ rule }) => cyclic.has(rule));
  for (const { rule } of frames) cyclic.add(rule);
  const first = frames[0];
  if (known || first === undefined) return;
  const places = frames.map(({ rule, reads, next }) => ({ file: rule.file, start: reads[next - 1]?.at.start ?? 0, end: reads[next - 1]?.at.end ?? 0 }));
  const names = [...frames.map(({ rule }) => rule.decl.name.text), first.rule.decl.name.text];
  const related = places.slice(1).map((at, i) => ({ at, label: `${names[i + 1] ?? ""} reads ${names[i + 2] ?? ""}` }));
  report(diagnose("rule-cycle", { rules: names }, places[0] ?? { file: first.rule.file, start: 0, end: 0 }, { related }));
}
