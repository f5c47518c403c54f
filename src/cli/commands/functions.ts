import { describeRow, type RowText } from "../../ir/functions/describe.ts";
import { ENGINE_ENTRIES, engineFunction, type EngineEntry, type Verdict } from "../../ir/functions/duckdb/index.ts";
import { CALLABLE, FUNCTIONS, isCallable, meantBy, overloadsOf, writtenName, type FunctionRow } from "../../ir/functions/index.ts";
import { callablesIn, type Offered } from "../../lang/callables.ts";
import { nearest } from "../../lang/diagnostics/define.ts";
import { SHIPPED } from "../../lang/pack.ts";
import { readFilesIn } from "../../runtime/pack/folder.ts";
import { shippedPack } from "../../runtime/pack/shipped.ts";
import type { Output } from "../output.ts";
import { EXIT, type Command } from "../spec.ts";

/** `engine`: what the list says of DuckDB's function of that name, where the language has none; `meant`: what one writes for a name from elsewhere. */
type Found = { readonly names: readonly string[]; readonly engine: EngineEntry | null; readonly meant: string | null };

/** By name first, DuckDB's too, then by what the documentation says. */
function find(word: string): Found {
  const exact = CALLABLE.find((name) => name === word) ?? CALLABLE.find((name) => name === word.toLowerCase());
  if (exact !== undefined) return { names: [exact], engine: otherOf(exact), meant: null };
  const operators = FUNCTIONS.filter(({ operator }) => operator === word).map(writtenName);
  if (operators.length > 0) return { names: [...new Set(operators)], engine: null, meant: null };
  const engine = engineFunction(word) ?? engineFunction(word.toLowerCase()) ?? null;
  const meant = engine === null ? meantBy(word) : null;
  const written = engine?.verdict === "in" ? engine.by : meant;
  if (engine !== null || meant !== null) return { names: CALLABLE.filter((name) => name === written), engine, meant };
  const low = word.toLowerCase();
  return { names: CALLABLE.filter((name) => name.includes(low) || overloadsOf(name).some(({ doc }) => doc.toLowerCase().includes(low))), engine, meant };
}

/** What the engine has under a name of ours and means something else by. */
function otherOf(name: string): EngineEntry | null {
  const engine = engineFunction(name);
  return engine === undefined || (engine.verdict === "in" && engine.by.split(", ").includes(name)) ? null : engine;
}

/** What packs that come with rulec offer. `path`: what an import says. */
type Shipped = Offered & { readonly path: string };
const shippedCallables = (): readonly Shipped[] => [...SHIPPED].flatMap((pack) => {
  const found = shippedPack(pack);
  if ("problem" in found) return [];
  return readFilesIn(found.folder, [""]).files.flatMap(({ path, text }) => callablesIn(path, text).map((of) => ({ ...of, path: `${pack}/${path.replace(/\.rule$/, "")}` })));
});

function findShipped(word: string): readonly Shipped[] {
  const [all, low] = [shippedCallables(), word.toLowerCase()];
  const exact = all.filter(({ name }) => name === low);
  return exact.length > 0 ? exact : all.filter(({ name, doc }) => name.includes(low.replaceAll(" ", "_")) || doc.toLowerCase().includes(low));
}

const SAYS: Readonly<Record<Verdict, (name: string, by: string) => string>> = {
  in: (name, by) => `DuckDB's \`${name}\` is written \`${by}\` here.`,
  later: (name, by) => `DuckDB's \`${name}\` is not in the language yet: ${by}.`,
  out: (name, by) => `DuckDB's \`${name}\` is not in the language: ${by}.`,
};

const command: Command = {
  async run({ args: [word], out }) {
    const { names, engine, meant } = word === undefined ? { names: CALLABLE, engine: null, meant: null } : find(word);
    const isBuiltIn = word !== undefined && names.length === 1 && names[0] === word;
    const shipped = word === undefined ? shippedCallables() : isBuiltIn ? [] : findShipped(word);
    if (names.length === 0 && engine === null && meant === null && shipped.length === 0) {
      const near = nearest(word as string, [...CALLABLE, ...ENGINE_ENTRIES.flatMap((entry) => entry.names)]);
      out.note(`rulec: no function is called or does \`${word}\`${near === null ? "; `rulec functions` lists all" : `, did you mean \`${near}\`?`}`);
      return EXIT.usage;
    }
    const sorted = names.toSorted();
    if (out.json) {
      out.document({ functions: sorted.map(entry), operators: FUNCTIONS.filter(({ operator }) => operator !== undefined).length, engine: word === undefined ? ENGINE_ENTRIES : engine === null ? [] : [{ ...engine, names: [word] }], meant, shipped });
      return EXIT.ok;
    }
    if (engine !== null) out.print(SAYS[engine.verdict](word as string, engine.by));
    if (meant !== null) out.print(`\`${word}\` is written \`${meant}\` here.`);
    if (sorted.length === 1) for (const row of overloadsOf(sorted[0] as string)) explain(describeRow(row), out);
    else if (sorted.length > 0) list(sorted, out);
    const [first, ...more] = shipped;
    if (first !== undefined && more.length === 0) out.print(`${out.paint.bold(first.signature)}\n  ${first.doc.replaceAll("\n", "\n  ")}\n  import { ${first.name} } from "${first.path}"`);
    else for (const { name, path, doc } of shipped) out.print(`${out.paint.bold(name.padEnd(16))}  ${out.paint.dim(path.padEnd(12))}  ${firstSentence(doc)}`);
    return EXIT.ok;
  },
};
export default command;

const entry = (name: string): object => ({
  name, kind: (overloadsOf(name)[0] as FunctionRow).kind, operator: isCallable(name) ? null : (overloadsOf(name)[0]?.operator ?? null), overloads: overloadsOf(name).map(describeRow),
});

function explain({ signature, doc, arguments: args, returns, nulls, examples }: RowText, out: Output): void {
  out.print(`${out.paint.bold(signature)}\n  ${doc}`);
  const width = Math.max(0, ...args.map(({ name }) => name.length));
  for (const { name, takes, constant } of args) out.print(`  ${name.padEnd(width)}  ${takes}${constant === "literal" ? ", written out" : constant === "param" ? ", written out or a $param" : ""}`);
  out.print(`  gives ${returns}. ${nulls}`);
  for (const [call, result] of examples) out.print(out.paint.dim(`  ${call}  gives  ${result}`));
}

function list(names: readonly string[], out: Output): void {
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) out.print(`${out.paint.bold(name.padEnd(width))}  ${firstSentence((overloadsOf(name)[0] as FunctionRow).doc)}`);
}

const firstSentence = (doc: string): string => doc.split(/(?<=\.)\s/)[0] as string;
