/** `rulec test --new RULE`: reads some rows of its sources and writes a test that they make. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, posix, relative, resolve } from "node:path";
import { draftTest, inputsOf } from "../../compile/tests/draft.ts";
import { runTest, suiteOf, type Suite } from "../../compile/tests/index.ts";
import type { Compiled, CompiledSource } from "../../compile/types.ts";
import type { Table } from "../../evaluate/index.ts";
import { localName, type RuleName } from "../../ir/id.ts";
import { nameOf } from "../../lang/decompile/text.ts";
import { diagnose } from "../../lang/diagnostics/index.ts";
import type { ModuleScope } from "../../lang/scope.ts";
import { RUN_AT } from "../../lang/bind/params.ts";
import { readRows } from "../../runtime/index.ts";
import { isFileError, replaceText } from "../../runtime/record/files.ts";
import type { RunInput } from "../../runtime/run/work.ts";
import type { Pack } from "../../runtime/pack/read-pack.ts";
import type { Value } from "../../values/value.ts";
import { valueOf, valueOfJson } from "../../values/value-text.ts";
import { compilePack, hasErrors, openPack, refused } from "../pack-session.ts";
import { runInput } from "../run-input.ts";
import { isNamed, nearestName } from "../select.ts";
import { EXIT, text, type Invocation } from "../spec.ts";
import { orMeant } from "../text.ts";

/** Rows of each source that are looked at: more where nothing comes out of a few. */
const SAMPLES = [200, 2_000] as const;

export async function draft(invocation: Invocation): Promise<number> {
  const { out, options } = invocation;
  const wrong = (problem: string, exit: number = EXIT.usage): number => {
    out.note(`rulec: ${problem}`);
    return exit;
  };
  const { pack, diagnostics, textOf } = openPack(invocation);
  if (pack === null) return refused(invocation, diagnostics, textOf);
  const compiled = compilePack(pack, { keep: true });
  if (hasErrors([...diagnostics, ...compiled.diagnostics])) return refused(invocation, [...diagnostics, ...compiled.diagnostics], textOf);
  const named = text(options, "new") as string;
  const [found, ...others] = compiled.declared.filter(isNamed(named));
  if (found === undefined) return wrong(`there is no rule ${named}${orMeant(nearestName(named, compiled.declared), "rulec ls")}`);
  if (others.length > 0) return wrong(`${named} could be ${[found, ...others].map(({ name }) => name).join(" or ")}`);
  const asked = runInput(invocation, pack, compiled, new Set(), textOf);
  if (!asked.ok) return "usage" in asked ? wrong(asked.usage) : refused(invocation, asked.diagnostics, textOf);
  const suite = suiteOf(compiled);
  const file = fileOf(invocation, pack);
  if (file?.startsWith("../") === true || (file !== null && !file.endsWith(".rule"))) return wrong(`--write takes a .rule file of the pack, not ${text(options, "write")}`);
  if (file !== null && !isRead(file, pack)) return wrong(`${file} is in none of the pack's roots (${pack.manifest.roots.join(", ")}), so nothing would read it; --write ${pack.manifest.roots[0]}/${posix.basename(file)}`);
  const scope = scopeOf(suite, found.at.file, file);
  const { reads, sources: needed } = inputsOf(found.name, suite);
  const sources = compiled.sources.filter(({ name }) => needed.has(name));
  let drafted: ReturnType<typeof draftTest> = { problem: "", empty: true };
  for (const most of SAMPLES) {
    const tables = await sampled(asked.input, sources, most);
    if ("diagnostics" in tables) return refused(invocation, tables.diagnostics, textOf);
    drafted = draftTest({ rule: found.name, tables: tables.tables, params: valuesOf(asked.input, compiled), called: (name) => calledIn(scope, name) }, suite);
    if (!("empty" in drafted)) break;
  }
  if ("problem" in drafted) return wrong(drafted.problem, EXIT.problems);
  const unknown = scope === null ? [] : [found.name, ...reads].filter((name) => ![...scope.symbols.values()].some((symbol) => symbol.name === name));
  if (unknown.length > 0 && file !== null && textOf(file) !== undefined) return wrong(`${file} does not know ${unknown.map(localName).join(", ")}: import them there, or add the test to the file of ${localName(found.name)}`);
  if (file === null) {
    if (out.json) out.document({ rule: found.name, text: drafted.text, file: null });
    else out.print(drafted.text.trimEnd());
  } else {
    const before = textOf(file) ?? importsOf([found.name, ...reads], suite, pack);
    if (!append(invocation, resolve(pack.dir, file), file, textOf(file) === undefined, `${before.trimEnd()}${before.trim() === "" ? "" : "\n\n"}${drafted.text}`)) return EXIT.problems;
    if (out.json) out.document({ rule: found.name, text: drafted.text, file });
    else out.note(`added to ${file}: read what it expects, give it a title; rulec test --title ${JSON.stringify(localName(found.name))} runs it`);
  }
  if (!holds(pack, file ?? found.at.file, file === null || textOf(file) !== undefined ? `${textOf(file ?? found.at.file) ?? ""}\n\n` : importsOf([found.name, ...reads], suite, pack), drafted.text)) out.note("it does not hold as it is: a promise, or what another rule makes, needs more rows");
  return EXIT.ok;
}

/** Relative to the pack's folder; null: standard output. */
function fileOf({ options, cwd }: Invocation, pack: Pack): string | null {
  const path = text(options, "write");
  return path === undefined ? null : relative(pack.dir, resolve(cwd, path)).replaceAll("\\", "/");
}

const isRead = (file: string, { manifest: { roots } }: Pack): boolean => roots.some((root) => !posix.relative(root, file).startsWith("../"));

function scopeOf({ prepared: { program } }: Suite, own: string, file: string | null): ModuleScope | null {
  const scopes = [...program.modules.values()];
  return scopes.find((scope) => scope.file === file) ?? scopes.find((scope) => scope.file === own) ?? null;
}

/** A name that the module has for it, else its own. */
function calledIn(scope: ModuleScope | null, name: RuleName): string {
  const symbol = [...(scope?.symbols ?? [])].find(([, declared]) => declared.name === name)?.[0];
  return nameOf(symbol ?? localName(name));
}

async function sampled(input: RunInput, sources: readonly CompiledSource[], most: number): Promise<{ readonly tables: ReadonlyMap<RuleName, Table> } | { readonly diagnostics: Parameters<typeof refused>[1] }> {
  const tables = new Map<RuleName, Table>();
  for (const source of sources) {
    const read = await readRows(input, source, most);
    if ("diagnostics" in read) return read;
    const columns = source.columns.map(({ name, type }) => ({ name, type }));
    tables.set(source.name, { columns, rows: read.rows.map((row) => columns.map(({ type }, i) => valueOfJson(type, row[i] ?? null))) });
  }
  return { tables };
}

/** As the evaluator takes them. */
function valuesOf({ values }: RunInput, { params, rules }: Compiled): ReadonlyMap<string, Value> {
  const types = new Map([...[...params].map(([name, { type }]) => [name, type] as const), ...rules.flatMap((rule) => rule.params.map(({ name, type }) => [name, type] as const)), [RUN_AT.name, RUN_AT.type] as const]);
  return new Map([...values].flatMap(([name, value]) => {
    const type = types.get(name);
    return type === undefined ? [] : [[name, valueOf(type, value)] as const];
  }));
}

/** What a new file needs to know these: by the roots of the pack. */
function importsOf(names: readonly RuleName[], { prepared: { program } }: Suite, { manifest: { roots } }: Pack): string {
  const byFile = new Map<string, string[]>();
  for (const name of names) {
    const file = program.declarations.get(name)?.file;
    if (file !== undefined) byFile.set(file, [...(byFile.get(file) ?? []), nameOf(localName(name))]);
  }
  const pathOf = (file: string): string => file.slice(Math.max(0, ...roots.filter((root) => root !== "" && file.startsWith(`${root}/`)).map((root) => root.length + 1))).replace(/\.rule$/, "");
  return [...byFile].map(([file, those]) => `import { ${[...new Set(those)].join(", ")} } from ${JSON.stringify(pathOf(file))}\n`).join("");
}

/** False where it could not be written, which is said. */
function append(invocation: Invocation, path: string, file: string, isNew: boolean, content: string): boolean {
  try {
    if (isNew) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content, { flag: "wx" });
    } else replaceText(path, content);
    return true;
  } catch (error) {
    if (!isFileError(error)) throw error;
    refused(invocation, [diagnose("file-unwritable", { file, problem: error.code ?? error.message }, { file, start: 0, end: 0 })], () => undefined);
    return false;
  }
}

/** Whether the test holds where it stands: columns that it leaves out, and promises, are looked at then. */
function holds(pack: Pack, file: string, before: string, test: string): boolean {
  const files = [...pack.files.filter(({ path }) => path !== file), { path: file, text: before + test }].sort((a, b) => (a.path < b.path ? -1 : 1));
  const compiled = compilePack({ ...pack, files }, { keep: true });
  const last = compiled.tests.findLast(({ at }) => at.file === file);
  return last !== undefined && !hasErrors(compiled.diagnostics) && runTest(last, suiteOf(compiled)).problems.length === 0;
}
