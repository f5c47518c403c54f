import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { collectFacts } from "../../compile/site/facts.ts";
import { SITE_FOLDER, SITE_MARKER } from "../../compile/site/model.ts";
import { siteOf, type Site } from "../../compile/site/site.ts";
import type { Prepared } from "../../compile/types.ts";
import type { Diagnostic } from "../../lang/diagnostics/index.ts";
import { isFileError, writeIfChanged, writeProblem } from "../../runtime/record/files.ts";
import type { Pack } from "../../runtime/pack/read-pack.ts";
import { assetFolder } from "../assets.ts";
import { recentRuns } from "../docs-runs.ts";
import { compilePack, hasErrors, jsonOf, openPack, refused, showDiagnostics, targetOf } from "../pack-session.ts";
import { bytesText, durationText, plural } from "../text.ts";
import { version } from "../version.ts";
import { EXIT, flag, text, type Command } from "../spec.ts";

const SHOWN = ["index.html", "site.js", "site.css"];

const command: Command = {
  async run(invocation) {
    const { options, out, cwd } = invocation;
    const began = performance.now();
    const { pack, diagnostics, textOf } = openPack(invocation);
    if (pack === null) return refused(invocation, diagnostics, textOf);
    const asked = text(options, "out");
    const folder = asked === undefined ? join(pack.dir, SITE_FOLDER) : resolve(cwd, asked);
    const shown = relative(cwd, folder) || ".";
    if (isSomebodys(folder)) {
      out.note(`rulec: ${shown} holds something else; name an empty or new folder: rulec docs --out ${shown}/docs`);
      return EXIT.usage;
    }
    const facts = collectFacts();
    const watch = stopwatch();
    const compiled = compilePack(pack, { bound: (rule, prepared) => watch.time(() => facts.add(rule, prepared)) });
    const all = [...diagnostics, ...compiled.diagnostics];
    if (hasErrors(all)) return refused(invocation, all, textOf);
    const made = watch.time(() => write(folder, shown, siteOf({
      compiled, prepared: compiled.prepared as Prepared, facts, manifest: pack.manifest, profile: pack.profile, packOf: packOf(pack), recent: recentRuns(targetOf(pack)),
      compiler: version, made: new Date().toISOString(), pack: (json) => deflateRawSync(json, { level: 6 }).toString("base64"),
    })));
    if ("problem" in made) return refused(invocation, [...all, made.problem], textOf);
    const { ms: docs_ms, cpu_ms: docs_cpu_ms } = watch.spent();
    const compile_ms = performance.now() - began - docs_ms;
    const { site, files, bytes } = made;
    showDiagnostics(invocation, all, textOf);
    const index = join(folder, "index.html");
    if (out.json) out.document({ diagnostics: jsonOf(all, textOf), dir: shown, index: relative(cwd, index), rules: site.rules, sources: site.sources, pages: site.pages, files, bytes, compile_ms, docs_ms, docs_cpu_ms });
    else {
      out.print(relative(cwd, index));
      out.note(`${plural(site.rules, "rule")}, ${plural(site.sources, "source")} in ${plural(files, "file")}, ${bytesText(bytes)} (${durationText(docs_ms)}, and ${durationText(compile_ms)} to compile)`);
    }
    if (flag(options, "open")) openIn(pathToFileURL(index).href);
    return EXIT.ok;
  },
};
export default command;

/** What documenting takes happens between the steps of compiling, too. Milliseconds, by the clock and of the processor. */
function stopwatch(): { readonly time: <T>(work: () => T) => T; readonly spent: () => { readonly ms: number; readonly cpu_ms: number } } {
  let [ms, cpu_ms] = [0, 0];
  const cpu = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  return {
    time: (work) => {
      const [began, before] = [performance.now(), cpu()];
      const result = work();
      ms += performance.now() - began;
      cpu_ms += cpu() - before;
      return result;
    },
    spent: () => ({ ms, cpu_ms }),
  };
}

/** A folder that holds files, none of them put there by an earlier call. */
const isSomebodys = (folder: string): boolean => existsSync(folder) && !existsSync(join(folder, SITE_MARKER)) && readdirSync(folder).length > 0;

function packOf({ dependencies }: Pack): (file: string) => string | null {
  return (file) => dependencies.find(({ path }) => file.startsWith(`${path}/`))?.name ?? null;
}

type Made = { readonly site: Site; readonly files: number; readonly bytes: number };

/** Files of an earlier site that this one does not have go. */
function write(folder: string, shown: string, site: Site): Made | { readonly problem: Diagnostic } {
  try {
    const assets = assetFolder("dist/site");
    const kept = new Set<string>();
    let bytes = 0;
    const put = (path: string, content: string | Uint8Array): void => {
      kept.add(path);
      bytes += Buffer.byteLength(content);
      writeIfChanged(join(folder, path), content);
    };
    const before = filesBefore(folder);
    // Said first: what an interrupted call leaves is the next one's to replace.
    writeIfChanged(join(folder, SITE_MARKER), `${JSON.stringify({ format: 1, files: before })}\n`);
    for (const { path, pieces } of site.files) put(path, [...pieces].join(""));
    for (const name of SHOWN) put(name, readFileSync(join(assets, name)));
    for (const path of before) if (!kept.has(path)) rmSync(join(folder, path), { force: true });
    writeIfChanged(join(folder, SITE_MARKER), `${JSON.stringify({ format: 1, files: [...kept].sort() })}\n`);
    return { site, files: kept.size, bytes };
  } catch (error) {
    if (!isFileError(error)) throw error;
    return { problem: writeProblem(error, shown, { file: "rulepack.json", start: 0, end: 0 }) };
  }
}

/** Only names that a site may have: the marker is a file that anybody could have changed. */
function filesBefore(folder: string): string[] {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, SITE_MARKER), "utf8")) as { readonly files?: unknown };
    return Array.isArray(files) ? files.filter((name): name is string => typeof name === "string" && /^(index\.html|site\.(js|css)|data\/[a-z]+(-\d+)?\.js)$/.test(name)) : [];
  } catch {
    return [];
  }
}

/** In whatever shows pages here; where there is nothing, the path was printed. */
function openIn(url: string): void {
  const program = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer.exe" : "xdg-open";
  spawn(program, [url], { detached: true, stdio: "ignore" }).on("error", () => undefined).unref();
}
