/** Pages that are made from tables of the code: the command line's reference, a page a diagnostic. */
import { COMMANDS } from "../../src/cli/registry.ts";
import type { CommandSpec } from "../../src/cli/spec.ts";
import { CATALOGUE, LINTS } from "../../src/lang/diagnostics/index.ts";
import type { Entry } from "../../src/lang/diagnostics/define.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** What stands between the markers of docs/cli.md. */
export const commandsPage = (): string => COMMANDS.map(commandPart).join("\n");

function commandPart({ name, summary, args, options, examples }: CommandSpec): string {
  const written = args.map((arg) => `${arg.required ? "<" : "["}${arg.name}${arg.variadic ? "..." : ""}${arg.required ? ">" : "]"}`);
  const rows = [...args.map((arg, i) => [written[i] as string, arg.describe]), ...options.map(({ flags, describe }) => [flags, describe])];
  return [
    `### \`rulec ${[name, ...written].join(" ")}\``, "", `${summary}.`, "",
    "| | |", "|---|---|", ...rows.map(([what, means]) => `| \`${cell(what as string)}\` | ${cell(means as string)} |`), "",
    "```", ...examples.map(([command, what]) => `${command.padEnd(Math.max(...examples.map(([example]) => example.length)))}   # ${what}`), "```", "",
  ].join("\n");
}

const entries = Object.entries(CATALOGUE as Readonly<Record<string, Entry<never>>>).sort(([a], [b]) => (a < b ? -1 : 1));

/** What stands between the markers of docs/lints.md. */
export const lintTable = (): string => ["| lint | finds | default | its edit keeps |", "|---|---|---|---|", ...Object.entries(LINTS as Readonly<Record<string, Entry<never>>>).map(([id, { doc, lint }]) =>
  `| [${id}](errors/${id}.md) | ${summaryOf(doc)} | ${lint?.level === "off" ? "off" : "warning"} | ${lint?.edit === null ? "" : EDITS[lint?.edit ?? "nothing"]} |`)].join("\n");
const EDITS = { ir: "IR", rows: "rows", nothing: "nothing: not applied by `--fix`" } as const;

const summaryOf = (doc: string): string => cell((doc.trim().split(/(?<=\.)\s|\n\n/)[0] as string).replaceAll("\n", " "));

/** Files of docs/errors/ by name. */
export function errorPages(): Map<string, string> {
  const pages = new Map(entries.map(([code, { severity, doc }]) => [`${code}.md`, `# ${code}\n\n*${severity}*\n\n${doc.trim()}\n`]));
  const table = entries.map(([code, { severity, doc }]) => `| [${code}](${code}.md) | ${severity === "warning" ? "warning" : ""} | ${summaryOf(doc)} |`);
  return pages.set("README.md", `# Diagnostics\n\n${entries.length} of them, made from the catalogue (src/lang/diagnostics). Codes are stable; \`rulec explain CODE\` prints the same pages.\n\n| code | | |\n|---|---|---|\n${table.join("\n")}\n`);
}
