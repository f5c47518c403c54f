import { CATALOGUE, type Code } from "../../lang/diagnostics/index.ts";
import { nearest, type Entry } from "../../lang/diagnostics/define.ts";
import { EXIT, type Command } from "../spec.ts";

const entries = CATALOGUE as Readonly<Record<string, Entry<never>>>;
/** The first sentence of the page, which may go over several of its lines; up to its first blank line where none ends. */
const summary = (code: string): string => ((entries[code] as Entry<never>).doc.split(/(?<=[.:;])\n|(?<=\.)\s|\n\n/)[0] as string).replaceAll("\n", " ").replace(/[:;]$/, ".");

const command: Command = {
  async run({ args: [code], out }) {
    if (code === undefined) {
      const codes = Object.keys(CATALOGUE).sort();
      if (out.json) out.document({ codes: codes.map((c) => ({ code: c, severity: CATALOGUE[c as Code].severity, summary: summary(c) })) });
      else for (const c of codes) out.print(`${out.paint.bold(c.padEnd(34))} ${summary(c)}`);
      return EXIT.ok;
    }
    const entry = entries[code];
    if (entry === undefined) {
      const meant = nearest(code, Object.keys(CATALOGUE));
      out.note(`rulec: there is no diagnostic \`${code}\`${meant === null ? "; `rulec explain` lists them" : `, did you mean \`${meant}\`?`}`);
      return EXIT.usage;
    }
    if (out.json) out.document({ code, severity: entry.severity, page: entry.doc });
    else out.print(`${out.paint.bold(`${entry.severity}[${code}]`)}\n\n${entry.doc.trim()}`);
    return EXIT.ok;
  },
};
export default command;
