/** docs/std.md: what the pack `std` holds, made of its documentation and of the pack in test/std that uses and tests all of it. */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Compiled } from "../../src/compile/types.ts";
import type { RuleDecl } from "../../src/lang/ast/index.ts";
import { callablesIn, type Offered } from "../../src/lang/callables.ts";
import { parse } from "../../src/lang/parser/index.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const rulesIn = (folder: string): readonly { readonly name: string; readonly text: string }[] =>
  readdirSync(join(root, folder)).filter((file) => file.endsWith(".rule")).sort().map((file) => ({ name: file.replace(/\.rule$/, ""), text: readFileSync(join(root, folder, file), "utf8") }));

type Part = Offered & { readonly module: string };
/** What the pack offers, in the order of its files. */
export const stdParts = (): readonly Part[] => rulesIn("rules/std").flatMap(({ name: module, text }) => callablesIn(`${module}.rule`, text).map((of) => ({ ...of, module })));

/** Rules of test/std that use a name, and what its tests expect of it. */
export type Uses = { readonly rules: readonly { readonly name: string; readonly text: string }[]; readonly expects: readonly string[] };
export function usesOf(name: string): Uses {
  const called = new RegExp(`\\b${name}\\(`);
  const files = rulesIn("test/std/rules");
  const rules = files.flatMap(({ name: module, text }) => parse(`${module}.rule`, text).ast.declarations.filter((decl): decl is RuleDecl => decl.kind === "rule")
    .map((decl) => ({ name: `${module}.${decl.name.text}`, text: text.slice(decl.start, decl.end) })));
  const expects = files.flatMap(({ text }) => [...text.matchAll(/^ {2}expect (?!rows|no |error)(.*(?:\n {4}.*)*)/gm)].flatMap((found) => (found[1] as string).split(/\s+and\s+/)));
  return { rules: rules.filter(({ text }) => called.test(text)), expects: expects.filter((text) => called.test(text)) };
}

export function stdPage(compiled: Compiled): string {
  const parts = stdParts();
  const modules = [...new Set(parts.map(({ module }) => module))];
  const list = modules.map((module) => `| [\`std/${module}\`](#std${module}) | ${parts.filter((part) => part.module === module).map(({ name }) => `[\`${name}\`](#${name})`).join(" ")} |`);
  return [
    "# The pack `std`", "",
    "Comes with rulec. A pack that says `\"dependencies\": { \"std\": {} }` in its rulepack.json, as one that `rulec init` made does, imports from it:", "",
    "```", 'import { latest_per } from "std/rows"', 'import { normal_email } from "std/text"', "```", "",
    "It is written in the language and becomes SQL as any text would: nothing of it is there when a rule runs. Made of the documentation of rules/std and of test/std, a pack that uses and tests all of it;",
    "the SQL is that of the rule above it.", "",
    "`columns` are written `[a, b]`, or as a selector; a `column` and an `expr` as they are. What sorts takes `ties`: columns which, with the others, hold a key, or `[]` where they do without. What is added is called as said;",
    "`rename` gives another name. Columns of `pivot` are written in the rule, as they are those of its result: there is nothing to add to the stage.", "",
    "| | |", "|---|---|", ...list, "",
    ...modules.flatMap((module) => [`## std/${module}`, "", ...parts.filter((part) => part.module === module).flatMap((part) => partText(part, compiled))]),
  ].join("\n");
}

function partText(part: Part, compiled: Compiled): string[] {
  const { rules: [rule], expects } = usesOf(part.name);
  const sql = compiled.rules.find((one) => rule !== undefined && one.name === rule.name)?.select.text;
  const shown = rule === undefined ? ["```", ...expects, "```"] : ["```", rule.text, "```", ...(sql === undefined ? [] : ["", "```sql", sql.trim(), "```"])];
  return [`### ${part.name}`, "", `\`${part.signature}\``, "", part.doc, "", ...shown, ""];
}

