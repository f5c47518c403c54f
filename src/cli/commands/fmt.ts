import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { format } from "../../lang/format/index.ts";
import { parse } from "../../lang/parser/index.ts";
import { jsonOf, openPack, showDiagnostics } from "../pack-session.ts";
import { EXIT, flag, type Command, type Invocation } from "../spec.ts";

/** A file that cannot be read as rules is left as it is and reported; nothing is half-written. */
const command: Command = {
  async run(invocation) {
    if (flag(invocation.options, "stdin")) return formatStdin(invocation);
    const files = filesOf(invocation);
    if (files === null) return EXIT.problems;
    const texts = new Map(files.map((path) => [relative(invocation.cwd, path), readFileSync(path, "utf8")]));
    const diagnostics: Diagnostic[] = [];
    const changed: string[] = [];
    for (const [path, before] of texts) {
      const parsed = parse(path, before);
      if (parsed.diagnostics.some(({ severity }) => severity === "error")) {
        diagnostics.push(...parsed.diagnostics);
        continue;
      }
      const after = format(parsed.ast, before);
      if (after === before) continue;
      changed.push(path);
      if (!flag(invocation.options, "check")) writeFileSync(resolve(invocation.cwd, path), after);
    }
    const { out } = invocation;
    showDiagnostics(invocation, diagnostics, (file) => texts.get(file));
    if (out.json) out.document({ diagnostics: jsonOf(diagnostics, (file) => texts.get(file)), changed, files: texts.size });
    else for (const path of changed) out.print(path);
    if (diagnostics.length > 0) return EXIT.problems;
    return flag(invocation.options, "check") && changed.length > 0 ? EXIT.differs : EXIT.ok;
  },
};
export default command;

async function formatStdin(invocation: Invocation): Promise<number> {
  const before = await readAll(process.stdin);
  const parsed = parse("<stdin>", before);
  showDiagnostics(invocation, parsed.diagnostics, () => before);
  if (parsed.diagnostics.some(({ severity }) => severity === "error")) return EXIT.problems;
  process.stdout.write(format(parsed.ast, before));
  return EXIT.ok;
}

function filesOf(invocation: Invocation): string[] | null {
  if (invocation.args.length === 0) {
    const { pack, diagnostics, textOf } = openPack(invocation);
    if (pack !== null) return pack.files.map(({ path }) => join(pack.dir, path));
    showDiagnostics(invocation, diagnostics, textOf);
    return null;
  }
  const out: string[] = [];
  for (const arg of invocation.args) {
    const path = resolve(invocation.cwd, arg);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
      invocation.out.note(`rulec: there is no file or folder ${arg}`);
      return null;
    }
    if (stat.isDirectory()) out.push(...readdirSync(path, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".rule") && !/(^|\/)(node_modules|target)\//.test(file)).map((file) => join(path, file)));
    else out.push(path);
  }
  return out.sort();
}
