import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** Brackets open at once, beyond anything that people write; the parser takes some five thousand. */
const DEEP = 500;
/** Chains that nest without brackets (`a ? b : c ? …`, `x => y => …`, `else if`, `a.b().c()…`, `A<A<…`); the parser takes twice as many links. */
const LONG = 4000;

/**
 * Whether the parser lives through a text. It is native and recursive: source nested deeply enough ends the process, which nothing here could catch.
 * Nearly all files are told from such by counting; one that might be is parsed by another process first.
 */
export function survives(path: string, text: string, options: object): boolean {
  if (!mayOverflow(text)) return true;
  const parser = pathToFileURL(createRequire(import.meta.url).resolve("oxc-parser")).href;
  const script = `import { readFileSync } from "node:fs"; import { parseSync } from ${JSON.stringify(parser)};
    parseSync(${JSON.stringify(path)}, readFileSync(0, "utf8"), ${JSON.stringify(options)}).program;`;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", script], { input: text, stdio: ["pipe", "ignore", "ignore"] }).status === 0;
}

/** Counts in code, strings and comments alike: a wrong yes costs a process, and a wrong no would need brackets that close more often than they open. */
export function mayOverflow(text: string): boolean {
  // The links of the statement at hand, for each bracket that is open around it: a chain's own links are all at one depth.
  const links = [0];
  const count = (): boolean => (links[links.length - 1] = (links.at(-1) ?? 0) + 1) > LONG;
  for (let i = 0; i < text.length; i++) {
    switch (text.charAt(i)) {
      case "(": case "[": case "{":
        if (links.push(0) > DEEP) return true;
        break;
      case ")": case "]": case "}":
        if (links.length > 1) links.pop();
        break;
      case ">":
        // After `=` it makes an arrow, which nests.
        if (text[i - 1] === "=" && count()) return true;
        break;
      // `<` compares as often as it opens a list of types, so it is no bracket here.
      case "!": case ".": case "?": case "~": case "=": case "<":
        if (count()) return true;
        break;
      case "e":
        if (text.startsWith("else", i) && count()) return true;
        break;
      case ";":
        links[links.length - 1] = 0;
        break;
      default:
    }
  }
  return false;
}
