/** Transcripts of the shell in Markdown: typed again in a folder of their own, and compared with what came of it then. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "../support/cli.ts";
import { temporaryFolder } from "../support/pack.ts";

/** Shell commands one after the other, as one types them, in an empty folder; a `cd` holds for the next. */
export function shell(): (command: string) => string {
  const folder = temporaryFolder();
  const [bin, home] = [join(folder, "bin"), join(folder, "home")];
  for (const made of [bin, home]) mkdirSync(made);
  spawnSync("bash", ["-c", `printf '#!/bin/sh\\nexec "${process.execPath}" "${program}" "$@"\\n' > ${bin}/rulec && chmod +x ${bin}/rulec`]);
  let cwd = home;
  return (command) => {
    const { stdout } = spawnSync("bash", ["-c", `exec 2>&1\n${command}\npwd > "${folder}/cwd"`], { cwd, encoding: "utf8", env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, NO_COLOR: "1" } });
    cwd = readFileSync(join(folder, "cwd"), "utf8").trim();
    return stdout;
  };
}

/** Without what differs from run to run; columns stay where they are. */
export function settled(output: string): string {
  return output
    .replace(/\brun [0-9A-HJKMNP-TV-Z]{26}\b/g, "run 01…")
    .replace(/( *)\d+(?:\.\d+)? (?:ms|s)\b/g, (all, space: string) => (space.length > 1 ? "… ms".padStart(all.length) : `${space}… ms`))
    .replace(/\d+(?:\.\d+)? [kMG]?B\b/g, "… kB");
}

/** The lines of a transcript that are typed: `$ ` begins a command, `> ` goes on with it. */
export function commandsIn(transcript: string): string[] {
  const commands: string[] = [];
  for (const line of transcript.split("\n")) {
    if (line.startsWith("$ ")) commands.push(line.slice(2));
    else if (line.startsWith("> ")) commands.push(`${commands.pop() ?? ""}\n${line.slice(2)}`);
  }
  return commands;
}

export const shown = (command: string): string => `$ ${command.replaceAll("\n", "\n> ")}\n`;

/** A transcript's fenced block, made anew by typing its commands. */
export function retyped(block: string, run: (command: string) => string): string {
  return `\`\`\`console\n${commandsIn(block).map((command) => shown(command) + settled(run(command))).join("")}\`\`\`\n`;
}
