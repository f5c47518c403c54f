/** Where a command writes: results on standard output, diagnostics and progress on standard error, one JSON document with `--json`. */
import pc from "picocolors";

export type Output = {
  readonly json: boolean;
  /** Whether a person watches standard error: live lines are for them only. */
  readonly live: boolean;
  readonly width: number;
  readonly paint: ReturnType<typeof pc.createColors>;
  readonly colour: { readonly out: boolean; readonly err: boolean };
  readonly print: (line: string) => void;
  readonly note: (line: string) => void;
  /** One line that replaces itself; `null` ends it. */
  readonly liveLine: (line: string | null) => void;
  readonly document: (value: unknown) => void;
};

type Env = Readonly<Record<string, string | undefined>>;

/** NO_COLOR (no-color.org) and FORCE_COLOR count before what the stream is. */
const wantsColour = (stream: NodeJS.WriteStream, env: Env): boolean =>
  (env["NO_COLOR"] ?? "") === "" && ((env["FORCE_COLOR"] ?? "") !== "" || (stream.isTTY && env["TERM"] !== "dumb"));

export function createOutput({ json, env }: { readonly json: boolean; readonly env: Env }): Output {
  const colour = { out: wantsColour(process.stdout, env), err: wantsColour(process.stderr, env) };
  const live = process.stderr.isTTY && (env["CI"] ?? "") === "" && !json;
  let open = false;
  const endLine = (): void => {
    if (open) process.stderr.write("\r\u001b[K");
    open = false;
  };
  return {
    json,
    live,
    width: Math.min(process.stdout.columns ?? 100, 160),
    paint: pc.createColors(colour.out),
    colour,
    print: (line) => {
      endLine();
      process.stdout.write(`${line}\n`);
    },
    note: (line) => {
      endLine();
      process.stderr.write(`${line}\n`);
    },
    liveLine: (line) => {
      if (!live) return;
      endLine();
      if (line === null) return;
      process.stderr.write(line.slice(0, (process.stderr.columns ?? 100) - 1));
      open = true;
    },
    document: (value) => {
      process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}
