/** What a file's declarations mention: a scan of the tree that knows no types. A name that is mentioned counts as used, whatever it means there. */
import { work } from "../../ir/walk.ts";
import type { ExprNode, Name } from "../ast/index.ts";
import { forEachChild, type AstBy, type AstKind, type AstNode } from "../ast/walk.ts";
import type { ParsedFile } from "../scope.ts";

export type Offsets = ReadonlyMap<string, readonly number[]>;
/** Offsets ascend. `calls`: names that are called. `relations`: names that stand where a relation does, or may. `params`: what is written as `$name`, in strings too. */
export type Mentions = { readonly names: Offsets; readonly calls: Offsets; readonly relations: ReadonlySet<string>; readonly params: Offsets };

type Note = (name: Name | null, as?: "relation" | "call" | "name") => void;
const hole = (node: ExprNode, note: Note): void => note(node.kind === "ref" ? node.name : node.kind === "call" ? node.fn : null, "relation");

/** How each kind of node names something. Names of columns, entries and options name nothing else. */
const NAMED: { readonly [K in AstKind]?: (node: AstBy<K>, note: Note) => void } = {
  ref: ({ name }, note) => note(name),
  call: ({ fn }, note) => note(fn, "call"),
  selector: ({ name, start, end }, note) => note({ kind: "name", start, end, text: name }),
  named: ({ name }, note) => note(name, "relation"),
  previous: ({ name }, note) => note(name, "relation"),
  macro_stage: ({ name }, note) => note(name),
  let: ({ value }, note) => (value.kind === "pipeline" ? undefined : hole(value, note)),
  // A table macro's argument may be a relation.
  arg: ({ value }, note) => hole(value, note),
  sql_body: ({ holes }, note) => holes.forEach((one) => hole(one, note)),
  rule: ({ contract }, note) => note(contract),
  source: ({ schema }, note) => note(schema),
  schema_include: ({ name }, note) => note(name),
  schema_references: ({ target }, note) => note(target, "relation"),
  given: ({ name }, note) => note(name, "relation"),
  test: ({ rule }, note) => note(rule, "relation"),
  expect_rows: ({ of }, note) => note(of, "relation"),
};

export function mentionsOf({ ast, text }: Pick<ParsedFile, "ast" | "text">): Mentions {
  const [names, calls] = [new Map<string, number[]>(), new Map<string, number[]>()];
  const relations = new Set<string>();
  const note: Note = (name, as = "name") => {
    if (name === null) return;
    push(names, name.text, name.start);
    if (as === "relation") relations.add(name.text);
    else if (as === "call") push(calls, name.text, name.start);
  };
  const waiting: AstNode[] = ast.declarations.filter(({ kind }) => kind !== "import" && kind !== "export" && kind !== "module");
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    work.visits++;
    (NAMED[node.kind] as ((node: AstNode, note: Note) => void) | undefined)?.(node, note);
    forEachChild(node, (child) => void waiting.push(child));
  }
  for (const offsets of [...names.values(), ...calls.values()]) offsets.sort((a, b) => a - b);
  const params = new Map<string, number[]>();
  for (const { 1: plain, 2: quoted, index } of text.matchAll(/\$(?:([A-Za-z_]\w*)|`([^`]+)`)/g)) push(params, plain ?? (quoted as string), index);
  return { names, calls, relations, params };
}

function push(map: Map<string, number[]>, name: string, offset: number): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [offset]);
  else known.push(offset);
}

/** Whether one of the offsets lies in a range and outside another within it. */
export function isWithin(offsets: readonly number[] | undefined, { start, end }: { readonly start: number; readonly end: number }, but: { readonly start: number; readonly end: number } | null = null): boolean {
  if (offsets === undefined) return false;
  const first = firstFrom(offsets, start);
  if (but === null) return (offsets[first] ?? Infinity) < end;
  if (first < firstFrom(offsets, but.start)) return true;
  return (offsets[firstFrom(offsets, but.end)] ?? Infinity) < end;
}

/** The index of the first offset that is not less. */
function firstFrom(offsets: readonly number[], from: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
