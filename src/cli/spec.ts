/** What a command is: data for help, completion and parsing, and the code behind it, loaded when it runs. */
import type { Output } from "./output.ts";

export type ArgumentSpec = { readonly name: string; readonly required: boolean; readonly variadic: boolean; readonly describe: string; readonly complete?: "select" | "rule" | "source" | "column" | "code" | "file" | "run" };
/** `flags` as in `-f, --force` or `--profile <name>`; `list` collects repeated uses. */
export type OptionSpec = { readonly flags: string; readonly describe: string; readonly list?: boolean };
export type Invocation = {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly out: Output;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};
export type Command = { readonly run: (invocation: Invocation) => Promise<number> };
export type CommandSpec = {
  readonly name: string;
  readonly summary: string;
  /** Shown by `rulec` alone: what one needs on the first day. */
  readonly firstDay: boolean;
  readonly args: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly load: () => Promise<{ readonly default: Command }>;
};

export const EXIT = { ok: 0, problems: 1, usage: 2, differs: 3, interrupted: 130 } as const;

export const flag = (options: Invocation["options"], name: string): boolean => options[name] === true;
export const text = (options: Invocation["options"], name: string): string | undefined => {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
};
export const texts = (options: Invocation["options"], name: string): readonly string[] => {
  const value = options[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
};
