import { catalogue } from "./define.ts";

/** What is wrong outside the text: files and folders that cannot be read. */
export const HOST = catalogue({
  "pack-not-found": {
    severity: "error",
    title: (_: object) => "there is no rulepack.json in this folder or above it",
    hint: () => "`rulec init` makes a pack here, --pack DIR names one",
    doc: `A pack is a folder with a \`rulepack.json\`. Commands look for it in the folder where they start and in those above.

\`rulec init\` writes a small pack that runs; \`--pack DIR\` works on one that lies elsewhere.`,
  },
  "file-unreadable": {
    severity: "error",
    title: ({ file, problem }: { file: string; problem: string }) => `${file} cannot be read (${problem})`,
    hint: ({ problem }) => (problem === "EACCES" ? "mend its permissions" : problem === "not UTF-8" ? "save it as UTF-8" : "does it exist, and is it a file?"),
    doc: `The file or folder exists for the pack and could not be read. The code in parentheses is the operating system's: \`ENOENT\` there is none,
\`EACCES\` no permission, \`EISDIR\` a folder where a file should be. Or the file is \`not UTF-8\`: then \`rulec fmt\` leaves it as it is, as it could not give its bytes back.`,
  },
  "file-unwritable": {
    severity: "error",
    title: ({ file, problem }: { file: string; problem: string }) => `${file} cannot be written (${problem})`,
    hint: ({ problem }) => (problem === "ENOSPC" || problem === "EDQUOT" ? "free some space" : problem === "EROFS" ? "the file system is read-only" : "mend its permissions"),
    doc: `A rule file was to be written over, and could not be. It is as it was: a new text is written beside it and takes its place when it is whole. The code in
parentheses is the operating system's: \`EACCES\` no permission, \`ENOSPC\` no space, \`EROFS\` a file system that is read-only.`,
  },
});
