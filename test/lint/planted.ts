/** Batches of random programs with planted problems, mended: what is found before, and what the edits leave. */
import { mend } from "../../src/compile/mend.ts";
import { compile } from "../../src/compile/compile.ts";
import type { Compiled, CompileOptions, PackText } from "../../src/compile/types.ts";
import { evaluateRule, type Inputs } from "../../src/evaluate/index.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { isLint, LINTS, type Diagnostic, type LintId } from "../../src/lang/diagnostics/index.ts";
import { isApplied } from "../../src/lang/diagnostics/edits.ts";
import { LINT_IDS } from "../../src/lang/lint/levels.ts";
import { manifestOf, type Profile } from "../../src/lang/pack.ts";
import { lex } from "../../src/lang/parser/index.ts";
import { Failure } from "../../src/values/failure.ts";
import type { Value } from "../../src/values/value.ts";
import { random } from "../evaluate/random-values.ts";
import { noCoverage } from "../fuzz/coverage.ts";
import { id } from "../fuzz/generate/names.ts";
import type { Texts } from "../fuzz/bind.ts";
import { boundBatch, inputsOf, newTally } from "../fuzz/search.ts";
import { near, rowText } from "../fuzz/texts.ts";
import { mix } from "../fuzz/world.ts";
import { host } from "../support/host.ts";
import { PLANTS, type Plot } from "./plants.ts";

/** `wrong`: what does not hold, with the programs; `planted`: how many of each lint, of those that compile. */
export type Outcome = { readonly wrong: readonly string[]; readonly planted: ReadonlyMap<LintId, number>; readonly spoilt: number };

const manifest = manifestOf({ name: "fuzz", version: "0.1.0", language: 1 });
const profile = manifest.profiles["dev"] as Profile;
const FILE = "p.rule";
const OTHER = { path: "q.rule", text: "function spare(x: int64) -> int64 = x\nfunction kept(x: int64?) -> int64? = x\nfunction extra(x: int64) -> int64 = x\n" };
const IMPORTS = ['import { spare, kept, extra } from "q"', 'import {\n  kept,\n  spare,\n  extra as more,\n} from "q"', 'import { kept } from "q" import { spare as less } from "q"'];

type Sown = { readonly name: string; readonly lint: LintId; readonly text: string };

const packOf = (text: string): PackText => ({ manifest, profile, files: [{ path: FILE, text }, OTHER] });
const textOf = (pack: PackText, texts: ReadonlyMap<string, string>): string => texts.get(FILE) ?? (pack.files[0] as { text: string }).text;
const only = (keeps: (id: LintId) => boolean): CompileOptions => ({ keep: true, lint: { only: LINT_IDS.filter(keeps), all: false } });
const EVERYTHING: CompileOptions = { keep: true, lint: { only: null, all: true } };
const isMistake = ({ code, severity }: Diagnostic): boolean => severity === "error" && !isLint(code);

/** So many programs of a batch, a problem in each. */
export function plantedBatch(seed: number, batch: number, programs: number, expressions?: number): Outcome {
  const { of, bound } = boundBatch(seed, batch, programs, newTally(noCoverage()), expressions);
  const chance = random(mix(seed, batch, 7));
  const source = of.sources[0];
  const sown: Sown[] = bound.flatMap(({ program, rule }, i) => {
    const columns = rule.root.outputs.map((column) => rule.columns[column]).filter((def) => def !== undefined);
    const plot: Plot = { text: program.text, columns, source: id(source?.name ?? ""), column: id(source?.columns[0]?.name ?? ""), chance };
    const plant = PLANTS[(i + batch) % PLANTS.length];
    const text = plant?.plant(plot) ?? null;
    return text === null || plant === undefined ? [] : [{ name: program.name, lint: plant.id, text }];
  });
  const head = `${IMPORTS[batch % IMPORTS.length]}\nrule keeps_kept unordered { from ${id(source?.name ?? "")} |> aggregate { n: kept(count()) } }\n`;
  const whole = (some: readonly Sown[], shared: Texts = of.texts): string => `${head}${[...shared, ...some].map(({ text }) => text).join("\n")}\n`;
  // A planted stage may be one too many for a program, or meet a name of its own.
  const tried = compile(packOf(whole(sown)), host, EVERYTHING);
  const compiled = new Set(tried.rules.map(({ table }) => table));
  const sound = sown.filter(({ name }) => compiled.has(name));
  const pack = packOf(whole(sound));
  const first = sound.length === sown.length ? tried : compile(pack, host, EVERYTHING);
  const outcome = [...judge(pack, first, sound, inputsOf(of), batch), ...usedAfterAll(first, (unused) => packOf(whole(sound, of.texts.filter(({ name }) => !unused.has(name)))))];
  const planted = new Map<LintId, number>([["unused-import", 1]]);
  for (const { lint } of sound) planted.set(lint, (planted.get(lint) ?? 0) + 1);
  return { wrong: outcome, planted, spoilt: sown.length - sound.length };
}

function judge(pack: PackText, first: Compiled, sown: readonly Sown[], inputs: Inputs, batch: number): string[] {
  const wrong: string[] = [];
  wrong.push(...first.diagnostics.filter(isMistake).map(({ title }) => `a program does not compile: ${title}`));
  const text = textOf(pack, new Map());
  // All pairs of one row with others are no cross join.
  for (const one of sown) if (one.lint !== "implicit-cross-join" && !found(first, one, text)) wrong.push(`${one.lint} is not found\n${one.text}`);
  if (!first.diagnostics.some(({ code }) => code === "unused-import")) wrong.push("unused-import is not found");
  // First what keeps the IR, by itself: then every rule is the same to the last digit. All at once, every third time.
  const byItself = batch % 3 !== 0;
  const kept = byItself ? mend(pack, host, only((lint) => LINTS[lint].lint?.edit === "ir")) : null;
  if (kept !== null) wrong.push(...otherIr(first, kept.compiled));
  const next = kept === null ? pack : packOf(textOf(pack, kept.texts));
  const mended = mend(next, host, EVERYTHING);
  const after = textOf(next, mended.texts);
  wrong.push(...mended.compiled.diagnostics.filter(isMistake).map(({ title, at }) => `a mistake comes of the edits: ${title}\n${after.slice(at.start - 200, at.end + 100)}`));
  const left = mended.compiled.diagnostics.filter((one) => isLint(one.code) && isApplied(one));
  wrong.push(...left.map(({ code, title, at }) => `${code} is left: ${title}\n${after.slice(at.start - 200, at.end + 100)}`));
  for (const word of after.match(/.*\bplanted(?:_first)?\b(?=:| =).*|allow star-of-so.*|\b(?:spare|extra)\b.*/g) ?? []) wrong.push(`what was planted is left: ${word}`);
  wrong.push(...otherRows(first, mended.compiled, inputs));
  if (commentsOf(after) !== commentsOf(text)) wrong.push("a comment is lost");
  return wrong;
}

const DECLARED: ReadonlySet<string> = new Set(["unused-macro", "unused-param", "unused-source", "dead-rule"]);

/** What is told of a declaration that nothing uses: without all of these every rule is what it was. */
function usedAfterAll(before: Compiled, without: (unused: ReadonlySet<string>) => PackText): string[] {
  const unused = new Set(before.diagnostics.flatMap(({ code, params }) => (DECLARED.has(code) && (params["of"] ?? null) === null ? [String(params["name"])] : [])));
  const after = compile(without(unused), host, { keep: true });
  return [...after.diagnostics.filter(isMistake).map(({ title }) => `what is told to be unused is used: ${title}`), ...otherIr(before, after)];
}

function found({ diagnostics, declared }: Compiled, { name, lint }: Sown, text: string): boolean {
  const at = declared.find((one) => one.name === `p.${name}`)?.at;
  if (at === undefined) return false;
  const end = text.indexOf("\n}", at.start);
  return diagnostics.some((one) => one.code === lint && one.at.file === FILE && one.at.start >= at.start && one.at.start <= end && one.edits.length > 0);
}

function otherIr(before: Compiled, after: Compiled): string[] {
  const hashes = new Map(after.rules.map(({ name, hash }) => [name, hash]));
  return before.rules.flatMap(({ name, hash, ir }) => (hashes.get(name) === hash ? [] : [`${name} means something else\n${ir}\n${after.rules.find((one) => one.name === name)?.ir ?? "is gone"}`]));
}

/** Of rules whose rows can be computed; those that promise an order give them in it. */
function otherRows(before: Compiled, after: Compiled, inputs: Inputs): string[] {
  const rules = new Map(after.rules.map((rule) => [rule.name, rule]));
  return before.rules.flatMap(({ name, rule: was, hash }) => {
    const now = rules.get(name);
    if (now === undefined) return [`${name} is gone`];
    if (now.hash === hash) return [];
    const [wanted, got] = [rowsOf(was as Rule, inputs), rowsOf(now.rule as Rule, inputs)];
    if (wanted === null) return [];
    if (got === null) return [`${name} cannot be computed any more`];
    const listed = (was as Rule).order.length > 0;
    const same = texts(wanted, listed) === texts(got, listed) || (wanted.length === got.length && near(wanted, got, was as Rule, listed));
    return same ? [] : [`${name} gives other rows\n${texts(wanted, listed)}\n${texts(got, listed)}`];
  });
}

const texts = (rows: readonly (readonly Value[])[], listed: boolean): string => (listed ? rows.map(rowText) : rows.map(rowText).sort()).join("\n");

function rowsOf(rule: Rule, inputs: Inputs): readonly (readonly Value[])[] | null {
  try {
    return evaluateRule(rule, inputs).table.rows;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return null;
  }
}

/** Those that do not allow anything, in their order. */
const commentsOf = (text: string): string => lex(FILE, text).prepared.comments.map((comment) => comment.text).filter((comment) => !/allow star/.test(comment)).join("\n");
