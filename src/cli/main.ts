/** The program's first file: it answers `--version` itself and loads the rest, and each command's own code, only when needed. */
declare const RULEC_VERSION: string;

const [first] = process.argv.slice(2);
if (first === "--version" || first === "-V") {
  process.stdout.write(`rulec ${RULEC_VERSION}\n`);
} else {
  const { guardStreams, tellFailure } = await import("./failure.ts");
  guardStreams(process.env);
  const { runProgram } = await import("./program.ts");
  const exit = await runProgram(process.argv.slice(2), RULEC_VERSION).catch((error: unknown) => tellFailure(error, process.env));
  // Standard output may have failed meanwhile.
  process.exitCode ??= exit;
}
