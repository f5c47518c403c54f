/** `%` is any text, `_` one code point, `\` takes the next as it is; at the end of a pattern it stands for itself. */

type Token = { readonly kind: "any" } | { readonly kind: "one" } | { readonly kind: "char"; readonly char: string };

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  const points = Array.from(pattern);
  for (let i = 0; i < points.length; i++) {
    const char = points[i] as string;
    if (char === "\\") tokens.push({ kind: "char", char: points[++i] ?? "\\" });
    else tokens.push(char === "%" ? { kind: "any" } : char === "_" ? { kind: "one" } : { kind: "char", char });
  }
  return tokens;
}

/** Whether the whole text fits. Only the last `%` is ever tried anew: what an earlier one could take more, it takes too. */
export function like(text: string, pattern: string): boolean {
  const [tokens, points] = [tokensOf(pattern), Array.from(text)];
  const fits = (token: Token | undefined, char: string): boolean => token?.kind === "one" || (token?.kind === "char" && token.char === char);
  let [at, place, resumeAt, resumePlace] = [0, 0, -1, 0];
  while (place < points.length) {
    if (tokens[at]?.kind === "any") [resumeAt, resumePlace] = [++at, place];
    else if (fits(tokens[at], points[place] as string)) [at, place] = [at + 1, place + 1];
    else if (resumeAt < 0) return false;
    else [at, place] = [resumeAt, ++resumePlace];
  }
  return tokens.slice(at).every(({ kind }) => kind === "any");
}
