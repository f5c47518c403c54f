/** `--fix`: the edits that diagnostics carry, applied in rounds until none is left; what is put right can bring to light what it hid. */
import { editedTexts, isApplied } from "../lang/diagnostics/edits.ts";
import { isLint, type Diagnostic } from "../lang/diagnostics/index.ts";
import { compile } from "./compile.ts";
import type { Compiled, CompileHost, CompileOptions, PackText, TextFile } from "./types.ts";

/** `texts`: those that changed, by file. `applied` counts edits. */
export type Mended = { readonly texts: ReadonlyMap<string, string>; readonly applied: number; readonly compiled: Compiled };

/** More than mistakes hide behind each other, or names are used by nothing but each other. */
const ROUNDS = 32;

const isMistake = ({ code, severity }: Diagnostic): boolean => severity === "error" && !isLint(code);

/**
 * The pack's own files; a dependency is not this pack's to mend. Lints wait until no mistake can be mended. An edit of a lint keeps what it says, so none may leave
 * a mistake where there was none: were there one, its round is not counted. `first`: the pack as it is, compiled with these options; `wanted`: which diagnostics are.
 */
export function mend(pack: PackText, host: CompileHost, options: CompileOptions, wanted: (diagnostic: Diagnostic) => boolean = () => true, first = compile(pack, host, options)): Mended {
  let [files, compiled, applied] = [pack.files, first, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    const carrying = compiled.diagnostics.filter((one) => wanted(one) && isApplied(one) && one.edits.every(({ file }) => texts.has(file)));
    const mistakes = carrying.filter(({ code }) => !isLint(code));
    // What is allowed under a name that is not quite its own is not to be mended away.
    const misspelt = carrying.filter(({ code }) => code === "allow-unknown");
    const edited = editedTexts([mistakes, misspelt, carrying].find((some) => some.length > 0) ?? [], (file) => texts.get(file));
    if (edited.applied === 0) break;
    const next = files.map(({ path, text }): TextFile => ({ path, text: edited.texts.get(path) ?? text }));
    const after = compile({ ...pack, files: next }, host, options);
    if (mistakes.length === 0 && after.diagnostics.some(isMistake) && !compiled.diagnostics.some(isMistake)) break;
    [files, compiled, applied] = [next, after, applied + edited.applied];
  }
  const before = new Map(pack.files.map(({ path, text }) => [path, text]));
  return { texts: new Map(files.flatMap(({ path, text }) => (before.get(path) === text ? [] : [[path, text] as const]))), applied, compiled };
}
