import { catalogue } from "./define.ts";

const by = (way: readonly string[]): string => (way.length > 1 ? ` (${way.join(" → ")})` : "");
export type PackCopy = { readonly path: string; readonly version: string; readonly way: readonly string[] };

/** Packs that a pack imports from. `way`: the names of dependencies that lead to it, the first as rulepack.json has it. */
export const DEPENDENCIES = catalogue({
  "dependency-unreadable": {
    severity: "error",
    title: ({ name, way }: { name: string; problem: string; way: readonly string[] }) => `the pack ${name} cannot be read${by(way)}`,
    label: ({ problem }) => problem,
    doc: `A dependency is a pack in a folder of its own: \`path\` leads to the folder with its rulepack.json, relative to this one's, written with \`/\`. The pack \`std\` comes with
rulec and needs none. Archives are unpacked, and what lies in another repository is checked out, by whoever calls rulec: it downloads nothing.

\`\`\`json
{ "dependencies": { "std": {}, "shared": { "path": "../shared" } } }
\`\`\``,
  },
  "dependency-changed": {
    severity: "error",
    title: ({ name, way }: { name: string; has: string; way: readonly string[] }) => `the pack ${name} is not what this pack was made with${by(way)}`,
    label: ({ has }) => `it is ${has} now`,
    hint: ({ name, way }) => `look at what has changed there, then \`rulec deps --update ${way[0] ?? name}\`${way.length > 1 ? ` in the folder of ${way.at(-2) ?? ""}` : ""}`,
    doc: `\`sha256\` fixes what a dependency holds, so that it does not change unseen. It is the SHA-256 of the lines that \`sha256sum\` prints of its rulepack.json, rule files and
JavaScript files, sorted by path, and behind them one such line for each pack that it imports from itself.

\`\`\`json
{ "dependencies": { "shared": { "path": "../shared", "sha256": "0000000000000000000000000000000000000000000000000000000000000000" } } }
\`\`\`

\`rulec deps\` lists what is there; \`rulec deps --update\` writes it into rulepack.json. \`check --fix\` does not: that somebody looked is what the line is for.`,
  },
  "dependency-cycle": {
    severity: "error",
    title: ({ way }: { way: readonly string[] }) => `packs import from each other: ${way.join(" → ")}`,
    label: () => "leads back to where it began",
    hint: () => "move what both need into a pack of its own",
    doc: `A pack is what it is by what it imports from, so packs may not form a circle. The title shows the way round.

\`\`\`json
{ "name": "shop", "dependencies": { "shared": { "path": "../shared" } } }
{ "name": "shared", "dependencies": { "shop": { "path": "../shop" } } }
\`\`\`

Move what both need into a third pack.`,
  },
  "dependency-conflict": {
    severity: "error",
    title: ({ name }: { name: string; copies: readonly [PackCopy, PackCopy] }) => `two packs are called ${name}`,
    label: ({ copies }) => copies.map(({ path, version, way }) => `${path} is version ${version}, by ${way.join(" → ")}`).join("; "),
    hint: () => "let both ways lead to one folder or to equal copies; if they are different packs, rename one",
    doc: `A name means one thing in all packs that are compiled together, so each pack is there once: when two packs import from a third, both mean the same folder, or copies that hold
the same. Two versions side by side would give two parameters of one name, and two answers to one question.

\`\`\`json
{ "name": "shop", "dependencies": { "shared": { "path": "../shared" }, "text": { "path": "../text-2" } } }
{ "name": "shared", "dependencies": { "text": { "path": "../text-1" } } }
\`\`\`

Let both lead to one of them.`,
  },
  "dependency-hidden": {
    severity: "error",
    title: ({ name }: { name: string }) => `this pack has a module ${name} of its own, and imports from a pack of that name`,
    label: ({ name }) => `"${name}/…" could mean either`,
    hint: ({ name }) => `rename the file or folder, or give the pack another name under "dependencies": { "${name}_pack": { … } }`,
    doc: `An import path that begins with a dependency's name means that pack. A file or folder of the same name beside it would hide one of the two.

\`\`\`json
{ "roots": ["rules"], "dependencies": { "std": {} } }
\`\`\`

With a file \`rules/std/text.rule\`, what is \`import { slug } from "std/text"\`? Rename the folder, or the dependency.`,
  },
  "link-refused": {
    severity: "error",
    title: ({ path }: { path: string }) => `${path} is a link`,
    label: () => "what a pack holds lies in its own folder",
    hint: () => "put the file itself there; what several packs share is a pack of its own, under \"dependencies\"",
    doc: `Rule files, files of code, their folders and the folders of dependencies are never reached through symbolic links: a link can lead anywhere, to another place on each machine,
and a lock would fix its name instead of what it leads to.

\`\`\`sh
$ ln -s ../../shared/rules rules/shared
$ rulec check
\`\`\`

Make what is shared a pack and say \`"dependencies": { "shared": { "path": "../shared" } }\`.`,
  },
});
