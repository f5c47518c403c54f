import { catalogue } from "./define.ts";

/** Packs that a pack imports from. */
export const DEPENDENCIES = catalogue({
  "dependency-unreadable": {
    severity: "error",
    title: ({ name }: { name: string; problem: string }) => `the pack ${name} cannot be read`,
    label: ({ problem }) => problem,
    doc: `A dependency is a pack in a folder of its own: \`path\` leads to the folder with its rulepack.json, relative to this one's. The pack \`std\` comes with rulec and needs none.

\`\`\`json
{ "dependencies": { "std": {}, "shared": { "path": "../shared" } } }
\`\`\``,
  },
  "dependency-changed": {
    severity: "error",
    title: ({ name }: { name: string; has: string }) => `the pack ${name} is not what this pack was made with`,
    label: ({ has }) => `it is ${has} now`,
    hint: () => "look at what has changed there, then write the new one",
    doc: `\`sha256\` fixes what a dependency holds, so that it does not change unseen. It is the SHA-256 of the lines that \`sha256sum\` prints of its rulepack.json, rule files and
JavaScript files, sorted by path.

\`\`\`json
{ "dependencies": { "shared": { "path": "../shared", "sha256": "0000000000000000000000000000000000000000000000000000000000000000" } } }
\`\`\`

The message names the one that it has.`,
  },
});
