/** What no command foresaw, told in a line: a stack trace helps only those who can read the program. */
import { EXIT } from "./spec.ts";

/** Says what happened; the exit code that follows. With RULEC_TRACE set, also where. */
export function tellFailure(error: unknown, env: Readonly<Record<string, string | undefined>>): number {
  const said = error instanceof Error ? error.message : String(error);
  // The file system, the network: nothing that rulec could have known better.
  const foreign = error instanceof Error && "syscall" in error;
  process.stderr.write(foreign ? `rulec: ${said}\n` : `rulec: this should not happen: ${said}\n       please report it, with what RULEC_TRACE=1 adds\n`);
  if ((env["RULEC_TRACE"] ?? "") !== "" && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  return EXIT.problems;
}

/** Whoever reads the output may stop reading (`rulec ls | head`): the rest is not missed, and the work goes on. A full disk is told. */
export function guardStreams(env: Readonly<Record<string, string | undefined>>): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exitCode = tellFailure(error, env);
  });
  process.on("uncaughtException", (error) => process.exit(tellFailure(error, env)));
}
