import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandsIn, settled, shell, shown } from "./docs/transcript.ts";
import { root, useBuilt } from "./support/cli.ts";

const readme = join(root, "README.md");
const WRITE = process.env["RULEC_GOLDENS"] === "write";

useBuilt();

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
