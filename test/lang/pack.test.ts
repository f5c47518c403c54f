import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import schema from "../../grammar/schemas/rulepack.json" with { type: "json" };
import { readJson } from "../../src/lang/json-text.ts";
import { readManifest, chooseProfile, type ManifestResult } from "../../src/lang/pack.ts";

const validate = new Ajv({ allErrors: true, verbose: true }).compile(schema);
const read = (text: string): ManifestResult => readManifest(text, (value) => (validate(value) ? [] : (validate.errors ?? [])));
/** Each problem as `code: the text that it points at`. */
const problems = (text: string): string[] => read(text).diagnostics.map((d) => `${d.code}: ${text.slice(d.at.start, d.at.end)}`);
const pack = (more: string): string => `{\n  "name": "sales", "version": "0.1.0", "language": 1${more === "" ? "" : `,\n  ${more}`}\n}`;

describe("rulepack.json", () => {
  test("three properties suffice, everything else has a default", () => {
    const { manifest, diagnostics } = read(pack(""));
    expect(diagnostics).toEqual([]);
    expect(manifest).toMatchObject({ roots: [""], golden: "golden", profile: "dev" });
    expect(manifest?.profiles["dev"]).toMatchObject({ engine: "duckdb", warehouse: "target/dev.duckdb", schema: "main", policy: "service", threads: null, emit: "auto" });
  });

  test("folders are the same with and without ./ and a slash at the end", () => {
    expect(read(pack('"roots": ["./rules/", "more"], "golden": "golden/"')).manifest).toMatchObject({ roots: ["rules", "more"], golden: "golden" });
  });

  test("a misspelt property is shown where it stands, with the one that was meant", () => {
    const text = pack('"profiles": { "dev": { "thread": 2 } }');
    const [problem] = read(text).diagnostics;
    expect(problems(text)).toEqual(['manifest-unknown-property: "thread"']);
    expect(problem?.title).toBe("profiles.dev has no property `thread`");
    expect(problem?.label).toBe("did you mean `threads`?");
  });

  test("each wrong value is one problem at its place", () => {
    expect(problems(pack('"roots": [], "golden": "../elsewhere", "profiles": { "dev": { "memory": "much", "threads": 0, "engine": "oracle" } }'))).toEqual([
      "manifest-value: []", 'manifest-value: "../elsewhere"', 'manifest-value: "much"', "manifest-value: 0", 'manifest-value: "oracle"',
    ]);
    expect(read(pack('"profiles": { "dev": { "memory": "much" } }')).diagnostics[0]?.title).toBe("profiles.dev.memory must be a size such as 4GB or 512MB");
  });

  test("the shape of SQL and the policy of names are pinned by a profile; others than there are are refused", () => {
    const pinned = read(pack('"profiles": { "dev": { "print": { "fuse": false }, "identifiers": "duckdb-1" } }'));
    expect([pinned.diagnostics, pinned.manifest?.profiles["dev"]?.print, pinned.manifest?.profiles["dev"]?.identifiers]).toEqual([[], { width: 100, fuse: false, ctes: true }, "duckdb-1"]);
    expect(problems(pack('"profiles": { "dev": { "print": { "fuse": 1, "ctes": "no", "width": 12, "quote": "all" }, "identifiers": "duckdb-0" } }')).toSorted())
      .toEqual(['manifest-unknown-property: "quote"', 'manifest-value: "duckdb-0"', 'manifest-value: "no"', "manifest-value: 1", "manifest-value: 12"]);
  });

  test("a missing property is named", () => {
    expect(read('{ "name": "sales", "version": "0.1.0" }').diagnostics.map((d) => d.title)).toEqual(["rulepack.json needs `language`"]);
  });

  test("a profile's name is a name", () => {
    expect(problems(pack('"profiles": { "my profile": {} }'))).toEqual(['manifest-value: "my profile"']);
  });

  test("a later version of the language is refused", () => {
    expect(read('{ "name": "sales", "version": "0.1.0", "language": 2 }').diagnostics.map((d) => d.title)).toEqual(["language must be 1"]);
  });

  test("a profile that does not exist is refused, in the file and on the command line", () => {
    const text = pack('"profile": "deV", "profiles": { "dev": {} }');
    expect(problems(text)).toEqual(['unknown-profile: "deV"']);
    const manifest = read(pack('"profiles": { "dev": {}, "prod": { "threads": 8 } }')).manifest;
    expect(manifest && chooseProfile(manifest, "prod")).toMatchObject({ threads: 8, warehouse: "target/prod.duckdb" });
    expect(manifest && chooseProfile(manifest, "prd")).toMatchObject({ code: "unknown-profile", label: "did you mean `prod`?" });
  });

  test.each([
    ['{ "name": "a", }', "a comma with nothing behind it", "}"],
    ['{ "name": "a" "version": "1" }', "expected `,` or `}`", '"'],
    ["{ 'name': 1 }", "expected a name in double quotes", "'"],
    ['{ "name": "a', "a string that does not end", '"'],
    ['{ "name": "a\nb" }', "a line break, tab or control character in a string must be escaped", "\n"],
    ["{} // comment", "text after the end", "/"],
    ["", "the text ends too early", ""],
  ])("%j is no JSON, and the place is shown", (text, problem, at) => {
    const [only, ...others] = read(text).diagnostics;
    expect(others).toEqual([]);
    expect([only?.params["problem"], text.slice(only?.at.start, only?.at.end)]).toEqual([problem, at]);
  });

  test("a name that is there twice is a problem, not a silent choice", () => {
    expect(problems('{ "name": "a", "name": "b", "version": "0.1.0", "language": 1 }')).toEqual(['manifest-duplicate-property: "name"']);
  });

  test("a dependency has a path, or comes with rulec", () => {
    expect(problems(pack('"dependencies": { "std": {}, "shared": { "path": "../shared" } }'))).toEqual([]);
  });
});

test("the places of JSON values are where they stand, whatever is escaped in their names", () => {
  const text = '{ "a/b~": [1, {"\\u0063": "x"}] }';
  const json = readJson(text);
  if (!json.ok) throw new Error(json.problem);
  const at = (pointer: string): string => text.slice(json.places.get(pointer)?.value.start, json.places.get(pointer)?.value.end);
  expect([at("/a~1b~0/0"), at("/a~1b~0/1/c")]).toEqual(["1", '"x"']);
});
