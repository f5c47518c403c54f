/** The text of a program in tokens, and texts that are smaller by a step: no grammar, as what does not compile is left. */

const TOKEN = /r?"""[\s\S]*?"""|f?r?"(?:\\.|[^"\\])*"|`[^`]*`|\|>|->|<=>|[<>=!]=|::\??|\.\.\.?|\d+\.\d+(?:e[+-]?\d+)?|\d+(?:e[+-]?\d+)?|[A-Za-z_$@]\w*|\S/gu;

export const tokensOf = (text: string): readonly string[] => text.match(TOKEN) ?? [];

const CLOSES: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const CLOSING: ReadonlySet<string> = new Set(Object.values(CLOSES));

/** As text, a stage a line. */
export function laidOut(tokens: readonly string[]): string {
  let text = "";
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1] ?? "";
    const tight = i === 0 || [",", ")", "]", ".", "::", "::?", ":"].includes(token) || ["(", "[", ".", "::", "::?", "...", "$", "@"].includes(before) || (token === "(" && /^[A-Za-z_]\w*$/.test(before) && !SPACED.has(before)) || (token === "[" && /[\w)\]`]$/.test(before) && !SPACED.has(before));
    text += token === "|>" ? "\n  |> " : text.endsWith("|> ") || tight ? token : ` ${token}`;
  }
  return text.replaceAll(/ +\n/g, "\n");
}
const SPACED: ReadonlySet<string> = new Set("and or not in from join on using by sort group select drop distinct dedupe pivot unpivot explode check key where then else if is between left right full semi anti cross asof all union intersect except values over case let window".split(" "));

/** Where the bracket that opens at `open` closes. */
function closing(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if ((tokens[i] as string) in CLOSES) depth++;
    else if (CLOSING.has(tokens[i] as string) && --depth === 0) return i;
  }
  return tokens.length;
}

type Span = readonly [from: number, to: number];
const without = (tokens: readonly string[], [from, to]: Span): readonly string[] => [...tokens.slice(0, from), ...tokens.slice(to)];

/** Parts between separators at one depth, from the separator before each. */
function parts(tokens: readonly string[], from: number, to: number, separators: ReadonlySet<string>): readonly Span[] {
  const starts = [from];
  for (let i = from; i < to; i++) {
    if ((tokens[i] as string) in CLOSES) i = closing(tokens, i);
    else if (separators.has(tokens[i] as string)) starts.push(i);
  }
  return starts.map((start, i) => [start, starts[i + 1] ?? to]);
}

const STAGES = new Set(["|>", "let", "from"]);
const COMMAS = new Set([","]);

const opensOf = (tokens: readonly string[]): readonly number[] => [...tokens.keys()].filter((i) => (tokens[i] as string) in CLOSES);

function* fewerStages(tokens: readonly string[]): Generator<readonly string[]> {
  for (let i = 0; i < tokens.length; i++) if (tokens[i] === "let") yield without(tokens, [i, endOfLet(tokens, i)]);
  for (const open of opensOf(tokens)) for (const span of parts(tokens, open + 1, closing(tokens, open), STAGES).toReversed()) if (tokens[span[0]] === "|>") yield without(tokens, span);
}

/** Before the next `let`, or the `from` of the body. */
function endOfLet(tokens: readonly string[], from: number): number {
  for (let i = from + 3; i < tokens.length; i++) {
    if ((tokens[i] as string) in CLOSES) i = closing(tokens, i);
    else if (tokens[i] === "let" || (tokens[i] === "from" && tokens[i - 1] !== "=")) return i;
  }
  return tokens.length;
}

/** A part in place of the whole, and of the call; or one part less. */
function* fewerParts(tokens: readonly string[]): Generator<readonly string[]> {
  for (const open of opensOf(tokens)) {
    const close = closing(tokens, open);
    const inner = parts(tokens, open + 1, close, COMMAS);
    for (const [from, to] of inner) {
      const part = tokens.slice(tokens[from] === "," ? from + 1 : from, to);
      const start = open > 0 && /^\w+$/.test(tokens[open - 1] as string) ? open - 1 : open;
      if (part.length > 0 && tokens[open] !== "{") yield [...tokens.slice(0, start), ...(part.length > 1 ? ["(", ...part, ")"] : part), ...tokens.slice(close + 1)];
      if (part.length > 0 && tokens[open] === "(") yield [...tokens.slice(0, open), ...part, ...tokens.slice(close + 1)];
    }
    for (const [i, span] of inner.entries()) if (inner.length > 1) yield without(tokens, i === 0 ? [span[0], span[1] + 1] : span);
  }
}

const fewerOf = (length: number) => function* (tokens: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from + length <= tokens.length; from++) if (isBalanced(tokens, from, from + length)) yield without(tokens, [from, from + length]);
};

function* plainer(tokens: readonly string[]): Generator<readonly string[]> {
  for (const [i, token] of tokens.entries()) {
    if (/^"./.test(token) && token !== '""') yield tokens.with(i, '""');
    if (/^\d/.test(token) && token !== "1") yield tokens.with(i, "1");
  }
}

export type Step = (tokens: readonly string[]) => Generator<readonly string[]>;
/** Ways to make it smaller, from large steps to little ones. */
export const STEPS: readonly Step[] = [fewerStages, fewerParts, ...[16, 12, 9, 7, 6, 5, 4, 3, 2, 1].map(fewerOf), fewerStages, fewerParts, plainer];

function isBalanced(tokens: readonly string[], from: number, to: number): boolean {
  let depth = 0;
  for (let i = from; i < to; i++) {
    if ((tokens[i] as string) in CLOSES) depth++;
    else if (CLOSING.has(tokens[i] as string) && --depth < 0) return false;
  }
  return depth === 0;
}
