import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { extract, type Extracted } from "../rules/codeintel/extract/src/extract.ts";
import { hashId } from "../rules/codeintel/extract/src/ids.ts";
import { describe as describeSymbol } from "../rules/codeintel/extract/src/index/symbols.ts";
import { addSyntax } from "../rules/codeintel/extract/src/syntax/parse.ts";
import { mayOverflow } from "../rules/codeintel/extract/src/syntax/trial.ts";
import { columnsOf, noRows, TABLES, TABLE_NAMES, type Rows, type TableName } from "../rules/codeintel/extract/src/tables.ts";
import { sourceText, splitLines, type ByteSpan } from "../rules/codeintel/extract/src/text.ts";

const SHOP = join(import.meta.dirname, "projects", "shop");
const temporary: string[] = [];

function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const made = mkdtempSync(join(tmpdir(), "codeintel-"));
  temporary.push(made);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(made, path)), { recursive: true });
    writeFileSync(join(made, path), content);
  }
  return made;
}

afterAll(() => {
  for (const made of temporary) rmSync(made, { recursive: true, force: true });
});

type Table<T extends TableName> = Rows[T];

/** A table as it is in its file, in the order of its file. */
async function read<T extends TableName>({ tables }: Extracted, name: T): Promise<Table<T>> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const { rows } = { rows: (await connection.runAndReadAll(`SELECT to_json(t)::VARCHAR FROM read_parquet('${tables[name]}') t`)).getRows() };
  connection.closeSync();
  instance.closeSync();
  return rows.map(([json]) => JSON.parse(json as string)) as Table<T>;
}

/** The syntax facts of one file that is in no project. */
function syntax(text: string, path = "a.ts", options: Readonly<Record<string, unknown>> = {}): Rows {
  const rows = noRows();
  addSyntax(rows, sourceText(path, text), "file:a", options);
  return rows;
}

const textOf = (bytes: Uint8Array, bstart: number, bend: number): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(bstart, bend));
const byPlace = (a: { path: string } & ByteSpan, b: { path: string } & ByteSpan): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : a.bstart - b.bstart || a.bend - b.bend;
const expected = (name: string): readonly string[] =>
  readFileSync(join(SHOP, "expected", `${name}.txt`), "utf8").trimEnd().split("\n").map((line) => line.replace(/ {2,}/, " "));

describe("the shop", () => {
  let shop: Extracted;
  let names: Map<string, string>;
  beforeAll(async () => {
    shop = await extract({ project: SHOP, cache: folder() });
    names = new Map((await read(shop, "files")).map((file) => [file.file_id, file.path]));
    for (const def of await read(shop, "ast_defs")) names.set(def.def_id, def.name ?? "-");
  });

  test("its imports are those written by hand", async () => {
    const rows = (await read(shop, "ast_imports")).sort((a, b) => byPlace(a, b) || (a.name_bstart ?? a.bstart) - (b.name_bstart ?? b.bstart));
    const text = rows.map(({ path, kind, module, name, alias, is_type }) =>
      [path, kind, module, ...(name === null ? [] : [name]), ...(alias === null ? [] : ["as", alias]), ...(is_type ? ["(type)"] : [])].join(" "));
    expect(text).toEqual(expected("imports"));
  });

  test("its calls are those written by hand, each with its owner and the names its callee may go by", async () => {
    const rows = (await read(shop, "ast_calls")).sort(byPlace).sort((a, b) => (a.path === b.path ? a.bstart - b.bstart || a.callee_bend - b.callee_bend : 0));
    const text = rows.map(({ path, kind, callee_text, arg_count, owner_def_id, callee_qnames }) =>
      `${path} ${kind} ${callee_text} (${arg_count}) in ${names.get(owner_def_id)}: ${callee_qnames.map(({ name, source }) => `${source} ${name}`).join(", ")}`);
    expect(text).toEqual(expected("calls"));
  });

  test("its definitions are those written by hand", async () => {
    const rows = (await read(shop, "ast_defs")).sort(byPlace);
    const text = rows.map(({ path, kind, name, params, container_def_id, exported_as }) => {
      const list = params.map((param) => `${param.name}${param.optional ? "?" : ""}${param.type === null ? "" : `: ${param.type}`}`).join(", ");
      return `${path} ${kind} ${name ?? "-"}(${list}) in ${names.get(container_def_id)}${exported_as === null ? "" : `, exported as ${exported_as}`}`;
    });
    expect(text).toEqual(expected("defs"));
  });

  test("its references say what is read and written, and which names the file does not declare", async () => {
    const rows = (await read(shop, "ast_refs")).filter(({ path }) => path === "src/cli.ts").sort(byPlace);
    const text = rows.map(({ role, name, is_member, scope_id }) => `${role} ${is_member ? "." : ""}${name}${is_member || scope_id !== null ? "" : " (global)"}`);
    expect(text).toEqual(expected("refs-of-cli"));
  });

  test("its symbols have the names and kinds of their descriptors", async () => {
    const rows = (await read(shop, "scip_symbols")).filter(({ path }) => path === "src/items.ts");
    const named = new Map(rows.map(({ symbol, display_name }) => [symbol, display_name]));
    const text = rows.map(({ kind, display_name, enclosing_symbol }) => `${kind} ${display_name}${enclosing_symbol === null ? "" : ` in ${named.get(enclosing_symbol)}`}`);
    expect(text.sort()).toEqual([...expected("symbols-of-items")].sort());
  });

  test("a call on a union has an occurrence for each member, and both end where the callee ends", async () => {
    const rows = (await read(shop, "scip_occurrences")).filter(({ path, start_line, start_char }) => path === "src/cart.ts" && start_line === 8 && start_char === 16);
    expect(rows.map(({ symbol, end_char }) => `${symbol.split("/").at(-1)} ${end_char}`).sort()).toEqual(["Book#label(). 21", "Toy#label(). 21"]);
  });

  test("a file that cannot be parsed is a row in parse_errors, and keeps its lines and its index", async () => {
    expect((await read(shop, "parse_errors")).map(({ path, error_no }) => [path, error_no])).toEqual([["src/broken.ts", 0]]);
    expect((await read(shop, "scip_documents")).map(({ path }) => path)).toContain("src/broken.ts");
    expect((await read(shop, "file_lines")).filter(({ path }) => path === "src/broken.ts")).toHaveLength(3);
  });

  test("what package.json names as built is traced back to its sources", async () => {
    expect((await read(shop, "package_entries")).map(({ path, kind }) => `${kind} ${path}`)).toEqual(["bin src/cli.ts", "exports src/index.ts"]);
  });

  test("every span's bytes are the text it names", async () => {
    const bytes = new Map((await read(shop, "files")).map(({ path }) => [path, readFileSync(join(SHOP, path))]));
    const at = (path: string, from: number | null, to: number | null): string => textOf(bytes.get(path) ?? new Uint8Array(), from ?? 0, to ?? 0);
    for (const row of await read(shop, "file_lines")) expect(at(row.path, row.start_byte, row.end_byte)).toBe(row.line_text);
    for (const row of await read(shop, "ast_refs")) expect(at(row.path, row.bstart, row.bend)).toBe(row.name);
    for (const row of await read(shop, "ast_type_refs")) expect(at(row.path, row.bstart, row.bend)).toBe(row.text);
    for (const row of await read(shop, "ast_calls")) expect(at(row.path, row.callee_bstart, row.callee_bend)).toBe(row.callee_text);
    for (const row of await read(shop, "ast_defs")) if (row.name !== null) expect(at(row.path, row.name_bstart, row.name_bend)).toBe(row.name);
    for (const row of await read(shop, "ast_imports")) {
      expect(at(row.path, row.module_bstart, row.module_bend)).toBe(`"${row.module}"`);
      if (row.name !== null) expect(at(row.path, row.name_bstart, row.name_bend)).toBe(row.name);
      if (row.alias !== null) expect(at(row.path, row.alias_bstart, row.alias_bend)).toBe(row.alias);
    }
    for (const row of await read(shop, "ast_scopes")) for (const mark of [...row.reads, ...row.writes]) expect(at(row.path, mark.bstart, mark.bend)).toBe(mark.name);
  });

  test("every named definition has an occurrence on its name, also behind a byte order mark and astral characters", async () => {
    const lines = new Map((await read(shop, "file_lines")).map((line) => [`${line.path}:${line.line_no}`, line]));
    const bytesAt = (path: string, line: number, char: number): number => {
      const { start_byte = 0, line_text = "" } = lines.get(`${path}:${line}`) ?? {};
      return start_byte + Buffer.byteLength(line_text.slice(0, char));
    };
    const spans = new Set((await read(shop, "scip_occurrences")).map((o) =>
      `${o.path}:${bytesAt(o.path, o.start_line, o.start_char)}-${bytesAt(o.path, o.end_line, o.end_char)}`));
    const defs = (await read(shop, "ast_defs")).filter(({ name }) => name !== null);
    expect(defs.filter(({ path, name_bstart, name_bend }) => !spans.has(`${path}:${name_bstart}-${name_bend}`))).toEqual([]);
  });

  test("every owner, container and parent scope is a row", async () => {
    const scopes = new Set((await read(shop, "ast_scopes")).map(({ scope_id }) => scope_id));
    for (const row of await read(shop, "ast_calls")) expect(names.has(row.owner_def_id)).toBe(true);
    for (const row of await read(shop, "ast_defs")) expect(names.has(row.container_def_id)).toBe(true);
    for (const row of await read(shop, "ast_scopes")) expect(scopes.has(row.parent_scope_id) || names.has(row.parent_scope_id)).toBe(true);
    for (const row of await read(shop, "ast_refs")) expect(row.scope_id === null || scopes.has(row.scope_id)).toBe(true);
  });

  test("rows come in the order of their key", async () => {
    const text = (value: unknown): string => (typeof value === "number" ? String(value).padStart(12, "0") : String(value));
    for (const name of TABLE_NAMES) {
      const rows = (await read(shop, name)) as readonly Readonly<Record<string, unknown>>[];
      const keys = rows.map((row) => Buffer.from(TABLES[name].key.map((column) => text(row[column])).join("\u0000")));
      expect(keys).toEqual([...keys].sort((a, b) => a.compare(b)));
      expect(rows).toHaveLength(shop.counts[name]);
    }
  });

  test("columns, types and order of the files are those that are declared", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    for (const name of TABLE_NAMES) {
      const described = (await connection.runAndReadAll(`DESCRIBE FROM read_parquet('${shop.tables[name]}')`)).getRows();
      expect(described.map(([column, type]) => [column, String(type).replaceAll('"', "")])).toEqual(columnsOf(name).map((column) => [column.name, column.type]));
    }
    connection.closeSync();
    instance.closeSync();
  });
});

describe("the cache", () => {
  const digests = (folderOf: Extracted): readonly string[] =>
    TABLE_NAMES.map((name) => `${name} ${createHash("sha256").update(readFileSync(folderOf.tables[name])).digest("hex")}`);

  test("unchanged contents are reused, and extracted afresh they give the same bytes", async () => {
    const [one, other] = [folder(), folder()];
    const first = await extract({ project: SHOP, cache: one });
    const second = await extract({ project: SHOP, cache: one });
    expect([first.reused, second.reused]).toEqual([false, true]);
    expect(second).toEqual({ ...first, reused: true });
    expect(digests(await extract({ project: SHOP, cache: other }))).toEqual(digests(first));
    expect(readdirSync(one)).toHaveLength(1);
  });

  test("a changed source, configuration or manifest is another state of the project", async () => {
    const cache = folder();
    const project = folder({ "a.ts": "export const a = 1;\n", "package.json": '{"name":"p"}' });
    const run = (): Promise<Extracted> => extract({ project, cache });
    expect((await run()).reused).toBe(false);
    for (const [path, content] of [["a.ts", "export const a = 2;\n"], ["package.json", '{"name":"q"}'], ["tsconfig.json", '{"include":["*.ts"]}']] as const) {
      writeFileSync(join(project, path), content);
      expect((await run()).reused).toBe(false);
      expect((await run()).reused).toBe(true);
    }
  });

  test("where a project lies changes nothing, and nothing is written into it", async () => {
    const files = { "src/a.ts": "import { b } from './b';\nexport const f = () => b;\n", "src/b.ts": "export const b = { c: 1 };\n" };
    const [here, there] = [folder(files), folder(files)];
    const [one, two] = [await extract({ project: here, cache: folder() }), await extract({ project: there, cache: folder() })];
    expect(digests(one)).toEqual(digests(two));
    expect(readdirSync(here)).toEqual(["src"]);
    expect((await read(one, "scip_symbols")).filter(({ documentation }) => documentation.join().includes(here))).toEqual([]);
  });
});

describe("projects", () => {
  test("without a tsconfig all sources count, JavaScript too, but not what is installed or built", async () => {
    const project = folder({ "a.js": "exports.a = 1;\n", "b.jsx": "export const b = <a.B/>;\n", "node_modules/x/i.ts": "", "dist/c.js": "", "target/d.ts": "" });
    expect((await read(await extract({ project, cache: folder() }), "files")).map(({ path, language }) => `${path} ${language}`).sort()).toEqual([
      "a.js javascript", "b.jsx javascriptreact",
    ]);
  });

  test("a tsconfig's files are the project, with those of the configurations that it references and those that `files` import", async () => {
    const project = folder({
      "tsconfig.json": '{ "files": [], "references": [{ "path": "lib" }, { "path": "app/tsconfig.app.json" }] }',
      "lib/tsconfig.json": '{ "compilerOptions": { "composite": true }, "include": ["*.ts"] }', "lib/l.ts": "export const l = 1;\n",
      "app/tsconfig.app.json": '{ "compilerOptions": { "module": "preserve", "composite": true }, "files": ["main.ts"] }',
      "app/main.ts": 'import "./used";\n', "app/used.ts": "export {};\n", "app/unused.ts": "export {};\n",
    });
    expect((await read(await extract({ project, cache: folder() }), "files")).map(({ path }) => path).sort()).toEqual(["app/main.ts", "app/used.ts", "lib/l.ts"]);
  });

  test("what is not text or not JSON is an error's row and not a crash", async () => {
    const project = folder({
      "tsconfig.json": "{ nonsense", "latin.ts": Uint8Array.of(0x2f, 0x2f, 0xe9, 0x0a), "zero.ts": "const a = '\u0000';\n", "empty.ts": "",
      "deep.ts": `const a = ${"(".repeat(20_000)}1${")".repeat(20_000)};\n`,
    });
    const found = await extract({ project, cache: folder() });
    const errors = (await read(found, "parse_errors")).map(({ path }) => path);
    expect(errors).toContain("latin.ts");
    expect(errors).toContain("deep.ts");
    expect(errors).toContain("tsconfig.json");
    expect((await read(found, "files")).map(({ path }) => path).sort()).toEqual(["deep.ts", "empty.ts", "latin.ts", "zero.ts"]);
  });

  test("locals are named by their file, and the module's own occurrence is the document's", async () => {
    const project = folder({ "p/a.ts": "export function f(x: number) { const y = x; return y; }\n", "package.json": '{"name":"n","version":"1.0.0"}' });
    const found = await extract({ project, cache: folder() });
    expect((await read(found, "scip_documents")).map(({ module_symbol }) => module_symbol)).toEqual(["scip-typescript npm n 1.0.0 p/`a.ts`/"]);
    const locals = (await read(found, "scip_symbols")).filter(({ kind }) => kind === "local");
    expect(locals.map(({ symbol, display_name }) => [symbol.replace(/\d+$/, "N"), display_name])).toEqual([["local p/a.ts#N", "y"]]);
    expect((await read(found, "scip_occurrences")).filter(({ end_char, start_char }) => start_char === end_char)).toEqual([]);
  });
});

describe("ids and text", () => {
  test("an id is the prefix and sixteen digits of the hash of prefix and parts, null as None", () => {
    const digest = createHash("sha256").update("call\u001fsrc/é.ts\u001f12\u001fNone").digest("hex");
    expect(hashId("call", "src/é.ts", 12, null)).toBe(`call:${digest.slice(0, 16)}`);
  });

  test("lines end where TypeScript ends them, and line 0 begins after a byte order mark", () => {
    const text = "\ufeffa\r\nb\rc\u2028d\u2029e\n";
    expect(splitLines(text).map(({ start, end }) => text.slice(start, end))).toEqual(["a", "b", "c", "d", "e", ""]);
    expect(splitLines("")).toEqual([{ start: 0, end: 0 }]);
  });

  test("bytes count a byte order mark as three, an accent as two and an astral character as four", () => {
    const text = "\ufeffé𝒮x";
    expect([0, 1, 2, 4, 5].map(sourceText("a.ts", text).byteAt)).toEqual([0, 3, 5, 9, 10]);
    expect(Buffer.byteLength(text)).toBe(10);
  });

  test("a symbol's last descriptor is its name and kind, and the ones before it what encloses it", () => {
    const of = (descriptors: string): unknown => describeSymbol(`scip-typescript npm a  b 1.0 ${descriptors}`);
    const inside = (descriptors: string): string => `scip-typescript npm a  b 1.0 ${descriptors}`;
    expect(of("src/`a.ts`/")).toEqual({ name: "a.ts", kind: "module", enclosing: null });
    expect(of("`a.ts`/N/C#`<get>x`().")).toEqual({ name: "x", kind: "getter", enclosing: inside("`a.ts`/N/C#") });
    expect(of("`a.ts`/f().(x)")).toEqual({ name: "x", kind: "parameter", enclosing: inside("`a.ts`/f().") });
    expect(of("`a.ts`/f().[T]")).toEqual({ name: "T", kind: "type_parameter", enclosing: inside("`a.ts`/f().") });
    expect(of("`a.ts`/`b``c`.")).toEqual({ name: "b`c", kind: "term", enclosing: inside("`a.ts`/") });
    expect(describeSymbol("local 3")).toBeNull();
  });
});

describe("syntax", () => {
  const calls = (text: string, path?: string): readonly string[] => syntax(text, path).ast_calls.map(({ kind, callee_text, arg_count }) => `${kind} ${callee_text} ${arg_count}`);

  test("a callee is peeled of what does not change it", () => {
    expect(calls("(a.b)!(); (c as any)(1); (d satisfies F)(); e<T>(2, 3); a?.f(); (g<T>)();")).toEqual([
      "call a.b 0", "call c 1", "call d 0", "call e 2", "call a?.f 0", "call g 0",
    ]);
  });

  test("new, tags, decorators and elements are calls; a decorator's own call is one with it, and platform elements are none", () => {
    expect(calls("@d class A { @e(1, 2) m() {} }\nnew A; t`x${1}`;")).toEqual(["decorator d 0", "decorator e 2", "new A 0", "tagged_template t 2"]);
    expect(calls("const x = <A.B y={1}><div/></A.B>;", "a.tsx")).toEqual(["jsx A.B 1"]);
  });

  test("import() and require() are imports and no calls, unless the file has a require of its own", () => {
    const sure = syntax('import("m"); const { a, b: c } = require("n"); require(x); import q = require("o"); type T = import("p").U;', "a.ts");
    expect(sure.ast_imports.map(({ kind, module, name, alias }) => [kind, module, name, alias])).toEqual([
      ["dynamic", "m", null, null], ["require", "o", null, "q"], ["dynamic", "p", null, null], ["require", "n", "a", null], ["require", "n", "b", "c"],
    ]);
    expect(sure.ast_calls.map(({ callee_text }) => callee_text)).toEqual(["require"]);
    const own = syntax('function require(m: string) {}\nrequire("n");');
    expect([own.ast_imports.length, own.ast_calls.length]).toEqual([0, 1]);
  });

  test("a function that a name holds is one definition of that name, and what it calls is its own", () => {
    const { ast_defs, ast_calls } = syntax("const f = (async () => { xs.map(() => g()); }) as F;\nclass C { h = () => this.i(); }\nconst o = { p() { q(); } };");
    const names = new Map(ast_defs.map(({ def_id, name }) => [def_id, name]));
    expect(ast_defs.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["function f", "function null", "class C", "method h", "variable o", "method p"]);
    expect(ast_calls.map(({ callee_text, owner_def_id }) => `${callee_text} in ${names.get(owner_def_id)}`)).toEqual(["xs.map in f", "g in f", "this.i in h", "q in p"]);
  });

  test("an export is known by the name that others import", () => {
    const exported = (text: string, path?: string): unknown => syntax(text, path).ast_defs.filter(({ exported_as }) => exported_as !== null).map(({ name, exported_as }) => [name, exported_as]);
    expect(exported("const a = 1, b = 2; export { a as c, b }; export const { d, e: [f] } = x; export type T = 1;")).toEqual([
      ["a", "c"], ["b", "b"], ["d", "d"], ["f", "f"], ["T", "T"],
    ]);
    expect(exported("export default () => 1;")).toEqual([[null, "default"]]);
    expect(exported("function a() { const b = 1; }\nexport { b }; namespace N { export const c = 1; }\nexport = a;")).toEqual([["a", "export="]]);
    expect(syntax("declare module 'm' { export function a(): void; }\nexport const b = 1;").ast_defs.map(({ name, is_ambient }) => [name, is_ambient])).toEqual([
      ["m", true], ["a", true], ["b", false],
    ]);
    expect(syntax("export const b: number;", "a.d.ts").ast_defs[0]?.is_ambient).toBe(true);
  });

  test("a reference finds the scope that declares it, past those that declare another meaning of its name", () => {
    const { ast_refs, ast_scopes } = syntax("import { T } from 'm';\nfunction f<T>(x: T) { T(); for (const y of x) { var z = y; } z++; [x.a, z] = y; }");
    const kinds = new Map(ast_scopes.map(({ scope_id, kind }) => [scope_id, kind]));
    expect(ast_refs.map(({ role, name, is_member, scope_id }) => `${role} ${is_member ? "." : ""}${name} ${kinds.get(scope_id ?? "") ?? "-"}`)).toEqual([
      "type T function", "read T module", "read x function", "read y for", "read_write z function", "read x function", "write .a -", "write z function", "read y -",
    ]);
  });

  test("a scope holds the writes and reads of what it declares, initialisers and parameters among the writes", () => {
    const { ast_scopes } = syntax("function f(a: number, b = a) { let c; c = b; { const a = 1; return { a, c }; } }");
    const marks = ast_scopes.map(({ kind, locals, writes, reads }) => [kind, locals.join(), writes.map(({ name }) => name).join(), reads.map(({ name }) => name).join()]);
    expect(marks).toEqual([["script", "f", "f", ""], ["function", "a,b,c", "a,b,c", "a,b,c"], ["block", "a", "a", "a"]]);
  });

  test("names that are no references are none: keys, labels, attributes, the names in another module", () => {
    const names = (text: string, path?: string): readonly string[] => syntax(text, path).ast_refs.map(({ role, name }) => `${role} ${name}`);
    expect(names("l: for (;;) break l; ({ k: 1, m() {}, n }); export { a as b } from 'm'; import.meta; function f() { new.target; } x as const;")).toEqual(["read n", "read x"]);
    expect(names("const v = <A b={c} d:e='f'><g/></A>;", "a.tsx")).toEqual(["jsx A", "read c", "jsx A"]);
    expect(names("class A { #p = 1; q() { return this.#p; } static { #p in x; } }")).toEqual(["read #p", "read #p", "read x"]);
    expect(names("export { a as b }; export default c; let x: N.M<typeof d.e>; function f(y): y is B {}")).toEqual([
      "export a", "export c", "type N", "type M", "type d", "type e", "type y", "type B",
    ]);
  });

  test("elements mention a factory where the configuration, or the file's first comment, makes them its calls", () => {
    const implied = (text: string, options: Readonly<Record<string, unknown>> = {}, path = "a.tsx"): readonly string[] => syntax(text, path, options).jsx_factories.map(({ name }) => name);
    expect(implied("const a = <p/>;")).toEqual(["React"]);
    expect(implied("const a = <p/>;", { jsx: 4 })).toEqual([]);
    expect(implied("const a = 1;", { jsx: 2 })).toEqual([]);
    expect(implied("const a = <></>;", { jsx: 2, jsxFactory: "Preact.h", jsxFragmentFactory: "Fragment" })).toEqual(["Fragment", "Preact"]);
    expect(implied("const a = <p/>;", { jsx: 2, jsxFactory: "h", jsxFragmentFactory: "Fragment" })).toEqual(["h"]);
    expect(implied("/** @jsx h */\nconst a = <p/>;", { jsx: 2 })).toEqual(["h"]);
    expect(implied("/** @jsxRuntime classic */\nconst a = <p/>;", { jsx: 4 })).toEqual(["React"]);
    expect(implied("/** @jsxImportSource preact */\nconst a = <p/>;", { jsx: 2 })).toEqual([]);
    expect(implied("const a = <p/>; /** @jsx h */")).toEqual(["React"]);
  });

  test("a type's role is the place it stands in", () => {
    const { ast_type_refs } = syntax("class C<T extends A = B> extends D<E> implements F { p: G; m(x: H, y?: I): J { const z: K = x as L; return g<M>(z satisfies N); } }\ntype O = P;\ninterface Q extends R {}");
    expect(ast_type_refs.map(({ role, text }) => `${role} ${text}`).sort()).toEqual([
      "alias P", "assertion L", "constraint A", "default B", "extends D<E>", "extends R", "implements F", "param H", "param I", "property G", "return J",
      "satisfies N", "type_argument E", "type_argument M", "variable K",
    ]);
  });

  test("what parses and means nothing is a diagnostic with its span", () => {
    const { diagnostics, parse_errors } = syntax("let a;\nlet a;\n");
    expect(parse_errors).toEqual([]);
    expect(diagnostics.map(({ source, severity, bstart }) => [source, severity, bstart])).toEqual([["oxc-parser", "error", 4]]);
  });

  test("source that could end the parser's process is told from source that could not", () => {
    for (const link of ["b ? c : ", "x => ", "if (a) {;} else ", "!"]) expect(mayOverflow(`const a = ${link.repeat(5000)}`)).toBe(true);
    expect(mayOverflow(`a${".b()".repeat(5000)}`)).toBe(true);
    expect(mayOverflow("[".repeat(600))).toBe(true);
    expect(mayOverflow("class A { m() { this.a.b = c?.d; } }\n".repeat(5000))).toBe(false);
    expect(mayOverflow("a.b(c => c.d < e);\n".repeat(400))).toBe(false);
  });

  test("no two rows of a table share an id, however alike the nodes", () => {
    const rows = syntax("{{}}\n[[f()]];\n(() => () => f()())();\nconst { a, a: b } = { a: { a: 1 } };\ntype T = { a: { a: T } };\nclass A { constructor(public a, private b) {} }");
    for (const name of TABLE_NAMES) {
      const keys = (rows[name] as readonly Readonly<Record<string, unknown>>[]).map((row) => TABLES[name].key.map((column) => row[column]).join());
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
