/** Names that are given and not used, by a file's own text. */
import type { Body, FunctionDecl, ImportDecl, Let, MacroDecl, ParamNode, Pipeline, RuleDecl } from "../ast/index.ts";
import { descendants } from "../ast/walk.ts";
import { leavingOut } from "../diagnostics/edits.ts";
import type { Edit } from "../diagnostics/index.ts";
import { isWithin } from "./mentions.ts";
import { inFile, say, type FileWork } from "./work.ts";

/** Every body of a file, those within others too. */
export function* bodiesIn({ file: { ast } }: FileWork): Generator<Body> {
  for (const decl of ast.declarations) {
    if (decl.kind !== "rule" && decl.kind !== "macro") continue;
    if (decl.body.kind !== "body" && decl.body.kind !== "pipeline") continue;
    if (decl.body.kind === "body") yield decl.body;
    for (const node of stagesIn(decl.body)) if (node.kind === "recurse") yield node.body;
  }
}

const stagesIn = (body: Body | Pipeline): Pipeline["stages"] => {
  const pipelines: Pipeline[] = [];
  const waiting: (Body | Pipeline)[] = [body];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const own = next.kind === "pipeline" ? [next] : [next.pipeline, ...next.lets.flatMap(({ value }) => (value.kind === "pipeline" ? [value] : []))];
    pipelines.push(...own);
    for (const { from, stages } of own) {
      if (from.kind === "nested") waiting.push(from.pipeline);
      for (const stage of stages) {
        if (stage.kind === "recurse") waiting.push(stage.body);
        else if ((stage.kind === "join" || stage.kind === "set") && stage.right.kind === "nested") waiting.push(stage.right.pipeline);
      }
    }
  }
  return pipelines.flatMap(({ stages }) => stages);
};

export function unusedLets(work: FileWork): void {
  const { file, mentions } = work;
  for (const body of bodiesIn(work)) {
    for (const one of body.lets) {
      if (isWithin(mentions.names.get(one.name.text), { start: one.end, end: body.end }) || verifies(one)) continue;
      const edit = promisesNothing(one, work) ? leavingOut(file.text, file.path, one) : null;
      say(inFile(work), "unused-let", { name: one.name.text }, one.name, edit === null ? {} : { edits: [edit] });
    }
  }
}

/** A check is verified by every run, whoever reads its rows. */
const verifies = ({ value }: Let): boolean => value.kind === "pipeline" && stagesIn(value).some(({ kind }) => kind === "check");

/** Whether nothing in it asks a run to verify something: options claim, macros and other rules may hold what does. */
function promisesNothing({ value }: Let, { scope }: FileWork): boolean {
  if (value.kind !== "pipeline") return true;
  for (const node of descendants(value)) {
    if (node.kind === "option" || node.kind === "macro_stage" || (node.kind === "named" && (node.args !== null || scope.symbols.get(node.name.text)?.kind !== "source"))) return false;
  }
  return true;
}

export function unusedImports(work: FileWork): void {
  const { file, scope, mentions } = work;
  for (const decl of file.ast.declarations) {
    if (decl.kind !== "import") continue;
    const unused = decl.names.filter(({ name, alias }) => {
      const as = (alias ?? name).text;
      const kind = scope.symbols.get(as)?.kind;
      return kind !== undefined && !(kind === "param" ? mentions.params.has(as) : mentions.names.has(as));
    });
    const [first] = unused;
    if (first === undefined) continue;
    const edit = unused.length === decl.names.length ? leavingOut(file.text, file.path, decl) : keeping(decl, new Set(decl.names.filter((one) => !unused.includes(one))), work);
    say(inFile(work), "unused-import", { names: unused.map(({ name, alias }) => (alias ?? name).text) }, first, edit === null ? {} : { edits: [edit] });
  }
}

/** The names that stay, each parted from the next as it was. Null where a comment stands between them. */
function keeping({ names }: ImportDecl, kept: ReadonlySet<ImportDecl["names"][number]>, { file: { path, text } }: FileWork): Edit | null {
  const [start, end] = [names[0]?.start ?? 0, names.at(-1)?.end ?? 0];
  if (text.slice(start, end).includes("--")) return null;
  const pieces = names.flatMap((name, i) => (kept.has(name) ? [{ name: text.slice(name.start, name.end), behind: text.slice(name.end, names[i + 1]?.start ?? name.end) }] : []));
  return { file: path, start, end, text: pieces.map(({ name, behind }, i) => (i === pieces.length - 1 ? name : `${name}${behind}`)).join("") };
}

/** Parameters of rules, functions and macros; a module's may be used by others. */
export function unusedParams(work: FileWork): void {
  for (const decl of work.file.ast.declarations) {
    if (decl.kind === "rule") tellUnused(decl.params, decl, work, ({ name }) => isWithin(work.mentions.params.get(name.text), decl));
    else if (decl.kind === "macro" || (decl.kind === "function" && decl.external === null)) {
      const body = decl.body ?? decl;
      tellUnused(decl.params, decl, work, ({ name }) => isWithin(work.mentions.names.get(name.text), body));
    }
  }
}

function tellUnused(params: readonly ParamNode[], { name: of }: RuleDecl | MacroDecl | FunctionDecl, work: FileWork, isUsed: (param: ParamNode) => boolean): void {
  for (const param of params) if (!param.name.text.startsWith("_") && !isUsed(param)) say(inFile(work), "unused-param", { name: param.name.text, of: of.text }, param.name);
}
