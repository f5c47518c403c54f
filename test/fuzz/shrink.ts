/** Makes a program that is on both sides different small, with its data, and prints it as text that could be a case. */
import { jsonOf } from "../../src/values/value-text.ts";
import { bindModule, type Texts } from "./bind.ts";
import { sourceText, type Column, type Source } from "./data.ts";
import type { Engine, Given } from "./engine.ts";
import { judge, type Form, type Verdict } from "./judge.ts";
import { inputsOf, type Found } from "./search.ts";
import { laidOut, STEPS, tokensOf, type Step } from "./tokens.ts";
import type { Batch } from "./world.ts";

/** What is tried at most. */
const TRIES = 1_500;

type State = { readonly sources: readonly Source[]; readonly params: readonly Given[]; readonly texts: Texts; readonly tokens: readonly string[] };
type Trial = { readonly engine: Engine; readonly name: string; readonly form: Form; readonly kind: string; left: number; loaded: readonly Source[] | null };

/** What kind of mismatch it is: the same for those that have one cause, as far as one can tell. */
export const kindOf = ({ what, detail }: Extract<Verdict, { kind: "differs" }>): string =>
  `${what}${what.endsWith("ends") || what.endsWith("error") || what.includes("claim") ? `: ${detail.split("\n")[0]}` : ""}`.replaceAll(/"[^"]*"|'[^']*'|\[[^\]]*\]/g, "…").replaceAll(/-?\d+(\.\d+)?|\bv\d+\b/g, "n").slice(0, 120);

async function verdictOf({ sources, params, texts, tokens }: State, trial: Trial): Promise<Verdict | null> {
  const { engine, name, form } = trial;
  const { rules, env, names } = bindModule([...texts, { name, text: laidOut(tokens) }]);
  const rule = rules.get(name)?.rule ?? null;
  if (rule === null) return null;
  if (trial.loaded !== sources) await engine.load(sources, params);
  trial.loaded = sources;
  return judge({ rule, env, names, inputs: inputsOf({ sources, params }) }, engine, form);
}

async function stillDiffers(state: State, trial: Trial): Promise<boolean> {
  trial.left--;
  const verdict = await verdictOf(state, trial);
  return verdict?.kind === "differs" && kindOf(verdict) === trial.kind;
}

export async function shrunk({ program, form, verdict }: Found, { sources, params, texts }: Batch, engine: Engine, tries = TRIES): Promise<string> {
  const trial: Trial = { engine, name: program.name, form, kind: kindOf(verdict), left: tries, loaded: null };
  let state: State = { sources, params, texts, tokens: tokensOf(program.text) };
  if (!(await stillDiffers(state, trial))) return `${program.text}\n(as tokens it differs otherwise)\n${verdict.detail}`;
  state = await fewerDeclarations(state, trial);
  state = await fewerTokens(state, trial);
  state = await fewerDeclarations(state, trial);
  state = await fewerRows(state, trial);
  state = await fewerColumns(state, trial);
  const found = await verdictOf(state, trial);
  return [...state.texts.map(({ text }) => text), laidOut(state.tokens), ...state.sources.map(rowsText), `-- ${form}: ${found?.kind === "differs" ? `${found.what}\n${found.detail}` : "?"}`].join("\n");
}

const rowsText = ({ name, columns, rows }: Source): string =>
  `-- ${name}.json\n${rows.map((row) => JSON.stringify(Object.fromEntries(row.map((value, c) => [(columns[c] as Column).name, jsonOf((columns[c] as Column).type, value)])))).join("\n")}`;

/** By each kind of step as long as it helps; what did not help before is tried again at the end. */
async function fewerTokens(state: State, trial: Trial): Promise<State> {
  let current = state;
  for (const step of STEPS) {
    for (let [from, last] = [0, -1]; trial.left > 0;) {
      const at = await firstFrom(current, step, from, trial);
      if (at !== null) {
        current = { ...current, tokens: at.tokens };
        [from, last] = [at.place, at.place];
      } else if (from > 0 && last >= 0) [from, last] = [0, -1];
      else break;
    }
  }
  return current;
}

async function firstFrom(state: State, step: Step, from: number, trial: Trial): Promise<{ readonly tokens: State["tokens"]; readonly place: number } | null> {
  let place = 0;
  for (const tokens of step(state.tokens)) {
    if (trial.left <= 0) return null;
    if (place++ >= from && (await stillDiffers({ ...state, tokens }, trial))) return { tokens, place: place - 1 };
  }
  return null;
}

async function fewerDeclarations(state: State, trial: Trial): Promise<State> {
  let current = state;
  for (const { name } of state.texts) {
    const next = { ...current, texts: current.texts.filter((text) => text.name !== name), sources: current.sources.filter((source) => source.name !== name), params: current.params.filter((param) => param.name !== name) };
    if (await stillDiffers(next, trial)) current = next;
  }
  return current;
}

const withSource = (state: State, source: Source): State => ({
  ...state, sources: state.sources.map((other) => (other.name === source.name ? source : other)), texts: state.texts.map((text) => (text.name === source.name ? { name: source.name, text: sourceText(source) } : text)),
});

async function fewerRows(state: State, trial: Trial): Promise<State> {
  let current = state;
  for (const { name } of state.sources) {
    for (let i = 0; ;) {
      const source = current.sources.find((other) => other.name === name) as Source;
      if (i >= source.rows.length) break;
      const next = withSource(current, { ...source, rows: source.rows.filter((_, row) => row !== i) });
      if (await stillDiffers(next, trial)) current = next;
      else i++;
    }
  }
  return current;
}

async function fewerColumns(state: State, trial: Trial): Promise<State> {
  let current = state;
  for (const { name, columns } of state.sources) {
    for (const column of columns) {
      const source = current.sources.find((other) => other.name === name) as Source;
      const at = source.columns.indexOf(column);
      const key = source.key.filter((part) => part !== column.name);
      if (source.columns.length < 2 || key.length === 0) continue;
      const next = withSource(current, { ...source, key, columns: source.columns.filter((other) => other !== column), rows: source.rows.map((row) => row.filter((_, c) => c !== at)) });
      if (await stillDiffers(next, trial)) current = next;
    }
  }
  return current;
}
