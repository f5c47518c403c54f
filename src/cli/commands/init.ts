import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { makeFolder } from "../../runtime/record/files.ts";
import { assetFolder } from "../assets.ts";
import { EXIT, type Command, type Invocation } from "../spec.ts";

/** What an otherwise empty folder may hold without being somebody's work. */
const HARMLESS = new Set([".git", ".gitignore", ".DS_Store", "README.md", "LICENSE", "data"]);

const command: Command = {
  async run(invocation) {
    const { args: [dir], out, cwd } = invocation;
    const target = resolve(cwd, dir ?? ".");
    try {
      return begin(invocation, target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (typeof code !== "string") throw error;
      out.note(`rulec: ${dir ?? "this folder"} cannot be made (${code}); name another one: rulec init my-pack`);
      return EXIT.problems;
    }
  },
};
export default command;

/** Throws what the file system throws. */
function begin({ args: [dir], out, cwd }: Invocation, target: string): number {
  if (statSync(target, { throwIfNoEntry: false })?.isFile() === true) {
    out.note(`rulec: ${dir ?? "this"} is a file; name a folder: rulec init my-pack`);
    return EXIT.problems;
  }
  const inTheWay = existsSync(target) ? readdirSync(target).filter((name) => !HARMLESS.has(name)) : [];
  if (inTheWay.length > 0) {
    out.note(`rulec: ${relative(cwd, target) || "this folder"} is not empty (${inTheWay.slice(0, 3).join(", ")}${inTheWay.length > 3 ? ", …" : ""}); name a new one: rulec init my-pack`);
    return EXIT.problems;
  }
  makeFolder(target);
  // `force: false`: what is there stays as it is.
  const keptIgnore = existsSync(join(target, ".gitignore"));
  cpSync(assetFolder("rules/quickstart"), target, { recursive: true, force: false, filter: (from) => !/\/(target|out)$/.test(from.replaceAll("\\", "/")) });
  // A package manager would not ship a file that is called .gitignore.
  if (keptIgnore) rmSync(join(target, "gitignore.txt"), { force: true });
  else renameSync(join(target, "gitignore.txt"), join(target, ".gitignore"));
  const made = readdirSync(assetFolder("rules/quickstart"), { recursive: true, encoding: "utf8" })
    .filter((path) => !/^(target|out)(\W|$)/.test(path) && !(keptIgnore && path === "gitignore.txt")).map((path) => (path === "gitignore.txt" ? ".gitignore" : path.replaceAll("\\", "/")));
  const where = relative(cwd, target);
  if (out.json) out.document({ dir: where || ".", files: made.sort() });
  else {
    out.print(`a pack${where === "" ? "" : ` in ${where}`}: rulepack.json, rules/, data/`);
    out.print(`next: ${where === "" ? "" : `cd ${where} && `}rulec run && rulec show daily_revenue`);
  }
  return EXIT.ok;
}
