/** From arguments to a command, by commander; help, completion and parsing come from the registry's data. */
import { Command as Commander, CommanderError } from "commander";
import { COMMANDS } from "./registry.ts";
import { createOutput } from "./output.ts";
import { EXIT, type CommandSpec } from "./spec.ts";

export async function runProgram(argv: readonly string[], version: string): Promise<number> {
  let exit: number = EXIT.ok;
  const program = new Commander("rulec")
    .description("Compiles declarative pipeline rules to typed, ordered SQL and runs them.")
    .version(`rulec ${version}`, "-V, --version")
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(wayOut(text.replace(/^error:/, "rulec:"))) });
  program.addHelpText("after", "\nrulec COMMAND --help shows examples. Exit codes: 0 fine, 1 problems, 2 usage, 3 something differs, 130 interrupted.");
  for (const spec of COMMANDS) define(program, spec, (code) => (exit = code));
  await addCompletion(program, argv);
  if (argv.length === 0) {
    process.stdout.write(firstDay(version));
    return EXIT.ok;
  }
  try {
    await program.parseAsync(argv, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    throw error;
  }
}

/** What other tools call it, where a word looks like nothing here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "--select": "rules are arguments: rulec run daily_revenue", "-s": "rules are arguments: rulec run daily_revenue", "--models": "rules are arguments: rulec run daily_revenue", "-m": "rules are arguments: rulec run daily_revenue",
  "--target": "--profile", "-t": "--profile", "--vars": "--param", "--project-dir": "--pack", "--defer": "what is not selected is read as it was published",
  build: "rulec run builds and verifies", list: "rulec ls", parse: "rulec check", debug: "rulec check", seed: "a file is a source: rulec infer data/x.csv",
  snapshot: "`as table(mode: \"versions\", …)` and rulec run", apply: "rulec run", evaluate: "rulec show -e", backfill: "rulec run --from … --to …",
};

/** Of a usage error for which there is no better guess. */
function wayOut(said: string): string {
  const [, what, word = ""] = /^rulec: unknown (option|command) '([^']*)'\n$/.exec(said) ?? [];
  if (what === undefined) return said;
  const here = Object.hasOwn(ELSEWHERE, word) ? ELSEWHERE[word] : undefined;
  return said.replace(/\n$/, `; ${here ?? `${what === "command" ? "rulec --help" : "rulec COMMAND --help"} lists all`}\n`);
}

function define(program: Commander, spec: CommandSpec, done: (code: number) => void): void {
  const command = program.command(spec.name).description(spec.summary).exitOverride();
  for (const arg of spec.args) command.argument(`${arg.required ? "<" : "["}${arg.name}${arg.variadic ? "..." : ""}${arg.required ? ">" : "]"}`, arg.describe);
  for (const option of spec.options) {
    if (option.list === true) command.option(option.flags, option.describe, (value: string, before: readonly string[]) => [...before, value], [] as readonly string[]);
    else command.option(option.flags, option.describe);
  }
  const width = Math.max(...spec.examples.map(([example]) => example.length));
  command.addHelpText("after", `\nExamples:\n${spec.examples.map(([example, what]) => `  ${example.padEnd(width)}   ${what}`).join("\n")}`);
  command.action(async () => {
    const options = command.opts<Record<string, unknown>>();
    const out = createOutput({ json: options["json"] === true, env: process.env });
    const { default: loaded } = await spec.load();
    done(await loaded.run({ args: command.args, options, out, cwd: process.cwd(), env: process.env }));
  });
}

/** `rulec complete bash|zsh|fish|powershell` prints the shell's script, which calls `rulec complete -- …` for each word. */
async function addCompletion(program: Commander, argv: readonly string[]): Promise<void> {
  if (argv[0] !== "complete") {
    program.command("complete").description("Print a shell's completion script").argument("<shell>", "bash, zsh, fish or powershell")
      .addHelpText("after", "\nExamples:\n  source <(rulec complete bash)   in ~/.bashrc");
    return;
  }
  const { installCompletion } = await import("./completion.ts");
  await installCompletion(program);
}

function firstDay(version: string): string {
  const day = COMMANDS.filter((spec) => spec.firstDay).map((spec) => [(spec.examples[0] as readonly [string, string])[0], spec.summary] as const);
  const width = Math.max(...day.map(([example]) => example.length));
  const rest = COMMANDS.filter((spec) => !spec.firstDay).map((spec) => spec.name).join(", ");
  return `rulec ${version}: declarative pipeline rules, compiled to typed, ordered SQL\n\n${day.map(([example, what]) => `  ${example.padEnd(width)}   ${what}`).join("\n")}\n\nAlso: ${rest}. rulec --help lists all, rulec COMMAND --help shows examples.\n`;
}
