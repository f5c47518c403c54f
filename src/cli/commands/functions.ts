import { CALLABLE, FUNCTIONS, overloadsOf, type FunctionRow } from "../../ir/functions/index.ts";
import { nearest } from "../../lang/diagnostics/define.ts";
import { EXIT, type Command } from "../spec.ts";

/** By name first, then by what the documentation says. */
function matching(word: string): string[] {
  if (CALLABLE.includes(word)) return [word];
  const low = word.toLowerCase();
  return CALLABLE.filter((name) => name.includes(low) || overloadsOf(name).some(({ doc }) => doc.toLowerCase().includes(low)));
}

const command: Command = {
  async run({ args: [word], out }) {
    const names = (word === undefined ? [...CALLABLE] : matching(word)).toSorted();
    if (names.length === 0) {
      const meant = nearest(word as string, CALLABLE);
      out.note(`rulec: no function is called or does \`${word}\`${meant === null ? "; `rulec functions` lists all" : `, did you mean \`${meant}\`?`}`);
      return EXIT.usage;
    }
    const rows = names.map((name) => ({ name, overloads: overloadsOf(name) }));
    if (out.json) {
      out.document({ functions: rows.map(({ name, overloads }) => ({ name, kind: (overloads[0] as FunctionRow).kind, signatures: overloads.map(signature), doc: (overloads[0] as FunctionRow).doc, examples: overloads.flatMap(({ examples }) => examples) })), operators: FUNCTIONS.length - CALLABLE.length });
      return EXIT.ok;
    }
    if (names.length === 1) {
      for (const row of (rows[0] as (typeof rows)[number]).overloads) {
        out.print(`${out.paint.bold(signature(row))}\n  ${row.doc}`);
        for (const [call, result] of row.examples) out.print(out.paint.dim(`  ${call}  gives  ${result}`));
      }
      return EXIT.ok;
    }
    const width = Math.max(...names.map((name) => name.length));
    for (const { name, overloads } of rows) out.print(`${out.paint.bold(name.padEnd(width))}  ${firstSentence((overloads[0] as FunctionRow).doc)}`);
    return EXIT.ok;
  },
};
export default command;

const firstSentence = (doc: string): string => doc.split(/(?<=\.)\s/)[0] as string;

function signature(row: FunctionRow): string {
  const args = row.args.map(({ name }) => name).join(", ");
  return `${row.name.replace(/\..*$/, "")}(${args}${row.variadic === undefined ? "" : ", …"})`;
}
