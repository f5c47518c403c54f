import { join } from "node:path";
import { nearest } from "../../lang/diagnostics/define.ts";
import { lockEdits } from "../../lang/lock.ts";
import { MANIFEST_FILE } from "../../lang/pack.ts";
import type { DependencyNode } from "../../runtime/pack/dependencies.ts";
import type { Pack } from "../../runtime/pack/read-pack.ts";
import { replaceText } from "../../runtime/record/files.ts";
import { hasErrors, jsonOf, openPack, refused, showDiagnostics } from "../pack-session.ts";
import { EXIT, flag, type Command, type Invocation } from "../spec.ts";
import { orMeant } from "../text.ts";

const command: Command = {
  async run(invocation) {
    const { args, options, out } = invocation;
    let { pack, diagnostics, textOf } = openPack(invocation);
    if (pack === null) return refused(invocation, diagnostics, textOf);
    const known = pack.tree.map(({ name }) => name);
    const unknown = args.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      out.note(`rulec: ${pack.manifest.name} has no dependency ${unknown}${orMeant(nearest(unknown, known), "rulec deps")}`);
      return EXIT.usage;
    }
    const before = pack.tree;
    if (flag(options, "update") && writeLocks(pack, args)) ({ pack, diagnostics, textOf } = openPack(invocation));
    if (pack === null) return refused(invocation, diagnostics, textOf);
    const tree = pack.tree.filter(({ name }) => args.length === 0 || args.includes(name));
    const updated = tree.filter(({ name, locked }) => before.find((other) => other.name === name)?.locked !== locked).map(({ name }) => name);
    const fixed = tree.every(({ sha256, locked }) => sha256 !== null && sha256 === locked);
    if (out.json) out.document({ name: pack.manifest.name, version: pack.manifest.version, dependencies: tree.map(documentOf), updated, locked: fixed, diagnostics: jsonOf(diagnostics, textOf) });
    else show(invocation, pack, tree, updated);
    showDiagnostics(invocation, diagnostics, textOf);
    if (hasErrors(diagnostics)) return EXIT.problems;
    return flag(options, "check") && !fixed ? EXIT.differs : EXIT.ok;
  },
};
export default command;

/** Whether there was something to write. */
function writeLocks({ dir, manifest, manifestText: text, tree }: Pack, names: readonly string[]): boolean {
  const locks = tree.flatMap(({ name, sha256 }) => (sha256 !== null && (names.length === 0 || names.includes(name)) ? [[name, sha256] as const] : []));
  const edits = lockEdits(text, manifest.places, new Map(locks)).toSorted((a, b) => b.start - a.start);
  if (edits.length > 0) replaceText(join(dir, MANIFEST_FILE), edits.reduce((now, { start, end, text: by }) => now.slice(0, start) + by + now.slice(end), text));
  return edits.length > 0;
}

/** `same`: whether it is what rulepack.json says; null where either is not known. */
const documentOf = ({ name, path, version, sha256, locked, dependencies }: DependencyNode): unknown =>
  ({ name, path, version, sha256, locked, same: sha256 === null || locked === null ? null : sha256 === locked, dependencies: dependencies.map(documentOf) });

function show({ out }: Invocation, { manifest, tree: all }: Pack, tree: readonly DependencyNode[], updated: readonly string[]): void {
  out.print(`${out.paint.bold(manifest.name)} ${manifest.version}`);
  if (all.length === 0) out.print("imports from no other pack");
  const rows = linesOf(tree, "");
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map(({ cells }) => (cells[column] as string).length)));
  for (const { cells, state } of rows) out.print(`${cells.map((cell, i) => cell.padEnd(widths[i] as number)).join("  ")}  ${state === "changed" || state === "unreadable" ? out.paint.red(state) : out.paint.dim(state)}`);
  if (updated.length > 0) out.note(`${MANIFEST_FILE} says now what ${updated.join(", ")} ${updated.length === 1 ? "holds" : "hold"}`);
}

type Line = { readonly cells: readonly [name: string, path: string, sha256: string]; readonly state: "locked" | "not locked" | "changed" | "unreadable" };

function linesOf(tree: readonly DependencyNode[], indent: string): readonly Line[] {
  return tree.flatMap((node, i) => {
    const isLast = i === tree.length - 1;
    const state = node.sha256 === null ? "unreadable" : node.locked === null ? "not locked" : node.locked === node.sha256 ? "locked" : "changed";
    const line: Line = { cells: [`${indent}${isLast ? "└" : "├"} ${node.name} ${node.version ?? ""}`.trimEnd(), node.path ?? "with rulec", (node.sha256 ?? "").slice(0, 12)], state };
    return [line, ...linesOf(node.dependencies, `${indent}${isLast ? "  " : "│ "}`)];
  });
}
