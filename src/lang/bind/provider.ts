/** Where a source's rows come from: the provider, its paths and its options, as data. */
import type { LiteralValue } from "../../ir/expr.ts";
import type { PathTemplate, Provider } from "../../ir/rule.ts";
import { SOURCE_OPTIONS, type OptionTakes } from "../../ir/source-options.ts";
import type { Arg, ExprNode, SourceDecl, Span } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { diagnose, type Code, type Diagnostic, type More, type ParamsOf } from "../diagnostics/index.ts";
import type { ModuleScope } from "../scope.ts";
import { RUN_AT } from "./params.ts";

export type Provided = { readonly provider: Provider; readonly trusted: boolean };
type Kind = Provider["kind"];
type Work = { readonly kind: Kind; readonly scope: ModuleScope; readonly say: <C extends Code>(code: C, params: ParamsOf<C>, at: Span, more?: More) => void };

const KINDS = Object.keys(SOURCE_OPTIONS) as Kind[];

/** Errors (null then): unknown-provider, provider-arguments, unknown-provider-option, provider-option-value, unknown-parameter. */
export function providerOf(decl: SourceDecl, scope: ModuleScope, report: (diagnostic: Diagnostic) => void): Provided | null {
  let failed = false;
  const say: Work["say"] = (code, params, at, more) => {
    failed = true;
    report(diagnose(code, params, { file: scope.file, start: at.start, end: at.end }, more));
  };
  const name = decl.provider;
  const kind = KINDS.find((known) => known === name.text);
  if (kind === undefined) {
    const meant = nearest(name.text, KINDS);
    if (name.text !== "") say("unknown-provider", { name: name.text, meant }, name, meant === null ? {} : { edits: [{ file: scope.file, start: name.start, end: name.end, text: meant }] });
    return null;
  }
  const work: Work = { kind, scope, say };
  const [first, ...more] = decl.args.filter((arg) => arg.name === null);
  for (const arg of more) say("provider-arguments", { provider: kind, problem: "takes one path, or one list of paths" }, arg);
  const { options, trusted } = optionsOf(decl.args, work);
  if (first === undefined) {
    say("provider-arguments", { provider: kind, problem: kind === "table" ? "needs the table's name" : "needs a path" }, name);
    return null;
  }
  if (kind === "table") {
    const [table] = textOf(first.value) ?? [];
    if (table === undefined || table === "") say("provider-arguments", { provider: kind, problem: "takes a table's name as text" }, first);
    return failed ? null : { provider: { kind, table: table ?? "" }, trusted };
  }
  const paths = pathsOf(first.value, work);
  return failed || paths === null ? null : { provider: { kind, paths, options }, trusted };
}

/** The value of a plain string, in an array that is otherwise missing. */
const textOf = (node: ExprNode): [string] | null => (node.kind === "literal" && node.literal === "string" ? [node.value] : null);

function pathsOf(node: ExprNode, work: Work): PathTemplate[] | null {
  if (node.kind !== "list") {
    const path = pathOf(node, work);
    return path === null ? null : [path];
  }
  if (node.elements.length === 0) work.say("provider-arguments", { provider: work.kind, problem: "needs at least one path" }, node);
  const paths = node.elements.map((element) => pathOf(element.expr, work));
  return paths.includes(null) ? null : (paths as PathTemplate[]);
}

function pathOf(node: ExprNode, work: Work): PathTemplate | null {
  if (node.kind === "error") return null;
  if (node.kind === "param") return paramIn(node.name, node, work);
  if (node.kind === "fstring") {
    const parts: PathTemplate[number][] = [];
    for (const [i, part] of node.parts.entries()) {
      if (part !== "") parts.push(part);
      const hole = node.holes[i];
      if (hole === undefined) continue;
      if (hole.kind !== "param") {
        if (hole.kind !== "error") work.say("provider-arguments", { provider: work.kind, problem: "takes parameters only in its path" }, hole);
        return null;
      }
      const param = paramIn(hole.name, hole, work);
      if (param === null) return null;
      parts.push(...param);
    }
    return parts;
  }
  const text = textOf(node);
  if (text === null) work.say("provider-arguments", { provider: work.kind, problem: "takes its path as text" }, node);
  else if (text[0] === "") work.say("provider-arguments", { provider: work.kind, problem: "needs a path" }, node);
  else return text;
  return null;
}

function paramIn(name: string, at: Span, { kind, scope, say }: Work): PathTemplate | null {
  const param = scope.symbols.get(name);
  if (param?.kind === "param") return [{ param: param.name }];
  if (scope.missing.has(name) || name === "") return null;
  if (name === RUN_AT.name) {
    say("provider-arguments", { provider: kind, problem: "takes parameters that the module declares in its path, and not `$run_at`" }, at);
    return null;
  }
  const meant = nearest(name, [...scope.symbols].filter(([, { kind }]) => kind === "param").map(([known]) => known));
  say("unknown-parameter", { name, meant }, at, meant === null ? {} : { edits: [{ file: scope.file, start: at.start, end: at.end, text: `$${meant}` }] });
  return null;
}

function optionsOf(args: readonly Arg[], { kind, say }: Work): { options: Record<string, LiteralValue>; trusted: boolean } {
  const options: Record<string, LiteralValue> = {};
  let trusted = false;
  for (const { name, value } of args) {
    if (name === null || value.kind === "error") continue;
    const known = SOURCE_OPTIONS[kind];
    const takes = name.text === "trusted" ? "bool" : Object.hasOwn(known, name.text) ? known[name.text]?.takes : undefined;
    if (takes === undefined) {
      const names = [...Object.keys(known), "trusted"];
      say("unknown-provider-option", { provider: kind, name: name.text, meant: nearest(name.text, names), known: names }, name);
      continue;
    }
    const read = optionValue(value, takes);
    if (read === undefined) say("provider-option-value", { name: name.text, takes: inWords(takes) }, value);
    else if (name.text === "trusted") trusted = read === true;
    else options[name.text] = read;
  }
  return { options, trusted };
}

function optionValue(node: ExprNode, takes: OptionTakes): LiteralValue | undefined {
  if (node.kind !== "literal") return undefined;
  if (takes === "bool") return node.literal === "bool" ? node.value === "true" : undefined;
  if (node.literal !== "string") return undefined;
  if (takes === "string") return node.value;
  if (takes === "character") return Array.from(node.value).length === 1 ? node.value : undefined;
  return takes.one.includes(node.value) ? node.value : undefined;
}

const inWords = (takes: OptionTakes): string =>
  takes === "bool" ? "true or false" : takes === "string" ? "text" : takes === "character" ? "one character" : `one of ${takes.one.map((one) => `"${one}"`).join(", ")}`;
