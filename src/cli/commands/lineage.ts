import { localName } from "../../ir/id.ts";
import { lineageDot, lineageJson, lineageMermaid, lineageTree, type Asked, type Direction } from "../../compile/lineage-forms.ts";
import { columnKey, lineageGraph, rowsKey } from "../../compile/lineage-graph.ts";
import type { Compiled, Prepared } from "../../compile/types.ts";
import { nearest } from "../../lang/diagnostics/define.ts";
import { compilePack, hasErrors, openPack, refused } from "../pack-session.ts";
import { orMeant } from "../text.ts";
import { EXIT, flag, text, type Command, type Invocation } from "../spec.ts";

const FORMATS = ["text", "json", "dot", "mermaid"] as const;
type Format = (typeof FORMATS)[number];

/** Needs no data: what a rule says is what its lineage is. */
const command: Command = {
  async run(invocation) {
    const { args: [name = ""], options, out } = invocation;
    const format = formatOf(invocation);
    if (format === null) return EXIT.usage;
    if (flag(options, "up") && flag(options, "down")) {
      out.note("rulec: --up or --down, not both");
      return EXIT.usage;
    }
    const { pack, diagnostics, textOf } = openPack(invocation);
    const compiled = pack === null ? null : compilePack(pack, { keep: true });
    const found = compiled === null ? null : meant(name, compiled);
    if (compiled === null || found === null || ("usage" in found && hasErrors(compiled.diagnostics)) || ("name" in found && isBroken(found.name, compiled))) {
      return refused(invocation, [...diagnostics, ...(compiled?.diagnostics ?? [])], textOf);
    }
    if ("usage" in found) {
      out.note(`rulec: ${found.usage}`);
      return EXIT.usage;
    }
    const of = asked(found, flag(options, "down") ? "down" : flag(options, "up") ? "up" : null, compiled);
    print(of, format, invocation);
    if (of.direction === "down" && isInline(found.name, compiled)) out.note(`rulec: ${found.name} is inline: it stands within what reads it; ask of what it reads, or upwards of its readers`);
    return EXIT.ok;
  },
};
export default command;

function formatOf({ options, out }: Invocation): Format | null {
  const written = text(options, "format") ?? (out.json ? "json" : "text");
  const format = FORMATS.find((one) => one === written);
  if (format === undefined) out.note(`rulec: --format takes ${FORMATS.join(", ")}, not ${written}`);
  else if (out.json && format !== "json") out.note(`rulec: --json is --format json, not ${format}`);
  else return format;
  return null;
}

type Meant = { readonly name: string; readonly columns: readonly string[]; readonly whole: boolean };

const isInline = (name: string, { prepared }: Compiled): boolean => prepared?.env.interfaces.get(name)?.storage === "inline";
const isBroken = (name: string, compiled: Compiled): boolean =>
  compiled.declared.some((one) => one.name === name) && compiled.rules.every((one) => one.name !== name) && !isInline(name, compiled);

/** `rule`, `module.rule`, either with `.column`. */
function meant(name: string, compiled: Compiled): Meant | { readonly usage: string } {
  const { env } = compiled.prepared as Prepared;
  const all = [...compiled.declared, ...compiled.sources].map((one) => one.name);
  const found: Meant[] = [];
  let unknown: string | null = null;
  for (const full of all) {
    for (const written of new Set([full, localName(full)])) {
      const columns = (env.interfaces.get(full)?.columns ?? []).map((column) => column.name);
      if (name === written) found.push({ name: full, columns, whole: true });
      else if (name.startsWith(`${written}.`)) {
        const column = name.slice(written.length + 1).replace(/^`(.*)`$/, "$1");
        if (columns.includes(column)) found.push({ name: full, columns: [column], whole: false });
        else if (!column.includes(".")) unknown = `${written} has no column ${column}${hint(nearest(column, columns), columns)}`;
      }
    }
  }
  if (found.length > 1) return { usage: `${name} could be ${found.map((one) => (one.whole ? one.name : columnKey(one.name, one.columns[0] as string))).join(" or ")}` };
  if (found[0] !== undefined) return found[0];
  if (unknown !== null) return { usage: unknown };
  const [rule = "", ...rest] = name.split(".");
  const near = nearest(name, all.flatMap((one) => [one, localName(one)])) ?? nearest(rule, all.map(localName));
  const as = near === null || near.includes(".") || rest.length === 0 ? near : `${near}.${rest.join(".")}`;
  return { usage: `there is no rule or source ${rest.length === 0 ? name : rule}${orMeant(as, "rulec ls")}` };
}

const hint = (near: string | null, columns: readonly string[]): string => (near === null ? `; it has ${columns.join(", ")}` : `, did you mean ${near}?`);

/** What decides the rows of a rule decides its columns, so it is told with them. */
function asked({ name, columns, whole }: Meant, written: Direction | null, compiled: Compiled): Asked {
  const { prepared, declared } = compiled;
  const isRule = declared.some((one) => one.name === name);
  const direction = written ?? (isRule ? "up" : "down");
  // An inline rule stands within those that read it.
  const readers = declared.map((one) => one.name).filter((one) => one === name || !isInline(one, compiled));
  const graph = lineageGraph(direction === "up" ? [name] : [name, ...readers], direction === "up", prepared as Prepared);
  const rows = isRule && (direction === "up" || whole) ? [rowsKey(name)] : [];
  return { graph, direction, starts: [...columns.map((column) => columnKey(name, column)), ...rows].filter((id) => graph.nodes.has(id)) };
}

function print(of: Asked, format: Format, { out }: Invocation): void {
  if (format === "json") out.document(lineageJson(of));
  else if (format === "dot") out.print(lineageDot(of));
  else if (format === "mermaid") out.print(lineageMermaid(of));
  else {
    const lines = lineageTree(of);
    const width = Math.min(80, Math.max(...lines.map(({ branch, text: said }) => branch.length + said.length)));
    for (const { branch, text: said, place, influence } of lines) {
      const padding = " ".repeat(Math.max(0, width - branch.length - said.length));
      out.print(`${out.paint.dim(branch)}${branch === "" ? out.paint.bold(said) : influence ? out.paint.cyan(said) : said}${place === "" ? "" : `${padding}  ${out.paint.dim(place)}`}`);
    }
  }
}
