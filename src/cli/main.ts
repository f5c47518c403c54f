/** The program's first file: it answers `--version` itself and loads the rest, and each command's own code, only when needed. */
declare const RULEC_VERSION: string;

const [first] = process.argv.slice(2);
if (first === "--version" || first === "-V") {
  process.stdout.write(`rulec ${RULEC_VERSION}\n`);
} else {
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(process.argv.slice(2), RULEC_VERSION);
}
