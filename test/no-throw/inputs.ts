/** Inputs of many kinds, each made from its own random numbers. */
import type { TextFile } from "../../src/compile/types.ts";
import { descendants } from "../../src/lang/ast/walk.ts";
import { parse } from "../../src/lang/parser/index.ts";
import { graftOf, type Corpus, type Group } from "./corpus.ts";
import { SOURCE, nested, repeated } from "./shapes.ts";
import type { Random } from "./random.ts";

/** What is given to the compiler: rule files, a manifest, a CSV file, or the text of a parameter of each type. */
export type Input =
  | { readonly of: "pack"; readonly kind: string; readonly files: readonly TextFile[]; /** Which of them is strange. */ readonly at: number }
  | { readonly of: "manifest" | "csv" | "param"; readonly kind: string; readonly text: string };

const SIGNS = `" ' """ f" r" { } {{ ( ) [ ] < > >= |> | || && ! = == :: ::? ? ?? .. ... . , : ; -> => - -- --- /* */ * / // % & ~ <=> 1 1.5 1e 0 _ \` $x @all @ # #t é 😀 \\ \\u`.split(" ");
const ODD = ["\u0000", "\uFEFF", "\r\n", "\r", "\u2028", "\uD800", "\uDC00", "\u00A0", "\u202E", "'", "“", "\t", "\u0085", "9".repeat(400), "1e999", "-0.0", "\\u0000", "\u0301"];

const lone = (kind: string, text: string): Input => ({ of: "pack", kind, files: [{ path: "rules/a.rule", text }], at: 0 });

function bytes(random: Random): Input {
  const data = Uint8Array.from({ length: random.below(random.chance(0.02) ? 20_000 : 300) }, () => random.below(256));
  return lone("bytes", new TextDecoder().decode(data));
}

function units(random: Random): Input {
  return lone("code units", Array.from({ length: random.below(200) }, () => String.fromCharCode(random.chance(0.5) ? random.below(128) : random.below(65_536))).join(""));
}

function tokens(random: Random, corpus: Corpus): Input {
  const piece = (): string => (random.chance(0.45) ? random.of(SIGNS) : random.chance(0.1) ? random.of(ODD) : random.of(corpus.tokens)) + (random.chance(0.7) ? " " : "");
  const text = Array.from({ length: 1 + random.below(random.chance(0.03) ? 3_000 : 60) }, piece).join("");
  return lone("tokens", random.chance(0.5) ? text : `${SOURCE}rule r ordered by [id] { from t |> ${text} }\nrule q unordered { from r }\n`);
}

/** Right by the grammar, of pieces that stand together nowhere else. */
function grafted(random: Random, corpus: Corpus): Input {
  const { expression, stage } = corpus.grafts;
  const stages = Array.from({ length: 1 + random.below(4) }, () =>
    random.chance(0.5) ? random.of(stage) : random.chance(0.5) ? `derive { c${random.below(9)}: ${random.of(expression)}, e: ${random.of(expression)} }` : `where ${random.of(expression)} == ${random.of(expression)}`);
  const declared = Array.from({ length: random.below(3) }, () => random.of(corpus.grafts.declaration)).join("\n");
  return lone("grafts", `${SOURCE}${declared}\nrule r ordered by [id] { from t ${stages.map((text) => `|> ${text}`).join("\n")} }\n`);
}

/** A small one more often: as much can go wrong in it, and it is tried sooner. */
function groupOf(random: Random, { groups }: Corpus): Group {
  const [one, other] = [random.of(groups), random.of(groups)];
  const size = (group: Group): number => group.reduce((sum, { text }) => sum + text.length, 0);
  return random.chance(0.7) && size(other) < size(one) ? other : one;
}

function mutated(random: Random, corpus: Corpus): Input {
  const files = [...groupOf(random, corpus)];
  const at = random.below(files.length);
  const file = files[at] as TextFile;
  let { text } = file;
  for (let n = 1 + random.below(4); n > 0; n--) text = random.of(MUTATIONS)(text, random, corpus);
  files[at] = { ...file, text };
  return { of: "pack", kind: "mutation", files, at };
}

/** Where words and signs of a text begin and end. */
const pieces = (text: string): readonly string[] => text.match(/\w+|\s+|[^\w\s]/g) ?? [];
const span = (random: Random, length: number): readonly [number, number] => {
  const start = random.below(length + 1);
  return [start, Math.min(length, start + 1 + random.below(random.chance(0.2) ? 300 : 12))];
};

type Mutation = (text: string, random: Random, corpus: Corpus) => string;
const MUTATIONS: readonly Mutation[] = [
  function cut(text, random) {
    const [from, to] = span(random, text.length);
    return text.slice(0, from) + text.slice(to);
  },
  function double(text, random) {
    const [from, to] = span(random, text.length);
    return text.slice(0, to) + text.slice(from, to).repeat(1 + (random.chance(0.02) ? random.below(500) : 0)) + text.slice(to);
  },
  function swap(text, random) {
    const all = [...pieces(text)];
    if (all.length < 2) return text;
    const [i, j] = [random.below(all.length), random.below(all.length)];
    [all[i], all[j]] = [all[j] as string, all[i] as string];
    return all.join("");
  },
  function splice(text, random, { groups }) {
    const other = random.of(random.of(groups)).text;
    const [from, to] = span(random, other.length);
    const at = random.below(text.length + 1);
    return text.slice(0, at) + other.slice(from, to) + text.slice(random.chance(0.5) ? at : Math.min(text.length, at + to - from));
  },
  function put(text, random, corpus) {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + (random.chance(0.3) ? random.of(ODD) : random.chance(0.5) ? random.of(SIGNS) : ` ${random.of(corpus.tokens)} `) + text.slice(at);
  },
  function exchange(text, random, corpus) {
    const all = [...pieces(text)];
    if (all.length === 0) return text;
    all[random.below(all.length)] = random.chance(0.5) ? random.of(corpus.tokens) : random.of(all);
    return all.join("");
  },
  function graft(text, random, corpus) {
    const places = [...descendants(parse("a.rule", text).ast)].flatMap((node) => {
      const kind = graftOf(node);
      return kind === null ? [] : [{ ...node, kind }];
    });
    if (places.length === 0) return text;
    const { kind, start, end } = random.of(places);
    return text.slice(0, start) + random.of(corpus.grafts[kind]) + text.slice(end);
  },
  function lines(text, random) {
    const all = text.split("\n");
    const [i, j] = [random.below(all.length), random.below(all.length)];
    const [line] = all.splice(i, 1);
    if (random.chance(0.7)) all.splice(j, 0, line as string);
    return all.join(random.chance(0.1) ? "\r\n" : "\n");
  },
];

function manifest(random: Random, corpus: Corpus): Input {
  let text = random.of(corpus.manifests);
  for (let n = 1 + random.below(3); n > 0; n--) {
    const [from, to] = span(random, text.length);
    text = text.slice(0, from) + (random.chance(0.5) ? random.of(["{", "}", "[", '"', ",", ":", "1e999", "null", "-1", '"__proto__"', '"\\uD800"', "true", "[[", ...ODD]) : "") + text.slice(random.chance(0.5) ? to : from);
  }
  return { of: "manifest", kind: "manifest", text };
}

function csv(random: Random): Input {
  const piece = (): string => random.of([",", ";", '"', '""', "'", "\n", "\r\n", "\r", "\t", "|", "a", "id", "größe", "1", " ", "\\", ...ODD]);
  return { of: "csv", kind: "CSV", text: Array.from({ length: random.below(80) }, piece).join("") };
}

const PARAM_PIECES = ["[", "]", "{", "}", '"', "1", "-", ".", "e", "9".repeat(50), "2026-01-31", "date", "timestamp ", "T10:00:00Z", "true", "null", ",", "a:", " ", "00:00", "interval", "'", "[".repeat(3_000), "-".repeat(3_000)];
const param = (random: Random): Input => ({ of: "param", kind: "parameter", text: Array.from({ length: random.below(8) }, () => random.of(random.chance(0.1) ? ODD : PARAM_PIECES)).join("") });

/** How often each kind is tried, of 100. */
const KINDS: readonly (readonly [times: number, make: (random: Random, corpus: Corpus) => Input])[] = [
  [4, bytes], [4, units], [17, tokens], [22, grafted], [45, mutated], [2, (random, corpus) => lone("nesting", nested(random, corpus))], [1, (random, corpus) => lone("length", repeated(random, corpus))],
  [2, manifest], [1, param], [2, csv],
];
const TURNS = KINDS.flatMap(([times, make]) => Array.from({ length: times }, () => make));

export const inputOf = (random: Random, corpus: Corpus): Input => random.of(TURNS)(random, corpus);
