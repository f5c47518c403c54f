import { createInterface } from "node:readline/promises";
import { cleanPack, cleanablePack } from "../../runtime/index.ts";
import { jsonOf, openPack, showDiagnostics } from "../pack-session.ts";
import { warehouseOf } from "../run-input.ts";
import { ageMs, notAnAge, plural } from "../text.ts";
import { EXIT, flag, text, type Command } from "../spec.ts";

const command: Command = {
  async run(invocation) {
    const { options, out } = invocation;
    const { pack, diagnostics, textOf } = openPack(invocation);
    const refused = (of: typeof diagnostics): number => {
      showDiagnostics(invocation, of, textOf);
      if (out.json) out.document({ diagnostics: jsonOf(of, textOf), removed: [] });
      return EXIT.problems;
    };
    if (pack === null) return refused(diagnostics);
    const age = text(options, "olderThan");
    const aged = age === undefined ? undefined : ageMs(age);
    if (aged === null || (aged !== undefined && flag(options, "warehouse"))) {
      out.note(`rulec: ${aged === null ? notAnAge(String(age)) : "--older-than is about staged tables: without --warehouse"}`);
      return EXIT.usage;
    }
    const warehouse = warehouseOf(pack);
    const listed = await cleanablePack(warehouse, flag(options, "warehouse"), aged === undefined ? undefined : Date.now() - aged);
    if ("code" in listed) return refused([listed]);
    const things = [...listed.folders.map((folder) => `${folder}/`), ...listed.objects.map(({ kind, schema, name }) => (kind === "file" ? name : `${kind} ${schema}.${name}`)), ...listed.staged.map(({ schema, table }) => `staged table ${schema}.${table}`)];
    if (!out.json) for (const thing of things) out.print(`  ${thing}`);
    if (things.length > 0 && !flag(options, "yes") && !(await agreed(plural(things.length, "thing")))) {
      out.note("nothing was removed; --yes removes without asking");
      if (out.json) out.document({ diagnostics: [], removed: [] });
      return EXIT.problems;
    }
    const problem = await cleanPack(warehouse, listed);
    if (problem !== null) return refused([problem]);
    if (out.json) out.document({ diagnostics: [], removed: things });
    else out.note(things.length === 0 ? "nothing to remove" : `removed ${plural(things.length, "thing")}${flag(options, "warehouse") || aged !== undefined ? "" : "; published tables and files stay (--warehouse removes them too)"}`);
    return EXIT.ok;
  },
};
export default command;

/** Asks whoever sits at the terminal; nobody there is a no. */
async function agreed(what: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`remove ${what}? [y/N] `);
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
