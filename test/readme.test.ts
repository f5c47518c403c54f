import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "./support/pack.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const readme = join(root, "README.md");
const WRITE = process.env["RULEC_GOLDENS"] === "write";

beforeAll(() => {
  if (!existsSync(join(root, "dist/rulec.js"))) throw new Error("dist/rulec.js is missing: npm run build");
});

/** Shell commands one after the other, as one types them; a `cd` holds for the next. */
function shell(): (command: string) => string {
  const folder = temporaryFolder();
  const shim = join(folder, "bin");
  const setUp = `mkdir -p ${shim} ${folder}/home && printf '#!/bin/sh\\nexec "${process.execPath}" "${join(root, "dist/rulec.js")}" "$@"\\n' > ${shim}/rulec && chmod +x ${shim}/rulec`;
  spawnSync("bash", ["-c", setUp]);
  let cwd = join(folder, "home");
  return (command) => {
    const { stdout } = spawnSync("bash", ["-c", `exec 2>&1\n${command}\npwd > "${folder}/cwd"`], { cwd, encoding: "utf8", env: { PATH: `${shim}:${process.env["PATH"] ?? ""}`, NO_COLOR: "1" } });
    cwd = readFileSync(join(folder, "cwd"), "utf8").trim();
    return stdout;
  };
}

/** Without what differs from run to run; columns stay where they are. */
function settled(output: string): string {
  return output
    .replace(/\brun [0-9A-HJKMNP-TV-Z]{26}\b/g, "run 01…")
    .replace(/( *)\d+(?:\.\d+)? (?:ms|s)\b/g, (all, space: string) => (space.length > 1 ? "… ms".padStart(all.length) : `${space}… ms`))
    .replace(/\d+(?:\.\d+)? [kMG]?B\b/g, "… kB");
}

/** The lines of the transcript that are typed: `$ ` begins a command, `> ` goes on with it. */
function commandsIn(transcript: string): string[] {
  const commands: string[] = [];
  for (const line of transcript.split("\n")) {
    if (line.startsWith("$ ")) commands.push(line.slice(2));
    else if (line.startsWith("> ")) commands.push(`${commands.pop() ?? ""}\n${line.slice(2)}`);
  }
  return commands;
}

const shown = (command: string): string => `$ ${command.replaceAll("\n", "\n> ")}\n`;

function replaced(text: string, name: string, body: string): string {
  const [from, to] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const start = text.indexOf(from) + from.length;
  expect(text.indexOf(to), `README.md has no ${name}`).toBeGreaterThan(start - 1);
  return text.slice(0, start) + body + text.slice(text.indexOf(to));
}
const between = (text: string, name: string): string => text.split(`<!-- ${name} -->\n`)[1]?.split(`<!-- /${name} -->`)[0] ?? "";

function hold(name: string, body: string): void {
  const text = readFileSync(readme, "utf8");
  if (WRITE) writeFileSync(readme, replaced(text, name, body));
  else expect(body).toBe(between(text, name));
}

test("the way of a newcomer, from a CSV file to an ordered table, is what the README shows", () => {
  const run = shell();
  const commands = commandsIn(between(readFileSync(readme, "utf8"), "transcript"));
  const said = commands.map((command) => settled(run(command)));
  hold("transcript", `\`\`\`console\n${commands.map((command, i) => shown(command) + (said[i] as string)).join("")}\`\`\`\n`);
  // What the transcript is there to show, whatever its words are.
  const of = (command: string): string => said[commands.indexOf(command)] ?? "";
  expect(of("rulec check")).toContain("order-not-total");
  expect(of("grep rule rules/visits.rule")).toContain("ordered by [day, country]");
  expect(of("rulec show daily_visits")).toContain("4 rows, ordered by day, country");
});

test("the README's picture is a rule of the first pack and the SQL that it becomes", () => {
  const run = shell();
  run("rulec init shop && cd shop");
  const rule = /^--- What each country bought[^]*?^}$/m.exec(readFileSync(join(root, "rules/quickstart/rules/sales.rule"), "utf8"))?.[0] ?? "";
  hold("picture", `\`\`\`\n${rule}\n\`\`\`\n\n\`rulec show daily_revenue --sql\`:\n\n\`\`\`sql\n${run("rulec show daily_revenue --sql")}\`\`\`\n`);
  expect(rule).toContain("rule daily_revenue");
});
