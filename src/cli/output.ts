/** Where a command writes: results on standard output, diagnostics and progress on standard error, one JSON document with `--json`. */
import pc from "picocolors";
import { cut } from "./text.ts";

export type Output = {
  readonly json: boolean;
  /** Whether a person watches standard error: live lines are for them only. */
  readonly live: boolean;
  readonly width: number;
  readonly paint: ReturnType<typeof pc.createColors>;
  readonly colour: { readonly out: boolean; readonly err: boolean };
  readonly print: (line: string) => void;
  readonly note: (line: string) => void;
  /** Lines that replace themselves, where a person watches; none ends them. */
  readonly liveLines: (lines: readonly string[]) => void;
  readonly document: (value: unknown) => void;
};

type Env = Readonly<Record<string, string | undefined>>;

/** NO_COLOR (no-color.org) and FORCE_COLOR count before what the stream is, of which one that is no terminal does not know. */
const wantsColour = ({ isTTY }: { readonly isTTY?: boolean }, env: Env): boolean =>
  (env["NO_COLOR"] ?? "") === "" && ((env["FORCE_COLOR"] ?? "") !== "" || (isTTY === true && env["TERM"] !== "dumb"));

/** A terminal that knows no width says 0. */
const columnsOf = ({ columns }: NodeJS.WriteStream): number => (columns > 0 ? columns : 100);

export function createOutput({ json, env }: { readonly json: boolean; readonly env: Env }): Output {
  const colour = { out: wantsColour(process.stdout, env), err: wantsColour(process.stderr, env) };
  const live = process.stderr.isTTY && (env["CI"] ?? "") === "" && !json;
  let open = 0;
  /** Up to the first of them, each emptied on the way. */
  const endLive = (): void => {
    if (open > 0) process.stderr.write(`\r\u001b[K${"\u001b[1A\u001b[K".repeat(open - 1)}`);
    open = 0;
  };
  return {
    json,
    live,
    width: Math.min(columnsOf(process.stdout), 160),
    paint: pc.createColors(colour.out),
    colour,
    print: (line) => {
      endLive();
      process.stdout.write(`${line}\n`);
    },
    note: (line) => {
      endLive();
      process.stderr.write(`${line}\n`);
    },
    liveLines: (lines) => {
      if (!live) return;
      endLive();
      // A line that the terminal breaks in two would count as one.
      const width = columnsOf(process.stderr) - 1;
      process.stderr.write(lines.map((line) => cut(line, width)).join("\n"));
      open = lines.length;
    },
    document: (value) => {
      process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}
