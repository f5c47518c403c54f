/** A rule in normal form: `normalRule` compares hashes, so that what it gives compiles to the same; here, that it gives something, that it is its own normal form, and what it says. */
import { cpSync, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { normalNamed } from "../../src/compile/expand.ts";
import type { Compiled, Prepared } from "../../src/compile/types.ts";
import { parse } from "../../src/lang/parser/index.ts";
import type { DeclaredBy } from "../../src/lang/scope.ts";
import { openFolder, packFolder, temporaryFolder } from "../support/pack.ts";

const TEST = dirname(dirname(fileURLToPath(import.meta.url)));
const CASES = join(TEST, "cases");
const PACKS = join(TEST, "../rules");

/** Of every rule, in the order of names: its text, its text's text, or why there is none. */
function normals(folder: string): Map<string, { readonly text: string; readonly again: string } | { readonly why: string }> {
  const { compiled } = openFolder(folder);
  const made = new Map<string, { readonly text: string; readonly again: string } | { readonly why: string }>();
  for (const { name } of compiled?.declared ?? []) {
    const one = normalNamed(name, compiled?.prepared as Prepared);
    if (one !== null) made.set(name, one.ok ? { text: one.text, again: againOf(name, one, (compiled as Compiled).prepared as Prepared) } : { why: one.why });
  }
  return made;
}

/** The normal form of the text itself, whose names are those that it came with. */
function againOf(name: string, { text, symbols }: Extract<NonNullable<ReturnType<typeof normalNamed>>, { ok: true }>, prepared: Prepared): string {
  const { program } = prepared;
  const decl = parse("", text).ast.declarations[0] as DeclaredBy<"rule">["decl"];
  const declared = { ...(program.declarations.get(name) as DeclaredBy<"rule">), module: "", decl };
  const modules = new Map([...program.modules, ["", { module: "", file: "", text, symbols, missing: new Set<string>(), faults: [] }]]);
  const one = normalNamed(name, { ...prepared, program: { ...program, modules, declarations: new Map([...program.declarations, [name, declared]]) } });
  return one === null ? "does not compile" : one.ok ? one.text : one.why;
}

const whys = (made: ReturnType<typeof normals>): [string, string][] => [...made].flatMap(([name, one]) => ("why" in one ? [[name, one.why]] : []));
const unlike = (made: ReturnType<typeof normals>): [string, string][] => [...made].flatMap(([name, one]) => ("again" in one && one.again !== one.text ? [[`${name}\n${one.text}`, one.again]] : []));

describe("every rule has a normal form that compiles to the same and is its own normal form", () => {
  test("in every case", () => {
    let count = 0;
    for (const name of readdirSync(CASES)) {
      const folder = temporaryFolder();
      cpSync(join(CASES, name), folder, { recursive: true, filter: (path) => !/\/out\./.test(path) });
      const made = normals(packFolder({}, folder));
      count += made.size;
      expect([name, whys(made), unlike(made)]).toEqual([name, [], []]);
    }
    expect(count).toBeGreaterThan(230);
  });
  test.each(readdirSync(PACKS).filter((name) => existsSync(join(PACKS, name, "rulepack.json"))))("in the pack %s", (name) => {
    const made = normals(join(PACKS, name));
    expect([whys(made), unlike(made)]).toEqual([[], []]);
  });
});
