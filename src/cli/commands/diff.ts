import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { sideOfArtifacts } from "../../compile/diff/artifact-side.ts";
import { differs, diffPacks, type PackDiff, type RuleDiff } from "../../compile/diff/diff.ts";
import { diffJson, diffMarkdown, exampleLines, rowsText, statusText, summaryText, typesOf } from "../../compile/diff/report.ts";
import { sideOf, type DiffSide } from "../../compile/diff/side.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { data, property } from "../../lang/diagnostics/render-github.ts";
import { MANIFEST_FILE } from "../../lang/pack.ts";
import { checkoutAt, type Problem } from "../../runtime/pack/git.ts";
import type { Pack } from "../../runtime/pack/read-pack.ts";
import { compilePack, hasErrors, host, jsonOf, openPack, showDiagnostics, type Opened } from "../pack-session.ts";
import { EXIT, text, type Command, type Invocation } from "../spec.ts";

const FORMATS = ["text", "markdown", "json", "github"] as const;
type Format = (typeof FORMATS)[number];

const TRIES = 1_000;

/** Nothing is written and no engine started: both sides are compiled, rules that differ are compared. */
const command: Command = {
  async run(invocation) {
    const { args, options, out } = invocation;
    const format = formatOf(invocation);
    const tries = Number(text(options, "tries") ?? TRIES);
    if (format === null) return EXIT.usage;
    if (!Number.isInteger(tries) || tries < 0 || tries > 1_000_000) {
      out.note("rulec: --tries takes a whole number up to 1000000");
      return EXIT.usage;
    }
    const opened = openPack(invocation);
    if (opened.pack === null) return refused(invocation, format, opened.diagnostics, opened.textOf);
    const against = args[0] ?? "git:HEAD";
    const other = otherPack(against, opened.pack, invocation);
    if ("problem" in other) {
      out.note(`rulec: ${other.problem}`);
      return EXIT.usage;
    }
    try {
      const after = compiledSide(opened);
      if (Array.isArray(after)) return refused(invocation, format, after, opened.textOf);
      const before = "side" in other ? other.side : compiledSide(other.opened);
      if (Array.isArray(before)) {
        out.note(`rulec: ${against} does not compile:`);
        return refused(invocation, format, before, "opened" in other ? other.opened.textOf : opened.textOf);
      }
      const diff = diffPacks(before as DiffSide, after as DiffSide, { tries, seed: text(options, "seed") ?? "1", only: null });
      SHOW[format]({ invocation, diff, side: after as DiffSide, against, pack: opened.pack });
      return differs(diff) ? EXIT.differs : EXIT.ok;
    } finally {
      other.remove();
    }
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

function refused(invocation: Invocation, format: Format, diagnostics: readonly Diagnostic[], textOf: Opened["textOf"]): number {
  if (format === "json") invocation.out.document({ diagnostics: jsonOf(diagnostics, textOf) });
  else showDiagnostics(invocation, diagnostics, textOf);
  return EXIT.problems;
}

/** The errors, where there are any. */
function compiledSide({ pack, diagnostics, textOf }: Opened): DiffSide | readonly Diagnostic[] {
  const compiled = pack === null ? null : compilePack(pack, { keep: true });
  const all = [...diagnostics, ...(compiled?.diagnostics ?? [])];
  return compiled === null || hasErrors(all) ? all : sideOf(compiled, textOf);
}

type Other = ({ readonly opened: Opened } | { readonly side: DiffSide }) & { readonly remove: () => void };

/** Read as this pack is: with the same profile, where the other has it. */
function otherPack(against: string, pack: Pack, invocation: Invocation): Other | Problem {
  const at = /^git:([^]*)$/.exec(against);
  const read = (dir: string): Opened => openPack({ ...invocation, options: { ...invocation.options, pack: dir } });
  if (at !== null) {
    const checkout = checkoutAt(pack.dir, at[1] as string);
    return "problem" in checkout ? checkout : { opened: read(checkout.dir), remove: checkout.remove };
  }
  const dir = resolve(invocation.cwd, against);
  if (existsSync(join(dir, MANIFEST_FILE))) return { opened: read(dir), remove: () => undefined };
  const [manifest, lines] = ["manifest.json", "ir.jsonl"].map((name) => join(dir, name)) as [string, string];
  if (existsSync(manifest) && existsSync(lines)) {
    const side = sideOfArtifacts(readFileSync(manifest, "utf8"), readFileSync(lines, "utf8"), host);
    return side === null ? { problem: `${against} holds artifacts that this rulec does not read` } : { side, remove: () => undefined };
  }
  return { problem: existsSync(dir) ? `${against} holds no pack (${MANIFEST_FILE}) and no artifacts (ir.jsonl)` : `there is no folder ${against}; a commit is written git:${against}` };
}

type Shown = { readonly invocation: Invocation; readonly diff: PackDiff; readonly side: DiffSide; readonly against: string; readonly pack: Pack };

const SHOW: Readonly<Record<Format, (shown: Shown) => void>> = {
  text: showText,
  json: ({ invocation, diff, side, against }) => invocation.out.document(diffJson(diff, side, against)),
  markdown: ({ invocation, diff, side, against }) => invocation.out.print(diffMarkdown(diff, side, against).trimEnd()),
  github: showGithub,
};

function showText({ invocation: { out }, diff, side, against }: Shown): void {
  const { paint } = out;
  const told = diff.rules.filter(({ status }) => status !== "unchanged");
  const width = Math.max(0, ...[...told, ...diff.sources].map(({ name }) => name.length));
  const margin = " ".repeat(width + 2);
  for (const { name, status, changes } of diff.sources) {
    out.print(`${name.padEnd(width)}  ${paint.dim(`source ${status}`)}${changes.length === 0 ? "" : `  ${changes.map(({ says }) => says).join(" · ")}`}`);
  }
  for (const rule of told) {
    const status = rule.breaking ? paint.red(statusText(rule)) : rule.status === "text only" ? paint.dim(statusText(rule)) : statusText(rule);
    const rows = rule.rows === null || rule.rows.kind === "differs" ? "" : `  ${(rule.rows.kind === "equal" ? paint.green : paint.yellow)(rowsText(rule.rows))}`;
    out.print(`${paint.bold(rule.name.padEnd(width))}  ${status}${rows}`);
    for (const { says, breaking } of rule.changes) if (rule.status !== "removed") out.print(`${margin}${breaking ? paint.red("! ") : "  "}${says}`);
    if (rule.rows?.kind === "differs") {
      out.print(`${margin}  ${paint.red(rowsText(rule.rows))}`);
      const lines = exampleLines(rule.rows, typesOf(rule, side));
      const labels = Math.max(...lines.map(([label]) => label.length));
      for (const [label, line] of lines) out.print(`${margin}    ${paint.dim(label.padEnd(labels))}  ${line}`);
    }
    if (rule.reaches.length > 0) out.print(`${margin}  ${paint.dim(`reaches ${listed(rule.reaches)}`)}`);
  }
  out.note(`${told.length + diff.sources.length > 0 ? "" : `as ${against}: `}${summaryText(diff)}`);
}

/** Long lists of readers are for `rulec ls RULE+`. */
const SHOWN = 8;
const listed = (names: readonly string[]): string => (names.length <= SHOWN ? names.join(", ") : `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`);

/** Commands of a GitHub workflow: what breaks readers as a warning, what else has changed as a notice, beside the rule's file. */
function showGithub({ invocation: { out, cwd, env }, diff, side, pack }: Shown): void {
  const folder = relative(env["GITHUB_WORKSPACE"] ?? cwd, pack.dir).replaceAll("\\", "/");
  for (const rule of diff.rules) {
    if (rule.status === "unchanged" || rule.status === "text only") continue;
    const file = rule.file === null || rule.status === "removed" ? "" : `file=${property(folder === "" ? rule.file : `${folder}/${rule.file}`)},`;
    out.print(`::${rule.breaking || rule.rows?.kind === "differs" ? "warning" : "notice"} ${file}title=${property(`${rule.name} ${statusText(rule)}`)}::${data(textOf(rule, side))}`);
  }
  out.note(summaryText(diff));
}

function textOf(rule: RuleDiff, side: DiffSide): string {
  const example = rule.rows?.kind === "differs" ? exampleLines(rule.rows, typesOf(rule, side)).map(([label, line]) => `${label === "" ? "" : `${label}: `}${line}`) : [];
  return [...rule.changes.map(({ says }) => says), ...(rule.rows === null ? [] : [rowsText(rule.rows)]), ...example, ...(rule.reaches.length === 0 ? [] : [`reaches ${listed(rule.reaches)}`])].join("\n");
}
