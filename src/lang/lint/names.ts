/** Names that are easily taken for others. */
import { CALLABLE } from "../../ir/functions/index.ts";
import type { Name } from "../ast/index.ts";
import type { Declaration } from "../scope.ts";
import { isWithin } from "./mentions.ts";
import { bodiesIn } from "./unused.ts";
import { inFile, say, type FileWork } from "./work.ts";

/** Kinds whose names stand at the same places. A schema `Orders` beside a source `orders` is how one writes them. */
const CLASS: Readonly<Record<Declaration["kind"], string>> = { param: "param", schema: "schema", source: "relation", rule: "relation", macro: "callable", function: "callable" };

export function differByCase(work: FileWork): void {
  const seen = new Map<string, string>();
  const look = (name: Name, of: string): void => {
    const key = `${of} ${name.text.toLowerCase()}`;
    const other = seen.get(key);
    if (other === undefined) seen.set(key, name.text);
    else if (other !== name.text) say(inFile(work), "names-differ-by-case", { name: name.text, other }, name);
  };
  for (const name of namesIn(work)) {
    const kind = work.scope.symbols.get(name.text)?.kind;
    if (kind !== undefined) look(name, CLASS[kind]);
  }
  for (const body of bodiesIn(work)) for (const { name } of body.lets) look(name, `let ${body.start}`);
}

/** What a file declares and imports. */
function* namesIn({ file: { ast } }: FileWork): Generator<Name> {
  for (const decl of ast.declarations) {
    if (decl.kind === "import") for (const { name, alias } of decl.names) yield alias ?? name;
    else if (decl.kind === "param_decl") yield decl.param.name;
    else if (decl.kind !== "module" && decl.kind !== "export" && decl.kind !== "test") yield decl.name;
  }
}

const BUILT_IN: ReadonlySet<string> = new Set(CALLABLE);

/** What is declared or imported may not have such a name. */
export function shadowedBuiltins(work: FileWork): void {
  for (const body of bodiesIn(work)) {
    for (const { name, value, end } of body.lets) {
      if (value.kind !== "pipeline" && BUILT_IN.has(name.text) && isWithin(work.mentions.calls.get(name.text), { start: end, end: body.end })) say(inFile(work), "builtin-shadowed", { name: name.text }, name);
    }
  }
}
